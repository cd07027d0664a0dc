"""A program that kills the flows of `kill_steps` on PostgreSQL, at a sample of their steps, and checks what is left.

The database of the setting is its own: what the flows begin with is kept beside it as a template, from which it is made
anew for every kill. A killed process leaves its transaction to the server, which takes it back.

    python -m tests.faults.kill_on_postgres 8 post "keep terms"      prints {"post": {"steps": …, "kills": …, …}, …}
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import django
import psycopg

from tests.faults.kill_flows import FLOWS, Flow, make_company
from tests.faults.kill_lists import LIST_FLOWS
from tests.faults.kill_matching import MATCH_FLOWS
from tests.faults.kill_steps import LOADED, KillAt, in_child, recovered


def main() -> None:
    """Kill each of the named flows so often and print the outcomes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    for module in LOADED:
        importlib.import_module(module)
    kills, *names = sys.argv[1:]
    in_child(make_company)
    _copy(of=_name(), to=f"{_name()}_company")
    print(json.dumps({name: _killed({**FLOWS, **LIST_FLOWS, **MATCH_FLOWS}[name], kills=int(kills)) for name in names}))


def _killed(flow: Flow, *, kills: int) -> dict[str, Any]:
    _copy(of=f"{_name()}_company", to=_name())
    for earlier in flow.before:
        in_child(earlier)
    _copy(of=_name(), to=f"{_name()}_base")
    steps, _ = in_child(lambda: _run(flow, kill_at=None))
    expected, _ = in_child(lambda: _in_order(flow))
    # From the first step to the last; each flow is hit within its transactions and between them.
    sample = sorted({number * (steps - 1) // (kills - 1) for number in range(kills)})
    faults = []
    for step in sample:
        _copy(of=f"{_name()}_base", to=_name())
        _, died = in_child(lambda step=step: _run(flow, kill_at=step))  # type: ignore[misc]
        left, _ = in_child(lambda: _in_order(flow))
        if not died or left != expected:
            faults.append({"step": step, "died": died, "outcome": left})
    return {"steps": steps, "kills": len(sample), "faults": faults, "expected": expected}


def _run(flow: Flow, *, kill_at: int | None) -> int:
    """Run the flow, killed at the step; how many there were."""
    from django.db import connection

    with connection.execute_wrapper(killer := KillAt(kill_at)):
        flow.run()
    return killer.step


def _in_order(flow: Flow) -> dict[str, Any]:
    """What is left once the desk went on; without an order of its own a table has none on this database."""
    return {name: sorted(left, key=str) if isinstance(left, list) else left for name, left in recovered(flow).items()}


def _name() -> str:
    from django.conf import settings

    return str(settings.DATABASES["default"]["NAME"])


def _copy(*, of: str, to: str) -> None:
    """Make the database anew as a copy of the other one, whoever is still connected to it."""
    from django.conf import settings

    at: dict[str, Any] = settings.DATABASES["default"]
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname="postgres", autocommit=True
    ) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [of],
        )
        admin.execute(f'CREATE DATABASE "{to}" TEMPLATE "{of}"')


if __name__ == "__main__":
    main()
