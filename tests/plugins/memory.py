"""The collector of garbage looks seldom, and never at what lives as long as the run: modules, models, collected tests.

It would go through some hundred thousand objects again and again, and find nothing.
"""

from __future__ import annotations

import gc

# New objects before it looks; Python's own number is 700, for programs with less in their memory.
NEW_OBJECTS = 20_000


def pytest_collection_finish() -> None:
    """All tests are there, and most of what they import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
