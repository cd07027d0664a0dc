"""Files in: the raw bytes as they came, each row as it was read and judged, and how far the posting has come."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.domain.list_differences import Answer
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.models import OpenItem

# The choices about a reading that are said of one file alone, and of no later one.
ONCE = frozenset({"last_line", "compared"})


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

    class Content(models.TextChoices):
        OPEN_ITEMS = "open_items", "open items"
        CUSTOMERS = "customers", "customers"
        CONTACTS = "contacts", "contacts"
        EXCHANGE_RATES = "exchange_rates", "exchange rates"
        PRICE_LISTS = "price_lists", "price lists"
        PAYMENT_TERMS = "payment_terms", "payment terms"
        SALESPEOPLE = "salespeople", "salespeople"
        PORTFOLIOS = "portfolios", "portfolios and their reps"
        CRM_CONTACTS = "crm_contacts", "contacts of a CRM"
        CRM_HISTORY = "crm_history", "history of a CRM"
        ORDERS = "orders", "orders"
        CREDIT_RATINGS = "credit_ratings", "credit ratings"
        FINANCIALS = "financials", "financial statements"
        SHIPMENTS = "shipments", "shipments and proofs of delivery"
        RETURNS = "returns", "return authorisations and receipts"
        DEALS = "deals", "promotions and markdowns"
        COOP_AGREEMENTS = "coop_agreements", "co-operative advertising"
        ROUTING_RULES = "routing_rules", "routing rules"
        INVOICE_LINES = "invoice_lines", "lines of invoices"
        BANK = "bank", "what a bank or a payer says of payments"

    # What the file holds, as its headings say or a person does.
    content = models.CharField(max_length=16, choices=Content, default=Content.OPEN_ITEMS)
    # Empty while the bytes arrive.
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVING)
    # The company for rows that name none, the currency for rows that name none.
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    default_currency = models.CharField(max_length=3)
    # The complete list of what is open on the day, to be compared with the ledger; else documents as they came.
    is_list = models.BooleanField(default=False)
    # The business day on which the file counts as complete; no settlement may lie after it.
    as_of = models.DateField()
    received_by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    # The import whose refused rows come back in this file, corrected.
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
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
    # What is to be posted: new rows, rows that change what is there, and documents that a list has no more.
    rows_accepted = models.PositiveIntegerField(default=0)
    # Rows that change a record, or whose document changed in the ERP by a list; documents that a list has no more.
    rows_changed = models.PositiveIntegerField(default=0)
    rows_missing = models.PositiveIntegerField(default=0)
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
            # The newest list of a company.
            models.Index(fields=["company", "-as_of"], condition=Q(is_list=True), name="import_file_lists"),
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

    @property
    def compares(self) -> bool:
        """Whether its rows are compared with the ledger: those of a list, and those of a list that come corrected."""
        return self.is_list or bool(self.corrects and self.corrects.compares)

    @property
    def new_rows(self) -> int:
        """Rows that bring something new, without what changes what is there."""
        return self.rows_accepted - self.rows_changed - self.rows_missing


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
        CHANGED = "changed", "changes what is there"
        MISSING = "missing", "no longer open in the ERP"
        UNCHANGED = "unchanged", "already in the ledger"
        REFUSED = "refused", "refused"

    # No index of its own: each of those below begins with the file.
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="rows", db_index=False)
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
    # False: no row of the file, but a document that the list has no more.
    in_file = models.BooleanField(default=True)
    # What a list makes of documents that the ledger has: the sum of its moves.
    moved_minor = models.BigIntegerField(default=0)
    # For a refused row: [{column, field, value, reason}]. Of a record: also what an undo could not take back.
    problems = models.JSONField(default=list)
    # Of a record: field → [what stood there, what the row says]. Posting writes down what it found.
    changes = models.JSONField(null=True)
    # The record that the row made or changed, from its posting until its undo.
    record_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["file", "line"]
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="staged_line_once")]
        indexes = [
            models.Index(fields=["file", "verdict", "line"], name="staged_by_verdict"),
            # Where an undo goes on; documents have no record.
            models.Index(fields=["file", "line"], condition=Q(record_id__isnull=False), name="staged_with_record"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line} {self.verdict}"


# What posting a file posts.
TO_POST = (StagedRow.Verdict.NEW, StagedRow.Verdict.CHANGED, StagedRow.Verdict.MISSING)


class ErpBalance(models.Model):
    """The balance of the receivables account in the ERP on a day, as a person entered it; the newest entry counts."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    as_of = models.DateField()
    balance_minor = models.BigIntegerField()
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["company", "currency", "as_of"], name="erp_balance_of_a_day")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.currency} {self.as_of}"


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


class DecidedNumber(models.Model):
    """What a customer number of files means that no customer had: one who was there already, or (none) a new one."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    # As the file wrote it when it was decided.
    name = models.CharField(max_length=160, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["company", "number"]
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="decided_number_once")]

    def __str__(self) -> str:
        return self.number


class DifferenceDecision(models.Model):
    """What a person decided about a document of which the ERP's list and the ledger say different things."""

    class Given(models.TextChoices):
        TAKE = Answer.TAKE.value, "the ERP's figure"
        KEEP = Answer.KEEP.value, "our figure"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    # The list, and the line of it or the place of what it lacks, that asked.
    file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="decisions")
    line = models.PositiveIntegerField()
    # The reading of the list to which the line belongs.
    revision = models.PositiveIntegerField()
    # The code of the reason why the comparison left it to a person.
    cause = models.CharField(max_length=40)
    answer = models.CharField(max_length=4, choices=Given)
    # What the ERP states; nothing open where its list lacks the document.
    stated_currency = models.CharField(max_length=3)
    stated_original_minor = models.BigIntegerField()
    stated_open_minor = models.BigIntegerField()
    stated_due_date = models.DateField(null=True)
    # What was open here before, and after the posting where one was needed.
    before_minor = models.BigIntegerField()
    ours_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    policy_version = models.PositiveIntegerField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "revision", "line", "item"],
                condition=Q(taken_back_at__isnull=True),
                name="difference_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="take", ours_minor=F("stated_open_minor"))
                | Q(answer="keep", ours_minor=F("before_minor")),
                name="difference_answer_counts",
            ),
        ]
        indexes = [
            # What a list finds decided already.
            models.Index(fields=["item"], condition=Q(taken_back_at__isnull=True), name="difference_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.answer}"

    @property
    def moved_minor(self) -> int:
        """What its posting moved, in minor units of the document."""
        return self.ours_minor - self.before_minor

    @property
    def batch(self) -> str:
        """The key under which it posts."""
        return f"difference/{self.id}"
