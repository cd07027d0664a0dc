"""I14: opening plus entries is closing, the next opening is this closing, nothing twice, nothing missing, all ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.intake.formats.bank.mt940 import read_mt940
from creditdesk.intake.formats.bank.proof import Before, check_account, check_order, proved
from creditdesk.intake.formats.bank.recognition import read_bank_file
from creditdesk.intake.formats.bank.statements import AccountNamed, Statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import PAID, cut_anywhere, mt940, sound, without_line

FIRST = mt940(PAID, number="12")
SECOND = mt940(number="13", opening="C260505EUR1250,50", closing="C260506EUR1250,50")
THIRD = mt940(number="14", opening="C260506EUR1250,50", closing="C260507EUR1250,50")


def codes(*files: bytes) -> list[list[str]]:
    found = proved(read_mt940(b"".join(files))).statements
    return [[finding.reason.code.removeprefix("intake.bank_") for finding in one.findings] for one in found]


def test_statements_that_follow_one_another_tie_in_whatever_order_they_stand() -> None:
    assert codes(FIRST, SECOND, THIRD) == [[], [], []]
    assert codes(THIRD, FIRST, SECOND) == [[], [], []]


def test_a_missing_statement_is_named_by_the_numbers_around_it() -> None:
    assert codes(FIRST, THIRD) == [[], ["number_gap"]]


def test_a_repeated_statement_is_named_and_not_compared() -> None:
    assert codes(FIRST, SECOND, SECOND) == [[], [], ["statement_twice"]]


def test_an_opening_that_is_not_the_closing_before_is_held_with_the_difference() -> None:
    (found,) = proved(read_mt940(SECOND)).statements
    (finding,) = check_order(found, Before("12", closing_minor=125_000))
    assert (finding.holds, finding.reason.facts["difference"]) == (True, "0.50 EUR")
    assert check_order(found, Before("12", closing_minor=125_050)) == ()


@pytest.mark.parametrize(("before", "gap"), [("12", False), ("11", True), ("13", True), ("", False), ("x", False)])
def test_numbers_go_on_by_one(before: str, gap: bool) -> None:
    (found,) = read_mt940(SECOND).statements
    assert bool(check_order(found, Before(before))) == gap


def test_numbers_begin_again_with_the_year() -> None:
    (found,) = read_mt940(SECOND.replace(b":28C:13", b":28C:1")).statements
    assert check_order(found, Before("250")) == ()


def test_an_entry_that_stands_twice_is_held_and_two_that_differ_are_not() -> None:
    twice = mt940(PAID, PAID, closing="C260505EUR1501,00")
    assert codes(twice) == [["entry_twice"]]
    assert codes(mt940(PAID, PAID.replace("B-77", "B-78"), closing="C260505EUR1501,00")) == [[]]


@pytest.mark.parametrize(
    ("number", "own", "ours"),
    [
        ("0000202051", "DE02120300000000202051", True),
        ("DE02 1203 0000 0000 2020 51", "DE02120300000000202051", True),
        ("DE02120300000000202051", "202051", True),
        ("000202051", "0000202051", True),
        ("0000202052", "DE02120300000000202051", False),
        ("051", "DE02120300000000202051", False),
        ("0000000000", "0000", False),
    ],
)
def test_a_statement_of_another_companys_account_is_held(number: str, own: str, ours: bool) -> None:
    statement = Statement("mt940", "statement", AccountNamed(number), "EUR")
    (found,) = proved(read_mt940(FIRST.replace(b"0000202051", number.encode()[:34])), own_accounts=[own]).statements
    assert found.holds == (not ours)
    assert (check_account(statement, []) != ()) is True


@given(st.lists(st.integers(-(10**9), 10**9), max_size=12), st.integers(-(10**9), 10**9), st.integers(-3, 3))
def test_the_difference_is_what_the_closing_balance_is_off_by(entries: list[int], opening: int, off: int) -> None:
    def written(minor: int) -> str:
        return f"{abs(minor) // 100},{abs(minor) % 100:02}"

    def balance(minor: int) -> str:
        return f"{'D' if minor < 0 else 'C'}260505EUR{written(minor)}"

    rows = [f":61:260505{'D' if minor < 0 else 'C'}{written(minor)}NTRFNONREF" for minor in entries]
    content = mt940(*rows, opening=balance(opening), closing=balance(opening + sum(entries) + off))
    (found,) = proved(read_mt940(content)).statements
    assert [entry.minor for entry in found.entries] == entries
    said = "-" if off < 0 else ""
    assert [finding.reason.facts["difference"] for finding in found.findings] == (
        [f"{said}0.{abs(off):02} EUR"] if off else []
    )


@pytest.mark.parametrize("name", sound())
def test_a_file_that_is_cut_off_or_lost_a_line_is_never_read_as_if_it_were_whole(name: str) -> None:
    """Whatever is lost of a file, it is refused, or held, or says all that the whole file says of money."""
    content = sound()[name]
    whole = money(content)
    assert whole
    damaged = [*cut_anywhere(content), *(without_line(content, place) for place in range(content.count(b"\n")))]
    for one in damaged:
        assert refused_or_held(one) or money(one) == whole or name in UNPROVED, one


def refused_or_held(content: bytes) -> bool:
    try:
        file = proved(read_bank_file(content))
    except FileRefused:
        return True
    return any((file.holds, *(one.holds for one in file.statements), *(one.holds for one in file.remittances)))


# These state no total of their own: a lost line within them cannot be told from the file alone.
UNPROVED = {"ofx", "pain.002"}


def money(content: bytes) -> list[object]:
    file = read_bank_file(content)
    return [
        *((one.account.number, entry.minor, entry.currency) for one in file.statements for entry in one.entries),
        *((one.minor, line.document_number, line.net) for one in file.remittances for line in one.lines),
        *((one.reference, one.minor, one.kind) for one in file.returns),
    ]
