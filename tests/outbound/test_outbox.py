"""From the journal into the outbox: every entry that is asked for once, and nothing of another company."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from creditdesk.domain.events import EventKind
from creditdesk.domain.notes import NoteState, NoteSystem
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.outgoing_notes import notes
from creditdesk.outbound.actions import pause_subscription, resume_subscription
from creditdesk.outbound.models import OutboxMessage
from creditdesk.outbound.outbox import fill_outbox
from creditdesk.parties.actions import disable_user
from creditdesk.parties.models import User
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.outbound.acts import subscribe, tell
from tests.world import NOW, TODAY, World, make_world


def _told() -> list[str]:
    return list(OutboxMessage.objects.order_by("id").values_list("kind", flat=True))


def test_an_act_becomes_a_message_with_its_public_facts_and_no_names(world: World) -> None:
    subscribe(world.adam)
    item = builders.invoice(world.acme, amount=120_000)
    mark_disputed(item, disputed_minor=20_000, reason="Mrs. Secret says short", as_of=TODAY, by=world.alice, at=NOW)
    assert fill_outbox(at=NOW) == 1
    message = OutboxMessage.objects.get()
    event = json.loads(message.body)
    assert event == {
        "id": message.key,
        "kind": "item.disputed",
        "at": NOW.isoformat(),
        "seq": message.seq,
        "company": "NL",
        "subject": {"kind": "item", "id": item.id},
        "customer_id": world.acme.id,
        "facts": {"disputed_minor": 20_000, "currency": "USD"},
    }
    assert not {"Secret", "alice", "Acme"} & set(message.body.replace('"', " ").split())


def test_a_note_that_waits_for_the_crm_is_told_by_its_number_and_a_restricted_one_is_not(world: World) -> None:
    subscribe(world.adam, kinds=[EventKind.ACTIVITY_RECORDED, EventKind.ACTIVITY_CORRECTED])
    when: dict[str, Any] = {"by": world.alice, "at": NOW, "as_of": TODAY}
    plain = record_activity(world.acme, said=Said("call", "outbound", "spoke", note="Secret word"), key="a", **when)
    hidden = Said("note", "internal", "noted", note="Secret too", visibility=Visibility.RESTRICTED)
    record_activity(world.acme, said=hidden, key="b", **when)
    fill_outbox(at=NOW)
    (message,) = OutboxMessage.objects.all()
    event = json.loads(message.body)
    assert (event["kind"], event["subject"]) == ("activity.recorded", {"kind": "activity", "id": plain.id})
    assert (event["customer_id"], event["facts"]) == (world.acme.id, {})
    assert "Secret" not in message.body
    note = notes(world.alice, system=NoteSystem.CRM, state=NoteState.AWAITING, as_of=TODAY).get()
    assert note.id == event["subject"]["id"]


def test_a_subscription_is_told_of_its_kinds_from_when_it_was_made(world: World) -> None:
    tell("period.closed", world.northlight)
    subscribe(world.adam, kinds=[EventKind.PERIOD_CLOSED])
    tell("item.disputed", world.northlight)
    tell("period.closed", world.northlight)
    assert fill_outbox(at=NOW) == 1
    assert fill_outbox(at=NOW) == 0
    assert _told() == ["period.closed"]


def test_it_is_told_of_the_companies_of_its_owner_and_of_what_concerns_all(world: World) -> None:
    subscribe(world.adam)
    tell("period.closed", world.southwind)
    tell("nightly.finished", None, business_date="2026-06-15", broken=0)
    fill_outbox(at=NOW)
    assert _told() == ["nightly.finished"]


def test_what_happens_during_a_pause_is_told_afterwards_in_order(world: World) -> None:
    subscription = subscribe(world.adam).subscription
    pause_subscription(subscription, by=world.adam, at=NOW)
    tell("period.closed", world.northlight)
    tell("item.disputed", world.northlight)
    assert fill_outbox(at=NOW) == 0
    resume_subscription(subscription, by=world.adam, at=NOW)
    assert fill_outbox(at=NOW) == 2
    assert _told() == ["period.closed", "item.disputed"]


def test_the_subscription_of_a_disabled_user_is_told_of_nothing(world: World) -> None:
    subscribe(world.adam)
    other = builders.user("ada", role=world.adam.desk_role, companies=[world.northlight])
    disable_user(world.adam, by=other, at=NOW)
    tell("period.closed", world.northlight)
    assert fill_outbox(at=NOW) == 0


def test_nothing_is_left_out_or_doubled_while_others_write_and_read_at_once(transactional_db: None) -> None:
    """Four write, three read: the numbers that the messages tell of are those of the journal, each once, in order."""
    world = make_world()
    subscribe(User.objects.get(id=world.adam.id), kinds=[EventKind.ITEM_DISPUTED])
    writers, written = 4, threading.Event()

    def write(writer: int) -> list[int]:
        try:
            return [tell("item.disputed", world.northlight, number=writer).seq for _ in range(12)]
        finally:
            connection.close()

    def read() -> None:
        try:
            while not written.is_set():
                fill_outbox(at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=writers + 3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        acts = [pool.submit(write, writer) for writer in range(writers)]
        journaled = sorted(seq for act in acts for seq in act.result())
        written.set()
        for reader in readers:
            reader.result()
    fill_outbox(at=NOW)
    assert list(OutboxMessage.objects.order_by("id").values_list("seq", flat=True)) == journaled
