"""Rows of an open-item file as open items, or the reason why a row is none.

An item says in `notes` whatever the file did not say itself::

    line 2  8734.71 due 2020-03-13, number 1930571429.0  ->  invoice 1930571429, 873471 minor units, open
    line 3  -50.00                                       ->  credit memo, note "turned_credit_memo"
    line 4  no number, settled 2019-01-03                ->  "NN-2f6c...", open 0, note "number_derived"

Amounts are signed minor units as in the ledger: what the customer owes is positive. Rule: docs/rules/intake.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from creditdesk.domain.money import Money
from creditdesk.domain.open_item import ItemKind
from creditdesk.intake.formats.cells import TOTAL_LINE, RowCells, is_total
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.customers import CustomerNumbers
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.findings import Findings, study
from creditdesk.intake.formats.kinds import decide_amounts
from creditdesk.intake.formats.layouts.words import total_scope
from creditdesk.intake.formats.numbers import SeenNumbers
from creditdesk.intake.formats.passed import Passed, PassedKind, Scope, Stated
from creditdesk.intake.formats.refusals import CellRefused, FileRefused, RowRefused, quoted
from creditdesk.intake.formats.tabular import Table
from creditdesk.intake.formats.values import read_amount


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the person who loads the file says about it: for fields that the file does not bring.

    `customers` are the numbers that the ledger knows, by company: to tell what lost its leading zeros on the way.
    `aliases` are numbers that were decided to mean another one, by company.
    """

    company: str
    currency: str | None
    as_of: date
    customers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenItemRow:
    """One document of the file. Amounts in signed minor units; `due_date` is None where terms must give it."""

    line: int
    company_code: str
    customer_number: str
    customer_name: str
    kind: ItemKind
    number: str
    document_date: date
    posting_date: date
    posting_stated: bool
    due_date: date | None
    discount_date: date | None
    currency: str
    original_minor: int
    open_minor: int
    disputed: bool
    settled_date: date | None
    terms_code: str
    po_number: str
    order_number: str
    reference: str
    country: str
    notes: tuple[str, ...]

    @property
    def number_derived(self) -> bool:
        """True where the file had no number and one was made from the content of the row."""
        return "number_derived" in self.notes

    @property
    def document_date_derived(self) -> bool:
        """True where the file had no document date and the earliest day of the row stands for it."""
        return "document_date_derived" in self.notes


def read_open_items(
    table: Table, mapping: ColumnMapping, *, defaults: Defaults, findings: Findings | None = None
) -> Iterator[OpenItemRow | RowRefused | Passed | Stated]:
    """One open item or one refusal for every row of the file, in its order; of a report also its headings and totals.

    Raises FileRefused where a needed column is not mapped or a question of the findings is not answered, and
    MappingInvalid where the mapping does not fit the file. Rule: docs/rules/intake.md.
    """
    mapping.check(table.headers)
    if missing := mapping.missing():
        raise FileRefused(
            "intake.columns_missing",
            "No column is known for: %(fields)s.",
            remedy="Say which column it is.",
            line=table.header_line,
            fields=", ".join(missing).replace("_", " "),
        )
    found = findings or study(table, mapping)
    if found.questions:
        question = found.questions[0]
        raise FileRefused(
            question.reason.code,
            question.reason.text,
            remedy="Answer the question, then load the file.",
            column=question.column,
        )
    return _rows(table, _Reader(table, mapping, defaults=defaults, findings=found))


def _rows(table: Table, reader: _Reader) -> Iterator[OpenItemRow | RowRefused | Passed | Stated]:
    for row in table.rows():
        if isinstance(row, Row):
            item = reader.read(row.line, row.cells)
            if (total := reader.total_of(row, item)) is not None:
                yield total
            yield item
        elif isinstance(row, Passed) and row.cells:
            yield row
            yield reader.stated(row)
        else:
            yield row


class _Reader:
    """Reads the rows of one file; remembers the document numbers that it has seen."""

    def __init__(self, table: Table, mapping: ColumnMapping, *, defaults: Defaults, findings: Findings) -> None:
        self._mapping = mapping
        self._defaults = defaults
        self._seen = SeenNumbers(taken=table.as_first.taken)
        self._cells = RowCells(
            table.headers,
            mapping,
            findings=findings,
            earliest=table.limits.earliest_date,
            latest=defaults.as_of + timedelta(days=table.limits.furthest_days_ahead),
            customers=CustomerNumbers(defaults.customers, file_width=findings.customer_width, aliases=defaults.aliases),
            summed=table.summed,
            signed=table.signed,
        )
        own_total = table.found.total_place if table.found else None
        self._own_total = own_total if mapping.columns.get("open_amount") in self._cells.summed else None
        amount = "open_amount" if "open_amount" in mapping.columns else "original_amount"
        self._amount, self._decimal = amount, findings.decimals[amount]

    def read(self, line: int, cells: list[str]) -> OpenItemRow | RowRefused:
        """The open item of one row, or the first reason why it is none."""
        row = self._cells.of(cells)
        try:
            return self._item(line, row)
        except CellRefused as refused:
            column = self._mapping.columns.get(row.field, "")
            return RowRefused(line, row.field, column, quoted(row.value_of(row.field)), refused.reason)

    def stated(self, passed: Passed) -> Stated:
        """What a total of the report says, in the words of its row."""
        row = self._cells.of(list(passed.cells))
        currency, amount = row.value_of("currency"), row.value_of(self._amount)
        said = (currency, amount, self._decimal, self._defaults.currency)
        return Stated(passed.line, passed.text, passed.scope, *said)

    def total_of(self, row: Row, item: OpenItemRow | RowRefused) -> Stated | None:
        """What a row says that was refused for being a total, to be compared; None for every other row.

        What is open is compared: where settled rows carry no open amount, their totals are of something else.
        """
        if not isinstance(item, RowRefused) or item.reason.code != TOTAL_LINE:
            return None
        if self._amount != "open_amount" and self._mapping.columns.keys() & {"settled_date", "is_open"}:
            return None
        label = next(cell.strip() for cell in row.cells if is_total(cell))
        scope = total_scope(label, party="") or Scope.ANY
        return self.stated(Passed(row.line, PassedKind.TOTAL, label, row.cells, scope))

    def _check_own_total(self, row: RowCells, open_minor: int, *, currency: str) -> None:
        """Raises CellRefused where the report's sum of the row is another than that of its columns."""
        if self._own_total is None or not (said := row.cells[self._own_total].strip()):
            return
        row.field = "open_amount"
        if read_amount(said, currency=currency, decimal=self._decimal) != open_minor:
            raise CellRefused(
                "intake.row_total",
                "The columns of the row add up to %(read)s, and its own total is %(said)s.",
                read=str(Money(open_minor, currency)),
                said=said,
            )

    def _item(self, line: int, row: RowCells) -> OpenItemRow:
        notes: list[str] = []
        company = row.identifier("company")
        if not company:
            company = self._defaults.company
            notes.append("company_assumed")
        customer = row.customer_number(company=company, notes=notes)
        currency = row.currency(default=self._defaults.currency, notes=notes)
        due, discount, settled = row.day("due_date"), row.day("discount_date"), self._settled(row)
        amounts = decide_amounts(row, currency=currency, settled=settled, notes=notes)
        self._check_own_total(row, amounts.open_minor, currency=currency)
        document = row.document_date(due=due, settled=settled, notes=notes)
        name, terms = row.text("customer_name"), row.text("terms_code")
        order, purchase, reference = row.identifier("order_number"), row.identifier("po_number"), row.text("reference")
        posting, disputed = self._posted(row, document, notes=notes), row.flag("disputed") or False
        stable = (currency, amounts.original_minor, row.day("document_date"), due, order, purchase, reference)
        content = (*stable, posting, discount, settled, amounts.open_minor, disputed, name, terms)
        number = row.document_number()
        owner = f"{company}\x1f{customer}\x1f{amounts.kind}"
        if number:
            row.field = "document_number"
            self._seen.check(f"{owner}\x1f{number}", content=content, line=line)
        else:
            number = self._seen.derived_number(owner, content=stable)
            notes.append("number_derived")
        if due is not None and due < document:
            notes.append("due_before_document")
        return OpenItemRow(
            line=line,
            company_code=company,
            customer_number=customer,
            customer_name=name,
            kind=amounts.kind,
            number=number,
            document_date=document,
            posting_date=posting,
            posting_stated=row.day("posting_date") is not None,
            due_date=due,
            discount_date=discount,
            currency=currency,
            original_minor=amounts.original_minor,
            open_minor=amounts.open_minor,
            disputed=disputed,
            settled_date=settled,
            terms_code=terms,
            po_number=purchase,
            order_number=order,
            reference=reference,
            country=row.text("country"),
            notes=tuple(notes),
        )

    def _posted(self, row: RowCells, document: date, *, notes: list[str]) -> date:
        """The day of the posting. Nothing is posted ahead: a document dated later counts from the file's day."""
        posting = row.day("posting_date")
        if posting is not None and posting > self._defaults.as_of:
            raise CellRefused(
                "intake.posted_ahead",
                "%(day)s lies after %(as_of)s: nothing is posted ahead.",
                day=posting.isoformat(),
                as_of=self._defaults.as_of.isoformat(),
            )
        if posting is None and document > self._defaults.as_of:
            notes.append("dated_ahead")
            return self._defaults.as_of
        return posting or document

    def _settled(self, row: RowCells) -> date | None:
        settled = row.day("settled_date")
        if settled is not None and settled > self._defaults.as_of:
            raise CellRefused(
                "intake.settled_in_future",
                "%(day)s lies after %(as_of)s: a settlement cannot lie in the future.",
                day=settled.isoformat(),
                as_of=self._defaults.as_of.isoformat(),
            )
        return settled
