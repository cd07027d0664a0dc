"""Activities on their way to the CRM and the ERP as notes, and what these programs answered.

As with postings for the ERP: a note awaits the other program until that has taken it over under a number of its own, or
refused it. It is never taken over twice. docs/rules/notes.md::

    note  system  company  customer  happened_at                channel  outcome   text
    17    crm     NL       104233    2026-06-15T14:02:00+00:00  call     promised  pays 400 on Friday
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from creditdesk.domain.notes import NoteState, NoteSystem, leaving_classes
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Cell
from creditdesk.domain.visibility import Permission, Visibility, has_permission
from creditdesk.followup.access import readable
from creditdesk.followup.models import Activity, NoteAnswer
from creditdesk.followup.queries import PAGE
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.access import NotVisible
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of
from creditdesk.policy.queries import policies_in_force

__all__ = [
    "HEADS",
    "PAGE",
    "NoteState",
    "NoteSystem",
    "acknowledge_note",
    "note_counts",
    "note_for",
    "notes",
    "notes_within",
    "state_of",
]

REFERENCE_LONGEST, REASON_LONGEST = 60, 200
# Fixed words: a program reads them.
HEADS = (
    "note",
    "system",
    "company",
    "customer",
    "customer_name",
    "contact",
    "contact_crm_account",
    "happened_at",
    "recorded_at",
    "by",
    "channel",
    "direction",
    "outcome",
    "visibility",
    "text",
    "promised",
    "promised_date",
    "corrects",
    "state",
    "reference",
    "reason",
)


def notes(user: User, *, system: NoteSystem, state: NoteState | None = None, as_of: dt.date) -> QuerySet[Activity]:
    """The activities that leave for the system, of accounts and classes that the user may read, in their order."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Activity.objects.none()
    reach = reach_of(user, as_of=as_of)
    policies = policies_in_force(list(reach.company_ids), as_of=as_of)
    leaving = Q(pk__in=[])
    for company_id, policy in policies.items():
        classes = [one.value for one in leaving_classes(policy.contact)]
        leaving |= Q(company_id=company_id, visibility__in=classes)
    found = Activity.objects.filter(leaving, readable(user), reach.customers("customer__"))
    if system is NoteSystem.CRM:
        # What came from there is known there, and so is what takes it back.
        found = found.filter(source="")
    return notes_within(found, system=system, state=state)


def notes_within(found: QuerySet[Activity], *, system: NoteSystem, state: NoteState | None) -> QuerySet[Activity]:
    """Those of the activities in the state, oldest recorded first."""
    answers = NoteAnswer.objects.filter(activity=OuterRef("pk"), system=system.value)
    if state is NoteState.AWAITING:
        found = found.filter(~Exists(answers))
    elif state is not None:
        found = found.filter(Exists(answers.filter(accepted=state is NoteState.ACCEPTED)))
    related = found.select_related("company", "customer", "contact", "by").prefetch_related("note_answers")
    return related.order_by("id")


def note_counts(user: User, *, system: NoteSystem, as_of: dt.date) -> dict[NoteState, int]:
    """How many notes for the system stand where."""
    every = notes(user, system=system, as_of=as_of)
    return {state: notes_within(every, system=system, state=state).order_by().count() for state in NoteState}


def note_for(user: User, activity_id: int, *, system: NoteSystem, as_of: dt.date) -> Activity:
    """The activity that leaves for the system. Raises NotVisible, also for one that stays here."""
    found = notes(user, system=system, as_of=as_of).filter(id=activity_id).first()
    if found is None:
        raise NotVisible(f"note {activity_id}")
    return found


def answer_of(activity: Activity, system: NoteSystem) -> NoteAnswer | None:
    """What the system answered to the note, if it did."""
    return next((one for one in activity.note_answers.all() if one.system == system.value), None)


def state_of(activity: Activity, system: NoteSystem) -> NoteState:
    """How far the note is with the system."""
    answer = answer_of(activity, system)
    if answer is None:
        return NoteState.AWAITING
    return NoteState.ACCEPTED if answer.accepted else NoteState.REFUSED


@action
def acknowledge_note(
    activity: Activity,
    *,
    system: NoteSystem,
    accepted: bool,
    reference: str = "",
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> NoteAnswer:
    """Record what the system did with the note; the same answer again changes nothing.

    Raises Refusal for a refusal without a reason, and for an answer that contradicts the first one.
    docs/rules/notes.md.
    """
    if not accepted and not reason.strip():
        raise refuse("note.no_reason", "Say why it was refused.")
    if len(reference) > REFERENCE_LONGEST or len(reason) > REASON_LONGEST:
        raise refuse("note.too_long", "The answer is longer than the desk keeps.")
    lock_customers([activity.customer_id])
    stated = {"accepted": accepted, "reference": reference.strip(), "reason": "" if accepted else reason.strip()}
    earlier = NoteAnswer.objects.filter(activity=activity, system=system.value).first()
    if earlier is not None:
        if {name: getattr(earlier, name) for name in stated} != stated:
            raise refuse(
                "note.answered_otherwise",
                "It was answered already on %(when)s: %(answer)s (number %(reference)s).",
                when=f"{earlier.answered_at:%Y-%m-%d %H:%M} UTC",
                answer="taken over" if earlier.accepted else "refused",
                reference=earlier.reference or "none",
            )
        return earlier
    made = NoteAnswer.objects.create(activity=activity, system=system.value, answered_at=at, by=by, **stated)
    append(
        "note.accepted" if accepted else "note.refused",
        by=by.username,
        at=at,
        subject=("activity", activity.id),
        company_id=activity.company_id,
        customer_id=activity.customer_id,
        facts={"system": system.value, "reference": made.reference},
        private={"reason": made.reason} if made.reason else {},
    )
    return made


def lines_of(page: Iterable[Activity], *, system: NoteSystem) -> Iterator[list[Cell]]:
    """The notes as rows under HEADS."""
    return (_row(one, system) for one in page)


def _row(one: Activity, system: NoteSystem) -> list[Cell]:
    answer = answer_of(one, system)
    promised = f"{one.promised_minor}" if one.promised_minor is not None else ""
    return [
        one.id,
        system.value,
        one.company.code,
        one.customer.number,
        one.customer.name,
        one.contact.name if one.contact else "",
        one.contact.crm_account if one.contact else "",
        one.happened_at,
        one.recorded_at,
        one.by.username,
        one.channel,
        one.direction,
        one.outcome,
        one.visibility,
        one.note,
        f"{promised} {one.promised_currency}".strip(),
        one.promised_date,
        one.corrects_id,
        state_of(one, system).value,
        answer.reference if answer else "",
        answer.reason if answer else "",
    ]


def is_restricted(one: Activity) -> bool:
    """Whether the note is of the class whose reading is journaled."""
    return one.visibility == Visibility.RESTRICTED
