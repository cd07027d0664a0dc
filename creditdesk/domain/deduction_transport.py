"""Claims about the way of the goods: who pays the freight, and fines for a breach of the customer's routing guide.

A fine of 3 % of 40,000.00 for a late delivery is valid with 1,200.00 where the delivery was late; where the carrier's
log takes the blame, the carrier owes it to us. It is a cost of logistics and never a bad debt.
Rules: docs/rules/deductions.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from creditdesk.domain.deduction_evidence import (
    MILLI,
    Blame,
    Claim,
    Delivery,
    Evidence,
    RootCause,
    Rule,
    Verdict,
    amount_words,
    invalid,
    late,
    undecided,
)
from creditdesk.domain.money import percent_of
from creditdesk.domain.policy_research import ClaimTest, DeductionTestsPolicy
from creditdesk.domain.reasons import Reason

# What a clause of a routing guide is about; `freight` says who pays the carrier, the others are fined.
LATE, NOTICE, ROUTING, FREIGHT = "late", "notice", "routing", "freight"
SELLER, BUYER = "seller", "customer"


def decide_freight(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """Whoever pays the carrier by the agreed routing bears the freight, up to what the invoice charged of it."""
    rules = [one for one in evidence.rules if one.kind == FREIGHT and one.freight_by]
    if not rules:
        text = "who pays the freight: terms of delivery or the routing guide"
        return undecided(claim, missing=[Reason("deduction.no_freight_terms", text)])
    since = max((one.shipped_on for one in evidence.shipments if one.shipped_on), default=None)
    if too_late := late(claim, since=since, days=policy.claimed_within.of(ClaimTest.FREIGHT)):
        return invalid(too_late)
    rule = rules[0]
    facts: dict[str, str | int | Reason] = {"number": rule.number}
    if rule.freight_by == BUYER:
        return _freight_of_buyer(claim, rule, evidence.shipments, facts)
    charged = sum(one.amount_minor for one in evidence.lines if one.kind == "freight")
    if not evidence.lines:
        return undecided(
            claim, missing=[Reason("deduction.no_lines", "the lines of the invoice, with quantities and prices")]
        )
    told = Reason("deduction.freight_ours", "%(number)s lets us pay the freight", facts)
    if not charged:
        return undecided(
            claim,
            reasons=[told],
            missing=[Reason("deduction.no_freight_bill", "the carrier's bill: the invoice charged no freight")],
        )
    valid = min(charged, claim.amount_minor)
    billed = Reason(
        "deduction.freight_billed", "the invoice charged %(charged)s", {"charged": amount_words(charged, claim)}
    )
    return Verdict(valid, 0, (told, billed), root_cause=RootCause.FREIGHT_TERMS)


def _freight_of_buyer(
    claim: Claim, rule: Rule, shipments: Sequence[Delivery], facts: dict[str, str | int | Reason]
) -> Verdict:
    """The customer bears it, unless we sent the goods by another carrier than he had named."""
    strange = [one for one in shipments if rule.carrier and one.carrier and one.carrier.lower() != rule.carrier.lower()]
    if not strange:
        return invalid(Reason("deduction.freight_theirs", "%(number)s lets the customer pay the freight", facts))
    text = "%(number)s asks for %(wanted)s, and the goods went with %(carrier)s"
    told = Reason("deduction.wrong_carrier", text, facts | {"wanted": rule.carrier, "carrier": strange[0].carrier})
    missing = Reason("deduction.no_freight_difference", "both carriers' rates: what the other carrier cost more")
    return undecided(claim, reasons=[told], missing=[missing])


def decide_compliance(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """The fine of the clause that was broken, by the carrier's scans and our notice; nothing where none was broken."""
    shipments = evidence.shipments
    if not shipments:
        text = "the carrier's scans of the shipment"
        return undecided(claim, missing=[Reason("deduction.no_scans", text)])
    arrived = max((one.delivered_on for one in shipments if one.delivered_on), default=None)
    if too_late := late(claim, since=arrived, days=policy.claimed_within.of(ClaimTest.COMPLIANCE)):
        return invalid(too_late)
    by_kind = {one.kind: one for one in reversed(evidence.rules)}
    breach = _breach(shipments, by_kind, policy)
    if breach is None:
        return _no_breach(claim, shipments)
    kind, shipment, told = breach
    fine, source, missing = _fine(claim, by_kind.get(kind), policy)
    if fine is None:
        return undecided(claim, reasons=[told], missing=missing)
    valid = min(fine, claim.amount_minor)
    reasons = [told, source]
    if valid < claim.amount_minor:
        rest = {"rest": amount_words(claim.amount_minor - valid, claim)}
        reasons.append(Reason("deduction.beyond", "%(rest)s is claimed beyond it", rest))
    blamed = kind == LATE and _is_carriers(shipment, policy)
    if blamed and shipment.carrier:
        text = "%(carrier)s took the goods in time and delivered late: he owes us the fine"
        reasons.append(Reason("deduction.carrier_late", text, {"carrier": shipment.carrier}))
    return Verdict(
        valid,
        0,
        tuple(reasons),
        root_cause=RootCause.CARRIER if blamed else (RootCause.NOTICE if kind == NOTICE else RootCause.LATE_SHIPMENT),
        carrier_minor=valid if blamed and shipment.carrier else 0,
        carrier=shipment.carrier,
        shipment=shipment.number,
    )


def _breach(
    shipments: Sequence[Delivery], rules: dict[str, Rule], policy: DeductionTestsPolicy
) -> tuple[str, Delivery, Reason] | None:
    """The clause that was broken, by which shipment; late delivery before notice before routing."""
    for one in shipments:
        if _is_late(one, policy) and one.late_by is not Blame.CUSTOMER:
            text = "%(number)s was due on %(due)s and arrived on %(arrived)s"
            facts = {"number": one.number, "due": _day(one.promised_on), "arrived": _day(one.delivered_on)}
            return LATE, one, Reason("deduction.was_late", text, facts)
    for one in shipments:
        if NOTICE in rules and one.shipped_on and one.noticed_on and one.noticed_on > one.shipped_on:
            text = "the notice of %(number)s went out on %(noticed)s, after the goods on %(shipped)s"
            facts = {"number": one.number, "noticed": _day(one.noticed_on), "shipped": _day(one.shipped_on)}
            return NOTICE, one, Reason("deduction.notice_late", text, facts)
    rule = rules.get(ROUTING)
    for one in shipments:
        if rule and rule.carrier and one.carrier and one.carrier.lower() != rule.carrier.lower():
            text = "%(number)s asks for %(wanted)s, and the goods went with %(carrier)s"
            facts = {"number": rule.number, "wanted": rule.carrier, "carrier": one.carrier}
            return ROUTING, one, Reason("deduction.wrong_carrier", text, facts)
    return None


def _no_breach(claim: Claim, shipments: Sequence[Delivery]) -> Verdict:
    """Nothing was broken by what is known; a delivery without its days is not known."""
    excused = next((one for one in shipments if one.late_by is Blame.CUSTOMER), None)
    if excused:
        text = "%(number)s was late by the customer's own doing, the carrier's log says"
        return invalid(Reason("deduction.customer_late", text, {"number": excused.number}))
    unknown = [one for one in shipments if one.delivered_on is None or one.promised_on is None]
    if unknown:
        text = "the day on which %(number)s was due and the scan of its arrival"
        return undecided(claim, missing=[Reason("deduction.no_days", text, {"number": unknown[0].number})])
    text = "%(number)s was due on %(due)s and arrived on %(arrived)s: no clause was broken"
    one = shipments[0]
    facts = {"number": one.number, "due": _day(one.promised_on), "arrived": _day(one.delivered_on)}
    return invalid(Reason("deduction.in_time", text, facts))


def _fine(claim: Claim, rule: Rule | None, policy: DeductionTestsPolicy) -> tuple[int | None, Reason, list[Reason]]:
    """What the breach costs by its clause, else by the policy's usual share of the invoice."""
    if rule is not None and rule.fine_minor is not None:
        facts: dict[str, str | int | Reason] = {"number": rule.number, "fine": amount_words(rule.fine_minor, claim)}
        return rule.fine_minor, Reason("deduction.fine_sum", "%(number)s fines it with %(fine)s", facts), []
    milli = rule.fine_milli if rule is not None else None
    percent = policy.otif_fine_pct if milli is None else Decimal(milli) / MILLI
    number: str | Reason = rule.number if rule else Reason("deduction.usual_fine", "the usual fine")
    facts = {"number": number, "percent": f"{percent.normalize():f}"}
    if not claim.invoice_minor:
        missing = Reason("deduction.no_invoice", "the invoice that the claim is about")
        return None, missing, [missing]
    fine = percent_of(claim.invoice_minor, percent=percent)
    facts |= {"invoice": amount_words(claim.invoice_minor, claim), "fine": amount_words(fine, claim)}
    return fine, Reason("deduction.fine_share", "%(number)s: %(percent)s %% of %(invoice)s = %(fine)s", facts), []


def _is_late(one: Delivery, policy: DeductionTestsPolicy) -> bool:
    if one.delivered_on is None or one.promised_on is None:
        return one.late_by in (Blame.CARRIER, Blame.SHIPPER)
    return one.delivered_on > one.promised_on + dt.timedelta(days=policy.late_grace_days)


def _is_carriers(one: Delivery, policy: DeductionTestsPolicy) -> bool:
    """By the carrier's log; where it is silent, the carrier is late who had the goods by the day to ship them."""
    if one.late_by is not Blame.UNKNOWN:
        return one.late_by is Blame.CARRIER
    taken = one.tendered_on or one.shipped_on
    return bool(taken and one.ship_by and taken <= one.ship_by)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "–"
