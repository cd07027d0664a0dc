"""Sending: one message at a time is claimed, handed over and settled. The steps are told in `outgoing`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from creditdesk.domain.contact_rules import local_time
from creditdesk.domain.mail_sending import Came, cannot_tell, gives_up, next_try, refused_by_server
from creditdesk.domain.policy_mail import MailPolicy
from creditdesk.domain.reasons import Reason
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail import sealed, smtp
from creditdesk.mail.models import Mailbox, OutgoingMessage, SendAttempt
from creditdesk.mail.writing import wire_bytes
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company
from creditdesk.policy.queries import policy_in_force

# Longer than a whole talk with a server may take.
LEASE = dt.timedelta(minutes=20)
_COUNTED = dt.timedelta(days=1)
_TRIED_AT_ONCE = 20
State = OutgoingMessage.State
Outcome = SendAttempt.Outcome
MayGo = Callable[[OutgoingMessage, dt.datetime], Reason | None]


class HandOver(Protocol):
    """A way out of the desk: `smtp.hand_over`, or one that answers by itself."""

    def __call__(self, server: smtp.Server, *, sender: str, recipient: str, raw: bytes) -> smtp.Answer:
        """What came of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to hand over until the lease is over."""

    message_id: int
    attempt_id: int
    server: smtp.Server
    sender: str
    recipient: str
    raw: bytes


def send_next(*, now: Callable[[], dt.datetime], may_go: MayGo, hand_over: HandOver | None = None) -> bool:
    """Send the oldest message that is due; False where there is none, or nothing can be sent.

    Any number may call it at once, in any process. `may_go` is asked in the transaction of the claim; a reason
    withholds the message for good and stays with it. `hand_over` is another way out than the mail server.
    """
    if _give_up_lost(at=now()):
        return True
    for message_id in _due(at=now()):
        claim = _claimed(message_id, at=now(), may_go=may_go)
        if claim is None:
            continue
        if isinstance(claim, Claim):
            speak = hand_over or smtp.hand_over
            answer = speak(claim.server, sender=claim.sender, recipient=claim.recipient, raw=claim.raw)
            _settle(claim, answer, at=now())
        return True
    return False


def _due(*, at: dt.datetime) -> list[int]:
    """The oldest messages that may be tried now, of mailboxes whose servers answered the last time or rested enough."""
    rested = Q(send_next_at__isnull=True) | Q(send_next_at__lte=at)
    boxes = Mailbox.objects.filter(rested, ended_at__isnull=True, smtp_host__gt="").select_related("company")
    ready = [box.company_id for box in boxes if not is_at_ceiling(box, at=at)]
    due = OutgoingMessage.objects.filter(company__in=ready, state=State.WAITING, next_try_at__lte=at)
    return list(due.order_by("id").values_list("id", flat=True)[:_TRIED_AT_ONCE])


def is_at_ceiling(box: Mailbox, *, at: dt.datetime) -> bool:
    """Whether the company has sent what the policy lets it send within a day; what is beyond waits."""
    policy = mail_policy(box.company, at=at)
    return SendAttempt.objects.filter(mailbox=box, began_at__gt=at - _COUNTED).count() >= policy.sent_per_day_max


def mail_policy(company: Company, *, at: dt.datetime) -> MailPolicy:
    """What the policy in force on the company's day says of e-mail."""
    as_of = local_time(at, time_zone=company.time_zone).date()
    return policy_in_force(as_of=as_of, company_id=company.id).document.mail


@action
def _claimed(message_id: int, *, at: dt.datetime, may_go: MayGo) -> Claim | bool | None:
    """The message, claimed; True where it was dealt with without the server; None where it is not ours to send."""
    customer_id = OutgoingMessage.objects.filter(id=message_id).values_list("customer_id", flat=True).first()
    if customer_id is not None:
        lock_customers([customer_id])
    box = (
        Mailbox.objects.select_for_update()
        .filter(company__in=OutgoingMessage.objects.filter(id=message_id).values("company"), ended_at__isnull=True)
        .first()
    )
    message = OutgoingMessage.objects.select_for_update().get(id=message_id)
    if box is None or message.state != State.WAITING or message.next_try_at > at or is_at_ceiling(box, at=at):
        return None
    if (reason := may_go(message, at)) is not None:
        _move(message, State.WITHHELD, reason=reason, at=at)
        return True
    password = sealed.opened(box.smtp_password)
    if password is None:
        _rest(box, "the password cannot be opened any more: enter it anew", at=at)
        return None
    try:
        raw = wire_bytes(message, box)
    except (ValueError, UnicodeError) as error:
        _move(
            message,
            State.FAILED,
            reason=Reason("mail.unwritable", "it cannot be written as a message: %(why)s", {"why": str(error)[:200]}),
            at=at,
        )
        return True
    attempt = SendAttempt.objects.create(message=message, number=message.attempt_count + 1, mailbox=box, began_at=at)
    message.state, message.state_at, message.held_until = State.SENDING, at, at + LEASE
    message.attempt_count = attempt.number
    message.save(update_fields=["state", "state_at", "held_until", "attempt_count"])
    asks = mail_policy(message.company, at=at).ask_for_delivery
    server = smtp.Server(
        box.smtp_host, box.smtp_port, box.smtp_security, box.smtp_user, password, asks_for_delivery=asks
    )
    return Claim(message.id, attempt.id, server, box.address, message.to_address, raw)


@action
def withhold_now(message_id: int, *, may_go: MayGo, at: dt.datetime) -> bool:
    """Ask of a message that waits whether it may go still, without waiting for its turn; True where it is withheld."""
    customer_id = OutgoingMessage.objects.filter(id=message_id).values_list("customer_id", flat=True).first()
    if customer_id is not None:
        lock_customers([customer_id])
    message = OutgoingMessage.objects.select_for_update().get(id=message_id)
    if message.state != State.WAITING or (reason := may_go(message, at)) is None:
        return False
    _move(message, State.WITHHELD, reason=reason, at=at)
    return True


@action
def _settle(claim: Claim, answer: smtp.Answer, *, at: dt.datetime) -> None:
    """Write what came of a claimed message, if nobody has decided about this attempt meanwhile."""
    box, message = _locked(claim.message_id, box_of=claim.attempt_id)
    attempt = SendAttempt.objects.select_for_update().get(id=claim.attempt_id)
    attempt.outcome, attempt.code, attempt.words = Outcome(answer.came.value), answer.code, answer.words[:500]
    attempt.ended_at = at
    attempt.save(update_fields=["outcome", "code", "words", "ended_at"])
    if answer.of_mailbox:
        _rest(box, answer.words, at=at)
    elif box.send_failures or box.send_trouble:
        box.send_failures, box.send_next_at, box.send_trouble = 0, None, None
        box.save(update_fields=["send_failures", "send_next_at", "send_trouble"])
    # Nobody took the message up again: what came of this attempt counts, also where the claim had run out and somebody
    # thought that it did not arrive.
    counts = {State.SENDING, State.UNCERTAIN} | ({State.WAITING} if answer.came is Came.SENT else set())
    if message.attempt_count == attempt.number and message.state in counts:
        _follow(message, answer, at=at)


def _follow(message: OutgoingMessage, answer: smtp.Answer, *, at: dt.datetime) -> None:
    """Move the message on by what came of its newest attempt."""
    if answer.came is Came.SENT:
        _move(message, State.SENT, reason=None, at=at)
    elif answer.came is Came.UNCERTAIN:
        _move(message, State.UNCERTAIN, reason=cannot_tell(answer.words), at=at)
    elif answer.came is Came.REFUSED:
        _move(message, State.FAILED, reason=refused_by_server(answer.code, answer.words), at=at)
    else:
        _put_off(message, answer, at=at)


def _put_off(message: OutgoingMessage, answer: smtp.Answer, *, at: dt.datetime) -> None:
    """Let the message wait for its next attempt, unless it was put off often enough."""
    policy = mail_policy(message.company, at=at)
    # A server that cannot be reached says nothing about the message: that does not count against it.
    put_off = message.attempts.filter(outcome=Outcome.LATER, code__isnull=False).count()
    reason = None if answer.of_mailbox else gives_up(put_off, most=policy.attempts_max)
    if reason is not None:
        _move(message, State.FAILED, reason=reason, at=at)
        return
    message.state, message.state_at, message.held_until = State.WAITING, at, None
    message.next_try_at = at if answer.of_mailbox else next_try(max(put_off, 1), at=at)
    message.save(update_fields=["state", "state_at", "held_until", "next_try_at"])


def _give_up_lost(*, at: dt.datetime) -> bool:
    """Whether a message was found that somebody claimed and never settled: it is uncertain now."""
    lost = OutgoingMessage.objects.filter(state=State.SENDING, held_until__lte=at).values_list("id", flat=True)
    return sum(_lost(message_id, at=at) for message_id in list(lost[:_TRIED_AT_ONCE])) > 0


@action
def _lost(message_id: int, *, at: dt.datetime) -> bool:
    _, message = _locked(message_id)
    if message.state != State.SENDING or message.held_until is None or message.held_until > at:
        return False
    words = "whoever sent it stopped before the server's answer was written down"
    _move(message, State.UNCERTAIN, reason=cannot_tell(words), at=at)
    return True


def _locked(message_id: int, *, box_of: int | None = None) -> tuple[Mailbox, OutgoingMessage]:
    """The mailbox of the attempt and the message, held in the order in which everybody holds them."""
    found = OutgoingMessage.objects.filter(id=message_id).values_list("customer_id", flat=True).get()
    if found is not None:
        lock_customers([found])
    attempts = SendAttempt.objects.filter(id=box_of) if box_of else SendAttempt.objects.filter(message_id=message_id)
    box_id = attempts.order_by("-number").values_list("mailbox_id", flat=True)[:1].get()
    box = Mailbox.objects.select_for_update().get(id=box_id)
    return box, OutgoingMessage.objects.select_for_update().get(id=message_id)


def _move(message: OutgoingMessage, state: OutgoingMessage.State, *, reason: Reason | None, at: dt.datetime) -> None:
    """Bring a held message to a state that is not passed over by itself, and journal it last."""
    message.state, message.state_at, message.held_until = state, at, None
    message.reason = reason.as_dict() if reason else None
    message.save(update_fields=["state", "state_at", "held_until", "reason"])
    append(
        f"mail.{state.value}",
        by="machine",
        at=at,
        subject=("outgoing_message", message.id),
        company_id=message.company_id,
        customer_id=message.customer_id,
        facts={"attempt": message.attempt_count, "content": message.content_sha256, "purpose": message.purpose},
        private={"to": message.to_address, "subject": message.subject, "reason": str(reason) if reason else ""},
    )


def _rest(box: Mailbox, words: str, *, at: dt.datetime) -> None:
    """Leave the server alone for a while, and keep what was wrong."""
    box.send_failures += 1
    box.send_next_at = next_try(box.send_failures, at=at)
    box.send_trouble = Reason("mail.server", "%(words)s", {"words": words}).as_dict()
    box.save(update_fields=["send_failures", "send_next_at", "send_trouble"])
