"""Bad files, one kind after the other: each gets a clear sentence with line, field and value, and nothing is lost.

Method: the file goes the whole way of the desk. What is refused names where it stands and what stood there, goes out in
the workbook of refused rows as it was, and the other rows go in; the file itself is kept byte by byte.
"""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from creditdesk.domain.list_differences import Answer
from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake.differences import decide
from creditdesk.intake.files import content as kept
from creditdesk.intake.models import ImportFile
from creditdesk.intake.open_differences import open_rows
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, receive, worked
from tests.actions.test_lists import A1, A2, A3, books, listed, posted
from tests.web.files import sheet
from tests.world import NOW, TODAY, World

__all__ = ["books"]

GOOD = "C1,Fenwick Optical,A-1,2026-05-01,2026-05-31,USD,1200.00,1200.00\n"
BAD = "C2,Harbor Lens,A-2,2026-05-04,2026-06-03,USD,300.50,100.50\n"

Told = tuple[int, str, str, str]


def told(file: ImportFile) -> list[Told]:
    """Of each refused row the line, the field, the value and the reason as a person reads it."""
    return [
        (row.line, problem["field"], problem["value"], problem["reason"]["text"] % problem["reason"]["facts"])
        for row in file.rows.filter(verdict="refused").order_by("line")
        for problem in row.problems[:1]
    ]


def assert_nothing_lost(file: ImportFile, content: str | bytes) -> None:
    """Each row is in one of the counts, each refused one in the workbook with its line, and the bytes are kept."""
    assert b"".join(kept(file)) == (content.encode() if isinstance(content, str) else content)
    assert file.rows_accepted + file.rows_unchanged + file.rows_refused == file.rows_read
    if file.rows_refused:
        lines = {str(cell).removesuffix(".0") for row in sheet(refusals_book(file)) for cell in row[:1]}
        assert {str(line) for line, *_ in told(file)} <= lines


@pytest.mark.parametrize(
    ("row", "field", "value", "why"),
    [
        (BAD.replace("300.50,", "3oo.50,"), "original_amount", "3oo.50", "is not an amount"),
        (BAD.replace("100.50\n", "400.00\n"), "open_amount", "400.00", "open"),
        (BAD.replace("2026-05-04", "2026-02-30"), "document_date", "2026-02-30", "is not a date"),
        (BAD.replace("USD", "ZZZ"), "currency", "ZZZ", "ZZZ"),
        (BAD.replace("A-2", "A-1").replace("C2", "C1"), "document_number", "A-1", "line 2"),
        (HEADER, "", "", "The header line occurs again here."),
        (",Total,,,,USD,1200.00,1200.00\n", "", "", "looks like a total"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_line_field_and_value_and_the_others_go_in(
    world: World, row: str, field: str, value: str, why: str
) -> None:
    text = HEADER + GOOD + row + GOOD.replace("A-1", "A-3")
    file = load(text, company=world.northlight, by=world.erin)
    ((line, named, stood, reason),) = told(file)
    assert line == 3
    assert why in reason
    assert not field or (named, stood) == (field, value)
    assert set(OpenItem.objects.values_list("number", flat=True)) == {"A-1", "A-3"}
    assert_nothing_lost(file, text)


def test_totals_that_do_not_tie_are_said_with_both_sums(world: World) -> None:
    text = HEADER + GOOD + BAD + ",Grand total,,,,USD,9999.00,9999.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    said = [one["text"] % one["facts"] for one in file.totals["warnings"]]
    assert any("9,999.00 USD" in one and "1,300.50 USD" in one for one in said), said
    assert_nothing_lost(file, text)


def test_half_a_file_has_its_last_line_refused_and_half_a_list_settles_nothing(books: World) -> None:
    half = (HEADER + GOOD.replace("A-1", "B-1") + BAD.replace("A-2", "B-2"))[:-4]
    file = preview(half, company=books.northlight, by=books.erin)
    ((line, _, _, reason),) = told(file)
    assert (line, "ends in the middle of this line" in reason) == (3, True)
    assert_nothing_lost(file, half)
    with pytest.raises(Refusal, match="lacks 2 of 3 open documents"):
        actions.post(cut := listed(A1, books), revision=cut.revision, by=books.adam, at=NOW)


def test_the_same_file_under_another_name_is_refused_and_the_same_list_brings_nothing(books: World) -> None:
    load(TWO_INVOICES.replace("A-", "S-"), company=books.northlight, by=books.erin, name="may.csv")
    files = ImportFile.objects.count()
    with pytest.raises(Refusal, match=r"may\.csv by erin on 2026-06-15"):
        receive(TWO_INVOICES.replace("A-", "S-"), company=books.northlight, by=books.adam, name="other.csv")
    assert ImportFile.objects.count() == files
    rows = A1 + A2 + A3 + "C1,Fenwick,S-1,2026-05-01,2026-05-31,USD,1200.00,1200.00\n"
    rows += "C2,Harbor Lens,S-2,2026-05-04,2026-06-03,USD,300.50,100.50\n"
    for name in ("list.csv", "again.csv"):
        with pytest.raises(Refusal, match="nothing new"):
            actions.post(same := listed(rows, books, name=name), revision=same.revision, by=books.adam, at=NOW)


def test_rows_for_a_closed_period_say_on_which_day_they_count_or_are_refused(world: World) -> None:
    may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31), "as_of": TODAY}
    close_period(world.northlight, by=world.dave, at=NOW, **may)
    text = HEADER.replace("Date,", "Date,Posting date,") + GOOD.replace("2026-05-01,", "2026-05-01,2026-05-01,")
    file = preview(text, company=world.northlight, by=world.erin)
    ((line, field, value, reason),) = told(file)
    assert (line, field, value) == (2, "posting_date", "2026-05-01")
    assert "closed" in reason
    late = load(HEADER + GOOD, company=world.northlight, by=world.erin)
    assert (late.rows_accepted, OpenItem.objects.get().document_date) == (1, dt.date(2026, 5, 1))
    assert_nothing_lost(file, text)


def test_a_currency_without_a_rate_comes_in_and_what_needs_the_rate_says_so(world: World) -> None:
    foreign = "C1,Fenwick,E-1,2026-05-01,2026-05-31,NOK,1000.00,1000.00\n"
    file = load(HEADER + foreign, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, OpenItem.objects.get().currency) == (1, "NOK")
    other = foreign.replace("1000.00,1000.00", "900.00,700.00")
    compared = listed(other, world)
    with pytest.raises(Refusal, match="NOK") as refused:
        decide(
            compared, lines=[row.line for row in open_rows(compared)], answer=Answer.TAKE, reason="asked them",
            by=world.dave, at=NOW, as_of=TODAY,
        )  # fmt: skip
    assert "rate" in str(refused.value)
    assert OpenItem.objects.get().open_minor == 100_000


def test_of_two_hundred_columns_the_known_ones_are_read_and_more_than_five_hundred_are_refused(world: World) -> None:
    wide = "".join(
        line + "," + ",".join(f"x{number}" for number in range(192)) + "\n" for line in (HEADER + GOOD).splitlines()
    )
    file = load(wide, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, OpenItem.objects.get().original_minor) == (1, 120_000)
    wider = ",".join(f"h{number}" for number in range(501)) + "\n"
    refused = preview(HEADER.strip() + "," + wider, company=world.northlight, by=world.erin)
    assert refused.state == "refused"
    assert "at most 500 are read" in refused.refusal
    assert b"".join(kept(refused)) == (HEADER.strip() + "," + wider).encode()


def test_a_formula_without_its_result_is_named_and_its_row_is_never_zero(world: World) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Customer", "Name", "Invoice", "Date", "Due", "Amount"])
        page.write_row(1, 0, ["C1", "Fenwick", "F-1", "2026-05-01", "2026-05-31"])
        page.write_formula(1, 5, "=2*50", None, "")
        page.write_row(2, 0, ["C1", "Fenwick", "F-2", "2026-05-01", "2026-05-31", 7])
    file = load(stream.getvalue(), company=world.northlight, by=world.erin, name="formulas.xlsx")
    ((line, field, value, _),) = told(file)
    assert (line, field, value) == (2, "original_amount", "")
    said = [one["text"] % one["facts"] for one in file.totals["warnings"]]
    assert any("formulas and no results, the first F2" in one for one in said)
    assert [item.number for item in OpenItem.objects.all()] == ["F-2"]
    assert_nothing_lost(file, stream.getvalue())


def test_days_in_three_orders_are_asked_for_and_what_does_not_fit_is_refused(world: World) -> None:
    days = ("2026-05-04", "14.05.2026", "05/15/2026")
    text = HEADER + "".join(
        f"C1,Fenwick,D-{number},{day},2026-06-30,USD,1.00,1.00\n" for number, day in enumerate(days)
    )
    file = preview(text, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, file.rows_refused) == (0, 0)
    (question,) = file.understood["questions"]
    assert question["setting"] == "day_order"
    again = worked(
        actions.read_again(file, choices={"day_order": "dmy"}, revision=file.revision, by=world.erin, at=NOW)
    )
    assert told(again) == [(4, "document_date", "05/15/2026", "05/15/2026 is not a date.")]
    assert_nothing_lost(again, text)


def test_a_customer_number_that_changed_is_a_question_and_moves_nothing(books: World) -> None:
    file = listed(A1.replace("C1,Fenwick Optical", "C9,Nova Vision") + A2 + A3, books)
    reasons = [reason for *_, reason in told(file)]
    assert len(reasons) == 2
    assert all("C1" in reason and "C9" in reason for reason in reasons), reasons
    assert OpenItem.objects.get(number="A-1").customer.number == "C1"
    with pytest.raises(Refusal):
        posted(A1.replace("C1,Fenwick Optical", "C9,Nova Vision") + A2 + A3, books)
