"""Agencies and what was placed with them: profiles, files that left, money that came, accounts that come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from creditdesk.agency.ending import end, tell
from creditdesk.agency.models import Agency, AgencyRemittance, HandOver, Placement
from creditdesk.approvals.ledger_effects import write_one
from creditdesk.domain.agency import State, ppm_of, profile_objections
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import acts
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.posting import Line


@action
def make_agency(
    company: Company,
    *,
    name: str,
    fee_percent: Decimal | None,
    fields: Sequence[str],
    by: User,
    at: dt.datetime,
    key: str,
) -> Agency:
    """An agency of the company with its profile. The same key makes one."""
    if done := Agency.objects.filter(key=key).first():
        return done
    _refuse_profile(name, fields)
    if Agency.objects.filter(company=company, name=name.strip()).exists():
        raise refuse("agency.twice", "there is an agency %(name)s already", name=name.strip())
    made = Agency.objects.create(
        company=company, name=name.strip(), fee_ppm=_ppm(fee_percent), fields=list(fields), key=key
    )
    _tell_profile("agency.made", made, by=by, at=at)
    return made


@action
def change_agency(
    agency: Agency,
    *,
    fee_percent: Decimal | None,
    fields: Sequence[str],
    is_active: bool,
    seen: int,
    by: User,
    at: dt.datetime,
) -> Agency:
    """Another profile. What was placed keeps its fee; files that left keep their fields."""
    found = Agency.objects.select_for_update().get(id=agency.id)
    if found.version != seen:
        raise refuse("agency.changed_meanwhile", "somebody changed the agency meanwhile: look at it anew")
    _refuse_profile(found.name, fields)
    found.fee_ppm, found.fields, found.is_active = _ppm(fee_percent), list(fields), is_active
    found.version += 1
    found.save(update_fields=["fee_ppm", "fields", "is_active", "version"])
    _tell_profile("agency.changed", found, by=by, at=at)
    return found


@action
def record_hand_over(
    agency: Agency, *, placements: Sequence[Placement], form: str, rows: int, sha256: str, by: User, at: dt.datetime
) -> HandOver:
    """Keep who got which fields of which placements; the file itself is not kept, its checksum is."""
    lock_customers(sorted({one.customer_id for one in placements}))
    made = HandOver.objects.create(
        agency=agency,
        placements=[one.id for one in placements],
        fields=list(agency.fields),
        form=form,
        rows=rows,
        sha256=sha256,
        by=by,
        at=at,
    )
    for one in placements:
        tell("placement.handed_over", one, by=by, at=at, file=made.id, fields=list(agency.fields), sha256=sha256)
    return made


@action
def book_remittance(
    placement: Placement,
    *,
    payment: OpenItem,
    gross_minor: int,
    fee_minor: int,
    fee_kept: bool,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> AgencyRemittance:
    """Book what the agency collected gross: its payment on the account pays the documents, the oldest first, and so
    does the fee that it kept, which is our expense. The same key books once.

    Raises Refusal with every reason why it does not fit.
    """
    lock_customers([placement.customer_id])
    if done := AgencyRemittance.objects.filter(key=key).first():
        return done
    found = Placement.objects.select_for_update().get(id=placement.id)
    paid = OpenItem.objects.get(id=payment.id)
    net = gross_minor - fee_minor if fee_kept else gross_minor
    claims = [one.item for one in found.items.select_related("item").order_by("item__due_date", "item_id")]
    _refuse_remittance(found, paid, claims, net=net, gross=gross_minor, fee=fee_minor)
    policy = policy_in_force(as_of=as_of, company_id=found.company_id)
    left = {item.id: item.open_minor for item in claims}
    posted = _cash_act(found, paid, _shared(left, net), as_of=as_of, key=key)
    posting_id = write_one(posted, company_id=found.company_id, by=by.username, at=at, policy=policy)
    fee_posting = None
    if fee_kept and fee_minor:
        fee = _fee_act(found, _shared(left, fee_minor), policy.document.agency.fee_account, as_of=as_of, key=key)
        fee_posting = write_one(fee, company_id=found.company_id, by=by.username, at=at, policy=policy)
    made = AgencyRemittance.objects.create(
        placement=found,
        payment=paid,
        gross_minor=gross_minor,
        fee_minor=fee_minor,
        fee_kept=fee_kept,
        posting_id=posting_id,
        fee_posting_id=fee_posting,
        booked_on=as_of,
        by=by,
        at=at,
        key=key,
    )
    gross, fee_told = (str(Money(minor, found.currency)) for minor in (gross_minor, fee_minor))
    tell("placement.remitted", found, by=by, at=at, gross=gross, fee=fee_told, kept=fee_kept)
    return made


@action
def hand_back(placement: Placement, *, why: str, by: User, at: dt.datetime, as_of: dt.date) -> Placement:
    """The agency gives the account back: our own work goes on. A second call changes nothing."""
    lock_customers([placement.customer_id])
    found = Placement.objects.select_for_update().get(id=placement.id)
    if found.state == State.RETURNED:
        return found
    if found.state != State.PLACED:
        raise refuse("agency.over", "the placement is over already: there is nothing to recall")
    if not why.strip():
        raise refuse("agency.why", "say why the agency gives it back")
    end(found, State.RETURNED, why=why.strip(), by=by, at=at, as_of=as_of)
    return found


def _ppm(percent: Decimal | None) -> int | None:
    return None if percent is None else ppm_of(percent)


def _refuse_profile(name: str, fields: Sequence[str]) -> None:
    if not name.strip():
        raise refuse("agency.name", "give the agency a name")
    if reasons := profile_objections(fields):
        raise Refusal(tuple(reasons))


def _tell_profile(kind: str, agency: Agency, *, by: User, at: dt.datetime) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("agency", agency.id),
        company_id=agency.company_id,
        facts={
            "name": agency.name,
            "fee_percent": str(agency.fee_percent) if agency.fee_percent is not None else "",
            "fields": list(agency.fields),
            "active": agency.is_active,
        },
    )


def _refuse_remittance(
    placement: Placement, payment: OpenItem, claims: Sequence[OpenItem], *, net: int, gross: int, fee: int
) -> None:
    if gross <= 0 or fee < 0 or net <= 0:
        raise refuse("agency.amounts", "what was collected is above zero, and the fee is less than that")
    if payment.customer_id != placement.customer_id or payment.kind != OpenItem.Kind.PAYMENT:
        raise refuse("agency.payment", "choose the agency's payment on this account")
    if payment.currency != placement.currency:
        raise refuse("agency.currency", "%(number)s is in another currency", number=payment.number)
    if -payment.open_minor < net:
        free = str(Money(max(0, -payment.open_minor), payment.currency))
        raise refuse("agency.payment_small", "only %(free)s of %(number)s is free", free=free, number=payment.number)
    owed = sum(max(0, item.open_minor) for item in claims)
    if gross > owed:
        told = str(Money(owed, placement.currency))
        raise refuse("agency.too_much", "only %(open)s is open of what was placed", open=told)


def _shared(left: dict[int, int], minor: int) -> list[tuple[int, int]]:
    """How much each document gets, the oldest first; what it gets is gone from `left`."""
    found = []
    for item_id, still in left.items():
        part = min(still, minor)
        if part > 0:
            found.append((item_id, part))
            left[item_id], minor = still - part, minor - part
    return found


def _cash_act(
    placement: Placement, payment: OpenItem, parts: Sequence[tuple[int, int]], *, as_of: dt.date, key: str
) -> acts.Act:
    customer, currency = placement.customer_id, placement.currency
    lines = [Line(currency, sum(part for _, part in parts), item_id=payment.id, customer_id=customer)]
    lines += [Line(currency, -part, item_id=item_id, customer_id=customer) for item_id, part in parts]
    applied = tuple(acts.Applied(customer, payment.id, item_id, part) for item_id, part in parts)
    facts = {"placement": placement.id}
    kind = Posting.Kind.APPLICATION
    return acts.Act(kind, as_of, f"agency/{key}"[:120], tuple(lines), "credit.applied", applied=applied, facts=facts)


def _fee_act(
    placement: Placement, parts: Sequence[tuple[int, int]], account: str, *, as_of: dt.date, key: str
) -> acts.Act:
    currency = placement.currency
    lines = [Line(currency, -part, item_id=item_id, customer_id=placement.customer_id) for item_id, part in parts]
    lines.append(Line(currency, sum(part for _, part in parts), account=account))
    return acts.Act(
        Posting.Kind.ADJUSTMENT,
        as_of,
        f"agency/{key}/fee"[:120],
        tuple(lines),
        "account.adjusted",
        reason="fee of the agency",
        facts={"placement": placement.id},
    )
