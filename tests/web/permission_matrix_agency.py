"""The permission matrix of collection agencies; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.agency.access import Agency
from creditdesk.domain.agency import NEEDED_FIELDS
from creditdesk.domain.visibility import Role
from tests import builders
from tests.asking import ask
from tests.placing import agency, late_account, placed, recommended
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
from tests.web.permission_matrix_requests import DECIDES, SEES, preparer
from tests.world import World


def _placement(customer: str) -> Make:
    def make(world: World) -> Arguments:
        near = getattr(world, customer)
        of = builders.customer(near.company, portfolio=near.portfolio, salesperson=near.salesperson)
        approver = builders.user(f"chief_{of.number}", role=Role.CONTROLLER, companies=[of.company])
        return {"placement_id": placed(world, of, by=preparer(world, customer), approver=approver).id}

    return make


def _agency(customer: str) -> Make:
    def make(world: World) -> Arguments:
        return {"agency_id": agency(getattr(world, customer).company, by=preparer(world, customer)).id}

    return make


def _asked(customer: str) -> Make:
    def make(world: World) -> Arguments:
        near = getattr(world, customer)
        of = builders.customer(near.company, portfolio=near.portfolio, salesperson=near.salesperson)
        by = preparer(world, customer)
        late_account(world, of, by=by)
        return {"request_id": ask(of, recommended(of, agency(of.company, by=by)), by=by).id}

    return make


def _to_place(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        late_account(world, of, by=preparer(world, customer))
        found = Agency.objects.filter(company_id=of.company_id).first()
        chosen = found or agency(of.company, by=preparer(world, customer))
        return {"customer_id": of.id, "agency_id": chosen.id}

    return make


def _both(make: Any, own: Any, neighbour: Any) -> Kind:
    return Kind(
        own=make("acme"),
        neighbour=make("zenith"),
        foreign=make("foreign"),
        sees_own=own,
        sees_neighbour=neighbour,
    )


PLACEMENT = _both(_placement, ITS_PEOPLE & SEES, ALL_ACCOUNTS & SEES)
# An agency works for the whole company: there is none of a neighbour.
AGENCY = _both(_agency, SEES, SEES)
ASKED_TO_PLACE = _both(_asked, ITS_PEOPLE & SEES, ALL_ACCOUNTS & SEES)
TO_PLACE = _both(_to_place, ITS_PEOPLE, ALL_ACCOUNTS)
_PROFILE: dict[str, Any] = {
    "name": "Fourth Agency",
    "told": [one.value for one in NEEDED_FIELDS],
    "key": "6b1d5a4e-3c7a-4d57-9f2c-0d8a5f9e7b11",
}

ROWS: tuple[Row, ...] = (
    Row("agency", "GET", SEES),
    Row("agency_batch", "POST", RECORDERS & SEES),
    Row("placements", "GET", SEES),
    Row("placement", "GET", SEES, PLACEMENT),
    Row("placement_remit", "POST", holding(P.POST_LEDGER) & SEES, PLACEMENT),
    Row("placement_back", "POST", DECIDES & SEES, PLACEMENT, data={"reason": "no assets"}),
    Row("agencies", "GET", SEES),
    Row("agency_new", "GET", DECIDES & SEES),
    Row("agency_new", "POST", DECIDES & SEES, data=_PROFILE),
    Row("agency_change", "GET", DECIDES & SEES, AGENCY),
    Row("agency_change", "POST", DECIDES & SEES, AGENCY),
    Row("agency_file", "POST", DECIDES & holding(P.EXPORT), AGENCY),
    Row("placement_new", "GET", RECORDERS & SEES, CUSTOMER),
    Row("placement_new", "POST", RECORDERS & SEES, CUSTOMER),
    Row("placement_change", "GET", RECORDERS & SEES, ASKED_TO_PLACE),
    Row("placement_change", "POST", RECORDERS & SEES, ASKED_TO_PLACE),
)
_BODY: dict[str, Any] = {"currency": "USD", "words": "no answer", "efforts": "six calls", "submit": False}
API_ROWS: tuple[Row, ...] = (
    Row("api:placement_list", "GET", API & SEES),
    Row("api:one_placement", "GET", API & SEES, PLACEMENT),
    Row("api:recommend_a_placement", "POST", API & RECORDERS, TO_PLACE, data=_BODY, place="body"),
    Row("api:agency_scores", "GET", API & SEES),
)
