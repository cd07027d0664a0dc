"""Whether a customer may be contacted now. Customer in Los Angeles, office in New York, hours 08:30 to 17:00."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.contact_rules import (
    Channel,
    ContactDecision,
    ContactFacts,
    Office,
    Stop,
    StopCause,
    TimeZoneError,
    decide_contact,
    local_time,
)
from creditdesk.domain.policy import default_policy

POLICY = default_policy().contact
EASTERN = ZoneInfo("America/New_York")
OFFICE = Office("America/New_York", Calendar(holidays=frozenset({date(2026, 6, 19)})))
WESTERN = ContactFacts("America/Los_Angeles")


def eastern(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in June 2026 on our clock."""
    return datetime(2026, 6, day, hour, minute, tzinfo=EASTERN)


def decided(facts: ContactFacts, now: datetime, channel: Channel = Channel.CALL) -> ContactDecision:
    return decide_contact(facts, channel=channel, now=now, office=OFFICE, policy=POLICY)


def test_S78_a_call_is_made_in_the_customers_hours() -> None:  # noqa: N802
    early = decided(WESTERN, eastern(2, 9, 30))
    assert not early.allowed
    assert str(early.reasons[0]) == "it is 06:30 for the customer; calls are from 08:30 to 17:00"
    assert early.earliest == eastern(2, 11, 30)
    assert decided(WESTERN, eastern(2, 16, 30)).allowed
    assert decided(WESTERN, eastern(5, 18)).allowed


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"), [(11, 29, False), (11, 30, True), (19, 59, True), (20, 0, False)]
)
def test_the_hours_include_their_first_minute_and_end_with_the_last(hour: int, minute: int, allowed: bool) -> None:
    assert decided(WESTERN, eastern(2, hour, minute)).allowed is allowed


def test_after_hours_on_friday_the_call_waits_for_monday_morning_there() -> None:
    late = decided(WESTERN, eastern(5, 21))
    assert late.earliest == eastern(8, 11, 30)


def test_no_call_on_the_customers_holiday() -> None:
    closed = replace(WESTERN, calendar=Calendar(holidays=frozenset({date(2026, 6, 2)})))
    decision = decided(closed, eastern(2, 13))
    assert str(decision.reasons[0]) == "2026-06-02 is no business day for the customer"
    assert decision.earliest == eastern(3, 11, 30)


def test_no_call_on_our_holiday() -> None:
    decision = decided(WESTERN, eastern(19, 13))
    assert str(decision.reasons[0]) == "2026-06-19 is no business day for us"
    assert decision.earliest == eastern(22, 11, 30)


def test_a_customer_in_the_far_east_is_called_when_our_monday_has_begun_too() -> None:
    tokyo = ContactFacts("Asia/Tokyo")
    sunday_evening = eastern(7, 20)
    decision = decided(tokyo, sunday_evening)
    assert str(decision.reasons[0]) == "2026-06-07 is no business day for us"
    assert decision.earliest == eastern(8, 0)


def test_the_clock_changes_with_the_season() -> None:
    winter = datetime(2026, 1, 12, 16, 30, tzinfo=UTC)
    assert f"{local_time(winter, time_zone='America/Los_Angeles'):%H:%M}" == "08:30"
    assert decided(WESTERN, winter).allowed


def test_one_conversation_a_day() -> None:
    spoken = replace(WESTERN, conversations=(date(2026, 6, 2),), attempts=(date(2026, 6, 2),))
    decision = decided(spoken, eastern(2, 13))
    assert str(decision.reasons[0]) == "conversations on 2026-06-02: 1; at most 1 a day"
    assert decision.earliest == eastern(3, 11, 30)


def test_three_attempts_in_seven_days() -> None:
    tried = replace(WESTERN, attempts=(date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)))
    decision = decided(tried, eastern(4, 13))
    assert str(decision.reasons[0]) == "attempts in the seven days to 2026-06-04: 3; at most 3"
    assert decision.earliest == eastern(8, 11, 30)


@pytest.mark.parametrize("cause", list(StopCause))
@pytest.mark.parametrize("channel", list(Channel))
def test_a_stop_blocks_every_channel_and_names_no_later_time(cause: StopCause, channel: Channel) -> None:
    decision = decided(replace(WESTERN, stops=(Stop(cause),)), eastern(2, 13), channel)
    assert (decision.allowed, decision.earliest) == (False, None)
    assert decision.reasons[0].code == f"contact.{cause}"


def test_an_opt_out_from_email_leaves_the_telephone() -> None:
    opted = replace(WESTERN, stops=(Stop(StopCause.OPT_OUT, frozenset({Channel.EMAIL})),))
    assert not decided(opted, eastern(2, 13), Channel.EMAIL).allowed
    assert decided(opted, eastern(2, 13)).allowed


def test_nobody_but_an_authorised_contact_is_spoken_to() -> None:
    assert not decided(replace(WESTERN, is_authorised_contact=False), eastern(2, 13)).allowed


def test_one_dunning_email_in_five_business_days() -> None:
    mailed = replace(WESTERN, last_dunning_email=date(2026, 6, 15))
    decision = decided(mailed, eastern(22, 9), Channel.EMAIL)
    # The 19th is a holiday, so the fifth business day after Monday the 15th is Tuesday the 23rd.
    assert decision.earliest == eastern(23, 0)
    assert str(decision.reasons[0]) == (
        "the last dunning e-mail went out on 2026-06-15; at most one in 5 business days"
    )
    assert decided(mailed, eastern(23, 9), Channel.EMAIL).allowed


def test_an_unknown_time_zone_is_named() -> None:
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(TimeZoneError, match="unknown time zone"):
            decided(ContactFacts(name), eastern(2, 13))


def test_a_time_without_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_time(datetime(2026, 6, 2, 13), time_zone="UTC")  # noqa: DTZ001
