"""Claims about goods: what was missing from a delivery, and what came back.

Shortage: valid are the units that the receiver did not get, by his signature or the counts; at most those claimed.
Returns: valid is what an authorisation covers and the warehouse received. Rules: docs/rules/deductions.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from creditdesk.domain.deduction_evidence import (
    MILLI,
    Authorisation,
    Blame,
    Claim,
    Delivery,
    Evidence,
    RootCause,
    Verdict,
    amount_words,
    invalid,
    late,
    quantity_words,
    undecided,
)
from creditdesk.domain.money import share_of
from creditdesk.domain.policy_research import ClaimTest, DeductionTestsPolicy
from creditdesk.domain.reasons import Reason

# What receivers write beside their signature: "5 short", "short 5 ctns", "2 units missing", "missing: 2".
_UNITS = r"(?:\s*(?:x|pcs?|pieces?|units?|ea|each|cs|cases?|ctns?|cartons?|boxes|box))?\.?"
_SHORT = re.compile(
    rf"(?P<before>\d+){_UNITS}\s*(?:were\s+|was\s+)?(?:short|missing|not received)"
    rf"|(?:short|missing|shortage)(?:\s*(?:of|by|:|=|-))?\s*(?P<after>\d+)",
    re.IGNORECASE,
)
_CLEAN = re.compile(r"\b(?:complete|in full|received in good order|no exceptions?|ok)\b", re.IGNORECASE)


def signed_short(remarks: str) -> int | None:
    """How many units the receiver signed as missing; 0 where he signed for all; None where he says neither."""
    found = [int(one["before"] or one["after"]) for one in _SHORT.finditer(remarks)]
    if found:
        return sum(found)
    return 0 if _CLEAN.search(remarks) else None


def decide_shortage(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """The units missing by signature and counts × their price; without either the claim stays undecided."""
    wanted = set(claim.item_numbers)
    goods = [one for one in evidence.shipments if not wanted or one.item_number in wanted or not one.item_number]
    delivered = [one for one in goods if one.delivered_on or one.signed_by or one.remarks]
    if not goods:
        return undecided(claim, missing=[Reason("deduction.no_shipment", "the shipment: bill of lading and carrier")])
    if too_late := _too_late(claim, goods, policy):
        return invalid(too_late)
    if not delivered:
        return undecided(claim, missing=[_no_proof(goods)])
    short, doubts = _short_milli(delivered)
    if short is None:
        return undecided(claim, reasons=doubts, missing=[] if doubts else [_no_count(delivered)])
    return _judge_short(short, claim, delivered, evidence)


def _judge_short(short: int, claim: Claim, delivered: Sequence[Delivery], evidence: Evidence) -> Verdict:
    """What so many missing units are worth, and who lost them."""
    if short == 0:
        facts: dict[str, str | int | Reason] = {"by": _signers(delivered), "number": delivered[0].number}
        return invalid(Reason("deduction.delivered_whole", "%(number)s was delivered whole, signed by %(by)s", facts))
    unit, missing = _unit_price(claim, evidence)
    if unit is None:
        return undecided(claim, reasons=[_signed(short, claim, delivered)], missing=missing)
    claimed = claim.quantity_milli
    counted = short if claimed is None else min(short, claimed)
    valid = min(share_of(unit, numerator=counted, denominator=MILLI), claim.amount_minor)
    told = [_signed(short, claim, delivered), _priced(counted, unit, valid, claim)]
    if valid < claim.amount_minor:
        text = "%(rest)s of the claim is for units that were delivered"
        told.append(Reason("deduction.short_rest", text, {"rest": amount_words(claim.amount_minor - valid, claim)}))
    carrier = next((one for one in delivered if _carrier_lost(one)), None)
    return Verdict(
        valid,
        0,
        tuple(told),
        root_cause=RootCause.CARRIER if carrier else RootCause.PICKING,
        carrier_minor=valid if carrier else 0,
        carrier=carrier.carrier if carrier else "",
        shipment=carrier.number if carrier else "",
    )


def _too_late(claim: Claim, goods: Sequence[Delivery], policy: DeductionTestsPolicy) -> Reason | None:
    days = [one.delivered_on for one in goods if one.delivered_on]
    since = max(days) if days else None
    return late(claim, since=since, days=policy.claimed_within.of(ClaimTest.SHORTAGE))


def _short_milli(delivered: Sequence[Delivery]) -> tuple[int | None, list[Reason]]:
    """What is missing in all; None where nobody counted, or where signature and counts contradict one another."""
    total, known = 0, False
    for one in delivered:
        signed = signed_short(one.remarks)
        counted = _counted_short(one)
        if signed is not None and counted is not None and signed * MILLI != counted:
            facts: dict[str, str | int | Reason] = {
                "number": one.number,
                "signed": signed,
                "counted": quantity_words(counted),
            }
            text = "on %(number)s the receiver signed %(signed)d short, and the counts say %(counted)s"
            return None, [Reason("deduction.counts_contradict", text, facts)]
        of_this = counted if signed is None else signed * MILLI
        if of_this is None:
            return None, []
        total, known = total + of_this, True
    return (total if known else None), []


def _counted_short(one: Delivery) -> int | None:
    if one.shipped_milli is None or one.received_milli is None:
        # Whole cartons say that nothing is missing; how many units a missing one held they do not say.
        whole = one.cartons_shipped is not None and one.cartons_shipped == one.cartons_received
        return 0 if whole else None
    return max(one.shipped_milli - one.received_milli, 0)


def _carrier_lost(one: Delivery) -> bool:
    """Whether the carrier took more than he delivered: by the cartons, or by his own log."""
    cartons = one.cartons_shipped is not None and one.cartons_received is not None
    lost = cartons and (one.cartons_received or 0) < (one.cartons_shipped or 0)
    return bool(one.carrier) and (lost or one.late_by is Blame.CARRIER)


def _unit_price(claim: Claim, evidence: Evidence) -> tuple[int | None, list[Reason]]:
    """What one unit costs: by the claim itself, else by the invoice's lines where they have one price."""
    wanted = set(claim.item_numbers)
    goods = [one for one in evidence.lines if one.kind == "goods" and (not wanted or one.item_number in wanted)]
    prices = {one.price_minor for one in goods}
    if len(prices) == 1:
        return prices.pop(), []
    if claim.unit_minor is not None:
        return claim.unit_minor, []
    if claim.quantity_milli:
        return share_of(claim.amount_minor, numerator=MILLI, denominator=claim.quantity_milli), []
    if not goods:
        return None, [Reason("deduction.no_lines", "the lines of the invoice, with quantities and prices")]
    return None, [Reason("deduction.which_item", "which item is missing: the invoice has lines at different prices")]


def _signed(short: int, claim: Claim, delivered: Sequence[Delivery]) -> Reason:
    facts: dict[str, str | int | Reason] = {
        "short": quantity_words(short),
        "number": delivered[0].number,
        "by": _signers(delivered),
    }
    if claim.quantity_milli is None:
        text = "%(number)s arrived %(short)s short, signed by %(by)s"
    else:
        facts["claimed"] = quantity_words(claim.quantity_milli)
        text = "%(number)s arrived %(short)s short, signed by %(by)s; %(claimed)s are claimed"
    return Reason("deduction.signed_short", text, facts)


def _priced(counted: int, unit: int, valid: int, claim: Claim) -> Reason:
    text = "%(units)s × %(price)s = %(valid)s"
    facts = {
        "units": quantity_words(counted),
        "price": amount_words(unit, claim),
        "valid": amount_words(valid, claim),
    }
    return Reason("deduction.units_priced", text, facts)


def _signers(delivered: Sequence[Delivery]) -> str:
    return ", ".join(dict.fromkeys(one.signed_by for one in delivered if one.signed_by)) or "–"


def _no_proof(goods: Sequence[Delivery]) -> Reason:
    text = "the signed proof of delivery of %(number)s from %(carrier)s"
    return Reason("deduction.no_proof", text, {"number": goods[0].number, "carrier": goods[0].carrier or "–"})


def _no_count(delivered: Sequence[Delivery]) -> Reason:
    text = "how many units of %(number)s arrived: neither a count nor the receiver's remark says so"
    return Reason("deduction.no_count", text, {"number": delivered[0].number})


def decide_returns(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """What the authorisations cover and the warehouse received; while goods are awaited nothing is decided."""
    found = evidence.authorisations
    if not found:
        named = ", ".join(claim.authorisations)
        if named:
            text = "the desk knows no return authorisation %(number)s"
            return undecided(claim, missing=[Reason("deduction.rga_unknown", text, {"number": named})])
        return undecided(
            claim, missing=[Reason("deduction.no_rga", "the return authorisation that the claim is about")]
        )
    days = policy.claimed_within.of(ClaimTest.RETURNS)
    since = max((one.authorised_on for one in found if one.authorised_on), default=None)
    if too_late := late(claim, since=since, days=days):
        return invalid(too_late)
    awaited = [one for one in found if one.received_on is None]
    if awaited:
        text = "the warehouse's receipt of the goods of %(number)s"
        missing = [Reason("deduction.not_received", text, {"number": one.number}) for one in awaited]
        return undecided(claim, reasons=[_authorised(one, claim) for one in found], missing=missing)
    unpriced = [one for one in found if _credited(one) is None]
    if unpriced:
        text = "for how much %(number)s was authorised"
        missing = [Reason("deduction.rga_no_amount", text, {"number": one.number}) for one in unpriced]
        return undecided(claim, missing=missing)
    valid = min(sum(_credited(one) or 0 for one in found), claim.amount_minor)
    told = [_authorised(one, claim) for one in found]
    told += [_received(one, claim) for one in found]
    if valid < claim.amount_minor:
        text = "no RGA and receipt cover %(rest)s"
        told.append(Reason("deduction.rga_rest", text, {"rest": amount_words(claim.amount_minor - valid, claim)}))
    return Verdict(valid, 0, tuple(told), root_cause=RootCause.RETURN_CREDIT if valid else RootCause.CUSTOMER)


def _credited(one: Authorisation) -> int | None:
    """What of an authorisation is owed: at most what was authorised, for what was received of it."""
    if one.authorised_minor is None:
        return None
    if one.received_minor is not None:
        return min(one.received_minor, one.authorised_minor)
    if one.received_milli is None or not one.authorised_milli:
        return one.authorised_minor
    received = min(one.received_milli, one.authorised_milli)
    return share_of(one.authorised_minor, numerator=received, denominator=one.authorised_milli)


def _authorised(one: Authorisation, claim: Claim) -> Reason:
    if one.authorised_minor is None:
        return Reason("deduction.rga", "%(number)s authorises the return", {"number": one.number})
    facts = {"number": one.number, "amount": amount_words(one.authorised_minor, claim)}
    return Reason("deduction.rga_amount", "%(number)s authorises %(amount)s", facts)


def _received(one: Authorisation, claim: Claim) -> Reason:
    facts = {
        "number": one.number,
        "day": one.received_on.isoformat() if one.received_on else "–",
        "amount": amount_words(_credited(one) or 0, claim),
    }
    return Reason("deduction.rga_received", "goods of %(number)s worth %(amount)s arrived on %(day)s", facts)
