"""Whoever reads the desk chooses its language, before and after he signs in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from creditdesk.domain.exceptions import OLDEST
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.actions import choose_language
from creditdesk.web.templatetags.desk_formats import fact_words, words
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def fixed_time(db: None) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def language_of(client: Client, url: str = "/account/login/", **headers: str) -> str:
    """The language that a page says it is in."""
    page = client.get(url, headers=headers).content.decode()
    return page.partition('<html lang="')[2].partition('"')[0]


def test_a_stranger_reads_what_his_browser_asks_for() -> None:
    assert language_of(Client(), **{"Accept-Language": "fr-CA,fr;q=0.9"}) == "fr"
    assert language_of(Client(), **{"Accept-Language": "de"}) == "en"


def test_a_stranger_chooses_where_he_signs_in() -> None:
    client = Client()
    answer = client.post(reverse("language"), {"language": "es", "next": "/account/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert language_of(client) == "es"


def test_a_users_choice_goes_with_him_to_another_machine(world: World) -> None:
    client_of(world.alice).post(reverse("language"), {"language": "fr"})
    elsewhere = client_of(world.alice)
    assert language_of(elsewhere, reverse("today"), **{"Accept-Language": "en"}) == "fr"
    (entry,) = JournalEntry.objects.filter(kind="user.language_chosen")
    assert (entry.by, entry.facts) == ("alice", {"before": "", "after": "fr"})


def test_choosing_the_same_again_is_no_change(world: World) -> None:
    for _time in range(2):
        client_of(world.alice).post(reverse("language"), {"language": "fr"})
    assert JournalEntry.objects.filter(kind="user.language_chosen").count() == 1


@pytest.mark.parametrize("wanted", ["de", "", "en-US", "../fr", "eo"])
def test_a_language_that_the_desk_does_not_speak_is_no_choice(world: World, wanted: str) -> None:
    assert client_of(world.alice).post(reverse("language"), {"language": wanted}).status_code == 422
    world.alice.refresh_from_db()
    assert world.alice.language == ""


def test_the_way_back_stays_at_the_desk(world: World) -> None:
    answer = client_of(world.alice).post(reverse("language"), {"language": "es", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_nobody_chooses_for_another(world: World) -> None:
    with pytest.raises(Refusal, match="whoever reads it"):
        choose_language(world.alice, language="es", by=world.bob, at=NOW)


def test_two_people_read_the_same_reason_each_in_his_language() -> None:
    """It is kept as a rule and its facts: the sentence is made when it is read, as the reader writes days and money."""
    kept = Reason(
        "exception.promised_in_part",
        "%(item)s is %(days)d days past due; the promise of %(promised)s for %(date)s leaves %(rest)s unplanned",
        {
            "item": OLDEST,
            "days": 30,
            "promised": "1,200.00 USD",
            "date": "2026-06-19",
            "rest": "34.50 USD",
        },
    ).as_dict()
    with translation.override("en"):
        english = words(kept)
    with translation.override("fr"):
        french = words(kept)
    assert english.startswith("the oldest item is 30 days past due; the promise of 1,200.00 USD for Jun 19, 2026")
    assert "19 juin 2026" in french and "1\u202f200,00 USD" in french and "34,50 USD" in french
    assert "oldest" not in french


def test_what_is_typed_is_read_as_the_reader_writes_it(world: World) -> None:
    """In Spanish the day comes first and a comma before the decimals; the entry is the same for everybody."""
    client = client_of(world.alice)
    client.post(reverse("language"), {"language": "es"})
    page = client.get(reverse("account_statement", args=[world.acme.id]), {"as_of": "13/6"})
    assert page.status_code == 200
    assert "13 de junio de 2026" in page.content.decode() or "13 jun 2026" in page.content.decode()


def test_a_day_and_an_amount_are_told_to_each_reader_as_he_writes_them() -> None:
    told = []
    for language in ("en-us", "fr", "en-us"):
        with translation.override(language):
            told.append((fact_words("2026-11-13"), fact_words("8,659.51 USD")))
    english, french, again = told
    assert english == again == ("Nov 13, 2026", "8,659.51 USD")
    assert french[0] == "13 nov. 2026"
    assert french != english
