"""“Please send me invoice 88077 and its POD”: the papers are found, ticked, and go with the answer."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.urls import reverse
from time_machine import travel

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.journal.models import JournalEntry
from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.parties.models import Customer
from tests import builders
from tests.api.programs import Program
from tests.mail.post import OUR_ADDRESS, arrived, contact, mailbox, written
from tests.web.clients import client_of
from tests.world import NOW, World

TICKED = r'name="document" value="\d+" checked'
ASKS = "Please send me invoice 88077 and its POD. And 88120?"


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


def paper(world: World, name: str, *, of: Customer | None = None, restricted: bool = False) -> Document:
    visibility = Visibility.RESTRICTED if restricted else Visibility.HISTORY
    content = f"%PDF-1.4 {name}".encode()
    customer = of or world.acme
    return attach_document(customer, name=name, content=content, visibility=visibility, by=world.carol, at=NOW)


@pytest.fixture
def asked(world: World) -> IncomingMessage:
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    for number in ("88077", "88120"):
        builders.invoice(world.acme, amount=500_00, number=number)
    paper(world, "invoice-88077.pdf")
    paper(world, "POD-88077.pdf")
    paper(world, "POD-99999.pdf")
    paper(world, "claim-88077.pdf", restricted=True)
    paper(world, "other-88077.pdf", of=world.zenith)
    return arrived(box, written(text=ASKS))


def test_the_papers_about_what_is_named_are_ticked_and_what_has_none_is_told(
    world: World, asked: IncomingMessage
) -> None:
    page = client_of(world.alice).get(reverse("mail_in", args=[asked.id])).content.decode()
    assert page.count('name="document"') == len(re.findall(TICKED, page)) == 2
    assert "invoice-88077.pdf" in page and "POD-88077.pdf" in page
    for other in ("POD-99999", "claim-88077", "other-88077"):
        assert other not in page
    assert "Enclosed: POD-88077.pdf, invoice-88077.pdf." in page
    assert "No paper is kept here about 88120." in page


def test_the_answer_goes_with_them_and_the_account_and_the_journal_say_so(world: World, asked: IncomingMessage) -> None:
    alice = client_of(world.alice)
    ids = [one.id for one in Document.objects.filter(customer=world.acme, name__endswith="-88077.pdf").order_by("id")]
    given = {"key": "k", "text": "Enclosed.", "document": ids[:2]}
    for _ in range(2):
        assert alice.post(reverse("mail_reply", args=[asked.id]), given).status_code == 302
    sent = OutgoingMessage.objects.get()
    files = {one.name: bytes(one.content) for one in sent.attachments.all()}
    assert files == {name: f"%PDF-1.4 {name}".encode() for name in ("invoice-88077.pdf", "POD-88077.pdf")}
    told = Activity.objects.get(direction="outbound")
    assert told.note.endswith("[invoice-88077.pdf, POD-88077.pdf]")
    assert JournalEntry.objects.get(kind="mail.answered").facts["documents"] == ids[:2]
    assert not Tickler.objects.filter(state="open").exists()


def test_a_paper_that_is_not_the_customers_or_not_ones_own_to_read_never_goes(
    world: World, asked: IncomingMessage
) -> None:
    program = Program(world.alice)
    for name in ("other-88077.pdf", "claim-88077.pdf"):
        wrong = Document.objects.get(name=name)
        answer = program.post(f"/mail/in/{asked.id}/reply", {"text": "x", "document_ids": [wrong.id]})
        assert answer.status_code == 422 and answer.json()["reasons"][0]["code"] == "mail.document"
        page = client_of(world.alice).post(
            reverse("mail_reply", args=[asked.id]), {"key": "k", "text": "x", "document": [wrong.id]}
        )
        assert page.status_code == 422
    assert not OutgoingMessage.objects.exists()


def test_by_program_the_papers_are_named(world: World, asked: IncomingMessage) -> None:
    pod = Document.objects.get(name="POD-88077.pdf")
    answer = Program(world.alice).post(f"/mail/in/{asked.id}/reply", {"text": "Here.", "document_ids": [pod.id]})
    assert answer.status_code == 201
    assert [one.name for one in OutgoingMessage.objects.get().attachments.all()] == ["POD-88077.pdf"]


def test_for_a_sender_who_is_nobody_of_the_customers_nothing_is_ticked(world: World, asked: IncomingMessage) -> None:
    stranger = arrived(Mailbox.objects.get(), written(sender="who@else.example", text=ASKS))
    assert stranger.customer == world.acme and stranger.contact is None  # by the documents that it names
    page = client_of(world.alice).get(reverse("mail_in", args=[stranger.id])).content.decode()
    assert page.count('name="document"') == 2 and not re.search(TICKED, page) and "Enclosed" not in page


def test_the_customers_own_files_are_not_sent_back_to_him(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    builders.invoice(world.acme, amount=500_00, number="88077")
    theirs = EmailMessage()
    theirs["From"], theirs["To"], theirs["Subject"] = "ann@acme.example", OUR_ADDRESS, "About 88077"
    theirs["Message-ID"] = "<remittance@acme.example>"
    theirs.set_content("Our remittance for 88077.")
    theirs.add_attachment(b"%PDF-1.4 his", maintype="application", subtype="pdf", filename="88077-remittance.pdf")
    message = arrived(box, theirs.as_bytes(policy=SMTP))
    assert Document.objects.filter(name="88077-remittance.pdf").exists()
    page = client_of(world.alice).get(reverse("mail_in", args=[message.id])).content.decode()
    assert 'name="document"' not in page


def test_files_that_no_server_takes_together_are_refused_before_anything_is_queued(
    world: World, asked: IncomingMessage
) -> None:
    large = b"%PDF-1.4 " + bytes(9_500_000)
    named = [
        attach_document(
            world.acme,
            name=f"scan-{number}-88077.pdf",
            content=large + bytes([number]),
            visibility=Visibility.HISTORY,
            by=world.carol,
            at=NOW,
        )
        for number in (1, 2)
    ]
    client, form = client_of(world.alice), {"text": "Here they are, and more.", "key": "large"}
    both = client.post(reverse("mail_reply", args=[asked.id]), {**form, "document": [one.id for one in named]})
    page = both.content.decode()
    assert both.status_code == 422
    assert "19.0 MB together" in page and "at most 18 MB" in page and "Here they are, and more." in page
    assert not OutgoingMessage.objects.exists()
    one = client.post(reverse("mail_reply", args=[asked.id]), {**form, "document": [named[0].id]})
    assert one.status_code == 302
    assert OutgoingMessage.objects.get().attachments.count() == 1
