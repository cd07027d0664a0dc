"""F6 for reports: a line lost, repeated or out of place never gives a document to another customer or another amount.

Method: one ledger in every report that is text; each line in turn is left out, written twice, or swapped with the next,
and bits are flipped at places spread over the file. Each document that goes in must be the golden one; all others are
refused with their line. A flipped bit may leave another sound value in its own cell, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from creditdesk.intake.formats.open_items import OpenItemRow
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.files import reading
from tests.formats.layouts.writers import REPORTS, Document, Report

FIRST = date(2026, 5, 13)
LEDGER = [
    Document(
        customer=("Fenwick Optical", "Marrow & Sons", "Total Wine Stores")[number // 3],
        number=f"18000000{number}7",
        day=FIRST + timedelta(days=number),
        due=FIRST + timedelta(days=30 + number),
        original=(-1 if number % 4 == 3 else 1) * (10_000 + 1_111 * number),
        open=(-1 if number % 4 == 3 else 1) * (9_000 + 1_111 * number),
    )
    for number in range(9)
]
TEXTS = [report for report in REPORTS if not report.write(LEDGER).startswith(b"PK")]
FLIPS = 120


def accepted(content: bytes) -> list[OpenItemRow]:
    try:
        return reading(content).accepted
    except FileRefused:
        return []


def facts(item: OpenItemRow) -> tuple[object, ...]:
    return item.customer_number, item.number, item.document_date, item.due_date, item.original_minor, item.open_minor


def lines_of(content: bytes) -> tuple[list[str], str]:
    encoding = "utf-16" if content.startswith(b"\xff\xfe") else "utf-8"
    return content.decode(encoding).splitlines(keepends=True), encoding


def moved(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for at in range(len(lines)):
        yield f"line {at + 1} left out", [*lines[:at], *lines[at + 1 :]]
        yield f"line {at + 1} twice", [*lines[: at + 1], *lines[at:]]
        yield f"line {at + 1} and the next swapped", [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]]


@pytest.mark.parametrize("report", TEXTS, ids=[report.layout for report in TEXTS])
def test_a_line_lost_repeated_or_out_of_place_changes_no_document(report: Report) -> None:
    lines, encoding = lines_of(report.write(LEDGER))
    golden = {facts(item) for item in accepted(report.write(LEDGER))}
    assert len(golden) == len(LEDGER)
    for name, changed in moved(lines):
        found = {facts(item) for item in accepted("".join(changed).encode(encoding))}
        assert found <= golden, (name, found - golden)


@pytest.mark.parametrize("report", TEXTS, ids=[report.layout for report in TEXTS])
def test_a_flipped_bit_changes_its_own_cell_at_most_and_moves_no_document_to_another_customer(report: Report) -> None:
    content = report.write(LEDGER)
    golden = [facts(item) for item in accepted(content)]
    customers = {its[0] for its in golden}
    for number in range(FLIPS):
        at = number * len(content) // FLIPS
        changed = bytearray(content)
        changed[at] ^= 1 << number % 7
        for item in accepted(bytes(changed)):
            mine = facts(item)
            nearest = max(golden, key=lambda its: alike(mine, its))
            # Where a report has one amount, it stands in two fields.
            assert alike(mine, nearest) >= len(mine) - 2, (number, at, mine)
            assert mine[0] == nearest[0] or mine[0] not in customers, (number, at, mine)


def alike(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """How many facts are the same."""
    return sum(mine == its for mine, its in zip(one, other, strict=True))
