"""Fields that nobody asked for: a program's body is refused with the field's name, a form's are as if not sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from creditdesk.api.desk import api
from creditdesk.approvals.models import Request
from creditdesk.followup.models import Activity, Tickler
from creditdesk.outbound.models import WebhookSubscription
from creditdesk.parties.models import ApiToken, Portfolio, User
from creditdesk.policy.drafting import begin_draft
from creditdesk.policy.models import PolicyDraft
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import Program
from tests.security.asking import ready
from tests.web import permission_matrix_api
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database

# What somebody would try to set who has read the code.
EXTRA: Mapping[str, Any] = {
    "id": 999_999, "by": "mallory", "by_id": 1, "user": 1, "user_id": 1, "owner_id": 1, "created_by": 1,
    "company_id": 1, "customer_id": 1, "approved_by": "mallory", "approved_at": "2026-06-15", "posted_by": "mallory",
    "open_minor": 0, "original_minor": 1, "credit_limit_minor": 10**12, "is_superuser": True, "is_active": True,
    "decided_by": "mallory", "revoked_at": "2026-06-15", "expires_at": "2099-01-01", "limit": 10**9,
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def bodies(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object that a request may bring, those inside of others as well, by the name of its operation."""
    seen: set[str] = set()

    def within(name: str, shape: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if "$ref" in shape:
            key = shape["$ref"].rpartition("/")[2]
            if key not in seen:
                seen.add(key)
                yield from within(key, schema["components"]["schemas"][key])
            return
        if "properties" in shape:
            yield name, shape
        for part in (*shape.get("properties", {}).values(), *shape.get("anyOf", ()), shape.get("items", {})):
            if isinstance(part, dict) and part:
                yield from within(name, part)

    for operations in schema["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield from within(operation["operationId"], content["schema"])


def test_no_object_that_a_program_may_send_is_open_to_fields_that_it_does_not_have() -> None:
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    found = dict(bodies(described))
    assert len(found) > 30
    open_ones = {name for name, shape in found.items() if shape.get("additionalProperties") is not False}
    # A form with a file is described by the framework; the test below sends them.
    assert open_ones <= {"upload", "attach", "load_a_worksheet"}


def test_every_act_of_a_program_with_a_field_too_many_is_refused_with_its_name(world: World) -> None:
    surprises = []
    for one in ready(world, method="POST", rows=permission_matrix_api.ROWS):
        if "file" in one.data:
            continue
        cache.clear()
        path = one.url.removeprefix("/api/v1")
        has_body = bool(one.data)
        answer = Program(one.user).post(path, {**one.data, "approved_by": "mallory"})
        named = "approved_by" in answer.content.decode()
        if has_body and (answer.status_code, named) != (422, True):
            surprises.append(f"{one.row.route}: {answer.status_code} {answer.content[:200]!r}")
    assert surprises == []


def test_a_file_with_a_field_too_many_is_refused_or_takes_nothing_of_it(world: World) -> None:
    answer = Program(world.erin).upload(b"a,b\n1,2\n", company="NL", posted_by="mallory", state="posted")
    assert answer.status_code in (201, 422)
    if answer.status_code == 201:
        assert (answer.json()["state"], answer.json()["received_by"]) == ("received", "erin")


@dataclass(frozen=True)
class Form:
    """A form that makes or changes a row, filled in well."""

    person: str
    url: Callable[[World], str]
    given: Callable[[World], Mapping[str, Any]]
    made: type[Model]
    own: frozenset[str] = frozenset()
    """Columns in which two rows differ by nature."""


def _contact(world: World) -> Mapping[str, Any]:
    return {
        "customer": world.acme.id, "channel": "note", "direction": "internal", "outcome": "noted",
        "visibility": "history", "note": "seen", "owner": world.alice.id,
    }  # fmt: skip


def _tickler(world: World) -> Mapping[str, Any]:
    return {"customer": world.acme.id, "next_cause": "Call", "next_date": "+1", "owner": world.alice.id}


def _item(route: str) -> Callable[[World], str]:
    return lambda world: reverse(route, args=[builders.invoice(world.acme, amount=50_000, number="X").id])


WEBHOOK = {"name": "ERP", "url": "https://hooks.example.com/desk", "kinds": ["import.posted"]}
FORMS = {
    "note": Form("alice", lambda world: reverse("contact_new"), _contact, Activity),
    "tickler": Form("alice", lambda world: reverse("tickler_new"), _tickler, Tickler),
    "token": Form(
        "alice", lambda world: reverse("token_new"), lambda world: {"name": "x", "scopes": ["read"], "days": "9"},
        ApiToken, own=frozenset({"sha256"}),
    ),
    "webhook": Form(
        "adam", lambda world: reverse("webhook_new"), lambda world: WEBHOOK, WebhookSubscription,
        own=frozenset({"secret"}),
    ),
    "extension": Form(
        "carol", _item("item_extend"),
        lambda world: {"until": "2026-07-15", "reason": "refit", "agreement": "his mail", "key": "0" * 32}, Request,
        own=frozenset({"content", "sha256"}),
    ),
    "dispute": Form(
        "alice", _item("item_dispute"), lambda world: {"amount": "120.50", "reason": "short", "before": "0"}, OpenItem
    ),
    "portfolio": Form(
        "bob", lambda world: reverse("portfolio_new"),
        lambda world: {"name": "N–Z", "company": "NL", "rep": world.alice.id, "supervisor": world.bob.id}, Portfolio,
    ),
    "user": Form(
        "adam", lambda world: reverse("user_new"),
        lambda world: {"username": "nina", "first_name": "N", "last_name": "C", "role": "rep", "companies": ["NL"]},
        User, own=frozenset({"password", "date_joined"}),
    ),
    "policy draft": Form(
        "carol", lambda world: reverse("policy_draft_new"), lambda world: {"company": "NL"}, PolicyDraft
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_form_with_fields_too_many_makes_the_same_row_as_without_them(form: Form, world: World) -> None:
    rows = []
    for extra in ({}, EXTRA):
        before = transaction.savepoint()
        client = client_of(getattr(world, form.person))
        given = {"key": "k" * 32, **form.given(world)}
        unknown = {name: value for name, value in extra.items() if name not in given}
        answer = client.post(form.url(world), given | unknown)
        assert answer.status_code in (200, 302), answer.content
        made = form.made._default_manager.order_by("-pk").values().first()
        assert made is not None
        transaction.savepoint_rollback(before)
        rows.append({name: value for name, value in made.items() if name not in form.own | {"id", "key"}})
    assert rows[0] == rows[1]


def test_a_draft_is_not_approved_by_a_field_of_the_form_that_submits_it(world: World) -> None:
    draft = begin_draft(world.northlight, by=world.carol, at=NOW, as_of=TODAY, key="d")
    text = draft.text.replace("fee: 35.00", "fee: 40.00")
    carol = client_of(world.carol)
    attack = {"approved_by": world.dave.id, "state": "adopted", "decided_by": world.dave.id, "author": world.dave.id}
    page = {"version": draft.version, "text": text, "seen": draft.text, **attack}
    carol.post(reverse("policy_draft", args=[draft.id]), page)
    draft.refresh_from_db()
    submission = {"version": draft.version, "reason": "as agreed", "effective_from": "2026-07-01", **attack}
    carol.post(reverse("policy_draft_submit", args=[draft.id]), submission)
    draft.refresh_from_db()
    assert (draft.state, draft.text == text) == ("submitted", True)
