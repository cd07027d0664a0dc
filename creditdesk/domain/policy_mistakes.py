"""What is wrong with a policy text, in words: the findings of the document's schema and of the reader of YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.reader import ReaderError

from creditdesk.domain.phrases import Fact, Phrase, Spoken, either
from creditdesk.domain.policy_fields import DATE_EXPECTED, TIME_EXPECTED, Mistake

_WHOLE = Phrase("must be a whole number")
_NUMBER = Phrase("must be a number")
_NAMES = Phrase("must be a section with named fields")
# The schema's own names of what it finds.
_PLAIN: Mapping[str, Phrase] = {
    "missing": Phrase("is missing"),
    "extra_forbidden": Phrase("is not a field of the policy"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": Phrase("must be true or false"),
    "bool_parsing": Phrase("must be true or false"),
    "string_type": Phrase("must be text"),
    "tuple_type": Phrase("must be a list"),
    "dict_type": Phrase("must be a list of named values"),
    "model_type": _NAMES,
    "model_attributes_type": _NAMES,
    "invalid_key": Phrase("every name must be text"),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
}
_BY_BEGINNING: Mapping[str, Phrase] = {"date_": DATE_EXPECTED, "time_": TIME_EXPECTED}
_WITH_BOUNDS: Mapping[str, str] = {
    "greater_than": "must be greater than %(gt)s",
    "greater_than_equal": "must be greater than or equal to %(ge)s",
    "less_than": "must be less than %(lt)s",
    "less_than_equal": "must be less than or equal to %(le)s",
    "decimal_max_digits": "must have no more than %(max_digits)s digits",
    "decimal_max_places": "must have no more than %(decimal_places)s digits behind the point",
    "decimal_whole_digits": "must have no more than %(whole_digits)s digits before the point",
    "string_pattern_mismatch": "must be written like %(pattern)s",
    "string_too_short": "must have at least %(min_length)s letters",
    "string_too_long": "must have at most %(max_length)s letters",
    "too_short": "must have at least %(min_length)s items, not %(actual_length)s",
    "too_long": "must have at most %(max_length)s items, not %(actual_length)s",
}


def mistake_in_words(detail: Mapping[str, Any]) -> Spoken:
    """One finding of the schema, as `ValidationError.errors()` lists it."""
    kind, context = str(detail["type"]), detail.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(why := context.get("error"), Mistake):
        return why.why
    if kind in _WITH_BOUNDS:
        return Phrase(_WITH_BOUNDS[kind], dict(context))
    if kind in {"literal_error", "enum"}:
        allowed: tuple[Fact, ...] = tuple(re.findall(r"'[^']*'|\d+", context["expected"]))
        return Phrase("must be %(allowed)s", {"allowed": either(allowed)})
    for beginning, said in _BY_BEGINNING.items():
        if kind.startswith(beginning):
            return said
    return Phrase("cannot be read: %(why)s", {"why": str(detail["msg"])})


def unreadable_in_words(error: yaml.YAMLError) -> Spoken:
    """Why the text is no YAML."""
    if isinstance(error, ReaderError):
        facts: dict[str, Fact] = {"code": f"U+{ord(str(error.character)):04X}", "place": error.position + 1}
        return _unreadable(Phrase("the character %(code)s at place %(place)s may not stand there", facts))
    problem = str(getattr(error, "problem", None) or "")
    why = next((why for beginning, why in _YAML.items() if problem.startswith(beginning)), _NO_YAML)
    return _unreadable(why)


def _unreadable(why: Spoken) -> Spoken:
    return Phrase("not readable as YAML: %(why)s", {"why": why})


_NO_YAML = Phrase("its form is another one")
# What its reader says is for those who know how YAML is read; by the beginning of what it says.
_YAML: Mapping[str, Phrase] = {
    "mapping values are not allowed": Phrase("a colon stands where no value can follow"),
    "mapping keys are not allowed": Phrase("a question mark stands where no name can begin"),
    "sequence entries are not allowed": Phrase("a dash stands where no list can begin"),
    "could not find expected ':'": Phrase("the colon behind a name is missing"),
    "found unexpected": Phrase("a quotation mark is opened and not closed"),
    "found character": Phrase("a value begins with a sign that has to stand in quotation marks"),
    "found unknown escape": Phrase("the sign behind a backslash has no meaning"),
    "found undefined tag": Phrase("a name behind an exclamation mark is not known"),
    "expected ',' or ']'": Phrase("a bracket is opened and not closed, or a comma is missing"),
    "expected ',' or '}'": Phrase("a bracket is opened and not closed, or a comma is missing"),
    "expected <block end>": Phrase("a line begins further in or out than those around it"),
    "expected the node content": Phrase("a value is missing"),
    "expected '<document start>'": Phrase("it goes on where it should have ended"),
    "but found another document": Phrase("it holds more than one document"),
}
