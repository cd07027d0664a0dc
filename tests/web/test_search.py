"""The palette and the search page: customers, documents and places by name, number and amount."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from creditdesk.domain.cash_settling import CLAIM_WORDS
from creditdesk.exports.cash_words import WITHHELD
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.web.clients import client_of
from tests.world import TODAY, World


@pytest.fixture
def alice(world: World) -> Client:
    """The browser of the rep."""
    return client_of(world.alice)


def _found(client: Client, words: str, *, url: str = "/palette/") -> dict[str, list[str]]:
    response = client.get(url, {"q": words})
    assert response.status_code == 200
    return {group.label: [result["url"] for result in group.results] for group in response.context["groups"]}


def _urls(*items: OpenItem) -> list[str]:
    return [reverse("item", args=[item.id]) for item in items]


def test_a_customer_is_found_by_any_part_of_its_name_and_by_its_number(world: World, alice: Client) -> None:
    acme = [reverse("account", args=[world.acme.id])]

    assert _found(alice, "acme")["Accounts"] == acme
    assert _found(alice, "CAMERA")["Accounts"] == acme
    assert _found(alice, world.acme.number)["Accounts"] == acme


def test_a_document_is_found_by_its_number_the_exact_one_first(world: World, alice: Client) -> None:
    longer = builders.invoice(world.acme, amount=1_000, number="88077-1")
    exact = builders.invoice(world.acme, amount=1_000, number="88077")

    assert _found(alice, "88077")["Documents"] == _urls(exact, longer)
    assert _found(alice, "8807")["Documents"] == _urls(exact, longer)
    assert "Documents" not in _found(alice, "8077")


def test_a_document_is_found_by_its_purchase_order(world: World, alice: Client) -> None:
    invoice = builders.invoice(world.acme, amount=1_000, po_number="PO-4711")

    assert _found(alice, "PO-47")["Documents"] == _urls(invoice)


@pytest.mark.parametrize("word", [*CLAIM_WORDS, ""])
def test_a_deduction_is_found_by_the_customer_s_own_number_of_his_claim(world: World, alice: Client, word: str) -> None:
    reference = f"{word} 4411".strip()
    deduction = builders.item(world.acme, kind="deduction", amount=1_000, reference=reference)
    builders.item(world.acme, kind="invoice", amount=1_000, reference=reference)
    builders.item(world.zenith, kind="deduction", amount=1_000, reference=reference)

    assert _found(alice, "4411")["Documents"] == _urls(deduction)
    assert _found(alice, reference)["Documents"] == _urls(deduction)
    assert "Documents" not in _found(alice, "441")


def test_each_kind_of_deduction_has_its_word_before_the_claim() -> None:
    assert {*CLAIM_WORDS, "other"} == WITHHELD.keys()


@pytest.mark.parametrize("typed", ["4,312.77", "4312.77", "(4,312.77)", "-4312.77"])
def test_an_amount_finds_payments_and_invoices_of_either_sign(world: World, alice: Client, typed: str) -> None:
    invoice = builders.invoice(world.acme, amount=431_277)
    payment = builders.payment(world.acme, amount=431_277)
    builders.invoice(world.acme, amount=431_278)

    assert _found(alice, typed)["Of this amount"] == _urls(payment, invoice)


def test_what_is_left_of_an_item_finds_it_as_well(world: World, alice: Client) -> None:
    part_paid = builders.invoice(world.acme, amount=100_000, settled=70_000, settled_date=TODAY)

    assert _found(alice, "300")["Of this amount"] == _urls(part_paid)


def test_nobody_finds_what_he_may_not_see(world: World, alice: Client) -> None:
    for hidden in (world.zenith, world.foreign):
        builders.invoice(hidden, amount=431_277, number="99001")

    assert _found(alice, "99001") == {}
    assert _found(alice, "4,312.77") == {}
    assert "Accounts" not in _found(alice, "zenith")
    assert "Documents" in _found(client_of(world.carol), "99001")


def test_who_may_see_no_account_finds_places_only(world: World) -> None:
    builders.invoice(world.acme, amount=1_000, number="99001")

    assert "Documents" not in _found(client_of(world.olga), "99001")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("absences", "absences"),
        ("calendar", "calendar_key_new"),
        ("tokens", "tokens"),
        ("password", "account_change_password"),
        ("versions", "policy_versions"),
    ],
)
def test_the_palette_goes_to_the_pages_that_the_navigation_has_no_room_for(world: World, words: str, name: str) -> None:
    assert reverse(name) in _found(client_of(world.bob), words)["Go to"]


def test_without_words_the_palette_shows_the_places_of_the_role(world: World, alice: Client) -> None:
    (places,) = _found(alice, "").values()

    assert "/accounts/" in places
    assert "/users/" not in places
    assert _found(alice, "acco")["Go to"] == ["/accounts/", "/account-reconciliations/"]


def test_more_than_the_palette_holds_leads_to_the_search_page(world: World, alice: Client) -> None:
    for number in range(9):
        builders.invoice(world.acme, amount=1_000, number=f"7700{number}")

    found = _found(alice, "7700")

    assert len(found["Documents"]) == 8
    assert found["More"] == ["/search/?q=7700"]
    assert len(_found(alice, "7700", url="/search/")["Documents"]) == 9


def test_the_search_page_shows_the_same_without_scripts(world: World, alice: Client) -> None:
    invoice = builders.invoice(world.acme, amount=431_277)

    assert _found(alice, "4,312.77", url="/search/")["Of this amount"] == _urls(invoice)
    assert alice.get("/search/").context["groups"] == []


@pytest.mark.parametrize("words", ["%", "_", "'; DROP TABLE x", "\x00", "x" * 500, "=cmd", "1e400", "٣"])
def test_odd_words_find_nothing_and_break_nothing(world: World, alice: Client, words: str) -> None:
    builders.invoice(world.acme, amount=1_000)

    assert "Documents" not in _found(alice, words)


def test_a_search_takes_few_queries(world: World, alice: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        builders.invoice(world.acme, amount=431_277, number=f"43{number}")
    alice.get("/palette/", {"q": "431"})

    with django_assert_max_num_queries(25):
        alice.get("/palette/", {"q": "4312.77"})
