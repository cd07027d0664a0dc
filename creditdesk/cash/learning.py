"""What the desk learned from matches: how often each rule was right, and what each payer usually does.

Both are counted from matches as they stand, so that a match that is taken back teaches nothing but that it was wrong.
What the machine posted teaches only once somebody looked it through, or once it stood for the days of the policy: else
the desk would learn from itself that it is right.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, Q

from creditdesk.cash.models import Match
from creditdesk.domain.cash_habits import Habit, PastLine, PastPayment, learn_habits
from creditdesk.domain.cash_proposals import CashRules, RuleRecord
from creditdesk.domain.cash_sums import DEFAULT_BOUNDS, SumBounds
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import PolicyInForce
from creditdesk.receivables.models import OpenItem

# A payer's habits show in his newest payments; what else was open on a day is looked for among so many.
_NEWEST, _MOST_LEFT_OPEN = 12, 400
_DAYS_OF_A_MONTH = Decimal("30.4375")


def proved(*, stood_since: dt.date) -> Q:
    """Matches that count as right: a person's, and the machine's that were reviewed or stand since that day."""
    return Q(taken_back="") & (Q(is_automatic=False) | ~Q(reviewed_by="") | Q(posting_date__lte=stood_since))


def records_of(company_id: int, *, since: dt.date, stood_since: dt.date) -> dict[str, RuleRecord]:
    """Rule → how often what it proposed first was right and wrong: proved; or taken back as wrong, or passed over by a
    person whose match stands.
    """
    told = Match.objects.filter(company_id=company_id, posting_date__gte=since).exclude(basis="")
    counted = (
        told.filter(Q(is_automatic=True) | Q(rank=1))
        .values("basis")
        .annotate(
            right=Count("id", filter=proved(stood_since=stood_since)), wrong=Count("id", filter=Q(taken_back="wrong"))
        )
        .order_by()
    )
    found = {row["basis"]: RuleRecord(row["right"], row["wrong"]) for row in counted}
    standing = Match.objects.filter(company_id=company_id, posting_date__gte=since, taken_back="")
    passed = standing.exclude(passed_over="").values_list("passed_over").annotate(times=Count("id")).order_by()
    for rule, times in passed:
        was = found.get(rule, RuleRecord())
        found[rule] = RuleRecord(was.right, was.wrong + times)
    return found


def rules_for(
    company_id: int, *, policy: PolicyInForce, as_of: dt.date, bounds: SumBounds = DEFAULT_BOUNDS
) -> dict[str, CashRules]:
    """Currency → the rules of matching in it, with the policy's limits and what was learned.

    A small difference is cleared only in a currency for which there is a rate.
    """
    document, cash = policy.document, policy.document.cash
    since = first_day_of_learning(policy, as_of=as_of)
    records = records_of(company_id, since=since, stood_since=last_day_to_stand(policy, as_of=as_of))
    rates = minor_rates(document.currency, as_of=as_of) | {document.currency: 1_000_000}
    most = document.minor(document.small_difference.max_amount)
    return {
        currency: CashRules(
            post_at=cash.post_at,
            propose_at=cash.propose_at,
            short_max_minor=most * 1_000_000 // rate,
            short_max_permille=int(document.small_difference.max_pct * 10),
            bounds=bounds,
            records=records,
            weight=cash.learning_weight,
        )
        for currency, rate in rates.items()
        if rate > 0
    }


def rules_in(currency: str, rules: Mapping[str, CashRules]) -> CashRules:
    """Those of the currency; without a rate for it no difference is small."""
    if currency in rules:
        return rules[currency]
    one = next(iter(rules.values()))
    return replace(one, short_max_minor=0)


def first_day_of_learning(policy: PolicyInForce, *, as_of: dt.date) -> dt.date:
    """The day from which decisions count."""
    return as_of - dt.timedelta(days=int(policy.document.cash.learning_months * _DAYS_OF_A_MONTH))


def last_day_to_stand(policy: PolicyInForce, *, as_of: dt.date) -> dt.date:
    """Since when a match of the machine that nobody reviewed must stand to count as right."""
    return as_of - dt.timedelta(days=policy.document.cash.learning_stands_days)


def habits_of(customer_ids: Collection[int], *, since: dt.date, stood_since: dt.date) -> dict[int, tuple[Habit, ...]]:
    """Customer → his habits as the newest of his payments show them."""
    matches = Match.objects.filter(
        proved(stood_since=stood_since), receipt__customer_id__in=customer_ids, posting_date__gte=since
    )
    newest: dict[int, list[Match]] = defaultdict(list)
    for match in matches.select_related("receipt").order_by("-id"):
        mine = newest[match.receipt.customer_id or 0]
        if len(mine) < _NEWEST:
            mine.append(match)
    named = {line["item_id"] for mine in newest.values() for match in mine for line in match.lines}
    due = dict(OpenItem.objects.filter(id__in=named).values_list("id", "due_date"))
    claims = _claims_since(newest)
    return {
        customer_id: learn_habits(_past(match, due=due, claims=claims.get(customer_id, ())) for match in mine)
        for customer_id, mine in newest.items()
    }


_Claim = tuple[int, str, dt.date, dt.date | None, dt.date]


def _claims_since(newest: Mapping[int, list[Match]]) -> dict[int, list[_Claim]]:
    """Customer → the claims on his account that were open on one of the days of these payments, or later."""
    if not newest:
        return {}
    first = min(match.posting_date for mine in newest.values() for match in mine)
    claims = OpenItem.objects.filter(customer_id__in=newest, original_minor__gt=0)
    since = claims.filter(Q(closed_date__isnull=True) | Q(closed_date__gt=first))
    found: dict[int, list[_Claim]] = defaultdict(list)
    columns = ("customer_id", "id", "currency", "posting_date", "closed_date", "due_date")
    for customer_id, *claim in since.values_list(*columns):
        found[customer_id].append(tuple(claim))
    return found


def _past(match: Match, *, due: Mapping[int, dt.date], claims: Iterable[_Claim]) -> PastPayment:
    lines = tuple(
        PastLine(
            line["item_id"],
            sum(line.get(part, 0) for part in ("applied_minor", "discount_minor", "short_minor", "deduction_minor")),
            due[line["item_id"]],
            line.get("discount_minor", 0),
            line.get("deduction_minor", 0),
            line.get("claim", ""),
        )
        for line in match.lines
        if line["item_id"] in due and line["applied_minor"] > 0
    )
    day, paid = match.posting_date, {line.item_id for line in lines}
    left = [
        due_date
        for item_id, currency, posted, closed, due_date in claims
        if currency == match.receipt.currency and posted < day and (closed is None or closed > day)
        if item_id not in paid
    ]
    named = not match.basis.startswith("none.") and match.basis != ""
    return PastPayment(lines, tuple(left[:_MOST_LEFT_OPEN]), named_documents=named)
