"""Mutants of small files, by a seed: the same ones every time. Optionally guided by which lines of the readers ran.

Guided, a mutant that reaches a line which none reached before joins the corpus and is mutated in its turn. Following
each line makes the readers several times slower, which is worth it in a long run only.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import process_time
from types import FrameType
from typing import Any

from tests.faults.fuzz_targets import LONGEST, TARGETS, corpus

READERS = "/creditdesk/intake/"
TOKENS = (
    *(b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\n", b"\r\n", b"\t", b";", b"|", b",", b'"'),
    *(b'""', b"'", b"-", b"--", b"+", b" + ", b"(", b")", b"%", b"=1+1", b"#REF!", b"\xe2\x80\xaf", b"\xc2\xa0"),
    *(b"0", b"00", b"-0", b"0.00", b"1e5", b"1E-7", b"1e400", b"NaN", b"inf", b"9" * 19, b"9" * 400, b"1.234.567,8"),
    *(b"1,234", b"1.234", b"12-", b"(12.50)", b"5.00 CR", b"$5", b"EUR", b"XXX", b"JPY", b"\xd9\xa3", b"\xe0\xa5\xa7"),
    *(b"31/02/2026", b"13.05.2026", b"02/03/04", b"2026-02-30", b"20260513", b"46143", b"0000-00-00", b"9999-12-31"),
    *(b"Total", b"Grand total", b"Customer", b"Invoice", b"Amount", b"Due", b"Date", b"Open amount", b"Currency"),
    *(b"Invoice number", b"Credit limit", b"Rate", b"Price", b"Contact name", b"yes", b"Y", b"H", b"S", b"Page 1"),
    *(b"<", b">", b"</c>", b"<c>", b'<c r="XFD9"><v>1</v></c>', b"<v>", b"</row>", b'<row r="4">', b'r="A1"', b't="s"'),
    *(
        b't="e"',
        b't="b"',
        b't="d"',
        b's="1"',
        b"<f>",
        b"&lt;",
        b"&#0;",
        b"&x;",
        b"<!--",
        b"]]>",
        b'ref="A1:XFD1048576"',
    ),
)
LONG = 2_000

Rand = random.Random


def _at(data: bytes, chance: Rand) -> int:
    return chance.randrange(len(data) + 1)


def _span(data: bytes, chance: Rand) -> tuple[int, int]:
    start = _at(data, chance)
    return start, min(len(data), start + chance.choice((1, 2, 8, 40, 200)))


def _flip(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    at = _at(data, chance)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _replace(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(TOKENS) + data[end:]


def _leave_out(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    times = LONG if chance.randrange(20) == 0 else chance.choice((2, 3, 60))
    return data[:start] + data[start:end] * times + data[end:]


def _cut(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    return data[: _at(data, chance)]


def _cell(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    """A whole cell, or a number between two tags, becomes something else."""
    for mark in chance.sample((b",", b";", b"\t", b"|", b"<v>", b"\n"), 6):
        parts = data.split(mark)
        if len(parts) > 2:
            at = chance.randrange(len(parts))
            rest = parts[at][parts[at].find(b"<") :] if mark == b"<v>" and b"<" in parts[at] else b""
            parts[at] = chance.choice(TOKENS) + rest
            return mark.join(parts)
    return data


def _swap(data: bytes, chance: Rand, _: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _splice(data: bytes, chance: Rand, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: _at(data, chance)] + other[_at(other, chance) :]


MUTATIONS: tuple[Callable[[bytes, Rand, Sequence[bytes]], bytes], ...] = (
    *(_flip, _insert, _replace, _leave_out, _repeat, _cut, _cell, _cell, _swap, _splice),
)


def mutant(known: Sequence[bytes], chance: Rand) -> bytes:
    """One of the known files, changed a few times."""
    data = chance.choice(known)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(MUTATIONS)(data, chance, known)[:LONGEST]
    return data


class Failed(Exception):
    """A mutant that a reader did not survive, with the mutant."""

    def __init__(self, data: bytes, why: str) -> None:
        super().__init__(f"{why}\n{data!r}")
        self.data = data


def fuzzed(name: str, *, count: int, seed: int) -> Counter[str]:
    """So many mutants of the target's corpus; how they ended. Raises Failed for the first that is not survived."""
    target, known, chance = TARGETS[name], [*corpus(name).values()], Rand(seed)
    ended: Counter[str] = Counter()
    for _ in range(count):
        data = mutant(known, chance)
        ended[attempted(target.run, data)] += 1
    return ended


def fuzzed_for(name: str, *, seconds: float, seed: int) -> tuple[Counter[str], int]:
    """The same for so long, in processor time, guided by the lines that ran; and how many lines there were."""
    target, known, chance = TARGETS[name], [*corpus(name).values()], Rand(seed)
    ended: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    until = process_time() + seconds
    for data in _first_then_mutants(known, chance):
        if process_time() > until:
            break
        ran: set[tuple[str, int]] = set()
        outcome = _traced(partial(attempted, target.run, data), ran)
        ended[outcome] += 1
        if not ran <= seen:
            seen |= ran
            known.append(data)
    return ended, len(seen)


def _first_then_mutants(known: list[bytes], chance: Rand) -> Iterator[bytes]:
    yield from tuple(known)
    while True:
        yield mutant(known, chance)


def attempted(run: Callable[[bytes], str], data: bytes) -> str:
    """How the bytes ended. Raises Failed where they did not end as declared."""
    try:
        return run(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of compiled code and a hang are no Exception
        raise Failed(data, f"{type(error).__name__}: {error}") from error


def _traced(work: Callable[[], str], ran: set[tuple[str, int]]) -> str:
    """Do the work and note which pairs of lines of the readers ran one after the other."""

    def lines(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            ran.add((frame.f_code.co_filename, frame.f_lineno))
        return lines

    def calls(frame: FrameType, _event: str, _: Any) -> Any:
        return lines if READERS in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(calls)
    try:
        return work()
    finally:
        sys.settrace(before)
