"""What sales answers about an account on hold: a note on its timeline and a task for its rep, once.

Rule: docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.reasons import Refusal
from creditdesk.domain.sales_answers import Answer, task_of, unfit_answer
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import NextAction, log_contact
from creditdesk.followup.models import Activity
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import unfit_owner
from creditdesk.parties.models import Customer, User


def answer_for_account(
    customer: Customer, answer: Answer, *, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Activity:
    """Put the answer on the account's timeline and give its rep the task; the same key answers once.

    Raises Refusal with every reason.
    """
    if reasons := unfit_answer(answer, as_of=as_of):
        raise Refusal(reasons)
    cause = task_of(answer, currency=customer.currency)
    said = Said(
        Activity.Channel.NOTE,
        Activity.Direction.INTERNAL,
        Activity.Outcome.NOTED,
        note=": ".join(part for part in (cause, answer.note.strip()) if part),
    )
    then = NextAction(cause, as_of, _rep(customer, by, as_of))
    return log_contact(customer, said=said, then=then, by=by, at=at, as_of=as_of, key=key)


def _rep(customer: Customer, by: User, as_of: dt.date) -> User:
    """The account's rep, else anybody who works it."""
    rep = customer.portfolio.rep if customer.portfolio is not None else None
    if rep is not None and not unfit_owner(customer, rep, as_of=as_of):
        return rep
    return next(iter(possible_owners(customer, as_of=as_of)), by)
