"""Activities, moves, documents, decisions, judgements and steps are append-only in the database too."""

from __future__ import annotations

from creditdesk.followup.note_index import NOTE_INDEX
from creditdesk.journal.triggers import AnyTrigger, append_only, unchanging

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

# What was reported of a customer, and what came of it, as it was written then.
_REPORTED = ("company_id", "customer_id", "kind", "happened_on", "details", "currency", "note", "reported_by_id", "key")
_STOPPED = ("company_id", "customer_id", "event_id", "way", "block_before", "since")
_HELD = ("company_id", "customer_id", "event_id", "pair_id", "code", "why", "since", "until", "found_by_id")
_PROPOSED = ("company_id", "customer_id", "event_id", "status", "status_before", "asked_by_id", "asked_at")
_ASKED = (
    *("company_id", "customer_id", "event_id", "kind", "old", "new", "sealed_account", "asked_by", "asked_channel"),
    *("given_numbers", "known_numbers", "requested_by_id", "requested_at", "key"),
)

FOLLOWUP_GUARDS: list[AnyTrigger] = [
    *append_only("followup_activity"),
    *append_only("followup_ticklermove"),
    *append_only("followup_document"),
    *append_only("followup_documenttakenback"),
    *append_only("followup_unknowncall"),
    *append_only("followup_unknowncallclosing"),
    *append_only("followup_exceptiondecision"),
    *append_only("followup_promisejudgement"),
    *append_only("followup_noteanswer"),
    *append_only("followup_strategydecision"),
    *unchanging("followup_promise", _PROMISED),
    *unchanging("followup_customerevent", _REPORTED),
    *append_only("followup_eventstep"),
    *append_only("followup_notice"),
    *unchanging("followup_contactstop", _STOPPED),
    *unchanging("followup_holdfinding", _HELD),
    *unchanging("followup_statusproposal", _PROPOSED),
    *append_only("followup_succession"),
    *append_only("followup_assumption"),
    *unchanging("followup_datachange", _ASKED),
    *append_only("followup_datachangestep"),
    *append_only("followup_bankdetails"),
    *NOTE_INDEX,
]
