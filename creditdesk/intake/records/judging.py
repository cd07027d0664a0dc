"""What the desk's records say to rows that were read: new, changed, unchanged, or refused with the reason.

As with open items a row is judged twice: when the file is staged, and again under the locks of the transaction that
writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import StagedRow
from creditdesk.intake.records.keepers import KEEPERS
from creditdesk.parties.models import Company, User
from creditdesk.parties.records.kept import Change, Fault, Standing, Wanted

Row = Mapping[str, Any]
Problem = dict[str, Any]
Verdict = StagedRow.Verdict


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged against: the content, who loads them, for which companies, and the columns of the file."""

    content: str
    by: User
    companies: Mapping[str, Company]
    columns: Mapping[str, str]


@dataclass(slots=True)
class Judged:
    """What became of a row; `awaits` are faults unless the same file brings the customers that they name."""

    verdict: str
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    record_id: int | None = None
    awaits: list[Fault] = field(default_factory=list)


def ground(*, content: str, by: User, columns: Mapping[str, str]) -> Ground:
    """Gather what rows are judged against."""
    mine = {company.code: company for company in by.companies.all()}
    return Ground(content=content, by=by, companies=mine, columns=columns)


def judge(rows: Sequence[Row], *, on: Ground) -> list[Judged]:
    """Judge each row against the records, in the order given."""
    wanted = {
        place: Wanted(on.companies[row["company"]], row["values"], row.get("assumed", {}))
        for place, row in enumerate(rows)
        if row["company"] in on.companies
    }
    standing = dict(zip(wanted, KEEPERS[on.content].standing(list(wanted.values()), by=on.by), strict=True))
    return [
        _judged(row, wanted[place], standing[place], on=on) if place in wanted else _strange(row, on)
        for place, row in enumerate(rows)
    ]


def _strange(row: Row, on: Ground) -> Judged:
    code = row["company"]
    there = Company.objects.filter(code=code).exists()
    text = "You do not work for the company %(company)s." if there else "There is no company %(company)s."
    reason = Reason("intake.company_strange" if there else "intake.company_unknown", text, {"company": code})
    return Judged(Verdict.REFUSED, [problem(("company", reason), row=row, columns=on.columns)])


def _judged(row: Row, wanted: Wanted, standing: Standing, *, on: Ground) -> Judged:
    if standing.faults:
        return Judged(Verdict.REFUSED, [problem(fault, row=row, columns=on.columns) for fault in standing.faults])
    said = {**wanted.values, **standing.implied}
    if standing.record_id is None and not standing.joins:
        made = {name: [None, value] for name, value in {**wanted.assumed, **said}.items()}
        return Judged(Verdict.NEW, changes=made, awaits=standing.awaits)
    changes = {name: [standing.values[name], value] for name, value in said.items() if standing.values[name] != value}
    verdict = Verdict.CHANGED if changes else Verdict.UNCHANGED
    return Judged(verdict, changes=changes, record_id=standing.record_id, awaits=standing.awaits)


def problem(fault: Fault, *, row: Row, columns: Mapping[str, str]) -> Problem:
    """The fault as it stands on the row: field, column, value and reason."""
    name, reason = fault
    value = str({**row["values"], "company": row["company"]}.get(name, ""))
    shown = value if len(value) <= 80 else value[:79] + "…"
    return {"field": name, "column": columns.get(name, ""), "value": shown, "reason": reason.as_dict()}


def change_of(row: Row, judged: Judged, *, on: Ground) -> Change:
    """The change that a row asks for, as the parties write it."""
    return Change(
        company=on.companies[row["company"]],
        values=row["values"],
        changes=judged.changes,
        record_id=judged.record_id,
        is_new=judged.verdict == Verdict.NEW,
    )
