"""A customer master goes in: what is new, what changes from what to what, what is refused, and what an undo does."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.domain.proof import BrokenFact
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.intake import actions, verify
from creditdesk.intake.models import ImportFile
from creditdesk.intake.queries import questions
from creditdesk.intake.records.posting import post_records
from creditdesk.intake.records.undo import going_back, not_taken_back, undo_records
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.stops import record_proof
from tests import builders
from tests.actions.importing import load, preview, receive, refusals, take_back, worked
from tests.world import NOW, TODAY, World

HEADER = "Customer no,Customer name,Street,Country,Terms,Credit limit,Currency,Risk class,Parent,Salesperson\n"
FAMILY = HEADER + (
    'C1,Fenwick Optical,1 Main St,US,net 30,"5,000.00",USD,C,C9,sam\n'
    "C2,Harbor Lens,2 Quay St,Germany,net 30,,EUR,,,\n"
    "C9,Fenwick Holding,9 Main St,United States,net 60,,USD,,,\n"
)


def _customer(number: str) -> Customer:
    return Customer.objects.get(number=number)


def _numbers() -> set[str]:
    return set(Customer.objects.filter(number__startswith="C").values_list("number", flat=True))


def test_the_headings_tell_that_a_file_holds_customers_and_nothing_is_made_before_somebody_posts(world: World) -> None:
    file = preview(FAMILY, company=world.northlight, by=world.carol)
    assert (file.content, file.state) == ("customers", "previewed")
    assert (file.rows_read, file.rows_accepted, file.rows_changed, file.rows_refused) == (3, 3, 0, 0)
    assert not _numbers()


def test_a_posted_file_makes_customers_and_a_parent_may_stand_further_down(world: World) -> None:
    file = load(FAMILY, company=world.northlight, by=world.carol)
    assert file.state == ImportFile.State.POSTED, file.problem
    made = _customer("C1")
    assert (made.name, made.search_name, made.country) == ("Fenwick Optical", "fenwick optical", "US")
    assert (made.risk_class, made.terms_code, made.credit_limit_minor) == ("C", "net 30", 500_000)
    assert (made.parent, made.salesperson) == (_customer("C9"), world.sam)
    assert (_customer("C2").country, _customer("C2").currency) == ("DE", "EUR")
    assert verify.broken_facts() == []


def test_a_later_file_changes_what_differs_and_the_preview_has_both_values(world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.carol)
    later = FAMILY.replace("1 Main St", "7 Oak Ave").replace("5,000.00", "8,000.00")
    file = preview(later, company=world.northlight, by=world.carol)
    assert (file.new_rows, file.rows_changed, file.rows_unchanged) == (0, 1, 2)
    changes = file.rows.get(verdict="changed").changes
    assert changes == {"street": ["1 Main St", "7 Oak Ave"], "credit_limit_minor": [500_000, 800_000]}
    actions.post(file, revision=file.revision, by=world.carol, at=NOW)
    worked(file)
    assert (_customer("C1").street, _customer("C1").credit_limit_minor) == ("7 Oak Ave", 800_000)


def test_every_changed_field_stands_in_the_journal_and_what_is_about_people_in_its_private_part(world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.carol)
    load(FAMILY.replace("1 Main", "7 Oak").replace("5,000", "8,000"), company=world.northlight, by=world.carol)
    (entry,) = JournalEntry.objects.filter(kind="customer.changed")
    assert (entry.by, entry.customer_id) == ("carol", _customer("C1").id)
    assert entry.facts["fields"] == ["credit_limit_minor", "street"]
    assert entry.facts["changes"] == {"credit_limit_minor": [500_000, 800_000]}
    assert entry.private["changes"] == {"street": ["1 Main St", "7 Oak St"]}
    assert JournalEntry.objects.filter(kind="customer.made").count() == 3


def test_the_same_rows_again_have_no_effect_and_an_empty_cell_erases_nothing(world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.carol)
    again = preview(FAMILY + "\n", company=world.northlight, by=world.carol)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 3)
    emptied = preview(HEADER + "C1,,,,,,,,,\n", company=world.northlight, by=world.carol)
    assert (emptied.rows_accepted, emptied.rows_unchanged) == (0, 1)
    with pytest.raises(Refusal, match="loaded before"):
        receive(FAMILY, company=world.northlight, by=world.carol)


def test_a_row_that_is_wrong_is_refused_with_its_reason_and_the_others_go_in(world: World) -> None:
    text = HEADER + (
        "C1,Fenwick,,Atlantis,,,,,,\n"
        "C2,Harbor,,,,12x,,,,\n"
        "C3,,,,net 30,,,,,\n"
        "C4,Grand,,,,,,E,,\n"
        "C5,Ivy,,,,,,,C404,\n"
        "C6,Joy,,,,,,,C5,\n"
        "C7,Kite,,,,,,,,nobody\n"
        "C8,Loop,,,,,,,C8,\n"
        "C9,Mill,,,,100.00,,,,\n"
        "C9,Mill Again,,,,,,,,\n"
    )
    file = load(text, company=world.northlight, by=world.carol)
    assert refusals(file) == [
        (2, "intake.country_unknown"),
        (3, "intake.amount_unreadable"),
        (4, "import.name_missing"),
        (5, "intake.word_unknown"),
        (6, "import.customer_unknown"),
        (7, "import.customer_unknown"),
        (8, "import.user_unknown"),
        (9, "intake.own_parent"),
        (11, "intake.same_number"),
    ]
    assert _numbers() == {"C9"}


def test_a_limit_is_not_taken_over_into_another_currency_unseen(world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.carol)
    text = "Customer no,Credit limit,Terms\nC2,900.00,net 10\n"
    assert refusals(preview(text, company=world.northlight, by=world.carol)) == [(2, "import.limit_currency")]
    text = "Customer no,Currency,Terms\nC1,CAD,net 10\n"
    assert refusals(preview(text, company=world.northlight, by=world.carol)) == [(2, "import.limit_currency_changed")]


def test_what_a_file_changes_of_an_account_ranks_it_anew(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=TODAY - dt.timedelta(days=40))
    refresh_worklist(as_of=TODAY)
    before = WorklistRow.objects.get(customer=world.acme).score_minor
    file = load(f"Customer no,Risk class\n{world.acme.number},D\n", company=world.northlight, by=world.carol)
    dispatch.imports_finished([file.id], as_of=TODAY, at=NOW)
    assert WorklistRow.objects.get(customer=world.acme).score_minor > before


def test_a_number_without_digits_is_a_name_where_the_row_has_no_other(world: World) -> None:
    load('Customer,Terms,City\n"Alvarez, Dana",net 30,Mesa\n', company=world.northlight, by=world.carol)
    assert _customer("Alvarez, Dana").name == "Alvarez, Dana"


def test_a_file_with_a_stopped_account_is_not_begun(world: World) -> None:
    text = f"Customer no,Terms\n{world.acme.number},net 10\n"
    file = preview(text, company=world.northlight, by=world.carol)
    fact = BrokenFact("I1: broken", company_id=world.northlight.id, customer_id=world.acme.id)
    record_proof([fact], by="nightly", at=NOW)
    with pytest.raises(Refusal, match="are stopped since"):
        actions.post(file, revision=file.revision, by=world.carol, at=NOW)


def test_a_credit_limit_is_changed_only_by_who_may_set_credit(world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.carol)
    text = FAMILY.replace("5,000.00", "50,000.00").replace("2 Quay St", "4 Quay St")
    file = preview(text, company=world.northlight, by=world.erin)
    assert (refusals(file), file.rows_changed) == ([(2, "import.not_permitted")], 1)


def test_an_account_is_moved_to_another_portfolio_only_by_who_may_assign(world: World) -> None:
    text = f"Customer no,Portfolio\n{world.zenith.number},A–M\n"
    refused = preview(text, company=world.northlight, by=world.erin)
    assert refusals(refused) == [(2, "import.not_permitted")]
    actions.discard(refused, revision=refused.revision, by=world.erin, at=NOW)
    load(text, company=world.northlight, by=world.adam)
    world.zenith.refresh_from_db()
    assert (world.zenith.portfolio, world.zenith.portfolio_by_hand) == (world.portfolio, True)


def test_headings_that_fit_two_contents_are_asked_about_and_never_guessed(world: World) -> None:
    text = "Customer,Customer name,Contact,Phone\nC1,Fenwick,Ann Reed,555-0101\n"
    file = preview(text, company=world.northlight, by=world.carol)
    (question,) = questions(file)
    assert "customers, contacts" in str(question)
    with pytest.raises(Refusal, match="Which is it"):
        actions.post(file, revision=file.revision, by=world.carol, at=NOW)
    actions.read_again(file, choices={"content": "customers"}, revision=file.revision, by=world.carol, at=NOW)
    worked(file)
    assert (file.content, file.rows_accepted, questions(file)) == ("customers", 1, [])


def test_a_row_whose_record_appeared_since_the_preview_changes_it_instead(world: World) -> None:
    file = preview(FAMILY, company=world.northlight, by=world.carol)
    builders.customer(world.northlight, name="Fenwick", number="C1", street="5 Elm St")
    actions.post(file, revision=file.revision, by=world.carol, at=NOW)
    worked(file)
    assert (file.state, file.new_rows, file.rows_changed) == ("posted", 2, 1)
    assert (file.rows.get(line=2).changes or {})["street"] == ["5 Elm St", "1 Main St"]
    assert verify.broken_facts() == []


class TestUndo:
    def test_former_values_come_back_and_what_the_file_made_goes(self, world: World) -> None:
        load(FAMILY, company=world.northlight, by=world.carol)
        later = load(
            FAMILY.replace("1 Main St", "7 Oak Ave") + "C3,Ivy,,,,,,,C4,\nC4,Joy,,,,,,,,\n",
            company=world.northlight,
            by=world.carol,
        )
        assert _numbers() == {"C1", "C2", "C3", "C4", "C9"}
        assert (going_back(later).rows, going_back(later).made, going_back(later).staying) == (3, 2, 0)
        take_back(later, by=world.carol)
        assert later.state == ImportFile.State.UNDONE, later.problem
        assert (_numbers(), _customer("C1").street) == ({"C1", "C2", "C9"}, "1 Main St")
        assert not_taken_back(later) == []
        assert JournalEntry.objects.filter(kind="customer.restored").count() == 1
        assert JournalEntry.objects.filter(kind="customer.removed").count() == 2
        assert verify.broken_facts() == []

    def test_what_somebody_changed_since_stays_and_is_listed(self, world: World) -> None:
        load(FAMILY, company=world.northlight, by=world.carol)
        later = load(
            FAMILY.replace("1 Main St", "7 Oak Ave").replace("5,000", "8,000"), company=world.northlight, by=world.carol
        )
        load(
            FAMILY.replace("1 Main St", "3 Elm St").replace("5,000", "8,000"), company=world.northlight, by=world.carol
        )
        assert going_back(later).staying == 1
        take_back(later, by=world.carol)
        assert (_customer("C1").street, _customer("C1").credit_limit_minor) == ("3 Elm St", 500_000)
        (row,) = not_taken_back(later)
        assert (row.line, row.problems[0]["field"]) == (2, "street")

    def test_a_customer_on_whom_something_stands_stays_and_is_listed(self, world: World) -> None:
        file = load(FAMILY, company=world.northlight, by=world.carol)
        builders.invoice(_customer("C2"), amount=1_000, currency="EUR")
        take_back(file, by=world.carol)
        assert _numbers() == {"C2"}
        (row,) = not_taken_back(file)
        assert row.problems[0]["reason"]["code"] == "import.customer_in_use"


def test_posting_and_undo_go_on_where_they_were_cut_off(world: World) -> None:
    file = preview(FAMILY, company=world.northlight, by=world.carol)
    actions.post(file, revision=file.revision, by=world.carol, at=NOW)
    assert post_records(file.id, at=NOW, chunk=1)
    assert _numbers() == {"C1", "C9"}
    while post_records(file.id, at=NOW, chunk=1):
        pass
    file.refresh_from_db()
    assert (file.state, file.rows_done, _numbers()) == ("posted", 3, {"C1", "C2", "C9"})
    actions.undo(file, reason="wrong file", by=world.carol, at=NOW)
    while undo_records(file.id, at=NOW, chunk=1):
        pass
    file.refresh_from_db()
    assert (file.state, file.rows_done, _numbers()) == ("undone", 0, set())
