"""The rules of compromise settlements: when one is fulfilled, and how cash and forgiveness close the claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Content, Evidence, Line, Stake
from creditdesk.domain.settlements import (
    AccountFacts,
    Claim,
    PaymentFacts,
    State,
    Terms,
    booking_ends,
    content,
    judge,
    last_day,
    objections,
    percent_forgiven,
    shares,
    terms_of,
)

POLICY = default_policy()
TODAY, UNTIL = date(2026, 6, 15), date(2026, 6, 30)
ACCOUNT = AccountFacts(payments={}, offered={})
SHOWN = (Evidence(Shown.EFFORTS, words="calls"), Evidence(Shown.FINANCES, words="means"))


def asked(
    *, offer: int = 8_000_00, until: date = UNTIL, payments: tuple[int, ...] = (), method: str = "wire"
) -> Content:
    return content(
        [Line(1, "A", 6_000_00), Line(2, "B", 4_000_00, 400_00)],
        currency="USD",
        offer_minor=offer,
        deadline=until,
        method=method,
        payments=payments,
        words="better than nothing",
        evidence=SHOWN,
        policy=POLICY,
    )


def codes(one: Content, account: AccountFacts = ACCOUNT) -> list[str]:
    return [reason.code for reason in objections(one, account=account, policy=POLICY, as_of=TODAY)]


def test_what_is_forgiven_is_the_debt_less_the_offer_in_amount_and_percent() -> None:
    one = asked()
    assert one.stake is not None
    assert (one.amount_minor, one.authority_minor, one.authority_percent) == (10_000_00, 2_000_00, Decimal("20.00"))
    assert (terms_of(one), codes(one)) == (Terms(10_000_00, 8_000_00, UNTIL), [])
    assert terms_of(Content.from_dict(one.as_dict())) == terms_of(one)


def test_the_percentage_is_rounded_up_so_that_no_limit_is_passed_by_rounding() -> None:
    assert percent_forgiven(Terms(3_00, 2_25, UNTIL)) == "25.00"
    assert percent_forgiven(Terms(10_000_00, 7_499_99, UNTIL)) == "25.01"


def test_an_offer_is_above_zero_and_below_the_debt() -> None:
    assert codes(asked(offer=10_000_00)) == ["settlement.offer"]
    assert codes(asked(offer=0)) == ["settlement.offer"]
    assert codes(asked(offer=9_999_99)) == []


def test_an_offer_needs_a_day_that_comes_and_not_too_far_ahead_and_how_it_is_paid() -> None:
    assert codes(asked(until=TODAY - timedelta(days=3))) == ["settlement.deadline"]
    assert codes(asked(until=TODAY)) == []
    assert codes(asked(until=TODAY + timedelta(days=91))) == ["settlement.too_long"]
    assert codes(asked(method=" ")) == ["settlement.method"]


def test_a_day_on_which_banks_are_closed_becomes_the_next_that_they_work() -> None:
    fourth = date(2026, 7, 4)  # a Saturday
    assert last_day(fourth, bank=Calendar(holidays=frozenset({date(2026, 7, 6)}))) == date(2026, 7, 7)
    assert terms_of(asked(until=fourth)).last_day == date(2026, 7, 6)


def test_what_stands_in_the_way_is_named() -> None:
    assert codes(asked(), AccountFacts({}, offered={2: "7"})) == ["settlement.twice"]
    assert codes(asked(), AccountFacts({}, offered={}, tenders=("RC9",))) == ["settlement.tender"]
    there = {5: PaymentFacts(5, "P5", "USD", 100)}
    assert codes(asked(payments=(5,)), AccountFacts(there, offered={})) == []
    assert codes(asked(payments=(6,)), AccountFacts(there, offered={})) == ["settlement.payment"]


def test_other_terms_than_the_stake_says_are_refused() -> None:
    assert codes(replace(asked(), stake=Stake(1_00, "0.01"))) == ["settlement.stake"]
    assert codes(replace(asked(), terms={"offer_minor": "many"})) == ["request.terms"]


def test_it_is_fulfilled_to_the_cent_and_lapses_once_booking_has_ended() -> None:
    terms = Terms(10_000_00, 8_000_00, UNTIL)
    ends = booking_ends(terms, policy=POLICY)
    assert ends == date(2026, 7, 2)
    assert judge(terms, paid_minor=8_000_00, as_of=UNTIL, booking_ends=ends) is State.FULFILLED
    assert judge(terms, paid_minor=7_999_99, as_of=ends, booking_ends=ends) is State.OFFERED
    assert judge(terms, paid_minor=7_999_99, as_of=ends + timedelta(days=1), booking_ends=ends) is State.LAPSED


def test_cash_pays_the_oldest_and_the_tax_comes_back_with_what_is_forgiven() -> None:
    claims = [
        Claim(2, 4_000_00, 4_000_00, 400_00, date(2026, 5, 31)),
        Claim(1, 6_000_00, 6_000_00, 0, date(2026, 4, 30)),
    ]
    old, new = shares(claims, cash_minor=8_000_00)
    assert (old.item_id, old.paid_minor, old.forgiven_minor) == (1, 6_000_00, 0)
    assert (new.item_id, new.paid_minor, new.forgiven_minor, new.tax_minor) == (2, 2_000_00, 2_000_00, 200_00)


_claims = st.lists(
    st.builds(
        lambda number, settled, open_share, tax_share, day: Claim(
            number,
            settled * open_share // 100,
            settled,
            settled * tax_share // 100,
            date(2026, 1, 1) + timedelta(days=day),
        ),
        st.integers(1, 10**6),
        st.integers(1, 10**9),
        st.integers(0, 100),
        st.integers(0, 100),
        st.integers(0, 300),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.item_id,
)


@given(claims=_claims, cash=st.integers(0, 10**10))
def test_cash_and_forgiveness_close_every_claim_to_the_cent(claims: list[Claim], cash: int) -> None:
    told = {one.item_id: one for one in shares(claims, cash_minor=cash)}
    owed = sum(one.open_minor for one in claims)
    assert sum(one.paid_minor for one in told.values()) == min(cash, owed)
    for claim in claims:
        share = told[claim.item_id]
        assert share.paid_minor + share.forgiven_minor == claim.open_minor
        assert min(share.paid_minor, share.forgiven_minor) >= 0
        assert 0 <= share.tax_minor <= min(share.forgiven_minor, claim.tax_minor)


@given(
    claims=st.integers(2, 10**9),
    part=st.integers(1, 99),
    paid=st.integers(0, 10**9),
    late=st.integers(-40, 40),
)
def test_nothing_is_forgiven_unless_the_offer_was_paid_in_time(claims: int, part: int, paid: int, late: int) -> None:
    terms = Terms(claims, max(1, claims * part // 100), UNTIL)
    state = judge(terms, paid_minor=paid, as_of=UNTIL + timedelta(days=late), booking_ends=UNTIL)
    assert (state is State.FULFILLED) == (paid >= terms.offer_minor)
    assert (state is State.LAPSED) == (paid < terms.offer_minor and late > 0)
