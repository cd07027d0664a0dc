"""A mail server on this machine that does as it is told: takes, puts off, refuses, hangs, or drops the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass
class Script:
    """What the server does at a verb (`EHLO`, `MAIL`, `RCPT`, `DATA`: the answer to the dot), and what it took.

    A behaviour is an answer such as `451 later`, `hang`, or `drop`. `drop after taking` takes the message first.
    """

    does: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    # What was asked for beside sender and recipient, where the server offers reports of delivery (RFC 3461).
    reports: bool = False
    asked: list[str] = field(default_factory=list)

    def messages(self) -> list[EmailMessage]:
        """What was taken, as messages."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]

    async def play(self, verb: str, server: SMTP) -> str | None:
        """The answer to the verb, if it is another one than the usual."""
        told = self.does.get(verb)
        if told == "hang":
            await asyncio.sleep(30)
        if told is not None and told.startswith("drop"):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 nobody hears this"
        return told

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        told = await self.play("EHLO", server)
        offered = [*responses[:-1], "250-DSN", responses[-1]] if self.reports else responses
        return [told] if told else offered

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self.play("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = await self.play("RCPT", server)
        if told:
            return told
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        told = self.does.get("DATA", "")
        if not told or told in {"drop after taking", "hang after taking"}:
            assert isinstance(envelope.content, bytes)
            self.taken.append(envelope.content)
        if told == "hang after taking":
            await asyncio.sleep(30)
        return await self.play("DATA", server) or "250 taken"


class ReportingSMTP(SMTP):
    """The library's server knows nothing of reports of delivery: what asks for one is kept, and taken out."""

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        await super().smtp_MAIL(self._without(arg, "RET="))

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await super().smtp_RCPT(self._without(arg, "NOTIFY="))

    def _without(self, arg: str | None, word: str) -> str | None:
        script = self.event_handler
        if arg is None or not script.reports:
            return arg
        parts = arg.split(" ")
        script.asked += [part for part in parts if part.startswith(word)]
        return " ".join(part for part in parts if not part.startswith(word))


class ReportingController(Controller):
    """The library's server, with reports of delivery."""

    def factory(self) -> SMTP:
        """A talk with the server."""
        return ReportingSMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Script, int]]:
    """A server with its script, and the port on which it listens."""
    script = Script()
    controller = ReportingController(script, hostname=HOST, port=0, **options)
    # The library asks a port that it must know; the system gives one that is free.
    import socket

    with socket.socket() as found:
        found.bind((HOST, 0))
        controller.port = found.getsockname()[1]
    controller.start()
    try:
        yield script, controller.port
    finally:
        controller.stop()
