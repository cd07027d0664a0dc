"""What happened to customers of the demo of late: a closed store, a dead telephone after a returned letter, a move that
waits for its call-back, and a new bank account that waits for a second person. Done by the people themselves.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.data_changes import CallBack, CallOutcome
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.data_changing import Request, ask_change, call_back
from creditdesk.followup.models import CustomerEvent
from creditdesk.parties.models import Customer, User

_DAY = dt.timedelta(days=1)
NEEDED = 4


def happen(*, today: dt.date, at: dt.datetime) -> int:
    """Let it happen to accounts of the first rep that owe something and may be called; returns to how many."""
    people = {one.username: one for one in User.objects.filter(username__in=("rep", "sales"))}
    rep, sales = people["rep"], people["sales"]
    found = (
        Customer.objects.filter(portfolio__rep=rep, status="active", contact_block="", positions__past_due_minor__gt=0)
        .filter(~Q(phone=""), contacts__phone__gt="")
        .order_by("portfolio__name", "number")
        .distinct()
    )
    accounts = list(found.select_related("portfolio__rep", "portfolio__supervisor", "salesperson")[:NEEDED])
    if len(accounts) < NEEDED:
        return 0
    closed, silent, moving, banking = accounts
    _closed_store(closed, sales=sales, rep=rep, today=today, at=at)
    _silent(silent, rep=rep, today=today, at=at)
    _moving(moving, sales=sales, rep=rep, today=today, at=at)
    _banking(banking, rep=rep, today=today, at=at)
    return len(accounts)


def _report(of: Customer, told: Told, *, by: User, at: dt.datetime, today: dt.date) -> CustomerEvent:
    return report_event(of, told=told, by=by, at=at, as_of=today, key=f"demo/{told.kind}/{of.number}")


def _closed_store(of: Customer, *, sales: User, rep: User, today: dt.date, at: dt.datetime) -> None:
    note = "The shutters are down and the phone rings through. Our watches are still in the window."
    told = Told(EventKind.OUT_OF_BUSINESS, today - 3 * _DAY, note, {"place": "Main Street", "consigned": 12_000_00})
    event = _report(of, told, by=sales, at=at, today=today)
    proofs = [
        Proof(Evidence.REGISTRY, "The state's register says: dissolved, effective last week"),
        Proof(Evidence.SECOND_SOURCE, "The landlord has the keys back and wants the rest of the rent"),
    ]
    verify_event(event, proofs=proofs, by=rep, at=at, as_of=today, key=f"demo/verify/{of.number}")


def _silent(of: Customer, *, rep: User, today: dt.date, at: dt.datetime) -> None:
    sent_to = ", ".join(part for part in (of.street, of.city) if part) or of.name
    letter = Told(EventKind.RETURNED_MAIL, today - 6 * _DAY, "", {"sent_to": sent_to, "mark": "Moved, left no address"})
    phone = Told(EventKind.DEAD_PHONE, today - _DAY, "", {"number": of.phone})
    for told, proof in (
        (letter, Proof(Evidence.DOCUMENT, "The envelope, with the post's sticker")),
        (phone, Proof(Evidence.OBSERVED, "Dialled twice: no longer in service")),
    ):
        event = _report(of, told, by=rep, at=at, today=today)
        verify_event(event, proofs=[proof], by=rep, at=at, as_of=today, key=f"demo/verify/{told.kind}/{of.number}")


def _moving(of: Customer, *, sales: User, rep: User, today: dt.date, at: dt.datetime) -> None:
    told = Told(EventKind.CHANGE_OF_ADDRESS, today - _DAY, "They told me at the counter that they move.")
    event = _report(of, told, by=sales, at=at, today=today)
    new = {"street": "48 Harbor Way", "city": of.city, "region": of.region, "country": of.country}
    request = Request(DataKind.ADDRESS, new, "The store manager", "email", ("555-0199",), event)
    ask_change(of, request=request, by=rep, at=at, as_of=today, key=f"demo/address/{of.number}")


def _banking(of: Customer, *, rep: User, today: dt.date, at: dt.datetime) -> None:
    new = {"holder": of.name, "bank_name": "Harbor Savings", "routing": "000000000", "account": "000123456789"}
    request = Request(DataKind.BANK, new, "A letter with their letterhead", "letter")
    change = ask_change(of, request=request, by=rep, at=at, as_of=today, key=f"demo/bank/{of.number}")
    number = change.known_numbers[0]
    call = CallBack(number, "The owner", CallOutcome.CONFIRMED)
    call_back(change, call=call, by=rep, at=at, as_of=today, key=f"demo/bank-call/{of.number}")
