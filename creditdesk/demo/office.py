"""The two selling companies, the people at the desk, their portfolios, substitutes, and the exchange rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from creditdesk.demo.acts import Act
from creditdesk.demo.cast import CANADA, US, CustomerPlan
from creditdesk.demo.people import PASSWORD, PEOPLE, TOTP_SECRET
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.portfolios import Account, Rule, portfolio_for
from creditdesk.domain.visibility import Role, needs_second_factor
from creditdesk.parties.models import Absence, Company, ExchangeRate, Portfolio, PortfolioRule, User

_PAR = 1_000_000


@dataclass(frozen=True, slots=True)
class PortfolioPlan:
    """A portfolio and the rule that fills it; without letters it is filled by hand or takes the whole company."""

    name: str
    company: str
    rep: str
    name_from: str = ""
    name_to: str = ""
    by_hand: bool = False


PORTFOLIOS: tuple[PortfolioPlan, ...] = (
    PortfolioPlan("Key accounts", US, "rep", by_hand=True),
    PortfolioPlan("Accounts A to F", US, "rep", "A", "F"),
    PortfolioPlan("Accounts G to L", US, "rep2", "G", "L"),
    PortfolioPlan("Accounts M to R", US, "rep3", "M", "R"),
    PortfolioPlan("Accounts S to Z", US, "rep4", "S", "Z"),
    PortfolioPlan("Canada", CANADA, "rep4"),
)


@dataclass(slots=True)
class Office:
    """What the rest of the demo refers to: rows by their code, username or name."""

    companies: dict[str, Company]
    users: dict[str, User]
    portfolios: dict[str, Portfolio]


def open_office(*, start: dt.date, acts: list[Act]) -> Office:
    """Make companies, users with their second factors, and portfolios with their rules."""
    at = dt.datetime.combine(start, dt.time(13, 0), tzinfo=dt.UTC)
    companies = {
        US: Company.objects.create(code=US, name="Northlight Imaging Supply Inc", currency="USD", country="US"),
        CANADA: Company.objects.create(
            code=CANADA, name="Northlight Canada Ltd", currency="CAD", country="CA", time_zone="America/Toronto"
        ),
    }
    users = _users(companies, at=at, acts=acts)
    portfolios = {}
    for position, plan in enumerate(PORTFOLIOS, start=1):
        portfolio = Portfolio.objects.create(
            name=plan.name, company=companies[plan.company], rep=users[plan.rep], supervisor=users["supervisor"]
        )
        portfolios[plan.name] = portfolio
        if not plan.by_hand:
            PortfolioRule.objects.create(
                portfolio=portfolio, position=position, name_from=plan.name_from, name_to=plan.name_to
            )
        facts: dict[str, object] = {"rep_id": portfolio.rep_id, "supervisor_id": portfolio.supervisor_id}
        acts.append(Act("portfolio.made", "admin", at, ("portfolio", portfolio.id), portfolio.company_id, facts=facts))
    return Office(companies, users, portfolios)


def portfolio_of(plan: CustomerPlan) -> str:
    """The name of the portfolio that the account belongs to: key accounts by hand, the others by the rules."""
    if plan.segment == "key_account" and plan.company == US:
        return "Key accounts"
    ruled = [one for one in PORTFOLIOS if one.company == plan.company and not one.by_hand]
    rules = [Rule(index, one.name_from, one.name_to) for index, one in enumerate(ruled)]
    account = Account(plan.name.lower(), plan.risk_class, plan.segment, plan.place.country, plan.place.region)
    found = portfolio_for(account, rules)
    assert found is not None, f"no portfolio takes {plan.name}"
    return ruled[found].name


def owner_of(plan: CustomerPlan) -> str:
    """The username of the rep who works the account."""
    return next(one.rep for one in PORTFOLIOS if one.name == portfolio_of(plan))


def absences(office: Office, *, today: dt.date, calendar: Calendar) -> None:
    """Alice is away next week and Nina stands in; Owen was away a while ago."""
    monday = today + dt.timedelta(days=7 - today.weekday())
    users = office.users
    Absence.objects.create(
        user=users["rep"], substitute=users["rep2"], first_day=monday, last_day=monday + dt.timedelta(days=4)
    )
    left = calendar.add_business_days(today, -40)
    Absence.objects.create(
        user=users["rep3"], substitute=users["rep"], first_day=left, last_day=left + dt.timedelta(days=9)
    )


def exchange_rates(*, start: dt.date, today: dt.date, random: Random) -> int:
    """One rate a week for each pair, wandering a little around where it began; returns how many."""
    in_usd = {"CAD": 732_000, "EUR": 1_084_000}
    rows = []
    day = start
    while day <= today:
        in_usd = {code: rate + rate * random.randint(-60, 60) // 10_000 for code, rate in in_usd.items()}
        cad, eur = in_usd["CAD"], in_usd["EUR"]
        pairs: Mapping[tuple[str, str], int] = {
            ("CAD", "USD"): cad,
            ("EUR", "USD"): eur,
            ("USD", "CAD"): _PAR * _PAR // cad,
            ("EUR", "CAD"): eur * _PAR // cad,
        }
        for (currency, base), rate in pairs.items():
            rows.append(ExchangeRate(currency=currency, base=base, day=day, rate_ppm=rate))
        day += dt.timedelta(days=7)
    ExchangeRate.objects.bulk_create(rows)
    return len(rows)


def _users(companies: Mapping[str, Company], *, at: dt.datetime, acts: list[Act]) -> dict[str, User]:
    users = {}
    # Hashing is slow on purpose, and everybody has the same, published password: once is enough.
    password = make_password(PASSWORD)
    for person in PEOPLE:
        user = User(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            email=f"{person.username}@northlight.example",
            role=person.role.value,
            password=password,
        )
        users[person.username] = user
    machine = User(username="machine", first_name="Creditdesk", last_name="", role=Role.MACHINE.value)
    machine.set_unusable_password()
    users["machine"] = machine
    for user in users.values():
        user.save()
        user.companies.set(companies.values())
        if needs_second_factor(user.desk_role):
            TOTP.activate(user, TOTP_SECRET)
        facts: dict[str, object] = {"role": user.role, "companies": sorted(companies)}
        private: dict[str, object] = {"username": user.username, "name": user.get_full_name()}
        acts.append(Act("user.made", "admin", at, ("user", user.id), facts=facts, private=private))
    return users
