"""Aging: bucket edges, the basis, credits beside the buckets, and that buckets partition what is owed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.aging import AgingBasis, Buckets, age, aged_from, is_dunnable
from creditdesk.domain.open_item import ItemKind, OpenItem, days_past_due

BUCKETS = Buckets((0, 30, 60, 90, 120))
AS_OF = date(2026, 10, 5)


def item(
    open_minor: int,
    *,
    days: int = 0,
    currency: str = "USD",
    kind: ItemKind = ItemKind.INVOICE,
    extended: date | None = None,
) -> OpenItem:
    due = AS_OF - timedelta(days=days)
    return OpenItem(1, "NORTH", kind, currency, open_minor, open_minor, due - timedelta(days=30), due, extended)


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (-40, "not due"),
        (0, "not due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-120"),
        (120, "91-120"),
        (121, "120+"),
        (4000, "120+"),
    ],
)
def test_the_edge_day_belongs_to_the_bucket_that_it_ends(days: int, label: str) -> None:
    assert BUCKETS.labels[BUCKETS.index(days)] == label


@given(st.integers(-400, 400))
def test_the_days_of_a_bucket_hold_what_its_index_says(days: int) -> None:
    low, high = BUCKETS.days(BUCKETS.index(days))
    assert low is None or low <= days
    assert high is None or days <= high


def test_other_edges_make_other_buckets() -> None:
    weekly = Buckets((0, 7, 14))
    assert weekly.labels == ("not due", "1-7", "8-14", "14+")
    assert [weekly.index(days) for days in (0, 7, 8, 14, 15)] == [0, 1, 2, 2, 3]
    assert Buckets((0,)).labels == ("not due", "0+")


@pytest.mark.parametrize("edges", [(), (30, 60), (0, 60, 30), (0, 30, 30), (-5, 0)])
def test_edges_that_make_no_buckets_are_refused(edges: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        Buckets(edges)


@pytest.mark.parametrize(
    ("as_of", "next_date"),
    [
        (date(2026, 6, 1), date(2026, 7, 1)),
        (date(2026, 6, 30), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 7, 31)),
        (date(2026, 7, 30), date(2026, 7, 31)),
        (date(2026, 7, 31), date(2026, 8, 30)),
        (date(2026, 10, 28), date(2026, 10, 29)),
        (date(2026, 10, 29), None),
    ],
)
def test_an_item_due_on_june_30_changes_bucket_on_these_days(as_of: date, next_date: date | None) -> None:
    assert BUCKETS.next_edge(date(2026, 6, 30), as_of=as_of) == next_date


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_next_edge_is_the_first_day_in_another_bucket(due: date, as_of: date) -> None:
    def bucket_on(day: date) -> int:
        return BUCKETS.index(days_past_due(due, as_of=day))

    edge = BUCKETS.next_edge(due, as_of=as_of)
    if edge is None:
        assert bucket_on(as_of) == len(BUCKETS.labels) - 1
    else:
        assert edge > as_of
        assert bucket_on(edge) == bucket_on(as_of) + 1
        assert bucket_on(edge - timedelta(days=1)) == bucket_on(as_of)


def test_credits_and_unapplied_cash_stand_beside_the_buckets() -> None:
    items = [
        item(100_00, days=-3),
        item(200_00, days=45),
        item(-70_00, days=45, kind=ItemKind.CREDIT_MEMO),
        item(-30_00, days=45, kind=ItemKind.PAYMENT),
    ]
    aging = age(items, as_of=AS_OF, buckets=BUCKETS)["USD"]
    assert aging.buckets_minor == (100_00, 0, 200_00, 0, 0, 0)
    assert (aging.credits_minor, aging.unapplied_minor) == (-70_00, -30_00)
    assert (aging.debits_minor, aging.past_due_minor, aging.net_minor) == (300_00, 200_00, 200_00)


def test_currencies_are_aged_apart() -> None:
    aging = age([item(1, currency="USD"), item(2, currency="CAD", days=1)], as_of=AS_OF, buckets=BUCKETS)
    assert list(aging) == ["CAD", "USD"]
    assert aging["CAD"].past_due_minor == 2
    assert aging["USD"].past_due_minor == 0


def test_age_counts_from_the_date_that_the_purpose_asks_for() -> None:
    extended = item(100_00, days=10, extended=date(2026, 12, 1))
    assert aged_from(extended, basis=AgingBasis.DUE_DATE) == date(2026, 9, 25)
    assert aged_from(extended, basis=AgingBasis.DOCUMENT_DATE) == date(2026, 8, 26)
    assert aged_from(extended, basis=AgingBasis.EXTENDED_DATE) == date(2026, 12, 1)
    assert aged_from(item(1, days=10), basis=AgingBasis.EXTENDED_DATE) == date(2026, 9, 25)

    def bucket(basis: AgingBasis) -> tuple[int, ...]:
        return age([extended], as_of=AS_OF, buckets=BUCKETS, basis=basis)["USD"].buckets_minor

    assert bucket(AgingBasis.DUE_DATE)[1] == 100_00
    assert bucket(AgingBasis.DOCUMENT_DATE)[2] == 100_00
    assert bucket(AgingBasis.EXTENDED_DATE)[0] == 100_00


ITEMS = st.lists(
    st.builds(
        item,
        st.integers(-(10**12), 10**12),
        days=st.integers(-400, 400),
        currency=st.sampled_from(["USD", "CAD"]),
        kind=st.sampled_from(ItemKind),
    ),
    max_size=30,
)


@given(ITEMS, st.sampled_from(AgingBasis))
def test_buckets_partition_what_is_owed_and_nothing_is_lost(items: list[OpenItem], basis: AgingBasis) -> None:
    aging = age(items, as_of=AS_OF, buckets=BUCKETS, basis=basis)
    for currency in {item.currency for item in items}:
        opens = [item.open_minor for item in items if item.currency == currency]
        assert aging[currency].debits_minor == sum(amount for amount in opens if amount > 0)
        assert aging[currency].credits_minor + aging[currency].unapplied_minor == sum(a for a in opens if a < 0)
        assert aging[currency].net_minor == sum(opens)
        assert all(amount >= 0 for amount in aging[currency].buckets_minor)


@pytest.mark.parametrize(("days", "grace", "dunned"), [(3, 3, False), (4, 3, True), (1, 0, True), (0, 0, False)])
def test_an_item_is_dunned_only_after_its_grace(days: int, grace: int, dunned: bool) -> None:
    assert is_dunnable(days, grace_days=grace) is dunned
