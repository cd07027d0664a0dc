"""The ledger as of any day equals a plain replay of its moves, whatever happened since."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditdesk.domain.aging import AgingBasis
from creditdesk.domain.reasons import Refusal
from creditdesk.receivables import history
from creditdesk.receivables.statements import statements
from tests import builders
from tests.queries.replay import FIRST_DAY, Ledger, new_ledger
from tests.world import TODAY

pytestmark = pytest.mark.django_db
EXAMPLES = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAYS = 40
_names = count(1)

# (what, which, with which, how much in hundredths of what is open, how many days ago)
steps = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "payment", "credit_memo", "apply", "apply", "take back", "transfer", "wait"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(1, 100),
        st.integers(0, 12),
    ),
    min_size=4,
    max_size=14,
)


def _played(story: list[tuple[str, int, int, int, int]]) -> Ledger:
    ledger = new_ledger(name=f"H{next(_names)}")
    ledger.today += dt.timedelta(days=12)
    for what, first, second, share, days_ago in story:
        customer = ledger.customers[first % 2]
        open_now = ledger.open_on(ledger.today)
        claims = [item for item in open_now if ledger.items[item].original_minor > 0]
        credits = [item for item in open_now if ledger.items[item].original_minor < 0]
        if what in {"invoice", "payment", "credit_memo"}:
            ledger.take_in(customer, what, 100 * share + first, days_ago=days_ago, terms_days=3 * second)
        elif what == "apply" and claims and credits:
            claim, credit = claims[first % len(claims)], credits[second % len(credits)]
            minor = max(1, min(open_now[claim], -open_now[credit]) * share // 100)
            ledger.apply(credit, claim, minor, days_ago=days_ago)
        elif what == "take back" and (left := sorted(ledger.postings.keys() - ledger.reversed_ids)):
            ledger.take_back(left[first % len(left)])
        elif what == "transfer" and claims:
            claim = claims[first % len(claims)]
            ledger.transfer(claim, max(1, open_now[claim] * share // 100))
        elif what == "wait":
            ledger.today += dt.timedelta(days=first)
    return ledger


def _scopes(ledger: Ledger) -> list[history.Scope]:
    """Asked by customers, item by item, and by company, in one pass: two ways to the same answer."""
    ids = [customer.id for customer in ledger.customers]
    return [history.Scope(customer_ids=ids), history.Scope(company_ids=[ledger.company.id])]


@EXAMPLES
@given(story=steps, days=st.integers(0, DAYS))
def test_what_was_open_on_a_day_equals_the_sum_of_its_moves(
    db: None, story: list[tuple[str, int, int, int, int]], days: int
) -> None:
    ledger, day = _played(story), FIRST_DAY + dt.timedelta(days=days)

    for scope in _scopes(ledger):
        assert history.open_amounts(as_of=day, scope=scope) == ledger.open_on(day)


@EXAMPLES
@given(story=steps, days=st.integers(0, DAYS), known=st.integers(0, DAYS))
def test_what_was_known_on_a_day_leaves_out_what_was_recorded_later(
    db: None, story: list[tuple[str, int, int, int, int]], days: int, known: int
) -> None:
    ledger, day = _played(story), FIRST_DAY + dt.timedelta(days=days)
    instant = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=known), dt.time(13), tzinfo=dt.UTC)

    for scope in _scopes(ledger):
        assert history.open_amounts(as_of=day, scope=scope, known_at=instant) == ledger.open_on(day, known_at=instant)


@EXAMPLES
@given(story=steps, days=st.integers(0, DAYS + 200))
def test_the_aging_of_a_day_equals_a_plain_one_and_its_buckets_partition_the_claims(
    db: None, story: list[tuple[str, int, int, int, int]], days: int
) -> None:
    ledger, day = _played(story), FIRST_DAY + dt.timedelta(days=days)

    for basis in ("due_date", "document_date"):
        for scope in _scopes(ledger):
            rows = history.aged(as_of=day, edges=builders.EDGES, scope=scope, basis=basis)
            found = {row.customer_id: row for row in rows}
            for customer in ledger.customers:
                row = found.get(customer.id)
                buckets = list(row.buckets_minor) if row else [0] * 6
                assert buckets == ledger.buckets_on(day, customer.id, basis=basis)
                assert (row.open_minor if row else 0) == sum(buckets)
                assert (row.unapplied_minor if row else 0) == ledger.credits_on(day, customer.id, "payment")
                assert (row.credit_memo_minor if row else 0) == ledger.credits_on(day, customer.id, "credit_memo")


@EXAMPLES
@given(story=steps, days=st.integers(0, DAYS))
def test_a_statement_and_the_aging_of_the_same_day_say_the_same(
    db: None, story: list[tuple[str, int, int, int, int]], days: int
) -> None:
    ledger, day = _played(story), FIRST_DAY + dt.timedelta(days=days)

    for customer in ledger.customers:
        made = statements(customer.id, as_of=day, today=day, edges=builders.EDGES, basis=AgingBasis.DUE_DATE)
        rows = history.aged(as_of=day, edges=builders.EDGES, scope=history.Scope(customer_ids=[customer.id]))
        assert [(one.currency, one.buckets_minor, one.credits_minor) for one in made] == [
            (row.currency, row.buckets_minor, row.unapplied_minor + row.credit_memo_minor) for row in rows
        ]


@EXAMPLES
@given(story=steps)
def test_no_item_was_ever_beyond_zero_or_its_original_on_any_day(
    db: None, story: list[tuple[str, int, int, int, int]]
) -> None:
    ledger = _played(story)

    for offset in range(DAYS):
        for item_id, minor in ledger.open_on(FIRST_DAY + dt.timedelta(days=offset)).items():
            original = ledger.items[item_id].original_minor
            assert min(0, original) <= minor <= max(0, original)


def test_an_act_dated_before_its_document_is_refused(db: None) -> None:
    ledger = new_ledger(name="BACK")
    ledger.today = TODAY
    payment = ledger.take_in(ledger.customers[0], "payment", 100, days_ago=10, terms_days=0)
    invoice = ledger.take_in(ledger.customers[0], "invoice", 100, days_ago=5, terms_days=30)

    refusal: Any = ledger.apply(payment.id, invoice.id, 100, days_ago=7)

    assert isinstance(refusal, Refusal)
    assert [reason.code for reason in refusal.reasons] == ["ledger.backdated"]
    assert invoice.number in str(refusal)


def test_an_act_dated_into_days_on_which_the_credit_was_used_is_refused(db: None) -> None:
    ledger = new_ledger(name="USED")
    ledger.today = TODAY
    payment = ledger.take_in(ledger.customers[0], "payment", 100, days_ago=30, terms_days=0)
    first = ledger.take_in(ledger.customers[0], "invoice", 100, days_ago=30, terms_days=30)
    second = ledger.take_in(ledger.customers[0], "invoice", 100, days_ago=30, terms_days=30)
    used = ledger.apply(payment.id, first.id, 100, days_ago=10)
    assert not isinstance(used, Refusal)
    ledger.take_back(used.id)

    # The payment is free again today, but on the days from the tenth to yesterday it paid the first invoice.
    assert isinstance(ledger.apply(payment.id, second.id, 100, days_ago=5), Refusal)
    assert not isinstance(ledger.apply(payment.id, second.id, 100), Refusal)
