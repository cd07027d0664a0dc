"""Reading the day's work: the ranked list, ticklers due, promises, what came in, the delinquent log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.followup.models import Activity, Tickler, WorklistRow
from creditdesk.followup.promised import uncorrected
from creditdesk.parties.access import covered_reps, visible_customers
from creditdesk.parties.models import Customer, Portfolio, User
from creditdesk.receivables.models import OpenItem, Position

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
    rows = WorklistRow.objects.filter(own_rows(user, as_of=as_of))
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


def worklist_page(rows: QuerySet[WorklistRow], *, after: tuple[int, int, int] | None = None) -> list[WorklistRow]:
    """One page (and one row more, which tells that there is another) after (jump, score, customer id)."""
    if after is not None:
        jump, score, customer_id = after
        rows = rows.filter(
            Q(jump__lt=jump)
            | Q(jump=jump, score_minor__lt=score)
            | Q(jump=jump, score_minor=score, customer_id__gt=customer_id)
        )
    return list(rows.select_related("customer__company", "customer__portfolio__rep")[: PAGE + 1])


def at_stake(rows: QuerySet[WorklistRow]) -> list[AtStake]:
    """Accounts and money of the rows, one for each company currency."""
    sums = rows.order_by().values("company__currency")
    sums = sums.annotate(accounts=Count("id"), minor=Sum("at_stake_minor"), ranked_on=Max("as_of"))
    return [
        AtStake(row["company__currency"], row["accounts"], row["minor"], row["ranked_on"])
        for row in sums.order_by("company__currency")
    ]


def currencies_owed(user: User) -> list[str]:
    """The currencies in which customers of the user's companies owe."""
    owed = Position.objects.filter(company__in=user.companies.all()).order_by("currency")
    return list(owed.values_list("currency", flat=True).distinct())


def neighbours(user: User, *, customer_id: int, as_of: dt.date) -> tuple[int | None, int | None]:
    """The customers before and after this one on the user's worklist, to move on without going back to it."""
    rows = worklist(user, chosen=Filter(), as_of=as_of)
    here = rows.filter(customer_id=customer_id).values_list("jump", "score_minor").first()
    if here is None:
        return None, rows.values_list("customer_id", flat=True).first()
    jump, score = here
    below = Q(jump__lt=jump) | Q(jump=jump, score_minor__lt=score)
    above = Q(jump__gt=jump) | Q(jump=jump, score_minor__gt=score)
    same = Q(jump=jump, score_minor=score)
    following = rows.filter(below | (same & Q(customer_id__gt=customer_id))).values_list("customer_id", flat=True)
    before = rows.filter(above | (same & Q(customer_id__lt=customer_id))).order_by(
        "jump", "score_minor", "-customer_id"
    )
    return before.values_list("customer_id", flat=True).first(), following.first()


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


def own_rows(user: User, *, as_of: dt.date) -> Q:
    """The condition that a row is of an account that the user may see; by indexed columns where the role allows it."""
    if has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL):
        return Q(company__in=user.companies.all())
    if user.desk_role is Role.REP:
        portfolios = Portfolio.objects.filter(rep__in=covered_reps(user, as_of=as_of)).values_list("id", flat=True)
        return Q(portfolio_id__in=list(portfolios), company__in=user.companies.all())
    return Q(customer__in=visible_customers(user, as_of=as_of))


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


# ---------------------------------------------------------------- promised, came in


def promised_for(visible: QuerySet[Customer], *, day: dt.date, limit: int = 50) -> list[Activity]:
    """The promises for the day on the visible accounts, the largest first."""
    promises = uncorrected(Activity.objects.filter(promised_date=day))
    mine = promises.filter(customer__in=visible)
    return list(mine.select_related("customer__company", "by").order_by("-promised_minor", "id")[:limit])


def came_in(
    visible: QuerySet[Customer], *, since: Mapping[int, dt.date], as_of: dt.date, limit: int = 20
) -> list[OpenItem]:
    """Payments and credits of the days since each company's own day, on the visible accounts, the largest first."""
    days = Q(pk__in=[])
    for company_id, day in since.items():
        days |= Q(company_id=company_id, document_date__gte=day)
    found = OpenItem.objects.filter(
        days,
        kind__in=[OpenItem.Kind.PAYMENT, OpenItem.Kind.CREDIT_MEMO],
        document_date__lte=as_of,
        voided_on__isnull=True,
        customer__in=visible,
    )
    return list(found.select_related("customer__company").order_by("original_minor", "id")[:limit])


def last_business_days(policies: Mapping[int, PolicyDocument], *, as_of: dt.date) -> dict[int, dt.date]:
    """Company → its business day before the day: since when something can have come in overnight."""
    return {key: policy.company_calendar.add_business_days(as_of, -1) for key, policy in policies.items()}


# ---------------------------------------------------------------- calls


def attempts_of(customer_ids: Sequence[int], *, since: dt.datetime) -> dict[int, list[Activity]]:
    """Customer → outbound calls since the instant: what the contact rules count."""
    calls = Activity.objects.filter(
        customer_id__in=customer_ids,
        channel=Activity.Channel.CALL,
        direction=Activity.Direction.OUTBOUND,
        happened_at__gte=since,
    ).only("customer_id", "happened_at", "outcome")
    found: dict[int, list[Activity]] = {}
    for call in calls:
        found.setdefault(call.customer_id, []).append(call)
    return found
