"""That a bank's line tells of a payment which was entered by hand: its money is at the bank since then."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import Company


class BankedReceipt(models.Model):
    """A payment entered by hand and the line of a bank that tells of it; undone with the line's file."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey("cash.Receipt", on_delete=models.PROTECT, related_name="banked", db_index=False)
    line = models.ForeignKey("cash.BankLine", on_delete=models.PROTECT, related_name="banked", db_index=False)
    posting_date = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(undone_at__isnull=True), name="receipt_banked_once"
            ),
            models.UniqueConstraint(fields=["line"], condition=Q(undone_at__isnull=True), name="line_banks_once"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.line_id}"
