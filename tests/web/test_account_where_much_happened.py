"""An account on which everything happened at once asks the database no more than any other: events and holds, a pause,
marks, mail, letters, promises, tasks, documents, a change of data, and a call at work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.money import Money
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import NextAction, Said, attach_document, open_tickler, record_activity
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.data_changing import Request, ask_change
from creditdesk.followup.models import ContactStop, CustomerEvent, DataChange, HoldFinding, Promise
from creditdesk.followup.strategy_actions import pause_strategy
from creditdesk.letters.models import Letter
from creditdesk.mail.models import IncomingMessage
from creditdesk.parties.contact_actions import leave_contact, mark_contact
from creditdesk.parties.models import Contact
from tests import builders
from tests.lettering import furnish
from tests.mail.post import arrived, mailbox, queued, written
from tests.web.clients import client_of
from tests.web.routes import routes
from tests.web.test_letters import draft
from tests.world import NOW, TODAY, World

MOST = 25
JOURNALED = 5
DAY = dt.timedelta(days=1)
# Every address of one account, the call with it: a new tab is counted without being named here. A file is no page: it
# is asked for once, and that it went out is told to the journal.
PAGES = [
    route.name
    for route in routes()
    if route.pattern.startswith("accounts/<int:customer_id>/")
    and route.pattern.count("<") == 1
    and not route.name.startswith("export_")
]
# Those that take an act only, the why of a figure that is not named, and what is asked of chosen documents.
NO_PAGES = {405, 404, 302}


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def let_everything_happen(world: World) -> None:
    """Acme with something of every kind, and some of it more than once."""
    by = {"by": world.alice, "at": NOW, "as_of": TODAY}
    ann = furnish(world)
    items = [builders.invoice(world.acme, amount=10_000 + days, due_date=TODAY - days * DAY) for days in (2, 40, 90)]
    builders.invoice(world.acme, amount=9_000, currency="CAD", due_date=TODAY - DAY)
    builders.invoice(world.acme, amount=50_000, due_date=TODAY - 5 * DAY, disputed=20_000)
    builders.payment(world.acme, amount=7_000)
    builders.customer(world.northlight, name="Acme North", parent=world.acme, portfolio=world.portfolio)
    builders.extension(items[0], extended_date=TODAY + 5 * DAY)
    promised = Said("call", "outbound", "promised", promised=Money(5_000, "USD"), promised_date=TODAY + 2 * DAY)
    record_activity(world.acme, said=promised, key="promise", **by)  # type: ignore[arg-type]
    for number in range(3):
        said = Said("note", "internal", "noted", note=f"{number}", visibility=Visibility(list(Visibility)[number]))
        record_activity(world.acme, said=said, key=f"n{number}", **by)  # type: ignore[arg-type]
        action = NextAction(f"Task {number}", TODAY + number * DAY, world.alice)
        open_tickler(world.acme, then=action, key=f"t{number}", **by)  # type: ignore[arg-type]
        attach_document(world.acme, name="a.txt", content=b"%d" % number, by=world.alice, at=NOW)
    draft(client_of(world.alice), world.acme)
    request = Request(DataKind.ADDRESS, {"street": "9 New Road", "city": "Albany"}, "Mr. Smith", "email")
    ask_change(world.acme, request=request, key="d", **by)  # type: ignore[arg-type]
    box = mailbox(world.northlight, by=world.adam)
    arrived(box, written(text="We did not receive the goods."))
    queued(world.acme, by=world.alice)
    people = [Contact.objects.create(customer=world.acme, name=f"P{n}", email=f"p{n}@acme.example") for n in range(3)]
    marks = (
        Mark(MarkKind.OPTED_OUT, Channel.EMAIL, TODAY, "told us"),
        Mark(MarkKind.REPRESENTED, None, TODAY, "letter"),
    )
    for number, (person, mark) in enumerate(zip(people, marks, strict=False)):
        mark_contact(person, mark=mark, key=f"m{number}", **by)  # type: ignore[arg-type]
    leave_contact(people[2], left_on=TODAY - DAY, version=1, key="left", **by)  # type: ignore[arg-type]
    pause_strategy(world.acme, until=TODAY + 5 * DAY, reason="asked", key="pause", **by)  # type: ignore[arg-type]
    for kind, details, proofs in (
        (EventKind.NSF, {"amount": 100}, [Proof(Evidence.BANK_NOTICE, "R01")]),
        (EventKind.RETURNED_MAIL, {"sent_to": "1 Elm Street"}, [Proof(Evidence.DOCUMENT, "envelope")]),
        (EventKind.OUT_OF_BUSINESS, {}, [Proof(Evidence.REGISTRY, "gone"), Proof(Evidence.SECOND_SOURCE, "landlord")]),
    ):
        told = Told(kind, TODAY, "", details)
        event = report_event(world.acme, told=told, key=f"{kind}", **by)  # type: ignore[arg-type]
        verify_event(event, proofs=proofs, key=f"v{kind}", **by)  # type: ignore[arg-type]
    report_event(world.acme, told=Told(EventKind.DEAD_PHONE, TODAY, "", {"number": "555-0142"}), key="r", **by)  # type: ignore[arg-type]
    assert ann.customer_id == world.acme.id


@pytest.mark.parametrize("reader", ["alice", "bob"])
def test_no_page_of_the_account_asks_more_than_the_others(
    world: World, reader: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    let_everything_happen(world)
    for rows in (HoldFinding, ContactStop, Promise, DataChange, Letter, CustomerEvent):
        assert rows.objects.filter(customer=world.acme).exists(), rows
    assert IncomingMessage.objects.filter(customer=world.acme).exists()
    client, asked = client_of(getattr(world, reader)), {}
    for name in PAGES:
        url = reverse(name, args=[world.acme.id])
        if (seen := client.get(url).status_code) in NO_PAGES:
            continue
        assert seen == 200, name
        with django_assert_max_num_queries(1000) as counted:
            client.get(url)
        asked[name] = len(counted)
    assert {
        "account",
        "account_timeline",
        "account_promises",
        "account_mail",
        "account_strategy",
        "call",
    } <= asked.keys()
    # Reading what others wrote as restricted is told to the journal, in one transaction of its own.
    told = {"account_timeline": JOURNALED} if reader == "bob" else {}
    # Whether a deduction's window closes is a question of its own, where the strategy is read as a whole.
    told |= dict.fromkeys(("account_strategy", "strategy_done", "strategy_skip"), 1)
    # The credit file reads what was entered, by kind, and what the ledger says of payments and purchases.
    told["account_credit"] = 3
    assert {name: count for name, count in asked.items() if count > MOST + told.get(name, 0)} == {}
