"""What the approval of a settlement does: the offer stands, and its documents are not dunned until its last day.

Nothing is posted then. Cash that comes in time fulfils it (`judging`), and only that forgives.

Source: docs/rules/settlements.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.facts import item_facts
from creditdesk.approvals.models import RequestEffect
from creditdesk.cash.models import Receipt
from creditdesk.domain import settlements as rules
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.requests import Content
from creditdesk.domain.settlements import AccountFacts, Claim, PaymentFacts, State
from creditdesk.plans.models import PlanItem
from creditdesk.receivables.changing import put_off
from creditdesk.receivables.models import Extension, OpenItem
from creditdesk.receivables.statements import extended_dates
from creditdesk.receivables.staying import stayed_customers
from creditdesk.settlements.cash import free_payments
from creditdesk.settlements.models import Settlement, SettlementClaim
from creditdesk.settlements.moving import forget, move, tell


def account_facts(customer_id: int, *, currency: str) -> AccountFacts:
    """The account as the rules about settlements look at it."""
    offered = SettlementClaim.objects.filter(
        settlement__customer_id=customer_id, settlement__state=State.OFFERED.value
    ).select_related("settlement")
    tenders = Receipt.objects.filter(customer_id=customer_id, standing=Receipt.Standing.FULL_SETTLEMENT)
    return AccountFacts(
        payments={
            one.id: PaymentFacts(one.id, one.number, one.currency, minor)
            for one, minor in free_payments(customer_id, currency=currency)
        },
        offered={one.item_id: str(one.settlement.request_id) for one in offered},
        planned=dict(
            PlanItem.objects.filter(plan__customer_id=customer_id, stands=True).values_list("item_id", "plan_id")
        ),
        tenders=tuple(tenders.order_by("id").values_list("number", flat=True)),
    )


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the debt cannot be settled so as the account stands."""
    account = account_facts(customer_id, currency=content.currency)
    found = list(rules.objections(content, account=account, policy=policy, as_of=as_of))
    if stayed_customers([customer_id]):
        found.append(Reason("settlement.stay", "a bankruptcy is reported: nothing is offered while the stay stands"))
    return found


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """What will be forgiven of each document once the offer is paid, and where it is booked."""
    terms = rules.terms_of(content)
    items = item_facts([line.item_id or 0 for line in content.lines], customer_id=customer_id, as_of=as_of)
    lines = {line.item_id or 0: line for line in content.lines}
    claims = [
        Claim(item_id, line.amount_minor, line.amount_minor, line.tax_minor, items[item_id].due_date)
        for item_id, line in lines.items()
        if item_id in items
    ]
    found, tax, forgiven = [], 0, 0
    for share in rules.shares(claims, cash_minor=terms.offer_minor):
        line = lines[share.item_id]
        before, after = Money(line.amount_minor, content.currency), Money(share.paid_minor, content.currency)
        found.append(Ahead(line.number, -share.forgiven_minor, content.currency, str(before), str(after)))
        tax, forgiven = tax + share.tax_minor, forgiven + share.forgiven_minor
    beside = ((policy.requests.settlement_account, forgiven - tax), (policy.requests.tax_account, tax))
    return found + [Ahead(account, minor, content.currency, account=account) for account, minor in beside if minor]


def carry_out(act: Act) -> list[Done]:
    """Let the offer stand."""
    request, content, policy = act.request, act.content, act.policy.document
    terms, counted = rules.terms_of(content), [int(one) for one in content.terms["payments"]]
    there = OpenItem.objects.filter(
        customer_id=request.customer_id, kind=OpenItem.Kind.PAYMENT, document_date__gte=act.as_of
    ).exclude(id__in=counted)
    settlement = Settlement.objects.create(
        request=request,
        company_id=request.company_id,
        customer_id=request.customer_id,
        currency=content.currency,
        claims_minor=terms.claims_minor,
        offer_minor=terms.offer_minor,
        offered_on=act.as_of,
        last_day=terms.last_day,
        booking_ends=rules.booking_ends(terms, policy=policy),
        method=str(content.terms["method"]),
        counted=counted,
        known=sorted(there.values_list("id", flat=True)),
        account=policy.requests.settlement_account,
        tax_account=policy.requests.tax_account,
        state_at=act.at,
        state_on=act.as_of,
    )
    SettlementClaim.objects.bulk_create(
        SettlementClaim(
            settlement=settlement, item_id=line.item_id or 0, amount_minor=line.amount_minor, tax_minor=line.tax_minor
        )
        for line in content.lines
    )
    tell("offered", settlement, by=act.by.username, at=act.at)
    return [Done(made=("settlement", settlement.id)), *_rest(act, settlement)]


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Withdraw the offer; what it forgave is claimed again. Raises Refusal for one that came to nothing already."""
    settlement = Settlement.objects.select_for_update(of=("self",)).get(request=act.request)
    if settlement.state not in (State.OFFERED, State.FULFILLED):
        raise refuse("settlement.over", "the offer came to nothing already: there is nothing to take back")
    done = [Done(made=("settlement", settlement.id))]
    if settlement.forgiveness is not None:
        done.append(Done(posting_id=forget(settlement, why=why, by=act.by.username, at=act.at, as_of=act.as_of)))
    move(settlement, State.WITHDRAWN, paid_minor=settlement.paid_minor, at=act.at, as_of=act.as_of)
    tell("withdrawn", settlement, by=act.by.username, at=act.at)
    return [*done, *_collect_again(act, effects, why=why)]


def _rest(act: Act, settlement: Settlement) -> list[Done]:
    """Nobody is dunned for what is being settled: its documents are put off until the last day."""
    items = list(OpenItem.objects.filter(settlement_claims__settlement=settlement).order_by("id"))
    extended = extended_dates([one.id for one in items], as_of=act.as_of)
    done = []
    for item in items:
        if settlement.last_day > max(item.due_date, extended.get(item.id, item.due_date)):
            made = _put_off(act, item, until=settlement.last_day, why=act.content.words)
            done.append(Done(extension_id=made.id))
    return done


def _collect_again(act: Act, effects: Sequence[RequestEffect], *, why: str) -> list[Done]:
    done = []
    for effect in effects:
        granted = effect.extension
        if granted is None or granted.extended_date <= act.as_of or not granted.item.open_minor:
            continue
        of_item = Extension.objects.filter(item_id=granted.item_id).order_by("-granted_on", "-id")
        newest = of_item.first()
        if newest is None or newest.id != granted.id:
            continue  # somebody put it off anew since: that stands
        before = of_item.exclude(id=granted.id).first()
        until = before.extended_date if before else granted.item.due_date
        done.append(Done(extension_id=_put_off(act, granted.item, until=until, why=why).id))
    return done


def _put_off(act: Act, item: OpenItem, *, until: dt.date, why: str) -> Extension:
    return put_off(
        item,
        until=until,
        granted_on=act.as_of,
        source=Extension.Source.REQUEST,
        by=act.by.username,
        at=act.at,
        reason=why,
    )


EFFECT = Effect(preview, carry_out, take_back, objections)
