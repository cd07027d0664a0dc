"""F4 and F8, mail: eight processes send at the same moment, and one is killed while the server takes a message.

Each message reaches the server once; the one whose sender was killed is uncertain, and never goes out again by itself.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import sleep

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from creditdesk.domain.policy import default_policy_text
from creditdesk.followup.models import Activity
from creditdesk.journal.actions import begin_chain
from creditdesk.mail.models import OutgoingMessage, SendAttempt
from creditdesk.mail.outgoing import send_next
from creditdesk.mail.sending import LEASE
from creditdesk.policy.actions import adopt_policy
from tests.faults.crowd import ROOT, connected_url, send_crowd
from tests.mail.mail_server import serving
from tests.mail.post import let_go, mailbox, queued
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.web.clients import client_of
from tests.world import NOW, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(figure(300, full=3600))]

MESSAGES = figure(40, full=10_000)
ONE_SENDER = """
import datetime as dt
from creditdesk.__main__ import set_up
set_up()
from creditdesk.mail.outgoing import send_next
at = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
send_next(now=lambda: at, may_go=lambda message, when: None)
"""


@pytest.fixture(autouse=True)
def _inside(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITDESK_MAIL_INTERNAL_HOSTS", "127.0.0.1")
    settings.MAIL_INTERNAL_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]


def test_eight_send_at_once_and_each_message_goes_out_once(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    with serving() as (server, port):
        mailbox(world.northlight, by=world.adam, smtp_port=port)
        _let_all_go_in_one_day()
        for _ in range(MESSAGES):
            queued(world.acme, by=world.alice)

        answers = send_crowd({"task": "carry_mail"}, folder=tmp_path, patience_seconds=figure(100, full=3400))

        ids = [one["Message-ID"] for one in server.messages()]
    assert sum(answers) == MESSAGES, answers
    assert len(ids) == len(set(ids)) == MESSAGES
    assert set(OutgoingMessage.objects.values_list("state", "attempt_count")) == {("sent", 1)}
    counted("F8 mail", f"{MESSAGES} messages sent by 8 at once, each once ({connection.vendor})")


def _let_all_go_in_one_day() -> None:
    text = default_policy_text().replace("sent_per_day_max: 2000", f"sent_per_day_max: {MESSAGES + 1}")
    adopt_policy(text, effective_from=NOW.date(), reason="a large mail server", by="carol", at=NOW)


def test_a_sender_that_is_killed_leaves_an_uncertain_message_that_is_never_doubled(
    transactional_db: None, tmp_path: Path
) -> None:
    begin_chain()
    world = make_world()
    environment = os.environ | {
        "DATABASE_URL": connected_url(),
        "CREDITDESK_DEMO": "1",
        "CREDITDESK_DATA_DIR": str(tmp_path),
    }
    with serving() as (server, port):
        mailbox(world.northlight, by=world.adam, smtp_port=port)
        message = queued(world.acme, by=world.alice)
        server.does["DATA"] = "hang after taking"
        sender = subprocess.Popen([sys.executable, "-c", ONE_SENDER], env=environment, cwd=ROOT)
        for _ in range(600):
            if server.taken or sender.poll() is not None:
                break
            sleep(0.1)
        sender.kill()
        sender.wait(30)
        assert len(server.taken) == 1, "it was killed between the final dot and the answer"
        server.does.clear()

        assert not send_next(now=lambda: NOW, may_go=let_go), "nobody takes it while the claim holds"
        later = NOW + LEASE + dt.timedelta(seconds=1)
        for _ in range(5):
            send_next(now=lambda: later, may_go=let_go)
        assert len(server.taken) == 1

    message.refresh_from_db()
    assert message.state == "uncertain"
    assert SendAttempt.objects.get().outcome == ""


def test_nobody_at_a_desk_waits_while_the_mail_server_hangs_and_what_waited_goes_once_it_is_back(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    environment = os.environ | {
        "DATABASE_URL": connected_url(),
        "CREDITDESK_DEMO": "1",
        "CREDITDESK_DATA_DIR": str(tmp_path),
    }
    with serving() as (server, port), time_machine.travel(NOW, tick=False):
        mailbox(world.northlight, by=world.adam, smtp_port=port)
        for _ in range(10):
            queued(world.acme, by=world.alice)
        alice = client_of(world.alice)
        answered = 0
        verbs = {"EHLO": "hang", "MAIL": "hang", "RCPT": "hang", "DATA": "hang after taking"}
        for turn, (verb, hangs) in enumerate(verbs.items(), start=1):
            server.does[verb] = hangs
            sender = subprocess.Popen([sys.executable, "-c", ONE_SENDER], env=environment, cwd=ROOT)
            for _ in range(600):
                if OutgoingMessage.objects.filter(state="sending").count() == turn or sender.poll() is not None:
                    break
                sleep(0.1)
            # On the very account of the message that hangs: pages are read, a contact and another message are written.
            pages = [alice.get(reverse(name, args=[world.acme.id])) for name in ("account", "account_mail")]
            said = {
                "customer": world.acme.id,
                "channel": "note",
                "direction": "internal",
                "outcome": "noted",
                "visibility": "history",
                "owner": world.alice.id,
            }
            form = {**said, "note": f"while it hangs at {verb}", "key": verb, "next": "/"}
            written = alice.post(reverse("contact_new"), form)
            queued(world.acme, by=world.alice, key=f"while/{verb}")
            assert sender.poll() is None, "the server hangs still: nobody waited for it"
            sender.kill()
            sender.wait(30)
            assert [one.status_code for one in pages] == [200, 200] and written.status_code in {200, 204, 302}
            answered += len(pages) + 2
            server.does.clear()
        notes = Activity.objects.filter(note__startswith="while it hangs").count()
        later = NOW + LEASE + dt.timedelta(seconds=1)
        while send_next(now=lambda: later, may_go=let_go):
            pass
    states = Counter(OutgoingMessage.objects.values_list("state", flat=True))
    # Of the four whose sender died nobody can tell; everything else went, each once.
    assert (notes, states) == (4, {"sent": 10, "uncertain": 4})
    ids = [one["Message-ID"] for one in server.messages()]
    assert len(ids) == len(set(ids))
    counted("F8 mail", f"{answered} pages and acts on an account whose mail hangs at a verb, none waits")
