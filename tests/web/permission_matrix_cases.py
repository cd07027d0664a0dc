"""The permission matrix of cases; permission_matrix.py says how a row is written."""

from __future__ import annotations

from typing import Any

from creditdesk.config import clock
from creditdesk.disputes.models import CaseLine
from creditdesk.parties.models import User
from tests import builders, disputing
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


def _opener(world: World, customer: str) -> User:
    return world.charlie if customer == "foreign" else world.fay


def _case(customer: str) -> Make:
    def make(world: World) -> Arguments:
        today = clock.today()
        item = builders.invoice(getattr(world, customer), amount=100_00, document_date=today, as_of=today)
        made = disputing.disputed((item, 40_00), by=_opener(world, customer), on=today, is_another=True)
        assert CaseLine.objects.filter(case=made).exists()
        return {"case_id": made.id}

    return make


CASE = Kind(
    own=_case("acme"),
    neighbour=_case("zenith"),
    foreign=_case("foreign"),
    sees_own=ITS_PEOPLE & SEES,
    sees_neighbour=ALL_ACCOUNTS & SEES,
)
_SEEN: dict[str, Any] = {"seen": "99"}

ROWS: tuple[Row, ...] = (
    Row("cases", "GET", SEES),
    Row("case_board", "GET", SEES),
    Row("case", "GET", SEES, CASE),
    Row("account_cases", "GET", SEES, CUSTOMER),
    Row("case_new", "GET", WORKS, CUSTOMER),
    Row("case_new", "POST", WORKS, CUSTOMER),
    Row("case_take", "POST", WORKS, CASE, data=_SEEN),
    Row("case_assign", "POST", WORKS, CASE, data=_SEEN | {"department": "sales"}),
    Row("case_change", "POST", WORKS, CASE, data=_SEEN | {"reason": "pricing"}),
    Row("case_comment", "POST", WORKS, CASE, data={"words": "asked the carrier"}),
    Row("case_paper", "POST", WORKS, CASE),
    Row("case_decide", "POST", WORKS, CASE, data=_SEEN | {"words": "no"}),
    Row("case_credit", "POST", WORKS, CASE, data=_SEEN),
    Row("case_demand", "POST", WORKS, CASE, data=_SEEN),
    Row("case_split", "POST", WORKS, CASE, data=_SEEN),
    Row("case_merge", "POST", WORKS, CASE, data=_SEEN | {"other": "1"}),
    Row("case_withdraw", "POST", WORKS, CASE, data=_SEEN | {"words": "no"}),
    Row("case_close", "POST", WORKS, CASE, data=_SEEN | {"words": "no"}),
    Row("case_reopen", "POST", WORKS, CASE, data=_SEEN | {"words": "no"}),
)

_READS, _ACTS = API & SEES, API & RECORDERS
_VERSION = {"seen_version": 99}
_WORDS = _VERSION | {"words": "no"}
_LINE = {"line_id": 1, "amount_minor": 1}
_JUDGED = {"line_id": 1, "valid_minor": 1, "invalid_minor": 0}
API_ROWS: tuple[Row, ...] = (
    Row("api:case_list", "GET", _READS),
    Row("api:one_case", "GET", _READS, CASE),
    Row("api:open_a_case", "POST", _ACTS, CUSTOMER, data={"kind": "inquiry", "words": "where is it"}, place="body"),
    Row("api:assign_a_case", "POST", _ACTS, CASE, data=_VERSION | {"department": "sales"}),
    Row("api:change_a_case", "POST", _ACTS, CASE, data=_VERSION | {"reason": "pricing"}),
    Row("api:comment_on_a_case", "POST", _ACTS, CASE, data={"words": "asked the carrier"}),
    Row("api:show_a_document", "POST", _ACTS, CASE, data={"document_id": 1}),
    Row("api:decide_a_case", "POST", _ACTS, CASE, data=_WORDS | {"lines": [_JUDGED]}),
    Row("api:ask_for_a_credit", "POST", _ACTS, CASE, data=_VERSION),
    Row("api:demand_back_of_a_case", "POST", _ACTS, CASE, data=_VERSION),
    Row("api:split_a_case", "POST", _ACTS, CASE, data=_VERSION | {"lines": [_LINE]}),
    Row("api:merge_two_cases", "POST", _ACTS, CASE, data=_VERSION | {"other_id": 1}),
    Row("api:withdraw_a_case", "POST", _ACTS, CASE, data=_WORDS),
    Row("api:close_a_case", "POST", _ACTS, CASE, data=_WORDS),
    Row("api:reopen_a_case", "POST", _ACTS, CASE, data=_WORDS),
)
