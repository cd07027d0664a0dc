"""Match analytics: the payments of some days with their matches as figures, from what the database counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Trim

from creditdesk.cash.access import cash_companies
from creditdesk.cash.match_counts import CHANNEL, PAYER, WEEK, WHOLE, Span, counts, names_of_payers
from creditdesk.cash.match_counts import Group as Key
from creditdesk.cash.models import Match, Receipt
from creditdesk.domain.match_rates import Advice, Counted, Rates, RuleCounts, rates_of, what_to_fix
from creditdesk.parties.models import User

# The longest period, in days: a year and its like before.
LONGEST = 731
# So many payers of each currency, and so many things to fix, are worth reading.
MOST_PAYERS = 50
MOST_ADVICE = 20


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some payments in one currency: of all, of a channel, of a payer."""

    label: str
    currency: str
    payments: int
    received_minor: int
    rates: Rates
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class MatchFigures:
    """The figures of a period: of all payments, by channel, by week, by payer, and what to fix."""

    first: dt.date
    last: dt.date
    whole: tuple[Group, ...]
    by_channel: tuple[Group, ...]
    by_week: tuple[Group, ...]
    by_payer: tuple[Group, ...]
    advice: tuple[Advice, ...]


def match_figures(user: User, *, first: dt.date, last: dt.date, channel: str = "", currency: str = "") -> MatchFigures:
    """The figures of the payments that were posted from the first to the last day, for those who see all cash."""
    span = Span(cash_companies(user), first, last, channel=channel, currency=currency)
    counted, habits = counts(span, payers=MOST_PAYERS, habits=MOST_ADVICE)
    advice = what_to_fix(habits, nameless=_nameless(span), rules=_rules(span))
    by_payer = _groups(counted, PAYER)
    return MatchFigures(
        first=first,
        last=last,
        whole=tuple(_groups(counted, WHOLE)),
        by_channel=tuple(_groups(counted, CHANNEL)),
        by_week=tuple(_groups(counted, WEEK)),
        by_payer=tuple(sorted(by_payer, key=lambda one: (one.currency, -one.received_minor, one.label))),
        advice=tuple(advice[:MOST_ADVICE]),
    )


def _groups(counted: Mapping[Key, Counted], part: str) -> list[Group]:
    keys = sorted((currency, label) for of, currency, label in counted if of == part)
    names = names_of_payers(int(label) for _, label in keys) if part == PAYER else {}
    groups = []
    for currency, label in keys:
        of, customer_id = counted[part, currency, label], int(label) if part == PAYER else None
        name = label if customer_id is None else names.get(customer_id, "")
        groups.append(Group(name, currency, of.payments, of.received_minor, rates_of(of), customer_id))
    return groups


def _nameless(span: Span) -> dict[str, int]:
    """Under which names most payments came of which no customer is known."""
    found = _receipts(span).filter(customer__isnull=True).order_by().values_list(Trim("payer_name"))
    return dict(found.annotate(payments=Count("id")).order_by("-payments", Trim("payer_name"))[:MOST_ADVICE])


def _rules(span: Span) -> Iterable[RuleCounts]:
    """The matches of the payments by the rule on which they rest."""
    made = Match.objects.filter(receipt__in=_receipts(span).order_by().values("id"))
    made = made.exclude(taken_back=Match.TakenBack.FILE_UNDONE).exclude(basis="")
    wrong = Count("id", filter=Q(taken_back=Match.TakenBack.WRONG))
    rows = made.order_by().values_list("basis").annotate(made=Count("id"), wrong=wrong).order_by("basis")
    return [RuleCounts(*row) for row in rows]


def _receipts(span: Span) -> QuerySet[Receipt]:
    found = Receipt.objects.filter(company__in=span.company_ids, posting_date__range=(span.first, span.last))
    for name in ("channel", "currency"):
        if value := getattr(span, name):
            found = found.filter(**{name: value})
    return found.exclude(standing=Receipt.Standing.TAKEN_BACK)
