"""Files of records that take values away, customers who would be their own parents, refused rows that come back."""

from __future__ import annotations

import pytest

from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile
from creditdesk.intake.records.posting import post_records
from creditdesk.intake.records.undo import going_back, undo_records
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.actions.importing import load, preview, refusals, take_back, worked
from tests.actions.test_import_corrections import corrected, put
from tests.world import NOW, World


def customers(rows: str, world: World, *, posted: bool = True) -> ImportFile:
    """The file of customers, loaded by an administrator."""
    return (load if posted else preview)(rows, company=world.northlight, by=world.adam, name="customers.csv")


def of(number: str) -> Customer:
    return Customer.objects.get(number=number)


def test_a_cell_that_says_clear_takes_the_value_away_and_undo_puts_it_back(world: World) -> None:
    head = "Customer number,Name,Phone,Credit limit,Parent,Customer since,Terms\n"
    customers(head + "P1,Parent,,,,,\nC1,Fenwick,555 0100,5000.00,P1,2020-01-15,net 30\n", world)
    file = customers(head + "C1,,(clear),(CLEAR),(clear),(clear),(clear)\n", world)
    assert (file.rows_changed, file.rows_refused) == (1, 0), refusals(file)
    cleared = of("C1")
    assert (cleared.name, cleared.phone, cleared.credit_limit_minor, cleared.parent) == ("Fenwick", "", None, None)
    assert (cleared.opened_on, cleared.terms_code) == (None, "")
    entry = JournalEntry.objects.filter(kind="customer.changed").latest("seq")
    assert entry.facts["changes"]["credit_limit_minor"] == [500_000, None]
    take_back(file, by=world.adam)
    back = of("C1")
    assert back.parent is not None
    assert (back.phone, back.credit_limit_minor, back.parent.number) == ("555 0100", 500_000, "P1")


def test_what_a_customer_cannot_be_without_is_not_taken_away(world: World) -> None:
    file = customers(
        "Customer number,Name,Currency,Terms\nC1,(clear),,net 30\nC2,Harbor,(clear),\n", world, posted=False
    )
    assert refusals(file) == [(2, "intake.not_clearable"), (3, "intake.not_clearable")]


def test_an_empty_cell_takes_nothing_away(world: World) -> None:
    customers("Customer number,Name,Phone,City\nC1,Fenwick,555 0100,Oslo\n", world)
    customers("Customer number,Name,Phone,City\nC1,Fenwick Optical,,Oslo\n", world)
    assert of("C1").phone == "555 0100"


def test_a_value_of_a_contact_is_taken_away(world: World) -> None:
    builders.customer(world.northlight, number="C1", name="Fenwick")
    head = "Customer number,Contact name,Role,Phone\n"
    load(head + "C1,Dana Reed,Payables,555 0100\n", company=world.northlight, by=world.adam, name="people.csv")
    load(head + "C1,Dana Reed,,(clear)\n", company=world.northlight, by=world.adam, name="people2.csv")
    contact = Contact.objects.get(name="Dana Reed")
    assert (contact.role, contact.phone) == ("Payables", "")


def test_two_rows_that_make_each_other_parents_are_refused_with_both_lines(world: World) -> None:
    file = customers(
        "Customer number,Name,Parent\nC1,Fenwick,C2\nC2,Harbor,C1\nC3,Quill,C4\nC4,Ridge,\n", world, posted=False
    )
    assert refusals(file) == [(2, "import.parent_circle"), (3, "import.parent_circle")]
    problem = file.rows.get(line=2).problems[0]
    assert problem["reason"]["facts"] == {"numbers": "C1, C2", "lines": "2, 3"}
    assert (file.rows_accepted, file.rows_refused) == (2, 2)


def test_a_circle_that_closes_at_the_desk_is_refused(world: World) -> None:
    customers("Customer number,Name,Parent\nC1,Fenwick,C2\nC2,Harbor,C3\nC3,Quill,\n", world)
    file = customers("Customer number,Parent\nC3,C1\n", world, posted=False)
    assert refusals(file) == [(2, "import.parent_circle")]
    assert customers("Customer number,Parent\nC2,(clear)\nC3,C1\n", world).rows_changed == 2
    assert (of("C2").parent, of("C3").parent) == (None, of("C1"))


def test_two_files_each_sound_by_itself_close_no_circle_together(world: World) -> None:
    customers("Customer number,Name\nC1,Fenwick\nC2,Harbor\nC3,Quill\n", world)
    first = customers("Customer number,Parent\nC1,C2\nC3,C2\n", world, posted=False)
    second = customers("Customer number,Parent,Phone\nC2,C1,555 0100\nC3,,555 0101\n", world, posted=False)
    assert (first.rows_accepted, second.rows_accepted) == (2, 2)
    for file in (first, second):
        actions.post(file, revision=file.revision, by=world.adam, at=NOW)
        worked(file)
    assert refusals(second) == [(2, "import.parent_circle")]
    (problem,) = second.rows.get(line=2).problems
    assert (problem["field"], problem["value"], problem["reason"]["facts"]["numbers"]) == ("parent", "C1", "C1, C2")
    assert (second.state, second.rows_accepted, second.rows_done, second.rows_refused) == ("posted", 1, 1, 1)
    assert (of("C1").parent, of("C2").parent, of("C2").phone, of("C3").phone) == (of("C2"), None, "", "555 0101")


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_a_family_that_is_turned_around_goes_in_and_back_whatever_the_chunk(world: World, chunk: int) -> None:
    customers("Customer number,Name,Parent\nC1,Fenwick,\nC2,Harbor,C1\nC3,Quill,C2\n", world)
    file = customers("Customer number,Parent\nC1,C2\nC2,C3\nC3,(clear)\n", world, posted=False)
    actions.post(file, revision=file.revision, by=world.adam, at=NOW)
    while post_records(file.id, at=NOW, chunk=chunk):
        pass
    file.refresh_from_db()
    assert (file.state, file.rows_done, refusals(file)) == ("posted", 3, [])
    assert (of("C1").parent, of("C2").parent, of("C3").parent) == (of("C2"), of("C3"), None)
    assert going_back(file).staying == 0
    actions.undo(file, reason="turned around", by=world.adam, at=NOW)
    while undo_records(file.id, at=NOW, chunk=chunk):
        pass
    assert (of("C1").parent, of("C2").parent, of("C3").parent) == (None, of("C1"), of("C2"))


def test_an_undo_closes_no_circle_either_and_says_so_first(world: World) -> None:
    customers("Customer number,Name,Parent\nC1,Fenwick,C2\nC2,Harbor,\n", world)
    freed = customers("Customer number,Parent,Phone\nC1,(clear),555 0100\n", world)
    customers("Customer number,Parent\nC2,C1\n", world)
    ((line, field, why),) = going_back(freed).reasons
    assert (line, field, why.code, why.facts["numbers"]) == (2, "parent", "import.parent_circle", "C1, C2")
    take_back(freed, by=world.adam)
    assert (of("C1").parent, of("C1").phone, of("C2").parent) == (None, "", of("C1"))
    assert freed.rows.get(line=2).problems[0]["reason"]["code"] == "import.parent_circle"


@pytest.mark.parametrize("limit", ["much", "12,00.00x"])
def test_refused_records_come_back_as_a_workbook_and_go_in_corrected(world: World, limit: str) -> None:
    file = customers(f'Customer number,Name,Credit limit\nC1,Fenwick,5000.00\nC2,Harbor,"{limit}"\n', world)
    assert (file.rows_accepted, file.rows_refused) == (1, 1)
    book = corrected(refusals_book(file), put(3, "Credit limit", "7000.00"))
    again = load(book, company=world.northlight, by=world.adam, name="corrected.xlsx")
    assert (again.corrects_id, again.content, again.rows_accepted) == (file.id, "customers", 1)
    assert of("C2").credit_limit_minor == 700_000
