"""Requests, what they show, what was decided about them, and what came of it.

A request is edited by a new revision; its lines and evidence stay as they were in every revision before. A decision is
about one revision and its content hash, so an edit makes every approval of what stood there before void.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.approvals.worksheet_models import Worksheet, WorksheetLine, WorksheetPart
from creditdesk.domain import requests as rules
from creditdesk.domain.policy_requests import Shown
from creditdesk.followup.models import Activity, Document
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import Extension, OpenItem, Posting

# Django looks for models here.
__all__ = [
    "Recovery",
    "Request",
    "RequestDecision",
    "RequestEffect",
    "RequestEvidence",
    "RequestLine",
    "SalesNotice",
    "Worksheet",
    "WorksheetLine",
    "WorksheetPart",
]


class Request(models.Model):
    """What somebody asks for on a customer's account, and how far it is. Nothing counts until it is carried out."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="requests", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in rules.Kind])
    state = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in rules.State], default=rules.State.DRAFT.value
    )
    revision = models.PositiveIntegerField(default=1)
    # What is asked for, in the shape of `domain.requests.Content`, and its hash together with the customer.
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=500)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    # All who prepared or changed it: none of them decides about it.
    writers = models.ManyToManyField(User, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_on = models.DateField(null=True)
    # The lowest level that may approve it, as it was when it was submitted; empty: nobody.
    needs_level = models.CharField(max_length=14, blank=True)
    decided_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="request_amount_not_below_zero"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_at__isnull=False, submitted_on__isnull=False)
                | Q(state="withdrawn"),
                name="request_submitted_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "state", "submitted_at"], name="request_inbox"),
            models.Index(fields=["customer", "kind", "-id"], name="request_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def asked(self) -> rules.Content:
        """What is asked for, as the rules know it."""
        return rules.Content.from_dict(self.content)


class RequestLine(models.Model):
    """One document of one revision of a request, with the amount and where it is booked. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="lines")
    revision = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    account = models.CharField(max_length=40, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["request", "revision", "line"]
        constraints = [
            models.UniqueConstraint(fields=["request", "revision", "line"], name="request_line_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, tax_minor__gte=0, tax_minor__lte=F("amount_minor")),
                name="request_line_tax_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.revision}/{self.line}"


class RequestEvidence(models.Model):
    """What one revision of a request shows: a document or an entry of the account, a link, or words. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="evidence")
    revision = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    shows = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Shown])
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.CharField(max_length=400, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["request", "revision", "line"]
        constraints = [
            models.UniqueConstraint(fields=["request", "revision", "line"], name="request_evidence_once"),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(activity__isnull=False) | ~Q(link="") | ~Q(words=""),
                name="request_evidence_shows_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.revision} {self.shows}"


class RequestDecision(models.Model):
    """What somebody decided about one revision of a request, in whose name and by which authority. Append-only."""

    class What(models.TextChoices):
        APPROVE = "approve", "approved"
        REFUSE = "refuse", "refused"
        SEND_BACK = "send_back", "sent back"
        REVERSE = "reverse", "taken back"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField()
    # The content that was decided about.
    sha256 = models.CharField(max_length=64)
    what = models.CharField(max_length=10, choices=What)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Whom the substitute acted for; empty: himself.
    on_behalf_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    # The reason by which he may, and what was added up, in the policy's currency.
    authority = models.JSONField()
    amount_policy_minor = models.BigIntegerField(default=0)
    granted_policy_minor = models.BigIntegerField(default=0)
    policy_version = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "revision"], condition=Q(what="approve"), name="request_approved_once"
            ),
            models.UniqueConstraint(fields=["request"], condition=Q(what="reverse"), name="request_reversed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.what}"


class RequestEffect(models.Model):
    """What carrying a request out, or taking it back, did. Append-only.

    Each is one thing: a posting, a collection date, a status, or a thing of another room.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="effects")
    number = models.PositiveIntegerField()
    # Whether it took the request back.
    takes_back = models.BooleanField(default=False)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="request_effect")
    extension = models.OneToOneField(Extension, on_delete=models.PROTECT, null=True, related_name="request_effect")
    status_before = models.CharField(max_length=10, blank=True)
    status_after = models.CharField(max_length=10, blank=True)
    # A thing of another room that was made or ended: its name as the journal names subjects, and its number.
    made_kind = models.CharField(max_length=20, blank=True, default="")
    made_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["request", "number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="request_effect_once"),
            models.CheckConstraint(
                condition=Q(posting__isnull=False, extension__isnull=True, status_after="", made_id__isnull=True)
                | Q(posting__isnull=True, extension__isnull=False, status_after="", made_id__isnull=True)
                | (Q(posting__isnull=True, extension__isnull=True, made_id__isnull=True) & ~Q(status_after=""))
                | Q(posting__isnull=True, extension__isnull=True, status_after="", made_id__isnull=False),
                name="request_effect_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.number}"


class Recovery(models.Model):
    """Money that came for a claim after it was written off: credited to the allowance, linked to the request."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="recoveries")
    payment = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="recovery")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="recovery_above_zero")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.amount_minor}"


class SalesNotice(models.Model):
    """That whoever sells to a customer was told of his new status. Append-only."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="status_notices")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notices")
    status = models.CharField(max_length=10)
    # Who sold to the account then, as a user or as a name of the ERP; both empty: nobody.
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.to_name}"
