"""The tables of security checks and of scenarios are true: tests that they name exist, every promised row is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security-checks.md"
SCENARIOS = ROOT / "docs" / "scenarios.md"
# Rows that the desk promises to try as long as it has what they are about.
PROMISED = {*range(1, 8), *range(14, 42), 44, 45, 46}
ASVS = re.compile(r"\*{0,2}\d{1,2}\.\d{1,2}\.\d{1,2}\*{0,2}")


def rows() -> dict[int, list[str]]:
    """The cells of each row behind its number."""
    found = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {int(number): rest.split(" | ") for number, rest in found}


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_promised_row_is_there_once_and_in_order() -> None:
    text = PAGE.read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)]
    assert numbers == sorted(set(numbers))
    assert set(numbers) >= PROMISED


def test_every_row_says_what_is_tried_by_which_tests_for_which_requirement() -> None:
    for number, cells in rows().items():
        assert len(cells) == 3, number
        tried, tests, requirements = cells
        assert len(tried) > 20, number
        assert re.fullmatch(r"`[^`]+`(, `[^`]+`)*", tests), number
        assert all(ASVS.fullmatch(one) for one in requirements.split(", ")), number


def test_every_test_that_a_row_names_exists() -> None:
    missing = []
    for number, (_tried, tests, _requirements) in rows().items():
        for named in re.findall(r"`([^`]+)`", tests):
            path, _, name = named.partition("::")
            if not (ROOT / path).is_file() or (name and name not in names_in(path)):
                missing.append(f"{number}: {named}")
    assert missing == []


def test_every_test_that_plays_an_acceptance_scenario_exists_and_bears_its_number() -> None:
    listed = re.findall(r"^\| (S\d\d) \| .+ \| (.+) \|$", SCENARIOS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(listed) == len({number for number, _ in listed}) >= 10
    for number, tests in listed:
        for path, name in re.findall(r"`([^`:]+)::([^`]+)`", tests):
            assert name in names_in(path) and name.lower().startswith(f"test_{number.lower()}_"), f"{number}: {name}"
