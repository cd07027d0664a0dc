"""Counters that several processes share: calls of a token in a minute, fetches of a calendar.

They lie in the database's cache. The library's own way of counting reads a number and writes the next one, so that two
who read at once count one call where there were two.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class CountingCache(DatabaseCache):
    """The database's cache, in which each count is seen by the next one."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Read and write under one lock: of the row on PostgreSQL, of all writers on SQLite. Raises ValueError."""
        database = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=database):
            self._hold(database, self.make_and_validate_key(key, version=version))
            return super().incr(key, delta, version=version)

    def _hold(self, database: str, row: Any) -> None:
        if connections[database].vendor == "postgresql":
            table = connections[database].ops.quote_name(self._table)  # type: ignore[attr-defined]  # the stubs lack it
            with connections[database].cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE", [row])  # noqa: S608


def count(name: str, *, seconds: int) -> int:
    """How often it was counted, this time included; forgotten after so many seconds or somewhat later."""
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name)
    except ValueError:  # made to forget it between, as one of very many
        return 1
