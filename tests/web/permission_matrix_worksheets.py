"""The permission matrix of adjustment worksheets; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Evidence
from tests import builders
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
from tests.web.permission_matrix_requests import preparer
from tests.worksheets import ask_by_worksheet, line, sheet
from tests.world import World

SEES = holding(P.SEE_HISTORY)


def _asked(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        shown = (Evidence(Shown.PROOF, link="https://example.com/prices"),)
        told = sheet(line(builders.invoice(of, amount=100_00), 10_00), evidence=shown)
        return {"worksheet_id": ask_by_worksheet(of, told, by=preparer(world, customer)).id}

    return make


WORKSHEET = Kind(
    own=_asked("acme"),
    neighbour=_asked("zenith"),
    foreign=_asked("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)

ROWS: tuple[Row, ...] = (
    Row("worksheets", "GET", SEES),
    Row("worksheet", "GET", SEES, WORKSHEET),
    Row("worksheet_pdf", "GET", SEES, WORKSHEET),
    Row("worksheet_new", "GET", RECORDERS, CUSTOMER),
    Row("worksheet_new", "POST", RECORDERS, CUSTOMER),
    Row("worksheet_form", "GET", RECORDERS, CUSTOMER),
    Row("worksheet_load", "GET", RECORDERS),
    Row("worksheet_load", "POST", RECORDERS),
    Row("export_worksheets", "GET", SEES & holding(P.EXPORT)),
)

_BODY: dict[str, Any] = {"words": "as talked over", "submit": False, "lines": []}
API_ROWS: tuple[Row, ...] = (
    Row("api:worksheet_list", "GET", API & SEES),
    Row("api:one_worksheet", "GET", API & SEES, WORKSHEET),
    Row("api:worksheet_as_pdf", "GET", API & SEES, WORKSHEET),
    Row("api:prepare_a_worksheet", "POST", API & RECORDERS, CUSTOMER, data=_BODY, place="body"),
    Row("api:worksheet_as_form", "GET", API & RECORDERS, CUSTOMER),
    Row("api:load_a_worksheet", "POST", API & RECORDERS, data={"file": b""}),
)
