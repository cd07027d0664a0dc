"""A customer's own statement, or his payables ledger of our account, as lines: a table, a workbook, a text, a PDF.

    Invoice    Date        Reference   Amount
    7001       05/13/2026  PO 4711     1,200.00
    DM-9       05/20/2026              (600.00)
    Total                                600.00

What he owes us is above zero. A ledger of payables has what he owes under Credit; where it writes claims with a minus,
a person says so (`Telling.turned`). Nothing is guessed: days and amounts that can be read in two ways are asked about,
an amount that cannot be read refuses the file with its line. docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from creditdesk.intake.formats.advice.figures import bare_amount, may_be, units_of
from creditdesk.intake.formats.advice.headings import Column, Columns, cells_of
from creditdesk.intake.formats.advice.lines import Line, Piece
from creditdesk.intake.formats.advice.recognition import advice_lines
from creditdesk.intake.formats.advice.words import HEADING
from creditdesk.intake.formats.cells import NO_DATE, NO_VALUE, is_total
from creditdesk.intake.formats.evidence import DateEvidence, DecimalEvidence
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, Limits
from creditdesk.intake.formats.refusals import CellRefused, FileRefused, quoted
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import DayOrder, DecimalMark, is_amount, read_amount, read_date

MOST_LINES = 5_000
LONGEST_NUMBER, LONGEST_WORDS = 60, 200

Part = Literal[
    "document", "reference", "day", "open", "amount", "debit", "credit", "balance", "currency", "words", "other"
]
_OWN: Mapping[Part, tuple[str, ...]] = {
    "open": (
        "open", "open amount", "open amt", "amount open", "balance due", "amount due", "outstanding", "remaining",
        "amount remaining", "open balance", "outstanding amount", "unpaid", "offen", "offener betrag", "restant du",
        "montant ouvert", "pendiente", "importe pendiente", "saldo pendiente",
    ),
    "debit": ("debit", "debits", "debit amount", "dr", "soll", "debe", "debito", "debit usd"),
    "credit": ("credit", "credits", "credit amount", "cr", "haben", "haber", "credito", "credit usd"),
    "balance": ("balance", "running balance", "saldo", "solde"),
    "day": ("posting date", "trans date", "transaction date", "entry date", "buchungsdatum"),
    "document": ("transaction no", "transaction number", "voucher no", "voucher number", "voucher", "trans no"),
}  # fmt: skip
_PARTS: Mapping[str, Part] = {
    "invoice": "document",
    "document": "document",
    "reference": "reference",
    "date": "day",
    "amount": "amount",
    "gross": "amount",
    "net": "amount",
    "currency": "currency",
    "type": "words",
    "text": "words",
    "reason": "words",
}
_HEADINGS: Mapping[str, Part] = {
    **{name: _PARTS.get(role, "other") for name, role in HEADING.items()},
    **{squashed(word): part for part, words in _OWN.items() for word in words},
}
_MONEY: tuple[Part, ...] = ("open", "amount", "debit", "credit", "balance")


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person says of the statement: its currency, and, where it was asked, how days and amounts are written."""

    currency: str
    day_order: DayOrder | None = None
    decimal: DecimalMark | None = None
    turned: bool = False


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line with an amount: the row of the file, the numbers and words as written, minor units."""

    row: int
    document: str
    reference: str
    day: date | None
    minor: int
    words: str

    def as_dict(self) -> dict[str, Any]:
        """The line as plain data, its day as YYYY-MM-DD or empty."""
        return asdict(self) | {"day": self.day.isoformat() if self.day else ""}


@dataclass(frozen=True, slots=True)
class Stated:
    """The lines in the currency, the total that is stated, and how many lines were left aside and why."""

    format: str
    lines: tuple[StatedLine, ...]
    total_minor: int | None
    in_other_currencies: int
    other_currencies: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """All but the lines."""
        return {
            "format": self.format,
            "total_minor": self.total_minor,
            "in_other_currencies": self.in_other_currencies,
            "other_currencies": list(self.other_currencies),
        }


def no_statement(
    code: str, text: str, /, *, line: int | None = None, remedy: str = "", **facts: str | int
) -> FileRefused:
    """The refusal of a statement, with what to do."""
    told = {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    remedy = remedy or "Correct it there and load it again, or type its lines."
    return FileRefused("intake.customer_statement_" + code, text, remedy=remedy, line=line, **told)


def read_customer_statement(content: bytes, *, telling: Telling, limits: Limits = DEFAULT_LIMITS) -> Stated:
    """The lines of the statement in its currency. Raises FileRefused with the line, or with what is to be said."""
    found, lines, notes = advice_lines(content, limits=limits)
    if held := next((one for one in notes.found if one.holds), None):
        raise no_statement("incomplete", "Part of it cannot be read: %(why)s", why=str(held.reason))
    return _Reading(found, telling).read(lines)


@dataclass(slots=True)
class _Row:
    line: int
    cells: dict[Part, str]
    is_total: bool


class _Reading:
    def __init__(self, format_name: str, telling: Telling) -> None:
        self.format, self.telling = format_name, telling
        self.decimals, self.days = DecimalEvidence(), DateEvidence()
        self.mark: DecimalMark = "."
        self.order: DayOrder | None = None

    def read(self, lines: Sequence[Line]) -> Stated:
        rows = self._rows(lines)
        if not rows:
            said = "No line heads a table with the number of a document and an amount."
            raise no_statement("no_table", said)
        if len(rows) > MOST_LINES:
            said = "The statement has more than %(most)d lines."
            raise no_statement("many", said, most=MOST_LINES)
        chosen = _amount_parts(rows)
        for row in rows:
            for part in chosen:
                self.decimals.see(bare_amount(row.cells.get(part, "")))
            self.days.see(row.cells.get("day", "").strip())
        self._decide()
        return self._stated(rows, chosen)

    def _rows(self, lines: Sequence[Line]) -> list[_Row]:
        found: list[_Row] = []
        header: tuple[Columns, list[Part]] | None = None
        for line in lines:
            if heading := _header(line):
                header = heading
            elif header is not None and (row := _row(line, *header)):
                found.append(row)
        return found

    def _decide(self) -> None:
        mark, order = self.decimals.verdict(), self.days.verdict()
        if self.telling.decimal is not None:
            self.mark = self.telling.decimal
        elif mark in (".", ","):
            self.mark = mark
        elif mark != "none":
            said = "Its amounts can be read in two ways: a mark in them may part thousands or decimals."
            raise no_statement("decimal", said, remedy="Say which mark stands before the decimals.")
        if self.telling.day_order is not None:
            self.order = self.telling.day_order
        elif order in ("mdy", "dmy"):
            self.order = order
        elif order != "none":
            said = "Its days can be read with the month or with the day first."
            raise no_statement("days", said, remedy="Say which of the two it is.")

    def _stated(self, rows: Sequence[_Row], chosen: Sequence[Part]) -> Stated:
        found: list[StatedLine] = []
        others: list[str] = []
        total: int | None = None
        for row in rows:
            minor = self._minor(row, chosen)
            if minor is None:
                continue
            if other := self._other_currency(row, chosen):
                others.append(other)
            elif row.is_total:
                total = minor
            else:
                found.append(self._line(row, minor))
        if others and not found:
            said = "The statement is in %(others)s and not in %(currency)s."
            named = ", ".join(sorted(set(others)))
            remedy = "Load it in its own currency."
            raise no_statement("currency", said, remedy=remedy, others=named, currency=self.telling.currency)
        if not found:
            raise no_statement("empty", "None of its lines has an amount.")
        # A total of several currencies is none of either.
        told = None if others else total
        return Stated(self.format, tuple(found), told, len(others), tuple(sorted(set(others))))

    def _line(self, row: _Row, minor: int) -> StatedLine:
        text = row.cells.get
        return StatedLine(
            row.line,
            _short(text("document", ""), LONGEST_NUMBER),
            _short(text("reference", ""), LONGEST_NUMBER),
            self._day(row),
            minor,
            _short(text("words", ""), LONGEST_WORDS),
        )

    def _other_currency(self, row: _Row, chosen: Sequence[Part]) -> str:
        """The currency that the row names and that is not the statement's; empty where it names none or that one."""
        told = row.cells.get("currency", "").strip().upper()
        named = [told] if told else [unit for part in chosen for unit in units_of(row.cells.get(part, ""))]
        return next((one for one in named if not may_be(one, self.telling.currency)), "")

    def _minor(self, row: _Row, chosen: Sequence[Part]) -> int | None:
        """The row's amount; of debit and credit the credit less the debit, as payables are written."""
        total: int | None = None
        for part in chosen:
            told = bare_amount(row.cells.get(part, ""))
            if told.lower() in NO_VALUE or told in ("-", "–", "—"):
                continue
            try:
                minor = read_amount(told, currency=self.telling.currency, decimal=self.mark)
            except CellRefused as refused:
                if row.is_total:
                    continue
                said = "An amount cannot be read: %(why)s"
                raise no_statement("amount", said, line=row.line, why=str(refused)) from refused
            total = (total or 0) + (-minor if part == "debit" else minor)
        return -total if total is not None and self.telling.turned else total

    def _day(self, row: _Row) -> date | None:
        told = row.cells.get("day", "").strip()
        if told.lower() in NO_DATE:
            return None
        try:
            return read_date(told, order=self.order)
        except CellRefused as refused:
            said = "A day cannot be read: %(why)s"
            raise no_statement("day", said, line=row.line, why=str(refused)) from refused


def _header(line: Line) -> tuple[Columns, list[Part]] | None:
    """The columns that the line heads, if it does: a number or a day, an amount, and most of its headings known."""
    parts: list[Part] = []
    for piece in line.pieces:
        if any(map(str.isdecimal, piece.text)):
            return None
        parts.append(_HEADINGS.get(squashed(piece.text), "other"))
    known = sum(squashed(piece.text) in _HEADINGS for piece in line.pieces)
    if known < 2 or known * 2 < len(parts) or not {"document", "reference", "day"} & set(parts):
        return None
    if not set(_MONEY) & set(parts):
        return None
    columns = tuple(Column("text", piece.text, piece.start, piece.end) for piece in line.pieces)
    return Columns(columns, None, line.number), parts


def _row(line: Line, columns: Columns, parts: Sequence[Part]) -> _Row | None:
    """The cells of the line below their headings; None for what holds no amount, such as words between the lines."""
    amounts = [piece for piece in line.pieces if is_amount(bare_amount(piece.text))]
    total = bool(line.pieces) and is_total(line.pieces[0].text) and not is_amount(bare_amount(line.pieces[0].text))
    placed = cells_of(line, columns)
    if placed is None:
        if total and len(amounts) == 1:
            placed = {}
        elif not amounts:
            return None
        else:
            said = "It is not certain below which heading an amount stands."
            raise no_statement("place", said, line=line.number)
    cells: dict[Part, str] = {}
    for at, text in sorted(placed.items()):
        part = parts[at]
        if part == "other":
            continue
        cells[part] = f"{cells[part]} {text}" if part == "words" and part in cells else cells.get(part) or text
    if total and not any(is_amount(bare_amount(cells.get(part, ""))) for part in _MONEY):
        cells = _total_cells(amounts, parts)
    return _Row(line.number, cells, total) if any(cells.get(part, "").strip() for part in _MONEY) else None


def _total_cells(amounts: Sequence[Piece], parts: Sequence[Part]) -> dict[Part, str]:
    """The one amount of a line with a total, under whichever heading amounts are."""
    part = next((one for one in _MONEY if one in parts), None)
    return {part: amounts[0].text} if part and len(amounts) == 1 else {}


def _amount_parts(rows: Iterable[_Row]) -> tuple[Part, ...]:
    """Which columns say the amount of a line: what is open, else its amount, else debit and credit, else a balance."""
    there = {part for row in rows for part in row.cells}
    choices: tuple[tuple[Part, ...], ...] = (("open",), ("amount",), ("debit", "credit"))
    return next((parts for parts in choices if there.intersection(parts)), ("balance",))


def _short(text: str, most: int) -> str:
    return " ".join(text.split())[:most]
