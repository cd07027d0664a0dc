"""A program that has loaded what every command loads, and lets a child of it run each command that it is asked for.

Most of a start of `creditdesk` is the loading of libraries. The child is a process of its own all the same, with an
environment of its own; the settings, and whatever depends on them, are loaded in it.

    python -m tests.commands.ready FOLDER      listens at FOLDER/ready until its standard input is closed

Asked is by one JSON text, {"arguments": […], "environment": {…}}, with the child's three standard files beside it; the
answer is the exit status.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# None of them reads a setting or opens a database.
LOADED = (
    "click",
    "cryptography.fernet",
    "django.db.models",
    "django.forms",
    "psycopg",
    "structlog",
    "yaml",
    "creditdesk.domain.policy",
)
LONGEST = 100_000


def main() -> None:
    """Load, then let a child answer each who asks, until nobody can ask any more."""
    for module in LOADED:
        importlib.import_module(module)
    importlib.import_module("creditdesk.domain.policy").default_policy()
    gc.freeze()  # or a collection in a child copies every page of this process
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who answer
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(sys.argv[1]) / "ready"))
        listener.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            asking, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                answer(asking)
            asking.close()


def answer(asking: socket.socket) -> None:
    """Run the command that is asked for in a child, tell how it ended, and end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    text, files, _, _ = socket.recv_fds(asking, LONGEST, 3)
    command = os.fork()
    if command == 0:
        asking.close()
        run(json.loads(text), files)
    _, status = os.waitpid(command, 0)
    asking.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def run(asked: Mapping[str, Any], files: Sequence[int]) -> None:
    """Be `creditdesk`; its end is the end of this process."""
    for standard, file in enumerate(files):
        os.dup2(file, standard)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["creditdesk", *asked["arguments"]]
    runpy.run_module("creditdesk", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
