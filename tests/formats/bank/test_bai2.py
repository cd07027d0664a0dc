"""BAI2 with what the standard says and what banks write all the same."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.bai2 import read_bai2
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.statements import Statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import BAI2_ACCOUNT, BAI2_ENTRY, bai2

SOUND = bai2(BAI2_ACCOUNT, BAI2_ENTRY)


def statement(content: bytes) -> Statement:
    file = proved(read_bai2(content))
    assert file.findings == ()
    (found,) = file.statements
    return found


def test_an_account_has_balances_and_entries_in_cents() -> None:
    found = statement(SOUND)
    assert (found.account.number, found.account.bank, found.currency) == ("0001234567", "BANKONE", "USD")
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.minor, found.closing.minor) == (100_000, 130_275)
    (entry,) = found.entries
    assert (entry.minor, entry.bank_reference, entry.payer_reference) == (30_275, "B-77", "R-1001")
    assert (entry.booking_date, entry.value_date) == (date(2026, 5, 4), date(2026, 5, 5))
    assert str(entry.code.meaning if entry.code else "") == "Incoming money transfer"
    assert found.findings == ()


def test_a_slash_within_a_text_does_not_end_it() -> None:
    assert statement(SOUND).entries[0].text == ("WIRE FROM BOLT/NUT CO",)


def test_a_status_may_be_cut_between_any_two_fields() -> None:
    whole = "010,100000,,,015,130275,,,040,90000,,,100,30275,1,,400,0,0,"
    parts = whole.split(",")
    for place in range(1, len(parts)):
        first, second = ",".join(parts[:place]), ",".join(parts[place:])
        found = statement(
            bai2(f"03,0001234567,USD,{first}/", f"88,{second}/", "16,195,30275,,B,C,TEXT", total="380825")
        )
        assert found.opening is not None
        assert (found.opening.minor, found.holds) == (100_000, False), (first, second)


def test_several_records_stand_on_one_line() -> None:
    joined = b"".join(line.rstrip() for line in SOUND.splitlines())
    assert statement(joined).entries == tuple(
        type(entry)(**{name: getattr(entry, name) for name in entry.__slots__} | {"line": 1})
        for entry in statement(SOUND).entries
    )


def test_the_text_goes_on_over_continuations_and_keeps_its_commas() -> None:
    entry = "16,195,30275,S,30275,0,0,B-77,R-1001/"
    found = statement(bai2(BAI2_ACCOUNT, entry, "88,OB:1 HIGH ST, OB2:BANK/", "88,BO:BOLT"))
    assert found.entries[0].text == ("OB:1 HIGH ST, OB2:BANK", "BO:BOLT")
    cut = statement(bai2(BAI2_ACCOUNT, "16,195,30275,S,30275,0/", "88,0,B-77,R-1001,BOLT, INC/", "88,MORE"))
    assert (cut.entries[0].bank_reference, cut.entries[0].payer_reference) == ("B-77", "R-1001")
    assert cut.entries[0].text == ("BOLT, INC", "MORE")


def test_funds_by_days_are_passed_over() -> None:
    found = statement(bai2(BAI2_ACCOUNT, "16,195,30275,D,2,0,30000,1,275,B-77,R-1001,TEXT"))
    assert (found.entries[0].bank_reference, found.entries[0].text) == ("B-77", ("TEXT",))


def test_debits_are_negative_and_information_is_no_movement() -> None:
    found = statement(bai2(BAI2_ACCOUNT, BAI2_ENTRY, "16,475,1000,,,4711,CHECK", "16,890,,,,,NOTE", total="261550"))
    assert [(entry.minor, entry.status) for entry in found.entries] == [
        (30_275, "booked"),
        (-1_000, "booked"),
        (0, "information"),
    ]
    assert [finding.reason.code for finding in found.findings] == ["intake.bank_closing"]


def test_blank_totals_state_nothing_and_a_point_means_what_it_says() -> None:
    found = statement(bai2("03,1,USD,010,1000.00,,,015,1302.75,,/", BAI2_ENTRY, total=""))
    assert found.opening is not None
    assert (found.opening.minor, found.holds) == (100_000, False)


def test_currencies_without_decimals_are_whole() -> None:
    found = statement(SOUND.replace(b"USD", b"JPY"))
    assert (found.currency, found.entries[0].minor) == ("JPY", 30_275)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"49,260550,", b"49,260551,", "total"),
        (b"49,260550,3", b"49,260550,4", "count"),
        (b"98,260550,1,", b"98,260550,2,", "count"),
        (b"99,260550,1,7", b"99,260550,1,8", "count"),
        (b"99,260550,", b"99,360550,", "total"),
    ],
)
def test_a_total_or_count_that_does_not_tie_is_held(old: bytes, new: bytes, code: str) -> None:
    file = read_bai2(SOUND.replace(old, new))
    found = [*file.findings, *(finding for one in file.statements for finding in one.findings)]
    assert [(finding.reason.code, finding.holds) for finding in found] == [("intake.bank_" + code, True)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"99,260550,1,7/\n", b"", "cut_off", 6),
        (b"99,260550,1,7/\n", b"99,", "cut_record", 7),
        (b"49,260550,3/\n", b"", "order", 5),
        (b"01,BANKONE", b"00,BANKONE", "record", 1),
        (b",7,,,2/", b",7,,,1/", "version", 1),
        (b"1,260504,", b"1,260230,", "date", 2),
        (b"V,260505", b"V,260231", "date", 4),
        (b"16,195,30275", b"16,195,3O275", "amount_units", 4),
        (b"16,195,", b"16,19,", "type_entry", 4),
        (b"30275,V,", b"30275,Q,", "funds", 4),
        (b"03,0001234567,", b"03,,", "no_account", 3),
        (b"USD,2/", b"USX,2/", "currency", 2),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: bytes, new: bytes, code: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_bai2(SOUND.replace(old, new))
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_" + code, line)


def test_a_deletion_a_correction_and_a_test_are_held() -> None:
    for status in (b"2", b"3", b"4"):
        (found,) = read_bai2(SOUND.replace(b"ANVIL,BANKONE,1,", b"ANVIL,BANKONE," + status + b",")).statements
        assert found.holds
