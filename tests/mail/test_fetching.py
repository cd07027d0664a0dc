"""Mail is fetched from a real IMAP server (Dovecot) on this machine; left out where there is none."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from creditdesk.domain.reasons import Reason
from creditdesk.mail.arriving import read_next
from creditdesk.mail.fetching import fetch_due, fetch_mailbox
from creditdesk.mail.mailboxes import Settings, change_mailbox, try_mailbox
from creditdesk.mail.models import IncomingMessage, Mailbox
from tests.mail.post import OUR_ADDRESS, Clock, contact, mailbox, written
from tests.world import NOW, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("dovecot") is None, reason="there is no Dovecot on this machine"),
]

CONFIGURATION = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{home}/mail
first_valid_uid = 0
first_valid_gid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
"""


@dataclass(frozen=True)
class Letterbox:
    """A folder that Dovecot serves: what is put into `new` is there at once."""

    port: int
    folder: Path

    def put(self, name: str, raw: bytes) -> None:
        """Deliver a message."""
        (self.folder / "tmp" / name).write_bytes(raw)
        os.chown(self.folder / "tmp" / name, self.folder.stat().st_uid, self.folder.stat().st_gid)
        (self.folder / "tmp" / name).rename(self.folder / "new" / name)

    def seen(self) -> int:
        """How many messages bear the mark that they were taken over."""
        return sum(":2," in one.name and "S" in one.name.partition(":2,")[2] for one in self.folder.glob("*/*"))


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Letterbox]:
    # Not the folder of the tests: Dovecot's programs are other users, who may not look into it.
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        yield from _serving(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _serving(home: Path) -> Iterator[Letterbox]:
    folder = home / "mail"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    # Dovecot refuses to serve as root: there its own users, which its package made, do the work.
    is_root = os.getuid() == 0
    me = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    internal, login = ("dovecot", "dovenull") if is_root else (me.pw_name, me.pw_name)
    group = grp.getgrnam("dovecot") if is_root else grp.getgrgid(os.getgid())
    text = CONFIGURATION.format(
        home=home, port=port, internal=internal, login=login, group=group.gr_name, uid=me.pw_uid, gid=me.pw_gid
    )
    for one in (home, folder, *(folder / part for part in ("cur", "new", "tmp"))):
        one.chmod(0o755)
        os.chown(one, me.pw_uid if one != home else os.getuid(), me.pw_gid)
    (home / "dovecot.conf").write_text(text)
    program = subprocess.Popen(["dovecot", "-F", "-c", str(home / "dovecot.conf")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            pytest.skip(f"Dovecot does not start here: {(home / 'log').read_text()[-300:]}")
        yield Letterbox(port, folder)
    finally:
        program.terminate()
        program.wait(20)


@pytest.fixture
def box(world: World, dovecot: Letterbox) -> Mailbox:
    for one in dovecot.folder.glob("*/*"):
        one.unlink()
    return mailbox(world.northlight, by=world.adam, imap_port=dovecot.port)


def test_what_arrives_is_stored_to_the_byte_then_marked_and_filed(
    world: World, box: Mailbox, dovecot: Letterbox
) -> None:
    contact(world.acme, email="ann@acme.example")
    raw = written(text="We will pay on Friday.")
    dovecot.put("1.first", raw)
    clock = Clock()

    assert fetch_due(now=clock) == 1
    message = IncomingMessage.objects.get()
    assert bytes(message.raw.content) == raw
    assert dovecot.seen() == 1
    assert read_next(now=clock)
    message.refresh_from_db()
    assert (message.state, message.customer) == ("filed", world.acme)

    clock.on(minutes=2)
    dovecot.put("2.second", written(subject="Another"))
    assert fetch_due(now=clock) == 1, "only what is new"
    assert IncomingMessage.objects.count() == 2


def test_a_mailbox_is_looked_into_once_a_minute(world: World, box: Mailbox, dovecot: Letterbox) -> None:
    clock = Clock()
    fetch_due(now=clock)
    dovecot.put("3.third", written())
    assert fetch_due(now=clock) == 0
    clock.on(minutes=1)
    assert fetch_due(now=clock) == 1


def test_many_come_in_batches_and_each_once(world: World, box: Mailbox, dovecot: Letterbox) -> None:
    for number in range(60):
        dovecot.put(f"{number}.many", written(subject=f"Letter {number}"))
    clock, stored = Clock(), 0
    while new := fetch_mailbox(box.id, now=clock):
        stored += new
    assert stored == 60
    assert IncomingMessage.objects.values("uid").distinct().count() == 60
    assert dovecot.seen() == 60


def test_of_a_message_that_is_too_large_only_the_head_is_fetched(
    world: World, box: Mailbox, dovecot: Letterbox
) -> None:
    dovecot.put("4.large", written(subject="Scans", text="x" * 26_000_000))
    dovecot.put("5.small", written(subject="Small"))
    clock = Clock()
    assert fetch_due(now=clock) == 2
    while read_next(now=clock):
        pass

    large = IncomingMessage.objects.get(subject="Scans")
    assert large.state == "parked" and len(bytes(large.raw.content)) < 2000
    assert IncomingMessage.objects.get(subject="Small").state == "unmatched"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"imap_password": "wrong"}, "AUTHENTICATIONFAILED"),
        ({"imap_folder": "Nowhere"}, "the folder Nowhere cannot be opened"),
        ({"imap_port": 1}, "nobody answers at this host and port"),
        ({"imap_host": "no-such-host.invalid", "imap_security": "tls"}, "the name of the host is not known"),
        ({"imap_host": "localhost", "imap_security": "tls"}, "encryption could not be agreed"),
    ],
)
def test_what_fails_is_said_in_words_and_the_server_is_left_alone_for_a_while(
    world: World, box: Mailbox, dovecot: Letterbox, changed: dict[str, object], words: str
) -> None:
    kept = {name: getattr(box, name) for name in Settings.__dataclass_fields__ if not name.endswith("password")}
    change_mailbox(box, Settings(**{**kept, **changed}), version=1, by=world.adam, at=NOW)
    broken, clock = Mailbox.objects.select_related("company").get(id=box.id), Clock()

    assert words in (try_mailbox(broken).fetching or "")
    fetch_due(now=clock)
    broken.refresh_from_db()
    assert broken.fetch_trouble is not None and words in str(Reason.from_dict(broken.fetch_trouble))
    assert broken.fetch_next_at is not None and broken.fetch_next_at > clock.at
    assert broken.address == OUR_ADDRESS


def test_what_works_is_said_too(world: World, box: Mailbox) -> None:
    assert try_mailbox(box).fetching == "" and try_mailbox(box).sending is None
