"""F4, contacts: eight people change one contact as it stood at first, and then let two report to one another.

One change is made and the others say that somebody was faster; nobody becomes, by way of another, his own superior.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.parties import verify
from creditdesk.parties.models import Contact
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)


def test_eight_change_a_contact_once_and_close_no_circle(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    pairs = []
    for number in range(ROUNDS):
        head = builders.customer(world.northlight, portfolio=world.portfolio)
        store = builders.customer(world.northlight, portfolio=world.portfolio, parent=head)
        two = [Contact.objects.create(customer=of, name=f"Ann {number}") for of in (head, store)]
        pairs.append([one.id for one in two])
    work = {"task": "change_contacts", "by": world.alice.id, "pairs": pairs}

    answers = send_crowd(work, folder=tmp_path)

    for place, told in enumerate(zip(*answers, strict=True)):
        if place % 2 == 0:
            assert Counter(told) == {"changed": 1, "contact.changed_meanwhile": EIGHT - 1}
        else:
            assert Counter(told)["changed"] == 1
            assert set(told) <= {"changed", "contact.changed_meanwhile", "contact.circle"}
    assert verify.broken_facts() == []
    assert Contact.objects.filter(reports_to__isnull=False).count() == ROUNDS
    assert JournalEntry.objects.filter(kind="contact.edited").count() == 2 * ROUNDS
    counted(
        "F4 contacts",
        f"{ROUNDS} races of {EIGHT} to change one and to close a circle, 1 effect each ({connection.vendor})",
    )
