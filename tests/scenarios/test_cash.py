"""The cash scenarios as they happen: bank file and list come in, the machine looks, a person decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import match_receipt, take_back_match, unidentify_receipt
from creditdesk.cash.models import BankAccount, BankStatement, Match, Receipt
from creditdesk.cash.queries import cash_totals
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.money import Money
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Promise, Tickler
from creditdesk.followup.promise_judging import judge_company
from creditdesk.intake import actions
from creditdesk.intake.worker import run_pending
from creditdesk.parties.models import Customer, User
from creditdesk.receivables import verify as of_ledger
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.period_statement import period_statements
from tests.actions.test_bank_files import IBAN, booked, camt, entry
from tests.builders import customer, invoice
from tests.world import World


@pytest.fixture(autouse=True)
def account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def on(day: str) -> dict[str, Any]:
    date = dt.date.fromisoformat(day)
    return {"as_of": date, "at": dt.datetime.combine(date, dt.time(14), tzinfo=dt.UTC)}


def comes_in(world: World, text: str, *, day: str) -> None:
    """A file is loaded, read, looked at and posted on that day; then the machine matches what is sure."""
    when = on(day)
    file = actions.receive([text.encode()], name="file", company=world.northlight, by=world.erin, **when)
    run_pending(**when)
    file.refresh_from_db()
    actions.post(file, revision=file.revision, by=world.erin, at=when["at"])
    run_pending(**when)
    file.refresh_from_db()
    assert (file.state, file.problem) == ("posted", "")


def bank_tells(world: World, amount: str, text: str, *, day: str, name: str = "Acme Camera") -> Receipt:
    """The statement of the day, with one payment, and the machine's look at it."""
    paid = entry(amount, f"B{day}", day=day, name=name).replace("invoice 88120", text)
    comes_in(world, camt(paid, closing=amount, day=day), day=day)
    dispatch.match_cash(world.northlight.id, **on(day))
    return Receipt.objects.get()


def left() -> dict[str, int]:
    """What is open, by number; a payment's is below zero."""
    rows = OpenItem.objects.filter(closed_date__isnull=True, voided_on__isnull=True)
    assert verify.broken_facts() == of_ledger.broken_facts() == []
    return dict(rows.values_list("number", "open_minor"))


def billed(of: Customer, number: str, amount: int, *, due: str) -> OpenItem:
    date = dt.date.fromisoformat(due)
    return invoice(of, amount=amount, number=number, document_date=date - dt.timedelta(days=30), due_date=date)


def promised(of: Customer, minor: int, *, day: str, made: str, by: User) -> Promise:
    date = dt.date.fromisoformat(day)
    said = Said("call", "inbound", "promised", promised=Money(minor, "USD"), promised_date=date, method="check")
    record_activity(of, said=said, by=by, key=f"promise {day}", **on(made))
    return Promise.objects.get()


def judged(promise: Promise, world: World, *, morning: str) -> tuple[str, dt.date | None]:
    """What the night makes of the promise."""
    judge_company(world.northlight, **on(morning))
    promise.refresh_from_db()
    return promise.state, promise.judged_on


def listed(*paid: tuple[str, str], total: str, payer: str = "Acme Camera") -> str:
    """The payer's 820: documents with what he pays of each."""
    lines = "".join(f"RMR*IV*{number}**{amount}~" for number, amount in paid)
    isa = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*NORTHLIGHT     *260402*0900*U*00401*000000001*0*P*>~"
    return (
        f"{isa}GS*RA*PAYER*NORTHLIGHT*20260402*0900*1*X*004010~ST*820*0001~"
        f"BPR*C*{total}*C*ACH*CTX*01*091000019*DA*123456*1512345678**01*071000288*DA*99887766*20260402~"
        f"TRN*1*8200045*1512345678~N1*PR*{payer}~N1*PE*Northlight~ENT*1~"
        f"{lines}SE*{7 + len(paid)}*0001~GE*1*1~IEA*1*000000001~"
    )


def test_S11_an_ach_of_6450_with_its_list_closes_three_invoices(world: World) -> None:  # noqa: N802
    amounts = {"70110011": "1200.00", "70220022": "2250.00", "70330033": "3000.00"}
    for number, amount in amounts.items():
        billed(world.acme, number, round(float(amount) * 100), due="2026-04-30")
    comes_in(world, listed(*amounts.items(), total="6450.00"), day="2026-04-02")
    bank_tells(world, "6450.00", "ACH", day="2026-04-02")
    assert left() == {}
    match = Match.objects.get()
    assert (match.is_automatic, match.line_count, match.applied_minor) == (True, 3, 6450_00)
    (totals,) = cash_totals(world.erin, as_of=dt.date(2026, 4, 2))
    assert (totals.received_minor, totals.machine_minor, totals.open_minor) == (6450_00, 6450_00, 0)
    assert BankStatement.objects.get().credits_minor == booked("cash") == 6450_00


def test_S12_5000_that_three_sets_make_is_applied_to_none_and_asked_about(world: World) -> None:  # noqa: N802
    for place, amount in enumerate((1200_00, 1800_00, 2000_00, 3000_00, 5000_00)):
        billed(world.acme, str(70110011 + 1_000_003 * place), amount, due="2026-04-30")
    receipt = bank_tells(world, "5000.00", "payment", day="2026-04-03")
    assert left()[receipt.number] == -5000_00
    assert len(receipt.proposal.answer["proposals"]) == 3
    assert not Match.objects.exists()
    task = Tickler.objects.get()
    assert (task.due_date, task.owner) == (dt.date(2026, 4, 7), world.alice)
    assert world.acme.positions.get().unapplied_minor == -5000_00


def test_S13_a_parent_pays_10000_for_its_children(world: World) -> None:  # noqa: N802
    parent = customer(world.northlight, name="Parent Holding")
    amounts = {"70110011": "4000.00", "70220022": "3500.00", "70330033": "2500.00"}
    for name, (number, amount) in zip(("Aa", "Bb", "Cc"), amounts.items(), strict=True):
        billed(
            customer(world.northlight, name=name, parent=parent), number, round(float(amount) * 100), due="2026-04-30"
        )
    comes_in(world, listed(*amounts.items(), total="10000.00", payer="Parent Holding"), day="2026-04-06")
    receipt = bank_tells(world, "10000.00", "for all", day="2026-04-06", name="Parent Holding")
    assert left() == {}
    assert (receipt.customer, receipt.item.open_minor if receipt.item else None) == (parent, 0)
    assert not OpenItem.objects.filter(customer=parent, open_minor__gt=0).exists()
    applied = receipt.item.applications_from.values_list("debit_item__number", "amount_minor")  # type: ignore[union-attr]
    assert dict(applied) == {number: round(float(amount) * 100) for number, amount in amounts.items()}
    day = dt.date(2026, 4, 6)
    for child in Customer.objects.filter(parent=parent):
        (own,) = child.items.values_list("number", flat=True)
        (told,) = period_statements(child.id, first=day, last=day)
        (movement,) = [one for one in told.movements if one.kind == "application"]
        assert (movement.numbers, told.closing_minor) == ((own, receipt.trace), 0)


def test_S15_a_wire_of_nobody_is_no_exposure_until_it_is_known_and_keeps_its_day(world: World) -> None:  # noqa: N802
    item = billed(world.zenith, "70110011", 7777_77, due="2026-04-10")
    promise = promised(world.zenith, 7777_77, day="2026-04-06", made="2026-04-01", by=world.alice)
    receipt = bank_tells(world, "7777.77", "", day="2026-04-06", name="")
    assert left() == {"70110011": 7777_77}
    assert judged(promise, world, morning="2026-04-09") == ("broken", dt.date(2026, 4, 8))
    assert booked(accounts.UNIDENTIFIED) == -7777_77
    choice = Choice(world.zenith, (MatchLine(item.id, 7777_77),))
    match_receipt(receipt, choice=choice, revision=receipt.revision, by=world.erin, key="s15", **on("2026-04-21"))
    assert left() == {}
    receipt.refresh_from_db()
    assert receipt.item is not None
    # Paid by the day of its value: four days before it was due.
    assert (receipt.item.document_date, booked(accounts.UNIDENTIFIED)) == (dt.date(2026, 4, 6), 0)
    # And the promise is judged by that day: it was kept.
    assert judged(promise, world, morning="2026-04-21") == ("kept", dt.date(2026, 4, 6))
    told = promise.judgements.order_by("id").values_list("state", "cause__code")
    assert list(told) == [("broken", "promise.broken"), ("kept", "promise.identified")]
    assert judged(promise, world, morning="2026-04-22") == ("kept", dt.date(2026, 4, 6))
    # Who paid is taken back: so is what kept the promise.
    take_back_match(Match.objects.get(), cause="wrong", why="not his", by=world.erin, **on("2026-04-23"))
    receipt.refresh_from_db()
    unidentify_receipt(receipt, why="of somebody else", revision=receipt.revision, by=world.erin, **on("2026-04-23"))
    assert judged(promise, world, morning="2026-04-24") == ("broken", dt.date(2026, 4, 8))


def test_cash_that_comes_after_the_last_day_and_is_identified_later_keeps_no_promise(world: World) -> None:
    item = billed(world.zenith, "70110011", 7777_77, due="2026-04-10")
    promise = promised(world.zenith, 7777_77, day="2026-04-06", made="2026-04-01", by=world.alice)
    receipt = bank_tells(world, "7777.77", "", day="2026-04-09", name="")
    assert judged(promise, world, morning="2026-04-10") == ("broken", dt.date(2026, 4, 8))
    choice = Choice(world.zenith, (MatchLine(item.id, 7777_77),))
    match_receipt(receipt, choice=choice, revision=receipt.revision, by=world.erin, key="late", **on("2026-04-21"))
    assert judged(promise, world, morning="2026-04-21") == ("broken", dt.date(2026, 4, 8))
    assert promise.judgements.count() == 1


def test_S18_5000_for_an_invoice_of_4950_leaves_50_on_account_and_nothing_is_income(world: World) -> None:  # noqa: N802
    billed(world.acme, "70110011", 4950_00, due="2026-05-31")
    receipt = bank_tells(world, "5000.00", "invoice 70110011", day="2026-05-06")
    assert left() == {receipt.number: -50_00}
    assert booked(accounts.SMALL_DIFFERENCES) == 0


def test_S20_8000_for_10000_without_a_reason_leaves_2000_open_and_is_asked_about(world: World) -> None:  # noqa: N802
    billed(world.acme, "70110011", 10000_00, due="2026-05-31")
    bank_tells(world, "8000.00", "invoice 70110011", day="2026-05-29")
    assert left() == {"70110011": 2000_00}
    assert Tickler.objects.get().cause == "Ask why 8,000.00 USD paid on 2026-05-29 is less than what was open"


def test_S20_8000_with_the_claim_4411_closes_the_invoice_and_keeps_its_due_date(world: World) -> None:  # noqa: N802
    item = billed(world.acme, "70110011", 10000_00, due="2026-05-31")
    receipt = bank_tells(world, "8000.00", "see our letter", day="2026-05-29")
    short = MatchLine(item.id, 8000_00, deduction_minor=2000_00, claim="shortage claim 4411")
    choice = Choice(world.acme, (short,))
    match_receipt(receipt, choice=choice, revision=receipt.revision, by=world.erin, key="s20", **on("2026-05-29"))
    assert list(left().values()) == [2000_00]
    deduction = OpenItem.objects.get(kind="deduction")
    assert (deduction.reference, deduction.due_date) == ("shortage claim 4411", dt.date(2026, 5, 31))


def test_S25_3000_marked_as_payment_in_full_is_stopped_with_its_last_day(world: World) -> None:  # noqa: N802
    invoice(world.acme, amount=8000_00, disputed=5000_00, number="70110011", document_date=dt.date(2026, 1, 15))
    when = on("2026-03-02")
    paid = entry("3000.00", "B1", day="2026-03-02").replace("invoice 88120", "70110011 PAYMENT IN FULL")
    comes_in(world, camt(paid, closing="3000.00", day="2026-03-02"), day="2026-03-02")
    dispatch.match_cash(world.northlight.id, **when)
    dispatch.special_cash(world.northlight.id, **when)
    receipt = Receipt.objects.get()
    assert (receipt.standing, receipt.standing_until) == ("full_settlement", dt.date(2026, 5, 31))
    assert not Match.objects.exists()
    assert left()["70110011"] == 8000_00
    assert Tickler.objects.get().owner == world.carol
