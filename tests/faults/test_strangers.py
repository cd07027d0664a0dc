"""F13: what belongs to others does not exist. Every route with an object is asked by foreign ids, by every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from creditdesk.domain.visibility import Role
from creditdesk.parties.models import User
from tests import builders
from tests.web.permission_matrix import ROWS, Row
from tests.web.routes import ask, browser_for, routes
from tests.web.test_permission_matrix import CAST
from tests.world import World

WITH_OBJECT = [row for row in ROWS if row.kind]
WITH_NEIGHBOUR = [row for row in WITH_OBJECT if row.kind and row.kind.neighbour]
_asked: list[str] = []
_surprises: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def count_of_requests(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nF13 strangers: {len(_asked)} requests, {len(WITH_OBJECT)} routes, {len(_surprises)} surprises")


def _status(row: Row, user: User, arguments: dict[str, object]) -> int:
    route = next(route for route in routes() if route.name == row.route)
    _asked.append(user.username)
    return ask(browser_for(user, route), row, arguments=arguments, is_api=route.is_api).status_code


@pytest.mark.parametrize("row", WITH_OBJECT, ids=lambda row: f"{row.method} {row.route}")
def test_an_object_of_another_company_does_not_exist(row: Row, world: World) -> None:
    assert row.kind
    surprises = []
    for name in CAST:
        user = getattr(world, name)
        expected = 404 if user.desk_role in row.who else 403
        status = _status(row, user, row.kind.foreign(world))
        if status != expected:
            surprises.append(f"{user.role}: {status}, not {expected}")
    _surprises.extend(surprises)
    assert surprises == []


@pytest.mark.parametrize("row", WITH_OBJECT, ids=lambda row: f"{row.method} {row.route}")
def test_the_same_role_at_another_company_sees_nothing_here(row: Row, world: World) -> None:
    assert row.kind
    surprises = []
    for role in sorted(row.who - {Role.MACHINE}):
        stranger = builders.user(f"stranger-{role.value}", role=role, companies=[world.southwind])
        status = _status(row, stranger, row.kind.own(world))
        if status != 404:
            surprises.append(f"{role}: {status}")
    _surprises.extend(surprises)
    assert surprises == []


@pytest.mark.parametrize("row", WITH_NEIGHBOUR, ids=lambda row: f"{row.method} {row.route}")
def test_an_account_outside_the_portfolio_exists_only_for_those_who_see_all(row: Row, world: World) -> None:
    assert row.kind
    assert row.kind.neighbour
    surprises = []
    for name in CAST:
        user = getattr(world, name)
        if user.desk_role not in row.who:
            continue
        status = _status(row, user, row.kind.neighbour(world))
        hidden = user.desk_role not in row.kind.sees_neighbour
        if (status == 404) is not hidden:
            surprises.append(f"{user.role}: {status}")
    _surprises.extend(surprises)
    assert surprises == []


def test_a_user_without_companies_sees_no_customer(world: World) -> None:
    from creditdesk.parties.access import visible_customers
    from tests.world import TODAY

    loner = builders.user("loner", role=Role.CREDIT_MANAGER)
    assert list(visible_customers(loner, as_of=TODAY)) == []
