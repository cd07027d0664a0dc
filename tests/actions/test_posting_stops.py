"""Where a proof finds the books broken, nothing is posted until they prove again or somebody decides otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from creditdesk.domain.proof import BrokenFact
from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions as intake
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly import proof
from creditdesk.nightly.run import run_nightly
from creditdesk.receivables import actions
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import OpenItem, Posting, PostingStop
from creditdesk.receivables.stops import lift_stop, record_proof, standing_stops
from tests import builders
from tests.actions.importing import preview, worked
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def break_books(item: OpenItem) -> None:
    """The item says one minor unit less than its entries: what somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE receivables_openitem SET open_minor = open_minor - 1 WHERE id = %s", [item.id])


def mend_books(item: OpenItem) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE receivables_openitem SET open_minor = open_minor + 1 WHERE id = %s", [item.id])


def prove() -> list[PostingStop]:
    return record_proof(proof.broken_facts(as_of=TODAY), by="console", at=NOW)


def stop(world: World, *, of: str) -> PostingStop:
    """Postings are stopped for Acme, for Northlight, or for all."""
    whose = {
        "customer": (world.northlight.id, world.acme.id),
        "company": (world.northlight.id, None),
        "all": (None, None),
    }
    company_id, customer_id = whose[of]
    return record_proof([BrokenFact("false", company_id=company_id, customer_id=customer_id)], by="x", at=NOW)[0]


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def apply(world: World, credit: OpenItem, item: OpenItem, *, key: str = "k") -> Posting:
    line = ApplyTo(item.id, 1_000)
    return actions.apply_credit(credit, to=[line], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=key)


def test_a_broken_item_stops_its_customer_and_nobody_else(world: World) -> None:
    item = builders.invoice(world.acme, amount=10_000)
    other = builders.invoice(world.zenith, amount=10_000)
    break_books(item)
    stops = prove()
    assert {(one.company_id, one.customer_id) for one in stops} == {(world.northlight.id, world.acme.id)}
    assert any(one.fact.startswith(f"I2: item {item.id} ") for one in stops)
    apply(world, builders.payment(world.zenith, amount=1_000), other)
    with pytest.raises(Refusal, match="are stopped since 2026-06-15: its books do not prove"):
        builders.payment(world.acme, amount=1_000)
    mend_books(item)


def test_a_proof_that_passes_lets_postings_go_on_and_the_journal_tells_of_both(world: World) -> None:
    item = builders.invoice(world.acme, amount=10_000)
    break_books(item)
    numbers = {one.id for one in prove()}
    mend_books(item)
    assert prove() == []
    apply(world, builders.payment(world.acme, amount=1_000), item)
    told = JournalEntry.objects.filter(subject_kind="posting_stop").order_by("seq")
    assert {(entry.kind, entry.subject_id) for entry in told} == {
        (kind, number) for kind in ("stop.set", "stop.over") for number in numbers
    }
    assert all(entry.customer_id == world.acme.id for entry in told)


def test_the_same_proof_again_changes_nothing(world: World) -> None:
    fact = BrokenFact("false", company_id=world.northlight.id, customer_id=world.acme.id)
    first = record_proof([fact], by="x", at=NOW)
    seq = proof.head()[0]
    assert record_proof([fact], by="y", at=NOW) == first
    assert proof.head()[0] == seq


def test_the_night_stops_postings_where_it_finds_the_books_broken(world: World) -> None:
    item = builders.invoice(world.acme, amount=10_000)
    break_books(item)
    run = run_nightly(as_of=TODAY, at=NOW)
    assert run.broken
    assert {one.stopped_by for one in standing_stops()} == {"machine"}
    mend_books(item)
    run_nightly(as_of=TODAY, at=NOW, again=True)
    assert standing_stops() == []


def test_what_only_one_asking_finds_stops_nobody() -> None:
    answers = [[BrokenFact("an act between two questions"), BrokenFact("broken")], [BrokenFact("broken")]]
    assert proof.confirmed(lambda as_of: answers.pop(0), as_of=TODAY) == ["broken"]


def _extend(world: World, credit: OpenItem, item: OpenItem) -> None:
    day = dt.date(2026, 9, 1)
    builders.extension(item, extended_date=day, by=world.carol)


def _move(world: World, credit: OpenItem, item: OpenItem) -> None:
    actions.transfer_residual(
        item,
        amount_minor=1,
        number="D",
        reference="x",
        posting_date=TODAY,
        as_of=TODAY,
        by=world.erin,
        at=NOW,
        key="move",
    )


def _contest(world: World, credit: OpenItem, item: OpenItem) -> None:
    actions.mark_disputed(item, disputed_minor=1, reason="x", as_of=TODAY, by=world.alice, at=NOW)


def _take_back(world: World, credit: OpenItem, item: OpenItem) -> None:
    posting = Posting.objects.get(key="before")
    actions.reverse_posting(posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="back", reason="x")


def _take_over(world: World, credit: OpenItem, item: OpenItem) -> None:
    builders.invoice(world.acme, amount=1)


ACTS: dict[str, Callable[[World, OpenItem, OpenItem], object]] = {
    "apply": apply,
    "extend": _extend,
    "move": _move,
    "contest": _contest,
    "reverse": _take_back,
    "take over": _take_over,
}


@pytest.mark.parametrize("of", ["customer", "company", "all"])
@pytest.mark.parametrize("act", ACTS)
def test_no_act_changes_the_books_where_postings_are_stopped(world: World, act: str, of: str) -> None:
    item, credit = builders.invoice(world.acme, amount=10_000), builders.payment(world.acme, amount=5_000)
    apply(world, credit, item, key="before")
    stop(world, of=of)
    before = proof.head()
    with pytest.raises(Refusal) as refused:
        ACTS[act](world, credit, item)
    assert codes(refused) == ["ledger.stopped"]
    assert proof.head() == before


def test_a_stop_of_another_company_stops_nothing_here(world: World) -> None:
    record_proof([BrokenFact("false", company_id=world.southwind.id)], by="x", at=NOW)
    builders.invoice(world.acme, amount=1)
    with pytest.raises(Refusal):
        builders.invoice(world.foreign, amount=1)


def test_a_payment_of_one_account_to_a_stopped_one_is_refused(world: World) -> None:
    child = builders.customer(world.northlight, parent=world.acme)
    item, credit = builders.invoice(world.acme, amount=10_000), builders.payment(child, amount=5_000)
    stop(world, of="customer")
    with pytest.raises(Refusal) as refused:
        apply(world, credit, item)
    assert codes(refused) == ["ledger.stopped"]


def test_what_was_posted_before_the_stop_is_answered_as_before(world: World) -> None:
    item, credit = builders.invoice(world.acme, amount=10_000), builders.payment(world.acme, amount=5_000)
    posting = apply(world, credit, item)
    stop(world, of="customer")
    assert apply(world, credit, item) == posting


def test_a_file_stops_with_the_reason_and_goes_on_once_the_stop_is_lifted(world: World) -> None:
    text = f"Customer,Invoice,Date,Due,Currency,Amount\n{world.acme.number},D-1,2026-05-01,2026-05-31,USD,5.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    intake.post(file, revision=file.revision, by=world.erin, at=NOW)
    stop(world, of="customer")
    worked(file)
    assert (file.state, file.rows_done) == ("posting", 0)
    assert "are stopped since 2026-06-15: its books do not prove" in file.problem
    record_proof([], by="x", at=NOW)
    intake.go_on(file, by=world.erin, at=NOW)
    worked(file)
    assert (file.state, file.rows_done) == ("posted", 1)
    stop(world, of="customer")
    with pytest.raises(Refusal, match="its books do not prove"):
        intake.undo(file, reason="wrong", by=world.erin, at=NOW)
    record_proof([], by="x", at=NOW)
    intake.undo(file, reason="wrong", by=world.erin, at=NOW)
    stop(world, of="customer")
    worked(file)
    assert file.state == "undoing"
    assert "are stopped since" in file.problem


def test_a_file_with_a_stopped_account_is_not_begun_and_one_without_it_is(world: World) -> None:
    stop(world, of="customer")
    text = "Customer,Invoice,Date,Due,Currency,Amount\n{},D-1,2026-05-01,2026-05-31,USD,5.00\n"
    file, other = (
        preview(text.format(customer.number), company=world.northlight, by=world.erin)
        for customer in (world.acme, world.zenith)
    )
    with pytest.raises(Refusal) as refused:
        intake.post(file, revision=file.revision, by=world.erin, at=NOW)
    assert codes(refused) == ["ledger.stopped"]
    intake.post(other, revision=other.revision, by=world.erin, at=NOW)
    worked(other)
    file.refresh_from_db()
    assert (file.state, other.state) == ("previewed", "posted")


@pytest.mark.parametrize("of", ["customer", "company", "all"])
def test_books_that_do_not_prove_are_not_closed(world: World, of: str) -> None:
    stop(world, of=of)
    may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31)}
    with pytest.raises(Refusal) as refused:
        actions.close_period(world.northlight, **may, as_of=TODAY, by=world.dave, at=NOW)
    assert codes(refused) == ["ledger.stopped"]


def test_an_administrator_decides_with_a_reason_and_that_fact_stops_no_more(world: World) -> None:
    fact = BrokenFact("false", company_id=world.northlight.id, customer_id=world.acme.id)
    (standing,) = record_proof([fact], by="x", at=NOW)
    lifted = lift_stop(standing, reason="a cent of 2019, understood", by=world.adam, at=NOW)
    assert (lifted.lifted_by, lifted.reason) == ("adam", "a cent of 2019, understood")
    assert record_proof([fact], by="x", at=NOW) == []
    builders.invoice(world.acme, amount=1)
    other = BrokenFact("false otherwise", company_id=world.northlight.id, customer_id=world.acme.id)
    assert [one.fact for one in record_proof([fact, other], by="x", at=NOW)] == ["false otherwise"]


def test_nobody_decides_on_books_in_which_he_posted(world: World) -> None:
    item, credit = builders.invoice(world.acme, amount=10_000), builders.payment(world.acme, amount=5_000)
    apply(world, credit, item)
    for of in ("customer", "company", "all"):
        with pytest.raises(Refusal) as refused:
            lift_stop(stop(world, of=of), reason="mine", by=world.erin, at=NOW)
        assert "stop.own_postings" in codes(refused)


def test_a_stop_of_everything_is_lifted_by_who_works_for_every_company(world: World) -> None:
    standing = stop(world, of="all")
    with pytest.raises(Refusal) as refused:
        lift_stop(standing, reason="understood", by=world.adam, at=NOW)
    assert codes(refused) == ["stop.other_companies"]
    world.adam.companies.add(world.southwind)
    lift_stop(standing, reason="understood", by=world.adam, at=NOW)
    assert standing_stops() == []


def test_a_stop_that_was_lifted_meanwhile_is_not_lifted_twice(world: World) -> None:
    standing = stop(world, of="customer")
    record_proof([], by="machine", at=NOW)
    with pytest.raises(Refusal) as refused:
        lift_stop(standing, reason="understood", by=world.adam, at=NOW)
    assert codes(refused) == ["stop.changed_meanwhile"]


@pytest.mark.breaks_the_books
def test_a_stop_that_was_lifted_past_the_desk_is_found(world: World) -> None:
    standing = stop(world, of="customer")
    PostingStop.objects.filter(id=standing.id).update(lifted_at=NOW, lifted_by="mallory", reason="mine")
    fact = f"I23: the posting stop {standing.id} was lifted, and the journal does not tell of it"
    assert fact in proof.broken_facts(as_of=TODAY)
