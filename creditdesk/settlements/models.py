"""Settlements that were offered by an approved request, and the documents that each is about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.approvals.models import Request
from creditdesk.domain import settlements as rules
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.models import OpenItem, Posting


class Settlement(models.Model):
    """An offer to take less than the debt, and what became of it. Its terms never change; a new offer is a request."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="settlement")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="settlements", db_index=False)
    currency = models.CharField(max_length=3)
    claims_minor = models.BigIntegerField()
    offer_minor = models.BigIntegerField()
    offered_on = models.DateField()
    # The last value date that counts, and the day until which money of such a date may turn up.
    last_day = models.DateField()
    booking_ends = models.DateField()
    method = models.CharField(max_length=80)
    # Payments that were on the account already: those that count by agreement, and those that do not.
    counted = models.JSONField(default=list)
    known = models.JSONField(default=list)
    # Where what is forgiven is booked, by the policy under which it was approved.
    account = models.CharField(max_length=40)
    tax_account = models.CharField(max_length=40)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in rules.State], default=rules.State.OFFERED.value
    )
    # As it was last judged: what came in time, and what stands forgiven.
    paid_minor = models.BigIntegerField(default=0)
    forgiven_minor = models.BigIntegerField(default=0)
    forgiveness = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="settlement")
    state_at = models.DateTimeField()
    state_on = models.DateField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer_minor__gt=0, offer_minor__lt=F("claims_minor")), name="settlement_offer_within_debt"
            ),
            models.CheckConstraint(
                condition=Q(forgiven_minor=0) | Q(state="fulfilled", paid_minor__gte=F("offer_minor")),
                name="settlement_forgives_what_was_paid_for",
            ),
            models.CheckConstraint(
                condition=Q(forgiven_minor__gte=0, forgiven_minor__lte=F("claims_minor") - F("offer_minor")),
                name="settlement_forgives_what_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="fulfilled") | Q(paid_minor__gte=F("offer_minor")),
                name="settlement_fulfilled_is_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="settlement_customer"),
            models.Index(fields=["company", "state", "last_day"], name="settlement_company"),
        ]

    def __str__(self) -> str:
        return f"settlement {self.pk}"

    @property
    def terms(self) -> rules.Terms:
        """What was offered, as the rules know it."""
        return rules.Terms(self.claims_minor, self.offer_minor, self.last_day)


class SettlementClaim(models.Model):
    """One document of a settlement, with the amount that was settled about and the tax in it. Append-only."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="claims")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="settlement_claims")
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["settlement", "id"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "item"], name="settlement_claim_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, tax_minor__gte=0, tax_minor__lte=F("amount_minor")),
                name="settlement_claim_tax_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.item_id}"
