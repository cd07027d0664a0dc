"""The answers that keyed writes got, so that a repeated request gets its answer again and does nothing more."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import User


class KeyedAnswer(models.Model):
    """The answer that a keyed write got. Without a status the write is under way, or was cut off."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    # SHA-256 over what was asked: the same key with another request is a mistake of the caller.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="keyed_answer_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
