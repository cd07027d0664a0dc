"""Whoever reads the desk in Spanish or French reads all of it so: pages, what is wrong with a form, files taken out.

The desk speaks a strange language here, in which every text from a catalog stands in brackets. What stands outside and
is not in the database was never given to a translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.http.response import HttpResponseBase

from creditdesk.parties.models import User
from tests.languages.strange import CODE, StrangeLanguage, left_outside, spoken, words_of_the_database
from tests.plugins.counts import Counted
from tests.security.asking import Ready, ready
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.long

# A page for those who build the desk, files with the ERP's own headings, and the journal's facts as they are kept.
OURS = {"gallery", "import_refused_xlsx", "erp_postings_file", "export_journal"}


@pytest.fixture
def strange(db: None, settings: Any) -> Iterator[StrangeLanguage]:
    settings.EXPORTS_PER_HOUR = 1000
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Strange")]
    cache.clear()
    with time_machine.travel(NOW, tick=False), spoken() as language:
        yield language
    cache.clear()


def answers(world: World, *, method: str) -> list[tuple[Ready, str, str]]:
    """Every page, and what it answers to a reader of the strange language: the row, the kind of answer, the text."""
    asked = [one for one in ready(world, method=method) if one.row.route not in OURS]
    User.objects.update(language=CODE)
    clients = {one.user.pk: client_of(one.user, second_factor=True) for one in asked}
    found = []
    for one in asked:
        client = clients[one.user.pk]
        response = client.get(one.url) if method == "GET" else client.post(one.url, {})
        found.append((one, response.get("Content-Type", "").partition(";")[0], _text(response)))
    return found


def _text(response: HttpResponseBase) -> str:
    if response.get("Content-Type", "").startswith("text/"):
        content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        return content.decode()
    return ""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_page_says_everything_in_the_readers_language(
    method: str, world: World, strange: StrangeLanguage, counted: Counted
) -> None:
    pages = [(one, text) for one, kind, text in answers(world, method=method) if kind == "text/html"]
    known = words_of_the_database()
    left = {f"{one.row.route}: {piece}" for one, text in pages for piece in left_outside(text, known=known)}
    assert not left, "\n".join(sorted(left))
    counted("languages", f"{len(pages)} answers to {method} without a word of English")


def test_every_list_is_taken_out_in_the_readers_language(
    world: World, strange: StrangeLanguage, counted: Counted
) -> None:
    files = [(one, text) for one, kind, text in answers(world, method="GET") if kind == "text/csv"]
    known = words_of_the_database()
    left = {f"{one.row.route}: {piece}" for one, text in files for piece in left_outside(text, known=known)}
    assert not left, "\n".join(sorted(left))
    assert files
    counted("languages", f"{len(files)} lists without a word of English")
