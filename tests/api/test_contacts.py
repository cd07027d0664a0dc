"""Contacts, searches and notes by program."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity, NoteAnswer
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.contact_actions import Card, add_contact
from creditdesk.parties.models import Contact
from tests import builders
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World

ANN = {"name": "Ann Reed", "role": "AP clerk", "kind": "ap_clerk", "email": "ann@acme.example", "phone": "555-0101"}


def add(world: World, **card: object) -> dict[str, object]:
    answer = Program(world.alice).post(f"/customers/{world.acme.id}/contacts", {**ANN, **card})
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def say(world: World, note: str, **facts: object) -> Activity:
    said = Said("note", "internal", "noted", note=note, **facts)  # type: ignore[arg-type]
    return record_activity(world.acme, said=said, by=world.carol, at=NOW, as_of=TODAY, key=note)


def test_a_contact_is_added_changed_marked_and_said_to_be_gone(world: World) -> None:
    program = Program(world.alice)
    made = add(world)
    path = f"/contacts/{made['id']}"
    changed = program.post(f"{path}/change", {**ANN, "rank": 2, "version": made["version"]}).json()
    assert (changed["rank"], changed["version"]) == (2, 2)
    mark = {"kind": "opted_out", "channel": "email", "day": "2026-06-14", "cause": "her reply"}
    marked = program.post(f"{path}/marks", mark).json()
    states = {one["channel"]: (one["state"], [each["code"] for each in one["barred"]]) for one in marked["channels"]}
    assert states == {"call": ("open", []), "email": ("opted_out", ["contact.opted_out"]), "letter": ("open", [])}
    gone = program.post(f"{path}/departure", {"left_on": "2026-06-12", "version": 2}).json()
    assert (gone["left_on"], gone["version"]) == ("2026-06-12", 3)
    assert entries(program.get(f"/customers/{world.acme.id}/contacts", gone=False)) == []
    (shown,) = entries(program.get(f"/customers/{world.acme.id}/contacts"))
    assert shown["left_on"] == "2026-06-12"


def test_a_change_of_an_older_version_is_refused_with_who_was_faster(world: World) -> None:
    made = add(world)
    for phone, status in (("1", 200), ("2", 409)):
        body = {**ANN, "phone": phone, "version": made["version"]}
        answer = Program(world.bob).post(f"/contacts/{made['id']}/change", body)
        assert answer.status_code == status
    (reason,) = answer.json()["reasons"]
    assert (reason["code"], reason["facts"]["what"]) == ("contact.changed_meanwhile", "phone")


@pytest.mark.parametrize(
    "wrong", [{"rank": 0}, {"kind": "king"}, {"name": ""}, {"time_zone": "Mars"}, {"reports_to_id": 10**9}, {"x": 1}]
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(world: World, wrong: dict[str, object]) -> None:
    answer = Program(world.alice).post(f"/customers/{world.acme.id}/contacts", {**ANN, **wrong})
    assert answer.status_code in (404, 422)
    assert not Contact.objects.exists()


def test_the_same_key_adds_once(world: World) -> None:
    program = Program(world.alice)
    for _ in range(2):
        assert program.post(f"/customers/{world.acme.id}/contacts", ANN, key="once").status_code == 201
    assert Contact.objects.count() == 1


def test_whom_to_ask_for_next_of_accounts_that_i_see(world: World) -> None:
    hidden = builders.customer(world.northlight, name="Acme Holding")
    world.acme.parent = hidden
    world.acme.save(update_fields=["parent"])
    card = Card("Di Noor", kind="owner")
    add_contact(hidden, card=card, by=world.bob, at=NOW, key="di")
    boss = add(world, name="Bo Lind", kind="ap_manager", rank=2)
    ann = add(world, reports_to_id=boss["id"])
    path = f"/customers/{world.acme.id}/escalation-path"
    mine = Program(world.alice).get(path, spoken_with=ann["id"]).json()["entries"]
    assert [(one["name"], one["reason"]["code"]) for one in mine] == [("Bo Lind", "escalation.line")]
    his = Program(world.bob).get(path, spoken_with=ann["id"]).json()["entries"]
    assert [one["name"] for one in his] == ["Bo Lind", "Di Noor"]


def test_a_superior_of_an_account_that_i_do_not_see_is_not_told(world: World) -> None:
    hidden = builders.customer(world.northlight, name="Acme Outlet", parent=world.acme)
    boss = add_contact(hidden, card=Card("Hid Den"), by=world.bob, at=NOW, key="hid")
    card = Card("Ann Reed", reports_to_id=boss.id)
    ann = add_contact(world.acme, card=card, by=world.bob, at=NOW, key="ann")
    for user, told in ((world.alice, None), (world.bob, boss.id)):
        assert Program(user).get(f"/contacts/{ann.id}").json()["reports_to_id"] == told
        (shown,) = entries(Program(user).get(f"/customers/{world.acme.id}/contacts"))
        assert shown["reports_to_id"] == told
    answer = Program(world.alice).post(f"/customers/{world.acme.id}/contacts", {"name": "X", "reports_to_id": boss.id})
    assert answer.status_code == 404


def test_to_write_contacts_needs_the_scope_work(world: World) -> None:
    answer = Program(world.alice, Scope.READ).post(f"/customers/{world.acme.id}/contacts", ANN)
    assert answer.status_code == 403


def test_what_was_said_is_found_in_pages_and_reading_restricted_entries_is_journaled(world: World) -> None:
    for number in range(3):
        say(world, f"strike {number}", happened_at=NOW - dt.timedelta(days=number))
    say(world, "strike of the guarantor", visibility=Visibility.RESTRICTED)
    program = Program(world.alice)
    first = program.get("/activities/search", q="STRIKE", limit=2).json()
    rest = program.get("/activities/search", q="STRIKE", limit=2, cursor=first["next"]).json()
    assert [one["note"] for one in (*first["entries"], *rest["entries"])] == ["strike 0", "strike 1", "strike 2"]
    assert rest["next"] is None
    assert not JournalEntry.objects.filter(kind="restricted.read").exists()
    assert len(entries(Program(world.bob).get("/activities/search", q="strike"))) == 4
    assert JournalEntry.objects.get(kind="restricted.read").by == "bob"
    assert program.get("/activities/search", q="strike", customer=world.zenith.id).status_code == 404
    for odd in ("nonsense", "WyJ4Il0"):
        assert program.get("/activities/search", q="strike", cursor=odd).status_code == 422


def test_notes_await_each_program_until_it_answered(world: World) -> None:
    one = say(world, "pays on Friday")
    say(world, "guarantor", visibility=Visibility.RESTRICTED)
    program = Program(world.bob)
    (shown,) = entries(program.get("/activities/notes", system="crm"))
    assert (shown["id"], shown["text"], shown["customer_number"], shown["state"]) == (
        one.id, "pays on Friday", world.acme.number, "awaiting",
    )  # fmt: skip
    path = f"/activities/notes/{one.id}/acknowledge"
    for _ in range(2):
        answer = program.post(path, {"system": "crm", "answer": "accepted", "reference": "77"})
        assert (answer.status_code, answer.json()["reference"]) == (200, "77")
    assert entries(program.get("/activities/notes", system="crm")) == []
    assert len(entries(program.get("/activities/notes", system="erp"))) == 1
    other = program.post(path, {"system": "crm", "answer": "refused", "reason": "unknown"})
    assert (other.status_code, other.json()["reasons"][0]["code"]) == (422, "note.answered_otherwise")
    assert NoteAnswer.objects.count() == 1
