"""The way from a bare machine to a green run: locked requirements, the bootstrap's advice, the throwaway PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import psycopg
import pytest

from scripts.throwaway_postgres import PostgresUnavailable, find_installation, throwaway_postgres

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ("runtime.txt", "dev.txt")


def pinned(name: str) -> dict[str, str]:
    """The packages of a requirements file, as name and version."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)", text, flags=re.MULTILINE))


def locked() -> dict[str, set[str]]:
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    versions: dict[str, set[str]] = {}
    for package in packages:
        versions.setdefault(package["name"], set()).add(package["version"])
    return versions


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_the_requirements_are_those_of_the_lock(name: str) -> None:
    assert len(pinned(name)) > 20
    assert not {package: version for package, version in pinned(name).items() if version not in locked()[package]}


def test_every_dependency_of_the_project_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {"runtime.txt": project["project"]["dependencies"], "dev.txt": project["dependency-groups"]["dev"]}
    for file, dependencies in named.items():
        plain = {re.split(r"[\[<>=~! ]", dependency)[0].lower() for dependency in dependencies}
        assert plain <= set(pinned(file)), f"make lock: {file} lacks {sorted(plain - set(pinned(file)))}"


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_pinned_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text.split("\n", 2)[2])
    assert not [block.split("\n")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def test_a_machine_without_python_is_told_what_to_type(tmp_path: Path) -> None:
    for program in ("sh", "dirname", "cat"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))
    asked = [str(ROOT / "scripts" / "bootstrap"), "runtime"]
    done = subprocess.run(asked, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sudo apt-get install python3 python3-venv" in done.stderr
    assert "brew install python@3.13" in done.stderr


def test_continuous_integration_runs_every_check() -> None:
    ci = ROOT / ".ci" / "run"
    assert os.access(ci, os.X_OK)
    assert re.search(r"^exec make check\b", ci.read_text(encoding="utf-8"), flags=re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    parts = re.search(r"^check: (.*?) ##", makefile, flags=re.MULTILINE)
    assert parts
    wanted = {"check-format", "lint", "types", "imports", "templates", "migrations", "deployment", "test"}
    assert set(parts[1].split()) == wanted
    assert "|| true" not in makefile


def test_the_throwaway_postgres_leaves_nothing_behind_even_when_the_work_fails() -> None:
    try:
        find_installation()
    except PostgresUnavailable as error:
        pytest.skip(str(error))
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError):
        fail_beside_a_server(seen)
    url, data_directory = seen
    assert not Path(data_directory).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def fail_beside_a_server(seen: list[str]) -> None:
    with throwaway_postgres() as url:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        assert row
        assert Path(row[0]).exists()
        seen += [url, row[0]]
        raise ZeroDivisionError


def test_the_list_of_parts_names_every_package_of_an_installation_with_its_hashes(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = re.search(r"^\t@\$\(BIN\)/uv (export .*--format cyclonedx1\.5) -o", makefile, flags=re.MULTILINE)
    assert told
    # As `make sbom`, from the lock as it is and without asking the network whether it could be newer.
    asked = [*told[1].replace("--locked", "--frozen --offline").split(), "-o", str(tmp_path / "sbom.json")]
    subprocess.run([sys.executable, "-m", "uv", *asked], cwd=ROOT, check=True, capture_output=True)
    listed = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert (listed["bomFormat"], listed["metadata"]["component"]["name"]) == ("CycloneDX", "creditdesk")
    parts = {part["name"]: part for part in listed["components"]}
    assert pinned("runtime.txt").items() <= {name: part["version"] for name, part in parts.items()}.items()
    for name in pinned("runtime.txt"):
        files = parts[name]["externalReferences"]
        assert all(file["hashes"][0]["alg"] == "SHA-256" for file in files), name
        assert parts[name]["purl"].startswith("pkg:pypi/")


def test_known_weaknesses_are_asked_for_and_the_times_of_mending_are_promised() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^\t@\$\(BIN\)/uv audit --locked", makefile, flags=re.MULTILINE)
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert {"critical", "high", "medium", "low"} <= set(re.findall(r"^\| (\w+) \|", security, flags=re.MULTILINE))
    assert "`make audit`" in security
    assert "`make sbom`" in security
