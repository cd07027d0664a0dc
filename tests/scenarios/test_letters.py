"""Letters through the database: what is disputed is not asked for (S39), the language and the attorney (S81), the
proof that must go with it (S82).
"""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_details import told_details
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.worklist import NextKind
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import Activity, Tickler, WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.drafting import Wanted, draft_letter, redraft_letter
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.letters.releasing import release_letter
from creditdesk.letters.statement import open_items_content
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.lettering import DAY, again, furnish, mailbox, send
from tests.web.clients import client_of
from tests.world import World

S39 = dt.date(2026, 5, 15)
S39_NOW = dt.datetime(2026, 5, 15, 14, 0, tzinfo=dt.UTC)
TODAY, NOW = dt.date(2026, 6, 15), dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.4 proof of delivery"


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_s39_a_letter_asks_for_what_is_not_disputed_and_the_statement_shows_all_of_it(world: World) -> None:
    furnish(world)
    contested = builders.invoice(world.acme, amount=10_000_00, number="88077", due_date=dt.date(2026, 4, 30))
    mark_disputed(contested, disputed_minor=2_500_00, reason="short", as_of=S39, by=world.fay, at=S39_NOW)
    wanted = Wanted(LetterKind.REMINDER_1)
    letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=S39_NOW, as_of=S39, key="s39")
    assert letter.totals == [{"currency": "USD", "minor": 7_500_00}]
    assert [(row["number"], row["asked"]) for row in letter.items] == [("88077", 7_500_00)]
    assert letter.subject.endswith("7,500.00 USD past due")

    policy = default_policy()
    shown = open_items_content(world.acme, as_of=S39, today=S39, policy=policy, language=LetterLanguage.ENGLISH)
    (table,) = shown["sections"][0]["tables"]
    heads = [head["text"] for head in table["heads"]]
    assert dict(zip(heads, table["rows"][0], strict=True)) == {
        "Document": "Invoice 88077",
        "Your order": "",
        "Dated": "May 1, 2026",
        "Due": "Apr 30, 2026",
        "Days late": "15",
        "Disputed, USD": "2,500.00",
        "Open, USD": "10,000.00",
    }


def test_s81_an_attorney_stops_the_letter_and_quebec_is_written_to_in_french(world: World) -> None:
    furnish(world)
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    letter = draft_letter(
        world.acme, wanted=Wanted(LetterKind.REMINDER_1), by=world.alice, at=NOW, as_of=TODAY, key="a"
    )
    assert letter.language == "en"
    Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
    with pytest.raises(Refusal) as refusal:
        release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    assert codes(refusal) == ["contact.attorney"]
    assert again(letter).state == Letter.State.DRAFT

    Customer.objects.filter(id=world.acme.id).update(contact_block="", country="CA", region="QC", language="en")
    french = redraft_letter(
        letter, wanted=Wanted(LetterKind.REMINDER_1), seen=letter.version, by=world.alice, at=NOW, as_of=TODAY
    )
    assert french.language == "fr"
    assert french.subject.startswith("Compte") and "1\u00a0000,00 USD" in french.subject
    assert "Comptes" not in french.subject and "À l'attention de Ann Miller" in french.content["blocks"][0]["lines"][0]


def test_s82_without_its_proof_the_letter_is_blocked_and_with_it_sent_once(world: World) -> None:
    furnish(world)
    mailbox(world.northlight)
    kind = LetterKind.UNAUTHORISED_DEDUCTION
    typed = {
        "claim": "DM 2291",
        "check_number": "40117",
        "reason_given": "shortage",
        "finding": "all cartons were signed for",
        "repay_amount": "1,050.00",
    }
    details = told_details(kind, typed, currency="USD", as_of=TODAY)
    letter = draft_letter(
        world.acme, wanted=Wanted(kind, details=details), by=world.alice, at=NOW, as_of=TODAY, key="s82"
    )
    with pytest.raises(Refusal) as refusal:
        release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    assert [str(reason) for reason in refusal.value.reasons] == ["POD missing: attach the proof before it goes"]
    assert not Activity.objects.exists() and send() == []

    proof = attach_document(world.acme, name="POD-88077.pdf", content=PDF, by=world.fay, at=NOW)
    wanted = Wanted(kind, details=details, document_ids=(proof.id,))
    letter = redraft_letter(letter, wanted=wanted, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    letter = release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    (wire,) = send(at=NOW)
    assert send(at=NOW + DAY) == []

    sent = message_from_bytes(wire, policy=default)
    files = {part.get_filename(): part.get_content() for part in sent.iter_attachments()}
    assert files["POD-88077.pdf"] == PDF
    kept = LetterFile.objects.get(letter=letter)
    assert files[kept.name] == bytes(kept.content) and "1,050.00 USD" in text_of(bytes(kept.content))

    letter = again(letter)
    assert (letter.state, letter.text_number, bool(letter.text_sha256)) == ("sent", 0, True)
    activity, tickler = Activity.objects.get(), Tickler.objects.get()
    assert (activity.channel, activity.direction, activity.outcome) == ("email", "outbound", "sent")
    assert letter.activity == activity and tickler.due_date == TODAY + 15 * DAY and tickler.owner == world.alice
    page = client_of(world.alice).get(reverse("letter", args=[letter.id])).content.decode()
    assert "POD-88077.pdf" in page and "as it comes with the desk" in page


def test_the_strategy_sees_the_step_as_done_once_its_letter_went(world: World) -> None:
    furnish(world, follow_up_days="0")
    mailbox(world.northlight)
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 6 * DAY)
    refresh_worklist(as_of=TODAY)
    row = WorklistRow.objects.get(customer=world.acme)
    assert (row.next_step_kind, row.next_step_name) == (NextKind.EMAIL, "Reminder 1")
    wanted = Wanted(LetterKind.REMINDER_1, Channel.EMAIL, step="Reminder 1")
    letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key="a")
    release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    send()
    row = WorklistRow.objects.get(customer=world.acme)
    assert row.next_step_name != "Reminder 1"


def test_what_was_contested_in_full_leaves_nothing_to_ask_for(world: World) -> None:
    furnish(world)
    item = builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    mark_disputed(item, disputed_minor=1_000_00, reason="all of it", as_of=TODAY, by=world.fay, at=NOW)
    letter = draft_letter(
        world.acme, wanted=Wanted(LetterKind.REMINDER_1), by=world.alice, at=NOW, as_of=TODAY, key="a"
    )
    with pytest.raises(Refusal) as refusal:
        release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    assert "letter.nothing" in codes(refusal)
