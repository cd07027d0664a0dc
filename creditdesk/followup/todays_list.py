"""What Today shows, as plain columns in few reads: the page that everybody opens first makes no object for a row.

Which rows a person sees is decided in `queries`; here they are only fetched.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Tickler, WorklistRow
from creditdesk.followup.queries import PAGE
from creditdesk.parties.models import full_name
from creditdesk.parties.plain_sql import Read, Rows, ask, day, instant, keys, read_query
from creditdesk.parties.reach import Reach
from creditdesk.receivables.models import OpenItem


@dataclass(frozen=True, slots=True)
class Listed:
    """An account in its rank, with what the contact rules ask of it. Amounts in minor units of company currency."""

    customer_id: int
    company_id: int
    jump: int
    score_minor: int
    at_stake_minor: int
    stored_reasons: str
    next_step_kind: str
    next_step_name: str
    stored_next_step_date: dt.date | str | None
    name: str
    number: str
    risk_class: str
    time_zone: str
    contact_block: str
    status: str
    country: str
    region: str
    company_code: str
    company_currency: str

    @property
    def reasons(self) -> list[Reason]:
        """Why the account stands where it does, strongest first."""
        return [Reason.from_dict(stored) for stored in json.loads(self.stored_reasons)]

    @property
    def next_step_date(self) -> dt.date | None:
        """The day of the next step, where it has one."""
        return day(self.stored_next_step_date)


_LISTED = (
    *("customer_id", "company_id", "jump", "score_minor", "at_stake_minor", "reasons"),
    *("next_step_kind", "next_step_name", "next_step_date"),
    *(f"customer__{column}" for column in ("name", "number", "risk_class", "time_zone", "contact_block", "status")),
    *("customer__country", "customer__region"),
    *("company__code", "company__currency"),
)


def worklist_page(
    rows: QuerySet[WorklistRow], *, after: tuple[int, int, int] | None = None, size: int = PAGE
) -> list[Listed]:
    """One page (and one row more, which tells that there is another) after (jump, score, customer id)."""
    return ask(read_worklist_page(rows, after=after, size=size))


def read_worklist_page(
    rows: QuerySet[WorklistRow], *, after: tuple[int, int, int] | None = None, size: int = PAGE
) -> Read[list[Listed]]:
    """The same, to be asked together with others."""
    if after is not None:
        jump, score, customer_id = after
        rows = rows.filter(
            Q(jump__lt=jump)
            | Q(jump=jump, score_minor__lt=score)
            | Q(jump=jump, score_minor=score, customer_id__gt=customer_id)
        )
    return read_query(rows.values_list(*_LISTED)[: size + 1], lambda found: [Listed(*row) for row in found])


@dataclass(frozen=True, slots=True)
class Collectable:
    """What may be asked of an account in one currency, and since when the oldest of it is due."""

    currency: str
    minor: int
    oldest_due_date: dt.date | None


def read_collectable(customer_ids: Sequence[int]) -> Read[dict[int, list[Collectable]]]:
    """Customer → what may be asked for, one for each currency that has any, the largest first."""
    statement = (
        "SELECT customer_id, currency, collectable_minor, oldest_collectable_due_date FROM receivables_position "
        f"WHERE collectable_minor <> 0 AND customer_id IN ({keys(customer_ids)}) ORDER BY collectable_minor DESC"
    )
    return Read(statement, (), _by_customer)


def _by_customer(rows: Rows) -> dict[int, list[Collectable]]:
    found: dict[int, list[Collectable]] = {}
    for customer_id, currency, minor, oldest in rows:
        found.setdefault(customer_id, []).append(Collectable(currency, minor, day(oldest)))
    return found


def read_first_tickler_ids(customer_ids: Sequence[int]) -> Read[dict[int, int]]:
    """Customer → its first open tickler with a day, the one that a key on its row snoozes."""
    statement = (
        "SELECT customer_id, id FROM followup_tickler WHERE state = %s AND due_date IS NOT NULL "
        f"AND customer_id IN ({keys(customer_ids)}) ORDER BY due_date DESC, "
        "due_time IS NOT NULL, due_time DESC, id DESC"
    )
    return Read(statement, (Tickler.State.OPEN.value,), dict)


# ---------------------------------------------------------------- promised, came in


@dataclass(frozen=True, slots=True)
class PromisedToday:
    """A promise for the day: on which account, how much, who was told it and when."""

    customer_id: int
    customer_name: str
    minor: int
    currency: str
    told_at: dt.datetime
    told_to: str


def read_promises(reach: Reach, *, on: dt.date, limit: int = 50) -> Read[list[PromisedToday]]:
    """The promises for the day on the accounts in reach that were not cancelled, the largest first."""
    return Read(_PROMISES.format(reach=reach.sql("c")), (on, limit), lambda rows: [_promised(*row) for row in rows])


def _promised(
    customer_id: int, name: str, minor: int, currency: str, told_at: dt.datetime | str, *told_to: str
) -> PromisedToday:
    return PromisedToday(customer_id, name, minor, currency, instant(told_at), full_name(*told_to))


_PROMISES = """
SELECT p.customer_id, c.name, p.amount_minor, p.currency, a.happened_at, u.first_name, u.last_name, u.username
FROM followup_promise p JOIN followup_activity a ON a.id = p.activity_id
    JOIN parties_customer c ON c.id = p.customer_id JOIN parties_user u ON u.id = a.by_id
WHERE p.date = %s AND p.state <> 'cancelled' AND {reach}
ORDER BY p.amount_minor DESC, p.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class CameIn:
    """A payment or credit as a person speaks of it: what came in is told above zero."""

    customer_id: int
    customer_name: str
    item_id: int
    kind: str
    number: str
    currency: str
    open_minor: int
    original_minor: int

    @property
    def came_minor(self) -> int:
        """What came in, in minor units."""
        return -self.original_minor


def read_came_in(reach: Reach, *, since: Mapping[int, dt.date], as_of: dt.date, limit: int = 20) -> Read[list[CameIn]]:
    """Payments and credits of the days since each company's own day, on the accounts in reach, the largest first."""
    days = " OR ".join(f"(i.company_id = {int(company_id)} AND i.document_date >= %s)" for company_id in since)
    return Read(
        _CAME_IN.format(companies=keys(since), days=days or "1 = 0", reach=reach.sql("c")),
        (min(since.values(), default=as_of), as_of, *since.values(), *_CREDITS, limit),
        lambda rows: [CameIn(*row) for row in rows],
    )


_CREDITS = (OpenItem.Kind.PAYMENT.value, OpenItem.Kind.CREDIT_MEMO.value)
# CROSS JOIN is how SQLite is told the order: first the few credits of these days, then whose they are.
_CAME_IN = """
SELECT i.customer_id, c.name, i.id, i.kind, i.number, i.currency, i.open_minor, i.original_minor
FROM receivables_openitem i CROSS JOIN parties_customer c
WHERE i.original_minor < 0 AND i.company_id IN ({companies}) AND i.document_date BETWEEN %s AND %s
    AND ({days}) AND i.kind IN (%s, %s) AND i.voided_on IS NULL AND c.id = i.customer_id AND {reach}
ORDER BY i.original_minor, i.id LIMIT %s
"""
