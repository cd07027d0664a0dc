"""What people of the demo asked for of late, so that the inbox of approvals is lively: some wait, one went up a level,
one was sent back with a question, and three were decided; one settlement is offered, another waits.
"""

from __future__ import annotations

import datetime as dt

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen, refuse_request, send_back
from creditdesk.approvals.models import Request
from creditdesk.domain import settlements
from creditdesk.domain.policy_requests import Cause, Shown
from creditdesk.domain.requests import Content, Evidence, Kind, Line
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

NEEDED = 9
_SMALL = 5


def ask_for(*, today: dt.date, at: dt.datetime) -> int:
    """Let the first rep ask for something on some of his accounts, and those who lead decide; returns how much."""
    people = {one.username: one for one in User.objects.filter(username__in=("rep", "supervisor", "manager"))}
    if len(people) < 3:
        return 0
    found = Customer.objects.filter(
        portfolio__rep=people["rep"], status="active", contact_block="", positions__past_due_minor__gt=0
    )
    accounts = list(found.order_by("-number").distinct()[:NEEDED])
    if len(accounts) < NEEDED:
        return 0
    asked = [_ask(of, number, rep=people["rep"], today=today, at=at) for number, of in enumerate(accounts)]
    _decide([one for one in asked if one], people=people, today=today, at=at)
    return len(asked)


def _ask(of: Customer, number: int, *, rep: User, today: dt.date, at: dt.datetime) -> Request | None:
    asked_on = today - dt.timedelta(days=(0, 6, 1, 2, 0, 1, 3, 1, 2)[number])
    kinds = (_write_off, _adjustment, _extension, _status, _adjustment, _extension, _status, _settle, _settle)
    claims = OpenItem.objects.filter(customer=of, open_minor__gt=0)
    if kinds[number] is _write_off:  # what is due and uncontested
        claims = claims.filter(due_date__lte=asked_on, disputed_minor=0)
    items = list(claims.order_by("open_minor", "id")[:_SMALL])
    if not items:
        return None
    content = kinds[number](items, asked_on)
    key = f"demo/request/{of.number}"
    return dispatch.prepare_request(of, content=content, submit=True, by=rep, at=at, as_of=asked_on, key=key)


def _decide(asked: list[Request], *, people: dict[str, User], today: dt.date, at: dt.datetime) -> None:
    extensions = [one for one in asked if one.kind == Kind.EXTENSION]
    statuses = [one for one in asked if one.kind == Kind.STATUS]
    to_settle = [one for one in asked if one.kind == Kind.SETTLEMENT]
    manager = people["manager"]
    if extensions:
        last = extensions[-1]
        dispatch.approve_requests(
            [Seen(last.id, last.sha256)], words="as he has always paid in the end", by=manager, at=at, as_of=today
        )
    if len(to_settle) > 1:
        last = to_settle[-1]
        dispatch.approve_requests(
            [Seen(last.id, last.sha256)], words="more than an agency would bring us", by=manager, at=at, as_of=today
        )
    if len(statuses) > 1:
        seen = Seen(statuses[-1].id, statuses[-1].sha256)
        refuse_request(
            seen, words="he paid half of it yesterday: look again in two weeks", by=manager, at=at, as_of=today
        )
    adjustments = [one for one in asked if one.kind == Kind.ADJUSTMENT]
    if len(adjustments) > 1:
        seen = Seen(adjustments[-1].id, adjustments[-1].sha256)
        send_back(seen, words="Which price list does he mean?", by=people["supervisor"], at=at, as_of=today)


def _lines(items: list[OpenItem]) -> tuple[Line, ...]:
    kept = [one for one in items if one.currency == items[0].currency]
    return tuple(Line(one.id, one.number, one.open_minor) for one in kept)


def _write_off(items: list[OpenItem], asked_on: dt.date) -> Content:
    shown = (Evidence(Shown.EFFORTS, words="Five letters, eleven calls, and an agency that closed the case"),)
    words = "These stores are shut for good, and what is left of them covers the bank alone"
    return Content(Kind.WRITE_OFF, items[0].currency, lines=_lines(items), words=words, evidence=shown)


def _adjustment(items: list[OpenItem], asked_on: dt.date) -> Content:
    part = max(1, items[0].open_minor // 10)
    shown = (Evidence(Shown.PROOF, words="The price list of May has the lower price"),)
    return Content(
        Kind.ADJUSTMENT,
        items[0].currency,
        lines=(Line(items[0].id, items[0].number, part),),
        reason=Cause.PRICING.value,
        words="Billed at the price of last year",
        evidence=shown,
    )


def _extension(items: list[OpenItem], asked_on: dt.date) -> Content:
    item = max(items, key=lambda one: one.due_date)
    until = max(item.due_date, asked_on) + dt.timedelta(days=30)
    shown = (Evidence(Shown.AGREEMENT, words="His mail: the refit is over by then, and he pays the whole"),)
    return Content(
        Kind.EXTENSION,
        item.currency,
        lines=_lines([item]),
        until=until,
        words="The store is closed for a refit",
        evidence=shown,
    )


def _settle(items: list[OpenItem], asked_on: dt.date) -> Content:
    """A fifth is forgiven, and never more than the credit manager may."""
    lines = _lines(items)
    debt = sum(line.amount_minor for line in lines)
    shown = (
        Evidence(Shown.EFFORTS, words="Nine calls and a final demand; the owner answers himself by now"),
        Evidence(Shown.FINANCES, words="His statement of June: the bank has called its loan, the lease is unpaid"),
    )
    return settlements.content(
        lines,
        currency=items[0].currency,
        offer_minor=debt - max(1, min(debt // 5, 2_000_00)),
        deadline=asked_on + dt.timedelta(days=14),
        method="by wire transfer",
        payments=(),
        words="His brother lends him this much once, if it settles the whole of these",
        evidence=shown,
        policy=policy_in_force(as_of=asked_on, company_id=items[0].company_id).document,
    )


def _status(items: list[OpenItem], asked_on: dt.date) -> Content:
    shown = (Evidence(Shown.EFFORTS, words="Three promises broken since spring"),)
    words = "What he orders from now on should be paid when it comes"
    return Content(Kind.STATUS, items[0].currency, status="cod", words=words, evidence=shown)
