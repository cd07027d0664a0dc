"""What the pages, the interface and the lists show of settlements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.approvals.facts import amount_at_stake, granted_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.requests import Content, needed_level
from creditdesk.domain.settlements import State, terms_of
from creditdesk.parties.models import Customer, User
from creditdesk.settlements.access import visible_settlements
from creditdesk.settlements.cash import InTime, free_payments, in_time
from creditdesk.settlements.models import Settlement, SettlementClaim

__all__ = ["free_payments"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What an offer comes to before it is asked for: what is forgiven, and who may approve that."""

    claims_minor: int
    offer_minor: int
    forgiven_minor: int
    percent: str
    last_day: dt.date
    level: Level | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A settlement with its documents and what came for it, as the ledger knows it now."""

    settlement: Settlement
    claims: Sequence[SettlementClaim]
    cash: InTime

    @property
    def missing_minor(self) -> int:
        """What is still to be paid by the last day."""
        return max(0, self.settlement.offer_minor - self.cash.paid_minor)


def figures(asked: Content, customer_id: int, *, policy: PolicyDocument, as_of: dt.date) -> Figures | None:
    """What the offer comes to; None where there is nothing to forgive."""
    terms = terms_of(asked)
    if not 0 < terms.offer_minor < terms.claims_minor or asked.stake is None:
        return None
    level: Level | None = None
    try:
        amount = amount_at_stake(asked, policy=policy, as_of=as_of)
        customer = Customer.objects.get(id=customer_id)
        granted = granted_minor(asked, customer, policy=policy, as_of=as_of)
        level, reasons = needed_level(asked, amount_minor=amount, granted_minor=granted, policy=policy)
    except Refusal as refusal:
        reasons = refusal.reasons
    return Figures(
        terms.claims_minor,
        terms.offer_minor,
        terms.forgiven_minor,
        asked.stake.percent,
        terms.last_day,
        level,
        reasons,
    )


def watched(settlement: Settlement) -> Watched:
    """The settlement as it stands now."""
    claims = list(settlement.claims.select_related("item").order_by("item__due_date", "item_id"))
    return Watched(settlement, claims, in_time(settlement))


def standing_settlements(user: User, customer_id: int, *, as_of: dt.date) -> list[Settlement]:
    """What is offered on one account and not paid yet, the first to end first."""
    found = visible_settlements(user, as_of=as_of).filter(customer_id=customer_id, state=State.OFFERED.value)
    return list(found.order_by("last_day", "id"))


def settlements_in(user: User, *, state: str, as_of: dt.date, customer_id: int | None = None) -> QuerySet[Settlement]:
    """The settlements that the user sees, in one state or (`all`) in every one."""
    found = visible_settlements(user, as_of=as_of)
    if state != "all":
        found = found.filter(state=state)
    return found if customer_id is None else found.filter(customer_id=customer_id)


def offered_by(request_ids: Sequence[int]) -> list[Settlement]:
    """What stands offered by these requests, with its customer."""
    found = Settlement.objects.filter(request__in=list(request_ids), state=State.OFFERED.value)
    return list(found.select_related("customer").order_by("id"))
