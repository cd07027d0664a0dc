"""What the database refuses of the cash tables, even to raw SQL: what the bank said and who was matched stands."""

from __future__ import annotations

from creditdesk.journal.triggers import CommitGuard, Guard, append_only, changes, unchanging

# What a list says once a payment is matched by it; before that a person may correct it.
_SAID = (
    "company_id", "file_id", "mail_id", "attachment_id", "digest", "payer_name", "payer_account", "payment_reference",
    "payment_date", "currency", "amount_minor", "lines", "said", "part_of_id",
)  # fmt: skip
_AT_WORK = "OLD.state IN ('used', 'parted') AND NEW.state IN ('used', 'parted')"

CASH_GUARDS: list[Guard | CommitGuard] = [
    *unchanging(
        "cash_bankline",
        ("company_id", "account_id", "statement_id", "position", "currency", "amount_minor", "booking_date",
         "value_date", "key", "repeats_id", "party_name", "party_account", "text"),
    ),
    *unchanging(
        "cash_receipt",
        ("company_id", "account_id", "line_id", "number", "currency", "amount_minor", "value_date", "payer_name",
         "payer_account", "text", "key"),
    ),
    *unchanging(
        "cash_match",
        ("company_id", "receipt_id", "key", "posting_date", "lines", "applied_minor", "deduction_minor", "is_automatic",
         "rank", "basis", "passed_over", "confidence", "reasons", "by", "at"),
    ),
    *unchanging(
        "cash_refund", ("company_id", "receipt_id", "currency", "amount_minor", "why", "asked_by", "asked_at")
    ),
    *unchanging("cash_bankedreceipt", ("company_id", "receipt_id", "line_id", "posting_date", "by", "at")),
    *append_only("cash_matchposting"),
    *append_only("cash_matchedlist"),
    Guard(
        "cash_remittance_used",
        "cash_remittance",
        "UPDATE",
        "cash_remittance: what a list with its payment says is never changed",
        f"{_AT_WORK} AND ({changes(_SAID)})",
    ),
    Guard("cash_remittance_no_delete", "cash_remittance", "DELETE", "cash_remittance: a list is never deleted"),
]  # fmt: skip
