"""The nightly run: once per business date, resumable, a second run changes nothing."""

from __future__ import annotations

from django.db import models


class NightlyRun(models.Model):
    """One business date's run, with what each step did."""

    business_date = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Step name → {seconds, result}; a step that stands here is not run again.
    steps = models.JSONField(default=dict)
    broken = models.JSONField(default=list)

    class Meta:
        ordering = ["-business_date"]

    def __str__(self) -> str:
        return f"nightly run of {self.business_date}"
