"""What to speak of in a call, in order, with the figures that it comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.policy import default_policy
from creditdesk.domain.talking_points import (
    Broken,
    CallFacts,
    LastTalk,
    Spoken,
    TalkingPoint,
    Topic,
    spoken_of,
    talking_points,
)

TODAY = date(2026, 6, 15)
POLICY = default_policy().calls
OLD = Spoken(1, "INV-1", 500_00, 0, date(2026, 5, 1))
NEWER = Spoken(2, "INV-2", 300_00, 100_00, date(2026, 6, 1))
COMING = Spoken(3, "INV-3", 900_00, 0, date(2026, 7, 1), discount_date=date(2026, 6, 18))
SOON = Spoken(5, "DED-2", 60_00, 0, date(2026, 5, 5), is_deduction=True, answer_by=date(2026, 6, 19))
TAKEN = Spoken(4, "DED-1", 40_00, 0, date(2026, 5, 5), is_deduction=True)
FULL = CallFacts(
    currency="USD",
    past_due_minor=700_00,
    past_due_items=2,
    items=(OLD, TAKEN, NEWER, COMING),
    broken=(Broken(9, 500_00, 120_00, date(2026, 6, 12)), Broken(8, 500_00, 0, date(2026, 5, 20))),
    unapplied_minor=250_00,
    last_talk=LastTalk(date(2026, 6, 10), "Ann Payable", "spoke"),
    on_hold=True,
    over_limit_minor=75_00,
)

RETURNED = replace(FULL, certified_until=date(2026, 10, 15))


def points(facts: CallFacts = FULL) -> tuple[TalkingPoint, ...]:
    return talking_points(facts, as_of=TODAY, policy=POLICY)


def test_the_points_come_in_their_order_from_the_broken_promise_to_the_hold() -> None:
    assert [point.topic for point in points(RETURNED)] == list(Topic)


def test_after_a_returned_payment_only_certified_funds_are_asked_for_until_a_day() -> None:
    said = [str(point.say) for point in points(RETURNED) if point.topic is Topic.CERTIFIED_FUNDS]
    assert said == ["a payment came back: only certified funds until 2026-10-15"]
    assert Topic.CERTIFIED_FUNDS not in {point.topic for point in points()}


def test_each_says_what_it_is_about() -> None:
    assert [str(point.say) for point in points()] == [
        "promised 500.00 USD for 2026-06-12, 120.00 USD came",
        "700.00 USD is past due and not disputed, the oldest for 45 days",
        "he disputes 100.00 USD on 1 items: say how it stands",
        "250.00 USD came that is not applied: ask what it pays",
        "he withheld 40.00 USD in 1 deductions: ask for his reason and his papers",
        "spoken to Ann Payable on 2026-06-10, 5 days ago: spoke",
        "a discount on 1 items can still be earned, the first until 2026-06-18",
        "the account is on credit hold: orders wait until it is paid",
    ]


def test_each_answers_why_with_its_figures() -> None:
    broken, past_due, disputed, unapplied, *_, hold = points()
    assert [str(figure) for figure in broken.figures] == [
        "500.00 USD for 2026-06-12: 380.00 USD did not come",
        "500.00 USD for 2026-05-20: 500.00 USD did not come",
    ]
    assert [str(figure) for figure in past_due.figures] == [
        "INV-1: 500.00 USD, due 2026-05-01, 45 days late",
        "INV-2: 200.00 USD, due 2026-06-01, 14 days late",
    ]
    assert past_due.item_ids == (1, 2)
    assert str(disputed.figures[0]) == "INV-2: 100.00 USD of 300.00 USD is disputed"
    assert str(unapplied.figures[0]) == "if it pays what is past due, 450.00 USD is left of it"
    assert str(hold.figures[0]) == "75.00 USD above the credit limit"


def test_of_many_items_the_oldest_are_named_and_the_others_counted() -> None:
    many = tuple(Spoken(n, f"INV-{n}", 100_00, 0, TODAY - timedelta(days=n)) for n in range(1, 9))
    (point,) = points(CallFacts("USD", 800_00, 8, items=many))
    assert point.item_ids == (8, 7, 6)
    assert str(point.figures[-1]) == "and 5 more that are past due"


def test_a_discount_that_is_over_or_far_off_is_not_spoken_of() -> None:
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=6)):
        assert points(CallFacts("USD", 0, 0, items=(replace(COMING, discount_date=day),))) == ()
    assert points(CallFacts("USD", 0, 0, items=(replace(COMING, discount_date=TODAY),)))


def test_with_nothing_the_matter_there_is_nothing_to_speak_of() -> None:
    assert points(CallFacts("USD", 0, 0)) == ()


def test_what_is_past_due_and_not_wholly_contested_is_chosen_beforehand() -> None:
    contested = replace(OLD, id=7, disputed_minor=500_00)
    assert spoken_of((OLD, NEWER, COMING, TAKEN, contested), as_of=TODAY) == (1, 2)


ITEMS = st.lists(
    st.builds(
        lambda number, minor, share, days, deduction: Spoken(
            number, f"I{number}", minor, minor * share // 100, TODAY - timedelta(days=days), deduction
        ),
        number=st.integers(1, 10_000),
        minor=st.integers(1, 10**9),
        share=st.integers(0, 100),
        days=st.integers(-60, 200),
        deduction=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(ITEMS, st.integers(0, 10**9))
def test_points_are_in_order_name_items_of_the_account_only_and_never_ask_for_what_is_disputed(
    items: list[Spoken], unapplied: int
) -> None:
    late = [one for one in items if one.id in spoken_of(items, as_of=TODAY)]
    asked = sum(one.collectable_minor for one in late)
    found = points(CallFacts("USD", asked, len(late), items=items, unapplied_minor=unapplied))
    order = [list(Topic).index(point.topic) for point in found]
    assert order == sorted(set(order))
    by_id = {one.id: one for one in items}
    for point in found:
        assert all(key in by_id for key in point.item_ids)
        if point.topic is Topic.PAST_DUE:
            assert all(by_id[key].collectable_minor > 0 for key in point.item_ids)


def test_a_deduction_says_until_when_it_is_answered_in_time() -> None:
    facts = CallFacts(currency="USD", past_due_minor=0, past_due_items=0, items=(TAKEN, SOON))
    (point,) = (one for one in talking_points(facts, as_of=TODAY, policy=POLICY) if one.topic is Topic.DEDUCTIONS)
    assert [str(one) for one in point.figures] == [
        "DED-1: 40.00 USD",
        "DED-2: 60.00 USD, to be answered by 2026-06-19",
    ]
    over = replace(SOON, answer_by=date(2026, 6, 1))
    facts = replace(facts, items=(over,))
    (point,) = (one for one in talking_points(facts, as_of=TODAY, policy=POLICY) if one.topic is Topic.DEDUCTIONS)
    assert [str(one) for one in point.figures] == ["DED-2: 60.00 USD"]
