"""Row 2: an object of others, named in a filter, in a body or in a search, is answered as one that nobody has."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from creditdesk.api.desk import api
from creditdesk.exports.registry import LISTINGS
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Contact
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import Program
from tests.plugins.counts import Counted
from tests.security.asking import ready
from tests.web import permission_matrix_api
from tests.web.clients import client_of, give_second_factor
from tests.web.files import sheet
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.long, pytest.mark.one_database]
_keys = count(1)
# Of the other company and of nobody: texts that must not come back, whatever is asked.
SECRETS = ("Foreign Retail", "SW-88120", "Charlie", "Southwind")


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None, settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def two_companies(world: World) -> World:
    """Both companies have something late in every list."""
    for customer, number in ((world.acme, "NL-1"), (world.foreign, "SW-88120")):
        builders.invoice(customer, amount=10_000, number=number)
    refresh_worklist(as_of=TODAY)
    return world


def foreign_values(world: World) -> dict[str, list[str]]:
    """Filter → values that name something of the other company."""
    item = OpenItem.objects.get(customer=world.foreign)
    return {
        "customer": [str(world.foreign.id)],
        "portfolio": [str(world.foreign.portfolio_id)],
        "company": ["SW", str(world.southwind.id)],
        "owner": [str(world.charlie.id), "charlie"],
        "item": [str(item.id)],
        "number": ["SW-88120", world.foreign.number],
        "q": ["Foreign", "SW-88120"],
        "by": ["charlie"],
    }


def told(response: HttpResponseBase) -> str:
    """All that an answer says; a workbook by its cells, a letter by its text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if content[:4] == b"%PDF":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content[:2] == b"PK":
        parts = zipfile.ZipFile(io.BytesIO(content))
        if "word/document.xml" in parts.namelist():
            return parts.read("word/document.xml").decode()
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return str([sheet(content, number=number) for number in range(len(book.sheet_names))])
    return content.decode()


def test_a_filter_of_a_program_that_names_what_belongs_to_others_finds_nothing(
    two_companies: World, counted: Counted
) -> None:
    described: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    named = {
        operation["operationId"]: {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        for operations in described["paths"].values()
        for operation in operations.values()
    }
    surprises, asked = [], 0
    for one in ready(two_companies, method="GET", rows=permission_matrix_api.ROWS):
        for name, values in foreign_values(two_companies).items():
            for value in values if name in named.get(one.row.route.removeprefix("api:"), ()) else ():
                cache.clear()
                path = one.url.partition("?")[0].removeprefix("/api/v1")
                answer = Program(one.user).get(path, **{**one.row.query, name: value})
                asked += 1
                body = told(answer)
                if answer.status_code not in (200, 404, 422) or any(secret in body for secret in SECRETS[:2]):
                    surprises.append(f"{one.row.route}?{name}={value}: {answer.status_code} {body[:200]}")
    assert surprises == []
    assert asked > 30
    counted("security 2", f"{asked} filters of programs that name what belongs to others")


def test_a_filter_of_a_page_or_a_file_that_names_what_belongs_to_others_finds_nothing(
    two_companies: World, counted: Counted
) -> None:
    bob, asked, surprises = client_of(two_companies.bob), 0, []
    pages = [reverse(name) for name in ("accounts", "today", "ticklers", "exceptions", "delinquent", "search")]
    files = [reverse(f"export_{name}") for name in LISTINGS if _is_plain(name)]
    for url in [*pages, *files, *(f"{url}?format=xlsx" for url in files)]:
        for name, values in foreign_values(two_companies).items():
            for value in values:
                answer = bob.get(f"{url}{'&' if '?' in url else '?'}{name}={value}")
                asked += 1
                body = told(answer).replace(f'value="{value}"', "")
                if any(secret in body for secret in SECRETS[:1]):
                    surprises.append(f"{url} {name}={value}")
    assert surprises == []
    counted("security 2", f"{asked} filters of pages and files that name what belongs to others")


def _is_plain(name: str) -> bool:
    """Whether the list is of no single account, document or import."""
    return not {"customer", "item", "file"} & set(LISTINGS[name].filters) or name in ("journal",)


def test_ids_in_the_body_of_an_act_are_asked_for_as_those_in_its_address(two_companies: World) -> None:
    world = two_companies
    give_second_factor(world.bob)
    erin, bob, alice = Program(world.erin), Program(world.bob), Program(world.alice)
    ours, theirs = builders.payment(world.acme, amount=5_000), builders.payment(world.foreign, amount=5_000)
    mine, item = (
        builders.invoice(world.acme, amount=5_000),
        OpenItem.objects.get(customer=world.foreign, kind="invoice"),
    )
    strange = Contact.objects.create(customer=world.foreign, name="Charlie's contact")
    note = {"channel": "note", "direction": "internal", "outcome": "noted", "note": "seen"}
    asked = {
        "credit of others": erin.post("/applications", _applied(theirs.id, mine.id)),
        "item of others": erin.post("/applications", _applied(ours.id, item.id)),
        "contact of others": alice.post(f"/customers/{world.acme.id}/activities", {**note, "contact_id": strange.id}),
        "items of others": alice.post(f"/customers/{world.acme.id}/activities", {**note, "item_ids": [item.id]}),
        "person of others": alice.post(f"/customers/{world.acme.id}/ticklers", {"cause": "x", "owner": "charlie"}),
        "list of others": bob.post("/exports", {"list": "accounts", "filters": {"company": "SW"}}),
        "account of others": bob.post("/exports", {"list": "items", "filters": {"customer": str(world.foreign.id)}}),
    }
    assert {name: answer.status_code for name, answer in asked.items() if answer.status_code not in (404, 422)} == {}
    assert not [name for name, answer in asked.items() for secret in SECRETS if secret in answer.content.decode()]
    theirs.refresh_from_db()
    item.refresh_from_db()
    assert (theirs.open_minor, item.open_minor) == (-5_000, 10_000)


def _applied(credit_id: int, item_id: int) -> dict[str, Any]:
    return {"credit_item_id": credit_id, "to": [{"item_id": item_id, "amount_minor": 100}]}


def test_a_rep_is_offered_neither_accounts_nor_people_of_others_in_any_form(two_companies: World) -> None:
    alice = client_of(two_companies.alice)
    acme = two_companies.acme.id
    for route in ("contact_new", "tickler_new"):
        page = alice.get(f"{reverse(route)}?customer={acme}").content.decode()
        assert not [secret for secret in SECRETS if secret in page]
