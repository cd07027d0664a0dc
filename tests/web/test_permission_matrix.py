"""Who may call what: every route, every role, with and without a sign-in (permission_matrix.py has the rows)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.permission_matrix import ROWS, Row
from tests.web.routes import Route, ask, browser_for, let_in, routes
from tests.world import World

CAST = ("alice", "bob", "carol", "dave", "erin", "fay", "sam", "olga", "audrey", "adam")
_asked: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def count_of_requests(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nF13 roles × routes: {len(_asked)} requests over {len(ROWS)} rows")


def _route(name: str) -> Route:
    return next(route for route in routes() if route.name == name)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    listed = {route.name for route in routes()}
    stated = {row.route for row in ROWS}
    assert sorted(listed - stated) == []
    assert sorted(stated - listed) == []


def test_a_page_that_asks_for_no_permission_is_open_to_every_role() -> None:
    unguarded = {route.name for route in routes() if not route.is_api and not hasattr(route.view, "permissions")}
    every_role = max((row.who for row in ROWS), key=len)
    assert {row.route for row in ROWS if row.route in unguarded and row.who != every_role} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_a_role_gets_in_where_the_matrix_says_so_and_nowhere_else(row: Row, world: World) -> None:
    route = _route(row.route)
    surprises = []
    for name in CAST:
        user = getattr(world, name)
        arguments = row.kind.own(world) if row.kind else {}
        response = ask(browser_for(user, route), row, arguments=arguments, is_api=route.is_api)
        _asked.append(name)
        sees = not row.kind or user.desk_role in row.kind.sees_own
        if row.gone:
            as_stated = response.status_code == 404
        elif user.desk_role not in row.who:
            as_stated = response.status_code == 403
        elif not sees:
            as_stated = response.status_code == 404
        else:
            as_stated = let_in(response) or response.status_code in row.also
        if not as_stated:
            surprises.append(f"{user.role}: {response.status_code}")
    assert surprises == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_nobody_gets_in_without_a_sign_in(row: Row, world: World) -> None:
    route = _route(row.route)
    arguments = row.kind.own(world) if row.kind else {}
    response = ask(browser_for(None, route), row, arguments=arguments, is_api=route.is_api)
    _asked.append("anonymous")
    if row.anyone:
        assert let_in(response)
    elif route.is_api:
        assert response.status_code == 401
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/")
