"""F13: what belongs to others does not exist. Every route with an object is asked by foreign ids, by every role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from creditdesk.domain.visibility import Role
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import User
from tests import builders
from tests.plugins.counts import Counted
from tests.web.permission_matrix import SIGNED_IN, Kind, Row
from tests.web.routes import CAST, ROWS, answer
from tests.world import TODAY, World

pytestmark = pytest.mark.long

WITH_OBJECT: list[tuple[Row, Kind]] = [(row, row.kind) for row in ROWS if row.kind and not row.gone]
_asked: list[str] = []
_surprises: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def count_of_requests(counted: Counted) -> Iterator[None]:
    yield
    counted("F13 strangers", f"{len(_asked)} requests, {len(WITH_OBJECT)} rows, {len(_surprises)} surprises")


@pytest.fixture(autouse=True)
def no_limit_was_used_up(db: None, settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    cache.clear()
    yield
    cache.clear()


def _status(row: Row, user: User, arguments: dict[str, object]) -> int:
    _asked.append(row.route)
    cache.clear()  # more calls than a program may make in a minute
    return answer(row, user, arguments).status_code


def _found(row: Row, status: int, *, expected: int) -> list[str]:
    if status == expected:
        return []
    _surprises.append(row.route)
    return [f"{row.method} {row.route}: {status}, not {expected}"]


@pytest.mark.parametrize("name", CAST)
def test_an_object_of_another_company_does_not_exist(name: str, world: World) -> None:
    user = getattr(world, name)
    surprises = []
    for row, kind in WITH_OBJECT:
        if user.desk_role in row.who:
            surprises += _found(row, _status(row, user, kind.foreign(world)), expected=404)
    assert surprises == []


@pytest.mark.one_database
@pytest.mark.parametrize("name", CAST)
def test_who_may_not_call_at_all_is_told_so_whatever_the_object(name: str, world: World) -> None:
    user = getattr(world, name)
    surprises = []
    for row, kind in WITH_OBJECT:
        if user.desk_role not in row.who:
            surprises += _found(row, _status(row, user, kind.foreign(world)), expected=403)
    assert surprises == []


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_the_same_role_at_another_company_sees_nothing_here(role: Role, world: World) -> None:
    stranger = builders.user("stranger", role=role, companies=[world.southwind])
    surprises = []
    for row, kind in WITH_OBJECT:
        if role in row.who and not kind.of_all:
            surprises += _found(row, _status(row, stranger, kind.own(world)), expected=404)
    assert surprises == []


@pytest.mark.parametrize("name", CAST)
def test_an_account_outside_the_portfolio_exists_only_for_those_who_see_all(name: str, world: World) -> None:
    user = getattr(world, name)
    surprises = []
    for row, kind in WITH_OBJECT:
        if kind.neighbour is None or user.desk_role not in row.who:
            continue
        status = _status(row, user, kind.neighbour(world))
        hidden = user.desk_role not in kind.sees_neighbour
        surprises += _found(row, status, expected=404) if hidden else []
        if not hidden and status in {403, 404, 500}:
            surprises += _found(row, status, expected=200)
    assert surprises == []


def test_a_user_without_companies_sees_no_customer(world: World) -> None:
    loner = builders.user("loner", role=Role.CREDIT_MANAGER)
    assert list(visible_customers(loner, as_of=TODAY)) == []
