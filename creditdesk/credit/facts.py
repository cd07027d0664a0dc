"""The facts by which orders are judged: of many customers at once, each fact by one question for all of them.

Everything is told in the customer's currency, by the rates of the day. What stands in a currency without a rate makes
the exposure unknown, and unknown is never nothing: the rules hold the order and say why.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Max, OuterRef, Q, Subquery

from creditdesk.credit.dispute_facts import stale_disputes
from creditdesk.credit.models import AccountHold, CreditReview, Order, OrderDecision, TemporaryLimit
from creditdesk.credit.money_facts import KeptMoney, kept_money_of
from creditdesk.credit.terms_facts import TermsByCode, given_and_agreed, is_incomparable, terms_of
from creditdesk.domain.authority import level_of
from creditdesk.domain.exposure import ExposureFacts, exposure
from creditdesk.domain.order_alternatives import LivePromise
from creditdesk.domain.order_holds import BrokenPromise, CreditFacts, Family, LateItem, OrderFacts, StandingFinding
from creditdesk.domain.order_releases import MAY_SHIP, Standing
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import PAR_PPM, CreditStatus
from creditdesk.followup.models import HoldFinding, Promise
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import standing_promises
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import heads_of
from creditdesk.plans.standing import defaults
from creditdesk.receivables.models import Extension, OpenItem, Position

_SHIPPING = [one.value for one in MAY_SHIP]
# What the ERP is told as an order comes to ship; decisions of one family follow one another under its locks.
_TO_SHIP = Q(decisions__kind__in=[OrderDecision.Kind.MAY_SHIP, OrderDecision.Kind.RELEASE])
_LAST = (2**63, 0)
_GONE = [Standing.CANCELLED.value, Standing.REJECTED.value]


@dataclass(slots=True)
class Ground:
    """What is known of some customers and their families on the day, apart from the order that is looked at."""

    scope: Scope
    customers: dict[int, Customer]
    # Customer → the topmost parent, where the family has a limit of its own.
    heads: dict[int, Customer]
    members: dict[int, list[int]]
    exposed: dict[int, ExposureFacts]
    unrated: dict[int, tuple[str, ...]]
    # Customer → order → what of it may ship and is on credit, in the policy's currency.
    shipping: dict[int, dict[int, int]]
    # Order that may ship → its place in the row of them: who came to ship later takes no room from who was first.
    entered: dict[int, tuple[int, int]]
    credits: dict[int, int]
    late: dict[int, tuple[LateItem, ...]]
    broken: dict[int, tuple[BrokenPromise, ...]]
    promised: dict[int, tuple[LivePromise, ...]]
    findings: dict[int, tuple[StandingFinding, ...]]
    of_order: dict[int, tuple[StandingFinding, ...]]
    reviewed: dict[int, dt.date]
    # Customer → the highest limit that stands until a day, of his own or of the head of his family.
    raised: dict[int, int]
    last_order: dict[int, list[tuple[dt.date, int]]]
    last_invoice: dict[int, dt.date]
    prepaid: dict[int, int]
    # Customer → since when a payment plan of his is in default.
    failed_plans: dict[int, dt.date]
    terms: TermsByCode = field(default_factory=dict)

    def convert(self, minor: int, *, of: str, to: str) -> int | None:
        """An amount in another currency by the rates of the day, rounded down; None without a rate."""
        if of == to:
            return minor
        one, other = self.rate(of), self.rate(to)
        return None if one is None or other is None else minor * one // other

    def rate(self, currency: str) -> int | None:
        """Minor units of the policy's currency for a million of the currency's."""
        return PAR_PPM if currency == self.scope.policy.currency else self.scope.rates.get(currency)


def ground_for(scope: Scope) -> Ground:
    """Read what the judgement of the orders of these customers needs: a fixed number of questions, however many."""
    ids = list(scope.customer_ids or [])
    customers = Customer.objects.select_related("company").in_bulk(ids)
    heads, members = _families(customers)
    everybody = sorted({*ids, *(one for those in members.values() for one in those)})
    whole = replace(scope, customer_ids=everybody)
    money = kept_money_of(whole)
    ground = Ground(
        scope=scope,
        customers=customers,
        heads=heads,
        members=members,
        exposed={},
        unrated={},
        shipping={},
        entered={},
        credits={},
        late=_late(scope),
        broken=_broken(scope),
        promised=_promised(scope),
        findings=_findings(scope),
        of_order=_of_order(scope),
        reviewed=_reviewed(scope),
        raised=_raised({*ids, *(head.id for head in heads.values())}, scope.as_of),
        last_order=_last_orders(scope),
        last_invoice=_last_invoices(scope),
        prepaid=money.for_order,
        failed_plans=defaults(ids),
        terms=terms_of(scope),
    )
    _shipping(ground, whole)
    _exposed(ground, whole, money)
    return ground


def order_facts(order: Order, *, on: Ground) -> OrderFacts | None:
    """The order as the rules know it, in its customer's currency; None where no rate converts it."""
    customer = on.customers[order.customer_id]
    amount = on.convert(order.open_minor, of=order.currency, to=customer.currency)
    prepaid = on.convert(on.prepaid.get(order.id, 0), of=order.currency, to=customer.currency)
    if amount is None or prepaid is None:
        return None
    earlier = [
        day for day, order_id in on.last_order.get(customer.id, []) if order_id != order.id and day <= order.placed_on
    ]
    invoiced = on.last_invoice.get(customer.id)
    last = max([*earlier, *([invoiced] if invoiced else [])], default=None)
    given, agreed = given_and_agreed(order, customer, terms=on.terms, policy=on.scope.policy.terms_policy)
    return OrderFacts(
        number=order.number,
        amount_minor=amount,
        prepaid_minor=prepaid,
        terms_days=given.days,
        agreed_terms_days=agreed.days,
        unknown_terms=order.terms_code if is_incomparable(order, customer, terms=on.terms) else "",
        discount_ppm=given.discount_ppm,
        agreed_discount_ppm=agreed.discount_ppm,
        discount_days=given.discount_days,
        agreed_discount_days=agreed.discount_days,
        is_cod=order.is_cod,
        is_first=last is None,
        last_order_on=last,
        ships_on=order.ship_date,
    )


def credit_facts(order: Order, *, on: Ground) -> CreditFacts:
    """What is known of the order's customer, without the order itself."""
    customer = on.customers[order.customer_id]
    policy = on.scope.policy
    own = _before(on.exposed[customer.id], order, on=on, member=customer.id)
    head = on.heads.get(customer.id)
    family = None
    unrated = set(on.unrated.get(customer.id, ()))
    family_limit = _limit(head, on) if head is not None else None
    if head and family_limit is not None:
        together = own
        for member in on.members[head.id]:
            unrated |= set(on.unrated.get(member, ()))
            if member != customer.id:
                theirs = _before(on.exposed[member], order, on=on, member=member)
                together = together + _in_currency(theirs, customer.currency, on=on)
        limit = on.convert(family_limit, of=head.currency, to=customer.currency)
        family = Family(head.name, limit, exposure(together, policy=policy)) if limit is not None else None
    findings = (*on.findings.get(customer.id, ()), *on.of_order.get(order.id, ()))
    return CreditFacts(
        currency=customer.currency,
        exposure=exposure(own, policy=policy),
        limit_minor=_limit(customer, on),
        status=_status(customer),
        risk_class=RiskClass(customer.risk_class),
        reviewed_on=on.reviewed.get(customer.id) or customer.opened_on,
        late=on.late.get(customer.id, ()),
        credits_minor=on.credits.get(customer.id, 0),
        broken=on.broken.get(customer.id, ()),
        findings=findings,
        family=family,
        rate_ppm=on.rate(customer.currency),
        unrated=tuple(sorted(unrated)),
        plan_default_on=on.failed_plans.get(customer.id),
        segment=customer.segment,
        company=customer.company.code,
    )


def _limit(customer: Customer, on: Ground) -> int | None:
    """The customer's limit, or the higher one that stands for a time; None where none was granted."""
    raised = on.raised.get(customer.id)
    if customer.credit_limit_minor is None:
        return raised
    return max(customer.credit_limit_minor, raised or 0)


def _status(customer: Customer) -> CreditStatus:
    known = {one.value: one for one in CreditStatus}
    return known.get(customer.status, CreditStatus.ACTIVE)


def _before(facts: ExposureFacts, order: Order, *, on: Ground, member: int) -> ExposureFacts:
    """A member's exposure without the order, and without what came to ship after it: that was let go knowing of it."""
    place = on.entered.get(order.id, _LAST) if order.id in on.shipping.get(order.customer_id, {}) else _LAST
    behind = sum(
        minor
        for one, minor in on.shipping.get(member, {}).items()
        if one == order.id or on.entered.get(one, _LAST) > place
    )
    minor = on.convert(behind, of=on.scope.policy.currency, to=facts.currency) or 0
    return replace(facts, released_minor=max(0, facts.released_minor - minor))


def _in_currency(facts: ExposureFacts, currency: str, *, on: Ground) -> ExposureFacts:
    def told(minor: int) -> int:
        return on.convert(minor, of=facts.currency, to=currency) or 0

    return ExposureFacts(
        currency,
        told(facts.open_minor),
        told(facts.disputed_minor),
        told(facts.credits_minor),
        told(facts.released_minor),
        told(facts.uncleared_minor),
    )


def _families(customers: Mapping[int, Customer]) -> tuple[dict[int, Customer], dict[int, list[int]]]:
    """Customer → head of its family, and head → all members; of families whose head has a limit."""
    heads = heads_of(customers.values())
    limited = Customer.objects.filter(id__in=set(heads.values()), credit_limit_minor__isnull=False)
    with_limit = limited.in_bulk()
    members = members_of(with_limit)
    return (
        {one: with_limit[head] for one, head in heads.items() if head in members and len(members[head]) > 1},
        members,
    )


def members_of(heads: Iterable[int]) -> dict[int, list[int]]:
    """Head → its whole family, itself included."""
    of_head = {head: head for head in heads}
    newest = dict(of_head)
    while newest:
        below = Customer.objects.filter(parent_id__in=newest).values_list("id", "parent_id")
        newest = {one: newest[parent] for one, parent in below if one not in of_head}
        of_head |= newest
    found: dict[int, list[int]] = defaultdict(list)
    for one, head in of_head.items():
        found[head].append(one)
    return dict(found)


def _shipping(ground: Ground, scope: Scope) -> None:
    """What of each member's orders may ship and is on credit, in the policy's currency."""
    stale = scope.as_of - dt.timedelta(days=scope.policy.orders.stale_days)
    orders = Order.objects.filter(customer_id__in=scope.customer_ids or [], standing__in=_SHIPPING, is_cod=False)
    columns = ("id", "customer_id", "currency", "amount_minor", "delivered_minor", "ship_date", "entered")
    rows = orders.annotate(entered=Max("decisions__id", filter=_TO_SHIP)).values_list(*columns)
    for order_id, customer_id, currency, amount, delivered, ship_date, entered in rows:
        if ship_date is not None and ship_date < stale:
            continue
        on_credit = max(0, amount - delivered - ground.prepaid.get(order_id, 0))
        minor = ground.convert(on_credit, of=currency, to=scope.policy.currency)
        if minor is None:
            ground.unrated[customer_id] = (*ground.unrated.get(customer_id, ()), currency)
            continue
        ground.shipping.setdefault(customer_id, {})[order_id] = minor
        ground.entered[order_id] = entered or 0, order_id


def _exposed(ground: Ground, scope: Scope, money: KeptMoney) -> None:
    """What is at risk with each member, in its own currency."""
    members = Customer.objects.filter(id__in=scope.customer_ids or [])
    currencies = dict(members.values_list("id", "currency"))
    stale = stale_disputes(scope)
    sums: dict[int, dict[str, int]] = {one: defaultdict(int) for one in currencies}
    for row in Position.objects.filter(customer_id__in=currencies):
        owner = row.customer_id
        to = currencies[owner]
        free = -row.unapplied_minor - row.credit_memo_minor - money.of_customer.get((owner, row.currency), 0)
        parts = {
            "open_minor": row.open_minor,
            "disputed_minor": max(0, row.disputed_minor - stale.get((owner, row.currency), 0)),
            "credits_minor": max(0, free),
            "uncleared_minor": min(max(0, free), money.uncleared.get((owner, row.currency), 0)),
        }
        for name, minor in parts.items():
            told = ground.convert(minor, of=row.currency, to=to)
            if told is None:
                ground.unrated[owner] = (*ground.unrated.get(owner, ()), row.currency)
                break
            sums[owner][name] += told
    for owner, to in currencies.items():
        ships = sum(ground.shipping.get(owner, {}).values())
        sums[owner]["released_minor"] = ground.convert(ships, of=scope.policy.currency, to=to) or 0
        ground.exposed[owner] = ExposureFacts(to, **sums[owner])
        ground.credits[owner] = sums[owner]["credits_minor"] - sums[owner]["uncleared_minor"]


def _late(scope: Scope) -> dict[int, tuple[LateItem, ...]]:
    """What is undisputed and later than the policy lets pass, without items whose extension or plan still runs."""
    rule = scope.policy.holds.H2
    before = scope.as_of - dt.timedelta(days=rule.days_past_due_gt)
    items = scope.of(OpenItem.objects.filter(closed_date__isnull=True, open_minor__gt=0, due_date__lt=before))
    extended = Extension.objects.filter(item=OuterRef("id")).order_by("-granted_on", "-id").values("extended_date")[:1]
    rows = items.annotate(until=Subquery(extended)).values_list(
        "customer_id",
        "customer__currency",
        "number",
        "currency",
        "open_minor",
        "disputed_minor",
        "due_date",
        "until",
        "on_plan",
    )
    found: dict[int, list[LateItem]] = defaultdict(list)
    for customer_id, to, number, currency, opened, disputed, due, until, on_plan in rows:
        runs = "extended" in rule.exclude and until is not None and until >= scope.as_of
        runs = runs or ("active_plan" in rule.exclude and on_plan)
        minor = opened - (disputed if "disputed" in rule.exclude else 0)
        if runs or minor <= 0:
            continue
        told = _told(minor, of=currency, to=to, scope=scope)
        found[customer_id].append(LateItem(number, told, (scope.as_of - due).days))
    return {customer_id: tuple(those) for customer_id, those in found.items()}


def _told(minor: int, *, of: str, to: str, scope: Scope) -> int:
    """An amount in another currency; as it is where no rate converts it, for then the exposure is unknown anyway."""
    if of == to:
        return minor
    one = PAR_PPM if of == scope.policy.currency else scope.rates.get(of)
    other = PAR_PPM if to == scope.policy.currency else scope.rates.get(to)
    return minor if one is None or other is None else minor * one // other


def _broken(scope: Scope) -> dict[int, tuple[BrokenPromise, ...]]:
    """Promises that were broken, or kept in part, within the days of the policy; the newest of each customer."""
    since = scope.as_of - dt.timedelta(days=scope.policy.holds.H3.days)
    unkept = [Promise.State.BROKEN, Promise.State.PARTLY]
    rows = scope.of(Promise.objects.filter(state__in=unkept, judged_on__gte=since, judged_on__lte=scope.as_of))
    columns = (
        "customer_id",
        "customer__currency",
        "currency",
        "state",
        "judged_on",
        "amount_minor",
        "received_minor",
        "date",
    )
    came = _came_since(scope, rows.values_list("customer_id", "currency", "judged_on"))
    found: dict[int, list[BrokenPromise]] = defaultdict(list)
    for customer_id, to, currency, state, judged_on, amount, received, _ in rows.values_list(*columns):
        missing = max(0, amount - received - came.get((customer_id, currency, judged_on), 0))
        told = _told(missing, of=currency, to=to, scope=scope)
        found[customer_id].append(BrokenPromise(judged_on, told, state == Promise.State.PARTLY))
    return {customer_id: tuple(those) for customer_id, those in found.items()}


def _came_since(scope: Scope, promises: Iterable[tuple[int, str, dt.date]]) -> dict[tuple[int, str, dt.date], int]:
    """Customer, currency and day → the payments that came after that day."""
    asked = set(promises)
    if not asked:
        return {}
    first = min(day for _, _, day in asked)
    payments = OpenItem.objects.filter(
        customer_id__in={customer_id for customer_id, _, _ in asked},
        kind=OpenItem.Kind.PAYMENT,
        voided_on__isnull=True,
        document_date__gt=first,
        document_date__lte=scope.as_of,
    )
    found: dict[tuple[int, str, dt.date], int] = defaultdict(int)
    for customer_id, currency, day, minor in payments.values_list(
        "customer_id", "currency", "document_date", "original_minor"
    ):
        for key in asked:
            if key[:2] == (customer_id, currency) and day > key[2]:
                found[key] -= minor
    return dict(found)


def _promised(scope: Scope) -> dict[int, tuple[LivePromise, ...]]:
    """What still stands promised, in the customer's currency."""
    currencies = dict(Customer.objects.filter(id__in=scope.customer_ids or []).values_list("id", "currency"))
    found: dict[int, list[LivePromise]] = defaultdict(list)
    for (customer_id, currency), standing in standing_promises(scope).items():
        for one in standing.promises:
            if one.minor > 0:
                told = _told(one.minor, of=currency, to=currencies[customer_id], scope=scope)
                found[customer_id].append(LivePromise(told, one.date))
    return {customer_id: tuple(those) for customer_id, those in found.items()}


def _findings(scope: Scope) -> dict[int, tuple[StandingFinding, ...]]:
    """What events and people put on the accounts."""
    found: dict[int, list[StandingFinding]] = defaultdict(list)
    events = scope.of(HoldFinding.objects.filter(lifted_on__isnull=True))
    for customer_id, code, why, until in events.values_list("customer_id", "code", "why", "until"):
        found[customer_id].append(StandingFinding(code, Reason.from_dict(why), until))
    by_hand = AccountHold.objects.filter(lifted_at__isnull=True).select_related("by")
    for hold in scope.of(by_hand.filter(order__isnull=True)):
        found[hold.customer_id].append(_by_hand(hold))
    return {customer_id: tuple(those) for customer_id, those in found.items()}


def _of_order(scope: Scope) -> dict[int, tuple[StandingFinding, ...]]:
    found: dict[int, list[StandingFinding]] = defaultdict(list)
    by_hand = AccountHold.objects.filter(lifted_at__isnull=True).select_related("by")
    for hold in scope.of(by_hand.filter(order__isnull=False)):
        found[hold.order_id or 0].append(_by_hand(hold))
    return {order_id: tuple(those) for order_id, those in found.items()}


def _by_hand(hold: AccountHold) -> StandingFinding:
    words = Reason("hold.by_hand", "held by hand: %(why)s", {"why": hold.why})
    return StandingFinding(HoldCode.BY_HAND_OR_EVENT.value, words, hold.until, level_of(hold.by.desk_role))


def _reviewed(scope: Scope) -> dict[int, dt.date]:
    newest = scope.of(CreditReview.objects.filter(reviewed_on__lte=scope.as_of)).order_by()
    return dict(newest.values_list("customer_id").annotate(day=Max("reviewed_on")))


def _raised(customer_ids: Iterable[int], as_of: dt.date) -> dict[int, int]:
    """Customer → his highest temporary limit on the day, in minor units of his currency."""
    standing = TemporaryLimit.objects.filter(
        customer__in=set(customer_ids), ended_at__isnull=True, first_day__lte=as_of, until__gte=as_of
    )
    return dict(standing.order_by().values_list("customer_id").annotate(most=Max("limit_minor")))


def _last_orders(scope: Scope) -> dict[int, list[tuple[dt.date, int]]]:
    """Customer → day and key of his orders that were not cancelled or rejected."""
    found: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    orders = scope.of(Order.objects.exclude(standing__in=_GONE)).order_by()
    for customer_id, order_id, day in orders.values_list("customer_id", "id", "placed_on"):
        found[customer_id].append((day, order_id))
    return dict(found)


def _last_invoices(scope: Scope) -> dict[int, dt.date]:
    invoices = scope.of(OpenItem.objects.filter(kind=OpenItem.Kind.INVOICE, voided_on__isnull=True)).order_by()
    return dict(invoices.values_list("customer_id").annotate(day=Max("document_date")))
