"""The program that reads one file, in a process of its own with limits on time and memory.

A file from outside is read by compiled code and may be hostile. Here it can neither take the desk's memory nor stop it:
the process knows no database and no secrets, and whatever happens to it, the desk refuses the file with a reason::

    job (JSON, one line on standard input)  ->  one JSON line per fact on standard output:
    {"understood": …}, then {"row": …} or {"refused": …} for every row, then {"end": …}; or {"file_refused": …}

Of a list that is read beside the one before it, {"unchanged": …} has the sums of the lines that are as they were; then
come the rows of the other lines, and {"gone": …} for each document of the one before of which no line was read.

A workbook of refused rows that comes back says first {"mark": …}, and goes on once a line tells how the file was
understood that it corrects (or null, where there is none). A job that names `lines` is answered with the headings and
{"cells": …} for each of them as it stands in the file.

Without an end line the file counts as refused. See docs/decisions/reading-files-apart.md.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import resource
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.answers import BANK, is_advice, is_bank_file, read_bank
from creditdesk.intake.formats.bank.statement_columns import (
    STATEMENT_FIELDS,
    guess_statement,
    is_statement,
    reads_as_statement,
)
from creditdesk.intake.formats.bank.table_answers import STATEMENT_LAYOUT, read_statement
from creditdesk.intake.formats.columns import FIELDS, ColumnMapping, MappingInvalid, guess_mapping
from creditdesk.intake.formats.corrections import Earlier, corrected_table, mark_of, settled
from creditdesk.intake.formats.customer_statement import Telling, read_customer_statement
from creditdesk.intake.formats.findings import Findings, study
from creditdesk.intake.formats.header import fingerprint
from creditdesk.intake.formats.layouts.known import NO_LAYOUT
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.open_items import Defaults, OpenItemRow, read_open_items
from creditdesk.intake.formats.proposals import propose
from creditdesk.intake.formats.records.description import RecordKind
from creditdesk.intake.formats.records.known import (
    CONTENTS,
    KINDS,
    OPEN_ITEMS,
    TITLES,
    guess_columns,
    missing,
    possible_contents,
)
from creditdesk.intake.formats.records.reading import read_records
from creditdesk.intake.formats.refusals import FileRefused, RowRefused
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.tabular import Table, read_table
from creditdesk.intake.formats.totals import ControlTotals, totals_for
from creditdesk.intake.formats.unchanged import Before, Differing, Sums, differing, together

CPU_SECONDS = 900
MEMORY_BYTES = 2 * 1024**3
SAMPLES = 5
# The choices on which it depends what the headings are.
_OPENING = ("sheet", "encoding", "delimiter", "layout", "last_line", "content")

_DAYS = ("document_date", "posting_date", "due_date", "discount_date", "settled_date")
_TEXTS = (
    "customer_number",
    "customer_name",
    "number",
    "terms_code",
    "po_number",
    "order_number",
    "reference",
    "country",
)


def main() -> None:
    """Read one job from standard input and answer it on standard output."""
    _limit()
    answer_job(json.loads(sys.stdin.readline()), out=sys.stdout, told=sys.stdin)


def answer_job(job: Mapping[str, Any], *, out: TextIO, told: TextIO) -> None:
    """Write what the file of the job holds, fact by fact; a file that cannot be used ends with its reason.

    What the desk says to a mark is read from `told`.
    """
    try:
        if "lines" in job:
            _cells(job, out, told)
        elif "statement" in job:
            _say_statement(job, out)
        else:
            _read(job, out, told)
    except FileRefused as refused:
        facts = {"reason": refused.reason.as_dict(), "remedy": refused.remedy.as_dict(), "line": refused.line}
        _say(out, "file_refused", facts)
    except MappingInvalid as refused:
        reason = {"code": "intake.mapping_invalid", "text": "%(what)s", "facts": {"what": str(refused)}}
        remedy = {"code": "intake.mapping_invalid.remedy", "text": "Choose the columns again.", "facts": {}}
        _say(out, "file_refused", {"reason": reason, "remedy": remedy, "line": None})


def _read(job: Mapping[str, Any], out: TextIO, told: TextIO) -> None:
    of_bank = is_bank_file(Path(job["path"]), choices=job["choices"])
    opened = None if of_bank else _opened_table(job, out, told)
    if opened is None:
        return read_bank(Path(job["path"]), job=job, limits=_limits(job["limits"]), say=partial(_say, out))
    table, choices = opened.table, opened.choices
    content, possible = _content(table, choices)
    about: dict[str, Any] = {
        "profile": opened.profile,
        "corrects": opened.corrects,
        "choices": dict(choices),
        "content": content,
        "possible": possible,
    }
    if content in KINDS:
        return _read_records(job, opened, KINDS[content], about=about, out=out)
    if content == BANK:
        return _read_statement(job, opened, about=about, out=out)
    mapping = _mapping(table.proposed_mapping(), choices)
    mapping.check(table.headers)
    defaults = _defaults({**job["defaults"], **opened.defaults})
    apart = _apart_from_before(job, opened, mapping, content=content, defaults=defaults)
    findings = apart.findings if apart else _studied(opened, mapping, job["choices"])
    if not content:
        about |= {"missing": [], "proposed": [], "questions": [_which_content(possible)]}
    _say(out, "understood", _understood(table, mapping, findings) | about)
    if not content or mapping.missing() or findings.questions:
        return _say(out, "end", {"rows_read": findings.rows_read, "totals": [], "warnings": []})
    return _say_items(out, table, mapping, apart, defaults=defaults, findings=findings)


def _say_statement(job: Mapping[str, Any], out: TextIO) -> None:
    """The lines of a customer's statement, and at the end what else it says."""
    content = Path(job["path"]).read_bytes()
    found = read_customer_statement(content, telling=Telling(**job["statement"]), limits=_limits(job["limits"]))
    for line in found.lines:
        _say(out, "row", line.as_dict())
    _say(out, "end", found.as_dict())


def _opened_table(job: Mapping[str, Any], out: TextIO, told: TextIO) -> _Opened | None:
    """The file as a table; None where a person says that it is of payments, and it is a payer's own advice."""
    choices = job["choices"]
    if choices.get("content") != BANK or choices.keys() & {"columns", "layout"}:
        return _opened(job, out, told)
    try:
        opened = _opened(job, out, told)
    except FileRefused:
        return None
    if opened.profile is not None:
        return opened
    headers, rows = opened.table.headers, opened.table.sample()
    own = guess_statement(headers, rows)
    if is_statement(own, guess_mapping(headers, rows)) or reads_as_statement(headers, own):
        return opened
    return None if is_advice(Path(job["path"]), limits=_limits(job["limits"])) else opened


def _read_statement(job: Mapping[str, Any], opened: _Opened, *, about: dict[str, Any], out: TextIO) -> None:
    # Whether the last line is whole is asked where it matters: a balance or a last cell of mere text may prove it.
    table = _table(job, {**opened.choices, "last_line": "whole"})
    mapping = _mapping(guess_statement(table.headers, table.sample()), opened.choices)
    mapping.check(table.headers)
    findings = study(table, mapping)
    understood = _understood(table, mapping, findings) | about
    read_statement(
        table,
        mapping,
        job={**job, "choices": opened.choices},
        findings=findings,
        understood=understood,
        say=partial(_say, out),
    )


def _say_items(
    out: TextIO,
    table: Table,
    mapping: ColumnMapping,
    apart: Differing | None,
    *,
    defaults: Defaults,
    findings: Findings,
) -> None:
    """Every row of the file, or those that differ from the list before, with what is gone of that one."""
    unchanged = apart.unchanged if apart else {}
    if apart:
        _say(out, "unchanged", _sums(together(unchanged, {})))
    totals = totals_for(table)
    for row in read_open_items(apart.table if apart else table, mapping, defaults=defaults, findings=findings):
        totals.add(row)
        if isinstance(row, RowRefused):
            _say(out, "refused", {**_problem(row), "line": row.line})
        elif isinstance(row, OpenItemRow):
            _say(out, "row", _plain(row))
            if apart:
                apart.note(row)
    for gone in apart.gone.values() if apart else ():
        _say(out, "gone", _plain(gone))
    _say(out, "end", _end(findings, totals, unchanged=unchanged))


def _studied(opened: _Opened, mapping: ColumnMapping, choices: Mapping[str, Any]) -> Findings:
    return settled(study(opened.table, mapping), earlier=opened.earlier, choices=choices)


def _apart_from_before(
    job: Mapping[str, Any], opened: _Opened, mapping: ColumnMapping, *, content: str, defaults: Defaults
) -> Differing | None:
    """What differs from the list before, where there is one and the file is read as it was."""
    if not job.get("before") or content != OPEN_ITEMS or opened.earlier or mapping.missing():
        return None
    before = Before.of(job["before"])
    return differing(Path(job["path"]), opened.table, mapping, before=before, defaults=defaults)


def _cells(job: Mapping[str, Any], out: TextIO, told: TextIO) -> None:
    """The rows of the lines as they stand in the file, behind its headings."""
    table, wanted = _opened(job, out, told).table, set(job["lines"])
    _say(out, "headers", list(table.headers))
    for row in table.rows():
        if row.line in wanted:
            _say(out, "cells", {"line": row.line, "cells": list(row.cells)})
    _say(out, "end", {})


@dataclasses.dataclass(frozen=True, slots=True)
class _Opened:
    """The file as a table, the choices that hold for it, and by what: a saved profile, or the file that it corrects."""

    table: Table
    choices: dict[str, Any]
    profile: str | None = None
    earlier: Earlier | None = None
    corrects: int | None = None
    defaults: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def _opened(job: Mapping[str, Any], out: TextIO, told: TextIO) -> _Opened:
    """The file as a table: as corrections where it bears a mark that holds, else by a profile that has its header."""
    path, limits, own = Path(job["path"]), _limits(job["limits"]), job["choices"]
    mark = mark_of(path, limits=limits)
    if mark is None:
        return _by_profile(job)
    _say(out, "mark", mark.text)
    out.flush()
    known = json.loads(told.readline())
    if known is None:
        opened = _by_profile(job)
        table = dataclasses.replace(opened.table, warnings=(*opened.table.warnings, _MARK_UNKNOWN))
        return dataclasses.replace(opened, table=table)
    choices = {**known["choices"], **own}
    earlier = Earlier.of({**known["earlier"], "columns": choices["columns"]})
    table = corrected_table(path, mark=mark, earlier=earlier, limits=limits, decimal=own.get("decimal"))
    return _Opened(table, choices, earlier=earlier, corrects=known["import"], defaults=known["defaults"])


_MARK_UNKNOWN = Reason(
    "intake.mark_unknown",
    "The workbook looks like the refused rows of an import, but of none that is there for you: it is read as a file of "
    "its own.",
)


def _content(table: Table, choices: Mapping[str, Any]) -> tuple[str, list[str]]:
    """What the file holds, empty where its headings fit several contents, and those that they fit.

    A person's word decides; a report that was recognised holds open items, and so does what fits nothing.
    """
    chosen = BANK if choices.get("layout") == STATEMENT_LAYOUT else choices.get("content")
    if chosen in (*CONTENTS, BANK):
        return chosen, [chosen]
    if table.found is not None:
        return OPEN_ITEMS, [OPEN_ITEMS]
    possible = _possible(table)
    if columns := choices.get("columns"):
        fields = {OPEN_ITEMS: FIELDS.keys(), **{name: kind.fields.keys() for name, kind in KINDS.items()}}
        fields[BANK] = STATEMENT_FIELDS.keys()
        fitting = [name for name in (*possible, *CONTENTS, BANK) if columns.keys() <= fields[name]]
        return (fitting or [OPEN_ITEMS])[0], possible
    return "" if len(possible) > 1 else (possible or [OPEN_ITEMS])[0], possible


def _possible(table: Table) -> list[str]:
    """The contents that the headings fit; a statement alone where they say so for certain."""
    rows = table.sample()
    found = is_statement(guess_statement(table.headers, rows), guess_mapping(table.headers, rows))
    if found:
        return [BANK]
    return [*possible_contents(table.headers, rows), *([BANK] if found is None else [])]


def _which_content(possible: Sequence[str]) -> dict[str, object]:
    words = ", ".join({**TITLES, BANK: "bank statements"}[name] for name in possible)
    text = "The headings fit several contents: %(possible)s. Which is it?"
    return {
        "setting": "content",
        "column": "",
        "reason": Reason("intake.content_unclear", text, {"possible": words}).as_dict(),
    }


def _read_records(
    job: Mapping[str, Any], opened: _Opened, kind: RecordKind, *, about: dict[str, Any], out: TextIO
) -> None:
    table = opened.table
    mapping = _mapping(guess_columns(kind, table.headers, table.sample()), opened.choices)
    mapping.check(table.headers)
    findings = _studied(opened, mapping, job["choices"])
    about = {**about, "missing": missing(kind, mapping), "proposed": []}
    _say(out, "understood", _understood(table, mapping, findings) | about)
    if about["missing"] or findings.questions:
        return _say(out, "end", {"rows_read": findings.rows_read, "totals": [], "warnings": []})
    defaults = _defaults({**job["defaults"], **opened.defaults})
    for row in read_records(table, mapping, kind=kind, defaults=defaults, findings=findings):
        if isinstance(row, RowRefused):
            _say(out, "refused", {**_problem(row), "line": row.line})
        else:
            _say(out, "row", row)
    return _say(out, "end", {"rows_read": findings.rows_read, "totals": [], "warnings": []})


def _by_profile(job: Mapping[str, Any]) -> _Opened:
    """The file by the saved profile that has its header if there is one, and the choices that hold for it.

    A person's own columns or layout are his word that no profile is meant.
    """
    own = job["choices"]
    opened: dict[tuple[Any, ...], Table | None] = {}
    for profile in job["profiles"] if not own.keys() & {"columns", "layout"} else ():
        holds = profile["choices"].get("content", OPEN_ITEMS)
        if own.get("content", holds) != holds:
            continue
        choices = {**profile["choices"], **own}
        opening = tuple(choices.get(name) for name in _OPENING)
        if opening not in opened:
            opened[opening] = _table_if_any(job, choices)
        table = opened[opening]
        if table is not None and fingerprint(table.headers) == profile["fingerprint"]:
            columns = _as_written(choices["columns"], table.headers)
            return _Opened(table, {**choices, "columns": columns}, profile=profile["name"])
    return _Opened(_table(job, own), dict(own))


def _as_written(columns: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """The columns of a profile by the headings of this file, which may be written in another case or with blanks."""
    written = {squashed(heading): heading for heading in headers}
    return {name: heading if heading in headers else written[squashed(heading)] for name, heading in columns.items()}


def _table_if_any(job: Mapping[str, Any], choices: Mapping[str, Any]) -> Table | None:
    """None where the sheet or the layout that a profile was saved with is not in this file."""
    try:
        return _table(job, choices)
    except FileRefused:
        return None


def _table(job: Mapping[str, Any], choices: Mapping[str, Any]) -> Table:
    return read_table(
        Path(job["path"]),
        limits=_limits(job["limits"]),
        sheet=choices.get("sheet"),
        encoding=choices.get("encoding"),
        delimiter=choices.get("delimiter"),
        layout=NO_LAYOUT if _has_no_layout(choices) else choices.get("layout"),
        last_line_whole=choices.get("last_line") == "whole",
    )


def _has_no_layout(choices: Mapping[str, Any]) -> bool:
    """Layouts are those of reports of open items."""
    return choices.get("content") in (*KINDS, BANK) or choices.get("layout") == STATEMENT_LAYOUT


def _mapping(mapping: ColumnMapping, choices: Mapping[str, Any]) -> ColumnMapping:
    """The proposal, or the columns that a person chose; the answers to questions count in both."""
    if "columns" in choices:
        mapping = dataclasses.replace(mapping, columns={}, confidence={}).corrected(**choices["columns"])
    answers = {"day_order": choices.get("day_order"), "decimal": choices.get("decimal")}
    return ColumnMapping.from_dict({**mapping.as_dict(), **answers}, fields=mapping.fields)


def _understood(table: Table, mapping: ColumnMapping, findings: Findings) -> dict[str, object]:
    return {
        "headers": list(table.headers),
        "header_line": table.header_line,
        "fingerprint": fingerprint(table.headers),
        "samples": table.sample(SAMPLES),
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "layout": _layout(table),
        "rows_passed": findings.passed.count(),
        "mapping": mapping.as_dict(),
        "missing": list(mapping.missing()),
        "proposed": [
            {"field": one.field, "heading": one.heading, "reason": one.reason.as_dict()}
            for one in (propose(table.headers, table.sample(), mapping.columns) if mapping.missing() else ())
        ],
        "day_orders": dict(findings.day_orders),
        "decimals": dict(findings.decimals),
        "float_shaped": sorted(findings.float_shaped),
        "customer_width": findings.customer_width,
        "summed": sorted(table.summed),
        "signed": table.signed,
        "questions": [{**dataclasses.asdict(q), "reason": q.reason.as_dict()} for q in findings.questions],
        "warnings": [reason.as_dict() for reason in findings.warnings],
    }


def _layout(table: Table) -> dict[str, object] | None:
    """The layout that was recognised, how sure that is and why; None where columns were guessed."""
    if table.found is None:
        return None
    layout, reasons = table.found.layout, [reason.as_dict() for reason in table.found.reasons]
    return {"name": layout.name, "title": layout.title, "confidence": table.found.confidence, "reasons": reasons}


def _end(findings: Findings, totals: ControlTotals, *, unchanged: Sums) -> dict[str, object]:
    read = {key: (total.count, total.original_minor, total.open_minor) for key, total in totals.totals.items()}
    warnings = [reason.as_dict() for reason in totals.warnings()]
    return {"rows_read": findings.rows_read, "totals": _sums(together(unchanged, read)), "warnings": warnings}


def _sums(sums: Sums) -> list[list[object]]:
    return [[*key, *added] for key, added in sorted(sums.items())]


def _plain(row: OpenItemRow) -> dict[str, object]:
    """The row as plain data, without what is empty."""
    fields: dict[str, object] = {
        "line": row.line,
        "company": row.company_code,
        "kind": row.kind.value,
        "currency": row.currency,
        "original_minor": row.original_minor,
        "open_minor": row.open_minor,
    }
    if row.disputed:
        fields["disputed"] = True
    if row.posting_stated:
        fields["posting_stated"] = True
    for name in _TEXTS:
        if text := getattr(row, name):
            fields[name] = text
    for name in _DAYS:
        if day := getattr(row, name):
            fields[name] = day.isoformat()
    return fields


def _problem(refused: RowRefused) -> dict[str, object]:
    reason = refused.reason.as_dict()
    return {"field": refused.field, "column": refused.column, "value": refused.value, "reason": reason}


def _limits(stated: Mapping[str, Any]) -> Limits:
    return Limits(**{**stated, "earliest_date": dt.date.fromisoformat(stated["earliest_date"])})


def _defaults(stated: Mapping[str, Any]) -> Defaults:
    return Defaults(**{**stated, "as_of": dt.date.fromisoformat(stated["as_of"])})


def _say(out: TextIO, what: str, facts: object) -> None:
    out.write(json.dumps({what: facts}, ensure_ascii=True, separators=(",", ":")) + "\n")


def _limit() -> None:
    """Bound this process. macOS knows no limit of address space: there the operating system's own must do."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ValueError, OSError):
        return


if __name__ == "__main__":
    main()
