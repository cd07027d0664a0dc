"""How a person types days and amounts, which differs by the language that he reads the desk in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Habits:
    """The language of his words for days, whether the day comes before the month, and the mark before decimals."""

    language: str = "en"
    day_first: bool = False
    decimal: Literal[".", ","] = "."


ENGLISH = Habits()
