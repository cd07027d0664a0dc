"""What names, files and persons bring into letters stays words: on the page, in the e-mail, the PDF, the Word file."""

import io
import re
import zipfile
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.letters.drafting import Wanted, discard_letter, draft_letter
from creditdesk.letters.mail_text import as_html, as_text
from creditdesk.letters.models import Letter
from creditdesk.letters.pdf import letter_pdf
from creditdesk.letters.releasing import release_letter
from creditdesk.letters.word import letter_docx
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.faults import payloads
from tests.faults.live_markup import Page
from tests.lettering import DAY, furnish, mailbox, send
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


def poison(world: World, text: str) -> None:
    """The customer, its contact and its invoice are called so."""
    Customer.objects.filter(id=world.acme.id).update(name=text[:160], street=text[:120])
    Contact.objects.update(name=text[:120])
    builders.invoice(world.acme, amount=1_000_00, number=text[:60], po_number=text[:60], due_date=TODAY - 40 * DAY)


@pytest.mark.parametrize("part", range(12))
def test_no_payload_is_alive_in_a_letter_of_any_form(world: World, part: int) -> None:
    furnish(world)
    alice = client_of(world.alice)
    for place, text in enumerate(payloads.ALL[part::12]):
        poison(world, text)
        wanted = Wanted(LetterKind.REMINDER_1)
        for one in Letter.objects.filter(state="draft"):  # one such letter a day
            discard_letter(one, reason="the next", seen=1, by=world.alice, at=NOW)
        key = f"{part}/{place}"
        letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key=key)
        body = as_html(letter.content)
        page = Page(nonce="")
        page.feed(re.sub(r' style="[^"]*"', "", body))  # our own, which hold no word of the customer's
        assert page.live == [] and payloads.RUN not in body, text
        assert letter_pdf(letter.content).startswith(b"%PDF")
        assert payloads.RUN not in as_text(letter.content)
        with zipfile.ZipFile(io.BytesIO(letter_docx(letter.content))) as book:
            xml = book.read("word/document.xml").decode()
            assert "w:hyperlink" not in xml and "altChunk" not in xml
    with time_machine.travel(NOW, tick=False):
        shown = alice.get(reverse("letter", args=[letter.id])).content.decode()
    page = Page(nonce="")
    page.feed(shown)
    assert [fault for fault in page.live if payloads.MARK in fault] == []


def test_what_is_called_like_a_command_of_the_typesetter_is_printed(world: World) -> None:
    furnish(world)
    name = '#panic("x") $x^2$ *b* _i_ \\ `c` @l <t> {{ phone }} %(a)s'
    Contact.objects.update(name=name)
    builders.invoice(world.acme, amount=1_00, number="A", due_date=TODAY - 40 * DAY)
    letter = draft_letter(
        world.acme, wanted=Wanted(LetterKind.REMINDER_1), by=world.alice, at=NOW, as_of=TODAY, key="k"
    )
    (first, *_) = PdfReader(io.BytesIO(letter_pdf(letter.content))).pages
    printed = " ".join(first.extract_text().split())
    assert f"Dear {name}," in printed


def test_no_line_break_in_a_name_makes_a_header_or_a_file(world: World) -> None:
    furnish(world)
    mailbox(world.northlight)
    evil = "Ann\r\nBcc: evil@evil.example\r\n\r\n<b>x"
    Contact.objects.update(name=evil)
    Customer.objects.filter(id=world.acme.id).update(name=evil, number="../../etc/passwd\r\nX: y")
    builders.invoice(world.acme, amount=1_00, number="A", due_date=TODAY - 40 * DAY)
    wanted = Wanted(LetterKind.STATEMENT_COVER)
    letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key="k")
    release_letter(letter, seen=1, by=world.alice, at=NOW, as_of=TODAY)
    (wire,) = send()
    sent = message_from_bytes(wire, policy=default)
    assert sent["Bcc"] is None and sent["X"] is None and "\n" not in sent["Subject"]
    names = [part.get_filename() for part in sent.iter_attachments()]
    assert names == [
        "statement-cover-etc-passwd--X--y-2026-06-15.pdf",
        "statement-etc-passwd--X--y-2026-06-15.pdf",
    ]
