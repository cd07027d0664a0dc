"""Payers' lists of what their payments pay, and which of them a match rests on.

A list that tells of several payments is parted: each part is a list of its own with one payment, and what was parted
has no effect any more. docs/rules/cash_remittances.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import Company, Customer


class Remittance(models.Model):
    """A payer's list of what a payment of his pays, from a file, a mail or the bank's own message."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits for its payment"
        USED = "used", "with its payment"
        HELD = "held", "held"
        SET_ASIDE = "set_aside", "set aside"
        PARTED = "parted", "parted over several payments"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    file_id = models.BigIntegerField(null=True, db_index=True)
    # Where it came from, in the words of the room that brought it, such as "mail 17".
    source = models.CharField(max_length=40, blank=True)
    # The message that brought it, and the file of that message; without a file it stood in the text.
    mail_id = models.BigIntegerField(null=True, db_index=True)
    attachment_id = models.BigIntegerField(null=True)
    # What it was read from, to the byte: the same document twice is one list.
    digest = models.CharField(max_length=64, blank=True)
    # Whose it is, where the mail or a person says so; the lists of bank files are told by their payer.
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    format = models.CharField(max_length=20)
    # What it is known by: payer and his reference. The same reference with another amount is held.
    key = models.CharField(max_length=160)
    payer_name = models.CharField(max_length=140, blank=True)
    payer_number = models.CharField(max_length=60, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    payment_reference = models.CharField(max_length=80, blank=True)
    payment_date = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    # [{number, paid_minor, discount_minor, deduction_minor, claim, text}]
    lines = models.JSONField(default=list)
    # What it said before a person corrected it: {lines, currency, amount_minor, payment_reference, payment_date}.
    said = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State)
    receipt = models.ForeignKey("cash.Receipt", on_delete=models.PROTECT, null=True, related_name="remittances")
    # The list that told of several payments, and of which this is the part of one.
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    why = models.CharField(max_length=200, blank=True)
    # Counts what was decided about it, so that nobody decides on what he has not seen.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"], condition=Q(state__in=["waiting", "used"]), name="remittance_once"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "amount_minor"], name="remittance_waiting"),
            models.Index(fields=["company", "digest"], condition=~Q(digest=""), name="remittance_by_content"),
            models.Index(
                fields=["payment_reference"], condition=~Q(payment_reference=""), name="remittance_by_reference"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class MatchedList(models.Model):
    """That a match says of each document what this list says of it."""

    match = models.ForeignKey("cash.Match", on_delete=models.PROTECT, related_name="lists")
    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="matched")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["match", "remittance"], name="matched_list_once")]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.remittance_id}"
