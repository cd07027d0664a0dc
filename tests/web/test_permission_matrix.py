"""Who may call what: every route, every role, with and without a sign-in (permission_matrix.py has the rows)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from creditdesk.parties.models import User
from tests.plugins.counts import Counted
from tests.web.permission_matrix import Row
from tests.web.routes import CAST, ROWS, answer, let_in, routes
from tests.world import World

pytestmark = [pytest.mark.long, pytest.mark.one_database]

_asked: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def count_of_requests(counted: Counted) -> Iterator[None]:
    yield
    counted("F13 roles × routes", f"{len(_asked)} requests over {len(ROWS)} rows")


@pytest.fixture(autouse=True)
def no_limit_was_used_up(db: None, settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    cache.clear()
    yield
    cache.clear()


def _ask(row: Row, user: User | None, world: World) -> tuple[int, bool, str]:
    _asked.append(row.route)
    cache.clear()  # more calls than a program may make in a minute
    response = answer(row, user, row.kind.own(world) if row.kind else {})
    return response.status_code, let_in(response), response.get("Location", "")


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    listed = {route.name for route in routes()}
    stated = {row.route for row in ROWS}
    assert sorted(listed - stated) == []
    assert sorted(stated - listed) == []


def test_a_page_that_asks_for_no_permission_is_open_to_every_role() -> None:
    unguarded = {route.name for route in routes() if not route.is_api and not hasattr(route.view, "permissions")}
    every_role = max((row.who for row in ROWS), key=len)
    assert {row.route for row in ROWS if row.route in unguarded and row.who != every_role} == set()


@pytest.mark.parametrize("name", CAST)
def test_a_role_gets_in_where_the_matrix_says_so_and_nowhere_else(name: str, world: World) -> None:
    user = getattr(world, name)
    surprises = []
    for row in ROWS:
        status, inside, _ = _ask(row, user, world)
        sees = row.kind is None or user.desk_role in row.kind.sees_own
        if row.gone:
            as_stated = status == 404
        elif user.desk_role not in row.who:
            as_stated = status == 403
        elif not sees:
            as_stated = status == 404
        else:
            as_stated = inside or status in row.also
        if not as_stated:
            surprises.append(f"{row.method} {row.route}: {status}")
    assert surprises == []


def test_nobody_gets_in_without_a_sign_in(world: World) -> None:
    pages = {route.name: route for route in routes()}
    surprises = []
    for row in ROWS:
        status, inside, location = _ask(row, None, world)
        if row.anyone:
            as_stated = status == 404 if row.gone else inside or status in row.also
        elif pages[row.route].is_api:
            as_stated = status == 401
        else:
            as_stated = status == 302 and location.startswith("/account/login/")
        if not as_stated:
            surprises.append(f"{row.method} {row.route}: {status}")
    assert surprises == []
