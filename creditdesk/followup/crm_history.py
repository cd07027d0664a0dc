"""What was said to customers as a CRM kept it: each entry becomes an activity of its own day, once.

It is history and no work of ours: it counts for no limit on contacts, and does no step. An entry is known again by the
number of its record. Nothing that was recorded is deleted: where its file is undone, a later entry says that it was
taken back, and it can come in again. Source: docs/rules/crm.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.models import Activity
from creditdesk.journal.actions import append
from creditdesk.parties.models import Contact, User
from creditdesk.parties.records.crm_customers import Meant, meant
from creditdesk.parties.records.kept import GONE, Change, Fault, Source, Standing, Wanted

# An entry without a time of day stands at noon, so that it is of its day on most desks.
_NOON = dt.time(12, 0)
# What makes an entry of a program that numbers none of its own.
_WHOLE = ("crm_account", "customer_number", "customer_name", "day", "clock", "activity_kind", "subject", "note")


class CrmHistory:
    """The doors of `kept.Records` for activities."""

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """Which activity each row is already, or which customer and contact a new one is of."""
        of = meant([(one.company.id, one.values) for one in wanted])
        kept = _kept([_mark(one.company.id, one.values) for one in wanted])
        people = _people([one for one in of if one.contact is None])
        return [
            _stood(one, each, kept[_mark(one.company.id, one.values)], people)
            for one, each in zip(wanted, of, strict=True)
        ]

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Write the activities and tell the journal of each: what it was as facts, what was said apart."""
        by = User.objects.get(username=source.by)
        of = meant([(one.company.id, one.values) for one in changes])
        marks = [_mark(one.company.id, one.values) for one in changes]
        kept, people = _kept(marks), _people([one for one in of if one.contact is None])
        rows = [
            _activity(one, each, people, by=by, at=source.at, key=_next_key(mark, kept[mark]))
            for one, each, mark in zip(changes, of, marks, strict=True)
        ]
        made = Activity.objects.bulk_create(rows)
        for one in made:
            _tell("activity.taken_over", one, source=source)
        return [one.pk for one in made]

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What would stay of each change if it were taken back now."""
        found = Activity.objects.in_bulk([one.record_id for one in changes if one.record_id])
        return [_staying(found.get(one.record_id or 0)) for one in changes]

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Say by a later entry that each was taken back, unless something stands on it by now."""
        by = User.objects.get(username=source.by)
        found = Activity.objects.in_bulk([one.record_id for one in changes if one.record_id])
        left = [_staying(found.get(one.record_id or 0)) for one in changes]
        going = [found[one.record_id or 0] for one, faults in zip(changes, left, strict=True) if not faults]
        made = Activity.objects.bulk_create(_taking_back(one, by=by, source=source) for one in going)
        for one in made:
            _tell("activity.corrected", one, source=source)
        return left


def _stood(one: Wanted, of: Meant, kept: Sequence[Activity], people: Mapping[int, list[Contact]]) -> Standing:
    if of.customer is None:
        return Standing(faults=[of.fault] if of.fault else [])
    standing = kept[-1] if kept else None
    if standing is not None and not _is_taken_back(standing):
        return Standing(standing.id, dict(one.values))
    contact = _contact(one.values, of, people)
    implied = {"at_customer": of.customer.number} | ({"with_contact": contact.name} if contact else {})
    return Standing(implied=implied)


def _activity(
    one: Change, of: Meant, people: Mapping[int, list[Contact]], *, by: User, at: dt.datetime, key: str
) -> Activity:
    values = one.values
    assert of.customer is not None, "a row without a customer is refused"
    contact = _contact(values, of, people)
    return Activity(
        company_id=one.company.id,
        customer=of.customer,
        contact=contact,
        channel=values["channel"],
        direction=values["direction"],
        outcome=values["outcome"],
        note=_note(values),
        visibility=Visibility.HISTORY.value,
        happened_at=_instant(values, zone=one.company.time_zone),
        recorded_at=at,
        by=by,
        key=key,
        source=Activity.Source.CRM,
        said_by=str(values.get("said_by", "")),
    )


def _note(values: Mapping[str, Any]) -> str:
    """Subject and note as one text; a subject that the note begins with is not said twice."""
    subject, note = str(values.get("subject", "")).strip(), str(values.get("note", "")).strip()
    whole = note if note.startswith(subject) else f"{subject}\n{note}".strip()
    return mask_card_numbers(whole)[0]


def _instant(values: Mapping[str, Any], *, zone: str) -> dt.datetime:
    """When it was, on the company's clock: the CRM keeps no time zone."""
    clock = dt.time.fromisoformat(values["clock"]) if values.get("clock") else _NOON
    return dt.datetime.combine(dt.date.fromisoformat(values["day"]), clock, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def _contact(values: Mapping[str, Any], of: Meant, people: Mapping[int, list[Contact]]) -> Contact | None:
    """With whom it was: the person of the CRM's account, else the one of that name."""
    if of.contact is not None:
        return of.contact
    name = str(values.get("name", "")).casefold()
    named = [
        one for one in people.get(of.customer.id if of.customer else 0, []) if name and one.name.casefold() == name
    ]
    return named[0] if len(named) == 1 else None


def _people(of: Sequence[Meant]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in={one.customer.id for one in of if one.customer is not None}):
        found.setdefault(contact.customer_id, []).append(contact)
    return found


def _mark(company_id: int, values: Mapping[str, Any]) -> str:
    """By what an entry is known again: the number of its record, else all that it says."""
    said = values.get("crm_record") or "\x1f".join(str(values.get(name, "")) for name in _WHOLE)
    account = values.get("crm_account", "") if values.get("crm_record") else ""
    return f"crm/{company_id}/" + hashlib.sha256(f"{account}\x1f{said}".encode()).hexdigest()[:32]


def _kept(marks: Sequence[str]) -> dict[str, list[Activity]]:
    """Mark → the activities that it made, the first first: one, and one more for each time that it was taken back."""
    found: dict[str, list[Activity]] = {mark: [] for mark in marks}
    number, open_marks = 1, list(dict.fromkeys(marks))
    while open_marks:
        keys = {f"{mark}/{number}": mark for mark in open_marks}
        rows = Activity.objects.filter(key__in=keys).prefetch_related("corrections")
        made = {keys[one.key]: one for one in rows}
        for mark, one in made.items():
            found[mark].append(one)
        open_marks = [mark for mark, one in made.items() if _is_taken_back(one)]
        number += 1
    return found


def _next_key(mark: str, kept: Sequence[Activity]) -> str:
    return f"{mark}/{len(kept) + 1}"


def _is_taken_back(activity: Activity) -> bool:
    return any(one.key == _back_key(activity) for one in activity.corrections.all())


def _back_key(activity: Activity) -> str:
    return f"crm/back/{activity.id}"


def _staying(activity: Activity | None) -> list[Fault]:
    """Why the activity is not taken back: something that was recorded later stands on it."""
    if activity is None:
        return [GONE]
    if activity.corrections.exists():
        text = "The entry was corrected since: it stays as it was put right."
        return [("", Reason("crm.corrected_since", text, {}))]
    if activity.ticklers.exists() or activity.note_answers.exists():
        text = "The entry stays: a next action was planned with it, or it went on to another program."
        return [("", Reason("crm.entry_in_use", text, {}))]
    return []


def _taking_back(activity: Activity, *, by: User, source: Source) -> Activity:
    """The entry that says so, of the same day as the one that it takes back: read from there it is corrected."""
    return Activity(
        company_id=activity.company_id,
        customer_id=activity.customer_id,
        channel=Activity.Channel.NOTE,
        direction=Activity.Direction.INTERNAL,
        outcome=Activity.Outcome.NOTED,
        note=f"Taken back: the import {source.import_file_id} of the CRM's history was undone.",
        visibility=activity.visibility,
        corrects=activity,
        happened_at=activity.happened_at,
        recorded_at=source.at,
        by=by,
        key=_back_key(activity),
        source=Activity.Source.CRM,
    )


def _tell(kind: str, activity: Activity, *, source: Source) -> None:
    append(
        kind,
        by=source.by,
        at=source.at,
        subject=("activity", activity.pk),
        company_id=activity.company_id,
        customer_id=activity.customer_id,
        facts={
            "channel": activity.channel,
            "direction": activity.direction,
            "outcome": activity.outcome,
            "visibility": activity.visibility,
            "items": [],
            "corrects": activity.corrects_id,
            "import_file_id": source.import_file_id,
        },
        private={"note": activity.note, "said_by": activity.said_by},
    )
