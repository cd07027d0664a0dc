"""An installation of its own for a test: an empty SQLite database in a folder, and the command line over it.

Commands run as separate processes, as an administrator runs them, with nothing but the settings in their environment.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
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


def head_of(said: str) -> str:
    """The journal's line in what `verify` or `restore` said: how many entries, and the hash of the last."""
    (line,) = [line for line in said.splitlines() if "Journal:" in line]
    return line.partition("Journal:")[2].strip()
