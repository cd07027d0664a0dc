"""Every route of the desk, listed by machine, and one request to it as a row of the matrix states."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from creditdesk.domain.scopes import Scope, scopes_text
from creditdesk.parties.models import ApiToken, User
from tests.web import (
    permission_matrix,
    permission_matrix_agency,
    permission_matrix_api,
    permission_matrix_bank,
    permission_matrix_bankruptcies,
    permission_matrix_calls,
    permission_matrix_cases,
    permission_matrix_cash,
    permission_matrix_cash_advices,
    permission_matrix_cash_control,
    permission_matrix_cash_returns,
    permission_matrix_contacts,
    permission_matrix_credit,
    permission_matrix_events,
    permission_matrix_exports,
    permission_matrix_letters,
    permission_matrix_mail,
    permission_matrix_orders,
    permission_matrix_outbound,
    permission_matrix_plans,
    permission_matrix_promises,
    permission_matrix_reconciliation,
    permission_matrix_requests,
    permission_matrix_research,
    permission_matrix_strategy,
    permission_matrix_worksheets,
)
from tests.web.clients import client_of, code_now, give_second_factor
from tests.web.permission_matrix import Row
from tests.world import NOW

PAGE_ROWS = (
    *permission_matrix.ROWS,
    *permission_matrix_mail.ROWS,
    *permission_matrix_cash_control.ROWS,
    *permission_matrix_calls.ROWS,
    *permission_matrix_cash_returns.ROWS,
    *permission_matrix_cash_advices.ROWS,
    *permission_matrix_orders.ROWS,
    *permission_matrix_cash.ROWS,
    *permission_matrix_plans.ROWS,
    *permission_matrix_bankruptcies.ROWS,
    *permission_matrix_cases.ROWS,
    *permission_matrix_reconciliation.ROWS,
    *permission_matrix_promises.ROWS,
    *permission_matrix_requests.ROWS,
    *permission_matrix_research.ROWS,
    *permission_matrix_agency.ROWS,
    *permission_matrix_worksheets.ROWS,
    *permission_matrix_credit.ROWS,
    *permission_matrix_letters.ROWS,
    *permission_matrix_contacts.ROWS,
    *permission_matrix_events.ROWS,
    *permission_matrix_strategy.ROWS,
    *permission_matrix_outbound.ROWS,
    *permission_matrix_exports.ROWS,
    *permission_matrix_bank.ROWS,
)
ROWS = (
    *PAGE_ROWS,
    *permission_matrix_api.ROWS,
    *permission_matrix_bank.API_ROWS,
    *permission_matrix_letters.API_ROWS,
    *permission_matrix_cash_returns.API_ROWS,
    *permission_matrix_events.API_ROWS,
    *permission_matrix_requests.API_ROWS,
    *permission_matrix_research.API_ROWS,
    *permission_matrix_agency.API_ROWS,
    *permission_matrix_worksheets.API_ROWS,
    *permission_matrix_plans.API_ROWS,
    *permission_matrix_bankruptcies.API_ROWS,
    *permission_matrix_cases.API_ROWS,
    *permission_matrix_reconciliation.API_ROWS,
    *permission_matrix_cash.API_ROWS,
    *permission_matrix_cash_advices.API_ROWS,
    *permission_matrix_orders.API_ROWS,
    *permission_matrix_credit.API_ROWS,
)
# Everybody of the world who works for Northlight: one person for each role.
CAST = ("alice", "bob", "carol", "dave", "erin", "fay", "sam", "olga", "audrey", "adam")
_keys = count(1)


@dataclass(frozen=True)
class Route:
    """A route's name as `reverse` takes it, its pattern and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")


def routes() -> list[Route]:
    """All routes. One without a name is listed by its pattern, and no row of the matrix can fit it."""
    return sorted(_walk(get_resolver().url_patterns, prefix="", names=()), key=lambda route: route.pattern)


@functools.cache
def by_name() -> dict[str, Route]:
    """All routes by their names, listed once in a process."""
    return {route.name: route for route in routes()}


def _walk(patterns: list[URLPattern | URLResolver], *, prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for each in patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inside = (*names, each.namespace) if each.namespace else names
            yield from _walk(each.url_patterns, prefix=path, names=inside)
        else:
            yield Route(":".join([*names, each.name]) if each.name else path, path, each.callback)


def browser_for(user: User | None, route: Route) -> Client:
    """A browser of the user; for the interface for programs, a client with a token of his."""
    if user is None:
        return Client()
    if not route.is_api:
        client, session = Client(), SessionStore()
        session.update(_kept_of_a_sign_in(user.pk, user.password))
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
        return client
    give_second_factor(user)
    return Client(headers={"Authorization": f"Bearer {token_of(user)}", "Second-Factor-Code": code_now()})


@functools.lru_cache(maxsize=100)
def _kept_of_a_sign_in(user_id: int, password: str) -> dict[str, Any]:
    """What the session of somebody who has signed in holds. Thousands of requests begin with one: it is enough to sign
    in once in a test, and to give each request a session of its own. The password, as it is kept, differs in each test.
    """
    session = client_of(User.objects.get(id=user_id, password=password)).session
    return dict(session.items())


def token_of(user: User) -> str:
    """A token of the user with every scope, which does not expire within the tests."""
    import datetime as dt
    import hashlib

    text = f"token-of-{user.username}"
    ApiToken.objects.get_or_create(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "user": user,
            "name": "test",
            "scopes": scopes_text(Scope),
            "created_at": NOW,
            "expires_at": NOW + dt.timedelta(days=36_500),
        },
    )
    return text


def in_address(row: Row, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments that the address names."""
    return {name: each for name, each in arguments.items() if row.place == "path" and name not in row.bodily}


def body_of(row: Row, arguments: dict[str, Any]) -> dict[str, Any]:
    """What is sent, with the arguments that stand in it."""
    sent = {name: each for name, each in arguments.items() if row.place == "body" or name in row.bodily}
    return {**row.data, **sent}


def answer(row: Row, user: User | None, arguments: dict[str, Any]) -> HttpResponse:
    """What the user gets for one request as the row states it, about the object that the arguments name."""
    route = by_name()[row.route]
    client, is_api = browser_for(user, route), route.is_api
    url = reverse(row.route, kwargs=in_address(row, arguments))
    if query := {**row.query, **(arguments if row.place == "query" else {})}:
        url = f"{url}?{urlencode(query)}"
    data = body_of(row, arguments)
    key = {"Idempotency-Key": f"matrix-{next(_keys)}"}
    if row.method == "GET":
        return client.get(url, headers=key)  # type: ignore[return-value]
    if is_api and "file" not in data:
        return client.post(url, data, content_type="application/json", headers=key)  # type: ignore[return-value]
    if "file" in data:
        data["file"] = SimpleUploadedFile("items.csv", data["file"])
    return client.post(url, data, headers=key)  # type: ignore[return-value]


def let_in(response: HttpResponse) -> bool:
    """Whether the answer comes from behind the door: a page, a redirect to another place, or words about the input."""
    if response.status_code in {301, 302, 303}:
        return not response["Location"].startswith("/account/login/")
    return response.status_code in {200, 201, 202, 204, 400, 409, 422}
