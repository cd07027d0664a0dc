"""The inbox: what other programs put into a company's folder is taken in once, read, posted or refused, put away."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.visibility import Role
from creditdesk.intake.inbox import SETTLED, Inbox
from creditdesk.intake.models import ImportFile
from creditdesk.intake.worker import run_pending
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import HEADER, TWO_INVOICES, load
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
KEY_CHARS = len("20261129T101500-0000-3f2a-")


class Desk:
    """The inbox with a clock of its own, and the worker beside it."""

    def __init__(self, folder: Path, *, posts: bool = False, username: str = "machine") -> None:
        self.folder, self.now = folder / "inbox", NOW
        (self.folder / "NL").mkdir(parents=True, exist_ok=True)
        self.inbox = Inbox(self.folder, folder / "lock", username=username, posts=posts)

    def put(self, name: str, content: str | bytes = TWO_INVOICES) -> Path:
        path = self.folder / "NL" / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def look(self) -> list[str]:
        self.now += SETTLED
        return self.inbox.look(at=self.now, as_of=TODAY)

    def work(self, rounds: int = 5) -> list[str]:
        told = []
        for _ in range(rounds):
            told += self.look()
            run_pending(at=self.now, as_of=TODAY)
        return told

    def put_away(self, place: str) -> dict[str, str]:
        """What lies in done or refused: the name that the file came under, and what the text beside it says."""
        folder = self.folder / "NL" / place
        files = [path for path in folder.iterdir() if path.suffix != ".txt"]
        return {path.name[KEY_CHARS:]: path.with_name(f"{path.name}.txt").read_text("utf-8") for path in files}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    builders.user("machine", role=Role.MACHINE, companies=[world.northlight])
    return Desk(tmp_path)


def posting(desk: Desk) -> Desk:
    """The same inbox, of an installation in which files are posted by themselves."""
    return Desk(desk.folder.parent, posts=True)


def test_a_file_that_has_arrived_waits_as_a_preview_for_a_person(desk: Desk) -> None:
    desk.put("items.csv")
    told = desk.work()
    file = ImportFile.objects.get()
    assert (file.state, file.name, file.received_by, file.rows_accepted) == ("previewed", "items.csv", "machine", 2)
    assert told == [
        f"NL/items.csv: done. Import {file.id} waits for a person to post it: 2 new, 0 unchanged, 0 refused."
    ]
    assert list(desk.put_away("done")) == ["items.csv"]
    assert not OpenItem.objects.exists()
    assert desk.work() == []


def test_where_the_installation_says_so_it_is_posted_by_itself(desk: Desk) -> None:
    own = posting(desk)
    own.put("items.csv")
    own.work()
    assert ImportFile.objects.get().state == "posted"
    assert OpenItem.objects.count() == 2
    assert "is posted: 2 new, 0 unchanged, 0 refused" in own.put_away("done")["items.csv"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (TWO_INVOICES + "C3,Bad,A-3,2026-05-01,2026-05-31,USD,12x,12x\n", "refused rows: 1"),
        (TWO_INVOICES.rstrip("\n"), "the last line may be cut off"),
        (HEADER + "C1,A,1,03/04/2026,03/04/2026,USD,1.00,1.00\n", "the month or the day first"),
    ],
)
def test_what_is_in_doubt_is_left_to_a_person(desk: Desk, content: str, why: str) -> None:
    own = posting(desk)
    own.put("items.csv", content)
    own.work()
    assert ImportFile.objects.get().state == "previewed"
    assert why in own.put_away("done")["items.csv"].partition("It was not posted: ")[2]
    assert not OpenItem.objects.exists()


def test_a_file_that_is_still_arriving_is_left_alone(desk: Desk) -> None:
    path = desk.put("items.csv", HEADER)
    desk.look()
    path.write_text(TWO_INVOICES)  # it grew
    desk.put("other.csv.part")
    desk.look()
    assert not ImportFile.objects.exists()
    assert path.exists()
    desk.look()
    assert [file.size for file in ImportFile.objects.all()] == [len(TWO_INVOICES)]
    (desk.folder / "NL" / "other.csv.part").rename(desk.folder / "NL" / "other.csv")
    desk.work()
    assert "was loaded before" in desk.put_away("refused")["other.csv"]


def test_the_same_bytes_twice_are_refused_with_that_sentence(desk: Desk, world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin, name="by-hand.csv")
    desk.put("items.csv")
    desk.work()
    assert "This file was loaded before: by-hand.csv by erin" in desk.put_away("refused")["items.csv"]
    assert ImportFile.objects.count() == 1


def test_files_that_arrive_together_are_taken_in_by_their_names(desk: Desk) -> None:
    for name in ("c.csv", "a.csv", "b.csv"):
        desk.put(name, TWO_INVOICES.replace("A-1", f"A-{name}"))
    desk.work()
    assert [file.name for file in ImportFile.objects.order_by("id")] == ["a.csv", "b.csv", "c.csv"]


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk: Desk) -> None:
    desk.put("empty.csv", "")
    desk.put("noise.xlsx", b"PK\x03\x04 this is no workbook")
    desk.work()
    refused = desk.put_away("refused")
    assert "The file is empty" in refused["empty.csv"]
    assert set(refused) == {"empty.csv", "noise.xlsx"}
    assert not desk.put_away("done")


def test_a_link_leads_nowhere(desk: Desk, tmp_path: Path, world: World) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(TWO_INVOICES)
    (desk.folder / "NL" / "link.csv").symlink_to(secret)
    os.link(secret, desk.folder / "NL" / "second-name.csv")
    os.mkfifo(desk.folder / "NL" / "pipe.csv")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (desk.folder / "SW").symlink_to(elsewhere)
    world.southwind.users.add(world.southwind.users.model.objects.get(username="machine"))
    desk.work()
    assert not ImportFile.objects.exists()
    refused = [path.name[KEY_CHARS:] for path in (desk.folder / "NL" / "refused").iterdir() if path.suffix != ".txt"]
    assert sorted(refused) == ["link.csv", "pipe.csv", "second-name.csv"]
    assert list(elsewhere.iterdir()) == []
    assert secret.read_text() == TWO_INVOICES


def test_a_folder_that_is_a_link_is_not_written_into(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (desk.folder / "NL" / "done").symlink_to(elsewhere)
    desk.put("items.csv")
    assert "the folder cannot be used" in desk.work()[0]
    assert list(elsewhere.iterdir()) == []
    assert not ImportFile.objects.exists()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("steps", range(1, 7))
def test_whatever_is_killed_the_file_is_taken_in_once_and_put_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """The system's own calls are the door out: the process dies before the n-th of them that changes the disk."""
    left = steps

    def dies(call: Any) -> Any:
        def counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            return call(*args, **kwargs)

        return counted

    own = posting(desk)
    own.put("items.csv")
    with monkeypatch.context() as system:
        for name in ("rename", "fdopen"):
            system.setattr(os, name, dies(getattr(os, name)))
        with contextlib.suppress(Killed):
            own.work()
    again = posting(desk)  # another process: what was seen is forgotten
    again.work(8)
    assert [file.state for file in ImportFile.objects.all()] == ["posted"]
    assert OpenItem.objects.count() == 2
    assert list(again.put_away("done")) == ["items.csv"]
    assert not again.put_away("refused")
    assert list((again.folder / "NL" / "taking").iterdir()) == []


def test_without_a_user_who_may_nothing_is_touched_and_it_is_said_once(desk: Desk, tmp_path: Path) -> None:
    nobody = Desk(tmp_path, username="nobody")
    path = nobody.put("items.csv")
    assert nobody.work() == ["nobody is no user who may import files: nothing is taken in."]
    assert path.exists()


def test_the_folder_of_a_company_that_is_not_the_machines_stays_untouched(desk: Desk) -> None:
    (desk.folder / "SW").mkdir()
    (desk.folder / "SW" / "items.csv").write_text(TWO_INVOICES)
    assert desk.work() == ["SW: machine works for no company of that code; it stays untouched."]
    assert not ImportFile.objects.exists()


def test_a_name_of_any_bytes_and_length_is_taken_in(desk: Desk) -> None:
    folder = os.fsencode(desk.folder / "NL")
    with open(folder + b"/" + b"\xff\n" + b"x" * 240 + b".csv", "wb") as file:
        file.write(TWO_INVOICES.encode())
    desk.work()
    assert ImportFile.objects.get().name.endswith("xxx.csv")
    assert len(list((desk.folder / "NL" / "done").iterdir())) == 2


def test_the_clock_counts_from_when_the_file_was_last_seen_to_change(desk: Desk) -> None:
    desk.put("items.csv")
    for _ in range(3):
        desk.inbox.look(at=NOW + dt.timedelta(seconds=1), as_of=TODAY)
    assert not ImportFile.objects.exists()


def test_a_name_says_that_a_file_is_the_list_of_a_day_and_what_is_in_doubt_waits(desk: Desk, world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    rows = TWO_INVOICES.replace("1200.00,1200.00", "1200.00,700.00")
    desk = posting(desk)
    desk.put(f"open-items-list-{TODAY}.csv", rows)
    desk.work()
    file = ImportFile.objects.get(is_list=True)
    assert (file.state, file.as_of, file.rows_changed, OpenItem.objects.get(number="A-1").open_minor) == (
        "posted",
        TODAY,
        1,
        70_000,
    )
    desk.put(f"all_list_{TODAY:%Y%m%d}.csv", HEADER + rows.splitlines(keepends=True)[1])
    (said,) = [text for text in desk.work() if "was not posted" in text]
    assert "lacks 1 of 2 open documents" in said


def test_of_two_lists_that_came_together_the_second_is_compared_with_what_the_first_left(
    desk: Desk, world: World
) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    desk = posting(desk)
    for day, left in ((TODAY - dt.timedelta(days=1), "700.00"), (TODAY, "500.00")):
        desk.put(f"all_list_{day}.csv", TWO_INVOICES.replace("1200.00,1200.00", f"1200.00,{left}"))
    desk.work(rounds=8)
    lists = ImportFile.objects.filter(is_list=True).order_by("as_of")
    assert [(file.state, file.rows_changed) for file in lists] == [("posted", 1), ("posted", 1)]
    assert OpenItem.objects.get(number="A-1").open_minor == 50_000
