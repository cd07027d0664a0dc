"""While a run holds a million open items, the collector of garbage looks seldom: it would go through all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 50, 1_000)
# What the process had before the first run: a serving one has its own.
_usual = [gc.get_threshold()]


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Little garbage of a run is in circles, which alone need the collector; all else goes when nobody holds it.

    Where two threads overlap, the first to end brings the usual back: the other is slower then, and no more.
    """
    if gc.get_threshold() != _SELDOM:
        _usual[0] = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_usual[0])
