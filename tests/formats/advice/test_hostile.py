"""Files that mean harm, or are none: a clear refusal in little time, and never more than is read of an advice."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from creditdesk.intake.formats.advice.recognition import read_advice, recognised_advice
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.advice.test_damaged import ADVICE, of
from tests.formats.advice.writers import SHAPES, by_hand, from_stream, objects
from tests.formats.bank.samples import sound
from tests.formats.files import workbook

BANK = sound()
SHOWN = b"BT /F1 9 Tf 1 0 0 1 40 700 Tm (4711 100.00) Tj ET\n"


def refusal(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        read_advice(content, name="advice", limits=limits or Limits())
    assert str(refused.value)
    return refused.value.reason.code.removeprefix("intake.")


def locked(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(by_hand(ADVICE))))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_stream(stream: bytes, *, entries: bytes = b"", more: tuple[bytes, ...] = (), resources: bytes = b"") -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> " + resources + b" >> >>"
    return objects(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), entries, stream), *more,
        ]
    )  # fmt: skip


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
@pytest.mark.parametrize("user", ["secret", ""])
def test_a_pdf_behind_a_password_is_refused(user: str, algorithm: str) -> None:
    assert refusal(locked(user, algorithm)) == "advice_pdf_encrypted"


def test_a_pdf_without_text_has_a_refusal_of_its_own() -> None:
    """So that it is kept as a document and waits for a person."""
    assert refusal(from_stream(b"0 0 1 rg 10 10 100 100 re f")) == "advice_no_text"
    assert refusal(from_stream(b"")) == "advice_no_text"


@pytest.mark.parametrize("end", [9, 60, 300, -200, -20])
def test_a_pdf_that_is_cut_off_is_refused_or_reads_as_the_whole(end: int) -> None:
    content = by_hand(ADVICE)[:end]
    found = of(content)
    if found is None:
        assert refusal(content) in ("advice_pdf_broken", "advice_no_text")
    else:
        assert found.holds or found == read_advice(by_hand(ADVICE))


def test_a_pdf_whose_pages_or_forms_hold_themselves_is_refused() -> None:
    pages = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>"]
    assert refusal(objects(pages)) in ("advice_pdf_broken", "advice_pdf_pages", "advice_no_text")
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 12 >>\n"
        b"stream\n/X Do /X Do \nendstream"
    )
    loop = with_stream(b"/X Do", more=(form,), resources=b"/XObject << /X 6 0 R >>")
    assert refusal(loop) == "advice_pdf_too_much"


def test_a_pdf_that_unpacks_to_too_much_is_refused() -> None:
    packed = zlib.compress(SHOWN * 2_000_000, 9)
    assert refusal(with_stream(packed, entries=b"/Filter /FlateDecode")).startswith("advice_pdf_")
    assert refusal(from_stream(b"BT ET\n" * 210_000)) == "advice_pdf_too_much"
    assert refusal(from_stream(b"q " * 2_000)) == "advice_pdf_too_much"


@pytest.mark.parametrize(
    "stream", [b"BT /F1 9 Tf (x) (y) Td (4711) Tj ET", b"BT /F1 x Tf (4711) Tj ET", b"1 0 cm", b"BT ("]
)
def test_operators_with_wrong_operands_are_refused(stream: bytes) -> None:
    assert refusal(from_stream(stream)) in ("advice_pdf_broken", "advice_no_text")


def test_text_that_stands_on_its_side_or_is_printed_twice_changes_nothing() -> None:
    stamp = b"BT /F1 9 Tf 0 1 -1 0 20 300 Tm (9999 500.00) Tj ET\n"
    found = read_advice(from_stream(SHOWN + SHOWN + stamp), currency="USD")
    assert [(one.document_number, one.net) for one in found.lines] == [("4711", 10000)]


def test_too_many_pages_are_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(from_stream(SHOWN))))
    for _ in range(100):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue()) == "advice_pdf_pages"


@pytest.mark.parametrize("depth", [100_000])
@pytest.mark.parametrize("opening", [b"<table><tr><td>", b"<div>"])
def test_elements_without_end_within_one_another_are_refused(opening: bytes, depth: int) -> None:
    assert refusal(b"<html><body>" + opening * depth) == "advice_page_deep"


def test_tables_within_tables_are_refused_beyond_what_mails_have() -> None:
    def nested(deep: int) -> bytes:
        inner = b"<table><tr><th>Invoice</th><th>Paid</th></tr><tr><td>4711</td><td>1.00</td></tr></table>"
        return b"<html>" + b"<table><tr><td>" * deep + inner + b"</td></tr></table>" * deep + b"</html>"

    assert [one.net for one in read_advice(nested(15), currency="USD").lines] == [100]
    assert refusal(nested(25)) == "advice_tables_deep"


def test_nothing_of_a_page_runs_or_is_read_as_text() -> None:
    page = (
        b"<html><script>Invoice 1 5.00</script><style>Invoice 2 5.00</style><!-- Invoice 3 5.00 -->"
        b"<template>Invoice 4001 5.00</template><p onclick='x'>Invoice 4711 5.00</p></html>"
    )
    assert [one.document_number for one in read_advice(page, currency="USD").lines] == ["4711"]


def test_long_lines_and_many_lines_are_refused() -> None:
    assert refusal(b"a" * 10_000_000) == "advice_text_large"
    assert refusal(b"Invoice 4711 " * 100_000) == "advice_line_long"
    assert refusal(b"x\n" * 30_000) == "advice_lines_many"
    assert refusal(b"Invoice,Amount\n" + b"4711,1.00\n" * 30_000) == "advice_lines_many"


def test_bounds_of_the_caller_hold() -> None:
    assert refusal(b"Invoice 4711 5.00", Limits(file_bytes=10)) == "advice_large"


def test_a_workbook_that_unpacks_to_too_much_is_refused_by_the_bounds_of_workbooks() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("xl/workbook.xml", "[Content_Types].xml"):
            archive.writestr(name, "x")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 20_000_000)
    assert refusal(out.getvalue()) == "workbook_bomb_ratio"


def test_a_formula_in_a_cell_is_text_and_no_amount() -> None:
    found = read_advice(workbook(["Invoice", "Paid"], ["4711", "=SUM(A1:A9)"], ["4712", 5.0]), currency="USD")
    assert [(one.document_number, one.net) for one in found.lines] == [("4711", None), ("4712", 500)]
    assert found.holds


@pytest.mark.parametrize("name", ["camt", "x12 820", "remadv", "mt940", "ofx", "pain.002"])
def test_files_of_banks_are_sent_to_their_own_readers(name: str) -> None:
    assert recognised_advice(BANK[name]) is None
    assert refusal(BANK[name]) in ("advice_of_bank", "file_kind")


NONE = [
    b"",
    b" \n ",
    b"\x89PNG\r\n",
    b"a\x00b",
    b"\xff\xfea",
    b"PK\x03\x04",
    b"%PDF-1.7",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
]


@pytest.mark.parametrize("content", NONE)
def test_what_is_none_of_them_is_refused(content: bytes) -> None:
    assert refusal(content)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_name_decides_nothing(shape: str) -> None:
    content = SHAPES[shape](ADVICE)
    assert recognised_advice(content, "a.exe") == recognised_advice(content, "a.pdf") == recognised_advice(content)
