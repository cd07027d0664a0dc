"""The kept worklist: ranked by the policy, told in reasons, and in step with every act on an account."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy, default_policy_text
from creditdesk.domain.visibility import Role
from creditdesk.domain.worklist import ANSWER_CLAIM
from creditdesk.followup.actions import NextAction, Said, cancel_tickler, open_tickler, record_activity
from creditdesk.followup.claim_windows import closing_windows
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.queries import Filter, neighbours, read_at_stake, reasons_of, worklist, worklist_row
from creditdesk.followup.scope import scope_of
from creditdesk.followup.todays_list import worklist_page
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Customer, ExchangeRate, Portfolio
from creditdesk.parties.plain_sql import ask
from creditdesk.parties.reach import Reach, reach_of, read_companies
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.world import NOW, TODAY, World

YESTERDAY = NOW - dt.timedelta(days=1)


def row_of(customer: Customer) -> WorklistRow:
    return WorklistRow.objects.get(customer=customer)


def codes(customer: Customer) -> list[str]:
    return [reason.code for reason in reasons_of(row_of(customer))]


def promise(customer: Customer, *, amount: int, day: dt.date, at: dt.datetime, world: World, key: str) -> None:
    said = Said("call", "inbound", "promised", promised=Money(amount, "USD"), promised_date=day)
    record_activity(customer, said=said, by=world.alice, at=at, as_of=at.date(), key=key)


def test_the_score_is_past_due_by_class_and_age_without_what_is_disputed(world: World) -> None:
    builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=30), disputed=100_00)
    refresh_worklist(as_of=TODAY)
    row = row_of(world.acme)
    # 200.00 × 1.5 (class B) × (1 + 30 / 30)
    assert (row.score_minor, row.at_stake_minor, row.portfolio_id) == (600_00, 200_00, world.portfolio.id)
    assert codes(world.acme)[:2] == ["worklist.past_due", "worklist.class_weight"]


def test_what_is_disputed_as_a_whole_decides_neither_the_reason_nor_the_step(world: World) -> None:
    builders.invoice(world.acme, amount=5_000_00, due_date=TODAY - dt.timedelta(days=211), disputed=5_000_00)
    builders.invoice(world.acme, amount=400_00, due_date=TODAY - dt.timedelta(days=2))
    refresh_worklist(as_of=TODAY)
    row = row_of(world.acme)
    assert str(reasons_of(row)[0]) == "400.00 USD collectable, oldest 2 days past due"
    # Four days after the due date of the item that may be asked for, not the reminders of an item of 211 days.
    assert (row.next_step_name, row.next_step_date) == ("Reminder 1", dt.date(2026, 6, 17))


def test_the_undisputed_rest_of_an_old_item_still_decides(world: World) -> None:
    builders.invoice(world.acme, amount=5_000_00, due_date=TODAY - dt.timedelta(days=211), disputed=4_999_99)
    refresh_worklist(as_of=TODAY)
    assert str(reasons_of(row_of(world.acme))[0]) == "0.01 USD collectable, oldest 211 days past due"


def test_a_fully_disputed_invoice_does_not_hide_that_only_deductions_are_asked_for(world: World) -> None:
    late = TODAY - dt.timedelta(days=7)
    builders.invoice(world.acme, amount=900_00, due_date=late, disputed=900_00)
    builders.item(world.acme, amount=400_00, kind="deduction", due_date=late)
    refresh_worklist(as_of=TODAY)
    names = {step.name for step in default_policy().strategies.segments["deduction_only"].steps}
    assert row_of(world.acme).next_step_name in names


def deduction(customer: Customer, *, of: dt.date, amount: int = 1_800_00, disputed: int = 0) -> OpenItem:
    due = TODAY - 40 * dt.timedelta(days=1)
    return builders.item(customer, amount=amount, kind="deduction", document_date=of, due_date=due, disputed=disputed)


# Sixty days by the policy, told ten days before: on June 15 windows of deductions of April 16 to 26 close.
@pytest.mark.parametrize(
    ("of", "jumps"),
    [
        (dt.date(2026, 4, 15), False),
        (dt.date(2026, 4, 16), True),
        (dt.date(2026, 4, 26), True),
        (dt.date(2026, 4, 27), False),
    ],
)
def test_an_account_with_a_deduction_whose_window_closes_jumps_the_queue(
    world: World, of: dt.date, jumps: bool
) -> None:
    builders.invoice(world.zenith, amount=90_000_00, due_date=TODAY - dt.timedelta(days=200))
    deduction(world.acme, of=of)
    refresh_worklist(as_of=TODAY)
    row = row_of(world.acme)
    assert ("worklist.retailer_window" in codes(world.acme), row.jump > row_of(world.zenith).jump) == (jumps, jumps)
    assert (row.next_step_name == ANSWER_CLAIM) is jumps


def test_the_window_of_a_deduction_of_march_2_closes_on_may_1_and_is_told_from_april_21_on(world: World) -> None:
    deduction(world.acme, of=dt.date(2026, 3, 2))
    days = [dt.date(2026, 4, 20), dt.date(2026, 4, 21), dt.date(2026, 5, 1), dt.date(2026, 5, 2)]
    found = []
    for day in days:
        scope = scope_of(world.northlight, as_of=day, customer_ids=[world.acme.id])
        found.append(closing_windows(scope).get((world.acme.id, "USD")))
    assert found == [None, dt.date(2026, 5, 1), dt.date(2026, 5, 1), None]


def test_one_that_is_wholly_contested_and_no_longer_collectable_jumps_as_well(world: World) -> None:
    deduction(world.acme, of=dt.date(2026, 4, 20), disputed=1_800_00)
    refresh_worklist(as_of=TODAY)
    assert (row_of(world.acme).next_step_name, row_of(world.acme).at_stake_minor) == (ANSWER_CLAIM, 0)


def test_a_deduction_that_clears_itself_is_no_matter_of_a_window(world: World) -> None:
    deduction(world.acme, of=dt.date(2026, 4, 20), amount=25_00)
    refresh_worklist(as_of=TODAY)
    assert row_of(world.acme).jump == 0


def test_once_we_wrote_about_that_deduction_its_window_is_answered(world: World) -> None:
    item = deduction(world.acme, of=dt.date(2026, 4, 20))
    other = deduction(world.acme, of=dt.date(2026, 4, 24))
    for one, expected in ((other, dt.date(2026, 6, 19)), (item, None)):
        said = Said("letter", "outbound", "sent", note="your claim is not valid", item_ids=(one.id,))
        record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=f"answer-{one.id}")
        scope = scope_of(world.northlight, as_of=TODAY, customer_ids=None)
        assert closing_windows(scope).get((world.acme.id, "USD")) == expected
    assert row_of(world.acme).jump == 0


def test_a_day_planned_after_the_window_has_closed_does_not_put_it_off(world: World) -> None:
    deduction(world.acme, of=dt.date(2026, 4, 20))
    for day, name in ((dt.date(2026, 6, 18), "their buyer is back"), (dt.date(2026, 6, 22), ANSWER_CLAIM)):
        then = NextAction("their buyer is back", day, world.alice)
        tickler = open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key=str(day))
        refresh_worklist(as_of=TODAY)
        assert (row_of(world.acme).next_step_name, row_of(world.acme).jump > 0) == (name, True)
        cancel_tickler(
            tickler, version=tickler.version, by=world.alice, at=NOW, as_of=TODAY, key=f"{day}/off", note="mistaken"
        )


def test_a_policy_from_before_there_were_windows_watches_none(world: World) -> None:
    text = default_policy_text()
    line = next(line for line in text.splitlines() if "claim_window_days" in line)
    adopt_policy(text.replace(f"{line}\n", ""), effective_from=TODAY, reason="as it was", by="dave", at=NOW)
    deduction(world.acme, of=dt.date(2026, 4, 20))
    refresh_worklist(as_of=TODAY)
    assert row_of(world.acme).jump == 0


def test_a_second_run_of_the_day_writes_nothing(world: World) -> None:
    builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=40))
    assert refresh_worklist(as_of=TODAY) == 2  # its place and its exception
    assert refresh_worklist(as_of=TODAY) == 0


def test_an_account_of_which_everything_is_disputed_leaves_the_list(world: World) -> None:
    item = builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=40))
    refresh_worklist(as_of=TODAY)
    refresh_worklist(as_of=TODAY, customer_ids=[world.zenith.id])
    assert WorklistRow.objects.filter(customer=world.acme).exists()
    mark_disputed(item, disputed_minor=300_00, reason="never delivered", as_of=TODAY, by=world.alice, at=NOW)
    refresh_worklist(as_of=TODAY, customer_ids=[world.acme.id])
    assert not WorklistRow.objects.filter(customer=world.acme).exists()


def test_a_tickler_due_jumps_the_queue_even_where_nothing_is_owed(world: World) -> None:
    builders.invoice(world.zenith, amount=99_000_00, due_date=TODAY - dt.timedelta(days=90))
    then = NextAction("Send the statement", TODAY, world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
    refresh_worklist(as_of=TODAY)
    ranked = [row.customer for row in worklist(world.bob, chosen=Filter(), as_of=TODAY)]
    assert ranked == [world.acme, world.zenith]
    assert (row_of(world.acme).next_step_kind, row_of(world.acme).next_step_name) == ("tickler", "Send the statement")


def test_a_day_planned_by_a_person_postpones_the_strategys_step(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=33))
    refresh_worklist(as_of=TODAY)
    assert row_of(world.acme).next_step_kind == "call"
    then = NextAction("Call again", TODAY + dt.timedelta(days=2), world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
    row = row_of(world.acme)
    assert (row.next_step_kind, row.next_step_name, row.next_step_date) == ("wait", "Call again", dt.date(2026, 6, 17))
    assert codes(world.acme)[-1] == "worklist.planned"
    assert not worklist(world.alice, chosen=Filter(to_work_only=True), as_of=TODAY).exists()


def test_a_call_that_reached_somebody_is_the_call_that_the_strategy_asked_for(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=33))
    for outcome, kind in (("no_answer", "call"), ("spoke", "wait")):
        said = Said("call", "outbound", outcome)
        record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=outcome)
        assert row_of(world.acme).next_step_kind == kind


@pytest.mark.parametrize(("paid", "broken"), [(0, True), (490_00, True), (495_00, False), (500_00, False)])
def test_a_promise_is_broken_after_its_grace_unless_what_came_in_reaches_it(
    world: World, paid: int, broken: bool
) -> None:
    builders.invoice(world.acme, amount=900_00, due_date=dt.date(2026, 5, 1))
    made = dt.datetime(2026, 6, 8, 14, 0, tzinfo=dt.UTC)
    promise(world.acme, amount=500_00, day=dt.date(2026, 6, 10), at=made, world=world, key="p")
    if paid:
        builders.payment(world.acme, amount=paid, document_date=dt.date(2026, 6, 11))
    refresh_worklist(as_of=dt.date(2026, 6, 12))
    assert "worklist.broken_promise" not in codes(world.acme)  # two business days of grace
    refresh_worklist(as_of=TODAY)
    assert ("worklist.broken_promise" in codes(world.acme)) is broken


def test_money_that_came_in_before_the_promise_does_not_keep_it(world: World) -> None:
    builders.invoice(world.acme, amount=900_00, due_date=dt.date(2026, 5, 1))
    builders.payment(world.acme, amount=500_00, document_date=dt.date(2026, 6, 1))
    made = dt.datetime(2026, 6, 8, 14, 0, tzinfo=dt.UTC)
    promise(world.acme, amount=500_00, day=dt.date(2026, 6, 10), at=made, world=world, key="p")
    refresh_worklist(as_of=TODAY)
    assert "worklist.broken_promise" in codes(world.acme)


def test_a_call_in_the_evening_counts_for_the_companys_day(world: World) -> None:
    builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=3))
    # 20:30 in New York is half past midnight of the next day in UTC.
    evening = dt.datetime(2026, 6, 12, 20, 30, tzinfo=ZoneInfo("America/New_York"))
    said = Said("call", "outbound", "spoke", breach_reason="He asked for a call after work")
    record_activity(world.acme, said=said, by=world.alice, at=evening, as_of=evening.date(), key="evening")
    refresh_worklist(as_of=TODAY)
    (told,) = [reason for reason in reasons_of(row_of(world.acme)) if reason.code == "worklist.last_contact"]
    assert str(told) == "last contact 3 days ago"


def test_a_newer_promise_takes_the_place_of_a_broken_one(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=dt.date(2026, 5, 1))
    made = dt.datetime(2026, 6, 8, 14, 0, tzinfo=dt.UTC)
    promise(world.acme, amount=500_00, day=dt.date(2026, 6, 10), at=made, world=world, key="p1")
    promise(world.acme, amount=500_00, day=dt.date(2026, 6, 18), at=YESTERDAY, world=world, key="p2")
    refresh_worklist(as_of=TODAY)
    assert "worklist.broken_promise" not in codes(world.acme)
    assert (row_of(world.acme).next_step_kind, row_of(world.acme).next_step_date) == ("wait", dt.date(2026, 6, 18))


def test_an_account_that_may_not_be_contacted_stands_last(world: World) -> None:
    world.acme.contact_block = Customer.ContactBlock.ATTORNEY
    world.acme.save()
    builders.invoice(world.acme, amount=9_000_00, due_date=TODAY - dt.timedelta(days=90))
    builders.invoice(world.zenith, amount=10_00, due_date=TODAY - dt.timedelta(days=1))
    refresh_worklist(as_of=TODAY)
    ranked = [(row.customer, row.next_step_kind) for row in worklist(world.bob, chosen=Filter(), as_of=TODAY)]
    assert [customer for customer, _ in ranked] == [world.zenith, world.acme]
    assert ranked[-1][1] == "no_contact"


def test_currencies_are_ranked_at_the_days_rate_and_never_netted(world: World) -> None:
    ExchangeRate.objects.create(currency="EUR", base="USD", day=TODAY, rate_ppm=1_100_000)
    late = TODAY - dt.timedelta(days=30)
    builders.invoice(world.acme, amount=100_00, due_date=late)
    builders.invoice(world.acme, amount=100_00, due_date=late, currency="EUR")
    refresh_worklist(as_of=TODAY)
    row = row_of(world.acme)
    assert (row.at_stake_minor, row.score_minor) == (210_00, 630_00)
    assert codes(world.acme).count("worklist.past_due") == 2


def test_a_currency_without_a_rate_is_ranked_one_to_one_and_says_so(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, due_date=TODAY - dt.timedelta(days=30), currency="CHF")
    refresh_worklist(as_of=TODAY)
    assert "worklist.no_rate" in codes(world.acme)


def test_each_sees_the_rows_of_the_accounts_that_are_his(world: World) -> None:
    dana = builders.user("dana", role=Role.REP, companies=[world.northlight])
    for customer in (world.acme, world.zenith, world.foreign):
        builders.invoice(customer, amount=100_00, due_date=TODAY - dt.timedelta(days=30))
    refresh_worklist(as_of=TODAY)

    def seen(user: object) -> set[Customer]:
        return {row.customer for row in worklist(user, chosen=Filter(), as_of=TODAY)}  # type: ignore[arg-type]

    assert seen(world.alice) == seen(world.sam) == {world.acme}
    assert seen(world.bob) == seen(world.audrey) == {world.acme, world.zenith}
    assert seen(world.charlie) == {world.foreign}
    assert seen(dana) == seen(world.olga) == set()


def beside(reach: Reach, customer_id: int) -> tuple[int | None, int | None]:
    return neighbours(reach, customer_id=customer_id, row=worklist_row(customer_id))


def test_pages_follow_one_another_without_gap_and_neighbours_agree_with_them(world: World) -> None:
    customers = [builders.customer(world.northlight, name=f"C{n}", portfolio=world.portfolio) for n in range(60)]
    for number, customer in enumerate(customers):
        builders.invoice(customer, amount=100_00 + number // 4 * 100, due_date=TODAY - dt.timedelta(days=5))
    refresh_worklist(as_of=TODAY)
    rows = worklist(world.alice, chosen=Filter(), as_of=TODAY)
    first = worklist_page(rows)
    last = first[49]
    second = worklist_page(rows, after=(last.jump, last.score_minor, last.customer_id))
    ranked = [row.customer_id for row in [*first[:50], *second]]
    assert ranked == list(rows.values_list("customer_id", flat=True)) and len(set(ranked)) == 60
    assert beside(reach_of(world.alice, as_of=TODAY), ranked[30]) == (ranked[29], ranked[31])
    (total,) = ask(read_at_stake(rows, companies=ask(read_companies(world.alice))))
    assert (total.accounts, total.currency) == (60, "USD")


def test_neighbours_go_through_the_lists_of_all_companies_and_portfolios_in_their_one_order(world: World) -> None:
    other = Portfolio.objects.create(name="Other", company=world.northlight, rep=world.alice, supervisor=world.bob)
    portfolios = [world.portfolio, other]
    for number in range(12):
        customer = builders.customer(world.northlight, name=f"C{number}", portfolio=portfolios[number % 2])
        builders.invoice(customer, amount=100_00 * (number // 3 + 1), due_date=TODAY - dt.timedelta(days=5))
    refresh_worklist(as_of=TODAY)
    for number, row in enumerate(WorklistRow.objects.order_by("id")):
        WorklistRow.objects.filter(id=row.id).update(jump=number % 3)
    for person in (world.alice, world.bob):
        reach = reach_of(person, as_of=TODAY)
        ranked = list(worklist(person, chosen=Filter(), as_of=TODAY).values_list("customer_id", flat=True))
        assert len(ranked) == 12
        padded = [None, *ranked, None]
        found = [beside(reach, one) for one in ranked]
        assert found == list(zip(padded, padded[2:], strict=False))
        assert beside(reach, world.zenith.id) == (None, ranked[0])


def test_filters_narrow_by_class_currency_amount_and_tickler(world: World) -> None:
    late = TODAY - dt.timedelta(days=5)
    world.zenith.risk_class = "D"
    world.zenith.save()
    builders.invoice(world.acme, amount=100_00, due_date=late)
    builders.invoice(world.zenith, amount=900_00, due_date=late, currency="CAD")
    then = NextAction("Call", TODAY + dt.timedelta(days=9), world.bob)
    open_tickler(world.zenith, then=then, by=world.bob, at=NOW, as_of=TODAY, key="t")
    refresh_worklist(as_of=TODAY)
    for chosen in (
        Filter(risk_class="D"),
        Filter(currency="CAD"),
        Filter(minimum_minor=500_00),
        Filter(with_tickler=True),
    ):
        assert [row.customer for row in worklist(world.bob, chosen=chosen, as_of=TODAY)] == [world.zenith]


def test_a_row_that_somebody_wrote_meanwhile_is_brought_to_the_day_like_any_other(world: World) -> None:
    builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=30))
    refresh_worklist(as_of=TODAY)
    # A row of the account that is not among those of its company when they are read.
    WorklistRow.objects.filter(customer=world.acme).update(company=world.southwind, score_minor=1)
    assert refresh_worklist(as_of=TODAY, customer_ids=[world.acme.id]) == 1
    row = row_of(world.acme)
    assert (row.company, row.score_minor) == (world.northlight, 900_00)


def test_a_night_in_which_nothing_changed_writes_nothing(world: World) -> None:
    builders.invoice(world.acme, amount=300_00, due_date=TODAY - dt.timedelta(days=30))
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=45), currency="CAD")
    assert refresh_worklist(as_of=TODAY) > 0
    assert refresh_worklist(as_of=TODAY) == 0
