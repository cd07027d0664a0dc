"""Calls from somebody whom the desk does not know: kept with their number until somebody has looked after them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.models import UnknownCall, UnknownCallClosing
from creditdesk.followup.recording import NOTE_LONGEST, unfit_day
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User

__all__ = ["UnknownCall", "close_unknown_call", "open_unknown_calls", "record_unknown_call", "unknown_call_for"]

CALLER_LONGEST = 120
CLOSING_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of an unknown caller: his number, his name, what he wanted, when to look after it."""

    number: str
    caller: str
    note: str
    due_date: dt.date


@action
def record_unknown_call(
    company: Company, *, heard: Heard, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> UnknownCall:
    """Keep the call for who took it. The same key keeps it once. Raises Refusal for a past day, nothing to go by."""
    done = UnknownCall.objects.filter(by=by, key=key).first()
    if done is not None:
        return done
    caller, note = " ".join(heard.caller.split())[:CALLER_LONGEST], mask_card_numbers(heard.note.strip())[0]
    reasons = unfit_day(heard.due_date, as_of=as_of)
    if not caller and not note:
        reasons.append(Reason("unknown_call.note", "say who called or what was wanted"))
    if len(note) > NOTE_LONGEST:
        text = "the note has %(length)d letters; at most %(most)d are kept"
        reasons.append(Reason("activity.note", text, {"length": len(note), "most": NOTE_LONGEST}))
    if reasons:
        raise Refusal(tuple(reasons))
    call = UnknownCall.objects.create(
        company=company,
        number=heard.number[:40],
        caller=caller,
        note=note,
        due_date=heard.due_date,
        by=by,
        at=at,
        key=key,
    )
    append(
        "unknown_call.recorded",
        by=by.username,
        at=at,
        subject=("unknown_call", call.id),
        company_id=company.id,
        facts={"due_date": call.due_date.isoformat()},
        private={"number": call.number, "caller": caller, "note": note},
    )
    return call


@action
def close_unknown_call(call: UnknownCall, *, note: str, by: User, at: dt.datetime) -> UnknownCallClosing:
    """Say that it was looked after, and what came of it. Raises Refusal without a word, or for a lost race."""
    UnknownCall.objects.select_for_update().get(id=call.id)
    said = " ".join(mask_card_numbers(note)[0].split())
    if not said or len(said) > CLOSING_LONGEST:
        raise refuse("unknown_call.closing", "say in at most %(most)d letters what came of it", most=CLOSING_LONGEST)
    done = UnknownCallClosing.objects.filter(call=call).select_related("by").first()
    if done is not None:
        if done.by_id == by.id and done.note == said:
            return done
        raise refuse(
            "unknown_call.changed_meanwhile",
            "%(who)s looked after this call on %(when)s",
            who=str(done.by),
            when=f"{done.at:%Y-%m-%d %H:%M} UTC",
        )
    closing = UnknownCallClosing.objects.create(call=call, note=said, by=by, at=at)
    append(
        "unknown_call.closed",
        by=by.username,
        at=at,
        subject=("unknown_call", call.id),
        company_id=call.company_id,
        private={"note": said},
    )
    return closing


def open_unknown_calls(user: User) -> QuerySet[UnknownCall]:
    """The calls that the user took and nobody has looked after; all of his companies for who sees exceptions."""
    return _visible(user).filter(closing__isnull=True).select_related("by").order_by("due_date", "id")


def unknown_call_for(user: User, call_id: int) -> UnknownCall:
    """The call, if the user may see it. Raises NotVisible."""
    found = _visible(user).filter(id=call_id).select_related("by").first()
    if found is None:
        raise NotVisible(f"unknown call {call_id}")
    return found


def _visible(user: User) -> QuerySet[UnknownCall]:
    mine = Q(by=user)
    if has_permission(user.desk_role, Permission.SEE_EXCEPTIONS):
        mine |= Q(company__in=user.companies.all())
    return UnknownCall.objects.filter(mine)
