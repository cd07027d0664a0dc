"""After each test its books are proved; a proof is left out only where no row is that it looks at."""

from __future__ import annotations

import pytest

from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.plugins.databases import rooms_to_prove
from tests.world import NOW, TODAY, World


def test_people_and_customers_alone_are_no_books(world: World) -> None:
    assert rooms_to_prove() == set()


def test_a_document_is_proved_in_the_ledger_and_in_the_journal_that_tells_of_it(world: World) -> None:
    builders.invoice(world.acme, amount=100_000)
    assert rooms_to_prove() == {"receivables", "journal"}


def test_a_tickler_is_proved_in_follow_up(world: World) -> None:
    then = NextAction("Call", TODAY, world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
    assert "followup" in rooms_to_prove()


@pytest.mark.breaks_the_books
def test_a_void_document_is_proved_against_the_files_though_there_is_none(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_000)
    OpenItem.objects.filter(id=item.id).update(voided_on=TODAY, open_minor=0, closed_date=TODAY)
    assert "intake" in rooms_to_prove()
