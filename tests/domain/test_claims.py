"""Claims by their words, against earlier ones, and by their history."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk.domain.claim_history import Outcome, likelihood
from creditdesk.domain.claim_likeness import ClaimMade, earlier_claims, plain_claim_number
from creditdesk.domain.claim_words import read_claim
from creditdesk.domain.policy_research import ClaimTest, DeductionTestsPolicy

POLICY = DeductionTestsPolicy()


@pytest.mark.parametrize(
    ("said", "test"),
    [
        ("short delivery, claim 12345", ClaimTest.SHORTAGE),
        ("12 units missing", ClaimTest.SHORTAGE),
        ("price correction, PO 4711", ClaimTest.PRICING),
        ("return, RGA R-118", ClaimTest.RETURNS),
        ("promo P-2026-04", ClaimTest.PROMOTION),
        ("co-op promotion flyer", ClaimTest.COOP),
        ("freight overcharge", None),
        ("freight", ClaimTest.FREIGHT),
        ("OTIF fine 3%", ClaimTest.COMPLIANCE),
        ("code 06 whatever the price", ClaimTest.SHORTAGE),
        ("co-op advertising, code 16", ClaimTest.COOP),
        ("markdown, code 16", ClaimTest.PROMOTION),
        ("reason 24", ClaimTest.DISCOUNT),
        ("post-audit claim 77", ClaimTest.POST_AUDIT),
        ("billed twice", ClaimTest.DUPLICATE),
        ("short pay", None),
        ("see remittance", None),
        ("", None),
    ],
)
def test_words_name_one_reason_or_none(said: str, test: ClaimTest | None) -> None:
    assert read_claim(said).test is test


def test_numbers_and_units_are_read_where_the_words_name_them() -> None:
    said = read_claim("12 units short x 150.00, claim CB-4411, item K-1, RGA R-118")
    assert (said.claim_number, said.quantity_milli) == ("CB-4411", 12_000)
    assert (said.item_numbers, said.authorisations) == (("K-1",), ("R-118",))
    assert read_claim("claim 4411").quantity_milli is None


class TestEarlierClaims:
    claim = ClaimMade(9, "D-9", "CB-004411", "88120", 1_800_00, "USD", dt.date(2026, 6, 10))
    before = replace(claim, item_id=3, number="D-3", claim_number="cb 4411", claimed_on=dt.date(2026, 4, 1))

    def found(self, **facts: object) -> list[tuple[str, bool]]:
        one = replace(self.before, **facts)  # type: ignore[arg-type]
        return [(each.reason.code, each.is_sure) for each in earlier_claims(self.claim, among=[one], policy=POLICY)]

    def test_the_same_number_and_amount_is_the_same_claim_however_it_is_written(self) -> None:
        assert plain_claim_number("CB-004411") == plain_claim_number("cb 4411") == "4411"
        assert self.found() == [("claim.same_number", True)]

    def test_the_same_amount_of_the_same_invoice_is_the_same_claim_unless_two_numbers_say_otherwise(self) -> None:
        assert self.found(claim_number="") == [("claim.same_invoice", True)]
        assert self.found(claim_number="5522") == [("claim.same_invoice", False)]

    def test_a_number_that_is_used_again_and_amounts_nearby_are_questions(self) -> None:
        assert self.found(amount_minor=1_050_00) == [("claim.number_again", False)]
        near = {"claim_number": "", "amount_minor": 1_790_00, "claimed_on": dt.date(2026, 5, 20)}
        assert self.found(**near) == [("claim.near", False)]
        assert self.found(**near | {"claimed_on": dt.date(2026, 3, 1)}) == []
        assert self.found(**near | {"amount_minor": 1_700_00}) == []
        assert self.found(**near | {"invoice_number": "99999"}) == []

    def test_only_the_later_of_two_repeats_and_never_in_another_currency(self) -> None:
        assert self.found(claimed_on=dt.date(2026, 6, 11)) == []
        assert self.found(item_id=9) == []
        assert self.found(currency="EUR") == []


class TestHistory:
    def test_a_share_comes_with_its_denominator_and_its_record(self) -> None:
        outcomes = [Outcome(100, 100)] * 5 + [Outcome(0, 100)] + [Outcome(60, 100)] * 2
        found = likelihood(outcomes, policy=POLICY)
        assert found is not None
        assert (found.valid, found.decided, found.percent) == (7, 8, 88)
        assert (found.right, found.foretold) == (2, 3)
        assert str(found.reason) == (
            "7 of 8 such claims were found valid: 88 %; said beforehand, this was right for 2 of 3"
        )

    def test_of_fewer_claims_than_the_policy_asks_for_nothing_is_said(self) -> None:
        assert likelihood([Outcome(100, 100)] * 4, policy=POLICY) is None
        five = likelihood([Outcome(50, 100)] * 5, policy=POLICY)
        assert five is not None and (five.percent, five.foretold) == (0, 0)
