"""The permission matrix of customers' statements; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.config import clock
from creditdesk.reconciliation.loading import Line
from tests import reconciling
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
WORKS = RECORDERS & SEES


def _statement(customer: str, name: str = "statement_id") -> Make:
    def make(world: World) -> Arguments:
        of, today = getattr(world, customer), clock.today()
        by = world.charlie if customer == "foreign" else world.alice
        line = Line("DM-1", -20_00, today)
        return {name: reconciling.statement(of, line, by=by, day=today, as_of=today, at=clock.now()).id}

    return make


def _kind(name: str = "statement_id") -> Kind:
    return Kind(
        own=_statement("acme", name),
        neighbour=_statement("zenith", name),
        foreign=_statement("foreign", name),
        sees_own=ITS_PEOPLE & SEES,
        sees_neighbour=ALL_ACCOUNTS & SEES,
    )


STATEMENT, ASKED = _kind(), _kind("statement")
SEEN: dict[str, Any] = {"version": 1}

ROWS: tuple[Row, ...] = (
    Row("customer_statements", "GET", SEES),
    Row("customer_statement_new", "GET", WORKS, CUSTOMER),
    Row("customer_statement_new", "POST", WORKS, CUSTOMER),
    Row("customer_statement", "GET", SEES, STATEMENT),
    Row("customer_statement_line", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_line_back", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_total", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_match", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_unmatch", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_rematch", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_explain", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_explain_all", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_unexplain", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_conclude", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_reopen", "POST", WORKS, STATEMENT, data=SEEN),
    Row("customer_statement_withdraw", "POST", WORKS, STATEMENT, data=SEEN | {"why": "no"}),
    Row("customer_statement_letter", "POST", WORKS, STATEMENT),
    Row("export_account_reconciliation", "GET", SEES & holding(P.EXPORT), ASKED, place="query"),
)

_SEES, _WORKS = API & SEES, API & WORKS
_NEW = {"day": "2026-06-01", "currency": "USD"}
_SAID = {"key": "total", "cause": "short", "action": "none"}
API_ROWS: tuple[Row, ...] = (
    Row("api:customer_statement_list", "GET", _SEES),
    Row("api:one_customer_statement", "GET", _SEES, STATEMENT),
    Row("api:load_a_customer_statement", "POST", _WORKS, CUSTOMER, data=_NEW, place="body"),
    Row("api:add_a_statement_line", "POST", _WORKS, STATEMENT, data=SEEN | {"document": "1", "amount_minor": 1}),
    Row("api:take_back_a_statement_line", "POST", _WORKS, STATEMENT, data=SEEN | {"line_id": 1}),
    Row("api:state_their_total", "POST", _WORKS, STATEMENT, data=SEEN | {"stated_minor": None}),
    Row("api:match_a_statement_line", "POST", _WORKS, STATEMENT, data=SEEN | {"line_id": 1, "item_id": 1}),
    Row("api:undo_a_statement_match", "POST", _WORKS, STATEMENT, data=SEEN | {"line_id": 1}),
    Row("api:match_a_statement_again", "POST", _WORKS, STATEMENT, data=SEEN),
    Row("api:explain_account_differences", "POST", _WORKS, STATEMENT, data=SEEN | {"said": [_SAID]}),
    Row("api:take_back_an_explanation", "POST", _WORKS, STATEMENT, data=SEEN | {"key": "total"}),
    Row("api:conclude_a_reconciliation", "POST", _WORKS, STATEMENT, data=SEEN),
    Row("api:reopen_a_reconciliation", "POST", _WORKS, STATEMENT, data=SEEN),
    Row("api:withdraw_a_customer_statement", "POST", _WORKS, STATEMENT, data=SEEN | {"why": "no"}),
    Row("api:draft_a_reconciliation_letter", "POST", _WORKS, STATEMENT),
)
