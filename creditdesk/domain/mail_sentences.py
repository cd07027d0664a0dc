"""The sentences of a message that matter to whoever collects: a dispute, a promise, a payment made, a question.

::

    marked_sentences("Thanks. We will pay invoice 88120 on Friday. Can you send the POD for 88077?")
    # promise: “We will pay invoice 88120 on Friday.”, question: “Can you send the POD for 88077?”

The words are those of customers in English, Spanish and French. The mark says where to look first and decides nothing:
a promise is one when a person has recorded it. Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_READ_MOST = 20_000
_SENTENCE_LONGEST = 300
_MARKED_MOST = 5


class SentenceKind(StrEnum):
    """What a sentence is about, the most pressing first."""

    DISPUTE = "dispute"
    PROMISE = "promise"
    PAID = "paid"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence as it was written, what it is about, and the words that say so."""

    sentence: str
    kind: SentenceKind
    words: str

    def as_dict(self) -> dict[str, str]:
        """The sentence as a message keeps it."""
        return {"sentence": self.sentence, "kind": self.kind.value, "words": self.words}


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)


_SAYS: Mapping[SentenceKind, re.Pattern[str]] = {
    SentenceKind.DISPUTE: _any(
        r"disput\w*",
        r"wrong (?:price|amount|quantity|item)\w*",
        r"incorrect\w*",
        r"damaged",
        r"shortage\w*",
        r"short[- ]shipped",
        r"not (?:received|delivered|ordered)",
        r"never (?:received|ordered|arrived)",
        r"did(?: not|n't) (?:receive|order|get)",
        r"overcharg\w*",
        r"returned (?:the )?goods",
        r"credit (?:note|memo)\w*",
        r"(?:refuse|reject)\w* (?:to pay|the invoice|payment)",
        r"chargeback\w*",
        r"deduct(?:ed|ion\w*)",
        r"en disputa",
        r"factura incorrecta",
        r"precio incorrecto",
        r"error en la factura",
        r"da[nñ]ad[oa]s?",
        r"no (?:hemos recibido|recibimos|lleg[oó])",
        r"nota de cr[eé]dito",
        r"faltante\w*",
        r"contest(?:ons|ée?s?|er)",
        r"litige",
        r"erreur (?:de|sur)",
        r"endommagé\w*",
        r"pas (?:été )?(?:reçu|livré)\w*",
        r"avoir à (?:établir|recevoir)",
        r"note de crédit",
        r"manquant\w*",
    ),
    SentenceKind.PROMISE: _any(
        r"(?:will|shall|going to|'ll) (?:be )?(?:pay|paid|send|remit|wire|transfer|release|settle|process)\w*",
        r"payment (?:will|is going to|is scheduled|is planned)",
        r"scheduled (?:for|to) pay\w*",
        r"(?:next|in the) (?:check|payment) run",
        r"expect to pay",
        r"(?:vamos a|pagaremos|abonaremos|transferiremos|enviaremos el pago)",
        r"(?:el pago|se) (?:se )?(?:realizará|efectuará|hará|pagará)",
        r"(?:paierons|réglerons|virerons|allons (?:payer|régler))",
        r"(?:paiement|règlement|virement) (?:sera|est prévu)",
        r"sera (?:payée?|réglée?|virée?)",
    ),
    SentenceKind.PAID: _any(
        r"(?:has|have|was|were|been|already|'ve) (?:already |been )*(?:paid|sent|wired|remitted|mailed|transferred)",
        r"we (?:paid|sent|wired|remitted|mailed)",
        r"paid (?:on|by|via|with)",
        r"check (?:number|no\.?|#)",
        r"remittance",
        r"(?:ya )?(?:hemos|fue|está) (?:pagad[oa]|transferid[oa]|enviad[oa])",
        r"pagamos (?:el|con)",
        r"ya (?:pagamos|se pagó)",
        r"(?:avons|a été|déjà) (?:déjà )?(?:payée?|réglée?|virée?|envoyé le (?:paiement|règlement))",
    ),
    SentenceKind.QUESTION: re.compile(
        r"\?|\b(?:please (?:send|advise|confirm|provide)|could you|can you|por favor (?:env[ií]e|confirme)|"
        r"pueden? enviar|merci de (?:nous )?(?:envoyer|confirmer)|pouvez-vous)",
        re.IGNORECASE,
    ),
}
_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])|\n\s*\n|\n(?=\s*[-*•])")


def marked_sentences(text: str) -> list[MarkedSentence]:
    """At most five sentences that matter, the most pressing kind first, each kind in the order of the text."""
    found = [marked for sentence in _sentences(text[:_READ_MOST]) if (marked := _marked(sentence)) is not None]
    order = list(SentenceKind)
    return sorted(found, key=lambda each: order.index(each.kind))[:_MARKED_MOST]


def _sentences(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _END.split(text))
    return [part[:_SENTENCE_LONGEST] for part in parts if part]


def _marked(sentence: str) -> MarkedSentence | None:
    for kind, says in _SAYS.items():
        if (match := says.search(sentence)) is not None:
            return MarkedSentence(sentence, kind, match.group())
    return None
