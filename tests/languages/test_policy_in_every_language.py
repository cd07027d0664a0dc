"""The policy in the reader's language: its pages, its drafts with their mistakes, and every decision about them.

Names of strategies and steps, codes that a person types and what he wrote stay as they are; all else is translated.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from creditdesk.domain import phrases
from creditdesk.domain.phrases import Named, Phrase, Plural, PolicyName, Spoken, Word
from creditdesk.domain.policy import default_policy, default_policy_text, read_yaml
from creditdesk.domain.policy_changes import changes
from creditdesk.domain.policy_forms import form_of
from creditdesk.domain.policy_text import problems_of
from creditdesk.domain.policy_words import pages
from creditdesk.parties.models import User
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.web.policy.reading import sections
from creditdesk.web.speaking import say
from scripts.messages.catalogs import has_words, source_texts
from tests.languages.strange import CODE, left_outside, spoken, words_of_the_database
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database

TEXT = default_policy_text()


def _changed(*edits: tuple[str, str]) -> str:
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


# One mistake of each kind, as far as one text can have them.
MISTAKES = _changed(
    ("[0, 30, 60, 90, 120]", "[0, 30, 20]"),
    ("rep: {amount: 10000,", "rep: {amount: 60000,"),
    ("C: 50}", "C: 70}"),
    ("C: 2, D: 3}", "C: 2}"),
    ("[08:30, 17:00]", "[17:00, 08:30]"),
    ("[08:30, 17:30]", "[08:30, 1020]"),
    ("grace_business_days: 2", "grace_business_days: x1"),
    ("tolerance_pct: 1.0", "tolerance_pct: 1e1"),
    ("max_amount: 10.00", "max_amount: -1"),
    ("max_pct: 0.5", "max_percent: 101"),
    ("- 2026-07-03", "- 2026-02-30"),
    ("currency: USD", "currency: XQX"),
    ("partial_payment_discount: true", "partial_payment_discount: 1"),
    ("max_unpacked_mb: 200", "max_unpacked_mb: 20"),
    ("hold: prepare}", "hold: x1}"),
    ("{day: 15, kind: email, name: Reminder 2}", "{day: 3, kind: email, name: Reminder 2}"),
    ("fee: 35.00", "fee: 35.12345"),
    ("bankruptcy, out_of_business", "'', out_of_business"),
    ("customer_letter_months: ", "customer_letter_months: 9"),
)
# Other words for many of the pages' values.
OTHER = _changed(
    ("[0, 30, 60, 90, 120]", "[0, 45, 90]"),
    ("25000, cfo: null", "25000, cfo: 50000"),
    ("applies_to_credits: false", "applies_to_credits: true"),
    ("discount_grace_days: 3", "discount_grace_days: 1"),
    ("rep: {amount: 10000,", "rep: {amount: 11000,"),
    ("- {day: 5, kind: email, name: Reminder 1}", "- {day: 5, kind: call, name: Reminder 1, only_if: [not_disputed]}"),
    ("earliest_document_date: 1990-01-01", "earliest_document_date: 1991-02-01"),
    ("[08:30, 17:00]", "[08:30, 16:00]"),
    ("    - 2026-07-03\n", ""),
)
UNREADABLE = ("aging: [", "aging: 1: 2", "a: 'x", "a: &x 1\nb: *x", "a: {b: 1", "- 1", "a: @x", "a:\n  b: 1\n c: 2")


@pytest.fixture
def strange(world: World, settings: Any) -> Iterator[None]:
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Strange")]
    cache.clear()
    User.objects.update(language=CODE)
    for person in (world.carol, world.dave, world.alice):
        person.refresh_from_db()
    with time_machine.travel(NOW, tick=False), spoken():
        yield
    cache.clear()


@pytest.fixture
def carol(world: World, strange: None) -> Client:
    return client_of(world.carol)


@pytest.fixture
def dave(world: World, strange: None) -> Client:
    return client_of(world.dave)


def english_in(page: str) -> list[str]:
    """What a page says in English that nobody wrote on it."""
    # A mistake quotes what stands in the text, and what could stand there.
    return left_outside(re.sub("&#(?:x27|39);[^&]+&#(?:x27|39);", "", page), known=words_of_the_database())


def asked(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def sent(client: Client, path: str, data: dict[str, Any], status: int) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, (path, answer.content)
    return answer.content.decode()


def adopted(world: World, text: str, *, days_ago: int) -> PolicyVersion:
    day = TODAY - dt.timedelta(days=days_ago)
    return adopt_policy(text, effective_from=day, reason="1", by="carol", at=NOW, company_id=world.northlight.id)


def draft_of(client: Client, text: str = TEXT) -> PolicyDraft:
    assert client.post("/policy/drafts/new/", {"company": "NL", "key": str(len(text))}).status_code == 302
    draft = PolicyDraft.objects.latest("id")
    write(client, draft, {"text": text})
    return draft


def write(client: Client, draft: PolicyDraft, more: dict[str, str], status: int = 302) -> str:
    page = sent(
        client,
        f"/policy/drafts/{draft.id}/",
        {"version": str(draft.version), "seen": draft.text, "text": draft.text} | more,
        status,
    )
    draft.refresh_from_db()
    return page


# ------------------------------------------------------------------ the pages


def test_the_policy_in_force_and_its_versions(world: World, carol: Client) -> None:
    adopted(world, TEXT, days_ago=9)
    adopted(world, OTHER, days_ago=3)
    paths = ("/policy/", "/policy/?company=NL", "/policy/?q=x1", "/policy/versions/", "/policy/versions/1/")
    for path in (*paths, "/policy/versions/2/changes/", "/policy/versions/2/text/", "/policy/drafts/"):
        assert english_in(asked(carol, path)) == [], path


def test_a_draft_as_forms_and_what_it_changes(carol: Client, dave: Client) -> None:
    draft = draft_of(carol, OTHER)
    for path in ("", "changes/", "effect/"):
        assert english_in(asked(carol, f"/policy/drafts/{draft.id}/{path}")) == [], path
    assert english_in(asked(carol, "/policy/drafts/")) == []


def test_a_draft_with_mistakes(carol: Client) -> None:
    draft = draft_of(carol, MISTAKES)
    assert len(problems_of(MISTAKES)) >= 19
    for path in ("", "changes/"):
        assert english_in(asked(carol, f"/policy/drafts/{draft.id}/{path}")) == [], path


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_draft_that_cannot_be_read(text: str, carol: Client) -> None:
    draft = draft_of(carol, text)
    assert english_in(asked(carol, f"/policy/drafts/{draft.id}/")) == []
    assert english_in(sent(carol, f"/policy/drafts/{draft.id}/catch-up/", {"version": draft.version}, 422)) == []


def test_what_is_typed_beside_an_unreadable_text_and_a_lost_race(carol: Client, dave: Client) -> None:
    draft = draft_of(carol)
    first = PolicyDraft.objects.get(id=draft.id)
    assert english_in(write(carol, draft, {"text": "aging: [", "f.nsf.fee": "40"}, 422)) == []
    write(dave, draft, {"f.nsf.fee": "40"})
    assert english_in(write(carol, first, {"f.nsf.fee": "50"}, 409)) == []


def test_submitting_and_deciding(world: World, carol: Client, dave: Client) -> None:
    draft = draft_of(carol, OTHER)
    place, seen = f"/policy/drafts/{draft.id}", {"sha256": draft.sha256, "compared_with": 0}
    wrong = {"reason": " ", "effective_from": "2020-01-01", "version": draft.version}
    assert english_in(sent(carol, f"{place}/submit/", wrong, 422)) == []
    assert english_in(sent(dave, f"{place}/approve/", seen, 409)) == []
    sent(carol, f"{place}/submit/", {"reason": "3", "effective_from": "+1", "version": draft.version}, 302)
    for client in (carol, dave):
        assert english_in(asked(client, f"{place}/changes/")) == []
        assert english_in(asked(client, "/policy/")) == []
    assert english_in(sent(carol, f"{place}/approve/", seen, 422)) == []
    assert english_in(sent(dave, f"{place}/reject/", seen, 422)) == []
    adopted(world, _changed(("fee: 35.00", "fee: 36.00")), days_ago=0)
    assert english_in(sent(dave, f"{place}/approve/", seen, 409)) == []
    sent(dave, f"{place}/reject/", seen | {"reason": "4"}, 302)
    for path in ("", "changes/"):
        assert english_in(asked(carol, f"{place}/{path}")) == []


def test_the_reader_types_his_own_word_for_no_limit(carol: Client) -> None:
    draft = draft_of(carol, OTHER)
    shown = 'name="f.authority.write_off.cfo" aria-describedby="f-authority.write_off.cfo-help" value="⟦no limit⟧"'
    assert shown not in asked(carol, f"/policy/drafts/{draft.id}/")
    write(carol, draft, {"f.authority.write_off.cfo": "⟦No limit⟧"})
    assert read_yaml(draft.text)[0]["authority"]["write_off"]["cfo"] is None
    assert shown in asked(carol, f"/policy/drafts/{draft.id}/")


@pytest.mark.parametrize(
    ("language", "typed", "fee"),
    [
        ("en", "1,250.50", "1250.50"),
        ("es", "1.250,50", "1250.50"),
        ("es", "1.250", "1250"),
        ("es", "35.5", "35.5"),
        ("fr", "1\u202f250,50", "1250.50"),
        ("fr", "1,250.50", "1250.50"),
    ],
)
def test_numbers_are_typed_as_the_reader_writes_them(world: World, language: str, typed: str, fee: str) -> None:
    User.objects.update(language=language)
    world.carol.refresh_from_db()
    carol = client_of(world.carol)
    draft = draft_of(carol)
    shown = "35.00" if language == "en" else "35,00"
    assert f'aria-describedby="f-nsf.fee-help" value="{shown}"' in asked(carol, f"/policy/drafts/{draft.id}/")
    write(carol, draft, {"f.nsf.fee": shown})
    assert draft.text == TEXT
    write(carol, draft, {"f.nsf.fee": typed})
    assert str(read_yaml(draft.text)[0]["nsf"]["fee"]) == fee


# ------------------------------------------------------------------ figures and the search


@pytest.mark.parametrize(
    ("language", "holidays", "hours", "limits"),
    [
        ("en", "Jan 1, Jan 15", "8:30\u00a0AM", "10,000.00 USD"),
        ("es", "1 ene, 15 ene", "8:30", "10.000,00 USD"),
        ("fr", "1 janv., 15 janv.", "08:30", "10\u202f000,00 USD"),
    ],
)
def test_days_times_and_amounts_are_written_as_the_reader_writes_them(
    language: str, holidays: str, hours: str, limits: str
) -> None:
    rows = {row.reference: row for page in reversed(pages(default_policy())) for row in reversed(page.rows)}
    with translation.override(language):
        assert say(rows["calendar.company_holidays"].value).startswith(holidays)
        assert hours in say(rows["contact.call_hours_local"].value)
        assert limits in say(rows["authority.release_order.rep"].value)


def test_the_search_is_in_the_readers_language() -> None:
    def found(words: str) -> list[str]:
        return [row.reference for section in sections(TEXT, words=words) for row in section.rows]

    with spoken():
        assert found("⟦upper") == ["aging.buckets"]
    with translation.override("en"):
        assert found("⟦upper") == []


# ------------------------------------------------------------------ the catalogs


def test_the_catalogs_have_every_text_of_the_pages_and_the_forms() -> None:
    other = problems_of(MISTAKES), [problems_of(text) for text in UNREADABLE]
    made = (pages(default_policy()), form_of(read_yaml(TEXT)[0]), form_of(read_yaml(OTHER)[0]), other)
    asked_for = {key for one in _spoken_in(made) if (key := _key(one)) and has_words(key[1])}
    known = {(said.context, said.text) for said in source_texts().said}
    assert len(asked_for) > 500
    assert asked_for - known == set()


def _key(one: Spoken) -> tuple[str, str] | None:
    match one:
        case Phrase(text=text) | Named(text=text) | Plural(one=text):
            return "", text
        case Word(text=text):
            return "word", text
        case PolicyName(name=name):
            return "policy", name
    return None


def _spoken_in(made: Any) -> Iterator[Spoken]:
    if isinstance(made, Spoken):
        yield made
    if dataclasses.is_dataclass(made) and not isinstance(made, type):
        for field in dataclasses.fields(made):
            yield from _spoken_in(getattr(made, field.name))
    elif isinstance(made, Mapping):
        for part in made.values():
            yield from _spoken_in(part)
    elif isinstance(made, tuple | list):
        for part in made:
            yield from _spoken_in(part)


def test_programs_and_the_journal_get_the_english() -> None:
    limit = phrases.Phrase(
        "%(share)s of the debt", {"share": phrases.Share(default_policy().credit.need_safety_factor)}
    )
    with translation.override("fr"):
        assert str(limit) == "1.2% of the debt"
        assert changes(default_policy(), default_policy()) == ()
