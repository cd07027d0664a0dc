"""What else stands about the documents of a request: an offered settlement, a payment plan, another write-off.

A document has one arrangement at a time. A settlement that stands is withdrawn first. A payment plan has days of its
own, so nothing of it is put off; a credit or a write-off is foreseen and shortens it, and whoever decides is told so.
docs/rules/requests.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.approvals.effects import Ahead
from creditdesk.approvals.models import RequestLine
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import Content, Kind, State
from creditdesk.receivables.models import OpenItem

# A draft is seen by its writers only: nobody else is kept from asking by it.
_ASKED = (State.SUBMITTED.value, State.SENT_BACK.value)


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the documents cannot be touched while something else stands about them."""
    found = []
    items = OpenItem.objects.filter(id__in=_ids(content), customer_id=customer_id)
    offered = items.filter(settlement_claims__settlement__state="offered")
    rows = offered.values_list("number", "settlement_claims__settlement__request_id").order_by("id")
    for number, request_id in dict(rows).items():
        text = "%(number)s is part of a settlement that stands (request %(request)d): withdraw that first"
        found.append(Reason("request.in_settlement", text, {"number": number, "request": request_id}))
    if content.kind is Kind.EXTENSION:
        for number, plan_id in _planned(content, customer_id):
            text = "%(number)s is in the payment plan %(plan)d, which has days of its own: end that first"
            found.append(Reason("request.in_plan", text, {"number": number, "plan": plan_id}))
    return found


def told(content: Content, customer_id: int) -> list[Ahead]:
    """What whoever decides about a credit or write-off is told of plans that it shortens."""
    text = "%(number)s is in the payment plan %(plan)d: what is given up shortens it from its end"
    return [
        Ahead("plan", why=Reason("request.shortens_plan", text, {"number": number, "plan": plan_id}))
        for number, plan_id in _planned(content, customer_id)
    ]


def asked_already(content: Content, *, customer_id: int, but: int | None) -> list[Reason]:
    """Other write-offs that wait for a decision about the same documents; `but` is the request itself."""
    if content.kind is not Kind.WRITE_OFF:
        return []
    lines = RequestLine.objects.filter(
        item__in=_ids(content), request__customer=customer_id, request__kind=Kind.WRITE_OFF, request__state__in=_ASKED
    )
    standing = lines.exclude(request=but).select_related("request").order_by("request_id", "line")
    text = "somebody asked to write %(number)s off already: request %(request)d"
    return [
        Reason("request.write_off_asked", text, {"number": one.number, "request": one.request_id})
        for one in standing
        if one.revision == one.request.revision
    ]


def _planned(content: Content, customer_id: int) -> Iterable[tuple[str, int]]:
    items = OpenItem.objects.filter(id__in=_ids(content), customer_id=customer_id, plan_items__stands=True)
    return items.values_list("number", "plan_items__plan_id").order_by("id")


def _ids(content: Content) -> list[int]:
    return [line.item_id for line in content.lines if line.item_id is not None]
