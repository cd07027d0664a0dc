"""S47, S49 and the plan of S73 with real rows: asked for, approved, signed, paid down, paid, broken off."""

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.plans import PlanState, Schedule
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import attach_document
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.letters.models import Letter
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer
from creditdesk.plans.models import Plan
from creditdesk.plans.settling import activate_plan, file_signed_copy
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import OpenItem, Position
from tests import builders
from tests.asking import approve, ask, plan
from tests.world import World

ASKED = dt.date(2026, 4, 13)
OLD = dt.date(2026, 1, 30)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def sign(world: World, made: Plan, *, on: dt.date) -> None:
    paper = attach_document(
        made.customer, name="signed.txt", content=f"signed {made.id}".encode(), by=world.alice, at=at(on)
    )
    file_signed_copy(made, document=paper, by=world.alice, at=at(on), as_of=on)


def pay(world: World, invoice: OpenItem, minor: int, *, on: dt.date, of: Customer | None = None) -> None:
    payment = builders.payment(of or world.acme, amount=minor, document_date=on, as_of=on)
    to = [ApplyTo(invoice.id, minor)]
    apply_credit(payment, to=to, posting_date=on, as_of=on, by=world.erin, at=at(on), key=f"pay/{payment.id}")
    dispatch.accounts_changed([world.acme.id], as_of=on, at=at(on))


def collectable(customer: Customer) -> int:
    return Position.objects.get(customer=customer).collectable_minor


def test_S47_a_plan_is_active_once_it_is_approved_signed_and_paid_down(world: World) -> None:  # noqa: N802
    debt = builders.invoice(world.acme, amount=12_000_00, document_date=OLD, due_date=dt.date(2026, 3, 1), as_of=ASKED)
    schedule = Schedule.of(12_000_00, down=(dt.date(2026, 4, 20), 3_000_00), first=dt.date(2026, 5, 1), count=6)
    request = ask(world.acme, plan(debt, schedule=schedule), by=world.alice, as_of=ASKED, at=at(ASKED))
    with pytest.raises(Refusal, match="nobody with the authority has approved the plan yet"):
        activate_plan(request, by=world.alice, at=at(ASKED), as_of=ASKED)
    with pytest.raises(Refusal, match="alice asked for this and cannot approve it"):
        approve(request, by=world.alice, as_of=ASKED, at=at(ASKED))
    approve(request, by=world.carol, as_of=ASKED, at=at(ASKED))
    made = Plan.objects.get()
    with pytest.raises(Refusal, match=r"signed copy.*3,000\.00 USD of the down payment"):
        activate_plan(request, by=world.alice, at=at(ASKED), as_of=ASKED)
    assert collectable(world.acme) == 12_000_00
    day = dt.date(2026, 4, 17)
    sign(world, made, on=day)
    assert Plan.objects.get().state == PlanState.APPROVED
    paid = dt.date(2026, 4, 20)
    pay(world, debt, 3_000_00, on=paid)
    made = Plan.objects.get()
    assert (made.state, made.activated_on) == (PlanState.ACTIVE, paid)
    # Its documents leave dunning; what is sold from now on follows its normal terms.
    assert collectable(world.acme) == 0
    later = builders.invoice(world.acme, amount=700_00, document_date=OLD, due_date=dt.date(2026, 4, 1), as_of=paid)
    dispatch.accounts_changed([world.acme.id], as_of=paid, at=at(paid))
    assert collectable(world.acme) == 700_00
    assert not OpenItem.objects.get(id=later.id).on_plan
    assert (made.schedule.total_minor, made.schedule.instalments[-1].due) == (12_000_00, dt.date(2026, 10, 1))
    assert broken_facts(as_of=paid) == []


def test_S49_an_annuity_is_paid_off_to_the_cent_and_its_interest_is_charged_once(world: World) -> None:  # noqa: N802
    debt = builders.invoice(world.acme, amount=12_000_00, document_date=OLD, due_date=dt.date(2026, 3, 1), as_of=ASKED)
    schedule = Schedule.of(12_000_00, first=dt.date(2026, 5, 1), count=6, rate_ppm=10_000)
    assert {one.minor for one in schedule.parts} == {2_070_58}
    request = ask(world.acme, plan(debt, schedule=schedule), by=world.alice, as_of=ASKED, at=at(ASKED))
    approve(request, by=world.carol, as_of=ASKED, at=at(ASKED))
    made = Plan.objects.get()
    sign(world, made, on=ASKED)
    for part in schedule.parts:
        for _ in range(2):  # the night twice: it charges once
            dispatch.plans_looked_at(None, as_of=part.due, at=at(part.due))
        charged = OpenItem.objects.filter(kind="debit_memo").order_by("-id")[0]
        assert (charged.original_minor, charged.due_date, charged.on_plan) == (part.interest_minor, part.due, True)
        pay(world, charged, part.interest_minor, on=part.due)
        pay(world, debt, part.principal_minor, on=part.due)
    made.refresh_from_db()
    memos = OpenItem.objects.filter(kind="debit_memo")
    assert sum(one.original_minor for one in memos) == 423_48
    assert OpenItem.objects.filter(customer=world.acme, closed_date__isnull=True).count() == 0
    assert (made.state, made.ended_on) == (PlanState.COMPLETED, dt.date(2026, 10, 1))
    assert broken_facts(as_of=dt.date(2026, 10, 1)) == []


def test_S73_a_bankruptcy_ends_the_plan_without_a_default(world: World) -> None:  # noqa: N802
    debt = builders.invoice(world.acme, amount=24_000_00, document_date=OLD, due_date=dt.date(2026, 3, 1), as_of=ASKED)
    schedule = Schedule.of(24_000_00, down=(dt.date(2026, 4, 20), 6_000_00), first=dt.date(2026, 5, 1), count=12)
    request = ask(world.acme, plan(debt, schedule=schedule), by=world.alice, as_of=ASKED, at=at(ASKED))
    approve(request, by=world.carol, as_of=ASKED, at=at(ASKED))
    made = Plan.objects.get()
    sign(world, made, on=ASKED)
    pay(world, debt, 6_000_00, on=dt.date(2026, 4, 20))
    days = [dt.date(2026, 5, 1), dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 8, 3), dt.date(2026, 9, 1)]
    for day in days:
        pay(world, debt, 1_500_00, on=day)
    petition, known = dt.date(2026, 9, 15), dt.date(2026, 9, 16)
    details: dict[str, str | int] = {"chapter": "11", "petition_date": petition.isoformat()}
    told = Told(EventKind.BANKRUPTCY, petition, "", details)
    event = report_event(world.acme, told=told, by=world.sam, at=at(known), as_of=known, key="petition")
    # Reported, and not looked into: neither is it over, nor in default by the days that go by.
    late = dt.date(2026, 10, 20)
    dispatch.plans_looked_at([world.acme.id], as_of=late, at=at(known))
    made.refresh_from_db()
    assert made.state == PlanState.ACTIVE
    proofs = [Proof(Evidence.COURT, "the docket")]
    verify_event(event, proofs=proofs, by=world.alice, at=at(known), as_of=known, key="docket")
    dispatch.accounts_changed([world.acme.id], as_of=known, at=at(known))
    made.refresh_from_db()
    assert (made.state, made.ended_why, made.default_on) == (PlanState.TERMINATED, "the customer is bankrupt", None)
    debt.refresh_from_db()
    assert (debt.open_minor, debt.on_plan) == (10_500_00, False)
    assert not Letter.objects.filter(kind="plan_default").exists()
    assert broken_facts(as_of=known) == []
