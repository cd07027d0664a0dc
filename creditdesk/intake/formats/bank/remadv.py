"""EDIFACT REMADV, remittance advice: which documents are paid, or refused, with the payer's reasons.

Read from D.93A on; the separators are those of UNA, or the usual ones. One message is one remittance. Without the
envelope (UNB) a message is read as well. Counts that are wrong are said; a message without its end is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Adjustment,
    BankCode,
    BankFile,
    Noticed,
    Reference,
    Remittance,
    RemittanceLine,
)
from creditdesk.intake.formats.bank.values import (
    check_many,
    compact_day,
    count_of,
    currency_of,
    decimal_minor,
    text_of,
    unsound,
)

MOST_SEGMENTS = 1_000_000
FORMAT = "remadv"
# Days of a payment: execution, value, payment, due.
_PAID_ON = frozenset({"203", "209", "138", "140"})
_PAYERS, _PAYEES = ("PR", "BY", "MS"), ("PE", "SU", "MR")
_REFERENCES = {"IT": "customer", "ON": "order", "IV": "invoice", "CR": "payer", "PQ": "payment", "DQ": "delivery note"}
# Amounts of one document: due, remitted, discount, adjustment.
_DUE, _REMITTED, _DISCOUNT, _ADJUSTMENT = ("9", "77", "39"), ("12", "11"), ("52", "21"), ("165", "5", "131", "8", "204")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its tag, and elements of components."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    line: int

    def said(self, element: int, component: int = 1) -> str:
        """The component, counted from one; empty where there is none."""
        if element > len(self.elements):
            return ""
        parts = self.elements[element - 1]
        return parts[component - 1].strip() if component <= len(parts) else ""


@dataclass(slots=True)
class _Draft:
    currency: str = ""
    minor: int | None = None
    payment_date: date | None = None
    reference: str = ""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    payer_account: AccountNamed | None = None
    references: list[Reference] = field(default_factory=list)
    lines: list[RemittanceLine] = field(default_factory=list)
    reason: BankCode | None = None
    in_summary: bool = False
    mark: str = "."
    noticed: Noticed = field(default_factory=Noticed)


def read_remadv(content: bytes) -> BankFile:
    """The remittances of the file. Raises FileRefused with line, field, value and reason."""
    noticed = Noticed()
    text = text_of(content, noticed)
    segments, mark = _segments(text)
    remittances = [_remittance(message, mark=mark) for message in _messages(segments, noticed)]
    found = [one for one in remittances if one is not None]
    if not found:
        raise unsound("no_remadv", "The file holds no remittance (message REMADV).", line=1, field="UNH")
    envelope = next((segment for segment in segments if segment.tag == "UNB"), None)
    return BankFile(
        FORMAT,
        remittances=tuple(found),
        findings=noticed.take(),
        identification=envelope.said(5) if envelope else "",
        sender=envelope.said(2) if envelope else "",
    )


def _segments(text: str) -> tuple[list[Segment], str]:
    """The segments, and the decimal mark."""
    start = len(text) - len(text.lstrip("\ufeff \t\n"))
    bare, line = text[start:], 1 + text[:start].count("\n")
    component, element, mark, release, terminator = ":", "+", ".", "?", "'"
    if bare.startswith("UNA"):
        if len(bare) < 9:
            raise unsound("una", "The separators (UNA) are cut off.", line=line, field="UNA")
        component, element, mark, release, terminator = bare[3], bare[4], bare[5], bare[6], bare[8]
        if len({component, element, terminator}) < 3 or any(one.isalnum() for one in (component, element, terminator)):
            raise unsound("una_same", "The separators (UNA) cannot be told apart.", line=line, field="UNA")
        bare = bare[9:]
    elif not bare.startswith(("UNB", "UNH")):
        raise unsound("no_edifact", "The file does not begin as a file of EDIFACT.", line=line, field="UNB")
    segments = []
    for raw in _split(bare, terminator, release):
        lead = len(raw) - len(raw.lstrip())
        at = line + raw[:lead].count("\n")
        line += raw.count("\n")
        body = raw.strip()
        if not body:
            continue
        parts = [
            tuple(_released(part, release) for part in _split(one, component, release))
            for one in _split(body.replace("\n", ""), element, release)
        ]
        tag = parts[0][0].strip()
        if not (len(tag) == 3 and tag.isascii() and tag.isalnum() and tag.isupper()):
            raise unsound("segment", "%(value)s is not the name of a segment.", line=at, field="segment", value=tag)
        segments.append(Segment(tag, tuple(parts[1:]), at))
        if len(segments) > MOST_SEGMENTS:
            raise unsound("segments_many", "The file has too many segments.", line=at)
    return segments, mark if mark in ".," else "."


def _split(text: str, mark: str, release: str) -> list[str]:
    """Cut at the mark where it is not released. The release stays, for the next cut."""
    parts = text.split(mark)
    if not release.strip() or release not in text:
        return parts
    found, current = [], [parts[0]]
    for part in parts[1:]:
        last = current[-1]
        if (len(last) - len(last.rstrip(release))) % 2:
            current += [mark, part]
        else:
            found.append("".join(current))
            current = [part]
    return [*found, "".join(current)]


def _released(text: str, release: str) -> str:
    if not release.strip() or release not in text:
        return text
    out, place = [], 0
    while place < len(text):
        if text[place] == release and place + 1 < len(text):
            place += 1
        out.append(text[place])
        place += 1
    return "".join(out)


def _messages(segments: list[Segment], noticed: Noticed) -> Iterator[list[Segment]]:
    """Each message with its head. Raises FileRefused for one that is cut off."""
    message: list[Segment] = []
    count, envelope = 0, None
    for segment in [*segments, Segment("", (), 0)]:
        if message and segment.tag in ("UNH", "UNZ", "UNB", "UNE", ""):
            head = message[0]
            said = "A message is cut off: its end (UNT) is missing."
            raise unsound("message_open", said, line=head.line, field="UNH", value=head.said(1))
        if segment.tag == "UNH":
            message = [segment]
        elif segment.tag == "UNT":
            _check_end(segment, message, noticed)
            count += 1
            yield message
            message = []
        elif message:
            message.append(segment)
        elif segment.tag in ("UNB", "UNZ"):
            envelope = _envelope(segment, count, noticed)
    if envelope is not None:
        said = "The envelope %(value)s has no end: more may have followed."
        noticed.remark("envelope_open", said, line=envelope.line, holds=True, value="UNB")


def _envelope(segment: Segment, count: int, noticed: Noticed) -> Segment | None:
    """The envelope that is open behind the segment."""
    if segment.tag == "UNB":
        return segment
    stated = count_of(segment.said(1) or "0", line=segment.line, field="UNZ")
    noticed.count("UNZ", stated=stated, true=count, line=segment.line)
    return None


def _check_end(segment: Segment, message: list[Segment], noticed: Noticed) -> None:
    if not message:
        said = "Segment %(value)s ends what never began."
        raise unsound("end_alone", said, line=segment.line, field="UNT", value="UNT")
    stated = count_of(segment.said(1) or "0", line=segment.line, field="UNT")
    noticed.count("UNT", stated=stated, true=len(message) + 1, line=segment.line, holds=True)
    if segment.said(2) != message[0].said(1):
        said = "The control number of %(what)s is %(value)s; it began as %(other)s."
        value, other = segment.said(2), message[0].said(1)
        noticed.remark("control", said, line=segment.line, what="UNT", value=value, other=other)


def _remittance(message: list[Segment], *, mark: str) -> Remittance | None:
    head = message[0]
    if head.said(2, 1) != "REMADV":
        return None
    draft = _Draft(mark=mark)
    for segment in message:
        if segment.tag == "CUX" and segment.said(1, 2) and not draft.currency:
            draft.currency = currency_of(segment.said(1, 2), line=segment.line, field="CUX")
    run = 0
    for segment in message[1:]:
        run = 0 if segment.tag == "DOC" else run + 1
        check_many(run, line=segment.line, field=segment.tag)
        if take := _TAKERS.get(segment.tag):
            take(segment, draft)
    nets = [line.net for line in draft.lines if line.net is not None]
    if nets and draft.minor is not None:
        draft.noticed.total("MOA 12", stated=draft.minor, true=sum(nets), line=head.line)
    payer = next((draft.names[role] for role in _PAYERS if role in draft.names), ("", ""))
    payee = next((draft.names[role] for role in _PAYEES if role in draft.names), ("", ""))
    return Remittance(
        format=FORMAT,
        payer=payer[0] or payer[1],
        minor=draft.minor,
        currency=draft.currency,
        lines=tuple(draft.lines),
        payment_reference=draft.reference,
        payment_date=draft.payment_date,
        payer_id=payer[1],
        payer_account=draft.payer_account,
        payee=payee[0] or payee[1],
        references=tuple(draft.references),
        findings=draft.noticed.take(),
        line=head.line,
    )


def _bgm(segment: Segment, draft: _Draft) -> None:
    draft.reference = segment.said(2)


def _nad(segment: Segment, draft: _Draft) -> None:
    name = segment.said(4) or segment.said(3)
    draft.names.setdefault(segment.said(1), (name, segment.said(2)))


def _fii(segment: Segment, draft: _Draft) -> None:
    """The payer's bank account (OR); the payee's (PB, BF) is our own and not needed."""
    if segment.said(1) in ("OR", "PA") and segment.said(2):
        draft.payer_account = AccountNamed(segment.said(2), bank=segment.said(3), owner=segment.said(2, 2))


def _dtm(segment: Segment, draft: _Draft) -> None:
    if segment.said(1, 3) not in ("102", "101", "203", ""):
        return
    value = segment.said(1, 2)[: 6 if segment.said(1, 3) == "101" else 8]
    if not value:
        return
    day = compact_day(value, line=segment.line, field="DTM")
    kind = segment.said(1, 1)
    if draft.lines and not draft.in_summary and kind in ("137", "171", "3"):
        draft.lines[-1] = replace(draft.lines[-1], document_date=day)
    elif not draft.lines and (kind in _PAID_ON or (kind == "137" and draft.payment_date is None)):
        draft.payment_date = day


def _doc(segment: Segment, draft: _Draft) -> None:
    draft.lines.append(
        RemittanceLine(document_number=segment.said(2), kind=segment.said(1), net=None, line=segment.line)
    )
    draft.reason = None


def _moa(segment: Segment, draft: _Draft) -> None:
    """An amount: of the message in the summary, else of the document before it."""
    kind, said = segment.said(1, 1), segment.said(1, 2)
    if not said:
        return
    currency = segment.said(1, 3) or draft.currency
    if not currency:
        raise unsound(
            "no_currency_message", "Nothing in the message tells its currency.", line=segment.line, field="CUX"
        )
    currency = currency_of(currency, line=segment.line, field="MOA")
    draft.currency = draft.currency or currency
    if currency != draft.currency:
        words = "An amount is in %(other)s, the message in %(currency)s."
        draft.noticed.remark(
            "mixed_amount", words, line=segment.line, holds=True, other=currency, currency=draft.currency
        )
    minor = decimal_minor(said, currency=currency, mark="," if "," in said else ".", line=segment.line, field="MOA")
    if draft.in_summary or not draft.lines:
        if kind in _REMITTED:
            draft.minor = minor
        return
    last = draft.lines[-1]
    if kind in _DUE:
        draft.lines[-1] = replace(last, gross=minor)
    elif kind in _REMITTED:
        draft.lines[-1] = replace(last, net=minor)
    elif kind in _DISCOUNT:
        draft.lines[-1] = replace(last, discount=minor)
    elif kind in _ADJUSTMENT:
        adjustment = Adjustment(minor, draft.reason or BankCode("edifact 4465", ""))
        draft.lines[-1] = replace(last, adjustments=(*last.adjustments, adjustment))


def _ajt(segment: Segment, draft: _Draft) -> None:
    """Why a document is not paid in full. What is not paid of it is the adjustment where no amount is given."""
    draft.reason = BankCode("edifact 4465", segment.said(1))
    if draft.lines and not draft.in_summary:
        last = draft.lines[-1]
        gap = (last.net - last.gross) if last.net is not None and last.gross is not None else 0
        draft.lines[-1] = replace(last, adjustments=(*last.adjustments, Adjustment(gap, draft.reason)))


def _ftx(segment: Segment, draft: _Draft) -> None:
    words = " ".join(filter(None, (segment.said(4, part) for part in range(1, 6))))
    if words and draft.lines and not draft.in_summary:
        last = draft.lines[-1]
        draft.lines[-1] = replace(last, text=(*last.text, words))


def _rff(segment: Segment, draft: _Draft) -> None:
    if not segment.said(1, 2):
        return
    reference = Reference(_REFERENCES.get(segment.said(1, 1), segment.said(1, 1)), segment.said(1, 2))
    if draft.lines and not draft.in_summary:
        last = draft.lines[-1]
        draft.lines[-1] = replace(last, references=(*last.references, reference))
    else:
        draft.references.append(reference)


def _uns(_segment: Segment, draft: _Draft) -> None:
    draft.in_summary = True


_TAKERS = {
    "BGM": _bgm,
    "NAD": _nad,
    "FII": _fii,
    "DTM": _dtm,
    "DOC": _doc,
    "MOA": _moa,
    "AJT": _ajt,
    "FTX": _ftx,
    "RFF": _rff,
    "UNS": _uns,
}
