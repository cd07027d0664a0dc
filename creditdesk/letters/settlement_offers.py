"""The letter that offers a settlement: drafted with its approval, looked at, let go by whoever may bind us."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letters import letter_language
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.settlements import State
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.settlements.models import Settlement

_RELEASE = {
    LetterLanguage.ENGLISH: "all claims from {numbers}",
    LetterLanguage.SPANISH: "todas las reclamaciones de {numbers}",
    LetterLanguage.FRENCH: "toutes les créances de {numbers}",
}
# So many documents are named; what is more of them is counted.
_NAMED = 12
_MORE = {
    LetterLanguage.ENGLISH: " and {count} more",
    LetterLanguage.SPANISH: " y {count} más",
    LetterLanguage.FRENCH: " et {count} autres",
}


def draft_settlement_offer(settlement: Settlement, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The letter of the offer, drafted once. Raises Refusal as `draft_letter` does: where nobody may be written to."""
    customer = settlement.customer
    if settlement.currency != customer.currency:
        text = "the letter tells amounts in %(currency)s, and this debt is in another currency: write it by hand"
        raise refuse("settlement.letter_currency", text, currency=customer.currency)
    policy = policy_in_force(as_of=as_of, company_id=settlement.company_id).document
    language = letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
    details: dict[str, str | int] = {
        "debt": settlement.claims_minor,
        "offer": settlement.offer_minor,
        "expiry": settlement.last_day.isoformat(),
        "release": _RELEASE[language].format(numbers=_numbers(settlement, language)),
    }
    wanted = Wanted(LetterKind.SETTLEMENT_OFFER, details=details)
    return draft_letter(customer, wanted=wanted, by=by, at=at, as_of=as_of, key=_key(settlement))


def letter_of(settlement: Settlement) -> Letter | None:
    """The letter of the offer, if one was drafted."""
    return Letter.objects.filter(customer_id=settlement.customer_id, key=_key(settlement)).first()


def against_offer(letter: Letter) -> tuple[Reason, ...]:
    """Why the letter of an offer may not go any more: the offer that it makes does not stand."""
    parts = letter.key.split("/")
    if letter.kind != LetterKind.SETTLEMENT_OFFER.value or parts[0] != "settlement" or not parts[1].isdecimal():
        return ()
    if Settlement.objects.filter(id=int(parts[1]), state=State.OFFERED.value).exists():
        return ()
    return (Reason("letter.offer_gone", "the settlement that it offers does not stand any more"),)


def _numbers(settlement: Settlement, language: LetterLanguage) -> str:
    claims = settlement.claims.select_related("item").order_by("item__due_date", "item_id")
    numbers = [one.item.number for one in claims]
    more = _MORE[language].format(count=len(numbers) - _NAMED) if len(numbers) > _NAMED else ""
    return ", ".join(numbers[:_NAMED]) + more


def _key(settlement: Settlement) -> str:
    return f"settlement/{settlement.id}/offer"
