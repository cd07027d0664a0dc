"""X12 as segments: the separators are read from the ISA envelope, or told by what stands behind the first segment.

Envelopes are counted and compared: ISA/IEA, GS/GE, ST/SE. A wrong count or control number is a finding, since many
senders write them wrong and mean what they send; a set without its end is cut off and refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from creditdesk.intake.formats.bank.statements import Noticed
from creditdesk.intake.formats.bank.values import unsound
from creditdesk.intake.formats.refusals import FileRefused

MOST_SEGMENTS = 1_000_000
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `said(2)` is its second element, empty where it has none."""

    tag: str
    elements: tuple[str, ...]
    line: int

    def said(self, number: int) -> str:
        """The element of the number, counted from one."""
        return self.elements[number - 1] if number <= len(self.elements) else ""


@dataclass(slots=True)
class TransactionSet:
    """One set, from ST to SE, without these two."""

    kind: str
    control: str
    line: int
    segments: list[Segment] = field(default_factory=list)


def segments_of(text: str) -> list[Segment]:
    """The segments of a text that begins with one. Raises FileRefused where its separators cannot be told."""
    start = len(text) - len(text.lstrip("\ufeff \t\n"))
    bare, line = text[start:], 1 + text[:start].count("\n")
    separator, terminator = _separators(bare, line=line)
    found = []
    for part in bare.split(terminator):
        lead = part[: len(part) - len(part.lstrip())]
        tag, *elements = part.strip().split(separator)
        if tag:
            at = line + lead.count("\n")
            if not _TAG.fullmatch(tag):
                said = "%(value)s is not the name of a segment."
                raise unsound("segment", said, line=at, field="segment", value=tag)
            found.append(Segment(tag, tuple(element.strip() for element in elements), at))
            if len(found) > MOST_SEGMENTS:
                raise unsound("segments_many", "The file has too many segments.", line=at)
        line += (part + terminator).count("\n")
    return found


def _separators(text: str, *, line: int) -> tuple[str, str]:
    """Between elements, and behind a segment."""
    if text.startswith("ISA") and len(text) > 4:
        separator = text[3]
        parts = text.split(separator, 16)
        if separator.isalnum() or len(parts) < 17 or len(parts[16]) < 2:
            raise unsound("isa", "The envelope (ISA) is damaged: it has too few elements.", line=line, field="ISA")
        terminator = parts[16][1]
        if terminator.isalnum() or terminator == " ":
            raise unsound("isa_end", "The envelope (ISA) does not say what ends a segment.", line=line, field="ISA")
        return separator, terminator
    found = re.match(r"(?:ST|GS|RMR|REF|ENT|TRN|BPR|N1|DTM)([^A-Za-z0-9\s])", text)
    if found is None:
        raise unsound("no_x12", "The file does not begin with an envelope (ISA) of X12.", line=line, field="ISA")
    return found[1], next((mark for mark in "~\\'" if mark in text), "\n")


def sets_of(segments: list[Segment], noticed: Noticed) -> Iterator[TransactionSet]:
    """The sets, with what is wrong with their envelopes noticed. Raises FileRefused for one that is cut off."""
    opened: TransactionSet | None = None
    counts = {"ISA": 0, "GS": 0}
    heads: dict[str, Segment] = {}
    for segment in segments:
        tag = segment.tag
        if opened is not None and tag in ("ST", "GE", "IEA", "GS", "ISA"):
            raise _cut_off(opened)
        if tag == "ST":
            opened = TransactionSet(segment.said(1), segment.said(2), segment.line)
        elif tag == "SE":
            if opened is None:
                said = "Segment %(value)s ends what never began."
                raise unsound("end_alone", said, line=segment.line, field="SE", value="SE")
            _compare(noticed, segment, stated=segment.said(1), true=len(opened.segments) + 2)
            _control(noticed, segment, opened.control)
            counts["GS"] += 1
            yield opened
            opened = None
        elif opened is not None:
            opened.segments.append(segment)
        else:
            _envelope(segment, counts, heads, noticed)
    if opened is not None:
        raise _cut_off(opened)
    for tag, head in heads.items():
        said = "The envelope %(value)s has no end: more may have followed."
        noticed.remark("envelope_open", said, line=head.line, holds=True, value=tag)


def _cut_off(opened: TransactionSet) -> FileRefused:
    said = "The set %(value)s is cut off: its end (SE) is missing."
    return unsound("set_open", said, line=opened.line, field="ST", value=f"{opened.kind} {opened.control}".strip())


def _envelope(segment: Segment, counts: dict[str, int], heads: dict[str, Segment], noticed: Noticed) -> None:
    """ISA and GS begin, GE and IEA end and count."""
    tag = segment.tag
    if tag in ("ISA", "GS"):
        if tag in heads:
            said = "The envelope %(value)s has no end: more may have followed."
            noticed.remark("envelope_open", said, line=heads[tag].line, holds=True, value=tag)
        heads[tag] = segment
        counts[tag] = 0
        return
    outer = {"GE": "GS", "IEA": "ISA"}.get(tag)
    if outer is None:
        if tag != "TA1":
            said = "Segment %(value)s stands outside of any set."
            noticed.remark("segment_outside", said, line=segment.line, value=tag)
        return
    head = heads.pop(outer, None)
    if head is None:
        said = "Segment %(value)s ends what never began."
        noticed.remark("end_alone", said, line=segment.line, value=tag)
        return
    _compare(noticed, segment, stated=segment.said(1), true=counts[outer])
    _control(noticed, segment, head.said(6 if outer == "GS" else 13))
    if tag == "GE":
        counts["ISA"] += 1


def _compare(noticed: Noticed, segment: Segment, *, stated: str, true: int) -> None:
    if stated.isascii() and stated.isdigit() and len(stated) < 12:
        noticed.count(segment.tag + "01", stated=int(stated), true=true, line=segment.line)
    else:
        said = "The count of %(what)s cannot be read: %(value)s."
        noticed.remark("count_none", said, line=segment.line, holds=not stated, what=segment.tag + "01", value=stated)


def _control(noticed: Noticed, segment: Segment, control: str) -> None:
    if segment.said(2) != control:
        said = "The control number of %(what)s is %(value)s; it began as %(other)s."
        noticed.remark("control", said, line=segment.line, what=segment.tag, value=segment.said(2), other=control)
