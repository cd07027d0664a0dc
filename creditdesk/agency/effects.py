"""What the approval of a placement does: the account is with the agency, and our own contact stops.

Nothing is posted: that a debt is with an agency changes neither the books nor the reserve by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from creditdesk.agency.ending import BLOCK, end, tell
from creditdesk.agency.facts import account
from creditdesk.agency.models import Agency, Placement, PlacementItem
from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.models import RequestEffect
from creditdesk.domain.agency import State, judge, ppm_of
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.requests import Content
from creditdesk.followup.event_effects import dunning_of
from creditdesk.followup.models import Tickler, TicklerMove
from creditdesk.followup.recording import write_move
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Customer


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """Which documents the agency gets; what is open of them stays as it is."""
    name = str(content.terms.get("agency_name", ""))
    return [Ahead(line.number, line.amount_minor, content.currency, after=name) for line in content.lines]


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the account cannot be placed as it stands: every reason."""
    customer = Customer.objects.get(id=customer_id)
    found = account(customer, currency=content.currency, policy=policy, as_of=as_of)
    reasons = list(judge(found.facts, policy=policy, as_of=as_of).against)
    agency = Agency.objects.filter(id=_agency(content), company_id=customer.company_id, is_active=True)
    if not agency.exists():
        reasons.append(Reason("agency.unknown", "there is no such agency of the company"))
    free = {item.id: item for item in found.items}
    for line in content.lines:
        item = free.get(line.item_id or 0)
        if item is None:
            text = "%(number)s cannot be placed: it is not past due, or something stands on it"
            reasons.append(Reason("agency.item", text, {"number": line.number}))
        elif item.open_minor != line.amount_minor:
            told: dict[str, str | int] = {"number": line.number, "open": str(Money(item.open_minor, item.currency))}
            reasons.append(Reason("agency.open", "%(number)s: all that is open of it is placed, %(open)s", told))
    return reasons


def place(act: Act) -> list[Done]:
    """Write the placement, stop our own contact, and call off what was planned on the account."""
    content, request, policy = act.content, act.request, act.policy.document
    demanded = str(content.terms["demanded_on"])
    placement = Placement.objects.create(
        request=request,
        company_id=request.company_id,
        customer_id=request.customer_id,
        agency_id=_agency(content),
        currency=content.currency,
        debt_minor=content.amount_minor,
        fee_ppm=ppm_of(Decimal(str(content.terms["fee_percent"]))),
        demanded_on=dt.date.fromisoformat(demanded),
        placed_on=act.as_of,
        handback_on=act.as_of + dt.timedelta(days=policy.agency.handback_days),
    )
    PlacementItem.objects.bulk_create(
        PlacementItem(placement=placement, item_id=line.item_id, amount_minor=line.amount_minor)
        for line in content.lines
        if line.item_id is not None
    )
    changed = change_customer(request.customer_id, {"contact_block": BLOCK})
    _call_off(placement, act)
    journal_changed(changed, cause=("placement", placement.id), by=act.by, at=act.at)
    tell("placement.placed", placement, by=act.by, at=act.at, handback_on=placement.handback_on.isoformat())
    return [Done(made=("placement", placement.id))]


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Recall the account from the agency: our own work goes on. Raises Refusal where it is over already."""
    placement = Placement.objects.select_for_update().get(request=act.request)
    if placement.state != State.PLACED:
        raise refuse("agency.over", "the placement is over already: there is nothing to recall")
    end(placement, State.RECALLED, why=why, by=act.by, at=act.at, as_of=act.as_of)
    return [Done(made=("placement", placement.id))]


def _call_off(placement: Placement, act: Act) -> None:
    for tickler in dunning_of(placement.customer_id):
        write_move(
            tickler,
            TicklerMove.Kind.CANCELLED,
            by=act.by,
            at=act.at,
            as_of=act.as_of,
            key=f"placement/{placement.id}/stops/{tickler.id}",
            note="placed with an agency",
            state=Tickler.State.CANCELLED,
        )


def _agency(content: Content) -> int:
    told = content.terms.get("agency")
    return told if isinstance(told, int) else 0


EFFECT = Effect(preview, place, take_back, objections)
