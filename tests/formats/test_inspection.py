"""What a file is, judged by its content."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.files import repacked, text_file, workbook


def test_delimited_text_and_a_plain_workbook_are_taken() -> None:
    assert inspect(text_file("a,b", "1,2")) is FileKind.TEXT
    assert inspect(workbook(["a", "b"], [1, 2])) is FileKind.WORKBOOK


def test_a_file_is_judged_by_content_and_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(workbook(["a", "b"], [1, 2]))
    assert inspect(path) is FileKind.WORKBOOK


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old binary or password-protected"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page or XML"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><Workbook/>", "a web page or XML"),
    ],
)
def test_what_is_no_table_is_refused_and_says_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        inspect(content)
    assert words in str(refused.value)
    assert str(refused.value.remedy), "a refusal says what to do instead"


def test_a_file_beyond_the_size_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(FileRefused, match=r"8 bytes; at most 7 are read"):
        inspect(b"a,b\n1,2\n", limits=Limits(file_bytes=7))
    assert inspect(b"a,b\n1,2\n", limits=Limits(file_bytes=8)) is FileKind.TEXT


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    word = repacked(workbook(["a"]), {"xl/workbook.xml": None, "word/document.xml": b"<w:document/>"})
    with pytest.raises(FileRefused, match=r"other than an \.xlsx workbook"):
        inspect(word)
