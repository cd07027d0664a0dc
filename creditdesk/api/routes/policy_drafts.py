"""Drafts of the policy: written by one program or person, approved by another, with what each changes and would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from ninja.errors import ValidationError
from pydantic import AfterValidator, Field, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.policy import ChangeOut, VersionOut, change_out, version_out
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Body, Day, Id, Page, PathId, Word, storable
from creditdesk.domain import policy_changes
from creditdesk.domain.policy import MAX_CHARACTERS, PolicyDocument, PolicyError, PolicyProblem, default_policy
from creditdesk.domain.policy_drafts import REASON_LONGEST, DraftState
from creditdesk.domain.policy_filling import from_panes, values_of
from creditdesk.domain.policy_text import problems_of
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.what_if import companies_under, effect_of
from creditdesk.parties.access import company_for
from creditdesk.policy import drafting
from creditdesk.policy.access import draft_for, version_for, visible_drafts
from creditdesk.policy.queries import document_of, taken_over_from

if TYPE_CHECKING:
    from creditdesk.followup.what_if import ListEffect
    from creditdesk.policy.models import PolicyDraft, PolicyVersion

router = Router()
_SEEN_COMPARED = "Number of the version that `changes` compared it with; 0 for the policy that comes with the desk."

PolicyText = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS), AfterValidator(storable)]
Why = Annotated[str, StringConstraints(max_length=REASON_LONGEST, strip_whitespace=True), AfterValidator(storable)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class DraftOut(Schema):
    """A draft. `version` counts its changes: name the one that you saw."""

    id: int
    version: int
    state: DraftState
    company: str | None
    base: int
    started_from: int
    author: str
    writers: list[str]
    begun_at: dt.datetime
    changed_by: str
    changed_at: dt.datetime
    reason: str
    effective_from: dt.date | None
    submitted_by: str | None
    decided_by: str | None
    decision_reason: str
    adopted: int | None
    sha256: str


class DraftMistake(Schema):
    """One thing wrong with the text: a JSON pointer into the document, the line, what it says, and the sentence."""

    pointer: str
    line: int | None
    value: str
    detail: str


class DraftTextOut(DraftOut):
    """A draft with its text, and with the mistakes that keep it from being submitted."""

    takes_over_from: int
    text: str
    mistakes: list[DraftMistake]


class ComparisonOut(Schema):
    """What a draft changes. `compared_with` and `sha256` are what an approval names."""

    compared_with: int
    sha256: str
    changes: list[ChangeOut]


class ListEffectOut(Schema):
    """How a list of accounts would change."""

    before: int
    after: int
    entering: int
    leaving: int


class BucketsOut(Schema):
    """Minor units in each bucket of a currency, by either policy's edges."""

    currency: str
    edges_before: list[int]
    before_minor: list[int]
    edges_after: list[int]
    after_minor: list[int]


class EffectOut(Schema):
    """What a draft would do today to one company; `buckets` only where their edges differ."""

    company: str
    worklist: ListEffectOut
    other_next_step: int
    other_score: int
    exceptions: ListEffectOut
    buckets: list[BucketsOut]


class DraftIn(Body):
    """For which company (none: for all), and with which version's text, or a text of one's own, it begins."""

    company: Word = ""
    start_from: Annotated[int, Field(ge=1)] | None = None
    text: PolicyText | None = None


class DraftChangeIn(Body):
    """A new text, or single values by path as one types them into the forms, such as `aging.dunning_grace_days`."""

    version: Id
    text: PolicyText | None = None
    values: Annotated[dict[Word, PolicyText], Field(max_length=1000)] = {}


class DraftSeenIn(Body):
    """The version of the draft that was seen."""

    version: Id


class SubmissionIn(DraftSeenIn):
    """Why it changes, and from which day."""

    reason: Why
    effective_from: Day


class DecisionIn(Body):
    """The text that was seen, by its SHA-256, and what is said about it."""

    sha256: Sha256
    reason: Why = ""


class ApprovalIn(DecisionIn):
    """The same, with the version that it was compared with."""

    compared_with: Annotated[int, Field(ge=0, description=_SEEN_COMPARED)]


@router.get("/policy/drafts", **reads(Page[DraftOut]))
@needs(Permission.SEE_POLICY_DRAFTS, scope=Scope.POLICY)
def drafts(request: Call, state: DraftState | None = None, cursor: Cursor = "", limit: Limit = PAGE) -> Page[DraftOut]:
    """Every draft, newest first."""
    found = visible_drafts(request.auth.user).prefetch_related("writers")
    if state is not None:
        found = found.filter(state=state.value)
    return page_by_id(found, show=_draft, cursor=cursor, limit=limit, newest_first=True)


@router.post("/policy/drafts", **writes(DraftTextOut, status=201))
@needs(Permission.WRITE_POLICY, scope=Scope.POLICY)
@keyed(status=201)
def begin_draft(request: Call, body: DraftIn) -> DraftTextOut:
    """Begin a draft: with the version that stands, with another one to go back to, or with a text of one's own."""
    user = request.auth.user
    draft = drafting.begin_draft(
        company_for(user, body.company) if body.company else None,
        start_from=version_for(user, body.start_from) if body.start_from else None,
        text=body.text,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _with_text(draft, request)


@router.get("/policy/drafts/{draft_id}", **reads(DraftTextOut))
@needs(Permission.SEE_POLICY_DRAFTS, scope=Scope.POLICY)
def draft(request: Call, draft_id: PathId) -> DraftTextOut:
    """One draft with its text and everything that is wrong with it."""
    return _with_text(draft_for(request.auth.user, draft_id), request)


@router.post("/policy/drafts/{draft_id}/text", **writes(DraftTextOut))
@needs(Permission.WRITE_POLICY, scope=Scope.POLICY)
@keyed()
def change_draft(request: Call, draft_id: PathId, body: DraftChangeIn) -> DraftTextOut:
    """Write another text, or single values into the text, whose comments and order stay. Mistakes are kept and told."""
    found = draft_for(request.auth.user, draft_id)
    text = found.text if body.text is None else body.text
    if body.values:
        text = _with_values(text, body.values)
    changed = drafting.change_draft(found, text=text, seen=body.version, by=request.auth.user, at=request.at)
    return _with_text(changed, request)


@router.post("/policy/drafts/{draft_id}/catch-up", **writes(DraftTextOut))
@needs(Permission.WRITE_POLICY, scope=Scope.POLICY)
@keyed()
def catch_up_draft(request: Call, draft_id: PathId, body: DraftSeenIn) -> DraftTextOut:
    """Take into the draft what was adopted since it was begun, except where it says something of its own."""
    user = request.auth.user
    found = draft_for(user, draft_id)
    caught = drafting.catch_up_draft(found, seen=body.version, by=user, at=request.at, as_of=request.today)
    return _with_text(caught, request)


@router.get("/policy/drafts/{draft_id}/changes", **reads(ComparisonOut))
@needs(Permission.SEE_POLICY_DRAFTS, scope=Scope.POLICY)
def draft_changes(request: Call, draft_id: PathId) -> ComparisonOut:
    """What the draft changes of the version that it would take over from. 422 while it has mistakes."""
    found = draft_for(request.auth.user, draft_id)
    standing = _standing(found, request)
    before = document_of(standing) if standing else default_policy()
    return ComparisonOut(
        compared_with=standing.number if standing else 0,
        sha256=found.sha256,
        changes=[change_out(one) for one in policy_changes.changes(before, _document(found))],
    )


@router.get("/policy/drafts/{draft_id}/effect", **reads(list[EffectOut]))
@needs(Permission.SEE_POLICY_DRAFTS, scope=Scope.POLICY)
def draft_effect(request: Call, draft_id: PathId) -> list[EffectOut]:
    """What the draft would do today to each company that would follow it; nothing is written."""
    user = request.auth.user
    found = draft_for(user, draft_id)
    document = _document(found)
    effects = [effect_of(document, company=each, as_of=request.today) for each in companies_under(found, user)]
    return [
        EffectOut(
            company=one.company.code,
            worklist=_list_effect(one.worklist),
            other_next_step=one.other_step,
            other_score=one.other_score,
            exceptions=_list_effect(one.exceptions),
            buckets=[
                BucketsOut(
                    currency=each.currency,
                    edges_before=list(each.edges_before),
                    before_minor=list(each.before),
                    edges_after=list(each.edges_after),
                    after_minor=list(each.after),
                )
                for each in one.buckets
            ],
        )
        for one in effects
    ]


@router.post("/policy/drafts/{draft_id}/submission", **writes(DraftOut))
@needs(Permission.WRITE_POLICY, scope=Scope.POLICY)
@keyed()
def submit_draft(request: Call, draft_id: PathId, body: SubmissionIn) -> DraftOut:
    """Ask for approval of the text as it stands. With mistakes 422, each with the field that it is about."""
    user = request.auth.user
    found = draft_for(user, draft_id)
    _document(found)
    submitted = drafting.submit_draft(
        found,
        reason=body.reason,
        effective_from=body.effective_from,
        seen=body.version,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return _draft(submitted)


@router.post("/policy/drafts/{draft_id}/withdrawal", **writes(DraftOut))
@needs(Permission.WRITE_POLICY, scope=Scope.POLICY)
@keyed()
def withdraw_draft(request: Call, draft_id: PathId, body: DraftSeenIn) -> DraftOut:
    """Put the draft aside for good; it is kept."""
    user = request.auth.user
    found = draft_for(user, draft_id)
    return _draft(drafting.withdraw_draft(found, seen=body.version, by=user, at=request.at))


@router.post("/policy/drafts/{draft_id}/approval", **writes(VersionOut, status=201, confirmed=True))
@needs(Permission.APPROVE_POLICY, scope=Scope.POLICY)
@keyed(status=201)
@confirmed
def approve_draft(request: Call, draft_id: PathId, body: ApprovalIn) -> VersionOut:
    """Adopt the text that was seen as the next version; never one's own. 409 where something changed meanwhile."""
    user = request.auth.user
    version = drafting.approve_draft(
        draft_for(user, draft_id),
        sha256=body.sha256,
        compared_with=body.compared_with,
        reason=body.reason,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return version_out(version)


@router.post("/policy/drafts/{draft_id}/rejection", **writes(DraftOut, confirmed=True))
@needs(Permission.APPROVE_POLICY, scope=Scope.POLICY)
@keyed()
@confirmed
def reject_draft(request: Call, draft_id: PathId, body: DecisionIn) -> DraftOut:
    """Give the draft back with a reason."""
    user = request.auth.user
    found = draft_for(user, draft_id)
    rejected = drafting.reject_draft(found, reason=body.reason, sha256=body.sha256, by=user, at=request.at)
    return _draft(rejected)


def _standing(draft: PolicyDraft, request: Call) -> PolicyVersion | None:
    return taken_over_from(draft.company_id, on=max(draft.effective_from or request.today, request.today))


def _with_values(text: str, values: dict[str, str]) -> str:
    """The text with the values in their fields. Raises ValidationError for a field that no form has."""
    fields = values_of(text)
    if not fields:
        raise _invalid(problems_of(text))
    if unknown := [path for path in values if path not in fields]:
        places = [{"loc": ("body", "values", path), "msg": "is not a field of the policy"} for path in unknown]
        raise ValidationError([{**place, "type": "value_error"} for place in places])
    return from_panes(text, seen=text, typed=values)


def _document(draft: PolicyDraft) -> PolicyDocument:
    """The draft's text as the rules read it. Raises ValidationError with every mistake and its field."""
    try:
        return PolicyDocument.parse_yaml(draft.text)
    except PolicyError as error:
        raise _invalid(error.problems) from error


def _invalid(problems: Sequence[PolicyProblem]) -> ValidationError:
    """The mistakes of the text as those of a request; `document` is the place that their pointers lead into."""
    return ValidationError(
        [
            {
                "loc": ("document", *filter(None, problem.path.split("."))),
                "msg": f"line {problem.line}: {problem.message}" if problem.line else str(problem.message),
                "type": "value_error",
            }
            for problem in problems
        ]
    )


def _list_effect(moves: ListEffect) -> ListEffectOut:
    return ListEffectOut(before=moves.before, after=moves.after, entering=moves.entering, leaving=moves.leaving)


def _draft(draft: PolicyDraft) -> DraftOut:
    return DraftOut(**_fields(draft))


def _with_text(draft: PolicyDraft, request: Call) -> DraftTextOut:
    standing = _standing(draft, request)
    mistakes = [
        DraftMistake(
            pointer="".join(f"/{step}" for step in filter(None, problem.path.split("."))),
            line=problem.line,
            value=problem.value,
            detail=str(problem.message),
        )
        for problem in problems_of(draft.text)
    ]
    over = standing.number if standing else 0
    return DraftTextOut(text=draft.text, mistakes=mistakes, takes_over_from=over, **_fields(draft))


def _fields(draft: PolicyDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "state": DraftState(draft.state),
        "company": draft.company.code if draft.company else None,
        "base": draft.base_number,
        "started_from": draft.from_number,
        "author": draft.author.username,
        "writers": sorted(each.username for each in draft.writers.all()),
        "begun_at": draft.begun_at,
        "changed_by": draft.changed_by.username,
        "changed_at": draft.changed_at,
        "reason": draft.reason,
        "effective_from": draft.effective_from,
        "submitted_by": draft.submitted_by.username if draft.submitted_by else None,
        "decided_by": draft.decided_by.username if draft.decided_by else None,
        "decision_reason": draft.decision_reason,
        "adopted": draft.adopted.number if draft.adopted else None,
        "sha256": draft.sha256,
    }
