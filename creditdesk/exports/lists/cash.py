"""The payments that came, as the queue of the Cash screen is narrowed, and what they were matched to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.access import receipts_for
from creditdesk.cash.history import matches_touching
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.queries import CHANNELS, QUEUE_ORDERS, STATES, CashFilter, queue
from creditdesk.cash.settling import unapplied_minor
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of, sort_by, typed_amount, words
from creditdesk.exports.words import told
from creditdesk.receivables.access import item_for, items_for
from creditdesk.receivables.search import amounts_meant


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("value_date", _("Valued on"), Kind.DATE),
        Column("posting_date", _("Posting date"), Kind.DATE),
        Column("channel", _("Channel")),
        Column("reference", _("Reference")),
        Column("payer", cash_words.payer_head()),
        Column("account", _("Account number")),
        Column("customer", _("Customer")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("left", cash_words.left_head(), Kind.MONEY, totalled=True),
        Column("decided", _("Decision")),
        Column("why", _("Why")),
        Column("recorded_by", _("Recorded by")),
    )


def chosen_of(asked: Asked) -> CashFilter:
    """The filter of the screen."""
    typed = asked.get("amount", "")
    return CashFilter(
        state=asked.get("state", ""),
        company=asked.get("company", ""),
        account_id=asked.get("account"),
        customer_id=asked.get("customer"),
        channel=asked.get("channel", ""),
        text=asked.get("q", ""),
        amounts_minor=frozenset(amounts_meant(asked.user, typed)) if typed else None,
    )


def _source(asked: Asked) -> Source:
    found = queue(asked.user, chosen=chosen_of(asked), as_of=asked.today)
    sort = asked.get("sort") or "value_date"
    column = QUEUE_ORDERS[sort.removeprefix("-")].column
    return ByKey(found, (f"-{column}" if sort.startswith("-") else column, "id"), _rows)


def _rows(page: Iterable[Receipt]) -> Iterable[Row]:
    for one in page:
        customer = one.customer
        yield [
            one.company.code,
            one.number,
            one.value_date,
            one.posting_date,
            str(cash_words.CHANNELS[one.channel]),
            one.trace,
            one.payer_name,
            customer.number if customer else "",
            customer.name if customer else "",
            one.currency,
            Money(one.amount_minor, one.currency),
            Money(unapplied_minor(one), one.currency),
            str(cash_words.STANDINGS[one.standing]),
            one.standing_why,
            one.recorded_by,
        ]


# ---------------------------------------------------------------- what payments were matched to


def _match_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("match", _("Match"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("payment", _("Payment")),
        Column("payment_customer", _("Customer")),
        Column("day", _("Posting date"), Kind.DATE),
        Column("document", _("Document")),
        Column("account", _("Account number")),
        Column("currency", _("Currency")),
        Column("applied", _("Applied"), Kind.MONEY, totalled=True),
        Column("discount", _("Discount"), Kind.MONEY, totalled=True),
        Column("difference", _("Small difference"), Kind.MONEY, totalled=True),
        Column("deduction", _("Deduction"), Kind.MONEY, totalled=True),
        Column("claim", _("Claim number")),
        Column("by", _("By")),
        Column("at", _("Recorded"), Kind.INSTANT),
        Column("confidence", _("Confidence"), Kind.PERCENT),
        Column("reasons", _("Reasons")),
        Column("reviewed_by", _("Looked through by")),
        Column("taken_back", _("Taken back"), Kind.DATE),
        Column("taken_back_why", _("Why")),
    )


def _match_source(asked: Asked) -> Source:
    receipts = receipts_for(asked.user, as_of=asked.today)
    if item_id := asked.get("document"):
        found = matches_touching(item_for(asked.user, item_id, as_of=asked.today).id, receipts=receipts)
    else:
        found = Match.objects.filter(receipt__in=receipts.select_related(None).values("id"))
    narrowed = {
        "receipt": asked.get("receipt"),
        "receipt__customer": asked.get("payer"),
        "posting_date__gte": asked.get("first"),
        "posting_date__lte": asked.get("last"),
    }
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    found = found.select_related("company", "receipt", "receipt__customer")
    return ByKey(found, ("-id",), lambda page: _match_rows(page, asked))


def _match_rows(page: Iterable[Match], asked: Asked) -> Iterable[Row]:
    """A row for each item of a match; what the reader does not see of other accounts has no number."""
    made = list(page)
    items = {
        item.id: item
        for item in items_for(asked.user, {line["item_id"] for one in made for line in one.lines}, as_of=asked.today)
    }
    for one in made:
        receipt, seen = one.receipt, all(line["item_id"] in items for line in one.lines)
        reasons = "; ".join(told(Reason.from_dict(reason)) for reason in one.reasons) if seen else ""
        for line in one.lines:
            item = items.get(line["item_id"])
            names = ("applied_minor", "discount_minor", "short_minor", "deduction_minor")
            yield [
                one.id,
                one.company.code,
                receipt.number,
                receipt.customer.name if receipt.customer else "",
                one.posting_date,
                item.number if item else "",
                item.customer.number if item else "",
                receipt.currency,
                *(Money(line.get(name, 0), receipt.currency) for name in names),
                line.get("claim", "") if item else "",
                one.by,
                one.at,
                one.confidence * 10,
                reasons,
                one.reviewed_by,
                one.taken_back_on,
                one.taken_back_why,
            ]


LISTINGS = (
    Listing(
        name="matches",
        title=gettext_lazy("What payments were matched to"),
        permissions=(Permission.SEE_CASH,),
        columns=_match_columns,
        source=_match_source,
        filters={
            "receipt": number,
            "payer": number,
            "document": number,
            "first": dt.date.fromisoformat,
            "last": dt.date.fromisoformat,
        },
    ),
    Listing(
        name="receipts",
        title=gettext_lazy("Payments received"),
        permissions=(Permission.SEE_CASH,),
        columns=_columns,
        source=_source,
        filters={
            "state": one_of(*STATES),
            "company": words,
            "account": number,
            "customer": number,
            "channel": one_of("", *CHANNELS),
            "q": words,
            "amount": typed_amount,
            "sort": sort_by(*QUEUE_ORDERS),
        },
    ),
)
