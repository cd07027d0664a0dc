"""The cells of one row by field, read as what the field is. Remembers which field was read last, for a refusal."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NoReturn

from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.customers import CustomerNumbers
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.values import (
    DecimalMark,
    check_plausible,
    read_amount,
    read_currency,
    read_date,
    read_flag,
    read_identifier,
)

if TYPE_CHECKING:  # the findings are made of a table, whose header knows what stands in cells
    from creditdesk.intake.formats.findings import Findings

IDENTIFIER_CHARS = 64
TEXT_CHARS = 255
# How a row is told that adds others up, in the languages of the headings that are known, and the code of its refusal.
_TOTAL_WORD = re.compile(r"total|totaal|summe\b|\bgesamt|\bsumas?\b|\bsomme\b|\brazem\b", re.IGNORECASE)
TOTAL_LINE = "intake.total_line"
# How programs write that there is no value.
NO_VALUE = frozenset({"", "nan", "nat", "null", "none", "#n/a", "n/a"})
NO_DATE = NO_VALUE | {"0", "00000000", "0.0", "0000-00-00", "00.00.0000", "00/00/0000"}
# Dates repeat from row to row; this many are kept read.
DAYS_KEPT = 20_000


def is_total(text: str) -> bool:
    """True for the label of a row that adds others up: "Total", "Grand total", "Summe", "Gesamtbetrag"."""
    return _TOTAL_WORD.search(text) is not None


_SUM = re.compile(r" ([+-]) ")
_DAYS = re.compile(r"(\d{1,4})(?:\.0+)?", re.ASCII)


def read_sum(text: str, *, currency: str, decimal: DecimalMark) -> int:
    """An amount, or the sum that a layout made of several: "10.00 + 2.50". Raises CellRefused as `read_amount`."""
    if " " not in text or not _SUM.search(text):
        return read_amount(text, currency=currency, decimal=decimal)
    first, *rest = _SUM.split(text)
    total = read_amount(first, currency=currency, decimal=decimal)
    for sign, term in zip(rest[::2], rest[1::2], strict=True):
        minor = read_amount(term, currency=currency, decimal=decimal)
        total += minor if sign == "+" else -minor
    return total


def read_days(text: str) -> int:
    """A number of days, 0 where there is none. Raises CellRefused for anything but a few digits."""
    if not text:
        return 0
    if not (found := _DAYS.fullmatch(text)):
        raise CellRefused("intake.days_unreadable", "%(value)s is not a number of days.", value=text)
    return int(found[1])


class RowCells:
    """A view of one row at a time: `of(cells)` moves it to the next row."""

    def __init__(
        self,
        headers: Sequence[str],
        mapping: ColumnMapping,
        *,
        findings: Findings,
        earliest: date,
        latest: date,
        customers: CustomerNumbers,
        summed: Collection[str] = (),
        signed: bool = False,
    ) -> None:
        self._place = {name: headers.index(heading) for name, heading in mapping.columns.items()}
        self._findings = findings
        self._earliest, self._latest = earliest, latest
        self._customers = customers
        self.summed = frozenset(summed)
        self._sums = {name for name, heading in mapping.columns.items() if heading in summed}
        self.signed = signed  # amounts carry their sign, whatever the type of the document says
        self._days: dict[str, dict[str, date]] = {name: {} for name in self._place if mapping.fields[name] == "date"}
        self._currencies: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self.cells: list[str] = []
        self.field = ""

    def of(self, cells: list[str]) -> RowCells:
        """This view, moved to the cells of another row."""
        self.cells, self.field = cells, ""
        self._values = {field: cells[place].strip() for field, place in self._place.items()}
        return self

    def has(self, field: str) -> bool:
        """True where the file has a column for the field."""
        return field in self._place

    def value_of(self, field: str) -> str:
        """The cell of the field without blanks around it; empty where the file has no such column."""
        return self._values.get(field, "")

    def text(self, field: str) -> str:
        """The cell as text. Raises CellRefused where it is longer than a name or a reference is."""
        text = self._values.get(field, "")
        return text if len(text) <= TEXT_CHARS else self._too_long(field, text, TEXT_CHARS)

    def identifier(self, field: str) -> str:
        """The cell as an identifier, empty where there is none. Raises CellRefused as `read_identifier`."""
        text = self._values.get(field, "")
        self.field = field
        if text.lower() in NO_VALUE:
            return ""
        found = read_identifier(text, float_shaped=field in self._findings.float_shaped)
        return found if len(found) <= IDENTIFIER_CHARS else self._too_long(field, found, IDENTIFIER_CHARS)

    def day(self, field: str) -> date | None:
        """The cell as a plausible day, None where there is none. Raises CellRefused where it cannot be read."""
        text = self._values.get(field)
        if not text:
            return None
        days = self._days[field]
        if text in days:
            return days[text]
        if text.lower() in NO_DATE:
            return None
        self.field = field
        begin, _, count = text.partition(" + ") if field in self._sums else (text, "", "")
        found = read_date(begin, order=self._findings.day_orders[field]) + timedelta(days=read_days(count))
        check_plausible(found, earliest=self._earliest, latest=self._latest)
        if len(days) < DAYS_KEPT:
            days[text] = found
        return found

    def amount(self, field: str, *, currency: str) -> int | None:
        """The cell as signed minor units, None where it is empty. Raises CellRefused where it cannot be read."""
        text = self.value_of(field)
        self.field = field
        if text.lower() in NO_VALUE:
            return None
        read = read_sum if field in self._sums else read_amount
        return read(text, currency=currency, decimal=self._findings.decimals[field])

    def flag(self, field: str) -> bool | None:
        """The cell as yes or no, None where it is empty. Raises CellRefused where it is neither."""
        text = self.value_of(field)
        if text.lower() in NO_VALUE:
            return None
        self.field = field
        return read_flag(text)

    def currency(self, *, default: str | None, notes: list[str]) -> str:
        """The currency of the row, or the default with a note. Raises CellRefused where there is neither."""
        text = self.value_of("currency")
        if text in self._currencies:
            return self._currencies[text]
        self.field = "currency"
        if text:
            self._currencies[text] = read_currency(text)
            return self._currencies[text]
        if default is None:
            raise CellRefused("intake.currency_missing", "The row names no currency, and none was given for the file.")
        notes.append("currency_assumed")
        return default

    def customer_number(self, *, company: str, notes: list[str]) -> str:
        """The customer's number with its leading zeros, or the one that was decided. Raises CellRefused without any."""
        number = self.identifier("customer_number")
        if not number:
            raise self._no_customer()
        meant = self._customers.meant(number, company=company)
        if meant != number:
            notes.append("customer_padded" if meant.lstrip("0") == number.lstrip("0") else "customer_alias")
        return meant

    def other_customer(self, field: str, *, company: str) -> str:
        """Another customer that the row names, with its leading zeros; empty where it names none."""
        number = self.identifier(field)
        return self._customers.meant(number, company=company) if number else ""

    def decimal(self, field: str) -> DecimalMark:
        """The decimal mark of the field's column."""
        return self._findings.decimals[field]

    def document_number(self) -> str:
        """The document's number, empty where the row has none."""
        return self.identifier("document_number")

    def document_date(self, *, due: date | None, settled: date | None, notes: list[str]) -> date:
        """The document's date, or the earliest day that the row names, with a note. Raises CellRefused without any."""
        if (found := self.day("document_date")) is not None:
            return found
        known = [day for day in (self.day("posting_date"), due, settled) if day is not None]
        if not known:
            self.field = "document_date"
            raise CellRefused("intake.date_missing", "The row names no date at all.")
        notes.append("document_date_derived")
        return min(known)

    def _no_customer(self) -> CellRefused:
        if any(map(is_total, self.cells)):
            return CellRefused(TOTAL_LINE, "The row has no customer and looks like a total; it is left out.")
        return CellRefused("intake.customer_missing", "The row names no customer.")

    def _too_long(self, field: str, text: str, most: int) -> NoReturn:
        self.field = field
        raise CellRefused(
            "intake.text_too_long",
            "The text has %(chars)d characters; at most %(limit)d fit.",
            chars=len(text),
            limit=most,
        )
