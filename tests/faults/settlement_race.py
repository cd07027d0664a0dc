"""What each of eight processes does to the same settlement at the same moment; `crowd` calls it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.faults.request_race import requests_at_once


def settlements_at_once(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round half book a quarter of the offer that came in time, and half let what is not paid lapse."""
    from creditdesk import dispatch
    from creditdesk.cash.actions import enter_receipt
    from creditdesk.cash.receiving import NewReceipt
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import Company, Customer, User
    from creditdesk.settlements.judging import judge_settlements_of

    by, company = User.objects.get(id=work["by"]), Company.objects.get(id=work["company"])
    last_day, late = dt.date.fromisoformat(work["last_day"]), dt.date.fromisoformat(work["late"])
    at = dt.datetime.combine(late, dt.time(9), tzinfo=dt.UTC)
    told = []
    for customer_id, quarter in work["customers"]:
        meet()
        try:
            if worker < 4:
                payer = Customer.objects.get(id=customer_id)
                new = NewReceipt(quarter, "USD", last_day, late, customer=payer, trace=f"{customer_id}/{worker}")
                enter_receipt(new, company=company, as_of=late, by=by, at=at)
                dispatch.accounts_changed([customer_id], as_of=late, at=at)
                told.append("paid")
            else:
                judge_settlements_of([customer_id], as_of=late, at=at)
                told.append("judged")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            told.append(f"{type(fault).__name__}: {fault}")
    return told


TASKS = {"requests": requests_at_once, "settlements": settlements_at_once}
