"""A message that arrives is filed where the rules can tell whose it is; everything else is left to a person."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.journal.queries import entries
from creditdesk.mail.filing import file_message, set_aside
from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.mail.queries import pausing_reply, replies_to
from creditdesk.mail.replying import may_reply_go, reply_to_mail
from tests import builders
from tests.mail.mail_server import Script
from tests.mail.post import Clock, arrived, contact, mailbox, queued, send_all, written
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
State, Kind = IncomingMessage.State, IncomingMessage.Kind


@pytest.fixture
def quiet_box(world: World) -> Mailbox:
    """Northlight's mailbox, without servers."""
    return mailbox(world.northlight, by=world.adam)


def why(message: IncomingMessage) -> str:
    return "; ".join(str(Reason.from_dict(one)) for one in message.reasons)


def test_a_reply_is_filed_to_the_contact_with_the_sentence_that_matters(world: World, quiet_box: Mailbox) -> None:
    ann = contact(world.acme, email="Ann@Acme.example")
    item = builders.invoice(world.acme, amount=50_000, number="INV-88120")
    said = "Hello,\nwe did not receive the goods of INV-88120. Could you send the POD?\nAnn\n\n"
    text = said + "On Mon, Bea wrote:\n> Please pay"
    message = arrived(quiet_box, written(subject="Re: your letter", text=text))

    assert (message.state, message.customer, message.contact) == (State.FILED, world.acme, ann)
    assert message.items == [item.id]
    assert [one["kind"] for one in message.marked] == ["dispute", "question"]
    assert "Please pay" in message.text and "Please pay" not in message.fresh_text
    activity = Activity.objects.get()
    assert (activity.channel, activity.direction, activity.outcome) == ("email", "inbound", "received")
    assert (activity.contact, activity.items, activity.by.role) == (ann, [item.id], "machine")
    assert activity.happened_at == dt.datetime(2026, 6, 15, 13, 0, tzinfo=dt.UTC)
    tickler = Tickler.objects.get()
    assert (tickler.owner, tickler.due_date, tickler.activity) == (world.alice, TODAY, activity)
    assert tickler.cause.startswith("Dispute by e-mail of Ann Payer: “")
    assert [one.kind for one in entries()[:3]] == ["mail.filed", "tickler.opened", "activity.recorded"]


def test_an_answer_to_our_message_is_filed_by_its_thread(world: World, box: Mailbox, server: Script) -> None:
    sent = queued(world.acme, by=world.alice, address="someone@acme.example")
    send_all(Clock())
    raw = written(sender="someone@acme.example", headers=f"In-Reply-To: {sent.message_id}\r\n")

    message = arrived(box, raw)

    assert (message.state, message.customer, message.answers) == (State.FILED, world.acme, sent)
    assert why(message) == "it answers our message to someone@acme.example"


def test_a_stranger_who_names_our_message_is_not_filed_by_it(world: World, box: Mailbox, server: Script) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())

    message = arrived(box, written(sender="thief@evil.example", headers=f"References: {sent.message_id}\r\n"))

    assert (message.state, message.customer, message.answers) == (State.UNMATCHED, None, None)
    assert "from an address that we never wrote to" in why(message)
    assert [one["customer"] for one in message.candidates] == [world.acme.id]
    assert not Activity.objects.exists()


def test_numbers_of_one_customer_s_open_documents_say_whose_it_is(world: World, quiet_box: Mailbox) -> None:
    item = builders.invoice(world.zenith, amount=50_000, number="NL-200417")
    message = arrived(quiet_box, written(sender="new@zenith.example", text="Payment for NL-200417 was sent."))

    assert (message.state, message.customer, message.items) == (State.FILED, world.zenith, [item.id])
    assert why(message) == "it names NL-200417"


def test_numbers_of_two_customers_are_for_a_person(world: World, quiet_box: Mailbox) -> None:
    builders.invoice(world.acme, amount=50_000, number="NL-200417")
    builders.invoice(world.zenith, amount=50_000, number="NL-200418")
    message = arrived(quiet_box, written(sender="x@y.example", text="NL-200417 and NL-200418"))

    assert message.state == State.UNMATCHED
    assert {one["customer"] for one in message.candidates} == {world.acme.id, world.zenith.id}


def test_an_address_of_two_customers_is_told_apart_by_the_document(world: World, quiet_box: Mailbox) -> None:
    for customer in (world.acme, world.zenith):
        contact(customer, email="ap@family.example")
    unclear = arrived(quiet_box, written(sender="ap@family.example"))
    assert unclear.state == State.UNMATCHED and len(unclear.candidates) == 2

    builders.invoice(world.zenith, amount=50_000, number="NL-200418")
    clear = arrived(quiet_box, written(sender="ap@family.example", text="Regarding NL-200418"))
    assert clear.customer == world.zenith


def test_a_customer_of_another_company_is_never_found(world: World, quiet_box: Mailbox) -> None:
    contact(world.foreign, email="far@foreign.example")
    builders.invoice(world.foreign, amount=50_000, number="SW-900001")
    message = arrived(quiet_box, written(sender="far@foreign.example", text="SW-900001"))

    assert message.state == State.UNMATCHED and not message.candidates


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied\r\n", "X-Autoreply: yes\r\n", "Precedence: bulk\r\n", "List-Id: <x.y>\r\n"],
)
def test_an_automatic_reply_pauses_nothing_and_asks_nobody(world: World, quiet_box: Mailbox, headers: str) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(quiet_box, written(headers=headers))

    assert (message.kind, message.state, message.customer) == (Kind.AUTOMATIC, State.FILED, world.acme)
    assert not Activity.objects.exists() and not Tickler.objects.exists() and not OutgoingMessage.objects.exists()
    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is None


def test_an_automatic_reply_that_a_person_files_is_no_contact_and_no_answer(world: World, quiet_box: Mailbox) -> None:
    raw = written(sender="who@nowhere.example", subject="Out of office: back on July 5")
    message = arrived(quiet_box, raw)
    assert (message.kind, message.state) == (Kind.AUTOMATIC, State.SET_ASIDE)
    file_message(message, customer=world.acme, by=world.bob, at=NOW, as_of=TODAY, key="k")

    filed = IncomingMessage.objects.get(id=message.id)
    assert (filed.state, filed.customer, filed.activity) == (State.FILED, world.acme, None)
    assert not real_contacts().exists() and not Tickler.objects.exists()
    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is None


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "ar@northlight.example"])
def test_neither_a_bounce_nor_our_own_message_is_a_contact_whoever_files_it(
    world: World, quiet_box: Mailbox, sender: str
) -> None:
    message = arrived(quiet_box, written(sender=sender))
    file_message(message, customer=world.acme, by=world.bob, at=NOW, as_of=TODAY, key="k")
    assert IncomingMessage.objects.get().state == State.FILED and not real_contacts().exists()


def test_what_could_not_be_read_is_a_contact_once_a_person_says_whose_it_is(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(sender="who@nowhere.example", text="We pay on Friday."), size=50_000_000)
    assert message.state == State.PARKED
    file_message(message, customer=world.acme, by=world.bob, at=NOW, as_of=TODAY, key="k")
    assert real_contacts().get().customer == world.acme and Tickler.objects.get().owner == world.alice


def test_our_own_message_come_back_is_set_aside(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(sender="AR@northlight.example"))
    assert (message.kind, message.state) == (Kind.OWN, State.SET_ASIDE)


REPORT = """\
From: MAILER-DAEMON@mx.example\r
To: ar@northlight.example\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
It could not be delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example\r
\r
Final-Recipient: rfc822; ann@acme.example\r
Action: {action}\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 no such mailbox\r
\r
--b\r
Content-Type: message/rfc822\r
\r
Message-ID: {message_id}\r
Subject: Your account\r
\r
text\r
--b--\r
"""


def test_a_bounce_marks_the_message_and_asks_the_rep_for_another_address(
    world: World, box: Mailbox, server: Script
) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    raw = REPORT.format(action="failed", message_id=sent.message_id).encode()

    message = arrived(box, raw)
    arrived(box, raw + b"\r\n")  # the same report once more, a byte longer

    sent.refresh_from_db()
    assert sent.state == OutgoingMessage.State.BOUNCED and sent.reason is not None
    assert str(Reason.from_dict(sent.reason)) == "it came back: smtp; 550 no such mailbox"
    assert (message.kind, message.state, message.answers) == (Kind.BOUNCE, State.FILED, sent)
    assert Tickler.objects.get().cause == "Mail to ann@acme.example came back: smtp; 550 no such mailbox"
    assert entries().filter(kind="mail.bounced").count() == 1
    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is None


def test_a_report_of_delay_is_no_bounce(world: World, box: Mailbox, server: Script) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    arrived(box, REPORT.format(action="delayed", message_id=sent.message_id).encode())

    sent.refresh_from_db()
    assert sent.state == OutgoingMessage.State.SENT and not Tickler.objects.exists()


def test_a_report_of_delivery_is_noted_with_the_message_and_asks_nobody(
    world: World, box: Mailbox, server: Script
) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    raw = REPORT.format(action="delivered", message_id=sent.message_id).encode()
    message = arrived(box, raw)
    arrived(box, raw + b"\r\n")

    sent.refresh_from_db()
    assert (sent.state, sent.delivered_at) == (OutgoingMessage.State.SENT, NOW)
    assert (message.kind, message.state, message.answers) == (Kind.DELIVERED, State.SET_ASIDE, sent)
    assert not Tickler.objects.exists() and not Activity.objects.exists() and replies_to(sent) == []
    assert entries().filter(kind="mail.delivered").count() == 1


def test_a_report_of_delivery_is_the_proof_that_an_uncertain_message_arrived(
    world: World, box: Mailbox, server: Script
) -> None:
    server.does["DATA"] = "drop after taking"
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    sent.refresh_from_db()
    assert sent.state == OutgoingMessage.State.UNCERTAIN
    arrived(box, REPORT.format(action="delivered", message_id=sent.message_id).encode())
    sent.refresh_from_db()
    assert (sent.state, sent.reason, len(server.taken)) == (OutgoingMessage.State.SENT, None, 1)


def test_what_came_back_stays_so_whatever_is_reported_later(world: World, box: Mailbox, server: Script) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    for action in ("failed", "delivered"):
        arrived(box, REPORT.format(action=action, message_id=sent.message_id).encode())
    sent.refresh_from_db()
    assert (sent.state, sent.delivered_at) == (OutgoingMessage.State.BOUNCED, None)


def test_of_a_report_about_several_the_one_that_was_not_reached_counts(
    world: World, box: Mailbox, server: Script
) -> None:
    sent = queued(world.acme, by=world.alice)
    send_all(Clock())
    one = "Final-Recipient: rfc822; clerk@acme.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
    raw = REPORT.format(action="failed", message_id=sent.message_id)
    arrived(box, raw.replace("Final-Recipient", f"{one}Final-Recipient", 1).encode())
    sent.refresh_from_db()
    assert sent.state == OutgoingMessage.State.BOUNCED


def test_a_report_of_delivery_of_what_we_never_sent_is_set_aside(world: World, quiet_box: Mailbox) -> None:
    raw = REPORT.format(action="delivered", message_id="<guess@northlight.example>").encode()
    assert arrived(quiet_box, raw).state == State.SET_ASIDE


def test_a_bounce_of_what_we_never_sent_marks_nothing(world: World, quiet_box: Mailbox) -> None:
    sent = queued(world.acme, by=world.alice)
    message = arrived(quiet_box, REPORT.format(action="failed", message_id="<guess@northlight.example>").encode())

    assert message.state == State.UNMATCHED
    assert OutgoingMessage.objects.get(id=sent.id).state == OutgoingMessage.State.WAITING


def test_files_become_documents_of_the_account(world: World, quiet_box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    raw = (
        b"From: ann@acme.example\r\nSubject: POD\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/plain\r\n\r\nsee attached\r\n--b\r\n"
        b'Content-Type: application/pdf; name="../../pod\x01.exe"\r\n\r\n%PDF-1.4 proof\r\n--b\r\n'
        b"Content-Type: application/x-msdownload; name=run.exe\r\n\r\nMZ\x90\x00\r\n--b--\r\n"
    )
    message = arrived(quiet_box, raw)

    assert [(one.name, one.document is not None) for one in message.attachments.order_by("id")] == [
        ("pod .exe", True),
        ("run.exe", False),
    ]
    document = Document.objects.get()
    assert (document.customer, document.name, document.media_type) == (world.acme, "pod.pdf", "application/pdf")


def test_markup_loads_and_runs_nothing(world: World, quiet_box: Mailbox) -> None:
    markup = (
        "<html><head><style>p{}</style></head><body onload=x()><p onclick='x()'>Pay <b>soon</b></p>"
        "<img src='https://spy.example/p.gif'><script>alert(1)</script><form action=/x><input></form>"
        "<a href='javascript:x()'>a</a><iframe src=//e></iframe><svg onload=x></svg></body></html>"
    )
    raw = written().replace(b"text/plain", b"text/html").split(b"\r\n\r\n")[0] + b"\r\n\r\n" + markup.encode()
    message = arrived(quiet_box, raw)

    assert message.html.startswith("<p>Pay <b>soon</b></p>")
    assert not any(word in message.html for word in ("script", "onload", "onclick", "<img", "<form", "<iframe", "<svg"))
    assert message.text.startswith("Pay soon")


def test_the_same_message_is_stored_and_filed_once(world: World, quiet_box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    raw = written()
    first, again = arrived(quiet_box, raw), arrived(quiet_box, raw)

    assert first.state == State.FILED
    assert again.state == State.SET_ASIDE and why(again) == "the same message arrived before"
    assert Activity.objects.count() == 1


def test_a_message_that_is_too_large_is_parked_with_its_head(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(subject="50 MB of pictures"), size=50_000_000)

    assert message.state == State.PARKED and message.subject == "50 MB of pictures"
    assert "larger than 25 MB" in why(message)


def test_a_card_number_is_masked(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(text="Take it from 4111 1111 1111 1111 please"))
    assert "4111 1111 1111" not in message.text and "[card …1111]" in message.text


def test_a_person_files_what_no_rule_could(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(sender="who@nowhere.example"))
    for _ in range(2):
        file_message(message, customer=world.acme, by=world.bob, at=NOW, as_of=TODAY, key="k")

    filed = IncomingMessage.objects.get(id=message.id)
    assert (filed.state, filed.customer, filed.filed_by) == (State.FILED, world.acme, world.bob)
    assert Activity.objects.get().by == world.bob and Tickler.objects.get().owner == world.alice

    with pytest.raises(Refusal, match="Bob filed this message on 2026-06-15 14:00 UTC"):
        file_message(message, customer=world.zenith, by=world.carol, at=NOW, as_of=TODAY, key="other")
    with pytest.raises(Refusal, match="Bob filed this message"):
        set_aside(message, by=world.carol, at=NOW, key="third")


def test_nobody_files_to_a_customer_of_another_company(world: World, quiet_box: Mailbox) -> None:
    message = arrived(quiet_box, written(sender="who@nowhere.example"))
    with pytest.raises(Refusal, match="not one of the company"):
        file_message(message, customer=world.foreign, by=world.bob, at=NOW, as_of=TODAY, key="k")


def test_an_unanswered_reply_holds_reminders_back_until_it_is_answered(world: World, quiet_box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(quiet_box, written())
    waits = pausing_reply(world.acme.id, company=world.northlight, at=NOW)
    assert waits is not None and str(waits) == "a message of ann@acme.example of 2026-06-15 waits for an answer"
    late = NOW + dt.timedelta(days=8)
    assert pausing_reply(world.acme.id, company=world.northlight, at=late) is None

    for _ in range(2):
        answer = reply_to_mail(message, text="Thank you.", by=world.alice, at=NOW, as_of=TODAY, key="k")

    assert pausing_reply(world.acme.id, company=world.northlight, at=NOW) is None
    assert (answer.subject, answer.in_reply_to) == ("Re: About our account", message.message_id)
    assert OutgoingMessage.objects.count() == 1
    assert Tickler.objects.get().state == "done"
    assert [one.direction for one in Activity.objects.order_by("id")] == ["inbound", "outbound"]


def test_who_may_not_be_contacted_is_not_answered(world: World, quiet_box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(quiet_box, written())
    answer = reply_to_mail(message, text="Thank you.", by=world.alice, at=NOW, as_of=TODAY, key="k")
    assert may_reply_go(answer, NOW) is None

    world.acme.contact_block = "attorney"
    world.acme.save(update_fields=["contact_block"])
    later = OutgoingMessage.objects.get(id=answer.id)
    assert "attorney" in str(may_reply_go(later, NOW)), "it is asked again at the moment of sending"
    with pytest.raises(Refusal, match="attorney"):
        reply_to_mail(message, text="More.", by=world.alice, at=NOW, as_of=TODAY, key="k2")


def test_what_a_machine_wrote_is_never_answered(world: World, quiet_box: Mailbox) -> None:
    contact(world.acme, email="ann@acme.example")
    message = arrived(quiet_box, written(headers="Auto-Submitted: auto-replied\r\n"))
    with pytest.raises(Refusal, match="a machine wrote this"):
        reply_to_mail(message, text="Hello?", by=world.alice, at=NOW, as_of=TODAY, key="k")
