"""OFX and QFX: both notations, broken headers, and what is no statement."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.ofx import read_ofx
from creditdesk.intake.formats.bank.statements import Statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import OFX_ENTRY, ofx

SOUND = ofx(OFX_ENTRY)


def statement(content: bytes) -> Statement:
    (found,) = read_ofx(content).statements
    return found


def test_a_statement_has_account_balance_period_and_entries() -> None:
    found = statement(SOUND)
    assert (found.account.number, found.account.bank, found.currency) == ("1234567", "021000089", "USD")
    assert found.closing is not None
    assert (found.opening, found.closing.minor, found.closing.day) == (None, 125_050, date(2026, 5, 5))
    (entry,) = found.entries
    assert (entry.minor, entry.booking_date, entry.bank_reference) == (25_050, date(2026, 5, 5), "F-1")
    assert (entry.party_name, entry.text) == ("BOLT & CO", ("R-1001",))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n\nOFXHEADER:100\nDATA:OFXSGML\nCHARSET:1252",
        "OFXHEADER:100DATA:OFXSGMLVERSION:102SECURITY:NONEENCODING:USASCIICHARSET:1252COMPRESSION:NONE",
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n',
        "OFXHEADER:100\nENCODING:USASCII\nCHARSET:NONE\n",
    ],
)
def test_the_header_may_be_broken_in_any_way(header: str) -> None:
    assert statement(ofx(OFX_ENTRY, header=header)).entries == tuple(
        statement(ofx(OFX_ENTRY, header=header.replace("1252", "8859-1"))).entries
    )
    assert statement(ofx(OFX_ENTRY, header=header)).entries[0].minor == 25_050


def test_elements_may_be_ended_left_open_or_empty() -> None:
    ended = (
        "<STMTTRN><TRNTYPE>Credit</TRNTYPE><DTPOSTED>20260505</DTPOSTED><TRNAMT>250.50</TRNAMT><FITID>F-1</FITID>"
        "<NAME>BOLT &amp; CO</NAME><MEMO>R-1001</MEMO></STMTTRN>"
    )
    assert statement(ofx(ended)).entries == statement(SOUND).entries
    empty = OFX_ENTRY.replace("<MEMO>R-1001", "<MEMO/><CHECKNUM></CHECKNUM><REFNUM><SIC>")
    assert statement(ofx(empty)).entries[0].text == ()


def test_characters_are_read_by_the_code_page_that_the_header_names() -> None:
    for page, encoding in (("1252", "cp1252"), ("8859-1", "latin-1"), ("NONE", "utf-8")):
        content = ofx(OFX_ENTRY.replace("BOLT", "B\u00d6LT"), header=f"CHARSET:{page}\n").decode("cp1252")
        assert statement(content.encode(encoding)).entries[0].party_name == "B\u00d6LT & CO"


def test_a_decimal_comma_is_read_and_a_group_is_refused() -> None:
    assert statement(ofx(OFX_ENTRY.replace("250.50", "-2000,00"))).entries[0].minor == -200_000
    for amount in ("1,250.50", "$250.50", "1,234,567", "2,505"):
        with pytest.raises(FileRefused):
            read_ofx(ofx(OFX_ENTRY.replace("250.50", amount)))


def test_a_missing_number_is_said_and_a_blank_currency_is_taken_from_the_entries() -> None:
    found = statement(ofx(OFX_ENTRY.replace("F-1", "").replace("<MEMO>", "<CURRENCY><CURSYM>AUD</CURRENCY><MEMO>"),
                          currency=""))  # fmt: skip
    assert (found.currency, found.entries[0].currency) == ("AUD", "AUD")
    assert [finding.reason.code for finding in found.findings] == ["intake.bank_no_fitid"]


def test_several_accounts_of_one_file_are_apart() -> None:
    second = SOUND[SOUND.index(b"<STMTTRNRS>") : SOUND.index(b"</BANKMSGSRSV1>")].replace(b"1234567", b"7654321")
    content = SOUND.replace(b"</BANKMSGSRSV1>", second + b"</BANKMSGSRSV1>")
    assert [one.account.number for one in read_ofx(content).statements] == ["1234567", "7654321"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("<DTPOSTED>20260505120000[-5:EST]", "", "empty", 12),
        ("<DTPOSTED>20260505120000[-5:EST]", "<DTPOSTED>20260230", "date", 12),
        ("250.50<FITID>", "$250.50<FITID>", "amount", 12),
        ("<BALAMT>1250.50", "<BALAMT> ", "empty", 13),
        ("<ACCTID>1234567", "", "no_account", 9),
        ("</STMTTRN>", "", "element_end", 12),
        ("</OFX>", "", "element_open", 7),
        ("<CODE>0<SEVERITY>INFO", "<CODE>2000<SEVERITY>ERROR<MESSAGE>Not now", "bank_error", 7),
        ("STMTRS>", "INVSTMTRS>", "no_ofx_statement", 7),
        ("<OFX>", '<OFX><!DOCTYPE a SYSTEM "x">', "xml_doctype", 7),
        ("<BANKMSGSRSV1>", "<BANKMSGSRSV1><!-- ", "comment_open", 8),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: str, new: str, code: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_ofx(SOUND.decode().replace(old, new).encode())
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_" + code, line)
