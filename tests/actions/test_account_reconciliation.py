"""Reconciling an account with a customer's statement, through the database."""

from __future__ import annotations

import datetime as dt

import pytest
import typst
from django.db import DatabaseError, IntegrityError, transaction

from creditdesk.domain.account_reconciliation import Action, Cause, DifferenceKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import Document, Tickler
from creditdesk.intake.formats.customer_statement import Telling
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import OpenItem
from creditdesk.reconciliation.comparing import Compared, compare
from creditdesk.reconciliation.explaining import (
    Said,
    conclude_statement,
    explain_differences,
    reopen_statement,
    take_explanation_back,
    withdraw_statement,
)
from creditdesk.reconciliation.loading import (
    Line,
    load_statement,
    read_file,
    state_total,
    take_line_back,
    type_line,
)
from creditdesk.reconciliation.matching import accept_match, match_again, undo_match
from creditdesk.reconciliation.models import CustomerStatement, LineMatch
from creditdesk.reconciliation.verify import broken_facts
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.date(2026, 6, 1)
OLD = dt.date(2026, 5, 4)
USD = Telling("USD")


def loaded(world: World, text: str, *, customer: Customer | None = None, **facts: object) -> CustomerStatement:
    of = customer or world.acme
    told = read_file(of, name="ap.csv", content=text.encode(), telling=USD, as_of=TODAY)
    given = {"day": DAY, "currency": "USD", "key": f"k{CustomerStatement.objects.count()}"} | facts
    return load_statement(of, told=told, by=world.alice, at=NOW, as_of=TODAY, **given)  # type: ignore[arg-type]


def typed(world: World, *lines: Line, stated: int | None = None) -> CustomerStatement:
    key = f"t{CustomerStatement.objects.count()}"
    found = load_statement(
        world.acme, day=DAY, currency="USD", stated_minor=stated, by=world.alice, at=NOW, as_of=TODAY, key=key
    )
    for one in lines:
        found = type_line(found, line=one, version=found.version, by=world.alice, at=NOW)
    return found


def explained(world: World, statement: CustomerStatement, *, action: Action = Action.NONE) -> CustomerStatement:
    said = [Said(one.key, Cause.SHORT, action) for one in compare(statement).proof.unexplained]
    return explain_differences(statement, said=said, version=statement.version, by=world.alice, at=NOW, as_of=TODAY)


def kinds(found: Compared) -> list[DifferenceKind]:
    return [one.difference.kind for one in found.proof.lines]


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [one.code.removeprefix("account_reconciliation.") for one in refusal.value.reasons]


def table(*rows: str) -> str:
    return "Invoice,Date,Amount\n" + "".join(f"{row}\n" for row in rows)


def test_a_file_is_kept_as_a_document_and_its_lines_match_by_number(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)

    found = loaded(world, table("7001,2026-05-04,100.00"))

    assert (found.state, found.ours_minor, found.theirs_minor, found.unexplained_count) == (
        "explained",
        100_00,
        100_00,
        0,
    )
    assert found.document is not None
    assert found.document.description == "Statement of the customer"
    assert [one.how for one in LineMatch.objects.filter(statement=found)] == ["number"]
    assert JournalEntry.objects.filter(kind="account_statement.loaded", subject_id=found.id).exists()


def test_the_same_key_loads_once_and_the_same_file_is_refused(world: World) -> None:
    first = loaded(world, table("7001,2026-05-04,100.00"), key="same")

    assert loaded(world, table("7001,2026-05-04,100.00"), key="same").id == first.id
    with pytest.raises(Refusal) as refused:
        loaded(world, table("7001,2026-05-04,100.00"), key="other")
    assert codes(refused) == ["loaded"]


def test_a_statement_of_another_customer_is_refused_unless_a_person_says_so(world: World) -> None:
    for number in ("7001", "7002"):
        builders.invoice(world.zenith, amount=100_00, number=number, document_date=OLD)
    text = table("7001,2026-05-04,100.00", "7002,2026-05-04,100.00")

    with pytest.raises(Refusal) as refused:
        loaded(world, text)
    assert codes(refused) == ["foreign"]
    assert not CustomerStatement.objects.exists()
    assert not Document.objects.exists()
    assert loaded(world, text, even_if_foreign=True).unexplained_count == 2


def test_a_day_to_come_and_an_unknown_currency_are_refused(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        loaded(world, table("7001,2026-05-04,100.00"), day=TODAY + dt.timedelta(days=2))
    assert codes(refused) == ["future"]
    with pytest.raises(Refusal):
        read_file(world.acme, name="a.csv", content=b"x", telling=Telling("QQQ"), as_of=TODAY)


def test_a_scan_and_two_hundred_pages_are_kept_to_be_typed(world: World) -> None:
    scan = typst.compile(b"#rect(width: 5cm, height: 5cm, fill: black)")
    pages = typst.compile(b"#for at in range(200) [ x #pagebreak(weak: true) y ]")
    for at, content in enumerate((scan, pages)):
        told = read_file(world.acme, name="ap.pdf", content=content, telling=USD, as_of=TODAY)
        found = load_statement(
            world.acme, day=DAY, currency="USD", told=told, by=world.alice, at=NOW, as_of=TODAY, key=f"pdf{at}"
        )
        assert (found.state, len(found.remarks), found.lines.count()) == ("open", 1, 0)
        assert found.document is not None


def test_days_that_can_be_read_in_two_ways_are_asked(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        loaded(world, table("7001,05/04/2026,100.00"))

    assert refused.value.reasons[0].code == "intake.customer_statement_days"


def test_both_sides_are_of_the_statements_day(world: World) -> None:
    early = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    builders.invoice(world.acme, amount=70_00, number="7009", document_date=dt.date(2026, 6, 5))
    money = builders.payment(world.acme, amount=100_00, number="W1", document_date=dt.date(2026, 6, 3))
    apply_credit(
        money,
        to=[ApplyTo(early.id, 100_00)],
        by=world.alice,
        at=NOW,
        as_of=TODAY,
        key="pay",
        posting_date=dt.date(2026, 6, 3),
    )

    found = typed(world, Line("CHK 9", -100_00, DAY), Line("7001", 100_00, OLD))

    compared = compare(found)
    assert compared.proof.ours_minor == 100_00
    assert kinds(compared) == [DifferenceKind.TIMING]
    (row,) = compared.proof.lines
    assert (row.difference.hint.cause, row.difference.hint.item_id) == (Cause.PAYMENT_IN_TRANSIT, money.id)


def test_what_was_paid_between_the_statements_day_and_today_is_timing(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    money = builders.payment(world.acme, amount=100_00, number="W1", document_date=dt.date(2026, 6, 3))
    apply_credit(
        money,
        to=[ApplyTo(item.id, 100_00)],
        by=world.alice,
        at=NOW,
        as_of=TODAY,
        key="pay",
        posting_date=dt.date(2026, 6, 3),
    )

    assert kinds(compare(typed(world, stated=0))) == [DifferenceKind.TIMING]


def test_a_line_that_was_typed_wrongly_is_taken_back_with_its_match(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    found = typed(world, Line("7001", 1_000_00, OLD))
    (line,) = found.lines.all()

    after = take_line_back(found, line_id=line.id, version=found.version, by=world.alice, at=NOW)

    assert (after.theirs_minor, after.unexplained_minor) == (0, 100_00)
    assert not LineMatch.objects.filter(statement=after, stands=True).exists()
    assert broken_facts() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [(Line("7001", 0), "amount_zero"), (Line("", 1), "line_empty"), (Line("7001", 10**16), "amount_large")],
)
def test_a_line_that_says_nothing_is_refused(world: World, line: Line, code: str) -> None:
    found = typed(world)

    with pytest.raises(Refusal) as refused:
        type_line(found, line=line, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == [code]


def test_a_proposal_is_taken_by_a_person_and_undone_it_does_not_come_back(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    found = typed(world, Line("our voucher", 100_00, OLD))
    (proposal,) = compare(found).proposals()

    found = accept_match(
        found, line_id=proposal.line_id, item_id=item.id, version=found.version, by=world.alice, at=NOW
    )
    assert (found.state, LineMatch.objects.get().how) == ("explained", "amount")
    with pytest.raises(Refusal) as refused:
        accept_match(found, line_id=proposal.line_id, item_id=item.id, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["matched"]

    found = undo_match(found, line_id=proposal.line_id, version=found.version, by=world.alice, at=NOW)
    found = match_again(found, version=found.version, by=world.alice, at=NOW)
    assert not compare(found).proposals()
    assert found.unexplained_count == 2


def test_a_person_matches_what_no_rule_finds_but_no_item_of_another_account(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    other = builders.invoice(world.zenith, amount=100_00, document_date=OLD)
    found = typed(world, Line("something", 90_00, OLD))
    line = found.lines.get()

    with pytest.raises(Refusal) as refused:
        accept_match(found, line_id=line.id, item_id=other.id, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["no_match"]
    found = accept_match(found, line_id=line.id, item_id=item.id, version=found.version, by=world.alice, at=NOW)
    assert LineMatch.objects.get().how == "hand"
    assert kinds(compare(found)) == [DifferenceKind.AMOUNT]


def test_an_action_becomes_a_tickler_of_its_owner_and_none_becomes_none(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    found = typed(world, Line("DM-1", -20_00, OLD))
    keys = [one.key for one in compare(found).proof.unexplained]
    said = [
        Said(keys[0], Cause.INVOICE_NOT_BOOKED, Action.SEND_INVOICE, "to the new address", owner=world.alice),
        Said(keys[1], Cause.IN_TRANSIT, Action.NONE),
    ]

    found = explain_differences(found, said=said, version=found.version, by=world.alice, at=NOW, as_of=TODAY)

    tickler = Tickler.objects.get()
    assert tickler.owner == world.alice
    assert tickler.cause == ("Send a copy of the invoice 7001 (100.00 USD; statement of 2026-06-01) to the new address")
    assert found.state == "explained"


def test_another_cause_needs_words_and_a_difference_has_to_be_there(world: World) -> None:
    found = typed(world, Line("DM-1", -20_00, OLD))
    (key,) = (one.key for one in compare(found).proof.unexplained)

    for said, code in (
        (Said(key, Cause.OTHER, Action.NONE), "words"),
        (Said("total", Cause.SHORT, Action.NONE), "no_difference"),
    ):
        with pytest.raises(Refusal) as refused:
            explain_differences(found, said=[said], version=found.version, by=world.alice, at=NOW, as_of=TODAY)
        assert codes(refused) == [code]


def test_what_was_explained_of_other_amounts_is_explained_anew(world: World) -> None:
    found = explained(world, typed(world, Line("7001", 90_00, OLD), stated=95_00))
    assert found.state == "explained"

    found = state_total(found, stated_minor=97_00, version=found.version, by=world.alice, at=NOW)

    assert (found.state, found.unexplained_minor) == ("open", -7_00)


def test_what_was_said_is_taken_back(world: World) -> None:
    found = explained(world, typed(world, Line("DM-1", -20_00, OLD)))

    (key,) = found.explanations.values_list("key", flat=True)
    found = take_explanation_back(found, key=key, version=found.version, by=world.alice, at=NOW)

    assert (found.state, found.unexplained_count) == ("open", 1)


def test_only_a_statement_that_is_explained_is_reconciled_and_then_nothing_moves(world: World) -> None:
    found = typed(world, Line("DM-1", -20_00, OLD))
    with pytest.raises(Refusal) as refused:
        conclude_statement(found, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["unexplained"]

    found = explained(world, found)
    found = conclude_statement(found, version=found.version, by=world.alice, at=NOW)
    assert found.state == "reconciled"
    with pytest.raises(Refusal) as refused:
        type_line(found, line=Line("x1", 1), version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["is_reconciled"]

    found = reopen_statement(found, version=found.version, by=world.alice, at=NOW)
    assert (found.state, found.concluded_by) == ("explained", None)


def test_what_is_posted_later_for_the_day_does_not_change_what_was_proved(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    money = builders.payment(world.acme, amount=40_00, number="W1", document_date=OLD)
    found = typed(world, Line("7001", 100_00, OLD), Line("W1", -40_00, OLD))
    found = conclude_statement(found, version=found.version, by=world.alice, at=NOW)

    later = NOW + dt.timedelta(hours=1)
    apply_credit(
        money, to=[ApplyTo(item.id, 40_00)], by=world.alice, at=later, as_of=TODAY, key="pay", posting_date=DAY
    )

    assert compare(found).proof.lines == ()
    assert broken_facts() == []
    found = reopen_statement(found, version=found.version, by=world.alice, at=later)
    assert (found.state, found.ours_minor, found.unexplained_count) == ("open", 60_00, 2)


def test_an_empty_statement_is_not_reconciled(world: World) -> None:
    found = typed(world)

    with pytest.raises(Refusal) as refused:
        conclude_statement(found, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["no_lines"]


def test_a_withdrawn_statement_rests_for_good_and_its_file_may_come_again(world: World) -> None:
    found = loaded(world, table("7001,2026-05-04,100.00"))
    found = withdraw_statement(found, why="of another month", version=found.version, by=world.alice, at=NOW)

    with pytest.raises(Refusal) as refused:
        match_again(found, version=found.version, by=world.alice, at=NOW)
    assert codes(refused) == ["is_withdrawn"]
    assert loaded(world, table("7001,2026-05-04,100.00"), key="again").state == "open"


def test_whoever_saw_an_older_version_is_told_so(world: World) -> None:
    found = typed(world)
    type_line(found, line=Line("7001", 1), version=found.version, by=world.alice, at=NOW)

    with pytest.raises(Refusal) as refused:
        type_line(found, line=Line("7002", 1), version=found.version, by=world.bob, at=NOW)
    assert codes(refused) == ["changed_meanwhile"]


def test_the_database_refuses_what_no_action_does(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    found = typed(world, Line("7001", 100_00, OLD), Line("7001", 100_00, OLD))
    first, second = found.lines.order_by("place")

    with pytest.raises(IntegrityError), transaction.atomic():
        LineMatch.objects.create(statement=found, line=second, item=item, how="hand", by=world.alice, at=NOW)
    for change in ({"amount_minor": 1}, {"document": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(first).objects.filter(id=first.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        LineMatch.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CustomerStatement.objects.filter(id=found.id).update(
            state="reconciled", concluded_at=NOW, concluded_by=world.alice
        )


def test_the_proof_names_a_statement_that_does_not_run_down_to_zero(world: World) -> None:
    found = explained(world, typed(world, Line("DM-1", -20_00, OLD)))
    found = conclude_statement(found, version=found.version, by=world.alice, at=NOW)
    assert broken_facts() == []

    found.explanations.update(stands=False)

    assert [str(one) for one in broken_facts()] == [
        f"account reconciliation: statement {found.id} is reconciled and differs by 2000, of which 0 is explained"
    ]


def test_documents_of_the_account_in_another_currency_are_said_to_be_so(world: World) -> None:
    builders.item(world.acme, amount=100_00, number="7001", document_date=OLD, currency="EUR")

    found = compare(typed(world, Line("7001", 100_00, OLD)))

    assert (found.proof.ours_minor, kinds(found)) == (0, [DifferenceKind.CURRENCY])


def test_items_void_or_paid_before_the_day_are_told_by_name(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    money = builders.payment(world.acme, amount=100_00, number="W1", document_date=OLD)
    apply_credit(money, to=[ApplyTo(item.id, 100_00)], by=world.alice, at=NOW, as_of=TODAY, key="pay", posting_date=OLD)

    (row,) = compare(typed(world, Line("7001", 100_00, OLD))).proof.lines

    assert (row.difference.hint.cause, row.difference.hint.item_id) == (Cause.SETTLED_HERE, item.id)
    assert OpenItem.objects.get(id=item.id).open_minor == 0
