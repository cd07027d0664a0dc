"""Strategies at work over the ledger: steps before the due date, what lets them rest, and what people decide."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.policy_desk import Automation
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.strategy import StepState
from creditdesk.domain.visibility import Role
from creditdesk.followup.actions import Said, finish_tickler, record_activity
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.event_decisions import lift_hold
from creditdesk.followup.models import HoldFinding, StrategyDecision, Tickler, WorklistRow
from creditdesk.followup.strategy_actions import escalate, finish_step, pause_strategy, resume_strategy, skip_step
from creditdesk.followup.strategy_night import hand_up_steps
from creditdesk.followup.strategy_queries import StrategyStanding, standings_of
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, User
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
# Class B follows the strategy for medium risk: Call and action plan on day 30, Agency review on day 75.
CALL_DUE = TODAY - 33 * DAY


def row_of(customer: Customer) -> WorklistRow:
    refresh_worklist(as_of=TODAY)
    return WorklistRow.objects.get(customer=customer)


def standing(customer: Customer) -> StrategyStanding:
    (found,) = standings_of(customer, as_of=TODAY)
    return found


def states(customer: Customer) -> dict[str, StepState]:
    return {one.step.name: one.state for one in standing(customer).steps}


def acts(world: World, key: str = "k", by: User | None = None) -> dict[str, object]:
    return {"by": by or world.alice, "at": NOW, "as_of": TODAY, "key": key}


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as refusal:
        yield
    assert [reason.code for reason in refusal.value.reasons] == [code]


def wrote(world: World, *, at: dt.datetime = NOW) -> None:
    said = Said("email", "inbound", "received", note="the check is under way", happened_at=at)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=str(at))


def test_a_courtesy_notice_is_asked_for_five_days_before_the_due_date(world: World) -> None:
    builders.invoice(world.acme, amount=900_00, due_date=TODAY + 4 * DAY)
    builders.invoice(world.zenith, amount=99_00, due_date=TODAY - DAY)
    row = row_of(world.acme)
    assert (row.next_step_kind, row.next_step_name, row.at_stake_minor) == ("email", "Courtesy notice", 0)
    assert "900.00 USD comes due from 2026-06-19 on" in [reason["text"] % reason["facts"] for reason in row.reasons]
    assert list(WorklistRow.objects.order_by("-jump", "-score_minor").values_list("customer", flat=True)) == [
        world.zenith.id,
        world.acme.id,
    ]


def test_before_its_day_and_once_it_was_sent_the_account_is_not_listed(world: World) -> None:
    builders.invoice(world.acme, amount=900_00, due_date=TODAY + 6 * DAY)
    refresh_worklist(as_of=TODAY)
    assert not WorklistRow.objects.filter(customer=world.acme).exists()
    builders.invoice(world.acme, amount=100_00, due_date=TODAY + DAY)
    assert row_of(world.acme).next_step_name == "Courtesy notice"
    record_activity(world.acme, said=Said("email", "outbound", "sent"), **acts(world))  # type: ignore[arg-type]
    assert not WorklistRow.objects.filter(customer=world.acme).exists()


def test_what_is_past_due_decides_and_not_what_comes_due(world: World) -> None:
    builders.invoice(world.acme, amount=900_00, due_date=TODAY + DAY)
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    assert row_of(world.acme).next_step_name == "Call and action plan"
    assert standing(world.acme).coming_minor == 0


def promised(world: World) -> None:
    said = Said("call", "outbound", "promised", promised=Money(50_00, "USD"), promised_date=TODAY + 2 * DAY)
    record_activity(world.acme, said=said, **acts(world))  # type: ignore[arg-type]


def disputed(world: World) -> None:
    item = builders.invoice(world.acme, amount=200_00, due_date=CALL_DUE)
    mark_disputed(item, disputed_minor=200_00, reason="short", as_of=TODAY, by=world.alice, at=NOW)


@pytest.mark.parametrize(
    ("cause", "kind", "until"),
    [
        (promised, "worklist.promised", dt.date(2026, 6, 17)),
        (disputed, "strategy.rests_disputed", dt.date(2026, 6, 23)),  # over the holiday of 06-19
        (wrote, "strategy.rests_replied", dt.date(2026, 6, 18)),
    ],
)
def test_it_rests_for_a_promise_a_dispute_and_a_reply(
    world: World, cause: Callable[[World], None], kind: str, until: dt.date
) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    assert row_of(world.acme).next_step_kind == "call"
    cause(world)
    row = row_of(world.acme)
    assert (row.next_step_kind, row.next_step_date) == ("wait", until)
    assert kind in [reason["code"] for reason in row.reasons]


def test_a_dispute_that_was_taken_back_or_is_long_ago_lets_nothing_rest(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    item = builders.invoice(world.acme, amount=200_00, due_date=CALL_DUE)
    long_ago = {"by": world.alice, "at": NOW - 20 * DAY, "as_of": TODAY - 20 * DAY}
    mark_disputed(item, disputed_minor=200_00, reason="short", **long_ago)  # type: ignore[arg-type]
    mark_disputed(item, disputed_minor=100_00, reason="less", as_of=TODAY, by=world.alice, at=NOW)
    assert row_of(world.acme).next_step_kind == "call"


def test_a_reply_of_weeks_ago_lets_nothing_rest(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    wrote(world, at=NOW - 10 * DAY)
    assert row_of(world.acme).next_step_kind == "call"


def test_deductions_count_from_the_day_of_the_claim(world: World) -> None:
    builders.item(world.acme, amount=400_00, kind="deduction", document_date=TODAY - 6 * DAY, due_date=TODAY - 40 * DAY)
    found = standing(world.acme)
    assert (found.choice.name, found.counted_from) == ("deduction_only", TODAY - 6 * DAY)
    assert found.asked is not None and found.asked.name == "Ask for backup"


# --- What people decide ----------------------------------------------------------------------------------------------


def test_a_person_lets_it_rest_and_another_lets_it_go_on(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    until = TODAY + 10 * DAY
    made = pause_strategy(world.acme, until=until, reason="their controller is on leave", **acts(world, "p"))  # type: ignore[arg-type]
    again = pause_strategy(world.acme, until=until, reason="their controller is on leave", **acts(world, "p"))  # type: ignore[arg-type]
    assert made == again
    row = WorklistRow.objects.get(customer=world.acme)
    assert (row.next_step_kind, row.next_step_date) == ("wait", until)
    assert standing(world.acme).pause is not None
    resume_strategy(world.acme, reason="he is back", **acts(world, "r", world.bob))  # type: ignore[arg-type]
    assert WorklistRow.objects.get(customer=world.acme).next_step_kind == "call"
    told = JournalEntry.objects.filter(subject_kind="strategy_decision").order_by("seq")
    assert [(one.kind, one.by) for one in told] == [
        ("strategy.paused", "alice"),
        ("strategy.resumed", "bob"),
    ]
    assert told[0].private == {"reason": "their controller is on leave"} and "reason" not in told[0].facts


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [(0, "why not", "strategy.until_past"), (31, "why not", "strategy.until_far"), (7, "   ", "strategy.reason")],
)
def test_a_rest_has_a_day_ahead_and_a_reason(world: World, days: int, reason: str, code: str) -> None:
    with refused(code):
        pause_strategy(world.acme, until=TODAY + days * DAY, reason=reason, **acts(world))  # type: ignore[arg-type]
    assert not StrategyDecision.objects.exists()


def test_what_does_not_rest_by_hand_cannot_go_on(world: World) -> None:
    with refused("strategy.not_resting"):
        resume_strategy(world.acme, reason="on with it", **acts(world))  # type: ignore[arg-type]


def test_who_does_not_work_the_list_decides_nothing(world: World) -> None:
    auditor = builders.user("ann", role=Role.AUDITOR, companies=[world.northlight])
    with refused("strategy.right"):
        pause_strategy(world.acme, until=TODAY + DAY, reason="no", **acts(world, by=auditor))  # type: ignore[arg-type]


def test_a_step_is_left_out_with_a_reason_and_the_next_one_follows(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    name = "Call and action plan"
    skip_step(world.acme, step=name, reason="the plan is signed", **acts(world, "s"))  # type: ignore[arg-type]
    row = WorklistRow.objects.get(customer=world.acme)
    assert (row.next_step_kind, row.next_step_name) == ("wait", "Reminder 3")
    assert states(world.acme)[name] is StepState.DONE
    with refused("strategy.other_step"):
        skip_step(world.acme, step=name, reason="once more", **acts(world, "s2"))  # type: ignore[arg-type]


# --- Handing up ------------------------------------------------------------------------------------------------------


def agency_review(world: World) -> None:
    """The final demand was made, and 80 days are over."""
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 80 * DAY)
    said = Said("letter", "outbound", "sent", happened_at=NOW - 10 * DAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="final demand")


def test_a_step_is_handed_up_once_and_done_when_the_supervisor_has_finished_it(world: World) -> None:
    agency_review(world)
    assert row_of(world.acme).next_step_kind == "escalate"
    by = {"by": world.alice, "at": NOW, "as_of": TODAY}
    tickler = escalate(world.acme, step="Agency review", **by)  # type: ignore[arg-type]
    assert world.acme.portfolio is not None
    assert (tickler.owner, tickler.due_date) == (world.acme.portfolio.supervisor, TODAY + DAY)
    assert escalate(world.acme, step="Agency review", **by) == tickler  # type: ignore[arg-type]
    finish_tickler(tickler, by=tickler.owner, at=NOW, as_of=TODAY, version=tickler.version, key="done")
    assert states(world.acme)["Agency review"] is StepState.DONE


def test_what_the_strategy_does_not_ask_for_is_not_handed_up(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    for step, code in (("Agency review", "strategy.other_step"), ("Call and action plan", "strategy.no_escalation")):
        with refused(code):
            escalate(world.acme, step=step, by=world.alice, at=NOW, as_of=TODAY)
    assert not Tickler.objects.exists()


@pytest.mark.parametrize("automation", Automation)
def test_the_night_hands_up_only_where_the_policy_says_so(world: World, automation: Automation) -> None:
    agency_review(world)
    text = default_policy_text().replace("escalate: prepare", f"escalate: {automation.value}")
    adopt_policy(text, effective_from=TODAY, reason="tried", by="dave", at=NOW, company_id=None)
    refresh_worklist(as_of=TODAY)
    for _ in range(2):
        hand_up_steps(world.northlight, as_of=TODAY, at=NOW)
    told = list(Tickler.objects.values_list("cause", "created_by__username"))
    assert told == ([("Agency review", "machine")] if automation is Automation.ACT else [])


def with_portal(world: World) -> None:
    """Acme is a key account: its portal is checked every week."""
    Customer.objects.filter(id=world.acme.id).update(segment="key_account")
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 3 * DAY)


def test_a_check_that_leaves_no_trace_is_done_once_its_doer_says_what_came_of_it(world: World) -> None:
    with_portal(world)
    name = "Check the customer's portal"
    assert (row_of(world.acme).next_step_name, row_of(world.acme).next_step_kind) == (name, "check")
    for _ in range(2):
        finish_step(world.acme, step=name, note="approved for July 2", **acts(world, "d"))  # type: ignore[arg-type]
    row = WorklistRow.objects.get(customer=world.acme)
    assert (row.next_step_kind, row.next_step_date) == ("wait", TODAY + 2 * DAY)  # the list of items, five days late
    entry = JournalEntry.objects.get(kind="strategy.step_done")
    assert (entry.facts["step"], entry.private["reason"]) == (name, "approved for July 2")
    # A week later it is asked for again.
    later = standings_of(world.acme, as_of=TODAY + 7 * DAY)[0]
    assert later.asked is not None and later.asked.name in {name, "List of items to the named payables clerk"}


def test_a_hold_is_done_by_the_person_who_placed_it_elsewhere_and_by_a_reason_that_stands(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 17 * DAY)
    assert row_of(world.acme).next_step_name == "Hold orders"
    finish_step(world.acme, step="Hold orders", note="held in the ERP", **acts(world))  # type: ignore[arg-type]
    row = row_of(world.acme)
    assert (row.next_step_name, row.next_step_kind) == ("Reminder 2", "wait")
    assert states(world.acme)["Hold orders"] is StepState.DONE


def test_a_hold_that_an_event_found_is_no_more_asked_for_and_is_once_it_is_lifted(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 17 * DAY)
    told = Told(EventKind.OUT_OF_BUSINESS, TODAY, "shut", {"place": "Main Street"})
    event = report_event(world.acme, told=told, **acts(world, "told"))  # type: ignore[arg-type]
    assert states(world.acme)["Hold orders"] is StepState.DUE
    proofs = [Proof(Evidence.REGISTRY, "struck off"), Proof(Evidence.SECOND_SOURCE, "the landlord")]
    verify_event(event, proofs=proofs, **acts(world, "so"))  # type: ignore[arg-type]
    assert states(world.acme)["Hold orders"] is StepState.DONE
    (hold,) = HoldFinding.objects.filter(customer=world.acme)
    lift_hold(hold, because="they opened again", by=world.carol, at=NOW, as_of=TODAY)
    assert states(world.acme)["Hold orders"] is StepState.DUE


def test_a_call_is_done_by_recording_it_and_not_by_saying_so(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=CALL_DUE)
    with refused("strategy.done_by_record"):
        finish_step(world.acme, step="Call and action plan", note="called", **acts(world))  # type: ignore[arg-type]
    with refused("strategy.other_step"):
        finish_step(world.acme, step="Hold orders", note="held", **acts(world))  # type: ignore[arg-type]
    assert not StrategyDecision.objects.exists()
