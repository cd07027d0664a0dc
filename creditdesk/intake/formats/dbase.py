"""Tables of dBase III to IV and FoxPro, as GoldMine kept its contacts (CONTACT1.DBF) and their history (CONTHIST.DBF).

A table is a header, which names each field with its kind and length, and records of one length::

    03 6E 05 1D  …  a table without notes of May 29, 2010      "ACCOUNTNO" C 20, "ONDATE" D 8, "NOTES" M 10 …
    20 …            a record                                    2A … a record that was deleted: passed over

Long notes stand in a file beside it (.FPT, .DBT): both come together in one zip archive. A cell comes out as text; a
day as ISO text. The record's number takes the place of the line.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.decoding import CONTROL
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.limits import Limits, Source, open_source
from creditdesk.intake.formats.refusals import FileRefused, RowRefused, quoted

# First byte of a table → how its notes are kept.
_VERSIONS = {
    0x03: "", 0x30: "fpt", 0x31: "fpt", 0x32: "fpt", 0x83: "dbt3", 0x8B: "dbt4", 0xCB: "dbt4", 0xF5: "fpt",
    0xFB: "fpt",
}  # fmt: skip
# The byte of the language driver → code page, as dBase and FoxPro number them.
_CODE_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x04: "mac_roman", 0x08: "cp865", 0x09: "cp437", 0x0A: "cp850",
    0x0B: "cp437", 0x0D: "cp437", 0x0E: "cp850", 0x0F: "cp437", 0x10: "cp850", 0x11: "cp437", 0x12: "cp850",
    0x13: "cp932", 0x14: "cp850", 0x15: "cp437", 0x16: "cp850", 0x17: "cp865", 0x18: "cp437", 0x19: "cp437",
    0x1A: "cp850", 0x1B: "cp437", 0x1C: "cp863", 0x1D: "cp850", 0x1F: "cp852", 0x22: "cp852", 0x23: "cp852",
    0x24: "cp860", 0x25: "cp850", 0x26: "cp866", 0x37: "cp850", 0x40: "cp852", 0x4D: "cp936", 0x4E: "cp949",
    0x4F: "cp950", 0x50: "cp874", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852", 0x65: "cp866",
    0x66: "cp865", 0x67: "cp861", 0x6A: "cp737", 0x6B: "cp857", 0x78: "cp950", 0x79: "cp949", 0x7A: "cp936",
    0x7B: "cp932", 0x7C: "cp874", 0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253",
}  # fmt: skip
_ASSUMED = "cp1252"  # what Windows wrote where the table does not say
_HEADER, _DESCRIPTOR, _TERMINATOR = 32, 32, 0x0D
_BLOCK = 512  # of the notes of dBase III
_DBT4_MARK = b"\xff\xff\x08\x00"
_PIECE = 1 << 18
_EPOCH = 1_721_425  # the Julian day of 0001-01-01, less one
_RATIO_FROM_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNREAD = frozenset("GPQVW0")  # pictures, objects, binary: nothing that a person reads

_EXPORT_AGAIN = "Copy it again from the program's folder while the program is closed, or export it as CSV."


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Notes:
    """The file of the long notes: its bytes, how it is laid out, and the size of a block."""

    content: bytes
    kind: str
    block: int

    def text(self, number: int) -> bytes | None:
        """The note that begins in the block; None where the block is not there or is cut off."""
        start = number * self.block
        if number <= 0 or start >= len(self.content):
            return None
        if self.kind == "dbt3":
            end = self.content.find(b"\x1a", start)
            return self.content[start : end if end >= 0 else len(self.content)]
        head = self.content[start : start + 8]
        if len(head) < 8 or (self.kind == "dbt4" and head[:4] != _DBT4_MARK):
            return None
        (length,) = struct.unpack(">I" if self.kind == "fpt" else "<I", head[4:])
        # In dBase IV the length counts the eight bytes before the text.
        begin, end = start + 8, start + 8 + length if self.kind == "fpt" else start + length
        return self.content[begin:end] if begin <= end <= len(self.content) else None


@dataclass(frozen=True, slots=True)
class DbaseTable:
    """A table that was opened: its headings, its code page, and what a person should know of it."""

    headers: tuple[str, ...]
    encoding: str
    warnings: tuple[Reason, ...]
    _source: Source = field(repr=False)
    _fields: tuple[_Field, ...] = field(repr=False)
    _start: int = field(repr=False)
    _length: int = field(repr=False)
    _records: int = field(repr=False)
    _notes: _Notes | None = field(repr=False)
    _limits: Limits = field(repr=False)

    def rows(self) -> Iterator[Row | RowRefused]:
        """Every record that was not deleted, by its number, or why it cannot be read."""
        decode = codecs.getdecoder(self.encoding)
        for number, record in _each(self._source, self._start, self._length, self._records):
            if record[:1] == b"*":
                continue
            if record[:1] != b" ":
                yield _refused(number, _NO_RECORD)
                continue
            try:
                cells = [self._cell(one, record, decode) for one in self._fields]
            except UnicodeDecodeError:
                yield _refused(number, Reason(_UNDECODED.code, _UNDECODED.text, {"encoding": self.encoding}))
            except _BadCell as bad:
                value = quoted(bad.value)
                reason = Reason(bad.reason.code, bad.reason.text, {"value": value, "name": bad.name})
                yield RowRefused(number, "", bad.name, value, reason)
            else:
                yield self._checked(number, cells)

    def _cell(self, one: _Field, record: bytes, decode: codecs._Decoder) -> str:
        raw = record[one.start : one.start + one.length]
        if one.kind == "M":
            return self._note(one, raw, decode)
        if one.kind in "IYBT@+O":
            return _binary(one, raw)
        text = decode(raw.rstrip(b"\x00"))[0].strip()
        if one.kind == "D":
            return _day(one, text)
        if one.kind == "L":
            return {"t": "TRUE", "y": "TRUE", "f": "FALSE", "n": "FALSE"}.get(text.lower(), "")
        return text

    def _note(self, one: _Field, raw: bytes, decode: codecs._Decoder) -> str:
        if self._notes is None:
            return ""
        if one.length == 4:
            (number,) = struct.unpack("<I", raw)
        else:
            digits = raw.strip(b" \x00")
            if digits and not digits.isdigit():
                raise _BadCell(one.name, repr(digits), _NOTE_LOST)
            number = int(digits or b"0")
        if number == 0:
            return ""
        note = self._notes.text(number)
        if note is None:
            raise _BadCell(one.name, str(number), _NOTE_LOST)
        # Soft line ends of the old editors stand where a line was broken on the screen.
        lines = decode(note.replace(b"\x8d\n", b" ").rstrip(b"\x00\x1a"))[0].splitlines()
        return CONTROL.sub(" ", "\n".join(line.rstrip() for line in lines)).strip()

    def _checked(self, number: int, cells: list[str]) -> Row | RowRefused:
        if max(map(len, cells)) > self._limits.cell_chars:
            return RowRefused(number, "", "", quoted(max(cells, key=len)), _TOO_LONG, cells)
        if any(CONTROL.search(cell) for cell in cells):
            return RowRefused(number, "", "", "", _DAMAGED, cells)
        return Row(number, cells)


class _BadCell(Exception):
    def __init__(self, name: str, value: str, reason: Reason) -> None:
        super().__init__(name)
        self.name, self.value, self.reason = name, value, reason


def is_dbase(head: bytes) -> bool:
    """Whether the file is such a table: its kind, and a day as the next three bytes, which no text has."""
    if len(head) < _HEADER or head[0] not in _VERSIONS:
        return False
    return 1 <= head[2] <= 12 and 1 <= head[3] <= 31


def _is_file(entry: zipfile.ZipInfo) -> bool:
    # A hostile archive has a member without a name, of which `ZipInfo.is_dir` would ask the last letter.
    return not entry.filename.endswith("/")


def is_dbase_archive(stream: BinaryIO) -> bool:
    """Whether a zip archive holds such a table and nothing but it and its notes."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [entry.filename.lower() for entry in archive.infolist() if _is_file(entry)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(name.endswith(".dbf") for name in names) and all(
        name.endswith((".dbf", ".fpt", ".dbt", ".mdx", ".cdx", ".idx", ".ndx")) for name in names
    )


def open_dbase(source: Source, *, limits: Limits, encoding: str | None = None) -> DbaseTable:
    """The table of the file, or of the archive with its notes; `encoding` is a person's word against the table's own.

    Raises FileRefused where the header contradicts itself or the file, with the record where it is cut off.
    """
    with open_source(source) as stream:
        archived = stream.read(2) == b"PK"
    table, notes = _unpacked(source, limits=limits) if archived else (source, None)
    with open_source(table) as stream:
        head = stream.read(_HEADER)
        size = stream.seek(0, io.SEEK_END)
        if not is_dbase(head):
            raise _broken("the first bytes are not those of a dBase or FoxPro table")
        records, start, length = struct.unpack("<IHH", head[4:12])
        stream.seek(_HEADER)
        fields = _fields(stream.read(max(0, start - _HEADER)), length)
    if records > limits.rows:
        raise FileRefused(
            "intake.too_many_rows", "The file has more than %(limit)d rows.",
            remedy="Split it, for instance by company or by year.", limit=limits.rows,
        )  # fmt: skip
    whole = max(0, size - start) // length
    if whole < records:
        raise FileRefused(
            "intake.dbase_cut_off",
            "The table says that it has %(said)d records, and %(found)d are there: it was cut off.",
            remedy=_EXPORT_AGAIN,
            line=whole + 1,
            said=records,
            found=whole,
        )
    page, warnings = _encoding(head[29], encoding)
    warnings += _deleted(table, start, length, records)
    has_notes = [one.name for one in fields if one.kind == "M"]
    if has_notes and notes is None:
        warnings.append(Reason(_NO_NOTES.code, _NO_NOTES.text, {"names": ", ".join(has_notes)}))
    kept = tuple(one for one in fields if one.kind not in _UNREAD)
    if len(kept) > limits.columns:
        raise _broken("it has more fields than a table may have")
    return DbaseTable(
        headers=tuple(one.name for one in kept),
        encoding=page,
        warnings=tuple(warnings),
        _source=table,
        _fields=kept,
        _start=start,
        _length=length,
        _records=records,
        _notes=_notes(notes, _VERSIONS[head[0]]) if notes else None,
        _limits=limits,
    )


def _fields(descriptors: bytes, record_length: int) -> list[_Field]:
    """The fields of a record. Raises FileRefused where they do not add up to it."""
    found: list[_Field] = []
    place = 1
    for start in range(0, len(descriptors), _DESCRIPTOR):
        one = descriptors[start : start + _DESCRIPTOR]
        if one[:1] == bytes([_TERMINATOR]):
            break
        if len(one) < _DESCRIPTOR:
            raise _broken("the list of its fields has no end")
        name = one[:11].split(b"\x00")[0].decode("ascii", "replace").strip()
        kind, length = chr(one[11]), one[16]
        if kind == "C":  # a long text uses the byte of the decimals for its length
            length += 256 * one[17]
        if not _NAME.fullmatch(name) or length == 0 or name in {other.name for other in found}:
            raise _broken(f"field {len(found) + 1} has no name, no length or the name of another")
        found.append(_Field(name, kind, place, length))
        place += length
    else:
        raise _broken("the list of its fields has no end")
    # FoxPro adds a field for its own use that no descriptor counts.
    if not found or not 0 <= record_length - place <= 255:
        raise _broken("the lengths of its fields do not add up to that of a record")
    return found


def _each(source: Source, start: int, length: int, records: int) -> Iterator[tuple[int, bytes]]:
    with open_source(source) as stream:
        stream.seek(start)
        at_once = max(1, _PIECE // length)
        number = 0
        while number < records:
            piece = stream.read(length * min(at_once, records - number))
            for offset in range(0, len(piece) - length + 1, length):
                number += 1
                yield number, piece[offset : offset + length]
            if len(piece) < length:
                return


def _deleted(source: Source, start: int, length: int, records: int) -> list[Reason]:
    count = sum(record[:1] == b"*" for _, record in _each(source, start, length, records))
    text = "Records that were deleted in the program and not yet removed are passed over: %(count)d."
    return [Reason("intake.dbase_deleted", text, {"count": count})] if count else []


def _encoding(driver: int, chosen: str | None) -> tuple[str, list[Reason]]:
    if chosen:
        try:
            codecs.lookup(chosen)
        except LookupError:
            raise FileRefused(
                "intake.encoding_unknown", "%(encoding)s is no encoding that is known here.",
                remedy="Choose another one, such as cp1252.", encoding=quoted(chosen),
            ) from None  # fmt: skip
        return chosen, []
    if driver in _CODE_PAGES:
        return _CODE_PAGES[driver], []
    text = (
        "The table does not say its code page; it is read as %(encoding)s. Choose another encoding if names look wrong."
    )
    return _ASSUMED, [Reason("intake.dbase_code_page", text, {"encoding": _ASSUMED})]


def _unpacked(source: Source, *, limits: Limits) -> tuple[bytes, bytes | None]:
    """Table and notes out of the archive, within the limits."""
    with open_source(source) as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                entries = [entry for entry in archive.infolist() if _is_file(entry)]
                tables = [entry for entry in entries if entry.filename.lower().endswith(".dbf")]
                if len(tables) != 1:
                    raise FileRefused(
                        "intake.dbase_several",
                        "The archive holds %(count)d tables: %(names)s.",
                        remedy="Put one table and its notes (.FPT or .DBT) into an archive of their own.",
                        count=len(tables),
                        names=quoted(", ".join(entry.filename for entry in tables)),
                    )
                stem = tables[0].filename.rsplit(".", 1)[0].lower()
                beside = {f"{stem}.fpt", f"{stem}.dbt"}
                notes = next((entry for entry in entries if entry.filename.lower() in beside), None)
                table = _part(archive, tables[0], limits=limits, already=0)
                return table, _part(archive, notes, limits=limits, already=len(table)) if notes else None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise FileRefused(
                "intake.archive_damaged", "The archive is damaged or encrypted.", remedy=_EXPORT_AGAIN
            ) from error


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits, already: int) -> bytes:
    """One part, unpacked in pieces: its directory may lie about its size."""
    pieces, size = [], 0
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            size += len(piece)
            packed = max(entry.compress_size, 1)
            if already + size > limits.unpacked_bytes or (size > _RATIO_FROM_BYTES and size > limits.ratio * packed):
                raise FileRefused(
                    "intake.archive_bomb",
                    "%(name)s unpacks to more than an archive may.",
                    remedy="Export the table as CSV.",
                    name=quoted(entry.filename),
                )
            pieces.append(piece)
    return b"".join(pieces)


def _notes(content: bytes, kind: str) -> _Notes | None:
    """The file of the notes. Raises FileRefused where its blocks have no size."""
    if not kind:
        return None
    block = _BLOCK
    if kind == "fpt" and len(content) >= 8:
        (block,) = struct.unpack(">H", content[6:8])
        block = block or 1
    elif kind == "dbt4" and len(content) >= 22:
        (block,) = struct.unpack("<H", content[20:22])
        block = block or _BLOCK
    elif len(content) < 8:
        raise _broken("the file of its notes is empty")
    return _Notes(content, kind, block)


def _day(one: _Field, text: str) -> str:
    if not text.strip("0"):
        return ""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
    except ValueError:
        raise _BadCell(one.name, text, _NO_DAY) from None


def _binary(one: _Field, raw: bytes) -> str:
    """A number or an instant that FoxPro keeps in its own bytes."""
    try:
        if one.kind in "I+":
            return str(struct.unpack("<i", raw)[0])
        if one.kind == "Y":
            (scaled,) = struct.unpack("<q", raw)
            sign, scaled = "-" if scaled < 0 else "", abs(scaled)
            return f"{sign}{scaled // 10_000}.{scaled % 10_000:04d}"
        if one.kind in "BO":
            return f"{struct.unpack('<d', raw)[0]:.15g}"
        day, milliseconds = struct.unpack("<ii", raw)
        if day == 0:
            return ""
        at = timedelta(milliseconds=milliseconds)
        return f"{date.fromordinal(day - _EPOCH).isoformat()} {timedelta(seconds=round(at.total_seconds()))!s:0>8}"
    except (struct.error, ValueError, OverflowError):
        raise _BadCell(one.name, raw.hex(), _NO_NUMBER) from None


def _refused(number: int, reason: Reason) -> RowRefused:
    return RowRefused(number, "", "", "", reason)


def _broken(what: str) -> FileRefused:
    text = "The header of the table is broken: %(what)s."
    return FileRefused("intake.dbase_header", text, remedy=_EXPORT_AGAIN, what=what)


_NO_RECORD = Reason("intake.dbase_record", "The record begins neither as one that stands nor as one that was deleted.")
_UNDECODED = Reason("intake.dbase_undecoded", "The record holds letters that %(encoding)s does not know.")
_NOTE_LOST = Reason("intake.dbase_note", "The note of %(name)s is not in the file of the notes (block %(value)s).")
_NO_DAY = Reason("intake.dbase_day", "%(name)s: %(value)s is no day.")
_NO_NUMBER = Reason("intake.dbase_number", "%(name)s: %(value)s is neither a number nor an instant.")
_TOO_LONG = Reason("intake.dbase_cell_long", "A note is longer than the desk keeps.")
_DAMAGED = Reason("intake.dbase_damaged", "The record holds a control character: it is damaged.")
_NO_NOTES = Reason(
    "intake.dbase_no_notes",
    "The notes of %(names)s stand in a file beside the table (.FPT or .DBT) and are not read. "
    "Put both files into one zip archive, and load that.",
)
