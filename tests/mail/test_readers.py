"""Who reads a mailbox works its queue, but for what could be of an account of somebody else."""

from __future__ import annotations

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.journal.queries import entries
from creditdesk.mail.access import incoming_for, people_for, visible_incoming, works_unfiled
from creditdesk.mail.filing import file_message, set_aside
from creditdesk.mail.mailboxes import end_mailbox, readers_of, set_readers
from creditdesk.mail.models import IncomingMessage, Mailbox, MailboxReader
from creditdesk.mail.queries import unmatched_mail
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from tests import builders
from tests.mail.post import arrived, contact, mailbox, written
from tests.mail.test_arriving import REPORT
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(world: World) -> Mailbox:
    """Northlight's mailbox, which Alice reads."""
    made = mailbox(world.northlight, by=world.adam)
    set_readers(made, [world.alice], by=world.adam, at=NOW)
    return made


def queue(user: User) -> set[str]:
    return {one.subject for one in unmatched_mail(user, as_of=TODAY)}


def test_a_reader_works_what_points_at_nobody_or_at_his_own_accounts(world: World, box: Mailbox) -> None:
    for customer in (world.acme, builders.customer(world.northlight, name="Acme South", portfolio=world.portfolio)):
        contact(customer, email="ap@acme.example")
    arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    arrived(box, written(sender="ap@acme.example", subject="Of one of two accounts of hers"))

    assert queue(world.alice) == {"Of nobody", "Of one of two accounts of hers"}
    assert works_unfiled(world.alice)
    message = IncomingMessage.objects.get(subject="Of nobody")
    filed = file_message(message, customer=world.acme, by=world.alice, at=NOW, as_of=TODAY, key="k")
    assert filed.customer == world.acme
    assert queue(world.alice) == {"Of one of two accounts of hers"}


def test_what_could_be_of_an_account_of_others_is_not_shown(world: World, box: Mailbox) -> None:
    for customer in (world.acme, world.zenith):
        contact(customer, email="ap@family.example")
    message = arrived(box, written(sender="ap@family.example", subject="Of one of two portfolios"))
    assert len(message.candidates) == 2

    assert queue(world.alice) == set()
    with pytest.raises(NotVisible):
        incoming_for(world.alice, message.id, as_of=TODAY)
    assert queue(world.bob) == {"Of one of two portfolios"}

    world.zenith.portfolio = world.portfolio
    world.zenith.save(update_fields=["portfolio"])
    assert queue(world.alice) == {"Of one of two portfolios"}, "it is asked anew each time"


def test_what_came_back_and_what_we_wrote_ourselves_stays_with_those_who_see_all(world: World, box: Mailbox) -> None:
    bounce = arrived(box, REPORT.format(action="failed", message_id="<unknown@northlight.example>").encode())
    own = arrived(box, written(sender=box.address, subject="Our own"))
    assert (bounce.state, own.state) == ("unmatched", "set_aside")
    seen = set(visible_incoming(world.alice, as_of=TODAY).values_list("id", flat=True))
    assert not seen & {bounce.id, own.id}
    assert visible_incoming(world.bob, as_of=TODAY).filter(id__in=[bounce.id, own.id]).count() == 2


def test_what_a_reader_set_aside_he_can_still_file_and_another_reader_does_not_see(world: World, box: Mailbox) -> None:
    other = builders.user("rita", role=Role.REP, companies=[world.northlight])
    set_readers(box, [world.alice, other], by=world.adam, at=NOW)
    message = arrived(box, written(sender="who@nowhere.example"))
    set_aside(message, by=world.alice, at=NOW, key="k")
    assert incoming_for(world.alice, message.id, as_of=TODAY).state == "set_aside"
    with pytest.raises(NotVisible):
        incoming_for(other, message.id, as_of=TODAY)


def test_whoever_does_not_read_the_mailbox_sees_nothing_of_it(world: World, box: Mailbox) -> None:
    other = builders.user("rita", role=Role.REP, companies=[world.northlight])
    arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    assert queue(other) == set() and not works_unfiled(other)
    assert queue(world.charlie) == set() and queue(world.sam) == set()

    set_readers(box, [], by=world.adam, at=NOW)
    assert queue(world.alice) == set() and not works_unfiled(world.alice)


def test_who_left_the_company_or_changed_to_sales_reads_it_no_more(world: World, box: Mailbox) -> None:
    arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    world.alice.companies.clear()
    assert queue(world.alice) == set()
    world.alice.companies.add(world.northlight)
    world.alice.role = Role.SALES.value
    world.alice.save(update_fields=["role"])
    assert queue(User.objects.get(id=world.alice.id)) == set()


def test_readers_are_people_of_the_company_who_record_what_customers_say(world: World, box: Mailbox) -> None:
    assert people_for(box) == [world.alice]
    with pytest.raises(Refusal, match="Sam has a role that does not read and record"):
        set_readers(box, [world.sam], by=world.adam, at=NOW)
    with pytest.raises(Refusal, match="Charlie does not work for the company"):
        set_readers(box, [world.charlie], by=world.adam, at=NOW)


def test_each_change_is_kept_and_journaled_once(world: World, box: Mailbox) -> None:
    other = builders.user("rita", role=Role.REP, companies=[world.northlight])
    for _ in range(2):
        set_readers(box, [other], by=world.adam, at=NOW)
    assert [one.user for one in readers_of(box)] == [other]
    ended = MailboxReader.objects.get(user=world.alice)
    assert (ended.ended_by, ended.ended_at) == (world.adam, NOW)
    told = [one.facts for one in entries().filter(kind="mailbox.readers").order_by("seq")]
    assert told == [{"given": [world.alice.id], "ended": []}, {"given": [other.id], "ended": [world.alice.id]}]


def test_the_queue_of_a_mailbox_that_was_ended_is_still_worked(world: World, box: Mailbox) -> None:
    arrived(box, written(sender="who@nowhere.example", subject="Of nobody"))
    end_mailbox(box, by=world.adam, at=NOW)
    assert queue(world.alice) == {"Of nobody"}
