"""Customers of a file who would become their own parents by way of others: each row of such a circle is refused.

    line 2: 1001 has the parent 1002        line 3: 1002 has the parent 1001        both lines name the two

The other half of a circle may stand at the desk already; then only the lines of the file are named.
"""

from __future__ import annotations

from collections.abc import Iterable

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.parties.models import Customer

# Company and number.
_Key = tuple[str, str]
_AT_ONCE = 500


def circles(file: ImportFile) -> dict[int, Reason]:
    """Line → why, for the rows that close a circle; the others of the circle as well."""
    stated = _stated(file)
    above = {**_at_the_desk(stated), **{key: parent for key, (_, parent) in stated.items()}}
    found: dict[int, Reason] = {}
    safe: set[_Key] = set()
    for key in stated:
        way = _way_up(key, above, safe)
        if way is None:
            continue
        lines = sorted(stated[one][0] for one in way if one in stated)
        text = "%(numbers)s would be parents of one another (lines %(lines)s): none of them is the first."
        facts: dict[str, str | int] = {
            "numbers": ", ".join(sorted(number for _, number in way)),
            "lines": ", ".join(map(str, lines)),
        }
        found |= dict.fromkeys(lines, Reason("import.parent_circle", text, facts))
    return found


def _stated(file: ImportFile) -> dict[_Key, tuple[int, str | None]]:
    """Customer → line and the parent that the file gives him."""
    rows = file.rows.filter(
        verdict__in=(StagedRow.Verdict.NEW, StagedRow.Verdict.CHANGED), changes__has_key="parent"
    ).order_by("line")
    told = rows.values_list("line", "company_code", "row__values__customer_number", "row__values__parent")
    return {(code, number): (line, parent) for line, code, number, parent in told.iterator()}


def _at_the_desk(stated: dict[_Key, tuple[int, str | None]]) -> dict[_Key, str | None]:
    """The parents that stand at the desk above those that the file names, level by level."""
    found: dict[_Key, str | None] = {}
    asked = {(code, parent) for (code, _), (_, parent) in stated.items() if parent} - stated.keys()
    while asked:
        level = dict(_parents(asked))
        found |= level
        asked = {(code, parent) for (code, _), parent in level.items() if parent} - stated.keys() - found.keys()
    return found


def _parents(asked: Iterable[_Key]) -> Iterable[tuple[_Key, str | None]]:
    keys = sorted(asked)
    for start in range(0, len(keys), _AT_ONCE):
        some = set(keys[start : start + _AT_ONCE])
        rows = Customer.objects.filter(company__code__in={code for code, _ in some}, number__in={n for _, n in some})
        for code, number, parent in rows.order_by().values_list("company__code", "number", "parent__number"):
            if (code, number) in some:
                yield (code, number), parent


def _way_up(key: _Key, above: dict[_Key, str | None], safe: set[_Key]) -> list[_Key] | None:
    """The customers of the circle to which the way up from here leads; None where it ends. What ends is `safe`."""
    way: list[_Key] = []
    at: _Key | None = key
    while at is not None and at not in safe:
        if at in way:
            return way[way.index(at) :]
        way.append(at)
        parent = above.get(at)
        at = (at[0], parent) if parent else None
    safe.update(way)
    return None
