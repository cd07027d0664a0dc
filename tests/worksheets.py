"""Worksheets as tests make them: sheets of lines, and forms that somebody filled in outside."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from creditdesk import dispatch
from creditdesk.approvals.models import Worksheet
from creditdesk.approvals.worksheet_form import FormLine, form_line, take_form
from creditdesk.domain import worksheets as rules
from creditdesk.domain.worksheets import SheetLine
from creditdesk.intake.formats.filled_cells import FilledCell, address, filled_sheets
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem
from tests.asking import PROOF
from tests.world import NOW, TODAY

_keys = count(1)
HEAD_ROW = 5  # of the sheet of lines, counted from 1
LINES, EVIDENCE = "Worksheet", "Evidence"


def line(item: OpenItem, amount: int, reason: str = "pricing", **facts: Any) -> SheetLine:
    """A line of a worksheet."""
    return SheetLine(item.id, item.number, item.currency, amount, reason=reason, **facts)


def sheet(*lines: SheetLine, **facts: Any) -> rules.Worksheet:
    """A worksheet with a proof."""
    return rules.Worksheet(lines, **{"words": "price list of May", "evidence": PROOF, **facts})


def ask_by_worksheet(
    customer: Customer, told: rules.Worksheet, *, by: User, key: str = "", submit: bool = True, as_of: dt.date = TODAY
) -> Worksheet:
    """The worksheet, its requests submitted unless said otherwise."""
    return dispatch.prepare_worksheet(
        customer, sheet=told, submit=submit, by=by, at=NOW, as_of=as_of, key=key or f"test/sheet/{next(_keys)}"
    )


def form_of(customer: Customer, *lines: FormLine | OpenItem, by: User, form_id: str = "", papers: Any = ()) -> bytes:
    """The form as it leaves the desk; items stand on it with nothing filled in."""
    told = [one if isinstance(one, FormLine) else form_line(one, fill=False) for one in lines]
    name = form_id or f"form{next(_keys)}"
    return take_form(customer, lines=told, papers=list(papers), form_id=name, by=by, at=NOW, as_of=TODAY)


def load(content: bytes, *, by: User, submit: bool = True, as_of: dt.date = TODAY) -> Worksheet:
    """Load a form back."""
    return dispatch.load_worksheet(content, submit=submit, by=by, at=NOW, as_of=as_of)


def columns(form: bytes, name: str = LINES, *, head: int = HEAD_ROW) -> dict[str, int]:
    """The columns of a sheet by their headings."""
    return {cell.text: column for column, cell in filled_sheets(form)[name].rows[head].items()}


def cell_of(form: bytes, row: int, heading: str) -> str:
    """The address of the cell of a line, counted from 1, below the heading."""
    return address(HEAD_ROW + row, columns(form)[heading])


def filled_in(
    form: bytes,
    cells: Mapping[str, object],
    *,
    evidence: Mapping[str, object] | None = None,
    lines: str = LINES,
    shows: str = EVIDENCE,
) -> bytes:
    """The form with values typed into its cells: text, numbers, or the XML of a cell's content as bytes."""
    shown = {"B2": "price list of May"} if evidence is None else evidence
    form = _rewritten(form, _part_of(form, lines), lambda xml: _typed(xml, {"B3": "as talked over", **cells}))
    return _rewritten(form, _part_of(form, shows), lambda xml: _typed(xml, shown))


def with_part(form: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The form with a part of its container changed, or added where there is none of the name."""
    return _rewritten(form, name, change)


def _part_of(form: bytes, name: str) -> str:
    return f"xl/worksheets/sheet{list(filled_sheets(form)).index(name) + 1}.xml"


def _rewritten(form: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names: Sequence[str] = given.namelist()
        for name in names if part in names else [*names, part]:
            text = given.read(name).decode() if name in names else ""
            made.writestr(name, change(text) if name == part else text)
    return out.getvalue()


def _typed(xml: str, cells: Mapping[str, object]) -> str:
    for place, value in cells.items():
        style = re.search(rf'<c r="{place}"( s="\d+")?', xml)
        assert style, f"{place} is no cell of the form"
        new = f'<c r="{place}"{style[1] or ""}{_content(value)}'
        xml = re.sub(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', lambda _: new, xml, count=1)  # noqa: B023
    return xml


def _content(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if value is None:
        return "/>"
    if isinstance(value, str):
        return f' t="inlineStr"><is><t>{value}</t></is></c>'
    return f"><v>{value}</v></c>"


def text(cell: FilledCell | None) -> str:
    """What stands in the cell; empty where nothing does."""
    return cell.text if cell else ""
