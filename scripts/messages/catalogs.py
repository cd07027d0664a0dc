"""The catalogs of the interface's languages, brought up to date with its source and made ready to be read.

A catalog lies beside the package as `creditdesk/locale/<language>/LC_MESSAGES/django.po`, which people write, and
`.mo`, which Django reads and which stands in the repository too: a newcomer has no program to make it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scripts.messages.policy import said_by_policy
from scripts.messages.syntax import Module
from scripts.messages.templates import said_in_django, said_in_jinja
from scripts.messages.tracing import Said, Traced, Tracer
from scripts.messages.words import own_words

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "creditdesk"
LANGUAGES = ("es", "fr")
# Pages for those who build the desk, and what is read by nobody.
LEFT_OUT = ("web/gallery", "web/templates/shell/gallery.html", "migrations/")

# A catalog says nothing of when it was made: it would be another one after every run.
_NO_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_PLACE = re.compile(r"%\((\w+)\)0?[0-9]*[sdr]")
_NO_WORDS = re.compile(r"[\W\d_]*")


def source_texts() -> Traced:
    """All texts of the package: of its Python, of Django's templates and of Jinja's."""
    modules = [Module.read(path, root=ROOT) for path in _files("*.py")]
    tracer = Tracer(modules, root=ROOT)
    found = tracer.trace()
    found.said += own_words(tracer)
    found.said += said_by_policy(root=ROOT)
    for path in _files("*.html"):
        found.said += said_in_django(path, root=ROOT)
    for path in _files("*.jinja"):
        found.said += said_in_jinja(path, root=ROOT)
    return found


def _files(pattern: str) -> list[Path]:
    found = sorted(PACKAGE.rglob(pattern))
    return [path for path in found if not any(part in path.as_posix() for part in LEFT_OUT)]


def has_words(text: str) -> bool:
    """False for a text that is nothing but places and marks: it reads the same in every language."""
    return not _NO_WORDS.fullmatch(_PLACE.sub("", text))


def template_of(said: Iterable[Said]) -> Catalog:
    """The catalog of all texts, each once, without a translation."""
    catalog = Catalog(project="Creditdesk", charset="utf-8", fuzzy=False)
    for one in sorted(said, key=lambda one: (one.where.partition(":")[0], one.text)):
        if not has_words(one.text):
            continue
        flags = ("python-format",) if _PLACE.search(one.text + one.plural) else ()
        file = one.where.partition(":")[0]
        known = catalog.get(one.text, one.context or None)
        text: Any = (one.text, one.plural) if one.plural else one.text
        if known is not None and one.plural and not known.pluralizable:
            catalog.delete(one.text, one.context or None)
        elif known is not None and known.pluralizable:
            text = known.id
        places: Any = [(file, None)]  # a file alone: its lines move with every change
        if known is None or places[0] not in known.locations:
            catalog.add(text, locations=places, flags=flags, context=one.context or None)
    return catalog


def path_of(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """The catalog as it lies in the repository; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    catalog.creation_date = catalog.revision_date = _NO_DAY
    return catalog


def _empty(language: str) -> Catalog:
    options: dict[str, Any] = {"creation_date": _NO_DAY, "revision_date": _NO_DAY}
    return Catalog(locale=language, project="Creditdesk", charset="utf-8", fuzzy=False, **options)


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """The texts of today with the translations that are kept; those that nobody says any more are gone."""
    old = kept(language)
    made = _empty(language)
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        string = known.string if known is not None and _same_shape(known, message) else None
        made.add(
            message.id,
            string or (("", "") if message.pluralizable else ""),
            locations=message.locations,
            flags=message.flags,
            context=message.context,
        )
    return made


def _same_shape(known: Message, message: Message) -> bool:
    return known.pluralizable == message.pluralizable


def as_po(catalog: Catalog) -> bytes:
    """The catalog as people read it. It names files and no lines: a line added above changes nothing here."""
    file = io.BytesIO()
    write_po(file, catalog, width=120, omit_header=False, sort_output=True)
    text = file.getvalue().decode("utf-8")
    return re.sub(
        r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator).*\n', "", text, flags=re.M
    ).encode()


def as_mo(catalog: Catalog) -> bytes:
    """The catalog as Django reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def write(language: str, catalog: Catalog) -> None:
    """Keep the catalog in both forms."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(as_mo(kept(language)))


def lacking(catalog: Catalog) -> list[str]:
    """What is wrong with a catalog: texts without a translation, or with other places than the English has."""
    return [wrong for message in catalog if message.id for wrong in _wrong_with(message)]


def _wrong_with(message: Message) -> Iterator[str]:
    texts, strings = _both(message.id), _both(message.string)
    if not all(strings):
        yield f"{texts[0]!r} is not translated"
        return
    places = {name for text in texts for name in _PLACE.findall(text)}
    for string in strings:
        said = set(_PLACE.findall(string))
        # A singular may leave its number out; nothing may ask for what is not given.
        if not said <= places or (not message.pluralizable and said != places):
            yield f"{texts[0]!r}: {string!r} has not the places {sorted(places)}"
        if "python-format" in message.flags and "%" in _PLACE.sub("", string).replace("%%", ""):
            yield f"{texts[0]!r}: {string!r} has a stray per cent sign"
        if _edges(string) != _edges(texts[0]):
            yield f"{texts[0]!r}: {string!r} begins or ends with another space"


def _both(texts: Any) -> tuple[str, ...]:
    """Singular and plural, or the one text."""
    return tuple(texts) if isinstance(texts, list | tuple) else (str(texts or ""),)


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()
