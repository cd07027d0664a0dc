"""Who may be placed with an agency: every ground, and every reason against it."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.agency import AccountFacts, collectability, fee_minor, fee_percent, judge
from creditdesk.domain.policy import default_policy

DAY = date(2026, 5, 12)
POLICY = default_policy()
FACTS = AccountFacts("USD", 6_200_00, 6_200_00, DAY - timedelta(days=95), demanded_on=date(2026, 5, 1))


def against(**changes: object) -> list[str]:
    return [one.code for one in judge(dataclasses.replace(FACTS, **changes), policy=POLICY, as_of=DAY).against]  # type: ignore[arg-type]


def test_an_old_account_whose_demand_expired_is_placeable() -> None:
    judged = judge(FACTS, policy=POLICY, as_of=DAY)
    assert judged.placeable
    assert (judged.earliest, [one.code for one in judged.grounds]) == (DAY, ["agency.old"])


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"broken_promises": 2}, ["agency.promises"]),
        ({"skip": True}, ["agency.skip"]),
        ({"oldest_due": DAY - timedelta(days=90)}, ["agency.old"]),
    ],
)
def test_one_ground_is_enough(changes: dict[str, object], codes: list[str]) -> None:
    young = dataclasses.replace(FACTS, oldest_due=DAY - timedelta(days=20))
    judged = judge(dataclasses.replace(young, **changes), policy=POLICY, as_of=DAY)  # type: ignore[arg-type]
    assert ([one.code for one in judged.grounds], judged.placeable) == (codes, True)


def test_every_reason_is_told_and_never_only_the_first() -> None:
    assert against(
        oldest_due=DAY - timedelta(days=89),
        broken_promises=1,
        demanded_on=None,
        debt_minor=499_99,
        debt_policy_minor=499_99,
        disputed=("1",),
        planned=("2",),
        settled=("3",),
        bankrupt=True,
        block="attorney",
    ) == [
        "agency.young",
        "agency.few_promises",
        "agency.found",
        "agency.no_demand",
        "agency.small",
        "agency.disputed",
        "agency.planned",
        "agency.settled",
        "agency.bankrupt",
        "agency.block_attorney",
    ]


def test_the_deadline_of_the_demand_is_over_before_an_account_is_placed() -> None:
    early = judge(FACTS, policy=POLICY, as_of=DAY - timedelta(days=1))
    assert [str(one) for one in early.against] == ["the final demand runs until 2026-05-11: placed from 2026-05-12 on"]


def test_five_hundred_is_enough_and_an_unknown_rate_is_not() -> None:
    assert against(debt_minor=500_00, debt_policy_minor=500_00) == []
    assert against(debt_policy_minor=None) == ["agency.no_rate"]
    assert against(block="agency") == ["agency.block_agency"]


@pytest.mark.parametrize(
    ("age", "fee", "likely"),
    [
        (30, "20", "69.6"),
        (120, "20", "69.6"),
        (121, "25", "69.6"),
        (180, "25", "52.1"),
        (365, "30", "22.8"),
        (731, "40", "22.8"),
    ],
)
def test_fee_and_collectability_go_by_age(age: int, fee: str, likely: str) -> None:
    assert fee_percent(None, age=age, policy=POLICY) == Decimal(fee)
    assert fee_percent(Decimal("17.5"), age=age, policy=POLICY) == Decimal("17.5")
    assert collectability(age, policy=POLICY) == Decimal(likely)


def test_a_fee_is_rounded_to_the_nearest_cent() -> None:
    assert [fee_minor(minor, Decimal("17.5")) for minor in (6_200_00, 3, 2)] == [1_085_00, 1, 0]
