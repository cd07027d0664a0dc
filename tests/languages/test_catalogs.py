"""The catalogs have everything that the interface says, and nothing that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages import Catalog

from scripts.messages.catalogs import (
    LANGUAGES,
    PACKAGE,
    as_mo,
    as_po,
    brought_up_to_date,
    has_words,
    kept,
    lacking,
    path_of,
    source_texts,
    template_of,
)
from scripts.messages.tracing import Traced


@cache
def found() -> Traced:
    return source_texts()


@cache
def template() -> Catalog:
    return template_of(found().said)


def test_every_text_can_be_followed_to_where_it_was_written_down() -> None:
    assert found().untraced == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_the_same_places(language: str) -> None:
    assert lacking(brought_up_to_date(language, template())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_lies_in_the_repository_is_what_the_source_says_today(language: str) -> None:
    assert path_of(language).read_bytes() == as_po(brought_up_to_date(language, template())), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_django_reads_is_what_people_wrote(language: str) -> None:
    assert path_of(language).with_suffix(".mo").read_bytes() == as_mo(kept(language)), "run make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_texts_read_the_same_as_in_english(language: str) -> None:
    texts = [one for one in kept(language) if isinstance(one.id, str) and " " in one.id and has_words(one.id)]
    same = [one.id for one in texts if one.id == one.string]
    assert len(same) < len(texts) / 100, same


class _Bare(HTMLParser):
    """Words in a template that no tag says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unread = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in ("code", "kbd", "script", "style")
        for name, value in attrs:
            if name in ("title", "placeholder", "aria-label", "alt", "data-key-label") and _has_letters(value or ""):
                self.words.append(str(value))

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("code", "kbd", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self._unread and _has_letters(data):
            self.words.append(data.strip())


_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Names, and what reads the same everywhere.
_NAMES = re.compile(r"Creditdesk|XLSX|CSV|·|with-aside")
_SAID = re.compile(
    r"\{% set attributes %\}.*?\{% endset %\}|\{% (?:comment|blocktranslate|verbatim)\b.*?\{% end\w+ %\}"
    r"|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.S,
)


def _has_letters(text: str) -> bool:
    return bool(_LETTERS.search(_NAMES.sub("", text)))


def templates() -> Iterator[str]:
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.*")):
        if path.name != "gallery.html":
            yield path.relative_to(PACKAGE / "web" / "templates").as_posix()


@pytest.mark.parametrize("name", list(templates()))
def test_a_template_says_nothing_by_itself(name: str) -> None:
    text = (PACKAGE / "web" / "templates" / name).read_text(encoding="utf-8")
    assert _Bare(_SAID.sub(" ", text)).words == []


# What a rule says is said by `words` in the reader's language; `str` of it is English.
_ENGLISH = re.compile(r"\bstr\((?:reason|refusal|error)\)|map\(str, \w*\.reasons\)|\{(?:reason|refusal|error)\}")


def test_no_page_tells_a_reason_in_english_only() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{at}: {line.strip()}"
        for folder in ("web", "exports")
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _ENGLISH.search(line)
    ]
    assert found == []
