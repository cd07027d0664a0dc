"""The case of a bankrupt customer: what is known of it as dated entries, when goods were received, the worksheets that
counsel confirmed, and what was done. docs/rules/bankruptcy.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.domain.bankruptcy import CaseState
from creditdesk.followup.models import CustomerEvent, Document
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem

_STATES = [(one.value, one.value) for one in CaseState]


class Case(models.Model):
    """One petition. What is known of it stands in its entries; the latest of a field counts."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="bankruptcies", db_index=False)
    event = models.OneToOneField(CustomerEvent, on_delete=models.PROTECT, related_name="bankruptcy_case")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=_STATES, default=CaseState.DRAFT.value)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The account on which is sold, for cash in advance, after the petition.
    later_account = models.OneToOneField(
        Customer, on_delete=models.PROTECT, null=True, related_name="sold_after_petition"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["company", "state"], name="bankruptcy_company_state"),
            models.Index(fields=["customer", "-id"], name="bankruptcy_customer"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEntry(models.Model):
    """A fact of the case, a day that counsel says, or something done: who said it, why, and by which paper.

    Append-only: a correction is a later entry, and an empty value takes the earlier one back.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries", db_index=False)
    field = models.CharField(max_length=24)
    value = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=120)
    why = models.CharField(max_length=500)
    paper = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="case_entry_once"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(said_by=""), name="case_entry_has_words"),
        ]
        indexes = [models.Index(fields=["case", "field", "-id"], name="case_entry_latest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}={self.value}"


class ReceivedDay(models.Model):
    """A person says, by evidence, when the goods of a document were received. Append-only; the latest counts."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="received_days", db_index=False)
    received_on = models.DateField()
    evidence = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(evidence=""), name="received_day_has_evidence")]
        indexes = [models.Index(fields=["item", "-id"], name="received_day_latest")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.received_on}"


class CaseStep(models.Model):
    """The worksheet went to counsel, was confirmed or sent back, was filed or closed; with its figures then.

    Append-only. `sha256` is that of `content`: what counsel confirms is what was given to counsel.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps", db_index=False)
    state = models.CharField(max_length=12, choices=_STATES)
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    counsel = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(counsel="") & ~Q(words="")), name="case_confirmed_by_counsel"
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="case_step_latest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
