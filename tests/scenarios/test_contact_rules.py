"""S81, the part about the attorney: a contact is flagged, e-mail is blocked, the attorney's contact is offered."""

import datetime as dt

import pytest

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.contact_actions import Card, add_contact, mark_contact
from creditdesk.parties.models import Contact
from tests.world import NOW, TODAY, World

FLAGGED = dt.date(2026, 6, 4)


def write_to(world: World, contact: Contact, *, key: str) -> Activity:
    said = Said("email", "outbound", "sent", note="Your account is past due.", contact_id=contact.id)
    return record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=key)


def test_s81_a_contact_represented_by_an_attorney_gets_no_e_mail_and_the_attorney_is_offered(world: World) -> None:
    ann = add_contact(world.acme, card=Card("Ann Reed", role="CFO"), by=world.alice, at=NOW, key="ann")
    mark = Mark(MarkKind.REPRESENTED, None, FLAGGED, "letter of Lex & Partners")
    mark_contact(ann, mark=mark, by=world.alice, at=NOW, as_of=TODAY, key="represented")

    # Nobody knows the attorney yet: the refusal says so.
    with pytest.raises(Refusal) as refusal:
        write_to(world, ann, key="1")
    assert [reason.code for reason in refusal.value.reasons] == ["contact.represented", "contact.attorney_missing"]

    card = Card("Lena Lex", role="Counsel", kind="attorney", email="lex@lex.example", rank=9)
    lena = add_contact(world.acme, card=card, by=world.alice, at=NOW, key="lena")
    with pytest.raises(Refusal) as refusal:
        write_to(world, ann, key="2")
    represented, offered = refusal.value.reasons
    assert str(represented) == "Ann Reed is represented by an attorney since 2026-06-04"
    assert (offered.code, offered.facts["name"]) == ("contact.attorney_instead", "Lena Lex")
    assert Activity.objects.count() == 0

    assert write_to(world, lena, key="3").contact_id == lena.id
    # What Ann was sent before the flag stays recordable, and the books are whole.
    said = Said("email", "outbound", "sent", contact_id=ann.id, happened_at=NOW - dt.timedelta(days=12))
    assert record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="4").pk
    assert broken_facts(as_of=TODAY) == []
