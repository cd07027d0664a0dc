"""A program that cuts the power under an import and under the application of money, with a database of its own.

A process brings a file in, posts it, takes it back, applies money and takes it back, and says each time what its user
would be told. strace records what it writes and syncs (see `recorded_disk`). Then the disk of many instants is built,
the database is opened on it, and what SQLite finds must be whole: one of the states that the undisturbed process went
through, not an earlier one than the last of which its user was told. Each state that was found is proved, once.

    python -m tests.faults.power_cut full 700 20260615    prints {"cuts": …, "lost": …, "damaged": …}

The other disciplines are what the desk takes where it finds a library with the defect of the log (`extra`), and two
that are wrong on purpose, so that it is seen that the search finds something (`normal`, `off`).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django

from tests.faults.kill_flows import FLOWS, TODAY, Told, make_company
from tests.faults.recorded_disk import DROPPED, KEPT, TORN, Call, Disk, recorded

# A log that is brought into the database after so many pages is so several times while we look on.
CHECKPOINT = "PRAGMA wal_autocheckpoint=60;"
WRONG = {"normal": "PRAGMA synchronous=1;", "off": "PRAGMA synchronous=0;"}
# A library with the defect of the log, for which the desk has another discipline.
DEFECTIVE = (3, 40, 1)
# What may have become of the writes that were not synced; the last is asked most often.
FATES = ((DROPPED,), (KEPT,), (DROPPED, KEPT, TORN), (DROPPED, KEPT, TORN), (DROPPED, KEPT, TORN))


def main() -> None:
    """Record, cut, and print what was found."""
    discipline, *rest = sys.argv[1:]
    _set_up(discipline)
    if not rest:
        _work()
        return
    cuts, seed = map(int, rest)
    database = _database()
    make_company()
    before = {database.name: _closed(database)}
    command = [sys.executable, "-m", "tests.faults.power_cut", discipline]
    calls = recorded(command, database=database, environment=dict(os.environ))
    disk = Disk.holding(before)
    for call in calls:
        disk.do(call)
    # What was recorded is everything that was written, or the record proves nothing.
    assert disk.after_power_cut((KEPT,), chance=random.Random(0)) == {database.name: _closed(database)}
    states, acknowledged = _states(database, Disk.holding(before), calls)
    search = Search(database, states, acknowledged)
    search.cut(Disk.holding(before), calls, cuts=cuts, chance=random.Random(seed))
    told = sum(call.kind == "told" for call in calls)
    print(json.dumps({"calls": len(calls), "told": told, "states": len(states), **search.found}))


def _set_up(discipline: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.conf import settings

    from creditdesk.config import sqlite

    options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]  # type: ignore[assignment]
    if discipline == "extra":
        options |= sqlite.options(DEFECTIVE)
    options["init_command"] += CHECKPOINT + WRONG.get(discipline, "")


def _database() -> Path:
    from django.conf import settings

    return Path(str(settings.DATABASES["default"]["NAME"]))


def _work() -> None:
    """What is recorded. Nothing is told before it is done."""
    from tests import builders  # noqa: F401  (loaded before the first act)

    Told.listener = lambda what, least: _tell(f"{what} {least}\n")
    for act in (*FLOWS["apply"].before, FLOWS["apply"].run, FLOWS["stage"].run, FLOWS["post"].run, FLOWS["undo"].run):
        act()
        _closed(_database())  # as a process does that ends


def _tell(line: str) -> None:
    os.write(1, line.encode())


def _states(database: Path, disk: Disk, calls: list[Call]) -> tuple[dict[str, int], list[int]]:
    """Each state that the process went through, with its number; and what number was acknowledged before each call."""
    states: dict[str, int] = {}
    acknowledged = [0]
    for call in calls:
        if call.kind not in ("write", "size"):
            found, _ = _opened(database, disk.after_power_cut((KEPT,), chance=random.Random(0)))
            states.setdefault(found, len(states))
        acknowledged.append(len(states) - 1 if call.kind == "told" else acknowledged[-1])
        disk.do(call)
    return states, acknowledged


class Search:
    """Cuts the power at instants of what was recorded, and counts what is found there."""

    def __init__(self, database: Path, states: dict[str, int], acknowledged: list[int]) -> None:
        self.database, self.states, self.acknowledged = database, states, acknowledged
        self.proved: dict[str, list[str]] = {}
        self.found: dict[str, Any] = {"cuts": 0, "unsynced": 0, "torn": 0, "lost": 0, "damaged": 0, "broken": []}

    def cut(self, disk: Disk, calls: list[Call], *, cuts: int, chance: random.Random) -> None:
        """So many cuts, each after a call and with a fate of what was not synced."""
        instants = Counter(chance.randint(0, len(calls)) for _ in range(cuts))
        for done, call in enumerate([*calls, None]):
            for _ in range(instants[done]):
                fates = chance.choice(FATES)
                self.found["unsynced"] += bool(disk.unsynced or disk.unsynced_names)
                self.found["torn"] += bool(disk.unsynced) and TORN in fates
                self._look(disk.after_power_cut(fates, chance=chance), at_least=self.acknowledged[done])
            if call is not None:
                disk.do(call)
        self.found["proved"] = len(self.proved)

    def _look(self, files: dict[str, bytes], *, at_least: int) -> None:
        self.found["cuts"] += 1
        state, verdict = _opened(self.database, files)
        if verdict != "ok":
            self.found["damaged"] += 1
        elif self.states.get(state, -1) < at_least:
            self.found["lost"] += 1
        elif state not in self.proved:
            self.proved[state] = _proof()
            self.found["broken"] += self.proved[state]


def _opened(database: Path, files: dict[str, bytes]) -> tuple[str, str]:
    """What is found on a disk under the desk's own settings: a hash of all rows, and SQLite's verdict on the files."""
    import sqlite3  # the library that the settings put in place

    from django.db import connection

    connection.close()
    for path in database.parent.glob(database.name + "*"):
        path.unlink()
    for name, content in files.items():
        database.with_name(name).write_bytes(content)
    rows = hashlib.sha256()
    raw = sqlite3.connect(database)
    try:
        raw.executescript(str(connection.settings_dict["OPTIONS"]["init_command"]))
        verdict = str(raw.execute("PRAGMA integrity_check").fetchone()[0])
        for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            rows.update(repr(raw.execute(f'SELECT * FROM "{table}"').fetchall()).encode())
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        raw.close()
    return rows.hexdigest(), verdict


def _proof() -> list[str]:
    from creditdesk.nightly import proof

    return [str(fact) for fact in proof.broken_facts(as_of=TODAY)]


def _closed(database: Path) -> bytes:
    """The database's file, once its log is brought into it and gone."""
    from django.db import connections

    connections.close_all()
    assert [path.name for path in database.parent.glob(database.name + "-*")] == []
    return database.read_bytes()


if __name__ == "__main__":
    main()
