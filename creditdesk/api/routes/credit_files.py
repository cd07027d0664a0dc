"""Credit files: what stands in them, reviews, limits by request, letters about a no; and changes for the ERP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ninja import Router

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.credit_shapes import (
    CreditChangeAnswerIn,
    CreditChangeOut,
    CreditEntryOut,
    CreditFileOut,
    CreditLimitIn,
    CreditLimitRevisionIn,
    CreditRatingIn,
    CreditReasonsAskedIn,
    CreditReferenceIn,
    CreditReviewDueOut,
    CreditReviewIn,
    CreditReviewOut,
    CreditSecurityIn,
    CreditStatementIn,
    CreditWithdrawalIn,
    EntryKind,
    change_out,
    due_out,
    entry_out,
    looked_out,
    review_out,
)
from creditdesk.api.routes.letters import LetterOut, letter_out
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import Page, PathId
from creditdesk.approvals.access import request_for
from creditdesk.creditfile import access, entering, erp_changes, reviewing
from creditdesk.creditfile.limits import limit_content
from creditdesk.creditfile.queries import CalendarFilter, calendar_rows, credit_file
from creditdesk.domain.reasons import refuse
from creditdesk.domain.requests import Content, Kind
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.letters.adverse import draft_notice, draft_reasons
from creditdesk.parties.access import NotVisible
from creditdesk.policy.queries import policy_in_force

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request
    from creditdesk.parties.models import Customer

router = Router()
_SEES = Permission.SEE_CREDIT_FILE


@router.get("/customers/{customer_id}/credit-file", **reads(CreditFileOut))
@needs(_SEES)
def one_credit_file(request: Call, customer_id: PathId) -> CreditFileOut:
    """What is known of the customer today, what the formulas make of it, and what is recommended."""
    user, today = request.auth.user, request.today
    customer = access.file_for(user, customer_id, as_of=today)
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    found = credit_file(customer, policy=policy, as_of=today)
    return CreditFileOut(
        customer_id=customer.id,
        limit_minor=customer.credit_limit_minor,
        risk_class=customer.risk_class,
        next_review_on=found.due.due_on if found.due else None,
        found=looked_out(found.looked),
        entries=[entry_out(one, user=user) for one in found.entries.all()],
    )


@router.post("/customers/{customer_id}/credit-file/statements", **writes(CreditEntryOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def enter_a_statement(request: Call, customer_id: PathId, body: CreditStatementIn) -> CreditEntryOut:
    """Enter a financial statement; with `corrects_id` in place of one that stands."""
    return _enter(request, customer_id, "statement", body)


@router.post("/customers/{customer_id}/credit-file/ratings", **writes(CreditEntryOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def enter_a_rating(request: Call, customer_id: PathId, body: CreditRatingIn) -> CreditEntryOut:
    """Enter a rating of a bureau or a trade."""
    return _enter(request, customer_id, "rating", body)


@router.post("/customers/{customer_id}/credit-file/references", **writes(CreditEntryOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def enter_a_reference(request: Call, customer_id: PathId, body: CreditReferenceIn) -> CreditEntryOut:
    """Enter what another supplier told."""
    return _enter(request, customer_id, "reference", body)


@router.post("/customers/{customer_id}/credit-file/securities", **writes(CreditEntryOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def enter_a_security(request: Call, customer_id: PathId, body: CreditSecurityIn) -> CreditEntryOut:
    """Enter insurance, a guaranty, a security interest or a letter of credit."""
    return _enter(request, customer_id, "security", body)


def _enter(request: Call, customer_id: int, kind: EntryKind, body: Any) -> CreditEntryOut:
    user, today = request.auth.user, request.today
    customer = access.file_for(user, customer_id, as_of=today)
    before = access.entry_for(user, body.corrects_id, kind=kind, as_of=today) if body.corrects_id else None
    made = entering.enter(
        customer, body.told(), corrects=before, by=user, at=request.at, as_of=today, key=request.action_key
    )
    return entry_out(made, user=user)


@router.post("/credit-file/{kind}/{entry_id}/withdrawal", **writes(CreditEntryOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed()
def withdraw_an_entry(request: Call, kind: EntryKind, entry_id: PathId, body: CreditWithdrawalIn) -> CreditEntryOut:
    """Say that an entry was a mistake: nothing stands in its place."""
    user, today = request.auth.user, request.today
    found = access.entry_for(user, entry_id, kind=kind, as_of=today)
    made = entering.withdraw(found, why=body.why, by=user, at=request.at, as_of=today, key=request.action_key)
    return entry_out(made, user=user)


@router.get("/customers/{customer_id}/credit-reviews", **reads(Page[CreditReviewOut]))
@needs(_SEES)
def credit_reviews(
    request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[CreditReviewOut]:
    """The reviews of the customer that kept what they found, the newest first."""
    customer = access.file_for(request.auth.user, customer_id, as_of=request.today)
    found = access.findings_of(customer)
    return page_by_id(found, show=review_out, cursor=cursor, limit=limit, newest_first=True)


@router.post("/customers/{customer_id}/credit-reviews", **writes(CreditReviewOut, status=201))
@needs(Permission.SET_CREDIT, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def record_a_credit_review(request: Call, customer_id: PathId, body: CreditReviewIn) -> CreditReviewOut:
    """Put a review on record with everything that the file says today. A change is asked for, and not made."""
    user, today = request.auth.user, request.today
    made = reviewing.review_credit(
        access.file_for(user, customer_id, as_of=today), note=body.note, next_on=body.next_on, as_of=today, by=user,
        at=request.at, key=request.action_key,
    )  # fmt: skip
    return review_out(access.finding_for(user, made.id, as_of=today))


@router.get("/credit-reviews/due", **reads(Page[CreditReviewDueOut]))
@needs(_SEES)
def reviews_due(
    request: Call, all: bool = False, called: bool = False, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[CreditReviewDueOut]:
    """Customers whose review is due, or all with their days; `called`: those that something calls for early."""
    chosen = CalendarFilter(days=None if all else 0, called=called)
    found = calendar_rows(request.auth.user, chosen=chosen, as_of=request.today)
    return page_by_id(found, show=due_out, cursor=cursor, limit=limit)


@router.post("/customers/{customer_id}/limit-requests", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_limit(request: Call, customer_id: PathId, body: CreditLimitIn) -> RequestOut:
    """Ask for another limit or class, from what stands now. It counts once somebody with the authority approves it."""
    user, today = request.auth.user, request.today
    customer = access.file_for(user, customer_id, as_of=today)
    made = dispatch.prepare_request(
        customer, content=_limit(request, customer, body), submit=body.submit, by=user, at=request.at, as_of=today,
        key=request.action_key,
    )  # fmt: skip
    return request_out(made)


@router.post("/requests/{request_id}/limit-revision", **writes(RequestOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed()
def revise_a_limit(request: Call, request_id: PathId, body: CreditLimitRevisionIn) -> RequestOut:
    """Change an open request for a limit; what was decided about it before does not count for the new content."""
    found = _limit_request(request, request_id)
    revised = dispatch.revise_request(
        found,
        content=_limit(request, found.customer, body),
        seen=body.seen_revision,
        submit=body.submit,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
    )
    return request_out(revised)


@router.post("/requests/{request_id}/adverse-notice", **writes(LetterOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def draft_an_adverse_notice(request: Call, request_id: PathId) -> LetterOut:
    """Draft the letter that tells the customer that his limit was refused or reduced."""
    found = _limit_request(request, request_id)
    return letter_out(draft_notice(found, by=request.auth.user, at=request.at, as_of=request.today))


@router.post("/requests/{request_id}/adverse-reasons", **writes(LetterOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@needs(_SEES, scope=Scope.WORK)
@keyed(status=201)
def draft_adverse_reasons(request: Call, request_id: PathId, body: CreditReasonsAskedIn) -> LetterOut:
    """Draft the letter with the reasons, for a customer who asked for them in writing in time."""
    found = _limit_request(request, request_id)
    made = draft_reasons(found, asked_on=body.asked_on, by=request.auth.user, at=request.at, as_of=request.today)
    return letter_out(made)


@router.get("/credit-changes", **reads(Page[CreditChangeOut]))
@needs(Permission.TELL_ORDERS, scope=Scope.POSTINGS)
def credit_changes(
    request: Call, state: Literal["awaiting", "all"] = "awaiting", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[CreditChangeOut]:
    """Limits and classes that requests changed, the oldest first: in this order the ERP takes them over."""
    found = erp_changes.waiting_first(access.changes_for(request.auth.user), waiting=state == "awaiting")
    return page_by_id(found, show=change_out, cursor=cursor, limit=limit)


@router.post("/credit-changes/{change_id}/answer", **writes(CreditChangeOut))
@needs(Permission.TELL_ORDERS, scope=Scope.POSTINGS)
@keyed()
def answer_a_credit_change(request: Call, change_id: PathId, body: CreditChangeAnswerIn) -> CreditChangeOut:
    """Record what the ERP did with a change. The same answer again changes nothing; another one is refused."""
    user = request.auth.user
    found = access.change_for(user, change_id)
    accepted = body.answer == "accepted"
    erp_changes.answer_change(found, accepted=accepted, reason=body.reason, by=user, at=request.at)
    return change_out(access.change_for(user, found.id))


def _limit(request: Call, customer: Customer, body: CreditLimitIn) -> Content:
    review = None
    if body.review_id is not None:
        try:
            review = access.finding_for(request.auth.user, body.review_id, as_of=request.today).review
        except NotVisible:
            raise refuse("limit.review", "the review is of another customer") from None
    return limit_content(
        customer,
        limit_minor=body.limit_minor,
        risk_class=body.risk_class,
        words=body.words,
        shows=body.shows,
        document_id=body.document_id,
        review=review,
        asked_by_customer=body.asked_by_customer,
    )


def _limit_request(request: Call, request_id: int) -> Request:
    found = request_for(request.auth.user, request_id, as_of=request.today)
    if found.kind != Kind.LIMIT.value:
        raise NotVisible(f"limit request {request_id}")
    return found
