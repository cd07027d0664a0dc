"""Class, limit and score of a customer from his credit file, each with the facts that make it.

The class is the worst of what index, finances and returned payments allow. The limit is the smaller of what he needs
and what he can bear: `min(need, capacity x factor of the class + cover)`. Example: need 54,000, capacity 60,000, class
B x .75 gives 45,000. The score adds up what is known of the scorecard; what is not known is no zero.
Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from creditdesk.domain.credit_file import (
    FileFacts,
    RatingSource,
    capacity,
    counted_cover,
    fresh_rating,
    fresh_references,
    fresh_statement,
)
from creditdesk.domain.financial_statements import Zone, z_score, zone_of
from creditdesk.domain.money import Money, policy_minor
from creditdesk.domain.payment_record import (
    PaymentRecord,
    growth_percent,
    half_up,
    interpolated,
    need_for_credit,
    payment_record,
)
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.domain.risk_class import RiskClass

_WORST_FIRST = tuple(reversed(RiskClass))


@dataclass(frozen=True, slots=True)
class Strength:
    """What the newest fresh statement says: net worth, Z′ (None where nothing is owed) and its zone."""

    net_worth_minor: int
    z: Decimal | None
    zone: Zone


@dataclass(frozen=True, slots=True)
class ClassFound:
    """The class, and what decided it: the worst wins."""

    risk_class: RiskClass
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LimitFound:
    """The limit that the formula gives, and its parts; `capacity_minor` is None where nothing tells it."""

    limit_minor: int
    need_minor: int
    capacity_minor: int | None
    cover_minor: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the scorecard: its weight, its points (None: not known), and the facts."""

    name: str
    weight: int
    points: int | None
    why: Reason


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The parts, how much of the card is known in per cent of the weights, and the score; None where too little is."""

    parts: tuple[Part, ...]
    known_percent: int
    score: int | None


def strength_of(facts: FileFacts, policy: PolicyDocument) -> Strength | None:
    """What the statement says, where there is a fresh one."""
    statement = fresh_statement(facts, policy)
    if statement is None:
        return None
    z = z_score(statement.figures)
    zone = zone_of(z, safe=policy.credit_review.z_safe, distress=policy.credit_review.z_distress)
    return Strength(statement.figures.net_worth, z, zone)


def record_of(facts: FileFacts, policy: PolicyDocument) -> PaymentRecord:
    """How he paid."""
    return payment_record(facts.paid, curve=policy.credit.index_points_days_late_to_score, as_of=facts.as_of)


def class_of_index(index: int, policy: PolicyDocument) -> RiskClass:
    """The class that the index alone gives."""
    for risk_class in RiskClass:
        if risk_class in policy.credit.class_index and index >= policy.credit.class_index[risk_class]:
            return risk_class
    return RiskClass.D


def find_class(facts: FileFacts, policy: PolicyDocument) -> ClassFound:
    """The class by index, finances and returned payments: the worst of them. Source: docs/rules/credit_reviews.md."""
    found = list(_classes(facts, policy))
    worst = next(one for one in _WORST_FIRST if any(each == one for each, _ in found))
    return ClassFound(worst, tuple(why for each, why in found if each == worst))


def _classes(facts: FileFacts, policy: PolicyDocument) -> Iterable[tuple[RiskClass, Reason]]:
    rules, index, strength = policy.credit_review, record_of(facts, policy).index, strength_of(facts, policy)
    if index is None:
        text = "nothing was paid within a year: no better class than %(letter)s"
        letter = rules.class_without_record
        yield letter, Reason("class.no_record", text, {"letter": letter.value})
    else:
        letter = class_of_index(index, policy)
        yield letter, Reason("class.index", "the payment index is %(index)d", {"index": index})
    if strength is None:
        text = "there is no fresh financial statement: no better class than %(letter)s"
        letter = rules.best_class_without_statement
        yield letter, Reason("class.no_statement", text, {"letter": letter.value})
    else:
        letter = {Zone.SAFE: RiskClass.A, Zone.GREY: RiskClass.B, Zone.DISTRESS: RiskClass.D}[strength.zone]
        yield letter, _of_zone(strength)
    if rules.nsf_for_worst_class and facts.returned_payments >= rules.nsf_for_worst_class:
        yield RiskClass.D, _returned(facts)


def _of_zone(strength: Strength) -> Reason:
    if strength.z is None:
        return Reason("finances.no_debt", "the company owes nothing")
    text = {
        Zone.SAFE: "Z′ is %(z)s: the company is safe",
        Zone.GREY: "Z′ is %(z)s: neither safe nor in distress",
        Zone.DISTRESS: "Z′ is %(z)s: the company is in distress",
    }[strength.zone]
    return Reason(f"finances.{strength.zone}", text, {"z": str(strength.z)})


def _returned(facts: FileFacts) -> Reason:
    return Reason("returned.count", "payments that came back: %(count)d", {"count": facts.returned_payments})


def find_limit(facts: FileFacts, policy: PolicyDocument, *, risk_class: RiskClass) -> LimitFound:
    """The limit by the formula, in steps of the policy. Source: docs/rules/credit_reviews.md.

    Without a statement the most that other suppliers let him owe tells his capacity; without one, the limit that stands
    is the most that is proposed: nothing speaks for more.
    """
    rules = policy.credit_review
    factor = policy.credit.class_factor[risk_class]
    need = need_for_credit(facts.purchases_minor, days=rules.need_days, safety_factor=policy.credit.need_safety_factor)
    cover, bearable, why = counted_cover(facts, policy), _capacity(facts, policy), []
    why.append(Reason("limit.need", "he needs %(need)s", {"need": _money(need, facts)}))
    if bearable is None:
        bears = (facts.limit_minor or 0) if factor else 0
        text = "neither a statement nor a trade reference says what he can bear: no more than stands"
        why.append(Reason("limit.capacity_unknown", text))
    else:
        bears = int(bearable * Fraction(factor))
        text = "he can bear %(capacity)s, of which class %(letter)s takes %(factor)s"
        named: dict[str, Fact] = {
            "capacity": _money(bearable, facts),
            "letter": risk_class.value,
            "factor": str(factor),
        }
        why.append(Reason("limit.capacity", text, named))
    if cover:
        why.append(Reason("limit.cover", "covers count for %(cover)s", {"cover": _money(cover, facts)}))
    step = policy_minor(rules.limit_step, currency=facts.currency)
    limit = min(need, bears + cover)
    return LimitFound(limit - limit % step if step else limit, need, bearable, cover, tuple(why))


def _capacity(facts: FileFacts, policy: PolicyDocument) -> int | None:
    strength = strength_of(facts, policy)
    if strength is not None:
        return capacity(strength.net_worth_minor, policy)
    told = [one.high_credit_minor for one in fresh_references(facts, policy) if one.high_credit_minor is not None]
    return max(told, default=None)


def _money(minor: int, facts: FileFacts) -> str:
    return str(Money(minor, facts.currency))


def scorecard(facts: FileFacts, policy: PolicyDocument) -> Scorecard:
    """Every part with its facts, and the score of what is known. Source: docs/rules/credit_reviews.md."""
    weights = policy.credit_review.weights.as_dict()
    told = {
        "payment_index": _index_part(facts, policy),
        "trend": _trend_part(facts, policy),
        "finances": _finances_part(facts, policy),
        "rating": _rating_part(facts, policy),
        "references": _references_part(facts, policy),
        "purchases": _purchases_part(facts, policy),
        "years": _years_part(facts, policy),
        "returned": _returned_part(facts, policy),
    }
    parts = tuple(Part(name, weights[name], *told[name]) for name in weights if weights[name])
    known = [(one.weight, one.points) for one in parts if one.points is not None]
    weight, whole = sum(each for each, _ in known), sum(one.weight for one in parts)
    share = half_up(Fraction(100 * weight, whole))
    enough = bool(weight) and Fraction(100 * weight, whole) >= Fraction(policy.credit_review.least_known_pct)
    score = half_up(Fraction(sum(each * points for each, points in known), weight)) if enough else None
    return Scorecard(parts, share, score)


_Told = tuple[int | None, Reason]


def _index_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    index = record_of(facts, policy).index
    if index is None:
        return None, Reason("score.no_payments", "nothing was paid within a year")
    return index, Reason("class.index", "the payment index is %(index)d", {"index": index})


def _trend_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    record = record_of(facts, policy)
    trend = record.trend
    if trend is None or record.quarter_index is None or record.index is None:
        return None, Reason("score.no_quarter", "nothing was paid within a quarter")
    text = "the quarter's index is %(quarter)d, the year's %(year)d"
    points = half_up(interpolated(policy.credit_review.trend_points, trend))
    return points, Reason("score.trend", text, {"quarter": record.quarter_index, "year": record.index})


def _finances_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    strength = strength_of(facts, policy)
    if strength is None:
        if facts.statement is not None:
            text, named = "the newest statement is of %(day)s: too old", {"day": facts.statement.period_end.isoformat()}
            return None, Reason("score.statement_stale", text, named)
        return None, Reason("score.no_statement", "there is no financial statement")
    points: int = getattr(policy.credit_review.zone_points, strength.zone.value)
    return points, _of_zone(strength)


def _rating_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    rating = fresh_rating(facts, policy)
    if rating is None:
        if facts.rating is not None:
            text = "the newest rating is of %(day)s: it has expired"
            return None, Reason("score.rating_stale", text, {"day": facts.rating.on.isoformat()})
        return None, Reason("score.no_rating", "there is no rating")
    named: dict[str, Fact] = {"value": rating.value, "day": rating.on.isoformat()}
    if rating.source is RatingSource.JBT:
        points = policy.credit_review.jbt_points[rating.value]
        return points, Reason("score.jbt", "JBT rates him %(value)d of 4 on %(day)s", named)
    return rating.value, Reason("score.bureau", "a bureau rates him %(value)d of 100 on %(day)s", named)


def _references_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    found = fresh_references(facts, policy)
    if not found:
        if facts.references:
            return None, Reason("score.references_stale", "all trade references are too old")
        return None, Reason("score.no_references", "there are no trade references")
    days = half_up(Fraction(sum(one.days_late for one in found), len(found)))
    points = half_up(interpolated(policy.credit.index_points_days_late_to_score, days))
    text = "trade references: %(count)d, days late on average: %(days)d"
    return points, Reason("score.references", text, {"count": len(found), "days": days})


def _purchases_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    growth = growth_percent(facts.purchases_minor, facts.purchases_before_minor)
    if growth is None:
        return None, Reason("score.no_purchases", "there are no purchases of a year before")
    named: dict[str, Fact] = {
        "now": _money(facts.purchases_minor, facts),
        "before": _money(facts.purchases_before_minor, facts),
    }
    points = half_up(interpolated(policy.credit_review.purchases_points, growth))
    return points, Reason("score.purchases", "he bought for %(now)s, the year before for %(before)s", named)


def _years_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    if facts.customer_since is None:
        return None, Reason("score.no_first_day", "nobody knows since when he is a customer")
    years = _whole_years(facts.customer_since, facts.as_of)
    points = half_up(interpolated(policy.credit_review.years_points, years))
    return points, Reason("score.years", "a customer for %(years)d years", {"years": years})


def _whole_years(first: date, last: date) -> int:
    return max(0, last.year - first.year - ((last.month, last.day) < (first.month, first.day)))


def _returned_part(facts: FileFacts, policy: PolicyDocument) -> _Told:
    points = half_up(interpolated(policy.credit_review.returned_points, facts.returned_payments))
    return points, _returned(facts)
