"""A call of ours against the contact rules: refused when it is recorded as made now, unless it was made all the same.

What happened is written down, also what should not have. So whoever may, says why, and the call is kept as a breach.
Example::

    decide_recorded_call(rules, why="", role=Role.REP, breach_from=Level.REP, ours="America/New_York")
    # refused: it is 06:30 for the customer …, allowed from 2026-06-02 11:30 our time, say why if it was made
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from creditdesk.domain.contact_rules import ContactDecision, local_time
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """Whether the call may be recorded, why not, and what it breaches: reasons of the contact rules."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    breach: tuple[Reason, ...] = ()


def decide_recorded_call(
    rules: ContactDecision, *, why: str, role: Role, breach_from: Level, ours: str
) -> RecordedCall:
    """Whether a call of ours that is made now may be recorded. Source: docs/rules/calls.md.

    `ours` is the time zone in which the earliest time is told. Raises TimeZoneError for an unknown one.
    """
    if rules.allowed:
        return RecordedCall(allowed=True)
    if not why.strip():
        return RecordedCall(allowed=False, reasons=(*rules.reasons, *_earliest(rules, ours), _SAY_WHY))
    if not may_record_breach(role, breach_from=breach_from):
        facts: dict[str, str | int] = {"level": _NAMES[breach_from]}
        text = "a call against the contact rules is recorded from the level of a %(level)s on"
        return RecordedCall(allowed=False, reasons=(*rules.reasons, Reason("call.breach_from", text, facts)))
    return RecordedCall(allowed=True, breach=rules.reasons)


def may_record_breach(role: Role, *, breach_from: Level) -> bool:
    """Whether the role may record a call against the rules: by its level, a role beside the ladder as a rep."""
    ladder: Sequence[str] = [level.value for level in Level]
    level = role.value if role.value in ladder else Level.REP.value
    return ladder.index(level) >= ladder.index(breach_from.value)


def earliest_reason(rules: ContactDecision, *, ours: str) -> Reason | None:
    """From when on the customer may be called, on our clock; None where no such time is in sight."""
    return next(iter(_earliest(rules, ours)), None)


def _earliest(rules: ContactDecision, ours: str) -> tuple[Reason, ...]:
    if rules.earliest is None:
        return ()
    at: datetime = local_time(rules.earliest, time_zone=ours)
    facts: dict[str, str | int] = {"day": at.date().isoformat(), "time": f"{at:%H:%M}"}
    return (Reason("call.earliest", "a call is allowed from %(day)s, %(time)s our time", facts),)


_SAY_WHY = Reason("call.outside_rules", "if it was made all the same, say why")
_NAMES = {
    Level.REP: "rep",
    Level.SUPERVISOR: "supervisor",
    Level.CREDIT_MANAGER: "credit manager",
    Level.CONTROLLER: "controller",
    Level.CFO: "CFO",
}
