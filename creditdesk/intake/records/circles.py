"""Customers of a file who would become their own parents by way of others: each row of such a circle is refused.

    line 2: 1001 has the parent 1002        line 3: 1002 has the parent 1001        both lines name the two

The other half of a circle may stand at the desk already; then only the lines of the file are named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.parties.records.families import Key, closed_circles, named


def circles(file: ImportFile) -> dict[int, Reason]:
    """Line → why, for the rows that close a circle; the others of the circle as well."""
    rows = file.rows.filter(
        verdict__in=(StagedRow.Verdict.NEW, StagedRow.Verdict.CHANGED), changes__has_key="parent"
    ).order_by("line")
    told = rows.values_list("line", "company_code", "row__values__customer_number", "row__values__parent")
    return refused_lines({(code, number): (line, parent) for line, code, number, parent in told.iterator()})


def refused_lines(stated: Mapping[Key, tuple[int, str | None]]) -> dict[int, Reason]:
    """Line → why, where rows give customers parents: customer → line and parent."""
    found: dict[int, Reason] = {}
    for circle in closed_circles({key: parent for key, (_, parent) in stated.items()}):
        lines = sorted(stated[one][0] for one in circle if one in stated)
        text = "%(numbers)s would be parents of one another (lines %(lines)s): none of them is the first."
        facts: dict[str, str | int] = {"numbers": named(circle), "lines": ", ".join(map(str, lines))}
        found |= dict.fromkeys(lines, Reason("import.parent_circle", text, facts))
    return found


def opening(
    rows: Sequence[StagedRow], others: QuerySet[StagedRow], *, parent: Callable[[StagedRow], str | None]
) -> list[StagedRow]:
    """The other rows without which these would close a circle: a file that turns a family around is written with them.

    `parent` is the one that a row with a parent gives its customer.
    """
    found: list[StagedRow] = []
    while True:
        given = {customer(one): parent(one) for one in [*rows, *found] if "parent" in (one.changes or {})}
        wanted = {key for circle in closed_circles(given) for key in circle} - given.keys()
        held = {one.id for one in [*rows, *found]}
        numbers = sorted(number for _, number in wanted)
        newest = [
            one
            for one in others.filter(changes__has_key="parent", row__values__customer_number__in=numbers)
            if one.id not in held and customer(one) in wanted
        ]
        if not newest:
            return found
        found += newest


def customer(row: StagedRow) -> Key:
    """The customer whom a row of a file of customers is about."""
    return row.company_code, row.row["values"]["customer_number"]
