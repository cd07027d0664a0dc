"""Requests with what was decided about them, and settlements with what came of them, as tables."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.domain.money import Money
from creditdesk.domain.requests import Kind as RequestKind
from creditdesk.domain.requests import State as RequestState
from creditdesk.domain.settlements import State
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of
from creditdesk.exports.request_words import DECISIONS, KINDS, LEVELS, STATES
from creditdesk.exports.settlement_words import SETTLEMENT_STATES
from creditdesk.settlements.models import Settlement
from creditdesk.settlements.queries import settlements_in


def _request_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("request", _("Request"), Kind.INTEGER),
        Column("kind", _("Asked for")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY),
        Column("given_up", _("Given up"), Kind.MONEY),
        Column("documents", _("Documents")),
        Column("why", _("Why")),
        Column("state", _("State")),
        Column("lies_with", _("Lies with")),
        Column("prepared_by", _("Prepared by")),
        Column("prepared_on", _("Prepared on"), Kind.DATE),
        Column("submitted_on", _("Submitted"), Kind.DATE),
        Column("decision", _("Decision")),
        Column("decided_by", _("Decided by")),
        Column("for", _("In the name of")),
        Column("decided_on", _("Decided on"), Kind.DATE),
        Column("words", _("Words to it")),
    )


def _request_source(asked: Asked) -> Source:
    found = visible_requests(asked.user, as_of=asked.today)
    for name, column in (("state", "state"), ("kind", "kind"), ("account", "customer_id")):
        if (value := asked.get(name)) is not None:
            found = found.filter(**{column: value})
    return ByKey(found, ("id",), _request_rows)


def _request_rows(page: list[Request]) -> list[Row]:
    decided = RequestDecision.objects.filter(request__in=page).select_related("by", "on_behalf_of").order_by("id")
    last = {one.request_id: one for one in decided}
    return [_request_row(one, last.get(one.id)) for one in page]


def _request_row(one: Request, last: RequestDecision | None) -> Row:
    content = one.asked
    return [
        one.company.code,
        one.id,
        str(KINDS[one.kind]),
        one.customer.number,
        one.customer.name,
        one.currency,
        Money(one.amount_minor, one.currency),
        Money(content.authority_minor, one.currency),
        ", ".join(line.number for line in content.lines),
        one.words,
        str(STATES[one.state]),
        str(LEVELS.get(one.needs_level, "")) if one.state == RequestState.SUBMITTED else "",
        str(one.prepared_by),
        one.prepared_at.date(),
        one.submitted_on,
        str(DECISIONS[last.what]) if last else "",
        str(last.by) if last else "",
        str(last.on_behalf_of) if last and last.on_behalf_of else "",
        last.on if last else None,
        last.words if last else "",
    ]


def _settlement_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("request", _("Request"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("debt", _("Debt"), Kind.MONEY),
        Column("offer", _("Offer"), Kind.MONEY),
        Column("offered_on", _("Offered on"), Kind.DATE),
        Column("last_day", _("Last day"), Kind.DATE),
        Column("method", _("How it is paid")),
        Column("state", _("State")),
        Column("since", _("Since"), Kind.DATE),
        Column("paid", _("Paid in time"), Kind.MONEY),
        Column("forgiven", _("Forgiven"), Kind.MONEY),
    )


def _settlement_source(asked: Asked) -> Source:
    found = settlements_in(
        asked.user, state=asked.get("state", State.OFFERED.value), as_of=asked.today, customer_id=asked.get("account")
    )
    return ByKey(found, ("id",), lambda page: [_settlement_row(one) for one in page])


def _settlement_row(one: Settlement) -> Row:
    return [
        one.company.code,
        one.customer.number,
        one.customer.name,
        one.request_id,
        one.currency,
        Money(one.claims_minor, one.currency),
        Money(one.offer_minor, one.currency),
        one.offered_on,
        one.last_day,
        one.method,
        str(SETTLEMENT_STATES[one.state]),
        one.state_on,
        Money(one.paid_minor, one.currency),
        Money(one.forgiven_minor, one.currency),
    ]


LISTINGS = (
    Listing(
        "requests",
        gettext_lazy("Requests"),
        (Permission.SEE_HISTORY,),
        _request_columns,
        _request_source,
        {
            "state": one_of(*(one.value for one in RequestState)),
            "kind": one_of(*(one.value for one in RequestKind)),
            "account": number,
        },
    ),
    Listing(
        "settlements",
        gettext_lazy("Settlements"),
        (Permission.SEE_HISTORY,),
        _settlement_columns,
        _settlement_source,
        {"state": one_of(*(one.value for one in State), "all"), "account": number},
    ),
)
