"""The nightly run: once per business date, resumable, a second run changes nothing. The pulse of background work."""

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


class Pulse(models.Model):
    """The last sign of life of one kind of background work, whichever process gave it."""

    work = models.CharField(max_length=20, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.work} {self.beaten_at}"
