"""Rows 38 and 39: neither the log nor an error page tells a secret, a note or a card, and nobody forges a line."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from creditdesk.config import logs
from creditdesk.demo.people import TOTP_SECRET, totp_code
from tests.api.programs import Program
from tests.builders import PASSWORD
from tests.commands.desk import KEY, ROOT
from tests.web.clients import client_of, give_second_factor
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

CARD, NOTE, SEARCHED = "4111 1111 1111 1111", "is short of cash, says his brother", "Acme Camera"
FORGED = "x\n2026-06-15T14:00:00Z [info     ] request user=1"


def breaks(request: HttpRequest) -> HttpResponse:
    """A page that fails with everything secret at hand."""
    held = {"password": "hunter2-hunter2-hunter2", "token": request.headers.get("Authorization")}
    raise IntegrityError(f"rule {len(held)} was broken\nDETAIL:  Key (name)=({SEARCHED}) exists.\n{FORGED}")


urlpatterns = [path("breaks/", breaks), path("", include("creditdesk.config.urls"))]


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None, settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.security.test_logs_and_errors"
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture(params=["text", "json"])
def said(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """The log of everything, as a real installation writes it, as text and as JSON."""
    made = logs.configuration(as_json=request.param == "json", level="INFO")["formatters"]["line"]
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(made.pop("()")(**made))
    names = ("", "creditdesk.requests", "django.request")
    levels = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    yield handler.stream
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def a_day_at_the_desk(world: World) -> list[str]:
    """Signing in rightly and wrongly, a note, a search, a program, a file and an error; returns every secret of it."""
    give_second_factor(world.bob)
    browser = Client(raise_request_exception=False)
    for password in ("wrong-password-of-bob", PASSWORD):
        browser.post("/account/login/", {"login": "bob", "password": password})
    browser.post("/account/2fa/authenticate/", {"code": totp_code(at=NOW)})
    note = {
        "customer": world.acme.id, "key": "k", "channel": "note", "direction": "internal", "outcome": "noted",
        "visibility": "history", "note": f"{NOTE} {CARD}", "owner": world.bob.id,
    }  # fmt: skip
    assert browser.post(reverse("contact_new"), note).status_code == 302
    browser.get(reverse("search"), {"q": SEARCHED})
    browser.get("/nowhere/", {"q": SEARCHED})
    program = Program(world.erin)
    program.get("/customers", q=SEARCHED)
    program.post(f"/customers/{world.acme.id}/activities", {"note": NOTE, "outcome": "?"})
    program.upload(b"Customer,Invoice,Amount\n1,2,3\n", company="NL", name=FORGED)
    upload = {"file": SimpleUploadedFile(f"{SEARCHED}.csv", b"\x00\x01"), "company": "NL"}
    client_of(world.erin).post(reverse("import_new"), upload)
    browser.get("/breaks/", headers={"Authorization": f"Bearer {program.secret}"})
    session = browser.cookies["creditdesk_session"].value
    return [
        "wrong-password-of-bob", PASSWORD, totp_code(at=NOW), TOTP_SECRET, NOTE, CARD, CARD.replace(" ", ""), "1111",
        SEARCHED, "hunter2", program.secret, session,
    ]  # fmt: skip


def test_a_day_at_the_desk_leaves_no_secret_note_card_or_name_in_the_log(world: World, said: StringIO) -> None:
    secrets = a_day_at_the_desk(world)
    told = said.getvalue()
    assert told.count("request") > 10
    assert "rule 2 was broken" in told
    assert [secret for secret in secrets if secret in told] == []


def test_nothing_from_outside_begins_a_line_of_the_log(world: World, said: StringIO) -> None:
    a_day_at_the_desk(world)
    stranger = Client(raise_request_exception=False)
    for number, header in enumerate(("X-Request-ID", "User-Agent", "Referer", "X-Forwarded-For")):
        stranger.get(f"/nowhere/{number}%0a2026-06-15T14:00:00Z%20[info]%20forged/", headers={header: FORGED})
    logging.getLogger("creditdesk.intake.inbox").warning("inbox: %s", FORGED)
    logging.getLogger("creditdesk").info("odd\u2028\x1b[31m\x85\r%s", FORGED)
    lines = said.getvalue().split("\n")[:-1]
    assert len(lines) > 15
    for line in lines:
        assert line.startswith("{") or re.match(r"\d{4}-\d\d-\d\dT\S+Z \[\w+ *\] |    |\Z", line), line
        assert line.isprintable()
        if line.startswith("{"):
            json.loads(line)
    begun = [line for line in lines if line.startswith("2026-06-15T14:00:00Z [info     ] request user=1")]
    assert begun == []


@pytest.mark.parametrize("who", ["a person", "a stranger", "a program"])
def test_an_error_page_says_that_it_failed_and_nothing_else(world: World, who: str) -> None:
    browser = client_of(world.alice)
    if who == "a stranger":
        browser = Client()
    browser.raise_request_exception = False
    address = "/api/v1/nowhere" if who == "a program" else "/breaks/"
    answer = browser.get(address, headers={"Cookie": "a=hunter2"} if who != "a person" else {})
    told = answer.content.decode()
    assert answer.status_code == {"a person": 500, "a stranger": 302, "a program": 404}[who]
    for secret in ("hunter2", SEARCHED, "Traceback", "IntegrityError", "site-packages", "Django", "DETAIL"):
        assert secret not in told


def test_no_setting_turns_the_pages_of_a_developer_on() -> None:
    program = (
        "import django; from django.conf import settings; django.setup();"
        "print(settings.DEBUG, settings.DEMO, settings.SECRET_KEY in repr(settings.DATABASES))"
    )
    surroundings = {
        "CREDITDESK_SECRET_KEY": KEY, "CREDITDESK_HOSTS": "desk.example.com", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "creditdesk.config.settings",
        "DEBUG": "1", "DJANGO_DEBUG": "1", "CREDITDESK_DEBUG": "1",
    }  # fmt: skip
    asked = [sys.executable, "-c", program]
    done = subprocess.run(asked, env=surroundings, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False"]
