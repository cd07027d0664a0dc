"""The evidence for a claim, gathered from what files brought, and what it says.

`claim_of` reads what a deduction on the account says of itself; `evidence_for` looks up what its reason needs, and no
more: a shortage asks for no promotions. Each look-up goes by a number that has an index, so that it costs the same
among a million shipments; the answers are bounded, for a number that stands on everything names nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from creditdesk.domain.claim_words import ClaimWords, read_claim
from creditdesk.domain.deduction_evidence import (
    Authorisation,
    Blame,
    Claim,
    Coop,
    Deal,
    Delivery,
    Evidence,
    InvoiceLine,
    PriceHeld,
    Rule,
)
from creditdesk.domain.deduction_tests import Finding, find
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_research import ClaimTest
from creditdesk.parties.models import Price
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem
from creditdesk.reference import models
from creditdesk.reference.claims_made import earlier_of
from creditdesk.reference.payments import paid_of

# Records of a kind that are looked at: more name nothing.
MOST = 50


@dataclass(frozen=True, slots=True)
class Subject:
    """The claim with what it is looked up by: the customer, the invoice it was kept back from, other numbers."""

    claim: Claim
    company_id: int
    customer_id: int
    item_id: int | None = None
    invoice_id: int | None = None
    bol_number: str = ""
    po_number: str = ""
    words: ClaimWords = field(default_factory=ClaimWords)


@dataclass(frozen=True, slots=True)
class Research:
    """What the desk knows of a claim: the subject, the evidence, what it says, by which policy."""

    subject: Subject
    evidence: Evidence
    finding: Finding
    policy_version: int


def subject_of(
    item: OpenItem, *, test: ClaimTest | None = None, amount_minor: int | None = None, text: str = ""
) -> Subject | None:
    """What a deduction says of itself, with its company, customer and origin loaded; None where it names no reason.

    `test` overrules the words; `text` is what else is known of the claim, such as the customer's own file.
    """
    said = f"{text} {item.reference}".strip()
    words = read_claim(said)
    test = test or words.test
    if test is None:
        return None
    invoice = item.origin
    claim = Claim(
        test=test,
        amount_minor=amount_minor or item.open_minor or item.original_minor,
        currency=item.currency,
        claimed_on=item.document_date,
        number=words.claim_number,
        invoice_number=invoice.number if invoice else "",
        invoice_on=invoice.document_date if invoice else None,
        invoice_minor=invoice.original_minor if invoice else 0,
        quantity_milli=words.quantity_milli,
        item_numbers=words.item_numbers,
        authorisations=words.authorisations,
        deals=words.deals,
    )
    return Subject(
        claim=claim,
        company_id=item.company_id,
        customer_id=item.customer_id,
        item_id=item.id,
        invoice_id=invoice.id if invoice else None,
        bol_number=(invoice.bol_number if invoice else "") or item.bol_number,
        po_number=(invoice.po_number if invoice else "") or item.po_number,
        words=words,
    )


def research(subject: Subject, *, as_of: dt.date) -> Research:
    """Gather the evidence for the claim and judge it by the policy in force."""
    version = policy_in_force(as_of=as_of, company_id=subject.company_id)
    evidence = evidence_for(subject, policy=version.document)
    finding = find(subject.claim, evidence=evidence, policy=version.document.deduction_tests)
    return Research(subject, evidence, finding, version.number)


def evidence_for(subject: Subject, *, policy: PolicyDocument) -> Evidence:
    """What the desk can look up for the claim, by its reason; at most six queries."""
    found: dict[str, Any] = {name: look(subject) for name, look in _LOOKS.get(subject.claim.test, {}).items()}
    if "prices" in found:
        found["prices"] = _prices(subject, found["lines"])
    if subject.claim.test is ClaimTest.DISCOUNT:
        found["paid"] = paid_of(subject.invoice_id, policy=policy.terms_policy)
    earlier = earlier_of(
        subject.claim,
        item_id=subject.item_id,
        invoice_id=subject.invoice_id,
        customer_id=subject.customer_id,
        policy=policy.deduction_tests,
    )
    return Evidence(**found, earlier=earlier)


def _shipments(subject: Subject) -> tuple[Delivery, ...]:
    """By the invoice; where nothing bears its number, by the bill of lading, then by the purchase order.

    In no order: for one, SQLite would rather walk through all shipments of the company than sort a few.
    """
    ways = (
        ("invoice_number", subject.claim.invoice_number),
        ("bol_number", subject.bol_number),
        ("po_number", subject.po_number),
    )
    for name, number in ways:
        if not number:
            continue
        rows = list(_own(models.Shipment, subject).filter(**{f"{name}__in": _written(number)}).order_by()[:MOST])
        if rows:
            return tuple(map(_delivery, sorted(rows, key=lambda one: (one.shipment_number, one.item_number))))
    return ()


def _delivery(row: models.Shipment) -> Delivery:
    same = {name: getattr(row, name) for name in _DELIVERY}
    return Delivery(
        number=row.shipment_number,
        tracking=row.tracking_number,
        late_by=Blame(row.late_by),
        record_id=row.pk,
        **same,
    )


_DELIVERY = (
    "item_number",
    "carrier",
    "bol_number",
    "shipped_on",
    "promised_on",
    "tendered_on",
    "ship_by",
    "delivered_on",
    "noticed_on",
    "shipped_milli",
    "received_milli",
    "cartons_shipped",
    "cartons_received",
    "signed_by",
    "remarks",
)


def _lines(subject: Subject) -> tuple[InvoiceLine, ...]:
    number = subject.claim.invoice_number
    if not number:
        return ()
    rows = _in_currency(models.InvoiceLine, subject).filter(invoice_number__in=_written(number))
    return tuple(
        InvoiceLine(
            number=row.line_number,
            item_number=row.item_number,
            quantity_milli=row.quantity_milli,
            price_minor=_unit_price(row),
            amount_minor=row.amount_minor,
            kind=row.kind,
            record_id=row.pk,
        )
        for row in rows.order_by("line_number", "id")[:500]
    )


def _unit_price(row: models.InvoiceLine) -> int:
    """The price of a unit as it was billed; where no price stands, what the amount makes of it."""
    if row.price_minor is not None:
        return row.price_minor
    return row.amount_minor * 1_000 // row.quantity_milli if row.quantity_milli else row.amount_minor


def _prices(subject: Subject, lines: Iterable[InvoiceLine]) -> tuple[PriceHeld, ...]:
    """The prices that held on the day of the invoice: agreed ones before those of lists, later ones before earlier."""
    on, items = subject.claim.invoice_on, {one.item_number for one in lines if one.item_number}
    if on is None or not items:
        return ()
    holds = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    whose = Q(customer_id=subject.customer_id) | Q(customer__isnull=True)
    rows = Price.objects.filter(
        whose,
        holds,
        company_id=subject.company_id,
        item_number__in=items,
        valid_from__lte=on,
        currency=subject.claim.currency,
    )
    return tuple(
        PriceHeld(row.item_number, row.price_minor, row.valid_from, row.price_list)
        for row in rows.order_by("price_list", "-valid_from", "id")[:500]
    )


def _authorisations(subject: Subject) -> tuple[Authorisation, ...]:
    """Those that the claim names; where it names none, those of its invoice."""
    rows = _in_currency(models.ReturnAuthorisation, subject)
    if subject.claim.authorisations:
        rows = rows.filter(rga_number__in=_all_written(subject.claim.authorisations))
    elif subject.claim.invoice_number:
        rows = rows.filter(invoice_number__in=_written(subject.claim.invoice_number))
    else:
        return ()
    same = (
        "authorised_minor",
        "authorised_on",
        "authorised_milli",
        "received_minor",
        "received_milli",
        "received_on",
        "receipt_number",
    )
    return tuple(
        Authorisation(number=row.rga_number, record_id=row.pk, **{name: getattr(row, name) for name in same})
        for row in rows.order_by("id")[:MOST]
    )


def _deals(subject: Subject) -> tuple[Deal, ...]:
    """Those that the claim names, whenever they run; where it names none, those that run on the invoice's day."""
    rows = _in_currency(models.Deal, subject)
    if subject.claim.deals:
        rows = rows.filter(deal_number__in=_all_written(subject.claim.deals))
    else:
        rows = _running(rows, subject.claim.invoice_on or subject.claim.claimed_on)
    same = (
        "kind",
        "valid_from",
        "valid_to",
        "amount_minor",
        "percent_milli",
        "signed_by",
        "signed_on",
        "billed_back_on",
    )
    return tuple(
        Deal(
            number=row.deal_number,
            item_numbers=(row.item_number,) if row.item_number else (),
            billed_back_minor=row.billed_back_minor or 0,
            record_id=row.pk,
            **{name: getattr(row, name) for name in same},
        )
        for row in rows.order_by("id")[:MOST]
    )


def _coop(subject: Subject) -> tuple[Coop, ...]:
    """Agreements that the claim names, else all of the customer; an agreement's days and share hold for its proofs."""
    rows = _in_currency(models.CoopAgreement, subject)
    if subject.claim.deals:
        rows = rows.filter(agreement_number__in=_all_written(subject.claim.deals))
    found = list(rows.order_by("id")[:MOST])
    heads = {row.agreement_number: row for row in found if not row.proof_number}
    return tuple(_agreed(row, heads.get(row.agreement_number, row)) for row in found)


def _agreed(row: models.CoopAgreement, head: models.CoopAgreement) -> Coop:
    return Coop(
        number=row.agreement_number,
        valid_from=row.valid_from or head.valid_from,
        valid_to=row.valid_to or head.valid_to,
        share_milli=head.percent_milli if row.percent_milli is None else row.percent_milli,
        fund_minor=row.fund_minor,
        fund_on=row.fund_on,
        proof_number=row.proof_number,
        performed_on=row.performed_on,
        cost_minor=row.cost_minor,
        record_id=row.pk,
    )


def _rules(subject: Subject) -> tuple[Rule, ...]:
    """The clauses of the customer's guide that stood on the day of the invoice."""
    rows = _running(_own(models.RoutingRule, subject), subject.claim.invoice_on or subject.claim.claimed_on)
    rows = rows.filter(Q(fine_minor__isnull=True) | Q(currency=subject.claim.currency))
    same = ("kind", "fine_minor", "carrier", "freight_by", "valid_from", "valid_to")
    return tuple(
        Rule(
            number=row.rule_number,
            fine_milli=row.percent_milli,
            record_id=row.pk,
            **{name: getattr(row, name) for name in same},
        )
        for row in rows.order_by("rule_number")[:MOST]
    )


def _running(rows: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return rows.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _own(model: Any, subject: Subject) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(company_id=subject.company_id, customer_id=subject.customer_id)
    return found


def _in_currency(model: Any, subject: Subject) -> QuerySet[Any]:
    """Amounts in another currency are no evidence for an amount in this one."""
    return _own(model, subject).filter(currency=subject.claim.currency)


def _written(number: str) -> set[str]:
    """The ways in which programs write one number: as it is, in capitals, without its zeros and without its prefix."""
    plain = number.strip()
    digits = plain.lstrip("0")
    tail = plain.rpartition(" ")[2].rpartition("-")[2]
    return {one for one in (plain, plain.upper(), digits, tail if len(tail) >= 5 else plain) if one}


def _all_written(numbers: Iterable[str]) -> set[str]:
    return {one for number in numbers for one in (number, number.upper())}


_Look = Callable[[Subject], tuple[Any, ...]]
_LOOKS: Mapping[ClaimTest, Mapping[str, _Look]] = {
    ClaimTest.SHORTAGE: {"shipments": _shipments, "lines": _lines},
    ClaimTest.PRICING: {"lines": _lines, "prices": lambda _subject: ()},
    ClaimTest.RETURNS: {"authorisations": _authorisations},
    ClaimTest.PROMOTION: {"deals": _deals, "lines": _lines},
    ClaimTest.COOP: {"coop": _coop},
    ClaimTest.FREIGHT: {"rules": _rules, "shipments": _shipments, "lines": _lines},
    ClaimTest.COMPLIANCE: {"rules": _rules, "shipments": _shipments},
}


def with_claim(subject: Subject, **facts: Any) -> Subject:
    """The subject with other facts of its claim: what a case knows better than the words on the item."""
    return replace(subject, claim=replace(subject.claim, **facts))
