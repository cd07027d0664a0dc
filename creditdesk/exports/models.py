"""Large files that are made beside the desk's answers: how far each is, and what of it is made, kept for a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import User


class Export(models.Model):
    """A table that somebody had made into a file in the background. It is its owner's alone, and gone after a day."""

    class State(models.TextChoices):
        READING = "reading", "being read"
        WRITING = "writing", "being written"
        READY = "ready", "ready"
        STOPPED = "stopped", "stopped"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Which list, narrowed how: the names and texts of its filters.
    listing = models.CharField(max_length=40)
    wanted = models.JSONField(default=dict)
    as_of = models.DateField()
    # Role, companies and portfolios of its owner when he asked: who has lost one of them gets no file.
    rights = models.JSONField(default=dict)
    format = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    # Heads, words and file name are in it, whichever process goes on.
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    # What ended it, in words.
    problem = models.TextField(blank=True)
    # Sources in all when it was asked for, and how many of them are read; rows that they made.
    total = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    # Behind which source the reading goes on.
    mark = models.JSONField(null=True)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    # Until then one process is at it; whoever kills it loses a minute.
    turn_until = models.DateTimeField(null=True)
    # Asked for once, however often the request is sent.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # What the worker looks for every second.
            models.Index(fields=["id"], condition=Q(state__in=["reading", "writing"]), name="export_at_work"),
            models.Index(fields=["user", "-id"], name="export_of_user"),
            models.Index(fields=["asked_at"], name="export_age"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class ExportPart(models.Model):
    """A piece of an export: rows that wait for the workbook, or bytes of the file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts", db_index=False)
    is_file = models.BooleanField()
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["export", "is_file", "position"]
        constraints = [models.UniqueConstraint(fields=["export", "is_file", "position"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.position}"
