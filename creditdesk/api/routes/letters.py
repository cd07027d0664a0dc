"""Letters: what is drafted, sent and came of it; drafting one, letting it go, putting it aside; texts in force."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from pydantic import Field, StrictInt

from creditdesk.api.answers import reads, reads_file, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, invalid, page_by_id
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Id, Line, Page, PathId, Word, amount, because
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_details import told_details
from creditdesk.domain.letter_fields import LetterKind, fields_of
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import promise_for
from creditdesk.letters.access import letter_for
from creditdesk.letters.drafting import Wanted, discard_letter, draft_letter
from creditdesk.letters.files import as_file
from creditdesk.letters.mail_text import as_text
from creditdesk.letters.pdf import MEDIA_TYPE
from creditdesk.letters.queries import LetterFilter, attachments_of, came_of, letters, texts
from creditdesk.letters.releasing import note_taken, release_letter
from creditdesk.parties.access import customer_for
from creditdesk.receivables.period_statement import period_statements

if TYPE_CHECKING:
    from creditdesk.letters.access import Letter

router = Router()
State = Literal["", "draft", "ready", "queued", "sent", "withheld", "failed", "bounced", "discarded"]
_MOST_DAYS = 366 * 3


class LetterOut(Schema):
    """A letter. `version` counts its changes: name the one that you saw. `missing` are the fields that block it."""

    id: int
    version: int
    customer_id: int
    kind: LetterKind
    state: str
    language: LetterLanguage
    channel: str
    contact_id: int | None
    recipient_name: str
    recipient: str
    business_day: dt.date
    subject: str
    asks_for: list[Amount]
    step: str
    text_version: int
    missing: list[str]
    reason: Because | None
    sha256: str
    drafted_by: str | None
    drafted_at: dt.datetime
    released_by: str | None
    released_at: dt.datetime | None
    settled_at: dt.datetime | None
    activity_id: int | None


class AskedOut(Schema):
    """An item of a letter, and what the letter asks for it."""

    item_id: int
    number: str
    asked: Amount


class WholeLetterOut(LetterOut):
    """A letter with what it says, item by item, and the documents that go with it. By e-mail and once it went: its
    message, when the recipient's server reported that it was delivered (many never do), and whether the customer wrote
    back.
    """

    mail_id: int | None
    delivered_at: dt.datetime | None
    replied: bool
    text: str
    items: list[AskedOut]
    document_ids: list[int]


class DraftLetterIn(Body):
    """A letter as it is wanted. Without items: all that such a letter names. `details` are read as people type them."""

    kind: LetterKind
    channel: Literal["email", "post"] = "email"
    contact_id: Id | None = None
    language: LetterLanguage | None = None
    details: Annotated[dict[Word, Line], Field(max_length=20)] = {}
    item_ids: Annotated[list[Id], Field(max_length=200)] = []
    document_ids: Annotated[list[Id], Field(max_length=20)] = []
    promise_id: Id | None = None


class SeenIn(Body):
    """The version of the letter that was seen."""

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]


class DiscardLetterIn(SeenIn):
    """Why the letter does not go, and the version that was seen."""

    reason: Cause


class LetterTextOut(Schema):
    """The text of a kind in a language as it stands today; number 0 comes with the desk."""

    kind: LetterKind
    language: LetterLanguage
    number: int
    subject: str
    body: str
    sha256: str
    fields: list[str]


class LetterTextsOut(Schema):
    """Every text that stands today."""

    texts: list[LetterTextOut]


class MovementOut(Schema):
    """Something that moved the balance on a day. `kind` is that of a document, or of a posting."""

    date: dt.date
    kind: str
    numbers: list[str]
    amount: Amount


class PeriodStatementOut(Schema):
    """One currency over a span of days, both included: opening balance + movements = closing balance."""

    currency: str
    first: dt.date
    last: dt.date
    opening: Amount
    movements: list[MovementOut]
    closing: Amount


class PeriodStatementsOut(Schema):
    """The account over the span of days in each of its currencies."""

    statements: list[PeriodStatementOut]


@router.get("/letters", **reads(Page[LetterOut]))
@needs(Permission.SEE_HISTORY)
def all_letters(
    request: Call,
    state: State = "",
    kind: LetterKind | None = None,
    channel: Literal["", "email", "post"] = "",
    portfolio: QueryId = None,
    customer: QueryId = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[LetterOut]:
    """Letters, newest first."""
    chosen = LetterFilter(state, kind.value if kind else "", channel, portfolio, customer)
    found = letters(request.auth.user, chosen=chosen, as_of=request.today)
    return page_by_id(found, show=letter_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/letters/{letter_id}", **reads(WholeLetterOut))
@needs(Permission.SEE_HISTORY)
def one_letter(request: Call, letter_id: PathId) -> WholeLetterOut:
    """One letter with what it says."""
    found = letter_for(request.auth.user, letter_id, as_of=request.today)
    items = [
        AskedOut(item_id=row["id"], number=row["number"], asked=amount(row["asked"], row["currency"]))
        for row in found.items
    ]
    documents = [one.document_id for one in attachments_of(found)]
    came = came_of([found]).get(found.id)
    return WholeLetterOut(
        mail_id=came.message_id if came else None,
        delivered_at=came.delivered_at if came else None,
        replied=came.replied if came else False,
        text=as_text(found.content),
        items=items,
        document_ids=documents,
        **letter_out(found).dict(),
    )


@router.get("/letters/{letter_id}/pdf", **reads_file(MEDIA_TYPE))
@needs(Permission.SEE_HISTORY)
def letter_as_pdf(request: Call, letter_id: PathId) -> HttpResponse:
    """The letter as PDF: as it was released, or a draft as it would be."""
    user = request.auth.user
    found = letter_for(user, letter_id, as_of=request.today)
    made = as_file(found, "pdf")
    if made is None:
        raise Http404
    note_taken(found, form="pdf", by=user, at=request.at)
    return HttpResponse(made[2], content_type=MEDIA_TYPE)


@router.post("/customers/{customer_id}/letters", **writes(LetterOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def draft_a_letter(request: Call, customer_id: PathId, body: DraftLetterIn) -> LetterOut:
    """Draft a letter from the account's facts. What is missing blocks its release and not the draft."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    if body.promise_id is not None:
        promise_for(user, body.promise_id, as_of=request.today)
    wanted = Wanted(
        kind=body.kind,
        channel=Channel.LETTER if body.channel == "post" else Channel.EMAIL,
        contact_id=body.contact_id,
        language=body.language,
        details=told_details(body.kind, body.details, currency=customer.currency, as_of=request.today),
        item_ids=tuple(body.item_ids),
        document_ids=tuple(body.document_ids),
        promise_id=body.promise_id,
    )
    made = draft_letter(customer, wanted=wanted, by=user, at=request.at, as_of=request.today, key=request.action_key)
    return letter_out(made)


@router.post("/letters/{letter_id}/release", **writes(LetterOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def release_a_letter(request: Call, letter_id: PathId, body: SeenIn) -> LetterOut:
    """Let a draft go: by e-mail into the outbox, by post to the printer."""
    user = request.auth.user
    found = letter_for(user, letter_id, as_of=request.today)
    return letter_out(release_letter(found, seen=body.version, by=user, at=request.at, as_of=request.today))


@router.post("/letters/{letter_id}/discarding", **writes(LetterOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def discard_a_letter(request: Call, letter_id: PathId, body: DiscardLetterIn) -> LetterOut:
    """Put a draft aside for good, or take one back that waits for the printer."""
    user = request.auth.user
    found = letter_for(user, letter_id, as_of=request.today)
    return letter_out(discard_letter(found, reason=body.reason, seen=body.version, by=user, at=request.at))


@router.get("/letter-texts", **reads(LetterTextsOut))
@needs(Permission.SEE_POLICY)
def letter_texts(request: Call) -> LetterTextsOut:
    """The texts of letters that stand today, with the fields that each may name."""
    found = [
        LetterTextOut(
            kind=one.kind,
            language=one.language,
            number=one.standing.number,
            subject=one.standing.subject,
            body=one.standing.body,
            sha256=one.standing.sha256,
            fields=list(fields_of(one.kind)),
        )
        for one in texts(as_of=request.today)
    ]
    return LetterTextsOut(texts=found)


@router.get("/customers/{customer_id}/statement/period", **reads(PeriodStatementsOut))
@needs(*ACCOUNTS)
def statement_of_a_period(request: Call, customer_id: PathId, first: Day, last: Day) -> PeriodStatementsOut:
    """What was owed before `first`, everything that moved it, and what is owed after `last`, by currency."""
    customer = customer_for(request.auth.user, customer_id, as_of=request.today)
    if first > last or (last - first).days > _MOST_DAYS:
        raise invalid("query", "first", detail="a period begins before it ends, and is of three years at most")
    found = [
        PeriodStatementOut(
            currency=one.currency,
            first=one.first,
            last=one.last,
            opening=amount(one.opening_minor, one.currency),
            movements=[
                MovementOut(
                    date=each.date,
                    kind=each.kind,
                    numbers=list(each.numbers),
                    amount=amount(each.amount_minor, one.currency),
                )
                for each in one.movements
            ],
            closing=amount(one.closing_minor, one.currency),
        )
        for one in period_statements(customer.id, first=first, last=last)
    ]
    return PeriodStatementsOut(statements=found)


def letter_out(found: Letter) -> LetterOut:
    """The letter as the interface shows it."""
    return LetterOut(
        id=found.id,
        version=found.version,
        customer_id=found.customer_id,
        kind=LetterKind(found.kind),
        state=found.state,
        language=LetterLanguage(found.language),
        channel=found.channel,
        contact_id=found.contact_id,
        recipient_name=found.recipient_name,
        recipient=found.recipient,
        business_day=found.business_day,
        subject=found.subject,
        asks_for=[amount(one["minor"], one["currency"]) for one in found.totals],
        step=found.step,
        text_version=found.text_number,
        missing=list(found.missing),
        reason=because(Reason.from_dict(found.reason)) if found.reason else None,
        sha256=found.sha256,
        drafted_by=found.drafted_by.username if found.drafted_by else None,
        drafted_at=found.drafted_at,
        released_by=found.released_by.username if found.released_by else None,
        released_at=found.released_at,
        settled_at=found.settled_at,
        activity_id=found.activity_id,
    )
