"""The permission matrix of letters; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count
from typing import Any

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letters import content_hash
from creditdesk.domain.visibility import Role
from creditdesk.letters.models import Letter, LetterRun, LetterText
from creditdesk.letters.wording import sha256_of
from tests.web.permission_matrix import (
    ACCOUNTS,
    ALL_ACCOUNTS,
    CREDIT,
    CUSTOMER,
    CUSTOMER_ASKED,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.world import NOW, TODAY, World

_fresh = count(1)
_CONTENT = {
    "language": "en", "company": "Northlight", "sender": [], "phone": "", "email": "", "recipient": ["Acme"],
    "day": TODAY.isoformat(), "date": "June 15", "subject": "Past due", "blocks": [{"lines": ["Dear Ann,"]}],
    "table": None, "enclosed": [], "account": "1",
    "words": {"enclosed": "Enclosed", "page": "Page", "of": "of", "account": "Account"},
}  # fmt: skip


def a_content(*, subject: str, recipient: list[str], lines: list[str]) -> dict[str, Any]:
    """What a letter says, in these words."""
    return {**_CONTENT, "subject": subject, "recipient": recipient, "blocks": [{"lines": lines}]}


def _letter(name: str, **more: str) -> Make:
    def make(world: World) -> Arguments:
        customer = getattr(world, name)
        letter = Letter.objects.create(
            company_id=customer.company_id,
            customer=customer,
            kind=LetterKind.REMINDER_1.value,
            language="en",
            channel="email",
            recipient=f"ann{next(_fresh)}@acme.example",
            business_day=TODAY,
            text_number=0,
            policy_version=0,
            subject="Past due",
            content=_CONTENT,
            sha256=content_hash(_CONTENT),
            drafted_by=world.alice,
            drafted_at=NOW,
            key=f"matrix-letter-{next(_fresh)}",
        )
        return {"letter_id": letter.id, **more}

    return make


def _kind(**more: str) -> Kind:
    return Kind(
        own=_letter("acme", **more),
        neighbour=_letter("zenith", **more),
        foreign=_letter("foreign", **more),
        sees_own=ITS_PEOPLE,
        sees_neighbour=ALL_ACCOUNTS,
    )


def _run(person: str) -> Make:
    def make(world: World) -> Arguments:
        by = getattr(world, person)
        run = LetterRun.objects.create(
            company=by.companies.get(),
            kind="draft",
            state="done",
            business_day=TODAY,
            total=0,
            by=by,
            asked_at=NOW,
            key=f"matrix-run-{next(_fresh)}",
        )
        return {"run_id": run.id}

    return make


def _text(world: World) -> Arguments:
    text = LetterText.objects.create(
        kind="reminder_1",
        language="en",
        subject="Past due",
        body="Dear {{ contact }},\n\n{{ items }}",
        sha256=sha256_of("Past due", "Dear {{ contact }},\n\n{{ items }}"),
        author=world.dave,
        begun_at=NOW,
        changed_by=world.dave,
        changed_at=NOW,
        key=f"matrix-text-{next(_fresh)}",
    )
    return {"text_id": text.id}


def _named(world: World) -> Arguments:
    return {"kind": "reminder_1", "language": "en"}


LETTER = _kind()
# Alice's own, which nobody else sees.
RUN = Kind(own=_run("alice"), foreign=_run("charlie"), sees_own=frozenset({Role.REP}))
_SEEN = {"version": 1}
_PERIOD = {"first": "2026-05-01", "last": "2026-06-15"}
TEXT = Kind(own=_text, foreign=lambda world: {"text_id": 2**62}, sees_own=holding(P.SEE_POLICY_DRAFTS), of_all=True)
NAMED = Kind(
    own=_named, foreign=lambda world: {"kind": "hymn", "language": "en"}, sees_own=holding(P.SEE_POLICY), of_all=True
)
HISTORY = holding(P.SEE_HISTORY)

ROWS: tuple[Row, ...] = (
    Row("letters", "GET", HISTORY),
    Row("letters_send", "POST", RECORDERS),
    Row("letters_print", "POST", RECORDERS),
    Row("letters_draft", "POST", RECORDERS),
    Row("letter_run", "GET", HISTORY, RUN),
    Row("letter_run_progress", "GET", HISTORY, RUN),
    Row("letter_run_file", "GET", HISTORY, RUN, also=frozenset({404})),
    Row("letter_new", "GET", holding(P.RECORD_ACTIVITY), CUSTOMER_ASKED, place="query"),
    Row("letter_new", "POST", holding(P.RECORD_ACTIVITY), CUSTOMER_ASKED, place="query"),
    Row("letter", "GET", HISTORY, LETTER),
    Row("letter_edit", "GET", RECORDERS, LETTER),
    Row("letter_edit", "POST", RECORDERS, LETTER),
    Row("letter_send", "POST", RECORDERS, LETTER),
    Row("letter_discard", "GET", RECORDERS, LETTER),
    Row("letter_discard", "POST", RECORDERS, LETTER),
    Row("letter_file", "GET", HISTORY, _kind(form="pdf")),
    Row("letter_file", "GET", HISTORY, _kind(form="docx")),
    Row("account_letters", "GET", CREDIT, CUSTOMER),
    Row("statement_period", "GET", ACCOUNTS, CUSTOMER),
    Row("statement_pdf", "GET", ACCOUNTS, CUSTOMER),
    Row("letter_texts", "GET", holding(P.SEE_POLICY)),
    Row("letter_text", "GET", holding(P.SEE_POLICY), NAMED),
    Row("letter_text_new", "GET", holding(P.WRITE_POLICY), NAMED),
    Row("letter_text_new", "POST", holding(P.WRITE_POLICY), NAMED),
    Row("letter_text_draft", "GET", holding(P.SEE_POLICY_DRAFTS), TEXT),
    Row("letter_text_draft", "POST", holding(P.WRITE_POLICY), TEXT),
    Row("letter_text_submit", "POST", holding(P.WRITE_POLICY), TEXT),
    Row("letter_text_decide", "POST", holding(P.APPROVE_POLICY), TEXT),
    Row("letter_text_withdraw", "POST", holding(P.WRITE_POLICY), TEXT),
    Row("export_letters", "GET", HISTORY & holding(P.EXPORT)),
    Row("export_movements", "GET", ACCOUNTS & holding(P.EXPORT), CUSTOMER),
)
API = holding(P.USE_API)
API_ROWS: tuple[Row, ...] = (
    Row("api:all_letters", "GET", API & HISTORY),
    Row("api:one_letter", "GET", API & HISTORY, LETTER),
    Row("api:letter_as_pdf", "GET", API & HISTORY, LETTER),
    Row("api:draft_a_letter", "POST", API & RECORDERS, CUSTOMER, data={"kind": "reminder_1"}),
    Row("api:release_a_letter", "POST", API & RECORDERS, LETTER, data=_SEEN),
    Row("api:discard_a_letter", "POST", API & RECORDERS, LETTER, data=_SEEN | {"reason": "paid"}),
    Row("api:statement_of_a_period", "GET", API & ACCOUNTS, CUSTOMER, query=_PERIOD),
    Row("api:letter_texts", "GET", API & holding(P.SEE_POLICY)),
)
