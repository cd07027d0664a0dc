"""What the documents say is there, is there; what is there, the documents say."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "ARCHITECTURE.md",
    "GLOSSARY.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "THREAT_MODEL.md",
    "LICENSE",
    "docs/settings.md",
)
SETTING = re.compile(r"\b(CREDITDESK_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b")
# Tests look for the real data sets where this names them; the product does not read it.
ONLY_FOR_TESTS = {"CREDITDESK_REAL_DATA"}


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def sources() -> list[Path]:
    return sorted((ROOT / "creditdesk").rglob("*.py"))


def code_in(page: Path) -> Iterator[str]:
    """The lines of fenced blocks, and the spans between back-ticks."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"```[^\n]*\n(.*?)```", text, flags=re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def commands_named(line: str) -> list[str]:
    """The sub-commands in a line of code such as `.venv/bin/creditdesk nightly --as-of 2026-11-02`."""
    return re.findall(r"(?:^|[\s/$])creditdesk ([a-z][a-z-]*)\b", line)


def make_targets_named(line: str) -> list[str]:
    """The targets in a line of code such as `make demo`."""
    return re.findall(r"^(?:\$ |CI=true )?make ([a-z][a-z-]*)\b", line)


@cache
def commands() -> frozenset[str]:
    """The commands that `creditdesk --help` lists."""
    environment = {**os.environ, "CREDITDESK_DEMO": "1", "COLUMNS": "200"}
    asked = [sys.executable, "-m", "creditdesk", "--help"]
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return frozenset(re.findall(r"^  ([a-z][a-z-]*)", done.stdout.partition("Commands:")[2], flags=re.MULTILINE))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_project_has_its_document(name: str) -> None:
    assert (ROOT / name).is_file(), f"{name} is missing"
    assert (ROOT / name).stat().st_size > 200, f"{name} is empty"


def test_a_command_is_found_in_a_line_of_code() -> None:
    assert commands_named(".venv/bin/creditdesk nightly --as-of 2026-11-02") == ["nightly"]
    assert commands_named("$ creditdesk serve") == ["serve"]
    assert commands_named("creditdesk/domain/terms.py") == []
    assert make_targets_named("make test ARGS='-k promise'") == ["test"]
    assert make_targets_named("to make sure") == []


def test_the_documents_name_only_commands_that_exist() -> None:
    named = {(page.name, command) for page in pages() for line in code_in(page) for command in commands_named(line)}
    unknown = {(page, command) for page, command in named if command not in commands()}
    assert not unknown, f"creditdesk --help knows {sorted(commands())}"


def test_the_documents_name_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"demo", "test", "check"} <= targets
    named = {(page.name, target) for page in pages() for line in code_in(page) for target in make_targets_named(line)}
    assert not {(page, target) for page, target in named if target not in targets}


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for page in pages():
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            target = link.partition("#")[0]
            if target and not re.match(r"[a-z]+:", link) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert not broken, "\n".join(broken)


def test_every_setting_that_the_code_reads_is_documented() -> None:
    read = {name for path in sources() for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    documented = set(SETTING.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert "CREDITDESK_SECRET_KEY" in read
    assert read - ONLY_FOR_TESTS <= documented, f"not in docs/settings.md: {sorted(read - documented)}"


def test_every_setting_that_a_document_names_is_read_by_the_code() -> None:
    read = {name for path in sources() for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    named = {name for page in pages() for name in SETTING.findall(page.read_text(encoding="utf-8"))}
    assert named <= read | ONLY_FOR_TESTS, f"no code reads {sorted(named - read)}"


def test_every_rule_page_that_the_code_cites_exists() -> None:
    cited = {
        (str(path.relative_to(ROOT)), page)
        for path in sources()
        for page in re.findall(r"docs/[a-z_/-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert not {(path, page) for path, page in cited if not (ROOT / page).is_file()}


def model_names() -> set[str]:
    """The classes of every models module that stand for a table."""
    names = set()
    for path in (ROOT / "creditdesk").rglob("models*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            # A model inherits from something that ends in Model or User; choices and managers do not.
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if any(base.endswith(("Model", "AbstractUser", "AbstractBaseUser")) for base in bases):
                assert isinstance(node, ast.ClassDef)
                names.add(node.name)
    return names


def in_words(name: str) -> str:
    """`OpenItem` as the glossary writes it: open item."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def test_every_model_is_a_word_of_the_glossary() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    names = model_names()
    assert names
    assert not [in_words(name) for name in sorted(names) if in_words(name) not in glossary]


def test_the_readme_names_every_command() -> None:
    named = {command for line in code_in(ROOT / "README.md") for command in commands_named(line)}
    # Django's own commands are no part of the desk's work.
    assert commands() - {"manage"} <= named
