"""The accounts list: filtered and sorted in the address, one currency at a time, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

URL = "/accounts/"
# Session, user and filters are among them; the number of rows is not.
QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def carol(world: World) -> Client:
    """The browser of the credit manager, who sees every account of her company."""
    return client_of(world.carol)


def _names(client: Client, **query: str) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return [row["customer"].name for row in response.context["rows"]]


def _owing(world: World, name: str, amount: int, *, days_late: int, **facts: Any) -> Any:
    customer = builders.customer(world.northlight, name=name, **facts)
    builders.invoice(customer, amount=amount, due_date=TODAY - dt.timedelta(days=days_late))
    return customer


def test_the_most_past_due_stands_first_and_the_address_can_turn_it_round(world: World, carol: Client) -> None:
    _owing(world, "Small", 10_000, days_late=60)
    _owing(world, "Large", 90_000, days_late=5)
    _owing(world, "Not due", 50_000, days_late=-5)

    assert _names(carol) == ["Large", "Small", "Not due"]
    assert _names(carol, sort="past_due") == ["Not due", "Small", "Large"]
    assert _names(carol, sort="-oldest") == ["Small", "Large", "Not due"]
    assert _names(carol, sort="-open") == ["Large", "Not due", "Small"]


def test_sorted_by_name_those_who_owe_nothing_show_as_well(world: World, carol: Client) -> None:
    _owing(world, "Beta", 10_000, days_late=1)

    assert _names(carol, sort="name") == ["Acme Camera", "Beta", "Zenith Optics"]


def test_a_name_is_found_from_its_middle_and_a_number_from_its_beginning(world: World, carol: Client) -> None:
    world.acme.number = "77001"
    world.acme.save()

    assert _names(carol, q="camera") == ["Acme Camera"]
    assert _names(carol, q="770") == ["Acme Camera"]
    assert _names(carol, q="nobody") == []


def test_filters_narrow_together(world: World, carol: Client) -> None:
    _owing(world, "Held and late", 10_000, days_late=40, status="hold", risk_class="D")
    _owing(world, "Held, not due", 10_000, days_late=-4, status="hold", risk_class="D")
    _owing(world, "Active", 10_000, days_late=40, risk_class="D")

    assert _names(carol, status="hold", risk="D", late="on") == ["Held and late"]


def test_amounts_are_of_one_currency_and_others_are_named(world: World, carol: Client) -> None:
    customer = _owing(world, "Both", 10_000, days_late=1)
    builders.invoice(customer, amount=70_000, currency="CAD")

    (row,) = carol.get(URL, {"currency": "CAD"}).context["rows"]

    assert row["facts"].open_minor == 70_000
    assert row["other_currencies"] == ["USD"]


def test_the_next_page_goes_on_where_the_last_one_ended(
    world: World, carol: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditdesk.web.accounts.views.PAGE", 2)
    for number in range(5):
        # Two are alike, so that the tie is broken by the key.
        _owing(world, f"Customer {number}", 10_000 * (1 + number // 2), days_late=1)
    seen: list[str] = []
    query = "?sort=-past_due"
    while query:
        context = carol.get(URL + query).context
        seen += [row["customer"].name for row in context["rows"]]
        query = context["older"] or ""

    assert seen == ["Customer 4", "Customer 2", "Customer 3", "Customer 0", "Customer 1"]


def test_a_rep_sees_his_portfolio_and_sales_their_own(world: World) -> None:
    assert _names(client_of(world.alice), sort="name") == ["Acme Camera"]
    assert _names(client_of(world.sam), sort="name") == ["Acme Camera"]
    assert _names(client_of(world.charlie), sort="name") == ["Foreign Retail"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=nonsense",
        "after=x~y",
        "after=%F0~1",
        "company=999",
        "sort=name&after=%00~1",
        "after=99999999999999999999~1",
        "after=1~99999999999999999999",
        "q=%00",
        "currency=XXX&risk=Z",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_list_all_the_same(world: World, carol: Client, query: str) -> None:
    assert carol.get(f"{URL}?{query}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(
    world: World, carol: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        _owing(world, f"Customer {number}", 10_000, days_late=number)
    carol.get(URL)

    with django_assert_max_num_queries(QUERIES_MOST):
        carol.get(URL)


def test_the_row_leads_to_the_account(world: World, carol: Client) -> None:
    customer = _owing(world, "Small", 10_000, days_late=60)

    assert f'href="{reverse("account", args=[customer.id])}"' in carol.get(URL).content.decode()
