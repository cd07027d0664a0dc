"""What the letters about a payment plan say, in the language of the letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from creditdesk.domain.letter_words import day, money
from creditdesk.domain.money import Money
from creditdesk.domain.plans import Instalment, Schedule
from creditdesk.domain.policy_letters import LetterLanguage

_EN, _ES, _FR = LetterLanguage.ENGLISH, LetterLanguage.SPANISH, LetterLanguage.FRENCH
_Words = Mapping[LetterLanguage, str]

_ONE: _Words = {
    _EN: "{amount} on {first}",
    _ES: "{amount} el {first}",
    _FR: "{amount} le {first}",
}
_DOWN: _Words = {
    _EN: "{amount} as down payment by {first}",
    _ES: "{amount} como pago inicial hasta el {first}",
    _FR: "{amount} d'acompte au plus tard le {first}",
}
_SEVERAL: _Words = {
    _EN: "{count} instalments of {amount}, the first on {first}, then each month, the last on {last}",
    _ES: "{count} plazos de {amount}, el primero el {first}, después cada mes, el último el {last}",
    _FR: "{count} échéances de {amount}, la première le {first}, puis chaque mois, la dernière le {last}",
}
_NO_INTEREST: _Words = {_EN: "none", _ES: "ninguno", _FR: "aucun"}
_INTEREST: _Words = {
    _EN: "{rate} % a month on what is left of the debt, {amount} in all, contained in the instalments",
    _ES: "{rate} % mensual sobre lo que queda de la deuda, {amount} en total, incluido en los plazos",
    _FR: "{rate} % par mois sur le reste de la dette, {amount} au total, compris dans les échéances",
}
_DEFAULT: _Words = {
    _EN: "an instalment has not been received in full {days} business days after its day",
    _ES: "un plazo no se ha recibido por completo {days} días hábiles después de su fecha",
    _FR: "une échéance n'est pas reçue en entier {days} jours ouvrés après sa date",
}
_AT_ONCE: _Words = {
    _EN: "the whole remaining debt is due at once, and no further goods are delivered on credit",
    _ES: "toda la deuda restante vence de inmediato y no se entregan más mercancías a crédito",
    _FR: "toute la dette restante est exigible aussitôt, et plus rien n'est livré à crédit",
}
_AS_BEFORE: _Words = {
    _EN: "the plan ends, and our invoices are due as they were before it",
    _ES: "el plan termina y nuestras facturas vencen como antes de él",
    _FR: "le plan prend fin, et nos factures sont exigibles comme avant lui",
}
_SIGN: _Words = {
    _EN: "for {customer}: ____________________  for {company}: ____________________",
    _ES: "por {customer}: ____________________  por {company}: ____________________",
    _FR: "pour {customer} : ____________________  pour {company} : ____________________",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a plan's letter is about."""

    schedule: Schedule
    currency: str
    customer: str
    company: str
    grace_business_days: int
    accelerates: bool


def agreement_words(agreed: Agreement, *, language: LetterLanguage) -> dict[str, str]:
    """The fields of the letter that sets the plan down: schedule, rate, default, acceleration, signatures."""
    interest = Money(agreed.schedule.interest_minor, agreed.currency)
    rate = f"{agreed.schedule.rate_ppm / 10_000:g}"
    if language is not _EN:
        rate = rate.replace(".", ",")
    return {
        "schedule": schedule_words(agreed.schedule, currency=agreed.currency, language=language),
        "rate": _INTEREST[language].format(rate=rate, amount=money(interest, language))
        if agreed.schedule.rate_ppm
        else _NO_INTEREST[language],
        "default": _DEFAULT[language].format(days=agreed.grace_business_days),
        "acceleration": (_AT_ONCE if agreed.accelerates else _AS_BEFORE)[language],
        "signatures": _SIGN[language].format(customer=agreed.customer, company=agreed.company),
    }


def schedule_words(schedule: Schedule, *, currency: str, language: LetterLanguage) -> str:
    """Every payment with its day; equal ones of month after month together."""
    told = []
    if schedule.down:
        told.append(_said(_DOWN, [schedule.down], currency, language))
    for run in _runs(schedule.instalments):
        told.append(_said(_SEVERAL if len(run) > 1 else _ONE, run, currency, language))
    return "; ".join(told)


def _runs(instalments: Iterable[Instalment]) -> list[list[Instalment]]:
    """Instalments that follow one another month by month on one day of the month, with one amount."""
    runs: list[list[Instalment]] = []
    for _, same in groupby(instalments, key=lambda one: one.minor):
        for one in same:
            last = runs[-1][-1] if runs else None
            follows = last is not None and last.minor == one.minor and _is_next_month(runs[-1][0], last, one)
            if follows:
                runs[-1].append(one)
            else:
                runs.append([one])
    return runs


def _is_next_month(first: Instalment, last: Instalment, one: Instalment) -> bool:
    months = (one.due.year - last.due.year) * 12 + one.due.month - last.due.month
    return months == 1 and (one.due.day == first.due.day or (one.due.day < first.due.day and one.due.day >= 28))


def _said(words: _Words, run: list[Instalment], currency: str, language: LetterLanguage) -> str:
    return words[language].format(
        count=len(run),
        amount=money(Money(run[0].minor, currency), language),
        first=day(run[0].due, language),
        last=day(run[-1].due, language),
    )
