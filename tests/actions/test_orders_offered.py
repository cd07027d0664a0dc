"""Ways out of a hold through the database: offered, accepted and followed; money kept for orders; limits for a time."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.credit.after_journal import look_after_journal
from creditdesk.credit.erp_decisions import answer_decision
from creditdesk.credit.looking_again import look_again, look_by_night
from creditdesk.credit.models import Offer, Order, OrderDecision, Prepayment, TemporaryLimit
from creditdesk.credit.offering import accept_offer, decline_offer, lapse, make_offer, withdraw_offer
from creditdesk.credit.prepaying import give_back, keep_for_order
from creditdesk.credit.releasing import hold_account, reject_order, release_order
from creditdesk.credit.temporary_limits import end_temporary_limit, grant_temporary_limit
from creditdesk.domain.order_alternatives import AlternativeKind as Kind
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.actions.test_orders import DAY, codes, review, take, told
from tests.asking import approve, seen
from tests.world import NOW, TODAY, World


@pytest.fixture
def acme(world: World) -> Customer:
    """Acme owes 44,000.00 of a limit of 50,000.00, and has bought before."""
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    due = TODAY + 10 * DAY
    builders.invoice(world.acme, amount=44_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    return world.acme


def offer(order: Order, kind: Kind, *, by: User, key: str = "o", as_of: dt.date = TODAY) -> Offer:
    order.refresh_from_db()
    return make_offer(order, kind, revision=order.revision, as_of=as_of, by=by, at=NOW, key=key)


def accept(made: Offer, *, by: User, as_of: dt.date = TODAY) -> Offer:
    return accept_offer(made, note="she agreed on the phone", as_of=as_of, by=by, at=NOW)


def standing(order: Order) -> str:
    order.refresh_from_db()
    return order.standing


def erp(order: Order) -> list[str]:
    return list(OrderDecision.objects.filter(order=order).values_list("kind", flat=True))


def test_s60_the_excess_is_paid_in_advance_and_the_order_goes(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    made = offer(order, Kind.DEPOSIT, by=world.alice)
    assert (made.pay_minor, made.until) == (3_000_00, dt.date(2026, 6, 23))
    accept(made, by=world.alice)
    assert standing(order) == "held"
    payment = builders.payment(acme, amount=3_000_00, document_date=TODAY)
    dispatch.accounts_changed([acme.id], as_of=TODAY, at=NOW)
    assert standing(order) == "passes"
    made.refresh_from_db()
    assert made.state == Offer.State.FULFILLED
    kept = Prepayment.objects.get()
    assert (kept.item_id, kept.amount_minor) == (payment.id, 3_000_00)
    assert erp(order) == ["hold", "may_ship"]


def test_s60_the_part_that_fits_is_told_to_the_erp_which_splits_the_order(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    made = offer(order, Kind.SHIP_PART, by=world.alice)
    assert made.ship_minor == 6_000_00
    accept(made, by=world.alice)
    assert erp(order) == ["hold", "split"]
    assert OrderDecision.objects.get(kind="split").facts == {"lines": [], "ship_minor": 6_000_00}
    take(acme, told(amount=6_000_00, version=2))
    assert standing(order) == "passes"
    made.refresh_from_db()
    assert made.state == Offer.State.FULFILLED


def test_s59_a_first_order_goes_on_the_payment_in_advance_without_a_limit(world: World) -> None:
    order = take(world.zenith, told(amount=5_000_00))
    assert "H7" in codes(order)
    accept(offer(order, Kind.PREPAY, by=world.dave), by=world.dave)
    builders.payment(world.zenith, amount=5_000_00, document_date=TODAY)
    dispatch.accounts_changed([world.zenith.id], as_of=TODAY, at=NOW)
    assert (codes(order), standing(order)) == ([], "passes")


def test_on_delivery_the_order_goes_at_once_and_the_erp_is_told(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    accept(offer(order, Kind.COD, by=world.alice), by=world.alice)
    assert (standing(order), order.is_cod) == ("passes", True)
    assert erp(order) == ["hold", "cod", "may_ship"]


def test_a_higher_limit_for_a_time_is_granted_by_whoever_may(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    made = offer(order, Kind.TEMPORARY_LIMIT, by=world.alice)
    with pytest.raises(Refusal, match="rep"):
        accept(made, by=world.alice)
    assert standing(order) == "held"
    accept(made, by=world.carol)
    limit = TemporaryLimit.objects.get()
    assert (limit.limit_minor, limit.until, standing(order)) == (53_000_00, TODAY + 30 * DAY, "passes")
    look_by_night(acme.company, as_of=TODAY + 31 * DAY, by="machine", at=NOW)
    assert standing(order) == "held"
    assert "H1" in codes(order)


def test_a_temporary_limit_is_taken_back_and_the_order_is_held_again(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    limit = grant_temporary_limit(
        acme, limit_minor=60_000_00, until=TODAY + 5 * DAY, why="the season", as_of=TODAY, by=world.carol, at=NOW,
        key="t",
    )  # fmt: skip
    assert standing(order) == "passes"
    end_temporary_limit(limit, as_of=TODAY, by=world.carol, at=NOW)
    assert standing(order) == "held"
    with pytest.raises(Refusal, match="does not stand any more"):
        end_temporary_limit(limit, as_of=TODAY, by=world.carol, at=NOW)
    with pytest.raises(Refusal, match="the limit is as high already"):
        grant_temporary_limit(
            acme, limit_minor=40_000_00, until=TODAY, why="x", as_of=TODAY, by=world.carol, at=NOW, key="u"
        )


def test_an_offer_is_made_once_declined_or_withdrawn_with_a_reason_and_lapses(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    made = offer(order, Kind.DEPOSIT, by=world.alice)
    assert offer(order, Kind.DEPOSIT, by=world.bob, key="again").id == made.id
    decline_offer(made, note="too dear", as_of=TODAY, by=world.alice, at=NOW)
    with pytest.raises(Refusal, match="it is declined"):
        accept(made, by=world.alice)
    second = offer(order, Kind.DEPOSIT, by=world.alice, key="second")
    with pytest.raises(Refusal, match="say why"):
        withdraw_offer(second, note=" ", as_of=TODAY, by=world.alice, at=NOW)
    assert lapse(acme.company, as_of=second.until, by="machine", at=NOW) == 0
    assert lapse(acme.company, as_of=second.until + DAY, by="machine", at=NOW) == 1
    with pytest.raises(Refusal, match="it is lapsed"):
        accept(second, by=world.alice)


def test_what_would_not_cure_the_hold_is_not_offered(acme: Customer, world: World) -> None:
    hold_account(acme, why="fraud is suspected", as_of=TODAY, by=world.bob, at=NOW, key="h")
    order = take(acme, told(amount=9_000_00))
    with pytest.raises(Refusal, match="this would not let the order go"):
        offer(order, Kind.DEPOSIT, by=world.alice)


def test_a_rejected_order_takes_its_offers_along_and_the_erp_hears_it(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    made = offer(order, Kind.DEPOSIT, by=world.alice)
    order.refresh_from_db()
    reject_order(order, comment="no", revision=order.revision, as_of=TODAY, by=world.bob, at=NOW)
    made.refresh_from_db()
    assert (made.state, erp(order)) == (Offer.State.WITHDRAWN, ["hold", "reject"])


def test_money_kept_for_an_order_makes_no_room_for_another(acme: Customer, world: World) -> None:
    first = take(acme, told("SO-1", amount=9_000_00))
    payment = builders.payment(acme, amount=3_000_00)
    kept = keep_for_order(first, payment, amount_minor=3_000_00, as_of=TODAY, by=world.erin, at=NOW, key="k")
    assert standing(first) == "passes"
    second = take(acme, told("SO-2", amount=1_000_00))
    assert codes(second) == ["H1"]
    with pytest.raises(Refusal, match="so much of the payment is not free"):
        keep_for_order(second, payment, amount_minor=1_00, as_of=TODAY, by=world.erin, at=NOW, key="l")
    give_back(kept, as_of=TODAY, by=world.erin, at=NOW)
    assert standing(first) == "passes", "the payment on the account makes room for it as well"
    assert standing(second) == "held"


def test_the_erp_answers_a_decision_once(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    order.refresh_from_db()
    release_order(order, comment="ok", revision=order.revision, as_of=TODAY, by=world.bob, at=NOW, key="r")
    held, released = OrderDecision.objects.filter(order=order)
    assert released.facts == {"codes": ["H1"], "amount_minor": 9_000_00, "until": "2026-06-23"}
    answer_decision(held, accepted=True, by=world.adam, at=NOW)
    answer_decision(held, accepted=True, by=world.adam, at=NOW)
    with pytest.raises(Refusal, match="answered otherwise"):
        answer_decision(held, accepted=False, reason="x", by=world.adam, at=NOW)
    with pytest.raises(Refusal, match="say why"):
        answer_decision(released, accepted=False, by=world.adam, at=NOW)


def test_whoever_acts_on_the_account_need_not_know_of_orders(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=9_000_00))
    look_after_journal(as_of=TODAY, by="machine", at=NOW)
    invoice = acme.items.get()
    mark_disputed(invoice, disputed_minor=3_000_00, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    assert standing(order) == "held"
    look_after_journal(as_of=TODAY, by="machine", at=NOW)
    assert standing(order) == "passes"
    assert look_after_journal(as_of=TODAY, by="machine", at=NOW) == 0


def test_what_a_sister_pays_makes_room_under_the_limit_of_the_family(acme: Customer, world: World) -> None:
    child = builders.customer(world.northlight, name="Acme West", parent=acme, credit_limit_minor=40_000_00)
    review(world, child)
    builders.invoice(child, amount=5_000_00, due_date=TODAY + 5 * DAY, document_date=TODAY - DAY, as_of=TODAY)
    order = take(acme, told(amount=5_000_00))
    assert codes(order) == ["H1"]
    builders.payment(child, amount=5_000_00)
    assert look_again([child.id], checkpoint=Checkpoint.CHANGE, as_of=TODAY, by="machine", at=NOW) == 1
    assert standing(order) == "passes"


def raised(acme: Customer, world: World, *, to: int, by: User, days: int = 5, key: str = "t") -> object:
    acme.refresh_from_db()
    return dispatch.raise_limit(
        acme, limit_minor=to, until=TODAY + days * DAY, why="the season", as_of=TODAY, by=by, at=NOW, key=key
    )


def test_a_limit_is_raised_alone_only_as_far_and_as_long_as_the_policy_says(acme: Customer, world: World) -> None:
    assert isinstance(raised(acme, world, to=75_000_00, by=world.carol, days=30), TemporaryLimit)
    # What was raised lately is added up: another cent more is asked for, and so is a longer time.
    for key, to, days in (("more", 50_000_01, 1), ("long", 50_000_01, 31)):
        asked = raised(acme, world, to=to, by=world.carol, days=days, key=key)
        assert isinstance(asked, Request)
        assert (asked.kind, asked.state, asked.asked.until) == ("limit", "submitted", TODAY + days * DAY)
    assert TemporaryLimit.objects.count() == 1
    with pytest.raises(Refusal, match="may not approve it"):
        grant_temporary_limit(
            acme, limit_minor=50_000_01, until=TODAY, why="x", as_of=TODAY, by=world.alice, at=NOW, key="rep"
        )


def test_a_limit_for_a_time_beyond_one_person_needs_two_and_is_taken_back(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=100_000_00))
    asked = raised(acme, world, to=200_000_00, by=world.carol, days=60)
    assert isinstance(asked, Request)
    with pytest.raises(Refusal):
        approve(asked, by=world.carol)
    approve(asked, by=world.dave)
    made = TemporaryLimit.objects.get()
    assert (made.limit_minor, made.until, made.key) == (200_000_00, TODAY + 60 * DAY, f"request/{asked.id}")
    acme.refresh_from_db()
    assert (acme.credit_limit_minor, standing(order)) == (50_000_00, "passes")
    asked.refresh_from_db()
    dispatch.reverse_request(seen(asked), words="too much", by=world.dave, at=NOW, as_of=TODAY)
    assert standing(order) == "held"
