"""The machine matches what is sure, puts the rest before a person with reasons, and never decides between two ways."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import enter_receipt, match_receipt, take_back_match, unidentify_receipt
from creditdesk.cash.models import Match, PayerSign, Proposal, Receipt, Remittance
from creditdesk.cash.proposing import needs_proposal, proposal_now, read_answer
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.running import Outcome, match_by_itself
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.policy import default_policy_text
from creditdesk.followup.models import Tickler
from creditdesk.nightly.background import CashWork
from creditdesk.parties.models import Customer
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.models import Entry, OpenItem
from tests.builders import credit_memo, customer, invoice, payment
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


def received(world: World, amount: int, *, text: str = "", of: Customer | None = None, **facts: Any) -> Receipt:
    told: dict[str, Any] = {"value_date": TODAY, "payer_name": "", "text": text} | facts
    new = NewReceipt(amount, "USD", told.pop("value_date"), TODAY, customer=of, **told)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def run(world: World) -> Outcome:
    return match_by_itself(world.northlight.id, **_DAY)


def rest_of(*items: OpenItem) -> list[int]:
    return [OpenItem.objects.get(id=item.id).open_minor for item in items]


def listed(world: World, receipt: Receipt, *lines: dict[str, Any], **facts: Any) -> Remittance:
    told: dict[str, Any] = {
        "amount_minor": receipt.amount_minor,
        "currency": "USD",
        "payment_reference": receipt.trace,
    } | facts
    return Remittance.objects.create(
        company=world.northlight, format="csv", key=f"list {receipt.id}", lines=list(lines),
        state=Remittance.State.WAITING, received_at=NOW, received_by="erin", **told,
    )  # fmt: skip


def test_s11_a_payment_whose_list_names_three_invoices_closes_them_by_itself(world: World) -> None:
    items = [invoice(world.acme, amount=amount) for amount in (1200_00, 2250_00, 3000_00)]
    receipt = received(world, 6450_00, of=world.acme, trace="ACH 991")
    listed(world, receipt, *({"number": item.number, "paid_minor": item.open_minor} for item in items))
    outcome = run(world)
    assert (outcome.posted, outcome.proposed) == (1, 0)
    assert rest_of(*items) == [0, 0, 0]
    match = Match.objects.get()
    assert match.is_automatic
    assert (match.by, match.rank, match.basis, match.applied_minor) == (
        "machine",
        1,
        "remittance.equal.agrees",
        6450_00,
    )
    assert match.reasons
    assert Remittance.objects.get().state == Remittance.State.USED
    # Once more changes nothing.
    assert run(world).posted == 0
    assert Match.objects.count() == 1


def test_s12_what_fits_in_three_ways_is_posted_by_nobody_and_all_ways_are_shown(world: World) -> None:
    items = [invoice(world.acme, amount=a) for a in (1200_00, 1800_00, 2000_00, 3000_00, 5000_00)]
    receipt = received(world, 5000_00, payer_name="ACME CAMERA")
    outcome = run(world)
    assert (outcome.posted, outcome.identified, outcome.ambiguous) == (0, 1, 1)
    receipt.refresh_from_db()
    assert receipt.customer == world.acme
    assert receipt.item is not None
    assert receipt.item.open_minor == -5000_00
    decision = read_answer(receipt.proposal)
    assert len(decision.proposals) == 3
    assert decision.posting is None
    assert [reason.code for reason in decision.stops] == ["cash.ambiguous"]
    assert rest_of(*items) == [1200_00, 1800_00, 2000_00, 3000_00, 5000_00]


def test_s13_a_parent_pays_for_its_children(world: World) -> None:
    parent = customer(world.northlight, name="Parent Holding")
    children = [customer(world.northlight, name=name, parent=parent) for name in ("Aa", "Bb", "Cc")]
    items = [invoice(c, amount=amount) for c, amount in zip(children, (4000_00, 3500_00, 2500_00), strict=True)]
    received(world, 10000_00, payer_name="Parent Holding", text=" ".join(item.number for item in items))
    assert run(world).posted == 1
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    assert Match.objects.get().receipt.customer == parent


def test_s15_a_wire_of_nobody_waits_and_its_value_date_stays(world: World) -> None:
    invoice(world.acme, amount=7777_77)
    receipt = received(world, 7777_77, value_date=TODAY - dt.timedelta(days=15))
    outcome = run(world)
    assert (outcome.posted, outcome.identified) == (0, 0)
    receipt.refresh_from_db()
    assert receipt.customer is None
    # The one item of this amount is shown as a hint.
    assert len(read_answer(receipt.proposal).proposals) == 1


def test_s18_more_than_the_invoice_stays_on_account(world: World) -> None:
    item = invoice(world.acme, amount=4950_00, number="88120347")
    receipt = received(world, 5000_00, text="invoice 88120347", of=world.acme)
    assert run(world).posted == 1
    receipt.refresh_from_db()
    assert rest_of(item) == [0]
    assert receipt.item is not None
    assert receipt.item.open_minor == -50_00
    # An invoice of what is left is not paid by that without somebody's word.
    invoice(world.acme, amount=50_00)
    assert run(world).posted == 0


def test_s20_a_named_shortage_becomes_a_deduction_and_without_a_reason_the_rest_stays_open(world: World) -> None:
    named, unnamed = (invoice(world.acme, amount=10000_00, due_date=TODAY, number=n) for n in ("70011001", "70022002"))
    first = received(world, 8000_00, of=world.acme, trace="A")
    line = {"number": "70011001", "paid_minor": 8000_00, "deduction_minor": 2000_00, "claim": "4411"}
    listed(world, first, line)
    received(world, 8000_00, of=world.acme, text="70022002")
    assert run(world).posted == 2
    assert rest_of(named, unnamed) == [0, 2000_00]
    deduction = OpenItem.objects.get(kind=OpenItem.Kind.DEDUCTION)
    assert (deduction.open_minor, deduction.due_date, deduction.reference) == (2000_00, TODAY, "4411")


def test_s28_a_memo_that_the_list_uses_is_used_beside_the_payment(world: World) -> None:
    item, memo = invoice(world.acme, amount=800_00), credit_memo(world.acme, amount=900_00)
    other = invoice(world.acme, amount=500_00)
    receipt = received(world, 400_00, of=world.acme, trace="B")
    paid = ((item, 800_00), (memo, -900_00), (other, 500_00))
    listed(world, receipt, *({"number": one.number, "paid_minor": minor} for one, minor in paid))
    assert run(world).posted == 1
    assert rest_of(item, memo, other) == [0, 0, 0]


def test_a_discount_that_is_still_earned_is_taken_and_one_that_is_not_is_kept_for_a_person(world: World) -> None:
    early, late = (
        invoice(world.acme, amount=1000_00, number=number, document_date=day, terms_code="2/10 net 30")
        for number, day in (("61000017", TODAY - dt.timedelta(days=5)), ("62000029", TODAY - dt.timedelta(days=25)))
    )
    received(world, 980_00, of=world.acme, text="61000017")
    run(world)
    assert rest_of(early) == [0]
    assert Match.objects.get().basis == "whole.discount.agrees"
    received(world, 980_00, of=world.acme, text="62000029")
    run(world)
    assert rest_of(late) == [20_00]


def test_two_payments_of_one_payer_see_what_the_first_of_them_leaves(world: World) -> None:
    one = invoice(world.acme, amount=700_00)
    for _ in range(2):
        received(world, 700_00, of=world.acme)
    outcome = run(world)
    assert outcome.posted == 1
    assert rest_of(one) == [0]


def test_what_a_person_took_back_is_not_matched_again_by_the_machine(world: World) -> None:
    item = invoice(world.acme, amount=700_00)
    received(world, 700_00, of=world.acme, text=item.number)
    run(world)
    take_back_match(Match.objects.get(), cause="wrong", why="it was for another", by=world.erin, **_DAY)
    outcome = run(world)
    assert (outcome.posted, outcome.proposed) == (0, 1)
    assert rest_of(item) == [700_00]


def test_money_taken_off_an_account_is_not_put_there_again(world: World) -> None:
    invoice(world.acme, amount=700_00)
    receipt = received(world, 333_00, payer_name="Acme Camera")
    run(world)
    receipt.refresh_from_db()
    unidentify_receipt(receipt, revision=receipt.revision, why="another Acme", by=world.erin, **_DAY)
    assert run(world).identified == 0
    receipt.refresh_from_db()
    assert receipt.customer is None
    assert sum(Entry.objects.filter(account=accounts.UNIDENTIFIED).values_list("amount_minor", flat=True)) == -333_00


def test_an_account_that_people_taught_identifies_the_payer(world: World) -> None:
    PayerSign.objects.create(
        company=world.northlight, customer=world.acme, kind="bank_account", value="DE1234", learned_by="erin",
        learned_at=NOW,
    )  # fmt: skip
    item = invoice(world.acme, amount=700_00)
    received(world, 700_00, payer_name="Somebody else", payer_account="de 12 34")
    assert run(world).posted == 1
    assert rest_of(item) == [0]


@pytest.mark.parametrize(
    ("cash", "posted", "proposed"),
    [("automation: off", 0, 0), ("automation: prepare", 0, 1), ("most_posted: 500", 0, 1), ("most_posted: 700", 1, 0)],
)
def test_the_policy_says_what_posts_itself(world: World, cash: str, posted: int, proposed: int) -> None:
    adopt(world, cash)
    item = invoice(world.acme, amount=700_00)
    received(world, 700_00, of=world.acme, text=item.number)
    outcome = run(world)
    assert (outcome.posted, outcome.proposed) == (posted, proposed)
    assert Proposal.objects.count() == proposed


def adopt(world: World, cash: str) -> None:
    """The default policy with one other value in its section on cash."""
    head, tail = default_policy_text().split("\ncash:\n")
    name = cash.split(": ", maxsplit=1)[0]
    lines = [f"  {cash}" if line.strip().startswith(f"{name}:") else line for line in tail.splitlines()]
    text = "\n".join([head, "cash:", *lines, ""])
    adopt_policy(text, effective_from=TODAY, reason="a test", by="dave", at=NOW)


def test_a_proposal_is_asked_again_once_something_was_posted(world: World) -> None:
    first = invoice(world.acme, amount=700_00)
    receipt = received(world, 300_00, of=world.acme)
    proposal = proposal_now(receipt, **_DAY)
    assert proposal is not None
    assert not needs_proposal(receipt, proposal, as_of=TODAY)
    assert [one.item_ids for one in read_answer(proposal).proposals] == [{first.id}]
    later = NOW + dt.timedelta(minutes=1)
    choice = Choice(world.acme, (MatchLine(first.id, 100_00),), rank=1, basis="none.partial.agrees")
    match_receipt(receipt, choice=choice, revision=0, as_of=TODAY, by=world.erin, at=later, key="k")
    receipt.refresh_from_db()
    assert needs_proposal(receipt, proposal, as_of=TODAY)
    proposal = proposal_now(receipt, as_of=TODAY, at=later)
    assert proposal is not None
    assert [line.applied_minor for line in read_answer(proposal).proposals[0].lines] == [200_00]


def test_a_list_that_may_be_of_two_payments_is_put_to_neither(world: World) -> None:
    item = invoice(world.acme, amount=700_00)
    for _ in range(2):
        receipt = received(world, 650_00, of=world.acme, payer_name="Acme Camera")
    listed(world, receipt, {"number": item.number, "paid_minor": 650_00}, payer_name="Acme Camera")
    run(world)
    assert Remittance.objects.get().state == Remittance.State.WAITING


def test_what_was_taken_back_as_wrong_lowers_what_its_rule_is_worth(world: World) -> None:
    for place in range(2):
        item = invoice(world.acme, amount=700_00)
        received(world, 700_00, of=world.acme, text=item.number)
        run(world)
        match = Match.objects.latest("id")
        assert (match.basis, match.confidence >= 995) == ("whole.equal.agrees", True)
        if place == 0:
            take_back_match(match, cause="wrong", why="wrong", by=world.erin, **_DAY)
            break
    item = invoice(world.acme, amount=811_00)
    receipt = received(world, 811_00, of=world.acme, text=item.number)
    assert run(world).posted == 0
    receipt.refresh_from_db()
    assert receipt.proposal.confidence < 995


def test_s12_the_rep_is_to_ask_for_the_remittance_in_two_business_days(world: World) -> None:
    day = dt.date(2026, 4, 3)
    at = dt.datetime(2026, 4, 3, 14, 0, tzinfo=dt.UTC)
    for amount in (1200_00, 1800_00, 2000_00, 3000_00, 5000_00):
        invoice(world.acme, amount=amount, document_date=dt.date(2026, 3, 1), as_of=day)
    new = NewReceipt(5000_00, "USD", day, day, payer_name="Acme Camera")
    receipt = enter_receipt(new, company=world.northlight, by=world.erin, as_of=day, at=at)
    for _ in range(2):  # a second look asks nobody twice
        assert dispatch.match_cash(world.northlight.id, as_of=day, at=at).posted == 0
    tickler = Tickler.objects.get()
    assert (tickler.due_date, tickler.owner, tickler.state) == (dt.date(2026, 4, 7), world.alice, "open")
    assert world.acme.positions.get().unapplied_minor == -5000_00
    # The list comes: the payment is matched by it, and the question is called off.
    receipt.refresh_from_db()
    whole = OpenItem.objects.get(open_minor=5000_00)
    listed(world, receipt, {"number": whole.number, "paid_minor": 5000_00}, payer_name="Acme Camera", payment_date=day)
    later = at + dt.timedelta(hours=1)
    assert dispatch.match_cash(world.northlight.id, as_of=day, at=later, receipt_ids=[]).posted == 1
    tickler.refresh_from_db()
    assert tickler.state == "cancelled"


def test_s20_a_short_payment_without_a_reason_is_asked_about(world: World) -> None:
    invoice(world.acme, amount=10000_00, number="70022002")
    received(world, 8000_00, of=world.acme, text="70022002")
    dispatch.match_cash(world.northlight.id, **_DAY)
    assert Tickler.objects.get().cause == f"Ask why 8,000.00 USD paid on {TODAY} is less than what was open"


def test_what_came_since_the_last_look_is_matched_in_the_background(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("creditdesk.config.clock.now", lambda: NOW)
    monkeypatch.setattr("creditdesk.config.clock.today", lambda: TODAY)
    item, work = invoice(world.acme, amount=700_00), CashWork()
    work.step()
    received(world, 700_00, of=world.acme, text=item.number)
    work.step()
    assert rest_of(item) == [0]


def test_the_erp_s_open_payments_are_worked_as_receipts_where_the_policy_says_so(world: World) -> None:
    item, brought = invoice(world.acme, amount=700_00), payment(world.acme, amount=700_00)
    assert run(world).seen == 0
    adopt(world, "erp_payments: true")
    outcome = run(world)
    assert (outcome.seen, outcome.posted, outcome.proposed) == (1, 0, 1)
    receipt = Receipt.objects.get()
    assert (receipt.item, receipt.channel, receipt.amount_minor) == (brought, "erp", 700_00)
    assert read_answer(receipt.proposal).proposals[0].item_ids == {item.id}
    assert run(world).seen == 1
    assert verify.broken_facts() == []
