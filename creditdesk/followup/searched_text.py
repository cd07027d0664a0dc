"""A column that holds a note as it is searched. docs/decisions/search-in-notes.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from creditdesk.domain.search_words import searched

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SearchedText(_Text):
    """The `note` of a row as it is searched, made anew whenever a row is written, one by one or in bulk."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations it is a text like any other: they know nothing of today's code."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The words of the note of the row."""
        text = searched(getattr(model_instance, "note"))  # noqa: B009 - every model that has the column has a note
        setattr(model_instance, self.attname, text)
        return text
