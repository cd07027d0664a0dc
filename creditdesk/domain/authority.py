"""Who may approve what, read from the policy's ladder of authority.

Levels stand on a ladder: rep, supervisor, credit manager, controller, CFO. A request is allowed to a level when every
limit of that level holds; otherwise the decision names the lowest level that may. Example, with the default policy::

    may(Role.SUPERVISOR, RequestKind.WRITE_OFF, amount_minor=120_00, currency="USD", policy=policy)
    # Decision(allowed=False, needs_role=Level.CREDIT_MANAGER,
    #          reasons=(write-off: the role supervisor may not approve it,))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from creditdesk.domain.money import Money, policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_credit import ReleaseLimit, SettlementLimit
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role


class RequestKind(StrEnum):
    """What is asked for."""

    RELEASE_ORDER = "release_order"
    DEDUCTION_CREDIT = "deduction_credit"
    WRITE_OFF = "write_off"
    COD = "cod"
    PAYMENT_PLAN = "payment_plan"
    EXTENSION = "extension"
    SETTLEMENT = "settlement"
    CREDIT_LIMIT = "credit_limit"
    TEMPORARY_LIMIT = "temporary_limit"
    PLACEMENT = "placement"


_BY_LEVEL_ALONE = frozenset({RequestKind.COD, RequestKind.PAYMENT_PLAN, RequestKind.EXTENSION, RequestKind.PLACEMENT})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, why, and if not, the lowest level that may. `needs_role` is None when nobody may."""

    allowed: bool
    reasons: tuple[Reason, ...]
    needs_role: Level | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The facts that limits are held against; the amount includes what was granted in the aggregation window."""

    amount_minor: int
    percent: Decimal | None
    days_late: int | None
    at_least: Level | None = None


@dataclass(frozen=True, slots=True)
class _Limits:
    """What one level may approve; None is without limit."""

    amount_minor: int | None = None
    percent: Decimal | None = None
    days_late: int | None = None


def may(
    role: Role,
    kind: RequestKind,
    *,
    amount_minor: int,
    currency: str,
    policy: PolicyDocument,
    percent: Decimal | None = None,
    days_late: int | None = None,
    granted_minor: int = 0,
    at_least: Level | None = None,
) -> Decision:
    """Whether the role may approve the request, with reasons. Source: docs/rules/authority.md.

    Amounts are minor units of the policy's currency; convert before asking, another currency raises ValueError.
    `percent` is over the limit for a release, forgiven for a settlement. `granted_minor` is what counts
    towards the limit beside it within the policy's aggregation days: docs/rules/requests.md. `at_least` is the level
    that decided what is to be overridden: nobody below it may, whatever the amount.
    """
    if currency != policy.currency:
        raise ValueError(f"limits are in {policy.currency}; convert the amount from {currency} first")
    if amount_minor < 0 or granted_minor < 0:
        raise ValueError("an amount to approve is not negative")
    ladder = _ladder(kind, policy)
    asked = _Asked(amount_minor + granted_minor, percent, days_late, at_least)
    reached = level_of(role)
    if reached is not None and reached in ladder and not _excess(ladder[reached], asked, kind, reached, currency):
        return Decision(allowed=True, reasons=(_granted(kind, reached, asked, currency),))
    if reached is None or reached not in ladder:
        reasons: tuple[Reason, ...] = (_no_authority(kind, role),)
    else:
        reasons = _excess(ladder[reached], asked, kind, reached, currency)
    if granted_minor:
        reasons += (_added_up(kind, asked, granted_minor, currency, policy.authority.aggregation_days),)
    return Decision(allowed=False, reasons=reasons, needs_role=_lowest(ladder, asked, kind, currency))


def check_approver(requester: str, approver: str, *, on_behalf_of: str | None = None) -> Decision:
    """Whether this person may approve that person's request at all. Source: docs/rules/authority.md.

    Nobody approves a request of their own, neither directly, nor as a substitute, nor by having a substitute: with
    `on_behalf_of` the approver acts for that person, and neither of the two may be the requester.
    """
    if approver == requester:
        text = "%(approver)s asked for this and cannot approve it"
        return Decision(False, (Reason("authority.own_request", text, {"approver": approver}),))
    if on_behalf_of is not None and on_behalf_of == requester:
        text = "%(approver)s acts for %(requester)s, who asked for this"
        facts: dict[str, str | int] = {"approver": approver, "requester": requester}
        return Decision(False, (Reason("authority.own_request_by_substitute", text, facts),))
    text = "%(approver)s did not ask for this"
    return Decision(True, (Reason("authority.another_approver", text, {"approver": approver}),))


def level_of(role: Role) -> Level | None:
    """The rung on which a role stands. Roles outside the ladder, the machine among them, approve nothing."""
    return Level(role.value) if role.value in set(Level) else None


def is_below(level: Level | None, other: Level) -> bool:
    """Whether the level stands below the other one; whoever has none stands below all."""
    rungs = list(Level)
    return level is None or rungs.index(level) < rungs.index(other)


def _ladder(kind: RequestKind, policy: PolicyDocument) -> Mapping[Level, _Limits]:
    authority = policy.authority
    if kind in _BY_LEVEL_ALONE:
        rungs = list(Level)
        # The CFO stands above the ladder only where the policy names the CFO, which for these kinds it does not.
        lowest = policy.agency.approval_level if kind is RequestKind.PLACEMENT else authority.cod_plan_extension
        able = rungs[rungs.index(lowest) :]
        return {level: _Limits() for level in able if level is not Level.CFO or level is lowest}
    if kind is RequestKind.RELEASE_ORDER:
        return {level: _release_limits(limit, policy) for level, limit in authority.release_order.items()}
    if kind is RequestKind.SETTLEMENT:
        return {level: _settlement_limits(limit, policy) for level, limit in authority.settlement_forgiven.items()}
    amounts = {
        RequestKind.DEDUCTION_CREDIT: authority.deduction_credit,
        RequestKind.WRITE_OFF: authority.write_off,
        RequestKind.CREDIT_LIMIT: authority.credit_limit,
        RequestKind.TEMPORARY_LIMIT: authority.temporary_limit,
    }[kind]
    # A limit of 0 is the right to prepare: it approves nothing, not even a request of no amount.
    return {level: _Limits(_minor(amount, policy)) for level, amount in amounts.items() if amount != 0}


def _release_limits(limit: ReleaseLimit, policy: PolicyDocument) -> _Limits:
    return _Limits(_minor(limit.amount, policy), limit.over_limit_pct, limit.days_late)


def _settlement_limits(limit: SettlementLimit, policy: PolicyDocument) -> _Limits:
    return _Limits(_minor(limit.amount, policy), limit.pct)


def _minor(amount: Decimal | None, policy: PolicyDocument) -> int | None:
    return None if amount is None else policy_minor(amount, currency=policy.currency)


def _excess(limits: _Limits, asked: _Asked, kind: RequestKind, level: Level, currency: str) -> tuple[Reason, ...]:
    """Each limit of the level that the request exceeds. A fact that is needed and unknown counts as exceeding."""
    facts: dict[str, str | int] = {"kind": _NAMES[kind], "role": LEVEL_NAMES[level]}
    found = []
    if asked.at_least is not None and is_below(level, asked.at_least):
        text = "%(kind)s: what holds it was decided, and %(needed)s or above may override it, not %(role)s"
        found.append(Reason("authority.level", text, facts | {"needed": LEVEL_NAMES[asked.at_least]}))
    if limits.amount_minor is not None and asked.amount_minor > limits.amount_minor:
        text = "%(kind)s of %(amount)s: %(role)s may approve up to %(limit)s"
        money = {"amount": str(Money(asked.amount_minor, currency)), "limit": str(Money(limits.amount_minor, currency))}
        found.append(Reason("authority.amount", text, {**facts, **money}))
    if limits.percent is not None:
        numbers: dict[str, str | int] = {"limit": _percent(limits.percent)}
        if asked.percent is None:
            text = "%(kind)s: the percentage is not known; %(role)s may approve up to %(limit)s%%"
            found.append(Reason("authority.percent_unknown", text, facts | numbers))
        elif asked.percent > limits.percent:
            text = "%(kind)s: %(percent)s%% is more than the %(limit)s%% that %(role)s may approve"
            found.append(Reason("authority.percent", text, facts | numbers | {"percent": _percent(asked.percent)}))
    if limits.days_late is not None:
        numbers = {"limit": limits.days_late}
        if asked.days_late is None:
            text = "%(kind)s: the days late are not known; %(role)s may approve up to %(limit)d days"
            found.append(Reason("authority.days_unknown", text, facts | numbers))
        elif asked.days_late > limits.days_late:
            text = "%(kind)s: %(days)d days late is more than the %(limit)d days that %(role)s may approve"
            found.append(Reason("authority.days_late", text, facts | numbers | {"days": asked.days_late}))
    return tuple(found)


def _lowest(ladder: Mapping[Level, _Limits], asked: _Asked, kind: RequestKind, currency: str) -> Level | None:
    able = (level for level in Level if level in ladder and not _excess(ladder[level], asked, kind, level, currency))
    return next(able, None)


def _granted(kind: RequestKind, level: Level, asked: _Asked, currency: str) -> Reason:
    facts: dict[str, str | int] = {
        "kind": _NAMES[kind],
        "amount": str(Money(asked.amount_minor, currency)),
        "role": LEVEL_NAMES[level],
    }
    return Reason("authority.within", "%(kind)s of %(amount)s is within the authority of the %(role)s", facts)


def _no_authority(kind: RequestKind, role: Role) -> Reason:
    facts = {"kind": _NAMES[kind], "role": role.value.replace("_", " ")}
    return Reason("authority.none", "%(kind)s: the role %(role)s may not approve it", facts)


def _added_up(kind: RequestKind, asked: _Asked, granted_minor: int, currency: str, days: int) -> Reason:
    facts: dict[str, str | int] = {"granted": str(Money(granted_minor, currency)), "days": days}
    if kind is RequestKind.CREDIT_LIMIT:
        facts = {"reached": str(Money(asked.amount_minor, currency)), "days": days}
        text = "within the last %(days)d days the limit reached %(reached)s: that level is what counts"
        return Reason("authority.level_reached", text, facts)
    return Reason("authority.added_up", "%(granted)s granted in the last %(days)d days is added up", facts)


def _percent(number: Decimal) -> str:
    return f"{number.normalize():f}"


LEVEL_NAMES: Mapping[Level, str] = {
    Level.REP: "rep",
    Level.SUPERVISOR: "supervisor",
    Level.CREDIT_MANAGER: "credit manager",
    Level.CONTROLLER: "controller",
    Level.CFO: "CFO",
}

_NAMES: Mapping[RequestKind, str] = {
    RequestKind.RELEASE_ORDER: "release of an order",
    RequestKind.DEDUCTION_CREDIT: "credit for a deduction",
    RequestKind.WRITE_OFF: "write-off",
    RequestKind.COD: "conversion to cash on delivery",
    RequestKind.PAYMENT_PLAN: "payment plan",
    RequestKind.EXTENSION: "time extension",
    RequestKind.SETTLEMENT: "settlement",
    RequestKind.CREDIT_LIMIT: "credit limit",
    RequestKind.TEMPORARY_LIMIT: "limit raised for a time",
    RequestKind.PLACEMENT: "placement with an agency",
}
