"""Rows of long lists: escaped, told only what the page gives them, and right for each reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.utils.translation import override
from jinja2 import UndefinedError

from creditdesk.web.drawing import drawn as rows
from creditdesk.web.drawing import url_of


@dataclass(frozen=True)
class Credit:
    customer_name: str
    customer_id: int = 7
    item_id: int = 9
    kind: str = "payment"
    number: str = "P-1"
    currency: str = "USD"
    open_minor: int = 0
    came_minor: int = 123_456_78


def test_what_a_file_brought_in_is_text_in_a_row_and_never_markup() -> None:
    drawn = rows("today/came_in_rows.jinja", payments=[Credit('<script>alert("x")</script>', number="{{ 7 * 7 }}")])
    assert "<script" not in drawn and "&lt;script&gt;" in drawn and "{{ 7 * 7 }}" in drawn


def test_a_row_that_asks_for_more_than_it_was_given_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        rows("today/came_in_rows.jinja")


def test_each_reader_sees_figures_of_his_language_whoever_asked_first() -> None:
    def shown(language: str) -> str:
        with override(language):
            return rows("today/came_in_rows.jinja", payments=[Credit("Acme")])

    assert "123,456.78" in shown("en")
    assert "123,456.78" not in shown("fr") and "456,78" in shown("fr")
    assert "123,456.78" in shown("en")


@pytest.mark.parametrize(("name", "number", "address"), [("account", 7, "/accounts/7/"), ("item", 12, "/items/12/")])
def test_addresses_are_those_of_the_pages(name: str, number: int, address: str) -> None:
    assert url_of(name, number) == address


def test_what_stands_in_an_item_is_text_in_its_row() -> None:
    @dataclass(frozen=True)
    class Item(Credit):
        id: int = 1
        document_date: dt.date = dt.date(2026, 11, 2)
        due_date: dt.date = dt.date(2026, 12, 2)
        extended_date: dt.date | None = None
        days_late: int = 3
        original_minor: int = 100_00
        disputed_minor: int = 0
        po_number: str = '"><img src=x>'
        order_number: str = ""
        bol_number: str = ""
        reference: str = ""
        on_plan: bool = False

    drawn = rows("accounts/item_rows.jinja", rows=[Item("Acme")])
    assert 'datetime="2026-12-02"' in drawn and "3 days" in drawn and "<img" not in drawn
