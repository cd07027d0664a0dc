#!/usr/bin/env python3
"""A real PostgreSQL for one command: made from the system's binaries, used, stopped and deleted.

    scripts/throwaway_postgres.py .venv/bin/pytest tests/actions

runs that command with DATABASE_URL pointing at a server of its own: a fresh cluster in a temporary folder, on a random
loopback port, with a random password. It keeps nothing through a power cut (fsync=off), which tests do not need.
PostgreSQL refuses to run as root; for root the server runs as the user `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Django 5.2 needs PostgreSQL 14.
OLDEST_VERSION = 14
PROGRAMS = ("initdb", "pg_ctl", "postgres")
PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora, RHEL
    "/opt/homebrew/opt/postgresql*/bin",  # Homebrew, Apple silicon
    "/usr/local/opt/postgresql*/bin",  # Homebrew, Intel
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a temporary folder's path can be longer than a socket's may be
    "max_connections": "60",
    # A test's tables come and go: statistics of one test would mislead the planner in the next.
    "autovacuum": "off",
    "timezone": "UTC",
}
# What a test of restarts needs: a commit that was answered for is there after the server has died, as in an
# installation. The machine does not die, so that the disk need not be waited for.
DURABLE_SETTINGS = TEST_SETTINGS | {"synchronous_commit": "on"}
# Another process can take the free port between our looking and the server's start.
START_ATTEMPTS = 3


@dataclass(frozen=True)
class Installation:
    """PostgreSQL's programs, and the account that may run them (None: our own)."""

    programs: Path
    user: str | None


class PostgresUnavailable(Exception):
    """No usable PostgreSQL on this machine; the text says what is missing."""


def find_installation() -> Installation:
    """The newest PostgreSQL of the machine. Raises PostgresUnavailable with what was looked for."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        folders += Path("/").glob(pattern.removeprefix("/"))
    complete = [folder for folder in folders if all((folder / program).exists() for program in PROGRAMS)]
    version, programs = max(((major_version(folder), folder) for folder in complete), default=(0, Path()))
    if version < OLDEST_VERSION:
        raise PostgresUnavailable(f"no PostgreSQL {OLDEST_VERSION} or newer (neither on the PATH nor in {PLACES[0]})")
    return Installation(programs, unprivileged_user())


def major_version(folder: Path) -> int:
    """The 15 of `postgres (PostgreSQL) 15.14 (Debian ...)`, or 0 where it cannot be read."""
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def unprivileged_user() -> str | None:
    """The account that shall run the server when we are root."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in accounts:
            return name
    raise PostgresUnavailable("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


@dataclass(frozen=True)
class Server:
    """A server that runs, and its DATABASE_URL."""

    installation: Installation
    folder: Path
    url: str

    def crash(self) -> None:
        """Let it die as in a crash, and start it again on the same port; returns once it answers."""
        cluster, log = str(self.folder / "cluster"), str(self.folder / "log")
        run(self.installation, "pg_ctl", "restart", "-D", cluster, "-l", log, "-m", "immediate", "-w")


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server; stop and delete it at the end, whatever happened in between."""
    with throwaway_server() as server:
        yield server.url


@contextmanager
def throwaway_server(settings: Mapping[str, str] = TEST_SETTINGS) -> Iterator[Server]:
    """The same with settings of one's own, and as something that can be let crash."""
    installation = find_installation()
    folder = Path(tempfile.mkdtemp(prefix="creditdesk-postgres-"))
    try:
        if installation.user:
            shutil.chown(folder, installation.user)
        password = make_cluster(installation, folder, settings)
        port = start(installation, folder)
        try:
            yield Server(installation, folder, f"postgres://postgres:{password}@127.0.0.1:{port}/postgres")
        finally:
            stop(installation, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_cluster(installation: Installation, folder: Path, settings: Mapping[str, str]) -> str:
    """Make the data folder and return the superuser's password."""
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password)
    # The locale is fixed so that text sorts alike on every machine.
    options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync"]
    run(installation, "initdb", "-D", str(folder / "cluster"), "--encoding=UTF8", "--locale=C", *options)
    with (folder / "cluster" / "postgresql.conf").open("a") as configuration:
        configuration.write("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
    return password


def start(installation: Installation, folder: Path) -> int:
    """Start the server and return its port."""
    log = folder / "log"
    for attempt in range(1, START_ATTEMPTS + 1):
        port = free_port()
        try:
            run(
                installation, "pg_ctl", "start", "-D", str(folder / "cluster"), "-l", str(log), "-w", "-o", f"-p {port}"
            )
        except PostgresUnavailable:
            if attempt == START_ATTEMPTS:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def stop(installation: Installation, folder: Path) -> None:
    """Stop the server without farewell: nothing in it is worth keeping. A server that died already is no error."""
    if (folder / "cluster" / "postmaster.pid").exists():
        run(installation, "pg_ctl", "stop", "-D", str(folder / "cluster"), "-m", "immediate", "-w")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def run(installation: Installation, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; what it says is shown only when it fails."""
    command = [str(installation.programs / program), *arguments]
    # The server inherits the output of pg_ctl, so it goes to a file: a pipe would stay open until the server stops.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command,
            cwd="/",
            stdout=said,
            stderr=said,
            check=False,
            user=installation.user,
            group=group_of(installation.user),
            extra_groups=[] if installation.user else None,
        )
        if done.returncode != 0:
            said.seek(0)
            raise PostgresUnavailable(f"{' '.join(command)} ended with {done.returncode}:\n{said.read()}")


def group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def main(command: list[str]) -> int:
    """Run a command beside a throwaway server; returns the command's exit status."""
    if not command:
        print("usage: scripts/throwaway_postgres.py COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    stop_cleanly_when_told()
    try:
        with throwaway_postgres() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except PostgresUnavailable as error:
        print(error, file=sys.stderr)
        return 1


def stop_cleanly_when_told() -> None:
    """Turn a polite kill into an exception, so that the server is stopped and its folder deleted."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
