"""What the database refuses of cases, even to raw SQL: another customer, a changed decision, a forgotten outcome."""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, append_only, unchanging

_CASE = ("company_id", "customer_id", "currency", "opened_on", "opened_by_id", "source", "key")

CASE_GUARDS: list[AnyTrigger] = [
    *unchanging("disputes_case", _CASE),
    Guard(
        "disputes_case_stays_merged",
        "disputes_case",
        "UPDATE",
        "a case that was merged into another lives on there",
        "OLD.stage = 'merged' AND NEW.stage <> 'merged'",
    ),
    *unchanging("disputes_caseline", ("item_id", "number")),
    *unchanging("disputes_caseitem", ("item_id", "customer_id")),
    *append_only("disputes_casedecision"),
    *append_only("disputes_casedecisionline"),
    *append_only("disputes_caseresolution"),
    *append_only("disputes_casecomment"),
    *append_only("disputes_casepaper"),
    *append_only("disputes_casecredit"),
]
