"""The review calendar and the credit files behind it, as a table: what each customer's newest review found."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.creditfile.models import ReviewDue, ReviewFinding
from creditdesk.creditfile.queries import CalendarFilter, calendar_rows
from creditdesk.creditfile.snapshots import reasons_in
from creditdesk.domain.money import Money
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of, words
from creditdesk.exports.credit_words import ADVICES
from creditdesk.exports.words import told

_DAYS = {"": 0, "30": 30, "all": None}


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("class", _("Class")),
        Column("due_on", _("Due"), Kind.DATE),
        Column("called_by", _("Called by")),
        Column("last_review_on", _("Last review"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("limit", _("Limit"), Kind.MONEY),
        Column("score", _("Score"), Kind.INTEGER),
        Column("index", _("Payment index"), Kind.INTEGER),
        Column("days_beyond_terms", _("Days beyond terms"), Kind.INTEGER),
        Column("z", _("Altman Z′")),
        Column("class_found", _("Class by the file")),
        Column("limit_found", _("Limit by the formula"), Kind.MONEY),
        Column("recommended", _("Recommended")),
    )


def _source(asked: Asked) -> Source:
    chosen = CalendarFilter(
        days=_DAYS[asked.get("due", "")],
        called=asked.get("called", "") == "on",
        company=asked.get("company", ""),
        risk_class=asked.get("risk_class", ""),
    )
    return ByKey(calendar_rows(asked.user, chosen=chosen, as_of=asked.today), ("rank", "id"), _rows)


def _rows(page: list[ReviewDue]) -> list[Row]:
    found: dict[int, ReviewFinding] = {}
    newest = ReviewFinding.objects.filter(customer__in=[one.customer_id for one in page]).order_by("id")
    for one in newest.select_related("review"):
        found[one.customer_id] = one
    return [_row(one, found.get(one.customer_id)) for one in page]


def _row(due: ReviewDue, found: ReviewFinding | None) -> Row:
    customer = due.customer
    limit = customer.credit_limit_minor
    kept = found.snapshot if found is not None else {}
    row: list[str | int | dt.date | Money | None] = [
        due.company.code,
        customer.number,
        customer.name,
        customer.risk_class,
        due.due_on,
        "; ".join(told(one) for one in reasons_in(due.called_by)),
        due.last_review_on,
        customer.currency,
        Money(limit, customer.currency) if limit is not None else None,
        found.score if found else None,
        kept.get("index"),
        kept.get("days_beyond_terms"),
        kept.get("z") or "",
        found.risk_class if found else "",
        Money(found.limit_minor, kept["currency"]) if found else None,
        str(ADVICES[found.advice]) if found else "",
    ]
    return row


LISTINGS = (
    Listing(
        "credit_reviews",
        gettext_lazy("Credit reviews"),
        (Permission.SEE_CREDIT_FILE,),
        _columns,
        _source,
        {
            "due": one_of("30", "all"),
            "called": one_of("on"),
            "company": words,
            "risk_class": one_of(*(one.value for one in RiskClass)),
        },
    ),
)
