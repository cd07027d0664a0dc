"""Letters as actions: drafted once, released once, looked at again when they go, kept as they went."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import Consequence, LetterKind
from creditdesk.domain.mail_sending import Came
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, attach_document, record_activity
from creditdesk.followup.models import Activity, Promise
from creditdesk.followup.promise_judging import cancel_promise
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.drafting import Wanted, discard_letter, draft_letter, redraft_letter
from creditdesk.letters.models import Letter, LetterFile, PrintFile
from creditdesk.letters.releasing import release_letter
from creditdesk.letters.running import due_letters, finish_run, night_letters, order_drafts, order_print, order_send
from creditdesk.letters.verify import broken_facts
from creditdesk.mail.models import OutgoingMessage
from creditdesk.parties.models import Contact, Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit, mark_disputed
from tests import builders
from tests.lettering import DAY, again, furnish, mailbox, send, settle_all
from tests.world import NOW, TODAY, World

R1 = LetterKind.REMINDER_1


@pytest.fixture(autouse=True)
def owing(world: World) -> Contact:
    ann = furnish(world)
    mailbox(world.northlight)
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    builders.invoice(world.acme, amount=500_00, number="B", due_date=TODAY - 35 * DAY)
    return ann


def draft(world: World, kind: LetterKind = R1, *, key: str = "", **wanted: object) -> Letter:
    asked = Wanted(kind, **wanted)  # type: ignore[arg-type]
    return draft_letter(
        world.acme, wanted=asked, by=world.alice, at=NOW, as_of=TODAY, key=(key or f"{kind}{wanted}")[:120]
    )


def release(world: World, letter: Letter, *, at: dt.datetime = NOW) -> Letter:
    return release_letter(letter, seen=letter.version, by=world.alice, at=at, as_of=at.date())


def told(letter: Letter) -> str:
    """The code of why it did not go."""
    return str((again(letter).reason or {})["code"])


def reasons(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def promise(world: World, minor: int) -> Promise:
    said = Said("call", "outbound", "promised", promised=Money(minor, "USD"), promised_date=TODAY + 4 * DAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=f"promise {minor}")
    return Promise.objects.latest("id")


def test_the_same_key_drafts_once(world: World) -> None:
    first, second = draft(world, key="k"), draft(world, key="k")
    assert first == second and Letter.objects.count() == 1
    assert JournalEntry.objects.filter(kind="letter.drafted").count() == 1


def test_one_letter_of_the_kind_a_day_to_one_address(world: World) -> None:
    draft(world, key="k")
    with pytest.raises(Refusal) as refusal:
        draft(world, key="other")
    assert reasons(refusal) == ["letter.once"] and "Alice" in str(refusal.value)
    (letter,) = Letter.objects.all()
    letter.id, letter.key = None, "raw"
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)


def test_what_was_put_aside_may_be_drafted_again(world: World) -> None:
    letter = draft(world, key="k")
    discard_letter(letter, reason="He is on the phone", seen=letter.version, by=world.alice, at=NOW)
    assert draft(world, key="other").state == "draft"
    with pytest.raises(Refusal):
        release(world, again(letter))


def test_it_is_released_once_however_often_the_button_is_pressed(world: World) -> None:
    letter = draft(world)
    first = release(world, letter)
    assert release(world, letter) == first
    assert OutgoingMessage.objects.count() == LetterFile.objects.count() == 1
    assert len(send()) == 1 and send(at=NOW + DAY) == []
    assert Activity.objects.filter(outcome="sent").count() == 1


def test_a_lost_race_says_who_was_faster(world: World) -> None:
    letter = draft(world)
    release_letter(letter, seen=letter.version, by=world.bob, at=NOW, as_of=TODAY)
    with pytest.raises(Refusal) as refusal:
        release(world, letter)
    assert reasons(refusal) == ["letter.changed_meanwhile"] and "Bob" in str(refusal.value)


def test_an_empty_field_blocks_the_letter_and_says_which(world: World) -> None:
    letter = draft(world, LetterKind.FINAL_DEMAND, channel=Channel.LETTER)
    assert letter.missing == []  # the strategy of the account places it with an agency next
    Customer.objects.filter(id=world.acme.id).update(street="")
    letter = redraft_letter(
        letter, wanted=Wanted(LetterKind.FINAL_DEMAND, Channel.LETTER), seen=1, by=world.alice, at=NOW, as_of=TODAY
    )
    assert letter.missing == ["address"]
    with pytest.raises(Refusal) as refusal:
        release(world, letter)
    assert [str(one) for one in refusal.value.reasons] == ["the field address is empty"]


def test_a_consequence_that_no_strategy_intends_is_told_by_a_person_or_not_at_all(world: World) -> None:
    promise(world, 100_00)
    Promise.objects.update(state="broken", judged_on=TODAY - DAY)  # its strategy ends with the final demand
    letter = draft(world, LetterKind.FINAL_DEMAND)
    assert letter.missing == ["consequence"]
    told = {"consequence": Consequence.LEGAL.value}
    wanted = Wanted(LetterKind.FINAL_DEMAND, details=told)
    letter = redraft_letter(letter, wanted=wanted, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    assert letter.missing == [] and "our attorneys" in str(letter.content["blocks"])
    Promise.objects.update(state="open", judged_on=None)


test_a_consequence_that_no_strategy_intends_is_told_by_a_person_or_not_at_all = pytest.mark.breaks_the_books(
    test_a_consequence_that_no_strategy_intends_is_told_by_a_person_or_not_at_all
)


def test_what_is_promised_is_not_asked_for(world: World) -> None:
    promise(world, 1_200_00)
    letter = draft(world)
    assert [(row["number"], row["asked"]) for row in letter.items] == [("B", 300_00)]


@pytest.mark.parametrize("meanwhile", ["paid", "disputed", "promised", "payment", "attorney", "no contact", "address"])
def test_what_happened_meanwhile_withholds_a_letter_on_its_way(world: World, owing: Contact, meanwhile: str) -> None:
    letter = release(world, draft(world))
    item = world.acme.items.get(number="A")
    later = NOW + dt.timedelta(minutes=5)
    expected = {
        "paid": "letter.paid",
        "disputed": "letter.less_open",
        "promised": "letter.promised",
        "payment": "letter.payment_came",
        "attorney": "contact.attorney",
        "no contact": "contact.not_authorised",
        "address": "letter.address_changed",
    }
    if meanwhile == "paid":
        check = builders.payment(world.acme, amount=1_000_00, number="P")
        to = [ApplyTo(item.id, 1_000_00)]
        apply_credit(check, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="p")
    elif meanwhile == "disputed":
        mark_disputed(item, disputed_minor=1_00, reason="short", as_of=TODAY, by=world.fay, at=NOW)
    elif meanwhile == "promised":
        promise(world, 1_500_00)
    elif meanwhile == "payment":
        builders.payment(world.acme, amount=10_00, number="P")
    elif meanwhile == "attorney":
        Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
    elif meanwhile == "no contact":
        Contact.objects.filter(id=owing.id).update(do_not_contact=True)
    else:
        Contact.objects.filter(id=owing.id).update(email="new@acme.example")
    assert send(at=later) == []
    assert again(letter).state == "withheld" and told(letter) == expected[meanwhile]
    assert not Activity.objects.filter(outcome="sent").exists()


def test_at_most_one_dunning_e_mail_in_five_business_days(world: World) -> None:
    release(world, draft(world))
    send()
    second = draft(world, LetterKind.REMINDER_2)
    with pytest.raises(Refusal) as refusal:
        release(world, second)
    assert reasons(refusal) == ["contact.emails"]
    week = NOW + 8 * DAY  # the nineteenth is a holiday
    redrafted = redraft_letter(
        second, wanted=Wanted(LetterKind.REMINDER_2), seen=1, by=world.alice, at=week, as_of=TODAY + 8 * DAY
    )
    assert release(world, redrafted, at=week).state == "queued"


def test_a_server_that_refuses_fails_the_letter_and_an_unknown_end_is_not_guessed(world: World) -> None:
    letter = release(world, draft(world))
    send(came=Came.UNCERTAIN)
    assert again(letter).state == "queued"  # whether it went is a person's to find out
    other = release(world, draft(world, LetterKind.STATEMENT_COVER))
    send(came=Came.REFUSED)
    assert again(other).state == "failed" and not Activity.objects.filter(outcome="sent").exists()


def test_what_came_back_did_go(world: World) -> None:
    letter = release(world, draft(world))
    send()
    OutgoingMessage.objects.update(state="bounced", state_at=NOW + DAY)
    settle_all(at=NOW + DAY)
    letter = again(letter)
    assert letter.state == "bounced" and letter.activity is not None


def test_a_promise_is_confirmed_while_it_stands(world: World) -> None:
    made = promise(world, 1_500_00)
    letter = draft(world, LetterKind.PROMISE_CONFIRMATION, promise_id=made.id)
    assert "1,500.00 USD on June 19, 2026" in letter.subject and [row["number"] for row in letter.items] == ["A", "B"]
    letter = release(world, letter)
    cancel_promise(made, reason="took it back", by=world.alice, at=NOW, as_of=TODAY)
    assert send() == [] and told(letter) == "letter.promise_gone"


def test_a_statement_goes_with_its_cover(world: World) -> None:
    letter = release(world, draft(world, LetterKind.STATEMENT_COVER))
    assert sorted(LetterFile.objects.filter(letter=letter).values_list("what", flat=True)) == ["letter", "statement"]
    assert letter.content["enclosed"] == ["statement-" + world.acme.number + "-2026-06-15.pdf"]


def test_what_binds_the_company_is_sent_by_who_may_bind_it(world: World) -> None:
    details = {"debt": 1_500_00, "offer": 1_200_00, "expiry": "2026-06-30", "release": "all claims from A and B"}
    letter = draft(world, LetterKind.SETTLEMENT_OFFER, details=details)
    with pytest.raises(Refusal) as refusal:
        release(world, letter)
    assert reasons(refusal) == ["letter.binding"]
    assert release_letter(letter, seen=1, by=world.carol, at=NOW, as_of=TODAY).state == "queued"


def test_only_documents_that_the_person_may_read_go_with_a_letter(world: World) -> None:
    secret = attach_document(
        world.acme, name="advice.txt", content=b"legal advice", visibility=Visibility.RESTRICTED, by=world.carol, at=NOW
    )
    with pytest.raises(Refusal) as refusal:
        draft(world, document_ids=(secret.id,))
    assert reasons(refusal) == ["letter.document"]


def test_without_an_e_mail_address_it_goes_by_post_and_is_printed_once(world: World) -> None:
    Contact.objects.update(email="")
    letter = draft(world)
    assert (letter.channel, letter.recipient) == ("post", "7 Shutter Road\nAlbany, NY 12201\nUS")
    letter = release(world, letter)
    assert letter.state == "ready" and not OutgoingMessage.objects.exists()
    run = finish_run(order_print([letter], by=world.alice, at=NOW, as_of=TODAY, key="p").id, now=lambda: NOW)
    assert (run.state, run.made) == ("done", 1) and bytes(PrintFile.objects.get().content).startswith(b"%PDF")
    assert again(letter).state == "sent" and Activity.objects.get(outcome="sent").channel == "letter"
    with pytest.raises(Refusal) as refusal:
        order_print([again(letter)], by=world.alice, at=NOW, as_of=TODAY, key="p2")
    assert reasons(refusal) == ["letter.none"]


def test_a_letter_paid_before_it_is_printed_stays_out_of_the_file(world: World) -> None:
    Contact.objects.update(email="")
    letter = release(world, draft(world))
    run = order_print([letter], by=world.alice, at=NOW, as_of=TODAY, key="p")
    builders.payment(world.acme, amount=10_00, number="P")
    run = finish_run(run.id, now=lambda: NOW)
    assert (run.made, run.left_out) == (0, 1) and not PrintFile.objects.exists()
    assert again(letter).state == "withheld"


def test_the_night_drafts_what_strategies_ask_for_and_a_second_night_adds_nothing(world: World) -> None:
    beta = builders.customer(world.northlight, name="Beta", email="pay@beta.example", language="es")
    builders.invoice(beta, amount=900_00, number="Z", due_date=TODAY - 6 * DAY)
    refresh_worklist(as_of=TODAY)
    (due,) = due_letters(world.northlight, as_of=TODAY)  # the other account is to be called
    assert (due.customer_id, due.kind, due.step) == (beta.id, R1, "Reminder 1")
    assert night_letters(as_of=TODAY, at=NOW) == (1, 0)
    assert night_letters(as_of=TODAY, at=NOW) == (1, 0) and Letter.objects.count() == 1
    letter = Letter.objects.get()
    assert (letter.drafted_by, letter.language, letter.recipient) == (None, "es", "pay@beta.example")


def test_before_the_due_date_the_night_drafts_a_courtesy_notice_for_who_owes_nothing_late(world: World) -> None:
    Customer.objects.update(risk_class="B")  # five days before
    due_date = TODAY + 5 * DAY
    good = builders.customer(world.northlight, name="Good", email="pay@good.example", portfolio=world.portfolio)
    builders.invoice(good, amount=900_00, number="G", due_date=due_date)
    builders.invoice(good, amount=100_00, number="H", due_date=TODAY + 40 * DAY)
    builders.invoice(world.acme, amount=900_00, number="C", due_date=due_date)  # owes something late as well
    refresh_worklist(as_of=TODAY)
    (due,) = due_letters(world.northlight, as_of=TODAY)
    assert (due.customer_id, due.kind, due.step) == (good.id, LetterKind.COURTESY, "Courtesy notice")
    assert night_letters(as_of=TODAY, at=NOW) == (1, 0)
    letter = Letter.objects.get()
    assert [row["number"] for row in letter.items] == ["G"] and letter.missing == []


def test_many_are_sent_in_the_background_and_one_that_cannot_go_holds_no_other_up(world: World) -> None:
    builders.invoice(world.zenith, amount=700_00, number="Z", due_date=TODAY - 40 * DAY)
    blocked = draft_letter(
        world.zenith, wanted=Wanted(R1), by=world.bob, at=NOW, as_of=TODAY, key="z"
    )  # it has no address
    run = order_send([draft(world), blocked], by=world.bob, at=NOW, as_of=TODAY, key="s")
    assert order_send([], by=world.bob, at=NOW, as_of=TODAY, key="s") == run
    run = finish_run(run.id, now=lambda: NOW)
    assert (run.taken, run.made, run.left_out) == (2, 1, 1) and "address is empty" in run.told[0]


def test_what_was_released_never_changes_in_the_database_either(world: World) -> None:
    letter = release(world, draft(world))
    for statement in (
        "UPDATE letters_letter SET subject = 'other' WHERE id = %s",
        "DELETE FROM letters_letter WHERE id = %s",
        "UPDATE letters_letterfile SET name = 'other' WHERE letter_id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [letter.id])


@pytest.mark.breaks_the_books
def test_the_proof_names_a_letter_that_does_not_say_what_was_released(world: World) -> None:
    letter = release(world, draft(world))
    assert broken_facts() == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER letters_letter_fixed")
        else:
            cursor.execute("DROP TRIGGER letters_letter_fixed ON letters_letter")
    Letter.objects.filter(id=letter.id).update(sha256="0" * 64)
    assert [str(fact) for fact in broken_facts()] == [
        f"I21: letter {letter.id} does not say any more what was released"
    ]


def test_a_run_of_drafts_is_ordered_once(world: World) -> None:
    run = order_drafts(world.northlight, [], by=world.alice, at=NOW, as_of=TODAY, key="d")
    assert order_drafts(world.northlight, [], by=world.alice, at=NOW, as_of=TODAY, key="d") == run
