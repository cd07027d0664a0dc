"""What a review recommends, and why: close, collect, reduce, extend or keep; and what calls a review before its day.

Several may be right at once: an account that pays late is collected from, and its limit is reduced. The first is the
chief one. Nothing follows of itself: a recommendation is asked for as a request. Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.credit_file import FileFacts, fresh_rating, fresh_statement
from creditdesk.domain.credit_scoring import (
    ClassFound,
    LimitFound,
    Scorecard,
    Strength,
    find_class,
    find_limit,
    record_of,
    scorecard,
    strength_of,
)
from creditdesk.domain.money import Money
from creditdesk.domain.payment_record import PaymentRecord
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.domain.risk_class import RiskClass


class Advice(StrEnum):
    """What a review recommends."""

    CLOSE = "close"
    COLLECT = "collect"
    REDUCE = "reduce"
    EXTEND = "extend"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation with its reasons."""

    advice: Advice
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A credit file looked through: every figure of it, the class, the limit, the score and what is recommended."""

    facts: FileFacts
    record: PaymentRecord
    strength: Strength | None
    found_class: ClassFound
    found_limit: LimitFound
    card: Scorecard
    recommended: tuple[Recommended, ...]
    missing: tuple[Reason, ...]

    @property
    def chief(self) -> Recommended:
        """The first recommendation."""
        return self.recommended[0]


def look_through(facts: FileFacts, policy: PolicyDocument) -> Looked:
    """The whole file at a glance. Source: docs/rules/credit_reviews.md."""
    found = find_class(facts, policy)
    limit = find_limit(facts, policy, risk_class=found.risk_class)
    return Looked(
        facts=facts,
        record=record_of(facts, policy),
        strength=strength_of(facts, policy),
        found_class=found,
        found_limit=limit,
        card=scorecard(facts, policy),
        recommended=recommend(facts, policy, found=found, limit=limit),
        missing=tuple(missing(facts, policy)),
    )


def recommend(
    facts: FileFacts, policy: PolicyDocument, *, found: ClassFound, limit: LimitFound
) -> tuple[Recommended, ...]:
    """What is recommended, the chief one first; keep where nothing else is."""
    closing = tuple(_closing(facts, policy))
    if closing:
        return (Recommended(Advice.CLOSE, closing),)
    collecting = tuple(_collecting(facts, policy))
    advices = [Recommended(Advice.COLLECT, collecting)] if collecting else []
    changed = _changed(facts, policy, limit=limit)
    why = (*found.reasons, *limit.reasons)
    if changed is Advice.REDUCE:
        advices.append(Recommended(Advice.REDUCE, (_from_to(facts, limit), *why)))
    elif changed is Advice.EXTEND and not collecting and found.risk_class is not RiskClass.D:
        advices.append(Recommended(Advice.EXTEND, (_from_to(facts, limit), *why)))
    return tuple(advices) or (Recommended(Advice.KEEP, (_keeping(facts, policy, changed=changed), *why)),)


def _closing(facts: FileFacts, policy: PolicyDocument) -> Iterable[Reason]:
    months = policy.credit_review.close_after_months
    last = facts.last_purchase_on or facts.customer_since
    if months and last is not None and not facts.open_minor and months_after(last, months) <= facts.as_of:
        text = "nothing was bought since %(day)s, and nothing is open"
        yield Reason("advice.dormant", text, {"day": last.isoformat()})


def _collecting(facts: FileFacts, policy: PolicyDocument) -> Iterable[Reason]:
    if facts.collectable_minor > 0 and facts.oldest_days_late > policy.credit_review.collect_days_late:
        text = "%(amount)s are past due, the oldest for %(days)d days"
        named: dict[str, Fact] = {
            "amount": str(Money(facts.collectable_minor, facts.currency)),
            "days": facts.oldest_days_late,
        }
        yield Reason("advice.late", text, named)


def _changed(facts: FileFacts, policy: PolicyDocument, *, limit: LimitFound) -> Advice | None:
    """Whether the formula gives so much less or more than stands that a change is worth it."""
    stands, found = facts.limit_minor or 0, limit.limit_minor
    least = stands * Fraction(policy.credit_review.change_pct) / 100
    if found < stands and stands - found >= least:
        return Advice.REDUCE
    return Advice.EXTEND if found > stands and found - stands >= least else None


def _from_to(facts: FileFacts, limit: LimitFound) -> Reason:
    to = str(Money(limit.limit_minor, facts.currency))
    if facts.limit_minor is None:
        return Reason("advice.first_limit", "there is no limit; the formula gives %(to)s", {"to": to})
    named: dict[str, Fact] = {"from": str(Money(facts.limit_minor, facts.currency)), "to": to}
    return Reason("advice.limit", "the limit is %(from)s, the formula gives %(to)s", named)


def _keeping(facts: FileFacts, policy: PolicyDocument, *, changed: Advice | None) -> Reason:
    if changed is Advice.EXTEND:
        return Reason("advice.keep_late", "the formula gives more, but his class lets nothing be extended")
    text = "the formula gives less than %(percent)s per cent more or less than what stands"
    return Reason("advice.keep", text, {"percent": str(policy.credit_review.change_pct)})


def missing(facts: FileFacts, policy: PolicyDocument) -> Iterable[Reason]:
    """What the file lacks, or what in it is too old or has expired: an analyst sees it before he trusts the score."""
    for part in scorecard(facts, policy).parts:
        if part.points is None:
            yield part.why
    for one in facts.covers:
        if one.until is not None and one.until < facts.as_of:
            text = "the %(kind)s over %(amount)s expired on %(day)s: it covers nothing"
            yield Reason("file.cover_expired", text, _of_cover(one.kind.value, one.amount_minor, one.until, facts))
    for currency in facts.unrated:
        text = "there is no exchange rate for %(currency)s: what stands in it is not counted"
        yield Reason("file.no_rate", text, {"currency": currency})


def _of_cover(kind: str, minor: int, until: date, facts: FileFacts) -> dict[str, Fact]:
    return {
        "kind": kind.replace("_", " "),
        "amount": str(Money(minor, facts.currency)),
        "day": until.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What may call a review of a customer before its day: counted or found for many customers at once."""

    returned_payments: int = 0
    over_limit: int = 0
    # The first day on which a cover that stood at the last review expires, or has.
    cover_ends_on: date | None = None
    # The day of the newest statement and of the last review.
    statement_on: date | None = None
    last_review_on: date | None = None


def called_early(facts: CallFacts, *, as_of: date, policy: PolicyDocument) -> tuple[Reason, ...]:
    """Why the customer is to be reviewed before his day. What was known at the last review calls none again.

    `returned_payments` and `over_limit` count what happened since the last review.
    """
    return tuple(_calls(facts, as_of, policy))


def _calls(facts: CallFacts, as_of: date, policy: PolicyDocument) -> Iterable[Reason]:
    rules = policy.credit_review
    if rules.nsf_for_worst_class and facts.returned_payments >= rules.nsf_for_worst_class:
        text = "payments that came back: %(count)d"
        yield Reason("returned.count", text, {"count": facts.returned_payments})
    if rules.over_limit_times and facts.over_limit >= rules.over_limit_times:
        text = "%(count)d orders were held for the limit within %(days)d days"
        yield Reason("calls.over_limit", text, {"count": facts.over_limit, "days": rules.over_limit_window_days})
    ends = facts.cover_ends_on
    if ends is not None and _is_news(ends - timedelta(days=rules.cover_warning_days), facts, as_of):
        text = "a cover expired on %(day)s" if ends < as_of else "a cover expires on %(day)s"
        yield Reason("calls.cover", text, {"day": ends.isoformat()})
    stated = facts.statement_on
    if stated is not None and _is_news(months_after(stated, rules.statement_stale_months), facts, as_of):
        text = "the newest financial statement is of %(day)s: too old"
        yield Reason("calls.statement", text, {"day": stated.isoformat()})


def _is_news(day: date, facts: CallFacts, as_of: date) -> bool:
    """Whether what begins on the day has begun, and not before the last review."""
    return day <= as_of and (facts.last_review_on is None or facts.last_review_on < day)


def review_due_on(
    *, last_review_on: date | None, opened_on: date | None, risk_class: RiskClass, next_on: date | None,
    policy: PolicyDocument,
) -> date | None:  # fmt: skip
    """The day on which the next review is due: by the class (H5), or earlier where the last review said so.

    Without a review the day counts on which the account was opened; None where nobody knows it: due at once.
    """
    first = last_review_on or opened_on
    if first is None:
        return None
    by_class = first + timedelta(days=policy.holds.H5.review_days[risk_class])
    return min(by_class, next_on) if next_on is not None else by_class


def stale(facts: FileFacts, policy: PolicyDocument) -> bool:
    """Whether something that the file has says nothing any more."""
    if facts.statement is not None and fresh_statement(facts, policy) is None:
        return True
    return facts.rating is not None and fresh_rating(facts, policy) is None
