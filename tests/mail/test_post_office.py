"""How the post stands is told to those who watch over the desk, and false post is found by the proof."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from creditdesk.journal.triggers import install
from creditdesk.mail.models import Mailbox, OutgoingMessage, SendAttempt
from creditdesk.mail.queries import post_office
from creditdesk.mail.triggers import MAIL_GUARDS
from creditdesk.mail.verify import broken_facts
from creditdesk.nightly.queries import state_of_the_desk
from tests.mail.mail_server import Script
from tests.mail.post import Clock, arrived, mailbox, queued, send_all, written
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def test_a_message_is_late_only_where_a_server_could_have_taken_it(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    queued(world.acme, by=world.alice, at=NOW - dt.timedelta(hours=3))
    assert (post_office().waiting, post_office().oldest_waiting) == (1, None)

    Mailbox.objects.update(smtp_host="mail.example")
    state = state_of_the_desk(as_of=TODAY, at=NOW)
    assert (state.mail_waiting, state.oldest_mail_seconds) == (1, 3 * 3600)

    arrived(box, written(sender="who@nowhere.example"))
    assert state_of_the_desk(as_of=TODAY, at=NOW).mail_unmatched == 1


@pytest.mark.breaks_the_books
def test_the_proof_finds_what_was_changed_past_the_desk(world: World, box: Mailbox, server: Script) -> None:
    changed, doubled = queued(world.acme, by=world.alice), queued(world.acme, by=world.alice)
    send_all(Clock())
    assert broken_facts() == []

    with connection.cursor() as cursor:
        for guard in MAIL_GUARDS:
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {guard.name}{on}")
        OutgoingMessage.objects.filter(id=changed.id).update(text="Pay to another account.")
        SendAttempt.objects.create(message=doubled, number=2, mailbox=box, began_at=NOW, outcome="sent")
        OutgoingMessage.objects.filter(id=doubled.id).update(attempt_count=2)
    install(MAIL_GUARDS, connection=connection)

    assert broken_facts() == [
        f"I21: message {changed.id} is not what was queued",
        f"I21: message {doubled.id} may have gone out more than once",
    ]
    assert {fact.customer_id for fact in broken_facts()} == {world.acme.id}
