"""Modules as trees of syntax, and what their names and calls stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
class Bound:
    """What a name is given: the value, or one place of it where it is unpacked, from each of its rows in a loop."""

    value: ast.expr
    place: int | None = None
    each: bool = False


def heirs(modules: Iterable[Module]) -> dict[str, list[str]]:
    """The classes made from each class directly: they are made as it is, unless they say otherwise."""
    found: dict[str, list[str]] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                for base in node.bases:
                    if isinstance(base, ast.Name):
                        found.setdefault(base.id, []).append(node.name)
    return found


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
    if 0 <= place < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args[: place + 1]):
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == word), None)


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
        case ast.Name(id=given) if given == name:
            return [Bound(value, each=True)]
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
