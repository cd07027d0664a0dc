"""The public set of payments and invoices, a part of it: what would post itself is right. Skipped where it is absent.

The whole of it, scored as its paper does, is `python -m benchmarks.cash_matching` (docs/benchmarks.md).
"""

from __future__ import annotations

import pytest

from benchmarks.cash_matching import DOWNLOADS, Benchmark, assign, belongs, folder_of, load, pairs

FOLDER = folder_of([])

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (FOLDER / DOWNLOADS / "single").is_dir(), reason="the public set is not on this machine"),
]


@pytest.fixture(scope="module")
def bench() -> Benchmark:
    """The set with one error a payment at most, from the wide table."""
    return load(FOLDER, mode="single", tables=False)


def test_against_all_items_nothing_posts_itself_wrongly_and_most_of_it_does(bench: Benchmark) -> None:
    some = set(sorted(bench.payments)[::12])
    part = Benchmark(bench.items, {each: bench.payments[each] for each in some}, bench.customers, bench.truths)
    found = assign(part, learning=True)
    assert found.posted.precision >= 0.999
    assert found.posted_payments >= 0.7 * len(some)
    assert found.proposed.f1 >= 0.99


def test_of_pairs_it_tells_those_that_belong_together(bench: Benchmark) -> None:
    some = [each for place, each in enumerate(pairs(bench)) if place % 40 == 0]
    right = sum(belongs(bench, item_id, payment_id) is true for _, item_id, payment_id, true in some)
    assert right >= 0.99 * len(some)


def test_tables_joined_by_their_keys_are_the_wide_table(bench: Benchmark) -> None:
    joined = load(FOLDER, mode="single", tables=True)
    assert joined.payments == bench.payments
    assert {each: item.numbers for each, item in joined.items.items()} == {
        each: item.numbers for each, item in bench.items.items()
    }
