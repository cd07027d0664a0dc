"""What only the whole file can tell, found in one pass before any row is read.

The order of day and month and the decimal mark are decided per column over all of its values. A column that does not
tell takes the answer of the other columns of its kind; where none tells, the person who loads the file is asked: the
question stands in `Findings.questions`, and the answer goes into the mapping (`day_order`, `decimal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.evidence import DateEvidence, DecimalEvidence, IdentifierEvidence, WidthEvidence
from creditdesk.intake.formats.passed import Passed, PassedRows
from creditdesk.intake.formats.tabular import Table
from creditdesk.intake.formats.values import DayOrder, DecimalMark


@dataclass(frozen=True, slots=True)
class Question:
    """What the file does not tell. The answer goes into the setting of that name of the mapping."""

    setting: Literal["day_order", "decimal"]
    column: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Findings:
    """What the first pass found; `rows_read` counts every row, also those that will be refused.

    Rows that are no document are not among them: `passed` counts those.
    """

    rows_read: int
    day_orders: Mapping[str, DayOrder | None]
    decimals: Mapping[str, DecimalMark]
    float_shaped: frozenset[str]
    customer_width: int | None
    questions: tuple[Question, ...]
    warnings: tuple[Reason, ...]
    passed: PassedRows = field(default_factory=PassedRows)


def study(table: Table, mapping: ColumnMapping) -> Findings:
    """Reads the file once and decides per column. Raises FileRefused as `Table.rows` and MappingInvalid as `check`.

    Rule: docs/rules/intake.md, "What a whole column tells".
    """
    mapping.check(table.headers)
    place = {name: table.headers.index(heading) for name, heading in mapping.columns.items()}
    dates = {name: DateEvidence() for name in place if mapping.fields[name] == "date"}
    decimals = {name: DecimalEvidence() for name in place if mapping.fields[name] in ("amount", "rate")}
    shapes = {name: IdentifierEvidence() for name in place if mapping.fields[name] == "identifier"}
    widths = {"customer_number": WidthEvidence()} if "customer_number" in place else {}
    watchers = [
        (place[name], evidence.see) for kind in (dates, decimals, shapes, widths) for name, evidence in kind.items()
    ]
    count = 0
    passed = PassedRows()
    for row in table.rows():
        if isinstance(row, Passed):
            passed.add(row)
            continue
        count += 1
        if isinstance(row, Row):
            cells = row.cells
            for position, see in watchers:
                see(cells[position].strip().partition(" + ")[0])
    day_orders, day_questions = _day_orders(dates, mapping)
    marks, mark_questions = _decimals(decimals, mapping)
    width = widths["customer_number"].width() if widths else None
    warnings = table.warnings
    if widths and widths["customer_number"].is_mixed():
        warnings = (*warnings, _MIXED_WIDTHS)
    warnings = (*warnings, *passed.warnings())
    return Findings(
        rows_read=count,
        day_orders=day_orders,
        decimals=marks,
        float_shaped=frozenset(name for name, shape in shapes.items() if shape.float_shaped()),
        customer_width=width,
        questions=(*day_questions, *mark_questions),
        warnings=warnings,
        passed=passed,
    )


_MIXED_WIDTHS = Reason(
    "intake.customer_widths",
    "Customer numbers with and without leading zeros have several widths; they are taken as they are.",
)


def _day_orders(
    dates: Mapping[str, DateEvidence], mapping: ColumnMapping
) -> tuple[dict[str, DayOrder | None], list[Question]]:
    if mapping.day_order:
        return dict.fromkeys(dates, mapping.day_order), []
    verdicts = {name: evidence.verdict() for name, evidence in dates.items()}
    decided = {verdict for verdict in verdicts.values() if verdict in ("mdy", "dmy")}
    orders: dict[str, DayOrder | None] = {}
    questions = []
    for name, verdict in verdicts.items():
        orders[name] = None
        if verdict in ("mdy", "dmy"):
            orders[name] = verdict
        elif verdict == "ambiguous" and len(decided) == 1:
            orders[name] = "mdy" if "mdy" in decided else "dmy"
        elif verdict in ("ambiguous", "mixed"):
            questions.append(_question("day_order", mapping.columns[name], verdict))
    return orders, questions


def _decimals(
    amounts: Mapping[str, DecimalEvidence], mapping: ColumnMapping
) -> tuple[dict[str, DecimalMark], list[Question]]:
    if mapping.decimal:
        return dict.fromkeys(amounts, mapping.decimal), []
    verdicts = {name: evidence.verdict() for name, evidence in amounts.items()}
    decided = {verdict for verdict in verdicts.values() if verdict in (".", ",")}
    shared: DecimalMark = "," if decided == {","} else "."
    marks: dict[str, DecimalMark] = {}
    questions = []
    for name, verdict in verdicts.items():
        marks[name] = shared
        if verdict in (".", ","):
            marks[name] = verdict
        elif verdict == "mixed" or (verdict == "ambiguous" and len(decided) != 1):
            questions.append(_question("decimal", mapping.columns[name], verdict))
    return marks, questions


_ASKED = {
    (
        "day_order",
        "ambiguous",
    ): "Every date in %(column)s can have the month or the day first. Which is it?",
    ("day_order", "mixed"): "Some dates in %(column)s have the month first and some the day. Which is right?",
    ("decimal", "ambiguous"): "The mark in the amounts of %(column)s can separate thousands or decimals. Which is it?",
    ("decimal", "mixed"): "Some amounts in %(column)s have a decimal point and some a decimal comma. Which is right?",
}


def _question(setting: Literal["day_order", "decimal"], column: str, verdict: str) -> Question:
    return Question(
        setting, column, Reason(f"intake.{setting}_{verdict}", _ASKED[setting, verdict], {"column": column})
    )
