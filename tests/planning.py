"""Payment plans as tests make them: asked for, approved, signed, paid."""

from __future__ import annotations

import datetime as dt
from itertools import count

from creditdesk import dispatch
from creditdesk.domain.plans import Schedule
from creditdesk.followup.actions import attach_document
from creditdesk.parties.models import Customer, User
from creditdesk.plans.models import Plan
from creditdesk.plans.settling import file_signed_copy
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.asking import approve, ask, plan
from tests.world import TODAY

_numbers = count(1)
# Long past due when the tests begin, and before any day of theirs.
OLD = dt.date(2026, 1, 30)
DUE = dt.date(2026, 3, 1)


def at(day: dt.date) -> dt.datetime:
    """An instant of the day."""
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def debt_of(customer: Customer, minor: int, *, as_of: dt.date = TODAY, currency: str = "") -> OpenItem:
    """An invoice that is long past due."""
    return builders.invoice(customer, amount=minor, document_date=OLD, due_date=DUE, as_of=as_of, currency=currency)


def planned(*debts: OpenItem, schedule: Schedule, asked_by: User, approved_by: User, on: dt.date = TODAY) -> Plan:
    """A plan that was asked for and approved; it waits for its signature and its down payment."""
    request = ask(debts[0].customer, plan(*debts, schedule=schedule), by=asked_by, as_of=on, at=at(on))
    approve(request, by=approved_by, as_of=on, at=at(on))
    return Plan.objects.get(request=request)


def sign(made: Plan, *, by: User, on: dt.date = TODAY) -> Plan:
    """File a signed copy of the plan."""
    paper = attach_document(
        made.customer, name="signed.txt", content=f"signed {next(_numbers)}".encode(), by=by, at=at(on)
    )
    return file_signed_copy(made, document=paper, by=by, at=at(on), as_of=on)


def pay(debt: OpenItem, minor: int, *, by: User, on: dt.date = TODAY) -> OpenItem:
    """A payment of the day, applied to the document, with what follows from it."""
    payment = builders.payment(debt.customer, amount=minor, document_date=on, as_of=on, currency=debt.currency)
    key, to = f"pay/{payment.id}", [ApplyTo(debt.id, minor)]
    apply_credit(payment, to=to, posting_date=on, as_of=on, by=by, at=at(on), key=key)
    dispatch.accounts_changed([debt.customer_id], as_of=on, at=at(on))
    return payment


def look(*, on: dt.date) -> int:
    """What the night does with all plans."""
    return dispatch.plans_looked_at(None, as_of=on, at=at(on))


def active(debt: OpenItem, *, by: User, approved_by: User, count: int = 6, on: dt.date = TODAY) -> Plan:
    """An active plan of equal instalments on the 1st, without a down payment."""
    first = (on.replace(day=28) + dt.timedelta(days=5)).replace(day=1)
    schedule = Schedule.of(debt.open_minor, first=first, count=count)
    made = planned(debt, schedule=schedule, asked_by=by, approved_by=approved_by, on=on)
    return sign(made, by=by, on=on)
