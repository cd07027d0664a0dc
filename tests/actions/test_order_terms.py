"""H6: terms and discount of an order beside those agreed with the customer, in whatever notation they are told."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.parties.models import Customer, PaymentTerms
from tests.actions.test_orders import DAY, codes, on_account, take, told
from tests.world import TODAY, World

TERMS = {
    "T2": "2/10 net 30",
    "T5": "5/10 net 30",
    "L2": "2/20 net 30",
    "N30": "net 30",
    "N10": "net 10",
    "E60": "net 60 EOM",
    "P10": "10th prox",
    "S": "split 30/60/90",
    "F": "due 2026-12-10",
    "COD": "COD",
}


@pytest.fixture
def acme(world: World) -> Customer:
    """Acme has agreed to 2/10 net 30."""
    for code, notation in TERMS.items():
        PaymentTerms.objects.create(company=world.northlight, code=code, notation=notation)
    Customer.objects.filter(id=on_account(world).id).update(terms_code="T2")
    world.acme.refresh_from_db()
    return world.acme


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ({}, []),
        ({"terms_code": "T2"}, []),
        ({"terms_code": "T2", "discount_ppm": 20_000}, []),
        ({"terms_code": "T2", "discount_ppm": 30_000}, ["H6"]),
        ({"terms_code": "T5"}, ["H6"]),
        ({"terms_code": "L2"}, ["H6"]),
        ({"terms_code": "N30"}, []),
        ({"terms_code": "N10"}, []),
        ({"terms_code": "COD"}, []),
        ({"terms_code": "E60"}, ["H6"]),
        ({"terms_code": "P10"}, []),
        ({"terms_code": "S"}, ["H6"]),
        ({"terms_code": "F"}, ["H6"]),
        ({"terms_code": "NOBODY KNOWS"}, ["H6"]),
    ],
)
def test_terms_better_for_the_customer_hold_in_every_notation(
    acme: Customer, facts: dict[str, Any], held: list[str]
) -> None:
    assert codes(take(acme, told(amount=100_00, ship_date=TODAY + DAY, **facts))) == held


def test_where_nothing_was_agreed_only_a_discount_that_is_told_is_more_than_agreed(acme: Customer) -> None:
    Customer.objects.filter(id=acme.id).update(terms_code="")
    assert codes(take(acme, told("1", amount=100_00, terms_code="T5"))) == []
    assert codes(take(acme, told("2", amount=100_00, discount_ppm=20_000))) == ["H6"]
