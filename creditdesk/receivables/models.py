"""The ledger. An open item is a document that somebody still owes; a posting is one business act on one day; its
entries move items and general-ledger accounts and sum to zero per currency.

An invoice of 1,200.00 comes in, and 1,000.00 of a payment is applied to it::

    posting 1  import       item INV 88120 +120000, account erp_clearing -120000
    posting 2  import       item PAY 4417  -100000, account erp_clearing +100000
    posting 3  application  item PAY 4417  +100000, item INV 88120       -100000

`open = sum of the item's entries`, and the first of them is its original amount. Nothing is edited: a reversal is a
posting with every sign turned, on its own date.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.stay_models import SetoffConsent, Stay  # noqa: F401


class OpenItem(models.Model):
    """A document on a customer's account. Signed minor units: a claim is above zero, a credit below."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", "invoice"
        DEBIT_MEMO = "debit_memo", "debit memo"
        CREDIT_MEMO = "credit_memo", "credit memo"
        PAYMENT = "payment", "payment"
        DEDUCTION = "deduction", "deduction"
        FEE = "fee", "fee"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="items", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    original_minor = models.BigIntegerField()
    open_minor = models.BigIntegerField()
    # What the customer contests, as he said it: paying it does not take his word back, and a payment that returns finds
    # it again.
    contested_minor = models.BigIntegerField(default=0)
    # The part of what is open that he contests: never more than either. It leaves dunning and the worklist.
    disputed_minor = models.BigIntegerField(default=0)
    # Whether it is collected by a payment plan: it leaves dunning and the worklist, and keeps its age.
    on_plan = models.BooleanField(default=False, db_default=False)
    document_date = models.DateField()
    posting_date = models.DateField()
    due_date = models.DateField()
    discount_date = models.DateField(null=True)
    # Goods without tax and freight, on which a discount is computed; empty means the whole amount.
    goods_minor = models.BigIntegerField(null=True)
    terms_code = models.CharField(max_length=60, blank=True)
    po_number = models.CharField(max_length=60, blank=True)
    order_number = models.CharField(max_length=60, blank=True)
    bol_number = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    # A residual keeps the item that it came from.
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="residuals", db_index=False)
    import_file_id = models.BigIntegerField(null=True)
    # The posting date on which nothing was left open; empty while something is.
    closed_date = models.DateField(null=True)
    # The import that brought it was undone on this day; the number is free for the item as it should have been.
    voided_on = models.DateField(null=True)

    class Meta:
        constraints = [
            # The customer says which company. With the company in front, SQLite takes this index for lists that the
            # next one holds in order.
            models.UniqueConstraint(
                fields=["customer", "kind", "number"],
                condition=Q(voided_on__isnull=True),
                name="item_number_once",
            ),
            models.CheckConstraint(condition=Q(voided_on__isnull=True) | Q(open_minor=0), name="item_void_is_empty"),
            models.CheckConstraint(condition=~Q(original_minor=0), name="item_original_not_zero"),
            models.CheckConstraint(
                condition=Q(original_minor__gt=0, open_minor__gte=0, open_minor__lte=F("original_minor"))
                | Q(original_minor__lt=0, open_minor__lte=0, open_minor__gte=F("original_minor")),
                name="item_open_within_original",
            ),
            models.CheckConstraint(
                condition=Q(original_minor__gt=0, kind__in=["invoice", "debit_memo", "deduction", "fee"])
                | Q(original_minor__lt=0, kind__in=["credit_memo", "payment"]),
                name="item_sign_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(contested_minor=0, disputed_minor=0)
                | Q(
                    original_minor__gt=0,
                    contested_minor__gt=0,
                    contested_minor__lte=F("open_minor"),
                    disputed_minor=F("contested_minor"),
                )
                | Q(
                    original_minor__gt=0,
                    contested_minor__gt=F("open_minor"),
                    contested_minor__lte=F("original_minor"),
                    disputed_minor=F("open_minor"),
                ),
                name="item_disputed_is_contested_and_open",
            ),
            models.CheckConstraint(
                condition=Q(open_minor=0, closed_date__isnull=False) | (~Q(open_minor=0) & Q(closed_date__isnull=True)),
                name="item_closed_when_nothing_open",
            ),
        ]
        indexes = [
            # Aging, worklist and account pages read open items only; this index holds all that they need.
            models.Index(
                fields=["customer", "currency", "due_date", "open_minor", "disputed_minor", "kind", "on_plan"],
                condition=Q(closed_date__isnull=True),
                name="item_open_aging",
            ),
            models.Index(fields=["customer", "-document_date", "-id"], name="item_customer_newest"),
            # The operator class lets PostgreSQL look for a beginning whatever its collation; SQLite has none.
            models.Index(fields=["number"], opclasses=["varchar_pattern_ops"], name="item_number"),
            models.Index(fields=["original_minor"], name="item_amount"),
            models.Index(fields=["open_minor"], condition=Q(closed_date__isnull=True), name="item_open_amount"),
            models.Index(
                fields=["po_number"], opclasses=["varchar_pattern_ops"], condition=~Q(po_number=""), name="item_po"
            ),
            models.Index(fields=["import_file_id"], condition=Q(import_file_id__isnull=False), name="item_import"),
            models.Index(fields=["origin"], condition=Q(origin__isnull=False), name="item_origin"),
            models.Index(
                fields=["company", "document_date"], condition=Q(original_minor__lt=0), name="item_credits_of_a_day"
            ),
            # What is open of payments and memos, with all that its sums by age need.
            models.Index(
                fields=["company", "kind", "currency", "customer", "document_date", "open_minor", "closed_date"],
                condition=Q(closed_date__isnull=True, open_minor__lt=0),
                name="item_open_credits",
            ),
            models.Index(fields=["closed_date"], condition=Q(closed_date__isnull=False), name="item_closed"),
            # Few of many: those whose window closes are looked for each night.
            models.Index(
                fields=["company", "document_date"],
                condition=Q(closed_date__isnull=True, kind="deduction"),
                name="item_open_deduction",
            ),
            # A deduction is spoken of by the customer's own number for it.
            models.Index(
                fields=["reference"],
                opclasses=["varchar_pattern_ops"],
                condition=Q(kind="deduction") & ~Q(reference=""),
                name="item_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Extension(models.Model):
    """A later collection date for one item. The due date itself never moves; the newest extension counts."""

    class Source(models.TextChoices):
        """By whose word it is put off. What was granted before there were requests has none."""

        BEFORE = "", "granted before there were requests"
        ERP = "erp", "a later due date in the ERP"
        REQUEST = "request", "an approved request"

    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="extensions")
    extended_date = models.DateField()
    granted_on = models.DateField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=7, choices=Source, blank=True, default="")

    class Meta:
        ordering = ["item", "-granted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.item} to {self.extended_date}"


class Posting(models.Model):
    """One business act on one posting date."""

    class Kind(models.TextChoices):
        IMPORT = "import", "taken over"
        RECEIPT = "receipt", "receipt"
        APPLICATION = "application", "application"
        DISCOUNT = "discount", "discount"
        ADJUSTMENT = "adjustment", "adjustment"
        TRANSFER = "transfer", "transfer"
        WRITE_OFF = "write_off", "write-off"
        ERP_SETTLEMENT = "erp_settlement", "settled in the ERP"
        REVERSAL = "reversal", "reversal"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    posting_date = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True)
    # The same key posts once, however often it is sent.
    key = models.CharField(max_length=120)
    # What was written in bulk together, so that one entry of the journal tells of all of it; empty for a single act,
    # which has an entry of its own.
    batch = models.CharField(max_length=120, blank=True)
    entry_count = models.PositiveIntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    policy_version = models.PositiveIntegerField(null=True)
    import_file_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="posting_key_once"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="posting_reversal_reverses",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "posting_date"], name="posting_by_date"),
            models.Index(fields=["import_file_id"], condition=Q(import_file_id__isnull=False), name="posting_import"),
            # Of all postings: SQLite does not see that a key that is asked for is none of the empty ones.
            models.Index(fields=["batch"], name="posting_batch"),
            # Our own acts, of which the ERP is told.
            models.Index(
                fields=["company", "id"],
                condition=Q(
                    batch="",
                    kind__in=[
                        *("receipt", "application", "discount", "adjustment"),
                        *("transfer", "reversal", "write_off"),
                    ],
                ),
                name="posting_own_acts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.posting_date}"


class Entry(models.Model):
    """One line of a posting: it moves one open item, or one general-ledger account."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries", db_index=False)
    line = models.PositiveIntegerField()
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, null=True, related_name="entries", db_index=False)
    account = models.CharField(max_length=40, default="", blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    # The posting's date, kept here because every "as of" reads it.
    posting_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["posting", "line"], name="entry_line_once"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_not_zero"),
            models.CheckConstraint(condition=Q(line__gte=1), name="entry_line_from_one"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, customer__isnull=False, account="")
                | (Q(item__isnull=True) & ~Q(account="")),
                name="entry_moves_item_or_account",
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "posting_date", "amount_minor"],
                condition=Q(item__isnull=False),
                name="entry_item",
            ),
            models.Index(fields=["posting_date", "item", "amount_minor"], name="entry_by_date"),
            # What was cleared of a customer's small differences within some days.
            models.Index(
                fields=["customer", "posting_date", "amount_minor"],
                condition=Q(account="small_differences"),
                name="entry_small_differences",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id}/{self.line} {self.amount_minor} {self.currency}"


class Application(models.Model):
    """Part of a credit (payment, credit memo) that pays part of a claim. It counts until its posting is reversed."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="applications")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    credit_item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="applications_from")
    debit_item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="applications_to")
    amount_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    posting_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0, discount_minor__gte=0), name="application_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.credit_item_id}→{self.debit_item_id} {self.amount_minor}"


class ErpAnswer(models.Model):
    """What the ERP answered to one of our own acts: it took it over, under a document number of its own, or refused it.

    An act without an answer awaits the ERP. Only single acts are ours; what was taken over in bulk came from there.
    """

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="erp_answer")
    accepted = models.BooleanField()
    erp_document = models.CharField(max_length=60, blank=True)
    # Why the ERP refused it; empty where it accepted.
    reason = models.CharField(max_length=200, blank=True)
    # The ERP's list of open items of a later day knows the act.
    answered_on = models.DateField()
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True, reason="") | (Q(accepted=False) & ~Q(reason="")),
                name="erp_answer_refused_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["erp_document"], condition=~Q(erp_document=""), name="erp_answer_document"),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {'accepted' if self.accepted else 'refused'}"


class Period(models.Model):
    """A closed stretch of days of one company's books: postings dated inside it are refused for good."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["company", "-last_day"]
        constraints = [
            models.UniqueConstraint(fields=["company", "first_day"], name="period_closed_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"


class PostingStop(models.Model):
    """Since a proof found this fact broken, nothing is posted for the customer, for the company, or (neither) at all.

    A proof that does not find the fact any more lifts it, or an administrator who says why. docs/rules/stops.md.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(max_length=500)
    stopped_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=150)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    # Why somebody decided that postings go on; empty while they are stopped, and where a proof lifted the stop.
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["fact"], condition=Q(lifted_at__isnull=True), name="stop_fact_once"),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) | Q(company__isnull=False), name="stop_customer_of_company"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="", reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by="")),
                name="stop_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.fact


class Position(models.Model):
    """What a customer owes in one currency, kept beside the ledger so that pages need not add it up.

    It is changed in the transaction of each posting, rolled forward each night where an item crosses the edge of a
    bucket, and always equals a replay of the entries. Credits are gross in their own columns, never netted.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="positions", db_index=False)
    currency = models.CharField(max_length=3)
    as_of = models.DateField()
    # The first day on which an item changes its bucket; until then the row is right.
    next_edge_date = models.DateField(null=True)
    open_minor = models.BigIntegerField()
    disputed_minor = models.BigIntegerField()
    past_due_minor = models.BigIntegerField()
    # Past due less what is disputed: what may be asked for, and its weight in days for the worklist.
    collectable_minor = models.BigIntegerField()
    # Sum over collectable past-due items of amount × due date as days since 2000-01-01; any day's product follows.
    collectable_due_product = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField()
    credit_memo_minor = models.BigIntegerField()
    bucket_0 = models.BigIntegerField()
    bucket_1 = models.BigIntegerField(default=0)
    bucket_2 = models.BigIntegerField(default=0)
    bucket_3 = models.BigIntegerField(default=0)
    bucket_4 = models.BigIntegerField(default=0)
    bucket_5 = models.BigIntegerField(default=0)
    bucket_6 = models.BigIntegerField(default=0)
    bucket_7 = models.BigIntegerField(default=0)
    items_open = models.PositiveIntegerField()
    oldest_due_date = models.DateField(null=True)
    # Of the items past due of which something is not disputed: what the reasons and the strategy count from.
    oldest_collectable_due_date = models.DateField(null=True)
    # The bucket edges that it was computed with, such as 0,30,60,90,120: a change of the policy leaves it behind.
    edges = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="position_once"),
        ]
        indexes = [
            models.Index(fields=["next_edge_date"], name="position_next_edge"),
            models.Index(fields=["company", "currency"], name="position_company"),
            models.Index(fields=["currency", "-past_due_minor", "customer"], name="position_past_due"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency} {self.open_minor}"
