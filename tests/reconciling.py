"""Customers' statements as tests need them: begun, typed, brought to an end."""

from __future__ import annotations

import datetime as dt
from itertools import count

from creditdesk.parties.models import Customer, User
from creditdesk.reconciliation.comparing import compare
from creditdesk.reconciliation.explaining import as_proposed, conclude_statement, explain_differences
from creditdesk.reconciliation.loading import Line, load_statement, type_line
from creditdesk.reconciliation.models import CustomerStatement
from tests.world import NOW, TODAY

_fresh = count(1)


def statement(
    of: Customer,
    *lines: Line,
    by: User,
    day: dt.date = TODAY,
    as_of: dt.date = TODAY,
    at: dt.datetime = NOW,
    stated: int | None = None,
) -> CustomerStatement:
    """A statement of the customer that was typed."""
    found = load_statement(
        of,
        day=day,
        currency=of.currency,
        stated_minor=stated,
        by=by,
        at=at,
        as_of=as_of,
        key=f"reconciling/{next(_fresh)}",
    )
    for one in lines:
        found = type_line(found, line=one, version=found.version, by=by, at=at)
    return found


def reconciled(found: CustomerStatement, *, by: User) -> CustomerStatement:
    """The statement with every proposal taken, and concluded."""
    said = as_proposed(compare(found))
    if said:
        found = explain_differences(found, said=said, version=found.version, by=by, at=NOW, as_of=TODAY)
    return conclude_statement(found, version=found.version, by=by, at=NOW)
