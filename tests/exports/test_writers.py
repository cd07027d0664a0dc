"""Tables as files: what comes in as text goes out as text, and money reads back to the cent from both formats."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditdesk.domain.money import Money, major_units
from creditdesk.domain.tables import Cell, Column, Kind, Row, Table, Totals
from creditdesk.exports.writers import csv_pieces, write_workbook
from tests.web.files import sheet

TABLE = Table(
    "accounts",
    "Accounts",
    (
        Column("customer", "Customer"),
        Column("currency", "Currency"),
        Column("open", "Open", Kind.MONEY, totalled=True),
        Column("items", "Items", Kind.INTEGER, totalled=True),
    ),
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(rows: Sequence[Row], *, table: Table = TABLE, about: Sequence[tuple[str, Cell]] = ()) -> bytes:
    out = io.BytesIO()
    write_workbook(out, table, rows, about=about)
    return out.getvalue()


def as_csv(rows: Sequence[Row], *, table: Table = TABLE) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_pieces(table, rows)).removeprefix("\ufeff"), newline="")))


def cells_of(content: bytes) -> list[Any]:
    """Every cell of every sheet, as it stands in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert not any("hyperlink" in book.read(name).decode() for name in names)
        return [cell for name in names for cell in ET.fromstring(book.read(name)).iter(f"{NAMESPACE}c")]  # noqa: S314  (written by ourselves)


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.builds(
        "".join, st.lists(st.sampled_from(["=", "+", "@", "-", " ", "\t", "\r", "1", "|", "<r>", "</r>", "_x0041_"]))
    ),
)


@given(text=HOSTILE)
@example(text='=HYPERLINK("http://x")')
@example(text=" =1+1")
@example(text="\u00a0=1+1")
@example(text="\uff1d1+1")
@example(text='<r></t></is></c><c r="A2"><f>1+1</f></c></r>')
@example(text="\ufffe\uffff\ud800")
@example(text="x" * 40_000)
@settings(max_examples=60, deadline=None)
def test_no_text_that_a_customers_name_holds_becomes_a_formula(text: str) -> None:
    row: Row = [text, "USD", Money(-1, "USD"), 1]
    first = as_csv([row])[1][0]
    assert not first.lstrip().startswith(FORMULA_SIGNS)
    assert first.removeprefix("'") == text.removeprefix("'")
    cells = cells_of(workbook([row], about=[(text, text)]))
    assert [cell for cell in cells if cell.find(f"{NAMESPACE}f") is not None] == []
    # The heads, the row, the totals, and what the second sheet tells: nothing was added from within the text.
    assert len(cells) <= 4 + 4 + 4 + 4
    assert {cell.get("t") for cell in cells if cell.get("r") == "A2"} == {"inlineStr"}


@given(
    minor=st.integers(-(2**63) + 1, 2**63 - 1),
    currency=st.sampled_from(["USD", "JPY", "KWD", "EUR"]),
)
@example(minor=999_999_999_999_999, currency="USD")
@example(minor=-(10**15), currency="KWD")
@settings(max_examples=60, deadline=None)
def test_money_reads_back_to_the_cent_from_both_formats(minor: int, currency: str) -> None:
    exact = major_units(minor, currency=currency)
    row: Row = ["A", currency, Money(minor, currency), None]
    assert Decimal(as_csv([row])[1][2]) == exact
    _heads, read, _free, total = sheet(workbook([row]))
    for found in (read[2], total[2]):
        assert Decimal(str(found)) == exact


def test_each_currency_has_its_own_total_and_a_row_stays_free_before_them() -> None:
    rows: list[Row] = [
        ["A", "USD", Money(150, "USD"), 2],
        ["B", "JPY", Money(7, "JPY"), 1],
        ["C", "USD", Money(-25, "USD"), 3],
    ]
    heads, *read = sheet(workbook(rows))
    assert heads == ["Customer", "Currency", "Open", "Items"]
    assert read[3] == ["", "", "", ""]
    assert read[4:] == [["Total", "JPY", 7.0, 1.0], ["Total", "USD", 1.25, 5.0]]
    assert len(as_csv(rows)) == 4  # whoever reads the CSV adds up himself


def test_the_head_is_frozen_and_every_column_can_be_filtered() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook([["A", "USD", Money(1, "USD"), 1]]))) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="frozen"' in xml and '<autoFilter ref="A1:D2"' in xml
        assert "#,##0.00" in book.read("xl/styles.xml").decode()


def test_days_instants_percentages_and_ids_keep_their_kind() -> None:
    kinds = (Kind.DATE, Kind.INSTANT, Kind.PERCENT, Kind.TEXT, Kind.DATE)
    table = Table("t", "T", tuple(Column(str(place), str(place), kind) for place, kind in enumerate(kinds)))
    instant = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
    row: Row = [dt.date(2026, 5, 1), instant, 1250, "0088", dt.date(1899, 12, 31)]
    assert as_csv([row], table=table)[1] == ["2026-05-01", "2026-06-15T14:00:00+00:00", "12.50", "0088", "1899-12-31"]
    read = sheet(workbook([row], table=table))[1]
    # New York's clock, and text where Excel has no such day.
    assert read == [dt.date(2026, 5, 1), dt.datetime(2026, 6, 15, 10, 0), 0.125, "0088", "1899-12-31"]  # noqa: DTZ001


def test_the_second_sheet_tells_what_it_is() -> None:
    content = workbook([], about=[("What", "Accounts"), ("As of", dt.date(2026, 6, 15))])
    assert sheet(content, number=1) == [["What", "Accounts"], ["As of", dt.date(2026, 6, 15)], ["Rows", 0.0]]


@pytest.mark.parametrize("rows", [0, 1, 500, 501, 1203])
def test_every_row_comes_once_however_many_there_are(rows: int) -> None:
    made: list[Row] = [[str(number), "USD", Money(number, "USD"), None] for number in range(rows)]
    assert [row[0] for row in as_csv(made)[1:]] == [str(number) for number in range(rows)]


def test_a_table_without_money_adds_up_plain_numbers() -> None:
    table = Table("t", "T", (Column("name", "Name"), Column("accounts", "Accounts", Kind.INTEGER, totalled=True)))
    totals = Totals(table)
    for number in (3, 4):
        totals.add(["A", number])
    assert totals.rows("Total") == [["Total", 7]]
