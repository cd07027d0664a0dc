"""Salespeople as files: who a code of the ERP means, and how customers follow their code to a user of the desk."""

from __future__ import annotations

import pytest
import time_machine

from creditdesk.intake.models import ImportFile
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import Customer, Salesperson, Seller, User
from tests.actions.importing import load, preview, refusals, take_back
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World

SALESPEOPLE = "Salesperson Code,Name,E-mail,User\nV01,Dana Alvarez,dana@example.com,\nV02,Sam Ortiz,,sam\n"


def bring(text: str, world: World) -> ImportFile:
    return load(text, company=world.northlight, by=world.adam, name="salespeople.csv")


def sold(*rows: tuple[Customer, str], world: World) -> ImportFile:
    lines = "".join(f"{customer.number},{word}\n" for customer, word in rows)
    return load(f"Customer,Salesperson\n{lines}", company=world.northlight, by=world.adam, name="sold.csv")


def seller(customer: Customer) -> Seller:
    return Customer.objects.get(id=customer.id).seller or Seller("", "", "", None)


def test_codes_come_in_with_names_and_addresses_and_nobody_gets_a_sign_in(world: World) -> None:
    users = User.objects.count()
    file = bring(SALESPEOPLE, world)
    assert (file.content, file.rows_accepted, file.rows_refused) == ("salespeople", 2, 0)
    assert User.objects.count() == users
    again = bring("Salesperson Code,Name,E-mail,User\nV01,Dana Alvarez,dana@example.com,\nV02,Samuel Ortiz,,\n", world)
    assert (again.rows_accepted, again.rows_changed, again.rows_unchanged) == (1, 1, 1)
    entry = JournalEntry.objects.get(kind="salesperson.changed")
    assert (entry.facts["fields"], entry.facts["changes"]) == (["name"], {})
    assert entry.private["changes"] == {"name": ["Sam Ortiz", "Samuel Ortiz"]}
    with time_machine.travel(NOW, tick=False):
        shown = entries(Program(world.erin).get("/salespeople"))
    assert [tuple(one[name] for name in ("company", "code", "name", "email", "user")) for one in shown] == [
        ("NL", "V01", "Dana Alvarez", "dana@example.com", None),
        ("NL", "V02", "Samuel Ortiz", "", "sam"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("V09,,,sam", "import.name_missing"),
        ("V09,Nobody,,nobody", "import.user_unknown"),
        ("V09,Charlie,,charlie", "import.user_unknown"),
        ("V09,Dana,dana at example,", "intake.email_unreadable"),
        ("V01,(clear),,", "intake.not_clearable"),
        (",Dana,dana@example.com,", "intake.field_missing"),
    ],
)
def test_what_makes_no_salesperson_is_refused_with_the_reason(world: World, row: str, code: str) -> None:
    text = f"Salesperson Code,Name,E-mail,User\nV02,Sam,,\n{row}\n"
    assert refusals(preview(text, company=world.northlight, by=world.adam)) == [(3, code)]


def test_a_customer_file_names_a_code_or_a_user_and_another_word_is_refused(world: World) -> None:
    bring(SALESPEOPLE, world)
    sold((world.acme, "V01"), (world.zenith, "V02"), world=world)
    assert seller(world.acme) == ("V01", "Dana Alvarez", "dana@example.com", None)
    assert seller(world.zenith) == ("V02", "Sam Ortiz", "", "sam")
    sold((world.zenith, "erin"), world=world)
    assert seller(world.zenith)[::3] == ("", "erin")
    head = f"Customer,Salesperson\n{world.acme.number},"
    assert refusals(preview(f"{head}V99\n", company=world.northlight, by=world.adam)) == [(2, "import.user_unknown")]
    load(f"{head}(clear)\n", company=world.northlight, by=world.adam)
    assert seller(world.acme) == ("", "", "", None)


def test_a_code_of_another_company_is_none(world: World) -> None:
    Salesperson.objects.create(company=world.southwind, code="V01", name="Lee")
    file = preview(f"Customer,Salesperson\n{world.acme.number},V01\n", company=world.northlight, by=world.adam)
    assert refusals(file) == [(2, "import.user_unknown")]


def test_customers_follow_their_code_to_its_user_and_back(world: World) -> None:
    bring(SALESPEOPLE, world)
    sold((world.acme, "V01"), (world.zenith, "V01"), world=world)
    assert not visible_customers(world.sam, as_of=TODAY).exists()
    file = bring("Salesperson Code,User\nV01,sam\n", world)
    assert {seller(one)[3] for one in (world.acme, world.zenith)} == {"sam"}
    assert set(visible_customers(world.sam, as_of=TODAY)) == {world.acme, world.zenith}
    (told,) = JournalEntry.objects.filter(kind="salesperson.followed", facts__import_file_id=file.id)
    assert (told.facts["user"], told.facts["accounts"]) == ([None, "sam"], 2)
    assert told.facts["customer_ids"] == sorted([world.acme.id, world.zenith.id])
    take_back(file, by=world.adam)
    assert {seller(one) for one in (world.acme, world.zenith)} == {("V01", "Dana Alvarez", "dana@example.com", None)}
    assert not visible_customers(world.sam, as_of=TODAY).exists()
    back = JournalEntry.objects.filter(kind="salesperson.followed", facts__import_file_id=file.id).latest("seq")
    assert (back.facts["user"], back.facts["accounts"]) == (["sam", None], 2)


def test_many_customers_follow_in_few_entries_and_codes_with_many_go_one_by_one(world: World) -> None:
    bring(SALESPEOPLE, world)
    listed = Salesperson.objects.get(code="V01")
    Customer.objects.bulk_create(
        Customer(company=world.northlight, number=f"M{number}", name="Many", listed_salesperson=listed)
        for number in range(2_300)
    )
    sold((world.acme, "V02"), world=world)
    file = bring("Salesperson Code,User\nV01,sam\nV02,erin\n", world)
    assert Customer.objects.filter(salesperson=world.sam, listed_salesperson=listed).count() == 2_300
    told = JournalEntry.objects.filter(kind="salesperson.followed", facts__import_file_id=file.id).order_by("seq")
    assert [one.facts["accounts"] for one in told] == [1_000, 1_000, 300, 1]
    parts = JournalEntry.objects.filter(kind="import.chunk_posted", subject_id=file.id).order_by("seq")
    assert [(one.facts["from_line"], one.facts["to_line"]) for one in parts] == [(2, 2), (3, 3)]
    take_back(file, by=world.adam)
    assert not Customer.objects.filter(salesperson=world.sam, listed_salesperson=listed).exists()
    assert seller(world.acme)[::3] == ("V02", "sam")


def test_a_user_is_taken_away_from_a_code_by_a_clear_mark(world: World) -> None:
    bring(SALESPEOPLE, world)
    sold((world.zenith, "V02"), world=world)
    bring("Salesperson Code,E-mail,User\nV02,sam@example.com,(clear)\n", world)
    assert seller(world.zenith) == ("V02", "Sam Ortiz", "sam@example.com", None)


def test_an_undo_leaves_codes_that_customers_bear_and_what_was_changed_since(world: World) -> None:
    first = bring(SALESPEOPLE, world)
    customers = sold((world.acme, "V01"), world=world)
    bring("Salesperson Code,Name\nV02,Samuel Ortiz\n", world)
    take_back(first, by=world.adam)
    assert [one["reason"]["code"] for row in first.rows.order_by("line") for one in row.problems] == [
        "import.record_in_use",
        "import.changed_since",
    ]
    assert Salesperson.objects.count() == 2
    take_back(customers, by=world.adam)
    assert seller(world.acme)[::3] == ("", "sam")


def test_an_undo_of_customers_takes_the_code_with_the_user_that_it_got_since(world: World) -> None:
    bring(SALESPEOPLE, world)
    customers = sold((world.zenith, "V01"), world=world)
    bring("Salesperson Code,User\nV01,sam\n", world)
    take_back(customers, by=world.adam)
    assert seller(world.zenith) == ("", "", "", None)


def test_codes_of_a_workbook_column_of_numbers_are_the_same_in_both_files(world: World) -> None:
    bring("Sales rep no,Name\n7.0,Dana\n12.0,Lee\n", world)
    sold((world.acme, "7.0"), (world.zenith, "12.0"), world=world)
    assert [seller(one)[0] for one in (world.acme, world.zenith)] == ["7", "12"]


def test_the_account_and_the_interface_say_who_sells_though_he_has_no_user(world: World) -> None:
    bring(SALESPEOPLE, world)
    sold((world.acme, "V01"), world=world)
    with time_machine.travel(NOW, tick=False):
        program = Program(world.alice)
        one = program.get(f"/customers/{world.acme.id}").json()
        (listed,) = [each for each in entries(program.get("/customers")) if each["id"] == world.acme.id]
    assert one["salesperson"] == listed["salesperson"]
    assert one["salesperson"] == {"code": "V01", "name": "Dana Alvarez", "email": "dana@example.com", "user": None}
