"""The permission matrix of promises; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.followup.models import Activity, Promise
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CREDIT,
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
from tests.world import NOW, TODAY, World

_fresh = count(1)


def _promise(name: str) -> Make:
    def make(world: World) -> Arguments:
        customer = getattr(world, name)
        told = Activity.objects.create(
            company_id=customer.company_id,
            customer=customer,
            channel="call",
            direction="outbound",
            outcome="promised",
            promised_minor=100,
            promised_currency="USD",
            promised_date=TODAY,
            happened_at=NOW,
            recorded_at=NOW,
            by=world.alice,
            key=f"matrix-promise-{next(_fresh)}",
        )
        promise = Promise.objects.create(
            company_id=customer.company_id,
            customer=customer,
            activity=told,
            currency="USD",
            amount_minor=100,
            date=TODAY,
            made_on=TODAY,
        )
        return {"promise_id": promise.id}

    return make


PROMISE = Kind(
    own=_promise("acme"),
    neighbour=_promise("zenith"),
    foreign=_promise("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)

ROWS: tuple[Row, ...] = (
    Row("promises", "GET", holding(P.SEE_HISTORY)),
    Row("account_promises", "GET", CREDIT, CUSTOMER),
    Row("promise", "GET", holding(P.SEE_HISTORY), PROMISE),
    Row("promise_cancel", "GET", RECORDERS, PROMISE),
    Row("promise_cancel", "POST", RECORDERS, PROMISE),
)
