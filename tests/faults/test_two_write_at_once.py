"""F4, letters: eight people draft, release and note the same letter at the same moment, and it goes once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.followup.models import Activity, Tickler
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.mail.models import OutgoingMessage
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.lettering import DAY, furnish
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(3, full=100)


def test_eight_write_one_letter_and_it_goes_once(transactional_db: None, tmp_path: Path, counted: Counted) -> None:
    begin_chain()
    world = make_world()
    furnish(world)
    owing = [
        builders.customer(world.northlight, portfolio=world.portfolio, email=f"pay{place}@acme.example")
        for place in range(ROUNDS)
    ]
    for customer in owing:
        builders.invoice(customer, amount=1_000_00, due_date=TODAY - 40 * DAY)
    people = [one.id for one in (world.alice, world.bob, world.carol, world.dave)]
    work = {"task": "letters", "people": people, "customers": [one.id for one in owing]}

    answers = send_crowd(work, folder=tmp_path)

    for told in zip(*answers, strict=True):
        drafted, released, settled = (Counter(said) for said in zip(*told, strict=True))
        assert drafted == {"drafted": 1, "letter.once": EIGHT - 1}
        # Two of the eight are the same person, whose second press is the first one's.
        assert set(released) == {"released", "letter.changed_meanwhile"} and released["released"] == EIGHT // len(
            people
        )
        assert settled == {"settled": 1, "was settled": EIGHT - 1}
    for rows in (Letter, OutgoingMessage, LetterFile, Activity, Tickler):
        assert rows.objects.count() == ROUNDS
    kinds = Counter(JournalEntry.objects.filter(subject_kind="letter").values_list("kind", flat=True))
    assert kinds == {"letter.drafted": ROUNDS, "letter.released": ROUNDS, "letter.sent": ROUNDS}
    counted(
        "F4 letters", f"{ROUNDS} races of {EIGHT} to draft, release and settle, 1 effect each ({connection.vendor})"
    )
