"""The short ways of migrating come to what Django's long ones come to, for every field of every migrated model."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from creditdesk.commands.quick_models import copy_of, quick_models

OF_ITS_TIES = {"creation_counter", "remote_field"}


def _state() -> ProjectState:
    """The models as the last migration leaves them."""
    return MigrationLoader(None).project_state()


def _attributes(field: models.Field[Any, Any]) -> str:
    """What a field is made of, its order and its ties left out, and where in memory a part of it lies."""
    ordered = sorted((vars(field) | {"validators": field.validators}).items())
    made_of = {name: list(value) if isinstance(value, tuple) else value for name, value in ordered}
    return re.sub("0x[0-9a-f]+", "", str([part for part in made_of.items() if part[0] not in OF_ITS_TIES]))


def _ties(field: Any) -> dict[str, Any]:
    return {**vars(field.remote_field), "field": field is field.remote_field.field}


def _fields() -> list[models.Field[Any, Any]]:
    return [field for model in _state().models.values() for field in model.fields.values()]


def test_a_copy_is_made_of_the_same_and_has_the_same_ties() -> None:
    fields = _fields()
    assert len(fields) > 500
    for field in fields:
        long, short = field.clone(), copy_of(field)
        assert short.deconstruct() == long.deconstruct()
        assert _attributes(short) == _attributes(long)
        assert (short.auto_created, short.creation_counter < 0) == (long.auto_created, long.creation_counter < 0)
        if field.remote_field:
            ties = [_ties(one) for one in (short, long)]
            assert str(ties[0]).lower() == str(ties[1]).lower()  # a model's name may be told either way


def test_what_a_field_has_computed_of_itself_is_left_behind() -> None:
    field: Any = models.ForeignKey("parties.customer", models.PROTECT)
    assert field.related_model == "parties.customer"
    assert "related_model" in vars(field)
    assert "related_model" not in vars(copy_of(field))


def _known(state: ProjectState) -> dict[str, list[tuple[object, ...]]]:
    """Each model's fields and the models that they lead to, in their order, and those that lead to it."""
    return {
        model._meta.label: [
            (
                type(field),
                field.name,
                getattr(field, "column", ""),
                field.related_model and field.related_model._meta.label,
            )
            for field in (*model._meta.local_fields, *sorted(model._meta.get_fields(include_hidden=True), key=str))
        ]
        for model in state.apps.get_models(include_auto_created=True)
    }


def test_models_made_migration_for_migration_know_each_other_as_those_made_at_once() -> None:
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    with quick_models():
        assert not list(state.apps.get_models())
        for migration in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
            state = loader.graph.nodes[migration].mutate_state(state, preserve=False)
    assert _known(state) == _known(_state())
    assert {model._meta.label for model in apps.get_models()} <= _known(state).keys()
    assert models.Field.clone.__module__ == "django.db.models.fields"
    assert ProjectState.add_model.__module__ == "django.db.migrations.state"
