"""Reading the day's work: the ranked list and who may see which row of it, ticklers, calls. Rows: `todays_list`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Activity, Tickler, WorklistRow
from creditdesk.parties.models import User
from creditdesk.parties.plain_sql import (
    Read,
    Rows,
    ask,
    ask_together,
    day,
    instant,
    keys,
    read_query,
    read_rows,
    stored,
)
from creditdesk.parties.reach import Reach, SellingCompany, one_of, reach_of
from creditdesk.receivables.models import OpenItem, Position

PAGE = 50
# How far ahead the ticklers that come up are shown.
TICKLERS_AHEAD = dt.timedelta(days=14)
# On a row: nothing to do before another day, or no contact at all.
RESTING = ("wait", "no_contact", "nothing")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader narrows the worklist to; empty fields narrow nothing. `minimum_minor` is in company currency."""

    portfolio_id: int | None = None
    risk_class: str = ""
    currency: str = ""
    minimum_minor: int | None = None
    with_tickler: bool = False
    to_work_only: bool = False


@dataclass(frozen=True, slots=True)
class AtStake:
    """How many accounts, and what may be asked for on them, in minor units of one company's currency."""

    currency: str
    accounts: int
    minor: int
    # The day for which the rows were ranked: earlier than today where no night has run since.
    ranked_on: dt.date


def worklist(user: User, *, chosen: Filter, as_of: dt.date) -> QuerySet[WorklistRow]:
    """The accounts that need work and that the user may see, first to last. docs/rules/worklist.md."""
    return worklist_within(reach_of(user, as_of=as_of), chosen=chosen)


def worklist_within(reach: Reach, *, chosen: Filter) -> QuerySet[WorklistRow]:
    """The same for a reach that was asked for already."""
    rows = WorklistRow.objects.filter(own_rows(reach))
    if chosen.portfolio_id is not None:
        rows = rows.filter(portfolio_id=chosen.portfolio_id)
    if chosen.risk_class:
        rows = rows.filter(customer__risk_class=chosen.risk_class)
    if chosen.currency:
        owing = Position.objects.filter(customer=OuterRef("customer"), currency=chosen.currency)
        rows = rows.filter(Exists(owing.filter(collectable_minor__gt=0)))
    if chosen.minimum_minor is not None:
        rows = rows.filter(at_stake_minor__gte=chosen.minimum_minor)
    if chosen.with_tickler:
        rows = rows.filter(Exists(Tickler.objects.filter(customer=OuterRef("customer"), state=Tickler.State.OPEN)))
    if chosen.to_work_only:
        rows = rows.exclude(next_step_kind__in=RESTING)
    return rows.order_by("-jump", "-score_minor", "customer_id")


def read_at_stake(rows: QuerySet[WorklistRow], *, companies: Iterable[SellingCompany]) -> Read[list[AtStake]]:
    """Accounts and money of the rows, one for each currency of the companies that they are of."""
    sums = rows.order_by().values("company_id").order_by("company_id")
    currencies = {company.id: company.currency for company in companies}
    found = sums.annotate(accounts=Count("*"), minor=Sum("at_stake_minor"), ranked_on=Max("as_of"))
    columns = ("company_id", "accounts", "minor", "ranked_on")
    return read_query(found.values_list(*columns), lambda found: _by_currency(found, currencies))


def _by_currency(found: Rows, currencies: Mapping[int, str]) -> list[AtStake]:
    by_currency: dict[str, AtStake] = {}
    for company_id, accounts, minor, stored_day in found:
        currency, ranked_on = currencies[company_id], day(stored_day)
        before = by_currency.get(currency, AtStake(currency, 0, 0, ranked_on))
        ranked_on = max(before.ranked_on, ranked_on)
        by_currency[currency] = AtStake(currency, before.accounts + accounts, before.minor + int(minor), ranked_on)
    return [by_currency[currency] for currency in sorted(by_currency)]


def neighbours(reach: Reach, *, customer_id: int, row: WorklistRow | None) -> tuple[int | None, int | None]:
    """The customers before and after this one on the worklist, to move on without going back to it.

    `row` is the customer's own; after a customer that is not on the user's list comes its first.
    """
    if reach.portfolio_ids is not None:
        lists = [f"portfolio_id = {key}" for key in reach.portfolio_ids]
        is_listed = row is not None and row.portfolio_id in reach.portfolio_ids
    else:
        lists = [f"company_id = {key}" for key in reach.company_ids]
        is_listed = row is not None and row.company_id in reach.company_ids
    if not lists:
        return None, None
    if row is None or not is_listed:
        return None, ask(_read_nearest(lists, [""], order=_DOWN))
    same_score = f"AND jump = {row.jump} AND score_minor = {row.score_minor}"
    same_jump = f"AND jump = {row.jump} AND score_minor"
    before = [
        f"{same_score} AND customer_id < {customer_id}",
        f"{same_jump} > {row.score_minor}",
        f"AND jump > {row.jump}",
    ]
    after = [
        f"{same_score} AND customer_id > {customer_id}",
        f"{same_jump} < {row.score_minor}",
        f"AND jump < {row.jump}",
    ]
    return ask_together(_read_nearest(lists, before, order=_UP), _read_nearest(lists, after, order=_DOWN))


_DOWN = "jump DESC, score_minor DESC, customer_id"
_UP = "jump, score_minor, customer_id DESC"


def _read_nearest(lists: Sequence[str], ranges: Sequence[str], *, order: str) -> Read[int | None]:
    """The first customer of the lists beyond a place, which is told as ranges of the index: one look into each."""
    looks = [
        f"SELECT * FROM (SELECT jump, score_minor, customer_id FROM followup_worklistrow "
        f"WHERE {one} {beyond} ORDER BY {order} LIMIT 1) one"
        for one in lists
        for beyond in ranges
    ]
    statement = f"{' UNION ALL '.join(looks)} ORDER BY {order} LIMIT 1"
    return Read(statement, (), lambda rows: rows[0][2] if rows else None)


def worklist_row(customer_id: int) -> WorklistRow | None:
    """The account's place with its reasons and next step, or None where it needs no work."""
    return next(iter(ask(read_worklist_row(customer_id))), None)


def read_worklist_row(customer_id: int) -> Read[list[WorklistRow]]:
    """The same, to be asked together with others: one row or none."""
    return read_rows(WorklistRow, "t.customer_id = %s", customer_id)


def read_next_tickler(customer_id: int) -> Read[list[Tickler]]:
    """The first of the account's ticklers still to be done, as `open_ticklers` sorts them: one or none."""
    order = "t.due_date IS NULL, t.due_date, t.due_time IS NULL, t.due_time, t.id"
    condition = f"t.customer_id = %s AND t.state = %s ORDER BY {order} LIMIT 1"
    return read_rows(Tickler, condition, customer_id, Tickler.State.OPEN.value)


def reasons_of(row: WorklistRow) -> list[Reason]:
    """Why the account stands where it does, strongest first."""
    return [Reason.from_dict(stored) for stored in row.reasons]


def positions_of(customer_ids: Sequence[int]) -> dict[int, list[Position]]:
    """Customer → what it owes, one for each currency, the largest past due first."""
    found: dict[int, list[Position]] = {}
    for row in Position.objects.filter(customer_id__in=customer_ids).order_by("customer_id", "-collectable_minor"):
        found.setdefault(row.customer_id, []).append(row)
    return found


def own_rows(reach: Reach) -> Q:
    """The condition that a row is of an account in reach; by the row's own indexed columns where they tell it."""
    if reach.salesperson_id is not None or not reach.company_ids:
        return reach.customers("customer__")
    if reach.portfolio_ids is None:
        return one_of("company", reach.company_ids)
    # An account is never in a portfolio of another company; to ask for both lets the database choose the wrong index.
    return one_of("portfolio_id", reach.portfolio_ids)


# ---------------------------------------------------------------- ticklers


def open_ticklers(customer_id: int) -> QuerySet[Tickler]:
    """The account's ticklers still to be done, the first due first, those without a day last."""
    found = Tickler.objects.filter(customer_id=customer_id, state=Tickler.State.OPEN).select_related("owner")
    return found.order_by(F("due_date").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "id")


def ticklers_beside_import(file_id: int) -> int:
    """How many open ticklers the customers have whose documents the import brought."""
    theirs = OpenItem.objects.filter(import_file_id=file_id, voided_on__isnull=True).values("customer_id")
    return Tickler.objects.filter(state=Tickler.State.OPEN, customer_id__in=theirs).count()


def coming_ticklers(user: User, *, as_of: dt.date, until: dt.date) -> QuerySet[Tickler]:
    """The user's own ticklers of later days up to one, and at the end those without a day."""
    own = Tickler.objects.filter(owner=user, state=Tickler.State.OPEN)
    own = own.filter(Q(due_date__gt=as_of, due_date__lte=until) | Q(due_date__isnull=True))
    own = own.select_related("customer__company", "owner")
    return own.order_by(F("due_date").asc(nulls_last=True), F("due_time").asc(nulls_last=True), "id")


def ticklers_page(
    rows: QuerySet[Tickler], *, after: tuple[dt.date | None, int] | None = None, size: int = PAGE
) -> list[Tickler]:
    """One page (and one row more) of ticklers, those without a day last, after (due day or None, id)."""
    if after is not None:
        due, key = after
        behind = Q(due_date__isnull=True, id__gt=key)
        if due is not None:
            behind = Q(due_date__gt=due) | Q(due_date=due, id__gt=key) | Q(due_date__isnull=True)
        rows = rows.filter(behind)
    return list(rows.order_by(F("due_date").asc(nulls_last=True), "id")[: size + 1])


def first_tickler_of(customer_ids: Sequence[int]) -> dict[int, Tickler]:
    """Customer → its first open tickler with a day, the one that a key on its row snoozes."""
    found: dict[int, Tickler] = {}
    rows = Tickler.objects.filter(customer_id__in=customer_ids, state=Tickler.State.OPEN, due_date__isnull=False)
    for tickler in rows.select_related("owner").order_by("due_date", F("due_time").asc(nulls_last=True), "id"):
        found.setdefault(tickler.customer_id, tickler)
    return found


# ---------------------------------------------------------------- days and calls


def last_business_days(policies: Mapping[int, PolicyDocument], *, as_of: dt.date) -> dict[int, dt.date]:
    """Company → its business day before the day: since when something can have come in overnight."""
    return {key: policy.company_calendar.add_business_days(as_of, -1) for key, policy in policies.items()}


@dataclass(frozen=True, slots=True)
class Attempt:
    """An outbound call: when, and with which outcome."""

    happened_at: dt.datetime
    outcome: str


def attempts_of(customer_ids: Iterable[int], *, since: dt.datetime) -> dict[int, list[Attempt]]:
    """Customer → outbound calls since the instant: what the contact rules count."""
    return ask(read_attempts(customer_ids, since=since))


def read_attempts(customer_ids: Iterable[int], *, since: dt.datetime) -> Read[dict[int, list[Attempt]]]:
    """The same, to be asked together with others."""
    statement = _ATTEMPTS.format(customers=keys(customer_ids))
    return Read(statement, (Activity.Channel.CALL.value, Activity.Direction.OUTBOUND.value, stored(since)), _attempts)


def _attempts(rows: Rows) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = {}
    for customer_id, happened_at, outcome in rows:
        found.setdefault(customer_id, []).append(Attempt(instant(happened_at), outcome))
    return found


_ATTEMPTS = """
SELECT customer_id, happened_at, outcome FROM followup_activity
WHERE channel = %s AND direction = %s AND happened_at >= %s AND source = '' AND customer_id IN ({customers})
ORDER BY happened_at DESC, id DESC
"""
