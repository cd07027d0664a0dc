"""What everybody must know of an account before acting: one look for four things, on every page of it.

Why orders are to be held, which ways of contact stopped, which data are asked to change and are not confirmed, and the
payment plan. Most accounts have none of them; where something happened, the pages ask no more than elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.data_changes import OPEN_CHANGES
from creditdesk.followup.models import ContactStop
from creditdesk.parties.plain_sql import day, rows_of


@dataclass(frozen=True, slots=True)
class StandingHold:
    """A reason to hold orders that stands: the code, why as a reason is kept, since when, and until when if it ends."""

    id: int
    code: str
    why: dict[str, Any]
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A change of data that is asked for and not confirmed: of which kind, where it stands, who asked when."""

    id: int
    kind: str
    state: str
    asked_by: str
    requested_at: dt.datetime


@dataclass(frozen=True, slots=True)
class WhatStands:
    """Holds by code, changes by the order of the requests, the channels by which nobody contacts the customer, and the
    day on which the bank last returned a payment of his.
    """

    holds: list[StandingHold] = field(default_factory=list)
    changes: list[OpenChange] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    returned: list[dt.date] = field(default_factory=list)
    # Payment plans that stand, then those in default of which something is open, each with its state.
    plans: list[tuple[int, str]] = field(default_factory=list)


def what_stands(customer_id: int, *, as_of: dt.date) -> WhatStands:
    """What stands on the day, of a customer that somebody may see; changes are for those who read its history."""
    found = WhatStands()
    keep: dict[str, Callable[..., None]] = {
        "hold": lambda key, code, why, since, until: found.holds.append(
            StandingHold(key, code, json.loads(why), dt.date.fromisoformat(since), _day(until))
        ),
        "change": lambda key, kind, state, asked_by, at: found.changes.append(
            OpenChange(key, kind, state, asked_by, _instant(at))
        ),
        "stop": lambda key, way, *rest: found.stopped.update(
            [each.value for each in Channel] if way == ContactStop.Way.ALL else [way]
        ),
    }
    keep["returned"] = lambda key, on, *rest: found.returned.append(dt.date.fromisoformat(on))
    keep["plan"] = lambda key, state, *rest: found.plans.append((key, state))
    open_states = sorted(one.value for one in OPEN_CHANGES)
    who = customer_id
    for what, *row in rows_of(_STANDS, who, day(as_of), who, *open_states, who, who, who):
        keep[what](*row)
    return found


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _instant(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


# Everything as text, so that five tables answer as one; sorted as each of them is told. Plans are of a room above: the
# table of theirs is read here so that no page asks once more.
_STANDS = """
SELECT 'hold' AS what, h.id AS key, CAST(h.code AS TEXT) AS a, CAST(h.why AS TEXT) AS b, CAST(h.since AS TEXT) AS c,
       COALESCE(CAST(h.until AS TEXT), '') AS d
FROM followup_holdfinding h
WHERE h.customer_id = %s AND h.lifted_on IS NULL AND (h.until IS NULL OR h.until >= %s)
UNION ALL
SELECT 'change', c.id, c.kind, c.state, c.asked_by, CAST(c.requested_at AS TEXT) FROM followup_datachange c
WHERE c.customer_id = %s AND c.state IN (%s, %s)
UNION ALL
SELECT 'stop', s.id, s.way, '', '', '' FROM followup_contactstop s WHERE s.customer_id = %s AND s.lifted_at IS NULL
UNION ALL
SELECT 'returned', e.id, CAST(e.happened_on AS TEXT), '', '', '' FROM followup_customerevent e
WHERE e.customer_id = %s AND e.kind = 'nsf' AND e.state IN ('verified', 'actioned')
UNION ALL
SELECT 'plan', p.id, p.state, '', '', '' FROM plans_plan p
WHERE p.customer_id = %s AND (p.state IN ('approved', 'active') OR (p.state = 'defaulted' AND EXISTS (
    SELECT 1 FROM plans_planitem m JOIN receivables_openitem i ON i.id = m.item_id
    WHERE m.plan_id = p.id AND i.open_minor > 0 AND NOT i.on_plan)))
ORDER BY 1, 3, 2
"""
