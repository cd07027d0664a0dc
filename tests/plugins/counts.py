"""Counts that a reader of the test's result wants to see: how often a fault was tried, and what came of it.

    def test_eight_people_at_once(counted: Counted) -> None:
        ...
        counted("F4", "800 transactions, 0 lock errors")

They stand together at the end of the run, also where several processes ran the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Counted = Callable[[str, str], None]
_PROPERTY = "counted"


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    """Note a fault's name and its count for the end of the run."""

    def note(fault: str, count: str) -> None:
        record_property(_PROPERTY, f"{fault}: {count}")

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print every count once, in the order of the faults."""
    lines = {
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == _PROPERTY
    }
    if lines:
        terminalreporter.section("what was tried")
        for line in sorted(lines):
            terminalreporter.line(line)
