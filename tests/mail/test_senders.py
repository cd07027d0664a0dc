"""Whose address a sender's is, is answered from an index on both databases, however many people are known."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Model, QuerySet

from creditdesk.parties.addresses import has_address
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.world import World

pytestmark = pytest.mark.django_db


def plan_of(asked: QuerySet[Model]) -> str:
    """How the database would answer; PostgreSQL is told to think that the tables are large."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(asked.explain())


@pytest.mark.parametrize(("model", "index"), [(Contact, "contact_address"), (Customer, "customer_address")])
def test_the_index_on_the_folded_address_is_used(model: type[Contact | Customer], index: str) -> None:
    plan = plan_of(model.objects.filter(has_address("Ann@Acme.example")).order_by())
    assert index in plan and "SCAN" not in plan, plan


def test_the_same_address_is_found_however_it_is_typed(world: World) -> None:
    kept = Contact.objects.create(customer=world.acme, name="Ann", email="Ann.O'Hara@ACME.example")
    Contact.objects.create(customer=world.acme, name="Bea", email="ann_ohara@acme.example")
    Contact.objects.create(customer=world.acme, name="Nobody", email="")
    for typed in ("ann.o'hara@acme.example", "ANN.O'HARA@acme.EXAMPLE"):
        assert list(Contact.objects.filter(has_address(typed))) == [kept]
    # No sign stands for others, as it would in a comparison by pattern.
    assert not Contact.objects.filter(has_address("ann%@acme.example")).exists()
    assert not Contact.objects.filter(has_address("ann.o_hara@acme.example")).exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite counts its steps, PostgreSQL does not")
def test_the_work_of_a_look_up_does_not_grow_with_the_book(world: World) -> None:
    def steps() -> int:
        counted = [0]

        def count() -> int:
            counted[0] += 1
            return 0

        connection.connection.set_progress_handler(count, 1)
        try:
            assert list(Contact.objects.filter(has_address("a0@many.example")).values_list("id", flat=True)) == [first]
        finally:
            connection.connection.set_progress_handler(None, 0)
        return counted[0]

    customer = builders.customer(world.northlight, name="Many")
    first = Contact.objects.create(customer=customer, name="First", email="A0@many.example").id
    few = steps()
    Contact.objects.bulk_create(
        Contact(customer=customer, name=f"P{number}", email=f"p{number}@many.example") for number in range(3000)
    )
    assert steps() < 2 * few
