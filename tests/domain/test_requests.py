"""The rules of requests: what a content is, what is bound by an approval, who may decide, when one goes up a level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import (
    Content,
    Evidence,
    ItemFacts,
    Kind,
    Line,
    Person,
    judge_approval,
    lacking,
    needed_level,
    objections,
    waiting,
)
from creditdesk.domain.visibility import Role

POLICY = default_policy()
DAY = date(2026, 6, 15)
ITEM = ItemFacts(7, "88120", "USD", 100_00, date(2026, 5, 31))
CONTENT = Content(
    Kind.WRITE_OFF,
    "USD",
    lines=(Line(7, "88120", 100_00),),
    words="no assets",
    evidence=(Evidence(Shown.EFFORTS, words="ten calls"),),
)
MANAGER = Person("carol", Role.CREDIT_MANAGER)


def allowed(amount: int, granted: int, *, person: Person = MANAGER, content: Content = CONTENT) -> bool:
    return judge_approval(
        content,
        person=person,
        writers={"alice"},
        amount_minor=amount,
        granted_minor=granted,
        policy=POLICY,
    ).allowed


def codes(content: Content, *, status_now: str = "active") -> list[str]:
    found = objections(content, items={7: ITEM}, status_now=status_now, policy=POLICY, as_of=DAY)
    return [reason.code for reason in found]


def test_a_content_reads_back_the_same_and_each_change_makes_another_hash() -> None:
    assert Content.from_dict(CONTENT.as_dict()) == CONTENT
    hashes = {
        CONTENT.sha256(customer_id=1),
        CONTENT.sha256(customer_id=2),
        replace(CONTENT, words="no asset").sha256(customer_id=1),
        replace(CONTENT, lines=(Line(7, "88120", 100_01),)).sha256(customer_id=1),
        replace(CONTENT, evidence=()).sha256(customer_id=1),
    }
    assert len(hashes) == 5


def test_each_kind_shows_what_the_policy_wants() -> None:
    assert lacking(CONTENT, policy=POLICY) == ()
    assert lacking(replace(CONTENT, evidence=()), policy=POLICY) == (Shown.EFFORTS,)
    assert lacking(replace(CONTENT, kind=Kind.EXTENSION), policy=POLICY) == (Shown.AGREEMENT,)


def test_what_cannot_be_carried_out_is_named() -> None:
    assert codes(CONTENT) == []
    assert codes(replace(CONTENT, lines=())) == ["request.nothing"]
    assert codes(replace(CONTENT, words=" ")) == ["request.words"]
    assert codes(replace(CONTENT, currency="EUR")) == ["request.currency"]
    assert codes(replace(CONTENT, lines=(Line(8, "x", 1),))) == ["request.no_item"]
    assert codes(replace(CONTENT, lines=(Line(7, "x", 100_00, 200_00),))) == ["request.tax"]
    assert codes(replace(CONTENT, kind=Kind.ADJUSTMENT)) == ["request.reason"]
    assert codes(replace(CONTENT, kind=Kind.EXTENSION, until=date(2026, 5, 1))) == ["request.until"]
    assert codes(replace(CONTENT, kind=Kind.EXTENSION, until=DAY)) == []
    status = Content(Kind.STATUS, "USD", words="x", status="cod")
    assert codes(status) == []
    assert codes(status, status_now="cod") == ["request.status_stands"]
    assert codes(status, status_now="bankrupt") == ["request.bankrupt"]


def test_time_and_terms_have_no_amount_that_counts() -> None:
    assert (CONTENT.authority_minor, replace(CONTENT, kind=Kind.EXTENSION).authority_minor) == (100_00, 0)


@given(st.lists(st.integers(1, 6_000_00), min_size=1, max_size=8))
def test_whatever_is_split_no_more_is_granted_than_the_limit(parts: list[int]) -> None:
    granted = 0
    for part in parts:
        if allowed(part, granted):
            granted += part
    assert granted <= 5_000_00
    # What is allowed in parts is allowed as a whole, and the other way round.
    assert allowed(sum(parts), 0) == (sum(parts) <= 5_000_00)


@given(st.integers(1, 60_000_00), st.integers(0, 60_000_00))
def test_the_lowest_level_is_the_first_that_may(amount: int, granted: int) -> None:
    level, _ = needed_level(CONTENT, amount_minor=amount, granted_minor=granted, policy=POLICY)
    roles = (Role.REP, Role.SUPERVISOR, Role.CREDIT_MANAGER, Role.CONTROLLER)
    able = [role for role in roles if allowed(amount, granted, person=Person("x", role))]
    assert level == (able[0].value if able else Level.CFO)


def test_neither_a_writer_nor_a_poster_nor_a_substitute_of_a_writer_approves() -> None:
    assert not allowed(1, 0, person=replace(MANAGER, username="alice"))
    assert not allowed(1, 0, person=replace(MANAGER, posted_cash=True))
    assert not allowed(1, 0, person=replace(MANAGER, alike=frozenset({"alice"})))
    extension = replace(CONTENT, kind=Kind.EXTENSION)
    assert allowed(0, 0, person=replace(MANAGER, posted_cash=True), content=extension)
    stands_in = judge_approval(
        CONTENT,
        person=MANAGER,
        on_behalf_of=Person("alice", Role.CONTROLLER),
        writers={"alice"},
        amount_minor=1,
        granted_minor=0,
        policy=POLICY,
    )
    assert [reason.code for reason in stands_in.reasons] == ["authority.own_request_by_substitute"]


def test_a_substitute_does_not_act_for_the_second_account_of_a_writer() -> None:
    absent = Person("mara", Role.CREDIT_MANAGER, alike=frozenset({"rita"}))
    substitute = Person("bob", Role.SUPERVISOR)
    told: dict[str, Any] = {"writers": {"rita"}, "amount_minor": 1_00, "granted_minor": 0, "policy": POLICY}
    decision = judge_approval(CONTENT, person=substitute, on_behalf_of=absent, **told)
    assert not decision.allowed
    assert str(decision.reasons[0]) == "mara and rita are the same person by their e-mail address"


def test_beyond_the_ladder_the_controller_needs_the_word_of_the_cfo() -> None:
    dave = Person("dave", Role.CONTROLLER)
    assert not allowed(30_000_00, 0, person=dave)
    shown = replace(CONTENT, evidence=(Evidence(Shown.OUTSIDE_APPROVAL, document_id=3),))
    assert allowed(30_000_00, 0, person=dave, content=shown)
    assert not allowed(30_000_00, 0, content=shown)


def test_each_two_business_days_it_goes_one_level_up_to_the_controller() -> None:
    def level(day: date) -> Level | None:
        facts = {"submitted_on": DAY, "as_of": day, "calendar": POLICY.company_calendar, "policy": POLICY}
        return waiting(Level.SUPERVISOR, **facts).level  # type: ignore[arg-type]

    found = [level(date(2026, 6, day)) for day in (15, 16, 17, 18, 22, 30)]
    up = [Level.SUPERVISOR, Level.SUPERVISOR, Level.CREDIT_MANAGER, Level.CREDIT_MANAGER]
    assert found == [*up, Level.CONTROLLER, Level.CONTROLLER]
