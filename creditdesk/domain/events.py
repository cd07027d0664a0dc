"""What the desk tells other programs: which entries of the journal are events, and which of their facts go out.

An event says that something happened to whom, in numbers, codes and days. Names, texts and users stay inside: whoever
receives it asks the interface for the rest, with rights of his own. What was said to customers is history: of a contact
leaves only that a note waits to be fetched, of a restricted one not even that, and promises and decisions about an
account are no events at all. docs/guide/webhooks.md lists what goes out::

    facts_told(EventKind.POSTING_REVERSED, {"posting_date": "2026-06-15", "reverses": 17, "policy_version": 3})
    # {"posting_date": "2026-06-15", "reverses": 17}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from creditdesk.domain.visibility import Visibility


class EventKind(StrEnum):
    """A kind of journal entry that a subscription may ask for."""

    IMPORT_POSTED = "import.posted"
    IMPORT_REFUSED = "import.refused"
    IMPORT_STOPPED = "import.stopped"
    IMPORT_UNDONE = "import.undone"
    CREDIT_APPLIED = "credit.applied"
    POSTING_REVERSED = "posting.reversed"
    RESIDUAL_MOVED = "residual.moved"
    ITEM_DISPUTED = "item.disputed"
    ITEM_EXTENDED = "item.extended"
    # What became of a case: its amounts are fetched, docs/rules/cases.md.
    CASE_OPENED = "case.opened"
    CASE_DECIDED = "case.decided"
    CASE_CLOSED = "case.closed"
    ERP_ACCEPTED = "erp.accepted"
    ERP_REFUSED = "erp.refused"
    # What became of an order: the decision itself is fetched, docs/rules/holds.md.
    ORDER_HELD = "order.held"
    ORDER_LET_GO = "order.let_go"
    ORDER_REJECTED = "order.rejected"
    # A limit, class or status that a request changed: fetched and answered, docs/rules/credit_reviews.md.
    CREDIT_CHANGED = "credit.changed"
    PERIOD_CLOSED = "period.closed"
    STOP_SET = "stop.set"
    STOP_LIFTED = "stop.lifted"
    STOP_OVER = "stop.over"
    POLICY_ADOPTED = "policy.adopted"
    NIGHTLY_FINISHED = "nightly.finished"
    # A note waits for the CRM and the ERP, or one that corrects another: docs/rules/notes.md.
    ACTIVITY_RECORDED = "activity.recorded"
    ACTIVITY_CORRECTED = "activity.corrected"


# Sent when somebody asks for it, to every subscription: it is no act of the desk's work.
TEST = "webhook.test"

_TOLD: Mapping[EventKind, tuple[str, ...]] = MappingProxyType(
    {
        EventKind.IMPORT_POSTED: ("new", "unchanged", "refused"),
        EventKind.IMPORT_UNDONE: ("rows",),
        EventKind.CREDIT_APPLIED: ("posting_date",),
        EventKind.POSTING_REVERSED: ("posting_date", "reverses", "reversed_kind"),
        EventKind.RESIDUAL_MOVED: ("posting_date",),
        EventKind.ITEM_DISPUTED: ("disputed_minor", "currency"),
        EventKind.ITEM_EXTENDED: ("due_date", "extended_date"),
        EventKind.CASE_OPENED: ("kind", "reason", "source", "currency"),
        EventKind.CASE_DECIDED: ("stage", "valid_minor", "invalid_minor", "currency"),
        EventKind.CASE_CLOSED: ("claimed_minor", "currency"),
        EventKind.ERP_ACCEPTED: ("erp_document", "answered_on"),
        EventKind.ERP_REFUSED: ("erp_document", "answered_on"),
        EventKind.ORDER_HELD: ("standing", "codes"),
        EventKind.ORDER_LET_GO: ("standing", "codes"),
        EventKind.CREDIT_CHANGED: (
            "change",
            "limit_before",
            "limit_after",
            "class_before",
            "class_after",
            "status_before",
            "status_after",
            "currency",
        ),
        EventKind.PERIOD_CLOSED: ("first_day", "last_day"),
        EventKind.POLICY_ADOPTED: ("number", "effective_from"),
        EventKind.NIGHTLY_FINISHED: ("business_date", "broken"),
    }
)


def facts_told(kind: EventKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those facts of a journal entry that may leave the desk."""
    return {name: facts[name] for name in _TOLD.get(kind, ()) if name in facts}


def leaves(kind: EventKind, facts: Mapping[str, Any]) -> bool:
    """Whether an entry of the journal is told at all: that of a restricted contact never is."""
    is_contact = kind in {EventKind.ACTIVITY_RECORDED, EventKind.ACTIVITY_CORRECTED}
    return not is_contact or facts.get("visibility") in {Visibility.STATUS.value, Visibility.HISTORY.value}


def event_text(
    kind: str,
    *,
    key: str,
    at: str,
    company: str | None,
    subject: tuple[str, int],
    seq: int | None = None,
    customer_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """The event as the JSON text that is signed and sent. `at` is an instant in ISO form, `company` a code."""
    told = {
        "id": key,
        "kind": kind,
        "at": at,
        "seq": seq,
        "company": company,
        "subject": {"kind": subject[0], "id": subject[1]},
        "customer_id": customer_id,
        "facts": dict(facts or {}),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
