"""The exception list: more than 30 days past due and nothing dated that happens next. On 2026-06-30."""

from datetime import date

import pytest

from creditdesk.domain.exceptions import (
    Horizon,
    ItemFacts,
    LateItem,
    StandingPromise,
    exception_for,
    list_exceptions,
    promised_in_part,
    uncovered_by,
)
from creditdesk.domain.reasons import Reason

AS_OF = date(2026, 6, 30)
SINCE, UNTIL = date(2026, 6, 27), date(2026, 7, 30)
HORIZON = Horizon(SINCE, UNTIL, most_ahead=30)
DAY_31 = date(2026, 5, 30)


def reason_for(item: ItemFacts) -> Reason | None:
    return exception_for(item, as_of=AS_OF, days_past_due_gt=30, horizon=HORIZON)


def test_thirty_days_are_not_more_than_thirty() -> None:
    assert reason_for(ItemFacts("A", date(2026, 5, 31))) is None


def test_thirty_one_days_with_nothing_planned_are_listed_with_the_reason() -> None:
    expected = "B is 31 days past due; no promise, plan, dispute or dated next action"
    assert str(reason_for(ItemFacts("B", DAY_31))) == expected


def test_a_tickler_without_date_is_no_plan() -> None:
    expected = "D is 31 days past due; its next action has no date"
    assert str(reason_for(ItemFacts("D", DAY_31, has_tickler=True))) == expected


def test_a_tickler_that_went_to_the_supervisor_is_no_plan() -> None:
    item = ItemFacts("E", DAY_31, has_tickler=True, tickler_date=date(2026, 6, 26))
    assert str(reason_for(item)) == "E is 31 days past due; its next action was due 2026-06-26 and is not done"


@pytest.mark.parametrize(
    "item",
    [
        ItemFacts("with a tickler that stands", DAY_31, has_tickler=True, tickler_date=SINCE),
        ItemFacts("with a promise", DAY_31, promise_date=date(2026, 7, 2)),
        ItemFacts("with a tickler on the last day that counts", DAY_31, has_tickler=True, tickler_date=UNTIL),
        ItemFacts("accepted by the supervisor", DAY_31, accepted_until=AS_OF),
        ItemFacts("in a payment plan", DAY_31, has_plan=True),
        ItemFacts("disputed", DAY_31, is_disputed=True),
    ],
    ids=lambda item: item.reference,
)
def test_an_item_with_something_planned_is_not_listed(item: ItemFacts) -> None:
    assert reason_for(item) is None


def test_the_longest_past_due_stands_first() -> None:
    items = [ItemFacts("young", DAY_31), ItemFacts("old", date(2026, 1, 1)), ItemFacts("not yet", AS_OF)]
    listed = list_exceptions(items, as_of=AS_OF, days_past_due_gt=30, horizon=HORIZON)
    assert [(found.item.reference, found.days_past_due) for found in listed] == [("old", 180), ("young", 31)]


def test_a_tickler_further_ahead_than_the_policy_allows_is_no_plan() -> None:
    item = ItemFacts("F", DAY_31, has_tickler=True, tickler_date=date(2100, 1, 1))
    expected = "F is 31 days past due; its next action is on 2100-01-01, more than 30 days ahead"
    assert str(reason_for(item)) == expected


def test_a_promise_too_far_ahead_is_no_plan() -> None:
    item = ItemFacts("G", DAY_31, far_promise_date=date(2099, 1, 1))
    assert str(reason_for(item)) == "G is 31 days past due; the promise for 2099-01-01 is too far ahead to count"


def test_what_a_supervisor_accepted_is_listed_again_when_the_time_is_over() -> None:
    assert reason_for(ItemFacts("H", DAY_31, accepted_until=date(2026, 6, 29))) is not None


def late(number: int, *, minor: int, day: date = DAY_31) -> LateItem:
    return LateItem(number, f"INV {number}", day, minor)


def promise(number: int, *, minor: int, items: tuple[int, ...] = ()) -> StandingPromise:
    return StandingPromise(number, minor, minor, date(2026, 7, 2), frozenset(items))


def rests(promises: list[StandingPromise], items: list[LateItem]) -> dict[int, int]:
    return {one.item.id: one.rest_minor for one in uncovered_by(promises, items)}


def test_a_promise_covers_its_items_oldest_first_up_to_its_amount() -> None:
    items = [late(1, minor=100), late(2, minor=100, day=date(2026, 5, 1)), late(3, minor=100)]
    assert rests([promise(1, minor=150)], items) == {1: 50, 3: 100}
    assert rests([promise(1, minor=150, items=(1, 3))], items) == {3: 50}
    assert rests([promise(1, minor=300)], items) == {}


def test_promises_that_stand_side_by_side_cover_together() -> None:
    assert rests([promise(1, minor=70), promise(2, minor=20)], [late(1, minor=100)]) == {1: 10}
    one_by_item = [promise(1, minor=100), promise(2, minor=100, items=(2,))]
    assert rests(one_by_item, [late(1, minor=100), late(2, minor=100)]) == {}
    by_item = [promise(1, minor=100, items=(1,)), promise(2, minor=40, items=(2,))]
    assert rests(by_item, [late(1, minor=100), late(2, minor=100)]) == {2: 60}


def test_the_reason_says_how_much_the_promise_leaves() -> None:
    uncovered = uncovered_by([promise(1, minor=1)], [late(1, minor=5_000_00)])
    expected = "INV 1 is 31 days past due; the promise of 0.01 USD for 2026-07-02 leaves 4,999.99 USD unplanned"
    assert str(promised_in_part(uncovered, currency="USD", as_of=AS_OF)) == expected
