"""The letter that tells a customer of his credit balance: drafted once, when the oldest of it has waited long enough.

A credit that becomes so old later gets a letter of its own day. docs/rules/escheat.md; scenario S69.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.cash.unclaimed import Waiting, letters_due
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_words import day, money
from creditdesk.domain.letters import letter_language
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import totals
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company
from creditdesk.policy.queries import policy_in_force

# So many credits are named in a letter; what is more of them is in the total.
_NAMED = 8
_KEY = "credit_balance"


def draft_credit_letters(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Draft the letters about credits that were told to nobody yet; returns how many."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    due = letters_due(company, policy=policy, as_of=as_of)
    told = Letter.objects.filter(customer__in=list(due), kind=LetterKind.CREDIT_BALANCE.value).exclude(
        state=Letter.State.DISCARDED
    )
    newest: dict[int, dt.date] = {}
    for customer_id, key, business_day in told.values_list("customer_id", "key", "business_day"):
        on = _told_on(key) or business_day
        newest[customer_id] = max(on, newest.get(customer_id, on))
    drafted = 0
    for customer_id, credits in sorted(due.items()):
        last = newest.get(customer_id)
        if any(last is None or one.judged.letter_on > last for one in credits):
            drafted += _draft(credits, policy=policy, as_of=as_of, at=at)
    return drafted


def _told_on(key: str) -> dt.date | None:
    """The night that drafted the letter, which knew the credits of its day; a letter may go some days later."""
    start, _, day_told = key.rpartition("/")
    return dt.date.fromisoformat(day_told) if start.startswith(f"{_KEY}/") else None


def _draft(credits: Sequence[Waiting], *, policy: PolicyDocument, as_of: dt.date, at: dt.datetime) -> bool:
    customer = credits[0].customer
    assert customer is not None
    language = letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
    until = as_of + dt.timedelta(days=policy.escheat.answer_days)
    details: dict[str, str | int] = {
        "credits": "; ".join(_words(one, language) for one in credits[:_NAMED]),
        "credit_total": ", ".join(
            money(Money(minor, currency), language)
            for currency, minor in totals([(one.currency, one.minor) for one in credits]).items()
        ),
        "answer_by": until.isoformat(),
    }
    key = f"{_KEY}/{customer.id}/{as_of.isoformat()}"
    try:
        wanted = Wanted(LetterKind.CREDIT_BALANCE, details=details)
        draft_letter(customer, wanted=wanted, by=machine_user(), at=at, as_of=as_of, key=key)
    except Refusal:
        return False  # nobody may be written to: the list of unclaimed credits still names it
    return True


def _words(one: Waiting, language: LetterLanguage) -> str:
    return f"{one.number} ({day(one.since, language)}), {money(Money(one.minor, one.currency), language)}"
