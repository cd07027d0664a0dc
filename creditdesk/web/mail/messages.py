"""One message, in or out, with what belongs to it; and the files that came or went with it, as downloads."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from creditdesk.cash.remittance_queries import remittances
from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.mail import queries
from creditdesk.mail.access import (
    attachment_for,
    incoming_for,
    may_file,
    outgoing_for,
    sent_file_for,
)
from creditdesk.mail.filing import UNFILED
from creditdesk.mail.moving import MOVABLE
from creditdesk.mail.papers import Proposed, proposed_for
from creditdesk.mail.replying import stops_of
from creditdesk.parties.access import customers_within
from creditdesk.parties.actions import User
from creditdesk.parties.reach import reach_of
from creditdesk.web.mail.forms import FilingForm, ReplyForm
from creditdesk.web.mail.words import IN_STATES, KINDS, OUT_STATES, OUTCOMES, SENTENCES
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.followup.models import Document
    from creditdesk.mail.access import IncomingMessage


@require_GET
@needs(Permission.SEE_HISTORY)
def came(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """A message that arrived."""
    user = current_user(request)
    message = incoming_for(user, incoming_id, as_of=clock.today())
    return render(request, "mail/in.html", sheet_in(user, message))


@require_GET
@needs(Permission.SEE_HISTORY)
def went(request: HttpRequest, outgoing_id: int) -> HttpResponse:
    """A message out, with every attempt to send it."""
    user = current_user(request)
    message = outgoing_for(user, outgoing_id, as_of=clock.today())
    label, tone = OUT_STATES[message.state]
    context = {
        "message": message,
        "state": label,
        "tone": tone,
        "reasons": [message.reason] if message.reason else [],
        "attempts": [(one, OUTCOMES[one.outcome]) for one in queries.attempts_of(message)],
        "decisions": queries.decisions_of(message),
        "files": queries.files_out(message),
        "replies": [(one, IN_STATES[one.state], KINDS[one.kind]) for one in queries.replies_to(message)],
        "may_decide": message.state == "uncertain" and may(user, Permission.RECORD_ACTIVITY),
        "key": str(uuid.uuid4()),
    }
    return render(request, "mail/out.html", context)


def sheet_in(user: User, message: IncomingMessage, **forms: Any) -> dict[str, Any]:
    """The page of a message that arrived; `forms` are those that came back with mistakes."""
    label, tone = IN_STATES[message.state]
    unfiled = message.state in UNFILED and may_file(user)
    candidates = queries.candidates_of(message) if unfiled else []
    reach = reach_of(user, as_of=clock.today())
    seen = customers_within(reach, [int(str(one["customer"])) for one in candidates])
    answers = queries.answers_to(message)
    stops = stops_of(message.customer, message.contact, at=clock.now()) if message.customer else ()
    movable = message.state == "filed" and message.kind in MOVABLE and may_file(user)
    answerable = message.state == "filed" and message.kind == "person" and may(user, Permission.RECORD_ACTIVITY)
    reply = None
    proposed = proposed_for(user, message) if answerable and not stops else None
    if proposed is not None:
        initial = {"key": str(uuid.uuid4()), "text": proposed.text, "document": proposed.chosen}
        reply = ReplyForm(initial=initial, papers=proposed.papers)
    reply = forms.get("reply", reply)
    return {
        "message": message,
        "state": label,
        "tone": tone,
        "kind": KINDS[message.kind],
        "papers": _papers(reply, proposed) if reply and proposed else [],
        "without": proposed.without if proposed else (),
        "reasons": message.reasons,
        "marked": [(one["sentence"], *SENTENCES[one["kind"]]) for one in message.marked if one["kind"] in SENTENCES],
        "files": queries.files_in(message),
        "items": queries.items_of(message),
        "remittances": list(remittances(user, mail_id=message.id)),
        "quoted": message.text.strip() != message.fresh_text.strip(),
        "answers": [(one, *OUT_STATES[one.state]) for one in answers],
        "candidates": [one for one in candidates if one["customer"] in seen],
        "filing": FilingForm(initial={"key": str(uuid.uuid4())}) if unfiled else None,
        "moving": FilingForm(initial={"key": str(uuid.uuid4())}, auto_id="move_%s") if movable else None,
        "moves": queries.moves_of(message, reach=reach),
        "may_set_aside": unfiled and message.state != "set_aside",
        "reply": reply,
        "stops": stops if answerable else (),
        "key": str(uuid.uuid4()),
        **forms,
    }


def _papers(reply: ReplyForm, proposed: Proposed) -> list[tuple[Document, bool]]:
    """The papers that may go with the answer, and whether each is ticked."""
    ticked = {str(one) for one in reply["document"].value() or ()}
    return [(one, str(one.id) in ticked) for one in proposed.papers]


@require_GET
@needs(Permission.SEE_HISTORY)
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """A file that came with a message, as a download that no browser shows or runs."""
    found = attachment_for(current_user(request), attachment_id, as_of=clock.today())
    return _download(bytes(found.content or b""), name=found.name)


@require_GET
@needs(Permission.SEE_HISTORY)
def sent_file(request: HttpRequest, sent_file_id: int) -> HttpResponse:
    """A file that went out with a message."""
    found = sent_file_for(current_user(request), sent_file_id, as_of=clock.today())
    return _download(bytes(found.content), name=found.name)


def _download(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    # Django quotes the name, so that no sign of it can end the header.
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
