"""The texts that templates say: Django's by its own reader of templates, Jinja's by Babel's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

from scripts.messages.tracing import Said

# What Django's reader makes of a tag: a call with literals, among text that is blanked out.
_TEXT = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
_SAID = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*{_TEXT}(?:\s*,\s*{_TEXT})?(?:\s*,\s*{_TEXT})?")


def said_in_django(path: Path, *, root: Path) -> Iterator[Said]:
    """The texts of one of Django's templates."""
    where = path.relative_to(root).as_posix()
    shown = templatize(path.read_text(encoding="utf-8"), origin=where)
    for found in _SAID.finditer(shown):
        texts = [ast.literal_eval(text) for text in found.groups()[1:] if text]
        place = f"{where}:{shown.count(chr(10), 0, found.start()) + 1}"
        match found[1], texts:
            case ("ngettext", [one, many, *_]):
                yield Said(one, place, plural=many)
            case ("pgettext", [context, one, *_]):
                yield Said(one, place, context=context)
            case ("npgettext", [context, one, many]):
                yield Said(one, place, plural=many, context=context)
            case (_, [one, *_]):
                yield Said(one, place)


def said_in_jinja(path: Path, *, root: Path) -> Iterator[Said]:
    """The texts of one of Jinja's templates."""
    where = path.relative_to(root).as_posix()
    with path.open("rb") as file:
        for line, function, message, _comments in babel_extract(file, ("_", "ngettext"), (), {}):
            texts = [message] if isinstance(message, str) else [text for text in message or () if text]
            yield Said(texts[0], f"{where}:{line}", plural=texts[1] if function == "ngettext" else "")
