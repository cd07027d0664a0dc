"""The permission matrix of calls and of the plan of the day; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.followup.models import UnknownCall
from tests.web.permission_matrix import CUSTOMER, SIGNED_IN, Arguments, Kind, Make, P, Row, holding
from tests.world import NOW, TODAY, World

_fresh = count(1)
LEADS = holding(P.SEE_EXCEPTIONS)
WORKERS = holding(P.WORK_TICKLERS)


def _unknown_call(company: str, by: str) -> Make:
    def make(world: World) -> Arguments:
        call = UnknownCall.objects.create(
            company=getattr(world, company),
            number="+12125550199",
            note="Wants a statement",
            due_date=TODAY,
            by=getattr(world, by),
            at=NOW,
            key=f"matrix-unknown-{next(_fresh)}",
        )
        return {"call_id": call.id}

    return make


# Who took it sees it, and who leads in the company.
UNKNOWN_CALL = Kind(
    own=_unknown_call("northlight", "alice"),
    neighbour=_unknown_call("northlight", "adam"),
    foreign=_unknown_call("southwind", "charlie"),
    sees_own=LEADS | frozenset(role for role in SIGNED_IN if role.value == "rep"),
    sees_neighbour=LEADS,
)

ROWS: tuple[Row, ...] = (
    Row("call", "GET", holding(P.RECORD_ACTIVITY), CUSTOMER),
    Row("call", "POST", holding(P.RECORD_ACTIVITY), CUSTOMER),
    Row("incoming_call", "GET", WORKERS),
    Row("incoming_call", "POST", WORKERS),
    Row("unknown_call_done", "POST", WORKERS, UNKNOWN_CALL, data={"note": "sent it"}),
    Row("day_plan", "GET", WORKERS),
)
