"""Credit files and reviews at the desk: what the ledger tells, what is entered, reviewed, asked for and changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.credit.models import CreditReview, Order
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.creditfile import verify
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.entering import ToldRating, ToldReference, ToldSecurity, ToldStatement, enter, withdraw
from creditdesk.creditfile.erp_changes import answer_change
from creditdesk.creditfile.facts import file_facts
from creditdesk.creditfile.limits import limit_content
from creditdesk.creditfile.models import AnyEntry, CreditChange, FinancialStatement, ReviewDue, ReviewFinding
from creditdesk.creditfile.reviewing import review_credit
from creditdesk.domain.credit_advice import look_through
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.financial_statements import Figures
from creditdesk.domain.payment_record import payment_record
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.intake import actions
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.actions.importing import preview, refusals, worked
from tests.asking import approve, ask, conversion, seen
from tests.world import NOW, TODAY, World

POLICY = default_policy()
DAY = dt.timedelta(days=1)
# The handbook's company, as in the tests of the rules.
FIGURES = Figures(
    current_assets=900_000_00, current_liabilities=500_000_00, total_assets=2_000_000_00,
    total_liabilities=1_400_000_00, retained_earnings=300_000_00, ebit=180_000_00, sales=3_000_000_00,
)  # fmt: skip
STATEMENT = ToldStatement(dt.date(2025, 12, 31), "USD", FIGURES)
COVER = ToldSecurity("insurance", "Safe Harbor Insurance", "USD", 20_000_00, TODAY - 300 * DAY, TODAY + 20 * DAY)


def put(world: World, told: Any, *, key: str = "entry", **more: Any) -> AnyEntry:
    more = {"by": world.alice, "at": NOW, "as_of": TODAY, **more}
    return enter(world.acme, told, key=key, **more)


def paid_invoice(of: Customer, amount: int, *, days_late: int, paid_on: dt.date) -> None:
    due = paid_on - days_late * DAY
    builders.invoice(
        of, amount=amount, document_date=due - 30 * DAY, due_date=due, settled=amount, settled_date=paid_on
    )


def handbook_history(of: Customer) -> None:
    """Payments that make an index of 67, of the handbook's figures."""
    for amount, late in ((40_000_00, 0), (30_000_00, 15), (20_000_00, 30), (10_000_00, 60)):
        paid_invoice(of, amount, days_late=late, paid_on=TODAY - 100 * DAY)


def review(world: World, *, key: str = "review", **more: Any) -> CreditReview:
    more = {"note": "file and ledger looked through", "by": world.carol, "at": NOW, "as_of": TODAY, **more}
    return review_credit(world.acme, key=key, **more)


def limited(world: World, minor: int | None, letter: str = "B") -> Customer:
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=minor, risk_class=letter)
    world.acme.refresh_from_db()
    return world.acme


def ask_limit(world: World, minor: int, letter: str = "B", **more: Any) -> Request:
    told = {"words": "bought more each month", "shows": "index 67, Z′ 2.23", **more}
    world.acme.refresh_from_db()
    content = limit_content(world.acme, limit_minor=minor, risk_class=letter, **told)
    return ask(world.acme, content, by=world.alice)


def test_the_ledger_tells_the_handbooks_index_of_67(world: World) -> None:
    handbook_history(world.acme)
    facts = file_facts(world.acme, as_of=TODAY)
    record = payment_record(facts.paid, curve=POLICY.credit.index_points_days_late_to_score, as_of=TODAY)
    assert (record.index, record.paid_minor, record.days_beyond_terms) == (67, 100_000_00, 17)
    assert facts.purchases_minor == 100_000_00


def test_an_applied_payment_counts_by_the_due_date_and_not_by_its_extension_and_a_credit_memo_is_no_payment(
    world: World,
) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 28 * DAY)
    builders.extension(invoice, extended_date=TODAY + 30 * DAY)
    money = builders.payment(world.acme, amount=600_00, document_date=TODAY - DAY)
    memo = builders.credit_memo(world.acme, amount=400_00, document_date=TODAY - DAY)
    for credit, minor in ((money, 600_00), (memo, 400_00)):
        apply_credit(
            credit,
            to=[ApplyTo(invoice.id, minor)],
            posting_date=TODAY,
            as_of=TODAY,
            by=world.erin,
            at=NOW,
            key=f"pay/{credit.id}",
        )
    (only,) = file_facts(world.acme, as_of=TODAY).paid
    assert (only.amount_minor, only.days_late) == (600_00, 28)


def test_what_is_open_and_late_counts_as_paid_today_and_what_is_disputed_does_not(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 40 * DAY, disputed=300_00)
    builders.invoice(world.acme, amount=500_00, due_date=TODAY + DAY)
    facts = file_facts(world.acme, as_of=TODAY)
    assert [(one.amount_minor, one.days_late) for one in facts.paid] == [(700_00, 40)]
    assert (facts.open_minor, facts.collectable_minor, facts.oldest_days_late) == (1_500_00, 700_00, 40)
    assert facts.high_credit_minor == 1_500_00


def test_the_handbooks_limit_of_45000_comes_out_of_the_ledger_and_the_file(world: World) -> None:
    limited(world, 40_000_00)
    put(world, STATEMENT)
    paid_invoice(world.acme, 365_000_00, days_late=15, paid_on=TODAY - 60 * DAY)
    looked = look_through(file_facts(world.acme, as_of=TODAY), POLICY)
    assert looked.strength is not None
    assert str(looked.strength.z) == "2.23"
    assert (looked.found_class.risk_class, looked.found_limit.limit_minor) == ("B", 45_000_00)
    assert looked.chief.advice == "extend"


def test_a_correction_is_another_entry_and_what_it_replaces_says_nothing_any_more(world: World) -> None:
    first = put(world, STATEMENT)
    again = put(world, replace(STATEMENT, figures=replace(FIGURES, sales=1_00)), corrects=first, key="again")
    facts = file_facts(world.acme, as_of=TODAY)
    assert facts.statement is not None
    assert facts.statement.figures.sales == 1_00
    with pytest.raises(Refusal, match="corrected already"):
        put(world, STATEMENT, corrects=first, key="third")
    withdraw(again, why="another company's", by=world.alice, at=NOW, as_of=TODAY, key="void")
    assert file_facts(world.acme, as_of=TODAY).statement is None
    assert FinancialStatement.objects.count() == 3


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (replace(STATEMENT, period_end=TODAY + DAY), "not over yet"),
        (replace(STATEMENT, currency="XXQ"), "unknown currency"),
        (ToldRating("jbt", 5, TODAY), "from 1"),
        (ToldRating("bureau", 101, TODAY), "from 0 to 100"),
        (ToldRating("bureau", 50, TODAY, TODAY - DAY), "before its own day"),
        (ToldReference("", TODAY, "USD", 3), "who told it"),
        (replace(COVER, amount_minor=0), "above zero"),
        (replace(COVER, until=TODAY - 400 * DAY), "before its first day"),
        (replace(COVER, document_id=99), "not on this account"),
    ],
)
def test_what_cannot_be_true_is_not_entered(world: World, told: Any, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        put(world, told)


def test_the_same_key_enters_once(world: World) -> None:
    assert put(world, STATEMENT) == put(world, STATEMENT)
    assert JournalEntry.objects.filter(kind="credit_file.entered").count() == 1


def test_what_was_entered_is_never_edited_not_even_by_raw_sql(world: World) -> None:
    put(world, STATEMENT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE creditfile_financialstatement SET sales = 1")


def test_a_review_keeps_what_the_file_said_and_sets_its_next_day_and_lets_orders_go(world: World) -> None:
    limited(world, 40_000_00)
    handbook_history(world.acme)
    put(world, STATEMENT)
    made = review(world, next_on=TODAY + 90 * DAY)
    finding = ReviewFinding.objects.get(review=made)
    assert (finding.risk_class, finding.advice, finding.score) == ("B", "reduce", 62)
    assert finding.snapshot["index"] == 67
    due = ReviewDue.objects.get(customer=world.acme)
    assert (due.due_on, due.last_review_on, due.called_by) == (TODAY + 90 * DAY, TODAY, [])
    assert review(world, next_on=TODAY + 90 * DAY) == made
    for wrong, why in (({"note": " "}, "what was looked at"), ({"next_on": TODAY}, "still to come")):
        with pytest.raises(Refusal, match=why):
            review(world, key="other", **wrong)


def test_a_limit_by_request_changes_the_customer_once_and_is_taken_back(world: World) -> None:
    limited(world, 10_000_00)
    made = ask_limit(world, 45_000_00, "A", review=review(world))
    approve(made, by=world.carol)
    approve(made, by=world.carol)
    world.acme.refresh_from_db()
    assert (world.acme.credit_limit_minor, world.acme.risk_class) == (45_000_00, "A")
    assert CreditChange.objects.count() == 1
    made.refresh_from_db()
    dispatch.reverse_request(seen(made), words="the statement was false", by=world.carol, at=NOW, as_of=TODAY)
    world.acme.refresh_from_db()
    assert (world.acme.credit_limit_minor, world.acme.risk_class) == (10_000_00, "B")
    assert [one.takes_back for one in CreditChange.objects.all()] == [False, True]
    assert verify.broken_facts() == []


def test_nobody_approves_his_own_limit_or_one_beyond_his_ladder_or_one_that_shows_nothing(world: World) -> None:
    limited(world, 10_000_00)
    made = ask_limit(world, 45_000_00)
    for who, why in ((world.alice, "cannot approve it"), (world.bob, "credit manager")):
        with pytest.raises(Refusal, match=why):
            approve(made, by=who)
    with pytest.raises(Refusal, match="finances"):
        ask_limit(world, 50_000_00, shows="")
    content = limit_content(world.acme, limit_minor=20_000_00, risk_class="B", words="x", shows="y")
    own = ask(world.acme, content, by=world.carol)
    with pytest.raises(Refusal):
        approve(own, by=world.carol)


def test_what_was_changed_meanwhile_is_not_overwritten_by_an_approval_or_a_taking_back(world: World) -> None:
    limited(world, 10_000_00)
    made = ask_limit(world, 20_000_00)
    limited(world, 12_000_00)
    with pytest.raises(Refusal, match=r"12,000\.00 USD, B by now"):
        approve(made, by=world.bob)
    again = ask_limit(world, 20_000_00)
    approve(again, by=world.bob)
    limited(world, 15_000_00)
    again.refresh_from_db()
    with pytest.raises(Refusal, match="changed since"):
        dispatch.reverse_request(seen(again), words="no", by=world.bob, at=NOW, as_of=TODAY)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"limit_minor": -1}, "below zero"), ({"risk_class": "E"}, "choose the class"),
     ({"limit_minor": 10_000_00, "risk_class": "B"}, "already")],
)  # fmt: skip
def test_a_limit_that_makes_no_sense_cannot_be_asked_for(world: World, wrong: dict[str, Any], why: str) -> None:
    limited(world, 10_000_00)
    told = {"limit_minor": 20_000_00, "risk_class": "B", "words": "x", "shows": "y", **wrong}
    with pytest.raises(Refusal, match=why):
        ask(world.acme, limit_content(world.acme, **told), by=world.alice)


def test_a_higher_limit_lets_a_held_order_go(world: World) -> None:
    limited(world, 1_000_00)
    review(world)
    order = _order(world, 5_000_00)
    assert order.standing == "held"
    approve(ask_limit(world, 20_000_00), by=world.bob)
    order.refresh_from_db()
    assert "H1" not in [hold["code"] for hold in order.holds]


def test_until_the_erp_answers_no_file_puts_the_old_limit_back(world: World) -> None:
    limited(world, 10_000_00)
    approve(ask_limit(world, 20_000_00), by=world.bob)
    text = f"Customer number,Credit limit,Currency\n{world.acme.number},{{}},USD\n"
    file = preview(text.format("10000.00"), company=world.northlight, by=world.carol)
    assert refusals(file) == [(2, "import.confirmed_otherwise")]
    same = preview(text.format("20000.00"), company=world.northlight, by=world.carol)
    assert refusals(same) == []
    change = CreditChange.objects.get()
    answer_change(change, accepted=True, by=world.carol, at=NOW)
    answer_change(change, accepted=True, by=world.carol, at=NOW)
    with pytest.raises(Refusal, match="otherwise"):
        answer_change(change, accepted=False, reason="no", by=world.carol, at=NOW)
    later = preview(text.format("30000.00"), company=world.northlight, by=world.carol)
    assert refusals(later) == []
    actions.post(later, revision=later.revision, by=world.carol, at=NOW)
    worked(later)
    world.acme.refresh_from_db()
    assert world.acme.credit_limit_minor == 30_000_00


def test_a_change_that_the_erp_refuses_says_why_and_stays_protected(world: World) -> None:
    limited(world, 10_000_00)
    approve(ask_limit(world, 20_000_00), by=world.bob)
    change = CreditChange.objects.get()
    with pytest.raises(Refusal, match="why"):
        answer_change(change, accepted=False, by=world.carol, at=NOW)
    answer_change(change, accepted=False, reason="locked there", by=world.carol, at=NOW)
    text = f"Customer number,Credit limit,Currency\n{world.acme.number},10000.00,USD\n"
    assert refusals(preview(text, company=world.northlight, by=world.carol)) == [(2, "import.confirmed_otherwise")]


def test_until_the_erp_answers_no_file_puts_the_old_status_back(world: World) -> None:
    limited(world, 10_000_00)
    made = ask(world.acme, conversion("cod"), by=world.alice)
    approve(made, by=world.carol)
    change = CreditChange.objects.get()
    assert (change.status_before, change.status_after, change.takes_back) == ("active", "cod", False)
    text = f"Customer number,Status,Currency\n{world.acme.number},{{}},USD\n"
    assert refusals(preview(text.format("active"), company=world.northlight, by=world.carol)) == [
        (2, "import.confirmed_otherwise")
    ]
    # What the ERP says of another kind of change frees no status.
    approve(ask_limit(world, 20_000_00), by=world.bob)
    answer_change(CreditChange.objects.get(status_after=""), accepted=True, by=world.carol, at=NOW)
    assert refusals(preview(text.format("hold"), company=world.northlight, by=world.carol)) != []
    answer_change(change, accepted=True, by=world.carol, at=NOW)
    assert refusals(preview(text.format("closed"), company=world.northlight, by=world.carol)) == []
    made.refresh_from_db()
    dispatch.reverse_request(seen(made), words="a mistake", by=world.dave, at=NOW, as_of=TODAY)
    back = CreditChange.objects.get(takes_back=True)
    assert (back.status_before, back.status_after, back.accepted) == ("cod", "active", None)
    assert verify.broken_facts() == []


def test_a_customer_is_closed_by_request_and_opened_again(world: World) -> None:
    made = ask(world.acme, conversion("closed"), by=world.alice)
    approve(made, by=world.carol)
    world.acme.refresh_from_db()
    assert world.acme.status == "closed"
    approve(ask(world.acme, conversion("active"), by=world.alice), by=world.carol)
    world.acme.refresh_from_db()
    assert world.acme.status == "active"


def test_the_calendar_is_by_class_and_calls_early_for_covers_returns_and_old_statements(world: World) -> None:
    limited(world, 10_000_00, "C")
    review(world, as_of=TODAY - 100 * DAY)
    assert _due(world) == (TODAY + 80 * DAY, [])
    put(world, COVER)
    assert _due(world) == (TODAY, ["calls.cover"])
    assert _due(world, TODAY + 3 * DAY) == (TODAY, ["calls.cover"])
    for days in (5, 4):
        details: dict[str, str | int] = {"amount": 1_000_00, "reference": f"check {days}"}
        told = Told(EventKind.NSF, TODAY - days * DAY, "came back", details)
        event = report_event(world.acme, told=told, by=world.alice, at=NOW, as_of=TODAY, key=f"nsf{days}")
        proofs = [Proof(Evidence.BANK_NOTICE, "the bank says so")]
        verify_event(event, proofs=proofs, by=world.alice, at=NOW, as_of=TODAY, key=f"verified{days}")
    assert _due(world)[1] == ["returned.count", "calls.cover"]
    review(world, key="second")
    assert _due(world) == (TODAY + 180 * DAY, [])


def test_whoever_has_no_credit_and_owes_nothing_is_not_on_the_calendar(world: World) -> None:
    limited(world, None)
    refresh_calendar(world.northlight, as_of=TODAY)
    assert not ReviewDue.objects.exists()
    limited(world, 5_00)
    refresh_calendar(world.northlight, as_of=TODAY)
    assert [one.customer for one in ReviewDue.objects.all()] == [world.acme]
    Customer.objects.filter(id=world.acme.id).update(status="closed")
    refresh_calendar(world.northlight, as_of=TODAY)
    assert not ReviewDue.objects.exists()


def _due(world: World, day: dt.date = TODAY) -> tuple[dt.date, list[str]]:
    refresh_calendar(world.northlight, as_of=day)
    found = ReviewDue.objects.get(customer=world.acme)
    return found.due_on, [one["code"] for one in found.called_by]


def _order(world: World, minor: int) -> Order:
    return take_order(world.acme, ToldOrder("SO-1", 1, TODAY, "USD", minor), as_of=TODAY, by="erp", at=NOW)
