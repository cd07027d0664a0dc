"""What the matching of cash is told: payments, open items, and who is known to pay for whom.

All amounts are minor units. Items of several customers and currencies may stand in one ledger; an item is never applied
across companies, so the caller brings the items of one company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import attrgetter

from creditdesk.domain.cash_numbers import NumberFind, NumberIndex, near_numbers
from creditdesk.domain.cash_payers import KnownPayer, PayerIndex
from creditdesk.domain.cash_sums import Addends

_ID, _DUE_FIRST = attrgetter("id"), attrgetter("due_date", "document_date", "id")


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
class Directory:
    """Where a payment's words lead: the numbers of all that is open of a company, how many items those are, who pays.

    Without the items themselves: of a million a payment can touch a few.
    """

    numbers: NumberIndex
    payers: PayerIndex
    open_count: int


@dataclass(frozen=True)
class OpenLedger:
    """Open items of one company, all or those that some payments can touch, with the ways to look them up.

    `discounts` tells what a payment of some day may still keep of an item, where that is not said by the item itself.
    """

    items: dict[int, CashItem]
    directory: Directory
    discounts: Callable[[CashItem], int] | None = None
    # Whose ways to look things up this ledger shares.
    base: OpenLedger | None = None
    # Customer and currency → his items in it made ready for the search of sums.
    addends: dict[tuple[int, str], Addends] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[CashItem], payers: Iterable[KnownPayer] = ()) -> OpenLedger:
        """A ledger of these items and customers, of all that is open; the order of neither matters."""
        kept = [item for item in items if item.open_minor]
        numbers = NumberIndex.of((number, item.id) for item in kept for number in item.numbers)
        return cls.part(kept, Directory(numbers, PayerIndex.of(payers), len(kept)))

    @classmethod
    def part(cls, items: Iterable[CashItem], directory: Directory) -> OpenLedger:
        """A ledger of these items, of the many to which the directory leads."""
        return cls({item.id: item for item in sorted(items, key=_ID) if item.open_minor}, directory)

    def with_discounts(self, discounts: Callable[[CashItem], int]) -> OpenLedger:
        """The same ledger, items and all, for payments that may keep these discounts."""
        return OpenLedger(self.items, self.directory, discounts, base=self.base or self)

    def discount_of(self, item: CashItem) -> int:
        """What a payment may keep of the item, in minor units."""
        return self.discounts(item) if self.discounts else item.discount_minor

    @cached_property
    def of_customer(self) -> dict[tuple[int, str], tuple[CashItem, ...]]:
        """Each customer's items of a currency in the order of falling due."""
        if self.base:
            return self.base.of_customer
        found: dict[tuple[int, str], list[CashItem]] = defaultdict(list)
        for item in self.items.values():
            found[item.customer_id, item.currency].append(item)
        return {key: tuple(sorted(items, key=_DUE_FIRST)) for key, items in found.items()}

    @cached_property
    def of_amount(self) -> dict[tuple[str, int], tuple[CashItem, ...]]:
        """The items of one currency and open amount, whosever they are."""
        if self.base:
            return self.base.of_amount
        found: dict[tuple[str, int], list[CashItem]] = defaultdict(list)
        for item in self.items.values():
            found[item.currency, item.open_minor].append(item)
        return {key: tuple(items) for key, items in found.items()}

    def open_of(self, customer_id: int, currency: str) -> tuple[CashItem, ...]:
        """The customer's items in the currency, in the order of falling due."""
        return self.of_customer.get((customer_id, currency), ())

    def still_open(self, finds: Iterable[NumberFind]) -> tuple[NumberFind, ...]:
        """The finds without what was settled since the numbers were put in order."""
        return tuple([find for each in finds if (find := self._open(each))])

    def near(self, written: str) -> NumberFind | None:
        """The open items from whose numbers this stretch of text is one error away."""
        find = near_numbers(written, index=self.directory.numbers)
        return self._open(find) if find else None

    def _open(self, find: NumberFind) -> NumberFind | None:
        if all(one.item_id in self.items for one in find.candidates):
            return find
        left = tuple(one for one in find.candidates if one.item_id in self.items)
        return replace(find, candidates=left) if left else None
