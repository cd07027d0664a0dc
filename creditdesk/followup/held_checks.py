"""What is planned for a post-dated check: the promise that it is, and the task to deposit it on its day.

And whom an offer of payment in full waits for. Both are written once. docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import Receipt
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import NextAction, Said, cancel_tickler, log_contact, open_tickler
from creditdesk.followup.models import Activity, Promise, Tickler
from creditdesk.followup.recording import unfit_owner
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer, User

# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
DEPOSIT = "Deposit the check %(number)s of %(money)s"
DECIDE_IN_FULL = "Decide: %(money)s (%(number)s) is offered as payment in full"
DECIDE_IN_FULL_BY = (
    "Decide: %(money)s (%(number)s) is offered as payment in full; to be paid back by %(day)s if it is not"
)


def plan_held_check(receipt: Receipt, *, at: dt.datetime, as_of: dt.date) -> Activity | None:
    """Record the held check as a promise of its amount for its date, and the task to deposit it then.

    Where nobody can promise so much, as more than is open, or so far ahead, the note and the task say it alone.
    """
    customer, day = receipt.customer, receipt.standing_until
    if customer is None or day is None or receipt.standing != Receipt.Standing.POST_DATED:
        return None
    by, money = _who(receipt.recorded_by), Money(receipt.amount_minor, receipt.currency)
    note = f"Check of {money} dated {day.isoformat()} received; held until then ({receipt.number})."
    promised = Said(
        Activity.Channel.NOTE,
        Activity.Direction.INTERNAL,
        Activity.Outcome.PROMISED,
        note=note,
        promised=money,
        promised_date=day,
        method=Promise.Method.CHECK,
        in_addition=True,
    )
    noted = Said(Activity.Channel.NOTE, Activity.Direction.INTERNAL, Activity.Outcome.NOTED, note=note)
    cause = DEPOSIT % {"number": receipt.number, "money": money}
    then = NextAction(cause, max(day, as_of), _owner(customer, by, as_of))
    key = f"receipt/{receipt.id}/held"
    try:
        return log_contact(customer, said=promised, then=then, by=by, at=at, as_of=as_of, key=key)
    except Refusal:
        return log_contact(customer, said=noted, then=then, by=by, at=at, as_of=as_of, key=key)


def plan_settlement(receipt: Receipt, *, at: dt.datetime, as_of: dt.date) -> Tickler | None:
    """Give the credit manager the task to decide about a payment that is offered as payment in full."""
    customer, until = receipt.customer, receipt.standing_until
    if customer is None or receipt.standing != Receipt.Standing.FULL_SETTLEMENT:
        return None
    money = Money(receipt.amount_minor, receipt.currency)
    told = {"money": money, "number": receipt.number, "day": until.isoformat() if until else ""}
    cause = (DECIDE_IN_FULL_BY if until else DECIDE_IN_FULL) % told
    managers = User.objects.filter(
        role=Role.CREDIT_MANAGER.value, is_active=True, companies=receipt.company_id
    ).exclude(username=receipt.recorded_by)
    fit = next((one for one in managers.order_by("id") if not unfit_owner(customer, one, as_of=as_of)), None)
    owner = fit or _owner(customer, machine_user(), as_of)
    return open_tickler(
        customer,
        then=NextAction(cause, as_of, owner),
        by=machine_user(),
        at=at,
        as_of=as_of,
        key=f"receipt/{receipt.id}/full_settlement/{receipt.revision}",
    )


def unplanned(company_id: int) -> list[Receipt]:
    """Held checks and offers of payment in full of which nothing is planned yet: the process died in between."""
    waiting = [Receipt.Standing.POST_DATED.value, Receipt.Standing.FULL_SETTLEMENT.value]
    rows = Receipt.objects.filter(company_id=company_id, standing__in=waiting, customer__isnull=False)
    found = list(rows.select_related("customer__portfolio__rep", "company").order_by("id"))
    held = set(
        Activity.objects.filter(key__in=[f"receipt/{one.id}/held" for one in found]).values_list("key", flat=True)
    )
    asked = [f"receipt/{one.id}/full_settlement/{one.revision}" for one in found]
    held |= set(Tickler.objects.filter(key__in=asked).values_list("key", flat=True))
    return [
        one
        for one in found
        if not {f"receipt/{one.id}/held", f"receipt/{one.id}/full_settlement/{one.revision}"} & held
    ]


def call_off_deposits(company_id: int, *, as_of: dt.date, at: dt.datetime) -> int:
    """Call off the tasks to deposit checks that are held no more: at the bank, or given back. Returns how many."""
    given = Tickler.objects.filter(
        company_id=company_id,
        state=Tickler.State.OPEN,
        activity__key__startswith="receipt/",
        activity__key__endswith="/held",
    ).select_related("activity")
    by_key = {f"receipt/{one.id}/held": one for one in _of_keys([one.activity.key for one in given if one.activity])}
    done, by = 0, machine_user()
    for tickler in given.order_by("id"):
        receipt = by_key.get(tickler.activity.key) if tickler.activity else None
        if receipt is None or receipt.standing == Receipt.Standing.POST_DATED:
            continue
        note = "the check was given back" if receipt.posting_date is None else "the check is deposited"
        key = f"{tickler.activity.key}/off" if tickler.activity else ""
        try:
            cancel_tickler(tickler, version=tickler.version, by=by, at=at, as_of=as_of, key=key, note=note)
        except Refusal:
            continue  # somebody moved it at this moment
        done += 1
    return done


def _of_keys(keys: list[str]) -> list[Receipt]:
    ids = [key.split("/")[1] for key in keys]
    return list(Receipt.objects.filter(id__in=[int(one) for one in ids if one.isdecimal()]))


def _who(username: str) -> User:
    return User.objects.filter(username=username, is_active=True).first() or machine_user()


def _owner(customer: Customer, by: User, as_of: dt.date) -> User:
    """Whoever took it in, if he works ticklers and sees the account; else somebody who does."""
    if by.role != Role.MACHINE.value and not unfit_owner(customer, by, as_of=as_of):
        return by
    return next(iter(possible_owners(customer, as_of=as_of)), by)
