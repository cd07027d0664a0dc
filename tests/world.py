"""One named cast for all tests.

Northlight Supply (company NL, US dollars) has Alice the rep with her portfolio, Bob her supervisor, Carol the credit
manager, Dave the controller, Erin who applies cash, Fay the deduction analyst, Sam of sales, Olga of logistics, Audrey
the auditor and Adam the administrator. Charlie is a rep of another company, Southwind (SW), with a customer of his own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Company, Customer, Portfolio, User
from tests import builders

TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
# Everybody of Northlight; one person for each role.
ROLES = {
    "alice": Role.REP,
    "bob": Role.SUPERVISOR,
    "carol": Role.CREDIT_MANAGER,
    "dave": Role.CONTROLLER,
    "erin": Role.CASH_APPLICATOR,
    "fay": Role.DEDUCTION_ANALYST,
    "sam": Role.SALES,
    "olga": Role.OTHER_DEPARTMENT,
    "audrey": Role.AUDITOR,
    "adam": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class World:
    """The cast, their companies and portfolios."""

    northlight: Company
    southwind: Company
    alice: User
    bob: User
    carol: User
    dave: User
    erin: User
    fay: User
    sam: User
    olga: User
    audrey: User
    adam: User
    charlie: User
    portfolio: Portfolio
    acme: Customer
    """A customer in Alice's portfolio, sold to by Sam."""
    zenith: Customer
    """A customer of the same company in nobody's portfolio."""
    foreign: Customer
    """Charlie's customer at the other company."""


def make_world() -> World:
    """Make the cast in the test's database."""
    northlight = builders.company(code="NL", name="Northlight Supply")
    southwind = builders.company(code="SW", name="Southwind Trading")
    cast = builders.users(ROLES, companies=[northlight])
    charlie = builders.user("charlie", role=Role.REP, companies=[southwind])
    portfolio = Portfolio.objects.create(name="A–M", company=northlight, rep=cast["alice"], supervisor=cast["bob"])
    elsewhere = Portfolio.objects.create(name="Southwind", company=southwind, rep=charlie, supervisor=charlie)
    return World(
        northlight=northlight,
        southwind=southwind,
        charlie=charlie,
        portfolio=portfolio,
        acme=builders.customer(northlight, name="Acme Camera", portfolio=portfolio, salesperson=cast["sam"]),
        zenith=builders.customer(northlight, name="Zenith Optics"),
        foreign=builders.customer(southwind, name="Foreign Retail", portfolio=elsewhere),
        **cast,
    )
