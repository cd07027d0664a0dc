"""The index of the words of notes, one in each database's own manner. docs/decisions/search-in-notes.md.

PostgreSQL keeps a GIN index over the words of the column, by a function of which it knows that to call it for every row
costs more than to ask the index. SQLite keeps a table of its own (FTS5) without a second copy of the text; triggers
write to it in the transaction of the note. Neither takes a text apart by rules of its own: the words are those of
`domain.search_words`, with a blank between two, so both find the same.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

from creditdesk.journal.triggers import Follower

_NOTES, _INDEX = "followup_activity", "followup_notewords"
_ADD = "INSERT INTO followup_notewords (rowid, search_text) VALUES (NEW.id, NEW.search_text)"
# So one tells FTS5 which words to forget.
_TAKE = (
    "INSERT INTO followup_notewords (followup_notewords, rowid, search_text) VALUES ('delete', OLD.id, OLD.search_text)"
)
_MATCHING = "SELECT rowid FROM followup_notewords WHERE followup_notewords MATCH %s"

NOTE_INDEX = [
    Follower("followup_notewords_added", _NOTES, "INSERT", _INDEX, _ADD),
    # A note is never changed or deleted; whoever empties a database, or erases a person one day, takes its words along.
    Follower("followup_notewords_changed", _NOTES, "UPDATE OF search_text", _INDEX, f"{_TAKE}; {_ADD}"),
    Follower("followup_notewords_gone", _NOTES, "DELETE", _INDEX, _TAKE),
]


class HasWords(Func):
    """Whether the searched text of a note holds a word that begins so, for each of some words; asked of the index.

    Words consist of letters and figures alone, so none of them is read as a sign of the query.
    """

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(models.F("pk"), models.F("search_text"))
        self.words = words

    def __repr__(self) -> str:
        return f"HasWords({self.words!r})"

    @property
    def identity(self) -> tuple[Any, ...]:
        """Two are the same if they ask for the same words."""
        return (self.__class__, self.words)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in SQLite's words."""
        key, _ = compiler.compile(self.get_source_expressions()[0])
        query = " AND ".join(f'"{word}"*' for word in self.words)
        return f"{key} IN ({_MATCHING})", (query,)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in PostgreSQL's words."""
        text, _ = compiler.compile(self.get_source_expressions()[1])
        query = " & ".join(f"'{word}':*" for word in self.words)
        return f"followup_note_words({text}) @@ %s::tsquery", (query,)
