"""Rows without a due date: the terms by each company's own policy and calendar, and one document per instalment."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from creditdesk.domain.policy import default_policy
from creditdesk.intake import queries, verify
from creditdesk.parties.models import Customer
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.models import OpenItem, Position
from tests import builders
from tests.actions.importing import load, preview, refusals, take_back
from tests.world import NOW, TODAY, World

HEADER = "Customer,Invoice,Date,Terms,Amount,Open amount\n"
SPLIT = HEADER + "C1,A-1,2026-04-10,split 30/60/90,100.00,100.00\n"


def _due(number: str) -> list[tuple[str, dt.date, int, int]]:
    items = OpenItem.objects.filter(number__startswith=number, voided_on=None).order_by("number")
    return list(items.values_list("number", "due_date", "original_minor", "open_minor"))


class TestInstalments:
    def test_each_instalment_is_a_document_with_its_own_due_date(self, world: World) -> None:
        file = load(SPLIT, company=world.northlight, by=world.erin)
        assert (file.state, file.rows_done) == ("posted", 1)
        assert _due("A-1") == [
            ("A-1/1", dt.date(2026, 5, 10), 33_33, 33_33),
            ("A-1/2", dt.date(2026, 6, 9), 33_33, 33_33),
            ("A-1/3", dt.date(2026, 7, 9), 33_34, 33_34),
        ]
        assert Position.objects.get(customer__number="C1").past_due_minor == 66_66
        assert verify.broken_facts() == []

    def test_the_preview_says_so(self, world: World) -> None:
        file = preview(SPLIT, company=world.northlight, by=world.erin)
        (warning,) = [one for one in file.totals["warnings"] if one["code"] == "intake.instalments"]
        assert warning["facts"] == {"count": 1, "lines": "2"}

    def test_what_was_paid_pays_the_oldest_first(self, world: World) -> None:
        text = SPLIT.replace("100.00,100.00", "100.00,40.00")
        load(text, company=world.northlight, by=world.erin)
        assert [left for *_, left in _due("A-1")] == [0, 6_66, 33_34]
        assert OpenItem.objects.get(number="A-1/1").closed_date == TODAY
        assert verify.broken_facts() == []

    def test_the_terms_of_the_customer_split_as_well(self, world: World) -> None:
        builders.customer(world.northlight, number="C1")
        Customer.objects.filter(number="C1").update(terms_code="split 30/60")
        load(SPLIT.replace("split 30/60/90", ""), company=world.northlight, by=world.erin)
        assert [number for number, *_ in _due("A-1")] == ["A-1/1", "A-1/2"]

    def test_the_same_rows_again_change_nothing(self, world: World) -> None:
        load(SPLIT, company=world.northlight, by=world.erin)
        file = preview(SPLIT + "\n", company=world.northlight, by=world.erin)
        assert (file.rows_accepted, file.rows_unchanged, file.rows_refused) == (0, 1, 0)

    def test_another_amount_is_refused_naming_the_instalment(self, world: World) -> None:
        load(SPLIT, company=world.northlight, by=world.erin)
        file = preview(SPLIT.replace("100.00,100.00", "100.00,50.00"), company=world.northlight, by=world.erin)
        ((_, line, column, _, reason),) = queries.refused_rows(file)
        assert (line, column) == (2, "Open amount")
        assert "The ledger has A-1/1 with other figures" in reason

    def test_a_document_is_never_taken_whole_and_in_instalments(self, world: World) -> None:
        whole = "Customer,Invoice,Date,Due,Amount\n{},2026-04-10,2026-07-09,100.00\n"
        load(SPLIT, company=world.northlight, by=world.erin)
        again = preview(whole.format("C1,A-1"), company=world.northlight, by=world.erin)
        assert refusals(again) == [(2, "intake.split_otherwise")]
        load(whole.format("C1,A-2"), company=world.northlight, by=world.erin)
        again = preview(SPLIT.replace("A-1", "A-2"), company=world.northlight, by=world.erin)
        assert refusals(again) == [(2, "intake.split_otherwise")]

    def test_a_number_of_the_senders_own_that_looks_like_an_instalment_is_a_document_of_its_own(
        self, world: World
    ) -> None:
        rows = "C1,B-1,2026-04-10,net 30,100.00,100.00\nC1,B-1/1,2026-04-10,net 30,40.00,40.00\n"
        file = load(HEADER + rows, company=world.northlight, by=world.erin)
        assert (file.rows_accepted, file.rows_refused) == (2, 0)

    @pytest.mark.parametrize("first", ["A-1/1", "A-1"])
    def test_two_rows_that_would_take_one_number_are_not_both_taken(self, world: World, first: str) -> None:
        rows = ["C1,A-1/1,2026-04-10,net 30,5.00,5.00\n", SPLIT.splitlines(keepends=True)[1]]
        text = HEADER + "".join(rows if first == "A-1/1" else reversed(rows))
        file = load(text, company=world.northlight, by=world.erin)
        assert file.state == "posted"
        assert refusals(file) == [(3, "intake.part_twice")]

    def test_a_credit_is_owed_at_once_and_stays_one(self, world: World) -> None:
        load(SPLIT.replace("100.00,100.00", "-100.00,-100.00"), company=world.northlight, by=world.erin)
        assert _due("A-1") == [("A-1", dt.date(2026, 5, 10), -100_00, -100_00)]

    def test_cents_that_do_not_reach_for_every_instalment_make_fewer(self, world: World) -> None:
        load(SPLIT.replace("100.00,100.00", "0.02,0.02"), company=world.northlight, by=world.erin)
        assert [(number, original) for number, _, original, _ in _due("A-1")] == [("A-1/3", 2)]

    def test_the_import_is_taken_back_whole(self, world: World) -> None:
        file = take_back(load(SPLIT, company=world.northlight, by=world.erin), by=world.erin)
        assert (file.state, file.rows_done) == ("undone", 0)
        assert OpenItem.objects.aggregate(sum=Sum("open_minor"))["sum"] == 0
        assert _due("A-1") == []
        assert verify.broken_facts() == []


class TestEachCompanysOwnPolicy:
    TEXT = HEADER + "C1,T-1,2026-05-01,net 30,100.00,100.00\nC1,T-2,2026-05-26,10th prox,100.00,100.00\n"

    @pytest.fixture
    def own_rules(self, world: World) -> None:
        """Northlight shifts due dates over its own holiday, and its prox terms cut off on the 28th."""
        policy = default_policy()
        terms = policy.terms.model_copy(update={"shift_due_date_to_business_day": True, "prox_cutoff_day": 28})
        calendar = policy.calendar.model_copy(update={"company_holidays": (dt.date(2026, 6, 1),)})
        text = policy.model_copy(update={"terms": terms, "calendar": calendar}).to_yaml()
        adopt_policy(
            text, effective_from=dt.date(2026, 1, 1), reason="ours", by="dave", at=NOW, company_id=world.northlight.id
        )

    @pytest.mark.usefixtures("own_rules")
    def test_the_companys_policy_and_calendar_decide(self, world: World) -> None:
        load(self.TEXT, company=world.northlight, by=world.erin)
        assert [day for _, day, *_ in _due("T-")] == [dt.date(2026, 6, 2), dt.date(2026, 6, 10)]

    @pytest.mark.usefixtures("own_rules")
    def test_rows_of_another_company_follow_the_policy_for_all(self, world: World) -> None:
        world.erin.companies.add(world.southwind)
        text = self.TEXT.replace("Customer", "Company,Customer").replace("C1,", "SW,C1,")
        load(text, company=world.northlight, by=world.erin)
        assert [day for _, day, *_ in _due("T-")] == [dt.date(2026, 5, 31), dt.date(2026, 7, 10)]

    def test_a_due_date_that_followed_from_the_terms_stays_when_the_policy_changes(
        self, world: World, request: pytest.FixtureRequest
    ) -> None:
        load(self.TEXT, company=world.northlight, by=world.erin)
        request.getfixturevalue("own_rules")
        file = preview(self.TEXT + "\n", company=world.northlight, by=world.erin)
        assert (file.rows_unchanged, file.rows_refused) == (2, 0)
