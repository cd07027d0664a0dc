"""The stay of a bankruptcy, as the ledger knows it: since when, of which petition, and what counsel confirmed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import Company, Customer, User


class Stay(models.Model):
    """Nothing is set off on a bankrupt account, from the report of the event until it is over."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="stays", db_index=False)
    # The customer event that began it; its room stands above the ledger.
    event_id = models.BigIntegerField(unique=True)
    petition_on = models.DateField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer"], condition=Q(ended_at__isnull=True), name="stay_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.petition_on}"


class SetoffConsent(models.Model):
    """Counsel confirmed that a payment or credit may be used although the stay stands. Append-only."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="consents")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    # A receipt has the number that its payment will have on the account, so that it can be named before it is one.
    number = models.CharField(max_length=60)
    counsel = models.CharField(max_length=120)
    words = models.CharField(max_length=500)
    said_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stay", "number"], name="setoff_consent_once"),
            models.CheckConstraint(condition=~Q(counsel="") & ~Q(words=""), name="setoff_consent_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.number}"
