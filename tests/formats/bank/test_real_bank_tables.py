"""Every real table of a bank or processor is read to the cent, asked about, or refused for a reason that stands here.

The samples are not ours to keep: where they are not on this machine the tests are skipped. The sums are made a second
time from the lines of the file, without the readers.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.formats.bank.samples import REAL_DATA, real_files
from tests.formats.bank.tables import answered

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (REAL_DATA / "bank" / "csv").is_dir(), reason="the real bank tables are not here"),
]

TABLES = real_files("bank/csv", "*/*.csv", "*/*.xlsx")
OURS = {"account": "1 USD", "last_line": "whole"}


class Expected(NamedTuple):
    """Answers of a person, then what the file says: amounts in the order of the account, and its balances."""

    minors: list[int]
    balances: tuple[int | None, int | None] = (None, None)
    currencies: tuple[str, ...] = ("USD",)
    holds: tuple[str, ...] = ()
    answers: dict[str, Any] = {}


SCHWAB = Expected([-5_727, -7_500, -10_300, 2_000], (109_374, 87_847))
READ = {
    "capitalone.csv": Expected([-100_000, 100_000]),
    "creditunion.csv": Expected(
        [5_000_000, 5_000_000, 7_000_000, 6_500_000, 6_000_000, 7_500_000, 4_500_000, 5_000_000]
    ),
    "default.csv": Expected(
        [5_000_000, 5_000_000, 7_000_000, 6_500_000, 6_000_000, 7_500_000, 4_500_000, 5_000_000],
        currencies=("USD", "USD"),
        answers={"content": "bank"},
    ),
    "mint.csv": Expected([-100_000, -150_000, 200_000, -250_000], answers={"content": "bank"}),
    "n26-fr.csv": Expected([32_800, -32_800], currencies=("EUR",)),
    "outbank.csv": Expected([-2_500, -4_700, -6_389, 10_000], currencies=("EUR",)),
    "payoneer.csv": Expected([12_000, -10_000], (18_000, 20_000), answers={"day_order": "mdy"}),
    "pcmastercard.csv": Expected([-1_398, -3_633], answers={"signs": "turned"}),
    "schwab-checking.csv": SCHWAB,
    "schwab-checking-baltest-case1.csv": SCHWAB,
    # The bank's rows of one day are not in the order of its balances.
    "schwab-checking-baltest-case2.csv": Expected(
        [-7_500, -5_727, -10_300, 2_000],
        (103_647, 87_847),
        holds=("bank_running_balance", "bank_running_balance", "bank_closing"),
    ),
    "schwab-checking-baltest-case3.csv": SCHWAB,
    "schwab-checking-baltest-case4.csv": SCHWAB,
    "schwab-checking-baltest-case5.csv": SCHWAB,
    "schwab-checking-baltest-case6.csv": SCHWAB,
    "schwab-checking-baltest-case7.csv": Expected([-2_000, 2_000], (87_847, 87_847)),
    "balance.csv": Expected([-3_350, 153_350], (1_000, 151_000)),
    "debit_credit.csv": Expected([-3_350, 153_350], (1_000, 151_000)),
    "empty_statement_en.csv": Expected([], currencies=()),
    "original_currency.csv": Expected([152_500]),
    "original_currency_empty.csv": Expected([152_500]),
    "sample_statement_en.csv": Expected([-3_350, 152_500], currencies=("USD",)),
    "sample_statement_en.xlsx": Expected([-3_350, 152_500], currencies=("USD",)),
    "sample_statement_credit_card_inverse_sign_en.csv": Expected([-3_350, 152_500], answers={"signs": "turned"}),
}
# No header, no header, two files in one, a journal of bookkeeping without bank amounts, an empty and an endless sheet.
NOT_READ = {
    "mint_headerless.csv": "intake.no_header",
    "original_currency_no_header.csv": "intake.no_header",
    "mint_extra.csv": "intake.bank_table_cell",
    "xero.csv": "missing",
    "empty_statement_en.xlsx": "intake.file_empty",
    "sample_statement_en_empty_values.xlsx": "intake.sheet_too_large",
    # Its rows are in no order in which the balances tie, whatever the signs mean.
    "debit_credit_amount.csv": "signs",
}


def named(path: Path) -> str:
    return path.name


def known(path: Path) -> Expected | None:
    return READ.get(path.name)


@pytest.mark.parametrize("path", [one for one in TABLES if known(one)], ids=named)
def test_a_table_is_what_it_says(path: Path) -> None:
    expected = READ[path.name]
    facts = answered(path.read_bytes(), **OURS | {"content": "bank"} | expected.answers)
    assert (facts[-1][0], dict(facts)["understood"]["questions"]) == ("end", [])
    rows = [fact for kind, fact in facts if kind == "row"]
    assert [row["minor"] for row in rows if row["sort"] == "entry"] == expected.minors
    statements = [row for row in rows if row["sort"] == "statement"]
    assert tuple(row["currency"] for row in statements) == expected.currencies
    if statements:
        assert (statements[0]["opening_minor"], statements[0]["closing_minor"]) == expected.balances
    held = [
        one["reason"]["code"].removeprefix("intake.") for row in statements for one in row["findings"] if one["holds"]
    ]
    assert tuple(held) == expected.holds


@pytest.mark.parametrize("path", [one for one in TABLES if not known(one)], ids=named)
def test_every_other_table_is_asked_about_or_refused_for_a_reason_that_is_written_down(path: Path) -> None:
    if path.name in WITH_MORE:
        return
    facts = answered(path.read_bytes(), **OURS, content="bank", layout="statement")
    last, said = facts[-1]
    if last == "file_refused":
        assert said["reason"]["code"] == NOT_READ[path.name]
        return
    understood = dict(facts)["understood"]
    settings = [question["setting"] for question in understood["questions"]]
    assert (settings or (["missing"] if understood["missing"] else [])) == [NOT_READ[path.name]]


# Longer ones, of which the sums are made again from the lines.
WITH_MORE = {"ingesp.csv": ("amount", "balance"), "stripe-default.csv": ("amount", "")}


def cents(text: str) -> int:
    return int(Decimal(text or "0") * 100)


@pytest.mark.parametrize("path", [one for one in TABLES if one.name in WITH_MORE], ids=named)
def test_the_sums_of_longer_tables_are_those_of_their_lines(path: Path) -> None:
    amount, _ = WITH_MORE[path.name]
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    facts = answered(path.read_bytes(), **OURS | {"content": "bank"})
    entries = [fact for kind, fact in facts if kind == "row" and fact["sort"] == "entry"]
    payments = [one for entry in entries for one in entry["payments"]]
    fees = [one["minor"] for one in payments if one["code"] == "FEE"]
    assert sorted(one["minor"] for one in payments if one["code"] != "FEE") == sorted(
        cents(one[amount]) for one in lines
    )
    assert sorted(fees) == sorted(-cents(one["fee"]) for one in lines if cents(one.get("fee", "0")))


def test_each_sample_is_spoken_for() -> None:
    assert {path.name for path in TABLES} == {*READ, *NOT_READ, *WITH_MORE}
