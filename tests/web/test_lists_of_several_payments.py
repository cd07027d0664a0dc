"""A list that tells of several payments, and a payment of which several lists tell: proposed, decided by a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from creditdesk.cash.models import Match, Receipt, Remittance
from creditdesk.cash.several_payments import told_together
from creditdesk.config import clock
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.web.clients import client_of
from tests.web.test_cash import received
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(world: World) -> Client:
    return client_of(world.erin)


@pytest.fixture
def items(world: World) -> list[OpenItem]:
    """What Acme owes: no payment of the tests is the amount of one of them, so none matches by itself."""
    return [builders.invoice(world.acme, amount=amount, as_of=clock.today()) for amount in (6000_11, 3999_89, 511_13)]


def waiting(world: World, *items: OpenItem, key: str = "list") -> Remittance:
    lines = [{"number": item.number, "paid_minor": item.open_minor} for item in items]
    return Remittance.objects.create(
        company=world.northlight, customer=world.acme, key=key, format="table", currency="USD", lines=lines,
        amount_minor=sum(item.open_minor for item in items), state="waiting", received_at=clock.now(),
        received_by="machine",
    )  # fmt: skip


def page(client: Client, one: Remittance) -> str:
    answer = client.get(reverse("remittance", args=[one.id]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def put(client: Client, one: Remittance, *receipts: Receipt, lists: tuple[Remittance, ...] = (), **facts: Any) -> str:
    told = {"receipts": [each.id for each in receipts], "lists": [each.id for each in lists]}
    sent = {"revision": one.revision, **told, **facts}
    answer = client.post(reverse("remittance_payments", args=[one.id]), sent, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def left(items: list[OpenItem]) -> list[int]:
    return [OpenItem.objects.get(id=item.id).open_minor for item in items]


def test_two_payments_of_one_list_are_proposed_and_with_one_key_both_are_matched(
    world: World, erin: Client, items: list[OpenItem]
) -> None:
    one = waiting(world, *items[:2])
    first, second = received(world, 7000_00, of=world.acme), received(world, 3000_00, of=world.acme)
    received(world, 44_00, of=world.acme)
    shown = page(erin, one)
    assert "It may be told together" in shown and 'data-key="p"' in shown
    assert not Match.objects.exists()
    waits = erin.get(reverse("cash_receipt", args=[first.id])).content.decode()
    assert "A list of 2 documents waits" in waits and reverse("remittance", args=[one.id]) in waits
    assert "The list is with 2 payments." in put(erin, one, first, second)
    one.refresh_from_db()
    assert (one.state, one.receipt, one.decided_by) == ("parted", None, "erin")
    assert [(part.receipt, part.amount_minor) for part in one.parts.order_by("id")] == [
        (first, 7000_00),
        (second, 3000_00),
    ]
    assert left(items) == [0, 0, 511_13]
    assert sorted(Match.objects.values_list("receipt", "applied_minor", "lists__remittance__part_of")) == [
        (first.id, 7000_00, one.id),
        (second.id, 3000_00, one.id),
    ]
    kinds = JournalEntry.objects.filter(subject_kind="remittance").values_list("kind", flat=True)
    assert sorted(kinds) == ["remittance.parted", "remittance.used", "remittance.used"]
    assert reverse("remittance", args=[one.id]) in page(erin, one.parts.all()[0])
    assert first.number in page(erin, one)
    # A second press does nothing again.
    assert "decided about this list meanwhile" in put(erin, one, first, second)
    assert Match.objects.count() == 2


def test_several_sets_are_all_shown_and_none_has_the_key(world: World, erin: Client, items: list[OpenItem]) -> None:
    one = waiting(world, *items[:2])
    for amount in (7000_00, 3000_00, 3000_00):
        received(world, amount, of=world.acme)
    shown = page(erin, one)
    assert shown.count('name="receipts"') == 4
    assert "Several sets make the amount" in shown and 'data-key="p"' not in shown


def test_payments_of_others_of_another_currency_and_old_ones_are_not_proposed(
    world: World, items: list[OpenItem]
) -> None:
    one = waiting(world, *items[:2])
    received(world, 7000_00, of=world.acme)
    received(world, 3000_00, of=world.zenith, payer="Zenith")
    received(world, 3000_00, payer="Nobody Known")
    assert told_together(world.erin, one, as_of=clock.today()) == []
    received(world, 3000_00, payer="Acme Camera")
    (found,) = told_together(world.erin, one, as_of=clock.today())
    assert [each.amount_minor for each in found.receipts] == [7000_00, 3000_00]


def test_what_does_not_make_the_amount_or_is_another_s_is_refused_with_reasons(
    world: World, erin: Client, items: list[OpenItem]
) -> None:
    one = waiting(world, *items[:2])
    first, other = received(world, 7000_00, of=world.acme), received(world, 3000_00, of=world.zenith, payer="Zenith")
    short, foreign = received(world, 2999_99, of=world.acme), received(world, 1_00)
    assert "the payment is of another customer" in put(erin, one, first, other)
    assert "the payment is 9,999.99 USD, the list says 10,000.00 USD" in put(erin, one, first, short)
    assert "choose two payments at least" in put(erin, one, first)
    assert "say which payments and lists belong together" in put(erin, one, first, receipts=[first.id, 999_999])
    assert "decided about this list meanwhile" in put(erin, one, first, foreign, revision="7")
    one.refresh_from_db()
    assert (one.state, Match.objects.count()) == ("waiting", 0)


def test_two_lists_of_one_payment_are_proposed_on_either_and_matched_together(
    world: World, erin: Client, items: list[OpenItem]
) -> None:
    one, second = waiting(world, items[0]), waiting(world, items[2], key="second")
    receipt = received(world, 6000_11 + 511_13, of=world.acme)
    assert "These lists are of this payment" in page(erin, second)
    assert "The list is with 1 payment." in put(erin, one, receipt, lists=(second,))
    second.refresh_from_db()
    assert (second.state, second.receipt) == ("used", receipt)
    assert left(items) == [0, 3999_89, 0]
    assert Match.objects.get().lists.count() == 2


def test_an_accepted_list_whose_payments_are_here_leads_to_them(
    world: World, erin: Client, items: list[OpenItem]
) -> None:
    one = waiting(world, *items[:2])
    Remittance.objects.filter(id=one.id).update(state="held")
    for amount in (7000_00, 3000_00):
        received(world, amount, of=world.acme)
    sent = {"revision": "0", "currency": "USD", "amount": "", "receipt": "", "customer": world.acme.number}
    for place, line in enumerate(one.lines):
        sent |= {f"number_{place}": line["number"], f"paid_{place}": f"{line['paid_minor'] / 100:.2f}"}
    answer = erin.post(reverse("remittance_accept", args=[one.id]), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("remittance", args=[one.id]))
