"""F4, differences: eight people decide one difference of a list at the same moment, and eight programs with one key.

One decision is made, and what it posts is posted once; everybody else is told in words that it waits for none any more.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from creditdesk.domain.scopes import Scope
from creditdesk.intake import actions
from creditdesk.intake.models import DifferenceDecision, ImportFile
from creditdesk.intake.open_differences import open_causes
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.tokens import make_token
from creditdesk.receivables.models import OpenItem, Posting
from tests.actions.importing import HEADER, load, worked
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(6, full=100)
# What the books have, and what the list has of the same documents: another amount, and less of it open.
OURS, THEIRS = "100.00,100.00", "90.00,70.00"


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


@pytest.fixture
def compared(world: World) -> ImportFile:
    """A list with a difference a round."""
    rows = "".join(
        f"C{number},Customer {number},D-{number},2026-05-01,2026-05-31,USD,{OURS}\n" for number in range(ROUNDS)
    )
    load(HEADER + rows, company=world.northlight, by=world.erin)
    content = [(HEADER + rows.replace(OURS, THEIRS)).encode()]
    file = actions.receive(
        content, name="list.csv", company=world.northlight, is_list=True, by=world.adam, at=NOW, as_of=TODAY
    )
    file = worked(file)
    assert open_causes(file) == {"snapshot.other_document": ROUNDS}
    return file


def lines(file: ImportFile) -> list[int]:
    return list(file.rows.order_by("line").values_list("line", flat=True))


def test_of_eight_who_decide_one_difference_one_does_and_the_others_are_told(
    world: World, compared: ImportFile, tmp_path: Path, counted: Counted
) -> None:
    work = {"task": "decide", "file": compared.id, "by": world.dave.id, "lines": lines(compared)}

    answers = send_crowd(work, folder=tmp_path)

    taken = 0
    for number, told in enumerate(zip(*answers, strict=True)):
        (winner,) = (one for one in told if one.split()[0] in ("take", "keep"))
        assert [one for one in told if one != winner] == [
            "difference.changed_meanwhile: Of the rows, 1 wait for no decision, or for none any more: "
            "look at the list again."
        ] * (EIGHT - 1)
        answer, worker = winner.split()
        decision = DifferenceDecision.objects.get(item__number=f"D-{number}")
        assert (decision.answer, decision.reason) == (answer, f"by {worker}")
        assert OpenItem.objects.get(number=f"D-{number}").open_minor == (7_000 if answer == "take" else 10_000)
        taken += answer == "take"
    assert Posting.objects.filter(batch__startswith="difference/").count() == taken
    kinds = JournalEntry.objects.filter(kind__in=("difference.taken", "difference.kept"))
    assert kinds.count() == DifferenceDecision.objects.count() == ROUNDS
    assert not open_causes(compared)
    counted("F4 differences", f"{ROUNDS} races of {EIGHT} for one difference, 1 effect each ({connection.vendor})")


def test_the_same_key_at_once_decides_once_and_everybody_gets_the_answer(
    world: World, compared: ImportFile, tmp_path: Path, counted: Counted
) -> None:
    token = make_token(world.dave, name="erp", scopes=tuple(Scope), days=1, by=world.dave, at=NOW).secret
    work = {"task": "decide_by_program", "file": compared.id, "token": token, "lines": lines(compared)}

    answers = send_crowd(work, folder=tmp_path)

    for number, told in enumerate(zip(*answers, strict=True)):
        assert all(one == told[0] for one in told), told
        status, decisions = told[0]
        assert status == 200, told
        assert [one["number"] for one in decisions] == [f"D-{number}"]
        assert OpenItem.objects.get(number=f"D-{number}").open_minor == 7_000
    assert Posting.objects.filter(batch__startswith="difference/").count() == ROUNDS
    assert JournalEntry.objects.filter(kind="difference.taken").count() == ROUNDS
    counted("F4 differences", f"{ROUNDS} races of {EIGHT} programs with one key, 1 effect ({connection.vendor})")


def test_calls_that_are_counted_at_once_are_all_counted(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    answers = send_crowd({"task": "count_calls", "rounds": 30}, folder=tmp_path)

    assert sorted(number for told in answers for number in told) == list(range(1, EIGHT * 30 + 1))
    counted("F4 counter", f"{EIGHT * 30} counts by {EIGHT} processes, none lost ({connection.vendor})")
