"""What the database refuses of the tables of orders, even to raw SQL: what was told and decided stands."""

from __future__ import annotations

from creditdesk.journal.triggers import CommitGuard, Guard, append_only, unchanging

CREDIT_GUARDS: list[Guard | CommitGuard] = [
    *append_only("credit_orderversion"),
    *append_only("credit_creditreview"),
    *unchanging("credit_order", ("company_id", "customer_id", "number", "placed_on", "currency")),
    *unchanging(
        "credit_release",
        ("order_id", "revision", "codes", "amount_minor", "over_limit_minor", "late_minor", "days_late", "released_on",
         "until", "comment", "authority", "policy_version", "by_id", "at", "key"),
    ),
    *unchanging("credit_accounthold", ("company_id", "customer_id", "order_id", "why", "until", "by_id", "at", "key")),
    *unchanging("credit_holdspell", ("order_id", "code", "why", "since", "since_day")),
    *unchanging("credit_prepayment", ("order_id", "item_id", "amount_minor", "by_id", "at", "key")),
    *unchanging("credit_orderdecision", ("order_id", "company_id", "version", "kind", "facts", "by", "at")),
    *unchanging(
        "credit_temporarylimit",
        ("company_id", "customer_id", "limit_minor", "first_day", "until", "why", "authority", "policy_version",
         "by_id", "at", "key"),
    ),
    *unchanging(
        "credit_offer",
        ("order_id", "kind", "words", "pay_minor", "ship_minor", "exposure_minor", "lines", "until", "by_id", "at",
         "key"),
    ),
]  # fmt: skip
