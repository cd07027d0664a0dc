"""The inbox: a folder for each company into which other programs put files, by SFTP or otherwise.

A file that has arrived whole (it looks the same twice) is taken in by a machine user, under a key of its own, so that
whatever is killed in between, it is taken in once. It is read as any file is: by its layout or a saved profile. It
waits as a preview for a person, or is posted by itself where the installation says so and nothing about it is in doubt.
docs/rules/intake.md.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError

from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake import actions
from creditdesk.intake.inbox_folder import (
    DONE,
    REFUSED,
    CompanyFolder,
    NoPlainFile,
    Sight,
    codes_in,
    opened_folder,
    opened_root,
)
from creditdesk.intake.list_doubts import COMPARED_BEFORE, OTHER_BUSY
from creditdesk.intake.models import ImportFile
from creditdesk.intake.queries import cut_off_line, questions, standing_doubts
from creditdesk.journal.file_lock import file_lock
from creditdesk.parties.models import Company, User

_log = logging.getLogger(__name__)

# So long a file must have looked the same before it is taken to be whole.
SETTLED = dt.timedelta(seconds=5)
# The beginning of a taken file's name: when it was taken, its place among those of that moment, so that files are taken
# in by their names, and four signs that make it its own.
_KEY_CHARS = len("20261129T101500-0000-3f2a")
State = ImportFile.State
_NAME_BYTES = 200
_NO_FILE = "It is a link, no plain file, or cannot be read: nothing of it was taken in."
# A list of all open items says so and its day in its name: open-items-list-2026-11-28.csv.
_LIST = re.compile(r"(?:^|[._ -])list[._ -](\d{4})-?(\d{2})-?(\d{2})(?=[._ -]|$)", re.IGNORECASE)
# What a report states of itself and that differs from what was read.
_DOUBTFUL = ("intake.total_differs", "intake.totals_more", "intake.total_mixed", "intake.total_unreadable")


@dataclass
class Inbox:
    """The folder, under whose name files come, whether they are posted by themselves; and what was seen so far."""

    root: Path
    lock: Path
    username: str
    posts: bool
    _seen: dict[tuple[str, str], tuple[Sight, dt.datetime]] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def look(self, *, at: dt.datetime, as_of: dt.date) -> list[str]:
        """Take in what has arrived and put away what has come to its end; returns what was done, in sentences.

        One process looks at a time. Raises OSError where the folder cannot be read.
        """
        with file_lock(self.lock, wait=False) as mine, opened_root(self.root) as root:
            return list(self._look(root, at=at, as_of=as_of)) if mine else []

    def _look(self, root: int, *, at: dt.datetime, as_of: dt.date) -> Iterator[str]:
        user = User.objects.filter(username=self.username, is_active=True).first()
        if user is None or not has_permission(user.desk_role, Permission.IMPORT_FILES):
            yield from self._once(f"{self.username} is no user who may import files: nothing is taken in.")
            return
        mine = {company.code: company for company in user.companies.all()}
        for code in codes_in(root):
            if code not in mine:
                yield from self._once(f"{code}: {self.username} works for no company of that code; it stays untouched.")
                continue
            try:
                with opened_folder(root, code) as folder:
                    for place, name in enumerate(folder.arrived()):
                        yield from self._arrived(folder, name, place=place, at=at)
                    for name in folder.being_taken():
                        yield from _taken_further(
                            folder, name, mine[code], by=user, posts=self.posts, at=at, as_of=as_of
                        )
            except OSError as error:
                yield from self._once(f"{code}: the folder cannot be used: {error.strerror}.")

    def _arrived(self, folder: CompanyFolder, name: str, *, place: int, at: dt.datetime) -> Iterator[str]:
        """Take a file in once it looks the same twice; what is no plain file is refused at once."""
        under = f"{at:%Y%m%dT%H%M%S}-{place % 10_000:04d}-{secrets.token_hex(2)}-{_short(name)}"
        if folder.is_folder(name):
            return
        try:
            sight = folder.sight(name)
        except NoPlainFile:
            if folder.take(name, under=under):
                yield _put_away(folder, under, REFUSED, _NO_FILE)
            return
        before, since = self._seen.get((folder.code, name), (None, at))
        if sight is None or sight != before:
            self._seen.pop((folder.code, name), None)
            if sight is not None:
                self._seen[folder.code, name] = (sight, at)
            return
        if at - since >= SETTLED:
            del self._seen[folder.code, name]
            folder.take(name, under=under)

    def _once(self, sentence: str) -> Iterator[str]:
        """Say it the first time: the folder is looked at every few seconds."""
        if sentence not in self._told:
            self._told.add(sentence)
            _log.warning("inbox: %s", sentence)
            yield sentence


def _taken_further(
    folder: CompanyFolder, name: str, company: Company, *, by: User, posts: bool, at: dt.datetime, as_of: dt.date
) -> Iterator[str]:
    """Bring a file that is taken in one step further: into the desk, into the ledger where it may, and to its end."""
    key = f"inbox/{name[:_KEY_CHARS]}"
    day = _day_of_list(name[_KEY_CHARS + 1 :])
    try:
        file = actions.receive(
            folder.content(name),
            name=name[_KEY_CHARS + 1 :],
            company=company,
            is_list=day is not None,
            by=by,
            at=at,
            as_of=day or as_of,
            source_key=key,
        )
    except Refusal as refusal:
        yield _put_away(folder, name, REFUSED, str(refusal))
        return
    except NoPlainFile:
        yield _put_away(folder, name, REFUSED, _NO_FILE)
        return
    except IntegrityError:  # another process is at it
        return
    if (end := _end_of(file, by=by, posts=posts, at=at)) is not None:
        place, sentence = end
        yield _put_away(folder, name, place, sentence)


def _day_of_list(name: str) -> dt.date | None:
    """The day of which the file is the list of all open items, by its name; None for documents as they come."""
    found = _LIST.search(name)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _end_of(file: ImportFile, *, by: User, posts: bool, at: dt.datetime) -> tuple[str, str] | None:
    """Where the file ends, and what became of it; None while the desk is still at work on it."""
    if file.problem:
        return DONE, f"Import {file.id} stopped: {file.problem} A person goes on with it."
    if file.state == State.REFUSED:
        return REFUSED, file.refusal
    if file.state == State.PREVIEWED:
        return _end_of_preview(file, by=by, posts=posts, at=at)
    if file.state in (State.POSTED, State.DISCARDED, State.UNDONE):
        return DONE, f"Import {file.id} is {file.get_state_display()}: {_counts(file)}."
    return None


def _end_of_preview(file: ImportFile, *, by: User, posts: bool, at: dt.datetime) -> tuple[str, str] | None:
    """Post it where that is the rule and nothing is in doubt; else it waits for a person."""
    if not posts:
        return DONE, f"Import {file.id} waits for a person to post it: {_counts(file)}."
    if not file.rows_accepted and not file.rows_refused and not questions(file):
        actions.discard(file, revision=file.revision, by=by, at=at)
        return DONE, f"Import {file.id} brought nothing new: {_counts(file)}."
    doubts = list(_doubts(file))
    if not doubts:
        try:
            actions.post(file, revision=file.revision, by=by, at=at)
        except Refusal as refusal:
            doubts = list(refusal.reasons)
        else:
            return None
        if doubts[0].code == COMPARED_BEFORE:
            actions.read_again(file, choices=file.choices, revision=file.revision, by=by, at=at)
        if doubts[0].code in (COMPARED_BEFORE, OTHER_BUSY):
            return None
    because = "; ".join(map(str, doubts))
    return DONE, f"Import {file.id} waits for a person to post it: {_counts(file)}.\nIt was not posted: {because}"


def _doubts(file: ImportFile) -> Iterator[Reason]:
    """Why a file is not posted by itself, beside the control totals, which every posting asks for."""
    yield from questions(file)
    yield from standing_doubts(file)
    if file.rows_refused:
        yield Reason("inbox.rows_refused", "refused rows: %(count)d", {"count": file.rows_refused})
    if held := file.totals.get("held"):
        yield Reason("inbox.held", "statements or remittances that are held: %(count)d", {"count": held})
    if cut_off_line(file) is not None:
        yield Reason("inbox.cut_off", "the last line may be cut off")
    for company in file.totals.get("new_companies", []):
        yield Reason("inbox.new_company", "it names a company that does not exist: %(code)s", {"code": company["code"]})
    for warning in file.totals.get("warnings", []):
        if warning["code"] in _DOUBTFUL:
            yield Reason.from_dict(warning)


def _counts(file: ImportFile) -> str:
    listed = f"{file.rows_changed} changed, {file.rows_missing} no longer open, " if file.is_list else ""
    return f"{file.new_rows} new, {listed}{file.rows_unchanged} unchanged, {file.rows_refused} refused"


def _short(name: str) -> str:
    """The end of the name, so that the key before it and the ending behind it have room."""
    return os.fsdecode(os.fsencode(name)[-_NAME_BYTES:])


def _put_away(folder: CompanyFolder, name: str, place: str, sentence: str) -> str:
    plain = "".join(letter if letter.isprintable() else "?" for letter in name[_KEY_CHARS + 1 :])
    folder.put_away(name, to=place, saying=f"{plain}\n{sentence}")
    return f"{folder.code}/{plain}: {place}. {sentence}"
