"""What a claim says and what the desk finds about it: plain facts, from which `deduction_tests` judges.

A claim of 12 units at 150.00, and a delivery that was signed for five units less::

    Claim(ClaimTest.SHORTAGE, 180000, "USD", claimed_on=…, quantity_milli=12000, unit_minor=15000)
    Evidence(shipments=(Delivery("S-1", shipped_milli=100000, remarks="5 short", …),))

Amounts are minor units of the claim's currency, quantities and percentages thousandths (12 units: 12000; 3 %: 3000).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.money import Money
from creditdesk.domain.policy_research import ClaimTest
from creditdesk.domain.reasons import Reason

MILLI = 1_000


class RootCause(StrEnum):
    """What went wrong on our side, or on whose."""

    PRICE_MASTER = "price_master"
    PICKING = "picking"
    CARRIER = "carrier"
    LATE_SHIPMENT = "late_shipment"
    NOTICE = "notice"
    RETURN_CREDIT = "return_credit"
    DEAL_NOT_ON_INVOICE = "deal_not_on_invoice"
    COOP_NOT_CREDITED = "coop_not_credited"
    FREIGHT_TERMS = "freight_terms"
    DISCOUNT_NOT_GRANTED = "discount_not_granted"
    CUSTOMER = "customer"


class Blame(StrEnum):
    """Who made a delivery late, by the carrier's own log."""

    CARRIER = "carrier"
    SHIPPER = "shipper"
    CUSTOMER = "customer"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the customer keeps back and for what, as far as he says it."""

    test: ClaimTest
    amount_minor: int
    currency: str
    claimed_on: dt.date
    number: str = ""
    invoice_number: str = ""
    invoice_on: dt.date | None = None
    invoice_minor: int = 0
    quantity_milli: int | None = None
    unit_minor: int | None = None
    item_numbers: tuple[str, ...] = ()
    authorisations: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A shipment, or one item of it, with what the carrier and the receiver say."""

    number: str
    item_number: str = ""
    carrier: str = ""
    tracking: str = ""
    bol_number: str = ""
    shipped_on: dt.date | None = None
    promised_on: dt.date | None = None
    tendered_on: dt.date | None = None
    ship_by: dt.date | None = None
    delivered_on: dt.date | None = None
    noticed_on: dt.date | None = None
    shipped_milli: int | None = None
    received_milli: int | None = None
    cartons_shipped: int | None = None
    cartons_received: int | None = None
    signed_by: str = ""
    remarks: str = ""
    late_by: Blame = Blame.UNKNOWN
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of the invoice; `kind` is goods, freight or tax."""

    number: str
    item_number: str
    quantity_milli: int
    price_minor: int
    amount_minor: int
    kind: str = "goods"
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class PriceHeld:
    """A price that was in force on the day of the invoice: agreed with the customer, or of a list."""

    item_number: str
    price_minor: int
    valid_from: dt.date
    price_list: str = ""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A return that was authorised, and what the warehouse received of it."""

    number: str
    authorised_minor: int | None
    authorised_on: dt.date | None = None
    authorised_milli: int | None = None
    received_minor: int | None = None
    received_milli: int | None = None
    received_on: dt.date | None = None
    receipt_number: str = ""
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Deal:
    """A promotion or markdown that was agreed: a sum, or a share of the goods."""

    number: str
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    amount_minor: int | None = None
    percent_milli: int | None = None
    item_numbers: tuple[str, ...] = ()
    signed_by: str = ""
    signed_on: dt.date | None = None
    billed_back_minor: int = 0
    billed_back_on: dt.date | None = None
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Coop:
    """An agreement on advertising with what is left of its fund, and a performance that was shown."""

    number: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    share_milli: int | None
    fund_minor: int | None
    fund_on: dt.date | None
    proof_number: str = ""
    performed_on: dt.date | None = None
    cost_minor: int | None = None
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause of the customer's routing guide: what it is about, and what a breach costs."""

    number: str
    kind: str
    fine_milli: int | None = None
    fine_minor: int | None = None
    carrier: str = ""
    freight_by: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class Paid:
    """When the invoice was paid, and what the terms allowed who paid by then: minor units with the days of grace."""

    value_on: dt.date
    discount_until: dt.date | None
    last_day: dt.date | None
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier claim that this one is like, how sure that is, and why."""

    item_id: int
    number: str
    claimed_on: dt.date
    amount_minor: int
    is_sure: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found; nothing of a kind is an empty tuple."""

    lines: tuple[InvoiceLine, ...] = ()
    shipments: tuple[Delivery, ...] = ()
    prices: tuple[PriceHeld, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    deals: tuple[Deal, ...] = ()
    coop: tuple[Coop, ...] = ()
    rules: tuple[Rule, ...] = ()
    paid: Paid | None = None
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test found of the amount: the rest of it is invalid, unless `undecided_minor` says otherwise."""

    valid_minor: int
    undecided_minor: int
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    root_cause: RootCause | None = None
    carrier_minor: int = 0
    carrier: str = ""
    shipment: str = ""


def undecided(claim: Claim, *, reasons: Iterable[Reason] = (), missing: Iterable[Reason] = ()) -> Verdict:
    """Nothing of the claim can be decided yet."""
    return Verdict(0, claim.amount_minor, tuple(reasons), tuple(missing))


def invalid(*reasons: Reason, root_cause: RootCause | None = RootCause.CUSTOMER) -> Verdict:
    """Nothing of the claim is valid."""
    return Verdict(0, 0, reasons, (), root_cause)


def quantity_words(milli: int) -> str:
    """A quantity as a sentence has it: 12000 is "12", 12500 is "12.5"."""
    whole, rest = divmod(abs(milli), MILLI)
    sign = "-" if milli < 0 else ""
    return f"{sign}{whole}.{rest:03d}".rstrip("0") if rest else f"{sign}{whole}"


def amount_words(minor: int, claim: Claim) -> str:
    """An amount in the claim's currency as a sentence has it."""
    return str(Money(minor, claim.currency))


def late(claim: Claim, *, since: dt.date | None, days: int | None) -> Reason | None:
    """Why the claim comes too late, `days` after the event; None where it is in time or no window is set."""
    if since is None or days is None or claim.claimed_on <= since + dt.timedelta(days=days):
        return None
    text = "claimed on %(claimed)s, and such a claim is in time until %(last)s"
    facts: dict[str, str | int | Reason] = {
        "claimed": claim.claimed_on.isoformat(),
        "last": (since + dt.timedelta(days=days)).isoformat(),
    }
    return Reason("deduction.late", text, facts)
