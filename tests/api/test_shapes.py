"""What the interface sends and takes: each shape has a name of its own, or the description would show another's."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict

from ninja import Schema

from creditdesk.api import routes


def test_no_two_shapes_of_the_interface_have_one_name() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for module in pkgutil.iter_modules(routes.__path__):
        shapes = vars(importlib.import_module(f"{routes.__name__}.{module.name}"))
        for name, shape in shapes.items():
            if isinstance(shape, type) and issubclass(shape, Schema):
                homes[name].add(shape.__module__)
    assert len(homes) > 100
    assert {name: sorted(where) for name, where in homes.items() if len(where) > 1} == {}
