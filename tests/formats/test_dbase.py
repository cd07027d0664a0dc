"""Tables of dBase and FoxPro: read record by record, and refused where they contradict themselves."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.intake.formats.dbase import is_dbase_archive
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.records.known import possible_contents
from creditdesk.intake.formats.refusals import FileRefused, RowRefused
from creditdesk.intake.formats.tabular import Table, read_table
from tests.formats.dbf import CONTACT1, CONTHIST, archive, dbt, fpt, table

ANN = {
    "ACCOUNTNO": "A5050151(X-)N'!Jon",
    "COMPANY": "Acme",
    "CONTACT": "Ann Réed",
    "CREATEON": "20100529",
    "RECID": "R1",
}
PLAIN = (("NAME", "C", 10), ("DAY", "D", 8), ("FLAG", "L", 1), ("AMOUNT", "N", 8))


def cells(read: Table) -> list[list[str] | str]:
    return [
        row.cells if isinstance(row, Row) else row.reason.code
        for row in read.rows()
        if isinstance(row, Row | RowRefused)
    ]


def warned(read: Table) -> list[str]:
    return [warning.code for warning in read.warnings]


def test_a_table_is_told_by_its_first_bytes_whatever_its_name(tmp_path: object) -> None:
    assert inspect(table(CONTACT1, [ANN])) is FileKind.DBASE
    assert inspect(b"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16\n") is FileKind.TEXT


def test_cells_are_texts_days_are_iso_and_records_have_their_number() -> None:
    rows = [
        {"NAME": "Ann", "DAY": "20100529", "FLAG": "T", "AMOUNT": "12.50"},
        {"NAME": "gone", "DAY": "20100530"},
        {"NAME": "Bo", "FLAG": "?"},
    ]
    read = read_table(table(PLAIN, rows, deleted=[1]))
    assert read.headers == ("NAME", "DAY", "FLAG", "AMOUNT")
    found = [row for row in read.rows() if isinstance(row, Row)]
    assert [(row.line, row.cells) for row in found] == [
        (1, ["Ann", "2010-05-29", "TRUE", "12.50"]),
        (3, ["Bo", "", "", ""]),
    ]
    assert warned(read) == ["intake.dbase_deleted"]
    assert read.warnings[0].facts == {"count": 1}


@pytest.mark.parametrize(("driver", "encoding"), [(0x03, "cp1252"), (0x02, "cp850"), (0x01, "cp437"), (0xC8, "cp1250")])
def test_the_code_page_is_that_of_the_table(driver: int, encoding: str) -> None:
    (row,) = cells(read_table(table(PLAIN, [{"NAME": "Müller"}], driver=driver, encoding=encoding)))
    assert row[0] == "Müller"


def test_without_a_code_page_windows_is_assumed_with_a_warning_and_a_person_may_say_another() -> None:
    content = table(PLAIN, [{"NAME": "Müller"}], driver=0, encoding="cp850")
    assert warned(read_table(content)) == ["intake.dbase_code_page"]
    chosen = read_table(content, encoding="cp850")
    assert (cells(chosen)[0][0], warned(chosen)) == ("Müller", [])
    with pytest.raises(FileRefused) as refused:
        read_table(content, encoding="klingon")
    assert refused.value.reason.code == "intake.encoding_unknown"


def test_notes_come_out_of_the_file_beside_the_table_in_one_archive() -> None:
    notes, numbers = fpt(["promised\r\nto pay\x00", "ligne é"])
    rows = [{"REF": "call", "NOTES": numbers[0]}, {"REF": "mail", "NOTES": numbers[1]}, {"REF": "none"}]
    content = archive(CONTHIST_DBF=table(CONTHIST, rows, version=0xF5), CONTHIST_FPT=notes)
    read = read_table(content)
    place = read.headers.index("NOTES")
    assert [row[place] for row in cells(read)] == ["promised\nto pay", "ligne é", ""]
    assert warned(read) == []
    alone = read_table(table(CONTHIST, rows, version=0xF5))
    assert warned(alone) == ["intake.dbase_no_notes"]


def test_notes_of_dbase_three_lose_the_soft_line_ends_of_the_screen() -> None:
    notes, numbers = dbt(["short"])
    notes = notes.replace(b"short", b"a note\x8d\nof two lines")
    content = archive(A_DBF=table(CONTHIST, [{"NOTES": numbers[0]}], version=0x83), A_DBT=notes)
    read = read_table(content)
    assert cells(read)[0][read.headers.index("NOTES")] == "a note of two lines"


def test_a_record_that_cannot_be_read_is_refused_and_the_others_go_in() -> None:
    good = table(PLAIN, [{"NAME": "Ann"}, {"NAME": "Bo", "DAY": "20101399"}, {"NAME": "Cy"}])
    assert cells(read_table(good)) == [["Ann", "", "", ""], "intake.dbase_day", ["Cy", "", "", ""]]
    start, length = struct.unpack("<HH", good[8:12])
    broken = bytearray(good)
    broken[start + length] = ord("x")
    assert cells(read_table(bytes(broken)))[1] == "intake.dbase_record"
    japanese = table(PLAIN, [{"NAME": "Ann"}], driver=0x13)
    unreadable = japanese.replace(b"Ann", b"A\x81 ")
    assert cells(read_table(unreadable)) == ["intake.dbase_undecoded"]


def test_a_note_that_is_not_where_the_record_says_is_refused() -> None:
    notes, _ = fpt(["one"])
    content = archive(A_DBF=table(CONTHIST, [{"NOTES": "999"}, {"NOTES": "x1"}], version=0xF5), A_FPT=notes)
    assert cells(read_table(content)) == ["intake.dbase_note", "intake.dbase_note"]


def test_a_table_that_was_cut_off_is_refused_with_the_record() -> None:
    content = table(PLAIN, [{"NAME": "Ann"}, {"NAME": "Bo"}, {"NAME": "Cy"}])
    with pytest.raises(FileRefused) as refused:
        read_table(content[:-20])
    assert refused.value.reason.code == "intake.dbase_cut_off"
    assert (refused.value.line, refused.value.reason.facts) == (3, {"said": 3, "found": 2})


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:10] + struct.pack("<H", 9) + content[12:],  # another length of a record
        lambda content: content[:8] + struct.pack("<H", 33) + content[10:],  # a header without fields
        lambda content: content[:32] + bytes(11) + content[43:],  # a field without a name
        lambda content: content.replace(b"DAY", b"NAM").replace(b"NAME", b"NAM\x00"),  # two of one name
        lambda content: content.replace(b"\x0d", b"\x0e"),  # a list of fields without an end
    ],
)
def test_a_header_that_contradicts_itself_is_refused(damage: object) -> None:
    content = damage(table(PLAIN, [{"NAME": "Ann"}]))  # type: ignore[operator]
    with pytest.raises(FileRefused) as refused:
        read_table(content)
    assert refused.value.reason.code == "intake.dbase_header"


def test_an_archive_is_unpacked_within_limits_and_holds_one_table() -> None:
    one = table(PLAIN, [{"NAME": "Ann"}])
    with pytest.raises(FileRefused) as refused:
        read_table(archive(A_DBF=one, B_DBF=one))
    assert refused.value.reason.code == "intake.dbase_several"
    with pytest.raises(FileRefused) as refused:
        read_table(archive(A_DBF=one, A_FPT=bytes(5_000_000)))
    assert refused.value.reason.code == "intake.archive_bomb"
    with pytest.raises(FileRefused) as refused:
        read_table(archive(A_DBF=one, A_EXE=b"x"))
    assert refused.value.reason.code == "intake.file_kind"
    with pytest.raises(FileRefused) as refused:
        read_table(table(PLAIN, [{}, {}, {}]), limits=Limits(rows=2))
    assert refused.value.reason.code == "intake.too_many_rows"


def test_goldmines_tables_are_told_by_their_fields() -> None:
    for fields, content in ((CONTACT1, "crm_contacts"), (CONTHIST, "crm_history")):
        read = read_table(table(fields, [ANN]))
        assert possible_contents(read.headers, read.sample()) == [content]


@given(st.binary(max_size=600), st.integers(0, 400))
def test_bytes_that_nobody_wrote_are_refused_and_never_crash(noise: bytes, place: int) -> None:
    content = table(CONTHIST, [{"REF": "call"}], version=0xF5)
    damaged = content[:place] + noise + content[place + len(noise) :]
    try:
        for _ in read_table(damaged).rows():
            pass
    except FileRefused:
        pass


def test_a_member_without_a_name_is_no_table_and_stops_nothing() -> None:
    alone = archive(Q=b"x")
    beside = archive(Q=b"x", A_DBF=table(CONTHIST, [{"NOTES": ""}], version=0x83))
    for content in (alone, beside):
        assert not is_dbase_archive(io.BytesIO(content.replace(b"Q", b"\0")))
