"""Drafts of the policy: the list, beginning one, and the page on which one is written."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.policy import PolicyError
from creditdesk.domain.policy_drafts import WRITABLE, DraftState
from creditdesk.domain.policy_filling import brought_together, from_panes
from creditdesk.domain.policy_forms import NO_LIMIT_WORDS
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for
from creditdesk.parties.actions import User
from creditdesk.policy import drafting
from creditdesk.policy.access import draft_for, version_for, visible_drafts, works_for_all
from creditdesk.policy.queries import taken_over_from
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.draft_page import FIELD, as_the_text_has_it, panes_of

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyDraft, PolicyVersion


@require_GET
@needs(Permission.SEE_POLICY_DRAFTS)
def drafts(request: HttpRequest) -> HttpResponse:
    """Everybody's drafts with their age, those that somebody still works on first."""
    user = current_user(request)
    found = [(draft, localtime(draft.begun_at).date()) for draft in visible_drafts(user)[:200]]
    open_ones = [each for each in found if DraftState(each[0].state) in WRITABLE]
    context = {
        "groups": [
            (_("Open"), open_ones),
            (_("Adopted and withdrawn"), [each for each in found if each not in open_ones]),
        ],
        "none": not found,
        "may_write": may(user, Permission.WRITE_POLICY),
        "companies": companies_of(user),
        "for_all": works_for_all(user),
        "key": uuid.uuid4(),
    }
    return render(request, "policy/drafts.html", context)


@require_POST
@needs(Permission.WRITE_POLICY)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft for the company named, or for all; with the version in force or with the one named."""
    user, today = current_user(request), clock.today()
    code, number = request.POST.get("company", ""), request.POST.get("from", "")
    start_from = version_for(user, int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    company = company_for(user, code) if code else None
    key = f"page/{user.id}/{request.POST.get('key', '')[:60] or uuid.uuid4()}"
    draft = drafting.begin_draft(company, start_from=start_from, by=user, at=clock.now(), as_of=today, key=key)
    return redirect("policy_draft" if start_from is None else "policy_draft_changes", draft_id=draft.id)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_POLICY_DRAFTS)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The draft in two panes, for those who write; for others what it changes."""
    if request.method == "POST":
        return _save(request, draft_id)
    user = current_user(request)
    found = draft_for(user, draft_id)
    if not may_write(user, found):
        return redirect("policy_draft_changes", draft_id=draft_id)
    return _show(request, found, found.text)


def may_write(user: User, draft: PolicyDraft) -> bool:
    """Whether the user may change this draft now."""
    reach = draft.company_id is not None or works_for_all(user)
    return may(user, Permission.WRITE_POLICY) and reach and DraftState(draft.state) in WRITABLE


def standing_version(draft: PolicyDraft) -> PolicyVersion | None:
    """The version that the draft would take over from."""
    today = clock.today()
    return taken_over_from(draft.company_id, on=max(draft.effective_from or today, today))


@needs(Permission.WRITE_POLICY)
def _save(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take both panes over. What cannot be kept stands in its pane again, beside why."""
    draft = draft_for(current_user(request), draft_id)
    text, seen = (_line_ends(request.POST.get(name, "")) for name in ("text", "seen"))
    version = request.POST.get("version", "")
    typed = {name.removeprefix(FIELD): str(value) for name, value in request.POST.items() if name.startswith(FIELD)}
    try:
        text = from_panes(text, seen=seen, typed=as_the_text_has_it(typed, seen=seen))
    except PolicyError as error:
        return _show(request, draft, text, unreadable=error, typed=typed, status=422)
    try:
        drafting.change_draft(
            draft,
            text=text,
            seen=int(version) if version.isdigit() and len(version) < 10 else 0,
            by=current_user(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        if refusal.reasons[0].code != "policy_draft.changed_meanwhile":
            return _show(request, draft, text, refusal=refusal, status=422)
        return _show_lost_race(request, draft.id, text, seen=seen, refusal=refusal)
    messages.success(request, _("Saved."))
    then = "policy_draft_changes" if request.POST.get("then") == "changes" else "policy_draft"
    return redirect(then, draft_id=draft.id)


def _show_lost_race(request: HttpRequest, draft_id: int, mine: str, *, seen: str, refusal: Refusal) -> HttpResponse:
    """The colleague's draft with what was typed here put into it, not saved yet."""
    theirs = draft_for(current_user(request), draft_id)
    try:
        text = brought_together(mine, seen=seen, theirs=theirs.text)
    except PolicyError:
        # One of the texts cannot be read: mine stands in the pane, theirs beside it.
        return _show(request, theirs, mine, refusal=refusal, theirs=theirs.text, status=409)
    return _show(request, theirs, text, refusal=refusal, status=409)


def _show(
    request: HttpRequest,
    draft: PolicyDraft,
    text: str,
    *,
    refusal: Refusal | None = None,
    unreadable: PolicyError | None = None,
    typed: dict[str, str] | None = None,
    theirs: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = standing_version(draft)
    panes = panes_of(text, standing=standing)
    context = {
        "draft": draft,
        "panes": panes,
        "standing": standing,
        "seen": draft.text,
        "draft_key": f"policy:{draft.id}:{draft.version}",
        "edit_url": "",
        "no_limit": NO_LIMIT_WORDS,
        "may_write": True,
        "refusal": refusal,
        "lost_race": status == 409,
        "unreadable": unreadable,
        # Fields that have no form while the text cannot be read; they come back with it.
        "typed": {f"{FIELD}{path}": value for path, value in (typed or {}).items()},
        "theirs": theirs,
        "base_moved": draft.base_number != (standing.number if standing else 0),
    }
    return render(request, "policy/draft.html", context, status=status)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
