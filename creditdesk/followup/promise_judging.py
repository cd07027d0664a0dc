"""What changes a promise: it is made, cancelled, and judged by the cash that came. docs/rules/promises.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from creditdesk.cash.models import ReturnedPayment
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.promises import UNKEPT, PromiseState, Verdict, received_percent
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.followup.models import Activity, Promise, PromiseJudgement
from creditdesk.followup.promise_cash import (
    CHUNK,
    TAKEN_BACK_DAYS,
    counting,
    identified_late,
    terms_of,
    told_before,
    verdicts,
)
from creditdesk.followup.promising import Said
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, User
from creditdesk.policy.queries import policy_in_force

REASON_LONGEST = 200
# Customers whose promises change in one transaction: others wait for their turn at the journal.
TURN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What the journal is to be told of a promise, once everything else of the act is written."""

    kind: str
    promise: Promise
    facts: Mapping[str, object]


def write_promise(activity: Activity, *, said: Said, by: User, at: dt.datetime) -> list[Told]:
    """Write what was promised in a conversation, for a locked customer, and cancel what it takes the place of.

    Without items it takes the place of every open promise of the account, else of those that speak of one of its
    items; one that is made in addition takes nobody's place. A corrected conversation promises what it is told now: the
    same promise stays as it was judged, another takes the place of that one and of no other.
    """
    before, told = told_before(activity.corrects), []
    if before is not None:
        if _is_told_again(before, activity, said):
            return []
        told = _cancel([before], Reason("promise.corrected", "the conversation was corrected"), by=by.username, at=at)
    if activity.promised_minor is None or activity.promised_date is None:
        return told
    earlier = counting().filter(customer_id=activity.customer_id, currency=activity.promised_currency)
    same_debt = [one for one in earlier if terms_of(one).overlaps(frozenset(activity.items))]
    if before is None and not said.in_addition:
        replaced = [one for one in same_debt if one.state == PromiseState.OPEN]
        cause = Reason("promise.replaced", "another promise was made in its place")
        told += _cancel(replaced, cause, by=by.username, at=at)
    zone = ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(id=activity.company_id))
    made = told_in(activity, zone=zone, method=said.method, level=_level(same_debt))
    made.save(force_insert=True)
    return [*told, Told("promise.made", made, promise_facts(made))]


def journal_promises(told: Iterable[Told], *, by: str, at: dt.datetime) -> None:
    """Append what was done to promises, last in the act."""
    for one in told:
        promise = one.promise
        append(
            one.kind,
            by=by,
            at=at,
            subject=("promise", promise.id),
            company_id=promise.company_id,
            customer_id=promise.customer_id,
            facts=one.facts,
        )


def told_in(activity: Activity, *, zone: ZoneInfo, method: str = "", level: int = 1) -> Promise:
    """The promise that an activity tells of, as a row that is not yet written; `zone` is the company's."""
    assert activity.promised_minor is not None and activity.promised_date is not None
    return Promise(
        company_id=activity.company_id,
        customer_id=activity.customer_id,
        activity=activity,
        currency=activity.promised_currency,
        amount_minor=activity.promised_minor,
        date=activity.promised_date,
        made_on=activity.happened_at.astimezone(zone).date(),
        method=method,
        items=activity.items,
        level=level,
    )


def promise_facts(made: Promise) -> dict[str, object]:
    """What the journal keeps of a promise that was made."""
    return {
        "activity": made.activity_id,
        "amount_minor": made.amount_minor,
        "currency": made.currency,
        "date": made.date.isoformat(),
        "method": made.method,
        "level": made.level,
    }


def _level(same_debt: Sequence[Promise]) -> int:
    """One more than that of the promises about this debt, since the last that was kept, which were not kept or in whose
    place this one stands.
    """
    kept = max((one.id for one in same_debt if one.state == PromiseState.KEPT), default=0)
    gone = (*UNKEPT, PromiseState.CANCELLED)
    return 1 + max((one.level for one in same_debt if one.id > kept and one.state in gone), default=0)


def _is_told_again(promise: Promise, activity: Activity, said: Said) -> bool:
    """Whether the correction says the promise as it was made; by which means it was paid is no question once it is
    judged.
    """
    told = (activity.promised_minor, activity.promised_currency, activity.promised_date, activity.items)
    same = told == (promise.amount_minor, promise.currency, promise.date, promise.items)
    return same and (said.method in ("", promise.method) or promise.state != PromiseState.OPEN)


@action
def cancel_promise(promise: Promise, *, reason: str, by: User, at: dt.datetime, as_of: dt.date) -> Promise:
    """Cancel an open promise that the customer took back, with a reason, before its day is over.

    Raises Refusal without a reason, for a promise that was judged, and once its day has passed: what was promised for a
    day that is over is kept or broken.
    """
    lock_customers([promise.customer_id])
    found = Promise.objects.select_for_update(of=("self",)).get(id=promise.id)
    if not has_permission(by.desk_role, Permission.RECORD_ACTIVITY):
        raise refuse("promise.right", "cancelling a promise needs the right to record activities")
    said = " ".join(reason.split())
    if not said or len(said) > REASON_LONGEST:
        raise refuse("promise.reason", "say why, in at most %(most)d letters", most=REASON_LONGEST)
    if found.state != PromiseState.OPEN:
        raise refuse("promise.judged", "the promise is %(state)s already", state=found.get_state_display())
    if found.date < as_of:
        raise refuse("promise.over", "its day is over: it is kept or broken", day=found.date.isoformat())
    told = _cancel([found], Reason("promise.withdrawn", "%(reason)s", {"reason": said}), by=by.username, at=at)
    refresh_worklist(as_of=as_of, customer_ids=[found.customer_id])
    journal_promises(told, by=by.username, at=at)
    found.refresh_from_db()
    return found


def judge_company(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Judge the promises of a company that are open, or whose cash can have been taken back; returns how many
    changed.
    """
    found = _changeable(counting().filter(company=company), as_of=as_of)
    ids = sorted(set(found.values_list("customer_id", flat=True)))
    return judge_customers(company, ids, as_of=as_of, at=at)


def judge_promises_of(customer_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime) -> int:
    """Judge the promises of those among the customers who have any that can change; returns how many changed."""
    changed = 0
    by_company: dict[int, list[int]] = {}
    for start in range(0, len(customer_ids), CHUNK):
        found = _changeable(counting().filter(customer_id__in=customer_ids[start : start + CHUNK]), as_of=as_of)
        for company_id, customer_id in found.values_list("company_id", "customer_id").distinct().order_by():
            by_company.setdefault(company_id, []).append(customer_id)
    for company in Company.objects.filter(id__in=by_company):
        changed += judge_customers(company, sorted(by_company[company.id]), as_of=as_of, at=at)
    return changed


def _changeable(promises: QuerySet[Promise], *, as_of: dt.date) -> QuerySet[Promise]:
    """Those that are open, whose cash a bank can still take back, or whose cash nobody knew to be theirs in time."""
    settled = Q(state__in=(Promise.State.KEPT, Promise.State.PARTLY))
    since = as_of - dt.timedelta(days=TAKEN_BACK_DAYS)
    late = Q(state=Promise.State.BROKEN) & Q(identified_late())
    return promises.filter(Q(state=Promise.State.OPEN) | (settled | late) & Q(judged_on__gte=since))


def judge_customers(company: Company, customer_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime) -> int:
    """Judge the promises of some customers of a company; returns how many changed.

    All are looked at first, many at a time and nobody waiting; those whose promises change are judged again, a few at a
    time, under their locks.
    """
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    changed = 0
    for start in range(0, len(customer_ids), CHUNK):
        moved = _moved(customer_ids[start : start + CHUNK], as_of=as_of, policy=policy)
        ids = sorted({promise.customer_id for promise, _ in moved})
        for turn in range(0, len(ids), TURN):
            changed += _judge(ids[turn : turn + TURN], as_of=as_of, at=at, policy=policy)
    return changed


@action
def _judge(customer_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime, policy: PolicyDocument) -> int:
    lock_customers(customer_ids)
    told = []
    for promise, verdict in _moved(customer_ids, as_of=as_of, policy=policy):
        if cause := _cause(promise, verdict):
            told.append(_write(promise, verdict, cause=cause, at=at, by=Role.MACHINE.value))
        else:
            promise.received_minor = verdict.received_minor
            promise.save(update_fields=["received_minor"])
    journal_promises(told, by=Role.MACHINE.value, at=at)
    return len(told)


def _moved(customer_ids: Sequence[int], *, as_of: dt.date, policy: PolicyDocument) -> list[tuple[Promise, Verdict]]:
    """The promises that are to be something else than what is kept of them, each with what that is."""
    found = verdicts(customer_ids, as_of=as_of, policy=policy)
    promises = list(Promise.objects.filter(id__in=found))
    returns = _returns_of(promises, found)
    judged = [(one, _after_return(one, found[one.id], returns)) for one in promises]
    return [
        (promise, verdict)
        for promise, verdict in judged
        if _cause(promise, verdict)
        or (promise.state == PromiseState.OPEN and promise.received_minor != verdict.received_minor)
    ]


def _returns_of(promises: Sequence[Promise], found: Mapping[int, Verdict]) -> dict[int, dt.date]:
    """Promise → the day of the newest return of a payment that had come for it, for those that lost cash and could
    still wait for more.
    """
    lost = [
        one
        for one in promises
        if found[one.id].state is PromiseState.OPEN and one.received_minor > found[one.id].received_minor
    ]
    if not lost:
        return {}
    returned = ReturnedPayment.objects.filter(
        state=ReturnedPayment.State.DONE, receipt__customer__in={one.customer_id for one in lost}
    )
    rows = list(
        returned.values_list("receipt__customer_id", "receipt__currency", "receipt__value_date", "posting_date")
    )
    days: dict[int, dt.date] = {}
    for one in lost:
        own = [
            posted
            for customer_id, currency, value_date, posted in rows
            if (customer_id, currency) == (one.customer_id, one.currency) and posted and value_date >= one.made_on
        ]
        if own:
            days[one.id] = max(own)
    return days


def _after_return(promise: Promise, verdict: Verdict, returns: Mapping[int, dt.date]) -> Verdict:
    """A payment that came for a promise and was returned breaks it at once, whatever time was left."""
    if promise.id not in returns:
        return verdict
    state = PromiseState.PARTLY if verdict.received_minor else PromiseState.BROKEN
    return Verdict(state, verdict.received_minor, verdict.shortfall_minor, returns[promise.id])


def _cause(promise: Promise, verdict: Verdict) -> Reason | None:
    """Why the promise has another state from now on, None where it has not.

    It is decided once: cash that comes later changes nothing. Cash that is taken back does, and cash that was there in
    time and of which nobody knew then whose it was.
    """
    state = PromiseState(promise.state)
    if state in UNKEPT and verdict.received_minor > promise.received_minor and verdict.state is not PromiseState.OPEN:
        text = "%(received)s of %(amount)s had come in time and was identified later"
        return Reason("promise.identified", text, _facts(promise, verdict))
    if promise.received_minor > verdict.received_minor and state is PromiseState.OPEN and verdict.state in UNKEPT:
        return _taken_back(promise, verdict)
    if state is PromiseState.OPEN:
        return None if verdict.state is PromiseState.OPEN else _decided(promise, verdict)
    lost = promise.received_minor - verdict.received_minor
    if state is PromiseState.BROKEN or lost <= 0 or verdict.state is PromiseState.KEPT:
        return None
    return _taken_back(promise, verdict)


def _taken_back(promise: Promise, verdict: Verdict) -> Reason:
    lost = promise.received_minor - verdict.received_minor
    text = "%(lost)s of what had come was taken back; %(received)s of %(amount)s remain"
    return Reason("promise.taken_back", text, {"lost": str(Money(lost, promise.currency)), **_facts(promise, verdict)})


def _decided(promise: Promise, verdict: Verdict) -> Reason:
    facts = _facts(promise, verdict)
    assert verdict.judged_on is not None
    facts["day"] = verdict.judged_on.isoformat()
    if verdict.state is PromiseState.KEPT:
        return Reason("promise.kept", "%(received)s of %(amount)s had come on %(day)s", facts)
    if verdict.state is PromiseState.PARTLY:
        facts["percent"] = str(received_percent(promise.amount_minor, received_minor=verdict.received_minor))
        facts["missing"] = str(Money(verdict.shortfall_minor, promise.currency))
        text = "%(received)s of %(amount)s came by %(day)s, %(percent)s %%: %(missing)s is missing"
        return Reason("promise.partly", text, facts)
    return Reason("promise.broken", "nothing of %(amount)s came by %(day)s", facts)


def _facts(promise: Promise, verdict: Verdict) -> dict[str, str | int]:
    received, amount = (str(Money(minor, promise.currency)) for minor in (verdict.received_minor, promise.amount_minor))
    return {"received": received, "amount": amount}


def _cancel(promises: Iterable[Promise], cause: Reason, *, by: str, at: dt.datetime) -> list[Told]:
    told = []
    for promise in promises:
        gone = Verdict(PromiseState.CANCELLED, promise.received_minor, promise.amount_minor - promise.received_minor)
        told.append(_write(promise, gone, cause=cause, at=at, by=by))
    return told


def _write(promise: Promise, verdict: Verdict, *, cause: Reason, at: dt.datetime, by: str) -> Told:
    before = promise.state
    promise.state, promise.received_minor = verdict.state.value, verdict.received_minor
    promise.judged_on = verdict.judged_on
    promise.save(update_fields=["state", "received_minor", "judged_on"])
    PromiseJudgement.objects.create(
        promise=promise,
        state=promise.state,
        received_minor=promise.received_minor,
        judged_on=promise.judged_on,
        cause=cause.as_dict(),
        by=by,
        at=at,
    )
    facts = {
        "date": promise.date.isoformat(),
        "promised_minor": promise.amount_minor,
        "currency": promise.currency,
        "before": before,
        "state": promise.state,
        "received_minor": promise.received_minor,
        "judged_on": promise.judged_on.isoformat() if promise.judged_on else None,
        "cause": cause.code,
    }
    is_cancelled = verdict.state is PromiseState.CANCELLED
    return Told("promise.cancelled" if is_cancelled else "promise.judged", promise, facts)
