"""Reading the day's work: the ranked list and who may see which row of it, ticklers, calls. Rows: `todays_list`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Activity, Tickler, WorklistRow
from creditdesk.parties.access import Reach, one_of, reach_of
from creditdesk.parties.models import Company, User
from creditdesk.parties.plain_sql import rows_of
from creditdesk.receivables.models import Position

PAGE = 50
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


def at_stake(rows: QuerySet[WorklistRow], *, companies: Iterable[Company]) -> list[AtStake]:
    """Accounts and money of the rows, one for each currency of the companies that they are of."""
    sums = rows.order_by().values("company_id").order_by("company_id")
    found = sums.annotate(accounts=Count("id"), minor=Sum("at_stake_minor"), ranked_on=Max("as_of"))
    currencies = {company.id: company.currency for company in companies}
    by_currency: dict[str, AtStake] = {}
    for row in found:
        currency = currencies[row["company_id"]]
        before = by_currency.get(currency, AtStake(currency, 0, 0, row["ranked_on"]))
        by_currency[currency] = AtStake(
            currency,
            before.accounts + row["accounts"],
            before.minor + row["minor"],
            max(before.ranked_on, row["ranked_on"]),
        )
    return [by_currency[currency] for currency in sorted(by_currency)]


def neighbours(reach: Reach, *, customer_id: int) -> tuple[int | None, int | None]:
    """The customers before and after this one on the worklist, to move on without going back to it.

    After a customer that is not on the list comes its first.
    """
    if reach.portfolio_ids is not None:
        lists = [f"portfolio_id = {key}" for key in reach.portfolio_ids]
    else:
        lists = [f"company_id = {key}" for key in reach.company_ids]
    seen = " OR ".join(lists or ["1 = 0"])
    statement = f"SELECT jump, score_minor FROM followup_worklistrow WHERE customer_id = %s AND ({seen})"
    found = rows_of(statement, customer_id)
    if not found:
        return None, _nearest(lists, [("", _DOWN)])
    ((jump, score),) = found
    before = [
        (f"AND jump = {jump} AND score_minor = {score} AND customer_id < {customer_id}", _UP),
        (f"AND jump = {jump} AND score_minor > {score}", _UP),
        (f"AND jump > {jump}", _UP),
    ]
    after = [
        (f"AND jump = {jump} AND score_minor = {score} AND customer_id > {customer_id}", _DOWN),
        (f"AND jump = {jump} AND score_minor < {score}", _DOWN),
        (f"AND jump < {jump}", _DOWN),
    ]
    return _nearest(lists, before), _nearest(lists, after)


_DOWN = "jump DESC, score_minor DESC, customer_id"
_UP = "jump, score_minor, customer_id DESC"


def _nearest(lists: Sequence[str], steps: Sequence[tuple[str, str]]) -> int | None:
    """The first customer of the lists beyond a place. Each step is a range of the index; the nearer one comes first."""
    for beyond, order in steps:
        looks = [
            f"SELECT * FROM (SELECT jump, score_minor, customer_id FROM followup_worklistrow "
            f"WHERE {one} {beyond} ORDER BY {order} LIMIT 1) one"
            for one in lists
        ]
        if looks and (rows := rows_of(f"{' UNION ALL '.join(looks)} ORDER BY {order} LIMIT 1")):
            return int(rows[0][2])
    return None


def worklist_row(customer_id: int) -> WorklistRow | None:
    """The account's place with its reasons and next step, or None where it needs no work."""
    return WorklistRow.objects.filter(customer_id=customer_id).first()


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
    return found.order_by(F("due_date").asc(nulls_last=True), "id")


def coming_ticklers(user: User, *, as_of: dt.date, until: dt.date) -> QuerySet[Tickler]:
    """The user's own ticklers of later days up to one, and at the end those without a day."""
    own = Tickler.objects.filter(owner=user, state=Tickler.State.OPEN)
    own = own.filter(Q(due_date__gt=as_of, due_date__lte=until) | Q(due_date__isnull=True))
    return own.select_related("customer__company", "owner").order_by(F("due_date").asc(nulls_last=True), "id")


def first_tickler_of(customer_ids: Sequence[int]) -> dict[int, Tickler]:
    """Customer → its first open tickler with a day, the one that a key on its row snoozes."""
    found: dict[int, Tickler] = {}
    rows = Tickler.objects.filter(customer_id__in=customer_ids, state=Tickler.State.OPEN, due_date__isnull=False)
    for tickler in rows.select_related("owner").order_by("due_date", "id"):
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


def attempts_of(customer_ids: Sequence[int], *, since: dt.datetime) -> dict[int, list[Attempt]]:
    """Customer → outbound calls since the instant: what the contact rules count."""
    calls = Activity.objects.filter(
        customer_id__in=customer_ids,
        channel=Activity.Channel.CALL,
        direction=Activity.Direction.OUTBOUND,
        happened_at__gte=since,
    )
    found: dict[int, list[Attempt]] = {}
    for customer_id, happened_at, outcome in calls.values_list("customer_id", "happened_at", "outcome"):
        found.setdefault(customer_id, []).append(Attempt(happened_at, outcome))
    return found
