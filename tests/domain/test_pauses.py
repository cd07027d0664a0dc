"""When a strategy rests: for a promise, a dispute, a reply, or because a person says so. docs/rules/strategy.md."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.pauses import Pause, PauseFacts, pause_of
from creditdesk.domain.policy import PolicyDocument, default_policy

POLICY = default_policy()
CALENDAR = POLICY.company_calendar
TUESDAY = date(2026, 6, 2)
OWED = PauseFacts(collectable_minor=1_000_00)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def pause(facts: PauseFacts, as_of: date, policy: PolicyDocument = POLICY) -> Pause | None:
    return pause_of(facts, as_of=as_of, policy=policy, calendar=CALENDAR)


def under(**pauses: object) -> PolicyDocument:
    strategies = POLICY.strategies.model_copy(update={"pauses": POLICY.strategies.pauses.model_copy(update=pauses)})
    return POLICY.model_copy(update={"strategies": strategies})


def test_an_account_without_a_cause_does_not_rest() -> None:
    assert pause(OWED, TUESDAY) is None


def test_a_disputed_item_lets_it_rest_for_five_business_days() -> None:
    facts = replace(OWED, disputed_on=TUESDAY)
    found = pause(facts, TUESDAY)
    assert found is not None
    assert str(found.reason) == "an item was disputed on 2026-06-02: the strategy rests until 2026-06-09"
    assert pause(facts, date(2026, 6, 8)) == found
    assert pause(facts, date(2026, 6, 9)) is None


def test_a_reply_lets_it_rest_for_three_business_days() -> None:
    found = pause(replace(OWED, replied_on=date(2026, 6, 4)), date(2026, 6, 5))  # Thursday
    assert found is not None and found.until == date(2026, 6, 9)


def test_a_promise_lets_it_rest_until_it_is_kept_or_broken() -> None:
    facts = replace(OWED, promised_minor=1_000_00, promised_for=date(2026, 6, 5))  # Friday, two days of grace
    found = pause(facts, TUESDAY)
    assert found is not None and found.is_promise and found.until == date(2026, 6, 10)
    assert pause(facts, date(2026, 6, 9)) is not None
    assert pause(facts, date(2026, 6, 10)) is None


@pytest.mark.parametrize(("percent", "minor", "rests"), [(0, 1, True), (50, 499_99, False), (50, 500_00, True)])
def test_the_policy_says_which_share_a_promise_must_cover(percent: int, minor: int, rests: bool) -> None:
    facts = replace(OWED, promised_minor=minor, promised_for=date(2026, 6, 5))
    assert (pause(facts, TUESDAY, under(promised_pct=Decimal(percent))) is not None) is rests


def test_a_policy_may_let_nothing_rest() -> None:
    never = under(while_promised=False, after_dispute_business_days=0, after_reply_business_days=0)
    facts = replace(OWED, promised_minor=1, promised_for=TUESDAY, disputed_on=TUESDAY, replied_on=TUESDAY)
    assert pause(facts, TUESDAY, never) is None


def test_a_person_lets_it_rest_to_a_business_day_and_says_why() -> None:
    facts = replace(OWED, by_hand_until=date(2026, 6, 13), by_hand_reason="their controller is on leave")  # Saturday
    found = pause(facts, TUESDAY)
    assert found is not None and found.until == date(2026, 6, 15)
    assert str(found.reason) == "the strategy rests until 2026-06-15: their controller is on leave"


@given(
    facts=st.builds(
        PauseFacts,
        collectable_minor=st.integers(1, 10**9),
        promised_minor=st.integers(0, 10**9),
        promised_for=st.none() | days,
        disputed_on=st.none() | days,
        replied_on=st.none() | days,
        by_hand_until=st.none() | days,
    ),
    as_of=days,
)
def test_what_lasts_longest_counts_and_it_goes_on_at_a_business_day(facts: PauseFacts, as_of: date) -> None:
    found = pause(facts, as_of)
    parts = ("disputed_on", "replied_on", "by_hand_until", "promised_for")
    alone = [
        one.until
        for name in parts
        if (one := pause(replace(facts, **dict.fromkeys(parts) | {name: getattr(facts, name)}), as_of)) is not None  # type: ignore[arg-type]
    ]
    assert (found and found.until) == max(alone, default=None)
    if found is not None:
        assert as_of < found.until and CALENDAR.is_business_day(found.until)
        assert pause(facts, found.until - timedelta(days=1)) is not None
        assert pause(facts, found.until) is None
