"""What another policy would do today to one company: its worklist, its exception list and its buckets.

Both policies judge the same facts, and nothing is written. What the past would have been is not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.planning import account_exceptions
from creditdesk.followup.scope import Scope, scope_under
from creditdesk.followup.worklist import Row, worklist_rows
from creditdesk.parties.access import companies_of
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import history

# So many accounts are named; the rest is counted.
NAMED = 5


@dataclass(frozen=True, slots=True)
class ListEffect:
    """How a list of accounts would change: how long it is and would be, who would come and who would go."""

    before: int
    after: int
    entering: int
    leaving: int
    names_entering: tuple[str, ...]
    names_leaving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BucketEffect:
    """What stands in each bucket of one currency, in minor units, under either policy."""

    currency: str
    edges_before: tuple[int, ...]
    before: tuple[int, ...]
    edges_after: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the other policy would do today to one company."""

    company: Company
    worklist: ListEffect
    other_step: int
    """Accounts that stay listed and have another next step."""
    other_score: int
    """Accounts that stay listed and have another score."""
    exceptions: ListEffect
    buckets: tuple[BucketEffect, ...]
    """Only where the edges differ."""

    @property
    def is_none(self) -> bool:
        """Whether nothing that was looked at would be different."""
        lists = (self.worklist, self.exceptions)
        moved = any(each.entering or each.leaving for each in lists)
        return not (moved or self.other_step or self.other_score or self.buckets)


def companies_under(draft: PolicyDraft, user: User) -> list[Company]:
    """The companies that would follow the draft, as far as the user works for them."""
    if draft.company_id is not None:
        return list(companies_of(user).filter(id=draft.company_id))
    own = PolicyVersion.objects.filter(company__isnull=False).values("company_id")
    return list(companies_of(user).exclude(id__in=own))


def effect_of(document: PolicyDocument, *, company: Company, as_of: dt.date) -> Effect:
    """What the day's lists would be under the document, beside what they are under the policy in force."""
    now = policy_in_force(as_of=as_of, company_id=company.id).document
    before, after = (scope_under(policy, company=company, as_of=as_of) for policy in (now, document))
    rows_before, rows_after = _listed(before), _listed(after)
    both = rows_before.keys() & rows_after.keys()
    return Effect(
        company=company,
        worklist=_list_effect(rows_before, rows_after),
        other_step=sum(_step(rows_before[each]) != _step(rows_after[each]) for each in both),
        other_score=sum(rows_before[each]["score_minor"] != rows_after[each]["score_minor"] for each in both),
        exceptions=_list_effect(_exceptions(before), _exceptions(after)),
        buckets=tuple(_buckets(before, after)),
    )


def _listed(scope: Scope) -> Mapping[int, Row]:
    return {row["customer_id"]: row for row in worklist_rows(scope)}


def _step(row: Row) -> tuple[object, ...]:
    return row["next_step_kind"], row["next_step_name"], row["next_step_date"]


def _exceptions(scope: Scope) -> frozenset[int]:
    return frozenset(one.customer_id for one in account_exceptions(scope))


def _list_effect(before: Iterable[int], after: Iterable[int]) -> ListEffect:
    was, would_be = set(before), set(after)
    entering, leaving = sorted(would_be - was), sorted(was - would_be)
    return ListEffect(
        len(was), len(would_be), len(entering), len(leaving), _names(entering[:NAMED]), _names(leaving[:NAMED])
    )


def _names(customer_ids: Sequence[int]) -> tuple[str, ...]:
    return tuple(Customer.objects.filter(id__in=customer_ids).order_by("name").values_list("name", flat=True))


def _buckets(before: Scope, after: Scope) -> Iterable[BucketEffect]:
    edges_before, edges_after = before.policy.aging.buckets, after.policy.aging.buckets
    if edges_before == edges_after:
        return
    old, new = _totals(before, edges_before), _totals(after, edges_after)
    for currency in sorted(old):
        yield BucketEffect(currency, edges_before, old[currency], edges_after, new[currency])


def _totals(scope: Scope, edges: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    whose = history.Scope(company_ids=(scope.company.id,))
    totals: dict[str, tuple[int, ...]] = {}
    for row in history.aged(as_of=scope.as_of, edges=edges, scope=whose):
        so_far = totals.get(row.currency, (0,) * len(row.buckets_minor))
        totals[row.currency] = tuple(map(sum, zip(so_far, row.buckets_minor, strict=True)))
    return totals
