"""One ledger written as every program would: the same documents, in each report's own shape, with its own totals."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tests.formats.files import Cell, text_file, workbook


@dataclass(frozen=True)
class Document:
    """What was invoiced or credited, in minor units of dollars; a credit is below zero."""

    customer: str
    number: str
    day: date
    due: date
    original: int
    open: int

    @property
    def is_credit(self) -> bool:
        return self.original < 0


Ledger = Sequence[Document]


def grouped(ledger: Ledger) -> Iterator[tuple[str, list[Document]]]:
    """The documents of each customer, as the reports order them."""
    for customer, documents in groupby(ledger, key=lambda document: document.customer):
        yield customer, list(documents)


def point(minor: int, *, thousands: str = ",") -> str:
    """1,234.56"""
    return f"{minor / 100:,.2f}".replace(",", thousands)


def behind(minor: int) -> str:
    """1.234,56-"""
    text = f"{abs(minor) / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    return text + ("-" if minor < 0 else "")


def indian(minor: int) -> str:
    """1,234.56 Dr"""
    return f"{abs(minor) / 100:,.2f} {'Cr' if minor < 0 else 'Dr'}"


def csv_of(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n", delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def total(documents: Ledger) -> int:
    return sum(document.open for document in documents)


def quickbooks_online(ledger: Ledger) -> bytes:
    def row(one: Document) -> list[str]:
        kind = "Credit Memo" if one.is_credit else "Invoice"
        days = one.day.isoformat(), one.due.isoformat()
        return ["", days[0], kind, one.number, one.customer, days[1], point(one.original), point(one.open)]

    half = len(ledger) // 2
    rows: list[list[str]] = [["Harbour Goods"], ["A/R Aging Detail"], ["As of July 31, 2026"]]
    rows.append(["", "Date", "Transaction type", "Num", "Customer full name", "Due date", "Amount", "Open balance"])
    for bucket, documents in (("91 or more days past due", ledger[:half]), ("CURRENT", ledger[half:])):
        rows += [[f"{bucket} ({len(documents)})"], *map(row, documents)]
        rows.append([f"Total for {bucket}", *[""] * 6, "$" + point(total(documents))])
    rows += [["TOTAL", *[""] * 6, "$" + point(total(ledger))], ["Friday, July 31, 2026 09:15 AM - Accrual basis"]]
    return csv_of(*rows)


def quickbooks_desktop(ledger: Ledger) -> bytes:
    rows: list[list[Cell]] = [
        [None, "Type", "Date", "Num", "P. O. #", "Name", "Terms", "Due Date", "Class", "Aging", "Open Balance"],
        ["Current"],
    ]
    for one in ledger:
        kind = "Credit Memo" if one.is_credit else "Invoice"
        rows.append([None, kind, one.day, one.number, None, one.customer, "", one.due, None, 3, one.open / 100])
    rows += [["Total Current", *[None] * 9, total(ledger) / 100], ["TOTAL", *[None] * 9, total(ledger) / 100]]
    return workbook(*rows)


def xero(ledger: Ledger) -> bytes:
    ages = ["Current", "< 1 Month", "1 Month", "2 Months", "3 Months", "Older"]
    rows: list[list[str]] = [["Aged Receivables Detail"], ["Harbour Goods"], ["As at 31 July 2026"]]
    rows.append(["Invoice Number", "Invoice Date", "Due Date", "Invoice Reference", *ages, "Total"])
    for customer, documents in grouped(ledger):
        rows.append([customer])
        for at, one in enumerate(documents):
            cells = ["0.00"] * 6
            cells[at % 6] = point(one.open - 1)
            cells[(at + 1) % 6] = point(1)
            rows.append([one.number, one.day.strftime("%d %b %Y"), one.due.isoformat(), "", *cells, point(one.open)])
        rows.append([f"Total {customer}", "", "", "", point(total(documents)), *["0.00"] * 5, point(total(documents))])
    return csv_of(*rows, ["Total", "", "", "", *["0.00"] * 7], delimiter="\t", encoding="utf-16")


def netsuite(ledger: Ledger) -> bytes:
    rows: list[list[str]] = [["A/R Aging Detail"], []]
    rows.append(
        ["Customer", "Transaction Type", "Date", "Document Number", "P.O. No.", "Due Date", "Age", "Open Balance"]
    )
    for customer, documents in grouped(ledger):
        rows.append([customer, *[""] * 7])
        for one in documents:
            amount = f"(${point(-one.open)})" if one.is_credit else f"${point(one.open)}"
            days = one.day.isoformat(), one.due.isoformat()
            kind = "Credit Memo" if one.is_credit else "Invoice"
            rows.append(["", kind, days[0], one.number, "", days[1], "12", amount])
        rows.append([f"Total - {customer}", *[""] * 6, point(total(documents))])
    return csv_of(*rows, ["Total", *[""] * 6, point(total(ledger))])


def sap_bars(ledger: Ledger) -> bytes:
    def bar(*cells: str) -> str:
        return "|" + "|".join(f" {cell} " for cell in cells) + "|"

    lines = ["Einzelpostenliste Debitoren", "-" * 80]
    lines.append(
        bar("", "Konto", "Belegnummer", "Belegdatum", "Nettofälligkeit", "Betrag in Belegwährung", "Belegwährung")
    )
    for customer, documents in grouped(ledger):
        lines.append("-" * 80)
        for one in documents:
            days = one.day.strftime("%Y-%m-%d"), one.due.strftime("%Y-%m-%d")
            lines.append(bar("", customer, one.number, *days, behind(one.open), "USD"))
        lines.append(bar("*", "", "", "", "", behind(total(documents)), "USD"))
    return text_file(*lines, "-" * 80, bar("**", "", "", "", "", behind(total(ledger)), "USD"))


def sap_fixed(ledger: Ledger) -> bytes:
    place = "{:4}{:28}{:14}{:12}{:14}{:>22}  {:5}".format
    lines = ["Customer Line Item Display", ""]
    lines.append(place("St", "Customer", "DocumentNo", "Doc. Date", "Net due date", "Amount in local cur.", "LCurr"))
    lines.append("-" * 104)
    for one in ledger:
        days = one.day.isoformat(), one.due.isoformat()
        lines.append(place("", one.customer, one.number, *days, behind(one.open), "USD"))
    return text_file(*lines, "-" * 104, place("**", "", "", "", "", behind(total(ledger)), "USD"))


def sap_fields(ledger: Ledger) -> bytes:
    rows = [["BUKRS", "KUNNR", "BELNR", "BLDAT", "NETDT", "WAERS", "WRBTR", "SHKZG"]]
    for one in ledger:
        amount, side = f"{abs(one.open) / 100:.2f}", "H" if one.is_credit else "S"
        days = one.day.strftime("%Y%m%d") + ".0", one.due.strftime("%Y%m%d")
        rows.append(["US01", one.customer, one.number, *days, "USD", amount, side])
    return csv_of(*rows, delimiter="|")


def business_central(ledger: Ledger) -> bytes:
    header = (
        "Posting Date,Due Date,Document Type,Document No.,Customer No.,Currency Code,Original Amount,Remaining Amount"
    )
    rows: list[list[Cell]] = [[*header.split(","), "Open", "On Hold", "Entry No."]]
    for number, one in enumerate(ledger):
        kind = "Credit Memo" if one.is_credit else "Invoice"
        amounts = one.original / 100, one.open / 100
        rows.append([one.day, one.due, kind, one.number, one.customer, None, *amounts, True, None, number])
    return workbook(*rows)


def finance(ledger: Ledger) -> bytes:
    rows = [
        ["AccountNum", "Invoice", "Voucher", "TransDate", "DueDate", "CurrencyCode", "AmountCur", "SettleAmountCur"]
    ]
    for one in ledger:
        amounts = point(one.original, thousands=""), point(one.original - one.open, thousands="")
        rows.append([one.customer, "", one.number, one.day.isoformat(), one.due.isoformat(), "USD", *amounts])
    return csv_of(*rows, delimiter=";")


def sage_us(ledger: Ledger) -> bytes:
    rows: list[list[str]] = [["Collection Manager"]]
    rows.append(["Age", "Ref", "Doc. Date", "Disc. Date", "Due Date", "Tot. Amt.", "Amt. Rec.", "Amt. Due"])
    for customer, documents in grouped(ledger):
        rows.append([customer, *[""] * 7])
        for one in documents:
            amounts = (point(amount) for amount in (one.original, one.original - one.open, one.open))
            rows.append(["12", one.number, one.day.isoformat(), "", one.due.isoformat(), *amounts])
        rows.append([f"Total {customer}", *[""] * 6, point(total(documents))])
    return csv_of(*rows, ["Report Total", *[""] * 6, point(total(ledger))])


def tally(ledger: Ledger) -> bytes:
    rows: list[list[Cell]] = [
        ["Group : Sundry Debtors"],
        ["Date", "Ref. No.", "Party's Name", "Opening", "Pending", "Due on", "Overdue"],
        [None, None, None, "Amount", "Amount", None, "by days"],
    ]
    for customer, documents in grouped(ledger):
        rows.append([customer])
        for one in documents:
            amounts = indian(one.original), indian(one.open)
            rows.append([one.day.strftime("%d-%b-%y"), one.number, None, *amounts, one.due.strftime("%d-%b-%y"), 4])
        rows.append([None, None, None, None, indian(total(documents))])
    return workbook(*rows, ["Total", None, None, None, indian(total(ledger))])


def oroms(ledger: Ledger) -> bytes:
    rows = [["Bill to account", "Open item type", "Invoice number", "Created", "Due", "Total", "Paid", "Balance"]]
    for one in ledger:
        days = one.day.isoformat(), one.due.isoformat()
        amounts = (
            f"{abs(minor) / 100:.2f}{'-' if minor < 0 else ''}"
            for minor in (one.original, one.original - one.open, one.open)
        )
        rows.append([one.customer, "I", one.number, *days, *amounts])
    return csv_of(*rows)


def flat_file(ledger: Ledger) -> bytes:
    rows = [["business_code", "cust_number", "buisness_year", "document_create_date", "document_create_date.1"]]
    rows[0] += ["due_in_date", "invoice_currency", "total_open_amount", "invoice_id", "isOpen"]
    for one in ledger:
        days = one.day.strftime("%Y%m%d"), one.day.strftime("%Y%m%d"), one.due.strftime("%Y%m%d") + ".0"
        rows.append(["US01", one.customer, "2026.0", *days, "USD", f"{one.open / 100:.2f}", one.number, "1"])
    return csv_of(*rows)


@dataclass(frozen=True)
class Report:
    """A layout's name, how it is written, and whether it states what was invoiced beside what is open."""

    layout: str
    write: Callable[[Ledger], bytes]
    has_original: bool = False
    wrong_total: bool = False


REPORTS = (
    Report("quickbooks_online", quickbooks_online, has_original=True),
    Report("quickbooks_desktop", quickbooks_desktop),
    Report("xero", xero, wrong_total=True),
    Report("netsuite", netsuite),
    Report("sap_fbl5n", sap_bars),
    Report("sap_fbl5n_local", sap_fixed),
    Report("sap_bsid", sap_fields),
    Report("business_central", business_central, has_original=True),
    Report("dynamics_custtrans", finance, has_original=True),
    Report("sage_us", sage_us, has_original=True),
    Report("tally", tally, has_original=True),
    Report("oroms", oroms, has_original=True),
    Report("sap_flat_file", flat_file),
)
