"""A program that runs every regular expression of the product against long lines made to hurt it; prints the slowest.

An expression that tries the same characters again and again takes seconds for a line of 50 kB, or for ever. Which ones
there are is found by machine: those that modules keep, compiled, and those that stand in a call, in the source.

    python -m tests.faults.long_lines     prints {"patterns": …, "unread": […], "slowest": [[seconds, place, pattern]]}
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import process_time
from types import FrameType, ModuleType
from typing import Any

from creditdesk.__main__ import set_up

CHARS = 50_000
SECONDS = 10.0
SOURCE = Path(__file__).resolve().parents[2] / "creditdesk"
CALLS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"}
# What expressions of tables, markup and numbers repeat; each is tried alone, and ended by what fits nothing.
PIECES = (
    *("a", "A", "0", " ", "\t", ".", ",", "-", "_", "'", '"', "(", ")", "<", "/", "@", "%", "=", "&", ";", ":", "é"),
    *("a ", "a.", "a@", "a-", "0,", "0.", "0 ", "1.000,", "0-", "1/2/", "%(a)s", "%(", "<c ", "<c r='A1'>", "</", "  0"),
    *('<c r="A1"><f>1', '<c r="A1"/>', "http://a", "a@a.", "4111 ", "4111-", "\u00a0", " (2)", "Total ", "\\", "../"),
)
ENDS = ("", "\x00")
Found = dict[tuple[str | bytes, int], str]


def main() -> None:
    """Find them, try them, and print the slowest."""
    set_up()
    found, unread = in_source()
    for module in _modules():
        for pattern in _compiled(vars(module).values()):
            found.setdefault((pattern.pattern, pattern.flags), module.__name__)
    timed = sorted(((_seconds(*one), where, str(one[0])) for one, where in found.items()), reverse=True)
    print(json.dumps({"patterns": len(found), "unread": unread, "slowest": timed[:5]}))


def in_source() -> tuple[Found, list[str]]:
    """Each expression that stands in a call as it is, with its place; and the places where one is made of parts."""
    found: Found = {}
    unread = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and _is_of_re(node.func) and node.args):
                continue
            place = f"{path.relative_to(SOURCE.parent)}:{node.lineno}"
            try:
                found[ast.literal_eval(node.args[0]), 0] = place
            except ValueError:
                if ast.unparse(node.func) != "re.compile":  # what is compiled is found in its module
                    unread.append(place.rpartition(":")[0])
    return found, unread


def _is_of_re(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) == "re" and function.attr in CALLS


def _modules() -> Iterator[ModuleType]:
    for about in pkgutil.walk_packages([str(SOURCE)], "creditdesk."):
        if ".migrations" not in about.name and not about.name.endswith("__main__"):
            yield importlib.import_module(about.name)


def _compiled(values: Iterable[Any], *, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    """The compiled expressions among the values, and within tables and lists of them."""
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif depth and isinstance(value, Mapping) and type(value) in (dict, frozenset):
            yield from _compiled(value.values(), depth=depth - 1)
        elif depth and isinstance(value, tuple | list | set | frozenset):
            yield from _compiled(value, depth=depth - 1)


def _seconds(pattern: str | bytes, flags: int) -> float:
    """Processor seconds for the line that takes longest; the limit where it takes longer than that."""
    compiled = re.compile(pattern, flags)
    worst = 0.0
    signal.signal(signal.SIGVTALRM, _give_up)
    for line in _lines(pattern):
        for act in (compiled.search, compiled.fullmatch):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            began = process_time()
            try:
                act(line)
            except TimeoutError:
                return SECONDS
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            worst = max(worst, process_time() - began)
    return worst


def _lines(pattern: str | bytes) -> Iterator[Any]:
    """Long lines of one piece each, of the pieces above and of the letters of the pattern itself."""
    text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    own = [letter for letter in dict.fromkeys(text) if letter not in "".join(PIECES)]
    for piece in (*PIECES, *own):
        for end in ENDS:
            line = (piece * (CHARS // len(piece)))[: CHARS - len(end)] + end
            yield line if isinstance(pattern, str) else line.encode()


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


if __name__ == "__main__":
    os.environ.setdefault("CREDITDESK_DEMO", "1")
    main()
