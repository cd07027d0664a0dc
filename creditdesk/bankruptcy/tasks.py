"""The night's look at cases: open those of verified events, and make last days tasks before they come.

A task is written once for its day: where counsel or the court says another, it is called off and another is written. A
few days before, the controller is given one as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from creditdesk.bankruptcy.actions import open_case
from creditdesk.bankruptcy.models import Case
from creditdesk.bankruptcy.petitions import DONE, Known, known_of
from creditdesk.domain.bankruptcy import DEADLINES, CaseState, DateName, case_dates
from creditdesk.domain.customer_events import STANDING
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import NextAction, cancel_tickler, open_tickler
from creditdesk.followup.models import CustomerEvent, Tickler
from creditdesk.followup.recording import unfit_owner
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force

# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
CAUSES = {
    DateName.DEMAND: "Bankruptcy: demand the goods back in writing by %(day)s",
    DateName.BAR: "Bankruptcy: file the proof of claim by %(day)s",
}
ASK_COURT = "Bankruptcy: ask for the court's order, which says the last day for claims"


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    customer: Customer
    cause: str
    due: dt.date
    role: Role


def bankruptcy_tasks(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Open missing cases, write the tasks that are missing, call off those that are answered; how many were written."""
    standing = [one.value for one in STANDING]
    events = CustomerEvent.objects.filter(company=company, kind=EventKind.BANKRUPTCY.value, state__in=standing)
    for event in events.filter(bankruptcy_case__isnull=True).order_by("id"):
        open_case(event, by=machine_user(), at=at, as_of=as_of)
    return plan_deadlines(company, None, as_of=as_of, at=at)


def plan_deadlines(company: Company, case: Case | None, *, as_of: dt.date, at: dt.datetime) -> int:
    """The tasks of one case, or of all of the company."""
    cases = Case.objects.filter(company=company).exclude(state=CaseState.CLOSED.value)
    given = Tickler.objects.filter(company=company, state=Tickler.State.OPEN, key__startswith="bankruptcy/")
    if case is not None:
        cases, given = cases.filter(id=case.id), given.filter(key__startswith=f"bankruptcy/{case.id}/")
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    found = cases.select_related("customer__company", "customer__portfolio__rep", "customer__portfolio__supervisor")
    wanted = [task for one in found.order_by("id") for task in _tasks(one, known_of(one), policy, as_of)]
    there = set(Tickler.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
    opened = sum(_open(one, at=at, as_of=as_of) for one in wanted if one.key not in there)
    for tickler in given.exclude(key__in=[one.key for one in wanted]).order_by("id"):
        _call_off(tickler, at=at, as_of=as_of)
    return opened


def _tasks(case: Case, known: Known, policy: PolicyDocument, as_of: dt.date) -> Iterable[_Task]:
    law, customer = policy.bankruptcy, case.customer
    for one in case_dates(known.petition, policy=policy):
        if one.name not in DEADLINES or known.text(DONE[one.name]):
            continue
        if one.day is None:
            told = known.petition.filed_on
            # Each time the days have gone by it is asked for again.
            turn = max((as_of - told).days, 0) // law.court_order_days
            yield _Task(f"bankruptcy/{case.id}/order/{turn}", customer, ASK_COURT, as_of, Role.CREDIT_MANAGER)
            continue
        left = (one.day - as_of).days
        key, cause = f"bankruptcy/{case.id}/{one.name}/{one.day}", CAUSES[one.name] % {"day": one.day.isoformat()}
        if left <= law.warn_days:
            yield _Task(key, customer, cause, as_of, Role.CREDIT_MANAGER)
        if left <= law.escalate_days:
            yield _Task(f"{key}/up", customer, cause, as_of, Role.CONTROLLER)


def _open(one: _Task, *, at: dt.datetime, as_of: dt.date) -> bool:
    owner = _owner(one.customer, one.role, as_of=as_of)
    if owner is None:
        return False
    then = NextAction(one.cause, one.due, owner)
    try:
        open_tickler(one.customer, then=then, by=machine_user(), at=at, as_of=as_of, key=one.key)
    except Refusal:
        return False  # nobody who may see the account works it: the list of the cases shows the day all the same
    return True


def _owner(customer: Customer, role: Role, *, as_of: dt.date) -> User | None:
    portfolio = customer.portfolio
    named = list(User.objects.filter(role=role.value, is_active=True, companies=customer.company_id).order_by("id"))
    if portfolio is not None:
        named += [portfolio.supervisor, portfolio.rep]
    for person in named:
        if not unfit_owner(customer, person, as_of=as_of):
            return person
    return next(iter(possible_owners(customer, as_of=as_of)), None)


def _call_off(tickler: Tickler, *, at: dt.datetime, as_of: dt.date) -> None:
    try:
        cancel_tickler(
            tickler,
            version=tickler.version,
            by=machine_user(),
            at=at,
            as_of=as_of,
            key=f"{tickler.key}/off",
            note="it is done, or another day holds",
        )
    except Refusal:
        return  # somebody moved it at this moment
