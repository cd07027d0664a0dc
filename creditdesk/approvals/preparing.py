"""Making a request, changing it, taking it away: what whoever prepares it does. docs/rules/requests.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db.models import Q

from creditdesk.approvals.beside import asked_already
from creditdesk.approvals.effects import Table
from creditdesk.approvals.facts import amount_at_stake, granted_minor, item_facts, writers_of
from creditdesk.approvals.models import Request, RequestEvidence, RequestLine
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Cause, Shown
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.requests import (
    OPEN,
    Content,
    Evidence,
    Kind,
    Line,
    State,
    lacking,
    needed_level,
    objections,
)
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import readable
from creditdesk.followup.models import Activity, Document
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

MOST_EVIDENCE = 20


@action
def prepare_request(
    customer: Customer,
    *,
    content: Content,
    submit: bool,
    table: Table,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Request:
    """Ask for something on the customer's account; a draft unless it is submitted. The same key asks once.

    Raises Refusal with every reason why it could not be carried out as the account stands, and, for what is submitted,
    with what it does not show.
    """
    lock_customers([customer.id])
    if done := Request.objects.filter(key=key).first():
        return done
    customer = Customer.objects.get(id=customer.id)
    return new_request(customer, content=content, submit=submit, table=table, by=by, at=at, as_of=as_of, key=key)


def new_request(
    customer: Customer,
    *,
    content: Content,
    submit: bool,
    table: Table,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Request:
    """The request as `prepare_request` makes it, in the open transaction, with its customer locked and read anew."""
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    content = _tidy(content)
    _refuse_unfit(content, customer=customer, submit=submit, table=table, policy=policy, by=by, as_of=as_of)
    request = Request.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=content.kind.value,
        **_columns(content, customer_id=customer.id),
        **_submission(content, customer, policy, submit=submit, at=at, as_of=as_of),
        prepared_by=by,
        prepared_at=at,
        key=key,
    )
    request.writers.add(by)
    _keep_parts(request, content, policy=policy)
    _tell("request.submitted" if submit else "request.drafted", request, by=by, at=at)
    return request


@action
def revise_request(
    request: Request,
    *,
    content: Content,
    seen: int,
    submit: bool,
    table: Table,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> Request:
    """Change an open request: a new revision, for which nothing that was decided before counts.

    Whoever changes it is one of its writers from then on. Raises Refusal where another revision than `seen` stands or
    it is open no more, and like `prepare_request`.
    """
    found = locked_request(request)
    policy = policy_in_force(as_of=as_of, company_id=found.company_id).document
    content = replace(_tidy(content), kind=Kind(found.kind))
    if found.revision == seen + 1 and found.sha256 == content.sha256(customer_id=found.customer_id):
        return found  # the same change, sent again
    refuse_over(found)
    if found.revision != seen:
        raise refuse("request.changed_meanwhile", "somebody changed the request meanwhile: look at it anew")
    _refuse_unfit(
        content, customer=found.customer, submit=submit, table=table, policy=policy, by=by, as_of=as_of, but=found.id
    )
    found.revision += 1
    columns = _columns(content, customer_id=found.customer_id)
    columns |= _submission(content, found.customer, policy, submit=submit, at=at, as_of=as_of)
    for name, value in columns.items():
        setattr(found, name, value)
    found.save(update_fields=["revision", *columns])
    if not found.writers.filter(id=by.id).exists():
        found.writers.add(by)
    _keep_parts(found, content, policy=policy)
    _tell("request.revised", found, by=by, at=at)
    return found


@action
def withdraw_request(request: Request, *, by: User, at: dt.datetime) -> Request:
    """Take an open request away for good; see `may_withdraw`. A second call changes nothing."""
    found = locked_request(request)
    if found.state == State.WITHDRAWN:
        return found
    refuse_over(found)
    if not may_withdraw(found, by=by):
        raise refuse("request.not_yours", "whoever prepared it takes it away; you can refuse it")
    found.state, found.decided_at = State.WITHDRAWN.value, at
    found.save(update_fields=["state", "decided_at"])
    _tell("request.withdrawn", found, by=by, at=at)
    return found


def may_withdraw(request: Request, *, by: User) -> bool:
    """Whether the person takes the request away: a writer, or whoever decides about requests once all writers left."""
    if by.username in writers_of(request):
        return True
    here = request.prepared_by.is_active or request.writers.filter(is_active=True).exists()
    return not here and may_still(by, Permission.DECIDE_REQUESTS)


def extension_of(item: OpenItem, *, until: dt.date, words: str, agreement: str = "") -> Content:
    """The content of a request to collect one document later; what the customer agreed to is its evidence."""
    return Content(
        Kind.EXTENSION,
        currency=item.currency,
        lines=(Line(item.id, item.number, max(item.open_minor, 0)),),
        words=words,
        until=until,
        evidence=(Evidence(Shown.AGREEMENT, words=agreement or words),),
    )


def locked_request(request: Request) -> Request:
    """The request as it is now, locked, with its customer locked first."""
    lock_customers([request.customer_id])
    found = Request.objects.select_for_update(of=("self",)).select_related("customer", "prepared_by")
    return found.get(id=request.id)


def refuse_over(request: Request) -> None:
    """Raise a Refusal where the request is open no more, naming who decided it."""
    if request.state in {one.value for one in OPEN}:
        return
    last = request.decisions.select_related("by").order_by("-id").first()
    if last is None:
        raise refuse("request.changed_meanwhile", "the request was withdrawn meanwhile")
    raise refuse(
        "request.changed_meanwhile",
        "%(who)s decided on %(when)s: %(what)s",
        who=str(last.by),
        when=f"{last.at:%Y-%m-%d %H:%M} UTC",
        what=last.get_what_display(),
    )


def _tidy(content: Content) -> Content:
    evidence = tuple(replace(one, words=one.words.strip(), link=one.link.strip()) for one in content.evidence)
    return replace(content, words=content.words.strip(), evidence=evidence)


def _refuse_unfit(
    content: Content,
    *,
    customer: Customer,
    submit: bool,
    table: Table,
    policy: PolicyDocument,
    by: User,
    as_of: dt.date,
    but: int | None = None,
) -> None:
    if content.kind.value not in table.rows:
        raise refuse("request.kind", "that cannot be asked for")
    ids = [line.item_id for line in content.lines if line.item_id is not None]
    items = item_facts(ids, customer_id=customer.id, as_of=as_of)
    reasons = objections(content, items=items, status_now=customer.status, policy=policy, as_of=as_of)
    if not reasons:
        reasons += table.of(content.kind.value).objections(content, customer.id, policy, as_of)
    reasons += evidence_objections(content.evidence, customer_id=customer.id, by=by)
    if submit:
        reasons += asked_already(content, customer_id=customer.id, but=but)
        for shown in lacking(content, policy=policy):
            text = "the policy wants it shown: %(what)s"
            reasons.append(Reason("request.evidence", text, {"what": shown.value.replace("_", " ")}))
    if reasons:
        raise Refusal(tuple(dict.fromkeys(reasons)))


def evidence_objections(evidence: tuple[Evidence, ...], *, customer_id: int, by: User | None = None) -> list[Reason]:
    """Why what is shown is no evidence: it shows nothing, or is of another account, or is not for the eyes of `by`."""
    readable_by = readable(by) if by else Q()
    found = []
    if len(evidence) > MOST_EVIDENCE:
        found.append(Reason("request.evidence_many", "at most %(most)d pieces of evidence", {"most": MOST_EVIDENCE}))
    for one in evidence:
        if not (one.document_id or one.activity_id or one.link or one.words):
            found.append(Reason("request.evidence_empty", "a piece of evidence shows nothing"))
        if one.link and not one.link.startswith(("https://", "http://")):
            found.append(Reason("request.link", "a link begins with https://"))
        if len(one.link) > 400 or len(one.words) > 500:
            found.append(Reason("request.evidence_long", "a piece of evidence is too long"))
        documents = Document.objects.filter(
            readable_by, id=one.document_id or 0, customer_id=customer_id, taken_back__isnull=True
        )
        entries = Activity.objects.filter(readable_by, id=one.activity_id or 0, customer_id=customer_id)
        if (one.document_id and not documents.exists()) or (one.activity_id and not entries.exists()):
            found.append(Reason("request.evidence_other", "a piece of evidence is not of this account"))
    return found


def _columns(content: Content, *, customer_id: int) -> dict[str, object]:
    return {
        "content": content.as_dict(),
        "sha256": content.sha256(customer_id=customer_id),
        "currency": content.currency,
        "amount_minor": content.amount_minor,
        "reason": content.reason,
        "words": content.words,
    }


def _submission(
    content: Content, customer: Customer, policy: PolicyDocument, *, submit: bool, at: dt.datetime, as_of: dt.date
) -> dict[str, object]:
    if not submit:
        return {"state": State.DRAFT.value}
    asked = amount_at_stake(content, policy=policy, as_of=as_of)
    granted = granted_minor(content, customer, policy=policy, as_of=as_of)
    level, _ = needed_level(content, amount_minor=asked, granted_minor=granted, policy=policy)
    return {
        "state": State.SUBMITTED.value,
        "submitted_at": at,
        "submitted_on": as_of,
        "needs_level": level.value if level else "",
    }


def _keep_parts(request: Request, content: Content, *, policy: PolicyDocument) -> None:
    booked = None
    if content.kind is Kind.ADJUSTMENT:
        booked = policy.requests.adjustment.of(Cause(content.reason))
    account = policy.requests.allowance_account if content.kind is Kind.WRITE_OFF else ""
    RequestLine.objects.bulk_create(
        RequestLine(
            request=request,
            revision=request.revision,
            line=number,
            item_id=line.item_id,
            number=line.number[:60],
            amount_minor=line.amount_minor,
            tax_minor=line.tax_minor,
            account=booked.account if booked else account,
            cost_centre=booked.cost_centre if booked else "",
        )
        for number, line in enumerate(content.lines, start=1)
    )
    RequestEvidence.objects.bulk_create(
        RequestEvidence(
            request=request,
            revision=request.revision,
            line=number,
            shows=one.shows.value,
            document_id=one.document_id,
            activity_id=one.activity_id,
            link=one.link,
            words=one.words,
        )
        for number, one in enumerate(content.evidence, start=1)
    )


def _tell(kind: str, request: Request, *, by: User, at: dt.datetime) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("request", request.id),
        company_id=request.company_id,
        customer_id=request.customer_id,
        facts={
            "kind": request.kind,
            "revision": request.revision,
            "amount": str(Money(request.amount_minor, request.currency)),
            "sha256": request.sha256,
            "needs": request.needs_level,
        },
        private={"words": request.words},
    )
