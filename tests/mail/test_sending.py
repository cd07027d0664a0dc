"""A message is handed over once: put off it waits, refused it has failed, and what nobody can tell a person decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.journal.queries import entries
from creditdesk.mail import smtp
from creditdesk.mail.models import Mailbox, OutgoingMessage, SendAttempt
from creditdesk.mail.outgoing import Attachment, decide_uncertain, send_next
from creditdesk.mail.sending import LEASE
from creditdesk.policy.actions import adopt_policy
from tests.mail import post
from tests.mail.mail_server import Script
from tests.mail.post import Clock, impatient, let_go, queued, send_all
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
State = OutgoingMessage.State


def state_of(message: OutgoingMessage) -> OutgoingMessage:
    return OutgoingMessage.objects.get(id=message.id)


def test_a_message_reaches_the_server_with_its_id_and_its_files(world: World, box: Mailbox, server: Script) -> None:
    files = [
        Attachment("Statement June.pdf", "application/pdf", b"%PDF-1.4 x"),
        Attachment("a.csv", "text/csv", b"1\n2"),
    ]
    text = "Dear Ann,\n.\n..dots stay dots\nÀ bientôt"
    message = queued(world.acme, by=world.alice, subject="Konto für Ann", text=text, attachments=files)

    assert send_all(Clock()) == 1

    (got,) = server.messages()
    assert got["Message-ID"] == message.message_id
    assert (got["From"], got["To"]) == (f"Northlight Receivables <{post.OUR_ADDRESS}>", "Ann Payer <ann@acme.example>")
    assert got["Subject"] == "Konto für Ann"
    body = got.get_body(("plain",))
    assert body is not None and body.get_content().replace("\r\n", "\n").strip() == text
    assert [(one.get_filename(), one.get_content()) for one in got.iter_attachments()] == [
        ("Statement June.pdf", b"%PDF-1.4 x"),
        ("a.csv", b"1\n2"),
    ]
    assert state_of(message).state == State.SENT
    assert entries().first().kind == "mail.sent"  # type: ignore[union-attr]
    assert not send_all(Clock())


@pytest.mark.parametrize(("offers", "asked"), [(True, ["RET=HDRS", "NOTIFY=SUCCESS,FAILURE,DELAY"]), (False, [])])
def test_a_report_of_delivery_is_asked_for_where_the_server_offers_it(
    world: World, box: Mailbox, server: Script, offers: bool, asked: list[str]
) -> None:
    server.reports = offers
    queued(world.acme, by=world.alice)
    send_all(Clock())
    assert (len(server.taken), server.asked) == (1, asked)


def test_the_policy_may_leave_reports_of_delivery_out(world: World, box: Mailbox, server: Script) -> None:
    text = default_policy_text().replace("ask_for_delivery: true", "ask_for_delivery: false")
    adopt_policy(text, effective_from=TODAY, reason="no reports", by="dave", at=NOW)
    server.reports = True
    queued(world.acme, by=world.alice)
    send_all(Clock())
    assert (len(server.taken), server.asked) == (1, [])


def test_the_same_key_is_the_same_message(world: World, box: Mailbox, server: Script) -> None:
    first = queued(world.acme, by=world.alice, key="letter/7")
    again = queued(world.acme, by=world.alice, key="letter/7", text="something else")

    assert again.id == first.id and again.text == first.text
    send_all(Clock())
    assert len(server.taken) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_puts_off_waits_and_goes_later(world: World, box: Mailbox, server: Script, verb: str) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does[verb] = "451 try again later"
    assert send_all(clock) == 1
    assert state_of(message).state == State.WAITING
    assert not send_all(clock), "it rests first"

    server.does.clear()
    clock.on(minutes=1)
    send_all(clock)

    assert state_of(message).state == State.SENT and len(server.taken) == 1
    words = [(one.outcome, one.code) for one in SendAttempt.objects.order_by("id")]
    assert words == [("later", 451), ("sent", 250)]


def test_what_is_put_off_too_often_has_failed(world: World, box: Mailbox, server: Script) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does["RCPT"] = "450 mailbox busy"
    for _ in range(20):
        send_all(clock)
        clock.on(hours=3)

    failed = state_of(message)
    assert failed.state == State.FAILED and failed.reason is not None
    assert str(Reason.from_dict(failed.reason)) == "the server put it off 8 times"
    assert failed.attempt_count == 8


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_refuses_has_failed_with_its_sentence(
    world: World, box: Mailbox, server: Script, verb: str
) -> None:
    message, other = queued(world.acme, by=world.alice), queued(world.acme, by=world.alice)
    server.does[verb] = "550 no such person here"
    send_all(Clock())

    failed = state_of(message)
    assert failed.state == State.FAILED and failed.reason is not None
    assert "no such person here" in str(Reason.from_dict(failed.reason))
    assert state_of(other).state == State.FAILED, "the rest flows"
    assert not server.taken


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("how", ["hang", "drop"])
def test_a_break_before_the_text_is_tried_again(
    world: World, box: Mailbox, server: Script, verb: str, how: str
) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does[verb] = how
    assert send_next(now=clock, may_go=let_go, hand_over=impatient)
    assert state_of(message).state == State.WAITING

    server.does.clear()
    clock.on(minutes=10)
    send_all(clock)
    assert state_of(message).state == State.SENT and len(server.taken) == 1


@pytest.mark.parametrize("how", ["hang after taking", "drop after taking"])
def test_silence_after_the_final_dot_is_uncertain_and_nothing_is_sent_again(
    world: World, box: Mailbox, server: Script, how: str
) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does["DATA"] = how
    send_all(clock)
    assert state_of(message).state == State.UNCERTAIN

    server.does.clear()
    for _ in range(10):
        clock.on(days=1)
        send_all(clock)
    assert len(server.taken) == 1, "no automatic resend"
    assert state_of(message).state == State.UNCERTAIN


def test_a_person_says_that_an_uncertain_message_arrived(world: World, box: Mailbox, server: Script) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does["DATA"] = "drop after taking"
    send_all(clock)

    for _ in range(2):
        decide_uncertain(message, arrived=True, by=world.alice, at=NOW, key="k")

    assert state_of(message).state == State.SENT
    assert entries().filter(kind="mail.decided").count() == 1


def test_or_that_it_did_not_and_it_goes_again_under_the_same_id(world: World, box: Mailbox, server: Script) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    server.does["DATA"] = "drop after taking"
    send_all(clock)
    server.does.clear()

    decide_uncertain(message, arrived=False, by=world.alice, at=NOW, key="k")
    send_all(clock)

    assert state_of(message).state == State.SENT
    assert {one["Message-ID"] for one in server.messages()} == {message.message_id}
    assert [one.number for one in SendAttempt.objects.order_by("id")] == [1, 2]


def test_who_decides_second_is_told_who_was_first(world: World, box: Mailbox, server: Script) -> None:
    message = queued(world.acme, by=world.alice)
    server.does["DATA"] = "drop after taking"
    send_all(Clock())
    decide_uncertain(message, arrived=True, by=world.alice, at=NOW, key="a")

    with pytest.raises(Refusal, match=r"Alice said on 2026-06-15 14:00 UTC that it arrived"):
        decide_uncertain(message, arrived=False, by=world.bob, at=NOW, key="b")


def test_who_stopped_between_claim_and_answer_leaves_an_uncertain_message(
    world: World, box: Mailbox, server: Script
) -> None:
    """The attempt is committed before the server is spoken to: a process that dies in between is noticed."""
    message, clock = queued(world.acme, by=world.alice), Clock()

    def dies(*args: Any, **more: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_next(now=clock, may_go=let_go, hand_over=dies)
    assert state_of(message).state == State.SENDING
    assert not send_all(clock), "nobody else takes it while the claim holds"

    clock.on(seconds=LEASE.total_seconds() + 1)
    send_all(clock)
    assert state_of(message).state == State.UNCERTAIN
    assert not server.taken


@pytest.mark.parametrize("somebody_said_no", [False, True])
def test_an_answer_that_comes_after_the_claim_ran_out_is_still_heard(
    world: World, box: Mailbox, server: Script, somebody_said_no: bool
) -> None:
    """Whoever sent it was slow, not dead: what the server told him ends the doubt, and nothing goes out twice."""
    message, clock = queued(world.acme, by=world.alice), Clock()

    def slow(server: smtp.Server, *, sender: str, recipient: str, raw: bytes) -> smtp.Answer:
        answer = impatient(server, sender=sender, recipient=recipient, raw=raw)
        clock.on(hours=1)
        send_next(now=clock, may_go=let_go)
        assert state_of(message).state == State.UNCERTAIN
        if somebody_said_no:
            decide_uncertain(message, arrived=False, by=world.bob, at=NOW, key="k")
        return answer

    assert send_next(now=clock, may_go=let_go, hand_over=slow)
    assert state_of(message).state == State.SENT
    assert not send_all(clock) and len(server.taken) == 1


def test_what_may_not_go_any_more_is_withheld_with_its_reason(world: World, box: Mailbox, server: Script) -> None:
    message, asked = queued(world.acme, by=world.alice), []

    def paid_meanwhile(of: OutgoingMessage, at: dt.datetime) -> Reason | None:
        assert transaction.get_connection().in_atomic_block, "asked in the transaction of the claim"
        asked.append(of.id)
        return Reason("letter.paid", "everything in it was paid")

    assert send_next(now=Clock(), may_go=paid_meanwhile)
    withheld = state_of(message)
    assert withheld.state == State.WITHHELD and withheld.reason is not None
    assert str(Reason.from_dict(withheld.reason)) == "everything in it was paid"
    assert asked == [message.id] and not server.taken
    assert not SendAttempt.objects.exists()


def test_a_server_that_does_not_let_us_in_is_the_mailbox_s_trouble_and_fails_no_message(
    world: World, box: Mailbox, server: Script
) -> None:
    message, clock = queued(world.acme, by=world.alice), Clock()
    Mailbox.objects.update(smtp_port=1)
    for _ in range(30):
        send_all(clock)
        clock.on(hours=3)

    assert state_of(message).state == State.WAITING
    box.refresh_from_db()
    assert box.send_trouble is not None and "nobody answers" in str(Reason.from_dict(box.send_trouble))
    Mailbox.objects.update(smtp_port=box.smtp_port)


def test_a_company_without_a_mailbox_or_server_lets_its_messages_wait(world: World) -> None:
    message = queued(world.acme, by=world.alice)
    assert not send_all(Clock())
    post.mailbox(world.northlight, by=world.adam)
    assert not send_all(Clock())
    assert state_of(message).state == State.WAITING


def test_what_is_beyond_the_day_s_ceiling_waits_for_the_next_day(world: World, box: Mailbox, server: Script) -> None:
    from creditdesk.domain.policy import default_policy_text
    from creditdesk.policy.actions import adopt_policy

    text = default_policy_text().replace("sent_per_day_max: 2000", "sent_per_day_max: 3")
    adopt_policy(text, effective_from=NOW.date(), reason="a small mail server", by="carol", at=NOW)
    for _ in range(5):
        queued(world.acme, by=world.alice)
    clock = Clock()

    assert send_all(clock) == 3
    clock.on(hours=25)
    assert send_all(clock) == 2
    assert len(server.taken) == 5


@pytest.mark.parametrize(
    "name", ["Ann\r\nBcc: thief@evil.example", "Ann\nSubject: x", 'A"nn <x@y>', "Ænn\u202eevil", ""]
)
def test_a_name_makes_no_header(world: World, box: Mailbox, server: Script, name: str) -> None:
    queued(world.acme, by=world.alice, name=name, subject="Hello\r\nBcc: thief@evil.example")
    send_all(Clock())

    (got,) = server.messages()
    assert server.recipients == ["ann@acme.example"]
    assert got["Bcc"] is None and got["Subject"] == "Hello Bcc: thief@evil.example"


@pytest.mark.parametrize(
    "address", ["", "ann", "a@b, c@d", "ann@acme.example\r\nBcc: x@y", "<ann@acme.example>", "a b@c.d"]
)
def test_what_is_no_address_is_refused_and_named(world: World, address: str) -> None:
    with pytest.raises(Refusal, match="is not one e-mail address"):
        queued(world.acme, by=world.alice, address=address)


def test_what_was_queued_never_changes_and_is_never_sent_again(world: World, box: Mailbox, server: Script) -> None:
    message = queued(world.acme, by=world.alice)
    send_all(Clock())
    for column, value in (("text", "other"), ("to_address", "x@y.example"), ("state", "waiting")):
        with pytest.raises(DatabaseError), transaction.atomic():
            OutgoingMessage.objects.filter(id=message.id).update(**{column: value})


@pytest.mark.parametrize(
    "name",
    ["a.pdf\r\nX-Evil: set", 'a".pdf\nContent-Type: text/html', "a\x00\x1b.pdf", "a\u2028X-Evil: set.pdf", "\r\n", ""],
)
def test_the_name_and_the_kind_of_a_file_make_no_header(world: World, box: Mailbox, server: Script, name: str) -> None:
    queued(world.acme, by=world.alice, attachments=[Attachment(name, "application/pdf\r\nX-Evil: set", b"%PDF-1.4 x")])
    send_all(Clock())

    (got,) = server.messages()
    (file,) = got.iter_attachments()
    assert got["X-Evil"] is None and file["X-Evil"] is None and file.get_content_type() != "text/html"
    shown = file.get_filename()
    assert shown and not any(ord(sign) < 32 or sign in "\u2028\u2029" for sign in shown)
    assert file.get_content() == b"%PDF-1.4 x"
