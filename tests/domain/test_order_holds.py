"""Why an order is held: the scenarios of the credit department, and what must hold whatever the facts are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import WEEKENDS_ONLY
from creditdesk.domain.exposure import ExposureFacts, exposure
from creditdesk.domain.order_alternatives import Alternative, AlternativeKind, LivePromise, OrderLine, alternatives
from creditdesk.domain.order_holds import (
    BrokenPromise,
    CreditFacts,
    LateItem,
    OrderFacts,
    StandingFinding,
    holds_on,
    over_limit_percent,
)
from creditdesk.domain.order_releases import Standing, envelope_of, judge
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.worklist import CreditStatus

POLICY = default_policy()
DAY = date(2026, 6, 1)


def credit(*, limit: int | None = 50_000_00, **parts: int) -> CreditFacts:
    """A customer who pays in time, with a fresh review."""
    found = exposure(ExposureFacts("USD", **parts), policy=POLICY)
    return CreditFacts("USD", found, limit, reviewed_on=date(2026, 5, 1), credits_minor=parts.get("credits_minor", 0))


def codes(order: OrderFacts, facts: CreditFacts, *, as_of: date = DAY) -> list[str]:
    return [hold.code.value for hold in holds_on(order, facts, as_of=as_of, policy=POLICY)]


def ways(order: OrderFacts, facts: CreditFacts, **more: object) -> dict[AlternativeKind, Alternative]:
    found = alternatives(order, facts, as_of=DAY, policy=POLICY, **more)  # type: ignore[arg-type]
    return {one.kind: one for one in found}


def test_s52_at_the_limit_is_not_over_it_and_an_order_of_1500_more_is() -> None:
    facts = credit(open_minor=42_000_00, released_minor=5_000_00)
    assert facts.exposure.total_minor == 47_000_00
    assert codes(OrderFacts("A", 3_000_00), facts) == []
    (hold,) = holds_on(OrderFacts("B", 4_500_00), facts, as_of=DAY, policy=POLICY)
    assert (hold.code, hold.amount_minor) == (HoldCode.OVER_LIMIT, 1_500_00)
    assert str(over_limit_percent(hold.amount_minor, limit_minor=facts.limit_minor)) == "3.00"
    text = "51,500.00 USD with this order, 1,500.00 USD (3.00%) over the limit of 50,000.00 USD"
    assert str(hold.why) == text


@pytest.mark.parametrize(("day", "days", "expected"), [(16, 15, []), (18, 17, ["H2"])])
def test_s56_an_item_holds_from_its_sixteenth_day(day: int, days: int, expected: list[str]) -> None:
    facts = replace(credit(open_minor=600_00), late=(LateItem("INV1", 600_00, days),))
    assert codes(OrderFacts("SO", 100_00), facts, as_of=date(2026, 5, day)) == expected


def test_s56_what_was_paid_and_not_yet_applied_cures_the_hold() -> None:
    late = (LateItem("INV1", 600_00, 18),)
    facts = replace(credit(open_minor=600_00, credits_minor=600_00), late=late)
    assert codes(OrderFacts("SO", 100_00), facts) == []


def test_s58_a_review_holds_from_the_day_after_it_lapsed_and_longer_terms_at_once() -> None:
    facts = replace(credit(), risk_class=RiskClass.A, reviewed_on=date(2025, 6, 30))
    order = OrderFacts("SO", 100_00, terms_days=30, agreed_terms_days=30)
    assert codes(order, facts, as_of=date(2026, 6, 30)) == []
    assert codes(order, facts, as_of=date(2026, 7, 1)) == ["H5"]
    assert codes(replace(order, terms_days=60), facts, as_of=date(2026, 6, 30)) == ["H6"]
    assert codes(replace(order, terms_days=10), facts, as_of=date(2026, 6, 30)) == []


def test_s59_a_first_order_goes_once_it_is_paid_in_advance() -> None:
    facts = credit(limit=None)
    order = OrderFacts("SO", 5_000_00, is_first=True)
    assert codes(order, facts) == ["H7"]
    assert set(ways(order, facts)) == {AlternativeKind.PREPAY, AlternativeKind.COD}
    assert codes(replace(order, prepaid_minor=5_000_00), facts) == []


def test_s60_an_order_above_what_is_left_of_the_limit_is_offered_a_deposit_or_a_part() -> None:
    facts = credit(open_minor=44_000_00)
    found = ways(OrderFacts("SO", 9_000_00), facts)
    assert found[AlternativeKind.DEPOSIT].pay_minor == 3_000_00
    assert found[AlternativeKind.SHIP_PART].ship_minor == 6_000_00
    assert found[AlternativeKind.TEMPORARY_LIMIT].until == date(2026, 7, 1)
    assert found[AlternativeKind.SHIP_PART].exposure_minor == 50_000_00
    assert codes(OrderFacts("SO", 9_000_00, prepaid_minor=3_000_00), facts) == []


def test_whole_lines_are_shipped_those_first_that_are_wanted_first() -> None:
    lines = (
        OrderLine("1", 4_000_00, date(2026, 6, 20)),
        OrderLine("2", 3_000_00, date(2026, 6, 5)),
        OrderLine("3", 2_000_00, date(2026, 6, 5)),
    )
    part = ways(OrderFacts("SO", 9_000_00), credit(open_minor=44_000_00), lines=lines)[AlternativeKind.SHIP_PART]
    assert (part.lines, part.ship_minor) == (("2", "3"), 5_000_00)


def test_a_promise_that_is_enough_is_waited_for_and_lifts_nothing_by_itself() -> None:
    late = (LateItem("INV1", 2_000_00, 40),)
    facts = replace(credit(open_minor=2_000_00), late=late)
    order = OrderFacts("SO", 100_00)
    assert codes(order, facts) == ["H2"]
    wait = ways(order, facts, promises=[LivePromise(500_00, date(2026, 6, 3)), LivePromise(1_500_00, date(2026, 6, 9))])
    assert wait[AlternativeKind.WAIT_FOR_PROMISE].until == date(2026, 6, 9)
    assert AlternativeKind.WAIT_FOR_PROMISE not in ways(order, facts, promises=[LivePromise(500_00, date(2026, 6, 3))])


def test_a_broken_promise_holds_for_thirty_days_or_until_the_money_came() -> None:
    broken = BrokenPromise(date(2026, 5, 2), missing_minor=1_000_00)
    facts = replace(credit(open_minor=1_000_00), broken=(broken,))
    order = OrderFacts("SO", 100_00)
    assert codes(order, facts) == ["H3"]
    assert codes(order, facts, as_of=date(2026, 6, 2)) == []
    assert codes(order, replace(facts, broken=(replace(broken, missing_minor=0),))) == []


def test_every_reason_is_told_and_not_only_the_first() -> None:
    facts = replace(
        credit(open_minor=60_000_00),
        late=(LateItem("INV1", 900_00, 33),),
        findings=(
            StandingFinding("H4", Reason("hold.nsf", "the bank returned a payment"), date(2026, 7, 1)),
            StandingFinding("H8", Reason("hold.event", "out of business")),
            StandingFinding("H4", Reason("hold.nsf", "the bank returned another"), date(2026, 5, 1)),
        ),
        plan_default_on=date(2026, 5, 20),
        reviewed_on=None,
    )
    order = OrderFacts("SO", 100_00, discount_ppm=50_000, last_order_on=date(2025, 1, 1))
    assert codes(order, facts) == ["H1", "H2", "H4", "H5", "H6", "H7", "H8", "H9"]


@pytest.mark.parametrize(
    ("status", "is_cod", "prepaid", "expected"),
    [
        (CreditStatus.CIA, False, 0, ["H10"]),
        (CreditStatus.CIA, True, 0, ["H10"]),
        (CreditStatus.CIA, False, 100_00, []),
        (CreditStatus.COD, False, 0, ["H10"]),
        (CreditStatus.COD, True, 0, []),
        (CreditStatus.BANKRUPT, False, 100_00, []),
        (CreditStatus.CLOSED, False, 100_00, ["H10"]),
        (CreditStatus.HOLD, False, 100_00, ["H8"]),
    ],
)
def test_who_must_pay_before_delivery_does(
    status: CreditStatus, is_cod: bool, prepaid: int, expected: list[str]
) -> None:
    facts = replace(credit(), status=status)
    assert codes(OrderFacts("SO", 100_00, prepaid_minor=prepaid, is_cod=is_cod), facts) == expected


def test_without_an_exchange_rate_nothing_passes_by_a_guess() -> None:
    facts = replace(credit(), unrated=("SEK",))
    (hold,) = holds_on(OrderFacts("SO", 1_00), facts, as_of=DAY, policy=POLICY)
    assert str(hold.why) == "there is no exchange rate for SEK: what is at risk is not known"


def test_a_customer_without_a_limit_is_held_and_told_so() -> None:
    (hold,) = holds_on(OrderFacts("SO", 1_00), credit(limit=None), as_of=DAY, policy=POLICY)
    assert (hold.code, str(hold.why)) == (HoldCode.OVER_LIMIT, "no credit limit was granted")


# What a release covers


def test_a_release_lets_the_same_facts_pass_at_every_later_look() -> None:
    order, facts = OrderFacts("SO", 12_000_00), credit(open_minor=42_000_00)
    found = holds_on(order, facts, as_of=DAY, policy=POLICY)
    release = envelope_of(found, amount_minor=12_000_00, as_of=DAY, calendar=WEEKENDS_ONLY, policy=POLICY)
    assert release.until == date(2026, 6, 8)
    for day in (DAY, date(2026, 6, 8)):
        judged = judge(found, release=release, amount_minor=12_000_00, as_of=day, policy=POLICY)
        assert (judged.standing, judged.holding) == (Standing.RELEASED, ())
    late = judge(found, release=release, amount_minor=12_000_00, as_of=date(2026, 6, 9), policy=POLICY)
    assert (late.standing, str(late.reasons[0])) == (Standing.HELD, "the release was valid until 2026-06-08")


@pytest.mark.parametrize(("amount", "standing"), [(13_200_00, Standing.RELEASED), (13_200_01, Standing.HELD)])
def test_an_order_that_grows_by_more_than_a_tenth_is_looked_at_again(amount: int, standing: Standing) -> None:
    facts = credit(open_minor=49_900_00)
    found = holds_on(OrderFacts("SO", 12_000_00), facts, as_of=DAY, policy=POLICY)
    release = envelope_of(found, amount_minor=12_000_00, as_of=DAY, calendar=WEEKENDS_ONLY, policy=POLICY)
    now = holds_on(OrderFacts("SO", amount), facts, as_of=DAY, policy=POLICY)
    assert judge(now, release=release, amount_minor=amount, as_of=DAY, policy=POLICY).standing is standing


def test_a_reason_that_came_later_holds_again_and_the_covered_ones_stay_covered() -> None:
    facts = replace(credit(open_minor=900_00), late=(LateItem("INV1", 900_00, 20),))
    order = OrderFacts("SO", 100_00)
    found = holds_on(order, facts, as_of=DAY, policy=POLICY)
    release = envelope_of(found, amount_minor=100_00, as_of=DAY, calendar=WEEKENDS_ONLY, policy=POLICY)
    nsf = StandingFinding("H4", Reason("hold.nsf", "the bank returned a payment"))
    now = holds_on(order, replace(facts, findings=(nsf,)), as_of=DAY, policy=POLICY)
    judged = judge(now, release=release, amount_minor=100_00, as_of=DAY, policy=POLICY)
    assert ([one.code.value for one in judged.holding], [one.code.value for one in judged.covered]) == (["H4"], ["H2"])


def test_days_late_that_grow_with_the_days_are_no_new_reason() -> None:
    late = LateItem("INV1", 900_00, 20)
    facts = replace(credit(open_minor=900_00), late=(late,))
    found = holds_on(OrderFacts("SO", 100_00), facts, as_of=DAY, policy=POLICY)
    release = envelope_of(found, amount_minor=100_00, as_of=DAY, calendar=WEEKENDS_ONLY, policy=POLICY)

    def after(days_late: int, minor: int) -> Standing:
        item = replace(late, days_late=days_late, amount_minor=minor)
        now = holds_on(OrderFacts("SO", 100_00), replace(facts, late=(item,)), as_of=DAY, policy=POLICY)
        return judge(now, release=release, amount_minor=100_00, as_of=date(2026, 6, 3), policy=POLICY).standing

    assert after(22, 900_00) is Standing.RELEASED
    assert after(23, 900_00) is Standing.HELD
    assert after(22, 991_00) is Standing.HELD


# What holds whatever the facts are

_minor = st.integers(min_value=0, max_value=100_000_00)


@st.composite
def accounts(draw: st.DrawFn) -> CreditFacts:
    open_minor = draw(_minor)
    late = draw(
        st.lists(st.builds(LateItem, st.just("INV"), st.integers(1, 20_000_00), st.integers(1, 200)), max_size=4)
    )
    broken = draw(st.lists(st.builds(BrokenPromise, st.just(date(2026, 5, 20)), st.integers(0, 9_000_00)), max_size=2))
    facts = credit(
        limit=draw(st.none() | _minor),
        open_minor=open_minor + sum(item.amount_minor for item in late),
        credits_minor=draw(st.sampled_from([0, 50_00, 7_000_00])),
        released_minor=draw(st.sampled_from([0, 3_000_00])),
    )
    return replace(
        facts,
        late=tuple(late),
        broken=tuple(broken),
        status=draw(st.sampled_from(CreditStatus)),
        reviewed_on=draw(st.sampled_from([None, date(2024, 1, 1), date(2026, 5, 1)])),
    )


orders = st.builds(
    OrderFacts,
    st.just("SO"),
    amount_minor=st.integers(1, 60_000_00),
    prepaid_minor=st.sampled_from([0, 100_00]),
    is_first=st.booleans(),
    is_cod=st.booleans(),
)


@given(order=orders, facts=accounts(), promised=st.integers(1, 50_000_00))
def test_every_alternative_cures_the_hold(order: OrderFacts, facts: CreditFacts, promised: int) -> None:
    offered = alternatives(order, facts, promises=[LivePromise(promised, DAY)], as_of=DAY, policy=POLICY)
    for one in offered:
        assert 0 < one.ship_minor <= order.amount_minor
        assert one.pay_minor >= 0
        if one.kind is AlternativeKind.SHIP_PART:
            assert codes(replace(order, amount_minor=one.ship_minor), facts) == []
        if one.kind in (AlternativeKind.DEPOSIT, AlternativeKind.PREPAY):
            assert codes(replace(order, prepaid_minor=order.prepaid_minor + one.pay_minor), facts) == []


@given(order=orders, facts=accounts())
def test_an_order_that_is_paid_is_held_by_no_rule_about_credit(order: OrderFacts, facts: CreditFacts) -> None:
    found = codes(replace(order, prepaid_minor=order.amount_minor), facts)
    assert set(found) <= {"H6", "H8", "H10"}


@given(order=orders, facts=accounts(), more=st.integers(1, 9_000_00))
def test_a_larger_order_is_held_by_no_fewer_reasons(order: OrderFacts, facts: CreditFacts, more: int) -> None:
    larger = replace(order, amount_minor=order.amount_minor + more)
    assert set(codes(order, facts)) <= set(codes(larger, facts))
