"""F14, cash: any sequence of money coming in, put on accounts, matched by people and by the machine, and taken back.

A plain integer model stands beside it as the judge: what is open of every item and of every receipt, and what nobody is
known to have paid. The machine decides by itself; what it did is judged like a person's match, by what it says it did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from creditdesk.cash import accounts, actions
from creditdesk.cash import verify as cash_verify
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.running import match_by_itself
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.receivables import verify
from creditdesk.receivables.models import Entry, OpenItem
from tests import builders
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

RUNS, STEPS = figure(5, full=200), figure(25, full=50)
TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}
_names = count(1)
_acts = {"done": 0, "refused": 0, "by the machine": 0}
which = st.integers(0, 50)
# Few amounts, so that many sets of items make the same sum.
minor = st.integers(1, 12).map(lambda each: each * 100_00)


@dataclass
class Model:
    """What is open of each item, what is left of each receipt, whose it is, and what each standing match took."""

    open: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    owner: dict[int, int | None] = field(default_factory=dict)
    matches: dict[int, tuple[int, list[dict[str, int]]]] = field(default_factory=dict)
    deductions: dict[int, list[int]] = field(default_factory=dict)

    def match(self, made: Match) -> None:
        """Carry out what the match says."""
        for line in made.lines:
            parts = ("applied_minor", "discount_minor", "short_minor", "deduction_minor")
            self.open[line["item_id"]] -= sum(line.get(part, 0) for part in parts)
            assert self.open[line["item_id"]] >= 0, "more was taken off an item than was open"
        self.left[made.receipt_id] -= made.applied_minor
        assert self.left[made.receipt_id] >= 0, "more was applied than came"
        self.matches[made.id] = (made.receipt_id, made.lines)
        numbers = [f"{made.receipt.number}-{made.id}-{place}" for place, _ in enumerate(made.lines, start=1)]
        new = OpenItem.objects.filter(number__in=numbers, kind="deduction").values_list("id", "original_minor")
        self.deductions[made.id] = [item_id for item_id, _ in new]
        self.open |= dict(new)

    def take_back(self, match_id: int) -> None:
        """Undo it."""
        receipt_id, lines = self.matches.pop(match_id)
        for line in lines:
            parts = ("applied_minor", "discount_minor", "short_minor", "deduction_minor")
            self.open[line["item_id"]] += sum(line.get(part, 0) for part in parts)
            self.left[receipt_id] += line["applied_minor"]
        for item_id in self.deductions.pop(match_id):
            self.open[item_id] = 0


@pytest.fixture(scope="module", autouse=True)
def count_of_acts(counted: Counted) -> Iterator[None]:
    yield
    told = ", ".join(f"{number} {name}" for name, number in _acts.items())
    counted("F14 cash", f"{told}; books and cash proved after each")


class CashMachine(RuleBasedStateMachine):
    """Invoices and money come, are put together and taken apart, in any order."""

    def __init__(self) -> None:
        super().__init__()
        name = f"C{next(_names)}"
        self.company = builders.company(code=name)
        self.erin = builders.user(f"erin-{name}", role=Role.CASH_APPLICATOR, companies=[self.company])
        self.customers = [
            builders.customer(self.company, name=f"{word} {name}") for word in ("Alder", "Birch", "Cedar")
        ]
        self.model = Model()

    @rule(who=which, amount=minor, number=st.integers(10_000_000, 99_999_999))
    def invoice(self, who: int, amount: int, number: int) -> None:
        customer = self.customers[who % 3]
        if OpenItem.objects.filter(customer=customer, number=str(number)).exists():
            return
        item = builders.invoice(customer, amount=amount, number=str(number), as_of=TODAY)
        self.model.open[item.id] = amount

    @rule(who=which, amount=minor, known=st.booleans(), named=st.booleans(), item=which)
    def money(self, who: int, amount: int, known: bool, named: bool, item: int) -> None:
        customer = self.customers[who % 3]
        items = sorted(self.model.open)
        text = OpenItem.objects.get(id=items[item % len(items)]).number if items and named else ""
        new = NewReceipt(
            amount, "USD", TODAY, TODAY, customer=customer if known else None, payer_name=customer.name, text=text
        )
        receipt = actions.enter_receipt(new, company=self.company, by=self.erin, **_DAY)
        self.model.left[receipt.id] = amount
        self.model.owner[receipt.id] = receipt.customer_id

    @precondition(lambda self: self.model.left)
    @rule(receipt=which, who=which)
    def identify(self, receipt: int, who: int) -> None:
        one, customer = self._receipt(receipt), self.customers[who % 3]
        fits = self.model.owner[one.id] in (None, customer.id)
        with self._tried(fits=fits):
            actions.identify_receipt(one, customer=customer, revision=one.revision, by=self.erin, **_DAY)
            self.model.owner[one.id] = customer.id

    @precondition(lambda self: self.model.left)
    @rule(receipt=which)
    def unidentify(self, receipt: int) -> None:
        one = self._receipt(receipt)
        fits = self.model.owner[one.id] is not None and self.model.left[one.id] == one.amount_minor
        with self._tried(fits=fits):
            actions.unidentify_receipt(one, revision=one.revision, why="wrong", by=self.erin, **_DAY)
            self.model.owner[one.id] = None

    @precondition(lambda self: self.model.left and self.model.open)
    @rule(receipt=which, item=which, percent=st.integers(10, 130), kept=st.sampled_from([0, 0, 50_00]))
    def match(self, receipt: int, item: int, percent: int, kept: int) -> None:
        one, items = self._receipt(receipt), sorted(self.model.open)
        item_id = items[item % len(items)]
        owner = OpenItem.objects.get(id=item_id).customer
        applied = max(1, min(self.model.open[item_id], self.model.left[one.id]) * percent // 100)
        fits = (
            applied + kept <= self.model.open[item_id]
            and applied <= self.model.left[one.id]
            and self.model.owner[one.id] in (None, owner.id)
        )
        line = MatchLine(item_id, applied, deduction_minor=kept, claim="4411" if kept else "")
        with self._tried(fits=fits):
            made = actions.match_receipt(
                one, choice=Choice(owner, (line,)), revision=one.revision, by=self.erin,
                key=f"m{one.id}/{one.revision}", **_DAY,
            )  # fmt: skip
            self.model.owner[one.id] = owner.id
            self.model.match(made)

    @precondition(lambda self: self.model.matches)
    @rule(match=which)
    def take_back(self, match: int) -> None:
        ids = sorted(self.model.matches)
        match_id = ids[match % len(ids)]
        used = [
            i
            for i in self.model.deductions[match_id]
            if OpenItem.objects.get(id=i).original_minor != self.model.open[i]
        ]
        with self._tried(fits=not used):
            actions.take_back_match(
                Match.objects.get(id=match_id), cause="wrong", why="wrong", by=self.erin, **_DAY
            )  # fmt: skip
            self.model.take_back(match_id)

    @rule()
    def the_machine_matches(self) -> None:
        before = set(Match.objects.values_list("id", flat=True))
        match_by_itself(self.company.id, **_DAY)
        made = Match.objects.exclude(id__in=before).select_related("receipt").order_by("id")
        for one in made:
            assert one.is_automatic
            assert one.confidence >= 995
            self.model.match(one)
            _acts["by the machine"] += 1
        # Whom it knew by name it may have put the money on the account of; nothing else says who owns it.
        for receipt in Receipt.objects.filter(id__in=self.model.left):
            was = self.model.owner[receipt.id]
            assert was in (None, receipt.customer_id), "the machine moved money from one account to another"
            self.model.owner[receipt.id] = receipt.customer_id

    @invariant()
    def the_books_are_whole(self) -> None:
        assert verify.broken_facts() == []
        assert cash_verify.broken_facts() == []

    @invariant()
    def every_item_and_receipt_is_open_as_the_model_says(self) -> None:
        stored = dict(OpenItem.objects.filter(id__in=self.model.open).values_list("id", "open_minor"))
        assert stored == self.model.open
        for receipt in Receipt.objects.filter(id__in=self.model.left).select_related("item"):
            assert receipt.customer_id == self.model.owner[receipt.id]
            left = receipt.amount_minor if receipt.item is None else -receipt.item.open_minor
            assert left == self.model.left[receipt.id]

    @invariant()
    def the_suspense_account_holds_what_nobody_paid(self) -> None:
        booked = Entry.objects.filter(company_id=self.company.id, account=accounts.UNIDENTIFIED)
        nobodys = sum(left for one, left in self.model.left.items() if self.model.owner[one] is None)
        assert -(booked.aggregate(total=Sum("amount_minor"))["total"] or 0) == nobodys

    def _receipt(self, place: int) -> Receipt:
        ids = sorted(self.model.left)
        return Receipt.objects.get(id=ids[place % len(ids)])

    def _tried(self, *, fits: bool) -> Tried:
        return Tried(fits=fits)


class Tried:
    """An act that must be done if it fits and refused if not."""

    def __init__(self, *, fits: bool) -> None:
        self.fits = fits

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if kind is None:
            assert self.fits, "what does not fit was done"
            _acts["done"] += 1
            return False
        if isinstance(error, Refusal):
            assert not self.fits, str(error)
            _acts["refused"] += 1
            return True
        return False


def test_no_sequence_of_acts_leads_to_broken_cash(db: None) -> None:
    run_state_machine_as_test(
        CashMachine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
