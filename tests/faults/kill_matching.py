"""What `kill_steps` kills of matching: the machine's run, a cashier's work, and a statement that comes in meanwhile.

What must be left at the end is said here in plain numbers (`MUST_BE`), reckoned by hand from what came and what each
act says, and not by the desk: of every item what is open, and of every payment what is left.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.faults.kill_flows import LATER, NOW, TODAY, Flow, tell

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}
_INVOICES = {
    "C1": {"70110011": 100_05, "70220022": 200_05, "70330033": 300_05, "70440044": 400_05},
    "C2": {"81110011": 50_00, "81220022": 30_00, "81330033": 20_00},
    "C3": {"92110011": 999_99},
}
# Number → what is open of it at the end; a payment's is the rest that stays on account, below zero.
MUST_BE: dict[str, dict[str, int]] = {
    # Named, listed short with a claim, ambiguous, of nobody, and two of one payer of which the second sees the first.
    "match": {
        "70110011": 0, "70220022": 0, "70330033": 0, "70440044": 250_05, "claim 4411": 20_00,
        "81110011": 50_00, "81220022": 30_00, "81330033": 20_00, "92110011": 999_99,
        "RC1": 0, "RC2": 0, "RC3": -50_00, "RC5": 0, "RC6": 0,
    },
    # Matched with a deduction and taken back, matched again in part; put on an account, off it, and on the right one.
    "work cash": {
        "70110011": 0, "70220022": 100_05, "70330033": 300_05, "70440044": 400_05, "claim 4411": 0,
        "81110011": 50_00, "81220022": 30_00, "81330033": 20_00, "92110011": 999_99,
        "RC1": 0, "RC2": -50_00, "RC3": -150_05,
    },
    # A statement of two payments and of a check that was entered by hand, matched between its parts; told again by
    # another file, which brings nothing.
    "match statement": {
        "70110011": 0, "70220022": 0, "70330033": 300_05, "70440044": 400_05,
        "81110011": 50_00, "81220022": 30_00, "81330033": 20_00, "92110011": 999_99,
        "RC1": -77_00, "RC2": 0, "RC3": 0,
    },
}  # fmt: skip


def _company() -> tuple[Any, Any]:
    from creditdesk.parties.models import Company, User

    return Company.objects.get(), User.objects.get(username="erin")


def _invoices() -> None:
    from creditdesk.parties.machine import machine_user
    from tests import builders

    company, _ = _company()
    machine_user()
    for number, items in _INVOICES.items():
        customer = builders.customer(company, number=number, name=f"Payer {number}")
        for item, amount in items.items():
            builders.invoice(customer, amount=amount, number=item)


def _comes(amount: int, *, of: str = "", **told: Any) -> Any:
    from creditdesk.cash.actions import enter_receipt
    from creditdesk.cash.receiving import NewReceipt
    from creditdesk.parties.models import Customer

    company, erin = _company()
    customer = Customer.objects.get(number=of) if of else None
    new = NewReceipt(amount, "USD", TODAY, TODAY, customer=customer, **told)
    return enter_receipt(new, company=company, by=erin, **_DAY)


def _money_for_the_machine() -> None:
    from creditdesk.cash.models import Remittance

    company, _ = _company()
    _comes(100_05, payer_name="Payer C1", text="invoice 70110011")
    _comes(180_05, of="C1", trace="ACH 8811")
    _comes(50_00, payer_name="Payer C2")
    _comes(33_33, payer_name="Somebody")
    _comes(300_05, of="C1", text="70330033")
    _comes(150_00, of="C1", text="part of 70440044")
    line = {"number": "70220022", "paid_minor": 180_05, "deduction_minor": 20_00, "claim": "4411"}
    Remittance.objects.create(
        company=company, format="csv", key="list", lines=[line], state="waiting", received_at=NOW, received_by="erin",
        amount_minor=180_05, currency="USD", payment_reference="ACH 8811",
    )  # fmt: skip


def _match() -> None:
    """The background work: a transaction for two payments at a time; then what follows of it."""
    from creditdesk import dispatch
    from creditdesk.cash.models import Match
    from creditdesk.cash.running import match_by_itself

    company, _ = _company()
    match_by_itself(company.id, chunk=2, **_DAY)
    tell("matches", Match.objects.count())
    dispatch.match_cash(company.id, **_DAY)


def _money_for_a_person() -> None:
    _comes(180_05, payer_name="Payer C1", payer_account="GB29NWBK60161331926819")
    _comes(50_00, payer_name="Payer C3")
    _comes(170_05, of="C1")


def _work() -> None:
    """Whoever was not told looks at the payment again and does what is not done yet; it is the same after a crash."""
    from creditdesk.cash.actions import (
        decide_standing,
        identify_receipt,
        match_receipt,
        take_back_match,
        unidentify_receipt,
    )
    from creditdesk.cash.models import Match
    from creditdesk.cash.settling import Choice
    from creditdesk.domain.cash_proposals import MatchLine
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem, Posting

    _, erin = _company()
    who: dict[str, Any] = {"by": erin, **_DAY}
    item = dict(OpenItem.objects.values_list("number", "id"))
    payer = {one.number: one for one in Customer.objects.all()}

    def match(place: int, key: str, *lines: MatchLine) -> Match:
        one = _receipt(place)
        choice = Choice(payer["C1"], lines, rank=1, basis="none.equal.agrees")
        made = match_receipt(one, choice=choice, revision=one.revision, key=key, **who)
        tell("matches", Match.objects.count())
        made.refresh_from_db()
        return made

    first = match(1, "first", MatchLine(item["70220022"], 180_05, deduction_minor=20_00, claim="4411"))
    if not first.taken_back:
        take_back_match(first, cause="wrong", why="another invoice", **who)
        tell("reversals", Posting.objects.filter(reverses__isnull=False).count())
    match(1, "second", MatchLine(item["70110011"], 100_05), MatchLine(item["70220022"], 80_00))
    match(3, "third", MatchLine(item["70220022"], 20_00))
    two = _receipt(2)
    if two.revision == 0:
        identify_receipt(two, customer=payer["C3"], revision=0, **who)
    if (two := _receipt(2)).revision == 1:
        unidentify_receipt(two, revision=1, why="another's", **who)
    if (two := _receipt(2)).revision == 2:
        identify_receipt(two, customer=payer["C2"], revision=2, **who)
    three = _receipt(3)
    if not three.standing:
        decide_standing(three, standing="on_account", why="asked for", revision=three.revision, **who)


def _receipt(place: int) -> Any:
    from creditdesk.cash.models import Receipt

    return Receipt.objects.order_by("id")[place - 1]


def _statement() -> str:
    from tests.actions.test_bank_files import camt, entry

    told = (("100.05", "70110011"), ("200.05", "70220022"), ("77.00", "4711"))
    entries = [
        entry(amount, f"A{text}", name="Payer C1").replace("invoice 88120", f"invoice {text}") for amount, text in told
    ]
    return camt(*entries, closing="377.10")


def _receive(text: str, *, files: int, at: dt.datetime) -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.worker import run_pending

    company, erin = _company()
    if ImportFile.objects.exclude(state="arriving").count() < files:
        actions.receive([text.encode()], name="b.xml", company=company, by=erin, at=NOW, as_of=TODAY)
        tell("files", files)
    run_pending(at=at, as_of=TODAY)


def _statement_arrives() -> None:
    from creditdesk.cash.models import BankAccount
    from tests.faults.kill_bank import IBAN

    company, _ = _company()
    BankAccount.objects.create(company=company, name="Main", number=IBAN, currency="USD")
    _comes(77_00, of="C1", trace="4711", channel="check")
    _receive(_statement(), files=1, at=NOW)


def _match_meanwhile(at: dt.datetime = LATER) -> None:
    """A statement is posted a part at a time, the machine matches between the parts, another file tells it again."""
    from creditdesk.cash.running import match_by_itself
    from creditdesk.intake import actions
    from creditdesk.intake.bank.posting import post_bank
    from creditdesk.intake.models import ImportFile

    company, erin = _company()
    file = ImportFile.objects.order_by("id")[0]
    if file.state == "previewed":
        actions.post(file, revision=file.revision, by=erin, at=NOW)
        tell("posts", 1)
    while post_bank(file.id, at=LATER, as_of=TODAY, chunk=2):
        match_by_itself(company.id, **_DAY)
    match_by_itself(company.id, **_DAY)
    _receive(_statement().replace("\n", "\r\n"), files=2, at=at)
    match_by_itself(company.id, **_DAY)


def _match_on() -> None:
    """The same, by a process that comes late enough to take the reader for dead."""
    _match_meanwhile(LATER + dt.timedelta(minutes=2))


MATCH_FLOWS = {
    "match": Flow(_match, _match, _invoices, _money_for_the_machine),
    "work cash": Flow(_work, _work, _invoices, _money_for_a_person),
    "match statement": Flow(_match_meanwhile, _match_on, _invoices, _statement_arrives),
}
