"""What to speak of in a call, in order, each point with the figures that it comes from.

First what the customer owes an answer for (a promise that he broke), then what is asked of him, then what he objects
to, what came and is not applied, what he withheld, what was said last, what he can still earn, and a hold. Money in
minor units of one currency, days are business dates. Example::

    points = talking_points(facts, as_of=date(2026, 6, 15), policy=policy.calls)
    points[0].say        # "promised 500.00 USD for 2026-06-12, 0.00 USD came"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.money import Money
from creditdesk.domain.policy_calls import CallsPolicy
from creditdesk.domain.reasons import Reason


class Topic(StrEnum):
    """What a point is about, in the order in which they are spoken of."""

    BROKEN_PROMISE = "broken_promise"
    CERTIFIED_FUNDS = "certified_funds"
    PAST_DUE = "past_due"
    DISPUTE = "dispute"
    UNAPPLIED = "unapplied"
    DEDUCTIONS = "deductions"
    LAST_TALK = "last_talk"
    CLOSING_WINDOW = "closing_window"
    CREDIT_HOLD = "credit_hold"


@dataclass(frozen=True, slots=True)
class Spoken:
    """An open claim as it may be spoken of: what is open, what of it is contested, when it was due."""

    id: int
    number: str
    open_minor: int
    disputed_minor: int
    due_date: date
    is_deduction: bool = False
    discount_date: date | None = None
    # The last day on which a retailer hears our answer to a deduction.
    answer_by: date | None = None

    @property
    def collectable_minor(self) -> int:
        """What may be asked for."""
        return self.open_minor - self.disputed_minor


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept, or in part."""

    id: int
    amount_minor: int
    received_minor: int
    date: date


@dataclass(frozen=True, slots=True)
class LastTalk:
    """The last time that somebody was spoken to."""

    day: date
    with_whom: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of an account in the currency that is spoken of. `past_due_minor` is undisputed."""

    currency: str
    past_due_minor: int
    past_due_items: int
    items: Sequence[Spoken] = ()
    broken: Sequence[Broken] = ()
    unapplied_minor: int = 0
    last_talk: LastTalk | None = None
    on_hold: bool = False
    over_limit_minor: int = 0
    # Until when only certified funds are taken, because a payment came back.
    certified_until: date | None = None


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One thing to speak of: what to say, the figures that answer "why?", and the items that it is about."""

    topic: Topic
    say: Reason
    figures: tuple[Reason, ...] = ()
    item_ids: tuple[int, ...] = ()


def talking_points(facts: CallFacts, *, as_of: date, policy: CallsPolicy) -> tuple[TalkingPoint, ...]:
    """The points in their order; none for an account with which nothing is the matter. Source: docs/rules/calls.md."""
    found = [
        *_broken(facts),
        *_certified(facts),
        *_past_due(facts, as_of=as_of, most=policy.oldest_items),
        *_disputed(facts),
        *_unapplied(facts),
        *_deductions(facts, as_of=as_of),
        *_last_talk(facts, as_of=as_of),
        *_closing(facts, as_of=as_of, days=policy.closing_window_days),
        *_hold(facts),
    ]
    order = list(Topic)
    return tuple(sorted(found, key=lambda point: order.index(point.topic)))


def spoken_of(items: Sequence[Spoken], *, as_of: date) -> tuple[int, ...]:
    """The items that are chosen beforehand: past due, and not wholly contested. Source: docs/rules/calls.md."""
    return tuple(one.id for one in items if one.due_date < as_of and one.collectable_minor > 0 and not one.is_deduction)


def _broken(facts: CallFacts) -> Iterator[TalkingPoint]:
    if not facts.broken:
        return
    newest = max(facts.broken, key=lambda one: (one.date, one.id))
    say = Reason(
        "talk.broken_promise",
        "promised %(promised)s for %(day)s, %(came)s came",
        {
            "promised": _money(newest.amount_minor, facts),
            "day": newest.date.isoformat(),
            "came": _money(newest.received_minor, facts),
        },
    )
    figures = tuple(
        Reason(
            "talk.promise",
            "%(promised)s for %(day)s: %(missing)s did not come",
            {
                "promised": _money(one.amount_minor, facts),
                "day": one.date.isoformat(),
                "missing": _money(one.amount_minor - one.received_minor, facts),
            },
        )
        for one in sorted(facts.broken, key=lambda one: (one.date, one.id), reverse=True)
    )
    yield TalkingPoint(Topic.BROKEN_PROMISE, say, figures)


def _certified(facts: CallFacts) -> Iterator[TalkingPoint]:
    if facts.certified_until is not None:
        text = "a payment came back: only certified funds until %(day)s"
        yield TalkingPoint(
            Topic.CERTIFIED_FUNDS, Reason("point.certified_funds", text, {"day": facts.certified_until.isoformat()})
        )


def _past_due(facts: CallFacts, *, as_of: date, most: int) -> Iterator[TalkingPoint]:
    late = [one for one in facts.items if one.due_date < as_of and one.collectable_minor > 0 and not one.is_deduction]
    if facts.past_due_minor <= 0 or not late:
        return
    oldest = sorted(late, key=lambda one: (one.due_date, one.id))
    say = Reason(
        "talk.past_due",
        "%(amount)s is past due and not disputed, the oldest for %(days)d days",
        {"amount": _money(facts.past_due_minor, facts), "days": (as_of - oldest[0].due_date).days},
    )
    figures = [_item(one, facts, as_of=as_of) for one in oldest[:most]]
    if facts.past_due_items > len(figures):
        more = {"count": facts.past_due_items - len(figures)}
        figures.append(Reason("talk.more_items", "and %(count)d more that are past due", more))
    yield TalkingPoint(Topic.PAST_DUE, say, tuple(figures), tuple(one.id for one in oldest[:most]))


def _item(one: Spoken, facts: CallFacts, *, as_of: date) -> Reason:
    return Reason(
        "talk.item",
        "%(number)s: %(amount)s, due %(day)s, %(days)d days late",
        {
            "number": one.number,
            "amount": _money(one.collectable_minor, facts),
            "day": one.due_date.isoformat(),
            "days": (as_of - one.due_date).days,
        },
    )


def _disputed(facts: CallFacts) -> Iterator[TalkingPoint]:
    contested = [one for one in facts.items if one.disputed_minor > 0]
    if not contested:
        return
    total = sum(one.disputed_minor for one in contested)
    say = Reason(
        "talk.dispute",
        "he disputes %(amount)s on %(count)d items: say how it stands",
        {"amount": _money(total, facts), "count": len(contested)},
    )
    figures = tuple(
        Reason(
            "talk.disputed_item",
            "%(number)s: %(disputed)s of %(open)s is disputed",
            {
                "number": one.number,
                "disputed": _money(one.disputed_minor, facts),
                "open": _money(one.open_minor, facts),
            },
        )
        for one in contested
    )
    yield TalkingPoint(Topic.DISPUTE, say, figures, tuple(one.id for one in contested))


def _unapplied(facts: CallFacts) -> Iterator[TalkingPoint]:
    if facts.unapplied_minor <= 0:
        return
    amount = {"amount": _money(facts.unapplied_minor, facts)}
    say = Reason("talk.unapplied", "%(amount)s came that is not applied: ask what it pays", amount)
    rest = {"rest": _money(max(0, facts.past_due_minor - facts.unapplied_minor), facts)}
    figures = (Reason("talk.unapplied_rest", "if it pays what is past due, %(rest)s is left of it", rest),)
    yield TalkingPoint(Topic.UNAPPLIED, say, figures)


def _deductions(facts: CallFacts, *, as_of: date) -> Iterator[TalkingPoint]:
    taken = [one for one in facts.items if one.is_deduction]
    if not taken:
        return
    say = Reason(
        "talk.deductions",
        "he withheld %(amount)s in %(count)d deductions: ask for his reason and his papers",
        {"amount": _money(sum(one.open_minor for one in taken), facts), "count": len(taken)},
    )
    figures = tuple(_deduction(one, facts, as_of=as_of) for one in taken)
    yield TalkingPoint(Topic.DEDUCTIONS, say, figures, tuple(one.id for one in taken))


def _deduction(one: Spoken, facts: CallFacts, *, as_of: date) -> Reason:
    told: dict[str, str | int] = {"number": one.number, "amount": _money(one.open_minor, facts)}
    if one.answer_by is None or one.answer_by < as_of:
        return Reason("talk.deduction", "%(number)s: %(amount)s", told)
    told["day"] = one.answer_by.isoformat()
    return Reason("talk.deduction_until", "%(number)s: %(amount)s, to be answered by %(day)s", told)


def _last_talk(facts: CallFacts, *, as_of: date) -> Iterator[TalkingPoint]:
    talk = facts.last_talk
    if talk is None:
        return
    told: dict[str, str | int] = {
        "day": talk.day.isoformat(),
        "days": max(0, (as_of - talk.day).days),
        "outcome": talk.outcome,
        "person": talk.with_whom,
    }
    text = "spoken to on %(day)s, %(days)d days ago: %(outcome)s"
    if talk.with_whom:
        text = "spoken to %(person)s on %(day)s, %(days)d days ago: %(outcome)s"
    yield TalkingPoint(Topic.LAST_TALK, Reason("talk.last", text, told))


def _closing(facts: CallFacts, *, as_of: date, days: int) -> Iterator[TalkingPoint]:
    closing = [
        one
        for one in facts.items
        if one.discount_date is not None and 0 <= (one.discount_date - as_of).days <= days and one.open_minor > 0
    ]
    if not closing:
        return
    first = min(closing, key=lambda one: (one.discount_date or as_of, one.id))
    assert first.discount_date is not None
    say = Reason(
        "talk.closing",
        "a discount on %(count)d items can still be earned, the first until %(day)s",
        {"count": len(closing), "day": first.discount_date.isoformat()},
    )
    figures = tuple(
        Reason(
            "talk.discount",
            "%(number)s: %(amount)s, discount until %(day)s",
            {
                "number": one.number,
                "amount": _money(one.open_minor, facts),
                "day": one.discount_date.isoformat() if one.discount_date else "",
            },
        )
        for one in closing
    )
    yield TalkingPoint(Topic.CLOSING_WINDOW, say, figures, tuple(one.id for one in closing))


def _hold(facts: CallFacts) -> Iterator[TalkingPoint]:
    figures: tuple[Reason, ...] = ()
    if facts.over_limit_minor > 0:
        over = {"amount": _money(facts.over_limit_minor, facts)}
        figures = (Reason("talk.over_limit", "%(amount)s above the credit limit", over),)
    if facts.on_hold:
        say = Reason("talk.hold", "the account is on credit hold: orders wait until it is paid")
        yield TalkingPoint(Topic.CREDIT_HOLD, say, figures)
    elif figures:
        yield TalkingPoint(Topic.CREDIT_HOLD, Reason("talk.limit", "the credit limit is used up"), figures)


def _money(minor: int, facts: CallFacts) -> str:
    return str(Money(minor, facts.currency))
