"""A program that talks to the desk, on the world's day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import NOW


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
