"""Cash under control, out of the database: the bank ties to the books, every total adds up, work is looked through."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from creditdesk.cash import verify
from creditdesk.cash.actions import decide_standing, match_receipt, take_back_match
from creditdesk.cash.control_acts import explain_line, review_matches
from creditdesk.cash.match_figures import match_figures
from creditdesk.cash.models import BankLine, Match, Receipt
from creditdesk.cash.reconciling import account_span, gaps_of, last_day, reconciled, unexplained_lines
from creditdesk.cash.reporting import daily_report, statement_totals, sums_of, unapplied, unapplied_shares
from creditdesk.cash.reviewing import ReviewFilter, matches_to_review, waiting_for_review
from creditdesk.cash.settling import Choice, Wanted, ground_for, judged, make
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.cash_reconciliation import Side
from creditdesk.domain.match_rates import Outcome, Rate
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By
from tests.builders import bank_account, bank_receipts, bank_statement, invoice
from tests.world import NOW, TODAY, World

YESTERDAY = TODAY - dt.timedelta(days=3)  # a Friday; today is a Monday
_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


def match(receipt: Receipt, *lines: MatchLine, by: User, world: World, rank: int | None = None, **more: Any) -> Match:
    receipt.refresh_from_db()
    choice = Choice(world.acme, lines, rank=rank, **more)
    return match_receipt(
        receipt, choice=choice, revision=receipt.revision, by=by, key=f"m{receipt.id}/{receipt.revision}", **_DAY
    )


def by_machine(receipt: Receipt, *lines: MatchLine, world: World) -> Match:
    """A match as the machine makes it."""
    receipt = Receipt.objects.select_related("item", "company").get(id=receipt.id)
    choice = Choice(world.acme, lines, rank=1, basis="whole.equal.agrees", confidence=998)
    wanted = Wanted(receipt, choice, f"auto/{receipt.id}", is_automatic=True)
    policy = policy_in_force(as_of=TODAY, company_id=receipt.company_id)
    with transaction.atomic():
        on = ground_for([wanted], policy=policy, as_of=TODAY)
        good, _ = judged([wanted], on=on)
        (made,) = make(good, on=on, posting_date=TODAY, by=By("machine", NOW, policy.number))
    return made


# ---------------------------------------------------------------- reconciliation


def test_the_bank_ties_to_the_books_and_each_difference_is_a_line(world: World) -> None:
    account = bank_account(world.northlight)
    first = bank_statement(account, lines=[{"amount_minor": 500_00}], day=YESTERDAY, opening=100_00, number="1")
    charge = {"amount_minor": -12_00, "kind": BankLine.Kind.CHARGE, "text": "Fees of May"}
    second = bank_statement(
        account, lines=[{"amount_minor": 900_00}, charge, {"amount_minor": 40_00}], opening=600_00, number="2"
    )
    bank_receipts(first)
    bank_receipts(second)
    tie = reconciled(account, first=TODAY, last=TODAY)
    assert (tie.opening_minor, tie.closing_minor, tie.ledger_minor) == (600_00, 1528_00, 940_00)
    assert [(one.side, one.amount_minor, one.text) for one in tie.unexplained] == [
        (Side.NOT_POSTED, -12_00, "Fees of May")
    ]
    (line,) = unexplained_lines([account], limit=10)
    explain_line(line, why="bank charges of May, booked in the ERP", by=world.erin, at=NOW)
    tie = reconciled(account, first=YESTERDAY, last=TODAY)
    assert (tie.is_reconciled, tie.difference_minor, tie.rest_minor) == (True, -12_00, 0)
    assert unexplained_lines([account], limit=10) == []
    entry = JournalEntry.objects.get(kind="bank_line.explained")
    assert (entry.by, entry.facts["amount_minor"]) == ("erin", -12_00)
    assert last_day([account]) == TODAY
    assert not verify.broken_facts()


def test_a_line_that_was_posted_on_another_day_is_found_on_both(world: World) -> None:
    account = bank_account(world.northlight)
    told = bank_statement(account, lines=[{"amount_minor": 500_00}], day=YESTERDAY)
    bank_receipts(told, posting_date=TODAY)
    late, early = account_span(account, first=YESTERDAY, last=TODAY).days
    assert [(one.side, one.amount_minor) for one in early.tie.differences] == [(Side.OTHER_DAY, 500_00)]
    assert [(one.side, one.amount_minor) for one in late.tie.differences] == [(Side.OTHER_DAY, -500_00)]
    assert early.tie.is_reconciled and late.tie.is_reconciled
    assert reconciled(account, first=TODAY, last=TODAY).is_reconciled
    assert reconciled(account, first=YESTERDAY, last=TODAY).differences == ()


def test_what_a_notice_told_and_the_statement_repeats_is_one_movement(world: World) -> None:
    account = bank_account(world.northlight)
    notice = bank_statement(account, lines=[{"amount_minor": 70_00}], kind="notice", opening_minor=None)
    bank_receipts(notice)
    (first,) = notice.lines.all()
    bank_statement(account, lines=[{"amount_minor": 70_00, "repeats": first, "key": first.key}])
    tie = reconciled(account, first=TODAY, last=TODAY)
    assert (tie.bank_minor, tie.ledger_minor, tie.differences) == (70_00, 70_00, ())


def test_two_bank_accounts_on_one_cash_account_are_told_apart(world: World) -> None:
    mine, other = bank_account(world.northlight), bank_account(world.northlight, name="Second")
    for account, minor in ((mine, 10_00), (other, 25_00)):
        bank_receipts(bank_statement(account, lines=[{"amount_minor": minor}]))
    assert reconciled(mine, first=TODAY, last=TODAY).ledger_minor == 10_00
    assert reconciled(other, first=TODAY, last=TODAY).ledger_minor == 25_00


def test_a_receipt_is_not_explained_and_an_explanation_needs_words(world: World) -> None:
    statement = bank_statement(bank_account(world.northlight), lines=[{"amount_minor": 10_00}, {"amount_minor": -5_00}])
    bank_receipts(statement)
    receipt, out = statement.lines.order_by("position")
    with pytest.raises(Refusal, match="nothing to explain"):
        explain_line(receipt, why="x", by=world.erin, at=NOW)
    with pytest.raises(Refusal, match="say what"):
        explain_line(out, why="  ", by=world.erin, at=NOW)


def test_days_and_numbers_that_the_bank_left_out_are_listed(world: World) -> None:
    account = bank_account(world.northlight)
    for days, number in ((7, "11"), (6, "12"), (0, "15")):
        bank_statement(account, day=TODAY - dt.timedelta(days=days), number=number)
    gaps = gaps_of(account, first=TODAY - dt.timedelta(days=30), last=TODAY)
    assert [day.isoformat() for day in gaps.days] == ["2026-06-10", "2026-06-11", "2026-06-12"]
    assert gaps.numbers == ("13", "14")


# ---------------------------------------------------------------- totals and the report


@pytest.fixture
def busy(world: World) -> World:
    """1,000.00 in three payments today: 600.00 matched with a deduction, 300.00 unidentified, 100.00 on account."""
    account = bank_account(world.northlight)
    lines = [{"amount_minor": minor, "party_name": "Blue Lens"} for minor in (600_00, 100_00)]
    first, second = bank_receipts(bank_statement(account, lines=lines, number="1"), payer=world.acme)
    bank_receipts(bank_statement(account, lines=[{"amount_minor": 300_00, "party_name": "Who"}], number="2"))
    item = invoice(world.acme, amount=650_00, number="88120")
    match(first, MatchLine(item.id, 600_00, deduction_minor=50_00, claim="c1"), by=world.alice, world=world, seconds=30)
    second.refresh_from_db()
    decide_standing(second, standing="on_account", why="next order", revision=second.revision, by=world.erin, **_DAY)
    return world


def test_the_daily_report_adds_up_and_tells_what_was_done(busy: World) -> None:
    (line,) = daily_report(busy.bob, day=TODAY)
    totals, acts = line.totals, line.acts
    assert line.place == ("NL", "Main", "USD", "transfer")
    assert (totals.payments, totals.received_minor, totals.parts_minor) == (3, 1000_00, 1000_00)
    assert (totals.by_people_minor, totals.on_account_minor, totals.unidentified_minor) == (600_00, 100_00, 300_00)
    assert (acts.people, acts.people_minor, acts.deduction_minor, acts.machine) == (1, 600_00, 50_00, 0)
    assert sums_of([line, line])["USD"].totals.received_minor == 2000_00
    assert daily_report(busy.charlie, day=TODAY) == []
    take_back_match(Match.objects.get(), cause="wrong", why="another's", by=busy.erin, **_DAY)
    (line,) = daily_report(busy.bob, day=TODAY)
    assert (line.acts.taken_back, line.acts.taken_back_minor) == (1, 600_00)
    assert (line.totals.by_people_minor, line.totals.unapplied_minor, line.totals.parts_minor) == (0, 600_00, 1000_00)


def test_what_a_statement_states_is_what_became_of_its_receipts(busy: World) -> None:
    statements = sorted(
        {receipt.line.statement for receipt in Receipt.objects.all() if receipt.line}, key=lambda s: s.id
    )
    totals = statement_totals(statements)
    assert [totals[one.id].received_minor for one in statements] == [one.credits_minor for one in statements]
    assert [totals[one.id].unidentified_minor for one in statements] == [0, 300_00]


def test_unapplied_money_by_customer_and_age_beside_what_came(busy: World) -> None:
    account = bank_account(busy.northlight, name="Old")
    old = {"amount_minor": 20_00, "value_date": TODAY - dt.timedelta(days=45)}
    bank_receipts(bank_statement(account, lines=[old]), payer=busy.zenith)
    rows, more = unapplied(busy.bob, as_of=TODAY)
    told = [(row.customer and row.customer.name, row.part, row.ages_minor, row.is_due) for row in rows]
    assert told == [
        ("Acme Camera", "on_account", (100_00, 0, 0, 0, 0), False),
        ("Zenith Optics", "unapplied", (0, 0, 0, 20_00, 0), True),
        (None, "unidentified", (300_00, 0, 0, 0, 0), False),
    ]
    assert not more
    first, more = unapplied(busy.bob, as_of=TODAY, size=1)
    rest, none_left = unapplied(busy.bob, as_of=TODAY, begin=1, size=1)
    assert (first, more, rest, none_left) == (rows[:1], True, rows[1:], False)
    (share,) = unapplied_shares(busy.bob, as_of=TODAY)
    assert (share.open_minor, share.received_minor) == (420_00, 1000_00)
    # A rep sees his own accounts and what nobody knows.
    assert [row.customer and row.customer.name for row in unapplied(busy.alice, as_of=TODAY)[0]] == [
        "Acme Camera",
        None,
    ]
    assert unapplied(busy.charlie, as_of=TODAY) == ([], False)
    assert [row.part for row in unapplied(busy.bob, as_of=TODAY, part="on_account")[0]] == ["on_account"]


# ---------------------------------------------------------------- review


def test_s91_what_a_rep_posted_waits_until_a_second_person_signs(world: World) -> None:
    (receipt,) = bank_receipts(
        bank_statement(bank_account(world.northlight), lines=[{"amount_minor": 3000_00}]), payer=world.acme
    )
    item = invoice(world.acme, amount=3000_00)
    made = match(receipt, MatchLine(item.id, 3000_00), by=world.alice, world=world)
    assert list(matches_to_review(world.bob, chosen=ReviewFilter())) == [made]
    assert waiting_for_review(world.bob) == 1
    with pytest.raises(Refusal, match="own work"):
        review_matches([made], by=world.alice, at=NOW)
    review_matches([made], by=world.bob, at=NOW)
    review_matches([made], by=world.dave, at=NOW)
    made.refresh_from_db()
    assert (made.reviewed_by, waiting_for_review(world.bob)) == ("bob", 0)
    assert list(matches_to_review(world.bob, chosen=ReviewFilter(signed=True))) == [made]
    assert JournalEntry.objects.filter(kind="match.reviewed").count() == 1


def test_what_the_cash_applicator_posted_is_not_a_reps_and_strangers_see_nothing(busy: World) -> None:
    (made,) = Match.objects.all()
    assert list(matches_to_review(busy.bob, chosen=ReviewFilter(whose="people"))) == [made]
    assert list(matches_to_review(busy.bob, chosen=ReviewFilter(whose="machine"))) == []
    assert list(matches_to_review(busy.charlie, chosen=ReviewFilter())) == []
    item = invoice(busy.acme, amount=100_00)
    auto = by_machine(Receipt.objects.get(standing="on_account"), MatchLine(item.id, 100_00), world=busy)
    assert list(matches_to_review(busy.bob, chosen=ReviewFilter(whose="machine"))) == [auto]
    assert list(matches_to_review(busy.bob, chosen=ReviewFilter(whose="machine", basis="other"))) == []
    (line,) = daily_report(busy.bob, day=TODAY)
    assert (line.acts.machine, line.acts.machine_minor, line.totals.by_machine_minor) == (1, 100_00, 100_00)
    (whole,) = match_figures(busy.bob, first=TODAY, last=TODAY).whole
    assert (whole.rates.by_payment, whole.rates.by_value) == (Rate(1, 3), Rate(100_00, 1000_00))


def test_one_in_twenty_of_the_machines_matches_is_in_the_sample(world: World) -> None:
    minors = [minor * 100 for minor in range(1, 41)]
    receipts = bank_receipts(
        bank_statement(bank_account(world.northlight), lines=[{"amount_minor": minor} for minor in minors]),
        payer=world.acme,
    )
    item = invoice(world.acme, amount=sum(minors))
    for receipt in receipts:
        by_machine(receipt, MatchLine(item.id, receipt.amount_minor), world=world)
    sample = matches_to_review(world.bob, chosen=ReviewFilter(whose="machine", sample=True))
    assert sample.count() == 2


# ---------------------------------------------------------------- analytics


def test_match_figures_of_a_period_by_channel_and_payer(busy: World) -> None:
    figures = match_figures(busy.bob, first=TODAY, last=TODAY)
    (whole,) = figures.whole
    assert (whole.payments, whole.received_minor) == (3, 1000_00)
    assert whole.rates.by_payment == Rate(0, 3)
    assert whole.rates.by_envelope == Rate(0, 2)
    assert whole.rates.outcomes[Outcome.BY_HAND] == 1
    assert whole.rates.outcomes[Outcome.OPEN] == 2
    assert (whole.rates.touch.count, whole.rates.touch.median) == (1, 30)
    (payer,) = figures.by_payer
    assert (payer.label, payer.customer_id, payer.payments) == ("Acme Camera", busy.acme.id, 2)
    assert [one.label for one in figures.by_channel] == ["transfer"]
    assert [str(one.reason) for one in figures.advice] == [
        "payments of “Who” without a customer: 1. Say once which customer that is"
    ]
    assert match_figures(busy.bob, first=TODAY, last=TODAY, currency="EUR").whole == ()
    assert match_figures(busy.charlie, first=TODAY, last=TODAY).whole == ()


def test_a_match_that_was_wrong_counts_with_all_that_were_made(busy: World) -> None:
    take_back_match(Match.objects.get(), cause="wrong", why="another's", by=busy.erin, **_DAY)
    (whole,) = match_figures(busy.bob, first=TODAY, last=TODAY).whole
    assert (whole.rates.wrong, whole.rates.wrong_by_machine) == (Rate(1, 1), Rate(0, 0))
    assert whole.rates.outcomes[Outcome.OPEN] == 3


def test_match_figures_count_each_envelope_once_and_tell_a_payers_habits(world: World) -> None:
    account = bank_account(world.northlight)
    whole = bank_statement(account, lines=[{"amount_minor": 100_00}, {"amount_minor": 200_00}], number="1")
    mixed = bank_statement(account, lines=[{"amount_minor": 300_00}, {"amount_minor": 400_00}], number="2")
    receipts = [*bank_receipts(whole, payer=world.acme), *bank_receipts(mixed, payer=world.acme)]
    items = [invoice(world.acme, amount=one.amount_minor + 10_00) for one in receipts]
    lines = [
        MatchLine(item.id, one.amount_minor, deduction_minor=10_00, claim="C1")
        for one, item in zip(receipts, items, strict=True)
    ]
    by_machine(receipts[0], lines[0], world=world)
    by_machine(receipts[1], lines[1], world=world)
    by_machine(receipts[2], lines[2], world=world)
    made = match(receipts[3], lines[3], by=world.erin, world=world, rank=2, seconds=8)
    assert made.deduction_minor == 10_00
    figures = match_figures(world.bob, first=TODAY, last=TODAY)
    assert figures.whole[0].rates.by_envelope == Rate(1, 2)
    assert figures.whole[0].rates.by_payment == Rate(3, 4)
    assert figures.whole[0].rates.by_line == Rate(3, 4)
    assert figures.whole[0].rates.by_value == Rate(600_00, 1000_00)
    assert figures.whole[0].rates.outcomes[Outcome.OTHER_PROPOSAL] == 1
    monday = TODAY - dt.timedelta(days=TODAY.weekday())
    assert [one.label for one in figures.by_week] == [monday.isoformat()]
    for groups in (figures.by_channel, figures.by_week, figures.by_payer):
        assert [one.rates for one in groups] == [figures.whole[0].rates]
    assert [str(one.reason) for one in figures.advice] == [
        "Acme Camera keeps something back from 4 of 4 payments: agree on it, or end it"
    ]
    take_back_match(made, cause="wrong", why="another's", by=world.erin, **_DAY)
    (again,) = match_figures(world.bob, first=TODAY, last=TODAY).whole
    assert (again.rates.by_line, again.rates.outcomes[Outcome.OPEN]) == (Rate(3, 3), 1)


def test_however_many_payments_match_figures_ask_as_often(
    world: World,
    django_assert_max_num_queries: Any,
) -> None:
    bank_receipts(bank_statement(bank_account(world.northlight), lines=[{"amount_minor": 100}] * 30), payer=world.acme)
    with django_assert_max_num_queries(8):
        match_figures(world.bob, first=TODAY, last=TODAY)
