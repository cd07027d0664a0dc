"""The credit file: what a customer and others told of his means, what stands for his debts, what reviews found, which
limits were changed by requests, and when the next review is due.

What was entered is never edited: a correction is another entry that names the one it replaces, or says that it was a
mistake. docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.approvals.models import Request
from creditdesk.credit.models import CreditReview
from creditdesk.domain.credit_advice import Advice
from creditdesk.domain.credit_file import RatingSource, SecurityKind
from creditdesk.domain.financial_statements import FIGURES, Figures
from creditdesk.domain.risk_class import RiskClass
from creditdesk.followup.models import Document
from creditdesk.parties.models import Company, Customer, User


class Entry(models.Model):
    """What all entries of a file have: whose, who entered it when, and which entry it replaces."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    # It says only that what it corrects was a mistake: nothing stands in its place.
    is_void = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=80, unique=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class FinancialStatement(Entry):
    """The figures of a company at the end of a period, in minor units of their currency."""

    class Basis(models.TextChoices):
        AUDITED = "audited", "audited"
        REVIEWED = "reviewed", "reviewed by an accountant"
        OWN = "own", "the customer's own"

    period_end = models.DateField()
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=8, choices=Basis, default=Basis.OWN)
    current_assets = models.BigIntegerField()
    current_liabilities = models.BigIntegerField()
    total_assets = models.BigIntegerField()
    total_liabilities = models.BigIntegerField()
    retained_earnings = models.BigIntegerField()
    ebit = models.BigIntegerField()
    sales = models.BigIntegerField()

    class Meta:
        ordering = ["-period_end", "-id"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.period_end}"

    @property
    def figures(self) -> Figures:
        """The figures as the rules know them."""
        return Figures(**{name: getattr(self, name) for name in FIGURES})


class Rating(Entry):
    """What a bureau or a trade thinks of the customer, on its own scale."""

    source = models.CharField(max_length=8, choices=[(one.value, one.value) for one in RatingSource])
    value = models.PositiveSmallIntegerField()
    on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="jbt", value__gte=1, value__lte=4) | Q(source="bureau", value__lte=100),
                name="rating_on_its_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


class TradeReference(Entry):
    """What another supplier told of the customer."""

    supplier = models.CharField(max_length=160)
    told_on = models.DateField()
    customer_since = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    high_credit_minor = models.BigIntegerField(null=True)
    terms = models.CharField(max_length=60, blank=True)
    days_late = models.SmallIntegerField()

    class Meta:
        ordering = ["-told_on", "-id"]

    def __str__(self) -> str:
        return f"{self.supplier} {self.told_on}"


class Security(Entry):
    """What stands for the customer's debts. Who gave it, and on which conditions, is restricted."""

    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in SecurityKind])
    party = models.CharField(max_length=160)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    conditions = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["until", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="security_above_zero"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("first_day")), name="security_days"
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(until__isnull=False), name="security_expiry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"


AnyEntry = FinancialStatement | Rating | TradeReference | Security


class ReviewFinding(models.Model):
    """What a review found, as the whole file was on the day: figures, scorecard, class, limit, recommendation."""

    review = models.OneToOneField(CreditReview, on_delete=models.PROTECT, related_name="finding")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="review_findings")
    # What the formula gave.
    risk_class = models.CharField(max_length=1, choices=[(one.value, one.value) for one in RiskClass])
    limit_minor = models.BigIntegerField()
    score = models.PositiveSmallIntegerField(null=True)
    advice = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Advice])
    # In the shape of `creditfile.snapshots`.
    snapshot = models.JSONField()
    next_review_on = models.DateField(null=True)
    policy_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.review_id} {self.advice}"


class CreditChange(models.Model):
    """That a request changed a customer's limit, class or status, or that this was taken back; the ERP answers once."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="credit_changes")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    takes_back = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    limit_before = models.BigIntegerField(null=True)
    limit_after = models.BigIntegerField(null=True)
    class_before = models.CharField(max_length=1)
    class_after = models.CharField(max_length=1)
    # Given where the request was about the status; limit and class are then as they stood.
    status_before = models.CharField(max_length=10, blank=True, default="")
    status_after = models.CharField(max_length=10, blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "takes_back"], name="credit_change_once"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, answered_at__isnull=True)
                | Q(accepted__isnull=False, answered_at__isnull=False),
                name="credit_change_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "id"], condition=Q(accepted__isnull=True), name="credit_change_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.limit_before}→{self.limit_after}"


class ReviewDue(models.Model):
    """When the customer's next review is due, and why. Rewritten each night and after each review."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="review_due")
    due_on = models.DateField()
    last_review_on = models.DateField(null=True)
    # Reasons that call it before its day; empty: its day is by the class, or the last review said so.
    called_by = models.JSONField(default=list)
    # What is at stake: what is open, in the policy's currency.
    exposure_minor = models.BigIntegerField(default=0)
    # Day and exposure in one number: the first due first, and of a day the most at stake first.
    rank = models.BigIntegerField()

    class Meta:
        ordering = ["rank", "id"]
        indexes = [
            models.Index(fields=["rank", "id"], name="review_due_first"),
            models.Index(fields=["company", "due_on"], name="review_due_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.due_on}"
