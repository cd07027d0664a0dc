"""The worksheet as a workbook that is filled in outside and loaded back (`worksheet_loading`).

What is known stands in locked cells, what is asked for in open ones: the reason is chosen from a list, and GL account
and cost centre follow from it by formula. A hidden sheet bears a signed mark: which form it is, of which account, and
the documents as they stood when it was taken out. docs/rules/worksheets.md.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import xlsxwriter
from django.core import signing
from django.utils.translation import gettext as _

from creditdesk.approvals.words import CAUSES, SHOWN
from creditdesk.domain.exports import never_markup
from creditdesk.domain.money import exponent, major_units
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Cause
from creditdesk.domain.reasons import refuse
from creditdesk.domain.requests import MOST_LINES, WORDS_LONGEST
from creditdesk.domain.worksheets import CLAIM_LONGEST, ItemTax, SheetLine, tax_known, with_tax
from creditdesk.followup.models import Document
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

MARK_SHEET = "Creditdesk worksheet"
MARK_COLUMN = 8  # counted from 1, of the hidden sheet
SALT = "creditdesk.approvals.worksheet"
SPARE_ROWS, EVIDENCE_ROWS, MOST_PAPERS = 20, 10, 50
_PIECE = 8_000  # of the mark in one cell
_AS_THEY_ARE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD, _FIRST = 4, 5  # rows counted from 0
_WIDTHS = {"item": 9, "number": 18, "claim": 18, "due": 11, "currency": 9, "reason": 22, "account": 22}


@dataclass(frozen=True, slots=True)
class FormLine:
    """A document on the form, and what is filled in for it already."""

    item: OpenItem
    amount_minor: int | None = None
    tax_minor: int | None = None
    reason: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """What the mark of a form says: which one, whose, how its cells are named, and what was known then.

    `items` is each document's number, currency and what was open of it; the words are those of the form's language.
    """

    form: str
    customer: int
    lines_sheet: str
    evidence_sheet: str
    heads: Mapping[str, str]
    items: Mapping[str, tuple[str, str, int]]
    reasons: Mapping[str, str]
    shown: Mapping[str, str]
    papers: Mapping[str, int]


def heads() -> dict[str, str]:
    """The headings of both sheets in the reader's language, by what stands below them."""
    return {
        "item": _("Item"),
        "number": _("Document"),
        "claim": _("Claim"),
        "due": _("Due"),
        "currency": _("Currency"),
        "open": _("Open"),
        "known": _("Tax in what is open"),
        "amount": _("Amount"),
        "tax": _("Tax in it"),
        "reason": _("Made for"),
        "account": _("GL account"),
        "cost_centre": _("Cost centre"),
        "why": _("Why"),
        "shows": _("It shows"),
        "said": _("In words"),
        "paper": _("Document of the account"),
        "link": _("Link"),
    }


def form_line(item: OpenItem, *, fill: bool) -> FormLine:
    """The document on a form; filled in with all that is open of it, or left for whoever fills the form in."""
    return FormLine(item, item.open_minor if fill else None, claim=item.reference[:CLAIM_LONGEST])


@action
def take_form(
    customer: Customer,
    *,
    lines: Sequence[FormLine],
    papers: Sequence[Document],
    form_id: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> bytes:
    """The form (.xlsx) for whoever fills it in, with the journal's entry of that. Raises Refusal without a line."""
    if not 0 < len(lines) <= MOST_LINES:
        raise refuse("worksheet.form_lines", "choose between 1 and %(most)d open documents", most=MOST_LINES)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    issued = issue(customer, lines, papers=papers[:MOST_PAPERS], form_id=form_id)
    book = _Book(customer, lines, issued, policy, as_of).made()
    append(
        "worksheet.form_taken",
        by=by.username,
        at=at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={"form": form_id, "lines": len(lines)},
    )
    return book


def issue(customer: Customer, lines: Sequence[FormLine], *, papers: Sequence[Document], form_id: str) -> Issued:
    """What is known when the form is taken out."""
    items = (line.item for line in lines)
    return Issued(
        form_id,
        customer.id,
        _sheet_name(_("Worksheet")),
        _sheet_name(_("Evidence")),
        heads(),
        {str(item.id): (item.number, item.currency, item.open_minor) for item in items},
        {str(word): code for code, word in CAUSES.items()},
        {str(word): code for code, word in SHOWN.items()},
        {f"{paper.id} · {paper.description or paper.name}"[:80].strip(): paper.id for paper in papers},
    )


def mark_of(issued: Issued) -> str:
    """The mark, signed with the key of the installation."""
    return signing.dumps(asdict(issued), salt=SALT, compress=True)


def issued_by(mark: str) -> Issued | None:
    """What the mark says; None where it is not ours."""
    try:
        told = signing.loads(mark, salt=SALT)
    except signing.BadSignature:
        return None
    return Issued(**told | {"items": {key: tuple(one) for key, one in told["items"].items()}})


def _sheet_name(title: str) -> str:
    """The title without the signs that a sheet's name may not have, nor those that a formula would have to escape."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:31].strip()


class _Book:
    """The workbook while it is written."""

    def __init__(
        self, customer: Customer, lines: Sequence[FormLine], issued: Issued, policy: PolicyDocument, as_of: dt.date
    ) -> None:
        self.customer, self.lines, self.issued, self.policy, self.as_of = customer, lines, issued, policy, as_of
        self.columns = [name for name in issued.heads if name not in ("why", "shows", "said", "paper", "link")]
        self.formats: dict[str, Any] = {}
        self.book: Any = None

    def made(self) -> bytes:
        """The bytes of the workbook."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, **_AS_THEY_ARE}) as book:
            self.book = book
            lines = book.add_worksheet(self.issued.lines_sheet)
            evidence = book.add_worksheet(self.issued.evidence_sheet)
            totals, help_ = (
                book.add_worksheet(_sheet_name(_("Totals"))),
                book.add_worksheet(_sheet_name(_("Instructions"))),
            )
            hidden = book.add_worksheet(MARK_SHEET)
            self._write_lines(lines)
            self._write_evidence(evidence)
            self._write_totals(totals)
            self._write_help(help_)
            self._write_hidden(hidden)
            for sheet in (lines, evidence, totals, help_, hidden):
                sheet.protect("", {"format_columns": True, "format_rows": True})
            lines.activate()
        return out.getvalue()

    def _format(self, pattern: str = "@", *, is_open: bool = False, **more: Any) -> Any:
        key = f"{pattern}{is_open}{more}"
        if key not in self.formats:
            look = {"bg_color": "#FFF8DC", "border": 1, "border_color": "#B8B8B8"} if is_open else {}
            self.formats[key] = self.book.add_format({"num_format": pattern, "locked": not is_open, **look, **more})
        return self.formats[key]

    def _money(self, currency: str, *, is_open: bool = False) -> Any:
        places = exponent(currency)
        return self._format("#,##0" + ("." + "0" * places if places else ""), is_open=is_open)

    def _head(self, sheet: Any, row: int, words: Sequence[str]) -> None:
        head = self._format("@", bold=True, bottom=1, bg_color="#E8ECF1", text_wrap=True, valign="top")
        for column, word in enumerate(words):
            sheet.write_string(row, column, never_markup(word), head)

    def _text(self, sheet: Any, row: int, column: int, text: str, *, is_open: bool = False, **more: Any) -> None:
        paint = self._format(is_open=is_open, **more)
        if text:
            sheet.write_string(row, column, never_markup(text), paint)
        else:
            sheet.write_blank(row, column, None, paint)

    def _at(self, name: str) -> int:
        return self.columns.index(name)

    def _write_lines(self, sheet: Any) -> None:
        title = _("Adjustment worksheet: %(customer)s") % {
            "customer": f"{self.customer.name} ({self.customer.number}), {self.customer.company.name}"
        }
        self._text(sheet, 0, 0, title, bold=True, font_size=13)
        said = _("Fill in the coloured cells. A line without an amount is left out. See the sheet %(help)s.")
        self._text(sheet, 1, 0, said % {"help": _sheet_name(_("Instructions"))}, italic=True)
        self._text(sheet, 2, 0, self.issued.heads["why"], bold=True)
        sheet.merge_range(2, 1, 2, self._at("cost_centre"), "", self._format(is_open=True, text_wrap=True))
        sheet.data_validation(2, 1, 2, 1, _length(WORDS_LONGEST))
        self._head(sheet, _HEAD, [self.issued.heads[name] for name in self.columns])
        known = self._known_tax()
        for row, line in enumerate(self.lines, start=_FIRST):
            self._write_line(sheet, row, line, known[line.item.id])
        for row in range(self._end, self._end + SPARE_ROWS):
            self._write_spare(sheet, row)
        for column, name in enumerate(self.columns):
            sheet.set_column(column, column, _WIDTHS.get(name, 14))
        sheet.freeze_panes(_FIRST, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)

    @property
    def _end(self) -> int:
        return _FIRST + len(self.lines)

    def _known_tax(self) -> dict[int, int]:
        """The tax in what is open of each document, as far as is known."""
        found = {}
        for item in (line.item for line in self.lines):
            tax = ItemTax(item.original_minor, tax_known(item.original_minor, item.goods_minor))
            (told,) = with_tax([SheetLine(item.id, "", item.currency, item.open_minor)], taxes={item.id: tax})
            found[item.id] = told.tax_minor or 0
        return found

    def _write_line(self, sheet: Any, row: int, line: FormLine, known_minor: int) -> None:
        item, code = line.item, line.item.currency
        sheet.write_number(row, self._at("item"), item.id, self._format("0", font_color="#666666"))
        self._text(sheet, row, self._at("number"), item.number)
        due = dt.datetime.combine(item.due_date, dt.time.min)
        sheet.write_datetime(row, self._at("due"), due, self._format("yyyy-mm-dd"))
        self._text(sheet, row, self._at("currency"), code)
        for name, minor in (("open", item.open_minor), ("known", known_minor)):
            sheet.write_number(row, self._at(name), major_units(minor, currency=code), self._money(code))
        for name, asked in (("amount", line.amount_minor), ("tax", line.tax_minor)):
            self._write_open_amount(sheet, row, name, asked, code)
        most = float(major_units(item.open_minor, currency=code))
        self._limit(sheet, row, {"criteria": "between", "minimum": 0, "maximum": most}, self._at("amount"))
        self._write_reason(sheet, row, line.reason, line.claim)

    def _write_spare(self, sheet: Any, row: int) -> None:
        """A row for a document of the account that the form does not name yet, by its number."""
        code = self.lines[0].item.currency
        self._text(sheet, row, self._at("number"), "", is_open=True)
        self._text(sheet, row, self._at("currency"), code, is_open=True)
        for name in ("amount", "tax"):
            self._write_open_amount(sheet, row, name, None, code)
        self._limit(sheet, row, {"criteria": ">=", "value": 0}, self._at("amount"))
        self._write_reason(sheet, row, "", "")

    def _write_open_amount(self, sheet: Any, row: int, name: str, minor: int | None, code: str) -> None:
        paint = self._money(code, is_open=True)
        if minor is None:
            sheet.write_blank(row, self._at(name), None, paint)
        else:
            sheet.write_number(row, self._at(name), major_units(minor, currency=code), paint)

    def _limit(self, sheet: Any, row: int, rule: Mapping[str, Any], column: int) -> None:
        said = {"error_title": _("Amount"), "error_message": _("A number, above zero and at most what is open.")}
        sheet.data_validation(row, column, row, column, {"validate": "decimal", **rule, **said})

    def _write_reason(self, sheet: Any, row: int, reason: str, claim: str) -> None:
        self._text(sheet, row, self._at("claim"), claim, is_open=True)
        sheet.data_validation(row, self._at("claim"), row, self._at("claim"), _length(CLAIM_LONGEST))
        column = self._at("reason")
        self._text(sheet, row, column, str(CAUSES[reason]) if reason else "", is_open=True)
        choice = {"validate": "list", "source": f"='{MARK_SHEET}'!$A$1:$A${len(self.issued.reasons)}"}
        sheet.data_validation(row, column, row, column, choice)
        cell, table = xlsxwriter.utility.xl_rowcol_to_cell(row, column), f"'{MARK_SHEET}'!$A$1:$C${len(CAUSES)}"
        booked = self.policy.requests.adjustment.of(Cause(reason)) if reason else None
        for name, place in (("account", 2), ("cost_centre", 3)):
            formula = f'=IF({cell}="","",IFERROR(VLOOKUP({cell},{table},{place},FALSE),""))'
            shown = getattr(booked, name) if booked else ""
            sheet.write_formula(row, self._at(name), formula, self._format("General"), shown)

    def _write_evidence(self, sheet: Any) -> None:
        names = ("shows", "said", "paper", "link")
        self._head(sheet, 0, [self.issued.heads[name] for name in names])
        wanted = list(self.policy.requests.evidence.adjustment)
        for row in range(1, EVIDENCE_ROWS + 1):
            shows = wanted[row - 1] if row <= len(wanted) else None
            self._text(sheet, row, 0, str(SHOWN[shows.value]) if shows else "", is_open=True)
            for column in (1, 2, 3):
                self._text(sheet, row, column, "", is_open=True, text_wrap=True)
        shown = {"validate": "list", "source": f"='{MARK_SHEET}'!$E$1:$E${len(self.issued.shown)}"}
        sheet.data_validation(1, 0, EVIDENCE_ROWS, 0, shown)
        if self.issued.papers:
            papers = {"validate": "list", "source": f"='{MARK_SHEET}'!$F$1:$F${len(self.issued.papers)}"}
            sheet.data_validation(1, 2, EVIDENCE_ROWS, 2, papers)
        for column, width in enumerate((24, 50, 40, 40)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)

    def _write_totals(self, sheet: Any) -> None:
        """What is filled in, added up by formula for each reason and currency."""
        keys = ("reason", "account", "cost_centre", "currency", "amount", "tax")
        self._head(sheet, 0, [self.issued.heads[name] for name in keys])
        last, row = self._end + SPARE_ROWS, 1
        column = {name: f"'{self.issued.lines_sheet}'!${_letter(self._at(name))}${_FIRST + 1}:" for name in keys}
        area = {name: f"{start}${_letter(self._at(name))}${last}" for name, start in column.items()}
        for code in sorted({line.item.currency for line in self.lines}):
            begin = row
            for cause in Cause:
                on = self.policy.requests.adjustment.of(cause)
                for at, text in enumerate((str(CAUSES[cause.value]), on.account, on.cost_centre, code)):
                    self._text(sheet, row, at, text)
                for at, name in ((4, "amount"), (5, "tax")):
                    done = [line for line in self.lines if (line.reason, line.item.currency) == (cause.value, code)]
                    minor = sum((line.amount_minor if at == 4 else line.tax_minor) or 0 for line in done)
                    formula = f"=SUMIFS({area[name]},{area['reason']},$A{row + 1},{area['currency']},$D{row + 1})"
                    value = float(major_units(minor, currency=code))
                    sheet.write_formula(row, at, formula, self._money(code), value)
                row += 1
            self._text(sheet, row, 0, _("Total"), bold=True)
            self._text(sheet, row, 3, code, bold=True)
            for at in (4, 5):
                letter = _letter(at)
                sheet.write_formula(row, at, f"=SUM({letter}{begin + 1}:{letter}{row})", self._money(code))
            row += 2
        for at, width in enumerate((24, 24, 16, 10, 14, 14)):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 0)

    def _write_help(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 110)
        for row, text in enumerate(_instructions(self.customer, self.as_of)):
            self._text(sheet, row, 0, text, bold=not row, text_wrap=True, valign="top")

    def _write_hidden(self, sheet: Any) -> None:
        for row, (word, code) in enumerate(self.issued.reasons.items()):
            on = self.policy.requests.adjustment.of(Cause(code))
            for column, text in enumerate((word, on.account, on.cost_centre)):
                sheet.write_string(row, column, text)
        for column, texts in ((4, self.issued.shown), (5, self.issued.papers)):
            for row, text in enumerate(texts):
                sheet.write_string(row, column, never_markup(text))
        mark = mark_of(self.issued)
        for row, start in enumerate(range(0, len(mark), _PIECE)):
            sheet.write_string(row, MARK_COLUMN - 1, mark[start : start + _PIECE])
        sheet.very_hidden()


def _letter(column: int) -> str:
    letter: str = xlsxwriter.utility.xl_col_to_name(column)
    return letter


def _length(most: int) -> dict[str, Any]:
    said = _("At most %(most)d letters.") % {"most": most}
    return {"validate": "length", "criteria": "<=", "value": most, "error_message": said}


def _instructions(customer: Customer, as_of: dt.date) -> list[str]:
    return [
        _("How this form is filled in"),
        _("It is of %(customer)s, as the account stood on %(day)s.")
        % {"customer": f"{customer.name} ({customer.number})", "day": as_of.isoformat()},
        _("Each line is a document. Type the amount by which it falls, tax included, and choose what it is made for."),
        _("Where the tax is left empty, it is the document's tax in proportion to the amount, as far as it is known."),
        _("The general-ledger account and the cost centre follow from what it is made for; they cannot be typed."),
        _("A document that is missing may be added in the empty rows below, by its number."),
        _("Say above the table why it is asked for, and on the sheet Evidence what proves it."),
        _("Type values only: a formula is not accepted, nor is an amount that is written as text."),
        _("Save the workbook as .xlsx and load it under Adjustment worksheets. Either all lines are taken or none."),
        _("If a document changes meanwhile, the form is refused: take a new one out."),
        _("The same form, loaded twice, asks once."),
    ]
