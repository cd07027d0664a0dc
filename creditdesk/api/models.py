"""Keys to the API: hashed, scoped, expiring tokens, and the answers that were given to keyed writes."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import User


class ApiToken(models.Model):
    """A token of one user. Only its hash is kept; it has at most the user's own rights, narrowed by its scope."""

    class Scope(models.TextChoices):
        READ = "read", "read"
        WRITE = "write", "read and write"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class KeyedAnswer(models.Model):
    """The answer that a keyed write got: the same key with the same request gets it again, and does nothing more."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="keyed_answer_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
