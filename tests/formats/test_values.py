"""One cell as a date, an amount, an identifier, a flag; what cannot be read with certainty is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, exponent
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.values import (
    DayOrder,
    DecimalMark,
    check_plausible,
    read_amount,
    read_currency,
    read_date,
    read_flag,
    read_identifier,
)

THE_DAY = date(2020, 2, 26)
steady = settings(derandomize=True, deadline=None, max_examples=300)


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-26",
        "2020/2/26",
        "2020.02.26",
        "20200226",
        "20200226.0",
        "2020-02-26 00:00:00",
        "2020-02-26T23:59:59.999Z",
        "43887",
        "43887.0",
        "26-Feb-2020",
        "26 February 2020",
        "26-Feb-20",
    ],
)
def test_dates_that_tell_their_order_are_read_without_asking(text: str) -> None:
    assert read_date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2/26/2020", "mdy", THE_DAY),
        ("02/26/20", "mdy", THE_DAY),
        ("26.02.2020", "dmy", THE_DAY),
        ("3/4/2026", "mdy", date(2026, 3, 4)),
        ("3/4/2026", "dmy", date(2026, 4, 3)),
        ("3/4/2026 12:00 AM", "mdy", date(2026, 3, 4)),
        ("1/1/69", "mdy", date(2069, 1, 1)),
        ("1/1/70", "mdy", date(1970, 1, 1)),
    ],
)
def test_short_dates_are_read_in_the_order_of_their_column(text: str, order: DayOrder, day: date) -> None:
    assert read_date(text, order=order) == day


def test_a_short_date_without_an_order_is_refused_and_not_guessed() -> None:
    with pytest.raises(CellRefused, match="3/4/2026 can be read with the month or with the day first"):
        read_date("3/4/2026")


@pytest.mark.parametrize("text", ["13/45/2026", "45/13/2026", "2/45/2026", "0/0/2026"])
def test_what_is_no_date_in_any_order_is_said_to_be_none(text: str) -> None:
    with pytest.raises(CellRefused, match=f"^{text} is not a date.$"):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["", "2020-02-30", "26/02/2020", "13/13/2020", "2020-2", "soon", "20201399", "2/26-2020", "٢٠٢٠-٠٢-٢٦"]
)
def test_what_is_no_date_in_the_order_of_its_column_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="is not a date"):
        read_date(text, order="mdy")


def test_days_no_document_can_have_are_refused_with_the_bound() -> None:
    bounds = {"earliest": date(1990, 1, 1), "latest": date(2031, 7, 30)}
    check_plausible(date(1990, 1, 1), **bounds)
    check_plausible(date(2031, 7, 30), **bounds)
    with pytest.raises(CellRefused, match="1900-01-01 lies before 1990-01-01"):
        check_plausible(date(1900, 1, 1), **bounds)
    with pytest.raises(CellRefused, match="9999-12-31 lies after 2031-07-30"):
        check_plausible(date(9999, 12, 31), **bounds)


@steady
@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
def test_every_day_survives_every_way_to_write_it(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(day.strftime("%Y%m%d") + ".0") == day
    assert read_date(f"{day:%m/%d/%Y}", order="mdy") == read_date(f"{day:%d.%m.%y}", order="dmy") == day
    serial = (day - date(1899, 12, 30)).days
    assert read_date(str(serial)) == date(1899, 12, 30) + timedelta(days=serial) == day


@pytest.mark.parametrize(
    ("text", "decimal", "minor"),
    [
        ("1.234,56-", ",", -123456),
        ("(1,234.56)", ".", -123456),
        ("1 234,56", ",", 123456),
        ("1\u00a0234,56", ",", 123456),
        ("1\u202f234.56", ".", 123456),
        ("1'234.56", ".", 123456),
        ("1,234", ".", 123400),
        ("1.234", ",", 123400),
        ("1234.5", ".", 123450),
        ("94", ".", 9400),
        ("94", ",", 9400),
        ("-7.05", ".", -705),
        ("+7.05", ".", 705),
        ("\u22127.05", ".", -705),
        (".5", ".", 50),
        ("12.00 CR", ".", -1200),
        ("12.00DR", ".", 1200),
        ("$1,234.56", ".", 123456),
        ("-$1,234.56", ".", -123456),
        ("USD 1,234.56", ".", 123456),
        ("1,234.56 USD", ".", 123456),
        ("12,34,567.89", ".", 123456789),
        ("12.3400", ".", 1234),
        ("0.00", ".", 0),
    ],
)
def test_amounts_are_read_as_programs_write_them(text: str, decimal: DecimalMark, minor: int) -> None:
    assert read_amount(text, currency="USD", decimal=decimal) == minor


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", "."),
        ("-", "."),
        ("1e5", "."),
        ("1E+05", "."),
        ("nan", "."),
        ("12,50", "."),
        ("1.234,56", "."),
        ("1,234.56", ","),
        ("1,23", "."),
        ("1,2345", "."),
        ("1.2.3", "."),
        ("12.", "."),
        ("(12.00", "."),
        ("12.00)", "."),
        ("-12.00-", "."),
        ("(-12.00)", "."),
        ("-12.00 CR", "."),
        ("12 34.00", "."),
        ("EUR 12.00", "."),
        ("1_000", "."),
        ("٣٤", "."),
        ("0x1F", "."),
    ],
)
def test_what_is_no_amount_is_refused_and_never_zero(text: str, decimal: DecimalMark) -> None:
    with pytest.raises(CellRefused, match="is not an amount"):
        read_amount(text, currency="USD", decimal=decimal)


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("1234", "JPY", 1234), ("1.234", "KWD", 1234), ("1234.00", "JPY", 1234)]
)
def test_amounts_have_the_decimal_places_of_their_currency(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency=currency, decimal=".") == minor


@pytest.mark.parametrize(("text", "currency"), [("12.345", "USD"), ("12.5", "JPY"), ("1.2345", "KWD")])
def test_more_decimal_places_than_the_currency_has_are_refused(text: str, currency: str) -> None:
    with pytest.raises(CellRefused, match=f"more decimal places than {currency} has"):
        read_amount(text, currency=currency, decimal=".")


@pytest.mark.parametrize("text", ["10,000,000,000,000.01", "10000000000000.01", "-10000000000000.01", "1" + "0" * 40])
def test_an_amount_beyond_what_a_document_may_be_worth_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="more than a document may be worth"):
        read_amount(text, currency="USD", decimal=".")


def test_the_largest_amount_of_a_document_is_read() -> None:
    assert read_amount("10000000000000.00", currency="USD", decimal=".") == LARGEST_DOCUMENT_MINOR
    assert read_amount("(10,000,000,000,000)", currency="USD", decimal=".") == -LARGEST_DOCUMENT_MINOR


def written(minor: int, *, currency: str, decimal: str, thousands: str, sign: str) -> str:
    """An amount as a program would write it, made without the reader's rules."""
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    groups: list[str] = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    number = thousands.join(groups) + (decimal + fraction if fraction else "")
    return sign.replace("#", number) if minor < 0 else number


@steady
@given(
    minor=st.integers(min_value=-(10**15), max_value=10**15),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
    marks=st.sampled_from([(".", ","), (",", "."), (".", ""), (",", ""), (".", " "), (",", "\u00a0"), (".", "'")]),
    sign=st.sampled_from(["-#", "#-", "(#)", "# CR", "- #", "$-#"]),
)
def test_every_amount_survives_every_way_to_write_it(
    minor: int, currency: str, marks: tuple[DecimalMark, str], sign: str
) -> None:
    text = written(minor, currency=currency, decimal=marks[0], thousands=marks[1], sign=sign)
    assert read_amount(text, currency=currency, decimal=marks[0]) == minor


@steady
@given(st.text(alphabet="0123456789.,-+() 'eECRD$", max_size=12))
def test_no_text_crashes_the_reader_of_amounts(text: str) -> None:
    try:
        minor = read_amount(text, currency="USD", decimal=".")
    except CellRefused:
        return
    assert abs(minor) <= LARGEST_DOCUMENT_MINOR
    assert any(sign.isdecimal() for sign in text), "an amount was read where no digit stands"


def test_identifiers_that_went_through_a_float_are_restored_only_in_a_column_of_that_shape() -> None:
    assert read_identifier("1930571429.0", float_shaped=True) == "1930571429"
    assert read_identifier("CM-17", float_shaped=True) == "CM-17"
    assert read_identifier("10.0") == "10.0"
    assert read_identifier("0001") == "0001"
    with pytest.raises(CellRefused, match="not a whole number as the rest of its column"):
        read_identifier("1930571429.5", float_shaped=True)


@pytest.mark.parametrize("text", ["1.93057E+09", "1.93e9", "2E+09"])
def test_identifiers_that_lost_digits_in_a_spreadsheet_are_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="has lost digits in a spreadsheet"):
        read_identifier(text)


def test_flags_are_yes_or_no_or_refused() -> None:
    assert [read_flag(text) for text in ("Yes", "1", "TRUE", "x", "Open")] == [True] * 5
    assert [read_flag(text) for text in ("no", "0", "False", "N", "closed")] == [False] * 5
    with pytest.raises(CellRefused, match="perhaps is neither yes nor no"):
        read_flag("perhaps")


def test_currencies_are_iso_codes_or_refused() -> None:
    assert read_currency(" usd ") == "USD"
    for code in ("XXX", "XTS", "XAU", "XDR", "DEM", "HRK", "CNH", "QQQ"):
        with pytest.raises(CellRefused, match=f"{code} is not the ISO code of a current currency"):
            read_currency(code)
    with pytest.raises(CellRefused, match="Dollars is not the ISO code of a current currency"):
        read_currency("Dollars")
