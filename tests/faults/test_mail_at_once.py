"""F4 and F8, mail: eight processes send at the same moment, and one is killed while the server takes a message.

Each message reaches the server once; the one whose sender was killed is uncertain, and never goes out again by itself.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from django.db import connection

from creditdesk.domain.policy import default_policy_text
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
