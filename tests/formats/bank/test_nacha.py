"""NACHA files: payments with their addenda, returns, notices of change."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.nacha import read_nacha
from creditdesk.intake.formats.bank.statements import BankFile
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import SOUND_820, ach_addenda, ach_change, ach_entry, ach_return, nacha, x12

PAYS = "RMR*IV*R-1001**200.50\\RMR*IV*R-1002**50.00\\"
SOUND = nacha(ach_entry(addenda=True), ach_addenda(PAYS))


def codes(file: BankFile) -> list[str]:
    found = {finding for one in file.statements for finding in one.findings} | set(file.findings)
    return sorted(finding.reason.code.removeprefix("intake.bank_") for finding in found)


def test_a_payment_names_account_payer_and_what_it_pays() -> None:
    file = read_nacha(SOUND)
    (statement,) = file.statements
    assert (statement.account.number, statement.kind, statement.from_date) == (
        "0001234567",
        "notice",
        date(2026, 5, 5),
    )
    (entry,) = statement.entries
    assert (entry.minor, entry.party_name, entry.payer_reference) == (25_050, "BOLT NUT CO", "R-1001")
    assert (entry.bank_reference, entry.code.code if entry.code else "") == ("021000080000001", "CCD 22")
    assert [(line.document_number, line.net) for line in entry.documents] == [("R-1001", 20_050), ("R-1002", 5_000)]
    assert codes(file) == []


def test_an_820_is_put_together_from_addenda_of_eighty_characters() -> None:
    text = x12(*SOUND_820, end="\\").decode()
    pieces = [text[place : place + 80] for place in range(0, len(text), 80)]
    addenda = [ach_addenda(piece, number) for number, piece in enumerate(pieces, start=1)]
    (statement,) = read_nacha(nacha(ach_entry(addenda=True), *addenda, kind="CTX")).statements
    remittance = statement.entries[0].remittance
    assert remittance is not None
    assert (remittance.payer, remittance.minor, remittance.holds) == ("BOLT NUT CO", 25_050, False)
    assert [line.document_number for line in remittance.lines] == ["R-1001", "G-3", "R-1002"]


def test_a_remittance_that_is_not_the_payment_is_held_and_free_text_stays_text() -> None:
    (statement,) = read_nacha(nacha(ach_entry(addenda=True), ach_addenda("RMR*IV*R-1001**200.50\\"))).statements
    assert statement.entries[0].remittance is not None
    assert statement.entries[0].remittance.holds
    (statement,) = read_nacha(nacha(ach_entry(addenda=True), ach_addenda("RENT * MAY"))).statements
    assert (statement.entries[0].remittance, statement.entries[0].text[0]) == (None, "RENT * MAY")


def test_debits_are_negative_and_accounts_are_apart() -> None:
    other = ach_entry(code="27", amount=1_000).replace("0001234567", "0007654321")
    file = read_nacha(nacha(ach_entry(), other, service="200", debits=1_000))
    assert [(one.account.number, one.entries[0].minor) for one in file.statements] == [
        ("0001234567", 25_050),
        ("0007654321", -1_000),
    ]
    assert codes(file) == []


def test_a_return_tells_which_payment_came_back_and_why() -> None:
    file = read_nacha(nacha(ach_entry(code="26", addenda=True), ach_return(), service="225", debits=25_050, credits=0))
    (back,) = file.returns
    assert (back.kind, back.minor, back.reference) == ("return", -25_050, "021000080000001")
    assert (back.code.code, str(back.code.meaning), back.text) == ("R01", "Not enough funds", ("NO MONEY",))
    assert (file.statements, codes(file)) == ((), [])


def test_a_notice_of_change_tells_what_is_right() -> None:
    file = read_nacha(nacha(ach_entry(code="21", amount=0, addenda=True), ach_change(), kind="COR", credits=0))
    (change,) = file.returns
    assert (change.kind, change.code.code, change.corrected) == ("change", "C01", "0007654321")


def test_a_prenote_moves_nothing() -> None:
    (statement,) = read_nacha(nacha(ach_entry(code="23", amount=0), credits=0)).statements
    assert statement.entries[0].status == "information"


def test_records_stand_in_lines_of_any_length_or_in_none() -> None:
    padded = SOUND.replace(b"\n", b"    \r\n") + b"9" * 94 + b"\n"
    trimmed = b"\n".join(line.rstrip() for line in SOUND.split(b"\n"))
    joined = SOUND.replace(b"\n", b"")
    for content in (padded, trimmed, joined):
        assert read_nacha(content).statements[0].entries[0].minor == 25_050


@pytest.mark.parametrize("reason", ["R01", "R18", "R28", "R35", "R53", "R62", "R77", "R85"])
def test_a_reason_of_nachas_list_is_told_in_words_and_holds_nothing(reason: str) -> None:
    content = nacha(ach_entry(code="26", addenda=True), ach_return(reason), service="225", debits=25_050, credits=0)
    file = read_nacha(content)
    assert file.returns[0].code.meaning is not None
    assert codes(file) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (nacha(ach_entry(), credits=25_051), "total"),
        (nacha(ach_entry(), hashed=7), "hash"),
        (nacha(ach_entry(code="27"), debits=25_050, credits=0), "class_mixed"),
        (nacha(ach_entry(addenda=True)), "addenda"),
        (nacha(ach_entry(addenda=True), ach_addenda("A", 1), ach_addenda("B", 1)), "addenda_order"),
        (nacha(ach_entry(code="21", addenda=True), ach_return("R99")), "reason_unknown"),
        (nacha(ach_entry(name=""), kind="PPD"), "no_name"),
        (nacha(ach_entry()[:-1]), "trace"),
        (SOUND.replace(b"PAYABLES  ", b"0000000000"), "no_description"),
        (SOUND.replace(b"094101", b"094109"), "format_code"),
        (nacha(ach_entry().replace("021000089", "021000088")), "routing_digit"),
    ],
)
def test_what_does_not_tie_is_held(content: bytes, code: str) -> None:
    file = read_nacha(content)
    assert set(codes(file)) == {code}
    assert file.holds or file.statements[0].holds


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"9000001", b"", "width", 6),
        (b"101 0210", b"201 0210", "order_fixed", 1),
        (b"82200000", b"62200000", "amount_units", 5),
        (b"0000025050R-1001", b"00000250X0R-1001", "amount_units", 3),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: bytes, new: bytes, code: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_nacha(SOUND.replace(old, new))
    assert (refused.value.reason.code, refused.value.line) in {("intake.bank_" + code, line), CUT}


CUT = ("intake.bank_order_fixed", 6)


def test_a_file_that_lost_its_header_or_trailer_is_refused_unless_it_is_returns_alone() -> None:
    rows = SOUND.splitlines(keepends=True)
    for content in (b"".join(rows[1:]), b"".join(rows[:-1]), b"".join(rows[1:-1])):
        with pytest.raises(FileRefused, match="cut off"):
            read_nacha(content)
    back = nacha(ach_entry(code="26", addenda=True), ach_return(), service="225", debits=25_050, credits=0)
    file = read_nacha(b"".join(back.splitlines(keepends=True)[1:-1]))
    assert (len(file.returns), file.holds, codes(file)) == (1, True, ["no_file_records"])
