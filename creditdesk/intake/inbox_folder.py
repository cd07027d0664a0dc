"""The inbox as a folder on disk: what lies in it, and moving it, never outside of it.

    inbox/NL/items.csv                              arrives, for the company NL
    inbox/NL/taking/20261129T101500-0000-3f2a-items.csv  is taken in
    inbox/NL/done/…  inbox/NL/refused/…             what became of it, each with a .txt beside it that says so

Every step goes from a folder that was opened without following links, so that whoever may write into the inbox cannot
lead the desk to another place by a link in the place of a file or folder.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TAKING, DONE, REFUSED = "taking", "done", "refused"
# How programs name a file that is still arriving.
UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".crdownload")
_CHUNK = 1_000_000
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class NoPlainFile(Exception):
    """A link, a pipe, or a file that has a second name elsewhere."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a file: as long as it grows or is written anew, it is another sight."""

    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class CompanyFolder:
    """The open folder of one company, by its descriptor, with those for what is taken, done and refused."""

    code: str
    here: int
    places: dict[str, int]

    def arrived(self) -> list[str]:
        """The names in it that may be files to take in, in order; what is hidden or unfinished is passed over."""
        names = [name for name in sorted(os.listdir(self.here)) if name not in self.places]
        return [name for name in names if not name.startswith(".") and not name.lower().endswith(UNFINISHED)]

    def is_folder(self, name: str) -> bool:
        """Whether the name is a folder's, which is nothing to take in."""
        try:
            return stat.S_ISDIR(os.lstat(name, dir_fd=self.here).st_mode)
        except FileNotFoundError:
            return True

    def sight(self, name: str) -> Sight | None:
        """What is to be seen of a file now, None where it is gone. Raises NoPlainFile."""
        try:
            seen = os.lstat(name, dir_fd=self.here)
        except FileNotFoundError:
            return None
        _require_plain(seen)
        return Sight(seen.st_size, seen.st_mtime_ns, seen.st_ino)

    def being_taken(self) -> list[str]:
        """The names of the files that are taken in, in the order in which they were."""
        return sorted(name for name in os.listdir(self.places[TAKING]) if not name.startswith("."))

    def take(self, name: str, *, under: str) -> bool:
        """Put an arrived file among those that are taken in, under another name; False where another process did."""
        try:
            os.rename(name, under, src_dir_fd=self.here, dst_dir_fd=self.places[TAKING])
        except FileNotFoundError:
            return False
        return True

    def content(self, name: str) -> Iterator[bytes]:
        """The bytes of a file that is taken in. Raises NoPlainFile."""
        try:
            descriptor = os.open(name, _FILE, dir_fd=self.places[TAKING])
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise NoPlainFile from error
        with os.fdopen(descriptor, "rb") as file:
            _require_plain(os.fstat(file.fileno()))
            yield from iter(lambda: file.read(_CHUNK), b"")

    def put_away(self, name: str, *, to: str, saying: str) -> None:
        """Move a file that was taken in to where it ends, with a text beside it. Safe to repeat."""
        # The text comes first: whoever sees the file can read what became of it.
        place = self.places[to]
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(f"{name}.txt", flags, 0o640, dir_fd=place), "w", encoding="utf-8") as text:
            text.write(saying.rstrip() + "\n")
        with contextlib.suppress(FileNotFoundError):
            os.rename(name, name, src_dir_fd=self.places[TAKING], dst_dir_fd=place)


def _require_plain(seen: os.stat_result) -> None:
    if not stat.S_ISREG(seen.st_mode) or seen.st_nlink > 1:
        raise NoPlainFile


def codes_in(root: int) -> list[str]:
    """The names of the folders in the inbox, in order; links to folders are none."""
    return sorted(
        name
        for name in os.listdir(root)
        if not name.startswith(".") and stat.S_ISDIR(os.lstat(name, dir_fd=root).st_mode)
    )


@contextmanager
def opened_root(path: str | os.PathLike[str]) -> Iterator[int]:
    """The inbox itself, as an open folder. Raises OSError."""
    root = os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        yield root
    finally:
        os.close(root)


@contextmanager
def opened_folder(root: int, code: str) -> Iterator[CompanyFolder]:
    """The folder of a company, and those within it, made where they are missing. Raises OSError for a link."""
    with contextlib.ExitStack() as stack:
        here = os.open(code, _FOLDER, dir_fd=root)
        stack.callback(os.close, here)
        places = {}
        for name in (TAKING, DONE, REFUSED):
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o750, dir_fd=here)
            places[name] = os.open(name, _FOLDER, dir_fd=here)
            stack.callback(os.close, places[name])
        yield CompanyFolder(code, here, places)
