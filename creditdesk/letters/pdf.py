"""Letters and statements as PDF/A. What they say reaches the typesetter as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import typst

# Archives read PDF/A; what a letter says must be found in it for as long as the letter is kept.
_STANDARD: Final = "a-2b"
MEDIA_TYPE = "application/pdf"
# The languages whose readers print on metric paper.
METRIC = frozenset({"es", "fr"})


def letters_pdf(contents: Sequence[Mapping[str, Any]], *, title: str) -> bytes:
    """All the letters one after the other, each with page numbers of its own; at least one."""
    paper = "a4" if all(each["language"] in METRIC for each in contents) else "us-letter"
    day = contents[0]["day"]
    return compiled("letters.typ", {"title": title, "day": day, "paper": paper, "letters": list(contents)})


def letter_pdf(content: Mapping[str, Any]) -> bytes:
    """One letter."""
    return letters_pdf([content], title=str(content["subject"]))


def statement_pdf(content: Mapping[str, Any]) -> bytes:
    """A statement, as `statement.content_of` words it."""
    return compiled("statement.typ", dict(content))


def compiled(template: str, data: Mapping[str, Any]) -> bytes:
    """The template of this room with the data, as PDF/A."""
    source, plain = _source(template), json.dumps(data, ensure_ascii=True)
    try:
        return typst.compile(source, format="pdf", sys_inputs={"data": plain}, pdf_standards=_STANDARD)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # An archive's file may hold no sign without a font. The letter goes all the same; a box stands for the sign.
        return typst.compile(source, format="pdf", sys_inputs={"data": plain})


@lru_cache(maxsize=4)
def _source(template: str) -> bytes:
    # A resource of this package is part of the code, not an outside file.
    return files("creditdesk.letters").joinpath(template).read_bytes()
