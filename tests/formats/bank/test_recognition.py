"""A file is known by its content."""

from __future__ import annotations

import pytest

from creditdesk.intake.formats.bank.recognition import FORMATS, read_bank_file, recognised
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import sound

SOUND = sound()


def test_there_is_a_sample_of_every_format() -> None:
    assert set(SOUND) == set(FORMATS)


@pytest.mark.parametrize("name", SOUND)
def test_each_format_is_recognised_with_marks_and_blanks_before_it(name: str) -> None:
    for content in (SOUND[name], b"\xef\xbb\xbf" + SOUND[name]):
        assert recognised(content) == name
        assert read_bank_file(content).holds is False
    if not SOUND[name].startswith(b"<?xml"):
        assert recognised(b"\r\n" + SOUND[name]) == name


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"Customer,Invoice\n1,2\n", b"%PDF-1.7", b"PK\x03\x04", b"<html></html>", b"1\n2\n3\n", b"\xff\xfe"],
)
def test_what_is_none_of_them_is_refused_with_the_formats_that_are(content: bytes) -> None:
    assert recognised(content) is None
    with pytest.raises(FileRefused, match="no bank statement"):
        read_bank_file(content)


def test_a_file_beyond_the_bounds_is_refused_unread() -> None:
    with pytest.raises(FileRefused, match="at most 10"):
        read_bank_file(SOUND["mt940"], limits=Limits(file_bytes=10))
