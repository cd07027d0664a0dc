"""What was said to customers, what they promised, and what is to be done next: ticklers, worklist, exceptions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.domain.notes import NoteSystem
from creditdesk.domain.promises import PromiseState
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.call_models import UnknownCall, UnknownCallClosing
from creditdesk.followup.document_models import DocumentTakenBack
from creditdesk.followup.event_models import (
    Assumption,
    BankDetails,
    ContactStop,
    CustomerEvent,
    DataChange,
    DataChangeStep,
    EventStep,
    HoldFinding,
    Notice,
    StatusProposal,
    Succession,
)
from creditdesk.followup.searched_text import SearchedText
from creditdesk.parties.models import Company, Contact, Customer, User

# Customer events and unknown callers stand in rooms of their own; Django looks for all tables of an app here.
__all__ = [
    "Activity",
    "Assumption",
    "BankDetails",
    "ContactStop",
    "CustomerEvent",
    "DataChange",
    "DataChangeStep",
    "Document",
    "DocumentTakenBack",
    "EventStep",
    "ExceptionDecision",
    "ExceptionRow",
    "HoldFinding",
    "Notice",
    "Promise",
    "PromiseJudgement",
    "StatusProposal",
    "StrategyDecision",
    "Succession",
    "Tickler",
    "TicklerMove",
    "UnknownCall",
    "UnknownCallClosing",
    "WorklistRow",
]

_VISIBILITIES = [(visibility.value, visibility.value) for visibility in Visibility]


class Activity(models.Model):
    """One contact or note, as recorded. Never edited: a correction is a new activity that points at the old one."""

    class Channel(models.TextChoices):
        CALL = "call", "call"
        EMAIL = "email", "e-mail"
        LETTER = "letter", "letter"
        VISIT = "visit", "visit"
        NOTE = "note", "note"

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", "outbound"
        INBOUND = "inbound", "inbound"
        INTERNAL = "internal", "internal"

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", "no answer"
        LEFT_MESSAGE = "left_message", "left a message"
        SPOKE = "spoke", "spoke"
        PROMISED = "promised", "promised to pay"
        DISPUTED = "disputed", "disputes"
        REFUSED = "refused", "refuses to pay"
        WRONG_NUMBER = "wrong_number", "wrong number"
        SENT = "sent", "sent"
        RECEIVED = "received", "received"
        NOTED = "noted", "noted"

    class Source(models.TextChoices):
        DESK = "", "recorded here"
        CRM = "crm", "from a CRM"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="activities")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="activities")
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=10, choices=Direction)
    outcome = models.CharField(max_length=14, choices=Outcome)
    note = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=_VISIBILITIES, default=Visibility.HISTORY.value)
    # What was promised, for the outcome "promised".
    promised_minor = models.BigIntegerField(null=True)
    promised_currency = models.CharField(max_length=3, blank=True)
    promised_date = models.DateField(null=True)
    items = models.JSONField(default=list)  # ids of the open items that were spoken of
    # Of a call of ours against the contact rules: what they said, as reasons, and why it was made all the same.
    breach = models.JSONField(default=list)
    breach_reason = models.CharField(max_length=200, blank=True, default="")
    # The customer is to have in writing what was agreed.
    confirmation_wanted = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The same key records once, however often the form is sent.
    key = models.CharField(max_length=64, unique=True)
    # Who recorded it elsewhere, and how the other program calls him. Such history counts for no limit on contacts.
    source = models.CharField(max_length=3, choices=Source, blank=True, default="")
    said_by = models.CharField(max_length=40, blank=True, default="")
    search_text = SearchedText()

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="promised", promised_minor__gt=0, promised_date__isnull=False)
                | (~Q(outcome="promised") & Q(promised_minor__isnull=True, promised_date__isnull=True)),
                name="activity_promise_complete",
            ),
            models.CheckConstraint(
                condition=Q(breach_reason="") | Q(channel="call", direction="outbound"),
                name="activity_breach_of_our_call",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="activity_customer"),
            models.Index(
                fields=["customer", "promised_date"],
                condition=Q(promised_date__isnull=False),
                name="activity_promised",
            ),
            models.Index(
                fields=["promised_date", "customer"],
                condition=Q(promised_date__isnull=False),
                name="activity_promised_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome} {self.customer_id}"


class Promise(models.Model):
    """A promise to pay, as it was made in a conversation. What becomes of it is told by its judgements."""

    class State(models.TextChoices):
        OPEN = PromiseState.OPEN.value, "open"
        KEPT = PromiseState.KEPT.value, "kept"
        PARTLY = PromiseState.PARTLY.value, "kept in part"
        BROKEN = PromiseState.BROKEN.value, "broken"
        CANCELLED = PromiseState.CANCELLED.value, "cancelled"

    class Method(models.TextChoices):
        UNKNOWN = "", "not said"
        CHECK = "check", "check"
        ACH = "ach", "ACH"
        WIRE = "wire", "wire"
        CARD = "card", "card"
        CASH = "cash", "cash"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises", db_index=False)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="promise")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    date = models.DateField()
    # The day on which it was made, by the company's clock: cash counts from then on.
    made_on = models.DateField()
    method = models.CharField(max_length=8, choices=Method, blank=True)
    items = models.JSONField(default=list)  # ids of the open items that it is for; none means the whole account
    # How often this debt has been promised: 2 where a promise that was not kept, or another day, came before.
    level = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    received_minor = models.BigIntegerField(default=0)
    judged_on = models.DateField(null=True)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="promise_above_zero"),
            models.CheckConstraint(
                condition=Q(received_minor__gte=0, received_minor__lte=F("amount_minor")), name="promise_received"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "currency", "-id"], name="promise_customer"),
            models.Index(fields=["date", "id"], name="promise_day"),
            models.Index(fields=["company", "date"], condition=Q(state="open"), name="promise_open"),
            models.Index(fields=["company", "judged_on"], name="promise_judged"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.amount_minor} {self.currency} {self.date}"


class PromiseJudgement(models.Model):
    """One change of a promise's state, with its cause. Append-only: what it was before stays told."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="judgements")
    state = models.CharField(max_length=10, choices=Promise.State)
    received_minor = models.BigIntegerField()
    judged_on = models.DateField(null=True)
    cause = models.JSONField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.state}"


class Tickler(models.Model):
    """A next action for one account, with an owner and, as a rule, a day. Its moves tell how it came to where it is."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        DONE = "done", "done"
        CANCELLED = "cancelled", "cancelled"

    class Kind(models.TextChoices):
        CALL = TicklerKind.CALL.value, "call"
        EMAIL = TicklerKind.EMAIL.value, "e-mail"
        LETTER = TicklerKind.LETTER.value, "letter"
        PAYMENT = TicklerKind.PAYMENT.value, "money due"
        OTHER = TicklerKind.OTHER.value, "other"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ticklers")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ticklers")
    # Empty: to be done some day. Such a tickler is no dated next action.
    due_date = models.DateField(null=True)
    # At which time of that day, by the clock of the account's company; empty: at any.
    due_time = models.TimeField(null=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    cause = models.CharField(max_length=200)
    # The order that it leads to: of a room above this one.
    about_order = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="ticklers")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["due_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_time__isnull=True) | Q(due_date__isnull=False), name="tickler_time_of_a_day"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "due_date"], condition=Q(state="open"), name="tickler_open_owner"),
            models.Index(fields=["customer", "due_date"], condition=Q(state="open"), name="tickler_open_customer"),
            models.Index(fields=["due_date"], condition=Q(state="open"), name="tickler_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.due_date}"


class TicklerMove(models.Model):
    """One thing that happened to a tickler: snoozed, handed over, done, cancelled. Append-only."""

    class Kind(models.TextChoices):
        SNOOZED = "snoozed", "snoozed"
        HANDED_OVER = "handed_over", "handed over"
        DONE = "done", "done"
        CANCELLED = "cancelled", "cancelled"
        REOPENED = "reopened", "reopened"

    tickler = models.ForeignKey(Tickler, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=12, choices=Kind)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    from_time = models.TimeField(null=True)
    to_time = models.TimeField(null=True)
    from_owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The same key moves once, however often the form is sent.
    key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tickler_id} {self.kind}"


class WorklistRow(models.Model):
    """An account that needs work, with its rank and the reasons. Rewritten each night and after each act on it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="worklist_row")
    portfolio_id = models.BigIntegerField(null=True)
    as_of = models.DateField()
    # Accounts with a jump above zero stand before all others, whatever their score.
    jump = models.PositiveSmallIntegerField(default=0)
    score_minor = models.BigIntegerField()
    # In the company's currency, for the sort and the sum at the head of the list.
    at_stake_minor = models.BigIntegerField()
    reasons = models.JSONField(default=list)
    next_step_kind = models.CharField(max_length=12)
    next_step_name = models.CharField(max_length=80)
    next_step_date = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["portfolio_id", "-jump", "-score_minor", "customer"], name="worklist_rank"),
            models.Index(fields=["company", "-jump", "-score_minor", "customer"], name="worklist_company_rank"),
            # What the heads of the lists add up, without a look at the rows themselves.
            models.Index(
                fields=["portfolio_id", "next_step_kind", "company", "at_stake_minor", "as_of"],
                name="worklist_sum",
            ),
            models.Index(fields=["company", "next_step_kind", "at_stake_minor", "as_of"], name="worklist_company_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.jump} {self.score_minor}"


class ExceptionRow(models.Model):
    """An account with items long past due and nothing planned for them. Rewritten with the worklist."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="exceptions", db_index=False)
    portfolio_id = models.BigIntegerField(null=True)
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    items = models.PositiveIntegerField()
    oldest_due_date = models.DateField()
    reason = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "currency"], name="exception_once")]
        indexes = [
            models.Index(fields=["company", "oldest_due_date", "customer", "currency"], name="exception_company"),
            models.Index(fields=["portfolio_id"], name="exception_portfolio"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency} {self.oldest_due_date}"


class ExceptionDecision(models.Model):
    """What a supervisor decided about an account on the exception list. Append-only; the newest counts.

    An acceptance covers the items that were long past due then: those due before `late_before`.
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "next action assigned"
        ACCEPTED = "accepted", "accepted without a plan"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="exception_decisions", db_index=False)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(max_length=200)
    until = models.DateField()
    late_before = models.DateField()
    amount_minor = models.BigIntegerField()
    oldest_due_date = models.DateField()
    tickler = models.ForeignKey(Tickler, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The same key decides once, however often the form is sent.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="assigned", tickler__isnull=False) | Q(kind="accepted", tickler__isnull=True),
                name="decision_assigned_has_tickler",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "currency", "-id"], name="decision_customer"),
            models.Index(fields=["until"], condition=Q(kind="accepted"), name="decision_accepted_until"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency} {self.kind} {self.until}"


class StrategyDecision(models.Model):
    """What a person decided about the strategy of an account: it rests until a day, goes on, leaves a step out, or has
    a step done that leaves no other trace, such as a look into a portal. Append-only; of resting and going on the
    newest counts.
    """

    class Kind(models.TextChoices):
        PAUSED = "paused", "rests"
        RESUMED = "resumed", "goes on"
        SKIPPED = "skipped", "step left out"
        DONE = "done", "step done"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="strategy_decisions", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    # The day on which it goes on, for one that rests.
    until = models.DateField(null=True)
    # Name of the step that is left out or done.
    step = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The same key decides once, however often the form is sent.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="paused", until__isnull=False, step="")
                | Q(kind="resumed", until__isnull=True, step="")
                | (Q(kind__in=["skipped", "done"], until__isnull=True) & ~Q(step="")),
                name="strategy_decision_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="strategy_decision_customer"),
            models.Index(fields=["company", "until"], condition=Q(kind="paused"), name="strategy_decision_until"),
            models.Index(
                fields=["company", "customer"], condition=Q(kind__in=["skipped", "done"]), name="strategy_decision_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.until or self.step}"


class Document(models.Model):
    """A file attached to an account: a proof of delivery, a signed order. Served as a download, never shown inline."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    visibility = models.CharField(max_length=10, choices=_VISIBILITIES, default=Visibility.HISTORY.value)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["customer", "-id"], name="document_customer")]

    def __str__(self) -> str:
        return self.name


class NoteAnswer(models.Model):
    """What the CRM or the ERP did with an activity that went to it as a note. Append-only: it answers once."""

    class System(models.TextChoices):
        CRM = NoteSystem.CRM.value, "CRM"
        ERP = NoteSystem.ERP.value, "ERP"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="note_answers")
    system = models.CharField(max_length=3, choices=System)
    accepted = models.BooleanField()
    # Under which number the other program keeps it.
    reference = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "system"], name="note_answered_once"),
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="note_refused_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.activity_id} {self.accepted}"
