"""The description and the interface agree: every operation, asked with made-up input, answers as it is described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    use_after_free,
)

from creditdesk.api.desk import api
from creditdesk.config import clock
from creditdesk.config.wsgi import application
from creditdesk.demo.people import totp_code
from creditdesk.domain.scopes import Scope
from creditdesk.followup.worklist import refresh_worklist
from tests import builders
from tests.api.programs import Program
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.web.clients import give_second_factor
from tests.world import TODAY, World

pytestmark = pytest.mark.long


def _whole_answers(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The server's application, each answer read to its end and closed, as a server does."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


_description = api.get_openapi_schema(path_prefix="/api/v1/")
schema = schemathesis.openapi.from_dict(dict(_description), config=SchemathesisConfig())
schema.app = _whole_answers
_keys = count(1)
# Beside what is made up there are some sixty cases for each operation that cover every word of its description, the
# longest, the least, the missing. A run asks every fourth of them, on PostgreSQL others than on SQLite.
COVERED = figure(4, full=1)
IN_TURN = 2 if connection.vendor == "postgresql" else 0
_covering = count()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
]


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, operations in _description["paths"].items()
        for method, operation in operations.items()
    ]


def test_the_description_is_openapi_3_1() -> None:
    assert _description["openapi"] == "3.1.0"
    scheme = _description["components"]["securitySchemes"]["Token"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert all(f"`{scope}`" in scheme["description"] for scope in Scope)


@pytest.mark.parametrize(("method", "path", "operation"), _operations(), ids=lambda value: str(value)[:60])
def test_every_operation_declares_how_it_refuses(method: str, path: str, operation: dict[str, Any]) -> None:
    declared = set(map(str, operation["responses"]))
    assert {"401", "403", "404", "422", "429"} <= declared
    if method == "post":
        assert {"400", "409"} <= declared
        headers = [one["name"] for one in operation["parameters"] if one["in"] == "header"]
        assert headers in (["Idempotency-Key"], ["Idempotency-Key", "Second-Factor-Code"])
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"]


def test_the_guide_lists_every_operation() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/api.md").read_text(encoding="utf-8")
    missing = []
    for _, path, _ in _operations():
        whole = path.removeprefix("/api/v1")
        # The guide shortens what stands behind the object that it has just named.
        if f"{whole}`" not in guide and f"`/{whole.rpartition('/')[2]}`" not in guide:
            missing.append(whole)
    assert missing == []


@pytest.fixture
def busy(world: World) -> Iterator[dict[bool, Program]]:
    """A desk with something in every list, a program that may do most, and (True) one of an administrator.

    The server ends its connections around each request; inside of a test there is one, and it stays.
    """
    builders.invoice(world.acme, amount=120_000)
    builders.payment(world.acme, amount=50_000)
    refresh_worklist(as_of=TODAY)
    program = Program(world.erin)
    program.upload(b"customer,document,amount\n1,2,3\n", company="NL")
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    give_second_factor(world.adam)
    yield {False: program, True: Program(world.adam)}
    for signal in around:
        signal.connect(close_old_connections)


SETTINGS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@settings(SETTINGS, max_examples=figure(3, full=1_000))
def test_made_up_requests_are_answered_as_described_and_never_with_an_error_of_ours(
    case: schemathesis.Case[Any], busy: dict[bool, Program]
) -> None:
    covers = case.meta is not None and case.meta.phase.name == TestPhase.COVERAGE
    if covers and (next(_covering) + IN_TURN) % COVERED:
        return
    cache.clear()  # the codes that were used, too
    case.call_and_validate(headers=_headers(case, busy), checks=CHECKS)


def _headers(case: schemathesis.Case[Any], programs: dict[bool, Program]) -> dict[str, str]:
    is_administration = bool({"administration", "webhooks"} & set(case.operation.tags or ()))
    headers = {"Authorization": f"Bearer {programs[is_administration].secret}"}
    if case.method == "POST":
        headers["Idempotency-Key"] = f"made-up-{next(_keys)}"
        headers["Second-Factor-Code"] = totp_code(at=clock.now())
    return headers


# One machine of all operations is more than the generator draws a sequence of: each half has its own.
_TAGS = sorted({tag for _, _, operation in _operations() for tag in operation["tags"]})


@pytest.mark.parametrize("half", [0, 1])
def test_sequences_of_made_up_requests_never_end_in_an_error_of_ours(
    half: int, busy: dict[bool, Program], counted: Counted
) -> None:
    """What one operation answers is asked for by the next: an object that was made, listed, or is gone."""
    asked: Counter[int] = Counter()

    class Sequences(schema.include(tag=_TAGS[half::2]).as_state_machine()):  # type: ignore[misc]
        """Operations of half of the rooms in any order, as one program."""

        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            cache.clear()
            return {"headers": _headers(case, busy)}

        def validate_response(self, response: Any, case: schemathesis.Case[Any], **_: Any) -> None:
            asked[response.status_code // 100] += 1
            case.validate_response(response, checks=[*CHECKS, use_after_free], headers=_headers(case, busy))

    made_up = settings(SETTINGS, max_examples=figure(5, full=200), stateful_step_count=figure(10, full=20))
    run_state_machine_as_test(Sequences, settings=made_up)
    answers = ", ".join(f"{count} × {status}xx" for status, count in sorted(asked.items()))
    counted("F15", f"{asked.total()} requests in sequences: {answers}")
    assert asked[2] and not asked[5]
