"""An XML file as a tree whose elements know their line, with nothing that XML can do beyond elements and text.

The reader is Python's own expat: nothing is fetched, a document type or an entity declaration refuses the file before
anything is expanded, and depth, number of elements and length of a text are bounded. It tells the line of each element
in files of any length. `pieces` are handed over as they end and then forgotten, so that a statement of a hundred
thousand entries takes the memory of one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from creditdesk.intake.formats.bank.values import unsound
from creditdesk.intake.formats.refusals import FileRefused

DEEPEST = 60
MOST_ELEMENTS = 1_000_000  # kept at one time
LONGEST_TEXT = 100_000


@dataclass(slots=True)
class Node:
    """One element: its name without prefix, its text, its attributes, and where it begins."""

    name: str
    namespace: str
    line: int
    attributes: Mapping[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, path: str) -> Iterator[Node]:
        """The elements at the path `A/B/C` below this one."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> Node | None:
        """The first element at the first path that has one."""
        for path in paths:
            found = _found(self, _steps(path), 0, with_text=False)
            if found is not None:
                return found
        return None

    def said(self, *paths: str) -> str:
        """The text at the first path that has one; empty where there is none."""
        for path in paths:
            found = _found(self, _steps(path), 0, with_text=True)
            if found is not None:
                return found.text
        return ""


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def _found(node: Node, steps: tuple[str, ...], at: int, *, with_text: bool) -> Node | None:
    """The first element at the steps from the place on; looked for so often that a generator would cost too much."""
    name, is_last = steps[at], at + 1 == len(steps)
    for child in node.children:
        if child.name == name:
            found = child if is_last else _found(child, steps, at + 1, with_text=with_text)
            if found is not None and (not is_last or not with_text or found.text):
                return found
    return None


Pieces = Mapping[str, Callable[[Node], None]]


def read_tree(content: bytes, *, pieces: Pieces | None = None) -> Node:
    """The root of the tree. Raises FileRefused with the line for what is no well-formed or no harmless XML."""
    builder = _Builder(pieces or {})
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        said = "The file is no well-formed XML, or it is cut off: %(why)s."
        raise unsound("xml", said, line=error.lineno, why=expat.ErrorString(error.code)) from error
    except (LookupError, ValueError) as error:
        raise unsound("xml_encoding", "The encoding that the XML file names is not known.", line=1) from error
    if builder.root is None:
        raise unsound("xml_empty", "The XML file has no content.", line=1)
    return builder.root


class _Builder:
    """Takes what the parser tells, and keeps the tree."""

    def __init__(self, pieces: Pieces) -> None:
        self.root: Node | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self._pieces = pieces
        self._open: list[Node] = []
        self._kept = 0

    def _refuse(self, code: str, text: str) -> FileRefused:
        return unsound(code, text, line=self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(local, namespace, self.parser.CurrentLineNumber, plain)
        self._kept += 1
        if len(self._open) >= DEEPEST:
            raise self._refuse("xml_deep", "The elements of the XML file lie too deep in one another.")
        if self._kept > MOST_ELEMENTS:
            raise self._refuse("xml_large", "The XML file has too many elements.")
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        node.text = node.text.strip()
        if node.name in self._pieces and self._open:
            self._pieces[node.name](node)
            self._open[-1].children.pop()
            self._kept -= _size(node)

    def _text(self, text: str) -> None:
        node = self._open[-1]
        if node.children:
            return  # blanks between elements; no element of a bank's message has both text and elements
        if len(node.text) + len(text) > LONGEST_TEXT:
            raise self._refuse("xml_text", "A text in the XML file is too long.")
        node.text += text

    def _doctype(self, *_said: object) -> NoReturn:
        raise self._refuse("xml_doctype", "The XML file declares a document type or entities; bank files have none.")


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.children)
