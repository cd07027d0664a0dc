"""The way in: what is new in the folder of a mailbox, one message at a time, and the mark that it was taken over."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from creditdesk.mail.smtp import Server, what_failed
from creditdesk.parties.connecting import connected, cut_off_after, trust, trusted

# What one step takes over; the next step goes on behind it.
BATCH = 25
_FOLDER_LONGEST = 120


class FetchFailed(Exception):
    """The server could not be asked: in words what was wrong."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as the server keeps it. `whole` is False where only the head was fetched: it is too large."""

    uidvalidity: int
    uid: int
    size: int
    content: bytes
    whole: bool


class _Wire(imaplib.IMAP4):
    """A connection to an address that was judged, encrypted and checked as the mailbox says."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.timers = contextlib.ExitStack()
        super().__init__(server.host, server.port, timeout=server.step_seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        seconds = timeout or self.server.step_seconds
        plain = connected(self.server.host, self.server.port, inside=self.server.inside, seconds=seconds)
        self.timers.enter_context(cut_off_after(plain, self.server.whole_seconds))
        return trusted(plain, self.server.host) if self.server.security == "tls" else plain


class Folder:
    """An open folder of a mailbox; used as a context. Raises FetchFailed for everything that the server does wrong."""

    def __init__(self, server: Server, folder: str) -> None:
        self.server, self.folder = server, folder
        self.uidvalidity = 0
        self._wire: _Wire | None = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except _TROUBLE as error:
            self._shut()
            raise FetchFailed(_in_words(error)) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shut()

    def new_messages(self, *, behind: int, largest: int) -> Iterator[Fetched]:
        """The messages with a higher number than `behind`, oldest first, at most a batch."""
        try:
            for uid in self._numbers(behind)[:BATCH]:
                if (found := self._fetched(uid, largest=largest)) is not None:
                    yield found
        except _TROUBLE as error:
            raise FetchFailed(_in_words(error)) from error

    def mark_seen(self, uid: int) -> None:
        """Mark the message as taken over."""
        try:
            self._told("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        except _TROUBLE as error:
            raise FetchFailed(_in_words(error)) from error

    def _open(self) -> None:
        server = self.server
        self._wire = wire = _Wire(server)
        if server.security == "starttls":
            wire.starttls(ssl_context=trust())
        wire.login(server.user, server.password)
        quoted = self.folder.replace("\\", "\\\\").replace('"', '\\"')[:_FOLDER_LONGEST]
        answer, told = wire.select(f'"{quoted}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"the folder {self.folder} cannot be opened: {_shown(told)}")
        _, validity = wire.response("UIDVALIDITY")
        self.uidvalidity = int(validity[0]) if validity and validity[0] else 0

    def _numbers(self, behind: int) -> list[int]:
        told = self._told("SEARCH", "UID", f"{behind + 1}:*")
        listed = b" ".join(part for part in told if isinstance(part, bytes))
        # The star is the highest number there is, even where it lies below the one that was asked for.
        return sorted({int(part) for part in listed.split() if part.isdigit() and int(part) > behind})

    def _fetched(self, uid: int, *, largest: int) -> Fetched | None:
        sizes = self._told("FETCH", str(uid), "(RFC822.SIZE)")
        found = re.search(rb"RFC822\.SIZE (\d{1,12})", b" ".join(_bytes(part) for part in sizes))
        if found is None:
            return None  # it was taken away meanwhile
        size = int(found.group(1))
        what = "(BODY.PEEK[])" if size <= largest else "(BODY.PEEK[HEADER])"
        parts = [part for part in self._told("FETCH", str(uid), what) if isinstance(part, tuple)]
        if not parts:
            return None
        content = bytes(parts[0][1])[: largest + 1]
        whole = size <= largest and len(content) <= largest
        return Fetched(self.uidvalidity, uid, max(size, len(content)), content, whole)

    def _told(self, verb: str, *words: str) -> list[Any]:
        assert self._wire is not None, "the folder is open"
        answer, told = self._wire.uid(verb, *words)
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{verb}: {_shown(told)}")
        return told

    def _shut(self) -> None:
        if self._wire is None:
            return
        with contextlib.suppress(*_TROUBLE):
            self._wire.logout()
        self._wire.timers.close()


_TROUBLE = (OSError, imaplib.IMAP4.error, ValueError, EOFError)


def try_folder(server: Server, folder: str) -> str:
    """What is wrong with the server or the folder in words, or nothing."""
    try:
        with Folder(server, folder):
            return ""
    except FetchFailed as failed:
        return str(failed)


def _in_words(error: Exception) -> str:
    if isinstance(error, imaplib.IMAP4.abort):
        return "the server dropped the connection"
    return what_failed(error)


def _bytes(part: object) -> bytes:
    if isinstance(part, tuple):
        return b" ".join(each for each in part if isinstance(each, bytes))[:500]
    return part if isinstance(part, bytes) else b""


def _shown(told: list[Any]) -> str:
    return " ".join(_bytes(part).decode("utf-8", "replace") for part in told)[:200]
