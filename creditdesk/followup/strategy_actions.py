"""What people decide about the strategy of an account: it rests, goes on, leaves a step out or has it done; handing up.

Each decision is a row of its own with its reason; the worklist follows at once. docs/rules/strategy.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from creditdesk.domain.policy_desk import StepKind
from creditdesk.domain.reasons import refuse
from creditdesk.domain.strategy import DatedStep
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.models import StrategyDecision, Tickler
from creditdesk.followup.recording import NextAction, journal_tickler, write_tickler
from creditdesk.followup.strategy_facts import OF_A_STEP
from creditdesk.followup.strategy_queries import standings_of
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force

REASON_LONGEST = 200
# Kinds of steps of which nobody but the person who did them knows.
DONE_BY_HAND = frozenset({StepKind.CHECK, StepKind.HOLD, StepKind.WAIT})
Kind = StrategyDecision.Kind


@action
def pause_strategy(
    customer: Customer, *, until: dt.date, reason: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> StrategyDecision:
    """Let the strategy rest; it goes on at `until`. Raises Refusal without a reason, for a day that is not ahead or
    further ahead than the policy allows.
    """
    lock_customers([customer.id])
    if done := StrategyDecision.objects.filter(key=key, customer=customer).first():
        return done
    most = policy_in_force(as_of=as_of, company_id=customer.company_id).document.strategies.pauses.by_hand_max_days
    if until <= as_of:
        raise refuse("strategy.until_past", "%(day)s is not ahead: say when it goes on", day=until.isoformat())
    if until > as_of + dt.timedelta(days=most):
        text = "%(day)s is more than %(most)d days ahead: the policy lets a strategy rest no longer"
        raise refuse("strategy.until_far", text, day=until.isoformat(), most=most)
    return _decide(customer, Kind.PAUSED, reason=reason, by=by, at=at, as_of=as_of, key=key, until=until)


@action
def resume_strategy(
    customer: Customer, *, reason: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> StrategyDecision:
    """Let a strategy go on that a person let rest. Raises Refusal where none rests by hand."""
    lock_customers([customer.id])
    if done := StrategyDecision.objects.filter(key=key, customer=customer).first():
        return done
    newest = StrategyDecision.objects.filter(customer=customer).exclude(kind__in=OF_A_STEP).order_by("-id").first()
    if newest is None or newest.kind != Kind.PAUSED or newest.until is None or newest.until <= as_of:
        raise refuse("strategy.not_resting", "nobody lets the strategy rest: it goes on already")
    return _decide(customer, Kind.RESUMED, reason=reason, by=by, at=at, as_of=as_of, key=key)


@action
def skip_step(
    customer: Customer, *, step: str, reason: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> StrategyDecision:
    """Leave the step out that the strategy asks for today. Raises Refusal where it asks for another one by now."""
    lock_customers([customer.id])
    if done := StrategyDecision.objects.filter(key=key, customer=customer).first():
        return done
    _asked(customer, step, as_of=as_of)
    return _decide(customer, Kind.SKIPPED, reason=reason, by=by, at=at, as_of=as_of, key=key, step=step)


@action
def finish_step(
    customer: Customer, *, step: str, note: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> StrategyDecision:
    """Say that the step was done that the strategy asks for today, and what came of it. For steps that leave no other
    trace (`DONE_BY_HAND`): a call, an e-mail or a letter is done by recording it, and what escalates by handing it up.

    Raises Refusal for another kind of step, or where the strategy asks for another one by now.
    """
    lock_customers([customer.id])
    if done := StrategyDecision.objects.filter(key=key, customer=customer).first():
        return done
    if _asked(customer, step, as_of=as_of).kind not in DONE_BY_HAND:
        raise refuse("strategy.done_by_record", "%(step)s is done once the contact is recorded", step=step)
    return _decide(customer, Kind.DONE, reason=note, by=by, at=at, as_of=as_of, key=key, step=step)


@action
def escalate(customer: Customer, *, step: str, by: User, at: dt.datetime, as_of: dt.date) -> Tickler:
    """Hand the step that the strategy asks for up to the portfolio's supervisor, as a tickler for the next business
    day; once he has finished it, the step is done. Handed up once for one debt.

    Raises Refusal where the strategy asks for something else by now, and where the account has no supervisor.
    """
    lock_customers([customer.id])
    _may(by)
    asked = _asked(customer, step, as_of=as_of)
    if asked.kind is not StepKind.ESCALATE:
        raise refuse("strategy.no_escalation", "%(step)s is not handed up: it is done by the rep", step=step)
    key = f"strategy/{customer.id}/{asked.date.isoformat()}/{hashlib.sha256(step.encode()).hexdigest()[:16]}"
    if done := Tickler.objects.filter(key=key, customer=customer).first():
        return done
    supervisor = customer.portfolio.supervisor if customer.portfolio else None
    if supervisor is None:
        raise refuse(
            "strategy.no_supervisor", "%(customer)s has no portfolio with a supervisor", customer=customer.name
        )
    calendar = policy_in_force(as_of=as_of, company_id=customer.company_id).document.company_calendar
    then = NextAction(step, calendar.add_business_days(as_of, 1), supervisor)
    tickler = write_tickler(customer, then, by=by, at=at, as_of=as_of, key=key)
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    journal_tickler(tickler, by=by, at=at)
    return tickler


def _asked(customer: Customer, step: str, *, as_of: dt.date) -> DatedStep:
    """The step, if it is what the strategy asks for on the day. Raises Refusal."""
    standings = standings_of(customer, as_of=as_of)
    asked = [one.asked for one in standings if one.asked is not None and one.pause is None]
    found = next((one for one in asked if one.name == step), None)
    if found is None:
        now = asked[0].name if asked else "nothing"
        text = "the strategy does not ask for %(step)s now, but for: %(now)s"
        raise refuse("strategy.other_step", text, step=step, now=now)
    return found


def _may(by: User) -> None:
    if not has_permission(by.desk_role, Permission.WORK_TICKLERS):
        raise refuse("strategy.right", "deciding about a strategy needs the right to work ticklers")


def _decide(
    customer: Customer,
    kind: Kind,
    *,
    reason: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    until: dt.date | None = None,
    step: str = "",
) -> StrategyDecision:
    _may(by)
    said = mask_card_numbers(" ".join(reason.split()))[0]
    if not said:
        raise refuse("strategy.reason", "say why")
    if len(said) > REASON_LONGEST:
        raise refuse("strategy.reason", "the reason is longer than %(most)d letters", most=REASON_LONGEST)
    made = StrategyDecision.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=kind,
        until=until,
        step=step,
        reason=said,
        by=by,
        at=at,
        key=key,
    )
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    append(
        _JOURNAL[kind],
        by=by.username,
        at=at,
        subject=("strategy_decision", made.id),
        company_id=made.company_id,
        customer_id=made.customer_id,
        facts={"until": until.isoformat() if until else None, "step": step},
        private={"reason": said},
    )
    return made


_JOURNAL = {
    Kind.PAUSED: "strategy.paused",
    Kind.RESUMED: "strategy.resumed",
    Kind.SKIPPED: "strategy.step_skipped",
    Kind.DONE: "strategy.step_done",
}
