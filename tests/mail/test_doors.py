"""Mail servers are reached by judged addresses and checked certificates only; what fails is said in words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.mail import smtp
from creditdesk.mail.mailboxes import Settings, change_mailbox, end_mailbox, make_mailbox
from creditdesk.mail.models import Mailbox
from tests.mail.mail_server import Script, serving
from tests.outbound.certificate import certificate_in
from tests.world import NOW, World

LETTER = {"sender": "a@b.example", "recipient": "c@d.example", "raw": b"Subject: x\r\n\r\ntext\r\n"}


@pytest.fixture(params=["tls", "starttls"])
def encrypted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Script, smtp.Server, Path]]:
    certificate, key = certificate_in(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    options: dict[str, Any] = {"ssl_context": context} if request.param == "tls" else {"tls_context": context}
    with serving(**options) as (script, port):
        yield script, smtp.Server("localhost", port, request.param, "", "", 5.0, 10.0), certificate


def test_a_certificate_that_nobody_vouches_for_ends_it_before_anything_is_said(
    encrypted: tuple[Script, smtp.Server, Path],
) -> None:
    script, server, _ = encrypted
    answer = smtp.hand_over(server, **LETTER)  # type: ignore[arg-type]
    assert (answer.came, answer.of_mailbox) == ("later", True)
    assert "certificate of the server is not trusted" in answer.words
    assert not script.taken


def test_a_trusted_certificate_of_the_name_is_spoken_to_and_that_of_another_name_is_not(
    encrypted: tuple[Script, smtp.Server, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    script, server, certificate = encrypted
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = smtp.hand_over(server, **LETTER)  # type: ignore[arg-type]
    assert answer.came == "sent", answer
    other = smtp.hand_over(replace(server, host="127.0.0.1"), **LETTER)  # type: ignore[arg-type]
    assert "not trusted" in other.words and len(script.taken) == 1


def test_a_host_inside_a_network_is_reached_only_where_the_operator_allows_it(settings: Any) -> None:
    settings.MAIL_INTERNAL_HOSTS = []
    with serving() as (script, port):
        answer = smtp.hand_over(smtp.Server("localhost", port, "plain", "", ""), **LETTER)  # type: ignore[arg-type]
    assert "leads to an address inside a network" in answer.words and not script.taken


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sender_name": "\r\n"}, "mailbox.sender_name"),
        ({"address": "ar@northlight.example\r\nBcc: x@y.example"}, "mail.address"),
        ({"smtp_host": "10.0.0.7"}, "mailbox.smtp_host"),
        ({"smtp_host": "mail.example/x"}, "mailbox.smtp_host"),
        ({"imap_host": "169.254.169.254"}, "mailbox.imap_host"),
        ({"imap_host": "mail.example", "imap_security": "plain"}, "mailbox.imap_security"),
        ({"smtp_host": "mail.example", "smtp_port": 0}, "mailbox.smtp_port"),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_named(world: World, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        make_mailbox(
            world.northlight, replace(Settings("AR", "ar@northlight.example"), **changed), by=world.adam, at=NOW
        )
    assert [reason.code for reason in refused.value.reasons] == [code]


@pytest.mark.django_db
def test_a_password_is_sealed_kept_where_none_is_typed_and_gone_with_the_mailbox(world: World) -> None:
    written = Settings("AR", "ar@northlight.example", smtp_host="mail.example", smtp_user="ar", smtp_password="geheim")
    box = make_mailbox(world.northlight, written, by=world.adam, at=NOW)
    assert "geheim" not in box.smtp_password and box.smtp_password

    changed = change_mailbox(box, replace(written, smtp_password="", smtp_port=587), version=1, by=world.adam, at=NOW)
    assert (changed.smtp_password, changed.smtp_port) == (box.smtp_password, 587)
    with pytest.raises(Refusal, match="somebody changed this mailbox meanwhile"):
        change_mailbox(box, written, version=1, by=world.adam, at=NOW)
    with pytest.raises(Refusal, match="NL has a mailbox already"):
        make_mailbox(world.northlight, written, by=world.adam, at=NOW)

    end_mailbox(box, by=world.adam, at=NOW)
    assert Mailbox.objects.get().smtp_password == ""
