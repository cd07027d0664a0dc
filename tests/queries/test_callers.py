"""Who is calling: by the end of the number, from an index, among those whom a person may see."""

from __future__ import annotations

from django.db import connection

from creditdesk.domain.phone_numbers import Likeness, read_number
from creditdesk.parties.callers import callers_with
from creditdesk.parties.models import Contact
from creditdesk.parties.phone_ends import PhoneEnd
from creditdesk.parties.reach import reach_of
from tests import builders
from tests.world import TODAY, World


def found(world: World, number: str, *, by: str = "alice") -> list[tuple[str, str]]:
    typed = read_number(number, country="US")
    callers = callers_with(typed, reach=reach_of(getattr(world, by), as_of=TODAY))
    return [(str(one.contact or one.customer.name), one.likeness.name) for one in callers]


def test_a_person_is_found_by_telephone_and_mobile_however_they_are_written(world: World) -> None:
    Contact.objects.create(customer=world.acme, name="Ann", phone="(212) 555-0142 ext. 17", mobile="+1 917.555.0143")
    assert found(world, "+12125550142") == [("Ann", Likeness.SAME_LINE.name)]
    assert found(world, "212 555 0142 x17") == [("Ann", Likeness.SAME.name)]
    assert found(world, "917-555-0143") == [("Ann", Likeness.SAME.name)]
    assert found(world, "0143") == [("Ann", Likeness.ENDS_ALIKE.name)]


def test_a_customer_is_found_by_its_switchboard_unless_a_person_was_found(world: World) -> None:
    world.acme.phone = "212-555-0100"
    world.acme.save()
    assert found(world, "(212) 555-0100") == [("Acme Camera", "SAME")]
    Contact.objects.create(customer=world.acme, name="Ann", phone="212-555-0100")
    assert found(world, "(212) 555-0100") == [("Ann", "SAME")]


def test_several_with_the_number_are_all_told_the_most_alike_first(world: World) -> None:
    for name, phone in (("Ann", "212 555 0142 x1"), ("Ben", "212 555 0142 x2"), ("Eve", "310 555 0142")):
        Contact.objects.create(customer=world.acme, name=name, phone=phone)
    assert found(world, "212 555 0142 x2") == [("Ben", "SAME"), ("Ann", "SAME_LINE")]
    assert [name for name, _ in found(world, "50142")] == ["Ann", "Ben", "Eve"]


def test_whom_a_person_may_not_see_is_nobody_to_him(world: World) -> None:
    for customer in (world.zenith, world.foreign):
        Contact.objects.create(customer=customer, name=f"Of {customer.name}", phone="212 555 0142")
    assert found(world, "2125550142") == []
    assert found(world, "2125550142", by="bob") == [("Of Zenith Optics", "SAME")]
    assert found(world, "2125550142", by="charlie") == [("Of Foreign Retail", "SAME")]


def test_the_number_is_looked_up_in_an_index(world: World) -> None:
    Contact.objects.bulk_create(
        Contact(customer=world.acme, name=f"C{n}", phone=f"212 555 {n:04}") for n in range(2000)
    )
    rows = Contact.objects.alias(end=PhoneEnd("phone")).filter(end="0142").values("id")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE parties_contact")
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "contact_phone_end" in rows.explain()
    assert rows.count() == 1


def test_many_that_end_alike_are_cut_to_a_choice(world: World) -> None:
    for number in range(30):
        customer = builders.customer(world.northlight, portfolio=world.portfolio)
        Contact.objects.create(customer=customer, name=f"C{number}", phone=f"{200 + number} 555 0142")
    assert len(found(world, "0142")) == 20
