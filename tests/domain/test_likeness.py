"""When two customers may be one."""

from __future__ import annotations

import pytest

from creditdesk.domain.likeness import comparable_name, comparable_number


@pytest.mark.parametrize(
    "other",
    [
        "FENWICK OPTICAL",
        "Fenwick-Optical, Inc.",
        "Fenwick Optical Co. Ltd",
        "Fenwick Optical S.A.",
        "Fenwick Optical A/S",
    ],
)
def test_names_are_alike_but_for_case_marks_and_legal_form(other: str) -> None:
    assert comparable_name(other) == comparable_name("Fenwick Optical GmbH & Co. KG")


def test_accents_and_the_sign_for_and_make_no_other_customer() -> None:
    assert comparable_name("Müller & Søn") == comparable_name("MULLER and Søn")


@pytest.mark.parametrize("other", ["Fenwick", "Fenwick Optical Leeds", "Optical Fenwick"])
def test_other_words_are_another_name(other: str) -> None:
    assert comparable_name(other) != comparable_name("Fenwick Optical")


def test_of_a_name_that_is_nothing_but_a_legal_form_nothing_is_left() -> None:
    assert comparable_name("Inc.") == ""


def test_numbers_are_alike_but_for_leading_zeros_marks_and_case() -> None:
    assert comparable_number("0200759878") == comparable_number("200759878")
    assert comparable_number("C-100/2") == comparable_number("c1002")
    assert comparable_number("C0100") != comparable_number("C100")
    assert comparable_number("000") == ""
