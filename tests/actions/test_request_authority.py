"""Whose authority a request needs: what is counted together, and who counts as whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.approvals.preparing import withdraw_request
from creditdesk.approvals.queries import lying, standing
from creditdesk.creditfile.limits import limit_content
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Content, Evidence, State
from creditdesk.parties.models import Absence, Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.asking import adjustment, approve, ask, debit, extension, settlement, write_off
from tests.planning import active, debt_of
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


def late_invoice(customer: Customer, *, amount: int) -> OpenItem:
    made, due = TODAY - 230 * DAY, TODAY - 200 * DAY
    return builders.invoice(customer, amount=amount, document_date=made, due_date=due, as_of=TODAY)


def needs(request: Request) -> str:
    return Request.objects.get(id=request.id).needs_level


# ---------------------------------------------------------------- what is given up is one pot


def test_splitting_over_kinds_does_not_help(world: World) -> None:
    invoice = late_invoice(world.acme, amount=30_000_00)
    approve(ask(world.acme, write_off(invoice, amounts=(5_000_00,)), by=world.alice, key="w"), by=world.carol)
    beside = ask(world.acme, adjustment(invoice, amounts=(10_000_00,)), by=world.alice, key="a")
    assert needs(beside) == "controller"
    with pytest.raises(Refusal, match=r"5,000\.00 USD granted in the last 30 days is added up"):
        approve(beside, by=world.carol)


def test_splitting_over_the_family_does_not_help(world: World) -> None:
    child = builders.customer(world.northlight, name="Acme West", parent=world.acme)
    first = ask(child, write_off(late_invoice(child, amount=3_000_00)), by=world.carol, key="child")
    approve(first, by=world.dave)
    beside = ask(world.acme, write_off(late_invoice(world.acme, amount=3_000_00)), by=world.alice, key="head")
    assert needs(beside) == "controller"
    with pytest.raises(Refusal, match="is added up"):
        approve(beside, by=world.carol)
    policy = policy_in_force(as_of=TODAY).document
    (counted,) = standing(beside, by=world.carol, table=dispatch.APPROVED, policy=policy, as_of=TODAY).counted
    assert (counted.request_id, counted.amount_policy_minor) == (first.id, 3_000_00)


def test_what_makes_a_customer_owe_more_is_a_pot_of_its_own(world: World) -> None:
    invoice = late_invoice(world.acme, amount=5_000_00)
    approve(ask(world.acme, debit(900_00), by=world.alice, key="more"), by=world.bob)
    less = ask(world.acme, adjustment(invoice, amounts=(900_00,)), by=world.alice, key="less")
    approve(less, by=world.bob)
    with pytest.raises(Refusal, match="is added up"):
        approve(ask(world.acme, debit(200_00), by=world.alice, key="again"), by=world.bob)


# ---------------------------------------------------------------- a limit is a level


def limit_of(customer: Customer, major: int, *, letter: str | None = None) -> Content:
    customer.refresh_from_db()
    wanted = letter if letter is not None else customer.risk_class
    return limit_content(customer, limit_minor=major * 100, risk_class=wanted, words="grows", shows="accounts of 2025")


def test_two_increases_are_judged_by_the_level_that_they_reach_and_not_by_their_sum(world: World) -> None:
    for major in (150_000, 200_000, 240_000):
        approve(ask(world.acme, limit_of(world.acme, major), by=world.alice, key=str(major)), by=world.carol)
    with pytest.raises(Refusal, match="credit manager may approve up to"):
        approve(ask(world.acme, limit_of(world.acme, 251_000), by=world.alice, key="more"), by=world.carol)


def test_a_reduction_is_within_the_power_of_every_approver_of_limits(world: World) -> None:
    approve(ask(world.acme, limit_of(world.acme, 240_000), by=world.alice, key="up"), by=world.carol)
    down = ask(world.acme, limit_of(world.acme, 150_000), by=world.alice, key="down")
    assert needs(down) == "supervisor"
    approve(down, by=world.bob)
    up_again = ask(world.acme, limit_of(world.acme, 160_000), by=world.alice, key="again")
    assert needs(up_again) == "credit_manager"
    world.acme.refresh_from_db()
    assert world.acme.credit_limit_minor == 150_000_00


def test_after_a_reduction_the_highest_level_of_the_days_still_counts(world: World) -> None:
    for major in (200_000, 10_000):
        approve(ask(world.acme, limit_of(world.acme, major), by=world.alice, key=str(major)), by=world.carol)
    small = ask(world.acme, limit_of(world.acme, 20_000), by=world.alice, key="small")
    with pytest.raises(Refusal, match=r"the limit reached 200,000\.00 USD"):
        approve(small, by=world.bob)
    approve(small, by=world.carol)


def test_a_better_class_is_no_reduction(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=200_000_00, risk_class="C")
    better = ask(world.acme, limit_of(world.acme, 190_000, letter="A"), by=world.alice, key="better")
    assert needs(better) == "credit_manager"


# ---------------------------------------------------------------- who is who


def test_a_substitute_does_not_act_for_the_second_account_of_whoever_asked(world: World) -> None:
    User.objects.filter(id__in=[world.alice.id, world.carol.id]).update(email="al@northlight.example")
    request = ask(world.acme, write_off(late_invoice(world.acme, amount=500_00)), by=world.alice)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    with pytest.raises(Refusal, match="the role supervisor may not approve it"):
        approve(request, by=world.bob)
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


# ---------------------------------------------------------------- beside what stands already


def test_a_document_of_a_standing_settlement_is_not_touched(world: World) -> None:
    invoice = late_invoice(world.acme, amount=4_000_00)
    until = TODAY + 14 * DAY
    offer = ask(world.acme, settlement(invoice, offer=3_000_00, until=until), by=world.alice, key="offer")
    approve(offer, by=world.carol)
    for content in (write_off(invoice), adjustment(invoice), extension(invoice, until=TODAY + 60 * DAY)):
        with pytest.raises(Refusal, match=rf"part of a settlement that stands \(request {offer.id}\)"):
            ask(world.acme, content, by=world.alice)


def test_a_document_of_a_plan_is_not_put_off_and_a_write_off_of_it_is_told_to_whoever_decides(world: World) -> None:
    debt = debt_of(world.acme, 12_000_00)
    plan = active(debt, by=world.alice, approved_by=world.carol)
    debt.refresh_from_db()
    with pytest.raises(Refusal, match=rf"in the payment plan {plan.id}, which has days of its own"):
        ask(world.acme, extension(debt, until=TODAY + 400 * DAY), by=world.alice)
    shorter = ask(world.acme, adjustment(debt, amounts=(1_000_00,)), by=world.alice, key="less")
    policy = policy_in_force(as_of=TODAY).document
    told = [one.why for one in dispatch.preview(shorter, policy=policy, as_of=TODAY) if one.what == "plan"]
    assert [str(one) for one in told] == [
        f"{debt.number} is in the payment plan {plan.id}: what is given up shortens it from its end"
    ]
    approve(shorter, by=world.carol)


def test_two_write_offs_of_one_document_do_not_wait_side_by_side(world: World) -> None:
    invoice = late_invoice(world.acme, amount=4_000_00)
    first = ask(world.acme, write_off(invoice, amounts=(1_000_00,)), by=world.alice, key="first")
    with pytest.raises(Refusal, match=rf"write {invoice.number} off already: request {first.id}"):
        ask(world.acme, write_off(invoice, amounts=(2_000_00,)), by=world.bob, key="second")
    changed = dispatch.revise_request(
        first, content=write_off(invoice), seen=1, submit=True, by=world.alice, at=NOW, as_of=TODAY
    )
    withdraw_request(changed, by=world.alice, at=NOW)
    ask(world.acme, write_off(invoice), by=world.bob, key="third")


def test_what_is_disputed_or_not_due_is_written_off_only_when_it_is_said_why(world: World) -> None:
    due = TODAY + 30 * DAY
    early = builders.invoice(world.acme, amount=500_00, due_date=due, as_of=TODAY)
    contested = builders.invoice(world.acme, amount=500_00, disputed=200_00, due_date=TODAY - 90 * DAY)
    content = write_off(early, contested)
    with pytest.raises(Refusal) as refused:
        ask(world.acme, content, by=world.alice)
    assert [one.code for one in refused.value.reasons] == ["request.not_due", "request.disputed"]
    told = (*content.evidence, Evidence(Shown.EXCEPTION, words="the court closed the estate: nothing will come"))
    approve(ask(world.acme, replace(content, evidence=told), by=world.alice), by=world.carol)
    early.refresh_from_db()
    assert early.open_minor == 0


# ---------------------------------------------------------------- nobody there


def test_a_level_at_which_nobody_works_any_more_is_passed_over(world: World) -> None:
    request = ask(world.acme, write_off(late_invoice(world.acme, amount=500_00)), by=world.alice)
    policies = {request.company_id: policy_in_force(as_of=TODAY, company_id=request.company_id).document}
    (now,) = lying([request], policies=policies, as_of=TODAY)
    assert (now.level, now.is_late) == ("credit_manager", False)
    User.objects.filter(role="credit_manager").update(is_active=False)
    (gone,) = lying([request], policies=policies, as_of=TODAY)
    assert (gone.level, gone.is_late) == ("controller", False)


def test_a_request_of_somebody_who_left_is_withdrawn_by_whoever_decides(world: World) -> None:
    request = ask(world.acme, write_off(late_invoice(world.acme, amount=500_00)), by=world.alice)
    with pytest.raises(Refusal, match="whoever prepared it takes it away"):
        withdraw_request(request, by=world.bob, at=NOW)
    User.objects.filter(id=world.alice.id).update(is_active=False)
    withdraw_request(request, by=world.bob, at=NOW)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
