"""A language that nobody speaks: what the desk says by its catalogs stands between ⟦ and ⟧, facts between the pieces.

What is left outside, and did not come from the database, was never given to a translator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from babel import Locale
from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.translation import trans_real

from creditdesk.journal.models import JournalEntry

# A language that Django and Babel know and the desk does not have.
CODE = "eo"

_PLACE = re.compile(r"%\(\w+\)[-+#0-9.]*[sdf]|%[sd%]|\{[a-z_0-9]*\}|<[^<>]*>|&\w+;")


def in_brackets(text: str) -> str:
    """The text as the strange language has it: its places stay bare."""
    pieces: list[str] = []
    at = 0
    for place in _PLACE.finditer(text):
        pieces += [_bracketed(text[at : place.start()]), place[0]]
        at = place.end()
    return "".join([*pieces, _bracketed(text[at:])])


def _bracketed(piece: str) -> str:
    return f"⟦{piece}⟧" if piece.strip() else piece


class StrangeLanguage(trans_real.DjangoTranslation):
    """Translates whatever it is given, and remembers it."""

    def __init__(self) -> None:
        super().__init__(CODE)
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return in_brackets(message.rpartition("\x04")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked |= {msgid1, msgid2}
        return in_brackets((msgid1 if n == 1 else msgid2).rpartition("\x04")[2])


@contextmanager
def spoken() -> Iterator[StrangeLanguage]:
    """While it lasts, whoever asks for Esperanto is answered in the strange language."""
    strange = StrangeLanguage()
    known: dict[str, Any] = vars(trans_real)["_translations"]
    kept = known.get(CODE)
    known[CODE] = strange
    try:
        with translation.override(CODE):
            yield strange
    finally:
        known.pop(CODE)
        if kept is not None:
            known[CODE] = kept


# ------------------------------------------------------------------ what a page says

_READ_ALOUD = ("title", "aria-label", "placeholder", "alt", "data-key-label", "data-confirm", "label")
_UNREAD = {"script", "style", "code", "pre", "textarea", "time", "kbd", "template", "svg"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "use", "wbr", "col", "rect", "path", "circle"}


class Page(HTMLParser):
    """What a person reads of a page, each piece with the tag in which it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._shut = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in _READ_ALOUD:
            if given.get(name) and not self._shut and tag != "time":
                self.said.append((f"{tag} {name}", str(given[name])))
        if tag == "input" and given.get("type") in ("submit", "button") and given.get("value"):
            self.said.append((f"{tag} value", str(given["value"])))
        if tag in _VOID:
            return
        self._open.append(tag)
        foreign = tag != "html" and "lang" in given
        self._open[-1] = f"{tag}!" if tag in _UNREAD or foreign or "data-quoted" in given else tag
        self._shut += self._open[-1].endswith("!")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            last = self._open.pop()
            self._shut -= last.endswith("!")
            if last.rstrip("!") == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._shut and data.strip():
            self.said.append((self._open[-1] if self._open else "", data))


_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")
# Letters and digits in one, addresses, names of files, currencies and time zones, codes of rules, what a journal keeps.
_NO_WORDS = re.compile(
    r"""\S*\d\S*|\S+@\S+|\S*://\S*|\S+\.(?:csv|xlsx|txt|pdf|docx|dbf|zip|json|example)\b|\S*_\S*|/\S+"""
    r"""|\b[A-Z]{3,4}\b|^[a-z]+(?:\.[a-z]+)+$|"\{.*?\}"(?=,)|Creditdesk"""
)

# Months are written by the locale, not by a catalog.
_MONTHS = {name.lower() for name in Locale.parse(CODE).months["format"]["abbreviated"].values()}


def left_outside(html: str, *, known: set[str]) -> list[str]:
    """The pieces of the page with words that neither a catalog nor the database has."""
    found = []
    for where, text in Page(html).said:
        rest = text
        while _SAID.search(rest):
            rest = _SAID.sub(" ", rest)
        words = [word for word in _WORD.findall(_NO_WORDS.sub(" ", rest)) if word.lower() not in known | _MONTHS]
        if words:
            found.append(f"<{where}> {' '.join(words)!r} in {' '.join(text.split())[:160]!r}")
    return found


# Where names, notes and documents stand; not the policy, whose words are the desk's own, and no table of a library.
_APPS = {"parties", "receivables", "intake", "cash", "followup", "mail", "letters", "outbound"}
_APPS |= {"approvals", "creditfile", "plans", "settlements"}
# What the desk itself keeps there: codes that it reads again.
_CODES = {
    "key",
    "media_type",
    "purpose",
    "asked_channel",
    "imap_folder",
    "stated_currency",
    "password",
    "kind",
    "basis",
    "next_step_name",
    "source",
}


def words_of_the_database() -> set[str]:
    """Every word that somebody wrote or a file brought, and what languages are called. Codes of the desk are none."""
    found = {word.lower() for name in Locale(CODE).languages.values() for word in _WORD.findall(name)}
    found |= {word.lower() for by in JournalEntry.objects.values_list("by", flat=True) for word in _WORD.findall(by)}
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if _is_written(field)]
        if model._meta.app_label in _APPS and names:
            for row in model._default_manager.values_list(*names):
                found |= {word.lower() for value in row for word in _WORD.findall(str(value or ""))}
    return found


def _is_written(field: models.Field[Any, Any]) -> bool:
    if field.choices or field.name in _CODES:
        return False
    return isinstance(field, models.CharField | models.TextField)
