"""The policy in force on a day, and its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import LARGEST_ID, Day, Page, PathId, Word
from creditdesk.domain import policy_changes
from creditdesk.domain.policy import default_policy, default_policy_text
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import company_for
from creditdesk.policy.access import version_for, visible_versions
from creditdesk.policy.queries import document_of, version_in_force

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyVersion

router = Router()
BeforeAsked = Annotated[int | None, Query(ge=0, le=LARGEST_ID)]
_YAML: dict[str, Any] = {"responses": {200: {"content": {"application/yaml": {"schema": {}}}}}}


class Format(StrEnum):
    """How the document comes: as data, or as the text that was adopted."""

    JSON = "json"
    YAML = "yaml"


class VersionOut(Schema):
    """A version of the policy. Number 0 is the one that comes with the desk, until a first one is adopted."""

    number: int
    company: str | None
    effective_from: dt.date | None
    reason: str
    adopted_by: str
    adopted_at: dt.datetime | None
    sha256: str


class PolicyOut(VersionOut):
    """A version with its whole document. Percentages and amounts in it are decimal texts, in major units."""

    document: dict[str, Any]


class ChangeOut(Schema):
    """One value that differs, in the words of the pages; `path` is where it stands in the document."""

    section: str
    label: str
    path: str
    before: str
    after: str


class VersionChangesOut(Schema):
    """What differs between two versions; 0 is the policy that comes with the desk."""

    compared_with: int
    changes: list[ChangeOut]


@router.get("/policy", **reads(PolicyOut), openapi_extra=_YAML)
@needs(Permission.SEE_POLICY, scope=Scope.POLICY)
def policy(
    request: Call, company: Word = "", as_of: Day | None = None, format: Format = Format.JSON
) -> PolicyOut | HttpResponse:
    """The policy in force on a day, for one company or for all."""
    company_id = company_for(request.auth.user, company).id if company else None
    return _answer(version_in_force(as_of=as_of or request.today, company_id=company_id), format=format)


@router.get("/policy/versions", **reads(Page[VersionOut]))
@needs(Permission.SEE_POLICY, scope=Scope.POLICY)
def versions(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[VersionOut]:
    """Every version, newest first."""
    found = visible_versions(request.auth.user)
    return page_by_id(found, show=version_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/policy/versions/{number}", **reads(PolicyOut), openapi_extra=_YAML)
@needs(Permission.SEE_POLICY, scope=Scope.POLICY)
def version(request: Call, number: PathId, format: Format = Format.JSON) -> PolicyOut | HttpResponse:
    """One version."""
    return _answer(version_for(request.auth.user, number), format=format)


@router.get("/policy/versions/{number}/changes", **reads(VersionChangesOut))
@needs(Permission.SEE_POLICY, scope=Scope.POLICY)
def version_changes(request: Call, number: PathId, before: BeforeAsked = None) -> VersionChangesOut:
    """What a version changed of another one, in words: of `before`, or of the one that it took over from."""
    user = request.auth.user
    after = version_for(user, number)
    if before is None:
        before = _one_before(after, visible_versions(user))
    earlier = document_of(version_for(user, before)) if before else default_policy()
    return VersionChangesOut(
        compared_with=before,
        changes=[change_out(one) for one in policy_changes.changes(earlier, document_of(after))],
    )


def _one_before(after: PolicyVersion, others: Iterable[PolicyVersion]) -> int:
    """The version that the newer one took over from: of the same company or of all, else the desk's own."""
    earlier = [each for each in others if each.number < after.number]
    same = [each.number for each in earlier if each.company_id == after.company_id]
    return max(same or [each.number for each in earlier if each.company_id is None], default=0)


def change_out(change: policy_changes.PolicyChange) -> ChangeOut:
    """A change as an answer shows it."""
    return ChangeOut(
        section=str(change.page),
        label=str(change.label),
        path=change.reference,
        before=str(change.before or ""),
        after=str(change.after or ""),
    )


def _answer(found: PolicyVersion | None, *, format: Format) -> PolicyOut | HttpResponse:
    if format is Format.YAML:
        text = found.text if found else default_policy_text()
        return HttpResponse(text, content_type="application/yaml; charset=utf-8")
    document = document_of(found) if found else default_policy()
    return PolicyOut(document=document.model_dump(mode="json"), **version_out(found).model_dump())


def version_out(found: PolicyVersion | None) -> VersionOut:
    """The version as an answer shows it; None is the policy that comes with the desk."""
    if found is None:
        reason = "The policy that comes with the desk."
        fields: dict[str, Any] = {"effective_from": None, "adopted_at": None, "adopted_by": "", "sha256": ""}
        return VersionOut(number=0, company=None, reason=reason, **fields)
    return VersionOut(
        number=found.number,
        company=found.company.code if found.company else None,
        effective_from=found.effective_from,
        reason=found.reason,
        adopted_by=found.adopted_by,
        adopted_at=found.adopted_at,
        sha256=found.sha256,
    )
