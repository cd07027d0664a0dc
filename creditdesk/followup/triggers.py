"""Activities, tickler moves, documents, decisions and judgements are append-only in the database too."""

from __future__ import annotations

from creditdesk.journal.triggers import append_only, unchanging

# What a promise was when it was made.
_PROMISED = (
    "company_id",
    "customer_id",
    "activity_id",
    "currency",
    "amount_minor",
    "date",
    "made_on",
    "method",
    "items",
    "level",
)

FOLLOWUP_GUARDS = [
    *append_only("followup_activity"),
    *append_only("followup_ticklermove"),
    *append_only("followup_document"),
    *append_only("followup_unknowncall"),
    *append_only("followup_unknowncallclosing"),
    *append_only("followup_exceptiondecision"),
    *append_only("followup_promisejudgement"),
    *append_only("followup_noteanswer"),
    *append_only("followup_strategydecision"),
    *unchanging("followup_promise", _PROMISED),
]
