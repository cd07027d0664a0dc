"""The letter that offers a customer a way to have his held order: drafted when the offer is made, looked at, let go."""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.models import Offer
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_words import day, money
from creditdesk.domain.letters import letter_language
from creditdesk.domain.money import Money
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.order_offer_words import OfferedWay, offered_words
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force


def draft_offer(offer: Offer, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The letter of the offer, drafted once. Raises Refusal as `draft_letter` does: where nobody may be written to."""
    key = f"order/offer/{offer.id}"
    if there := Letter.objects.filter(key=key).first():
        return there
    order = offer.order
    customer = order.customer
    policy = policy_in_force(as_of=as_of, company_id=order.company_id).document
    language = letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
    details: dict[str, str | int] = {
        "order": order.number,
        "order_amount": money(Money(order.open_minor, order.currency), language),
        "way": offered_words(_way(offer, language), language),
        "answer_by": offer.until.isoformat(),
    }
    return draft_letter(
        customer, wanted=Wanted(LetterKind.ORDER_OFFER, details=details), by=by, at=at, as_of=as_of, key=key
    )


def _way(offer: Offer, language: LetterLanguage) -> OfferedWay:
    currency = offer.order.customer.currency
    named = offer.words["facts"].get("day")
    return OfferedWay(
        kind=AlternativeKind(offer.kind),
        pay=money(Money(offer.pay_minor, currency), language),
        ship=money(Money(offer.ship_minor, currency), language),
        lines=", ".join(offer.lines),
        day=day(dt.date.fromisoformat(str(named)), language) if named else "",
    )
