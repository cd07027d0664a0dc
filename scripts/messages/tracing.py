"""The texts that Python code says, wherever they were written down before they were said.

A rule often chooses its text first and says it later: `text = "..." if late else "..."`, a table of texts by kind, a
function that is handed the text. A text is followed back through names, tables, conditions and calls to the literals
it can be. One that cannot be followed is told as untraced, and a test fails: nobody could translate it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

# Who says a text, and where in the call it stands: its place, and its name where it is given by name.
SAYERS: Mapping[str, tuple[tuple[int, str], ...]] = {
    "_": ((0, "message"),),
    "gettext": ((0, "message"),),
    "gettext_lazy": ((0, "message"),),
    "gettext_noop": ((0, "message"),),
    "Reason": ((1, "text"),),
    "refuse": ((1, "text"),),
}
PLURALS = ("ngettext", "ngettext_lazy")
CONTEXTS = ("pgettext", "pgettext_lazy")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One file, with what its names stand for."""

    name: str
    path: Path
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, *, root: Path) -> Module:
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        made = cls(name, path, ast.parse(path.read_text(encoding="utf-8")))
        for parent in ast.walk(made.tree):
            for child in ast.iter_child_nodes(parent):
                made.parents[child] = parent
            if isinstance(parent, ast.ImportFrom) and parent.module:
                for alias in parent.names:
                    made.imported[alias.asname or alias.name] = (parent.module, alias.name)
        return made

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The functions, classes and at last the module in which the node stands, from the inside."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, Function | ast.ClassDef | ast.Module | ast.Lambda):
                yield node


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
        self._calls = [(module, call) for module in modules for call in ast.walk(module.tree) if is_call(call)]

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
            self._say(module, call, one, plural=many)
        if name in CONTEXTS and (id(call), -1, "") not in done:
            done.add((id(call), -1, ""))
            context, text = (literal(argument) for argument in call.args[:2])
            self._say(module, call, text, context=context)

    def _say(self, module: Module, node: ast.Call, text: str | None, *, plural: str = "", context: str = "") -> None:
        where = f"{module.path.relative_to(self.root).as_posix()}:{node.lineno}"
        if text is None:
            self.found.untraced.append(f"{where}: {ast.unparse(node)[:120]}")
        elif text.strip():
            self.found.said.append(Said(text, where, plural or "", context or ""))

    # ------------------------------------------------------------------ following

    def _texts(self, module: Module, node: ast.expr, seen: frozenset[int]) -> list[str | None]:
        """What the expression can say; None among it where that could not be followed."""
        if id(node) in seen:
            return []
        seen |= {id(node)}
        match node:
            case ast.Constant(value=str() as text):
                return [text]
            case ast.Constant(value=None):
                return []
            case ast.IfExp():
                return self._texts(module, node.body, seen) + self._texts(module, node.orelse, seen)
            case ast.BoolOp():
                return [text for value in node.values for text in self._texts(module, value, seen)]
            case ast.BinOp(op=ast.Add()):
                parts = product(self._texts(module, node.left, seen), self._texts(module, node.right, seen))
                return [None if one is None or two is None else one + two for one, two in parts]
            case ast.Name():
                return self._named(module, node, seen)
            case ast.Subscript():
                return self._in_table(module, node.value, seen)
            case ast.Call():
                return self._answered(module, node, seen)
            case ast.Attribute(attr="text" | "message"):
                return []  # of a Reason, which was said where it was made
            case ast.NamedExpr() | ast.Starred():
                return self._texts(module, node.value, seen)
        return [None]

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
            return self._texts(module, value.value, seen)
        return [
            text
            for row in self._rows(module, value.value, each=value.each)
            for text in (self._texts(module, row.elts[value.place], seen) if len(row.elts) > value.place else [])
        ]

    def _rows(self, module: Module, node: ast.expr, *, each: bool) -> list[ast.Tuple]:
        """The tuples that an expression can be, or of which it is a list."""
        match node:
            case ast.Tuple() if not each:
                return [node]
            case ast.Tuple() | ast.List() | ast.Set():
                return [one for one in node.elts if isinstance(one, ast.Tuple)]
            case ast.IfExp():
                return self._rows(module, node.body, each=each) + self._rows(module, node.orelse, each=each)
            case ast.BoolOp():
                return [row for value in node.values for row in self._rows(module, value, each=each)]
            case ast.Call(func=ast.Attribute(attr="items", value=table)):
                return [
                    ast.Tuple([key, value], ast.Load())
                    for found in self._tables(module, table)
                    for key, value in zip(found.keys, found.values, strict=True)
                    if key is not None
                ]
            case ast.Subscript() | ast.Call(func=ast.Attribute(attr="get")):
                table = node.value if isinstance(node, ast.Subscript) else node.func.value  # type: ignore[attr-defined]
                values = [value for found in self._tables(module, table) for value in found.values]
                return [row for value in values for row in self._rows(module, value, each=False)]
            case ast.Call():
                return [
                    row for home, value in self._answers(module, node) for row in self._rows(home, value, each=each)
                ]
            case ast.Name():
                for scope in module.around(node):
                    found = [
                        row
                        for one in bindings(scope, node.id)
                        if one.place is None
                        for row in self._rows(module, one.value, each=each)
                    ]
                    if found:
                        return found
        return []

    def _in_table(self, module: Module, node: ast.expr, seen: frozenset[int]) -> list[str | None]:
        tables = self._tables(module, node)
        values = [value for table in tables for value in table.values]
        return [text for value in values for text in self._texts(module, value, seen)] or [None]

    def _tables(self, module: Module, node: ast.expr) -> list[ast.Dict]:
        """The tables that an expression can be."""
        if isinstance(node, ast.Dict):
            return [node]
        if isinstance(node, ast.Call) and called(node) in ("MappingProxyType", "dict") and node.args:
            return self._tables(module, node.args[0])
        if isinstance(node, ast.BinOp):
            return self._tables(module, node.left) + self._tables(module, node.right)
        if not isinstance(node, ast.Name):
            return []
        for scope in module.around(node):
            found = [table for one in bindings(scope, node.id) for table in self._tables(module, one.value)]
            if found:
                return found
        home, name = module.imported.get(node.id, ("", ""))
        if home not in self.modules:
            return []
        other = self.modules[home]
        return [table for one in bindings(other.tree, name) for table in self._tables(other, one.value)]

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
        self.sayers.setdefault(name, set()).add((place, word))


# ------------------------------------------------------------------ reading the tree


@dataclass(frozen=True)
class Bound:
    """What a name is given: the value, or one place of it where it is unpacked, from each of its rows in a loop."""

    value: ast.expr
    place: int | None = None
    each: bool = False


def is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call)


def called(call: ast.Call) -> str:
    """The last word of what is called: `refuse` of `reasons.refuse(...)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def argument_of(call: ast.Call, *, place: int, word: str) -> ast.expr | None:
    """The argument at the place or of the name; None where the call leaves it out."""
    for keyword in call.keywords:
        if keyword.arg == word:
            return keyword.value
    if 0 <= place < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args[: place + 1]):
        return call.args[place]
    return None


def parameter(function: Function | ast.Lambda, name: str) -> tuple[int, str] | None:
    """The place of the function's parameter, not counting `self`; -1 for one that is only given by name."""
    places = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if name in places:
        return places.index(name) - (places[0] in ("self", "cls")), name
    return (-1, name) if name in [one.arg for one in function.args.kwonlyargs] else None


def bindings(scope: ast.AST, name: str) -> list[Bound]:
    """Where the scope gives the name a value, in inner conditions and loops but not in inner functions."""
    found: list[Bound] = []
    for node in own_nodes(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    found += bound(target, value, name)
            case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value) if value:
                found += bound(target, value, name)
            case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
                found += bound(target, rows, name, each=True)
    return found


def bound(target: ast.expr, value: ast.expr, name: str, *, each: bool = False) -> list[Bound]:
    match target:
        case ast.Name(id=given) if given == name and not each:
            return [Bound(value)]
        case ast.Name(id=given) if given == name and isinstance(value, ast.Tuple | ast.List | ast.Set):
            return [Bound(one) for one in value.elts]
        case ast.Tuple(elts=parts):
            return [
                Bound(value, place, each)
                for place, part in enumerate(parts)
                if isinstance(part, ast.Name) and part.id == name
            ]
    return []


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda):
            yield from own_nodes(child)
