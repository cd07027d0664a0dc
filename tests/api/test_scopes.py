"""A token does what it was made for: each act has one scope, a program's own things are its own, nothing is widened."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from creditdesk.api.desk import api
from creditdesk.domain.scopes import Scope
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import ApiToken
from tests.api.programs import BASE, Program, entries
from tests.world import NOW, World

# Acts that change nothing that others see: a file is made, and what is read leaves its trace in the journal.
READING_ACTS = {"order", "read_private", "verify_journal"}
TOKEN = {"name": "Night run", "scopes": ["intake"], "days": 30}


def _operations() -> dict[str, tuple[str, dict[str, Any]]]:
    described = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return {one["operationId"]: (method, one) for path in described.values() for method, one in path.items()}


def _scopes(operation: dict[str, Any]) -> list[str]:
    return [scope for way in operation["security"] for scope in way["Token"]]


def test_every_act_belongs_to_one_scope_and_only_these_to_reading() -> None:
    acts = {name: _scopes(one) for name, (method, one) in _operations().items() if method == "post"}
    assert {name for name, scopes in acts.items() if scopes == ["read"]} == READING_ACTS
    assert {name for name, scopes in acts.items() if len(scopes) != 1} == {"revoke_own_token"}


def test_all_reading_is_open_to_read_and_each_scope_opens_something() -> None:
    reading = {name: _scopes(one) for name, (method, one) in _operations().items() if method == "get"}
    assert {name for name, scopes in reading.items() if "read" not in scopes} == {"me"}
    assert {scope for _, one in _operations().values() for scope in _scopes(one)} == {one.value for one in Scope}


def test_a_program_that_brings_files_in_does_not_see_the_books(world: World) -> None:
    program = Program(world.erin, Scope.INTAKE)
    made = program.upload(b"customer,document,amount\n1,2,3\n", company="NL")
    assert made.status_code == 201
    assert program.get(f"/imports/{made.json()['id']}").status_code == 200
    refused = program.get("/customers")
    assert (refused.status_code, refused.json()["reasons"][0]["facts"]) == (403, {"scope": "read"})
    assert program.get("/me").json()["scopes"] == ["intake"]
    assert JournalEntry.objects.get(kind="access.refused", by="erin").facts["why"] == "no scope"


def test_a_scope_gives_nothing_that_the_role_does_not(world: World) -> None:
    answer = Program(world.alice, Scope.ADMIN, Scope.READ).get("/users")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-permitted")


def test_a_token_is_made_by_a_token_once_and_listed_without_its_secret(world: World) -> None:
    program = Program(world.alice)
    made = program.confirmed("/tokens", TOKEN, key="t-1")
    assert made.status_code == 201
    secret = made.json()["secret"]
    me = Client(headers={"Authorization": f"Bearer {secret}"}).get(f"{BASE}/me").json()
    assert (me["username"], me["scopes"]) == ("alice", ["intake"])
    again = program.post("/tokens", TOKEN, key="t-1")
    assert (again["Idempotency-Replayed"], again.json()["secret"]) == ("true", None)
    assert ApiToken.objects.count() == 2
    listed = program.get("/tokens")
    assert secret not in listed.content.decode()
    assert [(one["name"], one["counts"], one["asking"]) for one in entries(listed)] == [
        ("Night run", True, False),
        ("test", True, True),
    ]


def test_a_token_hands_on_no_scope_that_it_does_not_have(world: World) -> None:
    program = Program(world.alice, Scope.ADMIN, Scope.READ)
    refused = program.confirmed("/tokens", TOKEN)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/token.scopes")
    assert ApiToken.objects.count() == 1
    assert program.confirmed("/tokens", TOKEN | {"scopes": ["read"]}).status_code == 201


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 366}, {"scopes": []}, {"scopes": ["all"]}, {"user": "bob"}])
def test_a_token_without_an_end_or_with_an_unknown_scope_is_refused(world: World, wrong: dict[str, Any]) -> None:
    assert Program(world.alice).confirmed("/tokens", TOKEN | wrong).status_code == 422
    assert ApiToken.objects.count() == 1


def test_every_token_ends_itself_and_another_one_only_with_the_scope(world: World) -> None:
    other, program = Program(world.alice), Program(world.alice, Scope.READ)
    refused = program.post(f"/tokens/{other.token.id}/revocation")
    assert (refused.status_code, refused.json()["reasons"][0]["facts"]) == (403, {"scope": "admin"})
    assert program.post(f"/tokens/{program.token.id}/revocation").json()["counts"] is False
    assert program.get("/me").status_code == 401
    third = Program(world.alice)
    assert third.post(f"/tokens/{other.token.id}/revocation").status_code == 200
    assert other.get("/me").status_code == 401
    assert Program(world.bob).post(f"/tokens/{third.token.id}/revocation").status_code == 404


def test_the_calendars_address_is_made_and_ended(world: World) -> None:
    program = Program(world.alice)
    assert program.get("/calendar-address").json() == {"made_at": None}
    address = program.confirmed("/calendar-address").json()["address"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert program.post("/calendar-address/revocation").json() == {"made_at": None}
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404


def test_an_upgrade_leaves_tokens_what_they_could(world: World) -> None:
    upgrade = importlib.import_module("creditdesk.parties.migrations.0004_scopes_of_tokens")
    for name in ("read", "write"):
        ApiToken.objects.create(user=world.erin, name=name, sha256=name, scopes=name, created_at=NOW, expires_at=NOW)
    upgrade.name_what_they_could(apps, None)
    held = dict(ApiToken.objects.values_list("name", "scopes"))
    assert held == {"read": "read", "write": "read work intake postings ledger policy webhooks"}
