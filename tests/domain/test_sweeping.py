"""Which small rests the policy lets be swept: never beyond a limit, a share or the customer's cap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.sweeping import Rest, choose

TODAY = date(2026, 6, 15)
LIMITS = SmallDifferenceLimits(10_00, Decimal("0.5"), 100_00, 30)


def rest(number: int = 1, *, original: int = 2_000_00, left: int = 10_00, late: int = 10, **facts: object) -> Rest:
    due = TODAY - timedelta(days=late)
    return Rest(number, f"INV {number}", "USD", original, left, due, **facts)  # type: ignore[arg-type]


def codes(*rests: Rest, cleared: int = 0) -> list[str]:
    return [one.why.code for one in choose(rests, cleared_minor=cleared, limits=LIMITS, as_of=TODAY)]


def test_a_rest_is_swept_within_the_amount_and_the_share_of_its_document() -> None:
    assert codes(rest()) == ["small_difference.cleared"]
    assert codes(rest(left=10_01, original=9_000_00)) == ["small_difference.limit"]
    assert codes(rest(original=1_990_00)) == ["small_difference.limit"]


def test_what_is_whole_or_disputed_or_not_due_or_asked_for_stays() -> None:
    assert codes(rest(original=8_00, left=8_00)) == ["sweep.whole"]
    assert codes(rest(disputed_minor=1)) == ["sweep.disputed"]
    assert codes(rest(late=0)) == ["sweep.not_due"]
    assert codes(rest(spoken_for=True)) == ["sweep.asked"]


def test_the_cap_of_the_customer_takes_the_oldest_first() -> None:
    old, new = rest(2, late=20), rest(1, late=10)
    found = choose([new, old], cleared_minor=85_00, limits=LIMITS, as_of=TODAY)
    assert [(one.rest.item_id, one.swept) for one in found] == [(2, True), (1, False)]
    assert found[1].why.code == "small_difference.cap"


_rests = st.lists(
    st.builds(
        lambda number, original, left, late, disputed, asked: Rest(
            number,
            str(number),
            "USD",
            original,
            min(left, original),
            TODAY - timedelta(days=late),
            disputed_minor=disputed,
            spoken_for=asked,
        ),
        st.integers(1, 10**6),
        st.integers(1, 10**7),
        st.integers(-5_00, 20_00),
        st.integers(-5, 400),
        st.sampled_from([0, 0, 0, 1]),
        st.booleans(),
    ),
    max_size=40,
    unique_by=lambda one: one.item_id,
)


@given(rests=_rests, cleared=st.integers(0, 120_00))
def test_whatever_waits_no_limit_is_passed_and_no_credit_is_swept(rests: list[Rest], cleared: int) -> None:
    found = choose(rests, cleared_minor=cleared, limits=LIMITS, as_of=TODAY)
    assert len(found) == len(rests)
    swept = [one.rest for one in found if one.swept]
    assert sum(one.open_minor for one in swept) <= max(0, LIMITS.cap_minor - cleared)
    for one in swept:
        assert 0 < one.open_minor <= LIMITS.max_minor and one.open_minor * 200 <= one.original_minor + 100
        assert one.open_minor < one.original_minor and one.due_date < TODAY
        assert not one.disputed_minor and not one.spoken_for
