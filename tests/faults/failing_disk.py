"""A program that imports a file while the disk answers with an error of input and output, with a database of its own.

The kernel itself answers: a filter of system calls (seccomp, which needs neither rights nor tools, and which nothing
takes off a process again) lets every write of SQLite to its files, or every order to bring them to the disk, fail with
EIO from a chosen statement on. So each attempt is a process. Prints what happened as JSON.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import struct
import sys
from collections.abc import Callable
from typing import Any

import django

from tests.faults import full_disk

# Of each kind of machine: SQLite writes with pwrite64, and brings to the disk with fsync or fdatasync.
CALLS = {
    "x86_64": {"write": (18,), "sync": (74, 75)},
    "aarch64": {"write": (68,), "sync": (82, 83)},
}
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER_MODE = 38, 22, 2
_LOAD_CALL, _IF_EQUAL, _ANSWER = 0x20, 0x15, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
FAULTS = ("write", "sync")


def has_filters() -> bool:
    """Whether this machine can fail calls so: Linux, on a processor whose numbers of calls we know."""
    return sys.platform == "linux" and platform.machine() in CALLS


def fail(calls: tuple[int, ...]) -> None:
    """From now on the calls with these numbers fail with EIO in this process, and in those that it starts."""
    program = [struct.pack("HBBI", _LOAD_CALL, 0, 0, 0)]
    for place, number in enumerate(calls):
        # On a match, past the remaining comparisons and the permission, to the error.
        program.append(struct.pack("HBBI", _IF_EQUAL, len(calls) - place, 0, number))
    program.append(struct.pack("HBBI", _ANSWER, 0, 0, _ALLOW))
    program.append(struct.pack("HBBI", _ANSWER, 0, 0, _FAIL | errno.EIO))
    code = ctypes.create_string_buffer(b"".join(program))
    whole = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0, os.strerror(ctypes.get_errno())
    assert libc.prctl(_SET_FILTER, _FILTER_MODE, whole, 0, 0) == 0, os.strerror(ctypes.get_errno())


def main() -> None:
    """One attempt: go on with the file, and let the disk fail from a statement on; without arguments, to the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.db import OperationalError, connection

    if not full_disk.has_company():
        full_disk.make_company()
    found = full_disk.kept()
    refused = ""
    acknowledged: list[str] = []
    statements = _count() if len(sys.argv) == 1 else _count(int(sys.argv[2]), fault=sys.argv[1])
    with connection.execute_wrapper(statements):
        try:
            full_disk.work(acknowledged, post=True)
        except (OperationalError, OSError) as error:
            refused = f"{type(error).__name__}: {error}"
    outcome: dict[str, Any] = {"found": found, "refused": refused, "acknowledged": acknowledged}
    if not refused:
        outcome |= {"kept": full_disk.kept(), "broken": full_disk.broken(), "original": full_disk.original()}
    print(json.dumps(outcome), flush=True)
    # What would tidy up meets the failing disk as well, and a process that dies of it tidies nothing up.
    os._exit(0)


def _count(after: int | None = None, *, fault: str = "") -> Callable[..., Any]:
    """A wrapper of statements that lets the disk fail before the statement after so many."""
    seen = 0

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if seen == after:
            fail(CALLS[platform.machine()][fault])
        seen += 1
        return execute(sql, params, many, context)

    return run


if __name__ == "__main__":
    main()
