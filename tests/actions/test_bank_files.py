"""A bank's file comes in: each payment takes effect once, what does not tie waits for a person, and all can go back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import take_back_match
from creditdesk.cash.models import (
    BankAccount,
    BankLine,
    BankStatement,
    Match,
    PayerSign,
    Receipt,
    Remittance,
    ReturnedPayment,
)
from creditdesk.cash.running import match_by_itself
from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile
from creditdesk.receivables.models import Entry, OpenItem
from tests import builders
from tests.actions.importing import load, preview, refusals, take_back, worked
from tests.formats.advice.writers import from_stream
from tests.world import NOW, TODAY, World

IBAN = "DE89370400440532013000"


@pytest.fixture(autouse=True)
def account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def entry(
    amount: str,
    reference: str,
    *,
    day: str = "2026-06-12",
    name: str = "Acme Camera",
    iban: str = "GB29NWBK60161331926819",
    debit: bool = False,
    more: str = "",
) -> str:
    side = "DBIT" if debit else "CRDT"
    return f"""<Ntry><Amt Ccy="USD">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>
      <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
      <NtryDtls><TxDtls><Refs><EndToEndId>E-{reference}</EndToEndId></Refs>
      <RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>
      <RmtInf><Ustrd>invoice 88120</Ustrd></RmtInf>{more}</TxDtls></NtryDtls></Ntry>"""


def balance(code: str, amount: str, day: str) -> str:
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="USD">{amount.lstrip("-")}</Amt>
      <CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"""


def camt(
    *entries: str,
    number: int = 1,
    opening: str = "0.00",
    closing: str = "0.00",
    day: str = "2026-06-12",
    iban: str = IBAN,
    kind: str = "53",
) -> str:
    root, part = {"53": ("BkToCstmrStmt", "Stmt"), "54": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[kind]
    balances = balance("OPBD", opening, day) + balance("CLBD", closing, day) if kind == "53" else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.0{kind}.001.02"><{root}>
    <GrpHdr><MsgId>M{kind}{number}</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr>
    <{part}><Id>S{kind}-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{day}T20:00:00</CreDtTm>
    <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>USD</Ccy></Acct>{balances}{"".join(entries)}</{part}></{root}></Document>"""


def one_day(number: int = 1, *, opening: str = "0.00", closing: str = "350.00", day: str = "2026-06-12") -> str:
    return camt(
        entry("100.00", f"A{number}", day=day),
        entry("250.00", f"B{number}", day=day, name="Zenith", iban="DE02120300000000202051"),
        number=number,
        opening=opening,
        closing=closing,
        day=day,
    )


def booked(account: str) -> int:
    return sum(Entry.objects.filter(account=account).values_list("amount_minor", flat=True))


def sound() -> None:
    from creditdesk.intake import verify as of_imports

    assert [*verify.broken_facts(), *of_imports.broken_facts()] == []


def test_each_payment_of_a_statement_becomes_a_receipt_that_is_posted_on_its_day(world: World) -> None:
    file = load(one_day(), company=world.northlight, by=world.erin, name="day.xml")
    assert (file.state, file.content, file.rows_read, file.rows_refused) == ("posted", "bank", 3, 0)
    statement = BankStatement.objects.get()
    assert (statement.state, statement.credits_minor, statement.line_count) == ("taken", 350_00, 2)
    assert set(Receipt.objects.values_list("amount_minor", "posting_date", "trace", "payer_name")) == {
        (100_00, dt.date(2026, 6, 12), "E-A1", "Acme Camera"),
        (250_00, dt.date(2026, 6, 12), "E-B1", "Zenith"),
    }
    assert (booked("cash"), booked(accounts.UNIDENTIFIED)) == (350_00, -350_00)
    sound()


def test_who_alone_pays_from_an_account_is_known_at_once(world: World) -> None:
    sign = {"company": world.northlight, "kind": "bank_account", "learned_by": "erin", "learned_at": NOW}
    PayerSign.objects.create(customer=world.acme, value="GB29NWBK60161331926819", **sign)
    for one in (world.acme, world.zenith):
        PayerSign.objects.create(customer=one, value="DE02120300000000202051", **sign)
    load(one_day(), company=world.northlight, by=world.erin)
    assert dict(Receipt.objects.values_list("amount_minor", "customer")) == {100_00: world.acme.id, 250_00: None}
    assert OpenItem.objects.get().open_minor == -100_00
    assert booked(accounts.UNIDENTIFIED) == -250_00


def test_the_same_file_again_is_refused_and_the_same_statement_in_another_file_does_nothing(world: World) -> None:
    load(one_day(), company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match="loaded before"):
        load(one_day(), company=world.northlight, by=world.erin)
    again = preview(one_day().replace("\n", "\r\n"), company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 3)
    assert Receipt.objects.count() == 2


def test_a_statement_of_that_number_with_other_figures_is_held(world: World) -> None:
    load(one_day(), company=world.northlight, by=world.erin)
    other = camt(entry("100.00", "A1"), closing="100.00")
    load(other, company=world.northlight, by=world.erin)
    assert BankStatement.objects.order_by("-id")[0].state == "held"
    assert Receipt.objects.count() == 2
    sound()


def test_a_statement_that_does_not_tie_or_follow_is_held_with_its_reason(world: World) -> None:
    load(one_day(), company=world.northlight, by=world.erin)
    gap = one_day(3, opening="900.00", closing="1250.00", day="2026-06-14")
    untied = camt(entry("1.00", "C"), number=2, opening="350.00", closing="400.00", day="2026-06-13")
    for text in (gap, untied):
        assert load(text, company=world.northlight, by=world.erin).state == "posted"
    codes = [
        {one["reason"]["code"] for one in statement.findings}
        for statement in BankStatement.objects.filter(state="held").order_by("id")
    ]
    assert codes == [{"intake.bank_number_gap", "intake.bank_opening"}, {"intake.bank_closing"}]
    assert Receipt.objects.count() == 2
    sound()


def test_statements_of_one_file_in_any_order_follow_one_another(world: World) -> None:
    first, second = one_day(), one_day(2, opening="350.00", closing="700.00", day="2026-06-13")
    inner = second[second.index("<Stmt>") : second.index("</BkToCstmrStmt>")]
    load(first.replace("<Stmt>", inner + "<Stmt>", 1), company=world.northlight, by=world.erin)
    assert list(BankStatement.objects.order_by("id").values_list("state", "number")) == [("taken", "1"), ("taken", "2")]
    assert booked("cash") == 700_00
    sound()


def test_a_notice_and_the_statement_after_it_tell_a_payment_once(world: World) -> None:
    load(camt(entry("100.00", "A1"), kind="54"), company=world.northlight, by=world.erin)
    load(one_day(), company=world.northlight, by=world.erin)
    assert Receipt.objects.count() == 2
    repeated = BankLine.objects.get(repeats__isnull=False)
    assert (repeated.amount_minor, repeated.statement.kind) == (100_00, "statement")
    assert booked("cash") == 350_00
    sound()


def test_two_payments_that_look_alike_in_two_proved_statements_are_two(world: World) -> None:
    day, text = "2026-06-12", "Acme Camera"
    first = camt(entry("100.00", "", day=day, name=text), closing="100.00")
    second = camt(entry("100.00", "", day=day, name=text), number=2, opening="100.00", closing="200.00")
    for one in (first, second):
        load(one.replace("<EndToEndId>E-</EndToEndId>", ""), company=world.northlight, by=world.erin)
    assert Receipt.objects.count() == 2
    sound()


def test_an_unknown_account_is_refused_and_goes_in_once_it_is_made(world: World) -> None:
    text = camt(entry("5.00", "X"), closing="5.00", iban="FR7630006000011234567890189")
    file = preview(text, company=world.northlight, by=world.erin)
    assert refusals(file) == [(1, "intake.bank_no_own_account"), (2, "intake.bank_of_refused")]
    iban = "FR76 3000 6000 0112 3456 7890 189"
    BankAccount.objects.create(company=world.northlight, name="Paris", number=iban, currency="USD")
    actions.read_again(file, choices=file.choices, revision=file.revision, by=world.erin, at=NOW)
    assert worked(file).rows_accepted == 2


def test_a_statement_of_another_companys_account_brings_nothing(world: World) -> None:
    world.erin.companies.add(world.southwind)
    file = preview(one_day(), company=world.southwind, by=world.erin)
    assert {code for _, code in refusals(file)} == {"intake.bank_other_company", "intake.bank_of_refused"}
    assert file.rows_accepted == 0


def test_a_statement_in_another_currency_than_its_account_is_kept_in_is_refused_and_says_so(world: World) -> None:
    file = preview(one_day().replace("USD", "EUR"), company=world.northlight, by=world.erin)
    assert {code for _, code in refusals(file)} == {"intake.bank_other_currency", "intake.bank_of_refused"}
    assert file.rows_accepted == 0


def test_a_statement_of_which_an_entry_is_in_another_currency_is_held_whole(world: World) -> None:
    mixed = one_day().replace('<Amt Ccy="USD">250.00', '<Amt Ccy="EUR">250.00')
    load(mixed, company=world.northlight, by=world.erin)
    statement = BankStatement.objects.get()
    assert statement.state == "held"
    assert "intake.bank_mixed" in {one["reason"]["code"] for one in statement.findings}
    assert not Receipt.objects.exists() and not Entry.objects.exists()
    sound()


def test_a_payment_that_came_back_waits_for_its_receipt(world: World) -> None:
    back = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
    text = camt(entry("100.00", "A1"), entry("100.00", "R1", debit=True, more=back))
    load(text, company=world.northlight, by=world.erin)
    returned = ReturnedPayment.objects.get()
    assert (returned.state, returned.code, returned.amount_minor) == ("waiting", "AM04", 100_00)
    assert Receipt.objects.count() == 1
    sound()


def test_what_is_booked_ahead_is_posted_on_the_day_of_the_file(world: World) -> None:
    ahead = (TODAY + dt.timedelta(days=3)).isoformat()
    text = camt(entry("100.00", "A1", day=ahead), closing="100.00", day=ahead)
    load(text, company=world.northlight, by=world.erin)
    receipt = Receipt.objects.get()
    assert (receipt.posting_date, receipt.value_date.isoformat()) == (TODAY, ahead)


def test_a_file_that_is_undone_leaves_nothing_and_may_come_again(world: World) -> None:
    sign = {"company": world.northlight, "kind": "bank_account", "learned_by": "erin", "learned_at": NOW}
    PayerSign.objects.create(customer=world.acme, value="GB29NWBK60161331926819", **sign)
    file = take_back(load(one_day(), company=world.northlight, by=world.erin), by=world.erin)
    assert file.state == "undone"
    assert (booked("cash"), booked(accounts.UNIDENTIFIED)) == (0, 0)
    assert BankStatement.objects.get().state == "taken_back"
    assert set(Receipt.objects.values_list("standing", flat=True)) == {"taken_back"}
    sound()
    load(one_day(), company=world.northlight, by=world.erin)
    assert booked("cash") == 350_00
    sound()


def test_half_a_file_is_refused_with_its_place(world: World) -> None:
    text = one_day()
    file = preview(text[: len(text) // 2], company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.REFUSED
    assert file.refusal.startswith("line ")
    assert not BankStatement.objects.exists()


ADVICE = "Remittance advice\nPayer;Acme Camera\nPayment reference;8200045\n\nInvoice;Gross;Discount;Net\n"
EDI = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*NORTHLIGHT     *260608*0900*U*00401*000000001*0*P*>~"
    "GS*RA*PAYER*NORTHLIGHT*20260608*0900*1*X*004010~ST*820*0001~"
    "BPR*C*{amount}*C*ACH*CTX*01*091000019*DA*123456*1512345678**01*071000288*DA*99887766*20260608~"
    "TRN*1*8200045*1512345678~N1*PR*Acme Camera~N1*PE*Northlight~ENT*1~"
    "RMR*IV*88120**{amount}~SE*8*0001~GE*1*1~IEA*1*000000001~"
)


def test_s16_the_same_trace_again_does_nothing_and_with_another_amount_is_held(world: World) -> None:
    load(EDI.format(amount="12640.00"), company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match="loaded before"):
        load(EDI.format(amount="12640.00"), company=world.northlight, by=world.erin)
    again = preview(EDI.format(amount="12640.00") + "\n", company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 1)
    load(EDI.format(amount="12460.00"), company=world.northlight, by=world.erin)
    first, second = Remittance.objects.order_by("id")
    assert (first.state, first.amount_minor, first.payment_reference) == ("waiting", 12640_00, "8200045")
    assert (second.state, second.amount_minor) == ("held", 12460_00)
    assert second.findings[-1]["reason"]["code"] == "intake.remittance_other_amount"
    assert first.lines[0]["number"] == "88120"
    assert not Receipt.objects.exists()


def test_a_list_is_not_undone_while_a_match_rests_on_it(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="88120")
    file = load(EDI.format(amount="100.00"), company=world.northlight, by=world.erin)
    load(one_day(), company=world.northlight, by=world.erin)
    match_by_itself(world.northlight.id, as_of=TODAY, at=NOW)
    match = Match.objects.get()
    assert [one.remittance.file_id for one in match.lists.select_related("remittance")] == [file.id]
    with pytest.raises(Refusal, match="by a list of the file"):
        take_back(file, by=world.erin)
    take_back_match(match, cause="wrong", why="not his", as_of=TODAY, by=world.erin, at=NOW)
    assert take_back(file, by=world.erin).state == "undone"
    assert Remittance.objects.get().state == "set_aside"
    sound()


def test_an_advice_is_read_where_a_person_says_that_it_is_one(world: World) -> None:
    text = ADVICE + "88120;1000.00;20.00;980.00\n88121;500.00;0.00;500.00\nTotal;1500.00;20.00;1480.00\n"
    said: dict[str, Any] = {"company": world.northlight, "by": world.erin, "at": NOW, "as_of": TODAY}
    file = worked(actions.receive([text.encode()], name="advice.csv", content="bank", **said))
    assert (file.state, file.rows_accepted, file.problem) == ("previewed", 1, "")
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    assert worked(file).state == "posted"
    assert [line["number"] for line in Remittance.objects.get().lines] == ["88120", "88121"]


def test_an_advice_that_is_a_picture_is_held_for_a_person_each_by_itself(world: World) -> None:
    said: dict[str, Any] = {"company": world.northlight, "by": world.erin, "at": NOW, "as_of": TODAY}
    scans = (from_stream(b""), from_stream(b"0 0 1 rg 10 10 100 100 re f"), b"\x89PNG\r\n\x1a\n" + bytes(64))
    for scan in scans:
        file = worked(actions.receive([scan], name="remittance.pdf", content="bank", **said))
        assert (file.state, file.totals["held"], file.problem) == ("previewed", 1, "")
        actions.post(file, revision=file.revision, by=world.erin, at=NOW)
        assert worked(file).state == "posted"
    held = Remittance.objects.all()
    assert [(one.state, one.lines, one.amount_minor) for one in held] == [("held", [], None)] * 3
    codes = {one.findings[0]["reason"]["code"] for one in held}
    assert codes == {"intake.advice_no_text", "intake.advice_picture"}
