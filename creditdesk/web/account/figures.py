"""Figures of an account as the components show them: edges of the policy in force, buckets with their links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from creditdesk.domain.money import policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.exports.words import bucket_labels
from creditdesk.policy.queries import policy_in_force


def edges_for(company_id: int | None, *, as_of: dt.date) -> tuple[int, ...]:
    """The bucket edges of the policy in force, in days past due."""
    return policy_in_force(as_of=as_of, company_id=company_id).document.aging.buckets


def aging_bar_of(
    buckets_minor: Sequence[int], *, edges: Sequence[int], link: Callable[[int], str] | None = None
) -> list[dict[str, Any]]:
    """Buckets for `{% aging_bar %}`; `link` gives the address of the items in the bucket of a number."""
    shown = []
    for index, (label, minor) in enumerate(zip(bucket_labels(edges), buckets_minor, strict=False)):
        href = link(index) if link and minor else None
        shown.append({"label": label, "minor": minor, "href": href})
    return shown


def small_items(policy: PolicyDocument, *, currency: str) -> int:
    """Up to what an item is small, in minor units; 0 in a currency in which the policy does not say."""
    small = policy.strategies.small_balance_max
    return policy_minor(small, currency=currency) if currency == policy.currency else 0
