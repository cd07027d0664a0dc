"""S81, the part about the reference: another supplier asks, and is told facts of past dealings only."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader
from time_machine import travel

from creditdesk.domain.letter_details import told_details
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import Activity, Tickler, WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.letters.releasing import release_letter
from creditdesk.mail.models import OutgoingMessage
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer
from tests import builders
from tests.api.programs import Program
from tests.lettering import DAY, again, furnish, mailbox, send
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

KIND = LetterKind.CREDIT_REFERENCE
ASKED = {
    "inquirer": "Harbor Optics Inc",
    "inquirer_person": "Dana Ruiz",
    "inquirer_address": "credit@harbor.example",
    "consent": "named us in the application of June 2, 2026",
}


@pytest.fixture
def dealt(world: World) -> World:
    """Acme bought for 8,000.00 and 2,000.00, paid one in time and one 30 days late, and owes 3,000.00 that is late."""
    furnish(world)
    mailbox(world.northlight)
    for number, amount, dated, paid in (
        ("A", 8_000_00, dt.date(2026, 1, 5), dt.date(2026, 2, 4)),
        ("B", 2_000_00, dt.date(2026, 2, 2), dt.date(2026, 4, 3)),
        ("C", 3_000_00, dt.date(2026, 4, 1), None),
    ):
        facts: dict[str, object] = {"settled": amount, "settled_date": paid} if paid else {}
        builders.invoice(world.acme, amount=amount, number=number, document_date=dated, terms_code="net 30", **facts)
    return world


def draft(world: World, *, key: str = "r", documents: tuple[int, ...] = (), **changes: str) -> Letter:
    details = told_details(KIND, ASKED | changes, currency="USD", as_of=TODAY)
    wanted = Wanted(KIND, details=details, document_ids=documents)
    return draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key=key)


def words_of(letter: Letter) -> str:
    return "\n".join(line for block in letter.content["blocks"] for line in block["lines"])


def test_s81_a_reference_gives_high_credit_terms_and_days_late_and_is_logged(dealt: World) -> None:
    letter = draft(dealt)
    said = words_of(letter)
    assert "Our customer since: January 5, 2026" in said
    assert "Most owed at the end of a day since June 15, 2025: 10,000.00 USD" in said
    assert "Terms of our invoices: net 30 (invoices from January 5, 2026 to April 1, 2026)" in said
    assert (
        "2 invoices paid since June 15, 2025, 1 of them on time; days late by amount: 6 on average, 30 at most" in said
    )
    assert "The customer's consent: named us in the application of June 2, 2026" in said
    # Nothing of what is open or late today, and of the account.
    assert "3,000.00" not in said and "past due" not in said and letter.items == [] and letter.totals == []
    assert letter.content["recipient"] == ["Harbor Optics Inc", "Dana Ruiz"]

    release_letter(letter, seen=letter.version, by=dealt.alice, at=NOW, as_of=TODAY)
    (wire,) = send()
    sent = message_from_bytes(wire, policy=default)
    assert sent["To"] == "Dana Ruiz <credit@harbor.example>"
    (paper,) = (bytes(file.content) for file in LetterFile.objects.filter(letter=letter))
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())
    assert "10,000.00 USD" in printed and "They are no opinion, no advice and no promise" in printed

    note = Activity.objects.get()
    assert again(letter).state == "sent" and again(letter).activity == note
    assert (note.channel, note.direction) == ("note", "internal")
    assert note.note.startswith("Credit reference to Harbor Optics Inc, credit@harbor.example. Consent: named us")
    kinds = [row.kind for row in JournalEntry.objects.filter(kind__startswith="letter.").order_by("seq")]
    assert kinds == ["letter.drafted", "letter.released", "letter.sent"]
    assert not Tickler.objects.exists()  # nobody follows it up with the customer
    assert broken_facts(as_of=TODAY) == []


def test_s81_without_the_customers_consent_no_reference_is_given(dealt: World) -> None:
    letter = draft(dealt, consent="")
    assert letter.missing == ["consent"]
    with pytest.raises(Refusal) as refusal:
        release_letter(letter, seen=letter.version, by=dealt.alice, at=NOW, as_of=TODAY)
    assert [str(one) for one in refusal.value.reasons] == ["the field consent is empty"]


def test_nothing_of_the_customers_goes_with_it(dealt: World) -> None:
    paper = attach_document(dealt.acme, name="order.pdf", content=b"%PDF-1.4 an order", by=dealt.fay, at=NOW)
    with pytest.raises(Refusal) as refusal:
        draft(dealt, documents=(paper.id,))
    assert [one.code for one in refusal.value.reasons] == ["letter.third_party"]


def test_a_reference_is_no_contact_with_the_customer_and_no_stop_of_his_holds_it(dealt: World) -> None:
    refresh_worklist(as_of=TODAY)
    before = WorklistRow.objects.get(customer=dealt.acme).next_step_name
    Customer.objects.filter(id=dealt.acme.id).update(contact_block="attorney")
    letter = draft(dealt)
    release_letter(letter, seen=letter.version, by=dealt.alice, at=NOW, as_of=TODAY)
    assert len(send()) == 1
    Customer.objects.filter(id=dealt.acme.id).update(contact_block="")
    refresh_worklist(as_of=TODAY)
    assert WorklistRow.objects.get(customer=dealt.acme).next_step_name == before
    # What the supplier answers is no word of the customer: the message is none of his.
    assert OutgoingMessage.objects.get().customer is None


def test_by_post_it_goes_to_the_supplier_and_in_our_language(dealt: World) -> None:
    Customer.objects.filter(id=dealt.acme.id).update(country="CA", region="QC", language="fr")
    letter = draft(dealt, inquirer_address="12 Pier Street, Boston, MA 02110")
    assert (letter.channel, letter.language) == ("post", "en")
    assert letter.content["recipient"] == ["Harbor Optics Inc", "Dana Ruiz", "12 Pier Street", "Boston", "MA 02110"]


def test_of_a_customer_who_paid_nothing_yet_there_is_nothing_to_tell(world: World) -> None:
    furnish(world)
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 40 * DAY)
    assert "days_late_history" in draft(world).missing


def test_the_form_asks_for_the_supplier_and_not_for_a_person_of_the_customer(dealt: World) -> None:
    client = client_of(dealt.alice)
    asked = {"customer": dealt.acme.id, "kind": KIND.value}
    page = client.get(reverse("letter_new"), asked).content.decode()
    assert 'name="d_consent"' in page and 'name="contact"' not in page and 'name="documents"' not in page
    typed = {f"d_{name}": value for name, value in ASKED.items()}
    answer = client.post(reverse("letter_new"), asked | typed | {"key": "k"})
    letter = Letter.objects.get()
    assert answer["Location"] == reverse("letter", args=[letter.id]) and letter.missing == []
    assert client.get(reverse("letter_edit", args=[letter.id])).status_code == 200
    assert "Credit reference" in client.get(answer["Location"]).content.decode()


def test_by_program_as_well(dealt: World) -> None:
    with travel(NOW, tick=False):
        body = {"kind": KIND.value, "details": ASKED}
        made = Program(dealt.alice).post(f"/customers/{dealt.acme.id}/letters", body).json()
    assert (made["missing"], made["recipient"]) == ([], "credit@harbor.example")
