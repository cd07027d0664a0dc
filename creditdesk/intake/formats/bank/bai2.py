"""BAI2, the balance reporting of American banks: records 01 to 99, fields between commas, a slash at the end of each.

Files differ more than the standard allows, and common readers refuse them. What is taken here:

- a record goes on over any number of 88 records, cut between any two fields, also within a status of record 03;
- several records stand on one line; a slash within a text, or none at the end of a record;
- blanks at the end of a line, a blank total, amounts with a decimal point, a currency only in the group.

A total that does not tie holds up its account; a count that is wrong is said. A file without its trailer is cut off
and refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from creditdesk.intake.formats.bank.bai2_codes import KEYS_OF_BALANCES, is_credit, is_debit, meaning_of
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BankCode,
    BankFile,
    Entry,
    Noticed,
    Statement,
)
from creditdesk.intake.formats.bank.values import (
    compact_day,
    count_of,
    currency_of,
    decimal_minor,
    text_of,
    unsound,
    whole_minor,
)

# What a record begins with when it stands behind another one on the same line. The more of its shape is asked for, the
# less can a text be taken for a record ("12/03,1" is none).
_NEXT = re.compile(
    r"/\s*(?=(?:01,[^,/]*,[^,/]*,\d{6},|02,[^,/]*,[^,/]*,\d?,\d{6},|03,[^,/]+,(?:[A-Z]{3})?,|16,\d{3},[-+]?\d*,"
    r"|88,|49,[-+]?\d*,\d+\s*(?:/|$)|98,[-+]?\d*,\d+,\d+\s*(?:/|$)|99,[-+]?\d*,\d+,\d+\s*(?:/|$)))"
)
_CODES = ("01", "02", "03", "16", "49", "88", "98", "99")


@dataclass(slots=True)
class Record:
    """One record with the 88 records that carry it on. `pieces` are their contents behind the code, in order."""

    code: str
    line: int
    pieces: list[str]

    @property
    def physical(self) -> int:
        """How many records of the file it is."""
        return len(self.pieces)

    def fields(self) -> list[str]:
        """The fields of a record without text: what is cut over several records is put together again."""
        return [part.strip() for piece in self.pieces for part in _ended(piece).split(",")]


@dataclass(slots=True)
class _Sums:
    """What is added up below a header: amounts in minor units, records, and members."""

    total: int = 0
    records: int = 0
    members: int = 0

    def add(self, other: _Sums) -> None:
        """A member with all that is in it."""
        self.total, self.records = self.total + other.total, self.records + other.records
        self.members += 1


@dataclass(slots=True)
class _Group:
    """Header of a group: whose accounts, of which day, in which currency."""

    receiver: str
    originator: str
    day: date | None
    currency: str
    interim: bool
    status: str
    line: int
    statements: list[Statement] = field(default_factory=list)


def read_bai2(content: bytes) -> BankFile:
    """The statements of the file. Raises FileRefused with line, field, value and reason."""
    noticed = Noticed()
    records = list(_records(text_of(content, noticed)))
    if not records or records[0].code != "01":
        line = records[0].line if records else 1
        raise unsound("no_header", "The file does not begin with its header (record 01).", line=line, field="01")
    return _Reader(records, noticed).read()


def _ended(piece: str) -> str:
    """The content of a record without the slash at its end."""
    bare = piece.rstrip()
    return bare[:-1] if bare.endswith("/") else bare


def _records(text: str) -> Iterator[Record]:
    record: Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        for part in _NEXT.sub("/\n", line.strip("\x1a")).split("\n"):
            bare = part.strip()
            if not bare:
                continue
            code, comma, rest = bare.partition(",")
            if code not in _CODES or not comma:
                said = "The line begins with %(value)s and not with a record of BAI2."
                raise unsound("record", said, line=number, field="record", value=bare[:20])
            if code == "88":
                if record is None:
                    raise unsound("continuation", "Record 88 carries on nothing.", line=number, field="88")
                record.pieces.append(rest)
                continue
            if record is not None:
                yield record
            record = Record(code, number, [rest])
    if record is not None:
        yield record


class _Reader:
    """Goes through the records: file, group, account, entry."""

    def __init__(self, records: list[Record], noticed: Noticed) -> None:
        self._records = records
        self._next = 0
        self._noticed = noticed

    def read(self) -> BankFile:
        """The whole file. Raises FileRefused."""
        header = self._take("01")
        fields = header.fields()
        if (version := _at(fields, 7)) not in ("2", ""):
            said = "%(field)s: version %(value)s of BAI is not read, only version 2."
            raise unsound("version", said, line=header.line, field="01", value=version)
        day = _at(fields, 2)
        if day:
            compact_day(day, line=header.line, field="01 date")
        sums, groups = _Sums(records=header.physical), []
        while self._peek() == "02":
            group, inner = self._group()
            groups.append(group)
            sums.add(inner)
        trailer = self._take("99")
        self._trailer(trailer, sums, what="99", of_members=True, noticed=self._noticed)
        if self._next < len(self._records):
            extra = self._records[self._next]
            said = "Behind the end of the file (record 99) stands more: record %(value)s."
            raise unsound("after_end", said, line=extra.line, field=extra.code, value=extra.code)
        if not groups:
            raise unsound("no_group", "The file holds no group of accounts (record 02).", line=header.line, field="02")
        return BankFile(
            "bai2",
            statements=tuple(statement for group in groups for statement in group.statements),
            findings=self._noticed.take(),
            identification=_at(fields, 4),
            sender=_at(fields, 0),
        )

    def _peek(self) -> str:
        return self._records[self._next].code if self._next < len(self._records) else ""

    def _take(self, code: str) -> Record:
        if self._peek() != code:
            last = self._records[min(self._next, len(self._records) - 1)]
            if self._next == len(self._records):
                said = "The file is cut off: record %(value)s is missing."
                raise unsound("cut_off", said, line=last.line, field=code, value=code)
            said = "Record %(value)s stands where record %(wanted)s should be."
            raise unsound("order", said, line=last.line, field=last.code, value=last.code, wanted=code)
        self._next += 1
        return self._records[self._next - 1]

    def _group(self) -> tuple[_Group, _Sums]:
        header = self._take("02")
        fields = header.fields()
        day = _at(fields, 3)
        group = _Group(
            receiver=_at(fields, 0),
            originator=_at(fields, 1),
            day=compact_day(day, line=header.line, field="02 date") if day else None,
            currency=currency_of(_at(fields, 5) or "USD", line=header.line, field="02 currency"),
            interim=_at(fields, 6) in ("1", "3"),
            status=_at(fields, 2),
            line=header.line,
        )
        sums = _Sums(records=header.physical)
        while self._peek() == "03":
            statement, inner = self._account(group)
            group.statements.append(statement)
            sums.add(inner)
        trailer = self._take("98")
        self._trailer(trailer, sums, what="98", of_members=True, noticed=self._noticed)
        if not group.statements:
            raise unsound(
                "no_account_in_group", "The group holds no account (record 03).", line=header.line, field="03"
            )
        return group, sums

    def _account(self, group: _Group) -> tuple[Statement, _Sums]:
        header = self._take("03")
        fields, noticed = header.fields(), Noticed()
        number = _at(fields, 0)
        if not number:
            raise unsound("no_account", "The statement does not name its account.", line=header.line, field="03")
        currency = currency_of(_at(fields, 1) or group.currency, line=header.line, field="03 currency")
        balances, total = _statuses(fields[2:], currency=currency, day=group.day, line=header.line)
        sums = _Sums(total=total, records=header.physical)
        entries = []
        while self._peek() == "16":
            record = self._take("16")
            entry, amount = _entry(record, currency=currency, day=group.day, noticed=noticed)
            entries.append(entry)
            sums.total, sums.records = sums.total + amount, sums.records + record.physical
        trailer = self._take("49")
        self._trailer(trailer, sums, what="49", of_members=False, noticed=noticed)
        if group.status in ("2", "4"):
            deleted = "The bank says that it deletes what this group told before: nothing of the group counts."
            tested = "The bank says that the group is a test: nothing of it counts."
            said = deleted if group.status == "2" else tested
            noticed.remark("group_status", said, line=group.line, holds=True)
        if group.status == "3":
            said = "The bank says that the group corrects one that it sent before: compare the two before it is used."
            noticed.remark("group_corrects", said, line=group.line, holds=True)
        opening = next((one for one in balances if one.kind == "opening"), None)
        closing = next((one for one in balances if one.kind == "closing"), None)
        return Statement(
            format="bai2",
            kind="interim" if group.interim else "statement",
            account=AccountNamed(number, bank=group.originator, owner=group.receiver),
            currency=currency,
            entries=tuple(entries),
            opening=opening,
            closing=closing,
            balances=tuple(one for one in balances if one is not opening and one is not closing),
            from_date=group.day,
            to_date=group.day,
            findings=noticed.take(),
            line=header.line,
        ), sums

    def _trailer(self, record: Record, sums: _Sums, *, what: str, of_members: bool, noticed: Noticed) -> None:
        """Compare what a trailer states with what was added up; a blank states nothing."""
        fields = record.fields()
        sums.records += record.physical
        if not any(fields):
            said = "The file is cut off: record %(value)s is not complete."
            raise unsound("cut_record", said, line=record.line, field=what, value=what)
        if stated := _at(fields, 0):
            minor = whole_minor(stated, line=record.line, field=what + " total")
            noticed.total(what, stated=minor, true=sums.total, line=record.line)
        if of_members and (members := _at(fields, 1)):
            count = count_of(members, line=record.line, field=what + " members")
            noticed.count(what, stated=count, true=sums.members, line=record.line, holds=True)
        if counted := _at(fields, 2 if of_members else 1):
            count = count_of(counted, line=record.line, field=what + " records")
            noticed.count(what, stated=count, true=sums.records, line=record.line, holds=True)


def _at(fields: list[str], place: int) -> str:
    return fields[place] if place < len(fields) else ""


def _amount(text: str, *, currency: str, line: int, field: str) -> int:
    """Smallest units; some banks write a point all the same, and mean what it says."""
    if "." in text:
        return decimal_minor(text, currency=currency, mark=".", line=line, field=field)
    return whole_minor(text, line=line, field=field)


def _statuses(fields: list[str], *, currency: str, day: date | None, line: int) -> tuple[list[Balance], int]:
    """Balances and summaries of record 03, in fours: type, amount, count, kind of funds. And the sum of all amounts."""
    balances, total, place = [], 0, 0
    while place < len(fields):
        code = fields[place]
        place += 1
        if not code:
            continue  # a comma before the slash leaves an empty field
        if not (len(code) == 3 and code.isascii() and code.isdigit()):
            said = "%(field)s: %(value)s is no type of a balance or summary."
            raise unsound("type", said, line=line, field="03 type", value=code)
        text = _at(fields, place)
        minor = _amount(text, currency=currency, line=line, field=f"03 {code}") if text else None
        place = _behind_funds(fields, place + 2, line=line)
        total += minor or 0
        if minor is not None and int(code) < 100:
            balances.append(Balance(KEYS_OF_BALANCES.get(code, "other"), minor, currency, day, code))
    return balances, total


def _behind_funds(fields: list[str], place: int, *, line: int) -> int:
    """The place behind the kind of funds and what belongs to it. The kind stands at `place`."""
    kind = _at(fields, place).upper()
    place += 1
    if kind == "S":
        return place + 3
    if kind == "V":
        return place + 2
    if kind == "D":
        behind = place + 1 + 2 * count_of(_at(fields, place) or "0", line=line, field="funds")
        if behind > len(fields):
            said = "%(field)s: fewer days of funds follow than %(value)s."
            raise unsound("funds_few", said, line=line, field="funds", value=_at(fields, place))
        return behind
    if kind not in ("", "0", "1", "2", "Z"):
        said = "%(field)s: %(value)s is no kind of funds."
        raise unsound("funds", said, line=line, field="funds", value=kind)
    return place


def _entry(record: Record, *, currency: str, day: date | None, noticed: Noticed) -> tuple[Entry, int]:
    """Record 16, and its amount as it counts in the total."""
    fields, text = _entry_fields(record)
    code = _at(fields, 0)
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        said = "%(field)s: %(value)s is no type of an entry."
        raise unsound("type_entry", said, line=record.line, field="16 type", value=code)
    said_amount = _at(fields, 1)
    amount = _amount(said_amount, currency=currency, line=record.line, field="16 amount") if said_amount else 0
    meaning = BankCode("bai2", code, meaning_of(code))
    place = _behind_funds(fields, 2, line=record.line)
    booked = is_credit(code) or is_debit(code)
    if not booked and amount:
        said = "Type %(value)s is neither a credit nor a debit; the entry is read as information."
        noticed.remark("type_information", said, line=record.line, holds=True, value=code)
    value = _at(fields, 3) if _at(fields, 2).upper() == "V" else ""
    return Entry(
        minor=-amount if is_debit(code) else amount,
        currency=currency,
        booking_date=day,
        value_date=compact_day(value, line=record.line, field="16 value date") if value else day,
        status="booked" if booked else "information",
        code=meaning,
        bank_reference=_at(fields, place),
        payer_reference=_at(fields, place + 1),
        text=tuple(text),
        line=record.line,
        raw="\n".join(record.pieces),
    ), amount


def _entry_fields(record: Record) -> tuple[list[str], list[str]]:
    """The fields up to the text, and the text. Pieces complete the fields first; all that follows is text."""
    fields: list[str] = []
    for place, piece in enumerate(record.pieces):
        parts = _ended(piece).split(",")
        for used, part in enumerate(parts):
            if len(fields) >= _wanted(fields):
                text = [",".join(parts[used:]).strip()]
                text += [_ended(more).strip() for more in record.pieces[place + 1 :]]
                return fields, [line for line in text if line]
            fields.append(part.strip())
    return fields, []


def _wanted(fields: list[str]) -> int:
    """How many fields stand before the text: type, amount, kind of funds, what belongs to it, two references."""
    kind = _at(fields, 2).upper()
    if kind == "D":
        days = _at(fields, 3)
        known = days.isascii() and days.isdigit() and len(days) < 3
        return 6 if not known else 6 + 2 * int(days)
    return 5 + {"S": 3, "V": 2}.get(kind, 0)
