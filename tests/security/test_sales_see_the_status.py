"""Row 3: sales see how an account stands, and nothing of what was said or decided about it, by whichever way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from creditdesk.domain.visibility import Role, Visibility
from creditdesk.followup.actions import Said, attach_document, record_activity
from creditdesk.followup.models import Document
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.plugins.counts import Counted
from tests.security.test_ids_of_others import told
from tests.web.clients import client_of, give_second_factor
from tests.web.routes import PAGE_ROWS, ROWS, answer
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.long, pytest.mark.one_database]
# A word for each place where somebody writes what is not for sales.
WORDS = {
    "note": "zinnober", "restricted note": "quasar", "reason of a dispute": "mistral", "cause of a tickler": "fjord",
    "name of a document": "obelisk", "description of a document": "tundra", "letter of a document": "yucca",
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
        refresh_worklist(as_of=TODAY)
        yield world


def _plan(world: World) -> None:
    given = {
        "customer": world.acme.id, "next_cause": WORDS["cause of a tickler"], "next_date": "+1",
        "owner": world.alice.id, "key": "k" * 32,
    }  # fmt: skip
    assert client_of(world.alice).post(reverse("tickler_new"), given).status_code == 302


def read_everything(name: str, world: World) -> tuple[dict[str, list[str]], int]:
    """In which routes, of all that the person may call, each word was found, and how many answers were read."""
    user, read = getattr(world, name), 0
    found: dict[str, list[str]] = {word: [] for word in WORDS.values()}
    own = {
        "customer_id": world.acme.id,
        "customer": world.acme.id,
        "item_id": OpenItem.objects.get(customer=world.acme).id,
        "document_id": Document.objects.get(description=WORDS["description of a document"]).id,
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
