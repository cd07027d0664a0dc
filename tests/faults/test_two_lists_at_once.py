"""F4, lists: yesterday's and today's list of one company are posted at the same moment, by four people each.

Both were compared with the same books. Whichever comes first, no difference is posted twice, yesterday's list undoes
nothing of today's, and who was too late is told, has his list compared again, and the ledger is what today's list says.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile
from creditdesk.journal.actions import begin_chain
from creditdesk.receivables.models import Entry, OpenItem
from tests.actions.importing import HEADER, worked
from tests.faults.crowd import send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.long

RACES = figure(2, full=20)
DOCUMENTS = 40
FULL, PART, LITTLE, NONE = 100_00, 60_00, 30_00, 0
DAYS = [TODAY - dt.timedelta(days=days) for days in (2, 1, 0)]
CONFIRMED = ["snapshot.much_missing"]


def opened(race: int, day: int) -> dict[str, int]:
    """What the ERP has open at the end of a day (0 the books, 1 yesterday, 2 today), in minor units by number."""
    left = {0: (FULL, NONE, NONE), 1: (FULL, PART, LITTLE), 2: (FULL, FULL, NONE), 3: (FULL, FULL, FULL)}
    old = {f"D{race}-{number}": left[number % 4][day] for number in range(DOCUMENTS)}
    # What came yesterday, half of it paid today, and what came today.
    new = {f"N{race}-{number}": (NONE, FULL, FULL if number % 2 else NONE)[day] for number in range(10)}
    newest = {f"T{race}-{number}": (NONE, NONE, FULL)[day] for number in range(5)}
    return {number: minor for number, minor in (old | new | newest).items() if minor}


def received(race: int, day: int, world: World, *, is_list: bool) -> ImportFile:
    """The file of a day, read; the books come as documents and the others as lists."""
    rows = "".join(
        f"C{number[-1]},Customer {number[-1]},{number},2026-05-01,2026-05-31,USD,100.00,{minor / 100:.2f}\n"
        for number, minor in opened(race, day).items()
    )
    content = [(HEADER + rows).encode()]
    file = actions.receive(
        content,
        name=f"{race}-{day}.csv",
        company=world.northlight,
        is_list=is_list,
        by=world.adam,
        at=NOW,
        as_of=DAYS[day],
    )
    return worked(file)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("race", range(RACES))
def test_each_difference_is_posted_once_and_the_older_list_undoes_nothing(
    world: World, tmp_path: Path, race: int, counted: Counted
) -> None:
    books = received(race, 0, world, is_list=False)
    actions.post(books, revision=1, by=world.adam, at=NOW)
    worked(books)
    lists = [received(race, day, world, is_list=True) for day in (1, 2)]

    work = {"task": "post_lists", "lists": [file.id for file in lists], "by": world.adam.id, "confirmed": CONFIRMED}
    answers = send_crowd(work, folder=tmp_path)

    told = Counter(answers)
    winners = [day for day in (0, 1) if told[f"{day} posting"]]
    assert [told[f"{day} posting"] for day in winners] == [1] * len(winners), told
    counted("F4 lists", f"two lists of a company posted at once by eight: {dict(told)} ({connection.vendor})")
    assert len(winners) == 1, told
    for file in lists:
        file.refresh_from_db()
    first, late = lists[winners[0]], lists[1 - winners[0]]
    assert (first.state, first.rows_done, late.state) == ("posted", first.rows_accepted, "previewed")
    assert open_now() == opened(race, 1 + winners[0])
    assert_moved_once()
    late = worked(actions.read_again(late, choices={}, revision=late.revision, by=world.adam, at=NOW))
    if late.as_of == TODAY:
        actions.post(late, revision=late.revision, confirmed=CONFIRMED, by=world.adam, at=NOW)
        worked(late)
    assert open_now() == opened(race, 2)
    assert_moved_once()


def open_now() -> dict[str, int]:
    """What the ledger has open, in minor units by number."""
    return dict(OpenItem.objects.filter(closed_date=None).values_list("number", "open_minor"))


def assert_moved_once() -> None:
    """No document was settled by more than there was of it, or in more steps than there were lists."""
    moves = Counter(Entry.objects.filter(item__isnull=False).values_list("item__number", flat=True))
    assert {number: count for number, count in moves.items() if count > 3} == {}
