"""The exception list: more than 30 days past due and nothing dated that happens next. On 2026-06-30."""

from datetime import date

import pytest

from creditdesk.domain.exceptions import ItemFacts, exception_for, list_exceptions
from creditdesk.domain.reasons import Reason

AS_OF = date(2026, 6, 30)
SINCE = date(2026, 6, 27)
DAY_31 = date(2026, 5, 30)


def reason_for(item: ItemFacts) -> Reason | None:
    return exception_for(item, as_of=AS_OF, days_past_due_gt=30, planned_since=SINCE)


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
        ItemFacts("in a payment plan", DAY_31, has_plan=True),
        ItemFacts("disputed", DAY_31, is_disputed=True),
    ],
    ids=lambda item: item.reference,
)
def test_an_item_with_something_planned_is_not_listed(item: ItemFacts) -> None:
    assert reason_for(item) is None


def test_the_longest_past_due_stands_first() -> None:
    items = [ItemFacts("young", DAY_31), ItemFacts("old", date(2026, 1, 1)), ItemFacts("not yet", AS_OF)]
    listed = list_exceptions(items, as_of=AS_OF, days_past_due_gt=30, planned_since=SINCE)
    assert [(found.item.reference, found.days_past_due) for found in listed] == [("old", 180), ("young", 31)]
