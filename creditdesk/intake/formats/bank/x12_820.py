"""X12 820, payment order and remittance advice: which documents a payer pays, with what he takes off.

One set is one remittance. RMR names a document with what is paid of it, ADX what was taken off or added and why. What
is paid of all documents must be the payment; where it is not, the remittance waits for a person. Also read from the
addenda of an ACH payment, where only the inner segments stand.
"""

from __future__ import annotations

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
    currency_of,
    date_or_none,
    decimal_minor,
    text_of,
    unsound,
)
from creditdesk.intake.formats.bank.x12_segments import Segment, segments_of, sets_of
from creditdesk.intake.formats.refusals import FileRefused

FORMAT = "x12 820"
# What the reference behind a document names: kinds that a person asks for.
_REFERENCES = {"PO": "order", "BM": "bill of lading", "IV": "invoice", "CM": "credit memo", "DP": "department"}
_DOCUMENT_DAYS = ("003", "097")


@dataclass(slots=True)
class _Draft:
    """A remittance as it is put together."""

    currency: str = "USD"
    minor: int | None = None
    payment_date: date | None = None
    method: str = ""
    payer: str = ""
    payer_id: str = ""
    payer_account: AccountNamed | None = None
    payee: str = ""
    payment_reference: str = ""
    references: list[Reference] = field(default_factory=list)
    lines: list[RemittanceLine] = field(default_factory=list)
    in_line: bool = False
    noticed: Noticed = field(default_factory=Noticed)


def read_820(content: bytes) -> BankFile:
    """The remittances of the file; sets of other kinds are passed over and named. Raises FileRefused."""
    noticed = Noticed()
    segments = segments_of(text_of(content, noticed))
    remittances = []
    for one in sets_of(segments, noticed):
        if one.kind == "820":
            remittances.append(remittance_of(one.segments, reference=one.control, line=one.line))
        else:
            said = "The file also holds a set %(value)s, which is no remittance; it was not read."
            noticed.remark("other_set", said, line=one.line, value=one.kind)
    if not remittances:
        raise unsound("no_820", "The file holds no remittance (set 820).", line=1, field="ST")
    isa = segments[0]
    return BankFile(
        FORMAT,
        remittances=tuple(remittances),
        findings=noticed.take(),
        identification=isa.said(13) if isa.tag == "ISA" else "",
        sender=isa.said(6) if isa.tag == "ISA" else "",
    )


def read_addenda(text: str, *, line: int) -> Remittance | None:
    """The remittance in the addenda of an ACH payment, where it is written in segments; None where it is free text."""
    try:
        segments = segments_of(text)
        inner = [segment for segment in segments if segment.tag not in ("ISA", "GS", "ST", "SE", "GE", "IEA")]
        if not any(segment.tag in ("RMR", "ADX") for segment in inner):
            return None
        remittance = remittance_of([replace(segment, line=line) for segment in inner], reference="", line=line)
    except FileRefused:
        return None  # free text that only looks like segments: it stays the text that it is
    return remittance


def remittance_of(segments: list[Segment], *, reference: str, line: int) -> Remittance:
    """One set as a remittance. Raises FileRefused for an amount or a day that is none."""
    draft = _Draft()
    _check_runs(segments)
    for segment in segments:
        if segment.tag == "CUR" and segment.said(2):
            draft.currency = currency_of(segment.said(2), line=segment.line, field="CUR02")
    for segment in segments:
        if take := _TAKERS.get(segment.tag):
            take(segment, draft)
    if draft.minor is None and reference:  # addenda of a payment have no number of a set, and need no BPR
        said = "The set names no payment (segment BPR): its documents cannot be compared with what was paid."
        draft.noticed.remark("no_payment", said, line=line, holds=True)
    nets = [one.net for one in draft.lines if one.net is not None]
    if nets and draft.minor is not None:
        draft.noticed.total("RMR04", stated=draft.minor, true=sum(nets), line=line)
    return Remittance(
        format=FORMAT,
        payer=draft.payer,
        minor=draft.minor,
        currency=draft.currency,
        lines=tuple(draft.lines),
        payment_reference=draft.payment_reference or reference,
        payment_date=draft.payment_date,
        method=draft.method,
        payer_id=draft.payer_id,
        payer_account=draft.payer_account,
        payee=draft.payee,
        references=tuple(draft.references),
        findings=draft.noticed.take(),
        line=line,
    )


def _check_runs(segments: list[Segment]) -> None:
    """Raises FileRefused where one document has thousands of references or reasons."""
    run = 0
    for segment in segments:
        run = 0 if segment.tag in ("RMR", "ENT") else run + 1
        check_many(run, line=segment.line, field=segment.tag)


def _amount(segment: Segment, number: int, draft: _Draft) -> int | None:
    said = segment.said(number)
    if not said:
        return None
    name = f"{segment.tag}{number:02}"
    return decimal_minor(said, currency=draft.currency, mark=".", line=segment.line, field=name)


def _bpr(segment: Segment, draft: _Draft) -> None:
    """The payment: sum, direction, method, accounts, day."""
    minor = _amount(segment, 2, draft)
    if minor is None:
        raise unsound("no_amount_here", "%(field)s is missing.", line=segment.line, field="BPR02")
    if segment.said(3) not in ("C", "D"):
        said = "%(field)s: %(value)s is neither credit nor debit."
        raise unsound("direction", said, line=segment.line, field="BPR03", value=segment.said(3))
    draft.minor = minor if segment.said(3) == "C" else -minor
    draft.method = " ".join(filter(None, (segment.said(4), segment.said(5))))
    if segment.said(9):
        draft.payer_account = AccountNamed(segment.said(9), bank=segment.said(7))
    draft.payer_id = segment.said(10)
    if segment.said(16):
        draft.payment_date = compact_day(segment.said(16), line=segment.line, field="BPR16")
    elif len(segment.elements) == 15 and (day := date_or_none(segment.said(15))):
        # Left out one element too many before the day; no account number stands at the end.
        draft.payment_date = day
        said = "The day of the payment stands in BPR15 instead of BPR16: %(value)s."
        draft.noticed.remark("day_shifted", said, line=segment.line, value=segment.said(15))


def _trn(segment: Segment, draft: _Draft) -> None:
    draft.payment_reference = segment.said(2)


def _n1(segment: Segment, draft: _Draft) -> None:
    if segment.said(1) == "PR":
        draft.payer, draft.payer_id = segment.said(2), segment.said(4) or draft.payer_id
    elif segment.said(1) == "PE":
        draft.payee = segment.said(2)


def _ent(_segment: Segment, draft: _Draft) -> None:
    draft.in_line = False


def _rmr(segment: Segment, draft: _Draft) -> None:
    """A document: number, paid, gross, discount."""
    draft.lines.append(
        RemittanceLine(
            document_number=segment.said(2),
            kind=segment.said(1),
            net=_amount(segment, 4, draft),
            gross=_amount(segment, 5, draft),
            discount=_amount(segment, 6, draft),
            line=segment.line,
        )
    )
    draft.in_line = True


def _adx(segment: Segment, draft: _Draft) -> None:
    """What is taken off or added: of the document before it, or of the payment as a whole."""
    minor = _amount(segment, 1, draft)
    if minor is None:
        raise unsound("no_amount_here", "%(field)s is missing.", line=segment.line, field="ADX01")
    adjustment = Adjustment(minor, BankCode("x12 426", segment.said(2)), segment.said(4))
    if draft.in_line:
        last = draft.lines[-1]
        draft.lines[-1] = replace(last, adjustments=(*last.adjustments, adjustment))
    else:
        draft.lines.append(
            RemittanceLine(segment.said(4), "ADX", net=minor, adjustments=(adjustment,), line=segment.line)
        )


def _ref(segment: Segment, draft: _Draft) -> None:
    value = segment.said(2) or segment.said(3)
    if not value:
        return
    reference = Reference(_REFERENCES.get(segment.said(1), segment.said(1)), value)
    if draft.in_line:
        last = draft.lines[-1]
        draft.lines[-1] = replace(last, references=(*last.references, reference))
    else:
        draft.references.append(reference)


def _dtm(segment: Segment, draft: _Draft) -> None:
    """The day of the document, or of the payment; periods and others are neither."""
    if draft.in_line and segment.said(1) in _DOCUMENT_DAYS and segment.said(2):
        day = compact_day(segment.said(2), line=segment.line, field="DTM02")
        draft.lines[-1] = replace(draft.lines[-1], document_date=day)
    elif not draft.in_line and segment.said(1) == "009" and draft.payment_date is None and segment.said(2):
        draft.payment_date = compact_day(segment.said(2), line=segment.line, field="DTM02")


def _nm1(segment: Segment, draft: _Draft) -> None:
    """Whom the next documents are for: a person or a site."""
    draft.in_line = False
    name = " ".join(filter(None, (segment.said(4), segment.said(3))))
    if segment.said(9):
        draft.references.append(Reference(name or segment.said(1), segment.said(9)))


def _nte(segment: Segment, draft: _Draft) -> None:
    if draft.in_line and segment.said(2):
        last = draft.lines[-1]
        draft.lines[-1] = replace(last, text=(*last.text, segment.said(2)))


_TAKERS = {
    "BPR": _bpr,
    "TRN": _trn,
    "N1": _n1,
    "ENT": _ent,
    "RMR": _rmr,
    "ADX": _adx,
    "REF": _ref,
    "DTM": _dtm,
    "NM1": _nm1,
    "NTE": _nte,
}
