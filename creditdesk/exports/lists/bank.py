"""What banks told, as tables: our accounts, their statements, and the lines of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash import statement_queries as queries
from creditdesk.cash.access import statement_for
from creditdesk.cash.models import BankAccount, BankLine, BankStatement
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of
from creditdesk.exports.words import told, word

READERS = (Permission.REVIEW_CASH, Permission.POST_LEDGER, Permission.SEE_JOURNAL)


def _account_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("name", _("Name")),
        Column("number", _("Number")),
        Column("bank", _("Bank")),
        Column("currency", _("Currency")),
        Column("gl_account", _("General-ledger account")),
        Column("last_statement", _("Last statement"), Kind.DATE),
    )


def _account_rows(page: Sequence[BankAccount]) -> Iterator[Row]:
    for one in page:
        last = getattr(one, "last_day", None)
        yield [one.company.code, one.name, one.number, one.bank, one.currency, one.gl_account, last]


def _statement_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("statement", _("Statement"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("account", _("Account")),
        Column("number", _("Number")),
        Column("day", _("Day"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("opening", _("Opening"), Kind.MONEY),
        Column("credits", _("Money in"), Kind.MONEY, totalled=True),
        Column("debits", _("Money out"), Kind.MONEY, totalled=True),
        Column("closing", _("Closing"), Kind.MONEY),
        Column("state", _("State")),
        Column("noticed", _("What was noticed")),
        Column("why", _("Why")),
    )


def _statement_rows(page: Sequence[BankStatement]) -> Iterator[Row]:
    for one in page:
        noticed = "; ".join(told(reason) for _line, reason, _holds in queries.findings_of(one))
        yield [
            one.id,
            one.company.code,
            one.account.number,
            one.number,
            one.closing_date,
            one.currency,
            _money(one.opening_minor, one.currency),
            Money(one.credits_minor, one.currency),
            Money(one.debits_minor, one.currency),
            _money(one.closing_minor, one.currency),
            word(one.get_state_display()),
            noticed,
            one.why,
        ]


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _statement_source(asked: Asked) -> Source:
    found = queries.statements(asked.user, state=asked.get("state", ""), account_id=asked.get("account"))
    return ByKey(found, ("-closing_date", "-id"), _statement_rows)


def _line_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("position", _("Line"), Kind.INTEGER),
        Column("booked", _("Booked"), Kind.DATE),
        Column("value_date", _("Value date"), Kind.DATE),
        Column("kind", _("Kind")),
        Column("party", _("Name")),
        Column("party_account", _("Bank account")),
        Column("text", _("Text")),
        Column("reference", _("Reference")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("receipt", _("Payment")),
    )


def _line_source(asked: Asked) -> Source:
    if asked.get("statement") is None:
        raise refuse("filter.statement", "say of which bank statement: statement")
    statement = statement_for(asked.user, asked.get("statement"))
    return ByKey(queries.lines_of(statement), ("position",), _line_rows)


def _line_rows(page: Sequence[BankLine]) -> Iterator[Row]:
    for one in page:
        receipt = getattr(one, "receipt", None)
        yield [
            one.position,
            one.booking_date,
            one.value_date,
            word(one.get_kind_display()),
            one.party_name,
            one.party_account,
            one.text,
            one.payer_reference or one.bank_reference,
            one.currency,
            Money(one.amount_minor, one.currency),
            receipt.number if receipt else "",
        ]


LISTINGS = (
    Listing(
        name="bank_accounts",
        title=gettext_lazy("Bank accounts"),
        permissions=READERS,
        columns=_account_columns,
        source=lambda asked: ByKey(queries.accounts(asked.user), ("id",), _account_rows),
    ),
    Listing(
        name="bank_statements",
        title=gettext_lazy("Bank statements"),
        permissions=READERS,
        columns=_statement_columns,
        source=_statement_source,
        filters={"state": one_of(*queries.STATES), "account": number},
    ),
    Listing(
        name="bank_lines",
        title=gettext_lazy("Lines of the bank statement"),
        permissions=READERS,
        columns=_line_columns,
        source=_line_source,
        filters={"statement": number},
    ),
)
