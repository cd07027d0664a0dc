"""What the matching of cash is told: payments, open items, and who is known to pay for whom.

All amounts are minor units. Items of several customers and currencies may stand in one ledger; an item is never applied
across companies, so the caller brings the items of one company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from creditdesk.domain.cash_numbers import NumberFind, NumberIndex, near_numbers, read_numbers
from creditdesk.domain.cash_payers import KnownPayer, PayerIndex
from creditdesk.domain.cash_sums import Addends


@dataclass(frozen=True, slots=True)
class CashItem:
    """An open item as a payment may settle it; open is below zero for a credit.

    `numbers` are all those by which the customer may call it (invoice, order, assignment). `discount_minor` is what a
    payment of this day may still keep (`discount.reduction_available`), `disputed_minor` what is contested of it.
    """

    id: int
    customer_id: int
    numbers: tuple[str, ...]
    currency: str
    open_minor: int
    document_date: date
    due_date: date
    discount_minor: int = 0
    disputed_minor: int = 0

    @property
    def name(self) -> str:
        """The number by which people speak of the item."""
        return self.numbers[0] if self.numbers else str(self.id)


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One line of the payer's list: which document, and (where he says so) what he pays of it and keeps back."""

    number: str
    paid_minor: int | None = None
    deduction_minor: int = 0
    claim: str = ""
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class CashPayment:
    """Money that came: above zero, with everything that the bank and the payer said about it.

    `customer_id` is on whose account it was put already; nothing else says then who pays.
    """

    amount_minor: int
    currency: str
    value_date: date
    text: str = ""
    payer_name: str = ""
    bank_account: str = ""
    customer_number: str = ""
    remittance: tuple[RemittanceLine, ...] = ()
    customer_id: int | None = None


@dataclass(frozen=True)
class OpenLedger:
    """The open items of one company, with the ways to look them up. Made once for a run of many payments.

    `discounts` tells what a payment of some day may still keep of an item, where that is not said by the item itself.
    """

    items: dict[int, CashItem]
    payers: Mapping[int, KnownPayer] = field(default_factory=dict)
    discounts: Callable[[CashItem], int] | None = None
    # Whose ways to look things up this ledger shares.
    base: OpenLedger | None = None
    # Customer and currency → his items in it, as they stood, and those made ready for the search of sums.
    addends: dict[tuple[int, str], tuple[tuple[CashItem, ...], Addends]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[CashItem], payers: Iterable[KnownPayer] = ()) -> OpenLedger:
        """A ledger of these items and customers; the order of neither matters."""
        by_id = {item.id: item for item in sorted(items, key=lambda item: item.id) if item.open_minor}
        return cls(by_id, {payer.customer_id: payer for payer in payers})

    def with_discounts(self, discounts: Callable[[CashItem], int]) -> OpenLedger:
        """The same ledger, items and all, for payments that may keep these discounts."""
        return OpenLedger(self.items, self.payers, discounts, base=self.base or self)

    def discount_of(self, item: CashItem) -> int:
        """What a payment may keep of the item, in minor units."""
        return self.discounts(item) if self.discounts else item.discount_minor

    @cached_property
    def numbers(self) -> NumberIndex:
        """The items by every number of theirs."""
        if self.base:
            return self.base.numbers
        return NumberIndex.of((number, item.id) for item in self.items.values() for number in item.numbers)

    @cached_property
    def payer_index(self) -> PayerIndex:
        """Who pays, by number, bank account and name."""
        if self.base:
            return self.base.payer_index
        return PayerIndex.of(self.payers.values())

    @cached_property
    def of_customer(self) -> dict[int, tuple[CashItem, ...]]:
        """Each customer's items in the order of falling due."""
        if self.base:
            return self.base.of_customer
        found: dict[int, list[CashItem]] = defaultdict(list)
        for item in self.items.values():
            found[item.customer_id].append(item)
        return {
            customer: tuple(sorted(items, key=lambda item: (item.due_date, item.document_date, item.id)))
            for customer, items in found.items()
        }

    @cached_property
    def of_amount(self) -> dict[tuple[str, int], tuple[CashItem, ...]]:
        """The items of one currency and open amount, whosever they are."""
        if self.base:
            return self.base.of_amount
        found: dict[tuple[str, int], list[CashItem]] = defaultdict(list)
        for item in self.items.values():
            found[item.currency, item.open_minor].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def _in_currency(self) -> dict[tuple[int, str], tuple[tuple[CashItem, ...], tuple[CashItem, ...]]]:
        return self.base._in_currency if self.base else {}

    def open_of(self, customer_id: int, currency: str) -> tuple[CashItem, ...]:
        """The customer's items in the currency, in the order of falling due."""
        of_it = self.of_customer.get(customer_id, ())
        known = self._in_currency.get((customer_id, currency))
        if known is not None and known[0] is of_it:
            return known[1]
        found = tuple([item for item in of_it if item.currency == currency])
        self._in_currency[customer_id, currency] = of_it, found
        return found

    def named_in(self, text: str) -> tuple[NumberFind, ...]:
        """What the text names of what is open here."""
        return tuple(find for each in read_numbers(text, index=self.numbers) if (find := self._open(each)))

    def near(self, written: str) -> NumberFind | None:
        """The open items from whose numbers this stretch of text is one error away."""
        find = near_numbers(written, index=self.numbers)
        return self._open(find) if find else None

    def _open(self, find: NumberFind) -> NumberFind | None:
        """The find without what was settled since the numbers were put in order."""
        if all(one.item_id in self.items for one in find.candidates):
            return find
        left = tuple(one for one in find.candidates if one.item_id in self.items)
        return replace(find, candidates=left) if left else None

    def take_note(self, changed: Iterable[CashItem]) -> None:
        """Hold these items as they are now; one of which nothing is open is gone.

        In its place, and in that of all ledgers that share it: to copy a million items for every chunk of payments
        would take longer than to match them. The order of numbers stays; what is gone is left out when it is read.
        """
        new = {item.id: item for item in changed if item.id in self.items}
        if "of_amount" in self.__dict__:
            for item in new.values():
                self._move_amount(self.items[item.id], item)
        if "of_customer" in self.__dict__:
            for customer_id in {item.customer_id for item in new.values()}:
                kept = (new.get(one.id, one) for one in self.of_customer[customer_id])
                self.of_customer[customer_id] = tuple(one for one in kept if one.open_minor)
        for item in new.values():
            if item.open_minor:
                self.items[item.id] = item
            else:
                del self.items[item.id]

    def _move_amount(self, was: CashItem, now: CashItem) -> None:
        before, after = (was.currency, was.open_minor), (now.currency, now.open_minor)
        self.of_amount[before] = tuple(one for one in self.of_amount[before] if one.id != now.id)
        if now.open_minor:
            alike = (*self.of_amount.get(after, ()), now)
            self.of_amount[after] = tuple(sorted(alike, key=lambda one: one.id))
