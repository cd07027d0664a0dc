"""Where many accounts stand in their strategies: what decides it is read once for all of them.

A place in a strategy is its name, the day it counts from, what was done and which branches hold; many accounts stand at
the same place, and what the strategy asks for there is worked out once. docs/rules/strategy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import TruncDate

from creditdesk.domain.customer_events import OPEN_STATES
from creditdesk.domain.pauses import Pause, PauseFacts, pause_of
from creditdesk.domain.policy_desk import Circumstance, Segment, Situation, StepKind
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import (
    Choice,
    Progress,
    Standing,
    StrategyFacts,
    choice_for,
    current_step,
    deciding,
    left_out,
)
from creditdesk.domain.worklist import PAR_PPM, CreditStatus, PromiseFacts
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.models import Activity, CustomerEvent, HoldFinding, StrategyDecision, Tickler, TicklerMove
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import Promised
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem, Position

KEY_ACCOUNT = "key_account"
# Decisions about one step; of the others, about the strategy as a whole, the newest counts.
OF_A_STEP = (StrategyDecision.Kind.SKIPPED.value, StrategyDecision.Kind.DONE.value)
# Outcomes after which a call counts as made: somebody was spoken to.
REACHED = ("spoke", "promised", "disputed", "refused")
_WRITTEN = ("email", "letter")
# Customers that are asked about at once.
_CHUNK = 2000
# What the column says as the rule's value: looked up, for a night asks it of every account.
_CLASSES = {risk_class.value: risk_class for risk_class in RiskClass}


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes due of an account that owes nothing past due: how much, in minor units, and the first day."""

    minor: int
    due_date: dt.date


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands: which strategy and why, from which day it counts, what was done of it when, which steps
    its circumstances leave out, what it asks for, and what it rests for.
    """

    choice: Choice
    counted_from: dt.date
    done: Mapping[str, dt.date]
    left_out: frozenset[str]
    progress: Progress
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class StrategyRead:
    """Everything that decides about strategies, read once for all accounts of a scope.

    `contacts`: customer → day of the last contact (`any`), of the last call that reached somebody (`reached`), of the
    last that we wrote (`written`) and that he wrote (`answered`).
    """

    contacts: dict[int, dict[str, dt.date]]
    steps_done: dict[int, dict[str, dt.date]]
    # Accounts of which everything collectable is a deduction → the day of the oldest claim.
    claims: dict[AccountKey, dt.date]
    disputed: dict[int, dt.date]
    # Customers with a returned payment that nobody is done with → its day.
    returned: dict[int, dt.date]
    # What a person let rest, until when and why.
    rests: dict[int, tuple[dt.date, str]]
    coming: dict[AccountKey, Coming]
    # Customers with a standing reason to hold their orders.
    held: frozenset[int]
    # Names of the strategies that have branches.
    branching: frozenset[str]
    choices: dict[Situation | RiskClass, Choice] = field(default_factory=dict)
    progress: dict[tuple[object, ...], Progress] = field(default_factory=dict)


def read_strategies(scope: Scope) -> StrategyRead:
    """Read for the accounts in scope."""
    coming = _coming(scope)
    returned, held = _returned_and_held(scope)
    return StrategyRead(
        contacts=_last_contacts(scope, coming),
        steps_done=_steps_done(scope),
        claims=_claims(scope),
        disputed=_disputed(scope),
        returned=returned,
        rests=_rests(scope),
        coming=coming,
        held=held,
        branching=frozenset(
            name
            for name, segment in scope.policy.strategies.segments.items()
            if any(step.is_branch for step in segment.steps)
        ),
    )


def place_of(scope: Scope, read: StrategyRead, row: Mapping[str, Any], *, promised: Promised | None) -> Place | None:
    """Where the account of a position's row stands; None where nothing is past due nor about to be."""
    key = (row["customer_id"], row["currency"])
    oldest = row["oldest_collectable_due_date"] if row["collectable_minor"] else None
    coming = None if oldest else read.coming.get(key)
    if oldest is None and coming is None:
        return None
    counted_from = oldest or coming.due_date  # type: ignore[union-attr]
    broken = promised.facts if promised and promised.is_broken else None
    chosen = _choice(scope, read, row, broken=broken)
    if chosen.segment.counts_from == "promise_date" and broken is not None:
        counted_from = broken.date
    elif chosen.segment.counts_from == "claim_date":
        counted_from = read.claims.get(key, counted_from)
    elif chosen.segment.counts_from == "returned_date":
        counted_from = read.returned.get(key[0], counted_from)
    is_held = _is_held(read, row)
    done = _done(chosen.segment, read, row["customer_id"], is_held=is_held)
    out = _left_out(scope, read, row, chosen, counted_from=counted_from, promised=promised)
    progress = _progress(scope, read, chosen, counted_from=counted_from, done=done, out=out)
    return Place(chosen, counted_from, done, out, progress, _pause(scope, read, row, promised=promised))


def _is_held(read: StrategyRead, row: Mapping[str, Any]) -> bool:
    """Whether orders are held: by the customer's status, or for a reason that an event found and nobody lifted."""
    return row["customer__status"] == CreditStatus.HOLD or row["customer_id"] in read.held


def _choice(scope: Scope, read: StrategyRead, row: Mapping[str, Any], *, broken: PromiseFacts | None) -> Choice:
    rate = scope.rates.get(row["currency"], PAR_PPM)
    facts = StrategyFacts(
        risk_class=_CLASSES[row["customer__risk_class"]],
        balance_minor=(row["open_minor"] - row["disputed_minor"]) * rate // PAR_PPM,
        is_bankrupt=row["customer__status"] == CreditStatus.BANKRUPT,
        has_returned_payment=row["customer_id"] in read.returned,
        has_broken_promise=broken is not None,
        is_key_account=row["customer__segment"] == KEY_ACCOUNT,
        has_only_deductions=(row["customer_id"], row["currency"]) in read.claims,
    )
    decided = deciding(facts, policy=scope.policy)
    if decided not in read.choices:
        read.choices[decided] = choice_for(decided, policy=scope.policy)
    return read.choices[decided]


def _progress(
    scope: Scope,
    read: StrategyRead,
    chosen: Choice,
    *,
    counted_from: dt.date,
    done: Mapping[str, dt.date],
    out: frozenset[str],
) -> Progress:
    place = (chosen.name, counted_from, tuple(done.items()), out)
    if place not in read.progress:
        read.progress[place] = current_step(
            chosen.segment,
            counted_from=counted_from,
            as_of=scope.as_of,
            calendar=scope.calendar,
            done=done,
            left_out=out,
        )
    return read.progress[place]


_NOTHING: frozenset[str] = frozenset()


def _left_out(
    scope: Scope,
    read: StrategyRead,
    row: Mapping[str, Any],
    chosen: Choice,
    *,
    counted_from: dt.date,
    promised: Promised | None,
) -> frozenset[str]:
    if chosen.name not in read.branching:
        return _NOTHING
    contacts = read.contacts.get(row["customer_id"], {})
    holds = {
        Circumstance.DISPUTED: row["disputed_minor"] > 0,
        Circumstance.PROMISED: promised is not None and not promised.is_broken,
        Circumstance.REPLIED: contacts.get("answered", dt.date.min) >= counted_from,
        Circumstance.SPOKEN_TO: contacts.get("reached", dt.date.min) >= counted_from,
        Circumstance.ON_HOLD: _is_held(read, row),
    }
    rate = scope.rates.get(row["currency"], PAR_PPM)
    minor = row["collectable_minor"] * rate // PAR_PPM
    standing = Standing(minor, frozenset(one for one, is_so in holds.items() if is_so))
    return left_out(chosen.segment, standing, currency=scope.policy.currency)


def _pause(scope: Scope, read: StrategyRead, row: Mapping[str, Any], *, promised: Promised | None) -> Pause | None:
    customer_id = row["customer_id"]
    open_promise = promised.facts if promised and not promised.is_broken else None
    until, why = read.rests.get(customer_id, (None, ""))
    facts = PauseFacts(
        collectable_minor=row["collectable_minor"],
        promised_minor=open_promise.amount_minor if open_promise else 0,
        promised_for=open_promise.date if open_promise else None,
        disputed_on=read.disputed.get(customer_id),
        replied_on=read.contacts.get(customer_id, {}).get("answered"),
        by_hand_until=until,
        by_hand_reason=why,
    )
    return pause_of(facts, as_of=scope.as_of, policy=scope.policy, calendar=scope.calendar)


def _done(segment: Segment, read: StrategyRead, customer_id: int, *, is_held: bool) -> dict[str, dt.date]:
    """The last day on which each step was done, from what was recorded: a call that reached somebody, what was
    sent, a finished tickler of the step's name, a person who left the step out or said that it was done, orders on
    hold."""
    contacts = read.contacts.get(customer_id, {})
    named = read.steps_done.get(customer_id, {})
    if not contacts and not named and not is_held:
        return {}
    done: dict[str, dt.date] = {}
    for step in segment.steps:
        days = [named.get(step.name)]
        if step.kind is StepKind.CALL:
            days.append(contacts.get("reached"))
        elif step.kind in {StepKind.EMAIL, StepKind.LETTER}:
            days.append(contacts.get("written"))
        elif step.kind is StepKind.HOLD and is_held:
            days.append(dt.date.max)
        if known := [day for day in days if day is not None]:
            done[step.name] = max(known)
    return done


def _last_contacts(scope: Scope, coming: Mapping[AccountKey, Coming]) -> dict[int, dict[str, dt.date]]:
    late = Position.objects.filter(customer=OuterRef("pk"), collectable_minor__gt=0)
    found = dict(_contacts_of(scope, scope.of(Customer.objects.filter(Exists(late)), "id")))
    ids = sorted({customer_id for customer_id, _ in coming} - found.keys())
    for start in range(0, len(ids), _CHUNK):
        found.update(_contacts_of(scope, Customer.objects.filter(id__in=ids[start : start + _CHUNK])))
    return found


def _contacts_of(scope: Scope, customers: QuerySet[Customer]) -> Iterator[tuple[int, dict[str, dt.date]]]:
    # What was corrected is told by its correction: it was another kind of contact, or none of this account.
    made = real_contacts().filter(customer=OuterRef("pk"), source="")

    def last(activities: QuerySet[Activity]) -> Subquery:
        day = TruncDate("happened_at", tzinfo=scope.zone)
        return Subquery(activities.order_by("-happened_at", "-id").annotate(day=day).values("day")[:1])

    written = made.filter(channel__in=_WRITTEN)
    names = ("any", "reached", "written", "answered")
    # Where there was none, nothing more is asked: many accounts never hear of anybody.
    rows = customers.filter(Exists(made)).annotate(
        any=last(made),
        reached=last(made.filter(channel=Activity.Channel.CALL, outcome__in=REACHED)),
        written=last(written.filter(direction=Activity.Direction.OUTBOUND)),
        answered=last(written.filter(direction=Activity.Direction.INBOUND)),
    )
    for customer_id, *days in rows.order_by().values_list("id", *names).iterator():
        yield customer_id, {name: day for name, day in zip(names, days, strict=True) if day is not None}


def _steps_done(scope: Scope) -> dict[int, dict[str, dt.date]]:
    """Customer → name of a strategy's step → the last day on which a tickler of that name was finished, or a person
    left the step out or said that it was done."""
    names = {step.name for segment in scope.policy.strategies.segments.values() for step in segment.steps}
    done = TicklerMove.objects.filter(kind=TicklerMove.Kind.DONE, tickler__cause__in=names)
    done = done.filter(tickler__company_id=scope.company.id, tickler__state=Tickler.State.DONE)
    if scope.customer_ids is not None:
        done = done.filter(tickler__customer_id__in=scope.customer_ids)
    found: dict[int, dict[str, dt.date]] = {}
    grouped = done.order_by().values_list("tickler__customer_id", "tickler__cause").annotate(last=Max("at"))
    for customer_id, name, last in chain(grouped.iterator(), _skipped(scope)):
        steps, day = found.setdefault(customer_id, {}), last.astimezone(scope.zone).date()
        steps[name] = max(day, steps.get(name, day))
    return found


def _skipped(scope: Scope) -> Iterable[tuple[int, str, dt.datetime]]:
    """Customer, step and when a person left it out or said that it was done the last time."""
    if scope.decisions is not None:
        return [(one.customer_id, one.step, one.at) for one in scope.decisions if one.kind in OF_A_STEP]
    rows = scope.of(StrategyDecision.objects.filter(kind__in=OF_A_STEP)).order_by()
    return list(rows.values_list("customer_id", "step").annotate(last=Max("at")))


def _claims(scope: Scope) -> dict[AccountKey, dt.date]:
    """Accounts of which everything collectable is a deduction: what is disputed as a whole says nothing here."""
    late = scope.of(
        OpenItem.objects.filter(closed_date__isnull=True, original_minor__gt=0, due_date__lt=scope.as_of)
        .filter(open_minor__gt=F("disputed_minor"), on_plan=False)
        .order_by()
    )
    same = late.filter(customer=OuterRef("customer"), currency=OuterRef("currency"))
    rows = late.filter(kind=OpenItem.Kind.DEDUCTION).filter(~Exists(same.exclude(kind=OpenItem.Kind.DEDUCTION)))
    claimed = rows.values_list("customer_id", "currency").annotate(first=Min("document_date"))
    return {(customer_id, currency): first for customer_id, currency, first in claimed}


def _disputed(scope: Scope) -> dict[int, dt.date]:
    """Customer → the day on which an item was disputed last, or more of it, as far back as a strategy rests for it."""
    days = scope.policy.strategies.pauses.after_dispute_business_days
    if not days:
        return {}
    since = scope.calendar.add_business_days(scope.as_of, -days)
    entries = JournalEntry.objects.filter(kind="item.disputed", company_id=scope.company.id, customer_id__isnull=False)
    entries = entries.order_by("-seq")
    if scope.customer_ids is not None:
        entries = entries.filter(customer_id__in=scope.customer_ids)
    found: dict[int, dt.date] = {}
    for customer_id, at, facts in entries.values_list("customer_id", "at", "facts").iterator(chunk_size=500):
        day = at.astimezone(scope.zone).date()
        if day < since:
            break  # the journal is read backwards, and no further than it counts
        if facts.get("disputed_minor", 0) > facts.get("before_minor", 0) and day <= scope.as_of:
            assert customer_id is not None
            found.setdefault(customer_id, day)
    return found


def _returned_and_held(scope: Scope) -> tuple[dict[int, dt.date], frozenset[int]]:
    """Customer → the day of his returned payment, by hand so far: as customer events, reported or verified, until their
    tasks are done; and the customers with a standing reason to hold their orders. By one question.
    """
    states = [one.value for one in OPEN_STATES]
    events = scope.of(CustomerEvent.objects.filter(kind=EventKind.NSF.value, state__in=states)).order_by()
    stands = Q(lifted_on__isnull=True) & (Q(until__isnull=True) | Q(until__gte=scope.as_of)) & Q(since__lte=scope.as_of)
    holds = scope.of(HoldFinding.objects.filter(stands)).order_by()
    rows = events.values_list("customer_id", "happened_on", "id", Value(0)).union(
        holds.values_list("customer_id", "since", "id", Value(1)), all=True
    )
    returned: dict[int, dt.date] = {}
    held: set[int] = set()
    for customer_id, day, _, is_hold in sorted(rows, key=lambda row: (row[1], row[2])):
        if is_hold:
            held.add(customer_id)
        else:
            returned[customer_id] = day
    return returned, frozenset(held)


def _rests(scope: Scope) -> dict[int, tuple[dt.date, str]]:
    """Customer → until when a person lets the strategy rest, and why: the newest decision of an account counts."""
    if scope.decisions is not None:
        newest: dict[int, StrategyDecision] = {}
        for one in scope.decisions:
            if one.kind not in OF_A_STEP:
                newest.setdefault(one.customer_id, one)
        return {
            key: (one.until, one.reason)
            for key, one in newest.items()
            if one.kind == StrategyDecision.Kind.PAUSED and one.until is not None and one.until > scope.as_of
        }
    decided = StrategyDecision.objects.exclude(kind__in=OF_A_STEP)
    newer = decided.filter(customer=OuterRef("customer"), id__gt=OuterRef("id"))
    rows = scope.of(decided.filter(kind=StrategyDecision.Kind.PAUSED, until__gt=scope.as_of)).filter(~Exists(newer))
    return {
        customer_id: (until, reason)
        for customer_id, until, reason in rows.values_list("customer_id", "until", "reason")
    }


def _coming(scope: Scope) -> dict[AccountKey, Coming]:
    """What comes due within the days in which some strategy acts before the due date, for accounts that owe nothing
    past due: for the others the oldest item decides."""
    steps = (step for segment in scope.policy.strategies.segments.values() for step in segment.steps)
    lead = -min((step.day for step in steps), default=0)
    if lead <= 0:
        return {}
    # A step on a closed day is done on the next business day, so that no item is looked at later than its step.
    until = scope.as_of + dt.timedelta(days=lead)
    late = Position.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), collectable_minor__gt=0
    )
    due = scope.of(OpenItem.objects.filter(closed_date__isnull=True, due_date__gte=scope.as_of, due_date__lte=until))
    due = due.filter(Q(original_minor__gt=0), open_minor__gt=F("disputed_minor"), on_plan=False)
    due = due.filter(~Exists(late)).order_by()
    sums = due.values_list("customer_id", "currency").annotate(
        minor=Sum(F("open_minor") - F("disputed_minor")), first=Min("due_date")
    )
    return {(customer_id, currency): Coming(minor, first) for customer_id, currency, minor, first in sums.iterator()}
