"""A call of ours against the contact rules: refused as long as nobody says why it was made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calls import decide_recorded_call, may_record_breach
from creditdesk.domain.contact_rules import ContactDecision
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

HOURS = Reason("contact.hours", "it is %(time)s for the customer", {"time": "06:30"})
EARLY = ContactDecision(False, (HOURS,), datetime(2026, 6, 2, 15, 30, tzinfo=UTC))
FREE = ContactDecision(True, (), datetime(2026, 6, 2, 15, 30, tzinfo=UTC))
EASTERN = "America/New_York"


def test_a_call_that_the_rules_allow_is_recorded_and_no_breach_whatever_is_said_of_it() -> None:
    decided = decide_recorded_call(FREE, why="just so", role=Role.REP, breach_from=Level.REP, ours=EASTERN)
    assert decided.allowed and decided.breach == ()


def test_a_call_against_the_rules_is_refused_with_every_reason_and_the_earliest_time_on_our_clock() -> None:
    decided = decide_recorded_call(EARLY, why=" ", role=Role.REP, breach_from=Level.REP, ours=EASTERN)
    assert not decided.allowed
    assert [reason.code for reason in decided.reasons] == ["contact.hours", "call.earliest", "call.outside_rules"]
    assert str(decided.reasons[1]) == "a call is allowed from 2026-06-02, 11:30 our time"


def test_whoever_says_why_records_what_happened_as_a_breach() -> None:
    decided = decide_recorded_call(EARLY, why="he asked for it", role=Role.REP, breach_from=Level.REP, ours=EASTERN)
    assert decided.allowed and decided.breach == (HOURS,)


def test_the_policy_says_from_which_level_on() -> None:
    decided = decide_recorded_call(EARLY, why="so", role=Role.REP, breach_from=Level.SUPERVISOR, ours=EASTERN)
    assert not decided.allowed
    assert str(decided.reasons[-1]) == (
        "a call against the contact rules is recorded from the level of a supervisor on"
    )


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.REP, False), (Role.CASH_APPLICATOR, False), (Role.SUPERVISOR, True), (Role.CONTROLLER, True)],
)
def test_a_role_beside_the_ladder_counts_as_a_rep(role: Role, *, may: bool) -> None:
    assert may_record_breach(role, breach_from=Level.SUPERVISOR) is may


@given(st.booleans(), st.text(max_size=20), st.sampled_from(Role), st.sampled_from(Level))
def test_nothing_is_recorded_against_the_rules_without_a_word_and_nothing_allowed_is_a_breach(
    allowed: bool, why: str, role: Role, level: Level
) -> None:
    decided = decide_recorded_call(FREE if allowed else EARLY, why=why, role=role, breach_from=level, ours=EASTERN)
    if allowed:
        assert decided.allowed and not decided.breach
    elif decided.allowed:
        assert why.strip() and decided.breach == EARLY.reasons
    else:
        assert decided.reasons[: len(EARLY.reasons)] == EARLY.reasons
