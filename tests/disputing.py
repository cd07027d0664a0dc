"""Cases as tests make them: deductions and disputes, researched, decided, credited and demanded back."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.disputes.acting import Changed, assign_case, change_case
from creditdesk.disputes.deciding import decide_case
from creditdesk.disputes.models import Case, CaseLine
from creditdesk.disputes.opening import Claimed, Opening, open_case
from creditdesk.domain.cases import CaseKind
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.actions import ApplyTo, apply_credit, transfer_residual
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.asking import approve
from tests.world import TODAY

_keys = count(1)


def at(day: dt.date) -> dt.datetime:
    """An instant of the day."""
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def deduction_of(
    customer: Customer, minor: int, *, by: User, claim: str = "shortage 4411", on: dt.date = TODAY, of: int = 0
) -> OpenItem:
    """A deduction that was kept back of a larger invoice on the day; no case follows it yet."""
    invoice = builders.invoice(customer, amount=of or minor * 10, document_date=on - dt.timedelta(days=40), as_of=on)
    number = f"D{next(_keys)}"
    return transfer_residual(
        invoice,
        amount_minor=minor,
        number=number,
        reference=claim,
        posting_date=on,
        as_of=on,
        by=by,
        at=at(on),
        key=f"cut/{number}",
    )


def look(customer: Customer, *, on: dt.date = TODAY) -> None:
    """What follows of what moved on the account."""
    dispatch.accounts_changed([customer.id], as_of=on, at=at(on))


def case_of(item: OpenItem) -> Case:
    """The newest case about the document."""
    return Case.objects.filter(lines__item=item).latest("id")


def deducted(customer: Customer, minor: int, *, by: User, on: dt.date = TODAY, **facts: Any) -> Case:
    """The case of a deduction that was kept back on the day."""
    item = deduction_of(customer, minor, by=by, on=on, **facts)
    look(customer, on=on)
    return case_of(item)


def disputed(*claims: tuple[OpenItem, int], by: User, on: dt.date = TODAY, **facts: Any) -> Case:
    """A dispute of so much of each invoice, opened by a person on the day."""
    item = claims[0][0]
    told = {"kind": CaseKind.DISPUTE, "reason": "shortage", "words": "five short", **facts}
    opening = Opening(
        currency=item.currency, lines=tuple(Claimed(minor, one.id) for one, minor in claims), **told
    )  # fmt: skip
    return open_case(item.customer, opening, by=by, at=at(on), as_of=on, key=f"test/{next(_keys)}")


def taken(case: Case, *, by: User, on: dt.date = TODAY) -> Case:
    """The case once somebody researches it."""
    fresh = Case.objects.get(id=case.id)
    return assign_case(fresh, owner=by, department=fresh.department, seen=fresh.version, by=by, at=at(on), as_of=on)


def changed(case: Case, *, by: User, on: dt.date = TODAY, **facts: Any) -> Case:
    """The case once something else is told of it."""
    fresh = Case.objects.get(id=case.id)
    return change_case(fresh, Changed(**facts), seen=fresh.version, by=by, at=at(on), as_of=on)


def decide(case: Case, valid: int, *, by: User, on: dt.date = TODAY, demand: bool = False, **facts: Any) -> Case:
    """The case once so much of what is open is found valid and the rest invalid, its lines one after the other."""
    fresh, left = Case.objects.get(id=case.id), valid
    yes, no = {}, {}
    for line in CaseLine.objects.filter(case=fresh).order_by("id"):
        yes[line.id] = min(left, line.open_minor)
        no[line.id] = line.open_minor - yes[line.id]
        left -= yes[line.id]
    told = {"words": "the delivery note says so", **facts}
    decide_case(
        fresh, valid=yes, invalid=no, demand=demand, seen=fresh.version, by=by, at=at(on), as_of=on, **told
    )  # fmt: skip
    return Case.objects.get(id=case.id)


def ask_credit(case: Case, *, by: User, on: dt.date = TODAY) -> Request:
    """A request to credit the valid part."""
    fresh = Case.objects.get(id=case.id)
    return dispatch.ask_case_credit(
        fresh, words="", seen=fresh.version, by=by, at=at(on), as_of=on, key=f"credit/{next(_keys)}"
    )


def credit(case: Case, *, by: User, approved_by: User, on: dt.date = TODAY) -> Request:
    """The valid part, asked for and approved."""
    request = ask_credit(case, by=by, on=on)
    approve(request, by=approved_by, as_of=on, at=at(on))
    return request


def pay(item: OpenItem, minor: int, *, by: User, on: dt.date = TODAY, memo: bool = False) -> Posting:
    """A payment, or a credit memo, applied to the document, with what follows from it."""
    make = builders.credit_memo if memo else builders.payment
    money = make(item.customer, amount=minor, document_date=on, as_of=on, currency=item.currency)
    posting = apply_credit(
        money,
        to=[ApplyTo(item.id, minor)],
        posting_date=on,
        as_of=on,
        by=by,
        at=at(on),
        key=f"pay/{money.id}",
    )
    look(item.customer, on=on)
    return posting
