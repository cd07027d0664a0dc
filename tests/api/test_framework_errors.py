"""Whatever goes wrong before an operation is reached is told as a problem too, with a type that is in the guide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.programs import BASE, Program
from tests.web.clients import client_of
from tests.world import World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

GUIDE = (Path(__file__).parents[2] / "docs/guide/api.md").read_text(encoding="utf-8")


def _told(answer: Answer, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["type"]) == (status, f"/problems/{kind}")
    assert f"`{body['type']}`" in GUIDE
    return body


def test_a_method_that_the_address_does_not_have(world: World) -> None:
    client = Program(world.alice).client
    for method in ("delete", "put", "patch"):
        answer = getattr(client, method)(f"{BASE}/customers")
        _told(answer, 405, "method-not-allowed")
        assert answer["Allow"] == "GET"
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
        assert "default-src" in answer["Content-Security-Policy"]
    _told(client.get(f"{BASE}/applications"), 405, "method-not-allowed")


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("path", ["nowhere", "customers/", "customers/1/nothing", "%00", "a/../b"])
def test_an_address_without_an_operation(world: World, method: str, path: str) -> None:
    for client in (Program(world.alice).client, Client(enforce_csrf_checks=True)):
        _told(getattr(client, method)(f"{BASE}/{path}"), 404, "not-found")


def test_a_body_of_another_media_type(world: World) -> None:
    client = Program(world.alice).client
    for media_type in ("application/x-www-form-urlencoded", "text/plain", "application/xml"):
        answer = client.post(f"{BASE}/customers/{world.acme.id}/ticklers", "cause=Call", content_type=media_type)
        _told(answer, 415, "media-type")


@pytest.mark.parametrize("text", ["{", "nonsense", "[" * 5_000, b"\xff\xfe", '{"cause": "\\ud800"}\x00'])
def test_a_body_that_is_no_json(world: World, text: str | bytes) -> None:
    path = f"{BASE}/customers/{world.acme.id}/ticklers"
    answer = Program(world.alice).client.post(path, text, content_type="application/json")
    _told(answer, 400, "unreadable")


def test_a_body_that_is_too_large(world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    path = f"{BASE}/customers/{world.acme.id}/ticklers"
    answer = Program(world.alice).client.post(path, {"cause": "x" * 2_000}, content_type="application/json")
    _told(answer, 413, "too-large")


def test_a_document_that_is_too_large(world: World, settings: Any) -> None:
    program = Program(world.alice)
    file = SimpleUploadedFile("large.pdf", b"%PDF-" + b"0" * 10_000_000)
    path = f"{BASE}/customers/{world.acme.id}/documents"
    _told(program.client.post(path, {"file": file}, headers={"Idempotency-Key": "large"}), 413, "too-large")


def test_half_of_a_multipart_body(world: World) -> None:
    answer = Program(world.erin).client.post(
        f"{BASE}/imports", b"--x\r\n", content_type="multipart/form-data", headers={"Idempotency-Key": "half"}
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_host_that_is_not_ours(world: World) -> None:
    answer = Program(world.alice).client.get(f"{BASE}/me", headers={"Host": "evil.example.net"})
    _told(answer, 400, "unreadable")


def test_a_session_without_its_second_factor_changes_nothing(world: World) -> None:
    client = client_of(world.alice)
    world.alice.role = "supervisor"
    world.alice.save()
    _told(client.get(f"{BASE}/me"), 401, "no-token")


def test_a_page_of_the_desk_stays_a_page(world: World) -> None:
    assert client_of(world.alice).get("/nowhere/")["Content-Type"].startswith("text/html")
