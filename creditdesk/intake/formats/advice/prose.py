"""Lines of text: "Invoice 4711 for 1,000.00 less 12.50 shortage", "4711  980.00", "claim 4411 -2,000.00"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from creditdesk.intake.formats.advice.amount_words import Said, amounts_in, tell_apart
from creditdesk.intake.formats.advice.drafts import Draft, Gathered, Taken, TotalRow
from creditdesk.intake.formats.advice.figures import looks_like_day
from creditdesk.intake.formats.advice.kinds import kind_of
from creditdesk.intake.formats.advice.lines import Line

_NUMBER = r"(?=[^\s,;:]{0,50}\d)[A-Za-z0-9][A-Za-z0-9/_.\-]{0,50}"
_NO = r"(?:[ .]{0,3}(?:numbers?|nos?|nr|num|nummer|numéro|numero|número|n°|nº|n|#|ref)(?![A-Za-z0-9]))?[ .:#]{0,4}"
_DOCUMENT = re.compile(
    r"\b(?P<word>invoices?|inv|bills?|documents?|docs?|credit memos?|credit notes?|credits?|debit memo|debit note|"
    r"claims?|charge ?backs?|deductions?|rechnung(?:en)?|gutschrift(?:en)?|beleg|belastung|reklamation|factures?|"
    r"avoirs?|facturas?|nota de crédito|nota de credito|nota de débito|nota de cargo|note de crédit|note de débit|"
    r"reclamación|reclamo|réclamation|litige)\b"
    rf"{_NO}(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_ALONE = re.compile(_NUMBER)
_AND_MORE = re.compile(
    rf"\s{{0,20}}(?:,|;|&|\+|\band\b|\bund\b|\bet\b|\by\b)\s{{0,20}}(?:#\s{{0,20}})?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\A\s*(?:[-*•·–]\s+|\d{1,2}[.)]\s+)?")
_FIRST = re.compile(r"(?P<number>(?=(?:[^\s\d]*\d){3})[A-Za-z]{0,8}[-/#_.]?\d[A-Za-z0-9/_.\-]{0,40})(?=[\s:;,]|\Z)")
_DAY_SHAPE = re.compile(
    r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2}[.]? [^\W\d_]{3,12}\.? \d{4}|"
    r"\d{1,2}-[A-Za-z]{3}-\d{2,4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4})\b"
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Named:
    """A document that a line names."""

    kind: str
    number: str
    start: int
    end: int


class Prose:
    """Takes the lines that are no rows of a table."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._bare: list[Draft] = []  # documents without an amount, or numbers alone on a line
        self._named_before = False

    def take(self, line: Line) -> None:
        """Take what a line says of documents; what it says of amounts that cannot be told is kept as such."""
        text = line.text
        days = [hit for hit in _DAY_SHAPE.finditer(text) if looks_like_day(hit[0])]
        for hit in days:
            text = text[: hit.start()] + " " * len(hit[0]) + text[hit.end() :]
        amounts = amounts_in(text)
        named = _documents(text, amounts)
        if not named:
            self._take_unnamed(line, text, amounts)
            return
        self._named_before = True
        if not amounts:
            self._bare += [self._draft(line, one) for one in named if len(_DIGIT.findall(one.number)) >= 3]
        elif len(named) == 1:
            tell_apart(text, amounts, begin=named[0].end if named[0].start < amounts[0].start else 0)
            self._one(line, named[0], amounts, day=days[0][0] if len(days) == 1 else "")
        else:
            self._several(line, text, named, amounts)

    def end(self) -> None:
        """Documents without amounts count where no table tells them, and none told them before."""
        told = {draft.number for draft in self._gathered.drafts}
        if not self._gathered.tables:
            for draft in self._bare:
                if draft.number not in told:
                    told.add(draft.number)
                    self._gathered.drafts.append(draft)
        self._gathered.drafts.sort(key=lambda draft: draft.line)

    def _draft(self, line: Line, named: _Named) -> Draft:
        return Draft(line.number, number=named.number, kind=named.kind)

    def _one(self, line: Line, named: _Named, amounts: list[Said], *, day: str) -> None:
        """One document and its amounts."""
        draft = self._draft(line, named)
        draft.date = day
        for amount in amounts:
            draft.doubtful = draft.doubtful or not amount.sure
            if amount.what == "plain":
                draft.plain.append(amount.written)
            elif amount.what == "gross" and draft.gross is None:
                draft.gross = amount.written
            elif amount.what in ("net", "total") and draft.net is None:
                draft.net = amount.written
            elif amount.what == "discount" and draft.discount is None:
                draft.discount = amount.written
            elif amount.what == "deduction":
                draft.taken.append(Taken(amount.written, amount.reason))
            elif amount.what != "other":
                draft.doubtful = True
        if len(amounts) == 1 and draft.taken and not draft.plain:
            # "claim 4411 -2,000.00": what is kept back is the line itself.
            draft.plain, draft.text, draft.taken = [draft.taken[0].written], [draft.taken[0].reason], []
            draft.kind = draft.kind if draft.kind not in ("", "invoice") else "deduction"
        draft.text = [one for one in draft.text if one] or [line.text]
        self._gathered.drafts.append(draft)

    def _several(self, line: Line, text: str, named: list[_Named], amounts: list[Said]) -> None:
        """Several documents on a line: each with the amount behind it, where each has one."""
        ends = [one.start for one in named[1:]] + [len(text)]
        shares = [
            [amount for amount in amounts if one.end <= amount.start < end]
            for one, end in zip(named, ends, strict=True)
        ]
        if all(len(share) == 1 for share in shares) and sum(map(len, shares)) == len(amounts):
            for one, share, end in zip(named, shares, ends, strict=True):
                tell_apart(text[:end], share, begin=one.end)
                self._one(line, one, share, day="")
            return
        self._bare += [self._draft(line, one) for one in named]
        tell_apart(text, amounts, begin=named[-1].end)
        for amount in amounts:
            self._stray(line, amount)

    def _take_unnamed(self, line: Line, text: str, amounts: list[Said]) -> None:
        """A line that names no document: a number alone, something kept back, or amounts of which nothing is known."""
        if not amounts:
            token = text.strip(" ,;.-*•·")
            digits = len(_DIGIT.findall(token))
            alone = self._named_before and len(line.pieces) == 1 and _ALONE.fullmatch(token) is not None
            if alone and digits >= 4 and not looks_like_day(line.text):
                self._bare.append(Draft(line.number, number=token))
            if re.search(r"\b(?:invoice|rechnung|facture|factura)", text, re.IGNORECASE):
                self._named_before = True
            return
        tell_apart(text, amounts)
        for amount in amounts:
            self._stray(line, amount)

    def _stray(self, line: Line, amount: Said) -> None:
        """An amount that belongs to no document: a total, something kept back, or unexplained."""
        if amount.what == "total":
            self._gathered.totals.append(TotalRow(line.number, len(self._gathered.drafts), {"plain": amount.written}))
        elif amount.what in ("deduction", "discount"):
            kind = "discount" if amount.what == "discount" else kind_of(amount.reason)
            kind = kind if kind not in ("", "invoice") else "deduction"
            draft = Draft(line.number, kind=kind, text=[amount.reason], plain=[amount.written])
            draft.lowers, draft.doubtful = amount.off, not amount.sure
            self._gathered.drafts.append(draft)
        elif amount.what == "net":
            self._gathered.tell("mentioned_amount", amount.written, line=line.number)
        elif amount.what != "other":
            self._gathered.unexplained.append((amount.written, line.text, line.number))


def number_and_kind(cell: str) -> tuple[str, str]:
    """The number and the kind that a cell such as "Credit memo CM-3" tells; the cell itself where it tells no more."""
    plain = " ".join(cell.split())
    found = _DOCUMENT.fullmatch(plain)
    return (found["number"], kind_of(found["word"])) if found else (plain, "")


def _documents(text: str, amounts: list[Said]) -> list[_Named]:
    """The documents that the line names: behind a word for them, or at its beginning before an amount."""
    found: list[_Named] = []
    within = [(one.start, one.end) for one in amounts]
    at = 0
    while hit := _DOCUMENT.search(text, at):
        kind = kind_of(hit["word"]) or ""
        more: re.Match[str] | None = hit
        while more is not None:
            start, end = more.span("number")
            if any(begin < end and start < close for begin, close in within):
                end = start
                break
            found.append(_Named(kind, more["number"].rstrip(".-/"), start, end))
            more = _AND_MORE.match(text, end)
        at = max(hit.start() + 1, found[-1].end if found else 0, hit.start("number"))
    if found or not amounts:
        return found
    begin = _BULLET.match(text)
    first = _FIRST.match(text, begin.end() if begin else 0)
    if first is None or looks_like_day(first["number"]) or first.end() > amounts[0].start:
        return []
    return [_Named("", first["number"].rstrip(".-/"), first.start(), first.end())]
