"""The pages of letters: drafts looked at and sent, what is missing told, texts approved by somebody else."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.followup.actions import attach_document
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.models import Letter, LetterRun, LetterText
from creditdesk.letters.running import finish_run
from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.parties.models import Contact, Customer, User
from tests import builders
from tests.lettering import DAY, again, furnish, mailbox, send
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def owing(world: World):  # type: ignore[no-untyped-def]
    furnish(world)
    mailbox(world.northlight)
    builders.invoice(world.acme, amount=1_000_00, number="INV-1", due_date=TODAY - 40 * DAY)
    with time_machine.travel(NOW, tick=False):
        yield


def draft(client: Client, customer: Customer, kind: str = "reminder_1", **more: object) -> Letter:
    data = {"customer": customer.id, "kind": kind, "key": f"{kind}{more}"[:40], "channel": "email", **more}
    answer = client.post(reverse("letter_new"), data)
    assert answer.status_code == 302, answer.content.decode()
    return Letter.objects.latest("id")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_letter_is_drafted_looked_at_and_sent(world: World) -> None:
    alice = client_of(world.alice)
    assert "Reminder 2" in alice.get(f"{reverse('letter_new')}?customer={world.acme.id}").content.decode()
    letter = draft(alice, world.acme)
    page = alice.get(reverse("letter", args=[letter.id])).content.decode()
    assert "Dear Ann Miller," in page and "INV-1" in page and "1,000.00 USD" in page
    assert 'name="seen" value="1"' in page

    answer = alice.post(reverse("letter_send", args=[letter.id]), {"seen": "1"}, follow=True)
    assert "on its way to ann@acme.example" in answer.content.decode()
    alice.post(reverse("letter_send", args=[letter.id]), {"seen": "1"})
    assert len(send()) == 1
    listed = alice.get(f"{reverse('letters')}?state=sent").content.decode()
    assert "Acme Camera" in listed
    assert "Reminder 1" in alice.get(reverse("account_letters", args=[world.acme.id])).content.decode()


def test_a_letter_says_that_it_was_delivered_and_that_the_customer_wrote_back(world: World) -> None:
    alice = client_of(world.alice)
    letter = draft(alice, world.acme)
    alice.post(reverse("letter_send", args=[letter.id]), {"seen": "1"})
    send()
    message = OutgoingMessage.objects.get(key=again(letter).message_key)

    def said() -> list[str]:
        pages = [
            alice.get(f"{reverse('letters')}?state=sent"),
            alice.get(reverse("letter", args=[letter.id])),
            alice.get(reverse("account_letters", args=[world.acme.id])),
        ]
        return [text_of(page.content.decode()) for page in pages]

    assert not any("Delivered" in page or "Replied" in page for page in said())
    OutgoingMessage.objects.filter(id=message.id).update(delivered_at=NOW)
    assert all("Delivered" in page for page in said())
    assert "Delivered" in text_of(alice.get(reverse("mail_out", args=[message.id])).content.decode())
    box = Mailbox.objects.get()
    IncomingMessage.objects.create(
        company=world.northlight,
        mailbox=box,
        uidvalidity=1,
        uid=1,
        sha256="0" * 64,
        size=1,
        fetched_at=NOW,
        kind="person",
        state="filed",
        customer=world.acme,
        answers=message,
    )
    assert all("Replied" in page for page in said())
    assert reverse("mail_out", args=[message.id]) in alice.get(reverse("letter", args=[letter.id])).content.decode()


def test_what_is_missing_is_told_and_what_stands_against_it_too(world: World) -> None:
    alice = client_of(world.alice)
    letter = draft(alice, world.acme, "pod_cover", d_invoice="INV-1", d_carrier="Blue Line")
    page = text_of(alice.get(reverse("letter", args=[letter.id])).content.decode())
    assert "Blocked: something is missing" in page and "signer : Who signed for it" in page
    answer = alice.post(reverse("letter_send", args=[letter.id]), {"seen": "1"})
    assert answer.status_code == 422
    told = text_of(answer.content.decode())
    assert "the field signer is empty" in told and "POD missing" in told

    proof = attach_document(world.acme, name="POD.pdf", content=b"%PDF-1.4 x", by=world.fay, at=NOW)
    form = {"d_invoice": "INV-1", "d_carrier": "Blue Line", "d_purchase_order": "PO 1", "d_tracking": "BL 1"}
    form |= {"d_delivered": "2026-05-12", "d_signer": "J. Ortiz", "documents": str(proof.id), "seen": "1"}
    answer = alice.post(reverse("letter_edit", args=[letter.id]), form)
    assert answer.status_code == 302 and again(letter).missing == []
    again_open = alice.get(reverse("letter_edit", args=[letter.id])).content.decode()
    assert 'value="J. Ortiz"' in again_open and f'value="{proof.id}"' in again_open


def test_a_detail_that_cannot_be_read_stays_in_the_form(world: World) -> None:
    alice = client_of(world.alice)
    data = {"customer": world.acme.id, "kind": "nsf_notice", "key": "k", "d_amount": "a lot", "d_check_number": "40117"}
    answer = alice.post(reverse("letter_new"), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "amount" in page and 'value="40117"' in page and 'value="a lot"' in page
    assert not Letter.objects.exists()


def test_the_same_form_sent_twice_drafts_once(world: World) -> None:
    alice = client_of(world.alice)
    assert draft(alice, world.acme) == draft(alice, world.acme)


def test_the_slower_of_two_is_told_who_was_faster(world: World) -> None:
    letter = draft(client_of(world.alice), world.acme)
    client_of(world.bob).post(reverse("letter_send", args=[letter.id]), {"seen": "1"})
    answer = client_of(world.alice).post(reverse("letter_discard", args=[letter.id]), {"seen": "1", "reason": "paid"})
    assert answer.status_code == 409 and "Bob" in answer.content.decode()


def test_a_letter_is_put_aside_with_its_reason(world: World) -> None:
    alice = client_of(world.alice)
    letter = draft(alice, world.acme)
    answer = alice.post(reverse("letter_discard", args=[letter.id]), {"seen": "1", "reason": "  "})
    assert answer.status_code == 422 and again(letter).state == "draft"
    alice.post(reverse("letter_discard", args=[letter.id]), {"seen": "1", "reason": "He pays today"})
    page = alice.get(f"{reverse('letters')}?state=discarded").content.decode()
    assert "He pays today" in page


def test_todays_letters_are_drafted_and_all_of_them_sent_with_progress(world: World) -> None:
    builders.customer(world.northlight, name="Zeta")
    beta = builders.customer(world.northlight, name="Beta", portfolio=world.portfolio, email="pay@beta.example")
    builders.invoice(beta, amount=900_00, number="B-1", due_date=TODAY - 6 * DAY)
    refresh_worklist(as_of=TODAY)
    alice = client_of(world.alice)
    answer = alice.post(reverse("letters_draft"), {"key": "d"})
    run = LetterRun.objects.get()
    assert answer.headers["Location"] == reverse("letter_run", args=[run.id])
    assert "0 of 1" in alice.get(reverse("letter_run_progress", args=[run.id])).content.decode()
    finish_run(run.id, now=lambda: NOW)
    done = alice.get(reverse("letter_run_progress", args=[run.id]))
    assert done.headers["HX-Refresh"] == "true"

    alice.post(reverse("letters_send"), {"key": "s", "which": "all"})
    alice.post(reverse("letters_send"), {"key": "s", "which": "all"})
    sending = LetterRun.objects.get(kind="send")
    finish_run(sending.id, now=lambda: NOW)
    assert len(send()) == 1
    assert "1 letters were let go" in alice.get(reverse("letter_run", args=[sending.id])).content.decode()
    assert client_of(world.bob).get(reverse("letter_run", args=[run.id])).status_code == 404


def test_letters_by_post_are_printed_into_one_file(world: World) -> None:
    Contact.objects.update(email="")
    alice = client_of(world.alice)
    letter = draft(alice, world.acme)
    alice.post(reverse("letter_send", args=[letter.id]), {"seen": "1"})
    assert "Print" in alice.get(f"{reverse('letters')}?state=ready").content.decode()
    alice.post(reverse("letters_print"), {"key": "p"})
    run = finish_run(LetterRun.objects.get().id, now=lambda: NOW)
    file = alice.get(reverse("letter_run_file", args=[run.id]))
    assert file.content.startswith(b"%PDF") and "attachment" in file.headers["Content-Disposition"]
    assert again(letter).state == "sent"


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_letter_is_taken_away_as_a_file_and_the_journal_says_so(world: World, form: str, start: bytes) -> None:
    from creditdesk.journal.models import JournalEntry

    alice = client_of(world.alice)
    letter = draft(alice, world.acme)
    answer = alice.get(reverse("letter_file", args=[letter.id, form]))
    assert answer.content.startswith(start) and f".{form}" in answer.headers["Content-Disposition"]
    assert JournalEntry.objects.get(kind="letter.taken").facts["form"] == form
    assert alice.get(reverse("letter_file", args=[letter.id, "exe"])).status_code == 404
    foreign = alice.get(reverse("letter_file", args=[letter.id, form]), headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_the_statement_goes_out_as_pdf_and_over_a_period(world: World) -> None:
    alice = client_of(world.alice)
    builders.payment(world.acme, amount=400_00, number="PAY-1")
    page = alice.get(f"{reverse('statement_period', args=[world.acme.id])}?first=2026-01-01&last=2026-06-15")
    told = text_of(page.content.decode())
    assert "Opening balance" in told and "PAY-1" in told and "Closing balance 600.00" in told
    for query in ("", "?first=2026-01-01&last=2026-06-15&language=es"):
        file = alice.get(f"{reverse('statement_pdf', args=[world.acme.id])}{query}")
        assert file.content.startswith(b"%PDF")
    wrong = alice.get(f"{reverse('statement_period', args=[world.acme.id])}?first=2026-06-10&last=2026-06-01")
    assert wrong.status_code == 422 and "after the last" in wrong.content.decode()


# ---------------------------------------------------------------- texts

BODY = "Dear {{ contact }},\n\nPlease pay {{ total }}.\n\n{{ items }}\n\n{{ rep }}"


def all_companies(world: World, *people: User) -> None:
    """Texts are for all companies: their writers work for all of them."""
    for person in people:
        person.companies.add(world.southwind)


def test_a_text_is_written_by_one_approved_by_another_and_taken_from_its_day_on(world: World) -> None:
    all_companies(world, world.carol, world.dave)
    carol, dave = client_of(world.carol), client_of(world.dave)
    new = reverse("letter_text_new", args=["reminder_1", "en"])
    assert "as it comes with the desk" in text_of(carol.get(reverse("letter_texts")).content.decode())
    carol.post(new, {"subject": "Our invoices", "body": BODY, "key": "t"})
    text = LetterText.objects.get()
    place = reverse("letter_text_draft", args=[text.id])
    shown = carol.get(f"{place}?account=Acme").content.decode()
    assert "Dear Ann Miller," in shown and "Please pay 1,000.00 USD." in shown and "<ins>Our invoices</ins>" in shown

    submitted = {"reason": "Shorter", "effective_from": "+1", "seen": "1"}
    carol.post(reverse("letter_text_submit", args=[text.id]), submitted)
    decide = reverse("letter_text_decide", args=[text.id])
    own = carol.post(decide, {"decision": "approve", "sha256": text.sha256})
    assert own.status_code == 422 and "nobody approves or rejects what he wrote himself" in own.content.decode()
    dave.post(decide, {"decision": "approve", "sha256": text.sha256})
    text.refresh_from_db()
    assert (text.state, text.number, text.decided_by) == ("adopted", 1, world.dave)

    alice = client_of(world.alice)
    assert draft(alice, world.acme).text_number == 0  # its day has not come
    with time_machine.travel(NOW + DAY, tick=False):
        letter = draft(client_of(world.alice), world.acme, key="tomorrow")
        assert (letter.text_number, letter.subject, letter.text_sha256) == (1, "Our invoices", text.sha256)


def test_a_text_that_names_an_unknown_field_is_refused_with_its_line_and_stays_in_the_form(world: World) -> None:
    all_companies(world, world.carol)
    carol = client_of(world.carol)
    wrong = BODY + "\n{{ bank_account }} {% now %}"
    answer = carol.post(reverse("letter_text_new", args=["reminder_1", "en"]), {"subject": "S", "body": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422 and "line 8: this letter has no field bank_account" in page
    assert "{% now %}" in page and not LetterText.objects.exists()


def test_two_who_write_at_one_text_are_told_of_each_other(world: World) -> None:
    all_companies(world, world.carol, world.dave)
    carol, dave = client_of(world.carol), client_of(world.dave)
    carol.post(reverse("letter_text_new", args=["courtesy", "fr"]), {"subject": "S", "body": BODY, "key": "t"})
    text = LetterText.objects.get()
    place = reverse("letter_text_draft", args=[text.id])
    dave.post(place, {"subject": "Dave's", "body": BODY, "seen": "1"})
    answer = carol.post(place, {"subject": "Carol's", "body": BODY, "seen": "1"})
    assert answer.status_code == 409 and "Dave changed this text" in answer.content.decode()
    assert "Carol's" in unescape(answer.content.decode())


def test_who_works_for_one_company_only_does_not_write_texts_for_all(world: World) -> None:
    carol = client_of(world.carol)
    answer = carol.post(reverse("letter_text_new", args=["courtesy", "fr"]), {"subject": "S", "body": BODY})
    assert answer.status_code == 422 and "those who work for all of them" in answer.content.decode()


def test_a_promise_is_confirmed_from_its_page(world: World) -> None:
    from creditdesk.domain.money import Money
    from creditdesk.followup.actions import Said, record_activity
    from creditdesk.followup.models import Promise

    said = Said("call", "outbound", "promised", promised=Money(500_00, "USD"), promised_date=TODAY + DAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="p")
    promise = Promise.objects.get()
    alice = client_of(world.alice)
    assert "kind=promise_confirmation" in alice.get(reverse("promise", args=[promise.id])).content.decode()
    letter = draft(alice, world.acme, LetterKind.PROMISE_CONFIRMATION.value, promise=promise.id)
    assert letter.promise == promise and "500.00 USD on June 16, 2026" in letter.subject


def test_a_page_of_letters_asks_few_questions(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    alice = client_of(world.alice)
    for kind in ("reminder_1", "reminder_2", "reminder_3", "final_demand", "statement_cover"):
        draft(alice, world.acme, kind)
    with django_assert_max_num_queries(25):
        assert alice.get(reverse("letters")).content.decode().count("data-open") == 5
    with django_assert_max_num_queries(25):
        alice.get(reverse("letter", args=[Letter.objects.latest("id").id]))
