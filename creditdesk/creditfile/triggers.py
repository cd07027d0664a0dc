"""What the database refuses of the credit file, even to raw SQL: what was entered, found and changed stands."""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, append_only, unchanging

CREDIT_FILE_GUARDS: list[AnyTrigger] = [
    *append_only("creditfile_financialstatement"),
    *append_only("creditfile_rating"),
    *append_only("creditfile_tradereference"),
    *append_only("creditfile_security"),
    *append_only("creditfile_reviewfinding"),
    *unchanging(
        "creditfile_creditchange",
        ("company_id", "customer_id", "request_id", "takes_back", "currency", "limit_before", "limit_after",
         "class_before", "class_after", "status_before", "status_after", "by", "at"),
    ),
]  # fmt: skip
