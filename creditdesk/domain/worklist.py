"""The worklist: which accounts come first today, why, and what to do next on each.

Score, in minor units: undisputed past due x class weight x (1 + days past due / divisor), summed over items. With
`minor_days` = sum of open amount x days past due over the undisputed past-due items, the sum needs no items::

    score = (past_due * divisor + minor_days) * weight_percent // (100 * divisor)

The same formula in integer SQL gives the same number (`score_minor`). Causes that jump the queue (a returned payment,
a broken promise, a retailer's window closing, a tickler due) stand before every score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from creditdesk.domain.contact_rules import Channel, Stop, StopCause, stop_reasons
from creditdesk.domain.money import format_minor, policy_minor
from creditdesk.domain.pauses import Pause
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_desk import Jump
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import DatedStep, Progress

# One to one: an account in the policy's own currency.
PAR_PPM = 1_000_000


class CreditStatus(StrEnum):
    """How the customer may buy."""

    ACTIVE = "active"
    HOLD = "hold"
    COD = "cod"
    CIA = "cia"
    CLOSED = "closed"
    BANKRUPT = "bankrupt"


# What the worklist asks for in its own words; steps of a strategy are named by the policy, ticklers by people. A kept
# row has the name as it stands here, and screens tell it in the reader's language (`exports.planned`).
OWN_STEPS = {
    "no_contact": "No contact",
    "returned": "Call about the returned payment",
    "claim": "Answer the deduction before its window closes",
    "cash": "Apply the unapplied cash",
    "promised": "Wait for the promised payment",
    "rests": "The strategy rests",
    "decide": "Decide the next step",
    "nothing": "Nothing to do",
}
ANSWER_CLAIM = OWN_STEPS["claim"]


class NextKind(StrEnum):
    """What the next step on an account asks for; the kinds of strategy steps, and three of the worklist's own."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    CHECK = "check"
    WAIT = "wait"
    ESCALATE = "escalate"
    HOLD = "hold"
    TICKLER = "tickler"
    NO_CONTACT = "no_contact"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A promise to pay: what was promised, in minor units of the account's currency, and for when."""

    amount_minor: int
    date: date


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One account in one currency, as the worklist sees it on a day.

    Amounts are minor units of the account's currency. `minor_days` sums open amount x days past due over the
    undisputed past-due items. `rate_ppm` is how many minor units of the policy's currency a million of the account's
    minor units are worth. `retailer_deadline` is the last day on which a deduction that nobody has answered can still
    be answered, the first of several. `ticklers_due` are the causes of ticklers that show today. `coming_minor` comes
    due within the days in which a strategy may act before the due date, the first of it on `coming_due_date`; it is
    told where nothing is past due.
    """

    customer_id: int
    currency: str
    risk_class: RiskClass
    past_due_minor: int
    minor_days: int
    oldest_days: int
    disputed_minor: int = 0
    unapplied_minor: int = 0
    rate_ppm: int = PAR_PPM
    status: CreditStatus = CreditStatus.ACTIVE
    stops: tuple[Stop, ...] = ()
    broken_promise: PromiseFacts | None = None
    open_promise: PromiseFacts | None = None
    nsf_date: date | None = None
    retailer_deadline: date | None = None
    ticklers_due: tuple[str, ...] = ()
    last_contact: date | None = None
    progress: Progress | None = None
    pause: Pause | None = None
    coming_minor: int = 0
    coming_due_date: date | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next on an account, when, and why."""

    kind: NextKind
    name: str
    due_date: date | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ranked:
    """An account in its place. `score` is minor units of the policy's currency; a higher `jump` stands first."""

    account: AccountFacts
    score: int
    jump: int
    reasons: tuple[Reason, ...]
    next_step: NextStep


def score_minor(past_due_minor: int, *, minor_days: int, weight_percent: int, divisor_days: int) -> int:
    """The score in minor units of the account's currency, by the module's formula. Source: docs/rules/worklist.md."""
    return (past_due_minor * divisor_days + minor_days) * weight_percent // (100 * divisor_days)


def weight_percent(risk_class: RiskClass, *, policy: PolicyDocument) -> int:
    """The class weight in hundredths: 150 for a weight of 1.5. The policy allows two decimal places, so it is exact."""
    return int(policy.worklist.class_weight[risk_class] * 100)


def rank_accounts(accounts: Iterable[AccountFacts], *, as_of: date, policy: PolicyDocument) -> tuple[Ranked, ...]:
    """The accounts to work on the day, first to last. Source: docs/rules/worklist.md.

    Left out are accounts with less undisputed past due than the policy's minimum, unless they jump the queue. Accounts
    that may not be contacted stand last: they are known, but there is nothing to do for the caller. Accounts that owe
    nothing past due are listed while the strategy asks for a step before the due date.
    """
    ranked = [rank_account(account, as_of=as_of, policy=policy) for account in accounts]
    listed = [one for one in ranked if one.jump or _is_worth_listing(one, policy)]
    return tuple(sorted(listed, key=lambda one: (-one.jump, -one.score, one.account.customer_id, one.account.currency)))


def rank_account(account: AccountFacts, *, as_of: date, policy: PolicyDocument) -> Ranked:
    """One account's score, reasons and next step. Source: docs/rules/worklist.md."""
    stopped = _stop_reason(account)
    causes = _jump_causes(account, stopped, as_of=as_of, policy=policy)
    score = score_minor(
        account.past_due_minor,
        minor_days=account.minor_days,
        weight_percent=weight_percent(account.risk_class, policy=policy),
        divisor_days=policy.worklist.days_divisor,
    )
    queue = policy.worklist.jump_queue
    return Ranked(
        account=account,
        score=0 if stopped else score * account.rate_ppm // PAR_PPM,
        jump=max((len(queue) - queue.index(cause) for cause in causes), default=0),
        reasons=_reasons(account, causes, stopped, as_of=as_of, policy=policy),
        next_step=_next_step(account, stopped, as_of=as_of, policy=policy),
    )


def jump_causes(account: AccountFacts, *, as_of: date, policy: PolicyDocument) -> tuple[Jump, ...]:
    """The causes for which the account jumps the queue, strongest first. Source: docs/rules/worklist.md.

    An account that may not be contacted jumps for a tickler only: its tickler is work for us, not contact.
    """
    return _jump_causes(account, _stop_reason(account), as_of=as_of, policy=policy)


def _jump_causes(
    account: AccountFacts, stopped: Reason | None, *, as_of: date, policy: PolicyDocument
) -> tuple[Jump, ...]:
    if not (account.ticklers_due or account.broken_promise or account.nsf_date or account.retailer_deadline):
        return ()  # so it is with most accounts, each night
    holds = {
        Jump.NSF: account.nsf_date is not None,
        Jump.BROKEN_PROMISE: account.broken_promise is not None,
        Jump.RETAILER_WINDOW: _closes_soon(account, as_of=as_of, policy=policy),
        Jump.TICKLER_DUE: bool(account.ticklers_due),
    }
    return tuple(
        cause for cause in policy.worklist.jump_queue if holds[cause] and (not stopped or cause is Jump.TICKLER_DUE)
    )


def _closes_soon(account: AccountFacts, *, as_of: date, policy: PolicyDocument) -> bool:
    """Whether a retailer's window closes within the days before it that the policy names."""
    deadline = account.retailer_deadline
    alert = timedelta(days=policy.deductions.deadline_alert_days_before)
    return deadline is not None and deadline - alert <= as_of <= deadline


def reasons_for(account: AccountFacts, *, as_of: date, policy: PolicyDocument) -> tuple[Reason, ...]:
    """Why the account stands where it does, the strongest reason first. Source: docs/rules/worklist.md."""
    causes = jump_causes(account, as_of=as_of, policy=policy)
    return _reasons(account, causes, _stop_reason(account), as_of=as_of, policy=policy)


def _reasons(
    account: AccountFacts,
    causes: tuple[Jump, ...],
    stopped: Reason | None,
    *,
    as_of: date,
    policy: PolicyDocument,
) -> tuple[Reason, ...]:
    found = [_jump_reason(cause, account, as_of) for cause in causes]
    if stopped is not None:
        found.append(stopped)
    if account.past_due_minor:
        text = "%(amount)s collectable, oldest %(days)d days past due"
        facts: dict[str, str | int] = {"amount": _money(account.past_due_minor, account), "days": account.oldest_days}
        found.append(Reason("worklist.past_due", text, facts))
        found.append(_weighs(account.risk_class, policy.worklist.class_weight[account.risk_class]))
    elif account.coming_due_date is not None:
        facts = {"amount": _money(account.coming_minor, account), "date": account.coming_due_date.isoformat()}
        found.append(Reason("worklist.coming_due", "%(amount)s comes due from %(date)s on", facts))
    if account.pause is not None and not account.pause.is_promise:
        found.append(account.pause.reason)
    if account.open_promise is not None:
        found.append(_promise("worklist.promised", "%(amount)s promised for %(date)s", account.open_promise, account))
    if account.unapplied_minor:
        text = "%(amount)s unapplied cash: check before you call"
        found.append(Reason("worklist.unapplied", text, {"amount": _money(account.unapplied_minor, account)}))
    if account.disputed_minor:
        text = "%(amount)s disputed: not asked for"
        found.append(Reason("worklist.disputed", text, {"amount": _money(account.disputed_minor, account)}))
    return (*found, *_standing_reasons(account, as_of))


def _next_step(account: AccountFacts, stopped: Reason | None, *, as_of: date, policy: PolicyDocument) -> NextStep:
    """What to do next on the account, the first that holds. Source: docs/rules/worklist.md.

    1. no contact, where contact is stopped; 2. a returned payment; 3. a tickler due; 4. a retailer's window that
    closes; 5. unapplied cash that covers what is past due; 6. the end of what the strategy rests for, such as an open
    promise; 7. the strategy's step for today; 8. its next step; 9. a decision.
    """
    if stopped is not None:
        return NextStep(NextKind.NO_CONTACT, OWN_STEPS["no_contact"], None, stopped)
    pressing = _pressing_step(account, as_of=as_of, policy=policy)
    if pressing is not None:
        return pressing
    if 0 < account.past_due_minor <= account.unapplied_minor:
        text = "%(amount)s unapplied cash covers all that is past due"
        reason = Reason("worklist.unapplied_covers", text, {"amount": _money(account.unapplied_minor, account)})
        return NextStep(NextKind.CHECK, OWN_STEPS["cash"], as_of, reason)
    if account.pause is not None:
        return _rest(account, account.pause)
    return _strategy_step(account, as_of)


def _pressing_step(account: AccountFacts, *, as_of: date, policy: PolicyDocument) -> NextStep | None:
    """What does not wait for the strategy."""
    if account.nsf_date is not None:
        return NextStep(NextKind.CALL, OWN_STEPS["returned"], as_of, _nsf(account.nsf_date))
    if account.ticklers_due:
        return NextStep(NextKind.TICKLER, account.ticklers_due[0], as_of, _tickler(account.ticklers_due))
    if account.retailer_deadline is not None and _closes_soon(account, as_of=as_of, policy=policy):
        return NextStep(NextKind.CHECK, ANSWER_CLAIM, as_of, _window(account.retailer_deadline, as_of))
    return None


def _rest(account: AccountFacts, pause: Pause) -> NextStep:
    promise = account.open_promise
    if pause.is_promise and promise is not None:
        reason = _promise("worklist.promised", "%(amount)s promised for %(date)s", promise, account)
        return NextStep(NextKind.WAIT, OWN_STEPS["promised"], promise.date, reason)
    return NextStep(NextKind.WAIT, OWN_STEPS["rests"], pause.until, pause.reason)


def _strategy_step(account: AccountFacts, as_of: date) -> NextStep:
    progress = account.progress
    if progress is not None and progress.current is not None:
        return _due_step(progress.current)
    if progress is not None and progress.following is not None:
        return _following_step(progress.following)
    if account.past_due_minor:
        reason = Reason("worklist.undecided", "past due, and the strategy has no further step")
        return NextStep(NextKind.CHECK, OWN_STEPS["decide"], as_of, reason)
    return NextStep(NextKind.NOTHING, OWN_STEPS["nothing"], None, Reason("worklist.nothing_due", "nothing is past due"))


# Many accounts stand at the same step of the same day: a night words it once.
@lru_cache(maxsize=8192)
def _due_step(step: DatedStep) -> NextStep:
    facts: dict[str, str | int] = {"date": step.date.isoformat(), "step": step.name}
    reason = Reason("worklist.step_due", "%(step)s: due since %(date)s by the strategy", facts)
    return NextStep(NextKind(step.kind.value), step.name, step.date, reason)


@lru_cache(maxsize=8192)
def _following_step(step: DatedStep) -> NextStep:
    facts: dict[str, str | int] = {"date": step.date.isoformat(), "step": step.name}
    reason = Reason("worklist.step_follows", "%(step)s follows on %(date)s by the strategy", facts)
    return NextStep(NextKind.WAIT, step.name, step.date, reason)


# What a step asks for before anything is past due.
_STEPS = frozenset({NextKind.CALL, NextKind.EMAIL, NextKind.LETTER, NextKind.CHECK, NextKind.ESCALATE})


def _is_worth_listing(ranked: Ranked, policy: PolicyDocument) -> bool:
    account = ranked.account
    minor = account.past_due_minor
    if not minor and ranked.next_step.kind in _STEPS:
        minor = account.coming_minor
    minimum = policy_minor(policy.worklist.minimum_amount, currency=policy.currency)
    return minor > 0 and minor * account.rate_ppm >= minimum * PAR_PPM


def _stop_reason(account: AccountFacts) -> Reason | None:
    """Why the customer may not be called at all. An opt-out from e-mail leaves the telephone."""
    stops = account.stops
    if not stops and account.status is not CreditStatus.BANKRUPT:
        return None
    if account.status is CreditStatus.BANKRUPT and not any(stop.cause is StopCause.BANKRUPTCY for stop in stops):
        stops = (Stop(StopCause.BANKRUPTCY), *stops)
    return next(iter(stop_reasons(stops, channel=Channel.CALL)), None)


def _jump_reason(cause: Jump, account: AccountFacts, as_of: date) -> Reason:
    if cause is Jump.NSF and account.nsf_date is not None:
        return _nsf(account.nsf_date)
    if cause is Jump.BROKEN_PROMISE and account.broken_promise is not None:
        text = "broken promise: %(amount)s by %(date)s"
        return _promise("worklist.broken_promise", text, account.broken_promise, account)
    if cause is Jump.RETAILER_WINDOW and account.retailer_deadline is not None:
        return _window(account.retailer_deadline, as_of)
    return _tickler(account.ticklers_due)


@lru_cache(maxsize=64)
def _weighs(risk_class: RiskClass, weight: Decimal) -> Reason:
    facts = {"class": risk_class.value, "weight": f"{weight.normalize():f}"}
    return Reason("worklist.class_weight", "class %(class)s weighs %(weight)s", facts)


def _promise(code: str, text: str, promise: PromiseFacts, account: AccountFacts) -> Reason:
    return Reason(code, text, {"amount": _money(promise.amount_minor, account), "date": promise.date.isoformat()})


def _window(deadline: date, as_of: date) -> Reason:
    text = "the retailer's window closes on %(date)s, in %(days)d days"
    return Reason("worklist.retailer_window", text, {"date": deadline.isoformat(), "days": (deadline - as_of).days})


def _nsf(day: date) -> Reason:
    return Reason("worklist.nsf", "payment returned by the bank on %(date)s", {"date": day.isoformat()})


def _tickler(causes: tuple[str, ...]) -> Reason:
    if len(causes) == 1:
        return Reason("worklist.tickler", "tickler due: %(cause)s", {"cause": causes[0]})
    text = "tickler due: %(cause)s, and %(more)d more"
    return Reason("worklist.ticklers", text, {"cause": causes[0], "more": len(causes) - 1})


def _standing_reasons(account: AccountFacts, as_of: date) -> tuple[Reason, ...]:
    found = []
    if account.status in _STATUS_TEXTS:
        found.append(Reason(f"worklist.status_{account.status}", _STATUS_TEXTS[account.status]))
    if account.last_contact is not None and account.last_contact < as_of:
        days = (as_of - account.last_contact).days
        found.append(Reason("worklist.last_contact", "last contact %(days)d days ago", {"days": days}))
    elif account.last_contact is None and account.past_due_minor:
        found.append(_NEVER_CONTACTED)
    return tuple(found)


def _money(minor: int, account: AccountFacts) -> str:
    return f"{format_minor(minor, currency=account.currency)} {account.currency}"


_NEVER_CONTACTED = Reason("worklist.never_contacted", "no contact on record")

_STATUS_TEXTS = {
    CreditStatus.HOLD: "orders are on hold",
    CreditStatus.COD: "pays on delivery",
    CreditStatus.CIA: "pays in advance",
    CreditStatus.CLOSED: "the account is closed",
}
