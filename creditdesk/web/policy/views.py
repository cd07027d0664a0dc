"""The policy as pages: what is in force, every version, and what one changed. Drafts have pages of their own."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain import policy_changes
from creditdesk.domain.policy_drafts import WRITABLE, DraftState
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.policy.access import version_for, visible_drafts, visible_versions, works_for_all
from creditdesk.policy.queries import newest_version, version_in_force
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.reading import Edition, edition_of, sections

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyDraft


@require_GET
@needs(Permission.SEE_POLICY)
def policy(request: HttpRequest) -> HttpResponse:
    """The policy in force today: for all companies, or for the one asked for."""
    user = current_user(request)
    company = company_for(user, code) if (code := request.GET.get("company", "")) else None
    found = version_in_force(as_of=clock.today(), company_id=company.id if company else None)
    own = {each.company_id for each in visible_versions(user) if each.company_id}
    companies = [each for each in companies_of(user) if each.id in own]
    return _show(request, edition_of(found), in_force=True, companies=companies, chosen=company, may_begin=True)


@require_GET
@needs(Permission.SEE_POLICY)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Any version, as it was or will be."""
    found = version_for(current_user(request), number) if number else None
    # Only what another version takes over from can be made the policy again.
    newest = newest_version(found.company_id) if found else None
    goes_back = found is not None and newest is not None and newest.number != found.number
    return _show(request, edition_of(found), in_force=False, may_begin=goes_back)


@require_GET
@needs(Permission.SEE_POLICY)
def versions(request: HttpRequest) -> HttpResponse:
    """Every version with its days, newest first."""
    found = list(visible_versions(current_user(request)))
    today, days = clock.today(), _days(found)
    rows = [
        {"version": each, "until": days[each.number], "state": _state(each.effective_from, days[each.number], today)}
        for each in found
    ]
    return render(
        request,
        "policy/versions.html",
        {
            "rows": rows,
            "first_is_default": not found,
            "names": names_of(each.adopted_by for each in found),
            "may_write": may(current_user(request), Permission.WRITE_POLICY),
            "key": uuid.uuid4(),
        },
    )


@require_GET
@needs(Permission.SEE_POLICY)
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What a version changed against another one; without `from`, against the one before it."""
    after = _edition(request, number)
    others = [each for each in visible_versions(current_user(request)) if each.number != number]
    before = _edition(request, _number(request.GET.get("from", ""), default=_one_before(after, others)))
    found = policy_changes.changes(before.document, after.document)
    pages = [(title, list(rows)) for title, rows in groupby(found, key=lambda change: change.page)]
    context = {"before": before, "after": after, "pages": pages, "count": len(found), "others": others}
    return render(request, "policy/changes.html", context)


@require_GET
@needs(Permission.SEE_POLICY)
def text(request: HttpRequest, number: int) -> HttpResponse:
    """The text that was adopted, as it stands."""
    edition = _edition(request, number)
    return render(request, "policy/text.html", {"edition": edition, "lines": edition.text.splitlines()})


@require_GET
@needs(Permission.SEE_POLICY)
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The same text as a file."""
    edition = _edition(request, number)
    name = f"policy-{edition.number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(edition.text, content_type="application/yaml; charset=utf-8", headers=headers)


def _show(request: HttpRequest, edition: Edition, *, in_force: bool, **more: Any) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "edition": edition,
        "in_force": in_force,
        "words": words,
        "sections": sections(edition.text, words=words),
        **_drafting(request, of_company=bool(more.get("chosen") or edition.company)),
        **more,
    }
    return render(request, "policy/policy.html", context)


def _drafting(request: HttpRequest, *, of_company: bool) -> dict[str, Any]:
    """What the person may do about the policy, and how many drafts somebody works on."""
    user = current_user(request)
    sees = may(user, Permission.SEE_POLICY_DRAFTS)
    return {
        "may_write": may(user, Permission.WRITE_POLICY) and (of_company or works_for_all(user)),
        "may_see_drafts": sees,
        "open_drafts": visible_drafts(user).filter(state__in=WRITABLE).count() if sees else 0,
        "waiting": _waiting(user),
        "key": uuid.uuid4(),
    }


def _waiting(user: User) -> list[PolicyDraft]:
    """What the person may decide about: submitted drafts in which he wrote nothing."""
    if not may(user, Permission.APPROVE_POLICY):
        return []
    found = visible_drafts(user).filter(state=DraftState.SUBMITTED.value).exclude(writers=user)
    return [each for each in found if each.company_id is not None or works_for_all(user)]


def _edition(request: HttpRequest, number: int) -> Edition:
    return edition_of(version_for(current_user(request), number) if number else None)


def _number(asked: str, *, default: int) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else default


def _one_before(after: Edition, others: list[Any]) -> int:
    """The version that the newer one took over from: of the same company or of all, else the desk's own."""
    earlier = [each for each in others if each.number < after.number]
    same = [each for each in earlier if (each.company.code if each.company else "") == after.company]
    for_all = [each for each in earlier if each.company is None]
    return max((each.number for each in same or for_all), default=0)


def _days(found: list[Any]) -> dict[int, dt.date | None]:
    """Number of a version → the last day on which it counts, None while no other takes over."""
    until: dict[int, dt.date | None] = {}
    follower: dict[int | None, dt.date] = {}
    for each in sorted(found, key=lambda one: (one.effective_from, one.number), reverse=True):
        next_day = follower.get(each.company_id)
        until[each.number] = next_day - dt.timedelta(days=1) if next_day else None
        follower[each.company_id] = each.effective_from
    return until


def _state(first: dt.date, last: dt.date | None, today: dt.date) -> str:
    if last is not None and (last < today or last < first):
        return "past"
    return "coming" if first > today else "in_force"
