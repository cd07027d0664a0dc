"""The whole suite, as `make test` and CI run it: once on SQLite, then what touches the database again on PostgreSQL.

    python -m scripts.test                          everything
    python -m scripts.test -k promise tests/domain  arguments go to pytest

Steps: install what is missing where we may (Debian, as root); say what is left out and why (CI leaves nothing out:
there it is an error); run pytest on SQLite; run it on a PostgreSQL that lives as long as the run; repeat pytest's
closing lines, so that the last thing on the screen is the result.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.throwaway_postgres import (
    PostgresUnavailable,
    find_installation,
    stop_cleanly_when_told,
    throwaway_postgres,
)

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DEBIAN_POSTGRES = ("postgresql",)
# It writes down what a process writes and syncs, for the power cuts of tests/faults.
DEBIAN_TRACER = ("strace",)
# A real server to fetch e-mail from.
DEBIAN_MAIL = ("dovecot-imapd",)
# Without fonts the browser draws empty boxes, and a screenshot or a contrast check of those proves nothing.
DEBIAN_BROWSER = ("chromium", "fonts-dejavu-core", "fonts-liberation")
# Where tests of the database are; which of them use it, pytest finds out (tests/plugins/databases.py). The browser sees
# the same pages on both.
ON_POSTGRES = ("actions", "queries", "scenarios", "nightly", "mail", "web", "api", "faults", "security", "commands")
# Two processes, as many as a small CI machine has cores. A file stays in one process: its tests share a browser. The
# long files begin first (tests/plugins/order.py), and not those with the most tests.
PARALLEL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")

# What the tests write lasts as long as they run, and a killed process is no power cut: where the machine has a disk in
# memory with room enough, nothing waits for a real one.
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  (only as the place of a fresh directory)
ROOM_BYTES = 4_000_000_000


@dataclass(frozen=True)
class Run:
    """One run of pytest: its exit status and its closing line."""

    database: str
    status: int
    closing_line: str


def main(arguments: list[str]) -> int:
    """Run the suite; returns 0 when everything that could run passed (in CI: when everything passed)."""
    stop_cleanly_when_told()
    install_on_debian()
    left_out = what_is_left_out()
    for reason in left_out.values():
        print(f"LEFT OUT: {reason}", flush=True)
    if left_out and in_ci():
        print("CI leaves no test out: install what is missing above.", file=sys.stderr)
        return 1
    without_browser = ["-m", "not browser"] if "browser" in left_out else []
    with in_memory() as places:
        settings = {**places, "DATABASE_URL": None, "CHROMIUM": browser()}
        runs = [pytest("SQLite", [*PARALLEL, *without_browser, *arguments], settings)]
        if "postgres" not in left_out:
            chosen = [*PARALLEL, "-m", "database and not browser", *database_tests(arguments)]
            runs.append(pytest_on_postgres(chosen, places))
    return report(runs, left_out)


@contextmanager
def in_memory() -> Iterator[Mapping[str, str]]:
    """Where the tests shall put their files: nowhere special if memory has no room for them."""
    if not MEMORY_DISK.is_dir() or shutil.disk_usage(MEMORY_DISK).free < ROOM_BYTES:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="creditdesk-tests-", dir=MEMORY_DISK) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL goes through it as a user of its own
        yield {"TMPDIR": folder, "CREDITDESK_DATA_DIR": folder}


def install_on_debian() -> None:
    """On Debian, as root, fetch the programs that the tests need, as far as they are not there."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or "ID=debian" not in os_release():
        return
    packages: list[str] = []
    if postgres_problem():
        packages += DEBIAN_POSTGRES
    if not browser():
        packages += DEBIAN_BROWSER
    if not has_tracer():
        packages += DEBIAN_TRACER
    if not has_mail_server():
        packages += DEBIAN_MAIL
    if packages:
        print(f"Installing {', '.join(packages)} through apt ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=False, env=quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=False, env=quiet)


def os_release() -> list[str]:
    path = Path("/etc/os-release")
    return path.read_text().splitlines() if path.exists() else []


def what_is_left_out() -> Mapping[str, str]:
    """The parts of the suite that this machine cannot run, with the reason in words."""
    left_out = {}
    if problem := postgres_problem():
        left_out["postgres"] = f"the second run, on PostgreSQL: {problem}"
    if not browser():
        left_out["browser"] = f"the browser tests: none of {', '.join(BROWSERS)} is installed"
    if not has_tracer():
        left_out["tracer"] = "the power cuts: there is no strace, or it may not look at another process"
    if not has_mail_server():
        left_out["mail"] = "the fetching of e-mail: there is no Dovecot"
    return left_out


def has_mail_server() -> bool:
    """Whether there is a server to fetch e-mail from."""
    return shutil.which("dovecot") is not None


def postgres_problem() -> str | None:
    try:
        find_installation()
    except PostgresUnavailable as error:
        return str(error)
    return None


def has_tracer() -> bool:
    """Whether strace is there and may look at a process."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def browser() -> str | None:
    """The Chromium that the browser tests shall drive: the one named in CHROMIUM, else the first one installed."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *BROWSERS))), None)


def database_tests(arguments: list[str]) -> list[str]:
    """What runs again on PostgreSQL: what the caller named, else every folder that touches the database."""
    if any((ROOT / argument.split("::")[0]).exists() for argument in arguments):
        return arguments
    return [*(f"tests/{name}" for name in ON_POSTGRES if (ROOT / "tests" / name).is_dir()), *arguments]


def pytest_on_postgres(arguments: list[str], places: Mapping[str, str]) -> Run:
    with throwaway_postgres() as url:
        return pytest("PostgreSQL", arguments, {**places, "DATABASE_URL": url})


def pytest(database: str, arguments: list[str], environment: Mapping[str, str | None]) -> Run:
    """Run pytest, pass its lines on as they come, and keep the last one."""
    print(f"\n{database}: pytest {' '.join(arguments)}", flush=True)
    merged = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    command = [sys.executable, "-m", "pytest", *arguments]
    closing_line = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={name: value for name, value in merged.items() if value is not None},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            closing_line = line.strip() or closing_line
    return Run(database, process.returncode, closing_line)


def report(runs: list[Run], left_out: Mapping[str, str]) -> int:
    """Repeat what was left out and each run's closing line, the result last."""
    print()
    for reason in left_out.values():
        print(f"LEFT OUT: {reason}")
    for run in runs:
        print(f"{run.database}:\n{run.closing_line}", flush=True)
    return next((run.status for run in runs if run.status != 0), 0)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
