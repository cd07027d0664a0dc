"""The stay of a bankruptcy on the ledger: begun and ended by the room of customer events inside its open transaction,
asked by whoever applies a credit. docs/rules/bankruptcy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.stays import StayedCredit, against_application
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.stay_models import SetoffConsent, Stay

COUNSEL_LONGEST = 120
WORDS_LONGEST = 500


def begin_stay(*, company_id: int, customer_id: int, event_id: int, petition_on: dt.date, at: dt.datetime) -> Stay:
    """Begin the stay of a locked customer, once for its event."""
    told = {"company_id": company_id, "customer_id": customer_id, "petition_on": petition_on, "since": at}
    return Stay.objects.get_or_create(event_id=event_id, defaults=told)[0]


def end_stay(*, event_id: int, at: dt.datetime) -> bool:
    """End the stay of an event that was wrong or is over; whether one stood."""
    return bool(Stay.objects.filter(event_id=event_id, ended_at__isnull=True).update(ended_at=at))


def move_petition(*, event_id: int, petition_on: dt.date) -> None:
    """Another day of the petition, as the court's papers say it."""
    Stay.objects.filter(event_id=event_id, ended_at__isnull=True).update(petition_on=petition_on)


def write_consent(stay: Stay, *, number: str, counsel: str, words: str, by: User, at: dt.datetime, on: dt.date) -> bool:
    """Keep that counsel confirmed the use of a payment or credit of a locked customer; False where it is kept already.

    Raises Refusal without a number, a name or words, or once the stay is over.
    """
    number, counsel, words = (" ".join(one.split()) for one in (number, counsel, words))
    for name, value, most in (("number", number, 60), ("counsel", counsel, COUNSEL_LONGEST), ("words", words, 500)):
        if not value or len(value) > most:
            raise refuse("stay.consent", "%(field)s: say it, in at most %(most)d letters", field=name, most=most)
    if stay.ended_at is not None:
        raise refuse("stay.over", "the stay is over: nothing needs counsel's confirmation any more")
    told = {"company_id": stay.company_id, "customer_id": stay.customer_id, "by": by, "at": at, "said_on": on}
    return SetoffConsent.objects.get_or_create(
        stay=stay, number=number, defaults=told | {"counsel": counsel, "words": words}
    )[1]


def standing_stay(customer_id: int) -> Stay | None:
    """The stay that stands on the account, of the first petition where there are more; None without one."""
    return Stay.objects.filter(customer=customer_id, ended_at__isnull=True).order_by("petition_on", "id").first()


def stayed_customers(customer_ids: Collection[int]) -> set[int]:
    """Those of the customers whom no agency, suit or setoff may touch."""
    found = Stay.objects.filter(customer__in=customer_ids, ended_at__isnull=True)
    return set(found.values_list("customer_id", flat=True))


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of some customers, with what counsel confirmed: customer → the day of the petition."""

    petitions: Mapping[int, dt.date]
    confirmed: frozenset[tuple[int, str]] = frozenset()

    def against(self, credit: StayedCredit, *, of: int, item: OpenItem) -> Reason | None:
        """Why a credit of the customer may not be applied to the item; None where it may.

        A credit of one that is used for another binds both: the earlier petition counts.
        """
        days = [day for day in (self.petitions.get(of), self.petitions.get(item.customer_id)) if day is not None]
        if not days:
            return None
        return against_application(
            credit,
            item_number=item.number,
            item_day=item.document_date,
            petition=min(days),
            is_confirmed=bool({(of, credit.number), (item.customer_id, credit.number)} & self.confirmed),
        )


def stays_of(customer_ids: Iterable[int]) -> Stays:
    """The stays that stand on the accounts. One small question where there is none, nearly always."""
    standing = Stay.objects.filter(customer__in=set(customer_ids), ended_at__isnull=True)
    rows = list(standing.values_list("id", "customer_id", "petition_on").order_by("-petition_on"))
    if not rows:
        return Stays({})
    consents = SetoffConsent.objects.filter(stay__in=[row[0] for row in rows]).values_list("customer_id", "number")
    return Stays({customer_id: day for _, customer_id, day in rows}, frozenset(consents))


def credit_of(item: OpenItem) -> StayedCredit:
    """A credit of the ledger as the rule sees it."""
    return StayedCredit(item.number, item.document_date, item.kind == OpenItem.Kind.PAYMENT)
