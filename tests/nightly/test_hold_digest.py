"""Sales hears each morning who of its customers is on hold: S86."""

from __future__ import annotations

import pytest

from creditdesk.journal.models import JournalEntry
from creditdesk.mail.models import OutgoingMessage
from creditdesk.nightly.hold_digest import send_digests
from creditdesk.parties.models import Customer, User
from tests import builders
from tests.actions.test_orders import DAY, look, review, take, told
from tests.world import NOW, TODAY, World


@pytest.fixture
def held(world: World) -> Customer:
    """An order of Acme, whom Sam sells to, waits; one of Zenith, whom he does not, as well."""
    User.objects.filter(id=world.sam.id).update(email="sam@northlight.example")
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=1_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    builders.invoice(world.acme, amount=900_00, due_date=TODAY + DAY, document_date=TODAY - DAY, as_of=TODAY)
    take(world.acme, told("SO-1", amount=500_00))
    take(world.zenith, told("SO-2", amount=500_00))
    return world.acme


def test_s86_a_salesperson_hears_of_his_own_accounts_alone_and_once_a_day(held: Customer, world: World) -> None:
    assert send_digests(world.northlight, as_of=TODAY, at=NOW) == 1
    assert send_digests(world.northlight, as_of=TODAY, at=NOW) == 1
    message = OutgoingMessage.objects.get()
    assert message.to_address == "sam@northlight.example"
    assert message.subject == "1 of your accounts is on hold: 2026-06-15"
    assert f"Added:\n- Acme Camera ({held.number}): Over the limit; 2026-06-15; 500.00 USD" in message.text
    assert "Zenith" not in message.text
    assert message.text.endswith("/holds/accounts/")
    assert "over the limit of" not in message.text
    assert JournalEntry.objects.filter(kind="hold_digest.queued").count() == 1


def test_the_next_day_says_who_was_removed_and_why_he_was_on_it(held: Customer, world: World) -> None:
    send_digests(world.northlight, as_of=TODAY, at=NOW)
    Customer.objects.filter(id=held.id).update(credit_limit_minor=9_000_00)
    look(held, as_of=TODAY + DAY)
    send_digests(world.northlight, as_of=TODAY + DAY, at=NOW + DAY)
    message = OutgoingMessage.objects.order_by("-id")[0]
    assert "Removed:\n- Acme Camera" in message.text
    assert message.subject == "0 of your accounts are on hold: 2026-06-16"


def test_in_the_language_of_the_salesperson(held: Customer, world: World) -> None:
    User.objects.filter(id=world.sam.id).update(language="es")
    send_digests(world.northlight, as_of=TODAY, at=NOW)
    assert OutgoingMessage.objects.get().to_name == "Sam"
