"""While a run holds a million open items, the collector of garbage looks seldom: it would go through all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_SELDOM = (100_000, 50, 1_000)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Little garbage of a run is in circles, which alone need the collector; all else goes when nobody holds it.

    Where two threads overlap, the first to end brings the usual back: the other is slower then, and no more.
    """
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
