"""The arithmetic of cases: what is claimed is what was resolved and what is open, whatever happens in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.cases import (
    Earlier,
    Outcome,
    Part,
    Stage,
    Taken,
    claim_key,
    clears_itself,
    contested_less,
    decided,
    decision_objections,
    demanded,
    difference,
    given_back,
    is_alerted,
    is_missed,
    likenesses,
    shared,
    split,
    stage_of,
    told_claim,
    verdict,
)
from creditdesk.domain.policy import default_policy

POLICY = default_policy()
DAY = dt.date(2026, 6, 1)


def test_money_pays_what_nobody_contests_first() -> None:
    (after,) = shared(
        [Part(1, 2_500_00, 2_500_00, 2_500_00)], item_open_minor=10_000_00, minor=8_000_00, outcome=Outcome.REPAID
    )
    assert (after.open_minor, after.contested_minor) == (2_000_00, 2_000_00)


def test_a_credit_is_for_what_is_contested() -> None:
    (after,) = shared(
        [Part(1, 2_500_00, 2_500_00, 2_500_00)], item_open_minor=10_000_00, minor=1_000_00, outcome=Outcome.CREDITED
    )
    assert (after.open_minor, after.contested_minor) == (1_500_00, 1_500_00)


def test_a_credit_goes_to_the_case_that_asked_for_it() -> None:
    parts = [Part(1, 100_00, 100_00), Part(2, 100_00, 100_00)]
    (after,) = shared(
        parts, item_open_minor=200_00, minor=60_00, outcome=Outcome.CREDITED, first=frozenset({2})
    )  # fmt: skip
    assert (after.id, after.open_minor) == (2, 40_00)


def test_of_a_decided_line_a_credit_takes_the_valid_part_and_money_the_invalid() -> None:
    part = decided(Part(1, 1_800_00, 1_800_00), valid_minor=750_00)
    assert demanded(part).contested_minor == 750_00
    credited = part.less(750_00, outcome=Outcome.CREDITED)
    assert (credited.valid_minor, credited.invalid_minor) == (0, 1_050_00)
    repaid = part.less(1_000_00, outcome=Outcome.REPAID)
    assert (repaid.valid_minor, repaid.invalid_minor) == (750_00, 50_00)


def test_a_decision_meets_what_is_open_to_the_cent() -> None:
    part = Part(7, 100_00, 100_00)
    assert not decision_objections([part], valid={7: 40_00}, invalid={7: 60_00}, currency="USD")
    (why,) = decision_objections([part], valid={7: 40_00}, invalid={7: 59_99}, currency="USD")
    assert str(why) == "40.00 USD valid and 59.99 USD invalid do not make 100.00 USD, which is open"
    assert decision_objections([part], valid={7: 100_00, 8: 1}, invalid={}, currency="USD")[0].code == "case.other_line"


def test_the_customers_word_taken_back_is_withdrawn_of_an_invoice_and_leaves_a_deduction_open() -> None:
    part = Part(1, 100_00, 100_00, 100_00)
    (of_invoice,) = contested_less([part], minor=30_00, is_whole=False)
    assert (of_invoice.open_minor, of_invoice.contested_minor) == (70_00, 70_00)
    (of_deduction,) = contested_less([part], minor=30_00, is_whole=True)
    assert (of_deduction.open_minor, of_deduction.contested_minor) == (100_00, 70_00)


def test_a_case_closes_when_nothing_is_open_and_opens_when_something_is_again() -> None:
    whole = decided(Part(1, 10, 10), valid_minor=4)
    assert stage_of(Stage.PARTLY, [whole.less(10, outcome=Outcome.REPAID)]) is Stage.CLOSED
    assert stage_of(Stage.CLOSED, [whole]) is Stage.PARTLY
    assert stage_of(Stage.CLOSED, [Part(1, 10, 10)]) is Stage.RESEARCHING
    assert verdict([decided(Part(1, 10, 10), valid_minor=10)]) is Stage.VALID


def test_claim_numbers_are_compared_by_letters_and_digits() -> None:
    assert claim_key("CB-0044") == claim_key("cb 44") == "CB44"
    assert claim_key("1001") != claim_key("11")
    assert claim_key("shortage") == ""
    assert told_claim("shortage 4411", policy=POLICY.cases) == ("shortage", "4411")
    assert told_claim("price 52.00", policy=POLICY.cases) == ("pricing", "52.00")
    told = told_claim("unearned discount, code 24, claim 49901", policy=POLICY.cases)
    assert told == ("discount", "49901")
    assert told_claim("RGA 17", policy=POLICY.cases) == ("unknown", "RGA 17")


def test_earlier_claims_are_found_by_number_by_document_and_amount_and_when_near() -> None:
    asked = Earlier(0, "CB44", frozenset({5}), 100_00, DAY)
    others = [
        Earlier(1, "X", frozenset({9}), 100_50, DAY - dt.timedelta(days=30)),
        Earlier(2, "X", frozenset({5}), 100_00, DAY),
        Earlier(3, "CB44", frozenset(), 7, DAY),
        Earlier(4, "X", frozenset(), 300_00, DAY),
        Earlier(5, "X", frozenset({5}), 3, DAY),
    ]
    found = likenesses(asked, others, currency="USD", policy=POLICY.cases)
    assert [(one.id, why[0].code) for one, why in found] == [
        (3, "case.same_number"),
        (2, "case.same_amount"),
        (5, "case.same_document"),
        (1, "case.near"),
    ]


def test_a_window_alerts_and_is_missed() -> None:
    end = dt.date(2026, 5, 1)
    assert not is_alerted(end, alert_days=10, as_of=dt.date(2026, 4, 20))
    assert is_alerted(end, alert_days=10, as_of=dt.date(2026, 4, 21))
    assert not is_missed(end, as_of=end)
    assert is_missed(end, as_of=dt.date(2026, 5, 2))
    assert not is_missed(None, as_of=end)


def test_trifles_clear_themselves_twice() -> None:
    assert clears_itself(25_00, most_minor=25_00, count=2, cleared_before=1)
    assert not clears_itself(25_01, most_minor=25_00, count=2, cleared_before=0)
    assert not clears_itself(5_00, most_minor=25_00, count=2, cleared_before=2)


class Claim:
    """A document with the lines about it, and what of each was resolved."""

    def __init__(self, claimed: int, free: int, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self.item_open = claimed if is_whole else claimed + free
        self.parts = {1: Part(1, claimed, claimed, claimed)}
        self.resolved = {1: 0}
        self.undone: list[tuple[int, list[Taken]]] = []

    def do(self, act: str, size: int) -> None:
        """One act; what leaves a line by other ways than a split is resolved."""
        before = dict(self.parts)
        if act == "split":
            self.split(size)
            return
        getattr(self, act)(size)
        for one, part in self.parts.items():
            self.resolved[one] += before[one].open_minor - part.open_minor

    def repay(self, size: int) -> None:
        self._down(size, Outcome.REPAID)

    def credit(self, size: int) -> None:
        self._down(size, Outcome.CREDITED)

    def write_off(self, size: int) -> None:
        self._down(size, Outcome.WRITTEN_OFF)

    def _down(self, size: int, outcome: Outcome) -> None:
        if not self.item_open:
            return
        minor, before = 1 + size % self.item_open, dict(self.parts)
        self._keep(shared(list(self.parts.values()), item_open_minor=self.item_open, minor=minor, outcome=outcome))
        changed = [difference(before[one], part) for one, part in self.parts.items() if part != before[one]]
        self.undone.append((minor, changed))
        self.item_open -= minor

    def back(self, size: int) -> None:
        if self.undone:
            minor, taken = self.undone.pop(size % len(self.undone))
            self._keep(given_back(list(self.parts.values()), taken=taken, minor=minor, is_whole=self.is_whole))
            self.item_open += minor

    def split(self, size: int) -> None:
        which = self.parts[1 + size % len(self.parts)]
        if which.open_minor > 1:
            stays, leaves = split(which, minor=1 + size % (which.open_minor - 1))
            number = len(self.parts) + 1
            self._keep([stays, replace(leaves, id=number)])
            self.resolved[number] = 0

    def decide(self, size: int) -> None:
        self._keep([decided(part, valid_minor=size % (part.open_minor + 1)) for part in self.parts.values()])

    def demand(self, size: int) -> None:
        self._keep([demanded(part) for part in self.parts.values() if part.is_decided])

    def word(self, size: int) -> None:
        self._keep(contested_less(list(self.parts.values()), minor=size, is_whole=self.is_whole))

    def _keep(self, parts: Iterable[Part]) -> None:
        self.parts |= {part.id: part for part in parts}


_ACTS = ("repay", "credit", "write_off", "back", "split", "decide", "demand", "word")


@given(
    claimed=st.integers(1, 1000),
    free=st.integers(0, 1000),
    is_whole=st.booleans(),
    acts=st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, 999)), max_size=25),
)
def test_nothing_of_a_claim_is_lost_whatever_is_done(
    claimed: int, free: int, is_whole: bool, acts: list[tuple[str, int]]
) -> None:
    claim = Claim(claimed, free, is_whole=is_whole)
    for act, size in acts:
        claim.do(act, size)
        assert sum(part.claimed_minor for part in claim.parts.values()) == claimed
        for one, part in claim.parts.items():
            assert part.claimed_minor == claim.resolved[one] + part.open_minor
            assert 0 <= part.contested_minor <= part.open_minor
            assert not part.is_decided or part.valid_minor + part.invalid_minor == part.open_minor
            assert min(part.valid_minor, part.invalid_minor) >= 0
        if is_whole:
            assert sum(part.open_minor for part in claim.parts.values()) == claim.item_open
