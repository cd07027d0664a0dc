"""Money that came: what the bank says, what the payer says, what the desk makes of it, and what a person decided.

A bank's statement has lines; a line that is money from a customer is a receipt. A receipt is posted at once, to the
customer's account where he is known and to the account of unidentified cash where he is not, so that the books hold
what the bank holds. Which items it pays is a match: proposed by the rules, made by a person or by the machine::

    bank line 5,000.00  ->  receipt RC41  ->  payment RC41 on the account  ->  match  ->  88120, 88121

What is open of a receipt is open on its payment in the ledger; all of it while nobody is known to have paid it. Nothing
here is deleted; a match is taken back by reversals of its postings. docs/rules/cash.md.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from creditdesk.cash.banked_models import BankedReceipt
from creditdesk.cash.refund_models import Refund
from creditdesk.cash.remittance_models import MatchedList, Remittance
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables.models import OpenItem, Posting

__all__ = [
    "BankAccount",
    "BankLine",
    "BankStatement",
    "BankedReceipt",
    "Match",
    "MatchPosting",
    "MatchedList",
    "PayerSign",
    "Proposal",
    "Receipt",
    "Refund",
    "Remittance",
    "ReturnedPayment",
]


class BankAccount(models.Model):
    """An account of a company at a bank, or a lockbox, on which customers pay."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    # As the bank's files name it: IBAN or number; the bank is a routing number, sort code or BIC.
    number = models.CharField(max_length=40)
    bank = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    gl_account = models.CharField(max_length=40, default="cash")
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["company", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["number", "bank", "currency"], name="bank_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class BankStatement(models.Model):
    """What a bank told of one account in one file. Held where something does not tie, until a person has decided."""

    class State(models.TextChoices):
        HELD = "held", "held"
        TAKEN = "taken", "taken in"
        SET_ASIDE = "set_aside", "set aside"
        TAKEN_BACK = "taken_back", "taken back"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="statements", db_index=False)
    file_id = models.BigIntegerField(null=True, db_index=True)
    format = models.CharField(max_length=20)
    # A statement of a day that ended, of one that goes on, or a notice of single movements.
    kind = models.CharField(max_length=10)
    # What it is known by: the bank's number of it with its page and day. The same takes effect once.
    key = models.CharField(max_length=160)
    number = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=10, blank=True)
    currency = models.CharField(max_length=3)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    from_date = models.DateField(null=True)
    closing_date = models.DateField()
    credits_minor = models.BigIntegerField(default=0)
    debits_minor = models.BigIntegerField(default=0)
    line_count = models.PositiveIntegerField(default=0)
    # What was noticed: [{reason, line, holds}].
    findings = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    # Who let a held one in, set it aside or took it back, and why.
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-closing_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], condition=Q(state="taken"), name="statement_taken_once"),
        ]
        indexes = [
            models.Index(fields=["company", "-closing_date", "-id"], name="statement_of_company"),
            models.Index(fields=["company"], condition=Q(state="held"), name="statement_held"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.number or self.key}"


class BankLine(models.Model):
    """One movement on an account as the bank told it; a payment within a collective entry is a line of its own."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "money in"
        RETURNED = "returned", "returned payment"
        CHARGE = "charge", "bank charge"
        OUT = "out", "money out"
        OTHER = "other", "other"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines", db_index=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    file_line = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    currency = models.CharField(max_length=3)
    # Money in is above zero.
    amount_minor = models.BigIntegerField()
    booking_date = models.DateField()
    value_date = models.DateField()
    # What tells it from every other line of the account; the same line told again says which it repeats.
    key = models.CharField(max_length=64)
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    party_name = models.CharField(max_length=140, blank=True)
    party_account = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    payer_reference = models.CharField(max_length=80, blank=True)
    # [{kind, value}] and the documents that the payer named, as the file has them.
    references = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    code = models.CharField(max_length=80, blank=True)
    # Why a payment came back, as the bank's code says.
    return_code = models.CharField(max_length=20, blank=True)
    # Of a line that is no receipt: what it is, said by a person or by a rule; empty while nobody has.
    explained = models.CharField(max_length=200, blank=True)
    explained_by = models.CharField(max_length=150, blank=True)
    explained_at = models.DateTimeField(null=True)
    # With its statement.
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["statement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="bank_line_position_once"),
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=Q(repeats__isnull=True, taken_back_at__isnull=True),
                name="bank_line_once",
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="bank_line_not_zero"),
        ]
        indexes = [
            models.Index(fields=["account", "booking_date"], name="bank_line_of_day"),
            models.Index(
                fields=["company", "id"],
                condition=Q(explained="", repeats__isnull=True, taken_back_at__isnull=True) & ~Q(kind="receipt"),
                name="bank_line_unexplained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.position}"


class Receipt(models.Model):
    """A payment that came in. Its number is also that of the payment on the customer's account."""

    class Channel(models.TextChoices):
        TRANSFER = "transfer", "bank transfer"
        LOCKBOX = "lockbox", "lockbox"
        CHECK = "check", "check"
        CARD = "card", "card or processor"
        CASH = "cash", "cash"
        ERP = "erp", "taken over from the ERP"

    class Standing(models.TextChoices):
        # What a person, or a rule in his place, decided about it; what is open of it is in the ledger.
        NONE = "", "none"
        ON_ACCOUNT = "on_account", "kept on account"
        FULL_SETTLEMENT = "full_settlement", "offered as payment in full"
        POST_DATED = "post_dated", "held until its date"
        REFUND = "refund", "refund asked for"
        RETURNED = "returned", "returned"
        TAKEN_BACK = "taken_back", "taken back"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    line = models.OneToOneField(BankLine, on_delete=models.PROTECT, null=True, related_name="receipt")
    channel = models.CharField(max_length=10, choices=Channel)
    number = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    value_date = models.DateField()
    # The day on which it was posted; empty for an instrument that is no cash yet.
    posting_date = models.DateField(null=True)
    trace = models.CharField(max_length=80, blank=True)
    payer_name = models.CharField(max_length=140, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="receipts", db_index=False)
    item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, null=True, related_name="receipt")
    standing = models.CharField(max_length=16, choices=Standing, blank=True, default="")
    standing_why = models.CharField(max_length=200, blank=True)
    # A check's own date, the end of a refund's or repayment's time.
    standing_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    # Money of another currency that became money of this one; what that one was is a receipt of its own.
    exchanged_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="exchanged_to")
    # Counts what was decided about it, so that nobody decides on what he has not seen.
    revision = models.PositiveIntegerField(default=0)
    # Of the form by which a person entered it: the same key enters once, however often it is sent.
    key = models.CharField(max_length=64, null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["company", "key"], name="receipt_key_once"),
            models.UniqueConstraint(
                fields=["exchanged_from"], condition=~Q(standing="taken_back"), name="receipt_exchanged_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="receipt_above_zero"),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(customer__isnull=False), name="receipt_item_of_customer"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-value_date", "-id"], name="receipt_of_company"),
            models.Index(fields=["company", "posting_date"], name="receipt_of_day"),
            models.Index(fields=["customer"], condition=Q(customer__isnull=False), name="receipt_of_customer"),
            models.Index(
                fields=["company", "id"],
                condition=Q(customer__isnull=True) & ~Q(standing__in=["returned", "taken_back"]),
                name="receipt_unidentified",
            ),
            models.Index(fields=["company", "standing"], condition=~Q(standing=""), name="receipt_standing"),
            models.Index(fields=["amount_minor"], name="receipt_amount"),
            models.Index(fields=["trace"], condition=~Q(trace=""), name="receipt_trace"),
        ]

    def __str__(self) -> str:
        return self.number


class Proposal(models.Model):
    """What the rules say of a receipt, as of the last time that they were asked."""

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="proposal")
    asked_at = models.DateTimeField()
    as_of = models.DateField()
    policy_version = models.PositiveIntegerField(null=True)
    # Thousandths, of the likeliest; 0 where there is none.
    confidence = models.PositiveIntegerField(default=0)
    is_ambiguous = models.BooleanField(default=False)
    # {payer, proposals: [{lines, on_account_minor, basis, confidence, reasons}], stops}: `cash.proposing` reads it.
    answer = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.confidence}"


class Match(models.Model):
    """Which items a receipt was applied to, decided by a person or by the machine within the policy."""

    class TakenBack(models.TextChoices):
        WRONG = "wrong", "it was wrong"
        RETURNED = "returned", "the payment came back"
        FILE_UNDONE = "file_undone", "its file was undone"
        OTHER = "other", "other"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="matches")
    # The same key matches once, however often it is sent.
    key = models.CharField(max_length=120)
    posting_date = models.DateField()
    # [{item_id, applied_minor, discount_minor, short_minor, deduction_minor, claim}]
    lines = models.JSONField()
    line_count = models.PositiveIntegerField()
    applied_minor = models.BigIntegerField()
    # What the lines keep back, added up, so that a year's habits are counted without reading the lines.
    deduction_minor = models.BigIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    # Place of the proposal that it is, from 1; empty where none proposed it.
    rank = models.PositiveIntegerField(null=True)
    basis = models.CharField(max_length=60, blank=True)
    # The rule whose first proposal the person passed over for other items: it was wrong here, if this match stands.
    passed_over = models.CharField(max_length=60, blank=True)
    confidence = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    policy_version = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    # How long the person had the receipt before him; empty for the machine.
    seconds = models.PositiveIntegerField(null=True)
    # What a rep or the machine posted is looked through by a second person.
    reviewed_by = models.CharField(max_length=150, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    taken_back = models.CharField(max_length=12, choices=TakenBack, blank=True)
    taken_back_on = models.DateField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="match_key_once"),
            models.CheckConstraint(
                condition=Q(taken_back="", taken_back_on__isnull=True)
                | (~Q(taken_back="") & Q(taken_back_on__isnull=False)),
                name="match_taken_back_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "posting_date"], name="match_of_day"),
            models.Index(
                fields=["company", "taken_back_on"], condition=Q(taken_back_on__isnull=False), name="match_taken_back"
            ),
            # What nobody has looked through. Of all: SQLite does not see that a word asked for is the empty one.
            models.Index(fields=["company", "reviewed_by", "taken_back", "id"], name="match_unsigned"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.applied_minor}"


class MatchPosting(models.Model):
    """A posting that a match wrote, in the order in which it did."""

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="postings")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="match_posting")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.posting_id}"


class PayerSign(models.Model):
    """By what a payer is known: an account or a name under which a customer pays, as people decided it."""

    class Kind(models.TextChoices):
        BANK_ACCOUNT = "bank_account", "bank account"
        NAME = "name", "name"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="payer_signs")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=140)
    # How many receipts it was learned from, and the last of them.
    times = models.PositiveIntegerField(default=0)
    learned_from = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    learned_by = models.CharField(max_length=150)
    learned_at = models.DateTimeField()
    forgotten_by = models.CharField(max_length=150, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["customer", "kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "value", "customer"],
                condition=Q(forgotten_at__isnull=True),
                name="payer_sign_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class ReturnedPayment(models.Model):
    """A payment that came back, as the bank or a person said it; the same return takes effect once."""

    class State(models.TextChoices):
        WAITING = "waiting", "to be found"
        DONE = "done", "posted"
        SET_ASIDE = "set_aside", "set aside"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_index=False)
    file_id = models.BigIntegerField(null=True, db_index=True)
    line = models.OneToOneField(BankLine, on_delete=models.PROTECT, null=True, related_name="returned")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="returns")
    key = models.CharField(max_length=160)
    # By what another source told it again: a statement what a file of returns told, or a person.
    other_key = models.CharField(max_length=160, blank=True, default="")
    # R01, R03, …: what the bank says; and in words.
    code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    day = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    party_name = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    posting_date = models.DateField(null=True)
    fee_item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, null=True, related_name="+")
    # Presented again and paid: one event, not two.
    paid_by = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="pays_returned")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    why = models.CharField(max_length=200, blank=True)
    # When the rooms above were told, so that whoever was killed in between forgets nobody.
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="returned_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="returned_above_zero"),
        ]
        indexes = [
            models.Index(fields=["company"], condition=Q(state="done", told_at__isnull=True), name="returned_untold"),
            models.Index(fields=["company", "state", "-day"], name="returned_of_company"),
            models.Index(fields=["company", "other_key"], condition=~Q(other_key=""), name="returned_told_again"),
            models.Index(fields=["receipt"], condition=Q(state="done"), name="returned_of_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_minor}"
