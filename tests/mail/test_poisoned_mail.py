"""F9: two hundred poisoned mails. None crashes the desk, none is dealt with twice, none is answered, the rest flows."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator

import pytest

from creditdesk.mail.arriving import read_next, store_arrived
from creditdesk.mail.imap import Fetched
from creditdesk.mail.models import IncomingMessage, OutgoingMessage
from creditdesk.mail.parsing import ReadLimits, UnreadableMail, read_mail
from creditdesk.mail.reading import read_apart
from tests.mail.post import contact, mailbox, written
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, World

LIMITS = ReadLimits(attachment_bytes=10_000_000, attachments=20)
# Mails that are read in a process of their own, as the desk does; all of them are read in this one.
IN_THE_DESK = figure(25, full=200)


def _nested(depth: int) -> bytes:
    head = b"From: ann@acme.example\r\nSubject: nested\r\n"
    for level in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return head + b"Content-Type: text/plain\r\n\r\nend\r\n"


def _with_head(head: bytes, body: bytes = b"text") -> bytes:
    return head + b"\r\n\r\n" + body


def poisoned() -> Iterator[bytes]:
    """The corpus, the same at every run."""
    yield b""
    yield b"\x00" * 1000
    yield b"\r\n\r\n"
    yield b"no header at all"
    yield from (_nested(depth) for depth in (5, 19, 21, 100, 400, 3000))
    yield b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\np\r\n" * 2000
    yield b"From: a@b.c\r\nContent-Type: multipart/mixed\r\n\r\nno boundary"
    for name in ("utf-9", "x-unknown", "utf-16", "utf-7", "idna", "hex", "rot13", "undefined", "\x00", "a" * 500):
        yield _with_head(b"From: a@b.c\r\nContent-Type: text/plain; charset=" + name.encode(), b"caf\xe9 \xff\xfe\x00")
        yield _with_head(f"From: =?{name}?q?caf=E9?= <a@b.c>\r\nSubject: =?{name}?b?////?=".encode())
    for broken in (b"base64", b"quoted-printable", b"uuencode", b"x-uue", b"nonsense"):
        yield _with_head(b"From: a@b.c\r\nContent-Transfer-Encoding: " + broken, b"=ZZ=\r\n!!!begin 644\r\n=")
    yield from _heads()
    yield from _texts()
    yield written(sender="AR <ar@northlight.example>", subject="loop")
    dice, whole = random.Random(9), written(text="We will pay INV-1 on Friday.")
    while True:
        cut = bytearray(whole)
        for _ in range(dice.randrange(1, 40)):
            cut[dice.randrange(len(cut))] = dice.randrange(256)
        yield bytes(cut[: dice.randrange(1, len(cut))])


def _heads() -> Iterator[bytes]:
    """Headers that are none, lie, or are without end."""
    for sender in (
        b'"Ann\r\n Bcc: x@y" <a@b.c>',
        b"<>",
        b"@",
        b"a@b.c, d@e.f",
        b"<" * 5000,
        b"(" * 5000,
        b"a" * 9000 + b"@b.c",
        b"=?utf-8?q?=0D=0ABcc:_x@y?= <a@b.c>",
        b"a@b.c\x00evil",
        b"\xff\xfe@b.c",
        b"undisclosed:;",
        b'"' + b"\\" * 5000,
    ):
        yield _with_head(b"From: " + sender + b"\r\nSubject: x")
    for header in (
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
        b"Date: 1",
        b"Date: Thu, 01 Jan 0001 00:00:00 -2359",
        b"Message-ID: <" + b"x" * 5000 + b"@y>",
        b"References: " + b"<a@b> " * 5000,
        b"In-Reply-To: \xff\x00",
        b"Auto-Submitted: auto-replied",
        b'Auto-Submitted: auto-generated; owner="x',
        b"Precedence: bulk",
        b"Content-Disposition: attachment; filename*=utf-9''%ff%00",
        b"Content-Type: \x00/\x01; ===;;; a*0=b; a*9=",
        b"Content-Type: message/rfc822",
        b"Content-Type: message/partial; id=1; number=1; total=99",
        b"Content-Type: message/external-body; access-type=local-file; name=/etc/passwd",
        b"Content-Type: application/pdf; name=" + b"../" * 500 + b"x.pdf",
        b"List-Id: <x>",
        b"X-Autoreply: yes",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        b"Content-Type: message/delivery-status",
        b"Return-Path: <>",
        b"Subject: " + b"=?utf-8?b?" * 2000,
    ):
        yield _with_head(b"From: a@b.c\r\n" + header)
        yield _with_head(
            b"From: mailer-daemon@b.c\r\n" + header, b"--b\r\nContent-Type: message/delivery-status\r\n\r\nx"
        )


def _texts() -> Iterator[bytes]:
    """Markup and text that make a reader run in circles."""
    for markup in (
        b"<" * 20_000,
        b"<div>" * 20_000,
        b"<a href='javascript:x'>" * 500,
        b"<!--" * 5000,
        b"&#x0;&#xd800;" * 500,
        b"<svg><style><img src=x onerror=x>",
        b"<table>" * 5000,
        b"<math><mtext></form><form>" * 100,
        b"\x00<p>\x00",
    ):
        yield _with_head(b"From: a@b.c\r\nContent-Type: text/html", markup)
    for text in (
        b"> " * 30_000,
        b"On \n" * 9000,
        b"pay " * 20_000,
        b"\xe2\x80\xae" * 999,
        b"1-" * 20_000,
        b"?" * 50_000,
    ):
        yield _with_head(b"From: a@b.c\r\nContent-Type: text/plain; charset=utf-8", text)


def _corpus() -> list[bytes]:
    made = poisoned()
    return [next(made) for _ in range(200)]


def test_every_poisoned_mail_is_read_or_refused_with_its_reason(counted: Counted) -> None:
    read = refused = 0
    for raw in _corpus():
        try:
            said = read_mail(raw, limits=LIMITS)
        except UnreadableMail:
            refused += 1
        else:
            read += 1
            assert "\x00" not in repr(said).replace("\\x00", "") and "\n" not in said["subject"] + said["from_name"]
            assert "<script" not in said["html"] and "javascript:" not in said["html"] and "<img" not in said["html"]
    assert read + refused == 200
    counted("F9 poisoned mails", f"200 mails: {read} read, {refused} refused")


@pytest.mark.django_db
def test_the_desk_deals_with_each_once_and_the_rest_flows(world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    box = mailbox(world.northlight, by=world.adam)
    chosen = [*_corpus()[::9][:IN_THE_DESK], _nested(3000)]
    for number, raw in enumerate([*chosen, written(subject="The rest flows")], start=1):
        store_arrived(box, Fetched(1, number, len(raw), raw, whole=True), at=NOW)

    turns = 0
    while read_next(now=lambda: NOW):
        turns += 1
        assert turns <= IN_THE_DESK + 2, "one of them comes back again and again"

    assert turns == IncomingMessage.objects.exclude(state="set_aside", kind="").count(), "each is dealt with once"
    assert not IncomingMessage.objects.filter(state="stored").exists()
    assert IncomingMessage.objects.get(subject="The rest flows").state == "filed"
    assert IncomingMessage.objects.filter(state="parked").count() >= 1
    assert not OutgoingMessage.objects.exists(), "nothing is ever answered by itself"


def test_a_file_beyond_the_limit_is_named_and_not_kept_and_the_rest_of_the_message_is_read() -> None:
    pictures = base64.encodebytes(bytes(range(256)) * 70_000).replace(b"\n", b"\r\n")  # 17.9 MB, 24 MB on the way
    raw = (
        b"From: ann@acme.example\r\nSubject: our pictures\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/plain\r\n\r\nwe pay on Friday\r\n--b\r\nContent-Type: image/tiff; name=all.tif\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + pictures + b"\r\n--b--\r\n"
    )
    assert 24_000_000 < len(raw) < 25_000_000
    said = read_apart(raw, limits=LIMITS)
    (file,) = said["attachments"]
    assert (said["text"].strip(), file["name"], file["size"], file["content"]) == (
        "we pay on Friday",
        "all.tif",
        17_920_000,
        None,
    )
