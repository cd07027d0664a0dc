"""Payers' lists on their page: one that is held is looked at, corrected, accepted for a payment, or set aside."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from creditdesk.cash.models import Match, Remittance
from creditdesk.config import clock
from creditdesk.domain.reasons import Reason
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.models import Letter
from creditdesk.mail.advising import advices_in
from creditdesk.mail.arriving import store_arrived, take_in
from creditdesk.mail.imap import Fetched
from creditdesk.mail.models import IncomingAttachment, IncomingMessage
from creditdesk.mail.parsing import ReadLimits, read_mail
from creditdesk.parties.models import Customer
from tests import builders
from tests.mail.advices import SCAN, table, with_files
from tests.mail.post import contact, mailbox
from tests.web.clients import client_of
from tests.web.test_cash import received
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(world: World) -> Client:
    return client_of(world.erin)


def held(world: World, *lines: dict[str, Any], of: Customer | None = None, **facts: Any) -> Remittance:
    why = Reason("cash.remittance_no_customer", "nobody knows of which customer the list is: say whose it is")
    told: dict[str, Any] = {"key": "held list", "format": "document", "currency": "USD", "payer_name": "Acme"} | facts
    return Remittance.objects.create(
        company=world.northlight, customer=of, lines=list(lines), state="held", received_at=clock.now(),
        findings=[{"reason": why.as_dict(), "line": 0, "holds": True}], received_by="machine", **told,
    )  # fmt: skip


def scan_came(world: World) -> IncomingMessage:
    """A scan that Acme sent, as the mailbox takes it in."""
    contact(world.acme, email="ann@acme.example")
    return came(world, with_files(("remittance.pdf", SCAN)))


def came(world: World, raw: bytes) -> IncomingMessage:
    """The message, as the mailbox takes it in."""
    box = mailbox(world.northlight, by=world.adam)
    stored = store_arrived(box, Fetched(1, 1, len(raw), raw, whole=True), at=clock.now())
    said = read_mail(raw, limits=ReadLimits(attachment_bytes=100_000, attachments=5))
    found = advices_in(said, company=world.northlight, as_of=clock.today())
    return take_in(stored, said, advices=found, at=clock.now())


def typed(remittance: Remittance, *lines: tuple[str, str], **facts: str) -> dict[str, str]:
    told = {"revision": str(remittance.revision), "currency": "USD", "amount": "", "receipt": ""} | facts
    for place, (number, paid) in enumerate(lines):
        told |= {f"number_{place}": number, f"paid_{place}": paid}
    return told


def text_of(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def accept(client: Client, one: Remittance, told: dict[str, str], *, status: int = 302) -> str:
    answer = client.post(reverse("remittance_accept", args=[one.id]), told)
    assert answer.status_code == status, answer.content.decode()[:4000]
    return " ".join(answer.content.decode().split())


def test_a_scan_is_entered_by_hand_and_its_payment_is_matched_by_it(world: World, erin: Client) -> None:
    items = [builders.invoice(world.acme, amount=amount, as_of=clock.today()) for amount in (1200_00, 2250_00)]
    builders.invoice(world.acme, amount=3450_00, as_of=clock.today())
    receipt = received(world, 3450_00, of=world.acme)
    message = scan_came(world)
    one = Remittance.objects.get()
    shown = text_of(erin, "remittance", one.id)
    assert "The PDF holds no text" in shown
    assert reverse("mail_in", args=[message.id]) in shown and "The document" in shown
    assert "Acme Camera" in text_of(erin, "remittances")
    assert reverse("remittance", args=[one.id]) in text_of(erin, "mail_in", message.id)

    lines = [(item.number, f"{item.open_minor / 100:,.2f}") for item in items]
    accept(erin, one, typed(one, *lines, customer=world.acme.number, receipt=str(receipt.id)))
    one.refresh_from_db()
    assert (one.state, one.receipt, one.decided_by) == ("used", receipt, "erin")
    assert one.said["lines"] == []
    assert [item.id for item in items] == [line["item_id"] for line in Match.objects.get().lines]
    assert "remittance.accepted" in JournalEntry.objects.values_list("kind", flat=True)
    shown = text_of(erin, "remittance", one.id)
    assert "By Erin" in shown and receipt.number in shown
    assert reverse("remittance", args=[one.id]) in text_of(erin, "cash_receipt", receipt.id)


def test_a_photograph_is_shown_beside_the_form_and_nothing_else_is_shown(world: World, erin: Client) -> None:
    contact(world.acme, email="ann@acme.example")
    photo = b"\x89PNG\r\n\x1a\n" + bytes(20_000)
    came(world, with_files(("IMG_0041.png", photo)))
    one = Remittance.objects.get()
    address = reverse("remittance_picture", args=[one.id])
    assert f'src="{address}"' in text_of(erin, "remittance", one.id)
    answer = erin.get(address)
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (photo, "image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    message = IncomingMessage.objects.get()
    drawing = {"name": "a.png", "media_type": "image/png", "content": b"<svg onload=alert(1)>"}
    file = IncomingAttachment.objects.create(message=message, size=21, sha256="0" * 64, **drawing)
    other = held(world, mail_id=message.id, attachment_id=file.id)
    address = reverse("remittance_picture", args=[other.id])
    assert erin.get(address).status_code == 404
    assert address not in text_of(erin, "remittance", other.id)


def test_a_list_of_a_stranger_is_matched_once_a_person_files_his_message(world: World, erin: Client) -> None:
    items = [builders.invoice(world.acme, amount=amount, as_of=clock.today()) for amount in (1200_00, 2250_00)]
    builders.invoice(world.acme, amount=3450_00, as_of=clock.today())
    receipt = received(world, 3450_00, of=world.acme)
    content = table(*((item.number, item.open_minor) for item in items))
    message = came(world, with_files(("remit.csv", content), sender="noreply@payments.example"))
    assert Remittance.objects.get().state == "held"
    erin.post(reverse("mail_file", args=[message.id]), {"key": "k", "customer": str(world.acme.id)})
    assert Remittance.objects.get().receipt == receipt
    assert Match.objects.get().line_count == 2


def test_the_customer_is_proposed_by_the_documents_that_the_list_names(world: World, erin: Client) -> None:
    item = builders.invoice(world.zenith, amount=500_00, as_of=clock.today())
    one = held(world, {"number": item.number, "paid_minor": 500_00}, amount_minor=500_00)
    assert f'value="{world.zenith.number}"' in text_of(erin, "remittance", one.id)
    accept(erin, one, typed(one, (item.number, "500.00"), customer="zenith", amount="500.00"))
    one.refresh_from_db()
    assert (one.state, one.customer, one.said) == ("waiting", world.zenith, {})


@pytest.mark.parametrize(
    ("lines", "facts", "why"),
    [
        ([], {}, "it names no document"),
        ([("88", "100.00")], {"amount": "120.00"}, "the lines pay 100.00 USD together, and 120.00 USD was paid in all"),
        ([("88", "")], {}, "say what was paid in all, or what of each document"),
        ([("", "100.00")], {}, "a line has no number of a document"),
        ([("88", "50.00"), ("88", "50.00")], {}, "stands in it twice: 88"),
        ([("88", "x")], {}, "Look at the marked documents."),
        ([("88", "100.00")], {"currency": "XXQ"}, "say in which currency it is"),
        ([("88", "100.00")], {"customer": "nobody at all"}, "No customer is called so."),
        ([("Z-100", "100.00")], {}, "it names documents of another account: Z-100"),
        ([("88", "90.00")], {"receipt": "of Acme"}, "the payment is 100.00 USD, the list says 90.00 USD"),
    ],
)
def test_what_cannot_be_accepted_says_why_and_keeps_what_was_typed(
    world: World, erin: Client, lines: list[tuple[str, str]], facts: dict[str, str], why: str
) -> None:
    builders.invoice(world.zenith, amount=100_00, number="Z-100", as_of=clock.today())
    receipt = received(world, 100_00, of=world.acme)
    one = held(world, of=world.acme)
    told = typed(one, *lines, **({"customer": world.acme.number} | facts))
    if told["receipt"]:
        told["receipt"] = str(receipt.id)
    shown = accept(erin, one, told, status=422)
    assert why in shown
    for number, _ in lines:
        assert f'value="{number}"' in shown
    one.refresh_from_db()
    assert (one.state, one.revision) == ("held", 0)


def test_whoever_is_second_is_told_who_was_first(world: World, erin: Client) -> None:
    one = held(world, of=world.acme)
    told = typed(one, ("88", "100.00"), customer=world.acme.number)
    accept(erin, one, told)
    assert "erin decided about this list meanwhile" in accept(client_of(world.dave), one, told, status=409)
    late = erin.post(reverse("remittance_aside", args=[one.id]), {"revision": "0", "why": "none"})
    assert late.status_code == 409


def test_a_list_is_set_aside_with_the_reason(world: World, erin: Client) -> None:
    one = held(world, of=world.acme)
    url = reverse("remittance_aside", args=[one.id])
    assert erin.post(url, {"revision": "0", "why": ""}).status_code == 422
    assert erin.post(url, {"revision": "0", "why": "an advertisement"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.why, one.decided_by) == ("set_aside", "an advertisement", "erin")
    assert "an advertisement" in text_of(erin, "remittance", one.id)
    assert "No list is held" in text_of(erin, "remittances")


def test_a_list_of_another_company_does_not_exist(world: World, erin: Client) -> None:
    one = Remittance.objects.create(
        company=world.southwind, key="k", format="document", state="held", received_at=clock.now(), received_by="x"
    )
    text_of(erin, "remittance", one.id, status=404)
    text_of(client_of(world.alice), "remittance", one.id, status=403)


def test_a_payer_is_asked_once_for_what_his_payment_pays(world: World, erin: Client) -> None:
    contact(world.acme, email="ann@acme.example")
    receipt = received(world, 500_00, of=world.acme)
    url = reverse("cash_ask_remittance", args=[receipt.id])
    assert url in text_of(erin, "cash_receipt", receipt.id)
    first, again = erin.post(url), erin.post(url)
    letter = Letter.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == reverse("letter", args=[letter.id])
    assert (letter.kind, letter.state, letter.recipient) == ("remittance_request", "draft", "ann@acme.example")
    assert letter.missing == ["phone"], "which the policy of the test leaves empty"
    assert "500.00 USD" in str(letter.content) and receipt.number in str(letter.content)
    assert "What does your payment of 500.00 USD pay?" in text_of(erin, "letter", letter.id)


@pytest.mark.parametrize(("language", "words"), [("es", "aviso de pago"), ("fr", "avis de paiement")])
def test_the_payer_is_asked_in_his_language(world: World, erin: Client, language: str, words: str) -> None:
    Customer.objects.filter(id=world.acme.id).update(language=language)
    contact(world.acme, email="ann@acme.example")
    receipt = received(world, 1500_00, of=world.acme)
    erin.post(reverse("cash_ask_remittance", args=[receipt.id]))
    assert words in str(Letter.objects.get().content)


def test_nobody_is_told_of_a_payment_of_which_nobody_knows_whose_it_is(world: World, erin: Client) -> None:
    receipt = received(world, 500_00)
    url = reverse("cash_ask_remittance", args=[receipt.id])
    assert url not in text_of(erin, "cash_receipt", receipt.id)
    answer = erin.post(url)
    assert answer.status_code == 422 and "say first who did" in answer.content.decode()
    assert not Letter.objects.exists()
