"""Which version of the policy a page's figures follow, as links for those who may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse

from creditdesk.domain.visibility import Permission
from creditdesk.parties.actions import User
from creditdesk.policy.queries import numbers_in_force
from creditdesk.web.permissions import may


class CompanyNamed(Protocol):
    """A company, or as much of it as a list has read."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Used:
    """A version that decided, the companies that it decided for (all: none is named), and its page."""

    number: int
    companies: tuple[str, ...]
    url: str


def used_for(user: User, companies: Iterable[CompanyNamed], *, as_of: dt.date, section: str = "") -> tuple[Used, ...]:
    """The versions in force for the companies on the day; `section` is where on the page the rule stands."""
    known = list(companies)
    numbers = numbers_in_force([company.id for company in known], as_of=as_of)
    return used_in(user, known, numbers=numbers, section=section)


def used_in(
    user: User, companies: Iterable[CompanyNamed], *, numbers: Mapping[int, int], section: str = ""
) -> tuple[Used, ...]:
    """The same where the number of each company's version is known already."""
    by_number: dict[int, list[str]] = {}
    for company in companies:
        by_number.setdefault(numbers[company.id], []).append(company.code)
    return tuple(
        Used(number, tuple(codes) if len(by_number) > 1 else (), _url(user, number, section))
        for number, codes in sorted(by_number.items())
    )


def used(user: User, number: int | None, *, section: str = "") -> tuple[Used, ...]:
    """The version that a kept decision names; nothing where it names none."""
    return () if number is None else (Used(number, (), _url(user, number, section)),)


def _url(user: User, number: int, section: str) -> str:
    if not may(user, Permission.SEE_POLICY):
        return ""
    return reverse("policy_version", args=[number]) + (f"#{section}" if section else "")
