"""X12 820: documents, deductions, and envelopes that are counted wrong."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.statements import Remittance
from creditdesk.intake.formats.bank.x12_820 import read_820
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import BPR, SOUND_820, x12

SOUND = x12(*SOUND_820)


def remittance(content: bytes) -> Remittance:
    (found,) = read_820(content).remittances
    return found


def test_a_remittance_names_payer_payment_and_documents() -> None:
    found = remittance(SOUND)
    assert (found.payer, found.payer_id, found.payee, found.minor) == ("BOLT NUT CO", "V7", "ANVIL WORKS", 25_050)
    assert (found.payment_reference, found.payment_date, found.method) == ("PAY-7", date(2026, 5, 5), "ACH CTX")
    first, credit, last = found.lines
    assert (first.document_number, first.net, first.gross, first.discount) == ("R-1001", 20_050, 21_000, 450)
    assert [(each.minor, each.reason.code, each.reference) for each in first.adjustments] == [(-500, "01", "C-9")]
    assert (first.document_date, first.references[0].value) == (date(2026, 4, 1), "PO-5")
    assert (credit.kind, credit.net, last.net, found.findings) == ("CM", -5_000, 10_000, ())


@pytest.mark.parametrize("end", ["~", "~\n", "'\r\n", "\n"])
def test_separators_are_those_of_the_envelope(end: str) -> None:
    for separator in "*|+":
        assert remittance(x12(*SOUND_820, end=end, separator=separator)).minor == 25_050


def test_an_adjustment_of_no_document_is_a_line_of_its_own() -> None:
    found = remittance(
        x12(BPR.replace("250.50", "150.50"), "ENT*1", "RMR*IV*A**200.50", "ENT*2", "ADX*-50.00*05*CM*D-1")
    )
    assert [(line.document_number, line.kind, line.net) for line in found.lines] == [
        ("A", "IV", 20_050),
        ("D-1", "ADX", -5_000),
    ]
    assert not found.holds


def test_a_payment_that_is_not_the_sum_of_its_documents_is_held() -> None:
    found = remittance(x12(BPR, "ENT*1", "RMR*IV*A**250.49"))
    assert (found.holds, found.findings[0].reason.facts["difference"]) == (True, 1)


def test_the_currency_gives_the_decimals() -> None:
    found = remittance(x12(BPR.replace("250.50", "250"), "CUR*PR*JPY", "ENT*1", "RMR*IV*A**250"))
    assert (found.currency, found.minor, found.holds) == ("JPY", 250, False)


def test_a_day_that_stands_one_element_too_early_is_read_and_said() -> None:
    found = remittance(x12(BPR.replace("**01", "*01"), "ENT*1"))
    assert found.payment_date == date(2026, 5, 5)
    assert [finding.reason.code for finding in found.findings] == ["intake.bank_day_shifted"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (x12(*SOUND_820, count=20), ["count"]),
        (SOUND.replace(b"GE*1*7", b"GE*3*7"), ["count"]),
        (SOUND.replace(b"IEA*1*000000007", b"IEA*2*7"), ["count", "control"]),
        (SOUND.replace(b"IEA*1*000000007~\n", b""), ["envelope_open"]),
    ],
)
def test_wrong_counts_are_said_each_and_the_remittance_is_read(content: bytes, codes: list[str]) -> None:
    file = read_820(content)
    assert [finding.reason.code.removeprefix("intake.bank_") for finding in file.findings] == codes
    assert file.remittances == read_820(SOUND).remittances


def test_other_sets_are_passed_over_and_named() -> None:
    file = read_820(SOUND.replace(b"GE*1*7", b"ST*997*0002~\nAK9*A*1*1*1~\nSE*3*0002~\nGE*2*7"))
    assert [str(finding.reason.facts["value"]) for finding in file.findings] == ["997"]
    with pytest.raises(FileRefused, match="no remittance"):
        read_820(SOUND.replace(b"ST*820", b"ST*810"))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"SE*13*0001~\n", b"", "set_open", 3),
        (b"BPR*C*250.50", b"BPR*C*25O.50", "amount", 4),
        (b"BPR*C*250.50*C", b"BPR*C*250.50*X", "direction", 4),
        (b"200.50*210.00", b"200.505*210.00", "places", 9),
        (b"*20260505~\nTRN", b"*20260230~\nTRN", "date", 4),
        (b"ISA*00*", b"ISA*", "isa", 1),
        (b"ENT*1", b"e", "segment", 8),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: bytes, new: bytes, code: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_820(SOUND.replace(old, new))
    assert refused.value.reason.code.startswith("intake.bank_" + code)
    assert refused.value.line == line
