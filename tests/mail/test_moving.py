"""A message filed to the wrong account is moved: what it made there is taken back, and made at the right one."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.followup.access import visible_documents
from creditdesk.followup.models import Activity, Document, DocumentTakenBack, Tickler
from creditdesk.followup.scope import scope_of
from creditdesk.followup.strategy_facts import read_strategies
from creditdesk.journal.queries import entries
from creditdesk.mail.models import IncomingMessage, Mailbox, MailMove
from creditdesk.mail.moving import move_message
from creditdesk.mail.queries import pausing_reply
from creditdesk.mail.replying import reply_to_mail
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer, User
from tests import builders
from tests.mail.post import arrived, contact, mailbox, written
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=2)
PROOF = (
    b"From: ann@acme.example\r\nSubject: Proof of delivery\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain\r\n\r\nWe did not receive the goods.\r\n--b\r\n"
    b'Content-Type: application/pdf; name="pod.pdf"\r\n\r\n%PDF-1.4 proof\r\n--b--\r\n'
)


@pytest.fixture
def box(world: World) -> Mailbox:
    return mailbox(world.northlight, by=world.adam)


@pytest.fixture
def misfiled(world: World, box: Mailbox) -> IncomingMessage:
    """A message that lies at Acme, with its contact, task and file, and is of Zenith."""
    contact(world.acme, email="ann@acme.example")
    return arrived(box, PROOF)


def move(message: IncomingMessage, to: Customer, *, by: User, key: str = "k") -> IncomingMessage:
    seen = IncomingMessage.objects.get(id=message.id)
    return move_message(seen, customer=to, by=by, at=LATER, as_of=TODAY, key=key)


def test_what_it_made_at_the_wrong_account_is_taken_back_and_made_at_the_right_one(
    world: World, misfiled: IncomingMessage
) -> None:
    wrong_contact, wrong_task = Activity.objects.get(), Tickler.objects.get()
    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is not None

    for _ in range(2):
        moved = move(misfiled, world.zenith, by=world.bob)

    assert (moved.state, moved.customer, moved.filed_by) == ("filed", world.zenith, world.bob)
    # Nothing was edited: an entry of today says of the old one that it was none of this account.
    back = Activity.objects.get(corrects=wrong_contact)
    assert (back.customer, back.outcome, back.by) == (world.acme, "noted", world.bob)
    assert back.recorded_at == LATER and back.happened_at == wrong_contact.happened_at
    assert "Zenith" not in back.note
    wrong_task.refresh_from_db()
    last = wrong_task.moves.get()
    assert (wrong_task.state, last.kind, last.note) == (
        "cancelled",
        "cancelled",
        "the e-mail was moved to another account",
    )

    right_contact = Activity.objects.get(customer=world.zenith)
    right_task = Tickler.objects.get(customer=world.zenith)
    assert (moved.activity, moved.tickler) == (right_contact, right_task)
    assert right_task.due_date == TODAY and right_task.cause == wrong_task.cause
    assert MailMove.objects.get().from_customer == world.acme

    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is None
    assert pausing_reply(world.zenith.id, company=world.northlight, at=NOW) is not None
    assert broken_facts(as_of=TODAY) == []


def test_the_journal_of_both_accounts_tells_of_it(world: World, misfiled: IncomingMessage) -> None:
    move(misfiled, world.zenith, by=world.bob)
    told = {
        customer.id: [(one.kind, one.by) for one in entries().filter(customer_id=customer.id, at=LATER).order_by("seq")]
        for customer in (world.acme, world.zenith)
    }
    assert {kind for kind, _ in told[world.acme.id]} == {
        "activity.corrected",
        "tickler.cancelled",
        "document.taken_back",
        "mail.moved_away",
    }
    assert {"mail.filed", "mail.moved", "activity.recorded", "tickler.opened"} <= {
        kind for kind, _ in told[world.zenith.id]
    }
    assert {by for each in told.values() for _, by in each} == {"bob"}


def test_its_file_counts_at_the_right_account_only(world: World, misfiled: IncomingMessage) -> None:
    assert [one.name for one in visible_documents(world.bob, customer_id=world.acme.id)] == ["pod.pdf"]
    move(misfiled, world.zenith, by=world.bob)
    assert not visible_documents(world.bob, customer_id=world.acme.id).exists()
    assert [one.name for one in visible_documents(world.bob, customer_id=world.zenith.id)] == ["pod.pdf"]
    # The row itself stays: what was attached is never deleted.
    assert Document.objects.count() == 2 and DocumentTakenBack.objects.get().document.customer == world.acme


def test_a_file_on_which_another_message_rests_stays(world: World, box: Mailbox, misfiled: IncomingMessage) -> None:
    arrived(box, PROOF.replace(b"Proof of delivery", b"Once more"))
    move(misfiled, world.zenith, by=world.bob)
    assert [one.name for one in visible_documents(world.bob, customer_id=world.acme.id)] == ["pod.pdf"]
    assert not DocumentTakenBack.objects.exists()


def test_it_comes_back_to_where_it_was(world: World, misfiled: IncomingMessage) -> None:
    move(misfiled, world.zenith, by=world.bob)
    moved = move(misfiled, world.acme, by=world.bob, key="back")
    assert moved.customer == world.acme and moved.tickler is not None and moved.tickler.state == "open"
    assert Tickler.objects.filter(state="open").count() == 1
    assert [one.name for one in visible_documents(world.bob, customer_id=world.acme.id)] == ["pod.pdf"]
    assert not visible_documents(world.bob, customer_id=world.zenith.id).exists()
    assert broken_facts(as_of=TODAY) == []


def test_the_wrong_account_stops_counting_as_one_that_answered(world: World, misfiled: IncomingMessage) -> None:
    for customer in (world.acme, world.zenith):
        builders.invoice(customer, amount=50_000, due_date=TODAY - dt.timedelta(days=40))

    def answered() -> set[int]:
        contacts = read_strategies(scope_of(world.northlight, as_of=TODAY, customer_ids=None)).contacts
        return {customer_id for customer_id, days in contacts.items() if "answered" in days}

    assert answered() == {world.acme.id}
    move(misfiled, world.zenith, by=world.bob)
    assert answered() == {world.zenith.id}


def test_a_task_that_was_dealt_with_stays_so(world: World, misfiled: IncomingMessage) -> None:
    seen = IncomingMessage.objects.select_related("customer", "contact").get(id=misfiled.id)
    reply_to_mail(seen, text="Thank you.", by=world.alice, at=NOW, as_of=TODAY, key="r")
    done = Tickler.objects.get()
    move(misfiled, world.zenith, by=world.bob)
    done.refresh_from_db()
    assert done.state == "done"
    assert Tickler.objects.get(customer=world.zenith).state == "open"


def test_whoever_comes_second_is_told_who_was_first(world: World, misfiled: IncomingMessage) -> None:
    seen = IncomingMessage.objects.get(id=misfiled.id)
    move(misfiled, world.zenith, by=world.bob)
    with pytest.raises(Refusal, match="Bob moved this message on 2026-06-15 16:00 UTC"):
        move_message(seen, customer=world.zenith, by=world.carol, at=LATER, as_of=TODAY, key="late")


def test_what_cannot_be_moved_is_told_with_every_reason(world: World, box: Mailbox, misfiled: IncomingMessage) -> None:
    with pytest.raises(Refusal, match="lies at this account already"):
        move(misfiled, world.acme, by=world.bob)
    with pytest.raises(Refusal, match="not one of the company"):
        move(misfiled, world.foreign, by=world.bob)
    unfiled = arrived(box, written(sender="who@nowhere.example"))
    with pytest.raises(Refusal, match="file the message to a customer first"):
        move(unfiled, world.acme, by=world.bob)
    assert not MailMove.objects.exists()


def test_an_automatic_reply_is_moved_without_a_task(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(box, written(headers="Auto-Submitted: auto-replied\r\n"))
    assert move(message, world.zenith, by=world.bob).customer == world.zenith
    assert not Activity.objects.exists() and not Tickler.objects.exists()
