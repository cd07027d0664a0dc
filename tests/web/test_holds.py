"""Holds: the queue of held orders, one decided with a comment, and what each role finds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from creditdesk.approvals.models import Request
from creditdesk.credit.models import AccountHold, Offer, Order, Prepayment, Release
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Customer
from tests import builders
from tests.actions.test_orders import DAY, left_alone, look, review, take, told
from tests.api.programs import Program
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def held(world: World) -> Order:
    """An order of 9,000.00 where 6,000.00 of the limit are left, and a smaller one that ships later."""
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    due = TODAY + 10 * DAY
    builders.invoice(world.acme, amount=44_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    first = take(world.acme, told("SO-1", amount=9_000_00, ship_date=TODAY + DAY))
    take(world.acme, told("SO-2", amount=7_000_00, ship_date=TODAY + 3 * DAY))
    return first


def decided(order: Order, comment: str = "they pay on Friday") -> dict[str, str]:
    return {"key": str(uuid4()), "revision": str(order.revision), "comment": comment}


def test_the_queue_opens_with_the_first_to_ship_and_says_all_that_holds_it(held: Order, world: World) -> None:
    page = client_of(world.alice).get(reverse("holds")).content.decode()
    assert page.index("SO-1") < page.index("SO-2")
    assert "53,000.00 USD with this order, 3,000.00 USD (6%) over the limit of 50,000.00 USD" in page
    assert "pay 3,000.00 USD of the order in advance" in page
    assert "ship 6,000.00 USD now" in page
    assert "within the authority of the rep" in page


def test_a_release_with_a_comment_goes_on_to_the_next(held: Order, world: World) -> None:
    client = client_of(world.alice)
    answer = client.post(reverse("order_release", args=[held.id]), decided(held))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("order", args=[Order.objects.get(number="SO-2").id])
    assert Release.objects.get().comment == "they pay on Friday"
    again = client.post(reverse("order_release", args=[held.id]), decided(held))
    assert again.status_code == 409
    assert "already released by Alice" in again.content.decode()


def test_without_a_comment_nothing_is_released(held: Order, world: World) -> None:
    answer = client_of(world.alice).post(reverse("order_release", args=[held.id]), decided(held, comment=""))
    assert answer.status_code == 422
    assert not Release.objects.exists()


def test_who_may_not_is_told_who_may(held: Order, world: World) -> None:
    take(world.acme, told("SO-3", amount=80_000_00))
    big = Order.objects.get(number="SO-3")
    page = client_of(world.alice).get(reverse("order", args=[big.id])).content.decode()
    assert "Beyond your authority" in page
    answer = client_of(world.alice).post(reverse("order_release", args=[big.id]), decided(big))
    assert answer.status_code == 422
    asks = reverse("order_ask", args=[big.id])
    assert asks in page
    assert client_of(world.alice).post(asks, decided(big)).status_code == 302
    asked = Request.objects.get()
    assert (asked.kind, asked.words, asked.needs_level) == ("release", "they pay on Friday", "credit_manager")
    page = client_of(world.alice).get(reverse("order", args=[big.id])).content.decode()
    assert asks not in page
    assert reverse("request", args=[asked.id]) in page
    assert client_of(world.bob).post(asks, decided(big)).status_code == 409
    # To reject an order puts nothing at risk.
    assert reverse("order_reject", args=[big.id]) in page
    assert client_of(world.alice).post(reverse("order_reject", args=[big.id]), decided(big)).status_code == 302
    big.refresh_from_db()
    assert big.standing == "rejected"


def test_orders_are_held_by_hand_and_let_go_again(held: Order, world: World) -> None:
    client = client_of(world.bob)
    sent = {"key": "h", "why": "the owner is away", "only": "on", "until": ""}
    assert client.post(reverse("order_hold", args=[held.id]), sent).status_code == 302
    hold = AccountHold.objects.get()
    assert (hold.order_id, hold.why) == (held.id, "the owner is away")
    client.post(reverse("account_hold_lift", args=[hold.id]), {"key": "l", "because": "she is back"})
    hold.refresh_from_db()
    assert hold.lifted_because == "she is back"


def test_sales_sees_the_names_of_the_reasons_and_no_more(held: Order, world: World) -> None:
    client = client_of(world.sam)
    page = client.get(reverse("order", args=[held.id])).content.decode()
    assert "Over the limit" in page
    assert "3,000.00" not in page
    assert client.post(reverse("order_release", args=[held.id]), decided(held)).status_code == 403


def test_a_stranger_finds_no_such_order(held: Order, world: World) -> None:
    assert client_of(world.charlie).get(reverse("order", args=[held.id])).status_code == 404


def test_a_way_out_is_offered_with_a_letter_and_its_answer_followed(held: Order, world: World) -> None:
    client = client_of(world.alice)
    sent = {"key": "o", "kind": "deposit", "revision": held.revision}
    assert client.post(reverse("order_offer", args=[held.id]), sent).status_code == 302
    letter = Letter.objects.get()
    assert (letter.kind, letter.state) == ("order_offer", "draft")
    assert "Pay 3,000.00 USD of the order in advance" in str(letter.content["blocks"])
    page = client.get(reverse("order", args=[held.id])).content.decode()
    assert "The customer accepts" in page
    offer = Offer.objects.get()
    answered = {"key": "a", "answer": "accepted", "note": "by phone"}
    assert client.post(reverse("offer_answer", args=[offer.id]), answered).status_code == 302
    assert "by phone" in client.get(reverse("order", args=[held.id])).content.decode()
    again = client.post(reverse("offer_answer", args=[offer.id]), answered)
    assert again.status_code == 422
    assert "the offer is not open any more" in again.content.decode()


def test_a_payment_is_kept_for_the_order_and_given_back(held: Order, world: World) -> None:
    payment = builders.payment(world.acme, amount=1_000_00, document_date=TODAY)
    client = client_of(world.alice)
    page = client.get(reverse("order", args=[held.id])).content.decode()
    assert "Keep a payment for this order" in page
    sent = {"key": "k", "item": payment.id, "amount": "1,000.00"}
    too_much = client.post(reverse("order_keep", args=[held.id]), sent | {"amount": "1,000.01"})
    assert too_much.status_code == 422
    assert client.post(reverse("order_keep", args=[held.id]), sent).status_code == 302
    assert "1,000.00</span> of the payment" in client.get(reverse("order", args=[held.id])).content.decode()
    kept = Prepayment.objects.get()
    client.post(reverse("prepayment_give_back", args=[kept.id]))
    kept.refresh_from_db()
    assert kept.ended_at is not None


def test_the_accounts_on_hold_with_what_changed_since_yesterday(held: Order, world: World) -> None:
    page = client_of(world.sam).get(reverse("held_accounts")).content.decode()
    assert "Acme Camera" in page
    assert "Added" in page
    assert "Over the limit" in page
    assert "16,000.00" in page
    assert "over the limit of" not in page, "sales reads the reason's name and no history"
    with time_machine.travel(NOW + DAY, tick=False):
        assert "As before" in client_of(world.sam).get(reverse("held_accounts")).content.decode()
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=90_000_00)
    look(world.acme)
    with time_machine.travel(NOW + DAY, tick=False):
        assert "No account is on hold" in client_of(world.sam).get(reverse("held_accounts")).content.decode()


def test_an_order_without_a_day_comes_last(held: Order, world: World) -> None:
    take(world.acme, told("SO-0", amount=8_000_00))
    page = client_of(world.alice).get(reverse("holds")).content.decode()
    assert page.index("SO-2") < page.index("SO-0")


def test_what_the_policy_leaves_alone_is_told_on_the_page_and_by_the_interface(held: Order, world: World) -> None:
    left_alone(H1={"order_below": Decimal(10_000)})
    page = client_of(world.alice).get(reverse("order", args=[held.id])).content.decode()
    assert "Left alone by the policy" in page
    assert "Excluded because the order is below 10,000.00 USD." in page
    assert "Nothing holds it now." in page
    one = Program(world.bob).get(f"/orders/{held.id}").json()
    ((excluded,), found) = (one["excluded"], one["found"])
    assert (excluded["code"], excluded["by"], found) == ("H1", "H1", [])
    assert excluded["excluded"]["sentence"] == "the order is below 10,000.00 USD"
