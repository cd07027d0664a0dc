"""The sample file of open items for trying the import: some sixty rows, of which three are bad on purpose.

The two files in `files/` are written by `python -m creditdesk.demo.sample_files`; a test keeps them in step.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from random import Random

import xlsxwriter

from creditdesk.demo.names import Names

FOLDER = Path(__file__).parent / "files"
HEADINGS = (
    "Company",
    "Customer number",
    "Customer name",
    "Document type",
    "Document number",
    "Document date",
    "Due date",
    "Currency",
    "Original amount",
    "Open amount",
    "Terms",
    "PO number",
)
# The files do not change from day to day, so their dates are fixed.
DAY = dt.date(2026, 6, 30)


def sample_rows() -> list[list[str]]:
    """The rows under the headings, always the same."""
    random = Random("sample")
    names = Names(seed="sample")
    customers = [(str(190_001 + index), names.company(country="US", language="en")) for index in range(12)]
    rows = [_row(random, number=880_100 + index, customer=random.choice(customers)) for index in range(57)]
    # A day that does not exist, an amount that is none, and a number that the file has already.
    bad = [_row(random, number=880_200 + index, customer=customers[index]) for index in range(3)]
    bad[0][HEADINGS.index("Document date")] = "2026-02-31"
    bad[1][HEADINGS.index("Open amount")] = "on request"
    bad[2][HEADINGS.index("Document number")] = rows[4][HEADINGS.index("Document number")]
    bad[2][HEADINGS.index("Document type")] = rows[4][HEADINGS.index("Document type")]
    bad[2][HEADINGS.index("Customer number")] = rows[4][HEADINGS.index("Customer number")]
    bad[2][HEADINGS.index("Customer name")] = rows[4][HEADINGS.index("Customer name")]
    for place, row in zip((12, 30, 47), bad, strict=True):
        rows.insert(place, row)
    return rows


def write_sample_files(folder: Path) -> None:
    """Write open_items.csv and open_items.xlsx into the folder."""
    rows = sample_rows()
    with (folder / "open_items.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADINGS, *rows])
    book = xlsxwriter.Workbook(folder / "open_items.xlsx")
    book.set_properties({"created": dt.datetime.combine(DAY, dt.time(), tzinfo=dt.UTC)})
    sheet = book.add_worksheet("Open items")
    sheet.set_column(0, len(HEADINGS) - 1, 16)
    for line, row in enumerate([list(HEADINGS), *rows]):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text)
    book.close()


def _row(random: Random, *, number: int, customer: tuple[str, str]) -> list[str]:
    is_credit = number % 14 == 0
    date = DAY - dt.timedelta(days=random.randint(3, 130))
    cents = random.randint(4_000, 900_000) * (-1 if is_credit else 1)
    rest = cents if is_credit or random.randrange(5) else cents * random.randint(20, 80) // 100
    return [
        "NL01",
        *customer,
        "Credit memo" if is_credit else "Invoice",
        str(number),
        date.isoformat(),
        (date if is_credit else date + dt.timedelta(days=30)).isoformat(),
        "USD",
        _decimal(cents),
        _decimal(rest),
        "" if is_credit else "net 30",
        "" if is_credit else f"PO-{random.randint(10_000, 99_999)}",
    ]


def _decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


if __name__ == "__main__":
    write_sample_files(FOLDER)
