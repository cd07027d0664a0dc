"""The scenarios of orders and holds with their own figures and days; others stand with the actions that they try."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.credit.models import CreditReview, HoldSpell, Order, Release
from creditdesk.credit.queries import in_question
from creditdesk.credit.releasing import release_order
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.parties.models import Customer, PaymentTerms
from creditdesk.receivables.actions import ApplyTo, apply_credit, mark_disputed
from tests import builders
from tests.world import World

LIMIT = 50_000_00


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def buyer(world: World, *, reviewed_on: dt.date, **facts: object) -> Customer:
    """Acme with a limit of 50,000.00, reviewed on the day."""
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=LIMIT, **facts)
    world.acme.refresh_from_db()
    CreditReview.objects.create(
        company=world.northlight, customer=world.acme, reviewed_on=reviewed_on, risk_class="A", limit_minor=LIMIT,
        by=world.carol, at=at(reviewed_on), key="review",
    )  # fmt: skip
    return world.acme


def take(of: Customer, number: str, minor: int, *, day: dt.date, **more: object) -> Order:
    told = ToldOrder(number, 1, day, "USD", minor, **more)  # type: ignore[arg-type]
    return take_order(of, told, as_of=day, by="erp", at=at(day))


def codes(order: Order) -> list[str]:
    order.refresh_from_db()
    return [hold["code"] for hold in order.holds]


@pytest.mark.parametrize(("minor", "held", "percent"), [(3_000_00, [], "0.00"), (4_500_00, ["H1"], "3.00")])
def test_S52_at_the_limit_is_not_over_it_and_beyond_it_the_rep_may(  # noqa: N802
    world: World, minor: int, held: list[str], percent: str
) -> None:
    day = dt.date(2026, 6, 1)
    acme = buyer(world, reviewed_on=day)
    builders.invoice(acme, amount=42_000_00, due_date=day, document_date=day, as_of=day)
    assert take(acme, "before", 5_000_00, day=day).standing == "passes"
    order = take(acme, "SO-1", minor, day=day)
    assert codes(order) == held
    asked = in_question(order, user=world.alice, as_of=day)
    assert (asked.exposure.total_minor, str(asked.over_percent)) == (47_000_00, percent)
    assert asked.authority.allowed


def test_S53_the_rep_is_refused_and_the_supervisor_lets_it_go_with_a_comment(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 6, 1)
    acme = buyer(world, reviewed_on=day)
    builders.invoice(acme, amount=42_000_00, due_date=day, document_date=day, as_of=day)
    order = take(acme, "SO-1", 12_000_00, day=day)
    assert codes(order) == ["H1"]
    common = {"revision": order.revision, "as_of": day, "at": at(day), "comment": "the buyer's word"}
    with pytest.raises(Refusal, match=r"rep may approve up to 10,000\.00 USD"):
        release_order(order, by=world.alice, key="a", **common)  # type: ignore[arg-type]
    made = release_order(order, by=world.bob, key="b", **common)  # type: ignore[arg-type]
    assert (made.comment, made.amount_minor, made.until) == ("the buyer's word", 12_000_00, dt.date(2026, 6, 8))


def test_S54_two_let_one_order_go_and_it_goes_once(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 6, 1)
    acme = buyer(world, reviewed_on=day)
    builders.invoice(acme, amount=45_000_00, due_date=day, document_date=day, as_of=day)
    order = take(acme, "SO-5001", 5_500_00, day=day)
    seen = {"revision": order.revision, "as_of": day, "comment": "ok"}
    first = dt.datetime(2026, 6, 1, 10, 0, 5, tzinfo=dt.UTC)
    release_order(order, by=world.alice, key="a", at=first, **seen)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="already released by Alice at 2026-06-01 10:00:05 UTC"):
        release_order(order, by=world.bob, key="b", at=first + dt.timedelta(seconds=1), **seen)  # type: ignore[arg-type]
    assert Release.objects.count() == 1
    later = take(acme, "SO-5002", 1_00, day=day)
    assert in_question(later, user=world.alice, as_of=day).exposure.total_minor == 50_500_00


def test_S56_a_debt_holds_from_the_sixteenth_day_on_and_its_payment_lets_the_order_go(world: World) -> None:  # noqa: N802
    acme = buyer(world, reviewed_on=dt.date(2026, 5, 1))
    due, before = dt.date(2026, 5, 1), dt.date(2026, 4, 1)
    invoice = builders.invoice(acme, amount=600_00, due_date=due, document_date=before, as_of=due)
    order = take(acme, "SO-1", 100_00, day=dt.date(2026, 5, 16))
    assert codes(order) == []
    dispatch.accounts_changed([acme.id], as_of=dt.date(2026, 5, 18), at=at(dt.date(2026, 5, 18)))
    assert (codes(order), order.holds[0]["days"]) == (["H2"], 17)
    paid = dt.date(2026, 5, 19)
    payment = builders.payment(acme, amount=600_00, document_date=paid, as_of=paid)
    posting = apply_credit(
        payment, to=[ApplyTo(invoice.id, 600_00)], posting_date=paid, as_of=paid, by=world.erin, at=at(paid), key="paid"
    )
    dispatch.posted(posting, as_of=paid, at=at(paid))
    assert (codes(order), order.standing) == ([], "passes")
    spell = HoldSpell.objects.get()
    assert (spell.code, spell.since_day, spell.ended_on, spell.ended_by) == ("H2", dt.date(2026, 5, 18), paid, "cured")


def test_S58_a_review_lapses_after_365_days_and_better_terms_hold(world: World) -> None:  # noqa: N802
    for code, notation in (("N30", "net 30"), ("N60", "net 60")):
        PaymentTerms.objects.create(company=world.northlight, code=code, notation=notation)
    acme = buyer(world, reviewed_on=dt.date(2025, 6, 30), risk_class="A", terms_code="N30")
    day = dt.date(2026, 6, 30)
    builders.invoice(acme, amount=1_00, due_date=day, document_date=dt.date(2026, 6, 1), as_of=day)
    assert codes(take(acme, "1", 100_00, day=day, terms_code="N30")) == []
    assert codes(take(acme, "3", 100_00, day=day, terms_code="N60")) == ["H6"]
    assert codes(take(acme, "2", 100_00, day=dt.date(2026, 7, 1), terms_code="N30")) == ["H5"]


def test_S59_a_first_order_is_held_and_may_be_paid_in_advance_or_on_delivery(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 5, 6)
    order = take(world.zenith, "SO-1", 5_000_00, day=day)
    assert "H7" in codes(order)
    ways = {one.kind.value: one.pay_minor for one in in_question(order, user=world.dave, as_of=day).alternatives}
    assert ways == {"prepay": 5_000_00, "cod": 5_000_00}


def test_S60_the_excess_in_advance_or_the_part_that_fits(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 6, 1)
    acme = buyer(world, reviewed_on=day)
    builders.invoice(acme, amount=44_000_00, due_date=day, document_date=day, as_of=day)
    order = take(acme, "SO-1", 9_000_00, day=day)
    ways = {one.kind.value: one for one in in_question(order, user=world.alice, as_of=day).alternatives}
    assert (ways["deposit"].pay_minor, ways["ship_part"].ship_minor) == (3_000_00, 6_000_00)


def test_S76_orders_are_held_once_the_post_comes_back_and_the_telephone_is_dead(world: World) -> None:  # noqa: N802
    day = dt.date(2026, 5, 8)
    acme = buyer(world, reviewed_on=day)
    builders.invoice(acme, amount=1_00, due_date=day, document_date=day, as_of=day)
    order = take(acme, "SO-1", 100_00, day=day)
    assert codes(order) == []
    told = (
        (EventKind.RETURNED_MAIL, {"sent_to": "1 Elm Street"}, Evidence.DOCUMENT),
        (EventKind.DEAD_PHONE, {"number": "212-555-0142"}, Evidence.OBSERVED),
    )
    for kind, details, proof in told:
        event = report_event(
            acme, told=Told(kind, day, "", details), by=world.alice, at=at(day), as_of=day, key=kind.value
        )
        verify_event(
            event, proofs=[Proof(proof, "looked at")], by=world.alice, at=at(day), as_of=day, key=f"v{kind.value}"
        )
    dispatch.accounts_changed([acme.id], as_of=day, at=at(day))
    assert (codes(order), order.standing) == (["H8"], "held")


def test_S39_what_is_disputed_leaves_exposure_and_h2_looks_at_the_rest(world: World) -> None:  # noqa: N802
    checked = dt.date(2026, 5, 15)
    acme = buyer(world, reviewed_on=dt.date(2026, 4, 1))
    known = {"document_date": dt.date(2026, 4, 1), "as_of": checked}
    contested = builders.invoice(acme, amount=10_000_00, due_date=dt.date(2026, 4, 30), **known)
    builders.invoice(acme, amount=30_000_00, due_date=dt.date(2026, 7, 1), **known)
    opened = dt.date(2026, 5, 10)
    mark_disputed(contested, disputed_minor=2_500_00, reason="short", as_of=opened, by=world.fay, at=at(opened))
    order = take(acme, "SO-1", 12_500_00, day=checked)
    question = in_question(order, user=world.alice, as_of=checked)
    assert (order.standing, question.exposure.total_minor) == ("passes", 37_500_00), "50,000.00 with the order"
    (late,) = in_question(order, user=world.alice, as_of=checked + dt.timedelta(days=1)).found
    assert (late.code.value, late.amount_minor, late.days) == ("H2", 7_500_00, 16)
