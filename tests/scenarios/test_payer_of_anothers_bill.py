"""The payer is not the bill-to: whoever pays another's invoice sees what he paid, and nothing else of the other's.

Acme pays for Lens Works and for Third Optic, which name it as their payer. Alice works the account of Acme alone.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from creditdesk.cash.actions import enter_receipt, match_receipt
from creditdesk.cash.models import Receipt
from creditdesk.cash.proposing import decide, desk_for, write_proposals
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.returning import Return, return_payment
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.letter_fields import KINDS, LetterKind
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.remittances import ask_for_remittance
from creditdesk.letters.statement import open_items_content, period_content
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import Program
from tests.lettering import furnish
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
# What nobody but Lens Works and those who work its account may read.
OF_THE_BILL_TO = ("LW-SECRET-77", "Lens Works", "LENS-42", "8,765.43", "876543", "9,765.43")
OF_THE_THIRD = ("TO-HIDDEN-88", "Third Optic", "THIRD-43", "6,543.21", "654321")


@dataclass
class Paying:
    """Acme's payment of 1,500.00, which paid one invoice of Lens Works and leaves 500.00 on Acme's account."""

    receipt: Receipt
    bill_to: Customer
    third: Customer


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def paying(world: World) -> Paying:
    furnish(world)
    bill_to = builders.customer(world.northlight, name="Lens Works", number="LENS-42", payer=world.acme)
    third = builders.customer(world.northlight, name="Third Optic", number="THIRD-43", payer=world.acme)
    paid = builders.invoice(bill_to, amount=1_000_00, number="LW-PAID-1", due_date=TODAY - 30 * DAY)
    builders.invoice(bill_to, amount=8_765_43, number="LW-SECRET-77", due_date=TODAY - 30 * DAY)
    builders.invoice(third, amount=6_543_21, number="TO-HIDDEN-88", due_date=TODAY - 30 * DAY)
    builders.invoice(world.acme, amount=250_00, number="AC-OWN-1", due_date=TODAY - 30 * DAY)
    new = NewReceipt(1_500_00, "USD", TODAY, TODAY, customer=world.acme, payer_name="Acme Camera", trace="TRF 40117")
    receipt = enter_receipt(new, company=world.northlight, by=world.erin, as_of=TODAY, at=NOW)
    choice = Choice(world.acme, (MatchLine(paid.id, 1_000_00),))
    match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="m", as_of=TODAY, at=NOW)
    receipt.refresh_from_db()
    return Paying(receipt, bill_to, third)


def disclosed(told: object, secrets: tuple[str, ...]) -> list[str]:
    text = told if isinstance(told, str) else json.dumps(told, default=str)
    return [one for one in secrets if one in text]


def statements_of(of: Customer) -> list[dict[str, object]]:
    policy, language = default_policy(), LetterLanguage.ENGLISH
    return [
        open_items_content(of, as_of=TODAY, today=TODAY, policy=policy, language=language),
        period_content(of, first=TODAY - 90 * DAY, last=TODAY, policy=policy, language=language),
    ]


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind is not LetterKind.PROMISE_CONFIRMATION])
def test_no_letter_to_the_payer_tells_of_the_bill_to(world: World, paying: Paying, kind: LetterKind) -> None:
    letter = draft_letter(world.acme, wanted=Wanted(kind), by=world.alice, at=NOW, as_of=TODAY, key=kind.value)
    assert disclosed([letter.content, letter.items, letter.totals], OF_THE_BILL_TO + OF_THE_THIRD) == []
    asks = KINDS[kind].has_items and kind is not LetterKind.COURTESY  # which is before anything is late
    assert [row["number"] for row in letter.items] == (["AC-OWN-1"] if asks else [])


def test_a_letter_to_the_payer_cannot_be_made_to_name_an_item_of_the_bill_to(world: World, paying: Paying) -> None:
    theirs = OpenItem.objects.get(number="LW-SECRET-77")
    wanted = Wanted(LetterKind.REMINDER_1, item_ids=(theirs.id,))
    with pytest.raises(Refusal):
        draft_letter(world.acme, wanted=wanted, by=world.carol, at=NOW, as_of=TODAY, key="theirs")


def test_who_is_asked_for_his_list_reads_of_his_payment_and_of_nothing_else(world: World, paying: Paying) -> None:
    letter = ask_for_remittance(paying.receipt, by=world.erin, at=NOW, as_of=TODAY)
    assert letter.customer == world.acme
    assert "TRF 40117" in str(letter.content)
    assert disclosed([letter.content, letter.items], (*OF_THE_BILL_TO, *OF_THE_THIRD, "AC-OWN-1")) == []


def test_the_payers_statement_tells_his_payment_and_the_bill_tos_tells_its_reference(
    world: World, paying: Paying
) -> None:
    of_payer, of_bill_to = statements_of(world.acme), statements_of(paying.bill_to)
    assert disclosed(of_payer, OF_THE_BILL_TO + OF_THE_THIRD) == []
    assert disclosed(of_payer, ("AC-OWN-1", "1,500.00", "500.00")) == ["AC-OWN-1", "1,500.00", "500.00"]
    # What Acme paid for it stands there with the reference of the payment (S13), and neither Acme's items nor its rest.
    movements = str(of_bill_to[1])
    assert "LW-PAID-1, TRF 40117" in movements and "8,765.43" in movements
    assert disclosed(of_bill_to, ("AC-OWN-1", "1,500.00", "500.00", "250.00", *OF_THE_THIRD)) == []


def test_nor_does_the_paper_or_the_list_of_movements(world: World, paying: Paying) -> None:
    alice = client_of(world.alice)
    for query in ("", "?first=2026-03-01"):
        paper = alice.get(reverse("statement_pdf", args=[world.acme.id]) + query)
        assert paper.status_code == 200
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
        assert "Acme" in text and disclosed(text, OF_THE_BILL_TO + OF_THE_THIRD) == []


def test_a_returned_payment_is_told_to_the_payer_without_what_is_open_again(world: World, paying: Paying) -> None:
    told = Return("R01", "insufficient funds", TODAY, fee=False)
    return_payment(
        paying.receipt, told=told, revision=paying.receipt.revision, by=world.erin, key="r", as_of=TODAY, at=NOW
    )
    assert OpenItem.objects.get(number="LW-PAID-1").open_minor == 1_000_00
    notice = draft_letter(
        world.acme, wanted=Wanted(LetterKind.NSF_NOTICE), by=world.alice, at=NOW, as_of=TODAY, key="nsf"
    )
    assert disclosed([notice.content, notice.items], (*OF_THE_BILL_TO, *OF_THE_THIRD)) == []
    # The bill-to reads that it owes the invoice again, and nothing of why or of Acme's other money.
    again = statements_of(paying.bill_to)
    assert "LW-PAID-1" in str(again[0])
    assert disclosed(again, ("insufficient", "1,500.00", "500.00", *OF_THE_THIRD)) == []


def test_who_works_the_payers_account_alone_is_told_nothing_of_the_bill_tos_other_items(
    world: World, paying: Paying
) -> None:
    """The rules propose an invoice of Third Optic for what is left; Alice is not told of it."""
    builders.invoice(paying.third, amount=500_00, number="TO-EQUAL-89", due_date=TODAY - 30 * DAY)
    desk = desk_for(world.northlight.id, [paying.receipt], as_of=TODAY)
    found = decide([paying.receipt], desk=desk)
    write_proposals([(paying.receipt, found[paying.receipt.id])], desk=desk, at=NOW)
    theirs = OpenItem.objects.get(number="TO-EQUAL-89")
    erin, alice = Program(world.erin), Program(world.alice)
    told = {who: program.get(f"/receipts/{paying.receipt.id}").json() for who, program in (("e", erin), ("a", alice))}
    assert theirs.id in {line["item_id"] for one in told["e"]["proposals"] for line in one["lines"]}
    assert told["a"]["proposals"] == []
    assert disclosed(told["a"], (*OF_THE_BILL_TO, *OF_THE_THIRD, "TO-EQUAL-89")) == []
    page = client_of(world.alice).get(reverse("cash_receipt", args=[paying.receipt.id])).content.decode()
    assert disclosed(page, ("LW-SECRET-77", "8,765.43", "9,765.43", *OF_THE_THIRD, "TO-EQUAL-89")) == []
    for of in (paying.bill_to, paying.third):
        assert alice.get(f"/customers/{of.id}").status_code == 404
        period = {"first": str(TODAY - 30 * DAY), "last": str(TODAY)}
        assert alice.get(f"/customers/{of.id}/statement/period", **period).status_code == 404
