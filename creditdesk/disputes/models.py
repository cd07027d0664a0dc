"""Cases, the lines that they claim, what was decided of each, and what became of it. docs/rules/cases.md."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.approvals.models import Request
from creditdesk.domain import cases
from creditdesk.domain.policy_cases import Department
from creditdesk.followup.models import Document
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import Entry, OpenItem


class Case(models.Model):
    """What a customer withholds, objects to or asks, in one currency. Its amounts are the sums of its lines."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in cases.CaseKind])
    currency = models.CharField(max_length=3)
    stage = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in cases.Stage], default=cases.Stage.NEW.value
    )
    # The customer's own number of his claim, and as it is compared.
    claim_number = models.CharField(max_length=60, blank=True)
    claim_key = models.CharField(max_length=60, blank=True)
    # A code of the policy's reasons, as the policy was when it was said.
    reason = models.CharField(max_length=40)
    department = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Department])
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=14, choices=[(one.value, one.value) for one in cases.Source])
    words = models.CharField(max_length=cases.WORDS_LONGEST, blank=True)
    root_cause = models.CharField(max_length=200, blank=True)
    claimed_minor = models.BigIntegerField(default=0)
    open_minor = models.BigIntegerField(default=0)
    due_on = models.DateField()
    # The last day on which the retailer hears our answer; empty where no window is watched.
    window_end = models.DateField(null=True)
    window_missed_on = models.DateField(null=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The day on which nothing was open any more.
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    # Raised by every act: whoever acts says which one he saw.
    version = models.PositiveIntegerField(default=1)
    # The same key opens once.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(open_minor__gte=0, open_minor__lte=F("claimed_minor")), name="case_open_within_claimed"
            ),
            models.CheckConstraint(
                condition=(Q(stage="merged") & Q(merged_into__isnull=False))
                | (~Q(stage="merged") & Q(merged_into__isnull=True)),
                name="case_merged_says_where",
            ),
            models.CheckConstraint(
                condition=(Q(stage__in=["closed", "merged"]) & Q(closed_on__isnull=False, open_minor=0))
                | (~Q(stage__in=["closed", "merged"]) & Q(closed_on__isnull=True)),
                name="case_closed_when_nothing_open",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "due_on", "id"], name="case_stage_due"),
            models.Index(fields=["due_on", "id"], condition=Q(closed_on__isnull=True), name="case_standing_due"),
            models.Index(fields=["window_end", "id"], condition=Q(closed_on__isnull=True), name="case_standing_window"),
            models.Index(fields=["open_minor", "id"], condition=Q(closed_on__isnull=True), name="case_standing_open"),
            models.Index(fields=["opened_on", "id"], name="case_opened"),
            models.Index(fields=["closed_on", "id"], condition=Q(closed_on__isnull=False), name="case_closed"),
            models.Index(fields=["customer", "-id"], name="case_customer"),
            models.Index(fields=["customer", "claim_key"], condition=~Q(claim_key=""), name="case_claim"),
            models.Index(fields=["owner", "due_on", "id"], condition=Q(closed_on__isnull=True), name="case_owner_due"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseLine(models.Model):
    """The part of a document that a case claims; or of a document that is not known, as it was told."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, null=True, related_name="case_lines")
    # As it was told, where the document is not known.
    number = models.CharField(max_length=60, blank=True)
    claimed_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    # The part of what is open that is not collected.
    contested_minor = models.BigIntegerField(default=0)
    is_decided = models.BooleanField(default=False)
    valid_minor = models.BigIntegerField(default=0)
    invalid_minor = models.BigIntegerField(default=0)
    # Since when the invalid part is demanded back, and from when on it is collected again.
    demanded_on = models.DateField(null=True)
    collect_from = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_minor__gt=0, open_minor__gte=0, open_minor__lte=F("claimed_minor")),
                name="case_line_open_within_claimed",
            ),
            models.CheckConstraint(
                condition=Q(contested_minor__gte=0, contested_minor__lte=F("open_minor")),
                name="case_line_contested_is_open",
            ),
            models.CheckConstraint(
                condition=Q(is_decided=False, valid_minor=0, invalid_minor=0)
                | Q(
                    is_decided=True,
                    valid_minor__gte=0,
                    invalid_minor__gte=0,
                    open_minor=F("valid_minor") + F("invalid_minor"),
                ),
                name="case_line_decided_sums_meet",
            ),
            models.CheckConstraint(condition=Q(item__isnull=False) | ~Q(number=""), name="case_line_about_something"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.pk}"

    @property
    def part(self) -> cases.Part:
        """The line as the rules see it."""
        return cases.Part(
            self.pk,
            self.claimed_minor,
            self.open_minor,
            self.contested_minor,
            self.is_decided,
            self.valid_minor,
            self.invalid_minor,
        )


class CaseItem(models.Model):
    """How far the ledger of a document was taken up by its cases."""

    item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, related_name="in_cases")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    # The last entry that was looked at.
    seen_entry_id = models.BigIntegerField()
    # What its lines say is contested: the document says the same, unless somebody changed it since.
    told_minor = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"item {self.item_id}"


class CaseDecision(models.Model):
    """What somebody decided of a case, and why; a later one takes its place. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    words = models.CharField(max_length=cases.WORDS_LONGEST)
    evidence = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_on = models.DateField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"decision {self.pk} of {self.case_id}"


class CaseDecisionLine(models.Model):
    """How much of a line was found valid and invalid. Append-only."""

    decision = models.ForeignKey(CaseDecision, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(CaseLine, on_delete=models.PROTECT, related_name="+")
    open_minor = models.BigIntegerField()
    valid_minor = models.BigIntegerField()
    invalid_minor = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "line"], name="case_decision_line_once"),
            models.CheckConstraint(
                condition=Q(valid_minor__gte=0, invalid_minor__gte=0, open_minor=F("valid_minor") + F("invalid_minor")),
                name="case_decision_sums_meet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.valid_minor}/{self.invalid_minor}"


class CaseResolution(models.Model):
    """What became of an amount of a line; below zero where that was taken back. Append-only."""

    line = models.ForeignKey(CaseLine, on_delete=models.PROTECT, related_name="resolutions")
    outcome = models.CharField(max_length=12, choices=[(one.value, one.value) for one in cases.Outcome])
    amount_minor = models.BigIntegerField()
    # How much of it had been contested and found valid, so that a reversal finds it again.
    contested_minor = models.BigIntegerField(default=0)
    valid_minor = models.BigIntegerField(default=0)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="case_resolution_not_zero"),
            models.UniqueConstraint(
                fields=["entry", "line"], condition=Q(entry__isnull=False), name="case_resolution_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.outcome} {self.amount_minor}"


class CaseComment(models.Model):
    """What somebody says about a case. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="comments")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.case_id}"


class CasePaper(models.Model):
    """A document of the account that shows something for or against a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    # Which of the papers that the reason wants it is; empty: another.
    shows = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "document"], name="case_paper_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document_id}"


class CaseCredit(models.Model):
    """A request to credit the valid part of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="credits")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="case_credit")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} by request {self.request_id}"
