"""The program that reads one message, in a process of its own with limits on time and memory.

A message from outside may be hostile. Here it can neither take the desk's memory nor stop it: the process knows no
database and no secrets, and whatever happens to it, the desk parks the message with a reason::

    one JSON line with the limits, then the message to the byte  ->  one JSON line: {"read": …} or {"refused": code}

docs/decisions/reading-files-apart.md.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from creditdesk.domain.reasons import Reason
from creditdesk.mail.parsing import ReadLimits, UnreadableMail, read_mail

CPU_SECONDS = 20
WALL_SECONDS = 60
MEMORY_BYTES = 1024**3
_PROGRAM = [sys.executable, "-m", "creditdesk.mail.reading"]
_SOURCE_ROOT = Path(__file__).resolve().parents[2]
TROUBLES = {
    "nested": "it holds parts within parts deeper than a message may",
    "parts": "it has more parts than a message may",
    "broken": "it is not built like a message",
    "gave_up": "reading it took more time or memory than a message may take",
}


class Unreadable(Exception):
    """The message cannot be read: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.reason = Reason(f"mail.{code}", TROUBLES[code])


def read_apart(raw: bytes, *, limits: ReadLimits) -> dict[str, Any]:
    """What the message says, read in a process of its own. Raises Unreadable."""
    job = json.dumps({"attachment_bytes": limits.attachment_bytes, "attachments": limits.attachments})
    # It gets no environment but what Python needs: no settings, no secrets.
    environment = {"PYTHONPATH": str(_SOURCE_ROOT), "PATH": os.defpath, "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            _PROGRAM,
            input=job.encode() + b"\n" + raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=WALL_SECONDS,
            check=False,
        )
        ((what, fact),) = json.loads(done.stdout).items()
    except (subprocess.TimeoutExpired, ValueError, AttributeError, MemoryError) as error:
        raise Unreadable("gave_up") from error
    if what != "read":
        raise Unreadable(fact if fact in TROUBLES else "broken")
    assert isinstance(fact, dict)
    return fact


def main() -> None:
    """Read one job from standard input and answer it on standard output."""
    _limit()
    told = json.loads(sys.stdin.buffer.readline())
    limits = ReadLimits(int(told["attachment_bytes"]), int(told["attachments"]))
    try:
        answer: dict[str, Any] = {"read": read_mail(sys.stdin.buffer.read(), limits=limits)}
    except UnreadableMail as error:
        answer = {"refused": str(error)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def _limit() -> None:
    """Bound this process. macOS knows no limit of address space: there the operating system's own must do."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ValueError, OSError):
        return


if __name__ == "__main__":
    main()
