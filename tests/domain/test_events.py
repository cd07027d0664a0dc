"""What leaves the desk of an event, and what stays."""

from __future__ import annotations

import json

from creditdesk.domain.events import EventKind, event_text, facts_told


def test_only_the_facts_that_are_named_leave_the_desk() -> None:
    facts = {"posting_date": "2026-06-15", "reverses": 17, "entries": [[1, "USD", 5]], "policy_version": 3}
    assert facts_told(EventKind.POSTING_REVERSED, facts) == {"posting_date": "2026-06-15", "reverses": 17}
    assert facts_told(EventKind.STOP_SET, {"anything": 1}) == {}


def test_what_was_said_to_customers_is_no_event() -> None:
    told = {kind.partition(".")[0] for kind in EventKind}
    # Of a contact only that its note waits, by its number.
    assert {kind for kind in EventKind if kind.startswith("activity.")} == {
        EventKind.ACTIVITY_RECORDED,
        EventKind.ACTIVITY_CORRECTED,
    }
    assert facts_told(EventKind.ACTIVITY_RECORDED, {"note": "said", "outcome": "spoke"}) == {}
    assert told.isdisjoint({"tickler", "exception", "document", "user", "access", "token"})


def test_an_event_is_one_json_text_with_the_same_fields_for_every_kind() -> None:
    text = event_text("item.disputed", key="msg_1", at="2026-06-15T14:00:00+00:00", company="NL", subject=("item", 7))
    assert json.loads(text) == {
        "id": "msg_1",
        "kind": "item.disputed",
        "at": "2026-06-15T14:00:00+00:00",
        "seq": None,
        "company": "NL",
        "subject": {"kind": "item", "id": 7},
        "customer_id": None,
        "facts": {},
    }
