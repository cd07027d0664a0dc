"""Whether the desk is as it must be for people to work on it: asked by machines that watch over it and by operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from creditdesk.journal.queries import entries
from creditdesk.journal.verify import anchored
from creditdesk.nightly import proof, pulse
from creditdesk.nightly.models import NightlyRun

# The server anchors every hour; what is older than two rounds waits for an anchor that does not come.
ANCHORED_WITHIN = dt.timedelta(hours=2)
# The night of yesterday is in force until that of today is due.
NIGHT_WITHIN_DAYS = 1


def shortcomings(*, as_of: dt.date, at: dt.datetime) -> dict[str, str]:
    """Each thing that must hold, by name, and in words what is wrong with it; no words where it holds.

    Where the database does not answer, that is all there is to say.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return {"database": "", **{name: ask(as_of, at) for name, ask in _QUESTIONS.items()}}
    except DatabaseError:
        return {"database": "it does not answer, or lacks its tables"}


def _release(as_of: dt.date, at: dt.datetime) -> str:
    done = set(MigrationRecorder(connection).applied_migrations())
    ours, newest = _migrations()
    if missing := newest - done:
        return f"of an earlier release: {_named(missing)} not applied. Run: creditdesk migrate"
    apps = {app for app, _name in ours}
    later = {step for step in done if step[0] in apps} - ours
    return f"of a later release: it has {_named(later)}" if later else ""


@cache
def _migrations() -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Every migration that this release knows, and the last of each room. Read once: the files stay as they are."""
    graph = MigrationLoader(None).graph
    return frozenset(graph.nodes), frozenset(graph.leaf_nodes())


def _named(steps: set[tuple[str, str]] | frozenset[tuple[str, str]]) -> str:
    return ", ".join(sorted(".".join(step) for step in steps))


def _guards(as_of: dt.date, at: dt.datetime) -> str:
    broken = proof.broken_guards()
    return f"{len(broken)} are missing or changed: {', '.join(sorted(broken))}" if broken else ""


def _work(as_of: dt.date, at: dt.datetime) -> str:
    silent = []
    for work, silence in pulse.silences(at=at).items():
        if silence is None:
            silent.append(f"{work}: nobody was ever at it")
        elif silence > pulse.SILENT_AFTER:
            silent.append(f"{work}: no sign of life for {silence.total_seconds() // 60:.0f} minutes")
    return "; ".join(silent)


def _anchor(as_of: dt.date, at: dt.datetime) -> str:
    kept, trouble = anchored(proof.anchors_file())
    if trouble:
        return trouble
    behind = entries().filter(seq__gt=max(kept, default=0), at__lte=at - ANCHORED_WITHIN).count()
    return f"{behind} journal entries older than two hours have no anchor outside the database" if behind else ""


def _night(as_of: dt.date, at: dt.datetime) -> str:
    last = NightlyRun.objects.filter(finished_at__isnull=False, business_date__lte=as_of).first()
    if last is None:
        return "none was ever finished"
    behind = (as_of - last.business_date).days
    return f"the last finished one is of {last.business_date}" if behind > NIGHT_WITHIN_DAYS else ""


_QUESTIONS: dict[str, Callable[[dt.date, dt.datetime], str]] = {
    "release": _release,
    "guards": _guards,
    "work": _work,
    "anchor": _anchor,
    "night": _night,
}
