"""Remittance advices in messages: a file or the text of one becomes a payer's list of the customer whose message it is.

Files and text are read before the message is filed, in the reading program; what is no advice leaves no trace here.
What is one is kept in the transaction that files the message, so that a message has been looked at for good. The
sender is believed nothing but whose message it is. docs/rules/cash_remittances.md.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.cash.advised import UNREAD, Advice, owners_of, take_lists
from creditdesk.domain.mail_advices import PartSigns, is_advice, may_hold_advice
from creditdesk.domain.mail_kinds import KindDecision, MailKind
from creditdesk.domain.mail_quotes import fresh_part
from creditdesk.domain.reasons import Reason
from creditdesk.intake.advices import is_picture, lists_in
from creditdesk.intake.reader import Unreadable
from creditdesk.mail.models import IncomingAttachment, IncomingMessage
from creditdesk.parties.models import Company, User

# Files of a message that are read for an advice; a payer sends one or two.
_FILES_MOST = 5
_NOT_READ = ("image/", "audio/", "video/", "message/", "font/")
# A smaller picture is the mark of a company under its name, and no photograph of a paper.
_SMALLEST_PICTURE = 10_000


@dataclass(frozen=True, slots=True)
class FoundAdvice:
    """A list as it was read: the place of its file among those of the message, None for the text; and why it is one."""

    row: dict[str, Any]
    place: int | None
    digest: str
    why: Reason


def may_advise(decided: KindDecision, said: dict[str, Any]) -> bool:
    """Whether a message can bring an advice: a person wrote it, or a program by itself and not in answer to ours."""
    if decided.kind is not MailKind.AUTOMATIC:
        return decided.kind is MailKind.PERSON
    by_itself = str(said["signs"]["auto_submitted"]).strip().lower().startswith("auto-generated")
    return by_itself or (decided.reason is not None and decided.reason.code == "mail.bulk")


def advices_in(said: dict[str, Any], *, company: Company, as_of: dt.date) -> list[FoundAdvice]:
    """The advices in a message as it was read apart. Its files go first: then the text is what comes with them.
    Pictures are looked at last, where nothing else says what was paid.
    """
    subject, text = str(said["subject"]), fresh_part(str(said["text"]))
    names = " ".join(str(each["name"]) for each in said["attachments"])
    if not may_hold_advice(f"{subject}\n{text}\n{names}"):
        return []
    files = list(_of_files(said, subject=subject, text=text, company=company, as_of=as_of))
    found = files or list(_of_text(said, subject=subject, text=text, company=company, as_of=as_of))
    return found or list(_of_pictures(said, subject=subject, text=text, company=company, as_of=as_of))


def _of_files(
    said: dict[str, Any], *, subject: str, text: str, company: Company, as_of: dt.date
) -> Iterator[FoundAdvice]:
    readable = [
        (place, each)
        for place, each in enumerate(said["attachments"])
        if each["content"] and not str(each["media_type"]).startswith(_NOT_READ)
    ]
    for place, each in readable[:_FILES_MOST]:
        content = base64.b64decode(each["content"])
        if is_picture(content):
            continue
        words = f"{subject}\n{_spaced(each['name'])}\n{text}"
        yield from _read(content, words, subject=subject, place=place, company=company, as_of=as_of)


def _of_pictures(
    said: dict[str, Any], *, subject: str, text: str, company: Company, as_of: dt.date
) -> Iterator[FoundAdvice]:
    """Photographs: nothing is read of them, so each waits for a person where the message calls it an advice."""
    for place, each in enumerate(said["attachments"][: 2 * _FILES_MOST]):
        content = base64.b64decode(each["content"] or "")
        if len(content) < _SMALLEST_PICTURE or not is_picture(content):
            continue
        words = f"{subject}\n{_spaced(each['name'])}\n{text}"
        yield from _read(content, words, subject=subject, place=place, company=company, as_of=as_of)


def _of_text(
    said: dict[str, Any], *, subject: str, text: str, company: Company, as_of: dt.date
) -> Iterator[FoundAdvice]:
    """The text of the message; its markup where there is a table and nothing is quoted, which may be ours."""
    markup = str(said["html"])
    whole = " ".join(str(said["text"]).split()) == " ".join(text.split())
    content = markup if "<table" in markup and whole else text
    words = f"{subject}\n{text}"
    yield from _read(content.encode(), words, subject=subject, place=None, company=company, as_of=as_of)


def _read(
    content: bytes, words: str, *, subject: str, place: int | None, company: Company, as_of: dt.date
) -> Iterator[FoundAdvice]:
    digest = hashlib.sha256(content).hexdigest()
    is_file = place is not None
    try:
        rows = lists_in(content, company=company, as_of=as_of)
    except Unreadable as unreadable:
        finding = {"reason": unreadable.reason.as_dict(), "line": unreadable.line or 0, "holds": True}
        yield from _unread([finding], words, subject=subject, place=place, digest=digest)
        return
    for number, row in enumerate(rows):
        if row["format"] == UNREAD["format"]:
            yield from _unread(row["findings"], words, subject=subject, place=place, digest=digest)
            continue
        why = is_advice(_signs(row, words, subject=subject, is_file=is_file, company=company))
        if why is not None:
            yield FoundAdvice(row, place, digest if number == 0 else f"{digest[:56]}/{number}", why)


def _unread(
    findings: list[dict[str, Any]], words: str, *, subject: str, place: int | None, digest: str
) -> Iterator[FoundAdvice]:
    """What cannot be read, where somebody must look at it."""
    code = str(findings[0]["reason"]["code"])
    why = is_advice(PartSigns(words, place is not None, subject, refused=code))
    if why is not None:
        yield FoundAdvice({**UNREAD, "findings": findings}, place, digest, why)


def _signs(row: dict[str, Any], words: str, *, subject: str, is_file: bool, company: Company) -> PartSigns:
    numbers = tuple(str(one["number"]) for one in row["documents"] if one.get("number"))
    return PartSigns(
        words,
        is_file,
        subject,
        numbers=numbers,
        known=len(owners_of(company.id, numbers)),
        amounts=sum(one.get("paid_minor") is not None for one in row["documents"]),
        has_sum=row["minor"] is not None,
        holds=any(one["holds"] for one in row["findings"]),
    )


def _spaced(name: str) -> str:
    """The name of a file as words."""
    return name.replace("_", " ").replace("-", " ").replace(".", " ")


def keep_advices(message: IncomingMessage, advices: Sequence[FoundAdvice], *, by: User, at: dt.datetime) -> None:
    """Keep what was read of a message that is being filed, with the message and the file as evidence."""
    ids = list(IncomingAttachment.objects.filter(message=message).order_by("id").values_list("id", flat=True))
    lists = [
        Advice(
            {**one.row, "findings": [*one.row["findings"], {"reason": one.why.as_dict(), "line": 0, "holds": False}]},
            message.id,
            ids[one.place] if one.place is not None else None,
            one.digest,
            payer_name=message.from_name or message.from_address,
        )
        for one in advices
    ]
    take_lists(lists, company=message.company, customer=message.customer, by=by.username, at=at)
