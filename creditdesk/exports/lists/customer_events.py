"""Customer events, what salespeople were told of them, and changes of data that wait, as tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of
from creditdesk.exports.event_words import (
    ASK_CHANNELS,
    CHANGE_STATES,
    DATA_FIELDS,
    DATA_KINDS,
    EVENT_KINDS,
    EVENT_STATES,
)
from creditdesk.followup.event_queries import ChangeFilter, EventFilter, changes, customer_events, notices
from creditdesk.followup.models import CustomerEvent, DataChange, Notice
from creditdesk.parties.models import Customer


def _who_columns() -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
    )


def _who(customer: Customer) -> Row:
    return [customer.company.code, customer.number, customer.name]


# ---------------------------------------------------------------- events


def _event_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_who_columns(),
        Column("event", _("Event")),
        Column("happened_on", _("Happened"), Kind.DATE),
        Column("state", _("State")),
        Column("reported_on", _("Reported"), Kind.DATE),
        Column("reported_by", _("Reported by")),
        Column("note", _("Note")),
        Column("portfolio", _("Portfolio")),
        Column("rep", _("Rep")),
    )


def _event_source(asked: Asked) -> Source:
    chosen = EventFilter(
        asked.get("state", ""),
        asked.get("kind", ""),
        asked.get("portfolio"),
        asked.get("account"),
        asked.get("age"),
    )
    found = customer_events(asked.user, chosen=chosen, as_of=asked.today)
    return ByKey(found, ("-id",), lambda page: map(_event_row, page))


def _event_row(event: CustomerEvent) -> Row:
    portfolio = event.customer.portfolio
    return [
        *_who(event.customer),
        str(EVENT_KINDS[event.kind]),
        event.happened_on,
        str(EVENT_STATES[event.state]),
        event.reported_at.date(),
        str(event.reported_by),
        event.note,
        portfolio.name if portfolio else "",
        str(portfolio.rep) if portfolio else "",
    ]


# ---------------------------------------------------------------- notices


def _notice_columns(asked: Asked) -> tuple[Column, ...]:
    """Nothing that is history: sales takes this list out as well."""
    return (
        *_who_columns(),
        Column("told_on", _("Told"), Kind.DATE),
        Column("event", _("Event")),
        Column("state", _("State")),
        Column("happened_on", _("Happened"), Kind.DATE),
        Column("salesperson", _("Salesperson")),
    )


def _notice_source(asked: Asked) -> Source:
    found = notices(asked.user, as_of=asked.today)
    return ByKey(found, ("-id",), lambda page: map(_notice_row, page))


def _notice_row(notice: Notice) -> Row:
    event = notice.step.event
    return [
        *_who(notice.customer),
        notice.at.date(),
        str(EVENT_KINDS[event.kind]),
        str(EVENT_STATES[notice.step.state]),
        event.happened_on,
        notice.to_name,
    ]


# ---------------------------------------------------------------- changes of data


def _change_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_who_columns(),
        Column("what", _("What")),
        Column("before", _("When it was asked for")),
        Column("asked_for", _("Asked for")),
        Column("state", _("State")),
        Column("asked_by", _("Asked for by")),
        Column("how", _("How")),
        Column("taken_on", _("Taken"), Kind.DATE),
        Column("taken_by", _("Taken by")),
    )


def _change_source(asked: Asked) -> Source:
    chosen = ChangeFilter(asked.get("state", ""), asked.get("kind", ""))
    found = changes(asked.user, chosen=chosen, as_of=asked.today)
    return ByKey(found, ("id",), lambda page: map(_change_row, page))


def _change_row(change: DataChange) -> Row:
    """A bank account is told by its end only: it was never kept otherwise."""
    sides = [
        "; ".join(f"{DATA_FIELDS[name]}: {value}" for name, value in side.items() if value)
        for side in (change.old, change.new)
    ]
    return [
        *_who(change.customer),
        str(DATA_KINDS[change.kind]),
        *sides,
        str(CHANGE_STATES[change.state]),
        change.asked_by,
        str(ASK_CHANNELS[change.asked_channel]),
        change.requested_at.date(),
        str(change.requested_by),
    ]


LISTINGS = (
    Listing(
        name="customer_events",
        title=gettext_lazy("Customer events"),
        permissions=(Permission.SEE_HISTORY,),
        columns=_event_columns,
        source=_event_source,
        filters={
            "state": one_of("", "open", "to_decide", *EVENT_STATES),
            "kind": one_of("", *EVENT_KINDS),
            "portfolio": number,
            "account": number,
            "age": number,
        },
    ),
    Listing(
        name="notices",
        title=gettext_lazy("Notices"),
        permissions=(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN),
        columns=_notice_columns,
        source=_notice_source,
    ),
    Listing(
        name="data_changes",
        title=gettext_lazy("Data changes"),
        permissions=(Permission.SEE_HISTORY,),
        columns=_change_columns,
        source=_change_source,
        filters={"state": one_of("", "open", *CHANGE_STATES), "kind": one_of("", *DATA_KINDS)},
    ),
)
