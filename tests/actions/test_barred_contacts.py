"""Recording a contact with somebody who must not be contacted: refused with the reason, by the marks of its day."""

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk.dispatch import may_mail_go
from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.mail_sending import Came
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, correct_activity, log_contact, record_activity
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.models import Activity, ContactStop
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.releasing import release_letter
from creditdesk.mail.outgoing import send_next
from creditdesk.mail.smtp import Answer, Server
from creditdesk.parties.contact_actions import Card, add_contact, leave_contact, mark_contact
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.lettering import again, furnish, mailbox, settle_all
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


@pytest.fixture
def ann(world: World) -> Contact:
    made = add_contact(world.acme, card=Card("Ann Reed", email="ann@acme.example"), by=world.alice, at=NOW, key="ann")
    mark = Mark(MarkKind.OPTED_OUT, Channel.EMAIL, TODAY - DAY, "her reply")
    mark_contact(made, mark=mark, by=world.alice, at=NOW, as_of=TODAY, key="out")
    return made


def say(world: World, contact: Contact, channel: str = "email", *, key: str = "said", **facts: object) -> Activity:
    outcome = {"email": "sent", "letter": "sent"}.get(channel, "spoke")
    said = replace(Said(channel, "outbound", outcome, contact_id=contact.id), **facts)  # type: ignore[arg-type]
    return record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=key)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_an_e_mail_to_who_opted_out_is_refused_and_a_call_is_not(world: World, ann: Contact) -> None:
    with pytest.raises(Refusal) as refusal:
        say(world, ann)
    assert codes(refusal) == ["contact.opted_out"]
    assert str(refusal.value) == "Ann Reed does not want e-mail since 2026-06-14"
    assert not Activity.objects.exists()
    assert say(world, ann, "call").contact_id == ann.id


def test_the_form_that_plans_the_next_step_as_well_is_refused_as_a_whole(world: World, ann: Contact) -> None:
    said = Said("email", "outbound", "sent", contact_id=ann.id)
    with pytest.raises(Refusal):
        log_contact(world.acme, said=said, then=None, by=world.alice, at=NOW, as_of=TODAY, key="k")


def test_what_the_customer_began_is_recorded_whoever_he_is(world: World, ann: Contact) -> None:
    assert say(world, ann, direction="inbound", outcome="received").pk


def test_what_was_done_before_the_opt_out_can_still_be_recorded(world: World, ann: Contact) -> None:
    assert say(world, ann, happened_at=NOW - 2 * DAY).pk


def test_the_day_is_that_of_the_customer(world: World, ann: Contact) -> None:
    # 02:00 in London on the 14th is the evening of the 13th in New York, before the opt-out.
    assert say(world, ann, happened_at=dt.datetime(2026, 6, 14, 2, 0, tzinfo=dt.UTC)).pk


def test_a_correction_that_leaves_person_and_channel_as_they_were_is_not_asked(world: World, ann: Contact) -> None:
    before = say(world, ann, happened_at=NOW - 2 * DAY)
    said = Said("email", "outbound", "sent", note="reminder 2", contact_id=ann.id)
    made = correct_activity(before, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    assert made.note == "reminder 2"
    call = say(world, ann, "call", key="call")
    with pytest.raises(Refusal):
        correct_activity(call, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c2")


def test_who_left_or_is_not_authorised_is_not_called(world: World, ann: Contact) -> None:
    leave_contact(ann, left_on=TODAY - DAY, version=1, by=world.alice, at=NOW, as_of=TODAY, key="left")
    with pytest.raises(Refusal) as refusal:
        say(world, ann, "call")
    assert codes(refusal) == ["contact.left"]
    card = Card("Bo", authorised=False)
    bo = add_contact(world.acme, card=card, by=world.alice, at=NOW, key="bo")
    with pytest.raises(Refusal) as refusal:
        say(world, bo, "visit", key="bo")
    assert codes(refusal) == ["contact.not_authorised"]


def test_a_number_that_failed_may_be_tried_again(world: World) -> None:
    made = add_contact(world.acme, card=Card("Cy", phone="1"), by=world.alice, at=NOW, key="cy")
    mark = Mark(MarkKind.FAILED, Channel.CALL, TODAY, "dead line", "1")
    mark_contact(made, mark=mark, by=world.alice, at=NOW, as_of=TODAY, key="dead")
    assert say(world, made, "call").pk


# ---------------------------------------------------------------- the customer as a whole


def write(world: World, channel: str = "email", *, key: str = "w", **facts: object) -> Activity:
    """Record that Acme was written to, with nobody named."""
    outcome = "spoke" if channel == "visit" else "sent"
    said = replace(Said(channel, "outbound", outcome), **facts)  # type: ignore[arg-type]
    return record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=key)


@pytest.mark.parametrize("channel", ["email", "letter", "visit"])
@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"contact_block": "request"}, "contact.opt_out"),
        ({"contact_block": "agency"}, "contact.agency"),
        ({"status": "bankrupt"}, "contact.bankruptcy"),
    ],
)
def test_who_may_not_be_contacted_is_not_written_to_whoever_is_named(
    world: World, channel: str, columns: dict[str, str], code: str
) -> None:
    Customer.objects.filter(id=world.acme.id).update(**columns)
    ann = add_contact(world.acme, card=Card("Ann"), by=world.alice, at=NOW, key="ann")
    named: list[dict[str, object]] = [{}, {"contact_id": ann.id}]
    for facts in named:
        with pytest.raises(Refusal) as refusal:
            write(world, channel, **facts)  # type: ignore[arg-type]
        assert codes(refusal) == [code]
    assert not Activity.objects.exists()


def test_what_a_stopped_customer_began_is_recorded(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(contact_block="request", status="bankrupt")
    for channel in ("email", "letter", "visit", "call"):
        assert write(world, channel, key=channel, direction="inbound", outcome="received").pk


def test_of_a_customer_with_an_attorney_the_attorney_is_written_to_and_nobody_else(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
    with pytest.raises(Refusal) as refusal:
        write(world)
    assert codes(refusal) == ["contact.attorney", "contact.attorney_missing"]
    card = Card("Lena Lex", kind="attorney", email="lex@lex.example")
    lena = add_contact(world.acme, card=card, by=world.alice, at=NOW, key="lena")
    with pytest.raises(Refusal) as refusal:
        write(world)
    assert codes(refusal) == ["contact.attorney", "contact.attorney_instead"]
    assert write(world, contact_id=lena.id).contact == lena


def test_what_was_written_before_today_is_told_as_it_was(world: World) -> None:
    # Since when a block stands nobody keeps.
    Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
    assert write(world, happened_at=NOW - DAY).pk


def test_what_an_event_stopped_is_refused_from_then_on_also_when_it_is_told_later(world: World) -> None:
    told = Told(EventKind.RETURNED_MAIL, TODAY - 3 * DAY, "Came back", {"sent_to": "1 Elm Street"})
    then = {"by": world.alice, "at": NOW - 2 * DAY, "as_of": TODAY - 2 * DAY}
    event = report_event(world.acme, told=told, key="report", **then)  # type: ignore[arg-type]
    verify_event(event, proofs=[Proof(Evidence.DOCUMENT, "the envelope")], key="verify", **then)  # type: ignore[arg-type]
    since = ContactStop.objects.get(event=event).since
    with pytest.raises(Refusal) as refusal:
        write(world, "letter", happened_at=since + dt.timedelta(hours=1))
    assert codes(refusal) == ["contact.returned_mail"]
    assert write(world, "letter", happened_at=since - dt.timedelta(hours=1)).pk
    assert write(world, "email", key="e").pk  # only letters stopped


def test_a_correction_that_leaves_the_channel_is_not_asked_and_one_that_changes_it_is(world: World) -> None:
    note = record_activity(
        world.acme, said=Said("letter", "outbound", "sent"), by=world.alice, at=NOW, as_of=TODAY, key="l"
    )
    Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
    said = Said("email", "outbound", "sent")
    with pytest.raises(Refusal):
        correct_activity(note, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c1")
    said = Said("letter", "outbound", "sent", note="the second reminder")
    assert correct_activity(note, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c2").pk


def test_a_letter_that_the_post_carried_is_recorded_though_the_customer_was_stopped_since(world: World) -> None:
    furnish(world)
    mailbox(world.northlight)
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - 40 * DAY)
    wanted = Wanted(LetterKind.REMINDER_1)
    letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key="r")
    release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)

    def hand_over(server: Server, *, sender: str, recipient: str, raw: bytes) -> Answer:
        Customer.objects.filter(id=world.acme.id).update(contact_block="attorney")
        return Answer(Came.SENT, 250, "taken")

    assert send_next(now=lambda: NOW, may_go=may_mail_go, hand_over=hand_over)
    settle_all()
    assert again(letter).state == "sent" and Activity.objects.get().outcome == "sent"
