"""Adjustment worksheets as they were filled in: what ties the requests of one together. docs/rules/worksheets.md."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem


class Worksheet(models.Model):
    """A worksheet with which adjustments were asked for. How far they are, its requests say. Append-only."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="worksheets")
    words = models.CharField(max_length=500)
    # What was filled in, together with the customer: the same sheet sent again makes nothing new.
    sha256 = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    prepared_on = models.DateField()
    # The form that was filled in outside has its own.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["company", "-id"], name="worksheet_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it by."""
        return f"AW-{self.pk}"


class WorksheetPart(models.Model):
    """One request of a worksheet: the lines of one reason and currency. Append-only."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    request = models.OneToOneField("approvals.Request", on_delete=models.PROTECT, related_name="worksheet_part")

    class Meta:
        ordering = ["worksheet", "number"]
        constraints = [models.UniqueConstraint(fields=["worksheet", "number"], name="worksheet_part_once")]

    def __str__(self) -> str:
        return f"{self.worksheet_id}/{self.number}"


class WorksheetLine(models.Model):
    """A document on a worksheet with the customer's claim number. Its amounts stand in the request. Append-only."""

    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    claim = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["worksheet", "line"]
        constraints = [
            models.UniqueConstraint(fields=["worksheet", "line"], name="worksheet_line_once"),
            models.UniqueConstraint(fields=["worksheet", "item"], name="worksheet_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.worksheet_id}/{self.line}"
