"""Card numbers do not belong into notes: whoever reads a note must not be able to pay with it. Pure."""

from __future__ import annotations

import re

# Thirteen to nineteen digits, in groups or not.
_CANDIDATE = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_SHOWN = 4


def mask_card_numbers(text: str) -> tuple[str, int]:
    """The text with card numbers shown by their last four digits, and how many were masked.

    A run of digits counts as a card number when its check digit (Luhn) is right, so most other long numbers stay.
    """
    masked = 0

    def mask(found: re.Match[str]) -> str:
        nonlocal masked
        digits = re.sub(r"[ -]", "", found.group())
        if not passes_luhn(digits):
            return found.group()
        masked += 1
        return f"[card …{digits[-_SHOWN:]}]"

    return _CANDIDATE.sub(mask, text), masked


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it; zeros alone are no number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and set(digits) != {"0"}
