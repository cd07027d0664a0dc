"""What a letter says: the values of its fields, its table, and the whole content that is frozen when it is released.

The content is plain words, already in the letter's language. The PDF, the Word file and the e-mail are made of it and
of nothing else, so that all three say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_details import Told, detail_words
from creditdesk.domain.letter_fields import DUNNING, KINDS, LetterKind
from creditdesk.domain.letter_words import amounts, day, money, number, short_day, word
from creditdesk.domain.letters import Claim, asked_of, filled, is_table, missing_of, paragraphs, printable, totals_of
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.followup.models import Promise
from creditdesk.letters.facts import AccountFacts, Addressee, postal_address
from creditdesk.letters.references import facts_for, reference_values
from creditdesk.letters.wording import Wording
from creditdesk.receivables.models import OpenItem


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about: its kind, to whom, in which language, by which text and policy, on which day."""

    kind: LetterKind
    account: AccountFacts
    to: Addressee
    language: LetterLanguage
    wording: Wording
    policy: PolicyDocument
    as_of: dt.date
    rep: str
    details: Mapping[str, Told]
    chosen: frozenset[int] = frozenset()
    promise: Promise | None = None
    enclosed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words: all that the recipient reads, what it asks for, and which fields have no value."""

    content: dict[str, Any]
    items: list[dict[str, Any]]
    totals: list[Money]
    missing: list[str]


def written(about: Subject) -> Written:
    """The letter as it would go now."""
    claims = _claims(about)
    totals = totals_of(claims, dunning=_asks(about.kind))
    values = _values(about, claims, totals)
    missing = list(missing_of(about.wording.subject, body=about.wording.body, values=values))
    missing += [name for name in KINDS[about.kind].required if not values.get(name) and name not in missing]
    if not about.to.recipient and not KINDS[about.kind].third_party:
        missing.append("address")
    (subject,) = filled(about.wording.subject, values)
    content = {
        "language": about.language.value,
        "company": about.account.customer.company.name,
        "sender": [part.strip() for part in about.policy.letters.sender_address.split(",") if part.strip()],
        "phone": about.policy.letters.phone,
        "email": about.policy.letters.email,
        "recipient": _recipient(about),
        "day": about.as_of.isoformat(),
        "date": values["date"],
        "subject": subject,
        "blocks": _blocks(about.wording.body, values),
        "table": _table(about, claims, totals) if claims else None,
        "enclosed": list(about.enclosed),
        "words": {name: word(name, about.language) for name in ("enclosed", "page", "of", "account")},
        "account": about.account.customer.number,
    }
    return Written(printable(content), [_item(about, one) for one in claims], totals, missing)


def _asks(kind: LetterKind) -> bool:
    return kind in DUNNING or kind is LetterKind.COURTESY


def _claims(about: Subject) -> list[Claim]:
    if not KINDS[about.kind].has_items:
        return []
    chosen = about.chosen
    if about.promise is not None:
        chosen = frozenset(about.promise.items)
    return asked_of(about.kind, about.account.claims, as_of=about.as_of, policy=about.policy, chosen=chosen)


def _item(about: Subject, claim: Claim) -> dict[str, Any]:
    asked = claim.asked_minor if _asks(about.kind) else claim.open_minor
    return {"id": claim.id, "number": claim.number, "currency": claim.currency, "asked": asked}


def _recipient(about: Subject) -> list[str]:
    customer = about.account.customer
    if KINDS[about.kind].third_party:
        postal = about.to.recipient.split("\n") if about.to.channel is Channel.LETTER else []
        return [line for line in (str(about.details.get("inquirer", "")), about.to.name, *postal) if line]
    lines = [customer.name, about.to.name, *postal_address(customer).split("\n")]
    return [line for line in lines if line]


def _blocks(body: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"table": True} if is_table(one) else {"lines": one} for one in paragraphs(body, values)]


# ---------------------------------------------------------------- fields


def _values(about: Subject, claims: Sequence[Claim], totals: Sequence[Money]) -> dict[str, str]:
    customer, language, letters = about.account.customer, about.language, about.policy.letters
    values = {
        "date": day(about.as_of, language),
        "company": customer.company.name,
        "customer": customer.name,
        "account": customer.number,
        "contact": about.to.name or word("payables", language),
        "rep": about.rep,
        "phone": letters.phone,
        "remit_to": letters.remit_to,
        "dispute_address": letters.dispute_address,
        "last_contact": day(about.account.last_contact, language) if about.account.last_contact else "",
    }
    values |= detail_words(about.kind, about.details, currency=customer.currency, language=language)
    if _asks(about.kind):
        values |= _due_values(about, claims, totals)
    if about.kind is LetterKind.PROMISE_CONFIRMATION and about.promise is not None:
        values |= _promise_values(about.promise, language)
    if about.kind is LetterKind.STATEMENT_COVER:
        values |= _statement_values(about, claims)
    if about.kind is LetterKind.CREDIT_REFERENCE:
        months = about.policy.letters.reference_months
        values |= reference_values(facts_for(customer, as_of=about.as_of, months=months), language=language)
    return values


def _due_values(about: Subject, claims: Sequence[Claim], totals: Sequence[Money]) -> dict[str, str]:
    language = about.language
    oldest = min((one.due_date for one in claims), default=None)
    late = max(((about.as_of - one.due_date).days for one in claims), default=0)
    deadline = about.as_of + dt.timedelta(days=about.policy.agency.final_demand_days)
    return {
        "total": amounts(totals, language),
        "item_count": str(len(claims)) if claims else "",
        "oldest_due": day(oldest, language) if oldest else "",
        "due_date": day(oldest, language) if oldest else "",
        "days_late": str(late) if claims else "",
        "disputed_total": _disputed(about.account.claims, language),
        "deadline": day(about.policy.company_calendar.next_business_day(deadline), language),
    }


def _promise_values(promise: Promise, language: LetterLanguage) -> dict[str, str]:
    return {
        "promised_amount": money(Money(promise.amount_minor, promise.currency), language),
        "promised_date": day(promise.date, language),
        "promised_on": day(promise.made_on, language),
        "method": word(promise.method, language),
    }


def _statement_values(about: Subject, claims: Sequence[Claim]) -> dict[str, str]:
    language, credits = about.language, about.account.credits
    owed = {one.currency: one.minor for one in totals_of(claims, dunning=False)}
    balance = [Money(owed.get(code, 0) - credits.get(code, 0), code) for code in sorted({*owed, *credits})]
    return {
        "as_of": day(about.as_of, language),
        "balance": amounts(balance, language) or money(Money(0, about.account.customer.currency), language),
        "buckets": _buckets(about, claims) or word("none", language),
        "disputed_total": _disputed(about.account.claims, language),
        "credits": amounts([Money(minor, code) for code, minor in sorted(credits.items()) if minor], language)
        or word("none", language),
    }


def _disputed(claims: Sequence[Claim], language: LetterLanguage) -> str:
    sums: dict[str, int] = {}
    for one in claims:
        sums[one.currency] = sums.get(one.currency, 0) + one.disputed_minor
    contested = [Money(minor, code) for code, minor in sorted(sums.items()) if minor]
    return amounts(contested, language) or word("none", language)


def _buckets(about: Subject, claims: Sequence[Claim]) -> str:
    buckets, language = about.policy.buckets, about.language
    by_currency: dict[str, dict[int, int]] = {}
    for one in claims:
        sums = by_currency.setdefault(one.currency, {})
        place = buckets.index((about.as_of - one.due_date).days)
        sums[place] = sums.get(place, 0) + one.open_minor
    return "; ".join(
        f"{word('not_due', language) if place == 0 else buckets.labels[place]} {money(Money(minor, code), language)}"
        for code, sums in sorted(by_currency.items())
        for place, minor in sorted(sums.items())
    )


# ---------------------------------------------------------------- the table


def _table(about: Subject, claims: Sequence[Claim], totals: Sequence[Money]) -> dict[str, Any]:
    """Heads, rows and totals as words. With one currency its code stands in the head, else beside each amount."""
    language, asks = about.language, _asks(about.kind)
    codes = {one.currency for one in claims}
    only = next(iter(codes)) if len(codes) == 1 else ""
    disputed = any(one.disputed_minor for one in claims)
    named = ["document", "order", "dated", "due", "days_late", "open"]
    named += [*(["disputed"] if disputed else []), *(["asked"] if asks else [])]
    in_money = {"open", "disputed", "asked"}
    heads = [
        {
            "text": word(name, language) + (f", {only}" if only and name in in_money else ""),
            "right": name in in_money | {"days_late"},
        }
        for name in named
    ]
    rows = [_row(about, one, named, only=only) for one in claims]
    return {
        "heads": heads,
        "rows": rows,
        "totals": [[word("total", language), money(one, language)] for one in totals],
    }


def _row(about: Subject, claim: Claim, named: Sequence[str], *, only: str) -> list[str]:
    item: OpenItem = about.account.items[claim.id]
    language = about.language

    def told(minor: int) -> str:
        return (
            number(minor, currency=claim.currency, language=language)
            if only
            else money(Money(minor, claim.currency), language)
        )

    late = (about.as_of - claim.due_date).days
    cells = {
        "document": f"{word(item.kind, language)} {item.number}",
        "order": item.po_number,
        "dated": short_day(item.document_date, language),
        "due": short_day(claim.due_date, language),
        "days_late": str(late) if late > 0 else "",
        "open": told(claim.open_minor),
        "disputed": told(claim.disputed_minor) if claim.disputed_minor else "",
        "asked": told(claim.asked_minor),
    }
    return [cells[name] for name in named]
