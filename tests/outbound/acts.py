"""Subscriptions of the world's administrator, and acts that they are told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from creditdesk.domain.events import EventKind
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.outbound import delivering
from creditdesk.outbound.actions import MadeSubscription, make_subscription
from creditdesk.parties.models import Company, User
from tests.world import NOW


def subscribe(
    owner: User, url: str = "https://hooks.example.com/desk", *, kinds: Collection[EventKind] = tuple(EventKind)
) -> MadeSubscription:
    """A subscription of the user, to all events unless said otherwise."""
    return make_subscription(owner, name="ERP", url=url, kinds=kinds, at=NOW)


def tell(kind: str, company: Company | None, *, number: int = 7, **facts: object) -> JournalEntry:
    """An act as the journal keeps it, of the company or of all."""
    subject, of = ("item", number), company.id if company else None
    return action(lambda: append(kind, by="erin", at=NOW, subject=subject, company_id=of, facts=facts))()


def deliver(*, after: dt.timedelta = dt.timedelta(0)) -> None:
    """All that is due at an instant after the world's, as the server's thread does it."""
    while delivering.step(now=lambda: NOW + after):
        pass
