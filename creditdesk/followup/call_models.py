"""Callers whom the desk does not know: their calls, and what came of them."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import Company, User


class UnknownCall(models.Model):
    """A call from somebody whom the desk does not know: the number, what was said, and when to look after it.

    Append-only; that it was looked after is told by its closing.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40)
    caller = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    due_date = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="unknown_calls")
    at = models.DateTimeField()
    # The same key records once, however often the form is sent.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["due_date", "id"]
        indexes = [models.Index(fields=["by", "due_date"], name="unknown_call_by")]

    def __str__(self) -> str:
        return f"{self.number} {self.due_date}"


class UnknownCallClosing(models.Model):
    """That a call from an unknown caller was looked after, by whom, and what came of it. Append-only."""

    call = models.OneToOneField(UnknownCall, on_delete=models.PROTECT, related_name="closing")
    note = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.call_id} {self.note}"
