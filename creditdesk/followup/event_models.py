"""The tables of customer events and of changes of a customer's data; `models` lists them with the others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.domain.customer_events import EventState
from creditdesk.domain.data_changes import CallOutcome, ChangeState
from creditdesk.domain.policy_events import DataKind, EventKind
from creditdesk.parties.models import Company, Customer, User


class CustomerEvent(models.Model):
    """What happened to a customer, as it was reported. What became of it is told by its steps."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=24, choices=[(one.value, one.value) for one in EventKind])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in EventState], default=EventState.REPORTED.value
    )
    happened_on = models.DateField()
    # What is told of an event of this kind: texts, days as ISO, amounts in minor units of `currency`.
    details = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    note = models.TextField(blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    # The same key reports once, however often the form is sent.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "-id"], name="customer_event_customer"),
            models.Index(fields=["company", "state", "-id"], name="customer_event_state"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.state}"


class EventStep(models.Model):
    """One change of an event's state: who, when, by which evidence, with what consequences. Append-only."""

    event = models.ForeignKey(CustomerEvent, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in EventState])
    note = models.TextField(blank=True)
    # Pieces of evidence: [{"kind": …, "note": …}].
    evidence = models.JSONField(default=list)
    # What followed, as reasons in words.
    consequences = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state}"


class Notice(models.Model):
    """That the salesperson of an account was told of a step of an event. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notices", db_index=False)
    step = models.ForeignKey(EventStep, on_delete=models.PROTECT, related_name="notices")
    # Who sold to the account then, as a user or as a name of the ERP; both empty: nobody.
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["customer", "-id"], name="notice_customer")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.to_name}"


class ContactStop(models.Model):
    """That a way of contact stopped because of an event; `all` stops the customer as a whole. It is lifted once."""

    class Way(models.TextChoices):
        CALL = "call", "call"
        EMAIL = "email", "e-mail"
        LETTER = "letter", "letter"
        ALL = "all", "all ways"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contact_stops", db_index=False)
    event = models.ForeignKey(CustomerEvent, on_delete=models.PROTECT, related_name="stops")
    way = models.CharField(max_length=8, choices=Way)
    # What stood at the customer before; put back where nothing else was set meanwhile.
    block_before = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "way"], name="contact_stop_once")]
        indexes = [
            models.Index(fields=["customer"], condition=Q(lifted_at__isnull=True), name="contact_stop_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.way}"


class HoldFinding(models.Model):
    """A reason to hold the customer's orders, found by an event. Stands until its last day, or until it is lifted."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="hold_findings", db_index=False)
    event = models.ForeignKey(CustomerEvent, on_delete=models.PROTECT, related_name="hold_findings")
    # The other event of a pair that holds together: when either is over, so is the hold.
    pair = models.ForeignKey(CustomerEvent, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=4)
    why = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    lifted_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True, lifted_because="")
                | (Q(lifted_on__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="hold_lifted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "code"], condition=Q(lifted_on__isnull=True), name="hold_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"


class StatusProposal(models.Model):
    """That the customer should have another status because of an event; another person accepts or declines it."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        DROPPED = "dropped", "dropped"  # The event is over before anybody decided.

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="status_proposals")
    event = models.ForeignKey(CustomerEvent, on_delete=models.PROTECT, related_name="status_proposals")
    status = models.CharField(max_length=10, choices=Customer.Status)
    status_before = models.CharField(max_length=10)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)
    # It was accepted when a second person's word was enough and nothing asked for it by a request.
    before_requests = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(asked_by=models.F("decided_by")), name="status_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.status} {self.state}"


class Succession(models.Model):
    """That a new customer follows an old one after a change of ownership. What the old one owes stays with it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.OneToOneField(CustomerEvent, on_delete=models.PROTECT, related_name="succession")
    old = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="successions")
    new = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="succeeds")
    guarantor_note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(old=models.F("new")), name="succession_of_two")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Assumption(models.Model):
    """That the new owner signed to take over the old debt. Documented; the ledger is not moved by it."""

    succession = models.OneToOneField(Succession, on_delete=models.PROTECT, related_name="assumption")
    signed_on = models.DateField()
    note = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.succession_id} {self.signed_on}"


class DataChange(models.Model):
    """A change of a customer's data that was asked for; it counts once a call-back confirmed it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="data_changes", db_index=False)
    # The customer event that it came with, if any.
    event = models.OneToOneField(CustomerEvent, on_delete=models.PROTECT, null=True, related_name="data_change")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in DataKind])
    # Field → what stood there, and what is asked for. A bank account stands here masked.
    old = models.JSONField()
    new = models.JSONField()
    # The account number that is asked for, closed; `parties.sealing` opens it.
    sealed_account = models.TextField(blank=True)
    asked_by = models.CharField(max_length=120)
    asked_channel = models.CharField(max_length=10)
    # The numbers that came with the request, and those that were known when it came.
    given_numbers = models.JSONField(default=list)
    known_numbers = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in ChangeState], default=ChangeState.ASKED.value
    )
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # Two requests at once about the same data would each be judged by what the other changes.
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(state__in=["asked", "called_back"]),
                name="data_change_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="data_change_customer"),
            models.Index(fields=["company", "state", "id"], name="data_change_state"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.state}"


class DataChangeStep(models.Model):
    """One thing that was done about a request: a call-back, the second person's word, an end. Append-only."""

    class Kind(models.TextChoices):
        CALLED = "called", "called back"
        APPROVED = "approved", "confirmed by a second person"
        WITHDRAWN = "withdrawn", "withdrawn"

    change = models.ForeignKey(DataChange, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=40, blank=True)
    reached = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=12, blank=True, choices=[(one.value, one.value) for one in CallOutcome])
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.change_id} {self.kind}"


class BankDetails(models.Model):
    """A customer's own bank account, as a confirmed request brought it. Append-only; the newest counts."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="bank_details")
    change = models.OneToOneField(DataChange, on_delete=models.PROTECT, related_name="bank_details")
    holder = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=120, blank=True)
    routing = models.CharField(max_length=40, blank=True)
    masked_account = models.CharField(max_length=12)
    sealed_account = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.masked_account}"
