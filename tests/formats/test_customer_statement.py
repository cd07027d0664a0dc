"""What is read of a customer's own statement: every shape in which it comes, and what is asked instead of guessed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import typst

from creditdesk.intake import reader
from creditdesk.intake.formats.customer_statement import Stated, Telling, read_customer_statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.files import workbook

USD = Telling("USD")
CSV = """Invoice,Invoice date,PO number,Amount
7001,05/13/2026,4711,"1,200.00"
DM-9,05/20/2026,,(600.00)
Total,,,600.00
"""


def read(text: str, telling: Telling = USD) -> Stated:
    return read_customer_statement(text.encode(), telling=telling)


def lines(found: Stated) -> list[tuple[str, int]]:
    return [(one.document, one.minor) for one in found.lines]


def refused(text: str, telling: Telling = USD) -> str:
    with pytest.raises(FileRefused) as error:
        read(text, telling)
    return error.value.reason.code.removeprefix("intake.customer_statement_")


def test_a_table_is_its_lines_and_its_total() -> None:
    found = read(CSV)

    assert lines(found) == [("7001", 1_200_00), ("DM-9", -600_00)]
    assert (found.lines[0].day, found.lines[0].reference, found.total_minor) == (date(2026, 5, 13), "4711", 600_00)


def test_a_workbook_says_the_same() -> None:
    book = workbook(["Invoice", "Invoice date", "Amount"], ["7001", "2026-05-13", 1200.5], ["7002", "2026-05-14", -600])

    found = read_customer_statement(book, telling=USD)

    assert lines(found) == [("7001", 1_200_50), ("7002", -600_00)]


def test_a_pdf_with_text_says_the_same() -> None:
    cells = [
        [cell.strip('"') for cell in line.split(";")]
        for line in CSV.replace('"1,200.00"', "1 200.00").replace(",", ";").splitlines()
    ]
    shown = ", ".join(f"[{cell}]" for row in cells for cell in row)
    pdf = typst.compile(f"= Statement\n#table(columns: 4, {shown})".encode())

    found = read_customer_statement(pdf, telling=USD)

    assert (lines(found), found.total_minor) == ([("7001", 1_200_00), ("DM-9", -600_00)], 600_00)


def test_a_pdf_of_two_hundred_pages_is_refused_in_words() -> None:
    pdf = typst.compile(b"#for at in range(200) [ Invoice Amount #pagebreak(weak: true) x ]")

    with pytest.raises(FileRefused) as error:
        read_customer_statement(pdf, telling=USD)

    assert str(error.value.reason).endswith("pages; at most 100 are read.")


def test_a_pdf_without_text_is_refused_in_words() -> None:
    pdf = typst.compile(b"#rect(width: 5cm, height: 5cm, fill: black)")

    with pytest.raises(FileRefused) as error:
        read_customer_statement(pdf, telling=USD)

    assert error.value.reason.code == "intake.advice_no_text"


def test_credits_stand_in_brackets_with_a_minus_behind_or_with_cr() -> None:
    text = (
        "Document,Date,Amount\nA1,2026-05-01,(1.00)\nA2,2026-05-01,2.00-\nA3,2026-05-01,3.00 CR\nA4,2026-05-01,-4.00\n"
    )

    assert [minor for _, minor in lines(read(text))] == [-1_00, -2_00, -3_00, -4_00]


def test_payables_write_what_is_owed_as_credit() -> None:
    text = "Doc no,Date,Debit,Credit,Balance\n7001,2026-05-01,,100.00,100.00\nP-1,2026-05-02,40.00,,60.00\n"

    assert lines(read(text)) == [("7001", 100_00), ("P-1", -40_00)]


def test_what_is_open_counts_and_not_what_the_document_was() -> None:
    text = "Invoice,Date,Amount,Open amount\n7001,2026-05-01,100.00,60.00\n"

    assert lines(read(text)) == [("7001", 60_00)]


def test_claims_with_a_minus_are_turned_where_a_person_says_so() -> None:
    text = "Invoice,Date,Amount\n7001,2026-05-01,-100.00\nTotal,,-100.00\n"

    found = read(text, Telling("USD", turned=True))

    assert (lines(found), found.total_minor) == ([("7001", 100_00)], 100_00)


def test_days_that_can_be_read_in_two_ways_are_asked() -> None:
    text = "Invoice,Date,Amount\n7001,05/06/2026,100.00\n"

    assert refused(text) == "days"
    assert read(text, Telling("USD", day_order="dmy")).lines[0].day == date(2026, 6, 5)


def test_amounts_that_can_be_read_in_two_ways_are_asked() -> None:
    text = "Invoice;Date;Amount\n7001;2026-05-01;1,234\n"

    assert refused(text) == "decimal"
    assert lines(read(text, Telling("USD", decimal="."))) == [("7001", 1_234_00)]


def test_an_amount_that_cannot_be_read_refuses_the_file_with_its_line() -> None:
    with pytest.raises(FileRefused) as error:
        read("Invoice,Date,Amount\n7001,2026-05-01,100.00\n7002,2026-05-01,12x\n7003,2026-05-01,9.00\n")

    assert (error.value.reason.code, error.value.line) == ("intake.customer_statement_amount", 3)


def test_a_statement_in_another_currency_is_refused_and_lines_in_another_are_counted() -> None:
    text = "Invoice,Date,Amount,Currency\n7001,2026-05-01,100.00,EUR\n"
    both = text + "7002,2026-05-01,50.00,USD\nTotal,,150.00,\n"

    assert refused(text) == "currency"
    found = read(both)
    assert (lines(found), found.in_other_currencies, found.other_currencies) == ([("7002", 50_00)], 1, ("EUR",))
    assert found.total_minor is None
    assert lines(read(both, Telling("EUR"))) == [("7001", 100_00)]


def test_what_heads_no_table_is_refused() -> None:
    assert refused("Dear all,\nplease find our statement attached.\n") == "no_table"


def test_more_lines_than_a_statement_has_are_refused() -> None:
    text = "Invoice,Date,Amount\n" + "".join(f"{at},2026-05-01,1.00\n" for at in range(5_001))

    assert refused(text) == "many"


def test_the_reading_program_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    path.write_text(CSV)
    limits: dict[str, object] = {
        "file_bytes": 10**7,
        "unpacked_bytes": 10**8,
        "entries": 100,
        "ratio": 100,
        "rows": 10**5,
    }
    limits |= {"earliest_date": "1990-01-01", "furthest_days_ahead": 800}

    found, end = reader.statement(path, limits=limits, telling={"currency": "USD"})

    assert [one["minor"] for one in found] == [1_200_00, -600_00]
    assert json.loads(json.dumps(end))["total_minor"] == 600_00
