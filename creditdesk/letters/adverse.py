"""The letters that follow a limit that was refused or reduced: the notice, and the reasons where they are asked for."""

from __future__ import annotations

import datetime as dt

from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.creditfile.models import CreditChange, ReviewFinding
from creditdesk.creditfile.snapshots import reasons_in
from creditdesk.domain.adverse_words import Decided, decision_words, may_still_ask, needs_notice, principal_reasons
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_words import day, money
from creditdesk.domain.letters import letter_language
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import refuse
from creditdesk.domain.requests import Kind, State
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force

_WENT = (Letter.State.SENT, Letter.State.READY, Letter.State.QUEUED)


def wants_notice(request: Request) -> bool:
    """Whether the customer is to be told what became of the request."""
    return request.kind == Kind.LIMIT.value and needs_notice(_decided(request))


def draft_notice(request: Request, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The notice of a limit that was refused or reduced, drafted once. Raises Refusal where nothing adverse was
    decided, and as `draft_letter` does.
    """
    if there := Letter.objects.filter(key=_key(request, "notice")).first():
        return there
    decided = _decided(request)
    if not (decided.reduced or decided.refused):
        raise refuse("adverse.nothing", "no limit was refused or reduced by it")
    policy, language = _policy(request, as_of), _language(request, as_of)
    limit = money(Money(request.asked.terms["limit_minor"], request.currency), language)
    on = _decided_on(request)
    last = as_of + dt.timedelta(days=policy.credit_review.reasons_asked_within_days)
    details: dict[str, str | int] = {
        "decision": decision_words(refused=decided.refused, limit=limit, day=day(on, language), language=language),
        "decided_on": on.isoformat(),
        "ask_until": last.isoformat(),
    }
    wanted = Wanted(LetterKind.ADVERSE_NOTICE, details=details)
    return draft_letter(request.customer, wanted=wanted, by=by, at=at, as_of=as_of, key=_key(request, "notice"))


def draft_reasons(request: Request, *, asked_on: dt.date, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The reasons, for a customer who asked for them in writing within the policy's days of the notice.

    Raises Refusal where no notice went or it is too late.
    """
    if there := Letter.objects.filter(key=_key(request, "reasons")).first():
        return there
    told = Letter.objects.filter(key=_key(request, "notice"), state__in=_WENT).first()
    if told is None or told.released_at is None:
        raise refuse("adverse.no_notice", "he was not told yet: the notice goes first")
    policy, language = _policy(request, as_of), _language(request, as_of)
    days = policy.credit_review.reasons_asked_within_days
    if not may_still_ask(told_on=told.released_at.date(), asked_on=asked_on, within_days=days):
        raise refuse("adverse.late", "the reasons are asked for within %(days)d days of the notice", days=days)
    details: dict[str, str | int] = {
        "decided_on": _decided_on(request).isoformat(),
        "asked_on": asked_on.isoformat(),
        "reasons": " ".join(principal_reasons(_codes(request), language)),
    }
    wanted = Wanted(LetterKind.ADVERSE_REASONS, details=details)
    return draft_letter(request.customer, wanted=wanted, by=by, at=at, as_of=as_of, key=_key(request, "reasons"))


def _key(request: Request, what: str) -> str:
    return f"limit/{request.id}/{what}"


def _decided(request: Request) -> Decided:
    terms = request.asked.terms
    change = CreditChange.objects.filter(request=request, takes_back=False).first()
    reduced = change is not None and change.limit_before is not None and (change.limit_after or 0) < change.limit_before
    finding = _finding(request)
    return Decided(
        reduced=reduced and request.state == State.CARRIED_OUT,
        refused=request.state == State.REFUSED,
        asked_by_customer=bool(terms.get("asked_by_customer")),
        past_due=bool(finding and any(one["advice"] == "collect" for one in finding.snapshot["recommended"])),
    )


def _decided_on(request: Request) -> dt.date:
    last = RequestDecision.objects.filter(request=request).order_by("-id").first()
    assert last is not None
    return last.on


def _finding(request: Request) -> ReviewFinding | None:
    return ReviewFinding.objects.filter(review_id=request.asked.terms.get("review") or 0).first()


def _codes(request: Request) -> list[str]:
    finding = _finding(request)
    if finding is None:
        return []
    kept = [
        *finding.snapshot["class_reasons"],
        *(why for one in finding.snapshot["recommended"] for why in one["reasons"]),
    ]
    return [one.code for one in reasons_in(kept)]


def _policy(request: Request, as_of: dt.date) -> PolicyDocument:
    return policy_in_force(as_of=as_of, company_id=request.company_id).document


def _language(request: Request, as_of: dt.date) -> LetterLanguage:
    customer = request.customer
    return letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region,
        policy=_policy(request, as_of),
    )  # fmt: skip


def notices_about(request: Request) -> tuple[Letter | None, Letter | None]:
    """The notice about the request, and the reasons; None where they were not drafted."""
    keys = [_key(request, "notice"), _key(request, "reasons")]
    found = {one.key: one for one in Letter.objects.filter(key__in=keys)}
    return found.get(keys[0]), found.get(keys[1])
