"""What sales answers about an account on hold, and orders that a colleague is asked to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from creditdesk.credit.mentioning import mention_order
from creditdesk.credit.models import Order
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.sales_answers import Answer, AnswerKind, task_of, unfit_answer
from creditdesk.exports.planned import own_sentence
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.sales_answers import answer_for_account
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, User
from tests.actions.test_orders import DAY, on_account, take, told
from tests.api.programs import Program
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"at": NOW, "as_of": TODAY}
PROMOTION = Answer(AnswerKind.PROMOTION, "spring promotion, 5% off", amount_minor=300_00)


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def held(world: World) -> Order:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=100_00)
    return take(on_account(world), told("SO-1", amount=60_000_00))


def codes(answer: Answer) -> list[str]:
    return [reason.code for reason in unfit_answer(answer, as_of=TODAY)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (PROMOTION, []),
        (Answer(AnswerKind.WORD, "the buyer is new"), []),
        (Answer(AnswerKind.PAID, day=TODAY), []),
        (Answer(AnswerKind.WORD, " "), ["answer.note"]),
        (Answer(AnswerKind.PROMOTION), ["answer.note"]),
        (Answer(AnswerKind.PAID), ["answer.day"]),
        (Answer(AnswerKind.PAID, day=TODAY + DAY), ["answer.future"]),
        (Answer(AnswerKind.PAID, day=TODAY, amount_minor=0), ["answer.amount"]),
        (Answer(AnswerKind.WORD, "x" * 1001), ["answer.long"]),
    ],
)
def test_what_an_answer_must_say(answer: Answer, expected: list[str]) -> None:
    assert codes(answer) == expected


@pytest.mark.parametrize(
    ("answer", "task"),
    [
        (PROMOTION, "Sales: a promotion or deal explains that 300.00 USD were not paid"),
        (Answer(AnswerKind.PROMOTION, "x"), "Sales: a promotion or deal explains a short payment"),
        (
            Answer(AnswerKind.PAID, day=dt.date(2026, 6, 12), amount_minor=300_00),
            "Sales: the customer says that it paid 300.00 USD on 2026-06-12",
        ),
        (Answer(AnswerKind.PAID, day=TODAY), "Sales: the customer says that it paid on 2026-06-15"),
        (Answer(AnswerKind.WORD, "x"), "Sales has a word on the account that is on hold"),
    ],
)
def test_the_task_is_a_sentence_of_ours_that_is_told_in_the_readers_language(answer: Answer, task: str) -> None:
    assert task_of(answer, currency="USD") == task
    found = own_sentence(task)
    assert found is not None
    assert str(found) == task


def test_an_answer_is_a_note_of_sales_and_a_task_of_the_rep_today_once(held: Order, world: World) -> None:
    for _ in range(2):
        answer_for_account(held.customer, PROMOTION, by=world.sam, key="a", **_DAY)
    noted, task = Activity.objects.get(), Tickler.objects.get()
    assert (noted.by, noted.channel, noted.note) == (world.sam, "note", f"{task.cause}: spring promotion, 5% off")
    assert (task.owner, task.due_date, task.activity, task.created_by) == (world.alice, TODAY, noted, world.sam)
    kinds = set(JournalEntry.objects.filter(by="sam").values_list("kind", flat=True))
    assert {"activity.recorded", "tickler.opened"} <= kinds


def test_sales_answers_from_the_list_of_accounts_on_hold(held: Order, world: World) -> None:
    sam, page = client_of(world.sam), reverse("sales_answer", args=[world.acme.id])
    assert page in sam.get(reverse("held_accounts")).content.decode()
    shown = sam.get(page).content.decode()
    assert "A promotion or deal explains a short payment" in shown
    assert f"{reverse('customer_event_new', args=[world.acme.id])}?kind=out_of_business" in shown
    sent = {"key": "k", "kind": "paid", "day": "6/12", "amount": "300", "note": ""}
    assert sam.post(page, sent | {"day": ""}).status_code == 422
    assert sam.post(page, sent)["Location"] == reverse("held_accounts")
    assert Tickler.objects.get().cause == "Sales: the customer says that it paid 300.00 USD on 2026-06-12"
    alice = client_of(world.alice)
    assert "the customer says that it paid 300.00 USD" in alice.get(reverse("ticklers")).content.decode()
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert "the customer says that it paid 300.00 USD" in account


def test_a_colleague_gets_the_order_as_a_task_with_its_link(held: Order, world: World) -> None:
    alice = client_of(world.alice)
    sent = {"key": "k", "to": str(world.carol.id), "word": "is a higher limit thinkable?"}
    for _ in range(2):
        assert alice.post(reverse("order_mention", args=[held.id]), sent).status_code == 302
    task = Tickler.objects.get()
    assert (task.owner, task.due_date, task.about_order) == (world.carol, TODAY, held.id)
    assert task.cause == "Alice asks you to look at the order SO-1: is a higher limit thinkable?"
    assert reverse("order", args=[held.id]) in client_of(world.carol).get(reverse("ticklers")).content.decode()
    assert reverse("order", args=[held.id]) in client_of(world.carol).get(reverse("today")).content.decode()


def test_a_link_gives_no_right(held: Order, world: World) -> None:
    def refused(to: User) -> list[str]:
        with pytest.raises(Refusal) as found:
            mention_order(held, to=to, word="look", by=world.alice, key=f"to {to}", **_DAY)
        return [reason.code for reason in found.value.reasons]

    assert refused(world.charlie) == ["tickler.owner_sees"], "a rep of another portfolio does not see the account"
    assert refused(world.sam) == ["tickler.owner"], "sales works no tasks"
    assert refused(world.alice) == ["mention.self"]
    assert client_of(world.charlie).get(reverse("order", args=[held.id])).status_code == 404
    choices = client_of(world.alice).get(reverse("order", args=[held.id])).content.decode()
    assert f'<option value="{world.charlie.id}">' not in choices


def test_programs_answer_and_ask_as_people_do(held: Order, world: World) -> None:
    bob = Program(world.bob)
    answered = bob.post(f"/customers/{world.acme.id}/sales-answers", {"kind": "word", "note": "a new buyer"})
    assert (answered.status_code, answered.json()["owner"]) == (201, "alice"), answered.content
    asked = bob.post(f"/orders/{held.id}/mentions", {"colleague": "carol", "word": "look"})
    assert (asked.status_code, asked.json()["about_order"]) == (201, held.id), asked.content
    unfit = bob.post(f"/customers/{world.acme.id}/sales-answers", {"kind": "paid"})
    assert unfit.json()["reasons"][0]["code"] == "answer.day"
