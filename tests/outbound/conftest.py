"""A receiver on this machine, which the operator has named as one of the own network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.outbound.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_INTERNAL_HOSTS = ["localhost"]
    with receiving() as started:
        yield started
