"""Row 3: sales see how an account stands, and nothing of what was said or decided about it, by whichever way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letters import content_hash
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.domain.visibility import Role, Visibility
from creditdesk.followup.actions import Said, attach_document, record_activity
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.data_changing import Request, ask_change
from creditdesk.followup.models import CustomerEvent, DataChange, Document
from creditdesk.followup.strategy_actions import pause_strategy
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.letters.models import Letter
from creditdesk.mail.models import IncomingMessage, OutgoingMessage
from creditdesk.parties.contact_actions import mark_contact
from creditdesk.parties.models import Contact
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.mail.post import arrived, contact, mailbox, queued
from tests.mail.post import written as mail_written
from tests.plugins.counts import Counted
from tests.security.test_ids_of_others import told
from tests.web.clients import client_of, give_second_factor
from tests.web.permission_matrix_letters import a_content
from tests.web.routes import PAGE_ROWS, ROWS, answer
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.long, pytest.mark.one_database]
# A word for each place where somebody writes what is not for sales.
WORDS = {
    "note": "zinnober", "restricted note": "quasar", "reason of a dispute": "mistral", "cause of a tickler": "fjord",
    "name of a document": "obelisk", "description of a document": "tundra", "letter of a document": "yucca",
    "e-mail that came": "walnut", "e-mail that went": "juniper", "letter": "lagoon", "reason of a pause": "pelican",
    "mark of a contact": "granite", "evidence of an event": "saffron", "request for a change": "mahogany",
}  # fmt: skip
NOTE: dict[str, Any] = {"channel": "call", "direction": "inbound", "outcome": "spoke"}


@pytest.fixture
def written(db: None, world: World) -> Iterator[World]:
    """Acme, to which Sam sells, with a word in every place."""
    at: dict[str, Any] = {"as_of": TODAY, "at": NOW}
    with time_machine.travel(NOW, tick=False):
        invoice = builders.invoice(world.acme, amount=50_000)
        said = Said(note=WORDS["note"], **NOTE)
        record_activity(world.acme, said=said, by=world.alice, key="a", **at)
        said = Said(note=WORDS["restricted note"], visibility=Visibility.RESTRICTED, **NOTE)
        record_activity(world.acme, said=said, by=world.carol, key="b", **at)
        mark_disputed(invoice, disputed_minor=100, reason=WORDS["reason of a dispute"], by=world.alice, **at)
        attach_document(
            world.acme, name=f"{WORDS['name of a document']}.txt", content=WORDS["letter of a document"].encode(),
            description=WORDS["description of a document"], by=world.alice, at=NOW,
        )  # fmt: skip
        _plan(world)
        _correspond(world)
        _decide(world)
        refresh_worklist(as_of=TODAY)
        yield world


def _plan(world: World) -> None:
    given = {
        "customer": world.acme.id, "next_cause": WORDS["cause of a tickler"], "next_date": "+1",
        "owner": world.alice.id, "key": "k" * 32,
    }  # fmt: skip
    assert client_of(world.alice).post(reverse("tickler_new"), given).status_code == 302


def _correspond(world: World) -> None:
    box = mailbox(world.northlight, by=world.adam)
    contact(world.acme, email="ann@acme.example")
    arrived(box, mail_written(text=f"We talked about {WORDS['e-mail that came']}."))
    queued(world.acme, by=world.alice, text=f"About {WORDS['e-mail that went']}.")
    content = a_content(subject="Past due", recipient=["Acme"], lines=[WORDS["letter"]])
    Letter.objects.create(
        company=world.northlight, customer=world.acme, kind=LetterKind.REMINDER_1.value, language="en",
        channel="email", recipient="ann@acme.example", business_day=TODAY, text_number=0, policy_version=0,
        subject="Past due", content=content, sha256=content_hash(content), drafted_by=world.alice, drafted_at=NOW,
        key="letter",
    )  # fmt: skip


def _decide(world: World) -> None:
    by: dict[str, Any] = {"by": world.alice, "at": NOW, "as_of": TODAY}
    pause_strategy(world.acme, until=TODAY + dt.timedelta(days=5), reason=WORDS["reason of a pause"], key="p", **by)
    mark = Mark(MarkKind.OPTED_OUT, Channel.CALL, TODAY, WORDS["mark of a contact"])
    mark_contact(Contact.objects.get(email="ann@acme.example"), mark=mark, key="m", **by)
    told_of = Told(EventKind.DEAD_PHONE, TODAY, "", {"number": "212-555-0142"})
    event = report_event(world.acme, told=told_of, key="e", **by)
    proofs = [Proof(Evidence.OBSERVED, WORDS["evidence of an event"])]
    verify_event(event, proofs=proofs, key="v", **by)
    moved = {"street": "9 New Road", "city": "Albany"}
    ask_change(
        world.acme, request=Request(DataKind.ADDRESS, moved, WORDS["request for a change"], "email"), key="d", **by
    )


def read_everything(name: str, world: World) -> tuple[dict[str, list[str]], int]:
    """In which routes, of all that the person may call, each word was found, and how many answers were read."""
    user, read = getattr(world, name), 0
    found: dict[str, list[str]] = {word: [] for word in WORDS.values()}
    own = {
        "customer_id": world.acme.id,
        "customer": world.acme.id,
        "item_id": OpenItem.objects.get(customer=world.acme).id,
        "document_id": Document.objects.get(description=WORDS["description of a document"]).id,
        "incoming_id": IncomingMessage.objects.get().id,
        "outgoing_id": OutgoingMessage.objects.get().id,
        "letter_id": Letter.objects.get().id,
        "contact_id": Contact.objects.get(email="ann@acme.example").id,
        "event_id": CustomerEvent.objects.earliest("id").id,
        "change_id": DataChange.objects.get().id,
    }
    for row in ROWS:
        if row.method != "GET" or row.gone or user.desk_role not in row.who:
            continue
        arguments = {**row.kind.own(world), **_only_named(row.kind.own(world), own)} if row.kind else {}
        text = told(answer(row, user, arguments))
        read += 1
        for word in WORDS.values():
            if word in text.lower():
                found[word].append(row.route)
    client = client_of(user)
    for word in WORDS.values():
        for route in ("palette", "search"):
            # The page repeats what was asked; whoever finds something shows it once more.
            shown, empty = (told(client.get(reverse(route), {"q": one})).count(one) for one in (word, "xyzzyq"))
            if shown > empty:
                found[word].append(route)
    return found, read


def _only_named(arguments: dict[str, Any], own: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in own.items() if name in arguments}


def test_sales_find_no_word_of_the_credit_department_anywhere(written: World, counted: Counted) -> None:
    found, read = read_everything("sam", written)
    assert found == {word: [] for word in WORDS.values()}
    assert read > 15
    counted("security 3", f"{read} answers to sales, none with a word of the credit department")


def test_the_same_reading_finds_the_words_for_those_who_may_read_them(written: World) -> None:
    give_second_factor(written.carol)
    found, _ = read_everything("carol", written)
    assert [word for word, routes in found.items() if not routes] == []


def test_neither_exports_nor_programs_are_open_to_sales() -> None:
    ways_out = [row for row in ROWS if row.route.startswith(("export", "api:"))]
    assert len(ways_out) > 50
    open_to_all = {"api_index", "api:api-root", "api:openapi-json"}
    assert [row.route for row in ways_out if Role.SALES in row.who and row.route not in open_to_all] == []
    assert PAGE_ROWS
