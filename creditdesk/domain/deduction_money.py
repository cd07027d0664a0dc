"""Claims about what was agreed: a price, a promotion or markdown, advertising, a discount for early payment.

Pricing: 100 units were billed at 52.00, and 50.00 holds since the first of the month → 200.00 is valid. Deals and
co-operative advertising: what was signed, for the days and items that it is about, less what was given already.
Rules: docs/rules/deductions.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.deduction_evidence import (
    MILLI,
    Claim,
    Coop,
    Deal,
    Evidence,
    InvoiceLine,
    PriceHeld,
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

_HUNDRED = 100 * MILLI


def decide_pricing(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """What the lines were billed above the price that held on the day of the invoice; at most what is claimed."""
    if too_late := late(claim, since=claim.invoice_on, days=policy.claimed_within.of(ClaimTest.PRICING)):
        return invalid(too_late)
    goods = _goods(claim, evidence)
    if not goods:
        return undecided(claim, missing=[_no_lines()])
    held = {one.item_number: one for one in reversed(evidence.prices)}  # the first that was found of an item counts
    above = [(one, held[one.item_number]) for one in goods if one.item_number in held]
    over = sum(_above(line, price) for line, price in above)
    unknown = [one for one in goods if one.item_number not in held]
    valid = min(over, claim.amount_minor)
    told = [_billed(line, price, claim) for line, price in above if _above(line, price)]
    if valid < claim.amount_minor and unknown:
        text = "the price of %(item)s on the day of the invoice: a price list or the order"
        items = sorted({one.item_number for one in unknown})
        missing = tuple(Reason("deduction.no_price", text, {"item": item}) for item in items)
        cause = RootCause.PRICE_MASTER if valid else None
        return Verdict(valid, claim.amount_minor - valid, tuple(told), missing, cause)
    if not valid:
        return invalid(
            Reason("deduction.price_right", "every line was billed at or below the price that held that day")
        )
    return Verdict(valid, 0, (*told, *_beyond(valid, claim)), root_cause=RootCause.PRICE_MASTER)


def _above(line: InvoiceLine, price: PriceHeld) -> int:
    return share_of(max(line.price_minor - price.price_minor, 0), numerator=line.quantity_milli, denominator=MILLI)


def _billed(line: InvoiceLine, price: PriceHeld, claim: Claim) -> Reason:
    text = "%(quantity)s of %(item)s were billed at %(billed)s; %(price)s holds since %(since)s (%(list)s)"
    facts = {
        "quantity": quantity_words(line.quantity_milli),
        "item": line.item_number,
        "billed": amount_words(line.price_minor, claim),
        "price": amount_words(price.price_minor, claim),
        "since": price.valid_from.isoformat(),
        "list": price.price_list or Reason("deduction.agreed", "agreed with the customer"),
    }
    return Reason("deduction.price_above", text, facts)


def decide_promotion(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """What signed deals give for the days and items of the invoice, less what was billed back already."""
    if not evidence.deals:
        return undecided(claim, missing=[Reason("deduction.no_deal", "the signed deal that the claim is about")])
    given = 0
    told: list[Reason] = []
    missing: list[Reason] = []
    for deal in evidence.deals:
        judged = _deal(deal, claim, evidence, policy)
        given += judged.minor
        told += judged.reasons
        missing += judged.missing
    valid = min(given, claim.amount_minor)
    if missing and valid < claim.amount_minor:
        cause = RootCause.DEAL_NOT_ON_INVOICE if valid else None
        return Verdict(valid, claim.amount_minor - valid, tuple(told), tuple(missing), cause)
    if not valid:
        return invalid(*told)
    return Verdict(valid, 0, (*told, *_beyond(valid, claim)), root_cause=RootCause.DEAL_NOT_ON_INVOICE)


@dataclass(frozen=True, slots=True)
class _Given:
    minor: int = 0
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()


def _deal(deal: Deal, claim: Claim, evidence: Evidence, policy: DeductionTestsPolicy) -> _Given:
    """What one deal gives for the claim's invoice, or why nothing."""
    named: dict[str, str | int | Reason] = {"number": deal.number}
    on = claim.invoice_on or claim.claimed_on
    if not _within(on, deal.valid_from, deal.valid_to):
        dates = named | {"from": _day(deal.valid_from), "to": _day(deal.valid_to), "on": on.isoformat()}
        text = "%(number)s runs from %(from)s to %(to)s, and the invoice is of %(on)s"
        return _Given(reasons=(Reason("deduction.deal_days", text, dates),))
    if too_late := late(claim, since=deal.valid_to, days=policy.claimed_within.of(ClaimTest.PROMOTION)):
        return _Given(reasons=(too_late,))
    if not (deal.signed_by or deal.signed_on):
        return _Given(missing=(Reason("deduction.deal_unsigned", "the signature under %(number)s", named),))
    if not _has_items(deal, evidence):
        text = "%(number)s is about other items than the invoice has"
        return _Given(reasons=(Reason("deduction.deal_items", text, named),))
    amount, missing = _worth(deal, claim, evidence)
    if amount is None:
        return _Given(missing=missing)
    left = max(amount - deal.billed_back_minor, 0)
    told = [_signed_deal(deal, amount, claim)]
    if deal.billed_back_minor:
        facts = named | {"amount": amount_words(deal.billed_back_minor, claim), "day": _day(deal.billed_back_on)}
        told.append(Reason("deduction.billed_back", "%(amount)s of %(number)s was billed back on %(day)s", facts))
    return _Given(left, tuple(told))


def _has_items(deal: Deal, evidence: Evidence) -> bool:
    """Whether the invoice has one of the deal's items; where its lines are not known, nothing speaks against it."""
    goods = {one.item_number for one in evidence.lines if one.kind == "goods"}
    return not deal.item_numbers or not goods or not goods.isdisjoint(deal.item_numbers)


def _worth(deal: Deal, claim: Claim, evidence: Evidence) -> tuple[int | None, tuple[Reason, ...]]:
    """The sum of the deal, or its share of the goods that it is about; None with what is missing to tell."""
    if deal.amount_minor is not None:
        return deal.amount_minor, ()
    if deal.percent_milli is None:
        text = "what %(number)s gives: a sum or a share"
        return None, (Reason("deduction.deal_worth", text, {"number": deal.number}),)
    goods = [one for one in evidence.lines if one.kind == "goods"]
    if not goods and not deal.item_numbers and claim.invoice_minor:
        return share_of(claim.invoice_minor, numerator=deal.percent_milli, denominator=_HUNDRED), ()
    if not goods:
        return None, (_no_lines(),)
    about = [one for one in goods if not deal.item_numbers or one.item_number in deal.item_numbers]
    total = sum(one.amount_minor for one in about)
    return share_of(total, numerator=deal.percent_milli, denominator=_HUNDRED), ()


def _signed_deal(deal: Deal, amount: int, claim: Claim) -> Reason:
    facts = {"number": deal.number, "by": deal.signed_by or "–", "amount": amount_words(amount, claim)}
    return Reason("deduction.deal", "%(number)s, signed by %(by)s, gives %(amount)s for this invoice", facts)


def decide_coop(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """The agreed share of what proved performances cost, while the fund lasts."""
    if not evidence.coop:
        return undecided(claim, missing=[Reason("deduction.no_agreement", "the co-operative advertising agreement")])
    shown = [one for one in evidence.coop if one.proof_number]
    if not shown:
        text = "the proof of performance under %(number)s"
        return undecided(claim, missing=[Reason("deduction.no_performance", text, {"number": evidence.coop[0].number})])
    days = policy.claimed_within.of(ClaimTest.COOP)
    if too_late := late(
        claim, since=max((one.performed_on for one in shown if one.performed_on), default=None), days=days
    ):
        return invalid(too_late)
    told, given = [], 0
    for one in shown:
        reason, minor = _performed(one, claim)
        told.append(reason)
        given += minor
    fund = _fund(evidence.coop)
    if fund is None:
        text = "the balance of the fund of %(number)s"
        missing = Reason("deduction.no_fund", text, {"number": shown[0].number})
        return undecided(claim, reasons=told, missing=[missing])
    if fund < given:
        facts: dict[str, str | int | Reason] = {"number": shown[0].number, "fund": amount_words(fund, claim)}
        told.append(Reason("deduction.fund_short", "the fund of %(number)s holds %(fund)s", facts))
    valid = min(given, max(fund, 0), claim.amount_minor)
    if not valid:
        return invalid(*told)
    return Verdict(valid, 0, (*told, *_beyond(valid, claim)), root_cause=RootCause.COOP_NOT_CREDITED)


def _performed(one: Coop, claim: Claim) -> tuple[Reason, int]:
    facts: dict[str, str | int | Reason] = {"proof": one.proof_number, "number": one.number}
    if one.performed_on and not _within(one.performed_on, one.valid_from, one.valid_to):
        facts |= {"day": _day(one.performed_on)}
        return Reason(
            "deduction.performed_outside", "%(proof)s of %(day)s lies outside the days of %(number)s", facts
        ), 0
    share = _HUNDRED if one.share_milli is None else one.share_milli
    given = share_of(one.cost_minor or 0, numerator=share, denominator=_HUNDRED)
    facts |= {"cost": amount_words(one.cost_minor or 0, claim), "given": amount_words(given, claim)}
    return Reason(
        "deduction.performed", "%(proof)s proves a cost of %(cost)s; %(number)s gives %(given)s", facts
    ), given


def _fund(found: Sequence[Coop]) -> int | None:
    """The balance that was stated last."""
    stated = [one for one in found if one.fund_minor is not None]
    newest = max(stated, key=lambda one: one.fund_on or dt.date.min, default=None)
    return newest.fund_minor if newest else None


def decide_discount(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """Earned where the value date of the payment lies within the discount's days and their grace."""
    paid = evidence.paid
    if paid is None:
        return undecided(claim, missing=[Reason("deduction.no_payment", "the payment with its value date")])
    if paid.discount_until is None or paid.last_day is None:
        return invalid(Reason("deduction.no_discount", "the terms of the invoice give no discount"))
    facts: dict[str, str | int | Reason] = {
        "value": paid.value_on.isoformat(),
        "until": paid.discount_until.isoformat(),
        "last": paid.last_day.isoformat(),
        "allowed": amount_words(paid.discount_minor, claim),
    }
    if paid.value_on > paid.last_day:
        text = "paid with value date %(value)s; the discount ran to %(until)s, with grace to %(last)s"
        return invalid(Reason("deduction.discount_late", text, facts))
    text = "paid with value date %(value)s, in time until %(last)s: %(allowed)s was earned"
    valid = min(paid.discount_minor, claim.amount_minor)
    told = Reason("deduction.discount_earned", text, facts)
    return Verdict(valid, 0, (told, *_beyond(valid, claim)), root_cause=RootCause.DISCOUNT_NOT_GRANTED)


def _goods(claim: Claim, evidence: Evidence) -> list[InvoiceLine]:
    wanted = set(claim.item_numbers)
    return [one for one in evidence.lines if one.kind == "goods" and (not wanted or one.item_number in wanted)]


def _beyond(valid: int, claim: Claim) -> tuple[Reason, ...]:
    if valid >= claim.amount_minor:
        return ()
    facts = {"rest": amount_words(claim.amount_minor - valid, claim)}
    return (Reason("deduction.beyond", "%(rest)s is claimed beyond it", facts),)


def _no_lines() -> Reason:
    return Reason("deduction.no_lines", "the lines of the invoice, with quantities and prices")


def _within(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "–"
