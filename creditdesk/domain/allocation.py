"""Applying a credit or payment to what is owed: what fits, what stays on account, and what is refused and why.

An application moves both sides by the same amount or neither, within one company and one currency::

    memo of -900.00, invoice of 800.00
    propose_allocation(memo, [invoice])                        # applies 800.00, leaves 100.00 on account
    check_application(memo, invoice, amount_minor=90_000)      # refused: the invoice has 800.00 open

The rules are told in docs/rules/application.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from creditdesk.domain.money import Money, percent_of
from creditdesk.domain.open_item import OpenItem, oldest_first
from creditdesk.domain.reasons import Reason, Refusal, refuse


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of an application: what is added to the item's open amount, in minor units."""

    item_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Application:
    """A positive amount taken from a credit and put against an item."""

    credit_id: int
    item_id: int
    amount_minor: int
    currency: str

    @property
    def entries(self) -> tuple[Entry, Entry]:
        """Both sides; they sum to zero."""
        return Entry(self.credit_id, self.amount_minor), Entry(self.item_id, -self.amount_minor)

    @property
    def reversal(self) -> tuple[Entry, Entry]:
        """The entries that take the application back and restore both sides to the cent."""
        return Entry(self.credit_id, -self.amount_minor), Entry(self.item_id, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Allocation:
    """A proposal: applications, and the residue in minor units that stays on account."""

    applications: tuple[Application, ...]
    residue_minor: int
    reasons: tuple[Reason, ...] = ()


def propose_allocation(
    credit: OpenItem, items: Iterable[OpenItem], *, order: Literal["oldest_first", "as_given"] = "oldest_first"
) -> Allocation | Refusal:
    """What the credit can settle, in the order of falling due or as the payer named them (docs/rules/application.md).

    Items of another company or currency are left out and counted in the reasons. Refused if there is no credit.
    """
    if credit.open_minor >= 0:
        return refuse("application.no_credit", "there is no credit left to apply")
    named = list(items)
    alike = [item for item in named if _alike(credit, item)]
    residue, applications = -credit.open_minor, []
    for item in oldest_first(alike) if order == "oldest_first" else alike:
        amount = min(residue, item.open_minor)
        if amount > 0:
            applications.append(Application(credit.id, item.id, amount, credit.currency))
            residue -= amount
    return Allocation(tuple(applications), residue, _proposal_reasons(credit, residue, len(named) - len(alike)))


def _proposal_reasons(credit: OpenItem, residue: int, left_out: int) -> tuple[Reason, ...]:
    reasons = []
    if residue:
        amount = str(Money(residue, credit.currency))
        reasons.append(Reason("application.on_account", "%(amount)s stays on account", {"amount": amount}))
    if left_out:
        text = "%(count)d items of another company or currency left out"
        reasons.append(Reason("application.left_out", text, {"count": left_out}))
    return tuple(reasons)


def check_application(credit: OpenItem, item: OpenItem, *, amount_minor: int) -> Application | Refusal:
    """The application of an amount in minor units, or a refusal with all reasons (docs/rules/application.md)."""
    reasons = tuple(_objections(credit, item, amount_minor=amount_minor))
    return Refusal(reasons) if reasons else Application(credit.id, item.id, amount_minor, credit.currency)


def _objections(credit: OpenItem, item: OpenItem, *, amount_minor: int) -> Iterable[Reason]:
    if credit.company != item.company:
        facts: dict[str, str | int] = {"credit": credit.company, "item": item.company}
        yield Reason("application.company", "the credit belongs to %(credit)s and the item to %(item)s", facts)
    if credit.currency != item.currency:
        facts = {"credit": credit.currency, "item": item.currency}
        yield Reason("application.currency", "the credit is in %(credit)s and the item in %(item)s", facts)
    if amount_minor <= 0:
        yield Reason("application.amount", "the amount to apply must be more than zero", {})
    asked = str(Money(amount_minor, credit.currency))
    credit_open, item_open = max(-credit.open_minor, 0), max(item.open_minor, 0)
    if amount_minor > credit_open:
        facts = {"asked": asked, "open": str(Money(credit_open, credit.currency))}
        yield Reason("application.credit_open", "%(asked)s asked, but the credit has %(open)s left", facts)
    if amount_minor > item_open:
        facts = {"asked": asked, "open": str(Money(item_open, item.currency))}
        yield Reason("application.item_open", "%(asked)s asked, but the item has %(open)s open", facts)


@dataclass(frozen=True, slots=True)
class BillTo:
    """An account as the owner of an item or of a credit: its family's head (itself, if alone) and who pays for it."""

    id: int
    number: str
    head_id: int
    payer_id: int | None = None


def check_owner(credit: BillTo, item: BillTo) -> Reason | None:
    """Why the credit of one account may not pay the item of another, or None (docs/rules/application.md).

    It may pay its own items, those of its family, and those of the accounts that it pays for.
    """
    if credit.id == item.id or credit.head_id == item.head_id or item.payer_id == credit.id:
        return None
    text = "the account %(credit)s neither is of one family with %(item)s nor pays for it"
    return Reason("application.stranger", text, {"credit": credit.number, "item": item.number})


def _alike(credit: OpenItem, item: OpenItem) -> bool:
    return credit.company == item.company and credit.currency == item.currency


@dataclass(frozen=True, slots=True)
class SmallDifferenceLimits:
    """The policy's limits for clearing a small rest, amounts in minor units of the item's currency."""

    max_minor: int
    max_percent: Decimal
    cap_minor: int
    cap_window_days: int


def decide_small_difference(
    difference_minor: int, *, original_minor: int, cleared_minor: int, currency: str, limits: SmallDifferenceLimits
) -> Reason | Refusal:
    """Why a rest may be cleared as a small difference, or why not; amounts in minor units (docs/rules/application.md).

    `cleared_minor` is what was cleared for the customer within the window. A rest in the customer's favour (negative)
    is never cleared: it stays his.
    """
    if difference_minor <= 0:
        return refuse("small_difference.credit", "a rest in the customer's favour is never cleared")
    share_minor = percent_of(original_minor, percent=limits.max_percent)
    facts: dict[str, str | int] = {
        "amount": str(Money(difference_minor, currency)),
        "limit": str(Money(min(limits.max_minor, share_minor), currency)),
        "cap": str(Money(limits.cap_minor, currency)),
        "days": limits.cap_window_days,
    }
    if difference_minor > min(limits.max_minor, share_minor):
        return refuse("small_difference.limit", "%(amount)s is more than the limit of %(limit)s", **facts)
    if cleared_minor + difference_minor > limits.cap_minor:
        text = "%(amount)s would pass the customer's cap of %(cap)s in %(days)d days"
        return refuse("small_difference.cap", text, **facts)
    return Reason("small_difference.cleared", "%(amount)s is within the limit of %(limit)s", facts)
