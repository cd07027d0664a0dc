"""Orders: where one stands, what a release covers and for how long, and what a newer version of it changes.

A release overrides the reasons that stood, within an envelope: so much of the order, so far over the limit, so many
days late, until a day. A later look at the order (it was changed, its date has come, it ships) finds the same facts and
lets it pass; what is worse than the envelope, or a reason that nobody overrode, holds it again::

    judge(found, release=envelope, amount_minor=12_000_00, as_of=date(2026, 6, 5), policy=policy).standing
    # Standing.RELEASED

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.order_exclusions import ExcludedHold
from creditdesk.domain.order_holds import FoundHold
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason


class Standing(StrEnum):
    """What is to become of an order."""

    PASSES = "passes"
    HELD = "held"
    RELEASED = "released"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"


# Orders that somebody may still decide about.
WAITING = frozenset({Standing.PASSES, Standing.HELD, Standing.RELEASED})
# Those that may ship: what they are worth is at risk until it is invoiced.
MAY_SHIP = frozenset({Standing.PASSES, Standing.RELEASED})


class Checkpoint(StrEnum):
    """When an order is looked at: as it is entered or changed, on the day it is to be picked, as it ships, at night."""

    ENTRY = "entry"
    CHANGE = "change"
    PICKING = "picking"
    SHIPMENT = "shipment"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a release covers: these reasons, an order up to an amount, each up to a measure, until a day included.

    Amounts are minor units of the customer's currency; `days_late` are those of the day of the release.
    """

    codes: frozenset[HoldCode]
    amount_minor: int
    over_limit_minor: int
    late_minor: int
    days_late: int
    released_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an order's standing is, which reasons hold it, which a release covers, and why the release does not.

    `excluded` are the reasons that the policy leaves alone.
    """

    standing: Standing
    holding: tuple[FoundHold, ...] = ()
    covered: tuple[FoundHold, ...] = ()
    reasons: tuple[Reason, ...] = ()
    excluded: tuple[ExcludedHold, ...] = ()


def envelope_of(
    found: Sequence[FoundHold], *, amount_minor: int, as_of: date, calendar: Calendar, policy: PolicyDocument
) -> Envelope:
    """What the release of an order with these reasons covers. Source: docs/rules/holds.md."""
    return Envelope(
        codes=frozenset(one.code for one in found),
        amount_minor=amount_minor,
        over_limit_minor=over_limit_of(found),
        late_minor=late_of(found),
        days_late=days_late_of(found),
        released_on=as_of,
        until=calendar.add_business_days(as_of, policy.release.valid_business_days),
    )


def envelope_terms(found: Sequence[FoundHold], *, amount_minor: int, as_of: date) -> dict[str, object]:
    """What somebody saw who asks for the release of an order, as plain data: `asked_envelope` reads it."""
    return {
        "codes": sorted({one.code.value for one in found}),
        "amount_minor": amount_minor,
        "over_limit_minor": over_limit_of(found),
        "late_minor": late_of(found),
        "days_late": days_late_of(found),
        "asked_on": as_of.isoformat(),
    }


def asked_envelope(terms: Mapping[str, Any]) -> Envelope:
    """What was asked for, as an envelope without a last day. Raises KeyError or ValueError for other data."""
    return Envelope(
        codes=frozenset(HoldCode(code) for code in terms["codes"]),
        amount_minor=terms["amount_minor"],
        over_limit_minor=terms["over_limit_minor"],
        late_minor=terms["late_minor"],
        days_late=terms["days_late"],
        released_on=date.fromisoformat(terms["asked_on"]),
        until=date.max,
    )


def late_of(found: Sequence[FoundHold]) -> int:
    """How much is late for which the order is held, in minor units."""
    return max((one.amount_minor for one in found if one.code is HoldCode.PAST_DUE), default=0)


def over_limit_of(found: Sequence[FoundHold]) -> int:
    """How far over the limit the order would lead, in minor units; the worse of customer and family."""
    return max((one.amount_minor for one in found if one.code is HoldCode.OVER_LIMIT), default=0)


def days_late_of(found: Sequence[FoundHold]) -> int:
    """How many days the oldest undisputed item is late for which the order is held."""
    return max((one.days for one in found if one.code is HoldCode.PAST_DUE), default=0)


def level_for(found: Sequence[FoundHold], *, policy: PolicyDocument) -> Level | None:
    """The lowest level that may override what was decided; None where nothing of it was. docs/rules/holds.md.

    What somebody held by hand needs his own level. What an event, a status or an agreement decided needs the policy's.
    """
    needed = [one.level or policy.authority.release_level.get(one.code) for one in found]
    return max((one for one in needed if one is not None), key=list(Level).index, default=None)


def judge(
    found: Sequence[FoundHold], *, release: Envelope | None, amount_minor: int, as_of: date, policy: PolicyDocument
) -> Judgement:
    """Where the order stands by what was found and by its release, if it has one. Source: docs/rules/holds.md.

    `amount_minor` is what is still to be delivered, in minor units of the customer's currency.
    """
    if not found:
        return Judgement(Standing.PASSES)
    if release is None:
        return Judgement(Standing.HELD, holding=tuple(found))
    if as_of > release.until:
        text = "the release was valid until %(day)s"
        lapsed = Reason("release.lapsed", text, {"day": release.until.isoformat()})
        return Judgement(Standing.HELD, holding=tuple(found), reasons=(lapsed,))
    if grown(amount_minor, beyond=release.amount_minor, policy=policy):
        text = "the order grew by more than %(percent)s%% since its release"
        more = Reason("release.grown", text, {"percent": f"{policy.release.recheck_growth_pct:f}"})
        return Judgement(Standing.HELD, holding=tuple(found), reasons=(more,))
    holding = tuple(one for one in found if not _covers(release, one, as_of=as_of, policy=policy))
    covered = tuple(one for one in found if one not in holding)
    if not holding:
        return Judgement(Standing.RELEASED, covered=covered)
    text = "the release does not cover what has come since"
    return Judgement(Standing.HELD, holding, covered, (Reason("release.not_covered", text),))


def grown(amount_minor: int, *, beyond: int, policy: PolicyDocument) -> bool:
    """Whether an amount is more than the policy's percentage above another, both in minor units."""
    return amount_minor * 100 > beyond * (100 + policy.release.recheck_growth_pct)


def _covers(release: Envelope, hold: FoundHold, *, as_of: date, policy: PolicyDocument) -> bool:
    """Whether the release overrode this reason, and it is not much worse since.

    What was late is a day later each day, and the release was given knowing that.
    """
    if hold.code not in release.codes:
        return False
    if hold.code is HoldCode.OVER_LIMIT:
        # As much more as the order itself may grow.
        more = int(release.amount_minor * policy.release.recheck_growth_pct / 100)
        return hold.amount_minor <= release.over_limit_minor + more
    if hold.code is HoldCode.PAST_DUE:
        is_older = hold.days > release.days_late + (as_of - release.released_on).days
        return not is_older and not grown(hold.amount_minor, beyond=release.late_minor, policy=policy)
    return True
