"""What a person reports of a contact, and whether what was promised in it can have been promised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Sum

from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.models import Activity, Promise
from creditdesk.followup.promise_cash import still_to_come, terms_of, told_before
from creditdesk.followup.standing_promises import promises_until
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem


@dataclass(frozen=True, slots=True)
class Said:
    """One contact or note as a person reports it.

    For the outcome "promised": `promised` with a positive amount and `promised_date`, the `method` of payment if it was
    said, and whether it is `in_addition` to what was promised before or in its place. `item_ids` are the open items
    that were spoken of; none means the whole account. `happened_at` None means now. `breach_reason` is why a call of
    ours was made against the contact rules; `confirmation_wanted` asks for what was agreed in writing.
    """

    channel: str
    direction: str
    outcome: str
    note: str = ""
    visibility: Visibility = Visibility.HISTORY
    contact_id: int | None = None
    item_ids: tuple[int, ...] = ()
    promised: Money | None = None
    promised_date: dt.date | None = None
    method: str = ""
    in_addition: bool = False
    happened_at: dt.datetime | None = None
    breach_reason: str = ""
    confirmation_wanted: bool = False


def unfit_promise(
    customer: Customer, said: Said, *, as_of: dt.date, policy: PolicyDocument, corrects: Activity | None = None
) -> list[Reason]:
    """Every reason why the promise of a locked customer cannot be so. docs/rules/exceptions.md."""
    if said.outcome != Activity.Outcome.PROMISED:
        if said.promised is None and said.promised_date is None and not said.method and not said.in_addition:
            return []
        return [Reason("activity.promise", "only the outcome “promised” has an amount, a date and a method")]
    if said.promised is None or said.promised.minor <= 0 or said.promised_date is None:
        return [Reason("activity.promise", "a promise needs an amount above zero and a date")]
    # What was promised for a day that is over by now can be told again.
    told_again = corrects is not None and corrects.promised_date == said.promised_date
    return [
        *([] if told_again else _unfit_date(said.promised_date, as_of=as_of, policy=policy)),
        *_unfit_method(said.method),
        *_unfit_amount(customer, said.promised, said, corrects),
    ]


def _unfit_date(day: dt.date, *, as_of: dt.date, policy: PolicyDocument) -> list[Reason]:
    facts: dict[str, str | int] = {"day": day.isoformat()}
    if day < as_of:
        return [Reason("activity.promise_past", "nobody promises for a day that is past: %(day)s", facts)]
    if day > promises_until(as_of, policy=policy):
        text = "a promise for %(day)s is too far ahead: at most %(most)d days"
        return [Reason("activity.promise_far", text, {**facts, "most": policy.promise.max_days_ahead})]
    return []


def _unfit_method(method: str) -> list[Reason]:
    if method in Promise.Method.values:
        return []
    return [Reason("activity.choice", "%(value)s is not known here", {"value": method[:40]})]


def _unfit_amount(customer: Customer, promised: Money, said: Said, corrects: Activity | None) -> list[Reason]:
    """Nobody promises more than he owes and does not contest: on the items that were spoken of, or on the account.

    Nor do two promises together, where one is made in addition to the other.
    """
    claims = OpenItem.objects.filter(
        customer=customer, currency=promised.currency, closed_date__isnull=True, original_minor__gt=0
    )
    if said.item_ids:
        claims = claims.filter(id__in=said.item_ids)
    most = claims.aggregate(most=Sum(F("open_minor") - F("disputed_minor"), default=0))["most"]
    before = told_before(corrects)
    if said.in_addition or before is not None:
        others = Promise.objects.filter(customer=customer, currency=promised.currency, state=Promise.State.OPEN)
        items = frozenset(said.item_ids)
        most = max(0, most - still_to_come(one for one in others if one != before and terms_of(one).overlaps(items)))
    if corrects is not None and corrects.promised_minor and corrects.promised_currency == promised.currency:
        # Some of it may have been paid since: what could be promised then can be told again.
        most = max(most, corrects.promised_minor)
    if promised.minor <= most:
        return []
    facts: dict[str, str | int] = {"promised": str(promised), "most": str(Money(most, promised.currency))}
    return [Reason("activity.promise_over", "%(promised)s is more than the %(most)s open and undisputed", facts)]
