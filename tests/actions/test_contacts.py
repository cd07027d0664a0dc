"""Keeping contacts by hand: added, changed, gone, how they may be reached; files undo none of it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties import verify
from creditdesk.parties.contact_actions import Card, add_contact, change_contact, leave_contact, mark_contact
from creditdesk.parties.models import Contact, ContactMark, Customer
from creditdesk.parties.people import path_from, standing_of
from creditdesk.parties.reach import reach_of
from tests import builders
from tests.actions.importing import load, refusals, take_back
from tests.world import NOW, TODAY, World

LATER = NOW + dt.timedelta(hours=1)
HEADER = "Customer no,Contact name,Role,Phone,Email\n"


def add(world: World, name: str, *, at: Customer | None = None, key: str = "", **facts: object) -> Contact:
    card = Card(name, **facts)  # type: ignore[arg-type]
    return add_contact(at or world.acme, card=card, by=world.alice, at=NOW, key=key or f"add {name}")


def change(world: World, contact: Contact, *, key: str = "change", version: int = 0, **facts: object) -> Contact:
    card = replace(Card.of(contact), **facts)  # type: ignore[arg-type]
    return change_contact(contact, card=card, version=version or contact.version, by=world.bob, at=LATER, key=key)


def mark(
    world: World, contact: Contact, kind: MarkKind, channel: Channel | None = None, **facts: object
) -> ContactMark:
    told = Mark(kind, channel, **{"day": TODAY, "cause": "on the phone", **facts})  # type: ignore[arg-type]
    key = f"{contact.id} {kind} {channel} {told.day}"
    return mark_contact(contact, mark=told, by=world.alice, at=NOW, as_of=TODAY, key=key)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_contact_is_added_once_for_one_key_and_the_journal_holds_the_name_apart(world: World) -> None:
    made = add(world, "  Ann   Reed ", role="AP", email="ann@acme.example", kind="ap_clerk", key="k")
    again = add(world, "Ann Reed", role="something else", key="k")
    assert (made.id, again.role, Contact.objects.count()) == (again.id, "AP", 1)
    assert made.name == "Ann Reed"
    told = JournalEntry.objects.get(kind="contact.added")
    assert (told.by, told.customer_id, told.subject_id) == ("alice", world.acme.id, made.id)
    assert "Ann" not in str(told.facts)
    assert told.private["changes"]["email"] == [None, "ann@acme.example"]


def test_every_reason_is_told_with_the_field_and_its_value(world: World) -> None:
    add(world, "Ann Reed")
    with pytest.raises(Refusal) as refusal:
        add(world, "Ann Reed", key="other", email="nobody", language="english", time_zone="Mars", rank=0, kind="king")
    assert {reason.facts["field"]: reason.facts.get("value") for reason in refusal.value.reasons} == {
        "email": "nobody",
        "language": "english",
        "time_zone": "Mars",
        "rank": "0",
        "kind": "king",
        "name": "Ann Reed",
    }
    assert Contact.objects.count() == 1


def test_a_change_writes_what_differs_and_the_journal_says_what_stood_there(world: World) -> None:
    ann = add(world, "Ann Reed", phone="1", rank=2)
    changed = change(world, ann, phone="2", rank=1)
    assert (changed.phone, changed.rank, changed.version) == ("2", 1, 2)
    told = JournalEntry.objects.get(kind="contact.edited")
    assert told.facts == {"fields": ["phone", "rank"], "changes": {"rank": [2, 1]}}
    assert told.private["changes"] == {"phone": ["1", "2"]}
    # The same key again, with the version that its form showed: done once.
    assert change(world, ann, version=1, phone="2", rank=1).version == 2
    # A save that changes nothing is no change.
    assert change(world, changed, key="nothing").version == 2
    assert JournalEntry.objects.filter(kind="contact.edited").count() == 1


def test_a_lost_race_says_who_changed_what_and_when(world: World) -> None:
    ann = add(world, "Ann Reed", phone="1")
    change(world, ann, phone="2")
    with pytest.raises(Refusal) as refusal:
        change(world, ann, key="late", version=1, phone="3")
    assert codes(refusal) == ["contact.changed_meanwhile"]
    facts = refusal.value.reasons[0].facts
    assert (facts["who"], facts["what"], facts["when"]) == (str(world.bob), "phone", "2026-06-15 15:00 UTC")
    assert Contact.objects.get().phone == "2"


def test_a_file_that_changed_the_contact_is_a_change_as_well(world: World) -> None:
    ann = add(world, "Ann Reed", phone="1")
    load(f"{HEADER}{world.acme.number},Ann Reed,,2,\n", company=world.northlight, by=world.erin)
    with pytest.raises(Refusal) as refusal:
        change(world, ann, key="late", version=1, phone="3")
    assert refusal.value.reasons[0].facts["who"] == str(world.erin)


def test_superiors_are_of_the_family_and_close_no_circle(world: World) -> None:
    store = builders.customer(world.northlight, name="Acme Store", portfolio=world.portfolio, parent=world.acme)
    boss = add(world, "Bo Lind")
    clerk = add(world, "Ann Reed", at=store, reports_to_id=boss.id)
    stranger = add(world, "Zed", at=world.zenith)
    with pytest.raises(Refusal) as refusal:
        change(world, clerk, reports_to_id=stranger.id)
    assert codes(refusal) == ["contact.superior"]
    with pytest.raises(Refusal) as refusal:
        change(world, boss, reports_to_id=clerk.id)
    assert codes(refusal) == ["contact.circle"]
    assert refusal.value.reasons[0].facts["names"] == "Bo Lind, Ann Reed"
    # What the act refuses, the proof finds.
    Contact.objects.filter(id=boss.id).update(reports_to=clerk)
    assert {fact.customer_id for fact in verify.broken_facts()} == {world.acme.id, store.id}
    Contact.objects.filter(id=boss.id).update(reports_to=None)
    assert broken_facts(as_of=TODAY) == []


def test_who_left_is_asked_for_no_more_and_no_file_brings_him_back(world: World) -> None:
    ann, bo = add(world, "Ann Reed", kind="ap_clerk"), add(world, "Bo Lind", kind="ap_manager", rank=2)
    gone = leave_contact(
        bo, left_on=TODAY - dt.timedelta(days=1), version=1, by=world.alice, at=NOW, as_of=TODAY, key="gone"
    )
    assert path_from(world.acme, spoken_with=ann.id, reach=reach_of(world.alice, as_of=TODAY), on=TODAY) == []
    file = load(f"{HEADER}{world.acme.number},Bo Lind,Head,7,\n", company=world.northlight, by=world.erin)
    gone.refresh_from_db()
    assert (file.rows_changed, gone.phone, gone.left_on) == (1, "7", TODAY - dt.timedelta(days=1))
    with pytest.raises(Refusal) as refusal:
        change(world, ann, reports_to_id=bo.id)
    assert codes(refusal) == ["contact.superior_left"]
    back = leave_contact(gone, left_on=None, version=gone.version, by=world.alice, at=LATER, as_of=TODAY, key="back")
    assert back.left_on is None
    assert [one.kind for one in JournalEntry.objects.filter(kind__in=["contact.left", "contact.returned"])] == [
        "contact.returned",
        "contact.left",
    ]


def test_nobody_left_on_a_day_to_come(world: World) -> None:
    ann = add(world, "Ann Reed")
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(Refusal) as refusal:
        leave_contact(ann, left_on=tomorrow, version=1, by=world.alice, at=NOW, as_of=TODAY, key="k")
    assert codes(refusal) == ["contact.left_later"]


def test_marks_are_kept_for_good_and_a_file_says_nothing_of_them(world: World) -> None:
    load(f"{HEADER}{world.acme.number},Ann Reed,AP,1,ann@acme.example\n", company=world.northlight, by=world.erin)
    ann = Contact.objects.get()
    mark(world, ann, MarkKind.OPTED_OUT, Channel.EMAIL)
    mark(world, ann, MarkKind.FAILED, Channel.CALL, address="1")
    assert mark(world, ann, MarkKind.OPTED_OUT, Channel.EMAIL).id == ann.marks.first().id  # type: ignore[union-attr]
    again = f"{HEADER}{world.acme.number},Ann Reed,AP,1,new@acme.example\n"
    later = load(again, company=world.northlight, by=world.erin)
    (standing,) = standing_of([Contact.objects.get()], on=TODAY)
    assert [one.code for one in standing.reasons] == ["contact.opted_out", "contact.failed_call"]
    take_back(later, by=world.erin)
    (standing,) = standing_of([Contact.objects.get()], on=TODAY)
    assert [one.code for one in standing.reasons] == ["contact.opted_out", "contact.failed_call"]
    told = JournalEntry.objects.filter(kind="contact.marked").first()
    assert told is not None
    assert told.private["address"] == "1"
    assert "cause" not in told.facts
    for statement in ("UPDATE parties_contactmark SET kind = 'cleared'", "DELETE FROM parties_contactmark"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_mark_that_cannot_be_is_refused_and_nothing_is_kept(world: World) -> None:
    ann = add(world, "Ann Reed", phone="1")
    with pytest.raises(Refusal) as refusal:
        mark(world, ann, MarkKind.FAILED, Channel.CALL, address="2")
    assert codes(refusal) == ["contact_mark.address"]
    with pytest.raises(Refusal) as refusal:
        mark(world, ann, MarkKind.OPTED_OUT, Channel.CALL, cause="x" * 201)
    assert codes(refusal) == ["contact_mark.cause"]
    assert not ContactMark.objects.exists()


def test_a_contact_with_marks_stays_where_his_file_is_taken_back(world: World) -> None:
    file = load(f"{HEADER}{world.acme.number},Ann Reed,AP,1,\n", company=world.northlight, by=world.erin)
    mark(world, Contact.objects.get(), MarkKind.OPTED_OUT, Channel.CALL)
    take_back(file, by=world.erin)
    assert Contact.objects.count() == 1
    assert file.rows.get().problems[0]["reason"]["code"] == "import.record_in_use"
    assert refusals(file) == []
