"""Orders that wait for credit: as the ERP told of them, why they are held, and who let them go.

What holds an order is found anew at each look (`credit.looking`), from the ledger, the limit and what happened; only
what people decided is kept: a release with its envelope, a hold by hand, an offer to the customer::

    order SO-5001 9,000.00  ->  held: H1, H2  ->  released by Bob until 06-08  ->  delivered

Nothing is deleted. Versions, spells of a hold and releases are added, and closed once. docs/rules/holds.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.order_releases import Checkpoint, Standing
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem


class Order(models.Model):
    """An order as its newest version says it, and where it stands."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(max_length=40)
    # The ERP's count of its changes: what is older than this changes nothing.
    version = models.PositiveIntegerField(default=1)
    placed_on = models.DateField()
    ship_date = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    # The whole order, and what of it was delivered and invoiced; neither is below zero.
    amount_minor = models.BigIntegerField()
    delivered_minor = models.BigIntegerField(default=0)
    terms_code = models.CharField(max_length=60, blank=True)
    discount_ppm = models.PositiveIntegerField(default=0)
    is_cod = models.BooleanField(default=False)
    po_number = models.CharField(max_length=60, blank=True)
    salesperson_code = models.CharField(max_length=60, blank=True)
    standing = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Standing])
    standing_since = models.DateTimeField()
    # As of the last look: [{code, why, amount_minor, days, cure_minor}].
    holds = models.JSONField(default=list)
    covered = models.JSONField(default=list)
    looked_on = models.DateField(null=True)
    looked_at_checkpoint = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in Checkpoint], blank=True, default=""
    )
    # Counts what the ERP changed and what people decided, so that nobody decides on what he has not seen.
    revision = models.PositiveIntegerField(default=1)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["ship_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, delivered_minor__gte=0, delivered_minor__lte=F("amount_minor")),
                name="order_delivered_within_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "ship_date", "id"], condition=Q(standing=Standing.HELD.value), name="order_held"
            ),
            models.Index(
                fields=["customer"],
                condition=Q(standing__in=[Standing.PASSES.value, Standing.HELD.value, Standing.RELEASED.value]),
                name="order_waiting",
            ),
            models.Index(fields=["customer", "-placed_on"], name="order_of_customer"),
            models.Index(fields=["number"], opclasses=["varchar_pattern_ops"], name="order_number_begins"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open_minor(self) -> int:
        """What is still to be delivered, in minor units."""
        return self.amount_minor - self.delivered_minor


class OrderVersion(models.Model):
    """What the ERP said of an order, once for each of its versions. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    delivered_minor = models.BigIntegerField(default=0)
    # Whether it was cancelled with this version.
    is_cancelled = models.BooleanField(default=False)
    # Days as ISO: {ship_date, terms_code, discount_ppm, is_cod, po_number, salesperson_code}.
    facts = models.JSONField(default=dict)
    # [{number, item, quantity, amount_minor, ship_date}]; empty where the ERP tells of none.
    lines = models.JSONField(default=list)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=150)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["order", "version"]
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="order_version_once")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.version}"


class Prepayment(models.Model):
    """Money on the account that is meant for an order: it makes no room for others until it is given back."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="prepayments")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="prepayment_above_zero")]
        indexes = [models.Index(fields=["item"], condition=Q(ended_at__isnull=True), name="prepayment_standing")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.amount_minor}"


class HoldSpell(models.Model):
    """That an order was held for a reason from a look on until another look did not find it any more."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="spells")
    code = models.CharField(max_length=3, choices=[(one.value, one.value) for one in HoldCode])
    # As it was found first.
    why = models.JSONField()
    since = models.DateTimeField()
    since_day = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    # Cured, overridden by a release, rejected, cancelled or delivered.
    ended_by = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "code"], condition=Q(ended_at__isnull=True), name="hold_spell_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="hold_spell_ended_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.code}"


class Release(models.Model):
    """That a person let a held order go, within an envelope. Ended once: used, lapsed, outgrown or taken back."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="releases")
    # The order's revision that the person saw.
    revision = models.PositiveIntegerField()
    codes = models.JSONField()
    amount_minor = models.BigIntegerField()
    over_limit_minor = models.BigIntegerField(default=0)
    late_minor = models.BigIntegerField(default=0)
    days_late = models.PositiveIntegerField(default=0)
    released_on = models.DateField()
    until = models.DateField()
    comment = models.CharField(max_length=500)
    # The authority that it was within, in words, and the policy that gave it.
    authority = models.JSONField()
    policy_version = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(ended_at__isnull=True), name="release_standing_once"),
            models.CheckConstraint(condition=~Q(comment=""), name="release_with_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} until {self.until}"


class AccountHold(models.Model):
    """A hold that a person put on all orders of a customer, or on one. A forced one is lifted by a person only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="account_holds", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="own_holds", db_index=False)
    why = models.CharField(max_length=500)
    until = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="account_hold_with_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="account_hold_lifted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(lifted_at__isnull=True), name="account_hold_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.why}"


class CreditReview(models.Model):
    """That somebody looked the customer's credit through on a day, and what came of it. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    reviewed_on = models.DateField()
    risk_class = models.CharField(max_length=1)
    limit_minor = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-reviewed_on", "-id"]
        indexes = [models.Index(fields=["customer", "-reviewed_on"], name="credit_review_newest")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.reviewed_on}"


class TemporaryLimit(models.Model):
    """A higher limit until a day, granted by somebody who may. Ended once: lapsed by its day, or taken back."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="temporary_limits", db_index=False)
    limit_minor = models.BigIntegerField()
    first_day = models.DateField()
    until = models.DateField()
    why = models.CharField(max_length=500)
    # The authority that it was within, in words, and the policy that gave it.
    authority = models.JSONField()
    policy_version = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="temporary_limit_with_reason"),
            models.CheckConstraint(condition=Q(until__gte=F("first_day")), name="temporary_limit_days"),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=Q(ended_at__isnull=True), name="temporary_limit_standing")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.limit_minor} until {self.until}"


class OrderDecision(models.Model):
    """What became of an order, for the ERP that keeps it: it carries that out and answers once."""

    class Kind(models.TextChoices):
        HOLD = "hold", "hold"
        MAY_SHIP = "may_ship", "may ship"
        RELEASE = "release", "release"
        REJECT = "reject", "reject"
        COD = "cod", "cash on delivery"
        SPLIT = "split", "split"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="decisions")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The version that was decided about.
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    # Codes of the reasons, the envelope of a release, the lines of a part: what the ERP needs to carry it out.
    facts = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, answered_at__isnull=True)
                | Q(accepted__isnull=False, answered_at__isnull=False),
                name="order_decision_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "id"], condition=Q(accepted__isnull=True), name="order_decision_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"


class LookedThrough(models.Model):
    """Up to which entry of the journal the accounts that it tells of were looked at again. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="looked_through_is_one_row")]

    def __str__(self) -> str:
        return str(self.seq)


class Offer(models.Model):
    """An alternative that the customer was offered for a held order, followed until it is accepted or lapses."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        LAPSED = "lapsed", "lapsed"
        WITHDRAWN = "withdrawn", "withdrawn"
        FULFILLED = "fulfilled", "fulfilled"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in AlternativeKind])
    words = models.JSONField()
    pay_minor = models.BigIntegerField(default=0)
    ship_minor = models.BigIntegerField()
    exposure_minor = models.BigIntegerField()
    lines = models.JSONField(default=list)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], condition=Q(state="open"), name="offer_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind} {self.state}"
