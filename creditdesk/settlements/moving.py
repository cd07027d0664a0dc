"""A settlement from one state to the next, what it posts, and the journal's entry: in the transactions of others."""

from __future__ import annotations

import datetime as dt

from creditdesk.approvals.ledger_effects import write_one
from creditdesk.approvals.models import RequestEffect
from creditdesk.domain.money import Money
from creditdesk.domain.settlements import Share, State, shares
from creditdesk.journal.actions import append
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import acts
from creditdesk.receivables.models import Posting
from creditdesk.receivables.posting import Line
from creditdesk.settlements.cash import InTime
from creditdesk.settlements.models import Settlement


def forgive(settlement: Settlement, found: InTime, *, by: str, at: dt.datetime, as_of: dt.date) -> None:
    """Apply what is still free of the money to the claims, the oldest first, and forgive the rest of each.

    Two postings: the cash is an application as any other, what is forgiven an effect of the request.
    """
    told = shares(found.claims, cash_minor=max(0, settlement.offer_minor - found.applied_minor))
    if lines := _applied(settlement, found, told):
        _post_applications(settlement, lines, by=by, at=at, as_of=as_of)
    forgiven = [one for one in told if one.forgiven_minor]
    if not forgiven:
        return
    posting_id = _post_forgiveness(settlement, forgiven, by=by, at=at, as_of=as_of)
    number = RequestEffect.objects.filter(request_id=settlement.request_id).count() + 1
    RequestEffect.objects.create(request_id=settlement.request_id, number=number, posting_id=posting_id)
    settlement.forgiveness_id = posting_id
    settlement.forgiven_minor = sum(one.forgiven_minor for one in forgiven)


def forget(settlement: Settlement, *, why: str, by: str, at: dt.datetime, as_of: dt.date) -> int:
    """Claim again what was forgiven, by a counter-entry of today; returns its posting."""
    posting = settlement.forgiveness
    assert posting is not None
    policy = policy_in_force(as_of=as_of, company_id=settlement.company_id)
    turned = acts.turned_act(
        posting, posting_date=max(as_of, posting.posting_date), key=f"{posting.key}/back", reason=why
    )
    settlement.forgiveness, settlement.forgiven_minor = None, 0
    return write_one(turned, company_id=settlement.company_id, by=by, at=at, policy=policy)


def move(settlement: Settlement, state: State, *, paid_minor: int, at: dt.datetime, as_of: dt.date) -> None:
    """Keep what became of it."""
    settlement.state, settlement.paid_minor = state.value, paid_minor
    settlement.state_at, settlement.state_on = at, as_of
    settlement.save(update_fields=["state", "paid_minor", "forgiven_minor", "forgiveness", "state_at", "state_on"])


def tell(what: str, settlement: Settlement, *, by: str, at: dt.datetime) -> None:
    """The journal's entry."""
    append(
        f"compromise.{what}",
        by=by,
        at=at,
        subject=("settlement", settlement.id),
        company_id=settlement.company_id,
        customer_id=settlement.customer_id,
        facts={
            "request": settlement.request_id,
            "debt": str(Money(settlement.claims_minor, settlement.currency)),
            "offer": str(Money(settlement.offer_minor, settlement.currency)),
            "paid": str(Money(settlement.paid_minor, settlement.currency)),
            "forgiven": str(Money(settlement.forgiven_minor, settlement.currency)),
            "last_day": settlement.last_day.isoformat(),
        },
    )


def _applied(settlement: Settlement, found: InTime, told: list[Share]) -> list[acts.Applied]:
    """Which payment pays how much of which claim, the oldest payment first."""
    left = [[item.id, minor] for item, minor in found.free]
    lines = []
    for one in told:
        wanted = one.paid_minor
        for payment in left:
            part = min(wanted, payment[1])
            if part > 0:
                lines.append(acts.Applied(settlement.customer_id, payment[0], one.item_id, part))
                wanted, payment[1] = wanted - part, payment[1] - part
    return lines


def _post_applications(
    settlement: Settlement, lines: list[acts.Applied], *, by: str, at: dt.datetime, as_of: dt.date
) -> None:
    policy = policy_in_force(as_of=as_of, company_id=settlement.company_id)
    entries = []
    for one in lines:
        for item_id, minor in ((one.credit_id, one.amount_minor), (one.claim_id, -one.amount_minor)):
            entries.append(Line(settlement.currency, minor, item_id=item_id, customer_id=settlement.customer_id))
    act = acts.Act(
        Posting.Kind.APPLICATION,
        as_of,
        _key(settlement, "paid"),
        tuple(entries),
        "credit.applied",
        applied=tuple(lines),
        facts={"request": settlement.request_id},
    )
    write_one(act, company_id=settlement.company_id, by=by, at=at, policy=policy)


def _post_forgiveness(
    settlement: Settlement, forgiven: list[Share], *, by: str, at: dt.datetime, as_of: dt.date
) -> int:
    policy = policy_in_force(as_of=as_of, company_id=settlement.company_id)
    tax = sum(one.tax_minor for one in forgiven)
    total = sum(one.forgiven_minor for one in forgiven)
    entries = [
        Line(settlement.currency, -one.forgiven_minor, item_id=one.item_id, customer_id=settlement.customer_id)
        for one in forgiven
    ]
    beside = ((settlement.account, total - tax), (settlement.tax_account, tax))
    entries += [Line(settlement.currency, minor, account=account) for account, minor in beside if minor]
    act = acts.Act(
        Posting.Kind.WRITE_OFF,
        as_of,
        _key(settlement, "forgiven"),
        tuple(entries),
        "claim.forgiven",
        reason=settlement.request.words,
        facts={"request": settlement.request_id},
    )
    return write_one(act, company_id=settlement.company_id, by=by, at=at, policy=policy)


def _key(settlement: Settlement, what: str) -> str:
    """The same key posts once. A payment that came back within the time makes room for another attempt."""
    before = Posting.objects.filter(
        company_id=settlement.company_id, key__startswith=f"settlement/{settlement.id}/{what}/"
    )
    return f"settlement/{settlement.id}/{what}/{before.filter(reverses__isnull=True).count() + 1}"
