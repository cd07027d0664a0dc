"""What a process wrote to its database files, call by call, and what a disk may hold of it after a power cut.

`strace` writes the calls down. The disk is modelled as the documentation of POSIX has it, and no kinder: what was
written since the last sync of a file is there, not there, or there in some of its sectors, in any order; a file that
was made or deleted is so for certain only once its folder was synced. What a sync has answered for stays.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
KEPT, DROPPED, TORN = "kept", "dropped", "torn"
# The names of calls differ between kinds of machine; one with a question mark may be missing.
_CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,openat,?open,?unlink,unlinkat"
_LINE = re.compile(r"(\w+)\((.*)\) += (\d+)")
_OPENED = re.compile(r"\d+<(.*?)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
# No write of SQLite is longer than a page.
_LONGEST = 65536


@dataclass(frozen=True)
class Call:
    """One call: a write, a size, a sync, the making or deleting of a file, or what the process told its user."""

    kind: str
    name: str = ""
    offset: int = 0
    content: bytes = b""


def recorded(command: Sequence[str], *, database: Path, environment: dict[str, str]) -> list[Call]:
    """Run the command and return what its main thread did to the database's files, and what it told (fd 1)."""
    log = database.with_suffix(".calls")
    watch = ["strace", "-y", "-xx", "-s", str(_LONGEST), "-o", str(log), "-e", f"trace={_CALLS}"]
    done = subprocess.run([*watch, *command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with log.open(encoding="ascii") as lines:
        return list(_calls(lines, database=database.resolve()))


def _calls(lines: Iterator[str], *, database: Path) -> Iterator[Call]:
    # The index of the log (-shm) is none of them: it is made anew after a crash.
    files = {str(database) + ending: database.name + ending for ending in ("", "-wal", "-journal")}
    for line in lines:
        found = _LINE.match(line)
        if found is None:  # a call that failed, or a signal
            continue
        name, arguments, answer = found.groups()
        call = _call(name, arguments, int(answer))
        if call.kind == "told":
            yield call
        elif call.name == str(database.parent):
            yield Call("sync folder")
        elif call.name in files:
            yield Call(call.kind, files[call.name], call.offset, call.content)


def _call(name: str, arguments: str, answer: int) -> Call:
    opened, quoted = _OPENED.match(arguments), _QUOTED.findall(arguments)
    path = _text(opened[1]) if opened else ""
    if name == "write":
        return Call("told" if arguments.startswith("1<") else "", content=_bytes(quoted[0]))
    if name == "pwrite64":
        content = _bytes(quoted[0])
        assert len(content) == answer, "strace shortened what was written, or the disk did"
        return Call("write", path, int(arguments.rpartition(", ")[2]), content)
    if name == "ftruncate":
        return Call("size", path, int(arguments.rpartition(", ")[2]))
    if name in ("fsync", "fdatasync"):
        return Call("sync", path)
    path = _text(quoted[0])
    if name.startswith("unlink"):
        return Call("delete", path)
    return Call("make", path) if "O_CREAT" in arguments else Call("")


def _bytes(quoted: str) -> bytes:
    return bytes.fromhex(quoted.replace("\\x", ""))


def _text(quoted: str) -> str:
    return _bytes(quoted).decode() if quoted.startswith("\\x") else quoted


@dataclass
class Disk:
    """Files by name as a process sees them, and what of them would be there without power. Each file has a number."""

    certain: dict[int, bytes]
    certain_names: dict[str, int]
    names: dict[str, int]
    unsynced: list[tuple[int, Call]] = field(default_factory=list)
    unsynced_names: list[tuple[str, int | None]] = field(default_factory=list)

    @classmethod
    def holding(cls, files: dict[str, bytes]) -> Disk:
        """A disk on which these files are for certain."""
        numbers = {name: number for number, name in enumerate(files)}
        return cls({numbers[name]: content for name, content in files.items()}, dict(numbers), dict(numbers))

    def do(self, call: Call) -> None:
        """Take one call in."""
        if call.kind in ("write", "size"):
            self.unsynced.append((self.names[call.name], call))
        elif call.kind == "sync":
            self._sync(self.names[call.name])
        elif call.kind == "make" and call.name not in self.names:
            self.names[call.name] = number = len(self.certain)
            self.certain[number] = b""
            self.unsynced_names.append((call.name, number))
        elif call.kind == "delete" and self.names.pop(call.name, None) is not None:
            self.unsynced_names.append((call.name, None))
        elif call.kind == "sync folder":
            _rename(self.certain_names, self.unsynced_names)
            self.unsynced_names.clear()

    def _sync(self, number: int) -> None:
        content = bytearray(self.certain[number])
        for of, call in self.unsynced:
            if of == number:
                _write(content, call)
        self.certain[number] = bytes(content)
        self.unsynced = [(of, call) for of, call in self.unsynced if of != number]

    def after_power_cut(self, fates: tuple[str, ...], *, chance: random.Random) -> dict[str, bytes]:
        """The files after a cut, each un-synced write having met one of the fates.

        Of the names that were made or deleted, the first ones came to the disk.
        """
        names, found = dict(self.certain_names), {}
        least = len(self.unsynced_names) if fates == (KEPT,) else 0
        most = 0 if fates == (DROPPED,) else len(self.unsynced_names)
        reached = chance.randint(least, most)
        _rename(names, self.unsynced_names[:reached])
        for name, number in names.items():
            content = bytearray(self.certain[number])
            for of, call in self.unsynced:
                if of == number:
                    _write(content, call, fate=chance.choice(fates), chance=chance)
            found[name] = bytes(content)
        return found


def _rename(names: dict[str, int], changes: Sequence[tuple[str, int | None]]) -> None:
    for name, number in changes:
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number


def _write(content: bytearray, call: Call, *, fate: str = KEPT, chance: random.Random | None = None) -> None:
    if fate == DROPPED:
        return
    if call.kind == "size":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
        return
    for start, end in _sectors(call):
        if fate == KEPT or (chance is not None and chance.random() < 0.5):
            content.extend(bytes(max(0, start - len(content))))
            content[start:end] = call.content[start - call.offset : end - call.offset]


def _sectors(call: Call) -> Iterator[tuple[int, int]]:
    start, last = call.offset, call.offset + len(call.content)
    while start < last:
        end = min(last, (start // SECTOR + 1) * SECTOR)
        yield start, end
        start = end
