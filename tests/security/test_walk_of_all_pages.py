"""What must hold of every page, asked of every page: reading changes nothing, a change needs the form's token, and the
browser is told what it may run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client

from creditdesk.journal.models import JournalEntry
from tests.plugins.counts import Counted
from tests.security.asking import changed, everything, ready
from tests.web.clients import client_of, give_second_factor
from tests.web.routes import CAST, PAGE_ROWS, routes
from tests.world import NOW, World

pytestmark = pytest.mark.long

# What a page may write when it is read: that somebody took a file out, read what is restricted, or was turned away.
READING = re.compile(
    r"export\.\w+|restricted\.read|journal\.private_read|access\.refused|letter\.taken|worksheet\.form_taken|erp_posting\.\w*listed"
)


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None, settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def test_reading_every_page_changes_nothing_but_what_the_journal_keeps_of_reading(
    world: World, counted: Counted
) -> None:
    asked = list(ready(world, method="GET"))
    clients = {one.user.pk: client_of(one.user, second_factor=True) for one in asked}
    seq = JournalEntry.objects.count()
    before = everything(but=frozenset({"journal.JournalEntry", "journal.JournalHead"}))
    for one in asked:
        assert clients[one.user.pk].get(one.url).status_code in {200, 302, 404, 409, 422, 503}, one.row
        # A link in a mail or on another site reaches no act: it is a GET.
    after = everything(but=frozenset({"journal.JournalEntry", "journal.JournalHead"}))
    assert changed(before, after) == []
    written = JournalEntry.objects.filter(seq__gt=seq).values_list("kind", flat=True)
    assert [kind for kind in written if not READING.fullmatch(kind)] == []
    counted("security 23", f"{len(asked)} pages read, nothing changed")


@pytest.mark.one_database
def test_what_changes_something_is_never_reached_by_reading(world: World) -> None:
    also_read = {row.route for row in PAGE_ROWS if row.method == "GET"}
    asked = [one for one in ready(world, method="POST") if one.row.route not in also_read]
    clients = {one.user.pk: client_of(one.user) for one in asked}
    before = everything()
    for one in asked:
        assert clients[one.user.pk].get(one.url).status_code == 405, one.row
    assert changed(before, everything()) == []


@pytest.mark.one_database
def test_no_change_without_the_token_of_the_form(world: World, counted: Counted) -> None:
    asked = list(ready(world, method="POST"))
    for user in {one.user.pk: one.user for one in asked}.values():
        give_second_factor(user)
    clients = {one.user.pk: client_of(one.user, csrf=True) for one in asked}
    before = everything()
    surprises = []
    for one in asked:
        status = clients[one.user.pk].post(one.url, one.data).status_code
        strange = clients[one.user.pk].post(one.url, one.data, headers={"X-CSRFToken": "x" * 64}).status_code
        if (status, strange) != (403, 403):
            surprises.append(f"{one.row.route}: {status}, {strange}")
    assert surprises == []
    assert changed(before, everything()) == []
    counted("security 23", f"{len(asked)} changes refused without the form's token")


class Markup(HTMLParser):
    """What a policy without inline code would refuse, and the scripts with their nonces."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.nonces: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not given.get("src") and not given.get("nonce")):
            self.inline.append(f"<{tag}>")
        if tag in ("iframe", "object", "embed", "base"):
            self.inline.append(f"<{tag}>")
        if given.get("nonce"):
            self.nonces.add(str(given["nonce"]))
        for name in ("src", "href", "action", "formaction"):
            if re.match(r"\s*(javascript|data|vbscript):", given.get(name) or "", flags=re.IGNORECASE):
                self.inline.append(f"<{tag} {name}={given[name]}>")


DIRECTIVES = {
    "default-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def faults_of(response: HttpResponseBase) -> list[str]:
    """What the browser is not told, or would have to refuse."""
    found = []
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found += [f"{name}: {response.get(name)}" for name, value in wanted.items() if response.get(name) != value]
    if "no-store" not in response.get("Cache-Control", ""):
        found.append(f"Cache-Control: {response.get('Cache-Control')}")
    policy = dict(
        part.strip().partition(" ")[::2] for part in response.get("Content-Security-Policy", "").split(";") if part
    )
    if policy == {"default-src": "'none'", "sandbox": ""}:  # a download: nothing of it runs at all
        return found
    found += [f"{name}: {policy.get(name)}" for name, value in DIRECTIVES.items() if policy.get(name) != value]
    nonces = set(re.findall(r"'nonce-([^']+)'", policy.get("script-src", "")))
    if re.sub(r" ?'nonce-[^']+'", "", policy.get("script-src", "")) != "'self'":
        found.append(f"script-src: {policy.get('script-src')}")
    if "html" in response.get("Content-Type", "") and not response.streaming:
        page = Markup()
        page.feed(response.content.decode())  # type: ignore[attr-defined]
        found += page.inline
        found += ["a nonce that the policy does not name"] if not page.nonces <= nonces else []
    return found


@pytest.mark.one_database
def test_every_page_tells_the_browser_to_run_nothing_but_our_own(world: World, counted: Counted) -> None:
    surprises, pages = [], 0
    for one in ready(world, method="GET"):
        response = client_of(one.user, second_factor=True).get(one.url)
        pages += 1
        surprises += [f"{one.row.route}: {fault}" for fault in faults_of(response)]
    for one in ready(world, method="POST"):
        response = client_of(one.user, second_factor=True).post(one.url, one.data)
        surprises += [f"POST {one.row.route}: {fault}" for fault in faults_of(response)]
        pages += 1
    assert surprises == []
    counted("security 24", f"{pages} answers, each with its policy")


@pytest.mark.one_database
def test_refusals_and_errors_carry_the_same_policy(world: World) -> None:
    alice, stranger = client_of(world.alice), Client()
    answers = {
        "not found": alice.get("/nowhere/"),
        "foreign": alice.get(f"/accounts/{world.foreign.id}/"),
        "no right": alice.get("/users/"),
        "other method": alice.post("/accounts/"),
        "no token": client_of(world.alice, csrf=True).post("/theme/", {"theme": "dark"}),
        "sign-in": stranger.get("/account/login/"),
        "sent to the sign-in": stranger.get("/accounts/"),
        "bad host": stranger.get("/accounts/", headers={"Host": "evil.example"}),
    }
    assert {name: faults_of(response) for name, response in answers.items()} == {name: [] for name in answers}
    statuses = {name: response.status_code for name, response in answers.items()}
    assert statuses == {
        "not found": 404, "foreign": 404, "no right": 403, "other method": 405,
        "no token": 403, "sign-in": 200, "sent to the sign-in": 302, "bad host": 400,
    }  # fmt: skip


def test_the_walk_knows_every_page() -> None:
    assert len(CAST) == 10
    assert {row.route for row in PAGE_ROWS} == {route.name for route in routes() if not route.is_api}


@pytest.mark.parametrize(
    "markup",
    ["<p onclick='go()'>", "<p style='color:red'>", "<style>", "<script>go()</script>", "<a href=' javascript:go()'>"],
)
def test_the_walk_sees_what_a_careless_page_would_bring(markup: str) -> None:
    page = Markup()
    page.feed(markup)
    assert page.inline
