"""How often a fault is tried: enough to notice a defect in every run, or the full figure that we claim.

`make faults` sets FULL_FIGURES and runs the faults at the figures of docs/faults.md; `make test` takes a part of them,
or it would take half an hour.
"""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("FULL_FIGURES", "") not in ("", "0")


def figure(part: T, *, full: T) -> T:
    """The count for this run, or what else there is less of."""
    return full if FULL else part
