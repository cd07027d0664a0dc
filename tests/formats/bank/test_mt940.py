"""MT940 and MT942 as banks write them, with the deviations that are taken and those that are refused."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.mt940 import read_mt940
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.statements import Entry, Reference, Statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import PAID, TOLD, lines, mt940


def statement(content: bytes) -> Statement:
    (found,) = proved(read_mt940(content)).statements
    return found


def entry(*inside: str) -> Entry:
    (found,) = read_mt940(mt940(*inside)).statements[0].entries
    return found


def test_a_statement_has_account_number_balances_and_entries() -> None:
    found = statement(mt940(PAID, TOLD))
    assert (found.account.bank, found.account.number, found.currency) == ("12030000", "0000202051", "EUR")
    assert (found.number, found.page, found.identification) == ("12", "1", "STARTUMS")
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.minor, found.closing.minor, found.closing.day) == (100_000, 125_050, date(2026, 5, 5))
    assert (len(found.entries), found.findings) == (1, ())


def test_the_numbered_text_of_german_banks_is_taken_apart() -> None:
    found = entry(PAID, TOLD)
    assert (found.minor, found.value_date, found.booking_date) == (25_050, date(2026, 5, 6), date(2026, 5, 5))
    assert (found.party_name, found.party_account) == ("Bolt GmbH", "DE89370400440532013000")
    assert found.references == (Reference("end to end", "E-1"),)
    assert found.text == ("GUTSCHRIFT", "RG R-1001")
    assert (found.bank_reference, found.payer_reference) == ("B-77", "")
    assert str(found.code.meaning if found.code else "") == "Credit transfer"


def test_text_without_keywords_stays_in_its_lines_and_named_text_is_understood() -> None:
    assert entry(PAID, ":86:020?00GUT?20R-1001?21R-1002?32BOLT").text == ("GUT", "R-1001", "R-1002")
    named = entry(PAID, ":86:/EREF/E-9//NAME/BOLT BV/IBAN/NL91ABNA0417164300/REMI/R-1001")
    assert (named.party_name, named.party_account) == ("BOLT BV", "NL91ABNA0417164300")
    assert named.references == (Reference("end to end", "E-9"),)
    assert entry(PAID, ":86:BOLT PAYS", "R-1001").text == ("BOLT PAYS", "R-1001")


@pytest.mark.parametrize(
    ("written", "minor", "reversal"),
    [
        ("2605060505C250,50NTRF", 25_050, False),
        ("2605060505CR250,50NTRF", 25_050, False),  # the third letter of the currency
        ("2605060505D250,5NTRF", -25_050, False),
        ("2605060505DR250,NTRF", -25_000, False),
        ("2605060505RC250,50NTRF", -25_050, True),  # a credit taken back
        ("2605060505RD250,50NTRF", 25_050, True),
        ("260506C000000000250,50NTRF", 25_050, False),
        ("260506C,50NTRF", None, False),
    ],
)
def test_direction_and_amount_are_read_in_all_ways_that_they_are_written(
    written: str, minor: int | None, reversal: bool
) -> None:
    if minor is None:
        with pytest.raises(FileRefused, match="is not an entry"):
            entry(":61:" + written)
        return
    found = entry(":61:" + written)
    assert (found.minor, found.reversal) == (minor, reversal)


def test_an_entry_that_is_broken_before_its_amount_is_put_together() -> None:
    assert entry(":61:2605060505CR", "250,50N062NONREF").minor == 25_050


def test_a_time_that_is_broken_over_two_lines_is_no_field() -> None:
    found = entry(PAID, ":86:166?00GUT?20R-1001 2026-05-05T16", ":26:37 UHR", ":20:15 UHR")
    assert found.text == ("GUT", "R-1001 2026-05-05T16:26:37 UHR:20:15 UHR")


def test_the_booking_date_takes_the_year_that_lies_next_to_the_value_date() -> None:
    found = entry(":61:2512310102C250,50NTRF")
    assert (found.value_date, found.booking_date) == (date(2025, 12, 31), date(2026, 1, 2))


def test_a_value_date_that_is_no_day_is_never_moved_and_holds_the_statement() -> None:
    found = statement(mt940(":61:2602300301C250,50NTRF"))
    assert (found.entries[0].value_date, found.entries[0].booking_date) == (None, date(2026, 3, 1))
    (finding,) = found.findings
    assert (finding.reason.facts["value"], finding.line, found.holds) == ("260230", 5, True)
    with pytest.raises(FileRefused, match="260230 is not a day"):
        read_mt940(mt940(":61:260230C250,50NTRF"))


def test_envelopes_headers_and_several_statements_are_read() -> None:
    second = mt940(number="13/1", opening="C260505EUR1250,50", end="\n")
    both = mt940(PAID, TOLD, end="\n") + b"BANKDEFF\n940\nBANKDEFF\n" + second
    assert [found.number for found in proved(read_mt940(both)).statements] == ["12", "13"]
    wrapped = b"{1:F01BANKDEFFXXXX}{2:O940BANKDEFFXXXX}{4:\n" + mt940(PAID, TOLD, end="\n").rstrip(b"-\n") + b"\n-}\n"
    assert statement(wrapped).entries[0].minor == 25_050


def test_pages_of_one_statement_carry_their_balances_on() -> None:
    first = mt940(PAID, number="12/1").replace(b":62F:", b":62M:")
    second = mt940(number="12/2", opening="C260505EUR1250,50").replace(b":60F:", b":60M:")
    found = proved(read_mt940(first + second)).statements
    assert [(one.page, one.holds) for one in found] == [("1", False), ("2", False)]
    assert found[0].closing is not None
    assert found[0].closing.intermediate


def test_within_the_day_counts_and_sums_are_compared() -> None:
    head = (":20:M", ":25:12345678", ":28C:1/1", ":34F:EURC0,00", ":13D:2605050930+0200", ":61:260505C5,00NTRFNONREF")
    sound = statement(lines(*head, ":90C:1EUR5,00", "-"))
    assert (sound.format, sound.kind, sound.currency, sound.holds) == ("mt942", "interim", "EUR", False)
    wrong = statement(lines(*head, ":90C:2EUR7,00", "-"))
    assert [finding.reason.code for finding in wrong.findings] == ["intake.bank_count", "intake.bank_total"]
    assert wrong.holds


@pytest.mark.parametrize(
    ("account", "number", "bank"),
    [
        ("12030000/0000202051", "0000202051", "12030000"),
        ("BANKHUHB/123456789150/EUR", "123456789150", "BANKHUHB"),
        ("12030000/0000202051EUR", "0000202051", "12030000"),
        ("DE02120300000000202051", "DE02120300000000202051", ""),
    ],
)
def test_the_account_is_read_with_its_bank_and_without_its_currency(account: str, number: str, bank: str) -> None:
    found = statement(mt940(PAID).replace(b"12030000/0000202051", account.encode()))
    assert (found.account.number, found.account.bank) == (number, bank)


@pytest.mark.parametrize(
    ("wrong", "code", "line"),
    [
        ((":62F:C260505EUR1250,50\n", ""), "no_closing", 5),
        ((":60F:C260504EUR1000,00\n", ""), "no_opening", 1),
        ((":25:12030000/0000202051\n", ""), "no_account", 1),
        ((":60F:C260504EUR1000,00", ":60F:C260504EUR1.000,00"), "balance", 4),
        ((":60F:C260504EUR", ":60F:C260231EUR"), "date", 4),
        (("EUR1000,00", "EUX1000,00"), "currency", 4),
        (("C250,50NTRF", "C250,505NTRF"), "places", 5),
        ((":61:", ":25:"), "field_twice", 5),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(wrong: tuple[str, str], code: str, line: int) -> None:
    content = mt940(PAID, end="\n").decode().replace(*wrong).encode()
    with pytest.raises(FileRefused) as refused:
        read_mt940(content)
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_" + code, line)


def test_a_dos_code_page_is_read_and_said() -> None:
    found = read_mt940(mt940(PAID, ":86:M\u0171vek \u00e1tutal\u00e1s \u00fc").decode().encode("cp852"))
    assert found.statements[0].entries[0].text == ("M\u0171vek \u00e1tutal\u00e1s \u00fc",)
    assert [finding.reason.code for finding in found.findings] == ["intake.bank_encoding_dos"]
