"""Notes for the CRM and the ERP: each leaves once, is answered once, and restricted ones stay."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity, NoteAnswer
from creditdesk.followup.outgoing_notes import (
    HEADS,
    NoteState,
    NoteSystem,
    acknowledge_note,
    lines_of,
    note_counts,
    note_for,
    notes,
)
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Customer, User
from creditdesk.policy.actions import adopt_policy
from tests.world import NOW, TODAY, World

CRM, ERP = NoteSystem.CRM, NoteSystem.ERP


def say(customer: Customer, note: str, *, by: User, visibility: Visibility = Visibility.HISTORY) -> Activity:
    said = Said("call", "outbound", "spoke", note=note, visibility=visibility)
    return record_activity(customer, said=said, by=by, at=NOW, as_of=TODAY, key=note)


def waiting(user: User, system: NoteSystem = CRM, state: NoteState = NoteState.AWAITING) -> list[str]:
    return [one.note for one in notes(user, system=system, state=state, as_of=TODAY)]


def answer(world: World, one: Activity, *, system: NoteSystem = CRM, accepted: bool = True, **more: str) -> NoteAnswer:
    return acknowledge_note(one, system=system, accepted=accepted, by=world.bob, at=NOW, **more)


def test_a_note_leaves_for_each_program_until_that_one_answered(world: World) -> None:
    one = say(world.acme, "pays on Friday", by=world.alice)
    assert (waiting(world.bob), waiting(world.bob, ERP)) == (["pays on Friday"], ["pays on Friday"])
    answer(world, one, reference="CRM-9")
    assert (waiting(world.bob), waiting(world.bob, ERP)) == ([], ["pays on Friday"])
    assert note_counts(world.bob, system=CRM, as_of=TODAY) == {
        NoteState.AWAITING: 0, NoteState.ACCEPTED: 1, NoteState.REFUSED: 0,
    }  # fmt: skip
    told = JournalEntry.objects.get(kind="note.accepted")
    assert told.facts == {"system": "crm", "reference": "CRM-9"}


def test_the_same_answer_again_changes_nothing_and_another_is_refused(world: World) -> None:
    one = say(world.acme, "x", by=world.alice)
    assert answer(world, one, reference="1").id == answer(world, one, reference="1").id
    with pytest.raises(Refusal) as refusal:
        answer(world, one, accepted=False, reason="no such account")
    assert refusal.value.reasons[0].code == "note.answered_otherwise"
    assert JournalEntry.objects.filter(kind__startswith="note.").count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE followup_noteanswer SET accepted = FALSE")


def test_a_refusal_needs_its_reason_and_stands_with_it(world: World) -> None:
    one = say(world.acme, "x", by=world.alice)
    with pytest.raises(Refusal):
        answer(world, one, accepted=False)
    answer(world, one, accepted=False, reason="no such account")
    assert waiting(world.bob, state=NoteState.REFUSED) == ["x"]


def test_restricted_entries_stay_unless_the_policy_lets_them_go(world: World) -> None:
    secret = say(world.acme, "guarantor", by=world.carol, visibility=Visibility.RESTRICTED)
    assert waiting(world.carol) == []
    with pytest.raises(NotVisible):
        note_for(world.carol, secret.id, system=CRM, as_of=TODAY)
    text = default_policy_text().replace("restricted_notes_leave: false", "restricted_notes_leave: true")
    adopt_policy(text, effective_from=TODAY, reason="the CRM is as closed as this", by="carol", at=NOW)
    assert waiting(world.carol) == ["guarantor"]
    # Who may not read it takes it nowhere.
    assert waiting(world.alice) == []


def test_an_earlier_policy_without_the_word_still_loads_and_lets_nothing_restricted_go(world: World) -> None:
    lines = [line for line in default_policy_text().splitlines() if "restricted_notes_leave" not in line]
    say(world.acme, "guarantor", by=world.carol, visibility=Visibility.RESTRICTED)
    adopt_policy("\n".join(lines), effective_from=TODAY, reason="as before", by="carol", at=NOW)
    assert waiting(world.carol) == []


def test_only_notes_of_ones_own_accounts_are_seen_and_sales_sees_none(world: World) -> None:
    for customer in (world.acme, world.zenith, world.foreign):
        say(customer, customer.name, by=world.bob)
    assert waiting(world.alice) == ["Acme Camera"]
    assert waiting(world.bob) == ["Acme Camera", "Zenith Optics"]
    assert waiting(world.sam) == []
    assert waiting(world.adam) == []


def test_a_row_has_fixed_heads_and_typed_cells(world: World) -> None:
    one = say(world.acme, "pays", by=world.alice)
    (row,) = lines_of(notes(world.bob, system=CRM, as_of=TODAY), system=CRM)
    told = dict(zip(HEADS, row, strict=True))
    assert (told["note"], told["customer"], told["text"], told["state"]) == (
        one.id,
        world.acme.number,
        "pays",
        "awaiting",
    )
    assert isinstance(told["happened_at"], dt.datetime)
