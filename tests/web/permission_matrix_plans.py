"""The permission matrix of payment plans; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.config import clock
from creditdesk.domain.plans import Schedule
from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Customer, User
from tests import builders, planning
from tests.asking import ask, plan
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CUSTOMER,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.web.permission_matrix_api import API
from tests.world import World

SEES = holding(P.SEE_HISTORY)
DECIDES = holding(P.DECIDE_REQUESTS)


def _schedule(minor: int) -> Schedule:
    first = (clock.today().replace(day=28)).replace(year=clock.today().year + 1)
    return Schedule.of(minor, first=first, count=2)


def _preparer(world: World, customer: str) -> User:
    return world.charlie if customer == "foreign" else world.fay


def _manager(of: Customer, world: World) -> User:
    if of.company_id == world.northlight.id:
        return world.carol
    found = User.objects.filter(username="cleo").first()
    return found or builders.user("cleo", role=Role.CREDIT_MANAGER, companies=[world.southwind])


def _plan(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        made = planning.planned(
            builders.invoice(of, amount=100_00),
            schedule=_schedule(100_00),
            asked_by=_preparer(world, customer),
            approved_by=_manager(of, world),
            on=clock.today(),
        )
        return {"plan_id": made.id}

    return make


def _asked(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of, today = getattr(world, customer), clock.today()
        content = plan(builders.invoice(of, amount=100_00), schedule=_schedule(100_00))
        request = ask(of, content, by=_preparer(world, customer), as_of=today, at=planning.at(today))
        return {"request_id": request.id}

    return make


PLAN = Kind(
    own=_plan("acme"),
    neighbour=_plan("zenith"),
    foreign=_plan("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
PLAN_REQUEST = Kind(
    own=_asked("acme"),
    neighbour=_asked("zenith"),
    foreign=_asked("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)

ROWS: tuple[Row, ...] = (
    Row("plans", "GET", SEES),
    Row("plan", "GET", SEES, PLAN),
    Row("plan_sign", "POST", RECORDERS & SEES, PLAN),
    Row("plan_terminate", "POST", DECIDES & SEES, PLAN, data={"reason": "no"}),
    Row("plan_new", "GET", RECORDERS, CUSTOMER),
    Row("plan_new", "POST", RECORDERS, CUSTOMER),
    Row("plan_preview", "GET", RECORDERS, CUSTOMER),
    Row("plan_change", "GET", RECORDERS & SEES, PLAN_REQUEST),
    Row("plan_change", "POST", RECORDERS & SEES, PLAN_REQUEST),
)

_SEES, _WORKS = API & SEES, API & RECORDERS
_TERMS: dict[str, Any] = {
    "item_ids": [1],
    "first": "2026-07-01",
    "count": 2,
    "words": "as talked over",
    "submit": False,
}
API_ROWS: tuple[Row, ...] = (
    Row("api:plan_list", "GET", _SEES),
    Row("api:one_plan", "GET", _SEES, PLAN),
    Row("api:ask_for_a_plan", "POST", _WORKS, CUSTOMER, data=_TERMS, place="body"),
    Row("api:revise_a_plan", "POST", _WORKS, PLAN_REQUEST, data=_TERMS | {"seen_revision": 1}),
    Row("api:activate_a_plan", "POST", _WORKS, PLAN_REQUEST),
    Row("api:sign_a_plan", "POST", _WORKS, PLAN, data={"document_id": 1}),
    Row("api:terminate_a_plan", "POST", API & DECIDES, PLAN, data={"reason": "no"}),
)
