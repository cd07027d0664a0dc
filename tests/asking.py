"""Requests as tests make them: the plain content of each kind, prepared and approved by the cast."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from typing import Any

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen
from creditdesk.approvals.models import Request
from creditdesk.domain import settlements
from creditdesk.domain.plans import Schedule
from creditdesk.domain.policy_requests import Cause, Shown
from creditdesk.domain.requests import Content, Direction, Evidence, Kind, Line, Stake
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem
from tests.world import NOW, TODAY

_keys = count(1)
EFFORTS = (Evidence(Shown.EFFORTS, words="six calls, two letters, no answer"),)
PROOF = (Evidence(Shown.PROOF, words="price list of May"),)
AGREEMENT = (Evidence(Shown.AGREEMENT, words="his mail of June 12"),)


def write_off(*items: OpenItem, amounts: tuple[int, ...] = (), **facts: Any) -> Content:
    """A write-off of the documents, in full unless amounts are given."""
    return Content(Kind.WRITE_OFF, items[0].currency, lines=_lines(items, amounts), **_told(facts, EFFORTS))


def adjustment(*items: OpenItem, amounts: tuple[int, ...] = (), **facts: Any) -> Content:
    """A credit adjustment of the documents for a price difference."""
    told = {"reason": Cause.PRICING.value, **facts}
    return Content(Kind.ADJUSTMENT, items[0].currency, lines=_lines(items, amounts), **_told(told, PROOF))


def debit(amount: int, *, currency: str = "USD", **facts: Any) -> Content:
    """A debit adjustment: a fee that was forgotten."""
    told = {"reason": Cause.FEE.value, "direction": Direction.DEBIT, **facts}
    return Content(Kind.ADJUSTMENT, currency, lines=(Line(None, "late fee", amount),), **_told(told, PROOF))


def extension(*items: OpenItem, until: dt.date, **facts: Any) -> Content:
    """A later collection date for the documents."""
    return Content(Kind.EXTENSION, items[0].currency, lines=_lines(items, ()), until=until, **_told(facts, AGREEMENT))


def conversion(status: str, **facts: Any) -> Content:
    """Another status of the customer."""
    return Content(Kind.STATUS, "USD", status=status, **_told(facts, EFFORTS))


def settlement(
    *items: OpenItem, offer: int, until: dt.date, payments: tuple[int, ...] = (), tax: int = 0, **facts: Any
) -> Content:
    """A settlement of the documents in full for the offer; `tax` is in the first of them."""
    lines = tuple(replace(line, tax_minor=0 if at else tax) for at, line in enumerate(_lines(items, ())))
    told = _told(facts, (*EFFORTS, Evidence(Shown.FINANCES, words="two banks have called their loans")))
    return settlements.content(
        lines,
        currency=items[0].currency,
        offer_minor=offer,
        deadline=until,
        method="by wire",
        payments=payments,
        policy=policy_in_force(as_of=TODAY, company_id=items[0].company_id).document,
        **told,
    )


def plan(*items: OpenItem, schedule: Schedule, **facts: Any) -> Content:
    """A payment plan about all that is open of the documents."""
    told = {"terms": schedule.as_terms(), "stake": Stake(0), **facts}
    return Content(Kind.PLAN, items[0].currency, lines=_lines(items, ()), **_told(told, AGREEMENT))


def ask(
    customer: Customer,
    content: Content,
    *,
    by: User,
    submit: bool = True,
    as_of: dt.date = TODAY,
    at: dt.datetime = NOW,
    key: str = "",
) -> Request:
    """The request, submitted unless said otherwise."""
    return dispatch.prepare_request(
        customer, content=content, submit=submit, by=by, at=at, as_of=as_of, key=key or f"test/{next(_keys)}"
    )


def approve(
    *requests: Request, by: User, as_of: dt.date = TODAY, at: dt.datetime = NOW, words: str = ""
) -> list[Request]:
    """Approve the requests as they were given."""
    return dispatch.approve_requests([seen(one) for one in requests], words=words, by=by, at=at, as_of=as_of)


def seen(request: Request) -> Seen:
    """What somebody saw who looked at it."""
    return Seen(request.id, request.sha256)


def _lines(items: tuple[OpenItem, ...], amounts: tuple[int, ...]) -> tuple[Line, ...]:
    whole = amounts or tuple(max(item.open_minor, 0) for item in items)
    return tuple(Line(item.id, item.number, minor) for item, minor in zip(items, whole, strict=True))


def _told(facts: dict[str, Any], evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    return {"words": "as talked over", "evidence": evidence, **facts}
