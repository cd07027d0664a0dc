"""The rules of customer events: transitions, evidence, and what follows from which kind."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import (
    DETAILS,
    TASK_TEXTS,
    EventFacts,
    EventState,
    Happened,
    Proof,
    Told,
    bar_date,
    breaches_in_window,
    decide_consequences,
    decide_report,
    missing_evidence,
    unfit_report,
    unfit_transition,
)
from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.domain.policy_events import EventKind, EventsPolicy, EventTask, Evidence, ProposedStatus

POLICY = default_policy()
DAY = date(2026, 6, 15)
kinds = st.sampled_from(EventKind)
proofs = st.lists(st.builds(Proof, st.sampled_from(Evidence), st.sampled_from(["", "  ", "it says so"])), max_size=6)
happened = st.lists(st.builds(Happened, kinds, st.dates(DAY - timedelta(200), DAY + timedelta(20))), max_size=6)
facts = st.builds(EventFacts, kinds, st.just(DAY), happened.map(tuple), st.just("1.00 USD"), st.just(""))


@pytest.mark.parametrize("state", EventState)
def test_nothing_comes_back_to_where_it_was(state: EventState) -> None:
    """Every way through the states ends: no state is reached twice."""
    seen, front = {state}, [state]
    while front:
        following = [to for one in front for to in EventState if not unfit_transition(one, to)]
        assert state not in following
        front = [to for to in following if to not in seen]
        seen |= set(following)


def test_what_was_verified_is_neither_refuted_nor_withdrawn() -> None:
    for state in (EventState.VERIFIED, EventState.ACTIONED):
        for to in (EventState.REFUTED, EventState.WITHDRAWN, EventState.REPORTED):
            (reason,) = unfit_transition(state, to)
            assert str(reason) == f"the event is {state.value}: it cannot become {to.value}"


@given(kind=kinds, some=proofs)
def test_what_verifies_goes_on_to_verify_with_more_that_counts(kind: EventKind, some: list[Proof]) -> None:
    if missing_evidence(kind, some, policy=POLICY):
        return
    for one in POLICY.events.rule(kind).evidence:
        assert missing_evidence(kind, [*some, Proof(one, "and this")], policy=POLICY) == ()


@given(kind=kinds)
def test_all_that_counts_together_verifies_and_nothing_does_not(kind: EventKind) -> None:
    rule = POLICY.events.rule(kind)
    assert missing_evidence(kind, [Proof(one, "it says so") for one in rule.evidence], policy=POLICY) == ()
    assert missing_evidence(kind, [], policy=POLICY)
    assert missing_evidence(kind, [Proof(one, " ") for one in rule.evidence], policy=POLICY)


@given(kind=kinds)
def test_a_report_hurts_nobody_but_where_the_policy_protects(kind: EventKind) -> None:
    found = decide_report(kind, policy=POLICY)
    assert (found.tasks, found.holds, found.proposed_status) == ((), (), ProposedStatus.NONE)
    assert bool(found.stops) == (kind is EventKind.BANKRUPTCY)


@given(told=facts)
def test_no_task_is_given_twice_and_each_has_an_owner_and_a_day(told: EventFacts) -> None:
    found = decide_consequences(told, policy=POLICY)
    names = [one.task for one in found.tasks]
    assert len(names) == len(set(names))
    assert all(one.business_days > 0 and "%(" not in str(one.words) for one in found.tasks)
    assert EventTask.CONSIGNED_RECALL not in names  # nothing of ours stands there


@given(told=facts)
def test_a_pair_holds_from_whichever_side_it_is_looked_at(told: EventFacts) -> None:
    pair = {EventKind.RETURNED_MAIL, EventKind.DEAD_PHONE}
    if told.kind not in pair:
        return
    (other,) = pair - {told.kind}
    near = [one for one in told.others if one.kind is other and abs((one.day - DAY).days) <= 90]
    found = decide_consequences(told, policy=POLICY)
    assert [one.code for one in found.holds] == (["H8"] if near else [])
    assert (EventTask.SKIP_TRACE in {one.task for one in found.tasks}) is bool(near)
    if near:
        back = decide_consequences(EventFacts(other, near[0].day, (Happened(told.kind, DAY),)), policy=POLICY)
        assert [one.code for one in back.holds] == ["H8"]


@given(days=st.lists(st.dates(DAY - timedelta(200), DAY), max_size=8))
def test_a_breach_more_never_counts_for_less(days: list[date]) -> None:
    kind = EventKind.POLICY_NON_ADHERENCE
    counts = [
        breaches_in_window(EventFacts(kind, DAY, tuple(Happened(kind, day) for day in days[:many])), policy=POLICY)
        for many in range(len(days) + 1)
    ]
    assert counts[0] == 1
    assert all(0 <= more - less <= 1 for less, more in pairwise(counts))


@pytest.mark.parametrize(("age", "counts"), [(89, 2), (90, 1)])
def test_the_window_has_ninety_days_with_its_last(age: int, counts: int) -> None:
    kind = EventKind.POLICY_NON_ADHERENCE
    told = EventFacts(kind, DAY, (Happened(kind, DAY - timedelta(age)),))
    assert breaches_in_window(told, policy=POLICY) == counts


@pytest.mark.parametrize(
    ("chapter", "by_court", "expected"),
    [
        ("7", None, date(2026, 8, 21)),
        ("13", None, date(2026, 8, 21)),
        ("7", date(2026, 9, 1), date(2026, 9, 1)),
        ("11", None, None),
        ("11", date(2026, 9, 1), date(2026, 9, 1)),
        ("other", None, None),
    ],
)
def test_the_bar_date_of_chapter_11_is_only_the_courts(
    chapter: str, by_court: date | None, expected: date | None
) -> None:
    assert bar_date(chapter=chapter, petition=date(2026, 6, 12), by_court=by_court, policy=POLICY) == expected


def test_a_bankruptcy_stops_every_way_of_contact() -> None:
    assert decide_report(EventKind.BANKRUPTCY, policy=POLICY).stops_everything
    assert POLICY.events.rule(EventKind.RETURNED_MAIL).stops == (Channel.LETTER,)


@given(kind=kinds, name=st.text(max_size=12), value=st.one_of(st.text(max_size=200), st.integers()))
def test_no_report_is_too_strange_to_be_judged(kind: EventKind, name: str, value: str | int) -> None:
    for named in (name, *(one.name for one in DETAILS[kind])):
        for reason in unfit_report(Told(kind, DAY, details={named: value}), as_of=DAY):
            assert str(reason)


def test_every_task_has_its_words() -> None:
    assert set(TASK_TEXTS) == set(EventTask)


def test_a_policy_that_was_adopted_before_says_the_same_as_the_default_one() -> None:
    old = EventsPolicy(policy_non_adherence_breaches=3, window_days=90)
    assert old == POLICY.events
    before, after = (
        default_policy_text().split("  pair_window_days")[0],
        default_policy_text().split("\n# The order of"),
    )
    text = f"{before.rstrip()}\n\n# The order of{after[1]}"
    assert PolicyDocument.parse_yaml(text).events == POLICY.events
