"""The cells of a form as they stand: values, what a formula made, what is broken, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from creditdesk.intake.formats.filled_cells import CellKind, FilledCell, address, filled_sheets
from creditdesk.intake.formats.refusals import FileRefused


def book(write: Callable[[Any, Any], None], *, name: str = "a") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        write(made, made.add_worksheet(name))
    return out.getvalue()


def cell(write: Callable[[Any, Any], None]) -> FilledCell | None:
    """What stands in A1 of the workbook."""
    return filled_sheets(book(write))["a"].rows.get(1, {}).get(1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.5, "12.5"), (1930571429, "1930571429"), (1234.5600000000001, "1234.56"), (0, "0"), (-1.005, "-1.005")],
)
def test_a_number_is_what_a_person_sees(value: float, text: str) -> None:
    assert cell(lambda _, sheet: sheet.write_number(0, 0, value)) == FilledCell(text, CellKind.NUMBER)


def test_text_is_text_even_where_it_looks_like_a_number_or_a_formula() -> None:
    for text in ("12.50", "=1+1", "0017"):
        assert cell(lambda _, sheet, text=text: sheet.write_string(0, 0, text)) == FilledCell(text)  # type: ignore[misc]


def test_text_in_several_letters_is_one_text() -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write_rich_string(0, 0, "INV ", made.add_format({"bold": True}), "88120")

    assert cell(write) == FilledCell("INV 88120")


def test_what_a_formula_made_and_what_is_broken_are_told_apart_from_values() -> None:
    assert cell(lambda _, sheet: sheet.write_formula(0, 0, "=1+1", None, 2)) == FilledCell("2", CellKind.NUMBER, True)
    broken = cell(lambda _, sheet: sheet.write_formula(0, 0, "=#REF!", None, "#REF!"))
    assert broken == FilledCell("#REF!", CellKind.ERROR, True)
    assert cell(lambda _, sheet: sheet.write_formula(0, 0, "=B1", None, "")) is not None  # never computed
    assert cell(lambda _, sheet: sheet.write_boolean(0, 0, True)) == FilledCell("TRUE", CellKind.YES_OR_NO)


def test_an_empty_cell_is_none_whatever_its_colour() -> None:
    def write(made: Any, sheet: Any) -> None:
        sheet.write_blank(0, 0, None, made.add_format({"bold": True}))

    assert cell(write) is None


@pytest.mark.parametrize(("row", "column", "name"), [(1, 1, "A1"), (6, 10, "J6"), (12, 27, "AA12"), (1, 702, "ZZ1")])
def test_a_cell_has_the_address_that_a_spreadsheet_gives_it(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


def test_what_is_no_workbook_is_refused_with_its_reason() -> None:
    for content in (b"a;b\n", b"%PDF-1.7", b""):
        with pytest.raises(FileRefused):
            filled_sheets(content)
