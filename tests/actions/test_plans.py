"""Payment plans through the database: what is refused, what cash and returns do to them, interest, default, the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.credit.facts import ground_for
from creditdesk.credit.models import Order
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.domain.plans import PartState, PlanState, Schedule
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import ExceptionRow, Tickler, WorklistRow
from creditdesk.followup.scope import scope_of
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.facts import facts_of as letter_facts
from creditdesk.letters.models import Letter
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer, ExchangeRate
from creditdesk.plans.ending import terminate_plan
from creditdesk.plans.models import Plan, PlanInstalment, PlanItem
from creditdesk.plans.settling import activate_plan, file_signed_copy, settle_plan
from creditdesk.plans.standing import PlanFacts, facts_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.actions import ApplyTo, apply_credit, mark_disputed, reverse_posting
from creditdesk.receivables.models import OpenItem, Position, Posting
from tests import builders
from tests.asking import approve, ask, plan, seen
from tests.planning import active, at, debt_of, look, pay, planned, sign
from tests.world import NOW, TODAY, World

OPENED = dt.date(2026, 1, 1)
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)


def facts(made: Plan, *, on: dt.date) -> PlanFacts:
    policy = policy_in_force(as_of=on, company_id=made.company_id).document
    (found,) = facts_of([Plan.objects.get(id=made.id)], as_of=on, policy=policy)
    return found


def state(made: Plan) -> str:
    return Plan.objects.get(id=made.id).state


def schedule(minor: int, *, first: dt.date = JULY, count: int = 4) -> Schedule:
    return Schedule.of(minor, first=first, count=count)


def proved(on: dt.date = TODAY) -> None:
    assert broken_facts(as_of=on) == []


# ---------------------------------------------------------------- asking


def test_a_document_stands_in_one_plan_only(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    planned(debt, schedule=schedule(1_000_00), asked_by=world.alice, approved_by=world.carol)
    with pytest.raises(Refusal, match="is in the payment plan"):
        ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice)


def test_two_requests_about_one_document_make_one_plan(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    first, second = (ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice) for _ in range(2))
    approve(first, by=world.carol)
    with pytest.raises(Refusal, match="is in the payment plan"):
        approve(second, by=world.carol)
    assert Plan.objects.count() == 1


def test_what_is_disputed_put_off_or_a_credit_is_in_no_plan(world: World) -> None:
    disputed = debt_of(world.acme, 1_000_00)
    mark_disputed(disputed, disputed_minor=1_00, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    with pytest.raises(Refusal, match="is disputed: a plan is about what the customer does not contest"):
        ask(world.acme, plan(disputed, schedule=schedule(1_000_00)), by=world.alice)
    put_off = debt_of(world.acme, 1_000_00)
    builders.extension(put_off, extended_date=dt.date(2026, 7, 30))
    with pytest.raises(Refusal, match="is put off until 2026-07-30"):
        ask(world.acme, plan(put_off, schedule=schedule(1_000_00)), by=world.alice)
    content = plan(builders.credit_memo(world.acme, amount=5_00), schedule=schedule(5_00))
    with pytest.raises(Refusal, match="never becomes income"):
        ask(world.acme, content, by=world.alice)


def test_the_items_of_another_account_of_another_currency_or_of_a_child_are_refused(world: World) -> None:
    child = builders.customer(world.northlight, name="Acme Camera Outlet", portfolio=world.portfolio)
    Customer.objects.filter(id=child.id).update(parent=world.acme)
    with pytest.raises(Refusal, match="is no document of the customer"):
        ask(world.acme, plan(debt_of(child, 1_000_00), schedule=schedule(1_000_00)), by=world.alice)
    dollars, euros = debt_of(world.acme, 1_000_00), debt_of(world.acme, 1_000_00, currency="EUR")
    with pytest.raises(Refusal, match="is in another currency"):
        ask(world.acme, plan(dollars, euros, schedule=schedule(2_000_00)), by=world.alice)


def test_a_plan_that_does_not_pay_the_debt_or_begins_in_the_past_is_refused(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    with pytest.raises(Refusal, match=r"the instalments pay 900\.00 USD of the debt, and it is 1,000\.00 USD"):
        ask(world.acme, plan(debt, schedule=schedule(900_00)), by=world.alice)
    with pytest.raises(Refusal, match="2026-06-01 is over"):
        ask(world.acme, plan(debt, schedule=schedule(1_000_00, first=dt.date(2026, 6, 1))), by=world.alice)
    with pytest.raises(Refusal, match="the terms are no schedule"):
        ask(world.acme, plan(debt, schedule=schedule(1_000_00), terms={"rate_ppm": 0.5}), by=world.alice)


def test_what_was_paid_before_the_approval_asks_for_another_plan(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    request = ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice)
    pay(debt, 100_00, by=world.erin)
    with pytest.raises(Refusal, match=r"only 900\.00 USD is open any more"):
        approve(request, by=world.carol)


def test_a_plan_whose_first_day_passed_while_it_waited_is_not_made(world: World) -> None:
    debt, late = debt_of(world.acme, 1_000_00), dt.date(2026, 7, 2)
    request = ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice)
    with pytest.raises(Refusal, match="2026-07-01 is over"):
        approve(request, by=world.carol, as_of=late, at=at(late))


def test_no_plan_is_made_with_a_bankrupt_customer(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    Customer.objects.filter(id=world.acme.id).update(status="bankrupt")
    with pytest.raises(Refusal, match="no plan is made with him"):
        ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice)


# ---------------------------------------------------------------- becoming active


def test_the_agreement_is_drafted_once_when_the_plan_is_approved(world: World) -> None:
    debt = debt_of(world.acme, 12_000_00)
    agreed = Schedule.of(12_000_00, down=(dt.date(2026, 6, 22), 3_000_00), first=JULY, count=6)
    planned(debt, schedule=agreed, asked_by=world.alice, approved_by=world.carol)
    look(on=TODAY)
    letter = Letter.objects.get(kind="plan_agreement")
    text = str(letter.content)
    for words in ("12,000.00", "June 22, 2026", "6 instalments of 1,500.00", "December 1, 2026", "____"):
        assert words in text
    assert letter.state == "draft"


def test_a_copy_of_another_account_is_no_signature(world: World) -> None:
    made = planned(
        debt_of(world.acme, 1_000_00), schedule=schedule(1_000_00), asked_by=world.alice, approved_by=world.carol
    )
    paper = attach_document(world.zenith, name="a.txt", content=b"x", by=world.carol, at=NOW)
    with pytest.raises(Refusal, match="is a document of this account"):
        file_signed_copy(made, document=paper, by=world.carol, at=NOW, as_of=TODAY)


def test_without_a_down_payment_the_signature_is_enough(world: World) -> None:
    made = active(debt_of(world.acme, 1_000_00), by=world.alice, approved_by=world.carol)
    assert (made.state, made.activated_on) == (PlanState.ACTIVE, TODAY)
    assert JournalEntry.objects.filter(kind="plan.activated").count() == 1
    proved()


def test_a_credit_is_no_down_payment_and_money_that_waits_to_be_applied_is(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    agreed = Schedule.of(1_000_00, down=(dt.date(2026, 6, 22), 300_00), first=JULY, count=2)
    made = sign(planned(debt, schedule=agreed, asked_by=world.alice, approved_by=world.carol), by=world.alice)
    credit = builders.credit_memo(world.acme, amount=300_00, document_date=TODAY)
    apply_credit(credit, to=[ApplyTo(debt.id, 300_00)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="c")
    look(on=TODAY)
    assert state(made) == PlanState.APPROVED
    builders.payment(world.acme, amount=300_00, document_date=TODAY)
    look(on=TODAY)
    assert state(made) == PlanState.ACTIVE
    proved()


def test_cash_from_before_the_approval_is_no_down_payment(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    builders.payment(world.acme, amount=300_00, document_date=TODAY - dt.timedelta(days=1))
    agreed = Schedule.of(1_000_00, down=(dt.date(2026, 6, 22), 300_00), first=JULY, count=2)
    made = sign(planned(debt, schedule=agreed, asked_by=world.alice, approved_by=world.carol), by=world.alice)
    look(on=TODAY)
    assert state(made) == PlanState.APPROVED
    late = dt.date(2026, 6, 23)
    look(on=late)
    assert Tickler.objects.get(key__startswith="plan/").cause.startswith("Ask for the down payment of 300.00 USD")


def test_an_active_plan_takes_the_account_off_the_worklist_the_exceptions_and_the_late_items_of_orders(
    world: World,
) -> None:
    debt = debt_of(world.acme, 9_000_00)
    dispatch.accounts_changed([world.acme.id], as_of=TODAY, at=NOW)
    assert WorklistRow.objects.filter(customer=world.acme).exists()
    assert ExceptionRow.objects.filter(customer=world.acme).exists()
    made = active(debt, by=world.alice, approved_by=world.carol)
    dispatch.accounts_changed([world.acme.id], as_of=TODAY, at=NOW)
    assert not WorklistRow.objects.filter(customer=world.acme).exists()
    assert not ExceptionRow.objects.filter(customer=world.acme).exists()
    scope = scope_of(world.northlight, as_of=TODAY, customer_ids=[world.acme.id])
    assert ground_for(scope).late == {}
    kept = Position.objects.get(customer=world.acme)
    assert (kept.past_due_minor, kept.collectable_minor) == (9_000_00, 0)
    terminate_plan(made, reason="as he wants", by=world.carol, at=NOW, as_of=TODAY)
    assert Position.objects.get(customer=world.acme).collectable_minor == 9_000_00
    proved()


# ---------------------------------------------------------------- while it runs


def test_a_missed_instalment_is_a_task_that_falls_with_its_payment(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    look(on=dt.date(2026, 6, 26))
    remind = Tickler.objects.get(key=f"plan/{made.id}/remind/1")
    assert (remind.owner, remind.cause) == (
        world.alice,
        "Remind of the instalment of 250.00 USD due on 2026-07-01",
    )
    look(on=dt.date(2026, 7, 2))
    missing = Tickler.objects.get(key=f"plan/{made.id}/missing/1")
    assert missing.state == Tickler.State.OPEN
    assert Tickler.objects.get(id=remind.id).state == Tickler.State.CANCELLED
    pay(debt, 250_00, by=world.erin, on=dt.date(2026, 7, 3))
    assert Tickler.objects.get(id=missing.id).state == Tickler.State.CANCELLED
    assert state(made) == PlanState.ACTIVE
    proved(dt.date(2026, 7, 3))


def test_a_default_brings_the_documents_back_holds_orders_and_is_told(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    # July 3 is a holiday of the company: the fifth business day after July 1 is the 9th.
    last = dt.date(2026, 7, 9)
    look(on=last)
    assert state(made) == PlanState.ACTIVE
    failed = dt.date(2026, 7, 10)
    for _ in range(2):
        look(on=failed)
    made.refresh_from_db()
    assert (made.state, made.default_on, made.due_at_once_minor) == (PlanState.DEFAULTED, failed, 1_000_00)
    debt.refresh_from_db()
    assert not debt.on_plan
    assert Position.objects.get(customer=world.acme).collectable_minor == 1_000_00
    scope = scope_of(world.northlight, as_of=failed, customer_ids=[world.acme.id])
    assert ground_for(scope).failed_plans == {world.acme.id: failed}
    task = Tickler.objects.get(key=f"plan/{made.id}/failed")
    assert task.cause == "Plan in default since 2026-07-10, 1,000.00 USD open: decide what follows"
    letter = Letter.objects.get(kind="plan_default")
    assert "1,000.00" in str(letter.content)
    assert JournalEntry.objects.filter(kind="plan.defaulted").count() == 1
    proved(failed)


def test_a_default_is_cured_by_a_new_plan_and_not_by_cash_that_comes_late(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    failed = dt.date(2026, 7, 10)
    look(on=failed)
    pay(debt, 250_00, by=world.erin, on=failed)
    assert state(made) == PlanState.DEFAULTED
    debt.refresh_from_db()
    again = active(debt, by=world.alice, approved_by=world.carol, count=3, on=failed)
    assert (again.state, again.debt_minor) == (PlanState.ACTIVE, 750_00)
    scope = scope_of(world.northlight, as_of=failed, customer_ids=[world.acme.id])
    assert ground_for(scope).failed_plans == {}
    proved(failed)


def test_a_payment_that_is_taken_back_opens_its_instalment_again(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    pay(debt, 250_00, by=world.erin, on=JULY)
    assert facts(made, on=dt.date(2026, 7, 2)).standing.parts[0].state is PartState.PAID
    day = dt.date(2026, 7, 3)
    applied = Posting.objects.get(kind="application")
    reverse_posting(applied, posting_date=day, reason="not his", as_of=day, by=world.erin, at=at(day), key="r")
    # The money is still there and waits to be applied: it counts.
    assert facts(made, on=day).standing.parts[0].state is PartState.PAID
    payment = OpenItem.objects.get(kind="payment")
    other = builders.invoice(world.acme, amount=250_00, document_date=TODAY, due_date=AUGUST, as_of=day)
    apply_credit(
        payment, to=[ApplyTo(other.id, 250_00)], posting_date=day, as_of=day, by=world.erin, at=at(day), key="o"
    )
    # Now it pays what was sold since, and the instalment is missing.
    assert facts(made, on=day).standing.parts[0].state is PartState.LATE
    failed = dt.date(2026, 7, 10)
    look(on=failed)
    assert state(made) == PlanState.DEFAULTED
    proved(failed)


def test_more_than_an_instalment_pays_the_next_and_everything_completes_the_plan(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    pay(debt, 400_00, by=world.erin, on=JULY)
    stands = facts(made, on=JULY).standing
    assert [one.state.value for one in stands.parts] == ["paid", "partly", "open", "open"]
    pay(debt, 600_00, by=world.erin, on=dt.date(2026, 7, 2))
    made.refresh_from_db()
    assert (made.state, made.ended_on) == (PlanState.COMPLETED, dt.date(2026, 7, 2))
    proved(dt.date(2026, 7, 2))


def test_a_credit_or_a_dispute_shortens_the_plan_from_its_end(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    credit = builders.credit_memo(world.acme, amount=250_00, document_date=TODAY)
    told = {"posting_date": TODAY, "as_of": TODAY, "by": world.erin, "at": NOW}
    apply_credit(credit, to=[ApplyTo(debt.id, 250_00)], key="c", **told)  # type: ignore[arg-type]
    mark_disputed(debt, disputed_minor=250_00, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    stands = facts(made, on=TODAY).standing
    assert [one.state.value for one in stands.parts] == ["open", "open", "spared", "spared"]
    mark_disputed(debt, disputed_minor=0, reason="settled", as_of=TODAY, by=world.alice, at=NOW)
    assert facts(made, on=TODAY).standing.rest_minor == 750_00
    proved()


def test_a_letter_asks_for_nothing_that_a_plan_collects(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    active(debt, by=world.alice, approved_by=world.carol)
    scope = scope_of(world.northlight, as_of=TODAY, customer_ids=[world.acme.id])
    (claim,) = letter_facts(scope)[world.acme.id].claims
    assert (claim.open_minor, claim.asked_minor) == (1_000_00, 0)


def test_a_plan_in_euros_stands_by_euros_alone(world: World) -> None:
    ExchangeRate.objects.create(base="USD", currency="EUR", day=dt.date(2026, 1, 1), rate_ppm=1_100_000)
    debt = debt_of(world.acme, 1_000_00, currency="EUR")
    made = active(debt, by=world.alice, approved_by=world.carol, count=4)
    builders.payment(world.acme, amount=1_000_00, document_date=JULY, as_of=JULY)
    failed = dt.date(2026, 7, 10)
    look(on=failed)
    made.refresh_from_db()
    assert (made.state, made.currency) == (PlanState.DEFAULTED, "EUR")


def test_an_order_is_held_by_the_default_and_let_go_by_the_plan_that_cures_it(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00, opened_on=OPENED)
    world.acme.refresh_from_db()
    debt = debt_of(world.acme, 1_000_00)
    active(debt, by=world.alice, approved_by=world.carol, count=4)
    failed = dt.date(2026, 7, 10)
    look(on=failed)
    told = ToldOrder("SO-1", 1, failed, "USD", 100_00, ship_date=failed)
    order = take_order(world.acme, told, as_of=failed, by="erp", at=at(failed))
    assert "H9" in {one["code"] for one in order.holds}
    debt.refresh_from_db()
    active(debt, by=world.alice, approved_by=world.carol, count=3, on=failed)
    dispatch.accounts_changed([world.acme.id], as_of=failed, at=at(failed))
    assert "H9" not in {one["code"] for one in Order.objects.get(id=order.id).holds}


# ---------------------------------------------------------------- interest


def with_interest(world: World, debt: OpenItem) -> Plan:
    agreed = Schedule.of(debt.open_minor, first=JULY, count=6, rate_ppm=10_000)
    return sign(planned(debt, schedule=agreed, asked_by=world.alice, approved_by=world.carol), by=world.alice)


def test_interest_is_charged_on_its_day_once_and_goes_to_the_erp(world: World) -> None:
    made = with_interest(world, debt_of(world.acme, 12_000_00))
    look(on=dt.date(2026, 6, 30))
    assert not OpenItem.objects.filter(kind="debit_memo").exists()
    for _ in range(3):
        look(on=JULY)
    memo = OpenItem.objects.get(kind="debit_memo")
    assert (memo.number, memo.original_minor, memo.due_date) == (f"PLAN-{made.id}-1", 120_00, JULY)
    posting = Posting.objects.get(key=f"plan/{made.id}/interest/1")
    assert {entry.account for entry in posting.entries.all()} == {"", "late_fees"}
    assert posting.kind == Posting.Kind.ADJUSTMENT
    proved(JULY)


def test_no_interest_on_what_was_credited_nor_after_a_default(world: World) -> None:
    debt = debt_of(world.acme, 12_000_00)
    made = with_interest(world, debt)
    credit = builders.credit_memo(world.acme, amount=6_000_00, document_date=TODAY)
    apply_credit(
        credit, to=[ApplyTo(debt.id, 6_000_00)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="c"
    )
    look(on=JULY)
    assert OpenItem.objects.get(kind="debit_memo").original_minor == 60_00
    # Three months went by unseen: the second instalment is of a plan that had failed by then.
    look(on=dt.date(2026, 9, 15))
    assert state(made) == PlanState.DEFAULTED
    assert OpenItem.objects.filter(kind="debit_memo").count() == 1
    proved(dt.date(2026, 9, 15))


def test_a_debt_that_is_paid_early_bears_no_interest_of_days_to_come(world: World) -> None:
    debt = debt_of(world.acme, 12_000_00)
    made = with_interest(world, debt)
    pay(debt, 12_000_00, by=world.erin, on=dt.date(2026, 6, 20))
    assert state(made) == PlanState.COMPLETED
    look(on=JULY)
    assert not OpenItem.objects.filter(kind="debit_memo").exists()


# ---------------------------------------------------------------- ending, guards


def test_a_plan_is_ended_by_a_person_with_a_reason_once(world: World) -> None:
    made = active(debt_of(world.acme, 1_000_00), by=world.alice, approved_by=world.carol)
    with pytest.raises(Refusal, match="say why"):
        terminate_plan(made, reason=" ", by=world.carol, at=NOW, as_of=TODAY)
    for _ in range(2):
        terminate_plan(made, reason="he sold the shop", by=world.carol, at=NOW, as_of=TODAY)
    assert JournalEntry.objects.filter(kind="plan.terminated").count() == 1
    with pytest.raises(Refusal, match="the plan is over"):
        activate_plan(made.request, by=world.alice, at=NOW, as_of=TODAY)
    proved()


def test_an_approval_that_is_taken_back_ends_the_plan(world: World) -> None:
    made = active(debt_of(world.acme, 1_000_00), by=world.alice, approved_by=world.carol)
    dispatch.reverse_request(seen(made.request), words="a mistake", by=world.carol, at=NOW, as_of=TODAY)
    assert (state(made), OpenItem.objects.filter(on_plan=True).count()) == (PlanState.TERMINATED, 0)
    proved()


def test_the_second_look_finds_it_done(world: World) -> None:
    made = active(debt_of(world.acme, 1_000_00), by=world.alice, approved_by=world.carol)
    assert not settle_plan(made, at=NOW, as_of=TODAY)
    assert JournalEntry.objects.filter(kind="plan.activated").count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_plan SET debt_minor = 1",
        "UPDATE plans_plan SET state = 'approved'",
        "UPDATE plans_planinstalment SET principal_minor = 1",
        "UPDATE plans_planitem SET amount_minor = 1",
        "DELETE FROM plans_planinstalment",
        "DELETE FROM plans_plan",
    ],
)
def test_the_database_lets_no_plan_be_changed_past_its_approval(world: World, statement: str) -> None:
    active(debt_of(world.acme, 1_000_00), by=world.alice, approved_by=world.carol)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_plan_that_nobody_approved_does_not_enter_the_database(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    request = ask(world.acme, plan(debt, schedule=schedule(1_000_00)), by=world.alice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.create(
            company=world.northlight,
            customer=world.acme,
            request=request,
            currency="USD",
            debt_minor=1_000_00,
            approved_on=TODAY,
        )
    assert not PlanItem.objects.exists()


def test_the_proof_finds_a_document_that_is_marked_and_in_no_plan(world: World) -> None:
    debt = debt_of(world.acme, 1_000_00)
    OpenItem.objects.filter(id=debt.id).update(on_plan=True)
    assert any("is marked as on a plan and is on none" in str(one) for one in broken_facts(as_of=TODAY))
    OpenItem.objects.filter(id=debt.id).update(on_plan=False)
    assert PlanInstalment.objects.count() == 0
