"""Recording a contact with somebody who must not be contacted: refused with the reason, by the marks of its day."""

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, correct_activity, log_contact, record_activity
from creditdesk.followup.models import Activity
from creditdesk.parties.contact_actions import Card, add_contact, leave_contact, mark_contact
from creditdesk.parties.models import Contact
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
