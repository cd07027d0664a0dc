"""Text and workbooks as tables: encodings, delimiters, quotes, line ends, headers, damage."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused, RowRefused
from creditdesk.intake.formats.tabular import Table, read_table
from tests.formats.files import text_file, workbook

HEADER = "Customer No,Invoice No,Due Date,Amount"


def rows_of(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows() if isinstance(row, Row)]


def refusals_of(table: Table) -> dict[int, str]:
    return {row.line: str(row.reason) for row in table.rows() if isinstance(row, RowRefused)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_gives_the_same_cells(encoding: str, end: str) -> None:
    lines = ["Name,Invoice No,Due Date,Amount", "Søren Ångström & Fils,17,2026-03-01,12.00"]
    table = read_table(text_file(*lines, end=end, encoding=encoding))
    assert table.headers == ("Name", "Invoice No", "Due Date", "Amount")
    assert rows_of(table) == [["Søren Ångström & Fils", "17", "2026-03-01", "12.00"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = read_table(text_file(HEADER.replace(",", delimiter), delimiter.join(["C1", "17", "2026-03-01", "12"])))
    assert table.delimiter == delimiter
    assert rows_of(table) == [["C1", "17", "2026-03-01", "12"]]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    table = read_table(text_file(HEADER.replace(",", ";"), "C1;17;2026-03-01;12,50", "C2;18;2026-03-01;1.312,50"))
    assert table.delimiter == ";"
    assert rows_of(table)[1] == ["C2", "18", "2026-03-01", "1.312,50"]


def test_windows_1252_is_read_with_a_warning_that_names_the_first_line() -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01,12", "Müller,18,2026-03-01,13", encoding="cp1252"))
    assert table.encoding == "cp1252"
    assert "first on line 3" in str(table.warnings[0])


def test_a_file_that_is_partly_utf_8_is_damaged_and_refused_with_its_line() -> None:
    sound = text_file(HEADER, "Søren,17,2026-03-01,12", "Łódź,18,2026-03-01,13")
    assert len(rows_of(read_table(sound))) == 2
    with pytest.raises(FileRefused, match="line 3: The file cannot be read as utf-8"):
        read_table(sound.replace("ź".encode(), b"\xff"))


def test_a_byte_that_no_encoding_knows_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefused, match="line 2: The file cannot be read as cp1252: byte 0x81"):
        read_table(text_file(HEADER) + b"C1\x81,17,2026-03-01,12\n")


def test_binary_content_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefused, match="line 3: The file holds NUL characters"):
        read_table(text_file(HEADER, "C1,17,2026-03-01,12", "C1\0,18,2026-03-01,12"))


def test_utf_16_cut_in_the_middle_of_a_character_is_refused() -> None:
    with pytest.raises(FileRefused, match="cannot be read as utf-16"):
        read_table(text_file(HEADER, "C1,17,2026-03-01,12", encoding="utf-16")[:-1])


def test_a_control_character_refuses_its_row_only() -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01,12", "C\x022,18,2026-03-01,12"))
    assert rows_of(table) == [["C1", "17", "2026-03-01", "12"]]
    assert refusals_of(table) == {3: "The line holds the control character U+0002: it is damaged."}


def test_titles_above_the_header_and_blank_lines_are_passed_over() -> None:
    lines = ["Open items,,,", '"Anvil Works, Inc.",,,', "As of 2026-07-31,,,", "", HEADER, "", "C1,17,2026-03-01,12"]
    table = read_table(text_file(*lines))
    assert table.header_line == 5
    assert [row.line for row in table.rows()] == [7]


def test_a_row_above_the_header_is_not_lost_without_a_word() -> None:
    table = read_table(text_file("C1,17,2026-03-01,12", HEADER, "C2,18,2026-03-01,12"))
    assert table.header_line == 2
    assert refusals_of(table) == {1: "The row stands above the header line."}


def test_headings_that_occur_twice_are_told_apart() -> None:
    table = read_table(text_file("Customer No,Amount,Amount,,Amount", "C1,1,2,3,4"))
    assert table.headers == ("Customer No", "Amount", "Amount (2)", "column 4", "Amount (3)")
    assert "told apart" in str(table.warnings[0])


def test_ragged_rows_are_refused_one_by_one_with_their_line() -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01", "C2,18,2026-03-01,12,9", "C3,19,2026-03-01,12,,"))
    assert rows_of(table) == [["C3", "19", "2026-03-01", "12"]]
    assert refusals_of(table) == {
        2: "The line has 3 cells and the header 4: a cell is missing, cut off or not quoted.",
        3: "The line has 5 cells and the header 4: a cell is missing, cut off or not quoted.",
    }


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    table = read_table(text_file(HEADER, '"Bolt, ""Nut""\n& Co",17,2026-03-01,12', "C2,18,2026-03-01,12"))
    assert [(row.line, row.cells[0]) for row in table.rows() if isinstance(row, Row)] == [
        (2, 'Bolt, "Nut"\n& Co'),
        (4, "C2"),
    ]


def test_a_quote_that_is_not_closed_refuses_its_line_and_no_other() -> None:
    table = read_table(text_file(HEADER, 'C1,"17,2026-03-01,12', "C2,18,2026-03-01,12", 'C3,"1""9",2026-03-01,12'))
    assert rows_of(table) == [["C2", "18", "2026-03-01", "12"], ["C3", '1"9', "2026-03-01", "12"]]
    assert "quotation mark is not closed" in refusals_of(table)[2]


def test_two_damaged_quotes_that_close_each_other_do_not_swallow_a_line() -> None:
    table = read_table(text_file(HEADER, '"C1,17,2026-03-01,12', 'C2,18",2026-03-01,12', "C3,19,2026-03-01,12"))
    assert rows_of(table) == [["C2", '18"', "2026-03-01", "12"], ["C3", "19", "2026-03-01", "12"]]
    assert list(refusals_of(table)) == [2]


def test_a_file_cut_in_a_quoted_cell_loses_that_line_only_and_says_so() -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01,12")[:-1] + b'\n"Anvil Wor')
    assert rows_of(table) == [["C1", "17", "2026-03-01", "12"]]
    assert list(refusals_of(table)) == [3]
    assert "last line may be cut off" in str(table.warnings[0])


def test_a_last_line_without_its_line_end_is_refused_until_somebody_says_that_it_is_whole() -> None:
    content = text_file(HEADER, "C1,17,2026-03-01,12", "C1,18,2026-03-01,1000.00")[:-4]
    table = read_table(content)
    assert rows_of(table) == [["C1", "17", "2026-03-01", "12"]]
    assert [line for line, reason in refusals_of(table).items() if "ends in the middle of this line" in reason] == [3]
    assert [warning.code for warning in table.warnings] == ["intake.open_end"]
    whole = read_table(content, last_line_whole=True)
    assert rows_of(whole)[1] == ["C1", "18", "2026-03-01", "1000"]
    assert [warning.code for warning in whole.warnings] == ["intake.open_end_taken"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_any_line_end_ends_the_last_line(end: str) -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01,12", end=end))
    assert rows_of(table) == [["C1", "17", "2026-03-01", "12"]]
    assert table.warnings == ()


def test_a_header_alone_may_lack_its_line_end() -> None:
    table = read_table(HEADER.encode())
    assert (rows_of(table), refusals_of(table)) == ([], {})


def test_the_header_line_occurring_again_is_refused_as_a_row() -> None:
    table = read_table(text_file(HEADER, "C1,17,2026-03-01,12", HEADER, "C2,18,2026-03-01,12"))
    assert refusals_of(table) == {3: "The header line occurs again here."}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"just one column\nof text\n", "no columns"),
        (b"\xef\xbb\xbf", "no columns"),
        (b"\n\n\n", "no columns"),
        (b"1,2\n3,4\n", "No line among the first 60 names the columns"),
    ],
)
def test_text_that_is_no_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        read_table(content)


def test_more_rows_columns_or_characters_than_the_limits_are_refused() -> None:
    lines = text_file(HEADER, *(f"C{number},17,2026-03-01,12" for number in range(4)))
    with pytest.raises(FileRefused, match=r"line 5: The file has more than 3 rows"):
        list(read_table(lines, limits=Limits(rows=3)).rows())
    assert len(list(read_table(lines, limits=Limits(rows=4)).rows())) == 4
    with pytest.raises(FileRefused, match="line 1: The file has 4 columns; at most 3"):
        read_table(lines, limits=Limits(columns=3))
    long = read_table(text_file(HEADER, "C1,17,2026-03-01,12", "C" * 33_000 + ",17,2026-03-01,12"))
    assert refusals_of(long) == {3: "A cell has 33000 characters; at most 32767 are read."}
    longer = read_table(text_file(HEADER, "C1,17,2026-03-01,12", '"' + "C" * 200_000 + '",17,2026-03-01,12'))
    assert refusals_of(longer) == {3: "A cell has far more than 32767 characters, the most that is read."}


def test_a_line_of_a_million_characters_is_no_line_of_a_table() -> None:
    table = read_table(text_file(HEADER, *["C1,17,2026-03-01,12"] * 70, "x" * 1_000_001))
    with pytest.raises(FileRefused, match="line 72: The line has 1000000 characters or more"):
        list(table.rows())


def test_a_file_full_of_broken_quotes_is_given_up_and_not_tried_for_ever() -> None:
    table = read_table(text_file(HEADER, *["C1,17,2026-03-01,12"] * 70, *['C1,"17"x,2026-03-01,12'] * 1_001))
    with pytest.raises(FileRefused, match="More than 1000 lines have broken quotation marks"):
        list(table.rows())


def test_a_table_can_be_read_again_from_a_path_as_often_as_needed(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(text_file(HEADER, "C1,17,2026-03-01,12"))
    table = read_table(path)
    assert list(table.rows()) == list(table.rows()) != []


def test_a_person_may_choose_the_encoding_and_the_delimiter() -> None:
    content = text_file("Name;Invoice No;Amount", "Müller;17;12", encoding="latin-1")
    chosen = read_table(content, encoding="latin-1")
    assert (rows_of(chosen), chosen.warnings) == ([["Müller", "17", "12"]], ())
    assert read_table(text_file("Customer No,x;Amount,y", "1,2;3,4"), delimiter=";").headers == (
        "Customer No,x",
        "Amount,y",
    )
    with pytest.raises(FileRefused, match="The encoding ebcdic is not one of"):
        read_table(content, encoding="ebcdic")


def test_cells_of_a_workbook_become_text_without_damage() -> None:
    table = read_table(
        workbook(
            ["Customer No", "Invoice No", "Due Date", "Amount", "Open"],
            ["007", 1930571429, date(2026, 3, 1), 1234.5600000000001, True],
            ["008", 1930571430.0, date(2026, 3, 2), -0.1 - 0.2, False],
            ["009", 12345678901234567890, None, 0.1, None],
        )
    )
    assert rows_of(table) == [
        ["007", "1930571429", "2026-03-01", "1234.56", "TRUE"],
        ["008", "1930571430", "2026-03-02", "-0.3", "FALSE"],
        ["009", "1.23456789012346e+19", "", "0.1", ""],
    ]


def test_rows_of_a_workbook_are_numbered_as_in_the_sheet() -> None:
    table = read_table(workbook([], ["Open items"], [], ["Customer No", "Due Date"], [], ["C1", date(2026, 3, 1)]))
    assert table.header_line == 4
    assert [row.line for row in table.rows()] == [6]


def test_the_first_sheet_that_holds_something_is_read_and_the_others_are_named() -> None:
    book = workbook(sheets={"Data": [["Customer No", "Amount"], ["C1", 5]], "Notes": [["Customer No", "x"], ["C9", 9]]})
    table = read_table(book)
    assert (table.sheet, rows_of(table)) == ("Data", [["C1", "5"]])
    assert "Items, Notes" in str(table.warnings[0])
    assert rows_of(read_table(book, sheet="Notes")) == [["C9", "9"]]
    with pytest.raises(FileRefused, match="no sheet Other; it has Items, Data, Notes"):
        read_table(book, sheet="Other")
