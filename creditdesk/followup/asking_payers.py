"""Questions to payers that matched cash leaves for the rep: what an ambiguous payment pays, why one was short.

Each is a tickler of the rep's, once for each payment, and is called off when its payment needs it no more. Made by the
background work and again each night, so that a process that died in between loses none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from creditdesk.cash.models import Match, Proposal
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.followup.actions import cancel_tickler, open_tickler
from creditdesk.followup.models import Tickler
from creditdesk.followup.recording import NextAction
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force

# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
ASK_FOR_LIST = "Ask for the remittance of %(paid)s paid on %(day)s"
ASK_WHY_LESS = "Ask why %(paid)s paid on %(day)s is less than what was open"
# Only what came in this time is asked about: older money somebody has left on account on purpose.
_RECENT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Question:
    key: str
    customer: Customer
    cause: str


def ask_payers(company_id: int, *, as_of: dt.date, at: dt.datetime) -> int:
    """Open the ticklers that are missing and call off those that are answered; returns how many were opened."""
    document = policy_in_force(as_of=as_of, company_id=company_id).document
    if not document.cash.ask_for_remittance:
        return 0
    wait = document.cash.remittance_wait_business_days
    due = document.company_calendar.add_business_days(as_of, wait)
    questions = [*_ambiguous(company_id, since=as_of - _RECENT), *_short(company_id, since=as_of - _RECENT)]
    asked = set(Tickler.objects.filter(key__in=[one.key for one in questions]).values_list("key", flat=True))
    opened = sum(_asked(one, due=due, as_of=as_of, at=at) for one in questions if one.key not in asked)
    _call_off(company_id, still={one.key for one in questions}, as_of=as_of, at=at)
    return opened


def _ambiguous(company_id: int, *, since: dt.date) -> Iterable[_Question]:
    """Money on an account that fits its items in several ways, and of which no list came."""
    found = Proposal.objects.filter(
        is_ambiguous=True,
        receipt__company_id=company_id,
        receipt__standing="",
        receipt__item__closed_date__isnull=True,
        receipt__customer__isnull=False,
        receipt__remittances__isnull=True,
        receipt__value_date__gte=since,
    ).select_related("receipt__customer__company", "receipt__customer__portfolio__rep")
    for proposal in found.order_by("receipt_id"):
        receipt = proposal.receipt
        assert receipt.customer is not None
        paid = Money(receipt.amount_minor, receipt.currency)
        cause = ASK_FOR_LIST % {"paid": paid, "day": receipt.value_date.isoformat()}
        yield _Question(f"cash/remittance/{receipt.id}", receipt.customer, cause)


def _short(company_id: int, *, since: dt.date) -> Iterable[_Question]:
    """Payments that the machine applied to a part of their item, and nobody said why."""
    short = Q(basis__contains=".partial.") | Q(basis__contains=".short.")
    found = Match.objects.filter(
        short, company_id=company_id, is_automatic=True, taken_back="", posting_date__gte=since
    ).select_related("receipt__customer__company", "receipt__customer__portfolio__rep")
    for match in found.order_by("id"):
        receipt = match.receipt
        assert receipt.customer is not None
        paid = Money(receipt.amount_minor, receipt.currency)
        cause = ASK_WHY_LESS % {"paid": paid, "day": receipt.value_date.isoformat()}
        yield _Question(f"cash/short/{match.id}", receipt.customer, cause)


def _asked(one: _Question, *, due: dt.date, as_of: dt.date, at: dt.datetime) -> bool:
    portfolio = one.customer.portfolio
    rep = portfolio.rep if portfolio is not None else None
    if rep is None:
        return False
    then = NextAction(one.cause, due, rep, TicklerKind.CALL)
    try:
        open_tickler(one.customer, then=then, by=machine_user(), at=at, as_of=as_of, key=one.key)
    except Refusal:
        return False  # nobody who may see the account works it: the cash screen shows the payment all the same
    return True


def _call_off(company_id: int, *, still: set[str], as_of: dt.date, at: dt.datetime) -> None:
    given = Tickler.objects.filter(company_id=company_id, state=Tickler.State.OPEN, key__startswith="cash/remittance/")
    for tickler in given.exclude(key__in=still).order_by("id"):
        note = "the payment was worked"
        key = f"{tickler.key}/off"
        by = machine_user()
        try:
            cancel_tickler(tickler, version=tickler.version, by=by, at=at, as_of=as_of, key=key, note=note)
        except Refusal:
            continue  # somebody moved it at this moment
