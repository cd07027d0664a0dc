"""What the customer is told of a limit that was refused or reduced: the letters, or where they are drafted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from creditdesk.creditfile.access import sees_files
from creditdesk.domain.requests import Kind, State
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_STATES
from creditdesk.letters.adverse import notices_about, wants_notice
from creditdesk.parties.actions import User
from creditdesk.web.creditfile.forms import AskedForm
from creditdesk.web.permissions import may

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request


def review_url(found: Request, *, user: User) -> str:
    """The credit review that a request for a limit rests on, for whoever may read it; empty where there is none."""
    review = found.asked.terms.get("review") if found.kind == Kind.LIMIT.value else None
    return reverse("credit_review", args=[review]) if review and sees_files(user) else ""


def notices_of(found: Request, *, user: User, today: dt.date) -> dict[str, Any] | None:
    """The letters about the decision, and what may still be drafted; None for a request that none follows."""
    if found.kind != Kind.LIMIT.value or not sees_files(user):
        return None
    if found.state not in (State.CARRIED_OUT, State.REFUSED):
        return None
    notice, reasons = notices_about(found)
    wanted = wants_notice(found)
    if not wanted and notice is None:
        return {"is_exempt": True} if found.state == State.REFUSED else None
    drafts = may(user, Permission.RECORD_ACTIVITY)
    return {
        "letters": [(one, LETTER_STATES[one.state]) for one in (notice, reasons) if one is not None],
        "may_notice": drafts and notice is None,
        "form": AskedForm(today=today) if drafts and notice is not None and reasons is None else None,
    }
