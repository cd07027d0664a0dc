"""The texts that Python code says, wherever they were written down before they were said.

A rule often chooses its text first and says it later: `text = "..." if late else "..."`, a table of texts by kind, a
function that is handed the text. A text is followed back through names, tables, conditions and calls to the literals
it can be. One that cannot be followed is told as untraced, and a test fails: nobody could translate it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from scripts.messages.syntax import Bound, Function, Module, argument_of, bindings, called, heirs, literal, parameter

# Who says a text, and where in the call it stands: its place, and its name where it is given by name.
SAYERS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "_": ((0, "message"),),
    "gettext": ((0, "message"),),
    "gettext_lazy": ((0, "message"),),
    "gettext_noop": ((0, "message"),),
    "Reason": ((1, "text"),),
    "refuse": ((1, "text"),),
    "Phrase": ((0, "text"),),
    "LetterField": ((1, "words"),),
}
PLURALS = ("ngettext", "ngettext_lazy", "Plural")
# What `exports.words.word` says of its own accord; scripts/messages/words.py finds what that can be.
WORD = "word"
POLICY_NAME = "policy"
CONTEXTS = ("pgettext", "pgettext_lazy")


@dataclass(frozen=True)
class Said:
    """A text that the interface can say: with its plural where it counts, its context where one is given."""

    text: str
    where: str
    plural: str = ""
    context: str = ""


@dataclass
class Traced:
    """What was found in all modules: the texts, and the calls whose text could not be followed."""

    said: list[Said] = field(default_factory=list)
    untraced: list[str] = field(default_factory=list)


class Tracer:
    """Follows texts through the modules of a package."""

    def __init__(self, modules: list[Module], *, root: Path) -> None:
        self.modules = {module.name: module for module in modules}
        self.root = root
        self.sayers: dict[str, set[tuple[int, str]]] = {name: set(places) for name, places in SAYERS.items()}
        self.found = Traced()
        self._heirs = heirs(modules)
        self._ways: dict[type[ast.expr], Callable[[Module, Any, frozenset[int]], list[str | None]]] = {
            ast.Constant: self._literal,
            ast.IfExp: lambda module, node, seen: self._any_of(module, (node.body, node.orelse), seen),
            ast.BoolOp: lambda module, node, seen: self._any_of(module, node.values, seen),
            ast.NamedExpr: lambda module, node, seen: self._texts(module, node.value, seen),
            ast.Starred: lambda module, node, seen: self._texts(module, node.value, seen),
            ast.Subscript: lambda module, node, seen: self._in_table(module, node.value, seen),
            ast.BinOp: self._joined,
            ast.Name: self._named,
            ast.Call: self._answered,
            ast.Attribute: self._attribute,
        }
        self._calls = [
            (module, call) for module in modules for call in ast.walk(module.tree) if isinstance(call, ast.Call)
        ]

    def trace(self) -> Traced:
        """All texts. A function that is handed a text and says it is a sayer too, and so are those that call it."""
        done: set[tuple[int, int, str]] = set()
        while True:
            known = sum(map(len, self.sayers.values()))
            for module, call in self._calls:
                self._follow(module, call, done)
            if sum(map(len, self.sayers.values())) == known:
                return self.found

    def _follow(self, module: Module, call: ast.Call, done: set[tuple[int, int, str]]) -> None:
        name = called(call)
        for place, word in self.sayers.get(name, set()) | self.sayers.get(f"{module.name}.{name}", set()):
            mark = (id(call), place, word)
            if mark in done:
                continue
            done.add(mark)
            argument = argument_of(call, place=place, word=word)
            if argument is None:
                continue
            for text in self._texts(module, argument, frozenset()):
                self._say(module, call, text)
        if name in PLURALS and (id(call), -1, "") not in done:
            done.add((id(call), -1, ""))
            one, many = (literal(argument) for argument in call.args[:2])
            self._say(module, call, one, plural=many or "")
        if name in CONTEXTS and (id(call), -1, "") not in done:
            done.add((id(call), -1, ""))
            context, text = (literal(argument) for argument in call.args[:2])
            if context not in (WORD, POLICY_NAME):
                self._say(module, call, text, context=context or "")

    def _say(self, module: Module, node: ast.Call, text: str | None, *, plural: str = "", context: str = "") -> None:
        where = self.where(module, node)
        if text is None:
            self.found.untraced.append(f"{where}: {ast.unparse(node)[:120]}")
        elif text.strip():
            self.found.said.append(Said(text, where, plural or "", context or ""))

    def where(self, module: Module, node: ast.AST) -> str:
        """The file and line of the node."""
        return f"{module.path.relative_to(self.root).as_posix()}:{getattr(node, 'lineno', 0)}"

    def texts(self, module: Module, node: ast.expr) -> list[str]:
        """What the expression can say, as far as it can be followed."""
        return [text for text in self._texts(module, node, frozenset()) if text]

    # ------------------------------------------------------------------ following

    def _texts(self, module: Module, node: ast.expr, seen: frozenset[int]) -> list[str | None]:
        """What the expression can say; None among it where that could not be followed."""
        if id(node) in seen:
            return []
        follow = self._ways.get(type(node))
        return [None] if follow is None else follow(module, node, seen | {id(node)})

    def _any_of(self, module: Module, nodes: Iterable[ast.expr], seen: frozenset[int]) -> list[str | None]:
        return [text for node in nodes for text in self._texts(module, node, seen)]

    def _literal(self, _module: Module, node: ast.Constant, _seen: frozenset[int]) -> list[str | None]:
        if node.value is None:
            return []
        return [node.value if isinstance(node.value, str) else None]

    def _joined(self, module: Module, node: ast.BinOp, seen: frozenset[int]) -> list[str | None]:
        if not isinstance(node.op, ast.Add):
            return [None]
        parts = product(self._texts(module, node.left, seen), self._texts(module, node.right, seen))
        return [None if one is None or two is None else one + two for one, two in parts]

    def _attribute(self, _module: Module, node: ast.Attribute, _seen: frozenset[int]) -> list[str | None]:
        # The text of a Reason was said where the Reason was made.
        return [] if node.attr in ("text", "message") else [None]

    def _named(self, module: Module, node: ast.Name, seen: frozenset[int]) -> list[str | None]:
        for scope in module.around(node):
            if isinstance(scope, Function | ast.Lambda) and (given := parameter(scope, node.id)) is not None:
                self._hand_on(module, scope, *given)
                return []
            found = [text for value in bindings(scope, node.id) for text in self._bound(module, value, seen)]
            if found:
                return found
        if node.id in module.imported:
            home, name = module.imported[node.id]
            if home in self.modules:
                return self._of_module(self.modules[home], name, seen)
        return [None]

    def _of_module(self, module: Module, name: str, seen: frozenset[int]) -> list[str | None]:
        return [text for value in bindings(module.tree, name) for text in self._bound(module, value, seen)] or [None]

    def _bound(self, module: Module, value: Bound, seen: frozenset[int]) -> list[str | None]:
        """What a name was given: a value, or one place of each tuple that it was unpacked from."""
        if value.place is None:
            return self._each(module, value.value, seen) if value.each else self._texts(module, value.value, seen)
        return [
            text
            for row in self._rows(module, value.value, each=value.each)
            for text in (self._texts(module, row.elts[value.place], seen) if len(row.elts) > value.place else [])
        ]

    def _each(self, module: Module, node: ast.expr, seen: frozenset[int]) -> list[str | None]:
        """What the members of a list can say."""
        match node:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return [
                    text
                    for part in parts
                    for text in (
                        self._each(module, part.value, seen)
                        if isinstance(part, ast.Starred)
                        else self._texts(module, part, seen)
                    )
                ]
            case ast.Call(func=ast.Attribute(attr="values", value=table)):
                return self._in_table(module, table, seen)
            case ast.Name():
                for scope in module.around(node):
                    values = [one.value for one in bindings(scope, node.id) if one.place is None and not one.each]
                    if values:
                        return [text for value in values for text in self._each(module, value, seen)]
        return [None]

    def _rows(self, module: Module, node: ast.expr, *, each: bool) -> list[ast.Tuple]:
        """The tuples that an expression can be, or of which it is a list."""
        match node:
            case ast.Tuple() if not each:
                found = [node]
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                found = [one for one in parts if isinstance(one, ast.Tuple)]
            case ast.IfExp(body=one, orelse=two):
                found = self._rows(module, one, each=each) + self._rows(module, two, each=each)
            case ast.BoolOp(values=parts):
                found = [row for one in parts for row in self._rows(module, one, each=each)]
            case ast.Name():
                found = self._rows_named(module, node, each=each)
            case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(attr="get", value=table)):
                values = [value for one in self._tables(module, table) for value in one.values]
                found = [row for value in values for row in self._rows(module, value, each=False)]
            case ast.Call():
                found = self._rows_answered(module, node, each=each)
            case _:
                found = []
        return found

    def _rows_answered(self, module: Module, node: ast.Call, *, each: bool) -> list[ast.Tuple]:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "items":
            tables = self._tables(module, node.func.value)
            pairs = [(key, value) for found in tables for key, value in zip(found.keys, found.values, strict=True)]
            return [ast.Tuple([key, value], ast.Load()) for key, value in pairs if key is not None]
        return [row for home, value in self._answers(module, node) for row in self._rows(home, value, each=each)]

    def _rows_named(self, module: Module, node: ast.Name, *, each: bool) -> list[ast.Tuple]:
        for scope in module.around(node):
            values = [one.value for one in bindings(scope, node.id) if one.place is None]
            if rows := [row for value in values for row in self._rows(module, value, each=each)]:
                return rows
        return []

    def _in_table(self, module: Module, node: ast.expr, seen: frozenset[int]) -> list[str | None]:
        tables = self._tables(module, node)
        values = [value for table in tables for value in table.values]
        return [text for value in values for text in self._texts(module, value, seen)] or [None]

    def _tables(self, module: Module, node: ast.expr) -> list[ast.Dict]:
        """The tables that an expression can be."""
        match node:
            case ast.Dict():
                return [node]
            case ast.Call(args=[first, *_]) if called(node) in ("MappingProxyType", "dict"):
                return self._tables(module, first)
            case ast.BinOp(left=one, right=two):
                return self._tables(module, one) + self._tables(module, two)
            case ast.Name(id=name):
                return self._tables_named(module, node, name)
            case ast.Call():
                return [table for home, value in self._answers(module, node) for table in self._tables(home, value)]
        return []

    def _tables_named(self, module: Module, node: ast.Name, name: str) -> list[ast.Dict]:
        for scope in module.around(node):
            if found := [table for one in bindings(scope, name) for table in self._tables(module, one.value)]:
                return found
        home, original = module.imported.get(name, ("", ""))
        other = self.modules.get(home)
        values = [one.value for one in bindings(other.tree, original)] if other else []
        return [table for value in values if other for table in self._tables(other, value)]

    def _answered(self, module: Module, node: ast.Call, seen: frozenset[int]) -> list[str | None]:
        if {called(node), f"{module.name}.{called(node)}"} & {*self.sayers, *PLURALS, *CONTEXTS}:
            return []  # said there already
        match node.func:
            case ast.Attribute(attr="get", value=table) if self._tables(module, table):
                more = [text for other in node.args[1:] for text in self._texts(module, other, seen)]
                return self._in_table(module, table, seen) + more
            case ast.Attribute(attr="pop" | "popleft"):
                return []
        answers = self._answers(module, node)
        return [text for home, value in answers for text in self._texts(home, value, seen)] or [None]

    def _answers(self, module: Module, node: ast.Call) -> list[tuple[Module, ast.expr]]:
        """What the called function of ours returns, in any of its ways out."""
        home, name = module.imported.get(called(node), (module.name, called(node)))
        where = self.modules.get(home)
        if where is None:
            return []
        functions = [one for one in ast.walk(where.tree) if isinstance(one, Function) and one.name == name]
        return [
            (where, found.value)
            for function in functions
            for found in ast.walk(function)
            if isinstance(found, ast.Return) and found.value is not None
        ]

    def _hand_on(self, module: Module, scope: Function | ast.Lambda, place: int, word: str) -> None:
        """Whoever calls the function says the text: the function is a sayer, a class where it is how one is made."""
        if isinstance(scope, ast.Lambda):
            return
        name = scope.name
        if name == "__init__":
            name = next(one.name for one in module.around(scope) if isinstance(one, ast.ClassDef))
        if name.startswith("_"):
            name = f"{module.name}.{name}"
        for each in (name, *self._heirs.get(name, ())):
            self.sayers.setdefault(each, set()).add((place, word))
