"""Looking at orders: finding anew what holds each of them, and where it stands by that and by its release.

Runs inside the transaction that an action opened, under the locks of the customers and of the heads of their families:
two looks, or a look and a release, of one family follow one another, so no limit is given away twice. What a look finds
depends on nothing but the facts of the day; a hold whose cause is gone is gone with the next look.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from creditdesk.credit.asked_releases import close_requests
from creditdesk.credit.erp_decisions import DECIDED, tell_erp
from creditdesk.credit.facts import Ground, credit_facts, ground_for, order_facts
from creditdesk.credit.kept_money import cut_to_what_is_left, keep_what_was_promised
from creditdesk.credit.models import HoldSpell, Order, Release
from creditdesk.credit.offer_states import close_offers, end_waits, waiting_for_promises
from creditdesk.domain.order_alternatives import Alternative, alternatives
from creditdesk.domain.order_exclusions import Weighed, weighed_holds
from creditdesk.domain.order_holds import FoundHold
from creditdesk.domain.order_releases import MAY_SHIP, WAITING, Checkpoint, Envelope, Judgement, Standing, judge
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason
from creditdesk.followup.scope import scope_of
from creditdesk.journal.actions import Told, append_all
from creditdesk.parties.models import Company

_WAITING = [one.value for one in WAITING]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look did: orders seen, those that are held since, those that may go since."""

    seen: int
    held: tuple[int, ...]
    let_go: tuple[int, ...]


def look_at(
    company: Company,
    customer_ids: Sequence[int],
    *,
    checkpoint: Checkpoint,
    as_of: dt.date,
    by: str,
    at: dt.datetime,
    on: Ground | None = None,
) -> Looked:
    """Look at all waiting orders of these customers, who are locked with the heads of their families.

    Orders that may ship already keep their room; the others get what is left in the order of their ship dates. `on` is
    what is known of them, where it was read under the same locks.
    """
    waiting = Order.objects.filter(company=company, customer_id__in=customer_ids, standing__in=_WAITING)
    orders = sorted(waiting.select_for_update(), key=_turn)
    if not orders:
        return Looked(0, (), ())
    ground = on
    if ground is None:
        cut_to_what_is_left(customer_ids, at=at)
        keep_what_was_promised(company, customer_ids, at=at)
        scope = scope_of(company, as_of=as_of, customer_ids=sorted({one.customer_id for one in orders}))
        ground = ground_for(scope)
    releases = {one.order_id: one for one in Release.objects.filter(order__in=orders, ended_at__isnull=True)}
    spells: dict[int, list[HoldSpell]] = defaultdict(list)
    for spell in HoldSpell.objects.filter(order__in=orders, ended_at__isnull=True):
        spells[spell.order_id].append(spell)
    waits = waiting_for_promises(orders)
    told: list[Told] = []
    held: list[int] = []
    let_go: list[int] = []
    for order in orders:
        before = Standing(order.standing)
        judgement = judgement_of(order, release=releases.get(order.id), on=ground)
        note(ground, order, judgement.standing)
        told += write(
            order, judgement, release=releases.get(order.id), spells=spells[order.id],
            checkpoint=checkpoint, as_of=as_of, by=by, at=at,
        )  # fmt: skip
        if judgement.standing is not before:
            if judgement.standing is not Standing.HELD:
                close_offers(order, by=by, at=at)
            (held if judgement.standing is Standing.HELD else let_go).append(order.id)
    append_all(told, by=by, at=at)
    for order in orders:
        if order.id in waits and Standing(order.standing) is Standing.HELD:
            end_waits(order, ways=_ways(order, on=ground), as_of=as_of, by=by, at=at)
    close_requests([one for one in orders if one.id in let_go], at=at)
    return Looked(len(orders), tuple(held), tuple(let_go))


def _ways(order: Order, *, on: Ground) -> tuple[Alternative, ...]:
    """What would let the order go now, of that for which nobody needs to know its lines."""
    facts = order_facts(order, on=on)
    if facts is None:
        return ()
    promises = on.promised.get(order.customer_id, ())
    return alternatives(
        facts, credit_facts(order, on=on), promises=promises, as_of=on.scope.as_of, policy=on.scope.policy
    )


def judgement_of(order: Order, *, release: Release | None, on: Ground) -> Judgement:
    """Where the order stands by what is found now."""
    now = weighed(order, on=on)
    facts = order_facts(order, on=on)
    amount = facts.amount_minor if facts is not None else order.open_minor
    envelope = envelope_from(release) if release is not None else None
    found = judge(now.holding, release=envelope, amount_minor=amount, as_of=on.scope.as_of, policy=on.scope.policy)
    return replace(found, excluded=now.excluded)


def found_holds(order: Order, *, on: Ground) -> tuple[FoundHold, ...]:
    """Every reason for which the order is held now."""
    return weighed(order, on=on).holding


def weighed(order: Order, *, on: Ground) -> Weighed:
    """What holds the order now, and what the policy leaves alone; a currency without a rate holds."""
    facts = order_facts(order, on=on)
    if facts is None:
        text = "there is no exchange rate for %(currencies)s: what is at risk is not known"
        return Weighed((FoundHold(HoldCode.OVER_LIMIT, Reason("hold.no_rate", text, {"currencies": order.currency})),))
    return weighed_holds(facts, credit_facts(order, on=on), as_of=on.scope.as_of, policy=on.scope.policy)


def note(ground: Ground, order: Order, standing: Standing) -> None:
    """Let the orders that are looked at next see the room that this one takes, or leaves."""
    shipping = ground.shipping.setdefault(order.customer_id, {})
    policy_currency, own = ground.scope.policy.currency, ground.customers[order.customer_id].currency
    before = shipping.pop(order.id, 0)
    now = 0
    if standing in MAY_SHIP and not order.is_cod:
        on_credit = max(0, order.open_minor - ground.prepaid.get(order.id, 0))
        now = ground.convert(on_credit, of=order.currency, to=policy_currency) or 0
        shipping[order.id] = now
    if now != before:
        moved = ground.convert(abs(now - before), of=policy_currency, to=own) or 0
        facts = ground.exposed[order.customer_id]
        total = facts.released_minor + (moved if now > before else -moved)
        ground.exposed[order.customer_id] = type(facts)(
            facts.currency, facts.open_minor, facts.disputed_minor, facts.credits_minor, max(0, total),
            facts.uncleared_minor,
        )  # fmt: skip


def write(
    order: Order,
    judgement: Judgement,
    *,
    release: Release | None,
    spells: Sequence[HoldSpell],
    checkpoint: Checkpoint,
    as_of: dt.date,
    by: str,
    at: dt.datetime,
) -> list[Told]:
    """Write where a locked order stands; returns what the journal is to be told: nothing where nothing moved."""
    before, is_new = Standing(order.standing), order.looked_on is None
    stood = (order.holds, order.covered, order.looked_on)
    order.holds = [as_dict(one) for one in judgement.holding]
    order.covered = [as_dict(one) for one in judgement.covered]
    order.looked_on, order.looked_at_checkpoint = as_of, checkpoint.value
    fields = ["holds", "covered", "looked_on", "looked_at_checkpoint"]
    if judgement.standing is not before:
        order.standing, order.standing_since = judgement.standing.value, at
        order.revision += 1
        fields += ["standing", "standing_since", "revision"]
    if judgement.standing is not before or stood != (order.holds, order.covered, order.looked_on):
        order.save(update_fields=fields)
    if is_new or judgement.standing is not before:
        tell_erp(order, DECIDED[judgement.standing], facts=_decided(judgement, release=release), by=by, at=at)
    if release is not None and judgement.standing is not Standing.RELEASED:
        cause = (
            judgement.reasons[0] if judgement.reasons else Reason("release.cured", "nothing holds the order any more")
        )
        end_release(release, because=cause, at=at)
    moved = _move_spells(order, judgement, spells=spells, as_of=as_of, at=at)
    if judgement.standing is before and not moved:
        return []
    kind = "order.held" if judgement.standing is Standing.HELD else "order.let_go"
    excluded = [one.hold.code.value for one in judgement.excluded]
    return [
        Told(
            kind,
            ("order", order.id),
            order.company_id,
            order.customer_id,
            facts={
                "standing": order.standing,
                "codes": [one.code.value for one in judgement.holding],
                "checkpoint": checkpoint.value,
                "revision": order.revision,
            }
            | ({"excluded": excluded} if excluded else {}),
        )
    ]


def _decided(judgement: Judgement, *, release: Release | None) -> dict[str, object]:
    """What the ERP needs to know of it: why it is held, or how far the release goes."""
    if judgement.standing is Standing.RELEASED and release is not None:
        return {"codes": release.codes, "amount_minor": release.amount_minor, "until": release.until.isoformat()}
    return {"codes": sorted({one.code.value for one in judgement.holding})}


def _move_spells(
    order: Order, judgement: Judgement, *, spells: Sequence[HoldSpell], as_of: dt.date, at: dt.datetime
) -> bool:
    """End the spells of reasons that are not found any more, begin those of new ones; whether any moved."""
    holding: Mapping[str, FoundHold] = {one.code.value: one for one in judgement.holding}
    standing = {one.code for one in spells}
    over = [one for one in spells if one.code not in holding]
    for spell in over:
        covered = {one.code.value for one in judgement.covered}
        spell.ended_at, spell.ended_on = at, as_of
        spell.ended_by = "released" if spell.code in covered else "cured"
        spell.save(update_fields=["ended_at", "ended_on", "ended_by"])
    new = [
        HoldSpell(order=order, code=code, why=one.why.as_dict(), since=at, since_day=as_of)
        for code, one in holding.items()
        if code not in standing
    ]
    HoldSpell.objects.bulk_create(new)
    return bool(over or new)


def end_spells(order: Order, *, by: str, as_of: dt.date, at: dt.datetime) -> None:
    """End whatever holds an order that is decided about otherwise: released, rejected, cancelled, delivered."""
    HoldSpell.objects.filter(order=order, ended_at__isnull=True).update(ended_at=at, ended_on=as_of, ended_by=by)


def end_release(release: Release, *, because: Reason, at: dt.datetime) -> None:
    """Close a release that does not cover the order any more."""
    release.ended_at, release.ended_because = at, str(because)[:200]
    release.save(update_fields=["ended_at", "ended_because"])


def envelope_from(release: Release) -> Envelope:
    """What the release covers, as the rules know it."""
    return Envelope(
        codes=frozenset(HoldCode(code) for code in release.codes),
        amount_minor=release.amount_minor,
        over_limit_minor=release.over_limit_minor,
        late_minor=release.late_minor,
        days_late=release.days_late,
        released_on=release.released_on,
        until=release.until,
    )


def as_dict(one: FoundHold) -> dict[str, object]:
    """A reason as plain data."""
    return {
        "code": one.code.value,
        "why": one.why.as_dict(),
        "amount_minor": one.amount_minor,
        "days": one.days,
        "cure_minor": one.cure_minor,
    }


def _turn(order: Order) -> tuple[bool, dt.date, dt.date, int]:
    """Whose turn it is: who may ship already keeps his room, then who ships first."""
    is_held = Standing(order.standing) is Standing.HELD
    return is_held, order.ship_date or dt.date.max, order.placed_on, order.id
