"""What pages, lists and the interface show of placements and agencies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from creditdesk.agency.access import Agency, Placement, visible_agencies, visible_placements
from creditdesk.agency.facts import Account, account, accounts, efforts
from creditdesk.agency.models import AgencyRemittance, DirectPayment, HandOver, PlacementItem
from creditdesk.domain import agency as rules
from creditdesk.domain.agency import HandoverField, Judgement, State, judge
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.requests import Content, Evidence, Line
from creditdesk.domain.tables import Cell
from creditdesk.followup.models import Promise
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem, Position

MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that may be a case for an agency, with what speaks for and against."""

    account: Account
    judged: Judgement


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a placement: collected by the agency and directly, and what that cost. Minor units."""

    placement: Placement
    open_minor: int
    remitted_minor: int
    direct_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class Score:
    """An agency by one currency: what it got, what it brought, in per cent, its fees, its days. Minor units."""

    agency: Agency
    currency: str
    placed: int
    placed_minor: int
    standing: int
    recovered_minor: int
    fee_minor: int
    days: int | None

    @property
    def rate_bp(self) -> int:
        """Recovered of placed, in basis points."""
        return self.recovered_minor * 10_000 // self.placed_minor if self.placed_minor else 0

    @property
    def rate_percent(self) -> str:
        """The same in per cent, with one place."""
        return f"{self.rate_bp / 100:.1f}"


def candidates(user: User, *, as_of: dt.date) -> list[Candidate]:
    """Accounts with a ground to place them, or a final demand behind them, the largest debt first."""
    found: list[Candidate] = []
    for company in companies_of(user):
        policy = policy_in_force(as_of=as_of, company_id=company.id).document
        old = as_of - dt.timedelta(days=policy.agency.min_days_past_due)
        mine = visible_customers(user, as_of=as_of).filter(company=company).exclude(contact_block="agency")
        late = Position.objects.filter(company=company, past_due_minor__gt=0, oldest_due_date__lte=old)
        broken = (
            Promise.objects.filter(company=company, state="broken")
            .order_by()
            .values("customer")
            .annotate(times=Count("id"))
            .filter(times__gte=policy.agency.min_broken_promises_alternative)
        )
        some = mine.filter(Q(id__in=late.values("customer")) | Q(id__in=broken.values("customer")))
        customers = list(some.order_by("id")[:MOST])
        for one in accounts(customers, policy=policy, as_of=as_of):
            found.append(Candidate(one, judge(one.facts, policy=policy, as_of=as_of)))
    found = [one for one in found if one.judged.grounds]
    return sorted(found, key=lambda one: (not one.judged.placeable, -one.account.facts.debt_minor))


def candidate(customer: Customer, *, currency: str, as_of: dt.date) -> Candidate:
    """One account, whether there is a ground or not."""
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    found = account(customer, currency=currency, policy=policy, as_of=as_of)
    return Candidate(found, judge(found.facts, policy=policy, as_of=as_of))


def recommendation(
    found: Candidate,
    *,
    agency: Agency,
    told: rules.Told,
    words: str,
    evidence: tuple[Evidence, ...],
    as_of: dt.date,
) -> Content:
    """The recommendation of the account as it stands, with its log of efforts in numbers.

    Raises Refusal with every reason where nothing could be placed.
    """
    customer, facts = found.account.customer, found.account.facts
    if agency.company_id != customer.company_id:
        raise refuse("agency.unknown", "there is no such agency of the company")
    if not found.account.items:
        raise Refusal(found.judged.against)
    policy: PolicyDocument = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    return rules.content(
        [Line(item.id, item.number, item.open_minor) for item in found.account.items],
        currency=facts.currency,
        agency=(agency.id, agency.name),
        facts=facts,
        own_percent=agency.fee_percent,
        efforts=efforts(customer.id),
        told=told,
        words=words,
        evidence=evidence,
        policy=policy,
        as_of=as_of,
    )


def agencies_of(company_id: int) -> QuerySet[Agency]:
    """Those of the company that accounts may be placed with."""
    return Agency.objects.filter(company_id=company_id, is_active=True).order_by("name", "id")


def placements_in(user: User, *, state: str, as_of: dt.date) -> QuerySet[Placement]:
    """The visible placements in a state, or all of them."""
    found = visible_placements(user, as_of=as_of)
    return found if state == "all" else found.filter(state=state)


def figures_of(placements: Sequence[Placement]) -> list[Figures]:
    """What came of each, in three reads."""
    ids = [one.id for one in placements]
    still: dict[int, int] = defaultdict(int)
    items = PlacementItem.objects.filter(placement__in=ids).values_list("placement_id", "item__open_minor")
    for placement_id, minor in items:
        still[placement_id] += minor
    remitted, direct, fees = _recovered(ids)
    return [Figures(one, still[one.id], remitted[one.id], direct[one.id], fees[one.id]) for one in placements]


def _recovered(ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    remitted: dict[int, int] = defaultdict(int)
    direct: dict[int, int] = defaultdict(int)
    fees: dict[int, int] = defaultdict(int)
    stands = Q(posting__reversed_by__isnull=True)
    kept = stands & (Q(fee_posting__isnull=True) | Q(fee_posting__reversed_by__isnull=True))
    rows = AgencyRemittance.objects.filter(kept, placement__in=ids)
    for placement_id, gross, fee in rows.values_list("placement_id", "gross_minor", "fee_minor"):
        remitted[placement_id] += gross
        fees[placement_id] += fee
    paid = DirectPayment.objects.filter(stands, placement__in=ids)
    for placement_id, minor, fee in paid.values_list("placement_id", "amount_minor", "fee_minor"):
        direct[placement_id] += minor
        fees[placement_id] += fee
    return remitted, direct, fees


def scorecard(user: User, *, as_of: dt.date) -> list[Score]:
    """Each agency by currency, over the accounts that the user sees; one without placements stands with nothing."""
    by: dict[tuple[int, str], list[Placement]] = defaultdict(list)
    for one in visible_placements(user, as_of=as_of):
        by[one.agency_id, one.currency].append(one)
    found = []
    for agency in visible_agencies(user):
        keys = sorted(key for key in by if key[0] == agency.id) or [(agency.id, agency.company.currency)]
        for key in keys:
            found.append(_score(agency, key[1], by.get(key, []), as_of=as_of))
    return found


def _score(agency: Agency, currency: str, placements: Sequence[Placement], *, as_of: dt.date) -> Score:
    figures = figures_of(placements)
    days = [((one.ended_on or as_of) - one.placed_on).days for one in placements]
    return Score(
        agency,
        currency,
        placed=len(placements),
        placed_minor=sum(one.debt_minor for one in placements),
        standing=sum(one.state == State.PLACED for one in placements),
        recovered_minor=sum(one.remitted_minor + one.direct_minor for one in figures),
        fee_minor=sum(one.fee_minor for one in figures),
        days=sum(days) // len(days) if days else None,
    )


def remittances_of(placement: Placement) -> list[AgencyRemittance]:
    """The newest first; `posting.reversed_by` tells of what was taken back."""
    return list(placement.remittances.select_related("payment", "posting__reversed_by", "by"))


def direct_payments_of(placement: Placement) -> list[DirectPayment]:
    """What the customer paid to us meanwhile, the newest first."""
    return list(placement.direct_payments.select_related("posting__reversed_by"))


def documents_of(placement: Placement) -> list[PlacementItem]:
    """The documents that were placed, the oldest first."""
    return list(placement.items.select_related("item").order_by("item__due_date", "id"))


def hand_overs_of(agency: Agency, *, placement_id: int | None = None) -> list[HandOver]:
    """The newest files that left for the agency; those with the placement, where one is named."""
    found = list(HandOver.objects.filter(agency=agency).select_related("by")[:MOST])
    return [one for one in found if placement_id is None or placement_id in one.placements]


def payments_for(placement: Placement) -> QuerySet[OpenItem]:
    """Payments on the account of which something is free, which may be the agency's."""
    found = OpenItem.objects.filter(customer_id=placement.customer_id, kind="payment", currency=placement.currency)
    return found.filter(open_minor__lt=0).annotate(free_minor=-F("open_minor")).order_by("-document_date", "-id")


def hand_over_rows(placements: Sequence[Placement], *, fields: Sequence[str]) -> list[list[Cell]]:
    """One row for each document that is still open, with the profile's fields in their order and nothing else."""
    items = PlacementItem.objects.filter(placement__in=[one.id for one in placements], item__open_minor__gt=0)
    found = items.select_related("item", "placement__customer").order_by("placement_id", "item__due_date", "id")
    wanted = [HandoverField(one) for one in fields]
    return [[_CELLS[name](one) for name in wanted] for one in found]


_CELLS: dict[HandoverField, Callable[[PlacementItem], Cell]] = {
    HandoverField.REFERENCE: lambda one: f"P{one.placement_id}",
    HandoverField.CUSTOMER_NUMBER: lambda one: one.placement.customer.number,
    HandoverField.CUSTOMER_NAME: lambda one: one.placement.customer.name,
    HandoverField.LEGAL_NAME: lambda one: one.placement.customer.legal_name,
    HandoverField.STREET: lambda one: one.placement.customer.street,
    HandoverField.CITY: lambda one: one.placement.customer.city,
    HandoverField.REGION: lambda one: one.placement.customer.region,
    HandoverField.POSTAL_CODE: lambda one: one.placement.customer.postal_code,
    HandoverField.COUNTRY: lambda one: one.placement.customer.country,
    HandoverField.PHONE: lambda one: one.placement.customer.phone,
    HandoverField.DOCUMENT: lambda one: one.item.number,
    HandoverField.DOCUMENT_DATE: lambda one: one.item.document_date,
    HandoverField.DUE_DATE: lambda one: one.item.due_date,
    HandoverField.PO_NUMBER: lambda one: one.item.po_number,
    HandoverField.CURRENCY: lambda one: one.item.currency,
    HandoverField.ORIGINAL: lambda one: Money(one.item.original_minor, one.item.currency),
    HandoverField.OPEN: lambda one: Money(one.item.open_minor, one.item.currency),
    HandoverField.FINAL_DEMAND: lambda one: one.placement.demanded_on,
}
