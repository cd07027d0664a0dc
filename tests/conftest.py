"""Fixtures that every test may use: the world with its cast, and a data directory of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from django.test.utils import teardown_databases
from django.utils import translation

from tests.plugins import kept
from tests.world import World, make_world

pytest_plugins = [
    "tests.plugins.browser",
    "tests.plugins.counts",
    "tests.plugins.databases",
    "tests.plugins.installation",
    "tests.plugins.memory",
    "tests.plugins.order",
]

# No test asserts seconds: on a busy machine a property would fail for the time that one of its examples took.
hypothesis.settings.register_profile("creditdesk", deadline=None)
hypothesis.settings.load_profile("creditdesk")


@pytest.fixture(autouse=True)
def nobody_read_before() -> Iterator[None]:
    """A request leaves the language of its reader behind, for the next request to say its own; a test begins anew."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def data_dir(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Path:
    """Each test has a data directory of its own: an anchor that another test wrote would contradict its journal."""
    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR = folder
    return folder


@pytest.fixture
def world(db: None) -> World:
    """The named cast: Alice the rep, Bob her supervisor and the others, with one customer each to look at."""
    return make_world()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The database of this process, laid out from the one that is kept.

    Whenever it is emptied, Django makes its list of models and of permissions on them again, which takes longer than to
    empty it. Nobody reads them: the desk has roles of its own.
    """
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    with django_db_blocker.unblock():
        made = kept.set_up()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """A database in which other connections see what the test wrote.

    It is emptied afterwards, which the append-only guards would refuse on SQLite; emptying sets them up again.
    """
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
