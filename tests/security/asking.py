"""A request as a row of the permission matrix states it, ready to be sent; and all that a database holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse

from creditdesk.parties.models import User
from tests.web.permission_matrix import Row
from tests.web.routes import CAST, PAGE_ROWS
from tests.world import World

# What is written beside the desk's own rows: sessions when somebody comes, counters of limits, and the signs of life.
_BESIDE = {"sessions.Session", "nightly.Pulse"}


@dataclass(frozen=True)
class Ready:
    """A row with a person who may call it, and the address of an object that he sees."""

    row: Row
    user: User
    url: str
    data: dict[str, Any]


def ready(world: World, *, method: str, rows: tuple[Row, ...] = PAGE_ROWS) -> Iterator[Ready]:
    """Every page with that method, each with the first of the cast who may call it and sees its object."""
    for row in rows:
        if row.method != method or row.gone:
            continue
        sees = row.who & row.kind.sees_own if row.kind else row.who
        user = next(getattr(world, name) for name in CAST if getattr(world, name).desk_role in sees)
        arguments = row.kind.own(world) if row.kind else {}
        url = reverse(row.route, kwargs=arguments if row.place == "path" else {})
        if query := {**row.query, **(arguments if row.place == "query" else {})}:
            url = f"{url}?{urlencode(query)}"
        yield Ready(row, user, url, {**row.data, **(arguments if row.place == "body" else {})})


def everything(*, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """A fingerprint of every table of the desk, by the name of its model."""
    prints = {}
    for model in apps.get_models(include_auto_created=True):
        name = model._meta.label
        if name not in _BESIDE | but:
            rows = model._default_manager.order_by("pk").values_list()
            prints[name] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return prints


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The models of which something is other than before."""
    return sorted(name for name in before if before[name] != after[name])
