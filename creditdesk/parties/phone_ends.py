"""The last digits of a telephone number, taken out by the database: an expression that an index can be made of.

Numbers are kept as people write them. So the index is never behind what is kept, whoever writes it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func


class PhoneEnd(Func):
    """The last four digits before an extension. The text is the same in the index and in a query, or none is used."""

    arity = 1
    output_field = CharField()
    # What stands between the digits; what begins an extension becomes an x.
    _between = (" ", "-", ".", "(", ")", "/", "+", "\u00a0")
    _extensions = ("ext", "#", ";", ",")

    def _template(self, place: str, end: str) -> str:
        text = "lower(%(expressions)s)"
        for mark in self._extensions:
            text = f"replace({text}, '{mark}', 'x')"
        text = f"substr({text}, 1, {place.format(text=text)} - 1)"
        for sign in self._between:
            text = f"replace({text}, '{sign}', '')"
        return end.format(text=text)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """In SQLite's words."""
        template = self._template("instr({text} || 'x', 'x')", "substr({text}, -4)")
        return super().as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """In PostgreSQL's words."""
        template = self._template("strpos({text} || 'x', 'x')", '"right"({text}, 4)')
        return super().as_sql(compiler, connection, template=template, **more)
