"""Telephone numbers as people write them, compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.phone_numbers import Likeness, NumberError, compare, dial_link, digits_of, read_number

WRITTEN = ("(212) 555-0142", "212.555.0142", "+1 212 555 0142", "1-212-555-0142", "2125550142", "+12125550142")


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("kept", WRITTEN)
def test_a_number_is_the_same_however_it_is_written(text: str, kept: str) -> None:
    typed = read_number(text, country="US")
    assert typed.international == "+12125550142"
    assert compare(typed, kept, country="US") is Likeness.SAME


def test_another_extension_is_the_same_line() -> None:
    typed = read_number("+1 212 555 0142", country="US")
    assert compare(typed, "(212) 555-0142 x17", country="US") is Likeness.SAME_LINE
    with_extension = read_number("(212) 555-0142 ext. 17", country="US")
    assert with_extension.extension == "17"
    assert compare(with_extension, "212-555-0142 x17", country="US") is Likeness.SAME
    assert compare(with_extension, "212-555-0142 x18", country="US") is Likeness.SAME_LINE


def test_the_last_digits_are_enough_to_ask() -> None:
    typed = read_number("0142", country="US")
    assert compare(typed, "(212) 555-0142 x17", country="US") is Likeness.ENDS_ALIKE
    assert compare(typed, "(212) 555-0143", country="US") is None


def test_the_same_end_in_another_city_is_another_number() -> None:
    typed = read_number("(310) 555-0142", country="US")
    assert compare(typed, "(212) 555-0142", country="US") is None


def test_a_number_without_its_country_is_read_as_it_is_dialled_there() -> None:
    typed = read_number("+44 20 7946 0958", country="US")
    assert compare(typed, "020 7946 0958", country="GB") is Likeness.SAME


@pytest.mark.parametrize("text", ["", "x", "12", "ext. 4444", "call me"])
def test_too_few_digits_are_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_number(text, country="US")
    assert repr(text) in str(refused.value)


def test_a_number_that_is_too_long_is_refused() -> None:
    with pytest.raises(NumberError, match="too long"):
        read_number("1" * 41, country="US")


def test_the_telephone_dials_the_whole_number_with_its_extension() -> None:
    assert dial_link("(212) 555-0142 x17", country="US") == "tel:+12125550142;ext=17"
    assert dial_link("020 7946 0958", country="GB", sip_domain="pbx.example.com") == "sip:+442079460958@pbx.example.com"
    assert dial_link("none", country="US") == ""


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["US", "GB", "CA", "", "XX"]))
def test_whatever_is_typed_or_kept_is_compared_or_refused(text: str, kept: str, country: str) -> None:
    try:
        typed = read_number(text, country=country)
    except NumberError:
        return
    assert typed.digits == digits_of(text)
    assert compare(typed, kept, country=country) in (None, *Likeness)
    link = dial_link(kept, country=country)
    assert link == "" or link.startswith("tel:")


@given(st.integers(min_value=2_000_000_000, max_value=9_999_999_999))
def test_a_number_is_always_like_itself(number: int) -> None:
    assert compare(read_number(str(number), country="US"), str(number), country="US") is not None
