"""The permission matrix of bankruptcies; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.bankruptcy.actions import open_case
from creditdesk.config import clock
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from tests import builders
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
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
DECIDES = holding(P.DECIDE_EVENTS)
_keys = count(1)


def _case(customer: str, *, named: str = "case_id", with_item: bool = False) -> Make:
    def make(world: World) -> Arguments:
        # An account of its own: what else is done on the cast's accounts meets no stay.
        like, at, today = getattr(world, customer), clock.now(), clock.today()
        of = builders.customer(like.company, portfolio=like.portfolio, salesperson=like.salesperson)
        by = world.charlie if customer == "foreign" else world.bob
        item = builders.invoice(of, amount=100_00, document_date=today, as_of=today) if with_item else None
        facts = {"chapter": "7", "petition_date": today.isoformat()}
        told = Told(EventKind.BANKRUPTCY, today, "", facts)
        key = f"matrix-{next(_keys)}"
        event = report_event(of, told=told, by=by, at=at, as_of=today, key=key)
        proofs = [Proof(Evidence.COURT, "docket")]
        event = verify_event(event, proofs=proofs, by=by, at=at, as_of=today, key=key)
        made = open_case(event, by=by, at=at, as_of=today)
        return {named: made.id} | ({"item_id": item.id} if item else {})

    return make


def _kind(*, named: str = "case_id", with_item: bool = False) -> Kind:
    return Kind(
        own=_case("acme", named=named, with_item=with_item),
        neighbour=_case("zenith", named=named, with_item=with_item),
        foreign=_case("foreign", named=named, with_item=with_item),
        sees_own=ITS_PEOPLE & SEES,
        sees_neighbour=ALL_ACCOUNTS & SEES,
    )


CASE, CASE_ASKED = _kind(), _kind(named="case")
CASE_WITH_GOODS = _kind(with_item=True)
_FACT = {"field": "court", "value": "SDNY", "said_by": "the docket", "why": "read there"}
_USE = {"number": "P-1", "counsel": "Ms. Lane", "words": "may be kept", "said_on": "today"}

ROWS: tuple[Row, ...] = (
    Row("bankruptcies", "GET", SEES),
    Row("bankruptcy", "GET", SEES, CASE),
    Row("export_proof_of_claim", "GET", SEES & holding(P.EXPORT), CASE_ASKED, place="query"),
    Row("bankruptcy_pdf", "GET", SEES, CASE),
    Row("bankruptcy_tell", "POST", RECORDERS & SEES, CASE, data=_FACT),
    Row("bankruptcy_received", "POST", RECORDERS & SEES, CASE),
    Row("bankruptcy_step", "POST", holding(P.RECORD_ACTIVITY, P.DECIDE_EVENTS) & SEES, CASE),
    Row("bankruptcy_use", "POST", DECIDES & SEES, CASE, data=_USE),
    Row("bankruptcy_account", "POST", DECIDES & SEES, CASE),
)

_SEES, _WORKS, _DECIDES = API & SEES, API & RECORDERS, API & DECIDES
API_ROWS: tuple[Row, ...] = (
    Row("api:bankruptcy_list", "GET", _SEES),
    Row("api:one_bankruptcy", "GET", _SEES, CASE),
    Row(
        "api:tell_a_bankruptcy",
        "POST",
        _WORKS,
        CASE,
        data={"values": {"court": "SDNY"}, "said_by": "the docket", "why": "read there"},
    ),
    Row(
        "api:tell_goods_received",
        "POST",
        _WORKS,
        CASE_WITH_GOODS,
        data={"received_on": "2026-06-01", "evidence": "POD 4411"},
        bodily=frozenset({"item_id"}),
    ),
    Row("api:move_a_bankruptcy", "POST", _WORKS, CASE, data={"to": "with_counsel"}),
    Row(
        "api:confirm_a_credits_use",
        "POST",
        _DECIDES,
        CASE,
        data={"number": "P-1", "counsel": "Ms. Lane", "words": "may be kept", "said_on": "2026-06-01"},
    ),
    Row("api:open_a_later_account", "POST", _DECIDES, CASE, data={"number": "NEW-DIP", "name": "In possession"}),
)
