"""The desk as it is started: it answers, shares no connection across a fork, and its work may have own processes."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest

from creditdesk.config import clock
from creditdesk.nightly.pulse import WORKS
from scripts.throwaway_postgres import free_port
from tests.commands.desk import ROOT, Desk

# Several programs start and stop in each test.
pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
# Longest time that a start may take on a busy machine; asked ten times a second.
PATIENCE_SECONDS = 150
TOKEN = "read-by-the-watchman-0123456789-abcdefghijklm"


@contextmanager
def started(desk: Desk, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the desk that runs until the block ends, and then ends well."""
    process = subprocess.Popen(
        [sys.executable, "-m", "creditdesk", *arguments],
        env=desk.environment() | settings, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=PATIENCE_SECONDS)
    # Of two workers one may be told to stop while it still starts, which ends it as the system does.
    assert status == 0 or (arguments == ("worker",) and status == -signal.SIGTERM)


@pytest.fixture
def desk(migrated: Path, tmp_path: Path) -> Desk:
    copy = Desk(tmp_path)
    shutil.copy(migrated, copy.folder)
    return copy


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads a process's open files, as Linux shows them")
def test_the_server_answers_and_carries_no_connection_across_the_fork(desk: Desk) -> None:
    port = free_port()
    with started(desk, "serve", "--port", str(port)) as server:
        assert told_by(port)[0] == 200
        assert not [name for name in open_files(server.pid) if name.startswith(str(desk.file))]
        (worker,) = children(server.pid)
        assert [name for name in open_files(worker) if name == str(desk.file)]
    # It ran the night of today by itself, and its books are proved.
    desk.tell("verify")


def test_web_processes_only_answer_and_workers_beside_them_do_the_work_once(desk: Desk) -> None:
    port = free_port()
    with started(desk, "serve", "--web-only", "--port", str(port), CREDITDESK_METRICS_TOKEN=TOKEN):
        assert told_by(port)[0] == 200
        status, told, _ = told_by(port, "/health/ready/", Authorization=f"Bearer {TOKEN}")
        wrong = json.loads(told)["wrong"]
        assert status == 503
        assert wrong["work"].startswith("imports: nobody was ever at it; exports: nobody")
        assert wrong["database"] == wrong["release"] == wrong["guards"] == ""
        assert told_by(port, "/health/ready/")[:2] == (503, "not ready")
        assert desk.sql("SELECT COUNT(*) FROM nightly_nightlyrun") == [(0,)]

        with started(desk, "worker"), started(desk, "worker"):
            assert comes_true(lambda: told_by(port, "/health/ready/")[:2] == (200, "ready"))
        assert "creditdesk_work_silent_seconds" in told_by(port, "/metrics/", Authorization=f"Bearer {TOKEN}")[1]
    assert desk.sql("SELECT COUNT(*) FROM journal_journalentry WHERE kind = 'nightly.finished'") == [(1,)]
    assert desk.tell("ready").count("as it must be") == 6


def test_several_days_of_downtime_are_made_up_at_once_and_the_next_night_waits_for_its_hour(desk: Desk) -> None:
    today = clock.today()
    week_ago = (today - dt.timedelta(days=7)).isoformat()
    desk.tell("nightly", "--as-of", week_ago)
    # An hour that this day has not reached, unless the test runs in its last minute.
    with started(desk, "worker", CREDITDESK_NIGHT_BEGINS="23:59"):
        assert comes_true(lambda: len(nights(desk)) == 2)
    assert nights(desk) == [week_ago, today.isoformat()]
    desk.sql("UPDATE nightly_nightlyrun SET business_date = date(business_date, '-1 day')")
    desk.sql("DELETE FROM nightly_pulse")
    with started(desk, "worker", CREDITDESK_NIGHT_BEGINS="23:59"):
        assert comes_true(lambda: desk.sql("SELECT COUNT(*) FROM nightly_pulse") == [(len(WORKS),)])
        threading.Event().wait(2)
    assert len(nights(desk)) == 2


def nights(desk: Desk) -> list[object]:
    """The business dates of the nights that were finished."""
    rows = desk.sql("SELECT business_date FROM nightly_nightlyrun WHERE finished_at IS NOT NULL ORDER BY 1")
    return [day for (day,) in rows]


def test_over_tls_every_cookie_is_bound_to_the_host_and_closed_to_scripts(desk: Desk) -> None:
    desk.tell("createuser", "adam", "--role", "administrator", "--password-stdin", given="correct-horse-battery\n")
    port = free_port()
    tls = {"CREDITDESK_HTTPS": "1", "CREDITDESK_BEHIND_PROXY": "1"}
    with started(desk, "serve", "--web-only", "--port", str(port), **tls):
        proxied = {"X-Forwarded-Proto": "https"}
        status, page, headers = told_by(port, "/account/login/", **proxied)
        assert status == 200
        csrf = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        came = {**proxied, "Referer": "https://localhost/account/login/", "Cookie": cookies(headers)}
        body = f"login=adam&password=correct-horse-battery&csrfmiddlewaretoken={csrf}"
        status, _, after = told_by(port, "/account/login/", body=body, **came)
        assert (status, after["Location"]) == (302, "/")
        # Signing in changes the token; the cookie's own text is one.
        came["Cookie"] = cookies(after)
        theme = f"theme=dark&next=/&csrfmiddlewaretoken={came['Cookie'].partition('__Host-csrf=')[2].partition(';')[0]}"
        _, _, look = told_by(port, "/theme/", body=theme, **came)
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        status, _, plain = told_by(port, "/account/login/")
        assert (status, plain["Location"]) == (301, "https://localhost/account/login/")
    set_cookies = [line for one in (headers, after, look) for line in one.get_all("Set-Cookie") or ()]
    assert {line.partition("=")[0] for line in set_cookies} == {"__Host-csrf", "__Host-session", "__Host-theme"}
    for line in set_cookies:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes, line
        assert not [one for one in attributes if one.startswith("domain")], line


def cookies(headers: Message[str, str]) -> str:
    """The cookies that an answer sets, as a browser sends them back."""
    return "; ".join(line.partition(";")[0] for line in headers.get_all("Set-Cookie") or ())


@pytest.mark.database
def test_on_postgresql_too_workers_side_by_side_run_one_night(own_database: Desk) -> None:
    own_database.tell("migrate")
    port = free_port()
    with started(own_database, "serve", "--web-only", "--port", str(port), CREDITDESK_WORKERS="2"):
        assert told_by(port)[0] == 200
        with started(own_database, "worker"), started(own_database, "worker"), started(own_database, "worker"):
            assert comes_true(lambda: told_by(port, "/health/ready/")[:2] == (200, "ready"))
    assert own_database.tell("ready").count("as it must be") == 6
    assert own_database.tell("verify").splitlines()[-1].startswith("Journal: 1 entries, head ")


def told_by(
    port: int, path: str = "/health/", *, body: str | None = None, **headers: str
) -> tuple[int, str, Message[str, str]]:
    """Status, text and headers of the answer, once the server answers at all; redirects are not followed."""
    address = f"http://127.0.0.1:{port}{path}"
    asked = urllib.request.Request(address, data=body.encode() if body else None, headers={"Host": "localhost"})
    for name, value in headers.items():
        asked.add_header(name, value)
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            with urllib.request.build_opener(Staying).open(asked, timeout=20) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers
        except OSError:  # it does not listen yet
            pause.wait(0.1)
    raise AssertionError("the server never answered")


class Staying(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else."""

    def redirect_request(self, *_args: object) -> None:
        return None


def comes_true(question: Callable[[], bool]) -> bool:
    """Whether the question is answered with yes before patience ends."""
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 5):
        if question():
            return True
        pause.wait(0.2)
    return False


def open_files(pid: int) -> list[str]:
    """The names of the files that a process holds open."""
    folder = Path(f"/proc/{pid}/fd")
    return [os.readlink(entry) for entry in folder.iterdir() if entry.is_symlink()]


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
