"""Files of orders with lines: the rows of one order go in together or not at all, and come out as they were written."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import study
from creditdesk.intake.formats.records.known import KINDS, guess_columns, possible_contents
from creditdesk.intake.formats.records.reading import read_records
from creditdesk.intake.formats.refusals import RowRefused
from creditdesk.intake.formats.tabular import read_table
from tests.formats.files import DEFAULTS, text_file

HEAD = (
    "Sales Order,Customer No,Order Date,Currency,Order Amount,"
    "Line No,Item,Quantity,Line Amount,Line Ship Date,Customer PO"
)


def read(*lines: str) -> list[Any]:
    """Every row as it was read: the whole record, or the refusal."""
    table, kind = read_table(text_file(*lines)), KINDS["orders"]
    mapping = guess_columns(kind, table.headers, table.sample())
    mapping = ColumnMapping.from_dict(mapping.as_dict(), fields=mapping.fields)
    return list(read_records(table, mapping, kind=kind, defaults=DEFAULTS, findings=study(table, mapping)))


def refused(*lines: str) -> list[tuple[int, str, str, str]]:
    """Line, column, value and words of each refusal, in the order of the file."""
    rows = [row for row in read(*lines) if isinstance(row, RowRefused)]
    return [(row.line, row.column, row.value, str(row.reason)) for row in sorted(rows, key=lambda one: one.line)]


def test_the_headings_of_an_order_with_lines_tell_that_it_is_one() -> None:
    assert possible_contents(HEAD.split(","), []) == ["orders"]
    german = "Auftragsnummer,Kundennummer,Auftragsdatum,Auftragswert,Position,Artikel,Menge,Positionswert"
    assert possible_contents(german.split(","), []) == ["orders"]


def test_an_export_with_a_row_for_each_line_is_read_as_orders_with_lines() -> None:
    first, second, other = read(
        HEAD,
        "SO-1,C1,2026-05-12,USD,1000.00,10,BX-9,4,600.00,2026-05-20,PO 7",
        "SO-1,C1,2026-05-12,USD,1000.00,20,AQ-1,2 pc,400.00,,PO 7",
        "SO-2,C2,2026-05-12,USD,50.00,10,BX-9,1,50.00,,",
    )
    order = {"order_number": "SO-1", "customer_number": "C1", "placed_on": "2026-05-12", "currency": "USD"}
    whole = {**order, "amount_minor": 1_000_00, "po_number": "PO 7", "ship_date": "2026-05-20"}
    lines = [
        {"number": "10", "item": "BX-9", "quantity": "4", "amount_minor": 600_00, "ship_date": "2026-05-20"},
        {"number": "20", "item": "AQ-1", "quantity": "2 pc", "amount_minor": 400_00, "ship_date": None},
    ]
    own = {"line_number": "10", "item": "BX-9", "quantity": "4", "line_amount_minor": 600_00}
    assert first["values"] == {**whole, **own, "line_ship_date": "2026-05-20", "lines": lines}
    own = {"line_number": "20", "item": "AQ-1", "quantity": "2 pc", "line_amount_minor": 400_00}
    assert second["values"] == {**whole, **own}
    assert (first["belongs_to"], second["belongs_to"], other["belongs_to"]) == (2, 2, 4)
    assert [line["number"] for line in other["values"]["lines"]] == ["10"]


def test_the_lines_make_the_amount_where_the_order_states_none_and_one_row_may_speak_for_all() -> None:
    first, second = read(
        "Sales Order,Customer No,Order Date,Currency,Line No,Line Amount",
        "SO-1,C1,2026-05-12,USD,1,600.00",
        "SO-1,,,,2,400.00",
    )
    assert (first["values"]["amount_minor"], second["values"]["amount_minor"]) == (1_000_00, 1_000_00)
    assert second["values"]["customer_number"] == "C1"


def test_what_two_rows_say_differently_of_one_order_is_refused_with_line_field_and_value() -> None:
    assert refused(
        HEAD,
        "SO-1,C1,2026-05-12,USD,1000.00,10,,,600.00,,PO 7",
        "SO-2,C1,2026-05-12,USD,10.00,10,,,10.00,,",
        "SO-1,C1,2026-05-12,USD,1000.00,20,,,400.00,,PO 8",
    ) == [
        (2, "Sales Order", "SO-1", "The order goes in whole or not at all, and line 4 does not."),
        (4, "Customer PO", "PO 8", "Line 2 of the same order says PO 7, this one PO 8."),
    ]


def test_lines_that_do_not_add_up_are_refused_with_both_figures() -> None:
    found = refused(
        HEAD,
        "SO-1,C1,2026-05-12,USD,1000.00,10,,,600.00,,",
        "SO-1,C1,2026-05-12,USD,1000.00,20,,,399.99,,",
    )
    assert found[0][3] == "The lines make 999.99 USD, the order 1,000.00 USD."
    assert found[1][3] == "The order goes in whole or not at all, and line 2 does not."


def test_a_line_that_cannot_be_read_keeps_its_whole_order_out_and_no_other() -> None:
    lines = (
        "Sales Order,Customer No,Order Date,Currency,Line No,Line Amount",
        "SO-1,C1,2026-05-12,USD,1,600.00",
        "SO-2,C1,2026-05-12,USD,1,5.00",
        "SO-1,C1,2026-05-12,USD,2,a lot",
        "SO-1,C1,2026-05-12,USD,1,7.00",
        "SO-3,C1,2026-05-12,USD,,7.00",
        "SO-4,C1,2026-05-12,USD,1,-7.00",
    )
    assert [line for line, *_ in refused(*lines)] == [2, 4, 5, 6, 7]
    assert [row["values"]["order_number"] for row in read(*lines) if isinstance(row, dict)] == ["SO-2"]


def test_a_damaged_row_keeps_out_the_orders_beside_it_whose_amount_does_not_tell_what_is_missing() -> None:
    lines = (
        "Sales Order,Customer No,Order Date,Currency,Line No,Line Amount",
        "SO-1,C1,2026-05-12,USD,1,600.00",
        "SO-2,C1,2026-05-12,USD,1,600.00",
        "SO-2,C1,2026-05-12,USD,2,600.00,one,cell,too,many",
        "SO-3,C1,2026-05-12,USD,1,5.00",
    )
    assert [line for line, *_ in refused(*lines)] == [3, 4, 5]


_WORDS = st.text(alphabet="ABCdef-07", min_size=1, max_size=6).filter(lambda word: word.strip("-0") != "")
_DAYS = st.none() | st.dates(dt.date(2026, 5, 1), dt.date(2026, 6, 1))
_LINES = st.lists(
    st.tuples(st.integers(0, 9_999_99), _WORDS, st.integers(1, 99), _DAYS),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(orders=st.lists(_LINES, min_size=1, max_size=5), states_amount=st.booleans(), shuffle=st.randoms())
def test_orders_with_lines_come_out_of_a_file_as_they_were_written(
    orders: list[list[Any]], states_amount: bool, shuffle: Any
) -> None:
    rows, wanted = [], {}
    for place, lines in enumerate(orders):
        number = f"SO-{place}"
        wanted[number] = {
            str(at): (minor, item, str(count), day.isoformat() if day else None)
            for at, (minor, item, count, day) in enumerate(lines, 1)
        }
        total = sum(minor for minor, *_ in lines)
        for at, (minor, item, count, day) in enumerate(lines, 1):
            stated = f"{total / 100:.2f}" if states_amount else ""
            shown = day.isoformat() if day else ""
            rows.append([number, "C1", "2026-05-12", "USD", stated, at, item, count, f"{minor / 100:.2f}", shown, ""])
    shuffle.shuffle(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    read_back: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in read(HEAD, *out.getvalue().splitlines()):
        assert isinstance(row, dict), row
        for line in row["values"].get("lines", ()):
            said = (line["amount_minor"], line["item"], line["quantity"], line["ship_date"])
            read_back[row["values"]["order_number"]][line["number"]] = said
        total = sum(minor for minor, *_ in orders[int(row["values"]["order_number"][3:])])
        assert row["values"]["amount_minor"] == total
    assert read_back == wanted
