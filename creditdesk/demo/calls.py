"""The calls of this morning, by the actions of the people: what was agreed and is to be confirmed, a call that should
not have been made, and two callers whom nobody knows.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.followup.actions import Said, log_contact
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.unknown_calls import Heard, record_unknown_call
from creditdesk.parties.models import Customer, User

_MINUTES = {"agreed": 40, "breach": 5}


def take_calls(*, today: dt.date, at: dt.datetime) -> tuple[int, int]:
    """Take them; returns how many were recorded with a customer, and how many of them are to be confirmed."""
    rep = User.objects.get(username="rep")
    for number, (caller, note, due) in enumerate(
        (
            ("A woman from a warehouse in Newark", "Asks which invoices are behind our letter of last week", -1),
            ("Did not say", "Wants a copy of his statement, calls again in the afternoon", 0),
        )
    ):
        day = today + dt.timedelta(days=due)
        heard = Heard(f"+1 201 555 01{number + 60}", caller, note, day)
        key = f"demo-unknown-{number}"
        company = rep.companies.order_by("code").first()
        assert company is not None
        record_unknown_call(company, heard=heard, by=rep, at=at, as_of=min(day, today), key=key)
    agreed = _agreed(rep, at)
    calls = [*agreed, *_breached(at)]
    for customer, said in calls:
        by = customer.portfolio.rep if customer.portfolio else rep
        log_contact(customer, said=said, then=None, by=by, at=at, as_of=today, key=f"demo-call-{customer.id}")
    return len(calls), len(agreed)


def _agreed(rep: User, at: dt.datetime) -> list[tuple[Customer, Said]]:
    """The rep's account with the most to ask for called him, and wants it in writing."""
    rows = WorklistRow.objects.filter(customer__portfolio__rep=rep, jump=0, customer__contact_block="")
    row = rows.order_by("-score_minor", "id").select_related("customer__portfolio__rep", "customer__company").first()
    if row is None:
        return []
    said = Said(
        "call",
        "inbound",
        "spoke",
        note="Will pay the oldest invoices with the next check run, if we confirm the freight credit in writing",
        happened_at=at - dt.timedelta(minutes=_MINUTES["agreed"]),
        confirmation_wanted=True,
    )
    return [(row.customer, said)]


def _breached(at: dt.datetime) -> list[tuple[Customer, Said]]:
    """Somebody called a customer whose attorney had written."""
    blocked = Customer.objects.filter(contact_block=Customer.ContactBlock.ATTORNEY, portfolio__isnull=False)
    customer = blocked.select_related("portfolio__rep", "company").order_by("id").first()
    if customer is None:
        return []
    said = Said(
        "call",
        "outbound",
        "no_answer",
        happened_at=at - dt.timedelta(minutes=_MINUTES["breach"]),
        breach_reason="Dialled from an old list, before the note about counsel was read",
    )
    return [(customer, said)]
