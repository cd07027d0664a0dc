"""The policy's versions. The text of a version never changes; which one is in force follows from its dates."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import Company


class PolicyVersion(models.Model):
    """One text of the policy, in force from a day on until a later version takes over. Empty company: for all."""

    number = models.PositiveIntegerField(unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="policy_versions")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField()
    reason = models.CharField(max_length=400)
    adopted_by = models.CharField(max_length=150)
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["company", "-effective_from", "-number"], name="policy_in_force")]

    def __str__(self) -> str:
        return f"policy {self.number} from {self.effective_from}"
