"""The table of refunds; `models` lists it with the others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import Company
from creditdesk.receivables.models import Posting


class Refund(models.Model):
    """That a payer is to have money back that pays nothing. Asked for by one person and confirmed by another, who
    thereby puts it among what we owe; nothing is paid out here, and nothing of it is ever income.
    """

    class State(models.TextChoices):
        ASKED = "asked", "asked for"
        CONFIRMED = "confirmed", "confirmed"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey("cash.Receipt", on_delete=models.PROTECT, related_name="refunds")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    why = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=200, blank=True)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_above_zero"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(asked_by=models.F("decided_by")) & Q(posting__isnull=False)),
                name="refund_by_another",
            ),
            models.UniqueConstraint(fields=["receipt"], condition=Q(state="asked"), name="refund_asked_once"),
        ]
        indexes = [models.Index(fields=["company", "state", "-id"], name="refund_of_company")]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.amount_minor}"
