"""A program with a token: what it asks, and what it is answered."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from creditdesk.config import clock
from creditdesk.demo.people import totp_code
from creditdesk.domain.scopes import Scope
from creditdesk.parties.models import User
from creditdesk.parties.tokens import make_token
from tests.web.clients import give_second_factor
from tests.world import NOW

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

BASE = "/api/v1"
_keys = count(1)
_half_minutes = count(1)


class Program:
    """Calls the interface with the token of a user, for all that he may do unless some scopes are named."""

    def __init__(self, user: User, *scopes: Scope, days: int = 90) -> None:
        made = make_token(user, name="test", scopes=scopes or tuple(Scope), days=days, by=user, at=NOW)
        self.token = made.token
        self.secret = made.secret
        self.client = Client(headers={"Authorization": f"Bearer {made.secret}"})

    def get(self, path: str, **query: Any) -> Answer:
        """The answer to a question."""
        return self.client.get(BASE + path, query)

    def post(self, path: str, body: Any = None, *, key: str | None = "", code: str = "") -> Answer:
        """The answer to an act; its key is a new one each time, unless one is given, or None for no key. Some need a
        `code` of the user's authenticator app.
        """
        headers = {} if key is None else {"Idempotency-Key": key or f"key-{next(_keys)}"}
        if code:
            headers["Second-Factor-Code"] = code
        return self.client.post(BASE + path, body, content_type="application/json", headers=headers)

    def confirmed(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        """The answer to an act with a code of the user's app, in a half minute of its own: a code counts once."""
        give_second_factor(self.token.user)
        at = clock.now() + dt.timedelta(seconds=30 * (next(_half_minutes) % 200))
        with time_machine.travel(at, tick=False):
            return self.post(path, body, key=key, code=totp_code(at=at))

    def upload(self, file: bytes, *, company: str, name: str = "items.csv", key: str = "", **about: str) -> Answer:
        """The answer to a file."""
        data = {"file": SimpleUploadedFile(name, file), "company": company, **about}
        headers = {"Idempotency-Key": key or f"key-{next(_keys)}"}
        return self.client.post(f"{BASE}/imports", data, headers=headers)


def entries(answer: Answer) -> list[Any]:
    """The entries of a page."""
    assert answer.status_code == 200, answer.content
    found = answer.json()["entries"]
    assert isinstance(found, list)
    return found
