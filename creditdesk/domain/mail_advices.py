"""Whether something that came by e-mail is a remittance advice: a file of the message, or its text.

A file that names documents of ours in a message about a payment is one; so is one that calls itself an advice. The
text of a message must say more: that it is an advice, or what was paid of each document with the sum of all. One
sentence such as "88120 was paid last week" is no list; it stays what it is, a message to be read::

    is_advice(PartSigns(text="Remittance advice for ACH 4711 …", numbers=("88120",), known=1, amounts=1)).code
    # "cash.advice_says_so"

Source: docs/rules/cash_remittances.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from creditdesk.domain.reasons import Reason

# What such a paper is called by those who send it, in the languages of the customers.
_TITLE = re.compile(
    r"remittance|payment (?:advice|advise|detail|notification|specification|breakdown)|"
    r"(?:advice|details|breakdown) of (?:the )?payment|"
    r"avis (?:de |d')?(?:paiement|virement|règlement|reglement)|"
    r"(?:détail|detail) (?:du|de) (?:paiement|règlement|virement)|"
    r"aviso de (?:pago|transferencia|remesa)|(?:detalle|relación|relacion) de(?:l)? pagos?|"
    r"zahlungs ?avis|zahlungsaufstellung|avis(?:ierung)? (?:zur|der) zahlung",
    re.IGNORECASE,
)
# Words without which nobody sends one.
_PAYS = re.compile(
    r"\b(?:paid|payments?|paying|remit\w*|transfers?|transferred|wired?|ach|eft|che(?:ck|que)s?|"
    r"pag(?:o|os|ado|ados|amos|ué)|transferencias?|cheques?|"
    r"pai(?:ement|ements|é|ée|és)|règlements?|virements?|chèques?|"
    r"zahlung\w*|bezahlt|überw\w+|scheck)\b",
    re.IGNORECASE,
)
# Why a file cannot be read which may be an advice all the same: somebody must look at it.
LOOKED_AT = (
    "intake.advice_no_text",
    "intake.advice_picture",
    "intake.advice_pdf_encrypted",
    "intake.advice_pdf_broken",
    "intake.advice_pdf_large",
    "intake.advice_pdf_pages",
    "intake.advice_pdf_too_much",
    "intake.reader_gave_up",
)


@dataclass(frozen=True, slots=True)
class PartSigns:
    """What is known of a file, or of the text of a message.

    `text` is the subject with the file's name, or with the message's own text. `numbers` are those of the documents
    that it names, `known` how many of them are documents of ours, `amounts` how many have an amount. `refused` is the
    code for which it could not be read.
    """

    text: str
    is_file: bool = False
    subject: str = ""
    numbers: tuple[str, ...] = ()
    known: int = 0
    amounts: int = 0
    has_sum: bool = False
    holds: bool = False
    refused: str = ""


def may_hold_advice(text: str) -> bool:
    """Whether a message with these words is worth being read for an advice at all."""
    return _PAYS.search(text) is not None or _TITLE.search(text) is not None


def is_advice(signs: PartSigns) -> Reason | None:
    """Why it is a remittance advice; None where it is none. Source: docs/rules/cash_remittances.md."""
    says_so = _TITLE.search(signs.text) is not None
    if signs.refused:
        return _SAYS_SO if signs.is_file and says_so and signs.refused in LOOKED_AT else None
    if not signs.numbers:
        return None
    return _of_file(signs, says_so=says_so) if signs.is_file else _of_text(signs, says_so=says_so)


def _of_file(signs: PartSigns, *, says_so: bool) -> Reason | None:
    if says_so:
        return _SAYS_SO
    if signs.known and 2 * signs.known >= len(signs.numbers) and signs.amounts and _PAYS.search(signs.text):
        return Reason("cash.advice_names_ours", "it names %(count)d documents of ours", {"count": signs.known})
    return None


def _of_text(signs: PartSigns, *, says_so: bool) -> Reason | None:
    """Text is one where it is titled so, or where it reads as one without a doubt and is about documents of ours."""
    if says_so and _TITLE.search(signs.subject) and signs.amounts:
        return _SAYS_SO
    if signs.holds or signs.amounts < len(signs.numbers) or not signs.known:
        return None
    if says_so or (signs.has_sum and len(signs.numbers) > 1):
        return Reason("cash.advice_names_ours", "it names %(count)d documents of ours", {"count": signs.known})
    return None


_SAYS_SO = Reason("cash.advice_says_so", "it calls itself a remittance advice")
