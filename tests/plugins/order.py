"""Files that take minutes begin first: a long one begun last keeps one process busy while the other is idle.

`pytestmark = pytest.mark.long` in a file says that it is one of them. `--no-loadscope-reorder` keeps this order where
several processes share the files; without it they would begin with those of the most tests, which are the short ones.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files before all others, each as it was."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
