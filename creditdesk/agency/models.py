"""Agencies, what was placed with each, which file left for it, what it collected. docs/rules/agency.md."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from creditdesk.approvals.models import Request
from creditdesk.domain.agency import State, percent_of
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem, Posting

_STATES = [(one.value, one.value) for one in State]


class Agency(models.Model):
    """An agency that works for a company: what it keeps of what it collects, and which fields it is told."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=120)
    # Its own rate in millionths; empty: the policy's, by the age of the debt.
    fee_ppm = models.PositiveIntegerField(null=True)
    # Of `domain.agency.HandoverField` only.
    fields = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    # The same key makes one, however often the form is sent.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["company", "name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="agency_name_once"),
            models.CheckConstraint(
                condition=Q(fee_ppm__isnull=True) | Q(fee_ppm__lte=1_000_000),
                name="agency_fee_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fee_percent(self) -> Decimal | None:
        """Its own rate in per cent; None: the policy's."""
        return None if self.fee_ppm is None else percent_of(self.fee_ppm)


class Placement(models.Model):
    """An account in one currency that an approved request placed with an agency. Its terms never change."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="placement")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="placements", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="placements")
    currency = models.CharField(max_length=3)
    debt_minor = models.BigIntegerField()
    # Millionths of what is collected.
    fee_ppm = models.PositiveIntegerField()
    demanded_on = models.DateField()
    placed_on = models.DateField()
    # The day on which it comes back by the policy, if nothing was collected by then.
    handback_on = models.DateField()
    state = models.CharField(max_length=9, choices=_STATES, default=State.PLACED.value)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(debt_minor__gt=0), name="placement_debt_above_zero"),
            models.CheckConstraint(
                condition=Q(state="placed", ended_on__isnull=True) | (~Q(state="placed") & Q(ended_on__isnull=False)),
                name="placement_over_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["customer", "currency"], condition=Q(state="placed"), name="placement_stands_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="placement_customer"),
            models.Index(fields=["company", "state", "-id"], name="placement_company"),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"

    @property
    def fee_percent(self) -> Decimal:
        """What the agency keeps of what it collects, in per cent."""
        return percent_of(self.fee_ppm)


class PlacementItem(models.Model):
    """One document of a placement, with what was open of it when it was placed. Append-only."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="placement_items")
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["placement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "item"], name="placement_item_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="placement_item_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.item_id}"


class HandOver(models.Model):
    """A file that was made for an agency: who got which fields of which placements. Append-only."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="hand_overs")
    placements = models.JSONField()
    fields = models.JSONField()
    form = models.CharField(max_length=4, choices=[("csv", "csv"), ("xlsx", "xlsx")])
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.at:%Y-%m-%d}"


class AgencyRemittance(models.Model):
    """Money that an agency collected: gross, with the fee that it kept or bills. Counts while its posting does."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="remittances")
    payment = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    gross_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    # Kept back: the fee pays documents too, and is booked as expense. Otherwise the agency bills it.
    fee_kept = models.BooleanField()
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="agency_remittance")
    fee_posting = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="+")
    booked_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_minor__gt=0, fee_minor__gte=0, fee_minor__lte=F("gross_minor")),
                name="agency_remittance_fee_within",
            ),
            models.CheckConstraint(
                condition=Q(fee_posting__isnull=True) | Q(fee_kept=True), name="agency_remittance_fee_posted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.gross_minor}"


class DirectPayment(models.Model):
    """Money that a placed customer paid to us instead: the agency's fee is due on it. Append-only."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="direct_payments")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    noticed_on = models.DateField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "posting"], name="direct_payment_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0, fee_minor__gte=0), name="direct_payment_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.amount_minor}"
