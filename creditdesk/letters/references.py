"""A credit reference in words: what the books know of past dealings with a customer, for another supplier who asks.

The rule of what may be said is `domain.credit_reference`; this reads the facts and says them in a language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.credit_reference import PastInvoice, ReferenceFacts, TermsSpan, reference_facts
from creditdesk.domain.letter_details import Told
from creditdesk.domain.letter_words import amounts, day
from creditdesk.domain.money import Money
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.letters.facts import Addressee
from creditdesk.parties.models import Customer, PaymentTerms
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.period_statement import PeriodStatement, period_statements

# So many different terms are named, the newest.
_TERMS_NAMED = 4
_DAYS_OF_A_MONTH = 30.4375

_SPAN = {
    LetterLanguage.ENGLISH: "{terms} (invoices from {first} to {last})",
    LetterLanguage.SPANISH: "{terms} (facturas del {first} al {last})",
    LetterLanguage.FRENCH: "{terms} (factures du {first} au {last})",
}
_PAID = {
    LetterLanguage.ENGLISH: "{paid} invoices paid since {first}, {on_time} of them on time; days late by amount: "
    "{days} on average, {latest} at most",
    LetterLanguage.SPANISH: "{paid} facturas pagadas desde el {first}, {on_time} de ellas a tiempo; días de atraso "
    "por importe: {days} en promedio, {latest} como máximo",
    LetterLanguage.FRENCH: "{paid} factures payées depuis le {first}, dont {on_time} à temps ; jours de retard selon "
    "le montant : {days} en moyenne, {latest} au plus",
}


def inquirer(details: Mapping[str, Told]) -> Addressee:
    """The supplier who asks, as he was told: by e-mail where an e-mail address was told, else by post."""
    person, address = str(details.get("inquirer_person", "")), str(details.get("inquirer_address", "")).strip()
    if "@" in address:
        return Addressee(person, address, Channel.EMAIL)
    lines = [part.strip() for part in address.split(",") if part.strip()]
    return Addressee(person, "\n".join(lines), Channel.LETTER)


def facts_for(customer: Customer, *, as_of: dt.date, months: int) -> ReferenceFacts:
    """What the books know of past dealings up to the day; high credit and payments of the last months."""
    first = as_of - dt.timedelta(days=round(months * _DAYS_OF_A_MONTH))
    rows = OpenItem.objects.filter(
        customer=customer, kind=OpenItem.Kind.INVOICE, voided_on__isnull=True, document_date__lte=as_of
    )
    # What was moved on to a rest was not paid by that.
    moved_on = set(rows.filter(residuals__isnull=False).values_list("id", flat=True))
    notations = dict(PaymentTerms.objects.filter(company=customer.company_id).values_list("code", "notation"))
    columns = ("id", "currency", "original_minor", "terms_code", "document_date", "due_date", "closed_date")
    invoices = [
        PastInvoice(
            currency=currency,
            original_minor=minor,
            terms=notations.get(terms, terms),
            dated=dated,
            due=due,
            paid_on=None if key in moved_on or closed is None or closed > as_of else closed,
        )
        for key, currency, minor, terms, dated, due, closed in rows.values_list(*columns)
    ]
    balances = {one.currency: _balances(one) for one in period_statements(customer.id, first=first, last=as_of)}
    return reference_facts(invoices, balances=balances, first_day=first)


def _balances(one: PeriodStatement) -> list[int]:
    """What was owed at the beginning, and at the end of each day on which it moved."""
    ends: dict[dt.date, int] = {}
    running = one.opening_minor
    for moved in one.movements:
        running += moved.amount_minor
        ends[moved.date] = running
    return [one.opening_minor, *ends.values()]


def reference_values(found: ReferenceFacts, *, language: LetterLanguage) -> dict[str, str]:
    """The fields of the letter; what the books do not know stays empty, and blocks it."""
    high = [Money(minor, code) for code, minor in found.high_credit.items()]
    return {
        "customer_since": day(found.customer_since, language) if found.customer_since else "",
        "high_credit": amounts(high, language),
        "high_credit_since": day(found.first_day, language),
        "terms_history": "; ".join(_span(one, language) for one in found.terms[-_TERMS_NAMED:]),
        "days_late_history": _paid(found, language),
    }


def _span(one: TermsSpan, language: LetterLanguage) -> str:
    return _SPAN[language].format(terms=one.terms, first=day(one.first, language), last=day(one.last, language))


def _paid(found: ReferenceFacts, language: LetterLanguage) -> str:
    if not found.paid:
        return ""
    return _PAID[language].format(
        paid=found.paid,
        first=day(found.first_day, language),
        on_time=found.on_time,
        days=found.days_late,
        latest=found.latest_days,
    )
