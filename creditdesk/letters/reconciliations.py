"""The letter that tells a customer how his statement and our records differ, and why: drafted from the proof.

A statement that changed since is told by another letter. docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.account_reconciliation import Difference, DifferenceKind, Proof, named
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_words import day, money
from creditdesk.domain.letters import letter_language
from creditdesk.domain.money import Money
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import refuse
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.reconciliation.comparing import compare
from creditdesk.reconciliation.models import CustomerStatement

# So many differences are named; what is more of them is counted, and stands in the workbook.
_NAMED = 15
_MORE = {
    LetterLanguage.ENGLISH: "and {count} more, which we send as a table",
    LetterLanguage.SPANISH: "y {count} más, que enviamos en una tabla",
    LetterLanguage.FRENCH: "et {count} autres, que nous envoyons sous forme de tableau",
}
_TOTAL = {
    LetterLanguage.ENGLISH: "the total of your statement",
    LetterLanguage.SPANISH: "el total de su extracto",
    LetterLanguage.FRENCH: "le total de votre relevé",
}
_WHY = {
    DifferenceKind.NOT_THEIRS: ("not on your side", "no figura en sus libros", "absent de vos livres"),
    DifferenceKind.NOT_OURS: ("not open on our side", "no está pendiente en los nuestros", "non ouvert chez nous"),
    DifferenceKind.AMOUNT: ("with another amount on your side", "con otro importe en sus libros", "d'un autre montant"),
    DifferenceKind.TIMING: ("on its way on that day", "en tránsito ese día", "en cours d'acheminement ce jour-là"),
    DifferenceKind.UNAPPLIED: ("not applied on our side yet", "aún sin aplicar por nosotros", "pas encore imputé"),
    DifferenceKind.DUPLICATE: ("twice on your side", "dos veces en sus libros", "deux fois dans vos livres"),
    DifferenceKind.CURRENCY: ("in another currency with us", "en otra moneda en los nuestros", "dans une autre devise"),
    DifferenceKind.TOTAL: ("other than the sum of its lines", "distinto de la suma", "différent de la somme"),
}  # fmt: skip
_PLACE = {LetterLanguage.ENGLISH: 0, LetterLanguage.SPANISH: 1, LetterLanguage.FRENCH: 2}


def draft_reconciliation(statement: CustomerStatement, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The letter with the differences as they are now, drafted once for each version of the statement.

    Raises Refusal where there is no difference to tell, and as `draft_letter` does.
    """
    customer = statement.customer
    proof = compare(statement).proof
    if not proof.lines:
        raise refuse("account_reconciliation.nothing_differs", "nothing differs: there is no letter to write")
    policy = policy_in_force(as_of=as_of, company_id=statement.company_id).document
    language = letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
    code = statement.currency
    details: dict[str, str | int] = {
        "statement_day": statement.day.isoformat(),
        "ours": money(Money(proof.ours_minor, code), language),
        "theirs": money(Money(proof.theirs_minor, code), language),
        "difference": money(Money(proof.minor, code), language),
        "differences": _differences(proof, code, language),
    }
    wanted = Wanted(LetterKind.RECONCILIATION, details=details)
    return draft_letter(customer, wanted=wanted, by=by, at=at, as_of=as_of, key=_key(statement))


def letter_of(statement: CustomerStatement) -> Letter | None:
    """The newest letter about the statement, if one was drafted."""
    start = f"account-statement/{statement.id}/"
    found = Letter.objects.filter(customer_id=statement.customer_id, key__startswith=start)
    return found.order_by("-id").first()


def _differences(proof: Proof, code: str, language: LetterLanguage) -> str:
    told = [_words(one.difference, code, language) for one in proof.lines[:_NAMED]]
    if more := len(proof.lines) - len(told):
        told.append(_MORE[language].format(count=more))
    return "; ".join(told)


def _words(one: Difference, code: str, language: LetterLanguage) -> str:
    on = one.item.document_date if one.item else one.line.day if one.line else None
    name = named(one) or _TOTAL[language]
    dated = f"{name} ({day(on, language)})" if on else name
    return f"{dated}, {money(Money(one.minor, code), language)}: {_WHY[one.kind][_PLACE[language]]}"


def _key(statement: CustomerStatement) -> str:
    return f"account-statement/{statement.id}/{statement.version}"
