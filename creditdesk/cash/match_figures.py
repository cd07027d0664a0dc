"""Match analytics out of the database: the payments of some days with their matches, and the figures of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from creditdesk.cash.access import cash_companies
from creditdesk.cash.models import Match, Receipt, Remittance
from creditdesk.domain.match_rates import Advice, MatchFacts, PaymentFacts, Rates, rates_of, what_to_fix
from creditdesk.parties.models import Customer, User

# The longest period, in days: a year and its like before.
LONGEST = 731
# So many payers, and so many things to fix, are worth reading.
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


@dataclass(frozen=True, slots=True)
class _Told:
    facts: PaymentFacts
    currency: str
    day: dt.date


def match_figures(user: User, *, first: dt.date, last: dt.date, channel: str = "", currency: str = "") -> MatchFigures:
    """The figures of the payments that were posted from the first to the last day, for those who see all cash."""
    payments = _payments(user, first=first, last=last, channel=channel, currency=currency)
    advice = what_to_fix([one.facts for one in payments])
    return MatchFigures(
        first=first,
        last=last,
        whole=_grouped(payments, lambda one: ("", None)),
        by_channel=_grouped(payments, lambda one: (one.facts.channel, None)),
        by_week=_grouped(payments, lambda one: (_monday(one.day).isoformat(), None)),
        by_payer=_largest(_grouped(payments, lambda one: (one.facts.payer_name, one.facts.payer_id))),
        advice=tuple(advice[:MOST_ADVICE]),
    )


def _grouped(payments: Sequence[_Told], key: Callable[[_Told], tuple[str, int | None]]) -> tuple[Group, ...]:
    groups: dict[tuple[str, str, int], list[PaymentFacts]] = defaultdict(list)
    for one in payments:
        label, customer_id = key(one)
        groups[one.currency, "" if customer_id else label, customer_id or 0].append(one.facts)
    made = []
    for (code, label, customer_id), of in sorted(groups.items()):
        received = sum(one.amount_minor for one in of)
        name = label or (of[0].payer_name if customer_id else "")
        made.append(Group(name, code, len(of), received, rates_of(of), customer_id or None))
    return tuple(made)


def _largest(groups: Sequence[Group]) -> tuple[Group, ...]:
    known = [one for one in groups if one.customer_id is not None]
    return tuple(sorted(known, key=lambda one: (one.currency, -one.received_minor, one.label))[:MOST_PAYERS])


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _payments(user: User, *, first: dt.date, last: dt.date, channel: str, currency: str) -> list[_Told]:
    gone = Receipt.Standing.TAKEN_BACK
    receipts = Receipt.objects.filter(company__in=cash_companies(user), posting_date__range=(first, last)).exclude(
        standing=gone
    )
    if channel:
        receipts = receipts.filter(channel=channel)
    if currency:
        receipts = receipts.filter(currency=currency)
    ids = receipts.order_by().values("id")
    matches = _matches(ids)
    listed = dict(Remittance.objects.filter(receipt__in=ids).values_list("receipt_id", "id"))
    rows = receipts.order_by("id").values_list(
        "id", "amount_minor", "item__open_minor", "item_id", "line__statement_id", "channel", "customer_id",
        "payer_name", "currency", "posting_date",
    )  # fmt: skip
    found = list(rows)
    names = dict(Customer.objects.filter(id__in={row[6] for row in found if row[6]}).values_list("id", "name"))
    return [
        _Told(
            PaymentFacts(
                receipt_id=receipt_id,
                amount_minor=amount,
                open_minor=-(open_minor or 0) if item_id else amount,
                envelope=_envelope(receipt_id, statement_id, listed.get(receipt_id)),
                channel=way,
                payer_id=customer_id,
                payer_name=names.get(customer_id, payer_name),
                has_remittance=receipt_id in listed,
                matches=tuple(matches[receipt_id]),
            ),
            code,
            day,
        )
        for receipt_id, amount, open_minor, item_id, statement_id, way, customer_id, payer_name, code, day in found
        if day is not None
    ]


def _envelope(receipt_id: int, statement_id: int | None, remittance_id: int | None) -> str:
    """What the payment came in: the bank's statement, else the payer's list, else by itself."""
    if statement_id:
        return f"statement {statement_id}"
    return f"remittance {remittance_id}" if remittance_id else f"payment {receipt_id}"


def _matches(receipt_ids: QuerySet[Receipt, Any]) -> dict[int, list[MatchFacts]]:
    """Receipt → its matches; those that went with an undone file never were."""
    found: dict[int, list[MatchFacts]] = defaultdict(list)
    rows = Match.objects.filter(receipt__in=receipt_ids).exclude(taken_back=Match.TakenBack.FILE_UNDONE)
    for receipt_id, automatic, rank, basis, count, applied, seconds, back, lines in rows.order_by("id").values_list(
        "receipt_id", "is_automatic", "rank", "basis", "line_count", "applied_minor", "seconds", "taken_back", "lines"
    ):
        found[receipt_id].append(
            MatchFacts(
                is_automatic=automatic,
                rank=rank,
                basis=basis,
                lines=count,
                applied_minor=applied,
                seconds=seconds,
                was_wrong=back == Match.TakenBack.WRONG,
                # What the bank returned later was matched rightly.
                stands=back in ("", Match.TakenBack.RETURNED),
                with_deduction=any(line.get("deduction_minor") for line in lines),
            )
        )
    return found
