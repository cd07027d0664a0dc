"""What people outside write on a rep's day, and what is told of them, full of payloads: mail, letters, events, calls.

One row of each kind for every third payload, with the payload in each of its texts.
"""

from __future__ import annotations

import hashlib
from typing import Any

from creditdesk.cash.models import Remittance
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letters import content_hash
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import CustomerEvent, DataChange, DataChangeStep, EventStep, UnknownCall
from creditdesk.letters.models import Letter
from creditdesk.mail.mailboxes import Settings, make_mailbox
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, OutgoingAttachment, OutgoingMessage
from creditdesk.mail.parsing import ReadLimits, read_mail
from creditdesk.parties.models import Contact
from tests.faults import payloads
from tests.mail.post import written
from tests.web.permission_matrix_letters import a_content
from tests.world import NOW, TODAY, World

# As many as the lists of them have rows on a page, so that those show all.
TEXTS = payloads.ALL[::3]
_LIMITS = ReadLimits(attachment_bytes=1_000_000, attachments=5)


def poison_day(world: World) -> dict[str, list[Any]]:
    """Argument of an address → the objects of Acme whose every text is a payload."""
    box = make_mailbox(world.northlight, Settings("Receivables", "ar@desk.example"), by=world.adam, at=NOW)
    found: dict[str, list[Any]] = {}
    for number, text in enumerate(TEXTS):
        for name, one in {
            **_mail_in(world, number, text, box_id=box.id),
            **_mail_out(world, number, text),
            "letter_id": _letter(world, number, text),
            "contact_id": _contact(world, text),
            "event_id": _event(world, number, text),
            "change_id": _change(world, number, text),
            "call_id": _unknown_call(world, number, text),
            "remittance_id": _remittance(world, number, text),
        }.items():
            found.setdefault(name, []).append(one)
    return found


def _mail_in(world: World, number: int, text: str, *, box_id: int) -> dict[str, int]:
    raw = written(text=text).replace(b"text/plain", b"text/html")
    said = read_mail(raw, limits=_LIMITS)
    made = IncomingMessage.objects.create(
        company=world.northlight,
        mailbox_id=box_id,
        uidvalidity=7,
        uid=number,
        sha256=hashlib.sha256(f"in {number}".encode()).hexdigest(),
        size=1,
        fetched_at=NOW,
        state="filed",
        kind="person",
        from_name=text[:200],
        from_address=text[:254],
        to_addresses=text,
        subject=text,
        text=f"{text}\n> {text}",
        fresh_text=text,
        marked=[{"sentence": text, "kind": "question", "words": [text[:9]]}],
        html=said["html"],
        customer=world.acme,
    )
    file = IncomingAttachment.objects.create(
        message=made, name=text[:200], media_type="text/html", size=1, sha256="0" * 64, content=text.encode()
    )
    return {"incoming_id": made.id, "attachment_id": file.id}


def _remittance(world: World, number: int, text: str) -> int:
    """A held list: the first of them as it came, the others as a person corrected and refused them."""
    line = {"number": text[:60], "paid_minor": 100, "claim": text[:60]}
    why = Reason("cash.remittance_set_aside_before", "the same list was set aside before, by %(by)s", {"by": text})
    message = IncomingMessage.objects.order_by("-id").first()
    assert message is not None
    made = Remittance.objects.create(
        company=world.northlight,
        customer=world.acme,
        mail_id=message.id,
        source=f"mail {message.id}",
        format="document",
        key=f"{number} {text}"[:160],
        payer_name=text[:140],
        payment_reference=text[:80],
        lines=[line],
        said={"lines": [line]} if number else {},
        findings=[{"reason": why.as_dict(), "line": 0, "holds": holds} for holds in (True, False)],
        state="set_aside" if number % 2 else "held",
        received_at=NOW,
        received_by="machine",
        decided_by="erin" if number else "",
        decided_at=NOW if number else None,
        why=text[:200] if number else "",
    )
    return made.id


def _mail_out(world: World, number: int, text: str) -> dict[str, int]:
    made = OutgoingMessage.objects.create(
        company=world.northlight,
        customer=world.acme,
        key=f"poison-{number}",
        purpose="reply",
        to_name=text[:160],
        to_address=text[:254],
        subject=text[:250],
        text=text,
        message_id=f"<poison-{number}@desk.example>",
        content_sha256="0" * 64,
        by=world.alice,
        queued_at=NOW,
        state="failed",
        state_at=NOW,
        reason={"code": "mail.refused", "text": "%(words)s", "facts": {"words": text}},
        next_try_at=NOW,
    )
    file = OutgoingAttachment.objects.create(
        message=made, name=text[:200], media_type="text/html", size=1, sha256="0" * 64, content=text.encode()
    )
    return {"outgoing_id": made.id, "sent_file_id": file.id}


def _letter(world: World, number: int, text: str) -> int:
    content = a_content(subject=text, recipient=[text], lines=[text])
    letter = Letter.objects.create(
        company=world.northlight,
        customer=world.acme,
        kind=LetterKind.REMINDER_1.value,
        language="en",
        channel="email",
        recipient=f"{number}{text}"[:200],
        business_day=TODAY,
        text_number=0,
        policy_version=0,
        subject=text[:200],
        content=content,
        sha256=content_hash(content),
        drafted_by=world.alice,
        drafted_at=NOW,
        key=f"poison-{number}",
    )
    return letter.id


def _contact(world: World, text: str) -> int:
    made = Contact.objects.create(
        customer=world.acme, name=text[:120], role=text[:80], phone=text[:40], email=text[:160]
    )
    return made.id


def _event(world: World, number: int, text: str) -> int:
    event = CustomerEvent.objects.create(
        company=world.northlight,
        customer=world.acme,
        kind="dead_phone",
        state="verified",
        happened_on=TODAY,
        details={"number": text},
        currency="USD",
        note=text,
        reported_by=world.alice,
        reported_at=NOW,
        key=f"poison-{number}",
    )
    for state in ("reported", "verified"):
        proofs = [{"kind": "observed", "note": text}] if state == "verified" else []
        EventStep.objects.create(event=event, state=state, note=text, evidence=proofs, by=world.alice, at=NOW)
    return event.id


def _change(world: World, number: int, text: str) -> int:
    # One request of a kind waits at a time: these were taken back.
    change = DataChange.objects.create(
        company=world.northlight,
        customer=world.acme,
        kind="phone",
        old={"phone": text},
        new={"phone": text},
        asked_by=text[:120],
        asked_channel="email",
        given_numbers=[text],
        known_numbers=[text],
        state="withdrawn",
        requested_by=world.alice,
        requested_at=NOW,
        key=f"poison-{number}",
    )
    DataChangeStep.objects.create(
        change=change, kind="withdrawn", note=text, reached=text[:120], by=world.alice, at=NOW, key=f"poison-{number}"
    )
    return change.id


def _unknown_call(world: World, number: int, text: str) -> int:
    call = UnknownCall.objects.create(
        company=world.northlight,
        number=text[:40],
        note=text,
        due_date=TODAY,
        by=world.alice,
        at=NOW,
        key=f"poison-{number}",
    )
    return call.id
