"""Releases beyond authority: asked for by whoever works the order, given by somebody who may, as it was seen."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.approvals.deciding import refuse_request, send_back
from creditdesk.approvals.models import Request, RequestEffect
from creditdesk.approvals.queries import withdrawn_because
from creditdesk.credit.models import Order, Release
from creditdesk.credit.releasing import reject_order
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Absence, Customer, User
from creditdesk.policy.queries import policy_in_force
from tests import builders
from tests.actions.test_orders import DAY, codes, look, on_account, release, take, told
from tests.asking import approve, seen
from tests.world import NOW, TODAY, World


@pytest.fixture
def acme(world: World) -> Customer:
    return on_account(world)


@pytest.fixture
def large(acme: Customer) -> Order:
    """An order of 58,000.00, 8,001.00 (16 %) over the limit: beyond rep and supervisor, within the credit manager."""
    return take(acme, told("SO-9", amount=58_000_00))


def ask(order: Order, *, by: User, key: str = "ask", as_of: dt.date = TODAY, words: str = "good for it") -> Request:
    order.refresh_from_db()
    return dispatch.ask_for_release(
        order, words=words, revision=order.revision, by=by, at=NOW, as_of=as_of, key=f"test/{key}"
    )


def reasons(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [one.code for one in refused.value.reasons]


def test_whoever_may_not_asks_and_whoever_may_lets_it_go_once(large: Order, world: World) -> None:
    with pytest.raises(Refusal):
        release(large, by=world.alice)
    asked = ask(large, by=world.alice)
    assert (asked.kind, asked.state, asked.needs_level) == ("release", "submitted", "credit_manager")
    assert (asked.amount_minor, asked.currency) == (58_000_00, "USD")
    approve(asked, by=world.carol)
    large.refresh_from_db()
    assert large.standing == "released"
    made = Release.objects.get()
    assert (made.by, made.comment, made.amount_minor) == (world.carol, "good for it", 58_000_00)
    assert made.authority[0]["code"] == "release.by_request"
    effect = RequestEffect.objects.get()
    assert (effect.made_kind, effect.made_id) == ("release", made.id)
    approve(asked, by=world.carol)
    assert Release.objects.count() == 1
    kinds = list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert "request.approved" in kinds
    assert kinds.count("order.released") == 1


def test_nobody_lets_go_what_he_asked_for_nor_what_is_beyond_him(large: Order, world: World) -> None:
    asked = ask(large, by=world.carol)
    for person in (world.carol, world.bob, world.alice):
        with pytest.raises(Refusal):
            approve(asked, by=person)
    large.refresh_from_db()
    assert large.standing == "held"
    assert not Release.objects.exists()


def test_a_substitute_lets_it_go_by_the_authority_of_whoever_is_away_and_not_for_whoever_asked(
    large: Order, world: World
) -> None:
    asked = ask(large, by=world.alice)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    approve(asked, by=world.bob)
    assert Release.objects.get().by == world.bob
    decision = asked.decisions.get()
    assert (decision.by, decision.on_behalf_of) == (world.bob, world.carol)


def test_it_is_asked_for_once_while_nobody_decides(large: Order, world: World) -> None:
    first = ask(large, by=world.alice)
    assert ask(large, by=world.alice) == first  # the same form, sent again
    with pytest.raises(Refusal) as refused:
        ask(large, by=world.bob, key="another")
    assert reasons(refused) == ["release.asked"]
    refuse_request(seen(first), words="not this time", by=world.carol, at=NOW, as_of=TODAY)
    assert ask(large, by=world.bob, key="later").state == "submitted"


def test_an_order_that_changed_since_is_not_let_go_by_what_was_asked_before(
    large: Order, acme: Customer, world: World
) -> None:
    asked = ask(large, by=world.alice)
    take(acme, told("SO-9", amount=70_000_00, version=2))
    with pytest.raises(Refusal) as refused:
        approve(asked, by=world.carol)
    assert reasons(refused) == ["release.changed_meanwhile"]
    large.refresh_from_db()
    again = dispatch.ask_for_release_again(
        asked, large, words="it grew", revision=large.revision, seen=asked.revision, by=world.alice, at=NOW, as_of=TODAY
    )
    assert (again.revision, again.amount_minor) == (2, 70_000_00)
    approve(again, by=world.carol)
    assert Release.objects.get().amount_minor == 70_000_00


def test_a_reason_that_came_since_is_not_overridden_by_the_request(large: Order, acme: Customer, world: World) -> None:
    asked = ask(large, by=world.alice)
    builders.invoice(
        acme, amount=900_00, due_date=TODAY - 40 * DAY, document_date=TODAY - 70 * DAY, as_of=TODAY, number="LATE"
    )
    look(acme)
    assert codes(large) == ["H1", "H2"]
    with pytest.raises(Refusal) as refused:
        approve(asked, by=world.carol)
    assert reasons(refused) == ["release.worse"]


def test_what_needs_nobody_any_more_is_told(large: Order, acme: Customer, world: World) -> None:
    asked = ask(large, by=world.alice)
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=90_000_00)
    look(acme)
    large.refresh_from_db()
    assert large.standing == "passes"
    with pytest.raises(Refusal) as refused:
        approve(asked, by=world.carol)
    assert reasons(refused) == ["request.changed_meanwhile"]


def test_waiting_gives_nobody_an_authority_that_he_had_not(acme: Customer, world: World) -> None:
    """59 days late is within the supervisor's 60; two days later it is not, whatever was asked for."""
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=90_000_00)
    builders.invoice(
        acme, amount=900_00, due_date=TODAY - 59 * DAY, document_date=TODAY - 89 * DAY, as_of=TODAY, number="LATE"
    )
    order = take(acme, told("SO-8", amount=20_000_00))
    assert codes(order) == ["H2"]
    asked = ask(order, by=world.alice)
    assert asked.needs_level == "supervisor"
    later = TODAY + 2 * DAY
    look(acme, as_of=later)
    with pytest.raises(Refusal) as refused:
        approve(asked, by=world.bob, as_of=later)
    assert reasons(refused) == ["release.later"]
    approve(asked, by=world.bob)  # on its own day he might have


def test_sent_back_with_a_question_it_is_asked_for_anew(large: Order, world: World) -> None:
    asked = ask(large, by=world.alice)
    send_back(seen(asked), words="when do they pay?", by=world.carol, at=NOW, as_of=TODAY)
    asked.refresh_from_db()
    large.refresh_from_db()
    again = dispatch.ask_for_release_again(
        asked, large, words="on Friday", revision=large.revision, seen=1, by=world.alice, at=NOW, as_of=TODAY
    )
    approve(again, by=world.carol)
    assert Release.objects.get().comment == "on Friday"


def test_taken_back_the_order_is_held_again(large: Order, world: World) -> None:
    asked = ask(large, by=world.alice)
    (asked,) = approve(asked, by=world.carol)
    dispatch.reverse_request(seen(asked), words="they went under", by=world.carol, at=NOW, as_of=TODAY)
    large.refresh_from_db()
    assert (large.standing, codes(large)) == ("held", ["H1"])
    asked.refresh_from_db()
    assert asked.state == "reversed"


def test_what_shipped_is_not_taken_back(large: Order, acme: Customer, world: World) -> None:
    (asked,) = approve(ask(large, by=world.alice), by=world.carol)
    take(acme, told("SO-9", amount=58_000_00, version=2, delivered_minor=58_000_00))
    with pytest.raises(Refusal) as refused:
        dispatch.reverse_request(seen(asked), words="too late", by=world.carol, at=NOW, as_of=TODAY)
    assert reasons(refused) == ["release.over"]


def test_two_orders_of_one_customer_are_let_go_together(acme: Customer, world: World) -> None:
    orders = [take(acme, told(number, amount=55_000_00)) for number in ("SO-A", "SO-B")]
    asked = [ask(order, by=world.alice, key=order.number) for order in orders]
    # The first takes room: what the second needs is then worse than what was asked for. None goes by half.
    with pytest.raises(Refusal) as refused:
        approve(*asked, by=world.carol)
    (why,) = refused.value.reasons
    assert "worse than what was asked for" in str(why)
    assert not Release.objects.exists()
    approve(asked[0], by=world.carol)
    assert Release.objects.get().order == orders[0]


def test_the_request_says_what_is_at_risk_and_why(large: Order, world: World) -> None:
    asked = ask(large, by=world.alice)
    policy = policy_in_force(as_of=TODAY, company_id=asked.company_id).document
    lines = {one.what: one for one in dispatch.preview(asked, policy=policy, as_of=TODAY)}
    assert (lines["exposure"].before, lines["exposure"].after) == ("1.00 USD", "58,001.00 USD")
    assert lines["limit"].minor == 50_000_00
    assert "over the limit" in str(lines["hold"].why)


# ---------------------------------------------------------------- held no more


def withdrawn(request: Request) -> str:
    request.refresh_from_db()
    assert request.state == "withdrawn"
    return str(withdrawn_because(request))


def test_once_the_order_is_cured_nobody_is_asked_any_more(large: Order, acme: Customer, world: World) -> None:
    asked = ask(large, by=world.alice)
    Customer.objects.filter(id=acme.id).update(credit_limit_minor=900_000_00)
    look(acme)
    assert withdrawn(asked) == "order SO-9 is held no more: it is passes"
    entry = JournalEntry.objects.get(kind="request.withdrawn", subject_id=asked.id)
    assert (entry.by, entry.customer_id) == ("machine", acme.id)
    with pytest.raises(Refusal, match="withdrawn meanwhile"):
        approve(asked, by=world.carol)


def test_released_on_the_spot_rejected_or_cancelled_it_is_withdrawn_as_well(acme: Customer, world: World) -> None:
    orders = [take(acme, told(f"SO-{n}", amount=58_000_00)) for n in (1, 2, 3)]
    asked = [ask(order, by=world.alice, key=order.number) for order in orders]
    for order in orders:
        order.refresh_from_db()
    release(orders[0], by=world.carol)
    orders[1].refresh_from_db()
    reject_order(orders[1], comment="no", revision=orders[1].revision, as_of=TODAY, by=world.bob, at=NOW)
    take(acme, told("SO-3", amount=58_000_00, version=2, is_cancelled=True))
    assert [withdrawn(one).rsplit(" ", 1)[-1] for one in asked] == ["released", "rejected", "cancelled"]


def test_what_another_order_is_asked_for_stays(large: Order, acme: Customer, world: World) -> None:
    other = take(acme, told("SO-10", amount=60_000_00))
    first, second = ask(large, by=world.alice, key="first"), ask(other, by=world.alice, key="second")
    take(acme, told("SO-9", amount=58_000_00, version=2, is_cancelled=True))
    second.refresh_from_db()
    assert (withdrawn(first) != "", second.state) == (True, "submitted")
