"""An advice that is damaged is never read as if it were whole: it is refused, held, or says what the whole one says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditdesk.intake.formats.advice.recognition import read_advice
from creditdesk.intake.formats.bank.statements import Remittance
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.advice.writers import SHAPES, Advice, Paid

DAYS = [date(2026, 1, day) for day in (15, 16, 17, 20)]
ADVICE = Advice(
    "Bolt Trading Inc",
    "880017",
    date(2026, 1, 31),
    "EUR",
    [
        Paid("INV-1001", DAYS[0], 100_000, 2_000, 1_250, "Shortage"),
        Paid("INV-1002", DAYS[1], 123_456),
        Paid("CM-77", DAYS[2], -10_000),
        Paid("INV-1003", DAYS[3], 50_000, 0, 333, "Freight"),
    ],
)
TEXTS = [name for name in SHAPES if name not in ("sheet", "PDF typeset")]


def of(content: bytes) -> Remittance | None:
    try:
        return read_advice(content)
    except FileRefused:
        return None


def money(found: Remittance) -> set[tuple[str, int | None]]:
    return {(line.document_number, line.net) for line in found.lines}


def encoding(content: bytes) -> str:
    return "utf-16" if content.startswith(b"\xff\xfe") else "cp1252"


def without_each_line(content: bytes) -> Iterator[bytes]:
    code = encoding(content)
    lines = content.decode(code).splitlines(keepends=True)
    for place in range(len(lines)):
        yield "".join([*lines[:place], *lines[place + 1 :]]).encode(code)


def cut_everywhere(content: bytes) -> Iterator[bytes]:
    code = encoding(content)
    text = content.decode(code)
    for end in range(1, len(text)):
        yield text[:end].encode(code)


@pytest.mark.parametrize("shape", TEXTS)
def test_a_line_that_is_lost_changes_no_document(shape: str) -> None:
    """Where the sum stays, a lost document is noticed by it; where the sum is lost, all documents are there."""
    whole = money(read_advice(SHAPES[shape](ADVICE)))
    for content in without_each_line(SHAPES[shape](ADVICE)):
        found = of(content)
        assert found is None or found.holds or money(found) == whole, content


@pytest.mark.parametrize("shape", TEXTS)
def test_an_advice_that_is_cut_off_says_nothing_that_the_whole_one_does_not(shape: str) -> None:
    """Without a sum nobody can tell that documents are missing; of those that are there, none has another amount."""
    whole = read_advice(SHAPES[shape](ADVICE))
    for content in cut_everywhere(SHAPES[shape](ADVICE)):
        found = of(content)
        if found is None or found.holds:
            continue
        assert {one for one in money(found) if one[1] is not None} <= money(whole), content
        assert found.minor in (None, whole.minor), content


@pytest.mark.parametrize("shape", SHAPES)
def test_flipped_bits_never_break_a_reader_nor_a_sum(shape: str) -> None:
    content = SHAPES[shape](ADVICE)
    for place in range(0, len(content), max(1, len(content) // 150)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 7
        proven_or_held(of(bytes(flipped)))


def proven_or_held(found: Remittance | None) -> None:
    """What is neither refused nor held ties: the documents add up to what is stated."""
    if found is None or found.holds or found.minor is None:
        return
    nets = [line.net for line in found.lines]
    if None not in nets:
        assert sum(net for net in nets if net is not None) == found.minor


WORDS = st.sampled_from(
    [
        *(
            "Invoice",
            "4711",
            "INV-1",
            "1,000.00",
            "20.00",
            "less",
            "-",
            "=",
            "Total",
            "discount",
            "paid",
            "980.00",
            "USD",
        ),
        *(
            "$",
            "(",
            ")",
            "credit",
            "claim",
            "Date:",
            "07/31/2026",
            "Check No:",
            ":",
            ",",
            ";",
            "\t",
            "  ",
            "\n",
            "\n\n",
        ),
        *(
            "Amount",
            "Gross Amount",
            "Net Amount",
            "Deduction",
            "1.234,56",
            "1 234,56",
            "€",
            "short",
            "From:",
            '"',
            "<td>",
        ),
    ]
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=60), st.sampled_from([" ", "  ", ",", ";", "\t", ""]))
def test_any_words_of_the_trade_in_any_order_are_refused_held_or_tie(words: list[str], between: str) -> None:
    proven_or_held(of(between.join(words).encode()))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"<table>", b"Invoice,Amount\n", b"PK\x03\x04"]))
def test_any_bytes_are_refused_held_or_tie(content: bytes, head: bytes) -> None:
    proven_or_held(of(head + content))
