"""The demo's payment processor: a table a day of what customers paid by card, with its fees and a running balance.

It comes as CSV, and every other day as a workbook, as people download it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from creditdesk.domain.money import major_units

NUMBER = "8800440077"
_HEAD = (
    "Account",
    "Date",
    "Name",
    "Type",
    "Currency",
    "Gross",
    "Fee",
    "Net",
    "Transaction ID",
    "Balance",
    "Description",
)
_AMOUNTS = (5, 6, 7, 9)
# What a processor takes: 2.9 % and 30 cents.
_FEE_PER_MILLE, _FEE_MINOR = 29, 30

# Who pays, minor units, what he writes.
Paid = tuple[str, int, str]
Cell = str | dt.date | float


def tables(days: Sequence[dt.date], payments: Sequence[Paid], *, currency: str) -> Iterator[tuple[dt.date, str, bytes]]:
    """Day, name and content of each table; the payments fall to the days in turn."""
    balance = 0
    for place, day in enumerate(days):
        rows: list[list[Cell]] = []
        for number, (name, minor, text) in enumerate(payments[place :: len(days)], start=1):
            fee = minor * _FEE_PER_MILLE // 1000 + _FEE_MINOR
            balance += minor - fee
            amounts = [float(major_units(each, currency=currency)) for each in (minor, -fee, minor - fee, balance)]
            mark = f"PX{day:%m%d}{number:03}"
            rows.append([NUMBER, day, name, "Checkout payment", currency, *amounts[:3], mark, amounts[3], text])
        if not rows:
            continue
        if place % 2:
            yield day, f"payments_{day.isoformat()}.xlsx", _workbook(rows)
        else:
            yield day, f"payments_{day.isoformat()}.csv", _csv(rows)


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in rows:
        told = [f"{cell:.2f}" if place in _AMOUNTS else str(cell) for place, cell in enumerate(row)]
        writer.writerow(told)
    return text.getvalue().encode()


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        # The same file every time: it says when it was made.
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        sheet = book.add_worksheet("Payments")
        for number, row in enumerate((_HEAD, *rows)):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    return content.getvalue()
