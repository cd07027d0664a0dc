"""The pages of mail: who wrote what, what is to be filed, what a person decides, and the mailboxes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.mail.sending import send_next
from creditdesk.mail.smtp import Answer
from tests import builders
from tests.mail.post import arrived, contact, let_go, mailbox, queued, written
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(world: World) -> Mailbox:
    return mailbox(world.northlight, by=world.adam)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def uncertain(world: World, settings: Any) -> OutgoingMessage:
    """A message of which nobody can tell whether it went out."""
    Mailbox.objects.update(smtp_host="mail.example")
    message = queued(world.acme, by=world.alice)

    def silent(*args: Any, **more: Any) -> Answer:
        from creditdesk.domain.mail_sending import Came

        return Answer(Came.UNCERTAIN, None, "the server dropped the connection")

    from tests.world import NOW

    assert send_next(now=lambda: NOW, may_go=let_go, hand_over=silent)
    Mailbox.objects.update(smtp_host="")
    return message


def test_the_account_shows_what_came_and_went_with_the_sentence_that_matters(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    arrived(box, written(subject="Goods <b>missing</b>", text="We did not receive the goods."))
    queued(world.acme, by=world.alice, subject="Your account in June")

    shown = page(client_of(world.alice), f"/accounts/{world.acme.id}/mail/")

    assert "Goods &lt;b&gt;missing&lt;/b&gt;" in shown and "We did not receive the goods." in shown
    assert "Dispute" in shown and "Your account in June" in shown and "Waiting" in shown


def test_a_rep_sees_the_mail_of_his_accounts_and_nothing_that_is_not_filed(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    contact(world.zenith, email="zoe@zenith.example")
    arrived(box, written(subject="Of Acme"))
    elsewhere = arrived(box, written(sender="zoe@zenith.example", subject="Of Zenith"))
    unfiled = arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    alice = client_of(world.alice)

    shown = page(alice, "/mail/")
    assert "Of Acme" in shown and "Of Zenith" not in shown and "Of nobody" not in shown
    for message in (elsewhere, unfiled):
        assert alice.get(f"/mail/in/{message.id}/").status_code == 404
    assert "Of nobody" not in page(alice, "/mail/unmatched/")
    assert "Of nobody" in page(client_of(world.bob), "/mail/unmatched/")


def test_what_no_rule_could_file_is_filed_to_a_candidate_or_by_number(world: World, box: Mailbox) -> None:
    for customer in (world.acme, world.zenith):
        contact(customer, email="ap@family.example")
    item = builders.invoice(world.zenith, amount=10_000, number="Z1")
    message = arrived(box, written(sender="ap@family.example", text="Regarding the rest"))
    bob, address = client_of(world.bob), f"/mail/in/{message.id}/"
    shown = page(bob, address)
    assert "Acme Camera" in shown and "Zenith Optics" in shown and "is one of 2 customers" in shown

    wrong = bob.post(f"{address}file/", {"key": "k", "number": "no-such"})
    assert wrong.status_code == 422 and "no customer of the company has the number no-such" in wrong.content.decode()
    assert bob.post(f"{address}file/", {"key": "k", "number": world.zenith.number}).status_code == 302

    filed = IncomingMessage.objects.get(id=message.id)
    assert (filed.customer, filed.items) == (world.zenith, []), item
    late = client_of(world.carol).post(f"{address}file/", {"key": "c", "customer": str(world.acme.id)})
    assert late.status_code == 409 and "Bob filed this message" in late.content.decode()


def test_a_message_is_moved_from_its_page_by_who_sees_both_accounts(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(box, written(text="We did not receive the goods."))
    alice, bob, address = client_of(world.alice), client_of(world.bob), f"/mail/in/{message.id}/"
    typed = {"key": "k", "number": world.zenith.number}
    assert "Wrong account?" in page(alice, address)

    refused = alice.post(f"{address}move/", typed)
    assert refused.status_code == 422 and "no customer of the company has the number" in refused.content.decode()
    assert bob.post(f"{address}move/", typed).status_code == 302
    shown = page(bob, address)
    assert "Zenith Optics" in shown and "Lay at Acme Camera before." in shown
    assert alice.get(address).status_code == 404
    # At the wrong account the entry stands and is told to be none of it.
    assert "filed here by mistake" in page(alice, f"/accounts/{world.acme.id}/timeline/")


def test_a_rep_is_given_a_mailbox_and_works_its_queue(world: World, box: Mailbox) -> None:
    message = arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    adam, alice, address = client_of(world.adam), client_of(world.alice), f"/mailboxes/{box.id}/"
    assert "Unmatched" not in page(alice, "/mail/")
    assert "Who works its queue" in page(adam, address)
    assert adam.post(f"{address}readers/", {"people": [str(world.sam.id)]}).status_code == 422
    assert adam.post(f"{address}readers/", {"people": [str(world.alice.id)]}).status_code == 302
    assert "checked" in page(adam, address)

    assert "Unmatched" in page(alice, "/mail/") and "Of nobody" in page(alice, "/mail/unmatched/")
    filed = alice.post(f"/mail/in/{message.id}/file/", {"key": "k", "number": world.acme.number})
    assert filed.status_code == 302
    assert IncomingMessage.objects.get(id=message.id).customer == world.acme


def test_a_message_is_answered_from_its_page_and_the_text_stays_where_it_cannot_be(world: World, box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(box, written())
    alice, address = client_of(world.alice), f"/mail/in/{message.id}/"
    long = alice.post(f"{address}reply/", {"key": "k", "text": "x" * 20_001})
    assert long.status_code == 422 and "x" * 20_001 in long.content.decode()

    for _ in range(2):
        assert alice.post(f"{address}reply/", {"key": "k", "text": "Thank you."}).status_code == 302
    assert OutgoingMessage.objects.get().to_address == "ann@acme.example"
    assert "Thank you." in page(alice, f"/mail/out/{OutgoingMessage.objects.get().id}/")


def test_an_uncertain_message_is_decided_on_its_page_once(world: World, box: Mailbox, settings: Any) -> None:
    message = uncertain(world, settings)
    alice, address = client_of(world.alice), f"/mail/out/{message.id}/"
    assert "it may have gone out: the server dropped the connection" in page(alice, address)
    assert message.subject in page(alice, "/mail/sending/")

    assert alice.post(f"{address}decision/", {"key": "k", "arrived": "perhaps"}).status_code == 422
    assert alice.post(f"{address}decision/", {"key": "k", "arrived": "no"}).status_code == 302
    assert OutgoingMessage.objects.get().state == "waiting"
    late = client_of(world.bob).post(f"{address}decision/", {"key": "b", "arrived": "yes"})
    assert late.status_code == 409 and "did not arrive" in late.content.decode()


def test_markup_stands_in_a_sandbox(world: World, box: Mailbox) -> None:
    raw = written(sender="who@nowhere.example").replace(b"text/plain", b"text/html")
    message = arrived(box, raw.replace(b"We will pay", b"<b>We</b> <script>x</script><img src=//x>will pay"))
    shown = page(client_of(world.bob), f"/mail/in/{message.id}/")
    assert "<iframe" in shown and " sandbox " in shown and 'srcdoc="&lt;b&gt;We' in shown
    assert "<img src=//x" not in shown and "&lt;img" not in shown


def test_an_administrator_makes_a_mailbox_and_is_told_what_is_wrong_beside_the_field(world: World) -> None:
    adam = client_of(world.adam)
    typed = {
        "company": "NL",
        "sender_name": "Receivables",
        "address": "ar@northlight.example",
        "smtp_host": "10.0.0.7",
        "smtp_port": "465",
        "smtp_security": "tls",
        "smtp_user": "ar",
        "smtp_password": "geheim",
        "imap_port": "993",
        "imap_security": "tls",
        "imap_folder": "INBOX",
        "version": "0",
    }
    wrong = adam.post("/mailboxes/new/", typed)
    assert wrong.status_code == 422
    assert "10.0.0.7 lies in a network" in wrong.content.decode() and "geheim" not in wrong.content.decode()

    assert adam.post("/mailboxes/new/", typed | {"smtp_host": "mail.example"}).status_code == 302
    box = Mailbox.objects.get()
    assert "geheim" not in page(adam, f"/mailboxes/{box.id}/") and "mail.example" in page(adam, "/mailboxes/")
    stale = adam.post(f"/mailboxes/{box.id}/", typed | {"smtp_host": "mail.example", "version": "7"})
    assert stale.status_code == 409 and "somebody changed this mailbox meanwhile" in stale.content.decode()
    assert adam.post(f"/mailboxes/{box.id}/end/").status_code == 302
    assert Mailbox.objects.get().ended_at is not None


def test_the_pages_ask_few_questions_however_much_there_is(
    world: World, box: Mailbox, django_assert_max_num_queries: Any
) -> None:
    contact(world.acme, email="ann@acme.example")
    for number in range(12):
        arrived(box, written(subject=f"Letter {number}"))
        queued(world.acme, by=world.alice)
    bob = client_of(world.bob)
    one = IncomingMessage.objects.first()
    assert one is not None
    out = OutgoingMessage.objects.first()
    assert out is not None
    for address in (
        "/mail/",
        "/mail/unmatched/",
        "/mail/sending/?state=waiting",
        f"/accounts/{world.acme.id}/mail/",
        f"/mail/in/{one.id}/",
        f"/mail/out/{out.id}/",
    ):
        with django_assert_max_num_queries(25):
            page(bob, address)
