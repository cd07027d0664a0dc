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
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import process_time
from types import FrameType, ModuleType
from typing import Any

from creditdesk.__main__ import set_up
from creditdesk.intake.formats.layouts.known import LAYOUTS
from tests.plugins.figures import figure

CHARS = figure(8_000, full=50_000)
SECONDS = 10.0
SOURCE = Path(__file__).resolve().parents[2] / "creditdesk"
CALLS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn"}
# What expressions of tables, markup and numbers repeat; each is tried alone, and ended by what fits nothing.
PIECES = (
    *("a", "A", "0", " ", "\t", ".", ",", "-", "_", "'", '"', "(", ")", "<", "/", "@", "%", "=", "&", ";", ":", "é"),
    *(
        "a ",
        "a.",
        "a@",
        "a-",
        "0,",
        "0.",
        "0 ",
        "1.000,",
        "0-",
        "1/2/",
        "%(a)s",
        "%(",
        "<c ",
        "<c r='A1'>",
        "</",
        "  0",
    ),
    *('<c r="A1"><f>1', '<c r="A1"/>', "http://a", "a@a.", "4111 ", "4111-", "\u00a0", " (2)", "Total ", "\\", "../"),
)
ENDS = ("", "\x00")
# How an expression is asked: `findall` and `sub` look as `search` does.
ASKED = {"match": "match", "fullmatch": "fullmatch"}
Pattern = str | bytes


def main() -> None:
    """Find them, try each in the way in which it is used, and print the slowest."""
    set_up()
    found, unread = in_source()
    for layout in LAYOUTS:
        found |= {text: (layout.name, {"search"}, re.IGNORECASE) for text in layout.says}
    for module in _modules():
        for compiled in _compiled(vars(module).values()):
            found.setdefault(compiled.pattern, (module.__name__, {"search"}, compiled.flags))
    timed = [(_seconds(pattern, ways, flags), where, str(pattern)) for pattern, (where, ways, flags) in found.items()]
    print(json.dumps({"patterns": len(found), "unread": unread, "slowest": sorted(timed, reverse=True)[:5]}))


def in_source() -> tuple[dict[Pattern, tuple[str, set[str], int]], list[str]]:
    """Each expression that stands in a call as it is: its place, how it is asked, its flags; and files that make one of
    parts.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    calls = [(path, node) for path, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked: dict[str, set[str]] = defaultdict(set)
    for _, call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in CALLS:
            asked[ast.unparse(call.func.value).rpartition(".")[2]].add(ASKED.get(call.func.attr, "search"))
    names = {
        id(node.value): ast.unparse(node.targets[0])
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
    }
    found: dict[Pattern, tuple[str, set[str], int]] = {}
    unread = set()
    for path, call in calls:
        if not (isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "re" and call.args):
            continue
        ways = {ASKED.get(call.func.attr, "search")}
        if call.func.attr == "compile":
            # One that is asked by no name stands in a table or in a description, and those are asked for a whole cell.
            ways = asked.get(names.get(id(call), ""), {"fullmatch"})
        try:
            pattern = ast.literal_eval(call.args[0])
        except ValueError:
            if call.func.attr != "compile":  # what is compiled is found in its module
                unread.add(str(path.relative_to(SOURCE)))
            continue
        flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(call) else 0
        _, earlier, _ = found.get(pattern, ("", set(), 0))
        found[pattern] = f"{path.relative_to(SOURCE)}:{call.lineno}", earlier | ways, flags
    return found, sorted(unread)


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


def _seconds(pattern: Pattern, ways: set[str], flags: int) -> float:
    """Processor seconds for the line that takes longest; the limit where it takes longer than that."""
    compiled = re.compile(pattern, flags)
    worst = 0.0
    signal.signal(signal.SIGVTALRM, _give_up)
    for line in _lines(pattern):
        for act in (getattr(compiled, way) for way in sorted(ways)):
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


def _lines(pattern: Pattern) -> Iterator[Any]:
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
