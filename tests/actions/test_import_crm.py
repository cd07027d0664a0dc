"""People and history of a CRM: matched with customers and people, taken in once, taken back by entries of their own."""

import datetime as dt

import pytest

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.followup.actions import NextAction, Said, correct_activity, open_tickler
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.outgoing_notes import NoteSystem, notes
from creditdesk.followup.queries import attempts_of
from creditdesk.intake import actions, verify
from creditdesk.intake.models import ImportFile
from creditdesk.intake.records.undo import going_back
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.contact_actions import Card, add_contact, mark_contact
from creditdesk.parties.models import Contact
from tests import builders
from tests.actions.importing import load, preview, refusals, take_back, worked
from tests.actions.test_import_corrections import corrected, put
from tests.formats.dbf import CONTACT1, CONTHIST, archive, fpt, table
from tests.world import NOW, TODAY, World

PEOPLE = "AccountNo,RecID,Company,Contact,Title,Phone1,Email\n"
HISTORY = "AccountNo,RecID,OnDate,OnTime,RecType,ResultCode,UserID,Ref,Notes\n"
ANN = 'A1 (Jon),R1,"Acme Camera, Inc.",Ann Reed,Controller,212-555-0101,ann@acme.example\n'
CALL = "A1 (Jon),H1,2026-06-12,14:30,CO,LM,JSMITH,Check run,Asked for check 4417\n"


def bring(world: World, text: str | bytes, name: str = "crm.csv") -> ImportFile:
    return load(text, company=world.northlight, by=world.erin, name=name)


def look(world: World, text: str) -> ImportFile:
    return preview(text, company=world.northlight, by=world.erin)


def changes(file: ImportFile) -> list[dict[str, object]]:
    return [{name: pair[1] for name, pair in (row.changes or {}).items()} for row in file.rows.order_by("line")]


def test_people_go_to_the_customer_of_the_name_and_history_goes_by_the_account(world: World) -> None:
    people = bring(world, PEOPLE + ANN)
    assert (people.content, people.state, people.rows_accepted, refusals(people)) == ("crm_contacts", "posted", 1, [])
    ann = Contact.objects.get()
    assert (ann.customer, ann.name, ann.role, ann.crm_account, ann.rank) == (
        world.acme, "Ann Reed", "Controller", "A1 (Jon)", 2,
    )  # fmt: skip
    history = bring(world, HISTORY + CALL)
    assert (history.content, history.state, history.rows_accepted, refusals(history)) == (
        "crm_history",
        "posted",
        1,
        [],
    )
    made = Activity.objects.get()
    assert (made.customer, made.contact, made.source, made.said_by, made.by) == (
        world.acme, ann, "crm", "JSMITH", world.erin,
    )  # fmt: skip
    assert (made.channel, made.direction, made.outcome, made.visibility) == (
        "call",
        "outbound",
        "left_message",
        "history",
    )
    assert made.note == "Check run\nAsked for check 4417"
    # 14:30 on the company's clock in New York.
    assert made.happened_at == dt.datetime(2026, 6, 12, 18, 30, tzinfo=dt.UTC)
    told = JournalEntry.objects.get(kind="activity.taken_over")
    assert (told.facts["import_file_id"], "note" in told.facts) == (history.id, False)
    assert broken_facts(as_of=TODAY) == []


def test_goldmines_own_tables_come_in_with_their_notes(world: World) -> None:
    first = {"ACCOUNTNO": "A1", "COMPANY": "ACME CAMERA", "CONTACT": "Ann Reed", "TITLE": "Controller", "RECID": "R1"}
    people = bring(world, table(CONTACT1, [first]), "CONTACT1.DBF")
    assert (people.content, people.rows_accepted, people.problem) == ("crm_contacts", 1, "")
    content, numbers = fpt(["Long talk.\r\nShe pays on Friday."])
    entry = {"ACCOUNTNO": "A1", "RECTYPE": "CI", "ONDATE": "20260610", "REF": "Talk", "USERID": "JS", "RECID": "H1"}
    tables = archive(CONTHIST_DBF=table(CONTHIST, [entry | {"NOTES": numbers[0]}], version=0xF5), CONTHIST_FPT=content)
    history = bring(world, tables, "CONTHIST.ZIP")
    assert (history.content, history.rows_accepted, refusals(history)) == ("crm_history", 1, [])
    made = Activity.objects.get()
    assert (made.note, made.direction) == ("Talk\nLong talk.\nShe pays on Friday.", "inbound")


def test_a_second_load_changes_nothing(world: World) -> None:
    bring(world, PEOPLE + ANN)
    bring(world, HISTORY + CALL)
    again = look(world, PEOPLE + ANN + "\n")
    assert (again.rows_accepted, again.rows_unchanged) == (0, 1)
    later = bring(world, HISTORY + CALL + CALL.replace("H1", "H2"), "again.csv")
    assert (later.rows_accepted, later.rows_unchanged) == (1, 1)
    assert (Contact.objects.count(), Activity.objects.count()) == (1, 2)


def test_who_is_known_gets_what_is_missing_and_keeps_what_stands(world: World) -> None:
    card = Card("A. Reed", role="AP", email="old@acme.example")
    known = add_contact(world.acme, card=card, by=world.alice, at=NOW, key="ann")
    mark = Mark(MarkKind.OPTED_OUT, Channel.CALL, TODAY, "said so")
    mark_contact(known, mark=mark, by=world.alice, at=NOW, as_of=TODAY, key="out")
    file = look(world, PEOPLE + ANN)
    (shown,) = changes(file)
    assert shown == {
        "crm_account": "A1 (Jon)",
        "crm_record": "R1",
        "phone": "212-555-0101",
        "same_as": "A. Reed: the same name as A. Reed",
    }
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    worked(file)
    known.refresh_from_db()
    assert (known.name, known.role, known.email, known.phone) == ("A. Reed", "AP", "old@acme.example", "212-555-0101")
    assert (Contact.objects.count(), known.marks.count(), known.version) == (1, 1, 2)
    take_back(file, by=world.erin)
    known.refresh_from_db()
    assert (known.phone, known.crm_account, known.name) == ("", "", "A. Reed")


def test_what_is_ambiguous_is_a_question_and_comes_in_with_the_number(world: World) -> None:
    builders.customer(world.northlight, name="ACME CAMERA LLC", number="7001", portfolio=world.portfolio)
    rows = ANN + "B2,R2,Nobody Ltd,Bo Lind,,,\n,R3,,Cy Moe,,,\n"
    file = look(world, PEOPLE + rows)
    assert refusals(file) == [(2, "crm.name_several"), (3, "crm.name_unknown"), (4, "intake.crm_nobody")]
    said = file.rows.get(line=2).problems[0]["reason"]["facts"]
    assert said["numbers"] == ", ".join(sorted([world.acme.number, "7001"]))
    fixed = PEOPLE.strip() + ",Customer number\n" + ANN.strip() + ",7001\n"
    assert bring(world, fixed, "fixed.csv").rows_accepted == 1
    assert Contact.objects.get().customer.number == "7001"


def test_refused_rows_come_back_corrected_with_the_number_in_the_place_of_the_name(world: World) -> None:
    builders.customer(world.northlight, name="ACME CAMERA LLC", number="7001", portfolio=world.portfolio)
    first = {"ACCOUNTNO": "A1", "COMPANY": "ACME CAMERA", "CONTACT": "Ann Reed", "RECID": "R1"}
    tables = table(
        CONTACT1, [first, first | {"ACCOUNTNO": "B2", "RECID": "R2", "COMPANY": "7001", "CONTACT": "Bo Lind"}]
    )
    file = bring(world, tables, "CONTACT1.DBF")
    assert (refusals(file), file.rows_accepted) == ([(1, "crm.name_several")], 1)
    again = bring(world, corrected(refusals_book(file), put(3, "COMPANY", "7001")), "refused.xlsx")
    assert (again.content, again.corrects_id, refusals(again)) == ("crm_contacts", file.id, [])
    assert sorted(Contact.objects.values_list("name", "customer__number")) == [
        ("Ann Reed", "7001"),
        ("Bo Lind", "7001"),
    ]


def test_two_people_alike_are_a_question_and_two_at_one_telephone_are_two(world: World) -> None:
    for name in ("Ann B Reed", "Ann C Reed"):
        add_contact(world.acme, card=Card(name, email="ann@acme.example"), by=world.alice, at=NOW, key=name)
    rows = ANN + "B2,R2,Acme Camera,Bo Lind,,212-555-0101,ann@acme.example\nB3,R3,Acme Camera,B. Lind,,,\n"
    file = bring(world, PEOPLE + rows)
    assert refusals(file) == [(2, "crm.alike_several"), (4, "crm.alike_above")]
    assert Contact.objects.filter(name="Bo Lind").count() == 1


def test_a_history_without_its_people_is_refused_row_by_row(world: World) -> None:
    file = look(world, HISTORY + CALL + "A1 (Jon),H2,2026-06-12,,CO,,JS,,\n" + CALL.replace("14:30", "25:10"))
    assert refusals(file) == [(2, "crm.account_unknown"), (3, "intake.history_empty"), (4, "intake.time_unreadable")]


def test_history_counts_for_no_limit_and_does_not_go_back_to_the_crm(world: World) -> None:
    bring(world, PEOPLE + ANN)
    bring(world, HISTORY + CALL)
    assert attempts_of([world.acme.id], since=NOW - dt.timedelta(days=8)) == {}
    assert not notes(world.alice, system=NoteSystem.CRM, as_of=TODAY).exists()
    assert notes(world.alice, system=NoteSystem.ERP, as_of=TODAY).count() == 1


@pytest.mark.parametrize(
    "subject", ["Automatic reply: Your statement", "Respuesta automática: estado", "Réponse automatique : relevé"]
)
def test_an_automatic_reply_of_the_history_is_a_note_and_no_contact(world: World, subject: str) -> None:
    bring(world, PEOPLE + ANN)
    bring(world, HISTORY + CALL + f"A1 (Jon),H2,2026-06-13,09:00,MI,,JSMITH,{subject},I am away until July 5\n")
    note = Activity.objects.get(note__contains="away")
    assert (note.channel, note.direction, note.outcome) == ("note", "internal", "noted")
    assert [one.channel for one in real_contacts()] == ["call"]


def test_undo_says_so_by_an_entry_and_lets_the_row_come_in_again(world: World) -> None:
    bring(world, PEOPLE + ANN)
    file = bring(world, HISTORY + CALL)
    before = going_back(file)
    assert (before.rows, before.staying) == (1, 0)
    take_back(file, by=world.erin)
    first, back = Activity.objects.order_by("id")
    assert (back.corrects, back.happened_at, back.channel) == (first, first.happened_at, "note")
    assert f"import {file.id}" in back.note
    again = bring(world, HISTORY + CALL, "again.csv")
    assert (again.rows_accepted, Activity.objects.filter(corrects=None).count()) == (1, 2)
    third = look(world, HISTORY + CALL + "\n")
    assert (third.rows_accepted, third.rows_unchanged) == (0, 1)
    assert verify.broken_facts() == []
    assert broken_facts(as_of=TODAY) == []


@pytest.mark.parametrize("cause", ["corrected", "planned"])
def test_an_entry_on_which_something_stands_stays_and_is_listed(world: World, cause: str) -> None:
    bring(world, PEOPLE + ANN)
    file = bring(world, HISTORY + CALL)
    made = Activity.objects.get()
    if cause == "corrected":
        said = Said("call", "outbound", "spoke", note="No: check 4418", happened_at=made.happened_at)
        correct_activity(made, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    else:
        then = NextAction("Call again", TODAY, world.alice)
        open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
        Tickler.objects.update(activity=made)
    (staying,) = going_back(file).reasons
    code = {"corrected": "crm.corrected_since", "planned": "crm.entry_in_use"}[cause]
    assert staying[2].code == code
    take_back(file, by=world.erin)
    assert file.rows.get().problems[0]["reason"]["code"] == code
    assert not Activity.objects.filter(note__startswith="Taken back").exists()


def test_people_who_are_named_by_their_history_stay_where_their_file_is_undone(world: World) -> None:
    people = bring(world, PEOPLE + ANN + "B2,R2,Acme Camera,Bo Lind,,,\n")
    bring(world, HISTORY + CALL)
    take_back(people, by=world.erin)
    assert [one.name for one in Contact.objects.all()] == ["Ann Reed"]
    assert broken_facts(as_of=TODAY) == []
