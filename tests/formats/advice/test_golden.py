"""Advices as they come, each read by hand first: every document to the cent, the payment, and what was noticed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from creditdesk.intake.formats.advice.recognition import read_advice
from creditdesk.intake.formats.bank.statements import Remittance

GOLDEN = Path(__file__).parent / "golden"
JULY = date(2026, 7, 31)


def golden(name: str, *, currency: str = "") -> Remittance:
    return read_advice((GOLDEN / name).read_bytes(), name=name, currency=currency)


def lines(found: Remittance) -> list[tuple[object, ...]]:
    return [
        (one.document_number, one.kind, one.gross, one.discount, sum(off.minor for off in one.adjustments), one.net)
        for one in found.lines
    ]


def test_a_table_of_a_program_in_the_united_states() -> None:
    found = golden("us_program.csv", currency="USD")
    assert (found.payment_reference, found.payment_date, found.minor, found.currency) == (
        "0071882",
        JULY,
        1241735,
        "USD",
    )
    assert lines(found) == [
        ("RS-20418", "", 840000, 16800, 0, 823200),
        ("RS-20422", "", 450000, 9000, -12465, 428535),
        ("CM-0093", "", -10000, 0, 0, -10000),
    ]
    assert [one.value for one in found.lines[0].references] == ["PO-551"]
    assert found.payee == "Ridgeline Supply"
    assert found.findings == ()


def test_a_german_advice_printed_as_text_names_our_number_and_that_of_the_payer() -> None:
    found = golden("german_print.txt")
    assert (found.payer, found.payment_reference, found.payment_date) == ("Kessler Anlagenbau GmbH", "5100443", JULY)
    assert (found.minor, found.currency) == (1349440, "EUR")
    assert lines(found) == [
        ("R-88120", "", 1190000, 23800, 0, 1166200),
        ("R-88131", "", 238000, 4760, 0, 233240),
        ("G-00412", "", -50000, 0, 0, -50000),
    ]
    assert [one.references[0].value for one in found.lines] == ["1900001", "1900002", "1900003"]
    assert found.findings == ()


def test_a_french_mail_in_html_with_elements_that_are_not_ended() -> None:
    found = golden("french_mail.html")
    assert (found.payment_reference, found.payment_date, found.minor) == ("VIR-2026-0731", JULY, 178456)
    assert lines(found) == [
        ("F-1001", "", None, None, 0, 123456),
        ("F-1002", "", None, None, 0, 60000),
        ("A-55", "credit", None, None, 0, -5000),
    ]
    assert found.lines[2].text == ("retour de marchandise",)
    assert found.findings == ()


def test_a_spanish_table_with_tabs() -> None:
    found = golden("spanish.tsv")
    assert (found.payer, found.payment_reference, found.minor) == ("Comercial Duero S.L.", "TR-55120", 298000)
    assert lines(found) == [("F-901", "", 100000, 2000, 0, 98000), ("F-902", "", 200000, 0, 0, 200000)]
    assert found.findings == ()


def test_a_mail_in_plain_words_is_proved_by_the_sum_that_it_names() -> None:
    found = golden("mail.txt", currency="USD")
    assert (found.payment_reference, found.minor) == ("FW-99120", 628750)
    assert lines(found) == [
        ("INV-3001", "", 400000, None, -1250, 398750),
        ("INV-3002", "", None, None, 0, 250000),
        ("4411", "claim", None, None, 0, -20000),
        ("3050", "invoice", None, None, 0, None),
        ("3051", "invoice", None, None, 0, None),
    ]
    assert [one.reason.code for one in found.lines[0].adjustments] == ["shortage"]
    assert {one.reason.code for one in found.findings} == {"intake.advice_no_amount"}
    assert not found.holds


@pytest.mark.parametrize("name", ["us_program.csv", "mail.txt"])
def test_a_dollar_alone_is_no_currency_unless_the_caller_knows_it(name: str) -> None:
    found = golden(name)
    assert found.currency == ""
    assert "intake.advice_currency_sign" in {one.reason.code for one in found.findings}
