"""What the page of one event shows: its story, what came of it, and the forms that fit its state and the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from creditdesk.approvals.event_statuses import requests_of
from creditdesk.bankruptcy.queries import case_of_event
from creditdesk.domain.customer_events import DETAILS, DetailType, EventState
from creditdesk.domain.policy_events import EventKind, EventRule
from creditdesk.domain.visibility import Permission
from creditdesk.exports import event_words as words
from creditdesk.exports.words import STATUS_WORDS
from creditdesk.followup import event_queries as queries
from creditdesk.followup.event_access import CustomerEvent
from creditdesk.parties.actions import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.customer_events import forms
from creditdesk.web.permissions import may
from creditdesk.web.templatetags.desk_formats import amount

TONES = {
    EventState.REPORTED.value: "warning",
    EventState.VERIFIED.value: "danger",
    EventState.ACTIONED.value: "info",
    EventState.REFUTED.value: "neutral",
    EventState.WITHDRAWN.value: "neutral",
    EventState.CURED.value: "success",
}
_STANDING = (EventState.VERIFIED.value, EventState.ACTIONED.value)


def rule_of(event: CustomerEvent, *, as_of: dt.date) -> EventRule:
    """What the policy in force says of events of this kind."""
    policy = policy_in_force(as_of=as_of, company_id=event.company_id).document
    return policy.events.rule(EventKind(event.kind))


def event_page(
    request: HttpRequest, event: CustomerEvent, *, user: User, today: dt.date, status: int = 200, **bound: Any
) -> HttpResponse:
    """The page of the event; `bound` are forms as they were sent, with what is wrong in them."""
    context = _shown(event, user=user, today=today) | _forms(event, user=user, today=today) | bound
    return render(request, "customer_events/one.html", context, status=status)


def _shown(event: CustomerEvent, *, user: User, today: dt.date) -> dict[str, Any]:
    reads = may(user, Permission.SEE_HISTORY)
    return {
        "event": event,
        "customer": event.customer,
        "kind": words.EVENT_KINDS[event.kind],
        "meaning": words.EVENT_MEANINGS[event.kind],
        "state": words.EVENT_STATES[event.state],
        "tone": TONES[event.state],
        "today": today,
        "reads_history": reads,
        # Details name people, numbers and amounts: history. That it happened, and when, is status.
        "details": _details(event) if reads else [],
        "bar_date": queries.bar_date_of(event, as_of=today) if reads else None,
        "bankruptcy_case": case_of_event(event) if reads and event.kind == EventKind.BANKRUPTCY else None,
        "steps": [(one, words.EVENT_STATES[one.state], _evidence(one.evidence)) for one in queries.steps_of(event)],
        "tasks": list(queries.tasks_of(event)) if reads else [],
        "stops": list(queries.stops_of(event)),
        "holds": list(queries.holds_of(event)),
        "proposals": _proposals(event) if reads else [],
        "succession": queries.succession_of(event) if reads else None,
        "change": queries.change_of(event) if reads else None,
    }


def _proposals(event: CustomerEvent) -> list[tuple[Any, Any, Any]]:
    """Each proposed status with its word, and with the request that asks for it."""
    found = list(queries.proposals_of(event))
    asked = requests_of(found)
    return [(one, STATUS_WORDS[one.status], asked.get(one.id)) for one in found]


def _details(event: CustomerEvent) -> list[tuple[str, Any, bool]]:
    """Label, value, and whether it is a day."""
    found = []
    for one in DETAILS[EventKind(event.kind)]:
        value: Any = event.details.get(one.name)
        if value is None:
            continue
        if one.type is DetailType.AMOUNT:
            value = f"{amount(value, event.currency)} {event.currency}"
        elif one.type is DetailType.CHAPTER:
            value = words.CHAPTERS.get(value, value)
        elif one.type is DetailType.DAY:
            value = dt.date.fromisoformat(value)
        found.append((str(words.DETAILS[one.name]), value, one.type is DetailType.DAY))
    return found


def _evidence(stored: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(str(words.EVIDENCE.get(one["kind"], one["kind"])), one["note"]) for one in stored]


def _forms(event: CustomerEvent, *, user: User, today: dt.date) -> dict[str, Any]:
    """The forms that the person may send now; None where he may not, or where they do not fit."""
    works, decides = may(user, Permission.RECORD_ACTIVITY), may(user, Permission.DECIDE_EVENTS)
    reported, standing = event.state == EventState.REPORTED, event.state in _STANDING
    by_call = event.kind == EventKind.CHANGE_OF_ADDRESS
    new_owner = event.kind == EventKind.CHANGE_OF_OWNERSHIP and standing
    rule = rule_of(event, as_of=today)
    return {
        "rule": rule,
        "works": works,
        "decides": decides,
        "asks_for_change": works and reported and by_call,
        "verify_form": forms.VerifyForm(rule=rule) if works and reported and not by_call else None,
        "refute_form": forms.WhyForm() if works and reported else None,
        "withdraw_form": forms.WhyForm(named="withdraw") if reported and event.reported_by_id == user.id else None,
        "done_form": forms.DoneForm() if works and event.state == EventState.VERIFIED else None,
        "cure_form": forms.CureForm() if works and standing else None,
        "status_form": forms.StatusForm() if decides else None,
        "successor_form": forms.SuccessorForm() if decides and new_owner else None,
        "assumption_form": forms.AssumptionForm(as_of=today) if decides and new_owner else None,
    }
