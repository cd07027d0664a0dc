"""The worksheet of a case from the ledger as it was at the petition. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from creditdesk.bankruptcy.models import Case
from creditdesk.bankruptcy.petitions import Field, Known, known_of
from creditdesk.bankruptcy.receipts_of_goods import received_days
from creditdesk.domain.bankruptcy import Claim, ClaimSheet, Received, claim_sheet
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.preferences import Paid, Settled
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.history import Scope, open_amounts
from creditdesk.receivables.models import Application, OpenItem, Posting

_GOODS = frozenset({OpenItem.Kind.INVOICE.value, OpenItem.Kind.DEBIT_MEMO.value})
# Payments older than the window and the usual days before it are not read.
_MOST_PAYMENTS = 5_000


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A case with what is known of it, its worksheet, and what is open in other currencies (minor units)."""

    case: Case
    known: Known
    sheet: ClaimSheet
    other_currencies: Mapping[str, int]
    reserve_minor: int | None
    consigned_minor: int


def case_sheet(case: Case, *, as_of: dt.date) -> CaseSheet:
    """The worksheet as the ledger and the entries give it today, by the policy in force."""
    known = known_of(case)
    policy = policy_in_force(as_of=as_of, company_id=case.company_id).document
    petition = known.petition
    claims, others = _claims(case, petition_on=petition.filed_on)
    paid = list(_paid(case, until=petition.filed_on, policy=policy))
    return CaseSheet(
        case=case,
        known=known,
        sheet=claim_sheet(petition, claims=claims, paid=paid, currency=case.currency, policy=policy),
        other_currencies=others,
        reserve_minor=known.number(Field.RESERVE),
        consigned_minor=known.number(Field.CONSIGNED) or 0,
    )


def _claims(case: Case, *, petition_on: dt.date) -> tuple[list[Claim], dict[str, int]]:
    """Documents as they were open at the end of the petition's day, and those that came later as they are open now."""
    then = open_amounts(as_of=petition_on, scope=Scope(customer_ids=[case.customer_id]))
    mine = OpenItem.objects.filter(customer=case.customer_id, voided_on__isnull=True)
    items = list(mine.filter(id__in=list(then)).order_by("document_date", "id"))
    # A rest of an earlier document is in that document's amount at the petition already.
    added = mine.filter(posting_date__gt=petition_on, origin__isnull=True).exclude(id__in=list(then))
    later = list(added.order_by("document_date", "id"))
    received = received_days([*items, *later])
    amounts = {item.id: then[item.id] for item in items}
    for item in later:
        is_goods = item.kind in _GOODS
        day = received[item.id].on if is_goods else item.document_date
        # Written late, but of before: all of it was owed at the petition.
        amounts[item.id] = item.original_minor if day <= petition_on else item.open_minor
    others: dict[str, int] = {}
    claims = []
    for item in [*items, *later]:
        if not amounts[item.id]:
            continue
        if item.currency != case.currency:
            others[item.currency] = others.get(item.currency, 0) + amounts[item.id]
            continue
        claims.append(_claim(item, amounts[item.id], received[item.id]))
    return claims, others


def _claim(item: OpenItem, open_minor: int, received: Received) -> Claim:
    return Claim(
        item_id=item.id,
        number=item.number,
        kind=item.kind,
        document_date=item.document_date,
        due_date=item.due_date,
        received=received,
        open_minor=open_minor,
        is_goods=item.kind in _GOODS,
    )


def _paid(case: Case, *, until: dt.date, policy: PolicyDocument) -> Iterable[Paid]:
    """Payments that stand, with what each paid, by the day on which the money came."""
    law = policy.bankruptcy
    since = until - dt.timedelta(days=law.preference_days + law.usual_days)
    payments = OpenItem.objects.filter(
        customer=case.customer_id,
        kind=OpenItem.Kind.PAYMENT,
        currency=case.currency,
        voided_on__isnull=True,
        document_date__gte=since,
        document_date__lte=until,
    )
    found = list(payments.select_related("receipt").order_by("-document_date", "-id")[:_MOST_PAYMENTS])
    settled = _settled([item.id for item in found])
    for item in reversed(found):
        lines = settled.get(item.id, [])
        # What is taken back has neither paid anything nor is any of it open.
        standing = sum(one.amount_minor for one in lines) - item.open_minor
        if standing > 0:
            receipt = getattr(item, "receipt", None)
            came = receipt.value_date if receipt is not None else item.document_date
            yield Paid(item.id, item.number, came, standing, tuple(lines))


def _settled(item_ids: list[int]) -> dict[int, list[Settled]]:
    undone = Posting.objects.filter(reverses__isnull=False).values("reverses")
    rows = (
        Application.objects.filter(credit_item__in=item_ids)
        .exclude(posting__in=undone)
        .values_list("credit_item_id", "debit_item__number", "debit_item__document_date")
        .annotate(minor=Sum("amount_minor"))
        .order_by("credit_item_id", "debit_item__document_date", "debit_item__number")
    )
    found: dict[int, list[Settled]] = {}
    for credit_id, number, day, minor in rows:
        found.setdefault(credit_id, []).append(Settled(number, day, int(minor)))
    return found


def content_of(found: CaseSheet) -> dict[str, Any]:
    """The worksheet as it is kept with a step: what counsel is given, and confirms."""
    sheet, petition = found.sheet, found.sheet.petition
    return {
        "currency": sheet.currency,
        "chapter": petition.chapter,
        "petition": petition.filed_on.isoformat(),
        "voluntary": petition.is_voluntary,
        "dates": {
            one.name.value: {
                "day": one.day.isoformat() if one.day else None,
                "computed": one.computed.isoformat() if one.computed else None,
            }
            for one in sheet.dates
        },
        "rows": [
            {
                "number": row.claim.number,
                "item": row.claim.item_id,
                "received": row.claim.received.on.isoformat(),
                "source": row.claim.received.source,
                "principal": row.claim.open_minor,
                "interest": row.interest_minor,
                "priority": row.has_priority,
                "reclaimable": row.is_reclaimable,
            }
            for row in sheet.rows
        ],
        "principal": sheet.principal_minor,
        "interest": sheet.interest_minor,
        "paid_before": sheet.paid_before_minor,
        "memos": sheet.memos_minor,
        "claim": sheet.claim_minor,
        "priority": sheet.priority_minor,
        "unsecured": sheet.unsecured_minor,
        "reclaimable": sheet.reclaimable_minor,
        "preference": sheet.preference.total_minor,
        "preference_exposed": sheet.preference.exposed_minor,
        "consigned": found.consigned_minor,
        "reserve": found.reserve_minor,
    }
