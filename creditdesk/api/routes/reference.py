"""What research looks up, and what the evidence says of a deduction. Files bring it; here it is read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, TypeVar

from ninja import Query, Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import LARGEST_ID, Amount, Because, Page, PathId, Word, amount, because
from creditdesk.domain.deduction_evidence import quantity_words
from creditdesk.domain.policy_research import ClaimTest
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.reference.access import deduction_for, records_for
from creditdesk.reference.queries import Research, research, subject_of

router = Router()
_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
Asked = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
TestName = Literal[
    "shortage",
    "pricing",
    "returns",
    "promotion",
    "coop",
    "freight",
    "compliance",
    "discount",
    "duplicate",
    "post_audit",
]


class LookedUpOut(Schema):
    """What every record to look up has; quantities and per cents are decimals as text."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None


class ShipmentOut(LookedUpOut):
    """A shipment, or one item of it, with its proof of delivery."""

    shipment_number: str
    item_number: str
    invoice_number: str
    bol_number: str
    tracking_number: str
    po_number: str
    carrier: str
    ship_by: dt.date | None
    tendered_on: dt.date | None
    shipped_on: dt.date | None
    noticed_on: dt.date | None
    promised_on: dt.date | None
    delivered_on: dt.date | None
    shipped: str | None
    received: str | None
    cartons_shipped: int | None
    cartons_received: int | None
    signed_by: str
    remarks: str
    late_by: str


class ReturnAuthorisationOut(LookedUpOut):
    """A return that was authorised, and what the warehouse received of it."""

    rga_number: str
    invoice_number: str
    authorised_on: dt.date | None
    authorised: Amount | None
    authorised_quantity: str | None
    receipt_number: str
    received_on: dt.date | None
    received: Amount | None
    received_quantity: str | None
    remarks: str


class DealOut(LookedUpOut):
    """A promotion or markdown, for all items or for one."""

    deal_number: str
    item_number: str
    kind: str
    description: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    amount: Amount | None
    percent: str | None
    signed_by: str
    signed_on: dt.date | None
    billed_back: Amount | None
    billed_back_on: dt.date | None


class CoopAgreementOut(LookedUpOut):
    """An agreement on advertising, or with `proof_number` a performance under it."""

    agreement_number: str
    proof_number: str
    description: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    percent: str | None
    fund: Amount | None
    fund_on: dt.date | None
    performed_on: dt.date | None
    cost: Amount | None


class RoutingRuleOut(LookedUpOut):
    """A clause of the customer's routing guide."""

    rule_number: str
    kind: str
    description: str
    carrier: str
    freight_by: str
    percent: str | None
    fine: Amount | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class InvoiceLineOut(LookedUpOut):
    """A line of an invoice as it was billed."""

    invoice_number: str
    line_number: str
    item_number: str
    description: str
    kind: str
    quantity: str | None
    unit: str
    price: Amount | None
    amount: Amount | None


class EarlierClaimOut(Schema):
    """An earlier deduction that this one is like."""

    item_id: int
    number: str
    amount: Amount
    claimed_on: dt.date
    is_sure: bool
    reason: Because


class FindingOut(Schema):
    """What the evidence says: the three parts make what is claimed."""

    outcome: Literal["valid", "partly", "invalid", "undecided"]
    claimed: Amount
    valid: Amount
    invalid: Amount
    undecided: Amount
    reasons: list[Because]
    missing: list[Because]
    root_cause: str | None
    carrier_claim: Amount
    carrier: str
    shipment: str
    account: str
    cost_centre: str


class ClaimEvidenceOut(Schema):
    """A deduction with what its words name, and the finding by one reason; without a reason there is none."""

    item_id: int
    reason: TestName | None
    reasons_named: list[TestName]
    finding: FindingOut | None
    records: dict[str, list[int]]
    earlier: list[EarlierClaimOut]
    policy_version: int | None


@router.get("/items/{item_id}/evidence", **reads(ClaimEvidenceOut))
@needs(*_SEE)
def item_evidence(request: Call, item_id: PathId, reason: TestName | None = None) -> ClaimEvidenceOut:
    """What the evidence says of a deduction, by the reason that its words name or that is asked for."""
    item = deduction_for(request.auth.user, item_id, as_of=request.today)
    subject = subject_of(item, test=ClaimTest(reason) if reason else None)
    if subject is None:
        return ClaimEvidenceOut(
            item_id=item.id, reason=None, reasons_named=[], finding=None, records={}, earlier=[], policy_version=None
        )
    found = research(subject, as_of=request.today)
    return ClaimEvidenceOut(
        item_id=item.id,
        reason=subject.claim.test.value,
        reasons_named=[one.value for one in subject.words.reasons],
        finding=_finding(found),
        records=_records(found),
        earlier=_earlier(found),
        policy_version=found.policy_version,
    )


def _finding(found: Research) -> FindingOut:
    one, currency = found.finding, found.subject.claim.currency
    return FindingOut(
        outcome=one.outcome,
        claimed=amount(one.claimed_minor, currency),
        valid=amount(one.valid_minor, currency),
        invalid=amount(one.invalid_minor, currency),
        undecided=amount(one.undecided_minor, currency),
        reasons=[because(reason) for reason in one.reasons],
        missing=[because(reason) for reason in one.missing],
        root_cause=one.root_cause.value if one.root_cause else None,
        carrier_claim=amount(one.carrier_claim_minor, currency),
        carrier=one.carrier,
        shipment=one.shipment,
        account=one.account,
        cost_centre=one.cost_centre,
    )


def _records(found: Research) -> dict[str, list[int]]:
    """The records behind the finding, by the name of their list."""
    evidence = found.evidence
    kinds: dict[str, tuple[Any, ...]] = {
        "shipments": evidence.shipments,
        "returns": evidence.authorisations,
        "deals": evidence.deals,
        "coop_agreements": evidence.coop,
        "routing_rules": evidence.rules,
        "invoice_lines": evidence.lines,
    }
    return {name: [one.record_id for one in rows] for name, rows in kinds.items() if rows}


def _earlier(found: Research) -> list[EarlierClaimOut]:
    currency = found.subject.claim.currency
    return [
        EarlierClaimOut(
            item_id=one.item_id,
            number=one.number,
            amount=amount(one.amount_minor, currency),
            claimed_on=one.claimed_on,
            is_sure=one.is_sure,
            reason=because(one.reason),
        )
        for one in found.evidence.earlier
    ]


T = TypeVar("T", bound=LookedUpOut)


def _page(request: Call, kind: str, shape: type[T], *, customer_id: int | None, **paged: Any) -> Page[T]:
    if customer_id is not None:
        customer_for(request.auth.user, customer_id, as_of=request.today)
    invoice = paged.pop("invoice", "")
    found = records_for(request.auth.user, kind, as_of=request.today, customer_id=customer_id)
    if invoice:
        found = found.filter(invoice_number=invoice)
    return page_by_id(found, show=lambda row: _shown(shape, row), **paged)


def _shown(shape: type[T], row: Any) -> T:
    """The record in its shape: `received` is an amount or a quantity, whichever the shape asks for."""
    facts: dict[str, Any] = {
        "company": row.company.code,
        "customer_number": row.customer.number,
        "import_id": row.import_file_id,
    }
    for name, field in shape.model_fields.items():
        if name in facts:
            continue
        if field.annotation == (Amount | None):
            minor = getattr(row, f"{name}_minor")
            facts[name] = None if minor is None else amount(minor, row.currency)
        elif field.annotation == (str | None):
            milli = getattr(row, f"{name.removesuffix('_quantity')}_milli")
            facts[name] = None if milli is None else quantity_words(milli)
        else:
            facts[name] = getattr(row, name)
    return shape(**facts)


@router.get("/shipments", **reads(Page[ShipmentOut]))
@needs(*_SEE)
def shipment_list(
    request: Call, customer_id: Asked = None, invoice: Word = "", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[ShipmentOut]:
    """Shipments to the customers whom I see, with their proofs of delivery."""
    return _page(
        request, "shipments", ShipmentOut, customer_id=customer_id, invoice=invoice, cursor=cursor, limit=limit
    )


@router.get("/return-authorisations", **reads(Page[ReturnAuthorisationOut]))
@needs(*_SEE)
def return_list(
    request: Call, customer_id: Asked = None, invoice: Word = "", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[ReturnAuthorisationOut]:
    """Returns that were authorised, with what the warehouse received."""
    return _page(
        request, "returns", ReturnAuthorisationOut, customer_id=customer_id, invoice=invoice, cursor=cursor, limit=limit
    )


@router.get("/deals", **reads(Page[DealOut]))
@needs(*_SEE)
def deal_list(request: Call, customer_id: Asked = None, cursor: Cursor = "", limit: Limit = PAGE) -> Page[DealOut]:
    """Promotions and markdowns."""
    return _page(request, "deals", DealOut, customer_id=customer_id, cursor=cursor, limit=limit)


@router.get("/coop-agreements", **reads(Page[CoopAgreementOut]))
@needs(*_SEE)
def coop_list(
    request: Call, customer_id: Asked = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[CoopAgreementOut]:
    """Agreements on co-operative advertising, and performances under them."""
    return _page(request, "coop_agreements", CoopAgreementOut, customer_id=customer_id, cursor=cursor, limit=limit)


@router.get("/routing-rules", **reads(Page[RoutingRuleOut]))
@needs(*_SEE)
def routing_rule_list(
    request: Call, customer_id: Asked = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[RoutingRuleOut]:
    """Clauses of the customers' routing guides."""
    return _page(request, "routing_rules", RoutingRuleOut, customer_id=customer_id, cursor=cursor, limit=limit)


@router.get("/invoice-lines", **reads(Page[InvoiceLineOut]))
@needs(*_SEE)
def invoice_line_list(
    request: Call, customer_id: Asked = None, invoice: Word = "", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[InvoiceLineOut]:
    """Lines of invoices as they were billed."""
    return _page(
        request, "invoice_lines", InvoiceLineOut, customer_id=customer_id, invoice=invoice, cursor=cursor, limit=limit
    )
