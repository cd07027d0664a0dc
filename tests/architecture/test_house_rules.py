"""The house rules hold, and each rule can tell good from bad."""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture.house_rules import RULES, Rule

ROOT = Path(__file__).resolve().parents[2]
RULE_NAMES = [rule.name for rule in RULES]


@cache
def project_files() -> tuple[PurePosixPath, ...]:
    """The project's own files, without what the tools leave between them."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in ("creditdesk", "tests", "scripts", "benchmarks", "docs"):
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return tuple(sorted(PurePosixPath(path.relative_to(ROOT)) for path in found))


@pytest.mark.parametrize("rule", RULES, ids=RULE_NAMES)
def test_the_rule_finds_its_bad_samples(rule: Rule) -> None:
    for path, text in rule.bad:
        assert rule.applies_to(PurePosixPath(path)), path
        assert rule.findings(PurePosixPath(path), text), text


@pytest.mark.parametrize("rule", RULES, ids=RULE_NAMES)
def test_the_rule_lets_its_good_samples_pass(rule: Rule) -> None:
    for path, text in rule.good:
        assert not rule.findings(PurePosixPath(path), text), text


@pytest.mark.parametrize("rule", RULES, ids=RULE_NAMES)
def test_the_project_keeps_the_rule(rule: Rule) -> None:
    read = [path for path in project_files() if rule.applies_to(path)]
    findings = [line for path in read for line in rule.findings(path, (ROOT / path).read_text(encoding="utf-8"))]
    assert not findings, "\n" + "\n".join(findings)
