"""The door out: to the address that was judged and to no other, to nobody who is not trusted, and not for long."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.deliveries import Outcome
from creditdesk.outbound import door
from tests.outbound.certificate import certificate_in
from tests.outbound.receiver import Receiver, receiving


def _post(url: str) -> door.Answer:
    return door.post(url, body=b"{}", headers={"Content-Type": "application/json"})


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names that the look-up finds, and the addresses that each has; a name may have others at the next question."""
    known: dict[str, list[str]] = {}

    def look_up(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        places = known[host]
        known[host] = known.get(f"{host} later", places)
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(kinds[ipaddress.ip_address(one).version], socket.SOCK_STREAM, 6, "", (one, port)) for one in places]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_public_name_that_leads_inside_is_not_called(names: dict[str, list[str]], address: str) -> None:
    names["hooks.example.com"] = ["93.184.216.34", address]
    assert _post("https://hooks.example.com/").outcome is Outcome.FORBIDDEN_ADDRESS


def test_a_name_that_the_operator_named_leads_inside_and_never_to_the_metadata_service(
    names: dict[str, list[str]], receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["erp.internal"]
    port = receiver.url.rpartition(":")[2]
    names["erp.internal"] = ["127.0.0.1"]
    assert _post(f"http://erp.internal:{port}/in").outcome is Outcome.DELIVERED
    assert receiver.got[0].headers["Host"] == f"erp.internal:{port}"
    names["erp.internal"] = ["169.254.169.254"]
    assert _post(f"http://erp.internal:{port}/in").outcome is Outcome.FORBIDDEN_ADDRESS


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(
    names: dict[str, list[str]], receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["erp.internal"]
    port = receiver.url.rpartition(":")[2]
    names["erp.internal"], names["erp.internal later"] = ["127.0.0.1"], ["169.254.169.254"]
    assert _post(f"http://erp.internal:{port}/").outcome is Outcome.DELIVERED


def test_a_name_that_nobody_has_is_told_apart(names: dict[str, list[str]]) -> None:
    assert _post("https://nowhere.example.com/").outcome is Outcome.NOT_FOUND


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.statuses = [307]
    answer = _post(f"{receiver.url}/here")
    assert (answer.outcome, answer.status) == (Outcome.REDIRECTED, 307)
    assert [one.path for one in receiver.got] == ["/here"]


def test_a_receiver_that_is_silent_is_left_after_a_while(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver.silent_for = 0.5
    monkeypatch.setattr(door, "STEP_SECONDS", 0.05)
    assert _post(receiver.url).outcome is Outcome.NO_ANSWER


def test_a_receiver_that_drips_its_answer_is_cut_off(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["localhost"]
    monkeypatch.setattr(door, "WHOLE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = _post(f"http://localhost:{server.getsockname()[1]}/")
    assert answer.outcome in {Outcome.NO_ANSWER, Outcome.NO_CONNECTION}
    assert answer.milliseconds < 5_000


@pytest.fixture
def certified(tmp_path: Path) -> Iterator[tuple[Receiver, Path]]:
    """A receiver with a certificate for `localhost`, and the file of those whom to trust for it."""
    certificate_file, key_file = certificate_in(tmp_path)
    with receiving(certificate=(certificate_file, key_file)) as started:
        yield started, certificate_file


def test_a_certificate_that_nobody_vouches_for_ends_it_before_anything_is_said(
    certified: tuple[Receiver, Path], settings: Any
) -> None:
    settings.WEBHOOK_INTERNAL_HOSTS = ["localhost"]
    assert _post(certified[0].url).outcome is Outcome.NOT_TRUSTED
    assert certified[0].got == []


def test_a_trusted_certificate_of_the_name_is_spoken_to_and_that_of_another_name_is_not(
    certified: tuple[Receiver, Path], names: dict[str, list[str]], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, trusted = certified
    settings.WEBHOOK_INTERNAL_HOSTS = ["localhost", "erp.internal"]
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    names["localhost"] = names["erp.internal"] = ["127.0.0.1"]
    assert _post(receiver.url).outcome is Outcome.DELIVERED
    assert _post(receiver.url.replace("localhost", "erp.internal")).outcome is Outcome.NOT_TRUSTED
    assert len(receiver.got) == 1
