"""Which customers a user may see on a day, as keys: asked for once, then a condition of every read of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.parties.models import User, full_name
from creditdesk.parties.plain_sql import Read, Rows, among, ask, ask_together


@dataclass(frozen=True, slots=True)
class Reach:
    """Which customers a user may see on a day, as keys: asked for once, then a condition of many queries."""

    company_ids: tuple[int, ...]
    """Those of his companies; none: no customer at all."""
    portfolio_ids: tuple[int, ...] | None = None
    """Those in these portfolios, all of his companies; None: in any, or in none."""
    salesperson_id: int | None = None
    """Those that this person sells to; None: whoever does."""

    def customers(self, customer: str = "") -> Q:
        """The condition on customers, or on rows that lead to one: `customers("customer__")`."""
        if not self.company_ids:
            return Q(pk__in=[])
        condition = one_of(f"{customer}company", self.company_ids)
        if self.portfolio_ids is not None:
            condition &= one_of(f"{customer}portfolio", self.portfolio_ids)
        if self.salesperson_id is not None:
            condition &= Q(**{f"{customer}salesperson": self.salesperson_id})
        return condition

    def sql(self, customer: str) -> str:
        """The same for plain SQL, in which the customer's table has that name."""
        if not self.company_ids:
            return "1 = 0"
        conditions = [among(f"{customer}.company_id", self.company_ids)]
        if self.portfolio_ids is not None:
            conditions.append(among(f"{customer}.portfolio_id", self.portfolio_ids))
        if self.salesperson_id is not None:
            conditions.append(f"{customer}.salesperson_id = {int(self.salesperson_id)}")
        return " AND ".join(conditions)


def one_of(column: str, ids: Sequence[int]) -> Q:
    """The condition that a column holds one of the keys, in Django's terms; why it is `=` for one: `among`."""
    return Q(**{column: ids[0]}) if len(ids) == 1 else Q(**{f"{column}__in": ids})


_NOBODY = Reach(())


@dataclass(frozen=True, slots=True)
class SellingCompany:
    """A company that the user works for, as far as a list of accounts needs it."""

    id: int
    code: str
    currency: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is absent, and who stands in for him."""

    user_id: int
    substitute_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OwnedPortfolio:
    """A portfolio with who works and who supervises it."""

    id: int
    name: str
    rep_id: int
    supervisor_id: int
    rep_name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A user at his desk on a day: the companies that he works for, who is away, and the companies' portfolios."""

    user: User
    companies: list[SellingCompany]
    absences: list[Away]
    portfolios: list[OwnedPortfolio]

    @property
    def covered_reps(self) -> list[int]:
        """The user's id, and the ids of those whom the user stands in for.

        A substitute who is away has a substitute himself; both see the accounts then. docs/rules/ticklers.md.
        """
        stands_in: dict[int, list[int]] = {}
        for one in self.absences:
            stands_in.setdefault(one.substitute_id, []).append(one.user_id)
        covered = [self.user.id]
        for person in covered:
            covered += [absent for absent in stands_in.get(person, []) if absent not in covered]
        return covered

    @property
    def reach(self) -> Reach:
        """The customers that the user may see: all of his companies, or his own."""
        role = self.user.desk_role
        if not _sees_accounts(self.user):
            return _NOBODY
        companies = tuple(one.id for one in self.companies)
        if has_permission(role, Permission.SEE_ACCOUNTS_ALL):
            return Reach(companies)
        if role is Role.REP:
            reps = self.covered_reps
            return Reach(
                companies, portfolio_ids=tuple(sorted(one.id for one in self.portfolios if one.rep_id in reps))
            )
        if role is Role.SALES:
            return Reach(companies, salesperson_id=self.user.id)
        # Another department sees an account once something of it was handed over to it.
        return _NOBODY

    @property
    def visible_portfolios(self) -> list[OwnedPortfolio]:
        """The portfolios that the user works, covers or supervises, by name; all for those who see all accounts."""
        if has_permission(self.user.desk_role, Permission.SEE_ACCOUNTS_ALL):
            return self.portfolios
        reps = self.covered_reps
        return [one for one in self.portfolios if one.rep_id in reps or one.supervisor_id == self.user.id]


def read_seat(
    user: User, *, on: dt.date
) -> tuple[Read[list[SellingCompany]], Read[list[Away]], Read[list[OwnedPortfolio]]]:
    """The reads that `Seat` is made of, to be asked together with others."""
    return read_companies(user), read_absences(on), read_portfolios(user)


def read_companies(user: User) -> Read[list[SellingCompany]]:
    """The companies that the user works for, by code."""
    return Read(_COMPANIES, (user.id,), lambda rows: [SellingCompany(*row) for row in rows])


def read_absences(on: dt.date) -> Read[list[Away]]:
    """Who is away on the day."""
    return Read(_AWAY, (on, on), lambda rows: [Away(one, other, full_name(*person)) for one, other, *person in rows])


def read_portfolios(user: User) -> Read[list[OwnedPortfolio]]:
    """The portfolios of the user's companies, whoever works them, by name."""
    return Read(_PORTFOLIOS, (user.id,), _owned)


def _owned(rows: Rows) -> list[OwnedPortfolio]:
    return [OwnedPortfolio(key, name, rep, lead, full_name(*person)) for key, name, rep, lead, *person in rows]


def seat_of(user: User, *, as_of: dt.date) -> Seat:
    """The user at his desk on the day."""
    return Seat(user, *ask_together(*read_seat(user, on=as_of)))


def reach_of(user: User, *, as_of: dt.date) -> Reach:
    """The customers that the user may see on the day: all of his companies, or his own."""
    if not _sees_accounts(user):
        return _NOBODY
    if user.desk_role is Role.REP:
        return seat_of(user, as_of=as_of).reach
    return Seat(user, ask(read_companies(user)), [], []).reach


def _sees_accounts(user: User) -> bool:
    role = user.desk_role
    wanted = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
    return user.is_active and any(has_permission(role, one) for one in wanted)


_COMPANIES = """
SELECT c.id, c.code, c.currency, c.time_zone FROM parties_company c
WHERE c.id IN (SELECT company_id FROM parties_user_companies WHERE user_id = %s) ORDER BY c.code
"""
_AWAY = """
SELECT a.user_id, a.substitute_id, u.first_name, u.last_name, u.username
FROM parties_absence a JOIN parties_user u ON u.id = a.user_id
WHERE a.first_day <= %s AND a.last_day >= %s ORDER BY a.id
"""
_PORTFOLIOS = """
SELECT p.id, p.name, p.rep_id, p.supervisor_id, u.first_name, u.last_name, u.username
FROM parties_portfolio p JOIN parties_user u ON u.id = p.rep_id
WHERE p.company_id IN (SELECT company_id FROM parties_user_companies WHERE user_id = %s) ORDER BY p.name, p.id
"""
