"""Who may approve what, by the default policy's ladder."""

from decimal import Decimal

import pytest

from creditdesk.domain.authority import Decision, RequestKind, check_approver, may
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.visibility import Role

POLICY = default_policy()


def asked(role: Role, kind: RequestKind, dollars: int, **facts: Decimal | int) -> Decision:
    percent = facts.get("percent")
    days_late = facts.get("days_late")
    return may(
        role,
        kind,
        amount_minor=dollars * 100,
        currency="USD",
        policy=POLICY,
        percent=Decimal(percent) if percent is not None else None,
        days_late=int(days_late) if days_late is not None else None,
        granted_minor=int(facts.get("granted_minor", 0)),
    )


@pytest.mark.parametrize(
    ("role", "kind", "dollars", "allowed", "needs"),
    [
        (Role.REP, RequestKind.DEDUCTION_CREDIT, 1, False, Level.SUPERVISOR),
        (Role.REP, RequestKind.DEDUCTION_CREDIT, 0, False, Level.SUPERVISOR),
        (Role.SUPERVISOR, RequestKind.DEDUCTION_CREDIT, 1000, True, None),
        (Role.SUPERVISOR, RequestKind.DEDUCTION_CREDIT, 1001, False, Level.CREDIT_MANAGER),
        (Role.CONTROLLER, RequestKind.DEDUCTION_CREDIT, 9_999_999, True, None),
        (Role.SUPERVISOR, RequestKind.WRITE_OFF, 1, False, Level.CREDIT_MANAGER),
        (Role.CREDIT_MANAGER, RequestKind.WRITE_OFF, 5000, True, None),
        (Role.CREDIT_MANAGER, RequestKind.WRITE_OFF, 5001, False, Level.CONTROLLER),
        (Role.CONTROLLER, RequestKind.WRITE_OFF, 25_001, False, Level.CFO),
        (Role.REP, RequestKind.CREDIT_LIMIT, 1, False, Level.SUPERVISOR),
        (Role.SUPERVISOR, RequestKind.CREDIT_LIMIT, 25_000, True, None),
        (Role.CREDIT_MANAGER, RequestKind.CREDIT_LIMIT, 250_001, False, Level.CONTROLLER),
        (Role.SUPERVISOR, RequestKind.COD, 1, False, Level.CREDIT_MANAGER),
        (Role.CREDIT_MANAGER, RequestKind.PAYMENT_PLAN, 9_999_999, True, None),
        (Role.CONTROLLER, RequestKind.EXTENSION, 9_999_999, True, None),
        (Role.ADMINISTRATOR, RequestKind.COD, 1, False, Level.CREDIT_MANAGER),
        (Role.MACHINE, RequestKind.DEDUCTION_CREDIT, 1, False, Level.SUPERVISOR),
        (Role.CASH_APPLICATOR, RequestKind.WRITE_OFF, 1, False, Level.CREDIT_MANAGER),
    ],
)
def test_the_ladder_allows_up_to_its_limits_and_names_who_may(
    role: Role, kind: RequestKind, dollars: int, allowed: bool, needs: Level | None
) -> None:
    decision = asked(role, kind, dollars)
    assert (decision.allowed, decision.needs_role) == (allowed, needs)
    assert decision.reasons


@pytest.mark.parametrize(
    ("dollars", "percent", "days", "needs"),
    [
        (10_000, 10, 30, None),
        (10_001, 10, 30, Level.SUPERVISOR),
        (10_000, 11, 30, Level.SUPERVISOR),
        (10_000, 10, 31, Level.SUPERVISOR),
        (10_000, 21, 0, Level.CREDIT_MANAGER),
        (10_000, 0, 61, Level.CREDIT_MANAGER),
        (250_001, 0, 0, Level.CONTROLLER),
    ],
)
def test_a_rep_releases_an_order_within_amount_and_percentage_and_days(
    dollars: int, percent: int, days: int, needs: Level | None
) -> None:
    decision = asked(Role.REP, RequestKind.RELEASE_ORDER, dollars, percent=Decimal(percent), days_late=days)
    assert (decision.allowed, decision.needs_role) == (needs is None, needs)


def test_a_release_without_its_facts_is_not_allowed() -> None:
    decision = asked(Role.REP, RequestKind.RELEASE_ORDER, 100)
    assert not decision.allowed
    assert [str(reason) for reason in decision.reasons] == [
        "release of an order: the percentage is not known; rep may approve up to 10%",
        "release of an order: the days late are not known; rep may approve up to 30 days",
    ]


def test_a_settlement_must_hold_both_amount_and_share() -> None:
    assert asked(Role.CREDIT_MANAGER, RequestKind.SETTLEMENT, 5000, percent=Decimal(25)).allowed
    by_share = asked(Role.CREDIT_MANAGER, RequestKind.SETTLEMENT, 100, percent=Decimal("25.01"))
    assert (by_share.allowed, by_share.needs_role) == (False, Level.CONTROLLER)


def test_every_limit_that_is_exceeded_is_told() -> None:
    decision = asked(Role.REP, RequestKind.RELEASE_ORDER, 12_000, percent=Decimal(15), days_late=45)
    assert [str(reason) for reason in decision.reasons] == [
        "release of an order of 12,000.00 USD: rep may approve up to 10,000.00 USD",
        "release of an order: 15% is more than the 10% that rep may approve",
        "release of an order: 45 days late is more than the 30 days that rep may approve",
    ]


def test_splitting_a_request_does_not_help() -> None:
    decision = asked(Role.SUPERVISOR, RequestKind.DEDUCTION_CREDIT, 400, granted_minor=700_00)
    assert (decision.allowed, decision.needs_role) == (False, Level.CREDIT_MANAGER)
    assert str(decision.reasons[-1]) == "700.00 USD granted in the last 30 days is added up"


def test_another_currency_must_be_converted_first() -> None:
    with pytest.raises(ValueError, match="limits are in USD; convert the amount from EUR first"):
        may(Role.REP, RequestKind.WRITE_OFF, amount_minor=1, currency="EUR", policy=POLICY)


def test_a_negative_amount_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not negative"):
        asked(Role.CONTROLLER, RequestKind.WRITE_OFF, -1)


def test_nobody_approves_an_own_request() -> None:
    decision = check_approver("alice", "alice")
    assert not decision.allowed
    assert str(decision.reasons[0]) == "alice asked for this and cannot approve it"


def test_nobody_has_an_own_request_approved_by_a_substitute() -> None:
    assert not check_approver("alice", "bob", on_behalf_of="alice").allowed
    assert not check_approver("alice", "alice", on_behalf_of="bob").allowed


def test_another_person_may_approve() -> None:
    assert check_approver("alice", "bob").allowed
    assert check_approver("alice", "bob", on_behalf_of="carol").allowed
