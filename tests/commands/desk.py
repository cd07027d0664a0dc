"""An installation of its own for a test: an empty SQLite database in a folder, and the command line over it.

Commands run as separate processes, as an administrator runs them, with nothing but the settings in their environment.
`run` spares them the loading of libraries (`ready`); `start` does not.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "k9Lw2-zQxV7m_Rt5Yp8Bn3Hd6Fs1Gj4Ac0Eu-WoIiKq"


@dataclass(frozen=True)
class Desk:
    """The folder of the installation, and what it is set to."""

    folder: Path
    database_url: str = ""

    @property
    def file(self) -> Path:
        """The SQLite database."""
        return self.folder / "creditdesk.sqlite3"

    def environment(self) -> dict[str, str]:
        """The settings, and of the surroundings only where programs and the home are."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return kept | {
            "CREDITDESK_SECRET_KEY": KEY,
            "CREDITDESK_HOSTS": "desk.example.com,localhost",
            "CREDITDESK_HTTPS": "0",
            "CREDITDESK_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
        }

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """`creditdesk` with the arguments; its exit status is the caller's to look at."""
        asked = json.dumps({"arguments": arguments, "environment": self.environment()}).encode()
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            told.write(given.encode())
            told.seek(0)
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(str(ready_program()))
                socket.send_fds(asking, [asked], [told.fileno(), out.fileno(), err.fileno()])
                status = int(asking.recv(100))
            said, complained = ((file.seek(0), file.read().decode())[1] for file in (out, err))
        return subprocess.CompletedProcess(arguments, status, said, complained)

    def start(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """The same from the very start, as a shell starts it."""
        return subprocess.run(
            [sys.executable, "-m", "creditdesk", *arguments],
            env=self.environment(), cwd=ROOT, input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def tell(self, *arguments: str, given: str = "") -> str:
        """`creditdesk` with arguments that must succeed; returns what it said."""
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Raw SQL on the SQLite file, past everything that the desk checks itself."""
        raw = sqlite3.connect(self.file)
        try:
            with raw:
                return raw.execute(statement).fetchall()
        finally:
            raw.close()


@functools.cache
def ready_program() -> Path:
    """Where the program listens that is ready to run commands; it ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="ready-"))
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.commands.ready", str(folder)],
        env=Desk(folder).environment(), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(_end, program, folder)
    assert program.stdout
    with program.stdout as said:
        assert said.readline() == b"ready\n"
    return folder / "ready"


def _end(program: subprocess.Popen[bytes], folder: Path) -> None:
    assert program.stdin
    program.stdin.close()
    program.wait()
    shutil.rmtree(folder)


def head_of(said: str) -> str:
    """The journal's line in what `verify` or `restore` said: how many entries, and the hash of the last."""
    (line,) = [line for line in said.splitlines() if "Journal:" in line]
    return line.partition("Journal:")[2].strip()
