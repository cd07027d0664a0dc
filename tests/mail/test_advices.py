"""A remittance advice in a message becomes a payer's list of the customer, with the message as its evidence."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.cash.models import Match, PayerSign, Receipt, Remittance
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Document
from creditdesk.journal.queries import entries
from creditdesk.mail.filing import file_message
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, Mailbox
from creditdesk.mail.moving import move_message
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.test_bank_files import one_day
from tests.actions.test_cash_running import received, rest_of
from tests.formats.advice import writers
from tests.mail.advices import SCAN, printed, table, with_files
from tests.mail.post import arrived, contact, mailbox, written
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
State = Remittance.State
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def box(world: World) -> Mailbox:
    contact(world.acme, email="ann@acme.example")
    return mailbox(world.northlight, by=world.adam)


@pytest.fixture
def invoices(world: World) -> list[OpenItem]:
    """Three of which no two make the sum of all, so that only a list tells what 6,450.00 pays."""
    return [
        builders.invoice(world.acme, amount=amount, number=f"NL-88{place}20")
        for place, amount in enumerate((1200_00, 2250_00, 3000_00))
    ]


def all_of(items: list[OpenItem]) -> list[tuple[str, int]]:
    return [(one.number, one.open_minor) for one in items]


def match(world: World) -> int:
    return dispatch.match_cash(world.northlight.id, as_of=TODAY, at=LATER, receipt_ids=[]).posted


def held_for(remittance: Remittance) -> list[str]:
    return [one["reason"]["code"] for one in remittance.findings if one["holds"]]


def test_a_table_becomes_a_list_of_the_customer_whose_message_it_is(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    message = arrived(box, with_files(("remit.csv", table(*all_of(invoices)))))

    made = Remittance.objects.get()
    assert (made.state, made.customer, made.company) == (State.WAITING, world.acme, world.northlight)
    assert (made.amount_minor, made.currency, made.payer_account) == (6450_00, "USD", "")
    assert [(line["number"], line["paid_minor"]) for line in made.lines] == all_of(invoices)
    file = IncomingAttachment.objects.get()
    assert (made.mail_id, made.attachment_id, made.source) == (message.id, file.id, f"mail {message.id}")
    assert message.state == IncomingMessage.State.FILED and file.document is not None
    told = entries(subject=("remittance", made.id))[0]
    assert (told.kind, told.customer_id, told.facts["mail"]) == ("remittance.taken", world.acme.id, message.id)


@pytest.mark.parametrize("payment_first", [True, False], ids=["the payment comes first", "the list comes first"])
def test_the_list_finds_its_payment_whichever_comes_first(
    world: World, box: Mailbox, invoices: list[OpenItem], payment_first: bool
) -> None:
    builders.invoice(world.acme, amount=6450_00)  # it fits as well: without the list nobody knows
    raw = with_files(("remit.csv", table(*all_of(invoices))))
    if payment_first:
        received(world, 6450_00, of=world.acme)
        assert match(world) == 0
        arrived(box, raw)
    else:
        arrived(box, raw)
        assert match(world) == 0
        received(world, 6450_00, of=world.acme)
    assert dispatch.match_cash(world.northlight.id, as_of=TODAY, at=LATER).posted == 1

    made = Remittance.objects.get()
    assert (made.state, made.receipt) == (State.USED, Receipt.objects.get())
    assert rest_of(*invoices) == [0, 0, 0]
    assert Match.objects.get().is_automatic


def test_an_unidentified_payment_of_the_customer_s_name_is_found_by_his_list(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    arrived(box, with_files(("remit.csv", table(*all_of(invoices)))))
    received(world, 6450_00, payer_name="ACME CAMERA INC")
    dispatch.match_cash(world.northlight.id, as_of=TODAY, at=LATER)
    assert rest_of(*invoices) == [0, 0, 0]


def test_a_payment_of_another_customer_is_not_found_though_its_number_is_the_same(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    head = "Payment No: ACH-4711\n"
    arrived(box, with_files(("remit.csv", table(*all_of(invoices), head=head))))
    received(world, 6450_00, of=world.zenith, trace="ACH-4711")
    match(world)
    assert Remittance.objects.get().receipt is None


@pytest.mark.parametrize("shape", ["sheet", "page", "typeset", "letter"])
def test_workbooks_pages_pdf_and_texts_are_read_as_well(
    world: World, box: Mailbox, invoices: list[OpenItem], shape: str
) -> None:
    paid = [writers.Paid(one.number, dt.date(2026, 5, 1), one.open_minor) for one in invoices]
    advice = writers.Advice("Acme Camera", "ACH 5512", dt.date(2026, 6, 12), "USD", paid)
    arrived(box, with_files((f"advice.{shape}", getattr(writers, shape)(advice))))
    made = Remittance.objects.get()
    assert (made.state, [line["number"] for line in made.lines]) == (State.WAITING, [one.number for one in invoices])


def test_the_text_of_a_message_may_be_the_advice(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    lines = "\n".join(f"Invoice {number}   {minor / 100:,.2f}" for number, minor in all_of(invoices))
    arrived(box, written(subject="Remittance advice", text=f"We paid today:\n\n{lines}\n\nTotal   6,450.00\n"))
    made = Remittance.objects.get()
    assert (made.attachment_id, made.amount_minor, len(made.lines)) == (None, 6450_00, 3)


def test_a_table_in_the_markup_of_a_message_is_read(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    rows = "".join(f"<tr><td>{number}</td><td>{minor / 100:.2f}</td></tr>" for number, minor in all_of(invoices))
    head = "<tr><th>Invoice</th><th>Net paid</th></tr>"
    markup = f"<html><body><table>{head}{rows}<tr><td>Total</td><td>6450.00</td></tr></table></body></html>"
    raw = with_files(subject="Payment advice", text="", markup=markup)
    arrived(box, raw)
    assert [(line["number"], line["paid_minor"]) for line in Remittance.objects.get().lines] == all_of(invoices)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your reminder", "Invoice NL-88020 was paid last week, 1,200.00 by check 4711."),
        ("Dispute", "We will not pay NL-88020 of 1,200.00: four cartons are missing."),
        ("Question", "Where shall we send our remittance advice for the payment?"),
        ("Hello", "Nothing of that kind."),
    ],
)
def test_what_customers_write_besides_is_no_list(
    world: World, box: Mailbox, invoices: list[OpenItem], subject: str, text: str
) -> None:
    message = arrived(box, written(subject=subject, text=text))
    assert not Remittance.objects.exists()
    assert message.state == IncomingMessage.State.FILED


def test_our_own_list_that_an_answer_quotes_is_no_list_of_the_payer(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    quoted = "\n".join(f"> Invoice {number}  {minor / 100:,.2f}" for number, minor in all_of(invoices))
    text = f"The payment advice follows.\n\nOn Mon, Bea wrote:\n> Please pay\n{quoted}\n> Total 6,450.00"
    arrived(box, written(subject="Re: Reminder", text=text))
    assert not Remittance.objects.exists()


def test_a_bank_s_statement_in_a_message_moves_nothing(world: World, box: Mailbox) -> None:
    arrived(box, with_files(("camt.xml", one_day().encode())))
    assert not Remittance.objects.exists() and not Receipt.objects.exists()


def test_a_scan_is_kept_as_a_document_and_waits_for_a_person(world: World, box: Mailbox) -> None:
    arrived(box, with_files(("remittance.pdf", SCAN)))
    made = Remittance.objects.get()
    assert (made.state, made.customer, made.lines) == (State.HELD, world.acme, [])
    assert held_for(made) == ["intake.advice_no_text"]
    assert Document.objects.get(customer=world.acme).name == "remittance.pdf"
    assert [one.kind for one in entries(subject=("remittance", made.id))] == ["remittance.held"]


def test_a_scan_of_which_nobody_says_that_it_is_an_advice_is_a_document_alone(world: World, box: Mailbox) -> None:
    arrived(box, with_files(("photo.pdf", SCAN), subject="Damage", text="We paid too much, see the photo."))
    assert not Remittance.objects.exists()
    assert Document.objects.filter(customer=world.acme).exists()


PHOTO = b"\xff\xd8\xff\xe0" + bytes(20_000)


def test_a_photograph_that_the_message_calls_an_advice_waits_for_a_person(world: World, box: Mailbox) -> None:
    arrived(box, with_files(("IMG_0041.jpg", PHOTO)))
    made = Remittance.objects.get()
    assert (made.state, made.customer, made.lines) == (State.HELD, world.acme, [])
    assert held_for(made) == ["intake.advice_picture"]
    assert Document.objects.get(customer=world.acme).media_type == "image/jpeg"


def test_a_mark_beside_the_advice_and_a_photograph_of_something_else_are_no_lists(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    arrived(box, with_files(("logo.jpg", PHOTO[:2_000]), text="Remittance advice follows by post."))
    arrived(box, with_files(("IMG_0042.jpg", PHOTO), subject="Damage", text="We paid too much, see the photo."))
    assert not Remittance.objects.exists()
    arrived(box, with_files(("remit.csv", table(*all_of(invoices))), ("stamp.jpg", PHOTO)))
    assert [one.state for one in Remittance.objects.all()] == [State.WAITING]


def test_a_sum_that_does_not_tie_holds_the_list(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    arrived(box, with_files(("remit.csv", table(*all_of(invoices), total=6400_00))))
    received(world, 6450_00, of=world.acme)
    match(world)
    made = Remittance.objects.get()
    assert (made.state, made.receipt) == (State.HELD, None)
    assert held_for(made)


def test_documents_of_another_account_hold_the_list(world: World, box: Mailbox) -> None:
    other = builders.invoice(world.zenith, amount=500_00, number="NL-770417")
    arrived(box, with_files(("remit.csv", table((other.number, 500_00)))))
    made = Remittance.objects.get()
    assert (made.state, made.customer, held_for(made)) == (State.HELD, world.acme, ["cash.remittance_others"])


def test_a_list_of_nobody_is_held_until_a_person_files_the_message(
    world: World, box: Mailbox, invoices: list[OpenItem]
) -> None:
    stranger = "Payments <noreply@payments.example>"
    message = arrived(box, with_files(("remit.csv", table(*all_of(invoices))), sender=stranger))
    made = Remittance.objects.get()
    assert (made.state, made.customer, held_for(made)) == (State.HELD, None, ["cash.remittance_no_customer"])

    file_message(message, customer=world.acme, by=world.bob, at=NOW, as_of=TODAY, key="k")
    made.refresh_from_db()
    assert (made.state, made.customer, held_for(made)) == (State.WAITING, world.acme, [])


def test_a_message_that_is_moved_takes_its_list_along(world: World, box: Mailbox) -> None:
    item = builders.invoice(world.zenith, amount=500_00, number="NL-770417")
    message = arrived(box, with_files(("remit.csv", table((item.number, 500_00)))))
    move_message(message, customer=world.zenith, by=world.bob, at=LATER, as_of=TODAY, key="k")
    made = Remittance.objects.get()
    assert (made.state, made.customer) == (State.WAITING, world.zenith)


def test_the_same_list_twice_is_one(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    content = table(*all_of(invoices))
    arrived(box, with_files(("remit.csv", content)))
    arrived(box, with_files(("again.csv", content), text="Our remittance once more."))
    arrived(box, with_files(("scan-remittance.pdf", SCAN)))
    arrived(box, with_files(("scan-remittance.pdf", SCAN)))
    assert [one.state for one in Remittance.objects.order_by("id")] == [State.WAITING, State.HELD]


def test_the_same_reference_with_another_amount_is_held(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    head = "Payment No: ACH-4711\n"
    arrived(box, with_files(("one.csv", table(*all_of(invoices), head=head))))
    arrived(box, with_files(("two.csv", table(*all_of(invoices[:2]), head=head))))
    first, second = Remittance.objects.order_by("id")
    assert (first.state, second.state) == (State.WAITING, State.HELD)
    assert held_for(second) == ["intake.remittance_other_amount"]


def test_a_message_teaches_nothing_about_bank_accounts(world: World, box: Mailbox, invoices: list[OpenItem]) -> None:
    text = "Our bank details have changed: we pay from IBAN DE89 3704 0044 0532 0130 00 from now on."
    head = "Payer,Acme Camera\nBank account,DE89370400440532013000\n"
    arrived(box, with_files(("remit.csv", table(*all_of(invoices), head=head)), text=text))
    assert Remittance.objects.get().payer_account == ""
    assert not PayerSign.objects.exists()


@pytest.mark.parametrize(("mark", "lists"), [("auto-generated", 1), ("auto-replied", 0)])
def test_a_program_may_send_a_list_by_itself_and_not_in_answer(
    world: World, box: Mailbox, invoices: list[OpenItem], mark: str, lists: int
) -> None:
    lines = "\n".join(f"Invoice {number}   {minor / 100:,.2f}" for number, minor in all_of(invoices))
    headers = f"Auto-Submitted: {mark}\r\n"
    arrived(box, written(subject="Remittance advice", text=f"{lines}\n\nTotal   6,450.00", headers=headers))
    assert Remittance.objects.count() == lists


def test_a_hostile_file_parks_nothing(world: World, box: Mailbox) -> None:
    broken = printed("Invoice 1")[:200]
    message = arrived(box, with_files(("remittance.pdf", broken)))
    assert message.state == IncomingMessage.State.FILED
    (finding,) = Remittance.objects.get().findings[:1]
    assert str(Reason.from_dict(finding["reason"])) == "The PDF is damaged, cut off, or not built like one."
