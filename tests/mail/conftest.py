"""Mail servers on this machine, which the operator has named as some of the own network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from creditdesk.mail.models import Mailbox
from tests.mail import post
from tests.mail.mail_server import Script, serving
from tests.world import World


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.MAIL_INTERNAL_HOSTS = ["127.0.0.1", "localhost"]


@pytest.fixture
def smtp_server() -> Iterator[tuple[Script, int]]:
    with serving() as started:
        yield started


@pytest.fixture
def server(smtp_server: tuple[Script, int]) -> Script:
    return smtp_server[0]


@pytest.fixture
def box(world: World, smtp_server: tuple[Script, int]) -> Mailbox:
    """Northlight's mailbox, which sends by the server of the test."""
    return post.mailbox(world.northlight, by=world.adam, smtp_port=smtp_server[1])
