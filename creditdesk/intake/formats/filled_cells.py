"""The cells of a form that was filled in outside: what stands in each, and whether it is a value at all.

A reader of tables takes the result of a formula for a value, and a broken one (#REF!) for an empty cell. A form may do
neither: whoever filled it in is told of the cell. So its sheets are read as they stand in the workbook, by Python's own
reader of XML and in small bounds, after the container was checked like that of every workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

from creditdesk.intake.formats.bank.xml_tree import Node, read_tree
from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import MEGABYTE, Limits
from creditdesk.intake.formats.refusals import FileRefused

# A form has a few hundred lines; what is larger is none.
FORM_LIMITS = Limits(
    file_bytes=2 * MEGABYTE, unpacked_bytes=12 * MEGABYTE, entries=200, rows=2_000, columns=200, sheet_cells=400_000
)
_WORKBOOK, _RELATIONS, _TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_ADDRESS = re.compile(r"^([A-Z]{1,3})([1-9]\d{0,6})$")
_SAVE_PLAIN = "Open it in a spreadsheet program and save it as a plain .xlsx workbook."
# What a spreadsheet keeps of a number; the noise of binary fractions beyond it goes away.
_DIGITS = 15


class CellKind(StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    TEXT = "text"
    YES_OR_NO = "yes_or_no"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell that is not empty: its text as a person sees it, what that is, and whether a formula made it."""

    text: str
    kind: CellKind = CellKind.TEXT
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet by row and column, both counted from 1; rows come in their order."""

    name: str
    rows: Mapping[int, Mapping[int, FilledCell]] = field(default_factory=dict)


def address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet names it: row 6, column 7 is G6."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def filled_sheets(content: bytes, *, limits: Limits = FORM_LIMITS) -> dict[str, FilledSheet]:
    """The sheets of the workbook by name. Raises FileRefused for what is no sound workbook, or refers to others."""
    if inspect(content, limits=limits) is not FileKind.WORKBOOK:
        raise FileRefused("intake.form_kind", "The file is no workbook (.xlsx).", remedy=_SAVE_PLAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name.lower(): name for name in archive.namelist()}
            if any(name.startswith("xl/externallinks/") for name in parts):
                raise FileRefused(
                    "intake.form_links",
                    "The workbook refers to other workbooks: a form holds values only.",
                    remedy="Replace what is linked by its values, and break the links.",
                )
            texts = _texts(archive, parts)
            return {name: _sheet(name, _part(archive, parts, part), texts) for name, part in _list(archive, parts)}
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, expat.ExpatError) as error:
        raise _damaged() from error
    except FileRefused as refused:
        if not refused.reason.code.startswith("intake.bank_"):
            raise
        raise _damaged() from refused  # what the reader of XML says is of files from banks


def _damaged() -> FileRefused:
    return FileRefused("intake.workbook_damaged", "The workbook is damaged or cut off.", remedy=_SAVE_PLAIN)


def _part(archive: zipfile.ZipFile, parts: Mapping[str, str], name: str) -> bytes:
    return archive.read(parts[name.lower()])


def _list(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and the part in which it stands."""
    relations = read_tree(_part(archive, parts, _RELATIONS))
    targets = {one.attributes["Id"]: one.attributes["Target"] for one in relations.all("Relationship")}
    for sheet in read_tree(_part(archive, parts, _WORKBOOK)).all("sheets/sheet"):
        target = targets[sheet.attributes["id"]].replace("\\", "/")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part.lower().startswith("xl/worksheets/"):
            yield sheet.attributes["name"], part


def _texts(archive: zipfile.ZipFile, parts: Mapping[str, str]) -> list[str]:
    """The texts that the cells share."""
    return _Texts().read(_part(archive, parts, _TEXTS)) if _TEXTS.lower() in parts else []


class _Texts:
    """Takes the shared texts with every blank between their runs, and leaves out how they are pronounced."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._open: list[str] = []

    def read(self, xml: bytes) -> list[str]:
        """The texts in their order. Raises ExpatError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._take
        parser.Parse(xml, True)
        return self._found

    def _start(self, name: str, _: object) -> None:
        self._open.append(name.rpartition(" ")[2])
        if self._open[-1] == "si":
            self._found.append("")

    def _end(self, _: str) -> None:
        self._open.pop()

    def _take(self, text: str) -> None:
        if self._open[-1] == "t" and "rPh" not in self._open:
            self._found[-1] += text


def _said(node: Node) -> str:
    """The text of an element that holds it plainly or in runs; how it is pronounced is left out."""
    plain = [one.text for one in node.all("t")]
    return "".join(plain or [one.text for one in node.all("r/t")])


def _sheet(name: str, xml: bytes, texts: list[str]) -> FilledSheet:
    rows: dict[int, dict[int, FilledCell]] = {}

    def take(node: Node) -> None:
        for one in node.all("c"):
            place = _ADDRESS.match(one.attributes["r"])
            cell = _cell(one, texts)
            if place is None:
                raise ValueError(one.attributes["r"])
            if cell is not None:
                rows.setdefault(int(place[2]), {})[_column(place[1])] = cell

    read_tree(xml, pieces={"row": take})
    return FilledSheet(name, dict(sorted(rows.items())))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _cell(node: Node, texts: list[str]) -> FilledCell | None:
    kind, value = node.attributes.get("t", "n"), node.said("v")
    is_formula = any(child.name == "f" for child in node.children)
    if kind == "s":
        value = texts[int(value)] if value else ""
    elif kind == "inlineStr":
        value = "".join(_said(one) for one in node.all("is"))
    if not value and not is_formula:
        return None
    if kind == "e" or value.startswith("#REF!"):
        return FilledCell(value, CellKind.ERROR, is_formula)
    if kind == "b":
        return FilledCell("TRUE" if value == "1" else "FALSE", CellKind.YES_OR_NO, is_formula)
    if kind == "n" and value:
        return FilledCell(_number(float(value)), CellKind.NUMBER, is_formula)
    return FilledCell(value.strip(), CellKind.TEXT, is_formula)


def _number(value: float) -> str:
    """The number as a person sees it, without an exponent where it is whole: 1234.5600000000001 is 1234.56."""
    is_whole = value.is_integer() and abs(value) < 10**_DIGITS
    return f"{value:.0f}" if is_whole else f"{value:.{_DIGITS}g}"
