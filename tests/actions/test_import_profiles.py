"""Layouts and saved profiles on the way through the desk: recognised, contradicted, corrected, kept, forgotten."""

from __future__ import annotations

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions, queries, totals
from creditdesk.intake.access import profile_for, visible_profiles
from creditdesk.intake.models import ImportFile, ImportProfile
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import load, preview, refusals, worked
from tests.formats.files import text_file
from tests.formats.layouts.test_xero import SHORT
from tests.world import NOW, World

# Whose headings nobody knows, and whose dates can be read both ways.
OWN = "Who,What,When,Till,How much\nC1,{number},05/04/2026,06/05/2026,100.00\n"
COLUMNS = {
    "customer_number": "Who",
    "document_number": "What",
    "document_date": "When",
    "due_date": "Till",
    "original_amount": "How much",
}


def corrected(world: World, *, number: str = "A-1") -> ImportFile:
    """A file of unknown layout after a person said what its columns are and which comes first, month or day."""
    file = preview(OWN.format(number=number), company=world.northlight, by=world.erin)
    choices = {"columns": COLUMNS, "day_order": "dmy"}
    actions.read_again(file, choices=choices, revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


def again(file: ImportFile, world: World, **choices: object) -> ImportFile:
    actions.read_again(file, choices=choices, revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


def test_a_report_is_recognised_and_every_row_of_it_is_accounted_for(world: World) -> None:
    file = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    assert file.understood["layout"]["name"] == "xero"
    assert (file.rows_read, file.rows_accepted, file.rows_refused) == (4, 4, 0)
    # 14 lines hold something: the header, 4 documents, and 9 that are none.
    assert file.understood["rows_passed"] == 9
    sentences = [warning["text"] % warning["facts"] for warning in file.totals["warnings"]]
    assert "Rows that are headings or totals of the report: 9." in sentences
    assert "Totals of the report that are the same as the rows that were read add up to: 3." in sentences
    assert totals.untied(file) == []


def test_payments_without_a_due_date_go_in_and_are_there_at_once(world: World) -> None:
    file = load(text_file(*SHORT), company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.POSTED
    assert sum(OpenItem.objects.values_list("open_minor", flat=True)) == 24_450


def test_a_person_says_that_it_is_not_that_and_then_that_it_is(world: World) -> None:
    file = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    file = again(file, world, layout="none")
    assert file.understood["layout"] is None
    assert "Sum of the columns" not in file.understood["headers"]
    file = again(file, world, layout="xero")
    assert file.rows_accepted == 4


def test_an_unknown_layout_refuses_the_file_and_another_choice_reads_it_again(world: World) -> None:
    file = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    file = again(file, world, layout="abacus")
    assert file.state == ImportFile.State.REFUSED
    assert "The layout abacus is not one of" in file.refusal
    assert again(file, world).rows_accepted == 4


def test_the_next_file_with_the_same_header_is_read_by_the_profile_and_asks_nothing(world: World) -> None:
    first = corrected(world)
    actions.save_profile(first, name=" Ours ", by=world.erin, at=NOW)
    text = OWN.format(number="A-2").replace("Who,What", " who , WHAT")
    second = preview(text, company=world.northlight, by=world.adam)
    assert second.refusal == ""
    assert second.understood["profile"] == "Ours"
    assert queries.questions(second) == []
    row = second.rows.get().row
    assert (row["number"], row["document_date"], row["due_date"]) == ("A-2", "2026-04-05", "2026-05-06")


def test_a_profile_is_the_companys_and_of_its_header_only(world: World) -> None:
    actions.save_profile(corrected(world), name="Ours", by=world.erin, at=NOW)
    other = preview(OWN.replace("Till", "Until").format(number="A-2"), company=world.northlight, by=world.erin)
    assert other.understood["profile"] is None
    world.adam.companies.add(world.southwind)
    foreign = preview(OWN.format(number="A-3"), company=world.southwind, by=world.adam)
    assert foreign.understood["profile"] is None


def test_a_persons_own_columns_or_layout_say_that_no_profile_is_meant(world: World) -> None:
    actions.save_profile(corrected(world), name="Ours", by=world.erin, at=NOW)
    file = preview(OWN.format(number="A-2"), company=world.northlight, by=world.erin)
    assert again(file, world, layout="none").understood["profile"] is None
    assert again(file, world, columns=COLUMNS, day_order="mdy").understood["profile"] is None
    assert again(file, world).understood["profile"] == "Ours"


def test_saved_again_the_profile_of_a_header_is_replaced_and_takes_its_new_name(world: World) -> None:
    file = corrected(world)
    first = actions.save_profile(file, name="Ours", by=world.erin, at=NOW)
    file = again(file, world, columns=COLUMNS, day_order="mdy")
    second = actions.save_profile(file, name="Ours by month", by=world.erin, at=NOW)
    assert (second.id, ImportProfile.objects.count()) == (first.id, 1)
    assert ImportProfile.objects.get().choices["day_order"] == "mdy"


def test_a_profile_knows_the_layout_that_a_person_named_and_the_order_that_the_file_proved(world: World) -> None:
    file = again(preview(text_file(*SHORT), company=world.northlight, by=world.erin), world, layout="xero")
    kept = actions.save_profile(file, name="Xero", by=world.erin, at=NOW)
    assert kept.choices["layout"] == "xero"
    text = text_file(*[line.replace("250.00", "260.00") for line in SHORT])
    assert preview(text, company=world.northlight, by=world.erin).understood["profile"] == "Xero"


def test_what_cannot_be_saved_is_refused_in_words(world: World) -> None:
    file = preview(OWN.format(number="A-1"), company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match="answer its questions first"):
        actions.save_profile(file, name="Ours", by=world.erin, at=NOW)
    with pytest.raises(Refusal, match="Give a name of at most 80 letters"):
        actions.save_profile(file, name="  ", by=world.erin, at=NOW)
    actions.save_profile(corrected(world, number="A-7"), name="Ours", by=world.erin, at=NOW)
    other = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match="Files with another header have the profile Ours already"):
        actions.save_profile(other, name="Ours", by=world.erin, at=NOW)
    with pytest.raises(Refusal, match="It needs the right to import files"):
        actions.save_profile(other, name="Mine", by=world.alice, at=NOW)


def test_a_forgotten_profile_is_used_no_more_and_both_acts_stand_in_the_journal(world: World) -> None:
    profile = actions.save_profile(corrected(world), name="Ours", by=world.erin, at=NOW)
    assert list(visible_profiles(world.erin)) == [profile]
    with pytest.raises(NotVisible):
        profile_for(world.alice, profile.id)
    actions.forget_profile(profile_for(world.erin, profile.id), by=world.erin, at=NOW)
    assert preview(OWN.format(number="A-2"), company=world.northlight, by=world.erin).understood["profile"] is None
    kinds = JournalEntry.objects.filter(subject_kind="import_profile").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["import.profile_saved", "import.profile_forgotten"]


def test_a_row_that_lost_its_customer_below_a_report_is_refused_with_its_line(world: World) -> None:
    report = [line for line in SHORT if not line.startswith("Total Wine Stores")]
    file = preview(text_file(*report), company=world.northlight, by=world.erin)
    assert refusals(file) == [(12, "intake.customer_missing")]
