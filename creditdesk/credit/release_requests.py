"""Releases beyond the authority of whoever works the order: asked for with what was seen, given by somebody who may.

What was seen is the order's revision, the reasons that hold it and their measures. The approval finds them anew, under
the locks of the family: where anything is worse than what was asked for, beyond what each day adds to what is late, it
is not given. docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.facts import in_policy_currency
from creditdesk.approvals.models import Request, RequestEffect
from creditdesk.credit.facts import Ground, credit_facts, ground_for, order_facts
from creditdesk.credit.let_go_before import MADE, adds_up, let_go_minor
from creditdesk.credit.looking import found_holds
from creditdesk.credit.models import Order, Release
from creditdesk.credit.releasing import Measured, let_go, measure, refuse_decided, take_release_back
from creditdesk.domain.money import Money
from creditdesk.domain.order_releases import Standing, asked_envelope, envelope_terms, judge
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.requests import OPEN, Content, Evidence, Kind, Stake, level_words, needed_level
from creditdesk.followup.scope import scope_of
from creditdesk.parties.models import Customer, User


def release_content(
    order: Order, *, words: str, revision: int, evidence: tuple[Evidence, ...] = (), as_of: dt.date
) -> Content:
    """The content of a request to let the order go, as it was seen in this revision. Raises Refusal."""
    refuse_decided(order, revision=revision)
    on = _ground(order, as_of=as_of)
    found = found_holds(order, on=on)
    if not found:
        raise refuse("release.nothing", "nothing holds the order any more")
    facts, measured = order_facts(order, on=on), measure(order, found, on=on)
    if isinstance(measured, Reason) or facts is None:
        raise Refusal((measured,) if isinstance(measured, Reason) else ())
    terms = envelope_terms(found, amount_minor=facts.amount_minor, as_of=as_of)
    return Content(
        Kind.RELEASE,
        currency=on.scope.policy.currency,
        words=words,
        evidence=evidence,
        terms={"order_id": order.id, "number": order.number, "revision": order.revision, **terms},
        stake=_stake(measured),
    )


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """What is at risk without and with the order, what holds it now, and until when it would be let go."""
    order = _order(content, customer_id)
    if order is None:
        return []
    on = _ground(order, as_of=as_of)
    found, credit, facts = found_holds(order, on=on), credit_facts(order, on=on), order_facts(order, on=on)
    now = credit.exposure.total_minor
    until = on.scope.calendar.add_business_days(as_of, policy.release.valid_business_days)
    lines = [Ahead("order", order.open_minor, order.currency, before=order.standing, after=until.isoformat())]
    if facts is not None:
        then = now + facts.amount_minor
        shown = (str(Money(now, credit.currency)), str(Money(then, credit.currency)))
        lines.append(Ahead("exposure", facts.amount_minor, credit.currency, *shown))
    if credit.limit_minor is not None:
        lines.append(Ahead("limit", credit.limit_minor, credit.currency))
    return lines + [Ahead("hold", before=one.code.value, why=one.why) for one in found]


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the order cannot be let go as it was asked for."""
    order = _order(content, customer_id)
    if order is None:
        return [Reason("release.no_order", "it is no order of the customer")]
    try:
        refuse_decided(order, revision=content.terms["revision"])
    except Refusal as refusal:
        return list(refusal.reasons)
    on = _ground(order, as_of=as_of)
    found, facts = found_holds(order, on=on), order_facts(order, on=on)
    measured = measure(order, found, on=on)
    if isinstance(measured, Reason) or facts is None:
        return [measured] if isinstance(measured, Reason) else []
    if not found:
        return [Reason("release.nothing", "nothing holds the order any more")]
    asked = asked_envelope(content.terms)
    judgement = judge(found, release=asked, amount_minor=facts.amount_minor, as_of=as_of, policy=policy)
    if judgement.standing is not Standing.RELEASED:
        return [Reason("release.worse", "what holds the order is worse than what was asked for: ask for it anew")]
    return _needs_more(content, measured, policy=policy, as_of=as_of)


def carry_out(act: Act) -> list[Done]:
    """Let the order go, with the authority of the approval. Whoever decides holds the locks of the family."""
    terms, request = act.content.terms, act.request
    locked = Order.objects.select_for_update(of=("self",)).select_related("company", "customer")
    order = locked.get(id=terms["order_id"])
    refuse_decided(order, revision=terms["revision"])
    on = _ground(order, as_of=act.as_of)
    text = "request %(number)d, which was approved"
    made = let_go(
        order,
        found_holds(order, on=on),
        on=on,
        authority=(Reason("release.by_request", text, {"number": request.id}),),
        comment=act.content.words,
        policy_version=act.policy.number,
        by=act.by,
        at=act.at,
        key=f"request/{request.id}",
    )
    return [Done(made=(MADE, made.id))]


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Hold the order again. Raises Refusal where the release covers it no more."""
    (effect,) = effects
    release = Release.objects.select_related("order__customer").get(id=effect.made_id or 0)
    because = Reason("release.taken_back", "the release was taken back: %(why)s", {"why": why})
    ended = take_release_back(release, because=because, as_of=act.as_of, by=act.by, at=act.at)
    return [Done(made=(MADE, ended.id))]


def refuse_asked(order: Order) -> None:
    """Raise a Refusal where somebody asked for the release of the order already and nobody decided yet."""
    waiting = Request.objects.filter(
        customer_id=order.customer_id, kind=Kind.RELEASE, state__in=[one.value for one in OPEN]
    )
    for one in waiting.select_related("prepared_by"):
        if one.content["terms"]["order_id"] == order.id:
            text = "%(who)s asked for it already: request %(number)d"
            raise refuse("release.asked", text, who=str(one.prepared_by), number=one.id)


def release_asked(user: User, order: Order, *, as_of: dt.date) -> Request | None:
    """The open request to let the order go, if somebody asked for it."""
    found = visible_requests(user, as_of=as_of).filter(
        customer_id=order.customer_id, kind=Kind.RELEASE, state__in=[one.value for one in OPEN]
    )
    return next((one for one in found if one.content["terms"]["order_id"] == order.id), None)


def _needs_more(content: Content, measured: Measured, *, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Each day makes what is late older: nobody approves by waiting what he could not have approved."""
    now = Content(content.kind, content.currency, stake=_stake(measured))
    levels: list[Level | None] = []
    for one in (content, now):
        amount = in_policy_currency(one.authority_minor, currency=one.currency, policy=policy, as_of=as_of)
        levels.append(needed_level(one, amount_minor=amount, granted_minor=0, policy=policy)[0])
    asked, needed = levels
    ladder: list[Level | None] = [*Level, None]
    if ladder.index(needed) <= ladder.index(asked):
        return []
    text = "by now it needs the %(role)s: it is %(days)d days late"
    role = level_words(needed) if needed else "nobody"
    return [Reason("release.later", text, {"role": role, "days": measured.days_late})]


def _stake(measured: Measured) -> Stake:
    percent = "" if measured.percent is None else f"{measured.percent:f}"
    return Stake(measured.amount_minor, percent, measured.days_late, measured.at_least or "")


def _order(content: Content, customer_id: int) -> Order | None:
    terms: dict[str, Any] = dict(content.terms)
    found = Order.objects.filter(id=terms.get("order_id", 0), customer_id=customer_id)
    return found.select_related("company", "customer").first()


def _ground(order: Order, *, as_of: dt.date) -> Ground:
    return ground_for(scope_of(order.company, as_of=as_of, customer_ids=[order.customer_id]))


def given(
    content: Content, customer: Customer, people: Collection[User], policy: PolicyDocument, as_of: dt.date
) -> int:
    """What the people let go before, where what is asked for adds up with it."""
    asked = asked_envelope(content.terms)
    if not adds_up(asked.codes):
        return 0
    return let_go_minor(customer, people, but=content.terms["order_id"], policy=policy, as_of=as_of)


EFFECT = Effect(preview, carry_out, take_back, objections, given)
