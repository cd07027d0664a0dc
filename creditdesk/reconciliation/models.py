"""Statements of customers as they came, their lines, which items the lines are, and what people said of the rest.

What differs is not kept: it follows from the ledger of the statement's day (`comparing`). A fact that was wrong does
not stand any longer; it is never changed or deleted. docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.domain.account_matching import How
from creditdesk.domain.account_reconciliation import Action, Cause, DifferenceKind
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Document, Tickler
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem

_COUNTS = Q(stands=True)


class CustomerStatement(models.Model):
    """A customer's own statement of one day in one currency, and whether the account is reconciled with it."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        EXPLAINED = "explained", "explained"
        RECONCILED = "reconciled", "reconciled"
        WITHDRAWN = "withdrawn", "withdrawn"

    class Source(models.TextChoices):
        FILE = "file", "file"
        TYPED = "typed", "typed"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="statements", db_index=False)
    currency = models.CharField(max_length=3)
    # Both sides are as of the end of this day.
    day = models.DateField()
    # What they state as their balance; empty where only their lines say it.
    stated_minor = models.BigIntegerField(null=True)
    source = models.CharField(max_length=5, choices=Source)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    # What the reading of the file left to a person, as reasons.
    remarks = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # As it was last judged by an act: both balances, and what nobody has explained.
    ours_minor = models.BigIntegerField(default=0)
    theirs_minor = models.BigIntegerField(default=0)
    unexplained_minor = models.BigIntegerField(default=0)
    unexplained_count = models.PositiveIntegerField(default=0)
    # Each act adds one: whoever saw an older version is told so.
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    # When it was reconciled, by whom; the ledger is asked as it was known then.
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="reconciled") | Q(unexplained_count=0, unexplained_minor=0),
                name="statement_reconciled_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(state="reconciled", concluded_at__isnull=False, concluded_by__isnull=False)
                | (~Q(state="reconciled") & Q(concluded_at__isnull=True, concluded_by__isnull=True)),
                name="statement_concluded_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="statement_customer"),
            models.Index(fields=["state", "-id"], name="statement_state"),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"

    @property
    def reasons(self) -> list[Reason]:
        """What the reading of the file left to a person."""
        return [Reason.from_dict(one) for one in self.remarks]


class StatementLine(models.Model):
    """A line of theirs, as told. A typed line that was wrong is taken back."""

    statement = models.ForeignKey(CustomerStatement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.PositiveIntegerField()
    document = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    day = models.DateField(null=True)
    amount_minor = models.BigIntegerField()
    words = models.CharField(max_length=200, blank=True)
    stands = models.BooleanField(default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["statement", "place"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "place"], name="statement_line_place"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.place}"


class LineMatch(models.Model):
    """That a line of theirs is an item of ours, and by what. Undone, it stays as a pair that does not come back."""

    statement = models.ForeignKey(CustomerStatement, on_delete=models.PROTECT, related_name="matches")
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="matches")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="statement_matches")
    how = models.CharField(max_length=8, choices=[(one.value, one.value) for one in How])
    stands = models.BooleanField(default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["statement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=_COUNTS, name="statement_line_matched_once"),
            models.UniqueConstraint(
                fields=["statement", "item"], condition=_COUNTS, name="statement_item_matched_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}={self.item_id}"


class Explanation(models.Model):
    """What a person said of one difference: cause, action and words, for the amounts that it had then."""

    statement = models.ForeignKey(CustomerStatement, on_delete=models.PROTECT, related_name="explanations")
    # Of an item, of a line, of both, or of neither: then it is the total.
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in DifferenceKind])
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    cause = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Cause])
    action = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Action])
    words = models.CharField(max_length=300, blank=True)
    tickler = models.ForeignKey(Tickler, on_delete=models.PROTECT, null=True, related_name="+")
    stands = models.BooleanField(default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["statement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "key"], condition=_COUNTS, name="statement_explained_once"),
            models.CheckConstraint(
                condition=Q(action="none", tickler__isnull=True) | (~Q(action="none") & Q(tickler__isnull=False)),
                name="explanation_action_is_a_tickler",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.key}"
