"""The classes of risk, apart from the policy: the program that reads files knows them and loads no policy."""

from __future__ import annotations

from enum import StrEnum


class RiskClass(StrEnum):
    """How likely the customer is to pay late, best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
