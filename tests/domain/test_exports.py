"""How many lists one person may take out within an hour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.exports import never_markup, next_possible

NOON = dt.datetime(2026, 6, 15, 12, 0, tzinfo=dt.UTC)


def minutes_ago(*minutes: int) -> list[dt.datetime]:
    return [NOON - dt.timedelta(minutes=each) for each in minutes]


def test_below_the_limit_the_next_list_may_be_taken_now() -> None:
    assert next_possible([], limit=1, at=NOON) is None
    assert next_possible(minutes_ago(1, 30), limit=3, at=NOON) is None


def test_at_the_limit_the_next_is_possible_an_hour_after_the_oldest_that_counts() -> None:
    assert next_possible(minutes_ago(40, 10, 20), limit=3, at=NOON) == NOON + dt.timedelta(minutes=20)


def test_what_is_an_hour_old_counts_no_more() -> None:
    assert next_possible(minutes_ago(60, 59), limit=2, at=NOON) is None


def test_after_the_limit_was_lowered_the_newest_count() -> None:
    assert next_possible(minutes_ago(50, 40, 30), limit=1, at=NOON) == NOON + dt.timedelta(minutes=30)


@given(st.lists(st.integers(0, 300), max_size=60), st.integers(1, 10))
def test_whenever_lists_are_asked_for_no_hour_holds_more_than_the_limit(asked: list[int], limit: int) -> None:
    taken: list[dt.datetime] = []
    for minute in sorted(asked):
        at = NOON + dt.timedelta(minutes=minute)
        following = next_possible(taken, limit=limit, at=at)
        if following is None:
            taken.append(at)
        else:
            assert at < following <= at + dt.timedelta(hours=1)
    for began in taken:
        assert sum(began <= each < began + dt.timedelta(hours=1) for each in taken) <= limit


def test_a_text_that_reads_like_markup_of_a_workbook_is_a_text() -> None:
    assert never_markup("<r><t>x</t></r>") == "<r><t>x</t></r> "
    assert never_markup("<r>ed label") == "<r>ed label"
