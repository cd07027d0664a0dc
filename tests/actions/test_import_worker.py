"""A file that fails stops alone, says so, and can be tried again; the files behind it go on."""

from __future__ import annotations

import pytest
from django.db import connection

from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.actions import disable_user
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, receive, refusals, worked
from tests.world import NOW, World


def test_amounts_that_no_database_can_add_up_are_refused_row_by_row(world: World) -> None:
    rows = "".join(f"C1,F,H-{n},2026-05-01,2026-05-31,USD,9000000000000000,9000000000000000\n" for n in range(24))
    file = preview(HEADER + rows, company=world.northlight, by=world.erin)
    assert (file.state, file.rows_accepted, file.rows_refused) == ("previewed", 0, 24)
    assert {code for _, code in refusals(file)} == {"intake.amount_too_large"}


def test_a_file_whose_amounts_leave_what_a_ledger_can_hold_is_refused_as_a_whole(world: World) -> None:
    rows = "".join(f"C1,F,H-{n},2026-05-01,2026-05-31,USD,1e,\n".replace("1e", "9" * 13) for n in range(1001))
    file = preview(HEADER + rows, company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.REFUSED
    assert "line 1002: The amounts add up to more than a ledger can hold" in file.refusal


@pytest.mark.breaks_the_books
class TestAFileThatFails:
    def _broken_then_sound(self, world: World) -> tuple[ImportFile, ImportFile]:
        """Two files that are being posted; a row of the first is not what a row must be."""
        broken = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        actions.post(broken, revision=broken.revision, by=world.erin, at=NOW)
        StagedRow.objects.filter(file=broken, line=3).update(row={})
        sound = receive(TWO_INVOICES.replace("A-", "B-"), company=world.northlight, by=world.erin)
        return broken, sound

    def test_it_is_parked_with_its_problem_and_the_next_one_goes_on(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken, sound = self._broken_then_sound(world)
        worked(broken)
        sound.refresh_from_db()
        assert (broken.state, broken.rows_done) == ("posting", 0)
        assert "Something unexpected stopped it" in broken.problem
        assert "KeyError" in caplog.text
        assert sound.state == "previewed"
        assert JournalEntry.objects.filter(kind="import.stopped", subject_id=broken.id).count() == 1

    def test_a_person_lets_it_go_on_once_it_is_mended(self, world: World) -> None:
        broken, _ = self._broken_then_sound(world)
        row = StagedRow.objects.get(file=broken, line=2).row
        worked(broken)
        mended = {**row, "customer_number": "C2", "number": "A-2", "original_minor": 300_50, "open_minor": 100_50}
        StagedRow.objects.filter(file=broken, line=3).update(row=mended)
        actions.go_on(broken, by=world.erin, at=NOW)
        assert (worked(broken).state, broken.problem) == ("posted", "")
        assert OpenItem.objects.filter(number__in=["A-1", "A-2"]).count() == 2

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL adds up without a limit")
    def test_a_statement_that_can_never_succeed_parks_the_file_too(self, world: World) -> None:
        file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        actions.post(file, revision=file.revision, by=world.erin, at=NOW)
        StagedRow.objects.filter(file=file).update(original_minor=2**62 + 1)
        assert "Something unexpected" in worked(file).problem


@pytest.mark.parametrize("lost", ["role", "company", "access"])
def test_a_posting_in_the_name_of_one_who_lost_the_right_waits_for_one_who_has_it(world: World, lost: str) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    if lost == "role":
        User.objects.filter(id=world.erin.id).update(role=Role.REP.value)
    elif lost == "company":
        world.erin.companies.clear()
    else:
        disable_user(world.erin, by=world.adam, at=NOW)

    assert "erin, in whose name it is done, no longer has the right" in worked(file).problem
    assert not OpenItem.objects.exists()
    actions.go_on(file, by=world.dave, at=NOW)
    assert worked(file).state == ImportFile.State.POSTED
    told = JournalEntry.objects.filter(kind="import.chunk_posted").values_list("by", flat=True)
    assert list(told) == ["dave"]


def test_taking_back_in_the_name_of_one_who_lost_the_right_waits_too(world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.undo(file, reason="wrong month", by=world.dave, at=NOW)
    User.objects.filter(id=world.dave.id).update(role=Role.REP.value)
    assert "dave, in whose name it is done" in worked(file).problem
    assert OpenItem.objects.exclude(open_minor=0).exists()
    with pytest.raises(Refusal):
        actions.go_on(file, by=world.alice, at=NOW)
    actions.go_on(file, by=world.carol, at=NOW)
    assert worked(file).state == ImportFile.State.UNDONE
