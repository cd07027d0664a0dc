"""The desk's own work as tables: the day's list, ticklers, the delinquent log, the exceptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from creditdesk.domain.money import AmountError, Money, parse_amount
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, Whole, code, number, one_of, typed_amount, yes
from creditdesk.exports.planned import planned_words
from creditdesk.exports.words import (
    PROMISE_METHODS,
    PROMISE_STATES,
    TICKLER_KINDS,
    bucket_heads,
    outcome_word,
    told,
    word,
)
from creditdesk.followup.delinquent import DelinquentLine, LogFilter, delinquent, delinquent_lines
from creditdesk.followup.models import ExceptionRow, Promise, Tickler, WorklistRow
from creditdesk.followup.promise_queries import PromiseFilter, promises
from creditdesk.followup.queries import TICKLERS_AHEAD, Filter, coming_ticklers, worklist
from creditdesk.followup.scope import policies_of
from creditdesk.followup.shown_ticklers import TicklerShown, ticklers_for
from creditdesk.followup.team_queries import ListedItem, exceptions, listed
from creditdesk.parties.access import companies_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Position
from creditdesk.receivables.positions import MOST_BUCKETS

# Ticklers that one person has in front of him; more are no list of a day.
_TICKLERS_MOST = 10_000


# ---------------------------------------------------------------- the day's list


def _worklist_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("risk", _("Class")),
        Column("portfolio", _("Portfolio")),
        Column("rep", _("Rep")),
        Column("currency", _("Currency")),
        Column("collectable", _("Collectable"), Kind.MONEY, totalled=True),
        Column("oldest_days", _("Oldest, days"), Kind.INTEGER),
        Column("why", _("Why")),
        Column("next_step", _("Next step")),
        Column("next_date", _("On"), Kind.DATE),
        Column("time_zone", _("Time zone")),
        Column("ranked_on", _("Ranked on"), Kind.DATE),
    )


def _worklist_source(asked: Asked) -> Source:
    chosen = Filter(
        portfolio_id=asked.get("portfolio"),
        risk_class=asked.get("risk_class", ""),
        currency=asked.get("currency", ""),
        minimum_minor=_minimum(asked),
        with_tickler=asked.get("planned", False),
        to_work_only=asked.get("show", "work") != "all",
    )
    found = worklist(asked.user, chosen=chosen, as_of=asked.today)
    found = found.select_related("customer__company", "customer__portfolio__rep")
    return ByKey(found, ("-jump", "-score_minor", "customer_id"), lambda page: _worklist_rows(asked, page))


def _minimum(asked: Asked) -> int | None:
    """The least amount in minor units of the currency of the reader's first company, in which the list is ranked."""
    if (typed := asked.get("minimum")) is None:
        return None
    own = companies_of(asked.user).first()
    try:
        return parse_amount(typed, currency=own.currency if own else "USD")
    except AmountError as error:
        raise refuse("filter.unreadable", "%(value)s is no value for %(name)s", value=typed, name="minimum") from error


def _worklist_rows(asked: Asked, page: Sequence[WorklistRow]) -> Iterator[Row]:
    oldest: dict[int, dt.date] = {}
    ids = [row.customer_id for row in page]
    dates = Position.objects.filter(customer_id__in=ids).values_list("customer_id", "oldest_collectable_due_date")
    for customer_id, day in dates:
        if day is not None:
            oldest[customer_id] = min(day, oldest.get(customer_id, day))
    for row in page:
        customer, since = row.customer, oldest.get(row.customer_id)
        currency = customer.company.currency
        yield [
            customer.company.code,
            customer.number,
            customer.name,
            customer.risk_class,
            customer.portfolio.name if customer.portfolio else "",
            str(customer.portfolio.rep) if customer.portfolio else "",
            currency,
            Money(row.at_stake_minor, currency),
            max(0, (asked.today - since).days) if since else None,
            "; ".join(told(Reason.from_dict(stored)) for stored in row.reasons),
            planned_words(row.next_step_name),
            row.next_step_date,
            customer.time_zone,
            row.as_of,
        ]


# ---------------------------------------------------------------- ticklers


def _tickler_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("cause", _("What is to be done")),
        Column("kind", _("Kind")),
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("due_date", _("Due"), Kind.DATE),
        Column("due_time", _("At")),
        Column("days_late", _("Days late"), Kind.INTEGER),
        Column("owner", _("Owner")),
        Column("shown_as", _("Why you see it")),
        Column("why", _("Reasons")),
    )


def _tickler_source(asked: Asked) -> Source:
    day = asked.today
    if asked.get("show") == "coming":
        coming = coming_ticklers(asked.user, as_of=day, until=day + TICKLERS_AHEAD)[:_TICKLERS_MOST]
        return Whole([_tickler_row(one, day, _SHOWN_AS["own"], "") for one in coming])
    return Whole([_shown_row(one, day) for one in ticklers_for(asked.user, as_of=day, limit=_TICKLERS_MOST)])


def _shown_row(one: TicklerShown, day: dt.date) -> Row:
    why = "; ".join(told(reason) for reason in one.placement.reasons)
    return _tickler_row(one.tickler, day, _SHOWN_AS[one.shown_as], why)


def _tickler_row(tickler: Tickler, day: dt.date, shown_as: object, why: str) -> Row:
    customer, due = tickler.customer, tickler.due_date
    late = max(0, (day - due).days) if due else None
    return [
        planned_words(tickler.cause),
        str(TICKLER_KINDS[tickler.kind]),
        customer.company.code,
        customer.number,
        customer.name,
        due,
        f"{tickler.due_time:%H:%M}" if tickler.due_time else "",
        late,
        str(tickler.owner),
        str(shown_as),
        why,
    ]


_SHOWN_AS = {
    "own": gettext_lazy("own"),
    "substitute": gettext_lazy("standing in"),
    "escalated": gettext_lazy("gone to the supervisor"),
}


# ---------------------------------------------------------------- the delinquent log


def _log_edges(asked: Asked) -> tuple[int, ...]:
    """A reader of several companies sees all of them by the buckets of his first."""
    first = next(iter(policies_of(asked.user, as_of=asked.today).values()), None)
    return first.aging.buckets if first else policy_in_force(as_of=asked.today).document.aging.buckets


def _log_columns(asked: Asked) -> tuple[Column, ...]:
    ages = bucket_heads(_log_edges(asked))
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("currency", _("Currency")),
        Column("past_due", _("Past due"), Kind.MONEY, totalled=True),
        *(Column(f"bucket_{place}", head, Kind.MONEY, totalled=True) for place, head in enumerate(ages)),
        Column("disputed", _("Disputed"), Kind.MONEY, totalled=True),
        Column("oldest_days", _("Oldest, days"), Kind.INTEGER),
        Column("last_contact", _("Last contact"), Kind.DATE),
        Column("outcome", _("Outcome")),
        Column("next_action", _("Next action")),
        Column("next_date", _("Date"), Kind.DATE),
        Column("planned_by", _("Planned by")),
        Column("promised", _("Promised"), Kind.MONEY, totalled=True),
        Column("promised_date", _("Promised for"), Kind.DATE),
        Column("promise", _("Promise")),
        Column("owner", _("Owner")),
        Column("portfolio", _("Portfolio")),
    )


def _log_source(asked: Asked) -> Source:
    chosen = LogFilter(asked.get("portfolio"), asked.get("owner"), asked.get("bucket"), asked.get("currency", ""))
    found = delinquent(asked.user, chosen=chosen, as_of=asked.today)
    found = found.select_related("customer__company", "customer__portfolio__rep")
    return ByKey(found, ("currency", "-past_due_minor", "customer_id"), lambda page: _log_rows(asked, page))


def _log_rows(asked: Asked, page: Sequence[Position]) -> Iterator[Row]:
    policies = policies_of(asked.user, as_of=asked.today)
    edges = _log_edges(asked)
    return map(_log_row, delinquent_lines(asked.user, page, policies=policies, edges=edges, as_of=asked.today))


def _log_row(line: DelinquentLine) -> Row:
    customer, facts, promise = line.customer, line.facts, line.promise
    money = [Money(minor, facts.currency) for minor in (facts.past_due_minor, *facts.buckets_minor)]
    promised: list[Cell] = [None, None, ""]
    if promise is not None:
        state = _("broken") if promise.is_broken else pgettext("promise", "open")
        promised = [Money(promise.facts.amount_minor, facts.currency), promise.facts.date, state]
    planned_by = (_("the strategy") if line.by_strategy else _("a person")) if line.next_action else ""
    return [
        customer.company.code,
        customer.number,
        customer.name,
        facts.currency,
        *money,
        Money(facts.disputed_minor, facts.currency),
        facts.oldest_days,
        timezone.localtime(line.last_contact).date() if line.last_contact else None,
        outcome_word(line.outcome),
        planned_words(line.next_action),
        line.next_date,
        planned_by,
        *promised,
        str(line.owner or ""),
        customer.portfolio.name if customer.portfolio else "",
    ]


def _log_bucket(text: str) -> int:
    bucket = number(text)
    if not 1 <= bucket < MOST_BUCKETS:
        raise ValueError(text)
    return bucket


# ---------------------------------------------------------------- promises


def _promise_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("promised_date", _("Promised for"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("promised", _("Promised"), Kind.MONEY, totalled=True),
        Column("came", _("Came"), Kind.MONEY, totalled=True),
        Column("state", _("State")),
        Column("judged_on", _("Decided on"), Kind.DATE),
        Column("level", _("Promise for this debt"), Kind.INTEGER),
        Column("method", _("Paid by")),
        Column("made_on", _("Made on"), Kind.DATE),
        Column("made_with", _("Recorded by")),
        Column("rep", _("Rep")),
    )


def _promise_source(asked: Asked) -> Source:
    day = asked.get("day")
    chosen = PromiseFilter(day, day, asked.get("state", ""), asked.get("portfolio"), asked.get("account"))
    found = promises(asked.user, chosen=chosen, as_of=asked.today).select_related("customer__company")
    return ByKey(found, ("date", "id"), lambda page: map(_promise_row, page))


def _promise_row(promise: Promise) -> Row:
    customer, portfolio = promise.customer, promise.customer.portfolio
    return [
        customer.company.code,
        customer.number,
        customer.name,
        promise.date,
        promise.currency,
        Money(promise.amount_minor, promise.currency),
        Money(promise.received_minor, promise.currency),
        str(PROMISE_STATES[promise.state]),
        promise.judged_on,
        promise.level,
        str(PROMISE_METHODS[promise.method]) if promise.method else "",
        promise.made_on,
        str(promise.activity.by),
        str(portfolio.rep) if portfolio else "",
    ]


# ---------------------------------------------------------------- exceptions


def _exception_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("item", _("Item")),
        Column("due_date", _("Due date"), Kind.DATE),
        Column("days_past_due", _("Days past due"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("why", _("Why none")),
        Column("rep", _("Rep")),
        Column("decision", _("Last decision")),
        Column("until", _("Until"), Kind.DATE),
        Column("decided_by", _("Decided by")),
    )


def _exception_source(asked: Asked) -> Source:
    found = exceptions(asked.user, portfolio_id=asked.get("portfolio"), as_of=asked.today)
    found = found.select_related("customer__company", "customer__portfolio__rep")
    return ByKey(found, ("oldest_due_date", "customer_id", "currency"), lambda page: _exception_rows(asked, page))


def _exception_rows(asked: Asked, page: Sequence[ExceptionRow]) -> Iterator[Row]:
    return (_exception_row(one, asked.today) for one in listed(page, as_of=asked.today))


def _exception_row(one: ListedItem, day: dt.date) -> Row:
    customer, decided = one.row.customer, one.decided
    said = f"{word(decided.get_kind_display())}: {decided.reason}" if decided else ""
    return [
        customer.company.code,
        customer.number,
        customer.name,
        one.item.number,
        one.item.due_date,
        (day - one.item.due_date).days,
        one.row.currency,
        Money(one.item.minor, one.row.currency),
        told(Reason.from_dict(one.row.reason)),
        str(customer.portfolio.rep) if customer.portfolio else "",
        said,
        decided.until if decided else None,
        str(decided.by) if decided else "",
    ]


LISTINGS = (
    Listing(
        name="worklist",
        title=gettext_lazy("Worklist"),
        permissions=(Permission.WORK_TICKLERS,),
        columns=_worklist_columns,
        source=_worklist_source,
        filters={
            "portfolio": number,
            "risk_class": one_of(*"ABCDE"),
            "currency": code,
            "minimum": typed_amount,
            "planned": yes,
            "show": one_of("work", "all"),
        },
    ),
    Listing(
        name="ticklers",
        title=gettext_lazy("Ticklers"),
        permissions=(Permission.WORK_TICKLERS,),
        columns=_tickler_columns,
        source=_tickler_source,
        filters={"show": one_of("due", "coming")},
    ),
    Listing(
        name="delinquent_log",
        title=gettext_lazy("Delinquent log"),
        permissions=(Permission.SEE_HISTORY,),
        columns=_log_columns,
        source=_log_source,
        filters={"portfolio": number, "owner": number, "bucket": _log_bucket, "currency": code},
    ),
    Listing(
        name="promises",
        title=gettext_lazy("Promises"),
        permissions=(Permission.SEE_HISTORY,),
        columns=_promise_columns,
        source=_promise_source,
        filters={
            "state": one_of("", *PROMISE_STATES),
            "portfolio": number,
            "account": number,
            "day": dt.date.fromisoformat,
        },
    ),
    Listing(
        name="exceptions",
        title=gettext_lazy("Exceptions"),
        permissions=(Permission.SEE_EXCEPTIONS,),
        columns=_exception_columns,
        source=_exception_source,
        filters={"portfolio": number},
    ),
)
