"""A contact with all that comes of it, written inside the open transaction of an action.

The verbs of follow-up keep contacts by it, and so do those of rooms above that add something of their own, such as the
letter that confirms what was promised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from creditdesk.followup.models import Activity, Tickler, TicklerMove
from creditdesk.followup.promise_judging import Told as ToldPromise
from creditdesk.followup.promise_judging import journal_promises
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import (
    NextAction,
    journal_activity,
    journal_tickler,
    locked_tickler,
    part_key,
    write_activity,
    write_contested,
    write_move,
    write_tickler,
)
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.disputing import Contested, journal_disputed
from creditdesk.receivables.disputing import Told as ToldDispute


@dataclass(slots=True)
class Kept:
    """A contact that was written, and what the journal is to be told once everything else is."""

    activity: Activity
    promises: list[ToldPromise]
    disputes: list[ToldDispute] = field(default_factory=list)
    planned: list[Tickler] = field(default_factory=list)


def kept_before(customer: Customer, key: str) -> Activity | None:
    """The contact that was recorded under the key already: the same key records once."""
    return Activity.objects.filter(customer=customer, key=key).first()


def write_contact(
    customer: Customer,
    *,
    said: Said,
    then: NextAction | None,
    finishes: Tickler | None = None,
    disputes: Sequence[Contested] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Kept:
    """Write the contact of a locked customer, what he contests in it and what is planned next, and finish the tickler
    that asked for it. Raises Refusal with every reason of the first that does not fit.
    """
    activity, promises = write_activity(customer, said, by=by, at=at, as_of=as_of, key=key)
    kept = Kept(activity, promises, write_contested(customer, disputes, as_of=as_of))
    if then is not None:
        next_key = part_key(key, "next")
        kept.planned.append(write_tickler(customer, then, by=by, at=at, as_of=as_of, key=next_key, activity=activity))
    if finishes is not None and finishes.customer_id == customer.id and finishes.state == Tickler.State.OPEN:
        asked = locked_tickler(finishes, version=finishes.version)
        kind = TicklerMove.Kind.DONE
        write_move(asked, kind, by=by, at=at, as_of=as_of, key=part_key(key, "done"), state=Tickler.State.DONE)
    return kept


def journal_contact(kept: Kept, *, by: User, at: dt.datetime) -> None:
    """Append the contact and all that came of it to the journal, last in the act."""
    journal_activity(kept.activity, by=by, at=at)
    journal_promises(kept.promises, by=by.username, at=at)
    journal_disputed(kept.disputes, by=by, at=at)
    for tickler in kept.planned:
        journal_tickler(tickler, by=by, at=at)
