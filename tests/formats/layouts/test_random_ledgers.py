"""A ledger of any documents, written in any report and read back, is the same to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.layouts.golden import layout, of_totals, read
from tests.formats.layouts.writers import REPORTS, Document, Ledger, Report

# Names that look like a total, a bucket, a page, a number or another report's title.
CUSTOMERS = (
    "Fenwick Optical",
    "Marrow & Sons",
    "Total Wine Stores",
    "Current Affairs Ltd",
    "Søren Ångström",
    "61 Degrees North",
    "100234",
    "Summers Trading",
)
FIRST_DAY = date(2024, 1, 1)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Some customers in order, each with some documents; numbers are never given twice."""
    documents: list[Document] = []
    for customer in draw(st.lists(st.sampled_from(CUSTOMERS), min_size=1, max_size=4, unique=True)):
        for _ in range(draw(st.integers(1, 4))):
            original = draw(st.integers(200, 10**11)) * draw(st.sampled_from((1, 1, -1)))
            left = draw(st.integers(101, abs(original))) * (1 if original > 0 else -1)
            day = FIRST_DAY + timedelta(days=draw(st.integers(0, 900)))
            due = day + timedelta(days=draw(st.integers(0, 60)))
            documents.append(Document(customer, f"{len(documents) + 1800000001}", day, due, original, left))
    return documents


@pytest.mark.parametrize("report", REPORTS, ids=[report.layout for report in REPORTS])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(ledger=ledgers())
def test_a_ledger_is_read_back_to_the_cent(report: Report, ledger: Ledger) -> None:
    found = read(report.write(ledger))
    assert layout(found) == report.layout
    assert found.refused == []
    assert [
        (item.customer_number, item.number, item.document_date, item.due_date, item.original_minor, item.open_minor)
        for item in found.accepted
    ] == [
        (one.customer, one.number, one.day, one.due, one.original if report.has_original else one.open, one.open)
        for one in ledger
    ]
    whole_file = len(list(found.table._records(None)))
    header_rows = found.table.found.last_line - found.table.found.line + 1 if found.table.found else 0
    assert whole_file == header_rows + len(found.accepted) + found.findings.passed.count()
    differing = [sentence for sentence in of_totals(found) if "the report's own total is" in sentence]
    # Xero's grand total is zero in this writer; everything else ties.
    whole = sum(one.open for one in ledger)
    assert len(differing) == (1 if report.wrong_total and whole else 0)
    assert not any("not compared" in sentence or "may be cut off" in sentence for sentence in of_totals(found))
