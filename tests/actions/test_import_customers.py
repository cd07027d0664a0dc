"""Customers that a file names and the company does not know: new ones, and those who may be one that it knows."""

from __future__ import annotations

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake.access import decided_number_for, visible_decided_numbers
from creditdesk.intake.customers_in_question import Decision, InQuestion, in_question
from creditdesk.intake.models import DecidedNumber, ImportFile
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import HEADER, load, preview, refusals, worked
from tests.world import NOW, World

FENWICK = "200759878,Fenwick Optical Inc.,A-1,2026-05-01,2026-05-31,USD,1200.00,1200.00\n"
HARBOR = "7001,Harbor Lens,A-2,2026-05-04,2026-06-03,USD,300.50,100.50\n"


@pytest.fixture
def fenwick(world: World) -> Customer:
    """A customer that Northlight knows under another number than the file."""
    return builders.customer(world.northlight, number="C-17", name="FENWICK OPTICAL")


def decide(file: ImportFile, meant: str, *, world: World, number: str = "200759878") -> ImportFile:
    """The file after Erin said who the number means, read again."""
    decision = Decision("NL", number, meant)
    actions.decide_customers(file, decisions=[decision], revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


def test_a_customer_of_the_same_name_and_another_number_is_in_question_and_only_his_rows_wait(
    world: World, fenwick: Customer
) -> None:
    file = preview(HEADER + FENWICK + HARBOR, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, refusals(file)) == (1, [(2, "intake.customer_in_question")])
    assert file.totals["new_customers"] == 1
    (new,) = file.totals["new_customers_named"]
    assert (new["number"], new["name"], new["rows"], new["sums"]) == ("7001", "Harbor Lens", 1, {"USD": [30050, 10050]})
    (asked,) = in_question(file)
    assert isinstance(asked, InQuestion)
    assert (asked.number, asked.rows, asked.sums) == ("200759878", 1, {"USD": (120_000, 120_000)})
    assert [one.number for one in asked.alike] == ["C-17"]


@pytest.mark.parametrize(("known", "written"), [("200-759-878", "200759878"), ("200759878", "0200759878")])
def test_a_number_that_is_the_same_but_for_zeros_and_marks_is_in_question(
    world: World, known: str, written: str
) -> None:
    builders.customer(world.northlight, number=known, name="Another Name")
    file = preview(HEADER + FENWICK.replace("200759878", written), company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "intake.customer_in_question")]


def test_it_is_that_customer_and_stays_so_for_later_files(world: World, fenwick: Customer) -> None:
    file = preview(HEADER + FENWICK, company=world.northlight, by=world.erin)
    decide(file, "C-17", world=world)
    assert (file.rows_accepted, file.rows_refused, file.totals["new_customers"]) == (1, 0, 0)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    worked(file)
    assert OpenItem.objects.get(number="A-1").customer == fenwick
    later = load(HEADER + FENWICK + FENWICK.replace("A-1", "A-9"), company=world.northlight, by=world.erin)
    assert (later.rows_accepted, later.rows_unchanged, later.rows_refused) == (1, 1, 0)
    assert "intake.customer_alias" in [warning["code"] for warning in later.totals["warnings"]]


def test_it_is_a_new_customer(world: World, fenwick: Customer) -> None:
    file = preview(HEADER + FENWICK, company=world.northlight, by=world.erin)
    decide(file, "", world=world)
    assert (file.rows_accepted, file.totals["new_customers"]) == (1, 1)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    worked(file)
    assert OpenItem.objects.get(number="A-1").customer.number == "200759878"


def test_rows_that_wait_when_the_file_is_posted_come_back_as_refused_rows(world: World, fenwick: Customer) -> None:
    file = load(HEADER + FENWICK + HARBOR, company=world.northlight, by=world.erin)
    book = refusals_book(file)
    decide(file, "C-17", world=world)
    assert file.state == ImportFile.State.POSTED
    again = load(book, company=world.northlight, by=world.erin, name="refused.xlsx")
    assert (again.corrects, again.rows_accepted) == (file, 1)
    assert OpenItem.objects.get(number="A-1").customer == fenwick


def test_two_new_customers_of_one_name_in_one_file_are_two_customers(world: World) -> None:
    file = load(HEADER + FENWICK + FENWICK.replace("200759878", "8"), company=world.northlight, by=world.erin)
    assert (file.rows_accepted, file.rows_refused) == (2, 0)


def test_the_customers_of_another_company_are_nobody_here(world: World) -> None:
    builders.customer(world.southwind, number="C-17", name="Fenwick Optical")
    assert preview(HEADER + FENWICK, company=world.northlight, by=world.erin).rows_accepted == 1


def test_what_was_decided_is_journaled_and_can_be_taken_back(world: World, fenwick: Customer) -> None:
    file = decide(preview(HEADER + FENWICK, company=world.northlight, by=world.erin), "C-17", world=world)
    entry = JournalEntry.objects.get(kind="import.customers_decided")
    assert (entry.subject_id, entry.facts) == (file.id, {"existing": 1, "new": 0})
    decided = visible_decided_numbers(world.erin).get()
    assert (decided.number, decided.customer, decided.decided_by) == ("200759878", fenwick, "erin")
    with pytest.raises(NotVisible):
        decided_number_for(world.charlie, decided.id)
    actions.forget_decided_number(decided, by=world.erin, at=NOW)
    assert preview(HEADER + FENWICK + "\n", company=world.northlight, by=world.erin).rows_refused == 1


@pytest.mark.parametrize(
    ("number", "meant", "words"),
    [
        ("7001", "C-17", "The customer 7001 is not in question here"),
        ("200759878", "C-99", "There is no customer C-99"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, fenwick: Customer, number: str, meant: str, words: str) -> None:
    file = preview(HEADER + FENWICK + HARBOR, company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match=words):
        decide(file, meant, world=world, number=number)
    assert not DecidedNumber.objects.exists()
