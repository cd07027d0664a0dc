"""F5: PostgreSQL crashes and comes back while programs and processes apply money, files are posted, the night is run.

Nothing that was answered is missing; what was not answered has one effect once its key was sent again; and the desk
goes on by itself. The server is one of this test's own, which keeps its commits as an installation's does.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scripts.throwaway_postgres import (
    DURABLE_SETTINGS,
    PostgresUnavailable,
    Server,
    find_installation,
    free_port,
    throwaway_server,
)
from tests.commands.desk import ROOT, Desk
from tests.commands.test_serving import children, told_by
from tests.faults.restart_load import FILES, LARGE, PATIENCE_SECONDS, PROCESSES, ROWS
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = pytest.mark.long

SEED = 20260615
RESTARTS = figure(5, full=40)
AMOUNT = 100
# A claim on a key whose process got no answer is free after a minute.
CLAIM_SECONDS = 90


@pytest.fixture
def server() -> Iterator[Server]:
    try:
        find_installation()
    except PostgresUnavailable as error:
        pytest.skip(str(error))
    with throwaway_server(DURABLE_SETTINGS) as server:
        yield server


@dataclass
class Program:
    """Another program that applies money through the interface, and asks again under the same key until it knows."""

    url: str
    token: str
    name: str
    payment: int
    invoice: int
    acknowledged: dict[str, int] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    failed: Counter[int] = field(default_factory=Counter)

    def run(self, stop: threading.Event) -> None:
        """Act until told to stop. What got no answer is put aside; in the end it is asked until there is one."""
        count = 0
        while not stop.is_set():
            count += 1
            if not self._is_answered(f"{self.name}-{count}"):
                self.aside.append(f"{self.name}-{count}")
        give_up = time.monotonic() + CLAIM_SECONDS
        for key in self.aside:
            while not self._is_answered(key):
                assert time.monotonic() < give_up, f"{key} was never answered"

    def _is_answered(self, key: str) -> bool:
        status, answer = self._send(key)
        if status == 201:
            self.acknowledged[key] = answer["id"]
            return True
        # Cut off, or away, or still taken for under way, or too many questions in a minute; all else is a fault.
        self.failed[status] += 1
        assert status in (0, 409, 429, 503), answer
        time.sleep(1)
        return False

    def _send(self, key: str) -> tuple[int, dict[str, Any]]:
        body = {"credit_item_id": self.payment, "to": [{"item_id": self.invoice, "amount_minor": AMOUNT}]}
        headers = {"Host": "localhost", "Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        headers |= {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, data=json.dumps(body).encode(), headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  (our own address)
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
        except OSError:
            return 0, {}


@dataclass
class Nights:
    """Somebody who runs today's night again and again."""

    desk: Desk
    done: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        """Until told to stop; what it says where it fails is kept."""
        while not stop.is_set():
            ended = self.desk.run("nightly", "--again")
            if ended.returncode == 0:
                self.done += 1
            else:
                self.refused.append(ended.stderr.strip().splitlines()[-1])


@pytest.mark.timeout(figure(300, full=900))
def test_nothing_is_lost_or_doubled_where_the_database_restarts_under_load(
    server: Server, tmp_path: Path, counted: Counted
) -> None:
    desk, port = Desk(tmp_path, database_url=server.url), free_port()
    desk.tell("migrate")
    made = told(desk, "make")
    programs = [
        Program(
            f"http://127.0.0.1:{port}/api/v1/applications", made["tokens"][number], f"p{number}",
            payment=made["payments"][PROCESSES + number], invoice=made["invoices"][PROCESSES + number],
        )
        for number in range(len(made["tokens"]))
    ]  # fmt: skip
    nights = Nights(desk)
    with serving(desk, port) as serve:
        workers = children(serve.pid)
        acts = begin(desk, "act", given=made)
        with running([*[program.run for program in programs], nights.run]):
            pauses = random.Random(SEED)
            for _ in range(RESTARTS):
                time.sleep(pauses.uniform(1, 4))
                server.crash()
                assert healthy(port, serve)
            wait_for(lambda: nights.done > 0)
            (tmp_path / "stop").touch()
        answer = answered(acts)
        assert healthy(port, serve)
        wait_for(lambda: all_files_are_through(told(desk, "found")))
        assert children(serve.pid) == workers, "a web process did not survive"
    assert serve.returncode == 0
    check(told(desk, "found"), made, answer, programs, nights, counted)
    desk.tell("verify")


def healthy(port: int, serve: subprocess.Popen[bytes]) -> bool:
    """Whether the same server says that it is well."""
    return serve.poll() is None and told_by(port)[0] == 200


def check(
    found: dict[str, Any], made: dict[str, Any], answer: dict[str, Any], programs: list[Program], nights: Nights,
    counted: Counted,
) -> None:  # fmt: skip
    """What is there is what was answered: act for act, cent for cent, file for file."""
    acknowledged = [*answer["acknowledged"].values(), *(one for each in programs for one in each.acknowledged.values())]
    missing = set(acknowledged) - set(found["acts"])
    doubled = set(found["acts"]) - set(acknowledged)
    failed = sum((program.failed for program in programs), Counter[int]())
    counted(
        "F5",
        f"PostgreSQL crashed {RESTARTS} times (seed {SEED}): {len(acknowledged)} acts acknowledged, {len(missing)} "
        f"missing, {len(doubled)} doubled; {answer['unsure']} unsure in {PROCESSES} processes, at the interface "
        f"{dict(sorted(failed.items()))} (0: cut off), all resolved by their keys; {found['documents']} documents of "
        f"{FILES} files; the night again {nights.done} times, and {len(nights.refused)} times broken off",
    )
    assert (missing, doubled) == (set(), set())
    assert len(set(acknowledged)) == len(acknowledged)
    moved = [0] * (PROCESSES + len(programs))
    for key in answer["acknowledged"]:
        act, number, _ = key.split("/")
        moved[int(number)] += (100 + int(number)) * (1 if act == "a" else -1)
    for number, program in enumerate(programs):
        moved[PROCESSES + number] = AMOUNT * len(program.acknowledged)
    left = [LARGE - one for one in moved]
    assert [found["open"][str(item)] for item in made["invoices"]] == left
    assert [-found["open"][str(item)] for item in made["payments"]] == left
    assert found["documents"] == (FILES - 1) * ROWS
    assert [[ended, broken] for _, ended, broken in found["nights"]] == [[True, []]]
    # Something was at stake.
    assert answer["unsure"] > 0
    assert failed[0] + failed[503] > 0
    assert nights.done > 0


def all_files_are_through(found: dict[str, Any]) -> bool:
    """The first one was read, the others were posted to the last row."""
    return bool(found["files"] == [["previewed", 0]] + [["posted", ROWS]] * (FILES - 1))


@contextmanager
def serving(desk: Desk, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The desk with two web processes, from its first answer to its end."""
    environment = desk.environment() | {"CREDITDESK_WORKERS": "2"}
    command = [sys.executable, "-m", "creditdesk", "serve", "--port", str(port)]
    with (desk.folder / "serve.log").open("wb") as log:
        serve = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        assert healthy(port, serve)
        yield serve
    finally:
        serve.send_signal(signal.SIGTERM)
        serve.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def running(works: list[Callable[[threading.Event], None]]) -> Iterator[None]:
    """Each work in a thread of its own, told to stop at the end; what fails in one fails here."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(works)) as pool:
        begun = [pool.submit(work, stop) for work in works]
        try:
            yield
        finally:
            stop.set()
        for one in begun:
            one.result()


def told(desk: Desk, what: str) -> dict[str, Any]:
    """The answer of a program of `restart_load`."""
    return answered(begin(desk, what))


def begin(desk: Desk, what: str, *, given: object = None) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.restart_load", what], env=desk.environment(), cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdin
    program.stdin.write(json.dumps(given))
    program.stdin.close()
    return program


def answered(program: subprocess.Popen[str]) -> dict[str, Any]:
    with program:
        assert program.stdout
        said = program.stdout.read()
    assert program.returncode == 0, said
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def wait_for(done: Callable[[], bool]) -> None:
    give_up = time.monotonic() + CLAIM_SECONDS
    while not done():
        assert time.monotonic() < give_up, "the work did not come to its end"
        time.sleep(1)
