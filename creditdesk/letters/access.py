"""The only way to a letter, a run or a text: the user in, the object or NotVisible out."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.letters.models import Letter, LetterFile, LetterRun, LetterText
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.parties.reach import reach_of

# Screens name the type of what they are given.
__all__ = ["Letter", "LetterFile", "LetterRun", "LetterText", "letter_for", "run_for", "text_for", "visible_letters"]


def visible_letters(user: User, *, as_of: dt.date) -> QuerySet[Letter]:
    """The letters to customers whose history the user may see. docs/rules/authority.md."""
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Letter.objects.none()
    return Letter.objects.filter(reach_of(user, as_of=as_of).customers("customer__"))


def letter_for(user: User, letter_id: int, *, as_of: dt.date) -> Letter:
    """The letter with its customer, contact and who had a hand in it. Raises NotVisible."""
    found = (
        visible_letters(user, as_of=as_of)
        .filter(id=letter_id)
        .select_related(
            "customer__company", "customer__portfolio", "contact", "promise", "drafted_by", "released_by", "tickler"
        )
        .first()
    )
    if found is None:
        raise NotVisible(f"letter {letter_id}")
    return found


def run_for(user: User, run_id: int) -> LetterRun:
    """A run that the user ordered himself; its letters may be of accounts that others do not see. Raises NotVisible."""
    run = LetterRun.objects.filter(id=run_id, by=user, company__in=user.companies.all()).first()
    if run is None or not has_permission(user.desk_role, Permission.SEE_HISTORY):
        raise NotVisible(f"run {run_id}")
    return run


def text_for(user: User, text_id: int) -> LetterText:
    """A version of a text, or a draft of one. Raises NotVisible."""
    permission = Permission.SEE_POLICY_DRAFTS
    found = LetterText.objects.filter(id=text_id).select_related("author", "changed_by", "submitted_by", "decided_by")
    text = found.first()
    adopted = text is not None and text.state == LetterText.State.ADOPTED
    if text is None or not (adopted or has_permission(user.desk_role, permission)):
        raise NotVisible(f"text {text_id}")
    return text
