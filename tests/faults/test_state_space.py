"""F14, state space: any sequence of acts on the ledger, with a plain integer model beside it as the judge.

After every act the whole database is proved, every item is open as the model says, the kept positions are what the
model adds up, and the statement of today and of an earlier day are the model's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from creditdesk.domain.reasons import Refusal
from creditdesk.receivables import history, positions, verify
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.queries import positions as kept_positions
from tests import builders
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.queries.replay import CREDITS, FIRST_DAY, new_ledger

RUNS, STEPS = figure(6, full=200), figure(40, full=50)
_names = count(1)
_acts = {"done": 0, "refused": 0}
which = st.integers(0, 50)
share = st.integers(1, 130)


@pytest.fixture(scope="module", autouse=True)
def count_of_acts(counted: Counted) -> Iterator[None]:
    yield
    counted("F14 state space", f"{_acts['done']} acts done, {_acts['refused']} refused, the books proved after each")


class LedgerMachine(RuleBasedStateMachine):
    """Import, apply, take back, transfer, dispute, close a period, let days pass: in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = new_ledger(name=f"F14-{next(_names)}", customers=3)
        self.ledger.today = FIRST_DAY + dt.timedelta(days=60)

    # -------------------------------------------------------------- acts

    @rule(kind=st.sampled_from(["invoice", "debit_memo", "payment", "credit_memo"]), who=which, minor=share, age=which)
    def take_in(self, kind: str, who: int, minor: int, age: int) -> None:
        customer = self.ledger.customers[who % 3]
        self.ledger.take_in(customer, kind, minor * 100, days_ago=age, terms_days=who)
        self._note(None)

    @precondition(lambda self: self._claims() and self._credits())
    @rule(claim=which, credit=which, part=share, days_ago=st.integers(0, 9))
    def apply(self, claim: int, credit: int, part: int, days_ago: int) -> None:
        claims, credits, rest = self._claims(), self._credits(), self._rest()
        claim_id, credit_id = claims[claim % len(claims)], credits[credit % len(credits)]
        # Up to 130 per cent of what fits, so that some must be refused.
        minor = max(1, min(rest[claim_id], -rest[credit_id]) * part // 100)
        fits = minor <= rest[claim_id] and minor <= -rest[credit_id]
        answer = self.ledger.apply(credit_id, claim_id, minor, days_ago=days_ago)
        self._note(answer)
        if not fits:
            assert isinstance(answer, Refusal)
        elif days_ago == 0:
            assert isinstance(answer, Posting), str(answer)

    @precondition(lambda self: self.ledger.postings)
    @rule(posting=which)
    def take_back(self, posting: int) -> None:
        ids = sorted(self.ledger.postings)
        posting_id = ids[posting % len(ids)]
        again = posting_id in self.ledger.reversed_ids
        answer = self.ledger.take_back(posting_id)
        self._note(answer)
        assert not (again and isinstance(answer, Posting)), "a posting was taken back twice"

    @precondition(lambda self: self._claims())
    @rule(claim=which, part=share)
    def transfer(self, claim: int, part: int) -> None:
        claims = self._claims()
        claim_id = claims[claim % len(claims)]
        minor = max(1, self._rest()[claim_id] * part // 100)
        fits = minor <= self._rest()[claim_id]
        answer = self.ledger.transfer(claim_id, minor)
        self._note(answer)
        assert isinstance(answer, OpenItem) is fits

    @precondition(lambda self: self._claims())
    @rule(claim=which, part=st.integers(-10, 130))
    def dispute(self, claim: int, part: int) -> None:
        claims = self._claims()
        claim_id = claims[claim % len(claims)]
        minor = self._rest()[claim_id] * part // 100
        answer = self.ledger.dispute(claim_id, minor)
        self._note(answer)
        assert (answer is None) is (0 <= minor <= self._rest()[claim_id])

    @rule(days=st.integers(0, 40))
    def let_days_pass(self, days: int) -> None:
        self.ledger.today += dt.timedelta(days=days)
        positions.roll(company_id=self.ledger.company.id, as_of=self.ledger.today, edges=builders.EDGES)
        self._note(None)

    @precondition(lambda self: (self.ledger.today - self.ledger.closed_until).days > 12)
    @rule(days=st.integers(1, 10))
    def close_period(self, days: int) -> None:
        self.ledger.close_until(self.ledger.closed_until + dt.timedelta(days=days))
        self._note(None)

    # -------------------------------------------------------------- what always holds

    @invariant()
    def the_books_are_whole(self) -> None:
        assert verify.broken_facts() == []

    @invariant()
    def every_item_is_open_as_the_model_says(self) -> None:
        items = OpenItem.objects.filter(id__in=self.ledger.items)
        stored = dict(items.values_list("id", "open_minor"))
        rest = self._rest()
        assert stored == {item_id: rest.get(item_id, 0) for item_id in self.ledger.items}
        contested = {item_id: minor for item_id, minor in self.ledger.disputed.items() if minor}
        assert dict(items.filter(disputed_minor__gt=0).values_list("id", "disputed_minor")) == contested

    @invariant()
    def the_positions_are_what_the_model_adds_up(self) -> None:
        today = self.ledger.today
        ids = [customer.id for customer in self.ledger.customers]
        kept = {one.customer_id: one for one in kept_positions(ids, as_of=today, edges=builders.EDGES)}
        for customer_id in ids:
            one = kept.get(customer_id)
            buckets = list(one.buckets_minor) if one else [0] * 6
            assert buckets == self.ledger.buckets_on(today, customer_id)
            assert (one.unapplied_minor if one else 0) == self.ledger.credits_on(today, customer_id, "payment")
            assert (one.credit_memo_minor if one else 0) == self.ledger.credits_on(today, customer_id, "credit_memo")

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        day = self.ledger.today - dt.timedelta(days=20)
        scope = history.Scope(company_ids=[self.ledger.company.id])
        assert history.open_amounts(as_of=day, scope=scope) == self.ledger.open_on(day)

    # -------------------------------------------------------------- of the model

    def _rest(self) -> dict[int, int]:
        return self.ledger.open_on(self.ledger.today)

    def _claims(self) -> list[int]:
        return sorted(item_id for item_id in self._rest() if self.ledger.items[item_id].kind not in CREDITS)

    def _credits(self) -> list[int]:
        return sorted(item_id for item_id in self._rest() if self.ledger.items[item_id].kind in CREDITS)

    def _note(self, answer: object) -> None:
        _acts["refused" if isinstance(answer, Refusal) else "done"] += 1


def test_no_sequence_of_acts_leads_to_broken_books(db: None) -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
