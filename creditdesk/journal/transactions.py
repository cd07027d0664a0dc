"""One business verb, one transaction.

`@action` opens the transaction, and runs the verb again when the database asks for it (a serialisation failure or a
deadlock on PostgreSQL; SQLite's IMMEDIATE transactions queue instead). Actions do not call actions: what two verbs
share is a plain function that runs inside the open transaction.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import ParamSpec, TypeVar

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

from creditdesk.journal.file_lock import file_lock

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 5
# By what is told that the database does not answer. A cursor that PostgreSQL keeps tells it past Django when it closes.
DATABASE_AWAY: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
# PostgreSQL's words for "somebody was faster; the same work may succeed now".
_TRY_AGAIN = {"40001", "40P01"}


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Run `verb` in one durable transaction; repeat it on a serialisation failure or deadlock, at most five times."""

    @functools.wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _turn_to_write(), transaction.atomic(durable=True):
                    return verb(*args, **kwargs)
            except OperationalError as error:
                if attempt == ATTEMPTS or not _may_succeed_again(error):
                    raise
            # Jitter, so that two that collided do not collide again. No secret depends on it.
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311
        raise AssertionError("unreachable: the last attempt returns or raises")

    run.is_action = True  # type: ignore[attr-defined]
    return run


def _turn_to_write() -> AbstractContextManager[object]:
    """A turn among the writers. SQLite lets them ask again and again, and whoever has bad luck waits for seconds."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return nullcontext()
    return file_lock(Path(f"{connection.settings_dict['NAME']}.writer"), wait=True)


def _may_succeed_again(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in _TRY_AGAIN
