"""OFX as a tree: the SGML of version 1, in which elements need no end, and the XML of version 2, by one reader.

An element with text is a leaf, whether it is ended or not. An element without text is open until it is ended; what is
never ended and holds nothing is an empty leaf. The aggregates that a statement is made of must be ended: without that
nobody could say which entry a line belongs to.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from creditdesk.intake.formats.bank.values import unsound

DEEPEST = 40
_TOKEN = re.compile(r"<(/?)([A-Za-z0-9][A-Za-z0-9_.:-]{0,63})\s*(/?)>([^<]*)")
_INSTRUCTION = re.compile(r"<\?[^<>]*\?>")
_MUST_END = frozenset(
    {
        *("OFX", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1", "STMTTRNRS", "CCSTMTTRNRS", "STMTRS", "CCSTMTRS"),
        *("BANKTRANLIST", "STMTTRN", "LEDGERBAL", "AVAILBAL", "BANKACCTFROM", "CCACCTFROM"),
    }
)


@dataclass(slots=True)
class Element:
    """One element with its line."""

    name: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Element]:
        """All elements of the names, however deep."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)

    def first(self, path: str) -> Element | None:
        """The element at `A/B` directly below."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                return child.first(rest) if rest else child
        return None

    def said(self, path: str) -> str:
        """The text at the path; empty where there is none."""
        found = self.first(path)
        return found.text if found is not None else ""


def ofx_tree(text: str, *, line: int) -> Element:
    """The element OFX of a text that begins with it on the line. Raises FileRefused."""
    if re.search(r"<!(?!--)", text):
        at = line + text[: text.index("<!")].count("\n")
        raise unsound(
            "xml_doctype", "The XML file declares a document type or entities; bank files have none.", line=at
        )
    bare = _INSTRUCTION.sub(lambda found: "\n" * found[0].count("\n"), _without_comments(text, line=line))
    root = Element("", line)
    open_elements = [root]
    at, place = line, 0
    for found in _TOKEN.finditer(bare):
        between = bare[place : found.start()]
        at += between.count("\n")
        if between.strip():
            said = "What stands between the elements cannot be read: %(value)s."
            raise unsound("sgml", said, line=at, field="OFX", value=between.strip())
        _take(open_elements, found, line=at)
        at += found[0].count("\n")
        place = found.end()
    if bare[place:].strip():
        said = "What stands between the elements cannot be read: %(value)s."
        raise unsound("sgml", said, line=at, field="OFX", value=bare[place:].strip())
    for left in open_elements[1:]:
        if left.name in _MUST_END:
            said = "The file is cut off: element %(value)s is not ended."
            raise unsound("element_open", said, line=left.line, field="OFX", value=left.name)
    return root


def _without_comments(text: str, *, line: int) -> str:
    """The text with the lines of its comments, and nothing else of them."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            at = line + text.count("\n", 0, start)
            raise unsound("comment_open", "A comment is not ended: the file is cut off.", line=at, field="OFX")
        kept += [text[place:start], "\n" * text.count("\n", start, end)]
        place = end + 3
    return "".join((*kept, text[place:]))


def _take(open_elements: list[Element], found: re.Match[str], *, line: int) -> None:
    name, text = found[2].upper(), html.unescape(found[4]).strip()
    if found[1]:
        _end(open_elements, name, line=line)
        if text:
            said = "What stands between the elements cannot be read: %(value)s."
            raise unsound("sgml", said, line=line, field=name, value=text)
        return
    element = Element(name, line, text)
    open_elements[-1].children.append(element)
    if not text and not found[3]:
        if len(open_elements) > DEEPEST:
            raise unsound("xml_deep", "The elements of the XML file lie too deep in one another.", line=line)
        open_elements.append(element)


def _end(open_elements: list[Element], name: str, *, line: int) -> None:
    """Ends the innermost open element of the name. Those within it that were never ended were empty leaves."""
    place = next((at for at in range(len(open_elements) - 1, 0, -1) if open_elements[at].name == name), None)
    if place is None:
        return  # the end of a leaf, which its text has ended already
    last = open_elements[-1]
    if last.children and last.children[-1].name == name and last.name != name:
        return
    for left in open_elements[place + 1 :]:
        if left.name in _MUST_END:
            said = "Element %(value)s is ended by the end of %(outer)s: its own end is missing."
            raise unsound("element_end", said, line=line, field=name, value=left.name, outer=name)
    while len(open_elements) > place + 1:
        left = open_elements.pop()
        open_elements[-1].children.extend(left.children)
        left.children = []
    open_elements.pop()
