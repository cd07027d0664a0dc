"""The users of the desk as an administrator sees them, and portfolios as a supervisor does."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Absence, Company, Portfolio, PortfolioRule, User


def visible_users(admin: User) -> QuerySet[User]:
    """Those who work for one of the administrator's companies, or for none yet."""
    mine = admin.companies.values("id")
    shared = Q(companies__in=mine) | Q(companies__isnull=True)
    companies = Prefetch("companies", queryset=Company.objects.order_by("code"))
    return User.objects.filter(shared).distinct().prefetch_related(companies).order_by("username")


def user_for(admin: User, user_id: int) -> User:
    """The user with his companies. Raises NotVisible."""
    user = visible_users(admin).filter(id=user_id).first()
    if user is None:
        raise NotVisible(f"user {user_id}")
    return user


def state_of(user: User) -> str:
    """A short mark of what a form showed; a change meanwhile makes another one."""
    companies = sorted(user.companies.values_list("code", flat=True))
    return _mark(user.role, user.is_active, user.first_name, user.last_name, companies)


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """What people are called, by the usernames under which their acts are kept. Who is no user is left out."""
    wanted = {name for name in usernames if name}
    return {each.username: str(each) for each in User.objects.filter(username__in=wanted)} if wanted else {}


def names_by_id(user_ids: Collection[int]) -> dict[int, str]:
    """What people are called, by the numbers of their users."""
    return {each.id: str(each) for each in User.objects.filter(id__in=user_ids)} if user_ids else {}


def usernames_meant(text: str, *, among: Iterable[User]) -> list[str]:
    """The usernames that a typed name stands for: those of everybody who is called so, or whose name holds the text.

    A text that is nobody's stays a username: acts are kept under names of people who are gone.
    """
    wanted, people = text.casefold(), list(among)
    exact = [each.username for each in people if wanted in (each.username.casefold(), str(each).casefold())]
    return exact or [each.username for each in people if wanted in str(each).casefold()] or [text]


def second_factor_users(user_ids: list[int]) -> set[int]:
    """Which of the users have a second factor."""
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.filter(user_id__in=user_ids, type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def managed_portfolios(user: User) -> QuerySet[Portfolio]:
    """The portfolios of the user's companies with their rep, supervisor and number of accounts."""
    portfolios = Portfolio.objects.filter(company__in=user.companies.all())
    return (
        portfolios.select_related("company", "rep", "supervisor")
        .annotate(accounts=Count("customers"))
        .order_by("company__code", "name")
    )


def portfolio_for(user: User, portfolio_id: int) -> Portfolio:
    """The portfolio, if it is one of the user's companies'. Raises NotVisible."""
    portfolio = managed_portfolios(user).filter(id=portfolio_id).first()
    if portfolio is None:
        raise NotVisible(f"portfolio {portfolio_id}")
    return portfolio


def rules_of(company: Company) -> QuerySet[PortfolioRule]:
    """The company's rules in the order in which they are tried."""
    return (
        PortfolioRule.objects.filter(portfolio__company=company).select_related("portfolio").order_by("position", "id")
    )


def rule_for(user: User, rule_id: int) -> PortfolioRule:
    """The rule with its portfolio and company. Raises NotVisible."""
    rule = PortfolioRule.objects.select_related("portfolio__company").filter(id=rule_id).first()
    if rule is None or not user.companies.filter(id=rule.portfolio.company_id).exists():
        raise NotVisible(f"rule {rule_id}")
    return rule


def rules_state(company: Company) -> str:
    """A short mark of the company's rules and portfolios."""
    fields = ("id", "portfolio_id", "position", "name_from", "name_to", "risk_class", "segment", "country", "region")
    return _mark(*rules_of(company).values_list(*fields))


def colleagues(user: User, *, permission: Permission) -> list[User]:
    """Active users of the same companies whose role has the permission, to choose from."""
    found = User.objects.filter(companies__in=user.companies.all(), is_active=True).distinct().order_by("username")
    return [each for each in found if has_permission(each.desk_role, permission)]


def absences(user: User, *, from_day: dt.date) -> QuerySet[Absence]:
    """Absences of the user's colleagues that are not over on the day, soonest first."""
    people = User.objects.filter(companies__in=user.companies.all()).values("id")
    found = Absence.objects.filter(user__in=people, last_day__gte=from_day)
    return found.select_related("user", "substitute").order_by("first_day", "id")


def absence_for(user: User, absence_id: int) -> Absence:
    """The absence of a colleague. Raises NotVisible."""
    people = User.objects.filter(companies__in=user.companies.all()).values("id")
    absence = Absence.objects.select_related("user").filter(id=absence_id, user__in=people).first()
    if absence is None:
        raise NotVisible(f"absence {absence_id}")
    return absence


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
