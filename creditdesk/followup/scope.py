"""One company on one day: its policy, calendar and rates, asked for once for all of its accounts or some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.policy import PolicyDocument
from creditdesk.parties.models import Company, User
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import policies_in_force, policy_in_force

if TYPE_CHECKING:
    from creditdesk.followup.models import StrategyDecision


@dataclass(frozen=True, slots=True)
class Scope:
    """One company on one day: all of its accounts, or some of them."""

    company: Company
    policy: PolicyDocument
    calendar: Calendar
    as_of: dt.date
    # Currency → minor units of the policy's currency for a million of its own minor units.
    rates: Mapping[str, int]
    customer_ids: Sequence[int] | None = None
    # What people decided about the strategies of these accounts, newest first, where a page has read it already.
    decisions: Sequence[StrategyDecision] | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone: its days begin and end there."""
        return ZoneInfo(self.company.time_zone)

    def of(self, rows: QuerySet[Any], column: str = "customer_id") -> QuerySet[Any]:
        """The rows of the accounts in scope."""
        rows = rows.filter(company_id=self.company.id)
        return rows if self.customer_ids is None else rows.filter(**{f"{column}__in": self.customer_ids})


def scope_of(company: Company, *, as_of: dt.date, customer_ids: Sequence[int] | None) -> Scope:
    """The scope of a company's accounts with the policy and the rates of the day."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    return scope_under(policy, company=company, as_of=as_of, customer_ids=customer_ids)


def scope_under(
    policy: PolicyDocument,
    *,
    company: Company,
    as_of: dt.date,
    customer_ids: Sequence[int] | None = None,
    decisions: Sequence[StrategyDecision] | None = None,
) -> Scope:
    """The same under any policy: what would be on the day, were it in force."""
    rates = minor_rates(policy.currency, as_of=as_of)
    return Scope(company, policy, policy.company_calendar, as_of, rates, customer_ids, decisions)


def policies_of(user: User, *, as_of: dt.date) -> Mapping[int, PolicyDocument]:
    """Company → the policy in force there on the day, for each company that the user works for."""
    companies = user.companies.order_by("code").values_list("id", flat=True)
    return policies_in_force(list(companies), as_of=as_of)
