"""What the pages and the interface show of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.bankruptcy.access import visible_cases
from creditdesk.bankruptcy.models import Case, CaseEntry, CaseStep
from creditdesk.bankruptcy.petitions import DONE, Known, known_from
from creditdesk.domain.bankruptcy import DEADLINES, OPEN_STATES, Dated, case_dates
from creditdesk.followup.models import CustomerEvent
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.stay_models import SetoffConsent

MOST = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of the list: what is known, and the next last day for which nothing is done."""

    case: Case
    known: Known
    next: Dated | None
    asked_of_court: bool


def listed(user: User, *, states: Sequence[str] = (), as_of: dt.date, most: int = MOST) -> list[CaseRow]:
    """The cases that the user may see, the newest first."""
    found = visible_cases(user, as_of=as_of)
    if states:
        found = found.filter(state__in=list(states))
    return rows_of_cases(list(found[:most]), as_of=as_of)


def rows_of_cases(cases: Sequence[Case], *, as_of: dt.date) -> list[CaseRow]:
    """What the list shows of each case, in their order."""
    entries: dict[int, list[CaseEntry]] = {}
    for entry in CaseEntry.objects.filter(case__in=[one.id for one in cases]).select_related("by").order_by("id"):
        entries.setdefault(entry.case_id, []).append(entry)
    policies = {
        company_id: policy_in_force(as_of=as_of, company_id=company_id).document
        for company_id in {one.company_id for one in cases}
    }
    rows = []
    for case in cases:
        known = known_from(entries.get(case.id, []))
        dates = case_dates(known.petition, policy=policies[case.company_id])
        waiting = [one for one in dates if one.name in DEADLINES and not known.text(DONE[one.name])]
        days = sorted((one for one in waiting if one.day is not None), key=lambda one: one.day or dt.date.max)
        is_open = case.state in {one.value for one in OPEN_STATES}
        asked = any(one.day is None for one in waiting)
        rows.append(CaseRow(case, known, days[0] if days and is_open else None, asked and is_open))
    return rows


def case_of_event(event: CustomerEvent) -> Case | None:
    """The case of an event that was fetched through access."""
    return Case.objects.filter(event=event).first()


def cases_of(customer_id: int) -> list[Case]:
    """The cases of an account that was fetched through access, the newest first."""
    return list(Case.objects.filter(customer=customer_id).order_by("-id"))


def entries_of(case: Case) -> list[CaseEntry]:
    """Everything that was told of a case, the newest first."""
    return list(case.entries.select_related("by", "paper").order_by("-id"))


def steps_of(case: Case) -> list[CaseStep]:
    """Where the worksheet went, the newest first."""
    return list(case.steps.select_related("by").order_by("-id"))


def consents_of(case: Case) -> list[SetoffConsent]:
    """The payments and credits of which counsel confirmed the use."""
    found = SetoffConsent.objects.filter(stay__event_id=case.event_id)
    return list(found.select_related("by").order_by("id"))


def told_of(case: Case) -> list[JournalEntry]:
    """What happened to the case, the oldest first."""
    entries = JournalEntry.objects.filter(subject_kind="bankruptcy_case", subject_id=case.id)
    return list(entries.order_by("seq"))
