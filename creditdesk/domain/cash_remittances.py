"""Payers' lists that come by themselves: what holds one up, and when a person may let a held one take effect.

What the list says counts only where it is certain whose it is and what it says: a held list changes nothing. A person
corrects it from the document that came, and accepts it for a customer or for one payment. Where the mail asks for other
bank details nothing is learned from it: a list names documents and amounts, and no account of anybody.

Source: docs/rules/cash_remittances.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

NUMBERS_NAMED = 5
MOST_LINES = 2000
# What holds a list up until somebody says whose it is, and falls away then.
NO_CUSTOMER, OTHERS = "cash.remittance_no_customer", "cash.remittance_others"


@dataclass(frozen=True, slots=True)
class ListLine:
    """A document of the list; minor units. What is taken of a credit is below zero."""

    number: str
    paid_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentOfList:
    """The payment that a person says the list is of. `fits_customer`: nobody's yet, or of him or who pays for him."""

    currency: str
    amount_minor: int
    fits_customer: bool
    has_list: bool
    is_gone: bool


def against_effect(*, has_customer: bool, of_others: Sequence[str]) -> tuple[Reason, ...]:
    """What holds up a list that a mail brought, besides what was noticed as it was read."""
    if not has_customer:
        text = "nobody knows of which customer the list is: say whose it is"
        return (Reason(NO_CUSTOMER, text),)
    if of_others:
        text = "it names documents of another account: %(numbers)s"
        return (Reason(OTHERS, text, {"numbers": ", ".join(of_others[:NUMBERS_NAMED])}),)
    return ()


def sum_of(lines: Iterable[ListLine]) -> int | None:
    """What the lines pay together in minor units; None where one of them has no amount."""
    paid = [line.paid_minor for line in lines]
    told = [minor for minor in paid if minor is not None]
    return sum(told) if paid and len(told) == len(paid) else None


def against_sums(lines: Sequence[ListLine], *, currency: str, amount_minor: int | None) -> tuple[Reason, ...]:
    """Why a list whose lines do not pay what it says in all is not taken at its word."""
    summed = sum_of(lines)
    if None in (amount_minor, summed) or amount_minor == summed:
        return ()
    text = "the lines pay %(lines)s together, and %(sum)s was paid in all"
    facts: dict[str, str | int] = {"lines": _money(summed, currency), "sum": _money(amount_minor, currency)}
    return (Reason("remittance.total", text, facts),)


def _money(minor: int | None, currency: str) -> str:
    """With its currency; one that names none is in hundredths."""
    return str(Money(minor or 0, currency)) if currency else f"{(minor or 0) / 100:.2f}"


def against_acceptance(
    lines: Sequence[ListLine],
    *,
    currency: str,
    amount_minor: int | None,
    has_customer: bool,
    of_others: Collection[str],
    payment: PaymentOfList | None,
    role: Role,
) -> tuple[Reason, ...]:
    """Every reason why the list cannot be accepted as the person has it now. Source: docs/rules/cash_remittances.md."""
    found: list[Reason] = []
    if role is Role.MACHINE:
        found.append(Reason("remittance.person", "a person decides about a list that is held"))
    if not has_customer:
        found.append(Reason("remittance.customer", "say of which customer it is"))
    found += _against_lines(lines, of_others=of_others)
    if not currency:
        found.append(Reason("remittance.currency", "say in which currency it is"))
    summed = sum_of(lines)
    if amount_minor is None and summed is None:
        found.append(Reason("remittance.amount", "say what was paid in all, or what of each document"))
    if currency:
        found += against_sums(lines, currency=currency, amount_minor=amount_minor)
    if payment is not None:
        paid = summed if amount_minor is None else amount_minor
        found += _against_payment(payment, currency=currency, paid_minor=paid)
    return tuple(found)


def _against_lines(lines: Sequence[ListLine], *, of_others: Collection[str]) -> Iterable[Reason]:
    if not lines:
        yield Reason("remittance.no_lines", "it names no document: enter those that the payer's paper names")
    if len(lines) > MOST_LINES:
        yield Reason("remittance.many_lines", "a list has at most %(most)d documents", {"most": MOST_LINES})
    if any(not line.number.strip() for line in lines):
        yield Reason("remittance.no_number", "a line has no number of a document")
    times = Counter((line.number.strip(), line.paid_minor) for line in lines)
    twice = [number for (number, _), count in times.items() if count > 1 and number]
    if twice:
        text = "the same document with the same amount stands in it twice: %(numbers)s"
        yield Reason("remittance.twice", text, {"numbers": ", ".join(twice[:NUMBERS_NAMED])})
    if of_others:
        text = "it names documents of another account: %(numbers)s"
        yield Reason("remittance.others", text, {"numbers": ", ".join([*of_others][:NUMBERS_NAMED])})


def _against_payment(payment: PaymentOfList, *, currency: str, paid_minor: int | None) -> Iterable[Reason]:
    if payment.is_gone:
        yield Reason("remittance.payment_gone", "the payment was returned or taken back")
    if payment.has_list:
        yield Reason("remittance.payment_has_list", "the payment has a list already")
    if not payment.fits_customer:
        yield Reason("remittance.payment_of_other", "the payment is of another customer")
    if paid_minor is None:
        return
    if (payment.currency, payment.amount_minor) != (currency or payment.currency, paid_minor):
        text = "the payment is %(paid)s, the list says %(sum)s"
        facts: dict[str, str | int] = {
            "paid": str(Money(payment.amount_minor, payment.currency)),
            "sum": str(Money(paid_minor, currency or payment.currency)),
        }
        yield Reason("remittance.payment_amount", text, facts)
