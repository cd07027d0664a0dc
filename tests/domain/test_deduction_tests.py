"""Validity tests of deductions: every reason with evidence, without it, and against it; the parts make the claim."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.deduction_evidence import (
    Authorisation,
    Blame,
    Claim,
    Coop,
    Deal,
    Delivery,
    Earlier,
    Evidence,
    InvoiceLine,
    Paid,
    PriceHeld,
    RootCause,
    Rule,
)
from creditdesk.domain.deduction_goods import signed_short
from creditdesk.domain.deduction_tests import Finding, find
from creditdesk.domain.policy_research import ClaimTest, DeductionTestsPolicy
from creditdesk.domain.reasons import Reason

POLICY = DeductionTestsPolicy()
ON = dt.date(2026, 6, 10)
INVOICED = dt.date(2026, 5, 1)


def claim(test: ClaimTest, minor: int, **facts: object) -> Claim:
    base = Claim(test, minor, "USD", ON, invoice_number="88120", invoice_on=INVOICED, invoice_minor=40_000_00)
    return replace(base, **facts)  # type: ignore[arg-type]


def judged(one: Claim, **evidence: object) -> Finding:
    return find(one, evidence=Evidence(**evidence), policy=POLICY)  # type: ignore[arg-type]


def parts(found: Finding) -> tuple[int, int, int]:
    return found.valid_minor, found.invalid_minor, found.undecided_minor


def missing(found: Finding) -> list[str]:
    return [one.code for one in found.missing]


def codes(found: Finding) -> list[str]:
    return [one.code for one in found.reasons]


def delivery(**facts: object) -> Delivery:
    base = Delivery(
        "S-1",
        carrier="Roadline",
        shipped_on=dt.date(2026, 5, 2),
        promised_on=dt.date(2026, 5, 5),
        delivered_on=dt.date(2026, 5, 5),
        signed_by="J. Ortega",
    )
    return replace(base, **facts)  # type: ignore[arg-type]


LINES = (
    InvoiceLine("10", "K-1", 100_000, 150_00, 15_000_00),
    InvoiceLine("20", "FREIGHT", 1_000, 90_00, 90_00, kind="freight"),
)


@pytest.mark.parametrize(
    ("remark", "units"),
    [
        ("5 short", 5),
        ("short 5 ctns", 5),
        ("2 units missing, 1 case short", 3),
        ("Missing: 12", 12),
        ("received in full", 0),
        ("subject to count", None),
        ("", None),
    ],
)
def test_a_receiver_says_in_his_own_words_what_is_missing(remark: str, units: int | None) -> None:
    assert signed_short(remark) == units


class TestShortage:
    asked = claim(ClaimTest.SHORTAGE, 1_800_00, quantity_milli=12_000)

    def test_what_was_signed_as_short_is_valid_at_the_invoice_price(self) -> None:
        found = judged(self.asked, shipments=(delivery(remarks="5 short"),), lines=LINES)
        assert parts(found) == (750_00, 1_050_00, 0)

    def test_never_more_units_are_valid_than_are_claimed(self) -> None:
        found = judged(self.asked, shipments=(delivery(remarks="20 short"),), lines=LINES)
        assert parts(found) == (1_800_00, 0, 0)

    def test_without_a_shipment_a_proof_or_a_count_nothing_is_decided(self) -> None:
        assert missing(judged(self.asked)) == ["deduction.no_shipment"]
        nothing = delivery(delivered_on=None, signed_by="")
        assert missing(judged(self.asked, shipments=(nothing,))) == ["deduction.no_proof"]
        uncounted = judged(self.asked, shipments=(delivery(),))
        assert (parts(uncounted), missing(uncounted)) == ((0, 0, 1_800_00), ["deduction.no_count"])

    def test_a_delivery_that_was_signed_whole_refutes_it(self) -> None:
        found = judged(self.asked, shipments=(delivery(remarks="complete, no exceptions"),))
        assert (parts(found), codes(found)) == ((0, 1_800_00, 0), ["deduction.delivered_whole"])

    def test_where_signature_and_counts_contradict_nothing_is_decided(self) -> None:
        odd = delivery(remarks="5 short", shipped_milli=100_000, received_milli=92_000)
        found = judged(self.asked, shipments=(odd,), lines=LINES)
        assert (parts(found), codes(found)) == ((0, 0, 1_800_00), ["deduction.counts_contradict"])

    def test_cartons_that_the_carrier_lost_are_claimed_from_him(self) -> None:
        lost = delivery(remarks="5 short", cartons_shipped=10, cartons_received=9)
        found = judged(self.asked, shipments=(lost,), lines=LINES)
        assert (found.carrier_claim_minor, found.carrier, found.root_cause) == (750_00, "Roadline", RootCause.CARRIER)

    def test_a_claim_after_the_window_is_not_valid_whatever_was_signed(self) -> None:
        late = replace(self.asked, claimed_on=dt.date(2026, 8, 4))
        found = judged(late, shipments=(delivery(remarks="5 short"),), lines=LINES)
        assert (parts(found), codes(found)) == ((0, 1_800_00, 0), ["deduction.late"])
        last = replace(self.asked, claimed_on=dt.date(2026, 8, 3))
        assert judged(last, shipments=(delivery(remarks="5 short"),), lines=LINES).valid_minor == 750_00

    def test_several_prices_and_no_item_ask_which_item_it_was(self) -> None:
        other = (*LINES, InvoiceLine("30", "K-2", 10_000, 20_00, 200_00))
        asked = replace(self.asked, quantity_milli=None)
        found = judged(asked, shipments=(delivery(remarks="5 short"),), lines=other)
        assert missing(found) == ["deduction.which_item"]
        named = judged(replace(asked, item_numbers=("K-2",)), shipments=(delivery(remarks="5 short"),), lines=other)
        assert named.valid_minor == 100_00


class TestPricing:
    lines = (InvoiceLine("10", "K-1", 100_000, 52_00, 5_200_00),)
    held = PriceHeld("K-1", 50_00, dt.date(2026, 3, 1), "US 2026")

    def test_what_was_billed_above_the_price_that_held_is_valid(self) -> None:
        found = judged(claim(ClaimTest.PRICING, 200_00), lines=self.lines, prices=(self.held,))
        assert (parts(found), found.root_cause) == ((200_00, 0, 0), RootCause.PRICE_MASTER)
        more = judged(claim(ClaimTest.PRICING, 350_00), lines=self.lines, prices=(self.held,))
        assert parts(more) == (200_00, 150_00, 0)

    def test_an_agreed_price_that_was_found_first_counts(self) -> None:
        agreed = PriceHeld("K-1", 51_00, dt.date(2026, 1, 1))
        found = judged(claim(ClaimTest.PRICING, 200_00), lines=self.lines, prices=(agreed, self.held))
        assert found.valid_minor == 100_00

    def test_a_price_that_was_right_refutes_it_and_a_missing_one_decides_nothing(self) -> None:
        right = replace(self.held, price_minor=52_00)
        assert parts(judged(claim(ClaimTest.PRICING, 1_00), lines=self.lines, prices=(right,))) == (0, 1_00, 0)
        unknown = judged(claim(ClaimTest.PRICING, 200_00), lines=self.lines)
        assert (parts(unknown), missing(unknown)) == ((0, 0, 200_00), ["deduction.no_price"])
        assert missing(judged(claim(ClaimTest.PRICING, 200_00))) == ["deduction.no_lines"]


class TestReturns:
    asked = claim(ClaimTest.RETURNS, 900_00, authorisations=("R-118",))
    authorised = Authorisation("R-118", 600_00, dt.date(2026, 5, 10), authorised_milli=10_000)

    def test_what_was_authorised_and_received_is_valid_and_the_rest_has_no_rga(self) -> None:
        found = judged(self.asked, authorisations=(replace(self.authorised, received_on=ON, received_minor=600_00),))
        assert (parts(found), codes(found)[-1]) == ((600_00, 300_00, 0), "deduction.rga_rest")

    def test_goods_that_are_awaited_leave_all_of_it_undecided(self) -> None:
        found = judged(self.asked, authorisations=(self.authorised,))
        assert (parts(found), missing(found)) == ((0, 0, 900_00), ["deduction.not_received"])

    def test_of_fewer_goods_than_authorised_a_share_is_owed(self) -> None:
        half = replace(self.authorised, received_on=ON, received_milli=5_000)
        assert parts(judged(self.asked, authorisations=(half,))) == (300_00, 600_00, 0)

    def test_an_authorisation_that_nobody_knows_is_asked_for(self) -> None:
        assert missing(judged(self.asked)) == ["deduction.rga_unknown"]
        assert missing(judged(replace(self.asked, authorisations=()))) == ["deduction.no_rga"]


class TestPromotion:
    asked = claim(ClaimTest.PROMOTION, 1_000_00)
    deal = Deal("P-7", "promotion", dt.date(2026, 4, 1), dt.date(2026, 5, 31), amount_minor=800_00, signed_by="M. Roy")

    def test_a_signed_deal_of_the_day_gives_its_sum(self) -> None:
        assert parts(judged(self.asked, deals=(self.deal,))) == (800_00, 200_00, 0)

    def test_a_share_is_of_the_goods_that_the_deal_is_about(self) -> None:
        share = replace(self.deal, amount_minor=None, percent_milli=5_000, item_numbers=("K-1",))
        assert parts(judged(self.asked, deals=(share,), lines=LINES)) == (750_00, 250_00, 0)
        other = replace(share, item_numbers=("K-9",))
        assert codes(judged(self.asked, deals=(other,), lines=LINES)) == ["deduction.deal_items"]

    def test_what_was_billed_back_is_not_given_twice(self) -> None:
        billed = replace(self.deal, billed_back_minor=800_00, billed_back_on=ON)
        assert parts(judged(self.asked, deals=(billed,))) == (0, 1_000_00, 0)

    def test_a_deal_without_a_signature_decides_nothing_and_one_of_other_days_refutes_it(self) -> None:
        unsigned = judged(self.asked, deals=(replace(self.deal, signed_by=""),))
        assert (parts(unsigned), missing(unsigned)) == ((0, 0, 1_000_00), ["deduction.deal_unsigned"])
        over = judged(self.asked, deals=(replace(self.deal, valid_to=dt.date(2026, 4, 30)),))
        assert (parts(over), codes(over)) == ((0, 1_000_00, 0), ["deduction.deal_days"])


class TestCoop:
    asked = claim(ClaimTest.COOP, 500_00)
    head = Coop("C-1", None, None, 50_000, 1_000_00, dt.date(2026, 5, 1))
    shown = replace(head, proof_number="T-1", performed_on=dt.date(2026, 5, 10), cost_minor=800_00, fund_minor=None)

    def test_the_agreed_share_of_a_proved_cost_is_valid_while_the_fund_lasts(self) -> None:
        assert parts(judged(self.asked, coop=(self.head, self.shown))) == (400_00, 100_00, 0)
        empty = replace(self.head, fund_minor=150_00)
        assert parts(judged(self.asked, coop=(empty, self.shown))) == (150_00, 350_00, 0)

    def test_without_proof_or_balance_nothing_is_decided(self) -> None:
        assert missing(judged(self.asked)) == ["deduction.no_agreement"]
        assert missing(judged(self.asked, coop=(self.head,))) == ["deduction.no_performance"]
        assert missing(judged(self.asked, coop=(self.shown,))) == ["deduction.no_fund"]


class TestFreight:
    asked = claim(ClaimTest.FREIGHT, 120_00)

    def test_whoever_pays_by_the_routing_bears_it(self) -> None:
        ours = judged(self.asked, rules=(Rule("F1", "freight", freight_by="seller"),), lines=LINES)
        assert parts(ours) == (90_00, 30_00, 0)
        theirs = judged(self.asked, rules=(Rule("F1", "freight", freight_by="customer"),), shipments=(delivery(),))
        assert parts(theirs) == (0, 120_00, 0)

    def test_another_carrier_than_was_named_asks_for_the_difference(self) -> None:
        rule = Rule("F1", "freight", carrier="Bluehaul", freight_by="customer")
        found = judged(self.asked, rules=(rule,), shipments=(delivery(),))
        assert (parts(found), missing(found)) == ((0, 0, 120_00), ["deduction.no_freight_difference"])


class TestCompliance:
    asked = claim(ClaimTest.COMPLIANCE, 1_200_00)
    late = delivery(delivered_on=dt.date(2026, 5, 8))

    def test_a_carrier_who_was_late_owes_the_fine_and_it_is_no_bad_debt(self) -> None:
        found = judged(self.asked, shipments=(replace(self.late, late_by=Blame.CARRIER),))
        assert (parts(found), found.carrier_claim_minor) == ((1_200_00, 0, 0), 1_200_00)
        assert (found.account, found.cost_centre) == ("compliance_fines", "logistics")

    def test_without_a_word_of_the_log_the_days_tell_who_was_late(self) -> None:
        tendered = replace(self.late, tendered_on=dt.date(2026, 5, 2), ship_by=dt.date(2026, 5, 2))
        assert judged(self.asked, shipments=(tendered,)).root_cause is RootCause.CARRIER
        ours = replace(tendered, tendered_on=dt.date(2026, 5, 4))
        found = judged(self.asked, shipments=(ours,))
        assert (found.root_cause, found.carrier_claim_minor) == (RootCause.LATE_SHIPMENT, 0)

    def test_the_clause_says_what_it_costs_before_the_policy_does(self) -> None:
        rule = Rule("4.2", "late", fine_milli=1_000)
        assert parts(judged(self.asked, shipments=(self.late,), rules=(rule,))) == (400_00, 800_00, 0)

    def test_a_delivery_in_time_refutes_it_and_one_without_its_days_decides_nothing(self) -> None:
        assert parts(judged(self.asked, shipments=(delivery(),))) == (0, 1_200_00, 0)
        unknown = judged(self.asked, shipments=(delivery(promised_on=None),))
        assert (parts(unknown), missing(unknown)) == ((0, 0, 1_200_00), ["deduction.no_days"])
        excused = judged(self.asked, shipments=(replace(self.late, late_by=Blame.CUSTOMER),))
        assert codes(excused) == ["deduction.customer_late"]


class TestTheOthers:
    def test_a_discount_is_earned_until_the_last_day_of_grace(self) -> None:
        asked = claim(ClaimTest.DISCOUNT, 200_00)
        paid = Paid(dt.date(2026, 3, 15), dt.date(2026, 3, 12), dt.date(2026, 3, 15), 200_00)
        assert parts(judged(asked, paid=paid)) == (200_00, 0, 0)
        assert parts(judged(asked, paid=replace(paid, value_on=dt.date(2026, 3, 16)))) == (0, 200_00, 0)
        assert missing(judged(asked)) == ["deduction.no_payment"]

    def test_an_audit_is_barred_after_the_months_of_the_contract(self) -> None:
        asked = claim(ClaimTest.POST_AUDIT, 500_00, invoice_on=dt.date(2024, 6, 10))
        assert parts(judged(asked)) == (0, 0, 500_00)
        assert codes(judged(replace(asked, invoice_on=dt.date(2024, 6, 9)))) == ["deduction.audit_barred"]

    def test_what_was_surely_claimed_before_is_never_valid_again_and_what_is_alike_is_only_told(self) -> None:
        sure = Earlier(1, "D-1", INVOICED, 200_00, True, Reason("claim.same_number", "made before"))
        prices = {"lines": TestPricing.lines, "prices": (TestPricing.held,)}
        asked = claim(ClaimTest.PRICING, 200_00)
        assert parts(judged(asked, earlier=(sure,), **prices)) == (0, 200_00, 0)
        alike = judged(asked, earlier=(replace(sure, is_sure=False),), **prices)
        assert (alike.valid_minor, codes(alike)[-1]) == (200_00, "claim.same_number")

    def test_a_claim_of_nothing_is_none(self) -> None:
        with pytest.raises(ValueError, match="above zero"):
            judged(claim(ClaimTest.PRICING, 0))


_minor = st.integers(0, 10**12)
_milli = st.integers(0, 10**9)
_days = st.none() | st.dates(dt.date(2023, 1, 1), dt.date(2027, 1, 1))
_texts = st.sampled_from(["", "5 short", "missing 3", "complete", "x"])
_deliveries = st.builds(
    Delivery,
    number=st.just("S"),
    carrier=st.sampled_from(["", "R"]),
    promised_on=_days,
    tendered_on=_days,
    ship_by=_days,
    shipped_on=_days,
    delivered_on=_days,
    noticed_on=_days,
    shipped_milli=st.none() | _milli,
    received_milli=st.none() | _milli,
    cartons_shipped=st.none() | st.integers(0, 9),
    cartons_received=st.none() | st.integers(0, 9),
    remarks=_texts,
    late_by=st.sampled_from(list(Blame)),
)
_evidence = st.builds(
    Evidence,
    lines=st.lists(
        st.builds(
            InvoiceLine, st.just("1"), st.sampled_from(["K", "L"]), _milli, _minor, _minor,
            kind=st.sampled_from(["goods", "freight", "tax"]),
        ),
        max_size=3,
    ).map(tuple),
    shipments=st.lists(_deliveries, max_size=3).map(tuple),
    prices=st.lists(
        st.builds(PriceHeld, st.sampled_from(["K", "L"]), _minor, st.just(INVOICED)), max_size=2
    ).map(tuple),
    authorisations=st.lists(
        st.builds(
            Authorisation, st.just("R"), st.none() | _minor, _days, st.none() | _milli, st.none() | _minor,
            st.none() | _milli, _days,
        ),
        max_size=2,
    ).map(tuple),
    deals=st.lists(
        st.builds(
            Deal, st.just("P"), st.just("promotion"), _days, _days, st.none() | _minor,
            st.none() | st.integers(0, 100_000), signed_by=st.sampled_from(["", "M"]), billed_back_minor=_minor,
        ),
        max_size=2,
    ).map(tuple),
    coop=st.lists(
        st.builds(
            Coop, st.just("C"), _days, _days, st.none() | st.integers(0, 100_000), st.none() | _minor, _days,
            st.sampled_from(["", "T"]), _days, st.none() | _minor,
        ),
        max_size=3,
    ).map(tuple),
    rules=st.lists(
        st.builds(
            Rule, st.just("4"), st.sampled_from(["late", "notice", "routing", "freight"]),
            st.none() | st.integers(0, 100_000), st.none() | _minor, st.sampled_from(["", "R", "B"]),
            st.sampled_from(["", "seller", "customer"]),
        ),
        max_size=3,
    ).map(tuple),
    paid=st.none() | st.builds(Paid, st.just(ON), _days, _days, _minor),
)  # fmt: skip


@given(
    st.sampled_from(list(ClaimTest)),
    st.integers(1, 10**12),
    st.none() | st.integers(1, 10**9),
    st.none() | st.dates(dt.date(2022, 1, 1), ON),
    _evidence,
)
def test_valid_invalid_and_undecided_always_make_what_is_claimed(
    test: ClaimTest, minor: int, quantity: int | None, invoiced: dt.date | None, evidence: Evidence
) -> None:
    asked = claim(test, minor, quantity_milli=quantity, invoice_on=invoiced, invoice_minor=5_000_00)
    found = find(asked, evidence=evidence, policy=POLICY)
    assert min(parts(found)) >= 0
    assert sum(parts(found)) == found.claimed_minor == minor
    assert 0 <= found.carrier_claim_minor <= found.valid_minor
    assert bool(found.account) == bool(found.valid_minor)
    assert found.reasons or found.missing
    assert all(str(one) for one in (*found.reasons, *found.missing))
    if found.undecided_minor:
        assert found.missing or "deduction.counts_contradict" in codes(found)
