"""The refused rows of a file as a workbook: corrected there, and loaded again.

The rows stand under the headings of the file with their cells as they were read. The cell that was refused is marked,
and the reason stands beside it; a row that was refused as a whole has its reason in front. Cells are text, so that
numbers keep their zeros and nothing is computed. The workbook bears a mark by which it is known when it comes back
(`corrections`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from creditdesk.domain.exports import never_markup
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.intake import files, reader
from creditdesk.intake.corrections import how_understood, mark_of
from creditdesk.intake.formats.corrections import MARK, MARK_SHEET, NOTE, WHOLE
from creditdesk.intake.judging import Problem
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.queries import place_of, rows
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force

# Where more rows are refused, it is not the rows that are wrong.
ROWS_MOST = 50_000
_CELL_CHARS, _SHEET_NAME_CHARS = 32_767, 31
_NARROW, _WIDE, _REASON = 10, 36, 44
_AS_THEY_ARE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LINE_HEAD = 1  # below the sentence that says what to do


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the sheet: a column of the file by its place, or notes about it."""

    head: str
    place: int | None = None
    about: str | None = None  # the problems beside it: those of this heading or field; "" those of whole rows


def take_refusals_book(file: ImportFile, *, by: User, at: dt.datetime) -> bytes:
    """The workbook for whoever takes it out, with the journal's entry of that. Raises Refusal as `refusals_book`.

    It is made before the entry: reading the file takes a while, in which nobody else could write.
    """
    book = refusals_book(file)
    _tell_taken(file, by=by, at=at)
    return book


@action
def _tell_taken(file: ImportFile, *, by: User, at: dt.datetime) -> None:
    append(
        "import.refusals_taken",
        by=by.username,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={"rows": min(file.rows_refused, ROWS_MOST)},
    )


def refusals_book(file: ImportFile) -> bytes:
    """The workbook (.xlsx) of the file's refused rows, the first 50,000 of them.

    Raises Refusal where nothing is refused or the file is not read, and where its bytes can be read no more.
    """
    refused = {
        row.line: row.problems for row in rows(file, verdict=StagedRow.Verdict.REFUSED).filter(in_file=True)[:ROWS_MOST]
    }
    if not refused or not file.understood.get("headers") or file.state == ImportFile.State.RECEIVED:
        raise refuse("import.nothing_refused", "No row of the file is refused.")
    try:
        return _made(file, refused)
    except reader.Unreadable as unreadable:
        raise Refusal((unreadable.reason, unreadable.remedy)) from None


def _made(file: ImportFile, refused: Mapping[int, list[Problem]]) -> bytes:
    with files.on_disk(file) as path:
        policy = policy_in_force(as_of=file.as_of, company_id=file.company_id).document.intake
        facts = reader.cells(
            path,
            limits=reader.limits(policy),
            choices=file.understood["choices"],
            lines=list(refused),
            known=lambda mark: how_understood(file.corrects) if file.corrects else None,
        )
        with closing(facts):
            headings = next(facts)[1]
            cells = ((fact["line"], fact["cells"]) for what, fact in facts if what == "cells")
            return _book(file, headings, cells, refused=refused)


def _book(
    file: ImportFile,
    headings: Sequence[str],
    cells: Iterator[tuple[int, list[str]]],
    *,
    refused: Mapping[int, list[Problem]],
) -> bytes:
    out = io.BytesIO()
    columns = _columns(headings, refused)
    with xlsxwriter.Workbook(out, {"in_memory": True, **_AS_THEY_ARE}) as book:
        sheet = book.add_worksheet(_("Refused rows")[:_SHEET_NAME_CHARS])
        paint = {
            "text": book.add_format({"num_format": "@"}),
            "bad": book.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#7A0010"}),
            "note": book.add_format({"num_format": "@", "text_wrap": True, "italic": True, "font_color": "#7A0010"}),
            "head": book.add_format({"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#E8ECF1"}),
        }
        sheet.write_string(0, 0, _what_to_do(file, len(refused)), book.add_format({"italic": True}))
        widths = [len(column.head) for column in columns]
        for at, column in enumerate(columns):
            sheet.write_string(_LINE_HEAD, at, never_markup(column.head), paint["head"])
        for number, (line, values) in enumerate(cells, start=_LINE_HEAD + 1):
            _write_row(sheet, number, columns, line, values, refused[line], paint, widths)
        for at, column in enumerate(columns):
            wide = _REASON if column.about is not None else max(_NARROW, min(widths[at] + 2, _WIDE))
            sheet.set_column(at, at, wide, paint["note" if column.place is None else "text"])
        sheet.freeze_panes(_LINE_HEAD + 1, 1)
        _write_mark(book.add_worksheet(MARK_SHEET), file, columns)
    return out.getvalue()


def _what_to_do(file: ImportFile, count: int) -> str:
    said = _(
        "Correct the marked cells, with days and amounts written as in the file, save this workbook and load it under "
        "Imports. The reasons are not read. Where a row was refused as a whole, empty its reason once the row is right."
    )
    if file.rows_refused > count:
        said += " " + _("These are the first %(count)d of %(all)d refused rows.") % {
            "count": count,
            "all": file.rows_refused,
        }
    return said


def _columns(headings: Sequence[str], refused: Mapping[int, list[Problem]]) -> list[_Column]:
    """The line, the reasons of whole rows, each column of the file with the reasons beside it, and all that is left."""
    places = {_place(problem) for problems in refused.values() for problem in problems}
    taken = set(headings)
    columns = [_Column(_own(_("Line"), taken))]
    if "" in places:
        columns.append(_Column(_own(_("Row"), taken), about=""))
    for at, heading in enumerate(headings):
        columns.append(_Column(heading, place=at))
        if heading in places:
            columns.append(_Column(_own(_("Why not: %(what)s") % {"what": heading}, taken), about=heading))
    elsewhere = sorted(places - {"", *headings})
    columns += [_Column(_own(_("Why not: %(what)s") % {"what": name}, taken), about=name) for name in elsewhere]
    return columns


def _place(problem: Problem) -> str:
    """The heading under which the refused value stands, the field where no column holds it, empty for a whole row."""
    return place_of(problem) if problem["column"] or problem["field"] else ""


def _own(head: str, taken: set[str]) -> str:
    """The head, made unlike every other one."""
    while head in taken:
        head += " *"
    taken.add(head)
    return head


def _write_row(
    sheet: Any,
    number: int,
    columns: Sequence[_Column],
    line: int,
    values: Sequence[str],
    problems: Sequence[Problem],
    paint: Mapping[str, Any],
    widths: list[int],
) -> None:
    why: dict[str, list[str]] = {}
    for problem in problems:
        why.setdefault(_place(problem), []).append(str(Reason.from_dict(problem["reason"])))
    own = [column.place for column in columns if column.place is not None]
    for at, column in enumerate(columns):
        if column.place is not None:
            text = values[column.place] if column.place < len(values) else ""
            sheet.write_string(
                number, at, never_markup(text[:_CELL_CHARS]), paint["bad" if column.head in why else "text"]
            )
            widths[at] = max(widths[at], len(text))
        elif column.about is None:
            sheet.write_string(number, at, str(line), paint["note"])
        elif column.about in why:
            sheet.write_string(number, at, never_markup(" ".join(why[column.about])[:_CELL_CHARS]), paint["note"])
    # A cell too many stands beyond the last heading, where it keeps the row from being read.
    for at, text in enumerate(values[len(own) :], start=len(columns)):
        sheet.write_string(number, at, never_markup(text[:_CELL_CHARS]), paint["bad"])


def _write_mark(sheet: Any, file: ImportFile, columns: Sequence[_Column]) -> None:
    said = [(MARK, mark_of(file))]
    said += [(WHOLE if column.about == "" else NOTE, column.head) for column in columns if column.place is None]
    for number, pair in enumerate(said):
        for at, text in enumerate(pair):
            sheet.write_string(number, at, never_markup(text))
    sheet.very_hidden()
