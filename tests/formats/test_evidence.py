"""What only a whole column can tell, and when it must be asked for."""

from __future__ import annotations

import pytest

from creditdesk.intake.formats.evidence import (
    IdentifierEvidence,
    WidthEvidence,
    date_order,
    decimal_style,
)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (["1/2/2026", "1/13/2026"], "mdy"),
        (["1/2/2026", "13/1/2026"], "dmy"),
        (["01.02.2026", "31.01.2026"], "dmy"),
        (["1/2/2026", "3/4/2026"], "ambiguous"),
        (["5/5/2026"], "ambiguous"),
        (["3/4/2026", "45/2/2026"], "ambiguous"),
        (["13/45/2026"], "none"),
        (["1/13/2026", "13/1/2026"], "mixed"),
        (["2026-01-13", "20260113", ""], "none"),
        (["soon", "13/13/2026"], "none"),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_whole_column(values: list[str], verdict: str) -> None:
    assert date_order(values) == verdict


def test_one_damaged_cell_in_a_hundred_does_not_overturn_a_column() -> None:
    assert date_order(["1/13/2026"] * 100 + ["13/1/2026"]) == "mdy"
    assert date_order(["1/13/2026"] * 99 + ["13/1/2026"]) == "mixed"
    assert decimal_style(["12.50"] * 100 + ["12,50"]) == "."
    assert decimal_style(["12.50"] * 99 + ["12,50"]) == "mixed"


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (["94", "55.94"], "."),
        (["1234.5"], "."),
        (["1.234,56-"], ","),
        (["(1,234.56)"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0.125"], "."),
        (["1234.567"], "."),
        (["1 234,56"], ","),
        (["1.234"], "ambiguous"),
        (["1,234", "94"], "ambiguous"),
        (["94", ""], "none"),
        (["12.50", "12,50"], "mixed"),
    ],
)
def test_the_decimal_mark_is_that_of_the_whole_column(values: list[str], verdict: str) -> None:
    assert decimal_style(values) == verdict


def shaped(*values: str) -> bool:
    evidence = IdentifierEvidence()
    for value in values:
        evidence.see(value)
    return evidence.float_shaped()


def test_a_column_has_float_shape_where_every_number_ends_in_point_zero() -> None:
    assert shaped("1930571429.0", "1930571430.0", "")
    assert shaped("1930571429.0", "1930571430.0", "CM-17")
    assert not shaped("10.0", "10.1"), "versions of a document are no floats"
    assert not shaped("17", "18")
    assert not shaped("")


def width(*values: str) -> tuple[int | None, bool]:
    evidence = WidthEvidence()
    for value in values:
        evidence.see(value)
    return evidence.width(), evidence.is_mixed()


def test_lost_leading_zeros_are_proved_by_the_numbers_that_kept_them() -> None:
    assert width("0200759878", "0200759879", "200759880", "CC6000") == (10, False)
    assert width("0200759878", "0200759879", "200759880.0") == (10, False)


def test_nothing_is_filled_up_where_the_width_is_not_proved() -> None:
    assert width("200759878", "1200759878") == (None, False), "no number has a leading zero"
    assert width("0200759878", "0200759879") == (None, False), "all have one width: none lost anything"
    assert width("0200759878", "017", "17") == (None, True), "leading zeros at two widths"
    assert width("017", "018", "019", "0200") == (None, True)
    assert width("0200759878", "17", "18") == (None, True), "most numbers are short"
    assert width("017", "018", "2000") == (None, True), "a wider number exists"
