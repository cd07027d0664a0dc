"""Letters, and the movements behind a statement of a period."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.letter_fields import LetterKind, fields_of
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, number, one_of
from creditdesk.exports.lists.account import account_of
from creditdesk.exports.words import (
    ITEM_KINDS,
    LETTER_CHANNELS,
    LETTER_KINDS,
    LETTER_LANGUAGES,
    LETTER_STATES,
    POSTING_KINDS,
    told,
)
from creditdesk.letters.models import Letter
from creditdesk.letters.queries import LetterFilter, letters
from creditdesk.receivables.period_statement import Movement, PeriodStatement, period_statements

_DAYS = 30


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("letter", _("Letter")),
        Column("day", _("Day"), Kind.DATE),
        Column("language", _("Language")),
        Column("channel", _("By")),
        Column("to", _("To")),
        Column("recipient", _("Address")),
        Column("currency", _("Currency")),
        Column("asked", _("Asks for"), Kind.MONEY, totalled=True),
        Column("state", _("State")),
        Column("reason", _("Reason")),
        Column("missing", _("Missing")),
        Column("text_version", _("Version of the text"), Kind.INTEGER),
        Column("drafted_by", _("Drafted by")),
        Column("released_by", _("Released by")),
        Column("subject", _("Subject")),
    )


def _source(asked: Asked) -> Source:
    chosen = LetterFilter(
        asked.get("state", ""),
        asked.get("kind", ""),
        asked.get("channel", ""),
        asked.get("portfolio"),
        asked.get("account"),
    )
    found = letters(asked.user, chosen=chosen, as_of=asked.today).select_related("customer__company")
    return ByKey(found, ("-id",), lambda page: (row for one in page for row in _rows(one)))


def _rows(letter: Letter) -> list[Row]:
    """A row for each currency; one without amount where the letter asks for none."""
    amounts = [Money(one["minor"], one["currency"]) for one in letter.totals]
    return [_row(letter, amount) for amount in amounts] or [_row(letter, None)]


def _row(letter: Letter, amount: Money | None) -> Row:
    customer = letter.customer
    return [
        customer.company.code,
        customer.number,
        customer.name,
        str(LETTER_KINDS[letter.kind]),
        letter.business_day,
        str(LETTER_LANGUAGES[letter.language]),
        str(LETTER_CHANNELS[letter.channel]),
        letter.recipient_name,
        letter.recipient.replace("\n", ", "),
        amount.currency if amount else "",
        amount,
        str(LETTER_STATES[letter.state]),
        told(Reason.from_dict(letter.reason)) if letter.reason else "",
        ", ".join(_missing_words(letter)),
        letter.text_number,
        str(letter.drafted_by or ""),
        str(letter.released_by or ""),
        letter.subject,
    ]


def _missing_words(letter: Letter) -> list[str]:
    """Which fields of the text have no value, by what they mean."""
    known = fields_of(LetterKind(letter.kind))
    named = [name for name in letter.missing if name in known]
    kept = {name: {"code": "letter.field", "text": known[name].words, "facts": {}} for name in named}
    return [told(Reason.from_dict(kept[name])) if name in kept else _("the address") for name in letter.missing]


# ---------------------------------------------------------------- movements of a period


def _movement_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("day", _("Day"), Kind.DATE),
        Column("what", _("What happened")),
        Column("documents", _("Documents")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("balance", _("Balance"), Kind.MONEY),
    )


def _movement_source(asked: Asked) -> Source:
    customer = account_of(asked)
    last = asked.get("last") or asked.today
    first = asked.get("first") or last - dt.timedelta(days=_DAYS)
    found = period_statements(customer.id, first=first, last=last)
    return Whole([row for one in found for row in _movement_rows(one)])


def _movement_rows(one: PeriodStatement) -> list[Row]:
    balance = one.opening_minor
    rows: list[Row] = [[one.first, _("Opening balance"), "", one.currency, None, Money(balance, one.currency)]]
    for each in one.movements:
        balance += each.amount_minor
        rows.append(_movement_row(each, one.currency, balance))
    return rows


def _movement_row(each: Movement, currency: str, balance: int) -> Row:
    kind = ITEM_KINDS.get(each.kind) or POSTING_KINDS.get(each.kind, each.kind)
    numbers = ", ".join(each.numbers)
    return [each.date, str(kind), numbers, currency, Money(each.amount_minor, currency), Money(balance, currency)]


LISTINGS = (
    Listing(
        name="letters",
        title=gettext_lazy("Letters"),
        permissions=(Permission.SEE_HISTORY,),
        columns=_columns,
        source=_source,
        filters={
            "state": one_of("", *LETTER_STATES),
            "kind": one_of("", *LETTER_KINDS),
            "channel": one_of("", *LETTER_CHANNELS),
            "portfolio": number,
            "account": number,
        },
    ),
    Listing(
        name="movements",
        title=gettext_lazy("Movements of a period"),
        permissions=(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN),
        columns=_movement_columns,
        source=_movement_source,
        filters={"customer": number, "first": dt.date.fromisoformat, "last": dt.date.fromisoformat},
        reach=Reach.ACCOUNT,
    ),
)
