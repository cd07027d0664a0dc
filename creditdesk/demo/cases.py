"""Cases of the demo: deductions have theirs by themselves; the analyst has taken some, decided some, credited a few."""

from __future__ import annotations

import datetime as dt
from typing import Any

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen
from creditdesk.disputes.acting import Changed, assign_case, change_case, comment_on_case
from creditdesk.disputes.deciding import decide_case
from creditdesk.disputes.judging import judge_cases
from creditdesk.disputes.models import Case, CaseLine
from creditdesk.domain.cases import CaseKind, Stage
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import User

# So many of each are taken, decided and credited; the rest is new.
_TAKEN, _DECIDED, _CREDITED = 9, 6, 2
_SAID = (
    "Asked the carrier for the signed delivery note.",
    "The buyer's clerk sends the price file on Thursday.",
    "The warehouse counts the return again.",
)
_FOUND = (
    ("The delivery note says so.", "picked short"),
    ("The price file in force says otherwise.", "price master not updated"),
    ("No return was authorised for it.", "return without authorisation"),
)


def work_cases(*, today: dt.date, at: dt.datetime) -> int:
    """Open the cases of what is withheld and contested, and let the analyst work some; returns how many there are."""
    judge_cases(None, at=at, as_of=today)
    people = {one.username: one for one in User.objects.filter(username__in=("deductions", "supervisor"))}
    if len(people) < 2:
        return Case.objects.count()
    analyst = people["deductions"]
    known = Case.objects.filter(stage=Stage.NEW.value, open_minor__gt=0, company__in=analyst.companies.all())
    # Those whose window is open come first: the others need a supervisor.
    alive = list(known.exclude(window_end__lt=today).order_by("due_on", "id")[: _TAKEN + _DECIDED])
    for place, case in enumerate(alive):
        try:
            _work(case, place, analyst=analyst, today=today, at=at)
            if place < _CREDITED:
                _credit(case, analyst=analyst, supervisor=people["supervisor"], today=today, at=at)
        except Refusal:
            continue  # an account that the analyst may not act on, or one whose credit needs somebody else
    dispatch.accounts_changed(sorted({case.customer_id for case in alive}), as_of=today, at=at)
    return Case.objects.count()


def _work(case: Case, place: int, *, analyst: User, today: dt.date, at: dt.datetime) -> None:
    told: dict[str, Any] = {"by": analyst, "at": at, "as_of": today}
    case = Case.objects.get(id=case.id)
    taken = assign_case(case, owner=analyst, department=case.department, seen=case.version, **told)
    comment_on_case(taken, words=_SAID[place % len(_SAID)], key=f"demo/case/{case.id}", **told)
    fresh = Case.objects.get(id=case.id)
    if fresh.kind == CaseKind.DISPUTE and fresh.reason == "unknown":
        change_case(fresh, Changed(reason=("pricing", "shortage", "quality")[place % 3]), seen=fresh.version, **told)
    if place < _DECIDED:
        _decide(case, place, **told)


def _decide(case: Case, place: int, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """All valid, a part of it, nothing: in turn."""
    fresh = Case.objects.get(id=case.id)
    words, cause = _FOUND[place % len(_FOUND)]
    valid, invalid = {}, {}
    for line in CaseLine.objects.filter(case=fresh):
        valid[line.id] = (line.open_minor, line.open_minor * 4 // 10, 0)[place % 3]
        invalid[line.id] = line.open_minor - valid[line.id]
    decide_case(
        fresh,
        valid=valid,
        invalid=invalid,
        words=words,
        root_cause=cause,
        demand=True,
        seen=fresh.version,
        by=by,
        at=at,
        as_of=as_of,
    )


def _credit(case: Case, *, analyst: User, supervisor: User, today: dt.date, at: dt.datetime) -> None:
    fresh = Case.objects.get(id=case.id)
    told: dict[str, Any] = {"at": at, "as_of": today}
    key = f"demo/credit/{case.id}"
    request = dispatch.ask_case_credit(fresh, words="", seen=fresh.version, by=analyst, key=key, **told)
    dispatch.approve_requests([Seen(request.id, request.sha256)], words="", by=supervisor, **told)
