"""F4, requests: eight people at one request at the same moment, six who approve what they saw and two who change it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from creditdesk.approvals.models import Request
from creditdesk.approvals.verify import broken_facts
from creditdesk.journal.actions import begin_chain
from creditdesk.receivables.models import Entry, Posting
from tests import builders
from tests.asking import adjustment, ask
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(6, full=100)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


def test_a_request_is_carried_out_once_as_it_was_seen_or_changed_and_not_at_all(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    invoices = [builders.invoice(world.acme, amount=100_00) for _ in range(ROUNDS)]
    asked = [ask(world.acme, adjustment(one, amounts=(80_00,)), by=world.alice) for one in invoices]
    work = {
        "task": "requests",
        "writer": world.alice.id,
        "approver": world.carol.id,
        "requests": [[one.id, one.sha256] for one in asked],
    }

    answers = send_crowd(work, folder=tmp_path)

    for request, told in zip(asked, zip(*answers, strict=True), strict=True):
        changed, approved = told.count("changed"), told.count("approved")
        assert changed + approved + told.count("request.changed_meanwhile") == EIGHT, told
        stands = Request.objects.get(id=request.id)
        moved = -sum(
            Entry.objects.filter(posting__key=f"request/{request.id}", item__isnull=False).values_list(
                "amount_minor", flat=True
            )
        )
        if approved:
            assert (changed, approved, stands.state, stands.revision, moved) == (0, EIGHT - 2, "carried_out", 1, 80_00)
        else:
            assert (changed, stands.state, stands.revision, moved) == (1, "submitted", 2, 0)
    assert Posting.objects.filter(kind="adjustment").count() == Request.objects.filter(state="carried_out").count()
    assert broken_facts() == []
    counted("F4 requests", f"{ROUNDS} races of {EIGHT} at one request, at most 1 effect each ({connection.vendor})")
