"""Portfolios: rules move accounts as previewed, hands overrule them, substitutes see the work while a rep is away."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.portfolios import Account, Rule, portfolio_for
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.journal.models import JournalEntry
from creditdesk.parties import assignment
from creditdesk.parties.access import visible_customers
from creditdesk.parties.directory import rules_state
from creditdesk.parties.models import Portfolio, PortfolioRule
from tests import builders
from tests.world import NOW, TODAY, World


def account(name: str, *, risk_class: str = "B", country: str = "US", region: str = "") -> Account:
    return Account(name, risk_class, "medium", country, region)


class TestTheRuleOfTheFirstFit:
    EAST = Rule(1, name_from="A", name_to="F")
    WEST = Rule(2, name_from="G", name_to="Z")

    @pytest.mark.parametrize(
        ("name", "portfolio"),
        [
            ("acme", 1),
            ("fenwick optical", 1),
            ("fzz", 1),
            ("gable", 2),
            ("zz top", 2),
            ("7 hills", None),
            ("élan", None),
        ],
    )
    def test_a_range_of_names_holds_every_name_that_begins_with_its_last_letter(
        self, name: str, portfolio: int | None
    ) -> None:
        assert portfolio_for(account(name), [self.EAST, self.WEST]) == portfolio

    def test_the_first_rule_that_fits_decides(self) -> None:
        risky = Rule(3, risk_class="D")
        assert portfolio_for(account("acme", risk_class="D"), [risky, self.EAST]) == 3
        assert portfolio_for(account("acme", risk_class="D"), [self.EAST, risky]) == 1

    def test_every_condition_that_is_filled_in_must_fit(self) -> None:
        quebec = Rule(4, country="CA", region="QC")
        assert portfolio_for(account("acme", country="CA", region="ON"), [quebec]) is None
        assert portfolio_for(account("acme", country="CA", region="QC"), [quebec]) == 4

    def test_a_rule_without_conditions_takes_what_is_left(self) -> None:
        assert portfolio_for(account("anything"), [Rule(9)]) == 9


def west_of(world: World) -> Portfolio:
    return assignment.make_portfolio(
        "N–Z", company=world.northlight, rep=world.alice, supervisor=world.bob, by=world.bob, at=NOW
    )


def add(world: World, portfolio: Portfolio, **conditions: str) -> PortfolioRule:
    state = rules_state(portfolio.company)
    return assignment.add_rule(portfolio, conditions=conditions, state=state, by=world.bob, at=NOW)


def test_adding_a_rule_moves_nothing_and_the_preview_says_what_applying_it_would_move(world: World) -> None:
    west = west_of(world)
    add(world, world.portfolio, name_from="A", name_to="M")
    add(world, west, name_from="N", name_to="Z")
    plan = assignment.plan_assignment(world.northlight)
    assert [(move.old, move.new, move.accounts) for move in plan.moves] == [(None, "N–Z", 1)]
    assert (plan.moving, plan.unchanged, plan.without, plan.by_hand) == (1, 1, 0, 0)
    world.zenith.refresh_from_db()
    assert world.zenith.portfolio is None


def test_applying_the_rules_moves_the_accounts_and_journals_which(world: World) -> None:
    west = west_of(world)
    add(world, west, name_from="N", name_to="Z")
    add(world, world.portfolio)
    plan = assignment.plan_assignment(world.northlight)
    assignment.assign_by_rule(world.northlight, mark=plan.mark, by=world.bob, at=NOW)
    world.zenith.refresh_from_db()
    assert world.zenith.portfolio == west
    entry = JournalEntry.objects.get(kind="portfolio.assigned_by_rule")
    assert (entry.by, entry.subject_id, entry.facts["customer_ids"]) == ("bob", west.id, [world.zenith.id])
    assert assignment.plan_assignment(world.northlight).moving == 0


def test_a_preview_that_is_no_longer_true_moves_nothing(world: World) -> None:
    west = west_of(world)
    add(world, west, name_from="N", name_to="Z")
    plan = assignment.plan_assignment(world.northlight)
    builders.customer(world.northlight, name="Yonder Photo")
    with pytest.raises(Refusal) as refusal:
        assignment.assign_by_rule(world.northlight, mark=plan.mark, by=world.bob, at=NOW)
    assert refusal.value.reasons[0].code == "portfolio.changed_meanwhile"
    world.zenith.refresh_from_db()
    assert world.zenith.portfolio is None


def test_the_rules_of_one_company_leave_the_other_alone(world: World) -> None:
    add(world, world.portfolio)
    plan = assignment.plan_assignment(world.northlight)
    assignment.assign_by_rule(world.northlight, mark=plan.mark, by=world.bob, at=NOW)
    world.foreign.refresh_from_db()
    assert world.foreign.portfolio is not None
    assert world.foreign.portfolio.company == world.southwind


def test_an_account_assigned_by_hand_stays_when_the_rules_are_applied(world: World) -> None:
    west = west_of(world)
    add(world, west, name_from="N", name_to="Z")
    assignment.assign_by_hand(world.zenith, portfolio=world.portfolio, by=world.bob, at=NOW)
    plan = assignment.plan_assignment(world.northlight)
    assert plan.by_hand == 1
    assert world.zenith.id not in plan.targets
    entry = JournalEntry.objects.get(kind="portfolio.assigned_by_hand")
    assert (entry.customer_id, entry.facts["to"]) == (world.zenith.id, world.portfolio.id)


def test_giving_an_account_back_puts_it_where_the_rules_say(world: World) -> None:
    west = west_of(world)
    add(world, west, name_from="N", name_to="Z")
    assignment.assign_by_hand(world.zenith, portfolio=world.portfolio, by=world.bob, at=NOW)
    moved = assignment.assign_by_hand(world.zenith, portfolio=None, by=world.bob, at=NOW)
    assert (moved.portfolio, moved.portfolio_by_hand) == (west, False)


def test_an_account_that_no_rule_takes_keeps_its_rep(world: World) -> None:
    add(world, west_of(world), name_from="N", name_to="Z")
    plan = assignment.plan_assignment(world.northlight)
    assert world.acme.id not in plan.targets
    back = assignment.assign_by_hand(world.acme, portfolio=None, by=world.bob, at=NOW)
    assert back.portfolio == world.portfolio


def test_an_account_in_no_portfolio_that_no_rule_takes_is_counted(world: World) -> None:
    assert assignment.plan_assignment(world.northlight).without == 1


def test_an_account_does_not_go_into_a_portfolio_of_another_company(world: World) -> None:
    assert world.foreign.portfolio
    with pytest.raises(Refusal, match="another company"):
        assignment.assign_by_hand(world.zenith, portfolio=world.foreign.portfolio, by=world.bob, at=NOW)


def test_two_people_who_change_the_rules_at_once_do_not_undo_each_other(world: World) -> None:
    seen = rules_state(world.northlight)
    add(world, world.portfolio, name_from="A", name_to="M")
    with pytest.raises(Refusal) as refusal:
        assignment.add_rule(world.portfolio, conditions={}, state=seen, by=world.carol, at=NOW)
    assert refusal.value.reasons[0].code == "portfolio.changed_meanwhile"
    assert PortfolioRule.objects.filter(portfolio=world.portfolio).count() == 1


def test_a_rule_can_be_tried_earlier(world: World) -> None:
    first, second = add(world, world.portfolio, risk_class="A"), add(world, world.portfolio, risk_class="B")
    assignment.try_rule_earlier(second, state=rules_state(world.northlight), by=world.bob, at=NOW)
    order = PortfolioRule.objects.filter(portfolio=world.portfolio).order_by("position")
    assert list(order) == [second, first]


def test_a_range_that_ends_before_it_begins_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="no name lies from M to C"):
        add(world, world.portfolio, name_from="M", name_to="C")


@pytest.mark.parametrize("role", [Role.SALES, Role.AUDITOR])
def test_only_somebody_who_can_work_accounts_is_a_rep(role: Role, world: World) -> None:
    unfit = builders.user("unfit", role=role, companies=[world.northlight])
    with pytest.raises(Refusal, match="unfit cannot be the rep"):
        assignment.make_portfolio(
            "New", company=world.northlight, rep=unfit, supervisor=world.bob, by=world.bob, at=NOW
        )


def test_a_portfolio_handed_over_meanwhile_is_not_handed_over_again(world: World) -> None:
    nina = builders.user("nina", role=Role.REP, companies=[world.northlight])
    seen = world.portfolio.rep_id
    people = {"rep": nina, "supervisor": world.bob, "seen_rep_id": seen, "at": NOW}
    assignment.hand_over_portfolio(world.portfolio, by=world.bob, **people)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="meanwhile"):
        assignment.hand_over_portfolio(world.portfolio, by=world.carol, **people)  # type: ignore[arg-type]


class TestAbsences:
    FIRST, LAST = dt.date(2026, 6, 15), dt.date(2026, 6, 19)

    def test_the_substitute_sees_the_accounts_on_the_days_and_on_no_other(self, world: World) -> None:
        nina = builders.user("nina", role=Role.REP, companies=[world.northlight])
        assignment.record_absence(
            world.alice, substitute=nina, first_day=self.FIRST, last_day=self.LAST, by=world.bob, at=NOW
        )
        one = dt.timedelta(days=1)
        seen = {
            day: list(visible_customers(nina, as_of=day))
            for day in (self.FIRST - one, self.FIRST, self.LAST, self.LAST + one)
        }
        assert seen[self.FIRST] == seen[self.LAST] == [world.acme]
        assert seen[self.FIRST - one] == seen[self.LAST + one] == []

    def test_taking_it_back_takes_the_sight_with_it(self, world: World) -> None:
        nina = builders.user("nina", role=Role.REP, companies=[world.northlight])
        absence = assignment.record_absence(
            world.alice, substitute=nina, first_day=self.FIRST, last_day=self.LAST, by=world.bob, at=NOW
        )
        assignment.cancel_absence(absence, by=world.bob, at=NOW)
        assert not visible_customers(nina, as_of=TODAY).exists()
        assert list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True)) == [
            "absence.recorded",
            "absence.cancelled",
        ]

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            (dt.date(2026, 6, 20), dt.date(2026, 6, 19), "before the first"),
            (dt.date(2026, 6, 19), dt.date(2026, 6, 30), "away from 2026-06-15 to 2026-06-19 already"),
        ],
    )
    def test_days_that_make_no_sense_are_refused(self, first: dt.date, last: dt.date, words: str, world: World) -> None:
        assignment.record_absence(
            world.alice, substitute=world.fay, first_day=self.FIRST, last_day=self.LAST, by=world.bob, at=NOW
        )
        with pytest.raises(Refusal, match=words):
            assignment.record_absence(
                world.alice, substitute=world.fay, first_day=first, last_day=last, by=world.bob, at=NOW
            )

    def test_a_substitute_who_would_see_too_little_is_refused(self, world: World) -> None:
        both = builders.user("both", role=Role.REP, companies=[world.northlight, world.southwind])
        cases = (
            (world.alice, world.charlie, "charlie does not work for every company of alice"),
            (both, world.alice, "alice does not work for every company of both"),
            (world.fay, world.alice, "alice does not see every account that fay sees"),
            (world.bob, world.fay, "what comes up to a supervisor is not shown to fay"),
        )
        for away, substitute, words in cases:
            with pytest.raises(Refusal, match=words):
                assignment.record_absence(
                    away, substitute=substitute, first_day=self.FIRST, last_day=self.LAST, by=world.bob, at=NOW
                )
        assignment.record_absence(
            world.bob, substitute=world.carol, first_day=self.FIRST, last_day=self.LAST, by=world.carol, at=NOW
        )

    def test_nobody_stands_in_for_himself_and_sales_for_nobody(self, world: World) -> None:
        for substitute, words in ((world.alice, "own substitute"), (world.sam, "cannot work")):
            with pytest.raises(Refusal, match=words):
                assignment.record_absence(
                    world.alice,
                    substitute=substitute,
                    first_day=self.FIRST,
                    last_day=self.LAST,
                    by=world.bob,
                    at=NOW,
                )
