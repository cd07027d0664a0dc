"""A worksheet form that comes back: read cell by cell, with every mistake named at once. docs/rules/worksheets.md.

Whose form it is says its mark, which is signed and then still asked about: the account must be one that whoever loads
the form sees, and the documents must stand as they stood. Nothing is made unless everything is right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from creditdesk.approvals.effects import Table
from creditdesk.approvals.models import Worksheet
from creditdesk.approvals.preparing import MOST_EVIDENCE
from creditdesk.approvals.worksheet_form import MARK_COLUMN, MARK_SHEET, Issued, issued_by
from creditdesk.approvals.worksheets import prepare_worksheet, same_sheet
from creditdesk.domain import worksheets as rules
from creditdesk.domain.money import AmountError, Money, minor_units
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.requests import WORDS_LONGEST, Content, Evidence, Kind, lacking
from creditdesk.domain.worksheets import CLAIM_LONGEST, SheetLine
from creditdesk.intake.formats.filled_cells import (
    FORM_LIMITS,
    CellKind,
    FilledCell,
    FilledSheet,
    address,
    filled_sheets,
)
from creditdesk.intake.formats.refusals import FileRefused, quoted
from creditdesk.parties.access import NotVisible, customer_for
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

LARGEST_BYTES = FORM_LIMITS.file_bytes
_NEEDED = ("item", "number", "claim", "currency", "amount", "tax", "reason")
_EVIDENCE = ("shows", "said", "paper", "link")
_ASKED = ("amount", "tax", "reason")
_EMPTY = FilledCell("")
_Says = Callable[[Reason], None]
_Wrong = Callable[[str, Reason], None]


@dataclass
class _Filled:
    """What was read of a form, and what is wrong with it, in the order of its cells."""

    issued: Issued
    customer: Customer
    problems: list[Reason] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    """The row of each document that was read."""

    def wrong(self, sheet: str, row: int, column: int, cell: FilledCell, why: Reason) -> None:
        """Note what is wrong with a cell."""
        facts: dict[str, str | int | Reason] = {"sheet": sheet, "cell": address(row, column), "why": why}
        if cell.text:
            text = "%(sheet)s, cell %(cell)s, %(value)s: %(why)s"
            self.problems.append(Reason("worksheet.cell", text, facts | {"value": quoted(cell.text)}))
        else:
            self.problems.append(Reason("worksheet.cell", "%(sheet)s, cell %(cell)s: %(why)s", facts))


def load_form(content: bytes, *, submit: bool, table: Table, by: User, at: dt.datetime, as_of: dt.date) -> Worksheet:
    """Make the worksheet of the form, once however often it is loaded. Raises Refusal with every cell that is wrong."""
    sheets = _sheets(content)
    issued = _issued(sheets)
    try:
        customer = customer_for(by, issued.customer, as_of=as_of)
    except NotVisible:
        raise _not_ours() from None
    filled = _Filled(issued, customer)
    sheet = _read(filled, sheets)
    key = f"form/{issued.form}"
    if done := Worksheet.objects.filter(key=key).first():
        same = not filled.problems
        return same_sheet(done, sha256=sheet.sha256(customer_id=customer.id) if same else "")
    _compare(filled, sheets[issued.lines_sheet], sheet)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    if submit:
        _ask_for_evidence(filled, sheet, policy)
    if filled.problems:
        raise Refusal(tuple(filled.problems))
    return prepare_worksheet(customer, sheet=sheet, submit=submit, table=table, by=by, at=at, as_of=as_of, key=key)


def _sheets(content: bytes) -> dict[str, FilledSheet]:
    try:
        return filled_sheets(content)
    except FileRefused as refused:
        raise Refusal((refused.reason, refused.remedy)) from None


def _issued(sheets: Mapping[str, FilledSheet]) -> Issued:
    hidden = sheets.get(MARK_SHEET)
    pieces = [row[MARK_COLUMN].text for row in hidden.rows.values() if MARK_COLUMN in row] if hidden else []
    issued = issued_by("".join(pieces)) if pieces else None
    if issued is None:
        raise _not_ours()
    for name in (issued.lines_sheet, issued.evidence_sheet):
        if name not in sheets:
            text = "the workbook has no sheet %(sheet)s any more: take the form out again"
            raise refuse("worksheet.sheet_gone", text, sheet=name)
    return issued


def _not_ours() -> Refusal:
    text = "this is no worksheet form of this desk for you, or what marks it was changed: take the form out again"
    return refuse("worksheet.no_form", text)


def _read(filled: _Filled, sheets: Mapping[str, FilledSheet]) -> rules.Worksheet:
    """All that is filled in; cells that are wrong are noted."""
    sheet = sheets[filled.issued.lines_sheet]
    head, columns = _headings(filled.issued, sheet, _NEEDED)
    words = _words(filled, sheet, above=head)
    lines = tuple(_lines(filled, sheet, head, columns))
    if not lines and not filled.problems:
        cell = (head + 1, columns["amount"])
        filled.wrong(sheet.name, *cell, _EMPTY, Reason("worksheet.nothing", "no line has an amount"))
    return rules.Worksheet(lines, words, tuple(_evidence(filled, sheets[filled.issued.evidence_sheet])))


def _headings(issued: Issued, sheet: FilledSheet, names: Iterable[str]) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the column of each. Raises Refusal where one is gone."""
    wanted = {issued.heads[name]: name for name in names}
    best: tuple[int, dict[str, int]] = (0, {})
    for row, cells in list(sheet.rows.items())[:20]:
        found = {wanted[cell.text]: column for column, cell in cells.items() if cell.text in wanted}
        if len(found) > len(best[1]):
            best = (row, found)
    gone = [head for head, name in wanted.items() if name not in best[1]]
    if gone:
        text = "the sheet %(sheet)s has no heading %(head)s any more: take the form out again"
        raise refuse("worksheet.head_gone", text, sheet=sheet.name, head=", ".join(gone))
    return best


def _words(filled: _Filled, sheet: FilledSheet, *, above: int) -> str:
    """Why it is asked for: beside its label above the table."""
    for row, cells in sheet.rows.items():
        if row >= above:
            break
        for column, cell in cells.items():
            if cell.text == filled.issued.heads["why"]:
                said = cells.get(column + 1, _EMPTY)
                if _is_value(filled, sheet, row, column + 1, said) and not said.text:
                    why = Reason("request.words", "say why it is asked for")
                    filled.wrong(sheet.name, row, column + 1, said, why)
                elif len(said.text) > WORDS_LONGEST:
                    why = Reason("worksheet.long", "it has more than %(most)d letters", {"most": WORDS_LONGEST})
                    filled.wrong(sheet.name, row, column + 1, said, why)
                return said.text
    text = "the sheet %(sheet)s has no heading %(head)s any more: take the form out again"
    raise refuse("worksheet.head_gone", text, sheet=sheet.name, head=filled.issued.heads["why"])


def _is_value(filled: _Filled, sheet: FilledSheet, row: int, column: int, cell: FilledCell) -> bool:
    """Whether the cell holds a value, or nothing; else what it holds is noted."""
    if cell.kind is CellKind.ERROR:
        why = Reason("worksheet.broken", "a formula is broken here: type the value")
    elif cell.is_formula:
        why = Reason("worksheet.formula", "a formula stands here: type its value")
    elif any(sign < " " for sign in cell.text if sign not in "\n\t"):
        why = Reason("worksheet.control", "it holds signs that nobody can see: type it again")
    else:
        return True
    filled.wrong(sheet.name, row, column, cell, why)
    return False


# ---------------------------------------------------------------- lines


def _lines(filled: _Filled, sheet: FilledSheet, head: int, columns: Mapping[str, int]) -> Iterator[SheetLine]:
    for row, cells in sheet.rows.items():
        if row <= head:
            continue
        told = {name: cells.get(column, _EMPTY) for name, column in columns.items()}
        if not any(told[name].text or told[name].is_formula for name in _ASKED):
            continue  # nothing is asked about the document
        # Every cell of the row is looked at, so that all mistakes are told at once.
        sound = [_is_value(filled, sheet, row, columns[name], told[name]) for name in _NEEDED]
        line = _line(filled, sheet, row, columns, told) if all(sound) else None
        if line is not None:
            yield line


def _line(
    filled: _Filled, sheet: FilledSheet, row: int, columns: Mapping[str, int], told: Mapping[str, FilledCell]
) -> SheetLine | None:
    def wrong(name: str, why: Reason) -> None:
        filled.wrong(sheet.name, row, columns[name], told[name], why)

    before = len(filled.problems)
    known = _document(filled, told, wrong)
    currency = known[2] if known else told["currency"].text
    amount = _minor(told["amount"], currency, lambda why: wrong("amount", why), needed=True)
    tax = _minor(told["tax"], currency, lambda why: wrong("tax", why), needed=False)
    if amount is not None and tax is not None and tax > amount:
        wrong("tax", Reason("worksheet.tax", "the tax is part of the amount: it is not above it"))
    reason = filled.issued.reasons.get(told["reason"].text, "")
    if not told["reason"].text:
        wrong("reason", Reason("worksheet.no_reason", "choose what it is made for"))
    elif not reason:
        wrong("reason", Reason("worksheet.unknown_reason", "that is not one of the list"))
    if len(told["claim"].text) > CLAIM_LONGEST:
        wrong("claim", Reason("worksheet.long", "it has more than %(most)d letters", {"most": CLAIM_LONGEST}))
    if known and known[0] in filled.rows:
        text = "the document stands in row %(row)d already"
        wrong("number", Reason("worksheet.row_twice", text, {"row": filled.rows[known[0]]}))
    if known:
        filled.rows.setdefault(known[0], row)
    if known is None or amount is None or len(filled.problems) > before:
        return None
    return SheetLine(known[0], known[1], currency, amount, tax, reason, told["claim"].text)


def _document(filled: _Filled, told: Mapping[str, FilledCell], wrong: _Wrong) -> tuple[int, str, str] | None:
    """The document of the row with its number and currency: one of the form, or one that was added by its number."""
    if told["item"].text:
        known = filled.issued.items.get(told["item"].text)
        if known is None:
            wrong("item", Reason("worksheet.other_item", "no document of this form has that key"))
        elif told["number"].text != known[0]:
            text = "the key in front is that of %(number)s: the row was changed"
            wrong("number", Reason("worksheet.other_number", text, {"number": known[0]}))
        else:
            return int(told["item"].text), known[0], known[1]
        return None
    if not told["number"].text:
        wrong("number", Reason("worksheet.no_document", "say which document it is"))
        return None
    found = OpenItem.objects.filter(customer=filled.customer, number=told["number"].text, open_minor__gt=0)
    items = list(found[:2])
    if len(items) == 1:
        if told["currency"].text not in ("", items[0].currency):
            text = "the document is in %(currency)s"
            wrong("currency", Reason("worksheet.currency", text, {"currency": items[0].currency}))
        return items[0].id, items[0].number, items[0].currency
    text = "the account has no open document of that number"
    if items:
        text = "the account has several documents of that number: take the form out with them"
    wrong("number", Reason("worksheet.unknown_document", text))
    return None


def _minor(cell: FilledCell, currency: str, wrong: _Says, *, needed: bool) -> int | None:
    """The amount of the cell in minor units; what is wrong with it is said."""
    if not cell.text:
        if needed:
            wrong(Reason("worksheet.no_amount", "an amount is missing"))
        return None
    if cell.kind is not CellKind.NUMBER:
        wrong(Reason("worksheet.text", "it is written as text: type a number"))
        return None
    try:
        minor = minor_units(Decimal(cell.text), currency=currency or "USD")
    except AmountError as error:
        wrong(error.reason)
        return None
    if minor < (1 if needed else 0):
        wrong(Reason("worksheet.not_above", "an amount above zero is asked for"))
        return None
    return minor


def _compare(filled: _Filled, sheet: FilledSheet, read: rules.Worksheet) -> None:
    """Note each line whose document does not stand as it stood, or is asked for more than is open of it."""
    _, columns = _headings(filled.issued, sheet, _NEEDED)
    items = OpenItem.objects.filter(customer=filled.customer, voided_on__isnull=True).in_bulk(list(filled.rows))
    amounts = {line.item_id: line.amount_minor for line in read.lines}
    for item_id, row in filled.rows.items():
        item, then = items.get(item_id), filled.issued.items.get(str(item_id))
        cells = sheet.rows[row]
        if item is None or item.open_minor <= 0:
            why = Reason("worksheet.closed", "nothing of the document is open any more")
        elif then is not None and then[2] != item.open_minor:
            facts = {"then": str(Money(then[2], then[1])), "now": str(Money(item.open_minor, item.currency))}
            text = "%(then)s was open of it when the form was taken out, and %(now)s is now: take a new form out"
            why = Reason("worksheet.older", text, facts)
        elif amounts.get(item_id, 0) > item.open_minor:
            open_now = str(Money(item.open_minor, item.currency))
            why = Reason("worksheet.beyond", "only %(open)s is open of the document", {"open": open_now})
            column = columns["amount"]
            filled.wrong(sheet.name, row, column, cells.get(column, _EMPTY), why)
            continue
        else:
            continue
        column = columns["number"]
        filled.wrong(sheet.name, row, column, cells.get(column, _EMPTY), why)


# ---------------------------------------------------------------- evidence


def _evidence(filled: _Filled, sheet: FilledSheet) -> Iterator[Evidence]:
    head, columns = _headings(filled.issued, sheet, _EVIDENCE)
    issued, count = filled.issued, 0
    for row, cells in sheet.rows.items():
        told = {name: cells.get(column, _EMPTY) for name, column in columns.items()}
        if row <= head or not any(told[name].text or told[name].is_formula for name in ("said", "paper", "link")):
            continue
        count += 1
        sound = [_is_value(filled, sheet, row, columns[name], told[name]) for name in _EVIDENCE]
        if not all(sound):
            continue
        shows, paper = issued.shown.get(told["shows"].text, ""), issued.papers.get(told["paper"].text)
        found = list(_evidence_mistakes(told, shows=shows, paper=paper, count=count))
        for name, why in found:
            filled.wrong(sheet.name, row, columns[name], told[name], why)
        if not found:
            yield Evidence(Shown(shows), document_id=paper, link=told["link"].text, words=told["said"].text)


def _evidence_mistakes(
    told: Mapping[str, FilledCell], *, shows: str, paper: int | None, count: int
) -> Iterator[tuple[str, Reason]]:
    if not shows:
        yield "shows", Reason("worksheet.unknown_reason", "that is not one of the list")
    if told["paper"].text and paper is None:
        yield "paper", Reason("worksheet.unknown_reason", "that is not one of the list")
    if told["link"].text and not told["link"].text.startswith(("https://", "http://")):
        yield "link", Reason("request.link", "a link begins with https://")
    for name, most in (("said", WORDS_LONGEST), ("link", 400)):
        if len(told[name].text) > most:
            yield name, Reason("worksheet.long", "it has more than %(most)d letters", {"most": most})
    if count > MOST_EVIDENCE:
        yield "shows", Reason("request.evidence_many", "at most %(most)d pieces of evidence", {"most": MOST_EVIDENCE})


def _ask_for_evidence(filled: _Filled, sheet: rules.Worksheet, policy: PolicyDocument) -> None:
    """Note what the policy wants shown and the form does not show."""
    content = replace(Content(Kind.ADJUSTMENT, currency=policy.currency), evidence=sheet.evidence)
    for shown in lacking(content, policy=policy):
        text = "the policy wants it shown: %(what)s"
        why = Reason("request.evidence", text, {"what": shown.value.replace("_", " ")})
        filled.wrong(filled.issued.evidence_sheet, 2, 1, _EMPTY, why)
