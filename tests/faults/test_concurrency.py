"""F4: eight processes work on the same items. Nobody sees an error of the database, and no cent is lost or doubled."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry, JournalHead
from creditdesk.parties.models import Customer
from creditdesk.receivables import positions
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period
from creditdesk.receivables.models import Application, OpenItem, Posting
from creditdesk.receivables.recognition import NewItem, Source
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.long

LARGE = 100_000_00
ROUNDS = figure(6, full=100)
TRANSACTIONS = figure(200, full=800)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


def ids(items: list[OpenItem]) -> list[int]:
    return [item.id for item in items]


def test_hundreds_of_transactions_on_the_same_items_lose_nothing(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    Customer.objects.filter(id=world.zenith.id).update(parent=world.acme)  # so that each may pay for the other
    payments = [builders.payment(customer, amount=LARGE) for customer in (world.acme, world.zenith) for _ in range(2)]
    invoices = [builders.invoice(customer, amount=LARGE) for customer in (world.zenith, world.acme) for _ in range(2)]
    before = JournalHead.objects.get().seq
    work = {"task": "apply_and_reverse", "by": world.erin.id, "credits": ids(payments), "invoices": ids(invoices)}

    # Each applies in every round, and takes two of three back.
    answers = send_crowd(work | {"rounds": TRANSACTIONS * 3 // (EIGHT * 5)}, folder=tmp_path)

    transactions = sum(answer["transactions"] for answer in answers)
    faults = [fault for answer in answers for fault in answer["faults"]]
    kept: Counter[int] = Counter()
    for credit_id, invoice_id, amount in (one for answer in answers for one in answer["kept"]):
        kept[credit_id] += amount
        kept[invoice_id] -= amount
    lost = [
        item.number
        for item in OpenItem.objects.filter(id__in=[*ids(payments), *ids(invoices)])
        if item.open_minor != item.original_minor + kept[item.id]
    ]
    worst = max(answer["worst_seconds"] for answer in answers)
    counted(
        "F4",
        f"{transactions} transactions by {EIGHT} processes, {len(faults)} lock errors, {len(lost)} lost updates, "
        f"worst wait {worst:.2f} s ({connection.vendor})",
    )
    assert faults == []
    assert transactions == TRANSACTIONS
    assert lost == []
    assert JournalHead.objects.get().seq == before + TRANSACTIONS
    assert JournalEntry.objects.count() == before + TRANSACTIONS


def test_of_eight_who_spend_the_same_payment_one_wins_and_the_others_are_told(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    payments = [builders.payment(world.acme, amount=50_000) for _ in range(ROUNDS)]
    invoices = [builders.invoice(world.acme, amount=LARGE) for _ in range(EIGHT)]
    work = {"task": "race", "act": "apply", "same_key": False, "rounds": ROUNDS, "by": world.erin.id}

    answers = send_crowd(work | {"credits": ids(payments), "invoices": ids(invoices)}, folder=tmp_path)

    for told in zip(*answers, strict=True):
        outcomes = Counter(answer.split()[0] for answer in told)
        assert outcomes == {"posting": 1, "application.credit_open": EIGHT - 1}, told
    assert Application.objects.count() == ROUNDS
    assert not OpenItem.objects.filter(id__in=ids(payments)).exclude(open_minor=0).exists()
    counted("F4", f"{ROUNDS} races of {EIGHT} for one payment, 1 effect each ({connection.vendor})")


def test_the_same_key_at_once_has_one_effect_and_one_answer(world: World, tmp_path: Path, counted: Counted) -> None:
    payments = [builders.payment(world.acme, amount=50_000) for _ in range(ROUNDS)]
    invoices = [builders.invoice(world.acme, amount=LARGE)]
    work = {"task": "race", "act": "apply", "same_key": True, "rounds": ROUNDS, "by": world.erin.id}

    answers = send_crowd(work | {"credits": ids(payments), "invoices": ids(invoices)}, folder=tmp_path)

    for told in zip(*answers, strict=True):
        assert len(set(told)) == 1
        assert told[0].startswith("posting ")
    assert Posting.objects.filter(kind="application").count() == ROUNDS
    counted("F4", f"{ROUNDS} races of {EIGHT} with one key, 1 effect each ({connection.vendor})")


@pytest.mark.parametrize("same_key", [True, False])
def test_what_eight_take_back_at_once_is_taken_back_once(
    world: World, tmp_path: Path, same_key: bool, counted: Counted
) -> None:
    invoice = builders.invoice(world.acme, amount=LARGE)
    postings = []
    for number in range(ROUNDS):
        payment = builders.payment(world.acme, amount=50_000)
        postings.append(
            apply_credit(
                payment, to=[ApplyTo(invoice.id, 50_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW,
                key=f"k{number}",
            )
        )  # fmt: skip
    work: dict[str, Any] = {"task": "race", "act": "reverse", "same_key": same_key, "rounds": ROUNDS}
    work |= {"by": world.erin.id, "credits": [], "invoices": [], "postings": [posting.id for posting in postings]}

    answers = send_crowd(work, folder=tmp_path)

    expected = {"posting": EIGHT} if same_key else {"posting": 1, "reversal.twice": EIGHT - 1}
    for told in zip(*answers, strict=True):
        assert Counter(answer.split()[0] for answer in told) == expected, told
        assert len({answer for answer in told if answer.startswith("posting")}) == 1
    invoice.refresh_from_db()
    assert invoice.open_minor == LARGE
    counted("F4", f"{ROUNDS} races of {EIGHT} to take back, 1 effect each ({connection.vendor})")


def test_of_eight_that_run_the_night_at_once_the_work_is_done_once(world: World, tmp_path: Path) -> None:
    builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 5, 1), as_of=dt.date(2026, 5, 20))

    answers = send_crowd({"task": "night"}, folder=tmp_path)

    assert set(answers) <= {"nightly.under_way", answers[0], next(a for a in answers if a.startswith("run"))}
    assert len({answer for answer in answers if answer.startswith("run")}) == 1
    assert JournalEntry.objects.filter(kind="nightly.finished").count() == 1
    assert len((tmp_path / "anchors.jsonl").read_text().splitlines()) == 1


def test_closing_a_period_waits_for_the_posting_that_is_under_way(world: World) -> None:
    may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31), "as_of": TODAY}

    def post() -> None:
        builders.take_over([_of_may(world)], source=Source(world.northlight.id, "x", NOW, "k1"))
        positions.refresh([world.acme.id], as_of=TODAY, edges=builders.EDGES)

    told = _beside(lambda: close_period(world.northlight, by=world.dave, at=NOW, **may), while_open=post)
    assert isinstance(told, OperationalError)  # it had to wait, and here it was not given the time

    close_period(world.northlight, by=world.dave, at=NOW, **may)
    assert Posting.objects.filter(posting_date=dt.date(2026, 5, 20)).count() == 1


def test_a_night_that_rolls_positions_waits_for_the_posting_that_is_under_way(world: World) -> None:
    builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 5, 1), as_of=dt.date(2026, 4, 20))
    payment = builders.payment(world.acme, amount=20_000, as_of=dt.date(2026, 4, 20))
    edges = builders.EDGES

    def post() -> None:
        from creditdesk.parties.locks import lock_customers

        lock_customers([world.acme.id])
        builders.take_over([_of_may(world)], source=Source(world.northlight.id, "x", NOW, "k1"))
        positions.refresh([world.acme.id], as_of=dt.date(2026, 4, 20), edges=edges)

    told = _beside(lambda: positions.roll(world.northlight.id, as_of=TODAY, edges=edges), while_open=post)
    assert isinstance(told, OperationalError)

    assert positions.roll(world.northlight.id, as_of=TODAY, edges=edges) == 1
    assert world.acme.positions.get().open_minor == 50_000 + 30_000
    assert world.acme.positions.get().unapplied_minor == payment.original_minor


def _of_may(world: World) -> NewItem:
    day = dt.date(2026, 5, 20)
    return NewItem(world.acme.id, "invoice", "88120", "USD", 30_000, day, day, dt.date(2026, 6, 19))


def _beside(act: Any, *, while_open: Any) -> BaseException | None:
    """What `act` raises in another connection, with a tenth of a second of patience, while a transaction is open."""
    raised: list[BaseException] = []

    def other() -> None:
        try:
            with connection.cursor() as cursor:
                short = {"sqlite": "PRAGMA busy_timeout = 100", "postgresql": "SET lock_timeout = '100ms'"}
                cursor.execute(short[connection.vendor])
            act()
        except BaseException as fault:
            raised.append(fault)
        finally:
            connection.close()

    with transaction.atomic():
        while_open()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    return raised[0] if raised else None
