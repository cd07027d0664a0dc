"""The rows of a statement as a table: the cells of each by fact, read as amounts, days, identifiers, and what stands
above and below them: the account of the table, totals, footers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NoReturn

from creditdesk.domain.money import AmountError, current_currencies
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.proof import same_account
from creditdesk.intake.formats.bank.statement_columns import DAYS, MONEY, STATEMENT_FIELDS, currencies_of
from creditdesk.intake.formats.bank.statement_words import STATUSES
from creditdesk.intake.formats.bank.statements import AccountNamed, Noticed, Status
from creditdesk.intake.formats.bank.values import currency_of, unsound
from creditdesk.intake.formats.cells import NO_VALUE, is_total
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.findings import Findings
from creditdesk.intake.formats.passed import Passed
from creditdesk.intake.formats.refusals import CellRefused, FileRefused, RowRefused
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.tabular import Table
from creditdesk.intake.formats.values import is_amount, is_day, read_amount, read_date, read_identifier

Signs = Literal["", "written", "column", "turned"]
SIGNS: tuple[Signs, ...] = ("", "written", "column", "turned")
# Looked for from the beginning of a gap only: a cell of spaces is looked through once.
_SIDES = re.compile(r"(?<!\s)\s*\b(CR|DR)\.?\s*$", re.IGNORECASE)
_SYMBOLS = {"€": "EUR", "£": "GBP"}
_ACCOUNT_LABELS = frozenset(
    squashed(text)
    for text in (
        *("account", "account number", "account no", "account id", "iban", "konto", "kontonummer", "auftragskonto"),
        *("cuenta", "numero de cuenta", "compte", "numero de compte", "rekening", "conto", "merchant account"),
    )
)
_LONGEST_FOOTER = 2  # filled cells of a line below the rows that is no row


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of the statements of one bank or processor, or a saved profile; nothing of it is guessed.

    `account` and `currency` hold where the table does not tell them. `signs`: "written" lets a minus in a debit column
    count, "column" lets the column alone decide, "turned" says that money that comes in is written with a minus.
    `ours` are our own accounts, number and currency.
    """

    account: str = ""
    currency: str = ""
    signs: Signs = ""
    last_line_whole: bool = False
    ours: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Line:
    """One row: its cells by fact, and what was read of it. `minor` and `fee` are signed minor units."""

    line: int
    cells: dict[str, str]
    raw: str
    ends_open: bool  # its last cell may have lost characters where the file was cut off there
    currency: str = ""
    status: Status = "booked"
    minor: int = 0
    fee: int = 0
    running: int | None = None

    @property
    def is_entry(self) -> bool:
        """False for a row that states a balance and moves nothing."""
        return any(self.cells.get(name) for name in MONEY)


@dataclass(frozen=True, slots=True)
class Summed:
    """A row that adds others up, by fact."""

    line: int
    cells: Mapping[str, str]


class RowReader:
    """Reads cells by fact; raises FileRefused with line, column, value and reason."""

    def __init__(self, table: Table, mapping: ColumnMapping, findings: Findings, said: Said) -> None:
        self._table, self._findings, self._said = table, findings, said
        self.columns = mapping.columns
        self._told = currencies_of(mapping.columns)
        self.account_above = self._above()
        self._open_end = any(warning.code in _OPEN_ENDS for warning in table.warnings)
        # What the customer paid, where a processor states it beside its fee.
        self.paid = "gross" if "gross" in self.columns else "amount"

    def _above(self) -> str:
        """The account that the lines above the header name: one of ours, or what stands behind its label."""
        rows = self._table.above()
        cells = [cell.strip() for row in rows for cell in row if cell.strip()]
        for cell in cells:
            for part in (cell, cell.rpartition(":")[2].strip()):
                if len(re.sub(r"\W", "", part)) >= 5 and (
                    mine := next((one for one, _ in self._said.ours if same_account(AccountNamed(part), one)), None)
                ):
                    return mine
        for row in rows:
            filled = [cell.strip() for cell in row if cell.strip()]
            for place, cell in enumerate(filled):
                label, _, behind = cell.partition(":")
                value = behind.strip() or (filled[place + 1] if place + 1 < len(filled) else "")
                if squashed(label) in _ACCOUNT_LABELS and any(map(str.isdigit, value)):
                    return value
        return ""

    def lines(self, noticed: Noticed) -> tuple[list[Line], list[Summed]]:
        """The rows in the order of the file, and those that add others up. Raises FileRefused."""
        place = {name: self._table.headers.index(heading) for name, heading in self.columns.items()}
        found: list[Line] = []
        sums: list[Summed] = []
        footers: list[RowRefused] = []
        for row in self._table.rows():
            if isinstance(row, Passed):
                continue
            if isinstance(row, RowRefused):
                if row.line < self._table.header_line and not _like_a_row(row):
                    continue
                if not _is_footer(row):
                    raise _refused(row.reason, line=row.line, column=row.column or "table", value=row.value)
                footers.append(row)
                continue
            if footers:  # what looked like a footer stands within the rows
                raise _refused(footers[0].reason, line=footers[0].line, column="table", value=footers[0].value)
            line = self._line(row, place)
            if not any(line.cells.get(name) for name in DAYS) and any(map(is_total, row.cells)):
                sums.append(Summed(row.line, line.cells))
            else:
                found.append(line)
        if footers and self._open_end:  # it may be a row of which the rest was cut off
            raise _refused(footers[-1].reason, line=footers[-1].line, column="table", value=footers[-1].value)
        if sums or footers:
            said = "Lines below the rows that are no entries were passed over: %(count)d."
            at = [*(one.line for one in sums), *(one.line for one in footers)]
            noticed.remark("table_passed", said, line=min(at), count=len(at))
        return found, sums

    def _line(self, row: Row, place: Mapping[str, int]) -> Line:
        cells = {name: row.cells[at].strip() for name, at in place.items()}
        cells = {name: "" if said.lower() in NO_VALUE else said for name, said in cells.items()}
        last = next((name for name, at in place.items() if at == len(self._table.headers) - 1), "")
        exact = STATEMENT_FIELDS.get(last) in ("amount", "date", "identifier")
        return Line(row.line, cells, " | ".join(row.cells), exact or last == "party_name")

    def may_be_cut_off(self, line: Line) -> bool:
        """Whether the last line of a text without a line end may have lost a part of what counts."""
        return self._open_end and line.ends_open

    def currency(self, line: Line) -> str:
        """The currency of the row's amount; empty where nothing tells it. Raises FileRefused."""
        told = line.cells.get("currency", "").upper()
        other = line.cells.get("other_amount", "")
        if other.strip("0., ") and not {"other_currency", "fee_currency"} & set(self.columns):
            told = ""  # the one currency that the row names may be that of its second amount
        for name in MONEY:
            told = told or self._told.get(name, "")
            signs = {code for sign, code in _SYMBOLS.items() if sign in line.cells.get(name, "")}
            codes = {
                code for code in re.findall(r"\b[A-Z]{3}\b", line.cells.get(name, "")) if code in current_currencies()
            }
            told = told or "".join(signs | codes if len(signs | codes) == 1 else "")
        told = told or self._kept_in(line) or self._said.currency
        return told and currency_of(told, line=line.line, field=self.columns.get("currency", "currency"))

    def _kept_in(self, line: Line) -> str:
        """The currency of our account that the table names, where it is kept in one alone."""
        named = self.identifier(line, "account") or self.account_above
        kept = {code for number, code in self._said.ours if named and same_account(AccountNamed(named), number)}
        return kept.pop() if len(kept) == 1 else ""

    def status(self, line: Line) -> Status:
        """Whether the money moved. Raises FileRefused for a word that is not known."""
        said = line.cells.get("status", "").lower()
        if not said:
            return "booked"
        if said not in STATUSES:
            words = "%(field)s: %(value)s is no status of an entry that is known here."
            raise unsound("table_status", words, line=line.line, field=self.columns["status"], value=said)
        return STATUSES[said]

    def amount(self, line: Line, name: str) -> int:
        """Signed minor units; 0 where the cell is empty. "12.00 CR" is money that comes in, as banks say it."""
        return self.minor_of(line.cells.get(name, ""), name, currency=line.currency, line=line.line)

    def minor_of(self, said: str, name: str, *, currency: str, line: int) -> int:
        """The cell of the fact as signed minor units. Raises FileRefused."""
        if not said:
            return 0
        side = _SIDES.search(said)
        bare = _SIDES.sub("", said)
        try:
            minor = read_amount(bare, currency=currency, decimal=self._findings.decimals[name])
        except (CellRefused, AmountError) as refused:
            self._refuse(refused, line, name, said)
        if side is not None and minor < 0:
            words = "%(field)s: %(value)s has two signs."
            raise unsound("table_signs_twice", words, line=line, field=self.columns[name], value=said)
        return -minor if side is not None and side[1].upper() == "DR" else minor

    def day(self, line: Line, name: str) -> date | None:
        """The day of the fact; None where the cell is empty. Raises FileRefused."""
        said = line.cells.get(name, "")
        if not said:
            return None
        try:
            return read_date(said, order=self._findings.day_orders.get(name))
        except CellRefused as refused:
            self._refuse(refused, line.line, name, said)

    def booking_day(self, line: Line) -> date | None:
        """The day on which the row was booked, as far as the table tells it."""
        return self.day(line, "booking_date") or self.day(line, "transaction_date")

    def day_of(self, line: Line) -> date | None:
        """The day of the row in the order of the account."""
        return self.booking_day(line) or self.day(line, "value_date")

    def identifier(self, line: Line, name: str) -> str:
        """The number or code of the fact; empty where there is none. Raises FileRefused."""
        said = line.cells.get(name, "")
        try:
            return read_identifier(said, float_shaped=name in self._findings.float_shaped)
        except CellRefused as refused:
            self._refuse(refused, line.line, name, said)

    def _refuse(self, refused: CellRefused | AmountError, line: int, name: str, said: str) -> NoReturn:
        raise _refused(refused.reason, line=line, column=self.columns[name], value=said) from refused


_OPEN_ENDS = ("intake.open_end", "intake.open_end_taken")


def _like_a_row(row: RowRefused) -> bool:
    """A line above the header that has a day and an amount is none of its titles."""
    cells = [cell.strip() for cell in row.cells]
    return any(map(is_day, cells)) and any(is_amount(cell) and not is_day(cell) for cell in cells)


def _is_footer(row: RowRefused) -> bool:
    """A line of few cells below the rows: a remark, the name of the bank, a closing text."""
    filled = [cell for cell in row.cells if cell.strip()]
    short = row.reason.code == "intake.ragged_row" and len(filled) <= _LONGEST_FOOTER
    return short and not any(is_amount(cell.strip()) or is_day(cell) for cell in filled)


def _refused(reason: Reason, *, line: int, column: str, value: str = "") -> FileRefused:
    return unsound("table_cell", "%(field)s: %(why)s", line=line, field=column, value=value, why=reason)
