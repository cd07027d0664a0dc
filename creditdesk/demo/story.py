"""The whole story of the demo company, told before any of it is in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from creditdesk.demo.cast import Casting, CustomerPlan
from creditdesk.demo.history import History, Span, live
from creditdesk.demo.staging import ExtensionPlan, number_documents, stage
from creditdesk.domain.policy import default_policy

MONTHS = 24
CUSTOMERS = 400
SEED = "northlight"


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened, and to whom."""

    span: Span
    accounts: Sequence[CustomerPlan]
    history: History
    extensions: Sequence[ExtensionPlan]


def tell_story(*, today: dt.date, customers: int = CUSTOMERS, seed: str = SEED) -> Story:
    """The story of the demo company up to today. Nothing is read or written."""
    policy = default_policy()
    span = Span(_first_day(today), today, policy.company_calendar, policy.terms_policy)
    accounts = Casting(today=today, seed=seed).cast(customers=customers)
    history = History()
    for account in accounts:
        if account.payer is None:
            paid_for = [other for other in accounts if other.payer == account.number]
            history.add(live([account, *paid_for], span=span, seed=seed))
    extensions = stage(history, accounts, span=span, random=Random(f"{seed}/stage"))
    number_documents(history)
    return Story(span, accounts, history, extensions)


def _first_day(today: dt.date) -> dt.date:
    """The first of the month, two years before the one of today."""
    return dt.date(today.year - MONTHS // 12, today.month, 1)
