"""The desk's own words: states and kinds as they are kept, names of fields, and what rules put into their sentences.

They are kept in English and said by `exports.words.word`, so a catalog has each of them once, marked as a word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain

from creditdesk.exports.words import WORD_FACTS
from scripts.messages.syntax import Function, Module, called
from scripts.messages.tracing import WORD, Said, Tracer

_ENUMS = {"StrEnum", "TextChoices"}
_KIND = re.compile(r"[a-z_]+\.[a-z_]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9’' _-]+")
# Why an access was refused, as the journal keeps it.
_REFUSED = ("no permission", "not visible")
# Classes of words that no person reads: names of formats, kinds of fields, parts of a protocol.
_UNREAD = {
    "Form", "Format", "DetailType", "Telling", "Input", "Step", "LetterLanguage", "Scope",
    # What matching cash rests on: codes of its rules, which its reasons say in words.
    "Names", "Amount", "Payer", "Found", "KnownBy", "HabitKind", "HowMany",
}  # fmt: skip


def own_words(tracer: Tracer) -> Iterator[Said]:
    """Each word with the file that has it, as a person reads it."""
    for text in _REFUSED:
        yield Said(text, "creditdesk/web/middleware.py:0", context=WORD)
    for module in tracer.modules.values():
        for node, text in chain(
            _kept(module), _names_of_facts(module), _kinds_of_the_journal(module), _in_sentences(module, tracer)
        ):
            shown = text.replace("_", " ").strip()
            if _WORD.fullmatch(shown):
                yield Said(shown, tracer.where(module, node), context=WORD)


def _kept(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Members of enumerations, and the labels of choices."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef) or node.name in _UNREAD or not _ENUMS & set(map(_last, node.bases)):
            continue
        for member in node.body:
            if isinstance(member, ast.Assign):
                for value in member.value.elts if isinstance(member.value, ast.Tuple) else [member.value]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value, value.value


def _last(base: ast.expr) -> str:
    return base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""


def _names_of_facts(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """What a journal entry calls its facts: keys of the tables in the functions that append one."""
    for function in ast.walk(module.tree):
        if not isinstance(function, Function) or not any(map(_journals, ast.walk(function))):
            continue
        for table in ast.walk(function):
            for key in table.keys if isinstance(table, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    # An amount is told with its currency, a row of the database by what it is called.
                    yield key, key.value.removesuffix("_minor").removesuffix("_id")


def _journals(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(one.arg == "facts" for one in node.keywords)


def _kinds_of_the_journal(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Both parts of a kind of entry, `contact` and `changed`."""
    for call in ast.walk(module.tree):
        if isinstance(call, ast.Call) and _journals(call):
            for value in call.args[:2]:
                if isinstance(value, ast.Constant) and _KIND.fullmatch(str(value.value)):
                    yield from ((value, part) for part in str(value.value).split("."))


def _in_sentences(module: Module, tracer: Tracer) -> Iterator[tuple[ast.AST, str]]:
    """Words that a rule writes down itself as a fact of a reason; what it takes from elsewhere has its own source."""
    for call in ast.walk(module.tree):
        if isinstance(call, ast.Call) and called(call) in ("Reason", "refuse"):
            for name, value in _facts_of(call):
                if name in WORD_FACTS:
                    for text in tracer.texts(module, value):
                        yield from ((value, part) for part in text.split(", "))


def _facts_of(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
    for table in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(table, ast.Dict):
            for key, value in zip(table.keys, table.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value
