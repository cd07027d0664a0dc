"""What a customer's few words about a deduction say: its reason, its number, how many units, which papers.

    "12 units short x 150.00, claim 4411"      shortage, 12 units at 150.00, claim 4411
    "return RGA R-118"                         returns, authorisation R-118
    "code 01 price diff"                       pricing, by the reason code of X12 426

What the words do not say stays empty, and nothing is guessed from the amount. A reason that is named twice differently
is none: a person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from creditdesk.domain.policy_research import ClaimTest

# The adjustment reason codes of X12 426 that retailers use for these reasons.
X12_CODES: Mapping[str, ClaimTest] = {
    "01": ClaimTest.PRICING,
    "06": ClaimTest.SHORTAGE,
    "11": ClaimTest.RETURNS,
    "12": ClaimTest.RETURNS,
    "13": ClaimTest.RETURNS,
    "14": ClaimTest.RETURNS,
    "15": ClaimTest.RETURNS,
    "16": ClaimTest.PROMOTION,
    "19": ClaimTest.DUPLICATE,
    "24": ClaimTest.DISCOUNT,
    "54": ClaimTest.FREIGHT,
}
_WORDS: tuple[tuple[ClaimTest, str], ...] = (
    (ClaimTest.POST_AUDIT, r"post[- ]?audit|audit claim|recovery audit"),
    (ClaimTest.COOP, r"co-?op\b|co-?operative|advertis\w*"),
    (ClaimTest.PROMOTION, r"promo\w*|markdown|mark[- ]down|scan ?back|bill ?back|off[- ]invoice|deal \S*\d"),
    (ClaimTest.COMPLIANCE, r"complian\w*|otif\b|on[- ]time|fines?\b|penalty|late delivery|late ship\w*|asn\b|routing"),
    (ClaimTest.RETURNS, r"returns?\b|returned goods|rga\b|rma\b|damaged?\b"),
    (ClaimTest.SHORTAGE, r"short(?!\s*pa)\w*|missing|not received"),
    (ClaimTest.PRICING, r"pric\w+|overcharg\w*"),
    (ClaimTest.FREIGHT, r"freight|carriage|shipping charge"),
    (ClaimTest.DUPLICATE, r"duplicate\w*|billed twice|paid twice"),
    (ClaimTest.DISCOUNT, r"discount\b|skonto"),
)
_REASONS = tuple((test, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for test, words in _WORDS)
_CODE = re.compile(r"\b(?:reason|code|rc|x12)\s*[:#]?\s*(\d{2})\b", re.IGNORECASE)
_NUMBER = r"(?:no\.?|nr\.?|number|#)?\s*[:#]?\s*(?P<number>[A-Z]{0,5}[-/]?\d[\w/-]*)"
_CLAIM = re.compile(rf"\b(?:claim|chargeback|cb|debit memo|deduction)\s*{_NUMBER}", re.IGNORECASE)
_AUTHORISATION = re.compile(rf"\b(?:rga|rma|ra|return authori[sz]ation)\s*{_NUMBER}", re.IGNORECASE)
_DEAL = re.compile(rf"\b(?:deal|promo(?:tion)?|markdown|agreement|co-?op(?: ad)?)\s*{_NUMBER}", re.IGNORECASE)
_ITEM = re.compile(rf"\b(?:sku|item|article)\s*{_NUMBER}", re.IGNORECASE)
_UNITS = r"(?:units?|pcs?|pieces?|ea|each|cs|cases?|ctns?|cartons?)"
_QUANTITY = re.compile(
    rf"\b(?P<before>\d{{1,7}}(?:\.\d{{1,3}})?)\s*(?:{_UNITS}\b|(?=x\s*\d))|\bshort\w*\s+(?P<after>\d{{1,6}})\b(?!\s*[./-]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What was read; `reasons` are all that the words name."""

    reasons: tuple[ClaimTest, ...] = ()
    claim_number: str = ""
    authorisations: tuple[str, ...] = ()
    deals: tuple[str, ...] = ()
    item_numbers: tuple[str, ...] = ()
    quantity_milli: int | None = None

    @property
    def test(self) -> ClaimTest | None:
        """The one reason that the words name; None where they name none or several."""
        return self.reasons[0] if len(self.reasons) == 1 else None


def read_claim(text: str) -> ClaimWords:
    """What the words say. A code of X12 426 comes before words, for it is what the customer's program chose."""
    said = text[:1_000]
    codes = tuple(dict.fromkeys(X12_CODES[code] for code in _CODE.findall(said) if code in X12_CODES))
    reasons = codes or _named(said)
    if codes == (ClaimTest.PROMOTION,) and ClaimTest.COOP in _named(said):  # one code for both
        reasons = (ClaimTest.COOP,)
    claim = _CLAIM.search(said)
    quantity = _QUANTITY.search(said)
    return ClaimWords(
        reasons=reasons,
        claim_number=claim["number"] if claim else "",
        authorisations=_numbers(_AUTHORISATION, said),
        deals=_numbers(_DEAL, said),
        item_numbers=_numbers(_ITEM, said),
        quantity_milli=int(Decimal(quantity["before"] or quantity["after"]) * 1_000) if quantity else None,
    )


def _named(said: str) -> tuple[ClaimTest, ...]:
    found = [test for test, words in _REASONS if words.search(said)]
    if ClaimTest.COOP in found:  # what is advertised is promoted; the fund is the narrower question
        found = [one for one in found if one is not ClaimTest.PROMOTION]
    return tuple(found)


def _numbers(pattern: re.Pattern[str], said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["number"] for one in pattern.finditer(said)))
