"""Reading letters: those of a state, those of an account, how many of each, and the texts with their versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.letters.access import visible_letters
from creditdesk.letters.checks import PURPOSE
from creditdesk.letters.models import Letter, LetterAttachment, LetterFile, LetterRun, LetterText
from creditdesk.letters.wording import Wording, shipped
from creditdesk.mail.models import IncomingMessage, OutgoingMessage
from creditdesk.parties.in_order import Order, page_after
from creditdesk.parties.models import User

LETTER_ORDERS = {"id": Order("id", int)}


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What a list of letters is narrowed to; empty narrows nothing."""

    state: str = ""
    kind: str = ""
    channel: str = ""
    portfolio_id: int | None = None
    customer_id: int | None = None


def letters(user: User, *, chosen: LetterFilter, as_of: dt.date) -> QuerySet[Letter]:
    """The letters that the user may see, newest first, without what they say."""
    exact = {
        "state": chosen.state or None,
        "kind": chosen.kind or None,
        "channel": chosen.channel or None,
        "customer__portfolio": chosen.portfolio_id,
        "customer": chosen.customer_id,
    }
    narrowed = {name: value for name, value in exact.items() if value is not None}
    found = visible_letters(user, as_of=as_of).filter(**narrowed)
    return found.select_related("customer__portfolio", "drafted_by", "released_by").defer("content").order_by("-id")


def letters_page(
    user: User, *, chosen: LetterFilter, as_of: dt.date, after: str, size: int
) -> tuple[list[Letter], str]:
    """A page of the letters, newest first, and where the next one begins; empty at the end."""
    found = letters(user, chosen=chosen, as_of=as_of)
    return page_after(found, sort="-id", orders=LETTER_ORDERS, after=after, size=size)


def counts(user: User, *, as_of: dt.date) -> dict[str, int]:
    """State → how many letters the user sees in it, of those that are open or ended in the last weeks."""
    recent = visible_letters(user, as_of=as_of).filter(business_day__gte=as_of - dt.timedelta(days=30))
    rows = recent.order_by().values("state").annotate(count=Count("id"))
    return {row["state"]: row["count"] for row in rows}


def confirmation_of(activity_id: int) -> Letter | None:
    """The newest letter that confirms what was promised in a conversation, unless it was put aside."""
    found = Letter.objects.filter(promise__activity=activity_id, kind=LetterKind.PROMISE_CONFIRMATION.value)
    return found.exclude(state=Letter.State.DISCARDED).defer("content").order_by("-id").first()


def letters_with_keys(keys: Sequence[str]) -> list[Letter]:
    """The letters that were drafted under these keys, by key."""
    return list(Letter.objects.filter(key__in=keys).order_by("id"))


def file_of(letter: Letter, what: str) -> LetterFile | None:
    """A file that was kept when the letter was released."""
    return LetterFile.objects.filter(letter=letter, what=what).first()


def attachments_of(letter: Letter) -> list[LetterAttachment]:
    """The documents that go with the letter, without their content."""
    return list(letter.attachments.select_related("document").defer("document__content"))


def runs_of(user: User) -> QuerySet[LetterRun]:
    """The runs that the user ordered, newest first."""
    return LetterRun.objects.filter(by=user).order_by("-id")


def print_content(run: LetterRun) -> bytes | None:
    """The file of a print run, if it is made."""
    file = getattr(run, "file", None)
    return bytes(file.content) if file is not None else None


@dataclass(frozen=True, slots=True)
class CameOf:
    """What became of a letter by e-mail after it went: its message, since when it lies in the recipient's mailbox
    (where his server tells), and whether the customer wrote back.
    """

    message_id: int
    delivered_at: dt.datetime | None
    replied: bool


def came_of(found: Sequence[Letter]) -> dict[int, CameOf]:
    """Letter → what became of its message; letters by post and those that have not left the desk have none."""
    by_key = {one.message_key: one.id for one in found if one.channel == Letter.Channel.EMAIL}
    replied = IncomingMessage.objects.filter(answers=OuterRef("pk"), kind=IncomingMessage.Kind.PERSON)
    # What went to a third party is of no account: its message is not the reader's to open.
    sent = OutgoingMessage.objects.filter(key__in=list(by_key), purpose=PURPOSE, customer__isnull=False)
    rows = sent.annotate(replied=Exists(replied))
    columns = ("key", "id", "delivered_at", "replied")
    return {by_key[key]: CameOf(*told) for key, *told in rows.order_by().values_list(*columns)} if by_key else {}


@dataclass(frozen=True, slots=True)
class TextShown:
    """The text of a kind in a language: what stands today, what was approved for later, and what is proposed."""

    kind: LetterKind
    language: LetterLanguage
    standing: Wording
    coming: LetterText | None
    proposed: LetterText | None


def texts(*, as_of: dt.date) -> list[TextShown]:
    """Every kind in every language, in a few reads."""
    adopted: dict[tuple[str, str], list[LetterText]] = {}
    proposed: dict[tuple[str, str], LetterText] = {}
    open_states = (LetterText.State.DRAFT, LetterText.State.SUBMITTED, LetterText.State.REJECTED)
    for one in LetterText.objects.filter(state=LetterText.State.ADOPTED).order_by("effective_from", "number"):
        adopted.setdefault((one.kind, one.language), []).append(one)
    for one in LetterText.objects.filter(state__in=open_states).order_by("id"):
        proposed[one.kind, one.language] = one
    found = []
    for kind in LetterKind:
        for language in LetterLanguage:
            mine = adopted.get((kind.value, language.value), [])
            now = [one for one in mine if one.effective_from and one.effective_from <= as_of]
            later = [one for one in mine if one.effective_from and one.effective_from > as_of]
            last = now[-1] if now else None
            standing = (
                Wording(last.number or 0, last.subject, last.body, last.sha256) if last else shipped(kind, language)
            )
            proposal = proposed.get((kind.value, language.value))
            found.append(TextShown(kind, language, standing, later[0] if later else None, proposal))
    return found


def versions_of(kind: LetterKind, language: LetterLanguage) -> QuerySet[LetterText]:
    """Every approved version of a text, newest first."""
    found = LetterText.objects.filter(kind=kind.value, language=language.value, state=LetterText.State.ADOPTED)
    return found.select_related("author", "decided_by").order_by("-number")


def proposals_of(kind: LetterKind, language: LetterLanguage) -> QuerySet[LetterText]:
    """What is proposed of a text, newest first."""
    open_states = (LetterText.State.DRAFT, LetterText.State.SUBMITTED, LetterText.State.REJECTED)
    found = LetterText.objects.filter(kind=kind.value, language=language.value, state__in=open_states)
    return found.select_related("author", "changed_by").order_by("-id")
