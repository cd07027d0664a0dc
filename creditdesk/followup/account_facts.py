"""The facts of the worklist for many accounts at once: a handful of reads per company, none per account.

What is past due comes from the kept positions, so the cost grows with the accounts that owe, never with their history.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.contact_rules import Stop, StopCause
from creditdesk.domain.policy_desk import Segment, StepKind
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import Progress, StrategyFacts, choose_strategy, current_step
from creditdesk.domain.worklist import PAR_PPM, AccountFacts, CreditStatus, PromiseFacts
from creditdesk.followup.models import Activity, Tickler, TicklerMove
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import Promised, newest_promises
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem, Position
from creditdesk.receivables.positions import day_number

STOPS = {
    Customer.ContactBlock.ATTORNEY.value: StopCause.ATTORNEY,
    Customer.ContactBlock.BANKRUPTCY.value: StopCause.BANKRUPTCY,
    Customer.ContactBlock.AGENCY.value: StopCause.AGENCY,
    Customer.ContactBlock.REQUEST.value: StopCause.OPT_OUT,
}
KEY_ACCOUNT = "key_account"
# Outcomes after which a call counts as made: somebody was spoken to.
REACHED = ("spoke", "promised", "disputed", "refused")
_WRITTEN = ("email", "letter")


@dataclass(frozen=True, slots=True)
class PlannedTickler:
    """A tickler still to be done; `due_date` is None where nobody gave it a day."""

    id: int
    cause: str
    due_date: dt.date | None


@dataclass(frozen=True, slots=True)
class Account:
    """One customer in one currency as the worklist ranks it, with what is planned on it."""

    facts: AccountFacts
    portfolio_id: int | None
    has_rate: bool
    planned: PlannedTickler | None


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read once for all accounts of a scope."""

    promises: dict[AccountKey, Promised]
    due: dict[int, list[str]]
    planned: dict[int, PlannedTickler]
    contacts: dict[int, dict[str, dt.date]]
    steps_done: dict[int, dict[str, dt.date]]
    deductions_only: set[AccountKey]
    # Strategy, the day it counts from, what was done → where that stands.
    progress: dict[tuple[str, dt.date, tuple[tuple[str, dt.date], ...]], Progress] = field(default_factory=dict)


def shown_until(as_of: dt.date, *, calendar: Calendar) -> dt.date:
    """The latest due date whose tickler shows on the day: over a closed day nothing new comes up."""
    while not calendar.is_business_day(as_of):
        as_of -= dt.timedelta(days=1)
    return as_of


def open_accounts(scope: Scope) -> list[Account]:
    """Every account with something collectable past due, or with a tickler that shows on the day."""
    read = _read(scope)
    found: list[Account] = []
    with_position: set[int] = set()
    for row in _positions(scope, ticklers_of=list(read.due)):
        found.append(_account(scope, read, row))
        with_position.add(row["customer_id"])
    without = [customer_id for customer_id in read.due if customer_id not in with_position]
    found += [_account(scope, read, row) for row in _without_position(scope, without)]
    return found


def _read(scope: Scope) -> Read:
    due, planned = _ticklers(scope)
    return Read(
        promises=newest_promises(scope),
        due=due,
        planned=planned,
        contacts=_last_contacts(scope),
        steps_done=_steps_done(scope),
        deductions_only=_deductions_only(scope),
    )


_COLUMNS = (
    "customer_id",
    "currency",
    "collectable_minor",
    "collectable_due_product",
    "oldest_collectable_due_date",
    "open_minor",
    "disputed_minor",
    "unapplied_minor",
    "customer__risk_class",
    "customer__status",
    "customer__contact_block",
    "customer__segment",
    "customer__portfolio_id",
)


def _positions(scope: Scope, *, ticklers_of: list[int]) -> list[dict[str, Any]]:
    wanted: Any = Q(collectable_minor__gt=0)
    if scope.customer_ids is not None:
        wanted |= Q(customer_id__in=ticklers_of)
    elif ticklers_of:
        wanted |= Exists(_due(scope).filter(customer=OuterRef("customer")))
    return list(scope.of(Position.objects.all()).filter(wanted).values(*_COLUMNS))


def _without_position(scope: Scope, customer_ids: list[int]) -> list[dict[str, Any]]:
    """Accounts that owe nothing, as rows of nothing: a tickler on them is to be done all the same."""
    nothing = dict.fromkeys(_COLUMNS, 0) | {"oldest_collectable_due_date": None}
    names = ("currency", "risk_class", "status", "contact_block", "segment", "portfolio_id")
    return [
        nothing
        | {"customer_id": row["id"], "currency": row["currency"]}
        | {f"customer__{name}": row[name] for name in names[1:]}
        for row in Customer.objects.filter(id__in=customer_ids).values("id", *names)
    ]


def _account(scope: Scope, read: Read, row: dict[str, Any]) -> Account:
    customer_id, currency = row["customer_id"], row["currency"]
    rate = scope.rates.get(currency)
    promised = read.promises.get((customer_id, currency))
    broken = promised.facts if promised and promised.is_broken else None
    block = STOPS.get(row["customer__contact_block"])
    oldest = row["oldest_collectable_due_date"]
    status = CreditStatus.ACTIVE if row["customer__status"] == "prospect" else CreditStatus(row["customer__status"])
    facts = AccountFacts(
        customer_id=customer_id,
        currency=currency,
        risk_class=RiskClass(row["customer__risk_class"]),
        past_due_minor=row["collectable_minor"],
        minor_days=row["collectable_minor"] * day_number(scope.as_of) - row["collectable_due_product"],
        oldest_days=max(0, (scope.as_of - oldest).days) if oldest else 0,
        disputed_minor=row["disputed_minor"],
        unapplied_minor=-row["unapplied_minor"],
        rate_ppm=rate or PAR_PPM,
        status=status,
        stops=(Stop(block),) if block else (),
        broken_promise=broken,
        open_promise=promised.facts if promised and not promised.is_broken else None,
        ticklers_due=tuple(read.due.get(customer_id, ())),
        last_contact=max(read.contacts.get(customer_id, {}).values(), default=None),
        progress=_progress(scope, read, row, status=status, broken=broken),
    )
    return Account(facts, row["customer__portfolio_id"], rate is not None, read.planned.get(customer_id))


def _progress(
    scope: Scope, read: Read, row: dict[str, Any], *, status: CreditStatus, broken: PromiseFacts | None
) -> Progress | None:
    """Where the account stands in its strategy; None where nothing is past due."""
    counted_from = row["oldest_collectable_due_date"]
    if not row["collectable_minor"] or counted_from is None:
        return None
    customer_id, currency = row["customer_id"], row["currency"]
    chosen = choose_strategy(
        StrategyFacts(
            risk_class=RiskClass(row["customer__risk_class"]),
            balance_minor=(row["open_minor"] - row["disputed_minor"]) * scope.rates.get(currency, PAR_PPM) // PAR_PPM,
            is_bankrupt=status is CreditStatus.BANKRUPT,
            has_broken_promise=broken is not None,
            is_key_account=row["customer__segment"] == KEY_ACCOUNT,
            has_only_deductions=(customer_id, currency) in read.deductions_only,
        ),
        policy=scope.policy,
    )
    if chosen.segment.counts_from == "promise_date" and broken is not None:
        counted_from = broken.date
    done = _done(chosen.segment, read, customer_id, status)
    # Many accounts stand at the same place: what a strategy asks for is worked out once for each.
    place = (chosen.name, counted_from, tuple(done.items()))
    if place not in read.progress:
        read.progress[place] = current_step(
            chosen.segment, counted_from=counted_from, as_of=scope.as_of, calendar=scope.calendar, done=done
        )
    return read.progress[place]


def _done(segment: Segment, read: Read, customer_id: int, status: CreditStatus) -> dict[str, dt.date]:
    """The last day on which each step was done, from what was recorded: a call that reached somebody, what was
    sent, a finished tickler of the step's name, orders on hold."""
    contacts = read.contacts.get(customer_id, {})
    named = read.steps_done.get(customer_id, {})
    if not contacts and not named and status is not CreditStatus.HOLD:
        return {}
    done: dict[str, dt.date] = {}
    for step in segment.steps:
        days = [named.get(step.name)]
        if step.kind is StepKind.CALL:
            days.append(contacts.get("reached"))
        elif step.kind in {StepKind.EMAIL, StepKind.LETTER}:
            days.append(contacts.get("written"))
        elif step.kind is StepKind.HOLD and status is CreditStatus.HOLD:
            days.append(dt.date.max)
        if known := [day for day in days if day is not None]:
            done[step.name] = max(known)
    return done


def _due(scope: Scope) -> QuerySet[Tickler]:
    until = shown_until(scope.as_of, calendar=scope.calendar)
    found: QuerySet[Tickler] = scope.of(Tickler.objects.filter(state=Tickler.State.OPEN, due_date__lte=until))
    return found


def _ticklers(scope: Scope) -> tuple[dict[int, list[str]], dict[int, PlannedTickler]]:
    """Causes of the ticklers that show today, and of each account the first that is planned for a later day."""
    until = shown_until(scope.as_of, calendar=scope.calendar)
    rows = scope.of(Tickler.objects.filter(state=Tickler.State.OPEN, due_date__isnull=False))
    due: dict[int, list[str]] = {}
    planned: dict[int, PlannedTickler] = {}
    ordered = rows.order_by("due_date", "id").values_list("id", "customer_id", "cause", "due_date")
    for tickler_id, customer_id, cause, day in ordered.iterator():
        if day <= until:
            due.setdefault(customer_id, []).append(cause)
        else:
            planned.setdefault(customer_id, PlannedTickler(tickler_id, cause, day))
    return due, planned


def _last_contacts(scope: Scope) -> dict[int, dict[str, dt.date]]:
    """Customer → day of the last contact, of the last call that reached somebody, of the last letter or e-mail."""
    made = Activity.objects.filter(customer=OuterRef("customer")).exclude(channel=Activity.Channel.NOTE)

    def last(activities: QuerySet[Activity]) -> Subquery:
        day = TruncDate("happened_at", tzinfo=scope.zone)
        return Subquery(activities.order_by("-happened_at", "-id").annotate(day=day).values("day")[:1])

    rows = (
        scope.of(Position.objects.filter(collectable_minor__gt=0))
        .values("customer_id")
        .distinct()
        .annotate(
            any=last(made),
            reached=last(made.filter(channel=Activity.Channel.CALL, outcome__in=REACHED)),
            written=last(made.filter(channel__in=_WRITTEN, direction=Activity.Direction.OUTBOUND)),
        )
        .values_list("customer_id", "any", "reached", "written")
    )
    return {
        customer_id: {
            name: day for name, day in zip(("any", "reached", "written"), days, strict=True) if day is not None
        }
        for customer_id, *days in rows.iterator()
        if days[0] is not None
    }


def _steps_done(scope: Scope) -> dict[int, dict[str, dt.date]]:
    """Customer → name of a strategy's step → the last day on which a tickler of that name was finished."""
    names = {step.name for segment in scope.policy.strategies.segments.values() for step in segment.steps}
    done = TicklerMove.objects.filter(kind=TicklerMove.Kind.DONE, tickler__cause__in=names)
    done = done.filter(tickler__company_id=scope.company.id, tickler__state=Tickler.State.DONE)
    if scope.customer_ids is not None:
        done = done.filter(tickler__customer_id__in=scope.customer_ids)
    found: dict[int, dict[str, dt.date]] = {}
    grouped = done.order_by().values("tickler__customer_id", "tickler__cause").annotate(last=Max("at"))
    for row in grouped.iterator():
        found.setdefault(row["tickler__customer_id"], {})[row["tickler__cause"]] = (
            row["last"].astimezone(scope.zone).date()
        )
    return found


def _deductions_only(scope: Scope) -> set[AccountKey]:
    """Accounts of which everything collectable is a deduction: what is disputed as a whole says nothing here."""
    late = scope.of(
        OpenItem.objects.filter(closed_date__isnull=True, original_minor__gt=0, due_date__lt=scope.as_of)
        .filter(open_minor__gt=F("disputed_minor"))
        .order_by()
    )
    same = late.filter(customer=OuterRef("customer"), currency=OuterRef("currency"))
    rows = late.filter(kind=OpenItem.Kind.DEDUCTION).filter(~Exists(same.exclude(kind=OpenItem.Kind.DEDUCTION)))
    return set(rows.values_list("customer_id", "currency").distinct())
