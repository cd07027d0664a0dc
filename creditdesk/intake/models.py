"""Files in: the raw bytes as they came, each row as it was read and judged, and how far the posting has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.parties.models import Company


class ImportFile(models.Model):
    """One file that somebody brought in, with its state on the way into the ledger."""

    class State(models.TextChoices):
        ARRIVING = "arriving", "arriving"
        RECEIVED = "received", "being read"
        REFUSED = "refused", "refused"
        PREVIEWED = "previewed", "ready to post"
        POSTING = "posting", "posting"
        POSTED = "posted", "posted"
        UNDOING = "undoing", "undoing"
        UNDONE = "undone", "undone"
        DISCARDED = "discarded", "discarded"

    # Empty while the bytes arrive.
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVING)
    # The company for rows that name none, the currency for rows that name none.
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    default_currency = models.CharField(max_length=3)
    # The business day on which the file counts as complete; no settlement may lie after it.
    as_of = models.DateField()
    received_by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    # Under which key the inbox took it in: whatever is killed in between, a file is taken in once.
    source_key = models.CharField(max_length=64, null=True, unique=True)
    # What a person decided about the reading: layout, columns, order of day and month, decimal mark, sheet, encoding,
    # whether a last line without a line end is whole.
    choices = models.JSONField(default=dict)
    # Which column holds which field, with samples, reasons and open questions: what the reader understood.
    understood = models.JSONField(default=dict)
    # Counts the readings, so that nobody posts a preview that he has not seen.
    revision = models.PositiveIntegerField(default=0)
    # Control totals per company, currency and kind; counts; warnings: what the preview shows.
    totals = models.JSONField(default=dict)
    # Every company that a row of the file names and that exists: who does not work for all of them does not see it.
    companies = models.ManyToManyField(Company, related_name="+")
    refusal = models.TextField(blank=True)
    # What stopped the posting or the undo, in words; a person goes on once it is mended.
    problem = models.TextField(blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_accepted = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    # The last line that was posted: where a killed posting goes on.
    cursor = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=150, blank=True)
    posted_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # What the worker looks for every second.
            models.Index(
                fields=["state"],
                condition=Q(state__in=["arriving", "received", "posting", "undoing"]),
                name="import_file_at_work",
            ),
        ]
        constraints = [
            # The same bytes count once, unless the earlier import was undone, discarded or refused.
            models.UniqueConstraint(
                fields=["sha256", "company"],
                condition=Q(state__in=["received", "previewed", "posting", "posted", "undoing"]),
                name="import_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.name}"


class FilePart(models.Model):
    """A megabyte of the raw file, kept in the database so that one backup holds everything."""

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "position"]
        constraints = [models.UniqueConstraint(fields=["file", "position"], name="file_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.position}"


class StagedRow(models.Model):
    """One row of the file, as it was read: to be posted, unchanged, or refused with the reason."""

    class Verdict(models.TextChoices):
        NEW = "new", "new"
        UNCHANGED = "unchanged", "already in the ledger"
        REFUSED = "refused", "refused"

    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    # The normalised row: money as minor units, dates as ISO text.
    row = models.JSONField(default=dict)
    # What the control totals add up, kept beside the row; empty where the row could not be read.
    company_code = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    original_minor = models.BigIntegerField(null=True)
    open_minor = models.BigIntegerField(null=True)
    # How many documents it becomes in the ledger: one, or one for each instalment of its terms.
    documents = models.PositiveSmallIntegerField(default=1)
    # For a refused row: [{column, field, value, reason}].
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["file", "line"]
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="staged_line_once")]
        indexes = [models.Index(fields=["file", "verdict", "line"], name="staged_by_verdict")]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line} {self.verdict}"


class ImportProfile(models.Model):
    """How files with a certain header are read: what a person once corrected, kept for the next one."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    # Of the headings in their order, as headings are compared.
    fingerprint = models.CharField(max_length=32)
    # As those of a file.
    choices = models.JSONField()
    saved_by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["company", "name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="import_profile_name_once"),
            models.UniqueConstraint(fields=["company", "fingerprint"], name="import_profile_header_once"),
        ]

    def __str__(self) -> str:
        return self.name
