"""Payment index, Z′, class, limit, score and recommendation: the handbook's figures, and what holds for any others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.adverse_words import Decided, may_still_ask, needs_notice, principal_reasons
from creditdesk.domain.credit_advice import (
    Advice,
    CallFacts,
    called_early,
    look_through,
    review_due_on,
)
from creditdesk.domain.credit_file import (
    CoverFacts,
    FileFacts,
    RatingFacts,
    RatingSource,
    ReferenceFacts,
    SecurityKind,
    StatementFacts,
)
from creditdesk.domain.credit_scoring import find_class, find_limit, scorecard
from creditdesk.domain.financial_statements import Figures, Zone, objections, z_score, zone_of
from creditdesk.domain.payment_record import (
    Paid,
    days_beyond_terms,
    growth_percent,
    need_for_credit,
    payment_index,
    payment_record,
)
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.risk_class import RiskClass

POLICY = default_policy()
CURVE = POLICY.credit.index_points_days_late_to_score
DAY = date(2026, 6, 1)

# The handbook's company: ratios .20, .15, .09, .4286 and 1.5, a net worth of 600,000.
HANDBOOK = Figures(
    current_assets=900_000_00,
    current_liabilities=500_000_00,
    total_assets=2_000_000_00,
    total_liabilities=1_400_000_00,
    retained_earnings=300_000_00,
    ebit=180_000_00,
    sales=3_000_000_00,
)
SAFE = replace(HANDBOOK, total_liabilities=500_000_00, current_liabilities=300_000_00, ebit=400_000_00)
DISTRESSED = replace(HANDBOOK, retained_earnings=-900_000_00, ebit=-200_000_00)


def paid(amount: int, days_late: int, day: date = DAY) -> Paid:
    return Paid(amount, days_late, day)


HANDBOOK_PAYMENTS = (paid(40_000_00, 0), paid(30_000_00, 15), paid(20_000_00, 30), paid(10_000_00, 60))


def file(**facts: object) -> FileFacts:
    """A customer of class B with a limit of 40,000.00 who is in order; what is told replaces that."""
    told = {
        "as_of": DAY,
        "currency": "USD",
        "limit_minor": 40_000_00,
        "risk_class": RiskClass.B,
        "paid": HANDBOOK_PAYMENTS,
        "purchases_minor": 365_000_00,
        "purchases_before_minor": 365_000_00,
        "last_purchase_on": date(2026, 5, 20),
        "customer_since": date(2019, 1, 1),
        "statement": StatementFacts(date(2025, 12, 31), HANDBOOK),
    }
    return FileFacts(**told | facts)  # type: ignore[arg-type]


def advices(facts: FileFacts) -> list[Advice]:
    return [one.advice for one in look_through(facts, POLICY).recommended]


def test_the_handbooks_payment_index_is_67() -> None:
    assert payment_index(HANDBOOK_PAYMENTS, curve=CURVE) == 67


@pytest.mark.parametrize(
    ("days_late", "points"),
    [(-45, 100), (-30, 100), (0, 80), (15, 70), (30, 50), (60, 40), (90, 30), (120, 20), (400, 20), (75, 35)],
)
def test_the_index_of_one_amount_is_the_table_and_the_line_between_its_points(days_late: int, points: int) -> None:
    assert payment_index([paid(1_00, days_late)], curve=CURVE) == points


def test_without_payments_there_is_no_index_and_no_days() -> None:
    record = payment_record([paid(1_00, 5, DAY - timedelta(days=366))], curve=CURVE, as_of=DAY)
    assert (record.index, record.trend, record.days_beyond_terms, record.paid_minor) == (None, None, None, 0)


def test_the_trend_is_the_quarter_beside_the_year_that_holds_it() -> None:
    before, now = paid(100_00, 0, DAY - timedelta(days=200)), paid(100_00, 60, DAY - timedelta(days=10))
    record = payment_record([before, now], curve=CURVE, as_of=DAY)
    assert (record.index, record.quarter_index, record.trend) == (60, 40, -20)


def test_days_beyond_terms_weigh_by_amount_and_early_is_no_day() -> None:
    assert days_beyond_terms([paid(100_00, 30), paid(200_00, -30)]) == 10


def test_the_handbooks_need_is_54000() -> None:
    assert need_for_credit(365_000_00, days=45, safety_factor=Decimal("1.2")) == 54_000_00


def test_growth_needs_a_year_before() -> None:
    assert (growth_percent(150, 100), growth_percent(50, 100), growth_percent(5, 0)) == (50, -50, None)


def test_the_handbooks_z_is_2_23_and_grey() -> None:
    z = z_score(HANDBOOK)
    assert z == Decimal("2.23")
    assert zone_of(z, safe=POLICY.credit_review.z_safe, distress=POLICY.credit_review.z_distress) is Zone.GREY


def test_the_edges_of_the_zones_are_grey() -> None:
    safe, distress = Decimal("2.9"), Decimal("1.23")
    zones = [zone_of(Decimal(z), safe=safe, distress=distress) for z in ("2.91", "2.90", "1.23", "1.22")]
    assert zones == [Zone.SAFE, Zone.GREY, Zone.GREY, Zone.DISTRESS]


def test_whoever_owes_nothing_is_safe_without_a_z() -> None:
    without = replace(HANDBOOK, total_liabilities=0, current_liabilities=0)
    assert z_score(without) is None
    assert zone_of(None, safe=Decimal(3), distress=Decimal(1)) is Zone.SAFE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"total_assets": 0}, "statement.assets"),
        ({"sales": -1}, "statement.negative"),
        ({"current_assets": 2_000_001_00}, "statement.current_assets"),
        ({"current_liabilities": 1_400_001_00}, "statement.current_liabilities"),
        ({"sales": 10**18}, "statement.large"),
    ],
)
def test_figures_that_no_company_has_are_refused(change: dict[str, int], code: str) -> None:
    assert code in [one.code for one in objections(replace(HANDBOOK, **change))]
    assert not list(objections(HANDBOOK))


def test_the_handbooks_limit_is_45000() -> None:
    found = find_limit(file(), POLICY, risk_class=RiskClass.B)
    assert (found.need_minor, found.capacity_minor, found.limit_minor) == (54_000_00, 60_000_00, 45_000_00)


@pytest.mark.parametrize(
    ("days_late", "figures", "returned", "letter"),
    [
        (0, SAFE, 0, "A"),
        (0, HANDBOOK, 0, "B"),
        (15, SAFE, 0, "B"),
        (30, SAFE, 0, "C"),
        (31, SAFE, 0, "C"),
        (60, SAFE, 0, "D"),
        (0, DISTRESSED, 0, "D"),
        (0, SAFE, 1, "A"),
        (0, SAFE, 2, "D"),
    ],
)
def test_the_worst_of_index_finances_and_returned_payments_is_the_class(
    days_late: int, figures: Figures, returned: int, letter: str
) -> None:
    facts = file(
        paid=(paid(1_000_00, days_late),),
        statement=StatementFacts(date(2025, 12, 31), figures),
        returned_payments=returned,
    )
    assert find_class(facts, POLICY).risk_class == letter


def test_without_a_fresh_statement_b_is_the_best_class_and_without_payments_c() -> None:
    on_time = (paid(1_000_00, -30),)
    assert find_class(file(paid=on_time, statement=None), POLICY).risk_class == RiskClass.B
    old = StatementFacts(date(2024, 11, 30), SAFE)
    assert find_class(file(paid=on_time, statement=old), POLICY).risk_class == RiskClass.B
    assert find_class(file(paid=()), POLICY).risk_class == RiskClass.C


def test_trade_references_tell_the_capacity_where_no_statement_does() -> None:
    told = (ReferenceFacts(DAY, 3, 30_000_00), ReferenceFacts(DAY, 9, 20_000_00))
    found = find_limit(file(statement=None, references=told), POLICY, risk_class=RiskClass.B)
    assert (found.capacity_minor, found.limit_minor) == (30_000_00, 22_500_00)


def test_where_nothing_tells_the_capacity_no_more_than_what_stands_is_proposed() -> None:
    found = find_limit(file(statement=None, limit_minor=10_000_00), POLICY, risk_class=RiskClass.B)
    assert (found.capacity_minor, found.limit_minor) == (None, 10_000_00)
    assert find_limit(file(statement=None), POLICY, risk_class=RiskClass.D).limit_minor == 0


def test_a_cover_counts_while_it_stands_and_says_that_it_expired() -> None:
    cover = CoverFacts(SecurityKind.INSURANCE, 5_000_00, date(2026, 1, 1), date(2026, 6, 1))
    standing = file(covers=(cover,), statement=None, limit_minor=10_000_00)
    assert find_limit(standing, POLICY, risk_class=RiskClass.D).limit_minor == 4_500_00
    expired = replace(standing, as_of=date(2026, 6, 2))
    assert find_limit(expired, POLICY, risk_class=RiskClass.D).limit_minor == 0
    assert "file.cover_expired" in [one.code for one in look_through(expired, POLICY).missing]


def test_every_part_of_the_scorecard_is_shown_with_its_facts_and_what_is_missing_is_no_zero() -> None:
    card = scorecard(file(), POLICY)
    points = {part.name: part.points for part in card.parts}
    assert points == {
        "payment_index": 67, "trend": 70, "finances": 55, "rating": None, "references": None, "purchases": 80,
        "years": 100, "returned": 100,
    }  # fmt: skip
    assert card.known_percent == 80
    # (35 x 67 + 10 x 70 + 20 x 55 + 5 x 80 + 5 x 100 + 5 x 100) / 80
    assert card.score == 69
    assert str(card.parts[2].why) == "Z′ is 2.23: neither safe nor in distress"
    rated = scorecard(file(rating=RatingFacts(RatingSource.JBT, 4, DAY)), POLICY)
    assert rated.score == 62


def test_a_file_that_knows_too_little_has_no_score() -> None:
    card = scorecard(file(paid=(), statement=None), POLICY)
    assert (card.known_percent, card.score) == (15, None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [Advice.EXTEND]),
        ({"limit_minor": 44_000_00}, [Advice.KEEP]),
        ({"limit_minor": None}, [Advice.EXTEND]),
        ({"limit_minor": 100_000_00}, [Advice.REDUCE]),
        ({"collectable_minor": 9_000_00, "oldest_days_late": 31}, [Advice.COLLECT]),
        ({"collectable_minor": 9_000_00, "oldest_days_late": 30}, [Advice.EXTEND]),
        ({"collectable_minor": 9_000_00, "oldest_days_late": 31, "returned_payments": 2},
         [Advice.COLLECT, Advice.REDUCE]),
        ({"last_purchase_on": date(2024, 6, 1), "purchases_minor": 0}, [Advice.CLOSE]),
        ({"last_purchase_on": date(2024, 6, 2), "purchases_minor": 0}, [Advice.REDUCE]),
        ({"last_purchase_on": date(2024, 6, 1), "purchases_minor": 0, "open_minor": 1_00}, [Advice.REDUCE]),
    ],
)  # fmt: skip
def test_the_recommendation_follows_from_the_file(facts: dict[str, object], expected: list[Advice]) -> None:
    assert advices(file(**facts)) == expected


def test_the_recommendation_says_why() -> None:
    (extend,) = look_through(file(), POLICY).recommended
    assert [str(one) for one in extend.reasons] == [
        "the limit is 40,000.00 USD, the formula gives 45,000.00 USD",
        "the payment index is 67",
        "Z′ is 2.23: neither safe nor in distress",
        "he needs 54,000.00 USD",
        "he can bear 60,000.00 USD, of which class B takes 0.75",
    ]


def test_two_returned_payments_limits_and_covers_and_old_statements_call_a_review() -> None:
    def codes(**facts: object) -> list[str]:
        return [one.code for one in called_early(CallFacts(**facts), as_of=DAY, policy=POLICY)]  # type: ignore[arg-type]

    assert codes() == []
    assert codes(returned_payments=1, over_limit=2) == []
    assert codes(returned_payments=2, over_limit=3) == ["returned.count", "calls.over_limit"]
    ends = DAY + timedelta(days=45)
    assert codes(cover_ends_on=ends) == ["calls.cover"]
    assert codes(cover_ends_on=ends + timedelta(days=1)) == []
    assert codes(cover_ends_on=ends, last_review_on=DAY) == []
    assert codes(cover_ends_on=ends, last_review_on=DAY - timedelta(days=1)) == ["calls.cover"]
    assert codes(statement_on=date(2024, 12, 1)) == ["calls.statement"]
    assert codes(statement_on=date(2024, 12, 1), last_review_on=DAY) == []


def test_a_review_is_due_by_the_class_or_when_the_last_one_said() -> None:
    def due(**facts: object) -> date | None:
        told = {"last_review_on": DAY, "opened_on": None, "risk_class": RiskClass.B, "next_on": None}
        return review_due_on(**told | facts, policy=POLICY)  # type: ignore[arg-type]

    assert due() == DAY + timedelta(days=365)
    assert due(risk_class=RiskClass.C) == DAY + timedelta(days=180)
    assert due(next_on=DAY + timedelta(days=60)) == DAY + timedelta(days=60)
    assert due(next_on=DAY + timedelta(days=999)) == DAY + timedelta(days=365)
    assert due(last_review_on=None, opened_on=DAY) == DAY + timedelta(days=365)
    assert due(last_review_on=None) is None


amounts = st.integers(1, 10**12)
late = st.integers(-400, 4000)
payments = st.lists(st.builds(Paid, amounts, late, st.just(DAY)), min_size=1, max_size=12)


@given(payments, st.integers(0, 11), st.integers(1, 300))
def test_paying_later_never_betters_the_index(of: list[Paid], which: int, days: int) -> None:
    place = which % len(of)
    later = [replace(one, days_late=one.days_late + days) if at == place else one for at, one in enumerate(of)]
    before, after = payment_index(of, curve=CURVE), payment_index(later, curve=CURVE)
    assert before is not None and after is not None
    assert after <= before
    assert 20 <= after <= 100


@given(payments, st.integers(2, 1000))
def test_the_index_weighs_and_does_not_count(of: list[Paid], times: int) -> None:
    many = [replace(one, amount_minor=one.amount_minor * times) for one in of]
    assert payment_index(many, curve=CURVE) == payment_index(of, curve=CURVE)
    assert payment_index(reversed(of), curve=CURVE) == payment_index(of, curve=CURVE)


files = st.builds(
    file,
    paid=st.lists(st.builds(Paid, amounts, late, st.just(DAY)), max_size=5).map(tuple),
    purchases_minor=st.integers(0, 10**12),
    limit_minor=st.none() | st.integers(0, 10**12),
    returned_payments=st.integers(0, 4),
    statement=st.sampled_from(
        [None, *(StatementFacts(date(2025, 12, 31), one) for one in (HANDBOOK, SAFE, DISTRESSED))]
    ),
)


@given(files)
def test_the_limit_is_within_need_and_capacity_and_a_worse_class_never_gives_more(facts: FileFacts) -> None:
    limits = [find_limit(facts, POLICY, risk_class=one).limit_minor for one in RiskClass]
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == 0
    found = find_limit(facts, POLICY, risk_class=RiskClass.A)
    assert 0 <= found.limit_minor <= found.need_minor
    if found.capacity_minor is not None:
        assert found.limit_minor <= found.capacity_minor


@given(files)
def test_a_score_lies_between_its_parts_and_something_is_always_recommended(facts: FileFacts) -> None:
    looked = look_through(facts, POLICY)
    points = [part.points for part in looked.card.parts if part.points is not None]
    if looked.card.score is not None:
        assert min(points) <= looked.card.score <= max(points)
    assert looked.recommended
    assert all(one.reasons for one in looked.recommended)
    if facts.limit_minor is not None and looked.chief.advice is Advice.EXTEND:
        assert looked.found_limit.limit_minor > facts.limit_minor


@given(files, st.integers(1, 4))
def test_more_returned_payments_never_better_class_or_score(facts: FileFacts, more: int) -> None:
    worse = replace(facts, returned_payments=facts.returned_payments + more)
    assert find_class(worse, POLICY).risk_class >= find_class(facts, POLICY).risk_class
    before, after = scorecard(facts, POLICY).score, scorecard(worse, POLICY).score
    assert before is None or (after is not None and after <= before)


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        (Decided(reduced=True, refused=False, asked_by_customer=False, past_due=False), True),
        (Decided(reduced=True, refused=False, asked_by_customer=False, past_due=True), False),
        (Decided(reduced=False, refused=True, asked_by_customer=True, past_due=False), True),
        (Decided(reduced=False, refused=True, asked_by_customer=False, past_due=False), False),
        (Decided(reduced=False, refused=False, asked_by_customer=True, past_due=False), False),
    ],
)
def test_who_is_told_of_a_limit_refused_or_reduced(decided: Decided, told: bool) -> None:
    assert needs_notice(decided) is told


def test_reasons_are_principal_ones_each_once_and_without_our_figures() -> None:
    codes = ["class.index", "finances.grey", "finances.grey", "limit.need", "limit.capacity_unknown", "advice.limit"]
    for language in LetterLanguage:
        found = principal_reasons(codes, language)
        assert len(found) == len(set(found)) == 4
        assert not any(sign.isdigit() for text in found for sign in text)
    assert len(principal_reasons([], LetterLanguage.ENGLISH)) == 1


def test_the_reasons_may_be_asked_for_until_the_sixtieth_day() -> None:
    days = [(0, True), (60, True), (61, False), (-1, False)]
    for after, may in days:
        asked = DAY + timedelta(days=after)
        assert may_still_ask(told_on=DAY, asked_on=asked, within_days=60) is may
