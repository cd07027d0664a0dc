"""Orders that a rule leaves alone: each condition, what ships outright, what is never left alone, and precedence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.order_alternatives import alternatives
from creditdesk.domain.order_exclusions import Weighed, weighed_holds
from creditdesk.domain.order_holds import CreditFacts, LateItem, OrderFacts, StandingFinding, holds_on
from creditdesk.domain.policy import PolicyDocument, PolicyError, default_policy
from creditdesk.domain.policy_fields import Mistake
from creditdesk.domain.policy_holds import HoldCode, HoldExclusion, HoldExclusionsPolicy, OrderTerms
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass
from tests.domain.test_order_holds import DAY, credit

POLICY = default_policy()
LATE = (LateItem("INV1", 600_00, 17),)
BY_HAND = StandingFinding("H8", Reason("hold.by_hand", "held by hand"))


def excluding(*, precedence: tuple[str, ...] = (), **rules: dict[str, Any]) -> PolicyDocument:
    """The default policy with these exclusions."""
    made: dict[str, Any] = {code: HoldExclusion(**rule) for code, rule in rules.items()}
    exclusions = HoldExclusionsPolicy(precedence=tuple(map(HoldCode, precedence)), **made)
    return POLICY.model_copy(update={"hold_exclusions": exclusions})


def late(**more: Any) -> CreditFacts:
    """A customer of class B who is late with 600.00."""
    return replace(credit(open_minor=600_00), late=LATE, segment="key", company="N", **more)


def weighed(order: OrderFacts, facts: CreditFacts, policy: PolicyDocument) -> Weighed:
    return weighed_holds(order, facts, as_of=DAY, policy=policy)


ORDER = OrderFacts("SO", 400_00, ships_on=DAY + timedelta(days=2))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"order_below": Decimal("500")}, "the order is below 500.00 USD"),
        ({"classes": (RiskClass.A, RiskClass.B)}, "the customer is of class B"),
        ({"groups": ("key",)}, "the customer is of the group key"),
        ({"companies": ("N",)}, "the order is of the company N"),
        ({"ships_within_days": 2}, "the order ships within 2 days"),
    ],
)
def test_a_condition_takes_the_hold_away_and_says_so(rule: dict[str, Any], why: str) -> None:
    found = weighed(ORDER, late(), excluding(H2=rule))
    assert found.holding == ()
    assert [(one.hold.code.value, str(one.why)) for one in found.excluded] == [("H2", why)]


@pytest.mark.parametrize(
    "rule",
    [
        {"order_below": Decimal("400")},  # at the amount is not below it
        {"classes": (RiskClass.A,)},
        {"groups": ("small",)},
        {"companies": ("X",)},
        {"ships_within_days": 1},
        {"order_terms": (OrderTerms.COD, OrderTerms.PREPAID)},
        {"order_below": Decimal("500"), "classes": (RiskClass.A,), "together": True},
    ],
)
def test_a_condition_that_is_not_met_leaves_the_hold(rule: dict[str, Any]) -> None:
    found = weighed(ORDER, late(), excluding(H2=rule))
    assert ([one.code.value for one in found.holding], found.excluded) == (["H2"], ())


def test_conditions_together_must_all_be_met_and_are_all_told() -> None:
    rule = {"order_below": Decimal("500"), "classes": (RiskClass.B,), "ships_within_days": 9, "together": True}
    (one,) = weighed(ORDER, late(), excluding(H2=rule)).excluded
    assert str(one.why) == (
        "the customer is of class B, and the order is below 500.00 USD, and the order ships within 9 days"
    )


def test_an_exclusion_is_of_its_own_rule_alone() -> None:
    facts = late(reviewed_on=date(2025, 1, 1))
    found = weighed(ORDER, facts, excluding(H2={"order_below": Decimal("500")}))
    assert [one.code.value for one in found.holding] == ["H5"]


def test_one_that_lets_the_order_ship_takes_every_other_reason_with_it_but_never_a_hold_by_hand() -> None:
    facts = late(reviewed_on=date(2025, 1, 1))
    policy = excluding(H2={"order_below": Decimal("500"), "releases_order": True})
    found = weighed(ORDER, facts, policy)
    assert (found.holding, [one.hold.code.value for one in found.excluded]) == ((), ["H2", "H5"])
    assert {one.by for one in found.excluded} == {HoldCode.PAST_DUE}
    forced = weighed(ORDER, replace(facts, findings=(BY_HAND,)), policy)
    assert [one.code.value for one in forced.holding] == ["H8"]


def test_cash_on_delivery_may_be_left_alone_where_its_terms_were_changed() -> None:
    order = replace(ORDER, terms_days=60, agreed_terms_days=30, is_cod=True)
    assert [one.code.value for one in weighed(order, late(), POLICY).holding] == ["H6"]
    found = weighed(order, late(), excluding(H6={"order_terms": (OrderTerms.COD,)}))
    assert [str(one.why) for one in found.excluded] == ["the order is paid on delivery"]


def test_an_amount_without_a_rate_is_below_nothing() -> None:
    facts = late(rate_ppm=None)
    assert [one.code.value for one in weighed(ORDER, facts, excluding(H1={"order_below": Decimal(500)})).holding] == [
        "H1"
    ]


def test_reasons_stand_as_the_policy_says_and_then_by_number() -> None:
    facts = late(reviewed_on=date(2025, 1, 1), findings=(BY_HAND,))
    assert [one.code.value for one in weighed(ORDER, facts, POLICY).holding] == ["H2", "H5", "H8"]
    found = weighed(ORDER, facts, excluding(precedence=("H8", "H5")))
    assert [one.code.value for one in found.holding] == ["H8", "H5", "H2"]


def test_a_hold_by_hand_has_no_exclusion_and_shipping_outright_needs_a_condition() -> None:
    assert not hasattr(HoldExclusionsPolicy(), "H8")
    with pytest.raises((Mistake, ValueError), match="needs a condition"):
        HoldExclusion(releases_order=True)
    text = POLICY.to_yaml()
    with pytest.raises(PolicyError):
        PolicyDocument.parse_yaml(text.replace("  precedence: []\n", "  precedence: []\n  H8: {order_below: 5}\n"))


_RULES = st.builds(
    HoldExclusion,
    classes=st.lists(st.sampled_from(list(RiskClass)), max_size=2).map(tuple),
    groups=st.sampled_from([(), ("key",), ("other",)]),
    companies=st.sampled_from([(), ("N",)]),
    order_below=st.none() | st.integers(0, 2_000).map(Decimal),
    order_terms=st.sampled_from([(), (OrderTerms.COD,), (OrderTerms.PREPAID,)]),
    ships_within_days=st.none() | st.integers(0, 10),
    together=st.booleans(),
)
_CODES = ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H9", "H10"]
_ORDERS = st.builds(
    OrderFacts,
    number=st.just("SO"),
    amount_minor=st.integers(0, 60_000_00),
    prepaid_minor=st.integers(0, 1_000_00),
    is_cod=st.booleans(),
    is_first=st.booleans(),
    discount_ppm=st.sampled_from([0, 20_000]),
    ships_on=st.none() | st.dates(date(2026, 5, 20), date(2026, 6, 20)),
)


@given(
    order=_ORDERS,
    rules=st.dictionaries(st.sampled_from(_CODES), _RULES),
    outright=st.none() | st.sampled_from(_CODES),
    by_hand=st.booleans(),
    reviewed=st.sampled_from([None, date(2025, 1, 1), date(2026, 5, 1)]),
)
def test_an_exclusion_never_adds_a_hold_nor_lifts_one_by_hand(
    order: OrderFacts, rules: dict[str, HoldExclusion], outright: str | None, by_hand: bool, reviewed: date | None
) -> None:
    facts = late(reviewed_on=reviewed, findings=(BY_HAND,) if by_hand else ())
    if outright in rules and rules[outright].is_set:
        rules = {**rules, outright: rules[outright].model_copy(update={"releases_order": True})}
    exclusions = HoldExclusionsPolicy(**rules)  # type: ignore[arg-type]
    policy = POLICY.model_copy(update={"hold_exclusions": exclusions})
    before, now = holds_on(order, facts, as_of=DAY, policy=POLICY), weighed(order, facts, policy)
    assert sorted(map(repr, before)) == sorted(map(repr, [*now.holding, *(one.hold for one in now.excluded)]))
    assert HoldCode.BY_HAND_OR_EVENT not in {one.hold.code for one in now.excluded}
    assert by_hand == (HoldCode.BY_HAND_OR_EVENT in {one.code for one in now.holding})
    assert weighed(order, facts, POLICY) == Weighed(before)


@given(order=_ORDERS, below=st.integers(0, 2_000).map(Decimal))
def test_the_ways_out_cure_what_is_left_under_any_exclusion(order: OrderFacts, below: Decimal) -> None:
    policy = excluding(H2={"order_below": below}, H1={"ships_within_days": 3})
    facts = late()
    found = alternatives(order, facts, as_of=DAY, policy=policy)
    assert not found or weighed(order, facts, policy).holding
