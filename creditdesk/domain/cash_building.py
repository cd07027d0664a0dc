"""What the rules of matching share: the case before them, ways to settle it, and a proposal made of a way.

A way never takes off an item more than is open, and what it applies and what it leaves on account are the payment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from creditdesk.domain.cash_facts import CashItem, CashPayment, OpenLedger
from creditdesk.domain.cash_habits import Habit, HabitKind
from creditdesk.domain.cash_payers import PayerDecision
from creditdesk.domain.cash_proposals import Amount, Basis, CashRules, MatchLine, Names, Payer, Proposal
from creditdesk.domain.cash_sums import Addends, Group, Option
from creditdesk.domain.money import Money, share_of
from creditdesk.domain.reasons import Reason

_NUMBER = re.compile(r"\b[A-Za-z]{0,4}\d{5,}\b")
_SHOWN = 5
_FULL, _DISCOUNT, _USUAL = "full", "discount", "usual"
_KEPT_BACK = frozenset({HabitKind.TAKES_DISCOUNT, HabitKind.DEDUCTS})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle the payment: how its amount agrees, the lines, and what stays on account."""

    amount: Amount
    lines: tuple[MatchLine, ...]
    on_account_minor: int = 0


@dataclass(frozen=True)
class Case:
    """A payment with all that is known: the ledger, who pays, what he usually does, and the rules."""

    payment: CashPayment
    ledger: OpenLedger
    payer: PayerDecision
    rules: CashRules
    habits: tuple[Habit, ...] = ()

    @cached_property
    def payable(self) -> tuple[CashItem, ...]:
        """What the payer may settle in the payment's currency, in the order of falling due."""
        currency = self.payment.currency
        if len(self.payer.covers) == 1:
            (only,) = self.payer.covers
            return self.ledger.open_of(only, currency)
        mine = (item for each in self.payer.covers for item in self.ledger.open_of(each, currency))
        return tuple(sorted(mine, key=lambda item: (item.due_date, item.document_date, item.id)))

    @cached_property
    def addends(self) -> Addends:
        """All that is payable, each item in every way in which it can be paid.

        Kept by the ledger if it is of one customer who has no habit that counts here.
        """
        if len(self.payer.covers) != 1 or self.kept_back:
            return self._made_ready()
        (only,) = self.payer.covers
        key = (only, self.payment.currency)
        if key not in self.ledger.addends:
            self.ledger.addends[key] = self._made_ready()
        return self.ledger.addends[key]

    def _made_ready(self) -> Addends:
        return Addends(Group(options_of(self, item), rank=item.due_date.toordinal()) for item in self.payable)

    @cached_property
    def short_limit(self) -> int:
        """The largest difference that is small, in minor units."""
        share = self.payment.amount_minor * self.rules.short_max_permille // 1000
        return max(0, min(self.rules.short_max_minor, share))

    def is_telling(self, chance: float) -> bool:
        """Whether a number found with this chance of an accident can be relied on.

        Where it is known who pays, the accident would have to meet one of his items, not of anybody's.
        """
        if self.payer.is_sure and self.payable:
            chance *= len(self.payable) / self.ledger.directory.open_count
        return chance <= self.rules.telling

    def holding(self, kinds: Iterable[HabitKind]) -> tuple[Habit, ...]:
        """The habits of these kinds that were seen often enough."""
        wanted = set(kinds)
        return tuple(habit for habit in self.habits if habit.kind in wanted and habit.holds)

    @cached_property
    def kept_back(self) -> tuple[Habit, ...]:
        """The habits of this payer to keep something back."""
        return self.holding(_KEPT_BACK) if self.habits else ()

    def money(self, minor: int) -> str:
        """The amount in words, in the payment's currency."""
        return str(Money(minor, self.payment.currency))

    def in_full(self, items: Iterable[CashItem]) -> tuple[MatchLine, ...]:
        """Each item settled completely."""
        return tuple(MatchLine(item.id, item.open_minor) for item in items)

    def as_far_as_it_goes(self, items: Iterable[CashItem]) -> tuple[MatchLine, ...]:
        """The payment spread over items in the order of falling due, the last of them in part."""
        rest, lines = self.payment.amount_minor, []
        for item in sorted(items, key=lambda each: (each.due_date, each.document_date, each.id)):
            if applied := min(rest, item.open_minor):
                lines.append(MatchLine(item.id, applied))
                rest -= applied
        return tuple(lines)


def strange_numbers(case: Case, *, explained: Iterable[str] = ()) -> tuple[Reason, ...]:
    """That a document is named which is not open: what is paid may be one that we have not got, or had paid.

    `explained` are the stretches of the text, letters and digits only, in which open items are named.
    """
    known = [each.casefold() for each in explained]
    said = "\n".join((case.payment.text, *(line.number for line in case.payment.remittance)))
    found = sorted(
        {
            number
            for number in _NUMBER.findall(said)
            if not any(number.casefold() in each or each in number.casefold() for each in known)
        }
    )
    if not found:
        return ()
    facts = {"numbers": ", ".join(found[:_SHOWN])}
    return (Reason("cash.strange_number", "it names %(numbers)s, which is no number of an open item", facts),)


def options_of(case: Case, item: CashItem) -> tuple[Option, ...]:
    """How the item can be paid: in full, less the discount that it earns, less what this payer usually keeps back."""
    whole = Option(item.id, item.open_minor, _FULL)
    discount = case.ledger.discount_of(item)
    if not discount and not case.kept_back:
        return (whole,)
    ways = {item.open_minor: whole}
    if item.open_minor > 0:
        if 0 < discount < item.open_minor:
            less = item.open_minor - discount
            ways.setdefault(less, Option(item.id, less, _DISCOUNT))
        for habit in case.kept_back:
            less = item.open_minor - share_of(item.open_minor, numerator=habit.permille, denominator=1000)
            if 0 < less < item.open_minor:
                ways.setdefault(less, Option(item.id, less, _USUAL))
    return tuple(ways.values())


def way_of(case: Case, options: Sequence[Option]) -> Way | None:
    """The way that these options are; None where they are short of the payment by more than one item may be."""
    short = sum(option.amount_minor for option in options) - case.payment.amount_minor
    largest = max(options, key=lambda option: (option.amount_minor, option.item_id))
    if short * 1000 > largest.amount_minor * case.rules.short_max_permille:
        return None
    lines = tuple(line_of(case, option, short_minor=short if option is largest else 0) for option in options)
    hows = {option.how for option in options}
    amount = Amount.SMALL if short else Amount.EQUAL
    if _USUAL in hows:
        amount = Amount.USUAL
    elif _DISCOUNT in hows and not short:
        amount = Amount.DISCOUNT
    return Way(amount, lines)


def line_of(case: Case, option: Option, *, short_minor: int = 0) -> MatchLine:
    """What the option does to its item, where `short_minor` of it did not come."""
    kept = case.ledger.items[option.item_id].open_minor - option.amount_minor
    return MatchLine(
        option.item_id,
        option.amount_minor - short_minor,
        discount_minor=kept if option.how == _DISCOUNT else 0,
        short_minor=short_minor,
        deduction_minor=kept if option.how == _USUAL else 0,
    )


def payer_of(case: Case, items: Iterable[CashItem]) -> Payer:
    """Whether he who pays is one who pays these items."""
    if not case.payer.customer_ids:
        return Payer.UNKNOWN
    return Payer.AGREES if all(item.customer_id in case.payer.covers for item in items) else Payer.DIFFERS


def proposal_of(
    case: Case,
    way: Way,
    *,
    names: Names,
    why: tuple[Reason, ...] = (),
    among: int = 1,
    confidence: int | None = None,
) -> Proposal:
    """The way as a proposal; `among` is how many fit as well as this one, `confidence` one that was worked out."""
    items = [case.ledger.items[line.item_id] for line in way.lines]
    basis = Basis(names, way.amount, payer_of(case, items))
    worth = case.rules.confidence(basis) if confidence is None else confidence
    reasons = [*why, *_amount_reasons(case, way), *case.payer.reasons]
    if basis.payer is Payer.DIFFERS:
        reasons.append(Reason("cash.other_payer", "the items are of a customer for whom he is not known to pay"))
    if among > 1:
        text = "one of %(count)d ways that fit: nobody can tell by the amount alone"
        reasons.append(Reason("cash.one_of_several", text, {"count": among}))
    return Proposal(way.lines, way.on_account_minor, basis, worth // among, tuple(reasons))


_AMOUNT_TEXTS = {
    Amount.EQUAL: "%(paid)s is exactly what is open of it",
    Amount.DISCOUNT: "%(paid)s is what is open less %(discount)s discount, which the payment still earns",
    Amount.SMALL: "%(paid)s is %(short)s less than what is open: a small difference",
    Amount.USUAL: "%(paid)s is what is open less %(deduction)s that this payer usually keeps back",
    Amount.CREDITS: "%(paid)s is what is open less %(credits)s of his credits, and no other credits fit",
    Amount.PARTIAL: "%(paid)s pays a part of it: %(left)s stays open",
    Amount.OVER: "%(account)s more than what is open: it stays on account",
    Amount.COMPLETED: "the rest of %(paid)s is exactly one set of his other items",
    Amount.SHORT: "%(paid)s is %(left)s less than the items, and which of them is short is not said",
    Amount.ALL: "%(paid)s is all that is open",
    Amount.RUN: "%(paid)s is exactly the oldest items, one after the other",
}


_FACTS: Mapping[str, Callable[[Case, Way], int]] = {
    "paid": lambda case, way: case.payment.amount_minor,
    "discount": lambda case, way: sum(line.discount_minor for line in way.lines),
    "short": lambda case, way: sum(line.short_minor for line in way.lines),
    "deduction": lambda case, way: sum(line.deduction_minor for line in way.lines),
    "credits": lambda case, way: -sum(min(0, line.applied_minor) for line in way.lines),
    "left": lambda case, way: sum(case.ledger.items[one.item_id].open_minor - one.settled_minor for one in way.lines),
    "account": lambda case, way: way.on_account_minor,
}
# Which of them a text needs: to word them all costs more than to find the proposal.
_NEEDED = {amount: re.findall(r"%\((\w+)\)", text) for amount, text in _AMOUNT_TEXTS.items()}


def _amount_reasons(case: Case, way: Way) -> Iterable[Reason]:
    facts = {name: case.money(_FACTS[name](case, way)) for name in _NEEDED[way.amount]}
    yield Reason(f"cash.amount_{way.amount}", _AMOUNT_TEXTS[way.amount], facts)
    if way.amount is Amount.USUAL:
        yield from (habit.reason for habit in case.kept_back)
