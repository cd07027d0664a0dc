"""Every act of the interface keeps its key: none is 400, another request with it 422, the same one at work 409.

The acts are those of the permission matrix, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.api.idempotency import REPLAYED
from creditdesk.api.models import KeyedAnswer
from tests.web.permission_matrix import Row
from tests.web.permission_matrix_api import ROWS
from tests.web.routes import CAST, body_of, browser_for, by_name, in_address
from tests.world import World

pytestmark = pytest.mark.long

ACTS = [row for row in ROWS if row.method == "POST"]
# Whose token they end: it gets no second answer.
ENDS_ITSELF = {"api:revoke_own_token"}


class Act:
    """A request as its row states it, to be sent again and again by somebody who may do it."""

    def __init__(self, row: Row, world: World) -> None:
        route = by_name()[row.route]
        sees = row.kind.sees_own if row.kind else row.who
        user = next(one for one in (getattr(world, name) for name in CAST) if one.desk_role in row.who & sees)
        arguments = row.kind.own(world) if row.kind else {}
        self.client: Client = browser_for(user, route)
        self.url = reverse(row.route, kwargs=in_address(row, arguments))
        self.data = body_of(row, arguments)

    def send(self, key: str | None, *, query: str = "") -> Any:
        """The answer; another `query` makes it another request."""
        cache.clear()  # the code that it brings was used by the request before
        headers = {} if key is None else {"Idempotency-Key": key}
        if "file" not in self.data:
            return self.client.post(self.url + query, self.data, content_type="application/json", headers=headers)
        data = self.data | {"file": SimpleUploadedFile("items.csv", b"customer,document,amount\n1,2,3\n")}
        return self.client.post(self.url + query, data, headers=headers)


def _surprise(row: Row, world: World) -> str:
    act, key = Act(row, world), row.route
    without = act.send(None)
    if (without.status_code, without.json()["type"]) != (400, "/problems/idempotency-key"):
        return f"without a key: {without.status_code}"
    first = act.send(key)
    if not KeyedAnswer.objects.filter(key=key, status=first.status_code).exists():
        return f"no answer is kept: {first.status_code} {first.content.decode()[:200]}"
    again = act.send(key)
    if (again.status_code, again.headers.get(REPLAYED)) != (first.status_code, "true"):
        return f"again: {again.status_code}"
    other = act.send(key, query="?another")
    if (other.status_code, other.json()["type"]) != (422, "/problems/idempotency-key-used"):
        return f"another request: {other.status_code}"
    KeyedAnswer.objects.filter(key=key).update(status=None)
    at_work = act.send(key)
    if (at_work.status_code, at_work.headers.get("Retry-After")) != (409, "1"):
        return f"at work: {at_work.status_code}"
    return ""


def test_every_act_asks_for_a_key_and_keeps_to_it(world: World, settings: Any) -> None:
    settings.EXPORTS_PER_HOUR = 1000
    told = {row.route: _surprise(row, world) for row in ACTS if row.route not in ENDS_ITSELF}
    assert {route: surprise for route, surprise in told.items() if surprise} == {}
    assert len(told) > 60
