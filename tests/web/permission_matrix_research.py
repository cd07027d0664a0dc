"""The permission matrix of deduction research; permission_matrix.py says how a row is written."""

from __future__ import annotations

from tests import builders
from tests.web.permission_matrix import (
    ACCOUNTS,
    ALL_ACCOUNTS,
    ITS_PEOPLE,
    Arguments,
    Kind,
    Make,
    Row,
)
from tests.web.permission_matrix_api import API
from tests.world import World


def _deduction(customer: str) -> Make:
    def make(world: World) -> Arguments:
        item = builders.item(getattr(world, customer), amount=10_000, kind="deduction", reference="shortage")
        return {"item_id": item.id}

    return make


DEDUCTION = Kind(
    own=_deduction("acme"),
    neighbour=_deduction("zenith"),
    foreign=_deduction("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
ASKED = Kind(
    own=lambda world: {"customer_id": world.acme.id},
    neighbour=lambda world: {"customer_id": world.zenith.id},
    foreign=lambda world: {"customer_id": world.foreign.id},
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)

ROWS: tuple[Row, ...] = (Row("item_evidence", "GET", ACCOUNTS, DEDUCTION),)
_LISTS = ("shipment_list", "return_list", "deal_list", "coop_list", "routing_rule_list", "invoice_line_list")
API_ROWS: tuple[Row, ...] = (
    Row("api:item_evidence", "GET", API & ACCOUNTS, DEDUCTION),
    *(Row(f"api:{name}", "GET", API & ACCOUNTS, ASKED, place="query") for name in _LISTS),
)
