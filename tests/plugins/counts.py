"""Counts that a reader of the test's result wants to see: how often a fault was tried, and what came of it.

    def test_eight_people_at_once(counted: Counted) -> None:
        ...
        counted("F4", "800 transactions, 0 lock errors")

They stand together at the end of the run, also where several processes ran the tests. The fixture lives as long as the
run, so that a module can tell its count once, when its last test is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Counted = Callable[[str, str], None]
_SAID = pytest.StashKey[list[str]]()
_FROM_WORKER = "counted"


def pytest_configure(config: pytest.Config) -> None:
    """Nothing was said yet."""
    config.stash[_SAID] = []


@pytest.fixture(scope="session")
def counted(request: pytest.FixtureRequest) -> Counted:
    """Note a fault's name and its count for the end of the run."""
    said = request.config.stash[_SAID]
    return lambda fault, count: said.append(f"{fault}: {count}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes hands over what it was told."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_FROM_WORKER] = session.config.stash[_SAID]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """The process that prints takes it over. One that died told nothing."""
    node.config.stash[_SAID].extend(getattr(node, "workeroutput", {}).get(_FROM_WORKER, []))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print every count, in the order of the faults."""
    if said := terminalreporter.config.stash[_SAID]:
        terminalreporter.section("what was tried")
        for line in sorted(set(said)):
            terminalreporter.line(line)
