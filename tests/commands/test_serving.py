"""The server as it is started: it answers, and its web processes share no database connection with the first one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts.throwaway_postgres import free_port
from tests.commands.desk import ROOT, Desk

# Longest time that a start may take on a busy machine; asked ten times a second.
PATIENCE_SECONDS = 60


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads a process's open files, as Linux shows them")
def test_the_server_answers_and_carries_no_connection_across_the_fork(migrated: Path, tmp_path: Path) -> None:
    desk, port = Desk(tmp_path), free_port()
    shutil.copy(migrated, desk.folder)
    server = subprocess.Popen(
        [sys.executable, "-m", "creditdesk", "serve", "--port", str(port)],
        env=desk.environment(), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert healthy(port, server)
        assert not [name for name in open_files(server.pid) if name.startswith(str(desk.file))]
        (worker,) = children(server.pid)
        assert [name for name in open_files(worker) if name == str(desk.file)]
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(timeout=PATIENCE_SECONDS)
    assert status == 0
    # It ran the night of today by itself, and its books are proved.
    desk.tell("verify")


def healthy(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Whether the server says that it is well, once it can say anything."""
    question = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": "localhost"})
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 10):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310  (our own address)
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            raise
        except OSError:  # it does not listen yet
            pause.wait(0.1)
    return False


def open_files(pid: int) -> list[str]:
    """The names of the files that a process holds open."""
    folder = Path(f"/proc/{pid}/fd")
    return [os.readlink(entry) for entry in folder.iterdir() if entry.is_symlink()]


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
