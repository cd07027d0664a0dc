"""Times of day as people type them."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.clock_times import TimeError, typed_time


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9", 9, 0),
        ("9:30", 9, 30),
        ("930", 9, 30),
        ("0930", 9, 30),
        ("14:05", 14, 5),
        ("14.05", 14, 5),
        ("14h", 14, 0),
        ("14h30", 14, 30),
        ("2pm", 14, 0),
        ("2:15 pm", 14, 15),
        ("12am", 0, 0),
        ("12 PM", 12, 0),
        ("0:00", 0, 0),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, hour: int, minute: int) -> None:
    assert typed_time(typed) == dt.time(hour, minute)


@pytest.mark.parametrize(
    "typed", ["", "25", "9:60", "13pm", "0am", "soon", "9:3", "12345", "9" * 21, "9:30:15", "٩:٣٠"]
)
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(TimeError, match="type for example 9:30"):
        typed_time(typed)


@given(st.times())
def test_a_time_as_it_is_written_is_read_again(time: dt.time) -> None:
    assert typed_time(f"{time:%H:%M}") == time.replace(second=0, microsecond=0)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with contextlib.suppress(TimeError):
        assert isinstance(typed_time(text), dt.time)
