"""Payments and their matches, counted by the database: by channel, by week, by payer. A year of them is a few rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from creditdesk.cash.models import Match, Receipt
from creditdesk.domain.match_rates import BARE_SHARE, ENOUGH, SHORT_SHARE, Counted, How, PayerHabits
from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import keys, rows_of

WHOLE, CHANNEL, WEEK, PAYER = "whole", "channel", "week", "payer"
_HABITS = "habits"
# By what payments are counted → the text that says to which group one belongs.
_LABELS = {WHOLE: "CAST('' AS TEXT)", CHANNEL: "p.channel", WEEK: "p.week", PAYER: "CAST(p.customer_id AS TEXT)"}
_ADDED = (
    "payments",
    "amount",
    "lines",
    "lines_by_itself",
    "applied_by_itself",
    "made",
    "wrong",
    "made_by_machine",
    "wrong_by_machine",
)
# Where a row counts envelopes, this stands in place of how its payments are matched.
_ENVELOPES = -1

# By what it is counted, currency, and the channel, the week's Monday or the customer's key.
Group = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Which payments are counted: of the companies, posted from the first to the last day; empty narrows nothing."""

    company_ids: Sequence[int]
    first: dt.date
    last: dt.date
    channel: str = ""
    currency: str = ""

    @property
    def condition(self) -> str:
        """The condition over the receipts `r`; its values are the parameters."""
        parts = [f"r.company_id IN ({keys(self.company_ids)})", "r.posting_date BETWEEN %s AND %s", "r.standing <> %s"]
        parts += ["r.channel = %s"] if self.channel else []
        parts += ["r.currency = %s"] if self.currency else []
        return " AND ".join(parts)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The values of the condition."""
        chosen = tuple(one for one in (self.channel, self.currency) if one)
        return (self.first.isoformat(), self.last.isoformat(), Receipt.Standing.TAKEN_BACK.value, *chosen)


def counts(span: Span, *, payers: int, habits: int) -> tuple[dict[Group, Counted], list[PayerHabits]]:
    """The counts of each group, and of so many payers with habits to mend, those with the most payments first.

    Of the payers so many are counted in each currency, the largest first.
    """
    told: dict[Group, dict[str, Any]] = defaultdict(lambda: {"how": {}})
    found: list[tuple[int, int, int, int]] = []
    for part, currency, label, how, *values in rows_of(
        _statement(span, payers=payers, habits=habits), *span.parameters
    ):
        numbers = [int(value) for value in values]
        group = told[part, currency, label] if part != _HABITS else {}
        if part == _HABITS:
            found.append((int(label), numbers[0], numbers[1], numbers[2]))
        elif how == _ENVELOPES:
            group |= {"envelopes": numbers[0], "envelopes_by_itself": numbers[0] - numbers[1]}
        else:
            group["how"][How(how)] = numbers[0]
            for name, number in zip(_SUMS, numbers, strict=True):
                group[name] = group.get(name, 0) + number
    _add_seconds(told, span)
    names = names_of_payers(one for one, *_ in found)
    payers_found = [PayerHabits(one, names.get(one, ""), *numbers) for one, *numbers in found]
    return {group: Counted(**values) for group, values in told.items()}, payers_found


def names_of_payers(ids: Any) -> dict[int, str]:
    """Customer → his name."""
    return dict(Customer.objects.filter(id__in=list(ids)).values_list("id", "name"))


_SUMS = (
    "payments",
    "received_minor",
    "lines",
    "lines_by_itself",
    "applied_by_itself_minor",
    "made",
    "wrong",
    "made_by_machine",
    "wrong_by_machine",
)
_NOTHING = ", 0" * (len(_SUMS) - 2)
# What the bank returned later was matched rightly; what went with an undone file never was.
_STANDS = f"m.taken_back IN ('', '{Match.TakenBack.RETURNED.value}')"
_WRONG = f"m.taken_back = '{Match.TakenBack.WRONG.value}'"
_MATCHED = f"m.receipt_id = r.id AND m.taken_back <> '{Match.TakenBack.FILE_UNDONE.value}'"
_BY_ITSELF = f"(p.how & {int(How.STANDS | How.PEOPLE)}) = {int(How.STANDS)}"


def _monday() -> str:
    """SQL for the Monday of the week of a receipt, as text."""
    if connection.vendor == "postgresql":
        return "CAST(CAST(DATE_TRUNC('week', r.posting_date) AS DATE) AS TEXT)"
    return "DATE(r.posting_date, 'weekday 0', '-6 days')"


def _statement(span: Span, *, payers: int, habits: int) -> str:
    """One statement, so that the payments and their matches are gone through once, whatever they are counted by."""
    parts = [_payments_by(part) for part in _LABELS] + [_envelopes_by(part) for part in _LABELS] + [_habits(habits)]
    largest = (
        "SELECT currency, customer_id FROM (SELECT currency, customer_id, ROW_NUMBER() OVER (PARTITION BY currency "
        "ORDER BY SUM(amount) DESC, customer_id) AS place FROM payment WHERE customer_id IS NOT NULL "
        "GROUP BY currency, customer_id) ranked WHERE place <= "
    )
    return (
        f"WITH paid AS ({_paid(span)}), payment AS MATERIALIZED ({_told()}), "
        f"envelope AS MATERIALIZED ({_together()}), largest AS MATERIALIZED ({largest}{payers}) "
        + " UNION ALL ".join(parts)
    )


def _paid(span: Span) -> str:
    """Each payment with its matches counted."""
    people = f"{_STANDS} AND NOT m.is_automatic"
    return (
        f"SELECT r.id, r.currency, r.channel, {_monday()} AS week, r.customer_id, 1 AS payments, "  # noqa: S608
        "r.amount_minor AS amount, l.statement_id, "
        "(SELECT MAX(a.id) FROM cash_remittance a WHERE a.receipt_id = r.id) AS list_id, "
        "CASE WHEN i.open_minor = 0 THEN 1 ELSE 0 END AS settled, "
        f"COUNT(m.id) FILTER (WHERE {_STANDS}) AS stands, COUNT(m.id) FILTER (WHERE {people}) AS people, "
        f"COUNT(m.id) FILTER (WHERE {people} AND m.rank IS NULL) AS by_hand, "
        f"COUNT(m.id) FILTER (WHERE {people} AND m.rank <> 1) AS other, "
        f"COALESCE(SUM(m.line_count) FILTER (WHERE {_STANDS}), 0) AS lines, "
        f"COALESCE(SUM(m.line_count) FILTER (WHERE {_STANDS} AND m.is_automatic), 0) AS lines_by_itself, "
        f"COALESCE(SUM(m.applied_minor) FILTER (WHERE {_STANDS} AND m.is_automatic), 0) AS applied_by_itself, "
        f"COUNT(m.id) AS made, COUNT(m.id) FILTER (WHERE {_WRONG}) AS wrong, "
        "COUNT(m.id) FILTER (WHERE m.is_automatic) AS made_by_machine, "
        f"COUNT(m.id) FILTER (WHERE {_WRONG} AND m.is_automatic) AS wrong_by_machine, "
        f"COUNT(m.id) FILTER (WHERE {_STANDS} AND m.deduction_minor > 0) AS short "
        "FROM cash_receipt r LEFT JOIN receivables_openitem i ON i.id = r.item_id "
        "LEFT JOIN cash_bankline l ON l.id = r.line_id "
        f"LEFT JOIN cash_match m ON {_MATCHED} WHERE {span.condition} GROUP BY r.id, i.id, l.id"
    )


def _told() -> str:
    """Each payment with how it is matched, and the envelope that it came in: a statement, a list, else itself."""
    flags = {
        "stands": How.STANDS,
        "people": How.PEOPLE,
        "by_hand": How.BY_HAND,
        "other": How.OTHER,
        "settled": How.SETTLED,
    }
    how = " + ".join(f"CASE WHEN {name} > 0 THEN {int(flag)} ELSE 0 END" for name, flag in flags.items())
    return (
        f"SELECT paid.*, {how} AS how, CASE WHEN statement_id IS NOT NULL THEN 3 * statement_id "  # noqa: S608
        "WHEN list_id IS NOT NULL THEN 3 * list_id + 1 ELSE 3 * id + 2 END AS envelope FROM paid"
    )


def _together() -> str:
    """The payments of one envelope that are alike, added up: most came with a bank's statement of a day."""
    added = ", ".join(f"SUM(p.{name}) AS {name}" for name in _ADDED)
    return (
        f"SELECT p.currency, p.channel, p.week, p.envelope, p.how, {added} FROM payment p "  # noqa: S608
        "GROUP BY p.currency, p.channel, p.week, p.envelope, p.how"
    )


def _of(part: str) -> str:
    """Of the payers the largest alone."""
    joined = "JOIN largest g ON g.customer_id = p.customer_id AND g.currency = p.currency"
    return f"FROM payment p {joined}" if part == PAYER else "FROM envelope p"


def _payments_by(part: str) -> str:
    added = ", ".join(f"SUM(p.{name})" for name in _ADDED)
    return f"SELECT '{part}', p.currency, {_LABELS[part]}, p.how, {added} {_of(part)} GROUP BY 2, 3, 4"


def _envelopes_by(part: str) -> str:
    others = f"COUNT(DISTINCT CASE WHEN NOT ({_BY_ITSELF}) THEN p.envelope END)"
    return (
        f"SELECT '{part}', p.currency, {_LABELS[part]}, {_ENVELOPES}, COUNT(DISTINCT p.envelope), {others}{_NOTHING} "
        f"{_of(part)} GROUP BY 2, 3"
    )


def _habits(most: int) -> str:
    """Payers of whom something may be said, by how many payments that is of; the rule says what."""
    bare, short = (
        "SUM(CASE WHEN NOT (" + _BY_ITSELF + ") AND p.list_id IS NULL THEN 1 ELSE 0 END)",
        ("SUM(CASE WHEN p.short > 0 THEN 1 ELSE 0 END)"),
    )
    is_bare = f"h.bare * {BARE_SHARE[1]} > h.payments * {BARE_SHARE[0]}"
    is_short = f"h.short * {SHORT_SHARE[1]} >= h.payments * {SHORT_SHARE[0]}"
    helped = (
        f"CASE WHEN {is_bare} AND (h.bare >= h.short OR NOT ({is_short})) THEN h.bare "
        f"WHEN {is_short} THEN h.short ELSE 0 END"
    )
    counted = (
        f"SELECT p.customer_id, COUNT(*) AS payments, {bare} AS bare, {short} AS short FROM payment p "  # noqa: S608
        f"WHERE p.customer_id IS NOT NULL GROUP BY p.customer_id HAVING COUNT(*) >= {ENOUGH}"
    )
    return (
        f"SELECT * FROM (SELECT '{_HABITS}', '', CAST(h.customer_id AS TEXT), 0, h.payments, h.bare, h.short"  # noqa: S608
        f"{_NOTHING.removesuffix(', 0')} FROM ({counted}) h WHERE {is_bare} OR {is_short} "
        f"ORDER BY {helped} DESC, h.customer_id LIMIT {most}) told"
    )


def _add_seconds(told: dict[Group, dict[str, Any]], span: Span) -> None:
    """How many matches took a person so many seconds, into the groups that there are."""
    measured = (
        f"SELECT r.currency, r.channel, {_monday()} AS week, r.customer_id, m.seconds FROM cash_receipt r "  # noqa: S608
        f"JOIN cash_match m ON {_MATCHED} WHERE {span.condition} AND m.seconds IS NOT NULL"
    )
    payers = [int(label) for part, _, label in told if part == PAYER]
    parts = []
    for part, label in _LABELS.items():
        whose = f"WHERE p.customer_id IN ({keys(payers)}) " if part == PAYER else ""
        parts.append(f"SELECT '{part}', p.currency, {label}, p.seconds, COUNT(*) FROM p {whose}GROUP BY 2, 3, 4")  # noqa: S608
    statement = f"WITH p AS MATERIALIZED ({measured}) " + " UNION ALL ".join(parts)
    for part, currency, label, seconds, count in rows_of(statement, *span.parameters):
        if (group := told.get((part, currency, label))) is not None:
            group.setdefault("seconds", {})[seconds] = count
