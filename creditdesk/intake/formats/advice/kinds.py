"""What a payer calls a document: an invoice, a credit, a claim, or something that he keeps back."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE
# In this order: a "credit note for invoice 4711" is a credit.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "claim",
        re.compile(
            r"\b(?:claims?|charge ?backs?|debit (?:memo|note)|reklamation|belastung(?:sanzeige)?|lastschriftanzeige|"
            r"réclamation|reclamation|litige|note de débit|reclamación|reclamacion|reclamo|nota de (?:débito|cargo))\b",
            _FLAGS,
        ),
    ),
    (
        "credit",
        re.compile(
            r"\b(?:credits?(?: ?(?:memo|note))?|cr memo|gutschrift(?:en)?|avoirs?|note de crédit|"
            r"nota de (?:crédito|credito|abono)|cm|cn)\b",
            _FLAGS,
        ),
    ),
    (
        "deduction",
        re.compile(
            r"\b(?:deduct\w*|short\w*|allowance|freight|rebate|promotion\w*|damage\w*|pricing|penalt\w*|returns?|abzug|"
            r"abzüglich|kürzung|einbehalt|retenue|déduction|deducción|retención|faltante|avería|manquant|casse)\b",
            _FLAGS,
        ),
    ),
    ("discount", re.compile(r"\b(?:discount|skonto|escompte|remise|descuento|pronto pago)\b", _FLAGS)),
    (
        "invoice",
        re.compile(
            r"\b(?:invoices?|inv|bills?|rechnung(?:en)?|factures?|facturas?|fact|fra|rg|re|std|kr|rv)\b", _FLAGS
        ),
    ),
)


def kind_of(text: str) -> str:
    """The kind that the words name; empty where they name none."""
    return next((kind for kind, form in _KINDS if form.search(text)), "")
