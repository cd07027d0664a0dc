"""Migrating in half the time: what Django is spared of its work on the models that migrations know.

Of each table that a migration touches, and of all that are tied to it, Django makes the models anew, some thirteen
thousand in an installation.

It copies each of their fields by taking it apart into what it was made of and making it again. A field that belongs to
no model yet is nothing but its attributes, which can be copied.

And for a new table it makes all models anew that have to do with those that the new one names. They stay what they are:
the new model tells them of itself, as each model does where a program starts.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django.utils.functional import cached_property


@contextmanager
def quick_models() -> Iterator[None]:
    """Go the short ways meanwhile. It holds for the whole process, which does nothing else than migrate."""
    fields: Any = Field
    states: Any = ProjectState
    taken_apart, made_anew = fields.clone, states.add_model

    def clone(field: Any) -> Any:
        return taken_apart(field) if hasattr(field, "model") else copy_of(field)

    def add_model(state: ProjectState, model: ModelState) -> None:
        apps = state.__dict__.pop("apps", None)  # without them Django only notes that there is such a model
        made_anew(state, model)
        if apps is not None:
            state.__dict__["apps"] = apps
            apps.render_multiple([model])

    fields.clone = clone
    states.add_model = add_model
    try:
        yield
    finally:
        fields.clone = taken_apart
        states.add_model = made_anew


def copy_of(field: Any) -> Any:
    """A field as new, without what the other has computed of itself; in order after all that were made before."""
    new = copy.copy(field)
    _forget(new)
    if field.remote_field:
        new.remote_field = copy.copy(field.remote_field)
        new.remote_field.field = new
        _forget(new.remote_field)
    # As Django counts them: the order of a table's columns.
    if field.auto_created:
        new.creation_counter = Field.auto_creation_counter
        Field.auto_creation_counter -= 1
    else:
        new.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return new


def _forget(copied: Any) -> None:
    kind: Any = type(copied)
    for name in vars(copied).keys() & _computed(kind):
        del copied.__dict__[name]


@cache
def _computed(kind: Any) -> frozenset[str]:
    """The attributes that objects of this class compute once and keep; its validators are there when it is made."""
    names = {name for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property)}
    return frozenset(names - {"validators"})
