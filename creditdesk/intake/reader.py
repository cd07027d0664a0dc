"""Running the reading program on one file, and taking its answer line by line."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from creditdesk.domain.policy_desk import IntakePolicy
from creditdesk.domain.reasons import Reason

MEGABYTE = 1_000_000
_PROGRAM = [sys.executable, "-m", "creditdesk.intake.reading"]
# What Linux lets everybody have.
_PIPE_BYTES = 1 << 20
_SOURCE_ROOT = Path(__file__).resolve().parents[2]


class Unreadable(Exception):
    """The file as a whole cannot be used: why, and what to do."""

    def __init__(self, reason: Reason, remedy: Reason, line: int | None = None) -> None:
        super().__init__(reason.code)
        self.reason, self.remedy, self.line = reason, remedy, line

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.reason} {self.remedy}"


def limits(policy: IntakePolicy) -> dict[str, Any]:
    """The policy's limits as the reading program takes them."""
    return {
        "file_bytes": policy.max_upload_mb * MEGABYTE,
        "unpacked_bytes": policy.max_unpacked_mb * MEGABYTE,
        "entries": policy.max_archive_entries,
        "ratio": policy.max_compression_ratio,
        "rows": policy.max_rows,
        "earliest_date": policy.earliest_document_date.isoformat(),
        "furthest_days_ahead": policy.furthest_due_days_ahead,
    }


def defaults(
    *,
    company: str,
    currency: str,
    as_of: dt.date,
    customers: Mapping[str, Sequence[str]],
    aliases: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """What holds for rows that do not say it themselves, as the reading program takes it."""
    known = {"customers": dict(customers), "aliases": dict(aliases)}
    return {"company": company, "currency": currency, "as_of": as_of.isoformat(), **known}


# How the file was understood whose refused rows bear the mark, as plain data; None where there is none.
Known = Callable[[str], Mapping[str, Any] | None]


def read(
    path: Path,
    *,
    limits: Mapping[str, Any],
    defaults: Mapping[str, Any],
    choices: Mapping[str, Any],
    profiles: Sequence[Mapping[str, Any]],
    known: Known,
    before: Mapping[str, Any] | None = None,
    accounts: Sequence[tuple[str, str]] = (),
) -> Generator[tuple[str, Any]]:
    """The facts of the file in order: understood, row and refused, end. Raises Unreadable.

    `profiles` are the saved ones, each with name, fingerprint and choices; `known` tells of the file that this one
    corrects, where it bears the mark of refused rows. A list may be read beside the one `before` (`list_before`): then
    unchanged comes behind what was understood, and gone behind the rows. `accounts` are the company's own bank
    accounts, number and currency: a table may name one of them in its title.
    """
    told = {"limits": dict(limits), "defaults": dict(defaults), "choices": dict(choices)}
    kept = [dict(profile) for profile in profiles]
    job = {"path": str(path), **told, "profiles": kept, "before": before, "accounts": list(accounts)}
    return _answers(job, known)


def cells(
    path: Path, *, limits: Mapping[str, Any], choices: Mapping[str, Any], lines: Sequence[int], known: Known
) -> Generator[tuple[str, Any]]:
    """The headings of the file, and the cells of the lines as they stand in it. Raises Unreadable."""
    job = {"path": str(path), "limits": dict(limits), "choices": dict(choices), "profiles": [], "lines": list(lines)}
    return _answers(job, known)


def statement(
    path: Path, *, limits: Mapping[str, Any], telling: Mapping[str, Any]
) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
    """The lines of a customer's statement, and what else it says. Raises Unreadable.

    `telling` is what a person says of it, as `formats.customer_statement.Telling` has it.
    """
    job = {"path": str(path), "limits": dict(limits), "statement": dict(telling)}
    lines: list[Mapping[str, Any]] = []
    for what, fact in _answers(job, lambda mark: None):
        if what == "end":
            return lines, fact
        lines.append(fact)
    raise AssertionError("unreachable: without an end the program gave up")


def _answers(job: Mapping[str, Any], known: Known) -> Generator[tuple[str, Any]]:
    """What the program says to the job. It gets no environment but what Python needs: no settings, no secrets."""
    environment = {"PYTHONPATH": str(_SOURCE_ROOT), "PATH": os.defpath, "PYTHONHASHSEED": "0"}
    program = subprocess.Popen(
        _PROGRAM,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
        encoding="ascii",
    )
    assert program.stdin is not None
    assert program.stdout is not None
    _let_run_ahead(program.stdout)
    ended = False
    with program:
        try:
            _tell(program.stdin, job)
            for line in program.stdout:
                ((what, fact),) = json.loads(line).items()
                if what == "mark":
                    _tell(program.stdin, known(fact))
                    continue
                if what == "file_refused":
                    raise Unreadable(Reason.from_dict(fact["reason"]), Reason.from_dict(fact["remedy"]), fact["line"])
                ended = what == "end"
                yield what, fact
                if ended:  # nothing follows, and the program need not tidy up before it goes
                    break
        except (json.JSONDecodeError, BrokenPipeError):
            ended = False
        finally:
            program.kill()
    if not ended:
        raise Unreadable(_GAVE_UP, _SPLIT)


def _let_run_ahead(answers: IO[str]) -> None:
    """Let the program read on while a batch is written: with the usual 64 KB it waits for us, and then we for it."""
    with suppress(OSError, AttributeError):  # macOS knows no size of a pipe; Linux grants no more than its limit
        fcntl.fcntl(answers, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _tell(program: IO[str], what: Mapping[str, Any] | None) -> None:
    program.write(json.dumps(what) + "\n")
    program.flush()


_GAVE_UP = Reason("intake.reader_gave_up", "Reading the file took more time or memory than a file may take.", {})
_SPLIT = Reason("intake.reader_gave_up.remedy", "Save it as CSV (UTF-8), or split it.", {})
