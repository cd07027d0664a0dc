"""What another policy would do today: worked out beside the one in force, without writing anything."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.followup.models import ExceptionRow, WorklistRow
from creditdesk.followup.what_if import companies_under, effect_of
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.drafting import begin_draft
from tests import builders
from tests.world import NOW, TODAY, World

TEXT = default_policy_text()


def changed(old: str, new: str) -> PolicyDocument:
    assert TEXT.count(old) == 1, old
    return PolicyDocument.parse_yaml(TEXT.replace(old, new))


def late(world: World, *, days: int, amount: int) -> None:
    due = TODAY - dt.timedelta(days=days)
    builders.invoice(world.acme, amount=amount, due_date=due, document_date=due, as_of=TODAY)


# The worklist's least amount: letters have one of the same name.
LISTED_FROM_200 = ("tickler_due]\n  minimum_amount: 0", "tickler_due]\n  minimum_amount: 200")


def test_the_same_policy_does_nothing(world: World) -> None:
    late(world, days=40, amount=10_000)
    assert effect_of(default_policy(), company=world.northlight, as_of=TODAY).is_none


def test_a_smallest_amount_takes_small_accounts_off_the_worklist(world: World) -> None:
    late(world, days=40, amount=10_000)
    higher = changed(*LISTED_FROM_200)
    worklist = effect_of(higher, company=world.northlight, as_of=TODAY).worklist
    assert (worklist.before, worklist.after, worklist.leaving) == (1, 0, 1)
    assert worklist.names_leaving == ("Acme Camera",)


def test_a_shorter_patience_puts_an_account_on_the_exception_list(world: World) -> None:
    late(world, days=20, amount=10_000)
    sooner = changed("days_past_due_gt: 30\n  tickler", "days_past_due_gt: 15\n  tickler")
    effect = effect_of(sooner, company=world.northlight, as_of=TODAY)
    assert (effect.exceptions.before, effect.exceptions.after) == (0, 1)
    assert effect.exceptions.names_entering == ("Acme Camera",)


def test_another_weight_changes_scores_and_another_strategy_the_next_step(world: World) -> None:
    late(world, days=40, amount=100_000)
    heavier = changed("class_weight: {A: 1, B: 1.5, C: 2, D: 3}", "class_weight: {A: 3, B: 3, C: 3, D: 3}")
    assert effect_of(heavier, company=world.northlight, as_of=TODAY).other_score == 1
    other = changed("by_class: {A: low, B: medium,", "by_class: {A: small, B: small,")
    assert effect_of(other, company=world.northlight, as_of=TODAY).other_step == 1


def test_other_edges_put_the_same_money_into_other_buckets(world: World) -> None:
    late(world, days=40, amount=10_000)
    wider = changed("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 45, 90]")
    (buckets,) = effect_of(wider, company=world.northlight, as_of=TODAY).buckets
    assert buckets.before == (0, 0, 10_000, 0, 0, 0)
    assert buckets.after == (0, 10_000, 0, 0)
    assert buckets.currency == "USD"


def test_nothing_is_written(world: World) -> None:
    late(world, days=40, amount=10_000)
    effect_of(
        changed(*LISTED_FROM_200),
        company=world.northlight,
        as_of=TODAY,
    )
    assert not WorklistRow.objects.exists() and not ExceptionRow.objects.exists()


def test_a_draft_for_all_leaves_out_a_company_with_a_policy_of_its_own(world: World) -> None:
    world.carol.companies.add(world.southwind)
    draft = begin_draft(None, by=world.carol, at=NOW, as_of=TODAY, key="all")
    assert companies_under(draft, world.carol) == [world.northlight, world.southwind]
    adopt_policy(TEXT, effective_from=TODAY, reason="own", by="x", at=NOW, company_id=world.southwind.id)
    assert companies_under(draft, world.carol) == [world.northlight]
