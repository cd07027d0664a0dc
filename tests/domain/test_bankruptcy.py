"""The worksheet of a bankruptcy by its rules: windows, last days, amounts of the law, what counsel says instead."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.bankruptcy import (
    CaseState,
    Claim,
    DateName,
    Petition,
    Received,
    against_state,
    case_dates,
    claim_sheet,
    interest_minor,
)
from creditdesk.domain.policy import default_policy
from creditdesk.domain.preferences import Paid, Settled, exposed_minor
from creditdesk.domain.stays import StayedCredit, against_application

POLICY = default_policy()
FILED = dt.date(2026, 9, 15)
SEVEN = Petition("7", FILED)


def goods(number: str, on: str, minor: int, **facts: object) -> Claim:
    day = dt.date.fromisoformat(on)
    told = Claim(0, number, "invoice", day, day + dt.timedelta(days=30), Received(day, "delivery"), minor)
    return replace(told, **facts)  # type: ignore[arg-type]


def paid(on: str, minor: int, *, of: str = "2026-05-01") -> Paid:
    return Paid(0, f"P{on}", dt.date.fromisoformat(on), minor, (Settled("I", dt.date.fromisoformat(of), minor),))


def test_goods_of_twenty_days_have_priority_and_those_of_forty_five_may_be_reclaimed() -> None:
    claims = [
        goods("A", "2026-08-25", 4_000_00),
        goods("B", "2026-08-26", 2_500_00),
        goods("C", "2026-09-14", 3_500_00),
    ]
    sheet = claim_sheet(SEVEN, claims=[*claims, goods("D", "2026-07-31", 1_00)], paid=[], currency="USD", policy=POLICY)
    assert (sheet.priority_minor, sheet.reclaimable_minor, sheet.principal_minor) == (6_000_00, 10_000_00, 10_001_00)
    assert sheet.day_of(DateName.DEMAND) == dt.date(2026, 10, 5)
    assert sheet.day_of(DateName.BAR) == dt.date(2026, 11, 24)
    assert sheet.day_of(DateName.RECLAIM_FROM) == dt.date(2026, 8, 1)
    assert [row.reclaim_outer for row in sheet.rows][2] == dt.date(2026, 10, 29)


@pytest.mark.parametrize(
    ("petition", "day", "code"),
    [
        (Petition("13", FILED), dt.date(2026, 11, 24), "bankruptcy.bar_rule"),
        (Petition("12", FILED), dt.date(2026, 11, 24), "bankruptcy.bar_rule"),
        (Petition("11", FILED), None, "bankruptcy.bar_asked"),
        (Petition("other", FILED), None, "bankruptcy.bar_asked"),
        (Petition("11", FILED, bar_by_court=dt.date(2027, 1, 4)), dt.date(2027, 1, 4), "bankruptcy.bar_by_court"),
        (Petition("7", FILED, is_voluntary=False), None, "bankruptcy.bar_relief_asked"),
        (
            Petition("7", FILED, is_voluntary=False, relief_on=dt.date(2026, 10, 1)),
            dt.date(2026, 12, 30),
            "bankruptcy.bar_relief_rule",
        ),
    ],
)
def test_the_last_day_for_claims_is_the_laws_or_the_courts(petition: Petition, day: dt.date | None, code: str) -> None:
    bar = case_dates(petition, policy=POLICY)[0]
    assert (bar.day, bar.computed, bar.rule.code) == (day, day, code)


def test_counsels_word_stands_in_the_place_of_a_rule_and_moves_the_window() -> None:
    later = Petition("7", FILED, said={DateName.GOODS_FROM: dt.date(2026, 8, 25)})
    sheet = claim_sheet(later, claims=[goods("A", "2026-08-25", 4_000_00)], paid=[], currency="USD", policy=POLICY)
    said = next(one for one in sheet.dates if one.name is DateName.GOODS_FROM)
    assert (said.is_said, said.computed, sheet.priority_minor) == (True, dt.date(2026, 8, 26), 4_000_00)


def test_credits_are_kept_apart_and_only_money_of_before_makes_the_claim_smaller() -> None:
    claims = [
        goods("A", "2026-06-01", 1_000_00),
        goods("M", "2026-06-02", -200_00, kind="credit_memo", is_goods=False),
        goods("P", "2026-06-03", -300_00, kind="payment", is_goods=False),
        goods("Z", "2026-09-16", 50_00),
    ]
    sheet = claim_sheet(SEVEN, claims=claims, paid=[], currency="USD", policy=POLICY)
    assert (sheet.principal_minor, sheet.memos_minor, sheet.paid_before_minor) == (1_000_00, 200_00, 300_00)
    assert (sheet.claim_minor, sheet.later_minor, sheet.unsecured_minor) == (700_00, 50_00, 700_00)


def test_goods_of_the_petitions_own_day_are_of_before_without_priority_and_counsel_is_told() -> None:
    sheet = claim_sheet(SEVEN, claims=[goods("A", "2026-09-15", 1_00)], paid=[], currency="USD", policy=POLICY)
    assert (sheet.principal_minor, sheet.priority_minor, sheet.reclaimable_minor) == (1_00, 0, 0)
    assert [note.code for note in sheet.notes] == ["bankruptcy.same_day"]


def test_interest_ends_with_the_petition() -> None:
    due = dt.date(2026, 6, 17)
    assert interest_minor(10_000_00, due=due, until=FILED, yearly_bp=18_00) == 443_84
    assert interest_minor(10_000_00, due=FILED, until=FILED, yearly_bp=18_00) == 0
    assert interest_minor(10_000_00, due=due, until=FILED, yearly_bp=0) == 0


def test_payments_of_ninety_days_are_compared_with_the_amounts_of_the_cases_day() -> None:
    some = [paid("2026-06-16", 9_99), paid("2026-06-17", 4_000_00), paid("2026-09-01", 4_574_99)]
    view = claim_sheet(SEVEN, claims=[], paid=some, currency="USD", policy=POLICY).preference
    assert (view.total_minor, view.is_safe, view.window_from) == (8_574_99, True, dt.date(2026, 6, 17))
    view = claim_sheet(SEVEN, claims=[], paid=[*some, paid("2026-09-02", 1)], currency="USD", policy=POLICY).preference
    assert not view.is_safe
    assert {"preference.exposed", "preference.venue_home"} <= {one.code for one in view.facts}
    old = claim_sheet(Petition("7", dt.date(2025, 3, 31)), claims=[], paid=[], currency="USD", policy=POLICY).preference
    assert (old.safe_minor, old.venue_minor) == (7_575_00, 27_750_00)
    assert claim_sheet(SEVEN, claims=[], paid=some, currency="EUR", policy=POLICY).preference.safe_minor is None


def test_later_unpaid_deliveries_count_against_earlier_payments_only() -> None:
    day = dt.date.fromisoformat
    some = [paid("2026-07-01", 1_000_00), paid("2026-08-01", 500_00)]
    assert exposed_minor(some, [("A", day("2026-07-15"), 300_00)], petition=FILED) == 1_200_00
    assert exposed_minor(some, [("A", day("2026-07-15"), 3_000_00)], petition=FILED) == 500_00
    assert exposed_minor(some, [("A", day("2026-06-30"), 3_000_00)], petition=FILED) == 1_500_00
    assert exposed_minor(some, [("A", day("2026-08-01"), 100_00)], petition=FILED) == 1_400_00


def test_the_usual_days_to_pay_stand_beside_those_of_the_window() -> None:
    some = [paid("2026-05-31", 100_00), paid("2026-07-10", 100_00, of="2026-05-01")]
    view = claim_sheet(SEVEN, claims=[], paid=some, currency="USD", policy=POLICY).preference
    assert view.usual is not None and view.in_window is not None
    assert (view.usual.mean, view.in_window.mean) == (30, 70)


amounts = st.integers(1, 10**9)
days = st.dates(dt.date(2026, 6, 17), FILED)


@given(st.lists(st.tuples(days, amounts), max_size=8), st.lists(st.tuples(days, amounts), max_size=8))
def test_what_is_exposed_is_never_below_nothing_nor_above_what_was_paid(
    payments: list[tuple[dt.date, int]], deliveries: list[tuple[dt.date, int]]
) -> None:
    some = [Paid(0, "P", day, minor) for day, minor in payments]
    left = exposed_minor(some, [("A", day, minor) for day, minor in deliveries], petition=FILED)
    assert 0 <= left <= sum(one.amount_minor for one in some)


@pytest.mark.parametrize(
    ("came", "is_money", "item_day", "code"),
    [
        ("2026-09-14", True, "2026-08-01", None),
        ("2026-09-15", True, "2026-08-01", "stay.late_money"),
        ("2026-10-01", True, "2026-08-01", "stay.late_money"),
        ("2026-10-01", True, "2026-09-20", None),
        ("2026-09-14", True, "2026-09-20", "stay.later_claim"),
        ("2026-08-01", False, "2026-08-02", "stay.setoff"),
        ("2026-10-01", False, "2026-08-02", "stay.setoff"),
        ("2026-10-01", False, "2026-09-20", None),
    ],
)
def test_only_money_of_before_pays_claims_of_before(came: str, is_money: bool, item_day: str, code: str | None) -> None:
    credit = StayedCredit("C", dt.date.fromisoformat(came), is_money)
    for is_confirmed in (False, True):
        found = against_application(
            credit,
            item_number="I",
            item_day=dt.date.fromisoformat(item_day),
            petition=FILED,
            is_confirmed=is_confirmed,
        )
        assert (found.code if found else None) == (None if is_confirmed else code)


def test_a_worksheet_is_confirmed_before_it_is_filed_and_closed_once() -> None:
    assert against_state(CaseState.DRAFT, CaseState.WITH_COUNSEL) is None
    assert against_state(CaseState.WITH_COUNSEL, CaseState.CONFIRMED) is None
    refused = against_state(CaseState.DRAFT, CaseState.FILED)
    assert refused is not None and str(refused) == "the worksheet is draft: it cannot become filed"
    assert against_state(CaseState.CLOSED, CaseState.DRAFT) is not None
