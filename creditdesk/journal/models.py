"""The journal: who did what to which subject, when and why. Append-only; each entry holds the hash of the one before.

An entry's facts are in the chain as they stand. Names and notes stand apart in `private`; the chain holds only their
salted hash, so that a person can be forgotten and the chain still proves that nothing else was touched.
"""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One act. `seq` has no gaps; `hash` covers everything but `private` and `salt`."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    company_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    private = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    private_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["customer_id", "-seq"], name="journal_customer"),
            models.Index(fields=["subject_kind", "subject_id", "-seq"], name="journal_subject"),
            models.Index(fields=["by", "-seq"], name="journal_by"),
            models.Index(fields=["kind", "-seq"], name="journal_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.subject_kind}:{self.subject_id}"


class JournalHead(models.Model):
    """The end of the chain. One row; it is locked while an entry is appended, so that the sequence has no gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_head_is_one_row")]

    def __str__(self) -> str:
        return f"head {self.seq}"
