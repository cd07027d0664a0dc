"""Customers' statements of the demo: one that waits for its differences to be explained, one that is reconciled."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.money import major_units
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.history import Scope, open_amounts
from creditdesk.receivables.models import OpenItem
from creditdesk.reconciliation.comparing import compare
from creditdesk.reconciliation.explaining import as_proposed, conclude_statement, explain_differences
from creditdesk.reconciliation.loading import FileTold, Line, load_statement

NEEDED = 2
_FEWEST, _MOST = 5, 60


def make_statements(*, today: dt.date, at: dt.datetime) -> int:
    """Load the statements of two of the first rep's accounts; returns how many."""
    rep = User.objects.filter(username="rep").first()
    if rep is None:
        return 0
    day = today - dt.timedelta(days=12)
    made = 0
    for account in Customer.objects.filter(portfolio__rep=rep, status="active").order_by("number"):
        told = _told(account, day=day)
        if told is None:
            continue
        found = load_statement(
            account,
            day=day,
            currency=account.currency,
            told=told,
            by=rep,
            at=at,
            as_of=today,
            key=f"demo/statement/{account.number}",
        )
        made += 1
        if made == NEEDED:
            said = as_proposed(compare(found))
            found = explain_differences(found, said=said, version=found.version, by=rep, at=at, as_of=today)
            conclude_statement(found, version=found.version, by=rep, at=at)
            break
    return made


def _told(account: Customer, *, day: dt.date) -> FileTold | None:
    """What the customer says: all but one invoice, a debit memo of his own, and one amount of his own."""
    opened = open_amounts(as_of=day, scope=Scope(customer_ids=[account.id]))
    items = list(OpenItem.objects.filter(id__in=opened, currency=account.currency).order_by("document_date", "id"))
    if not _FEWEST <= len(items) <= _MOST:
        return None
    lines = [Line(one.number, opened[one.id], one.document_date, one.po_number) for one in items[:-1]]
    short = lines[0]
    lines[0] = Line(short.document, short.amount_minor - short.amount_minor // 20, short.day, short.reference)
    lines.append(Line(f"DM-{account.number}", -600_00, day - dt.timedelta(days=20), words="Late shipment"))
    rows = [f"{one.document},{one.day},{major_units(one.amount_minor, currency=account.currency)}" for one in lines]
    content = "\n".join(["Document,Date,Amount", *rows, ""])
    return FileTold(f"statement-{account.number}.csv", content.encode(), lines)
