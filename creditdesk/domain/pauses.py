"""When a strategy rests: while a promise is open, a while after a dispute or a reply, and as long as a person says.

Example, an item disputed on Tuesday 2026-06-02, five business days: the strategy rests until Tuesday 2026-06-09, and
goes on with the step that has come by then. What jumps the queue (a broken promise, a returned payment, a tickler) is
asked for all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.promises import last_day
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """What may make the strategy of an account rest. Amounts are minor units of the account's currency; `promised_for`
    is the earliest day of its open promises, `by_hand_until` the day on which a person lets it go on.
    """

    collectable_minor: int
    promised_minor: int = 0
    promised_for: date | None = None
    disputed_on: date | None = None
    replied_on: date | None = None
    by_hand_until: date | None = None
    by_hand_reason: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """The strategy goes on at `until`, a business day; `is_promise` where money is waited for till then."""

    until: date
    reason: Reason
    is_promise: bool = False


def pause_of(facts: PauseFacts, *, as_of: date, policy: PolicyDocument, calendar: Calendar) -> Pause | None:
    """What the strategy rests for on the day, of several what lasts longest; None where it goes on.

    Source: docs/rules/strategy.md, "When it rests".
    """
    if not (facts.promised_for or facts.disputed_on or facts.replied_on or facts.by_hand_until):
        return None  # so it is with most accounts, each night
    found = [
        _for_promise(facts, policy=policy, calendar=calendar),
        _after(facts.disputed_on, policy.strategies.pauses.after_dispute_business_days, _DISPUTED, calendar),
        _after(facts.replied_on, policy.strategies.pauses.after_reply_business_days, _REPLIED, calendar),
        _by_hand(facts, calendar=calendar),
    ]
    standing = [one for one in found if one is not None and as_of < one.until]
    return max(standing, key=lambda one: one.until, default=None)


_DISPUTED = ("strategy.rests_disputed", "an item was disputed on %(date)s: the strategy rests until %(until)s")
_REPLIED = ("strategy.rests_replied", "the customer wrote on %(date)s: the strategy rests until %(until)s")


def _for_promise(facts: PauseFacts, *, policy: PolicyDocument, calendar: Calendar) -> Pause | None:
    pauses = policy.strategies.pauses
    if facts.promised_for is None or not pauses.while_promised:
        return None
    if facts.promised_minor * 100 < facts.collectable_minor * pauses.promised_pct:
        return None
    # The day after the last on which its cash counts: then it is kept or broken.
    until = calendar.next_business_day(last_day(facts.promised_for, policy=policy) + timedelta(days=1))
    text = "a payment is promised for %(date)s: the strategy rests until %(until)s"
    told = {"date": facts.promised_for.isoformat(), "until": until.isoformat()}
    return Pause(until, Reason("strategy.rests_promised", text, told), is_promise=True)


def _after(day: date | None, business_days: int, words: tuple[str, str], calendar: Calendar) -> Pause | None:
    if day is None or not business_days:
        return None
    until = calendar.add_business_days(day, business_days)
    return Pause(until, Reason(*words, {"date": day.isoformat(), "until": until.isoformat()}))


def _by_hand(facts: PauseFacts, *, calendar: Calendar) -> Pause | None:
    if facts.by_hand_until is None:
        return None
    until = calendar.next_business_day(facts.by_hand_until)
    text = "the strategy rests until %(until)s: %(why)s"
    told = {"until": until.isoformat(), "why": facts.by_hand_reason}
    return Pause(until, Reason("strategy.rests_by_hand", text, told))
