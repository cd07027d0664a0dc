"""Texts and files of e-mail go by night when the policy keeps them no longer; that a message came is not forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from creditdesk.domain.policy import default_policy_text
from creditdesk.followup.actions import finish_tickler
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.journal.queries import entries
from creditdesk.mail.filing import set_aside
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, Mailbox, RawMail
from creditdesk.mail.retention import remove_old_bodies
from creditdesk.nightly.proof import broken_facts
from creditdesk.nightly.run import run_nightly
from creditdesk.policy.actions import adopt_policy
from tests.mail.post import arrived, contact, mailbox, written
from tests.mail.test_moving import PROOF
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
OLD = NOW - dt.timedelta(days=40)


@pytest.fixture
def box(world: World) -> Mailbox:
    return mailbox(world.northlight, by=world.adam)


def keep(*, filed: int | None = None, unfiled: int | None = None) -> None:
    """Say how many days bodies are kept."""
    text = default_policy_text()
    for name, days in (("filed_body_days", filed), ("unfiled_body_days", unfiled)):
        assert f"  {name}: null" in text
        text = text.replace(f"  {name}: null", f"  {name}: {days or 'null'}")
    adopt_policy(text, effective_from=TODAY - dt.timedelta(days=400), reason="retention", by="carol", at=NOW)


def removed(world: World) -> int:
    return remove_old_bodies(world.northlight, as_of=TODAY, at=NOW)


def is_whole(message: IncomingMessage) -> bool:
    found = IncomingMessage.objects.get(id=message.id)
    return found.body_removed_at is None and bytes(RawMail.objects.get(message=found).content) != b""


def filed_message(world: World, box: Mailbox) -> IncomingMessage:
    """A message of long ago with a file, filed to Acme, whose task is done."""
    contact(world.acme, email="ann@acme.example")
    message = arrived(box, PROOF, at=OLD)
    task = message.tickler
    assert task is not None
    finish_tickler(task, version=task.version, by=world.alice, at=NOW, as_of=TODAY, key="done")
    return message


def test_unless_the_policy_says_so_everything_is_kept(world: World, box: Mailbox) -> None:
    message = filed_message(world, box)
    arrived(box, written(sender="who@nowhere.example"), at=OLD)
    assert removed(world) == 0 and is_whole(message)


def test_a_filed_message_loses_its_body_and_files_and_nothing_else(world: World, box: Mailbox) -> None:
    message = filed_message(world, box)
    keep(filed=30)
    assert removed(world) == 1 and removed(world) == 0

    gone = IncomingMessage.objects.get(id=message.id)
    assert (gone.text, gone.html, gone.fresh_text, gone.marked, gone.body_removed_at) == ("", "", "", [], NOW)
    assert bytes(RawMail.objects.get(message=gone).content) == b""
    assert IncomingAttachment.objects.get(message=gone).content is None
    kept = ("from_address", "subject", "sha256", "customer_id", "activity_id", "message_id", "reasons")
    assert [getattr(gone, name) for name in kept] == [getattr(message, name) for name in kept]
    # The history and the documents of the account are kept as any others.
    assert "We did not receive the goods" in Activity.objects.get().note
    assert bytes(Document.objects.get().content).startswith(b"%PDF")
    (told,) = entries().filter(kind="mail.body_removed")
    assert (told.by, told.customer_id, told.facts["content"]) == ("machine", world.acme.id, message.sha256)
    assert broken_facts(as_of=TODAY) == []


def test_each_kind_is_kept_as_long_as_is_said_of_it(world: World, box: Mailbox) -> None:
    filed = filed_message(world, box)
    unmatched = arrived(box, written(sender="who@nowhere.example"), at=OLD)
    aside = set_aside(arrived(box, written(sender="spam@nowhere.example"), at=OLD), by=world.bob, at=NOW, key="k")
    recent = arrived(box, written(sender="new@nowhere.example"), at=NOW - dt.timedelta(days=29))
    keep(unfiled=30, filed=41)
    assert removed(world) == 2
    assert not is_whole(unmatched) and not is_whole(aside)
    assert is_whole(filed) and is_whole(recent)


def test_what_still_waits_for_an_answer_is_kept(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(box, written(), at=OLD)
    assert Tickler.objects.get().state == "open"
    keep(filed=30)
    assert removed(world) == 0 and is_whole(message)


@pytest.mark.parametrize("state", [{"contact_block": "attorney"}, {"contact_block": "agency"}, {"status": "bankrupt"}])
def test_what_may_be_evidence_is_kept(world: World, box: Mailbox, state: dict[str, str]) -> None:
    message = filed_message(world, box)
    for name, value in state.items():
        setattr(world.acme, name, value)
    world.acme.save(update_fields=list(state))
    keep(filed=30)
    assert removed(world) == 0 and is_whole(message)


def test_the_night_does_it_and_the_pages_say_so(world: World, box: Mailbox) -> None:
    message = filed_message(world, box)
    keep(filed=30)
    run = run_nightly(as_of=TODAY, at=NOW)
    assert run.steps["remove_mail_bodies"]["result"] == "1 e-mails emptied"

    shown = client_of(world.alice).get(f"/mail/in/{message.id}/").content.decode()
    assert "the policy keeps them no longer" in shown and "We did not receive" not in shown
    assert "pod.pdf" in shown


def test_the_database_lets_nothing_but_the_removal_pass(world: World, box: Mailbox) -> None:
    message = filed_message(world, box)
    found = IncomingMessage.objects.filter(id=message.id)
    for change in (
        {"text": "We pay."},
        {"text": ""},
        {"body_removed_at": NOW, "text": "", "html": "", "fresh_text": "x"},
    ):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            found.update(**change)
    for rows in (RawMail.objects, IncomingAttachment.objects):
        with pytest.raises(DatabaseError, match="can only be removed"), transaction.atomic():
            rows.filter(message=message).update(content=b"x")
    keep(filed=30)
    assert removed(world) == 1
    for later in ({"body_removed_at": None}, {"text": "We pay."}):
        with pytest.raises(DatabaseError), transaction.atomic():
            found.update(**later)
