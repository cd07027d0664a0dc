"""Orders with their lines: one row for each line, with what holds for the whole order repeated on it.

The rows of one order belong together, wherever they stand in the file: they go in together or not at all, because an
order without one of its lines is another order. What only some of them say of the whole order holds for all; where two
say different things, the row that came later is refused, and the others with it::

    SO-1, C1, 2026-06-12, 10, 600.00      the first row carries all lines,
    SO-1, C1, 2026-06-12, 20, 400.00      each row its own

Where the order's amount stands beside its lines, they make it; where it does not, it is what they make.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.intake.formats.refusals import RowRefused, quoted

Record = dict[str, Any]
# What a row says of its line, and as what the line keeps it.
LINE_FIELDS = {
    "line_number": "number",
    "item": "item",
    "quantity": "quantity",
    "line_amount_minor": "amount_minor",
    "line_ship_date": "ship_date",
}
_NEEDED = ("customer_number", "placed_on")


def whole_orders(rows: Iterable[Record | RowRefused], columns: Mapping[str, str]) -> Iterator[Record | RowRefused]:
    """The rows of each order together, or each with the reason why none of them goes in; a file without lines as it is.

    Rule: docs/rules/holds.md.
    """
    if not LINE_FIELDS.keys() & columns.keys():
        yield from rows
        return
    orders: dict[tuple[str, str, int], list[Record]] = defaultdict(list)
    lost: dict[str, int] = {}
    before: Record | None = None
    unknown = 0  # the line of a row of which nobody can tell the order
    for row in rows:
        if isinstance(row, RowRefused):
            yield row
            unknown = unknown if row.record else row.line
            if row.record:
                lost.setdefault(row.record, row.line)
            elif before is not None:
                _lose(before, row.line, lost)
            continue
        if unknown:
            _lose(row, unknown, lost)
        before, unknown = row, 0
        said = row["values"]
        orders[row["company"], said["order_number"], said.get("version", 0)].append(row)
    for (_, number, _), those in orders.items():
        yield from _refused(those, those[0], lost[number], columns) if number in lost else _order(those, columns)


def _lose(row: Record, line: int, lost: dict[str, int]) -> None:
    """Doubt the order beside a row that may be its own, unless its amount says whether lines are missing."""
    if "amount_minor" not in row["values"]:
        lost.setdefault(row["values"]["order_number"], line)


def _order(rows: list[Record], columns: Mapping[str, str]) -> Iterator[Record | RowRefused]:
    """The rows of one order, the first with all of its lines."""
    whole: dict[str, tuple[Any, int]] = {}
    for row in rows:
        for name, value in row["values"].items():
            if name in LINE_FIELDS:
                continue
            first, line = whole.setdefault(name, (value, row["line"]))
            if value != first:
                return (yield from _refused(rows, row, row["line"], columns, (name, *_contradicts(value, first, line))))
    said = {name: value for name, (value, _) in whole.items()}
    if missing := _missing(rows, said):
        row, name, reason = missing
        return (yield from _refused(rows, row, row["line"], columns, (name, reason)))
    lines = [_line(row) for row in rows] if _has_lines(rows) else []
    if lines:
        said.setdefault("amount_minor", sum(one["amount_minor"] for one in lines))
        if days := [one["ship_date"] for one in lines if one["ship_date"]]:
            said.setdefault("ship_date", min(days))
    if fault := _sums(rows, said, lines):
        return (yield from _refused(rows, rows[0], rows[0]["line"], columns, fault))
    for place, row in enumerate(rows):
        own = {name: value for name, value in row["values"].items() if name in LINE_FIELDS}
        row["values"] = said | own | ({"lines": lines} if lines and place == 0 else {})
        row["belongs_to"] = rows[0]["line"]
        yield row


def _contradicts(value: Any, first: Any, line: int) -> tuple[Reason]:
    text = "Line %(line)d of the same order says %(first)s, this one %(value)s."
    facts: dict[str, Fact] = {"line": line, "first": quoted(str(first)), "value": quoted(str(value))}
    return (Reason("intake.order_contradicted", text, facts),)


def _has_lines(rows: Sequence[Record]) -> bool:
    return len(rows) > 1 or bool(LINE_FIELDS.keys() & rows[0]["values"].keys())


def _missing(rows: Sequence[Record], said: Mapping[str, Any]) -> tuple[Record, str, Reason] | None:
    """The first thing that the order or one of its lines does not say and must."""
    for name in _NEEDED:
        if name not in said:
            return rows[0], name, _not_named(name)
    if not _has_lines(rows):
        return None if "amount_minor" in said else (rows[0], "amount_minor", _not_named("amount_minor"))
    for row in rows:
        for name in ("line_number", "line_amount_minor"):
            if name not in row["values"]:
                return row, name, _not_named(name)
    return None


def _not_named(name: str) -> Reason:
    return Reason("intake.field_missing", "The row names no %(field)s.", {"field": name.replace("_", " ")})


def _sums(rows: Sequence[Record], said: Mapping[str, Any], lines: Sequence[Record]) -> tuple[str, Reason] | None:
    """What does not add up: the lines to the order, or what is delivered to what was ordered."""
    made, amount = sum(one["amount_minor"] for one in lines), said["amount_minor"]
    if lines and made != amount:
        currency = said["currency"]
        facts: dict[str, Fact] = {"lines": str(Money(made, currency)), "amount": str(Money(amount, currency))}
        return "amount_minor", Reason("intake.order_sum", "The lines make %(lines)s, the order %(amount)s.", facts)
    if said.get("delivered_minor", 0) > amount:
        return "delivered_minor", Reason("intake.order_delivered", "More is delivered than was ordered.")
    return None


def _line(row: Record) -> Record:
    said = row["values"]
    return {"item": "", "quantity": "", "ship_date": None} | {
        kept: said[name] for name, kept in LINE_FIELDS.items() if name in said
    }


def _refused(
    rows: Sequence[Record],
    culprit: Record,
    line: int,
    columns: Mapping[str, str],
    fault: tuple[str, Reason] | None = None,
) -> Iterator[RowRefused]:
    """Every row of an order of which one does not go in: that row with its reason, the others with its line."""
    for row in rows:
        if row is culprit and fault is not None:
            name, reason = fault
        else:
            text = "The order goes in whole or not at all, and line %(line)d does not."
            name, reason = "order_number", Reason("intake.order_not_whole", text, {"line": line})
        value = quoted(str(row["values"].get(name, "")))
        yield RowRefused(row["line"], name, columns.get(name, ""), value, reason)
