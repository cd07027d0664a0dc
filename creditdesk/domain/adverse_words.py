"""What a customer is told of a limit that was refused or reduced, and why, in the words of a letter.

The notice says what was decided and that the reasons can be asked for in writing; the reasons follow when they are
asked for in time. They are principal reasons in plain words: no figures of ours, nothing that others told in
confidence.
Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from creditdesk.domain.policy_letters import LetterLanguage

_EN, _ES, _FR = LetterLanguage.ENGLISH, LetterLanguage.SPANISH, LetterLanguage.FRENCH

_REDUCED = {
    _EN: "The credit limit of your account is {limit} from {day} on.",
    _ES: "El límite de crédito de su cuenta es de {limit} a partir del {day}.",
    _FR: "La limite de crédit de votre compte est de {limit} à partir du {day}.",
}
_REFUSED = {
    _EN: "We cannot give the credit limit of {limit} that you asked for. What stands today stays.",
    _ES: "No podemos conceder el límite de crédito de {limit} que solicitó. Lo que rige hoy se mantiene.",
    _FR: "Nous ne pouvons pas accorder la limite de crédit de {limit} que vous avez demandée. L'actuelle reste.",
}

# Beginning of a reason's code → the principal reason.
_PRINCIPAL: Mapping[str, Mapping[LetterLanguage, str]] = MappingProxyType(
    {
        "class.index": {
            _EN: "How invoices to your account were paid in the last year.",
            _ES: "La forma en que se pagaron las facturas de su cuenta en el último año.",
            _FR: "La façon dont les factures de votre compte ont été réglées au cours de l'année écoulée.",
        },
        "advice.late": {
            _EN: "Amounts past due on your account.",
            _ES: "Importes vencidos en su cuenta.",
            _FR: "Des montants échus sur votre compte.",
        },
        "returned.": {
            _EN: "Payments that your bank returned.",
            _ES: "Pagos devueltos por su banco.",
            _FR: "Des paiements rejetés par votre banque.",
        },
        "finances.": {
            _EN: "The figures of your newest financial statement.",
            _ES: "Las cifras de sus estados financieros más recientes.",
            _FR: "Les chiffres de vos derniers états financiers.",
        },
        "class.no_statement": {
            _EN: "No recent financial statement of your company is known to us.",
            _ES: "No conocemos estados financieros recientes de su empresa.",
            _FR: "Nous ne connaissons pas d'états financiers récents de votre entreprise.",
        },
        "class.no_record": {
            _EN: "There is no record of payments of the last year.",
            _ES: "No hay historial de pagos del último año.",
            _FR: "Il n'y a pas d'historique de paiements de l'année écoulée.",
        },
        "limit.need": {
            _EN: "The amount of your purchases in the last year.",
            _ES: "El volumen de sus compras en el último año.",
            _FR: "Le montant de vos achats au cours de l'année écoulée.",
        },
        "limit.capacity_unknown": {
            _EN: "Neither financial statements nor references say more of your company's means.",
            _ES: "Ni estados financieros ni referencias dicen más sobre los medios de su empresa.",
            _FR: "Ni états financiers ni références ne nous renseignent davantage sur les moyens de votre entreprise.",
        },
        "limit.capacity": {
            _EN: "The means of your company as they are known to us.",
            _ES: "Los medios de su empresa tal como los conocemos.",
            _FR: "Les moyens de votre entreprise tels que nous les connaissons.",
        },
    }
)
_OTHERWISE = {
    _EN: "Our review of the whole account.",
    _ES: "Nuestra revisión de la cuenta en su conjunto.",
    _FR: "Notre examen du compte dans son ensemble.",
}
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a limit, as the need for a notice is judged."""

    reduced: bool
    refused: bool
    asked_by_customer: bool
    past_due: bool


def needs_notice(decided: Decided) -> bool:
    """Whether the customer is to be told: a limit reduced, or refused that he asked for.

    What is done because an account is past due is exempt: he knows why from the reminders.
    """
    if decided.refused:
        return decided.asked_by_customer
    return decided.reduced and not decided.past_due


def decision_words(*, refused: bool, limit: str, day: str, language: LetterLanguage) -> str:
    """What was decided, in a sentence of the language."""
    return (_REFUSED if refused else _REDUCED)[language].format(limit=limit, day=day)


def principal_reasons(codes: Iterable[str], language: LetterLanguage) -> tuple[str, ...]:
    """The principal reasons that these reasons of the review come to, each once, in their order."""
    found = []
    for code in codes:
        begins = max((one for one in _PRINCIPAL if code.startswith(one)), key=len, default=None)
        if begins is not None and _PRINCIPAL[begins][language] not in found:
            found.append(_PRINCIPAL[begins][language])
    return tuple(found[:MOST_REASONS]) or (_OTHERWISE[language],)


def may_still_ask(*, told_on: date, asked_on: date, within_days: int) -> bool:
    """Whether a written question of the day is in time; before he was told there is nothing to ask about."""
    return told_on <= asked_on <= told_on + timedelta(days=within_days)
