"""Worksheets: the tax in each line, the requests that they make, and what they come to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.policy_requests import Bookings, Shown
from creditdesk.domain.requests import Content, Evidence, Kind, Line
from creditdesk.domain.worksheets import (
    ItemTax,
    SheetLine,
    Worksheet,
    booked,
    contents,
    grand_totals,
    objections,
    tax_known,
    totals,
    with_tax,
)

USD = "USD"
PROOF = (Evidence(Shown.PROOF, words="price list"),)


def line(item_id: int, amount: int, reason: str = "pricing", tax: int | None = None, currency: str = USD) -> SheetLine:
    return SheetLine(item_id, f"INV {item_id}", currency, amount, tax, reason)


def taxes(lines: list[SheetLine], known: dict[int, ItemTax]) -> list[int | None]:
    return [one.tax_minor for one in with_tax(lines, taxes=known)]


def test_the_tax_of_a_line_is_its_part_of_the_tax_of_the_document() -> None:
    known = {1: ItemTax(1_190_00, 190_00)}
    assert taxes([line(1, 595_00)], known) == [95_00]
    assert taxes([line(1, 1_190_00)], known) == [190_00]
    assert taxes([line(2, 595_00)], known) == [0]  # no tax is known of it


def test_what_is_typed_stands_even_where_it_is_nothing() -> None:
    known = {1: ItemTax(1_190_00, 190_00)}
    assert taxes([line(1, 595_00, tax=0)], known) == [0]
    assert taxes([line(1, 595_00, tax=1)], known) == [1]


def test_no_cent_drifts_along_the_lines_of_a_reason() -> None:
    # A third of 0.01 each: three lines have one cent together, not none and not three.
    known = {number: ItemTax(3, 1) for number in range(1, 4)}
    assert taxes([line(number, 1) for number in range(1, 4)], known) == [0, 1, 0]
    # Each reason is a request of its own, and its parts are rounded by themselves.
    assert taxes([line(1, 1), line(2, 1, "fee"), line(3, 1)], known) == [0, 0, 1]


@given(
    told=st.lists(
        st.tuples(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(1, 10**12)), min_size=1, max_size=30
    )
)
def test_the_parts_are_together_the_rounded_whole_and_each_is_within_its_amount(
    told: list[tuple[int, int, int]],
) -> None:
    known = {n: ItemTax(original, min(tax, original)) for n, (original, tax, _) in enumerate(told)}
    lines = [line(n, min(amount, original)) for n, (original, _, amount) in enumerate(told)]
    filled = with_tax(lines, taxes=known)
    exact = [
        Fraction(one.amount_minor * known[one.item_id].tax_minor, known[one.item_id].original_minor) for one in filled
    ]
    whole = sum(exact, Fraction(0))
    assert abs(sum(one.tax_minor or 0 for one in filled) - whole) <= Fraction(1, 2)
    for one, part in zip(filled, exact, strict=True):
        assert 0 <= (one.tax_minor or 0) <= one.amount_minor
        assert abs((one.tax_minor or 0) - part) <= 1


def test_what_a_document_is_above_its_goods_is_taken_for_its_tax() -> None:
    assert tax_known(1_190_00, 1_000_00) == 190_00
    assert tax_known(1_190_00, None) == 0
    assert tax_known(1_000_00, 1_190_00) == 0


def test_there_is_a_request_for_each_reason_and_currency() -> None:
    told = (line(1, 10, tax=1), line(2, 20, "fee"), line(3, 30, tax=2), line(4, 40, currency="EUR"))
    pricing, fee, euro = contents(Worksheet(told, "why", PROOF))
    assert pricing == Content(
        Kind.ADJUSTMENT, USD, (Line(1, "INV 1", 10, 1), Line(3, "INV 3", 30, 2)), "pricing", "why", evidence=PROOF
    )
    assert (fee.reason, fee.amount_minor, fee.evidence) == ("fee", 20, PROOF)
    assert (euro.reason, euro.currency, euro.amount_minor) == ("pricing", "EUR", 40)


def test_a_worksheet_adds_up_by_reason_account_cost_centre_and_currency() -> None:
    told = [
        line(1, 10, tax=1),
        line(2, 20, "fee", tax=0),
        line(3, 30, tax=2),
        line(4, 40, currency="EUR"),
        line(5, 1, ""),
    ]
    found = totals(booked(told, bookings=Bookings()))
    assert [
        (one.account, one.cost_centre, one.currency, one.amount_minor, one.tax_minor, one.net_minor) for one in found
    ] == [
        ("sales_allowances", "sales", "USD", 40, 3, 37),
        ("late_fees", "credit", "USD", 20, 0, 20),
        ("sales_allowances", "sales", "EUR", 40, 0, 40),
    ]
    assert [(one.currency, one.amount_minor) for one in grand_totals(found)] == [("USD", 60), ("EUR", 40)]


def test_what_is_wrong_with_the_whole_is_told_all_at_once() -> None:
    told = (line(1, 10), line(1, 20, "fee"), line(2, 30, "pity"), replace(line(3, 1), claim="x" * 61))
    said = [str(reason) for reason in objections(Worksheet(told, "why"))]
    assert said == [
        "INV 1 stands on the worksheet twice: one line for each document",
        "INV 2: choose a reason",
        "INV 3: a claim number has at most 60 letters",
    ]
    assert [reason.code for reason in objections(Worksheet((), "why"))] == ["worksheet.nothing"]
    assert [one.code for one in objections(Worksheet(tuple(line(n, 1) for n in range(201)), ""))] == [
        "worksheet.too_many"
    ]


def test_another_line_amount_or_customer_is_another_sheet() -> None:
    sheet = Worksheet((line(1, 10),), "why", PROOF)
    prints = {
        sheet.sha256(customer_id=1),
        sheet.sha256(customer_id=2),
        replace(sheet, lines=(line(1, 11),)).sha256(customer_id=1),
        replace(sheet, lines=(line(1, 10, tax=0),)).sha256(customer_id=1),
        replace(sheet, evidence=()).sha256(customer_id=1),
    }
    assert len(prints) == 5
    assert sheet.sha256(customer_id=1) == Worksheet((line(1, 10),), "why", PROOF).sha256(customer_id=1)
