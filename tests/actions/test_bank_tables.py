"""Statements as tables come in: each line counts once, however exports overlap; a person answers a shape once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from creditdesk.cash import verify
from creditdesk.cash.deciding_statements import let_in
from creditdesk.cash.models import BankAccount, BankLine, BankStatement, Receipt, ReturnedPayment
from creditdesk.cash.reconciling import reconciled
from creditdesk.domain.visibility import Role
from creditdesk.intake import actions, queries
from creditdesk.intake.models import ImportFile, ImportProfile
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import load, preview, take_back, worked
from tests.actions.test_bank_files import one_day
from tests.actions.test_inbox import Desk
from tests.formats.files import workbook
from tests.world import NOW, TODAY, World

IBAN = "DE89370400440532013000"
HEAD = "Account,Booking date,Value date,Amount,Currency,Balance,Partner name,Description"
PLAIN = "Account,Booking date,Amount,Currency,Partner name,Description"


@pytest.fixture(autouse=True)
def account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def line(day: int, amount: str, balance: str, *, name: str = "Acme Camera", text: str = "88120") -> str:
    return f"{IBAN},2026-06-{day:02},2026-06-{day:02},{amount},USD,{balance},{name},{text}"


def plain(day: int, amount: str, *, name: str = "Acme Camera", text: str = "88120", account: str = IBAN) -> str:
    return f"{account},2026-06-{day:02},{amount},USD,{name},{text}"


def table(*lines: str, head: str = HEAD) -> str:
    return "\n".join((head, *lines)) + "\n"


def brought(text: str | bytes, world: World) -> ImportFile:
    return load(text, company=world.northlight, by=world.erin, name="statement.csv")


def seen(text: str | bytes, world: World, **choices: Any) -> ImportFile:
    """The preview, read again with what a person says where he says something."""
    file = preview(text, company=world.northlight, by=world.erin, name="statement.csv")
    if choices:
        actions.read_again(file, choices=choices, revision=file.revision, by=world.erin, at=NOW)
        file = worked(file)
    return file


def amounts() -> list[int]:
    return sorted(Receipt.objects.values_list("amount_minor", flat=True))


def held_for(world: World, file: ImportFile) -> list[str]:
    (row,) = file.rows.filter(row__sort="statement")
    return [one["reason"]["code"] for one in row.row["findings"] if one["holds"]]


def sound() -> None:
    from creditdesk.intake import verify as of_imports

    assert [*verify.broken_facts(), *of_imports.broken_facts()] == []


def test_each_line_becomes_a_bank_line_and_money_in_a_receipt(world: World) -> None:
    file = brought(table(line(8, "100.00", "100.00"), line(9, "-30.00", "70.00", name="Bank")), world)
    assert (file.state, file.content, file.rows_read, file.rows_refused) == ("posted", "bank", 3, 0)
    statement = BankStatement.objects.get()
    assert (statement.format, statement.state, statement.opening_minor, statement.closing_minor) == (
        "table",
        "taken",
        0,
        70_00,
    )
    receipt = Receipt.objects.get()
    assert (receipt.amount_minor, receipt.posting_date, receipt.payer_name) == (
        100_00,
        dt.date(2026, 6, 8),
        "Acme Camera",
    )
    assert [*BankLine.objects.order_by("position").values_list("kind", flat=True)] == ["receipt", "out"]
    sound()


def test_a_workbook_comes_in_as_a_text_does(world: World) -> None:
    book = workbook(
        HEAD.split(","),
        [IBAN, dt.date(2026, 6, 8), dt.date(2026, 6, 8), 100.5, "USD", 100.5, "Acme Camera", "88120"],
    )
    assert brought(book, world).state == "posted"
    assert amounts() == [100_50]


def test_an_export_that_overlaps_the_one_before_brings_what_is_new_alone(world: World) -> None:
    first = (line(8, "100.00", "100.00"), line(9, "50.00", "150.00"))
    brought(table(*first), world)
    brought(table(first[1], line(10, "7.00", "157.00")), world)
    again = seen(table(*first) + "\n", world)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 3)
    # Of one day in the middle, from a statement that closes later.
    brought(table(first[0], first[1], line(10, "7.00", "157.00")), world)
    assert amounts() == [7_00, 50_00, 100_00]
    assert BankLine.objects.filter(repeats__isnull=False).count() == 4
    sound()
    account = BankAccount.objects.get()
    tie = reconciled(account, first=dt.date(2026, 6, 1), last=dt.date(2026, 6, 12))
    assert (tie.opening_minor, tie.closing_minor, tie.differences) == (0, 157_00, ())


def test_two_alike_of_one_day_are_two_payments_and_each_counts_once(world: World) -> None:
    alike = (line(8, "100.00", "100.00"), line(8, "100.00", "200.00"))
    brought(table(*alike), world)
    assert amounts() == [100_00, 100_00]
    # The balance behind each tells a third one from the two that came before.
    brought(table(alike[1], line(8, "100.00", "300.00")), world)
    assert amounts() == [100_00] * 3
    sound()


def test_without_balances_alike_lines_of_a_day_are_counted(world: World) -> None:
    brought(table(plain(8, "100.00"), plain(8, "100.00"), head=PLAIN), world)
    brought(table(plain(8, "100.00"), plain(8, "100.00"), plain(8, "100.00"), plain(9, "1.00"), head=PLAIN), world)
    assert amounts() == [1_00, 100_00, 100_00, 100_00]


def test_two_parts_of_one_day_that_share_a_line_are_held(world: World) -> None:
    brought(table(plain(8, "100.00"), plain(8, "20.00"), head=PLAIN), world)
    afternoon = seen(table(plain(8, "100.00"), plain(8, "30.00"), head=PLAIN), world)
    assert held_for(world, afternoon) == ["intake.bank_part_of_day"]
    apart = seen(table(plain(8, "31.00"), plain(8, "30.00"), head=PLAIN), world)
    assert held_for(world, apart) == []


def test_days_that_are_missing_and_a_row_that_was_lost_are_held_with_the_difference(world: World) -> None:
    brought(table(line(8, "100.00", "100.00")), world)
    gap = seen(table(line(10, "7.00", "157.00")), world)
    assert held_for(world, gap) == ["intake.bank_opening"]
    lost = seen(table(line(9, "50.00", "150.00"), line(10, "7.00", "167.00")), world)
    assert held_for(world, lost) == ["intake.bank_running_balance", "intake.bank_closing"]
    actions.post(lost, revision=lost.revision, by=world.erin, at=NOW)
    worked(lost)
    assert amounts() == [100_00]
    statement = BankStatement.objects.get(state="held")
    let_in(statement, why="the bank confirmed it", as_of=TODAY, by=world.erin, at=NOW)
    assert amounts() == [7_00, 50_00, 100_00]


def test_days_that_a_statement_of_another_kind_told_are_held_whichever_came_first(world: World) -> None:
    brought(one_day(), world)
    assert held_for(world, seen(table(line(12, "350.00", "350.00")), world)) == ["intake.bank_told_otherwise"]


def test_a_statement_of_another_kind_behind_a_table_is_held(world: World) -> None:
    brought(table(line(12, "350.00", "350.00")), world)
    assert held_for(world, seen(one_day(), world)) == ["intake.bank_told_otherwise"]


def test_the_table_of_another_companys_account_is_refused(world: World) -> None:
    file = seen(table(plain(8, "1.00", account="GB29NWBK60161331926819"), head=PLAIN), world)
    assert (file.rows_accepted, file.rows_refused) == (0, 2)
    assert file.totals["refused_for"][0]["code"] == "intake.bank_no_own_account"


def test_all_can_go_back_and_the_file_may_come_again(world: World) -> None:
    text = table(line(8, "100.00", "100.00"))
    take_back(brought(text, world), by=world.erin)
    assert OpenItem.objects.filter(voided_on=None, kind="payment").count() == 0
    brought(text, world)
    assert Receipt.objects.filter(line__taken_back_at=None).count() == 1
    sound()


# --- what is asked, and the profile -------------------------------------------------------------------------------

# No account, no currency, days that can be read both ways, headings that nobody knows.
OWN = "When,What,How much\n05/06/2026,Bolt {n},20.00\n05/07/2026,Anvil {n},30.50\n"
COLUMNS = {"booking_date": "When", "text": "What", "amount": "How much"}


def test_a_shape_that_a_person_mapped_once_comes_in_by_itself_the_next_time(world: World) -> None:
    said: dict[str, Any] = {"content": "bank", "layout": "statement"}
    file = seen(OWN.format(n=1), world, **said)
    assert [reason.code for reason in queries.questions(file)] == ["intake.columns_missing"]
    said |= {"columns": COLUMNS}
    for setting, answer in (("day_order", "mdy"), ("account", f"{IBAN} USD")):
        actions.read_again(file, choices=said, revision=file.revision, by=world.erin, at=NOW)
        file = worked(file)
        assert [one["setting"] for one in file.understood["questions"]] == [setting]
        said |= {setting: answer}
    actions.read_again(file, choices=said, revision=file.revision, by=world.erin, at=NOW)
    file = worked(file)
    assert (file.rows_read, file.rows_accepted, queries.questions(file)) == (3, 3, [])
    actions.save_profile(file, name="Bank of the corner", by=world.erin, at=NOW)
    assert ImportProfile.objects.get().choices["account"] == f"{IBAN} USD"

    following = brought(OWN.format(n=2), world)
    assert (following.state, following.understood["profile"]) == ("posted", "Bank of the corner")
    assert {*Receipt.objects.values_list("amount_minor", "posting_date")} == {
        (20_00, dt.date(2026, 5, 6)),
        (30_50, dt.date(2026, 5, 7)),
    }


def test_nothing_is_posted_while_something_is_asked(world: World) -> None:
    file = seen("Date,Description,Deposit\n2026-06-08,A,20.00\n", world)
    assert (file.content, file.rows_read, file.state) == ("bank", 0, "previewed")
    assert [one["setting"] for one in file.understood["questions"]] == ["account"]
    with pytest.raises(Exception, match="Which of ours is it"):
        actions.post(file, revision=file.revision, by=world.erin, at=NOW)


def test_a_table_that_is_refused_further_down_can_be_read_otherwise(world: World) -> None:
    text = f"Account,Booking date,Amount,Fee,Currency\n{IBAN},2026-06-08,20.00,free of charge,USD\n" + (
        f"{IBAN},2026-06-08,20.00,1.00,USD\n{IBAN},2026-06-08,20.00,1.00,USD\n"
    )
    file = seen(text, world)
    assert (file.state, file.understood["mapping"]["columns"]["fee"]) == ("refused", "Fee")
    assert "line 2" in file.refusal
    columns = {"account": "Account", "booking_date": "Booking date", "amount": "Amount", "currency": "Currency"}
    actions.read_again(file, choices={"columns": columns}, revision=file.revision, by=world.erin, at=NOW)
    assert worked(file).rows_accepted == 4


# --- processors ---------------------------------------------------------------------------------------------------


def test_a_payout_of_a_processor_brings_receipts_fees_and_returns(world: World) -> None:
    BankAccount.objects.create(company=world.northlight, name="Cards", number="acct_1", currency="USD")
    text = (
        "id,Type,Amount,Fee,Net,Currency,Created (UTC),Transfer,Description\n"
        "txn_1,charge,100.00,3.00,97.00,usd,2026-06-08 10:11,po_1,Order 17\n"
        "txn_2,refund,-10.00,0.00,-10.00,usd,2026-06-08 11:11,po_1,Order 11\n"
        "po_1,payout,-87.00,0.00,-87.00,usd,2026-06-09 00:00,po_1,\n"
    )
    file = seen(text, world, account="acct_1 USD")
    assert held_for(world, file) == []
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    assert worked(file).state == "posted"
    assert amounts() == [100_00]
    returned = ReturnedPayment.objects.get()
    assert (returned.amount_minor, returned.code, returned.state) == (10_00, "refund", "waiting")
    assert dict(BankLine.objects.order_by().values_list("amount_minor", "kind")) == {
        100_00: "receipt",
        -3_00: "charge",
        -10_00: "returned",
        -87_00: "out",
    }
    sound()


def test_the_inbox_posts_a_table_by_itself_where_all_is_told_and_leaves_it_where_not(
    world: World, tmp_path: Path
) -> None:
    builders.user("machine", role=Role.MACHINE, companies=[world.northlight])
    desk = Desk(tmp_path, posts=True)
    desk.put("told.csv", table(line(8, "100.00", "100.00")))
    desk.put("asks.csv", "Date,Description,Deposit\n2026-06-09,A,20.00\n")
    desk.work()
    assert amounts() == [100_00]
    said = desk.put_away("done")
    assert "posted" in said["told.csv"]
    assert "Which of ours is it?" in said["asks.csv"]


def test_what_a_processor_keeps_a_fee_of_came_by_card_and_the_fee_is_a_charge(world: World) -> None:
    head = "Account,Date,Name,Type,Currency,Gross,Fee,Net,Transaction ID,Balance,Description"
    rows = (
        f"{IBAN},2026-06-08,Acme Camera,Checkout payment,USD,100.00,-3.20,96.80,A1,96.80,88120",
        f"{IBAN},2026-06-08,Zenith,Checkout payment,USD,50.00,-1.75,48.25,A2,145.05,88121",
    )
    assert brought(table(*rows, head=head), world).state == "posted"
    assert set(Receipt.objects.values_list("amount_minor", "channel")) == {(100_00, "card"), (50_00, "card")}
    kinds = BankLine.objects.order_by("position").values_list("amount_minor", "kind")
    assert list(kinds) == [(100_00, "receipt"), (-3_20, "charge"), (50_00, "receipt"), (-1_75, "charge")]
    sound()
