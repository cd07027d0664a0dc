"""Orders through the database: told by the ERP, held for what is known on the day, let go by whoever may."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from creditdesk.credit.looking import look_at
from creditdesk.credit.models import CreditReview, HoldSpell, Order, OrderVersion, Prepayment, Release
from creditdesk.credit.releasing import hold_account, lift_hold, reject_order, release_order
from creditdesk.credit.telling import ToldLine, ToldOrder, take_order
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.policy import PolicyDocument, default_policy
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Customer, User
from creditdesk.policy.actions import adopt_policy
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


@pytest.fixture
def acme(world: World) -> Customer:
    return on_account(world)


def on_account(world: World) -> Customer:
    """Acme buys on account up to 50,000.00, was reviewed lately and has bought before."""
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    builders.invoice(world.acme, amount=1_00, due_date=TODAY + 10 * DAY, document_date=TODAY - 20 * DAY, as_of=TODAY)
    return world.acme


def review(world: World, customer: Customer, *, on: dt.date = TODAY - 30 * DAY) -> None:
    CreditReview.objects.create(
        company=customer.company, customer=customer, reviewed_on=on, risk_class=customer.risk_class,
        limit_minor=customer.credit_limit_minor, by=world.carol, at=NOW, key=f"review/{customer.id}/{on}",
    )  # fmt: skip


def told(number: str = "SO-1", *, amount: int, version: int = 1, **more: object) -> ToldOrder:
    return ToldOrder(number, version, TODAY, "USD", amount, **more)  # type: ignore[arg-type]


def take(customer: Customer, what: ToldOrder, *, as_of: dt.date = TODAY) -> Order:
    return take_order(customer, what, as_of=as_of, by="erp", at=NOW)


@action
def look(customer: Customer, *, as_of: dt.date = TODAY) -> None:
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.NIGHT, as_of=as_of, by="machine", at=NOW)


def codes(order: Order) -> list[str]:
    order.refresh_from_db()
    return [hold["code"] for hold in order.holds]


def release(
    order: Order, *, by: User, key: str = "k", comment: str = "they pay", revision: int | None = None
) -> Release:
    order.refresh_from_db()
    return release_order(
        order, comment=comment, revision=order.revision if revision is None else revision, as_of=TODAY, by=by, at=NOW,
        key=key,
    )  # fmt: skip


def test_s52_orders_take_the_room_of_the_limit_in_their_turn(acme: Customer) -> None:
    builders.invoice(acme, amount=41_999_00, due_date=TODAY + 10 * DAY, as_of=TODAY)
    first = take(acme, told("SO-0", amount=5_000_00))
    assert (first.standing, codes(first)) == ("passes", [])
    fits = take(acme, told("SO-A", amount=3_000_00))
    assert fits.standing == "passes"
    beyond = take(acme, told("SO-B", amount=1_00))
    assert (beyond.standing, codes(beyond)) == ("held", ["H1"])
    # What was cancelled makes room for who waits.
    take(acme, told("SO-A", amount=3_000_00, version=2, is_cancelled=True))
    assert (codes(beyond), beyond.standing) == ([], "passes")


def test_s53_a_release_is_within_ones_authority_or_refused_with_who_may(acme: Customer, world: World) -> None:
    builders.invoice(acme, amount=41_999_00, due_date=TODAY + 10 * DAY, as_of=TODAY)
    order = take(acme, told(amount=12_000_00))
    assert codes(order) == ["H1"]
    with pytest.raises(Refusal, match=r"rep may approve up to 10,000\.00 USD"):
        release(order, by=world.alice)
    made = release(order, by=world.bob, comment="they pay on Friday")
    order.refresh_from_db()
    assert (order.standing, made.codes, made.until) == ("released", ["H1"], dt.date(2026, 6, 23))
    entry = JournalEntry.objects.filter(kind="order.released").get()
    assert (entry.by, entry.facts["amount_minor"], entry.private["comment"]) == ("bob", 12_000_00, "they pay on Friday")


def test_s54_who_comes_second_is_told_who_was_faster(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=55_000_00))
    release(order, by=world.dave, key="a", revision=order.revision)
    with pytest.raises(Refusal, match="already released by Dave at 2026-06-15 14:00:00 UTC"):
        release(order, by=world.dave, key="b", revision=order.revision)
    assert release(order, by=world.dave, key="a").id == Release.objects.get().id


def test_s56_a_payment_cures_the_hold_and_the_order_goes(acme: Customer) -> None:
    due = dt.date(2026, 5, 1)
    builders.invoice(acme, amount=600_00, due_date=due, document_date=due - 30 * DAY, as_of=TODAY)
    order = take(acme, told(amount=100_00))
    assert codes(order) == ["H2"]
    builders.payment(acme, amount=600_00)
    look(acme)
    assert (codes(order), order.standing) == ([], "passes")
    spell = HoldSpell.objects.get()
    assert (spell.code, spell.ended_by) == ("H2", "cured")


def test_s58_a_review_lapses_by_itself(acme: Customer, world: World) -> None:
    Customer.objects.filter(id=acme.id).update(risk_class="A")
    acme.refresh_from_db()
    order = take(acme, told(amount=100_00))
    assert order.standing == "passes"
    look(acme, as_of=TODAY + 336 * DAY)
    assert "H5" in codes(order)


def test_s59_a_first_order_goes_once_it_is_paid_in_advance(world: World) -> None:
    order = take(world.zenith, told(amount=5_000_00))
    assert "H7" in codes(order)
    payment = builders.payment(world.zenith, amount=5_000_00)
    Prepayment.objects.create(order=order, item=payment, amount_minor=5_000_00, by=world.erin, at=NOW, key="p")
    look(world.zenith)
    assert (codes(order), order.standing) == ([], "passes")


def test_an_older_version_changes_nothing_and_the_same_again_neither(acme: Customer) -> None:
    take(acme, told(amount=100_00))
    order = take(acme, told(amount=300_00, version=3))
    take(acme, told(amount=200_00, version=2))
    take(acme, told(amount=300_00, version=3))
    order.refresh_from_db()
    assert (order.version, order.amount_minor) == (3, 300_00)
    assert list(OrderVersion.objects.values_list("version", flat=True)) == [1, 2, 3]
    with pytest.raises(Refusal, match="version 3 of order SO-1 was told otherwise before"):
        take(acme, told(amount=301_00, version=3))


def test_a_released_order_that_grows_is_held_again_and_its_delivery_ends_it(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=55_000_00))
    release(order, by=world.dave)
    take(acme, told(amount=56_000_00, version=2))
    assert (codes(order), order.standing) == ([], "released")
    take(acme, told(amount=70_000_00, version=3))
    assert (codes(order), order.standing) == (["H1"], "held")
    assert Release.objects.get().ended_because == "the order grew by more than 10% since its release"
    take(acme, told(amount=70_000_00, version=4, delivered_minor=70_000_00))
    order.refresh_from_db()
    assert (order.standing, HoldSpell.objects.filter(ended_at__isnull=True).count()) == ("delivered", 0)


def test_a_hold_by_hand_falls_only_by_hand(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=100_00))
    hold = hold_account(acme, why="the owner cannot be reached", as_of=TODAY, by=world.alice, at=NOW, key="h")
    assert codes(order) == ["H8"]
    look(acme, as_of=TODAY + 20 * DAY)
    assert codes(order) == ["H8"]
    lift_hold(hold, because="she called back", as_of=TODAY, by=world.bob, at=NOW)
    assert (codes(order), order.standing) == ([], "passes")


def test_who_rejects_an_order_says_why(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=55_000_00))
    with pytest.raises(Refusal, match="say why"):
        reject_order(order, comment=" ", revision=order.revision, as_of=TODAY, by=world.bob, at=NOW)
    reject_order(order, comment="too late", revision=order.revision, as_of=TODAY, by=world.bob, at=NOW)
    order.refresh_from_db()
    assert order.standing == "rejected"
    with pytest.raises(Refusal, match="is not held: it is rejected"):
        release(order, by=world.dave)


def test_a_family_shares_the_limit_of_its_head(acme: Customer, world: World) -> None:
    child = builders.customer(world.northlight, name="Acme West", parent=acme, credit_limit_minor=40_000_00)
    review(world, child)
    builders.invoice(child, amount=30_000_00, due_date=TODAY + 5 * DAY, as_of=TODAY)
    order = take(acme, told(amount=25_000_00))
    (hold,) = order.holds
    assert hold["code"] == "H1"
    assert hold["why"]["facts"]["family"] == "Acme Camera"


def test_lines_must_add_up_and_nothing_is_kept_of_what_is_wrong(acme: Customer) -> None:
    lines = (ToldLine("1", 60_00), ToldLine("2", 30_00))
    with pytest.raises(Refusal, match="the lines do not add up to the order"):
        take(acme, told(amount=100_00, lines=lines))
    assert not Order.objects.exists()
    take(acme, told(amount=90_00, lines=lines))
    assert [line["number"] for line in OrderVersion.objects.get().lines] == ["1", "2"]


def test_money_without_a_rate_holds_and_says_so(acme: Customer) -> None:
    order = take_order(acme, ToldOrder("SO-9", 1, TODAY, "SEK", 100_00), as_of=TODAY, by="erp", at=NOW)
    assert order.holds[0]["why"]["text"].startswith("there is no exchange rate")


def left_alone(**rules: dict[str, object]) -> None:
    """The default policy with these exclusions, in force today."""
    document = default_policy().model_dump()
    for code, rule in rules.items():
        document["hold_exclusions"][code] |= rule
    text = PolicyDocument(**document).to_yaml()
    adopt_policy(text, effective_from=TODAY, reason="small orders go", by="carol", at=NOW)


def test_an_order_that_the_policy_leaves_alone_may_ship_and_the_journal_says_so(acme: Customer) -> None:
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=100_00)
    left_alone(H1={"order_below": Decimal(500)})
    small, large = take(acme, told("SO-1", amount=499_99)), take(acme, told("SO-2", amount=500_00))
    assert (small.standing, codes(large)) == ("passes", ["H1"])
    entry = JournalEntry.objects.get(kind="order.let_go", subject_id=small.id)
    assert (entry.facts["codes"], entry.facts["excluded"]) == ([], ["H1"])


def test_an_exclusion_that_lets_the_order_ship_leaves_a_hold_by_hand(acme: Customer, world: World) -> None:
    left_alone(H2={"groups": [acme.segment], "releases_order": True})
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=100_00)
    order = take(acme, told(amount=9_000_00))
    assert order.standing == "passes"
    hold_account(acme, why="the owner is away", as_of=TODAY, by=world.bob, at=NOW, key="h")
    assert codes(order) == ["H8"]


def test_what_was_let_go_keeps_its_room_when_another_order_is_let_go_after_it(acme: Customer, world: World) -> None:
    builders.invoice(acme, amount=49_000_00, due_date=TODAY + DAY, document_date=TODAY, as_of=TODAY)
    passes, first, second = (
        take(acme, told(number, amount=amount)) for number, amount in (("A", 500_00), ("B", 900_00), ("C", 900_00))
    )
    assert [codes(one) for one in (passes, first, second)] == [[], ["H1"], ["H1"]]
    for order in (second, first):
        order.refresh_from_db()
        release_order(
            order, comment="they pay", revision=order.revision, as_of=TODAY, by=world.bob, at=NOW, key=order.number
        )
    for order in (passes, first, second):
        order.refresh_from_db()
    assert [one.standing for one in (passes, first, second)] == ["passes", "released", "released"]
    look(acme)
    for order in (passes, first, second):
        order.refresh_from_db()
    assert [one.standing for one in (passes, first, second)] == ["passes", "released", "released"]
    builders.invoice(acme, amount=5_000_00, due_date=TODAY + DAY, document_date=TODAY, as_of=TODAY)
    look(acme)
    assert codes(passes) == ["H1"], "a debt that grew is no order that came later"


@pytest.mark.parametrize("status", ["bankrupt", "cia", "cod", "closed", "hold"])
def test_what_was_decided_about_an_account_is_overridden_from_the_credit_manager_on(
    acme: Customer, world: World, status: str
) -> None:
    Customer.objects.filter(id=acme.id).update(status=status)
    acme.refresh_from_db()
    order = take(acme, told(amount=100_00))
    for person in (world.alice, world.bob):
        with pytest.raises(Refusal) as refused:
            release(order, by=person)
        assert "authority.level" in {one.code for one in refused.value.reasons}
    assert release(order, by=world.carol).codes == codes_covered(order)


def test_the_policy_says_which_level_overrides_what(acme: Customer, world: World) -> None:
    document = default_policy().model_dump()
    document["authority"]["release_level"] = {HoldCode.PAY_BEFORE_DELIVERY: Level.SUPERVISOR}
    text = PolicyDocument(**document).to_yaml()
    adopt_policy(text, effective_from=TODAY, reason="cash accounts are the supervisor's", by="carol", at=NOW)
    Customer.objects.filter(id=acme.id).update(status="cod")
    acme.refresh_from_db()
    order = take(acme, told(amount=100_00))
    with pytest.raises(Refusal, match="supervisor or above may override it, not rep"):
        release(order, by=world.alice)
    assert release(order, by=world.bob).codes == ["H10"]


def test_a_hold_by_hand_is_lifted_by_its_author_or_from_his_level_on(acme: Customer, world: World) -> None:
    order = take(acme, told(amount=100_00))
    hold = hold_account(acme, why="fraud is suspected", as_of=TODAY, by=world.bob, at=NOW, key="h")
    with pytest.raises(Refusal, match="Bob placed the hold: only supervisor or above may lift it"):
        lift_hold(hold, because="they want it", as_of=TODAY, by=world.alice, at=NOW)
    with pytest.raises(Refusal, match="supervisor or above may override it, not rep"):
        release(order, by=world.alice)
    assert release(order, by=world.bob).codes == ["H8"]
    lift_hold(hold, because="cleared up", as_of=TODAY, by=world.bob, at=NOW)
    own = hold_account(acme, why="a question", as_of=TODAY, by=world.alice, at=NOW, key="own")
    lift_hold(own, because="answered", as_of=TODAY, by=world.alice, at=NOW)
    other = hold_account(acme, why="a question", as_of=TODAY, by=world.alice, at=NOW, key="other")
    assert lift_hold(other, because="answered", as_of=TODAY, by=world.carol, at=NOW).lifted_by == world.carol


def codes_covered(order: Order) -> list[str]:
    order.refresh_from_db()
    return [hold["code"] for hold in order.covered]
