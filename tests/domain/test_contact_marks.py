"""Whether a person may be reached: what he said holds for a channel, what failed for an address."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.contact_marks import (
    ChannelState,
    Mark,
    MarkKind,
    Person,
    barring_reasons,
    channel_state,
    failing_reasons,
    unfit_mark,
)
from creditdesk.domain.contact_rules import Channel, ContactFacts, Office, decide_contact
from creditdesk.domain.policy import default_policy

JUNE_1, JUNE_4, JUNE_9 = dt.date(2026, 6, 1), dt.date(2026, 6, 4), dt.date(2026, 6, 9)
CALL, EMAIL, LETTER = Channel.CALL, Channel.EMAIL, Channel.LETTER


def ann(*marks: Mark, **facts: object) -> Person:
    return Person(**{"name": "Ann", "phone": "1", "mobile": "2", "email": "ann@a.example", "marks": marks, **facts})  # type: ignore[arg-type]


def codes(person: Person, channel: Channel | None, on: dt.date = JUNE_9) -> list[str]:
    return [reason.code for reason in barring_reasons(person, channel=channel, on=on)]


def test_an_opt_out_bars_its_channel_from_its_day_on_and_no_other() -> None:
    person = ann(Mark(MarkKind.OPTED_OUT, EMAIL, JUNE_4, "said so"))
    assert codes(person, EMAIL, JUNE_1) == []
    assert codes(person, EMAIL, JUNE_4) == ["contact.opted_out"]
    assert codes(person, CALL) == []
    assert codes(person, None) == []


def test_an_opt_out_of_every_channel_bars_each_of_them_but_no_visit() -> None:
    person = ann(Mark(MarkKind.OPTED_OUT, None, JUNE_1, "letter"))
    assert [codes(person, one) for one in Channel] == [["contact.opted_out"]] * 3


def test_the_newest_word_of_the_person_counts_by_its_day_and_of_one_day_by_its_recording() -> None:
    out, back = Mark(MarkKind.OPTED_OUT, EMAIL, JUNE_4, "x"), Mark(MarkKind.CONSENTED, EMAIL, JUNE_9)
    assert channel_state(ann(out, back), EMAIL, on=JUNE_9)[0] is ChannelState.CONSENTED
    assert channel_state(ann(back, out), EMAIL, on=JUNE_9)[0] is ChannelState.CONSENTED
    again = Mark(MarkKind.OPTED_OUT, EMAIL, JUNE_9, "x")
    assert channel_state(ann(back, again), EMAIL, on=JUNE_9)[0] is ChannelState.OPTED_OUT


def test_an_attorney_bars_everything_until_it_is_cleared_for_all_channels() -> None:
    represented = Mark(MarkKind.REPRESENTED, None, JUNE_4, "letter of the attorney")
    consent = Mark(MarkKind.CONSENTED, EMAIL, JUNE_9)
    assert codes(ann(represented, consent), EMAIL) == ["contact.represented"]
    assert codes(ann(represented), None) == ["contact.represented"]
    assert codes(ann(represented, Mark(MarkKind.CLEARED, EMAIL, JUNE_9)), EMAIL) == ["contact.represented"]
    assert codes(ann(represented, Mark(MarkKind.CLEARED, None, JUNE_9)), EMAIL) == []


def test_a_bounce_bars_nothing_and_ends_with_the_address() -> None:
    bounced = Mark(MarkKind.FAILED, EMAIL, JUNE_4, address="ann@a.example")
    assert codes(ann(bounced), EMAIL) == []
    assert [one.code for one in failing_reasons(ann(bounced), channel=EMAIL, on=JUNE_9)] == ["contact.failed_email"]
    assert failing_reasons(ann(bounced, email="ann@b.example"), channel=EMAIL, on=JUNE_9) == ()
    # A file brings the old address back: it is known to fail.
    assert channel_state(ann(bounced), EMAIL, on=JUNE_9)[0] is ChannelState.FAILED


def test_calls_fail_where_no_number_is_left() -> None:
    first, second = (Mark(MarkKind.FAILED, CALL, JUNE_4, address=number) for number in "12")
    assert channel_state(ann(first), CALL, on=JUNE_9)[0] is ChannelState.OPEN
    assert channel_state(ann(first, second), CALL, on=JUNE_9)[0] is ChannelState.FAILED
    cleared = Mark(MarkKind.CLEARED, CALL, JUNE_9)
    assert channel_state(ann(first, second, cleared), CALL, on=JUNE_9)[0] is ChannelState.OPEN


def test_who_left_or_may_not_be_told_anything_is_barred_by_every_way() -> None:
    assert codes(ann(left_on=JUNE_4), None) == ["contact.left"]
    # On the last day itself somebody may have heard it from him.
    assert codes(ann(left_on=JUNE_9), CALL) == []
    assert codes(ann(is_authorised=False), LETTER) == ["contact.not_authorised"]
    assert codes(ann(do_not_contact=True), EMAIL) == ["contact.do_not_contact"]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark(MarkKind.CONSENTED, EMAIL, JUNE_9 + dt.timedelta(days=1)), "contact_mark.future"),
        (Mark(MarkKind.FAILED, None, JUNE_4), "contact_mark.channel"),
        (Mark(MarkKind.FAILED, CALL, JUNE_4, address="3"), "contact_mark.address"),
        (Mark(MarkKind.REPRESENTED, CALL, JUNE_4, "x"), "contact_mark.channel"),
        (Mark(MarkKind.OPTED_OUT, CALL, JUNE_4), "contact_mark.cause"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_with_its_reason(mark: Mark, code: str) -> None:
    assert [one.code for one in unfit_mark(mark, ann(), as_of=JUNE_9)] == [code]
    sound = Mark(MarkKind.OPTED_OUT, CALL, JUNE_4, "on the phone")
    assert unfit_mark(sound, ann(), as_of=JUNE_9) == ()


def test_the_contact_rules_ask_what_bars_the_person() -> None:
    barred = barring_reasons(ann(Mark(MarkKind.OPTED_OUT, CALL, JUNE_1, "x")), channel=CALL, on=JUNE_9)
    facts = ContactFacts(time_zone="America/New_York", barred=barred)
    office = Office("America/New_York", Calendar())
    at = dt.datetime(2026, 6, 9, 15, 0, tzinfo=dt.UTC)
    decision = decide_contact(facts, channel=CALL, now=at, office=office, policy=default_policy().contact)
    assert (decision.allowed, decision.reasons, decision.earliest) == (False, barred, None)


marks = st.lists(
    st.builds(
        Mark,
        kind=st.sampled_from(MarkKind),
        channel=st.sampled_from([None, *Channel]),
        day=st.dates(dt.date(2026, 5, 1), dt.date(2026, 6, 30)),
        address=st.sampled_from(["", "1", "2", "ann@a.example"]),
    ),
    max_size=8,
)


@given(marks)
def test_clearing_everything_opens_every_channel(recorded: list[Mark]) -> None:
    last = dt.date(2026, 6, 30)
    person = ann(*recorded, Mark(MarkKind.CLEARED, None, last))
    for channel in Channel:
        assert barring_reasons(person, channel=channel, on=last) == ()
        assert channel_state(person, channel, on=last)[0] is ChannelState.OPEN


@given(marks, st.dates(dt.date(2026, 5, 1), dt.date(2026, 6, 30)))
def test_what_is_recorded_for_a_later_day_changes_nothing_before_it(recorded: list[Mark], day: dt.date) -> None:
    until = [one for one in recorded if one.day <= day]
    for channel in Channel:
        both = [barring_reasons(ann(*some), channel=channel, on=day) for some in (recorded, until)]
        assert both[0] == both[1]
