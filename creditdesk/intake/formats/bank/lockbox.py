"""BAI lockbox files of the first generation: the checks of a lockbox with what the payers wrote on their stubs.

Records of fixed width: 1 and 2 headers, 5 lockbox and day, 6 one check, 4 what did not fit (documents that it pays), 7
batch total, 8 lockbox total, 9 end. Banks agree on the columns up to the check number; behind it, name and date of the
check are taken where they stand as in the usual layout. Record 4 holds up to three documents of twelve columns with
amounts of ten, or one line of free text. The amounts are US cents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from creditdesk.intake.formats.bank.fixed import FixedRecord, fixed_records
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    BankCode,
    BankFile,
    Entry,
    Noticed,
    Reference,
    Remittance,
    RemittanceLine,
    Statement,
)
from creditdesk.intake.formats.bank.values import (
    compact_day,
    count_of,
    date_or_none,
    text_of,
    unsound,
    whole_minor,
)

WIDTH = 104
CURRENCY = "USD"
_FOLLOWS = {
    "": "1",
    "1": "25",
    "2": "5",
    "5": "678",
    "6": "4678",
    "4": "4678",
    "7": "5678",
    "8": "259",
    "9": "",
}


@dataclass(slots=True)
class _Check:
    record: FixedRecord
    minor: int
    lines: list[RemittanceLine] = field(default_factory=list)
    overflows: int = 0


@dataclass(slots=True)
class _Box:
    """One lockbox on one day: checks of the open batch, and of all batches."""

    record: FixedRecord
    number: str
    day: date
    checks: list[_Check] = field(default_factory=list)
    batch_from: int = 0
    noticed: Noticed = field(default_factory=Noticed)


def read_lockbox(content: bytes) -> BankFile:
    """The checks of the file, one statement for each lockbox and day. Raises FileRefused."""
    noticed = Noticed()
    reader = _Reader()
    before, last = "", 1
    for count, record in enumerate(fixed_records(text_of(content, noticed), width=WIDTH), start=1):
        kind = record.text[0]
        if kind not in _FOLLOWS[before] or not kind.strip():
            said = "Record %(value)s stands behind record %(before)s, where it cannot."
            raise unsound("order_fixed", said, line=record.line, field="record", value=kind, before=before or "0")
        before, last = kind, record.line
        reader.take(kind, record)
        if kind == "9":
            stated = count_of(record[2, 7], line=record.line, field="9 records")
            noticed.count("9", stated=stated, true=count, line=record.line, holds=True)
    if before != "9":
        raise unsound("cut_off", "The file is cut off: record %(value)s is missing.", line=last, field="9", value="9")
    return BankFile(
        "lockbox",
        statements=tuple(reader.statements),
        findings=noticed.take(),
        identification=reader.made_on,
        sender=reader.sender,
    )


class _Reader:
    """Takes one record after another."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.sender = self.made_on = ""
        self._box: _Box | None = None

    def take(self, kind: str, record: FixedRecord) -> None:
        """One record whose place in the order was found right. Raises FileRefused."""
        if kind == "1":
            self.sender, self.made_on = record[14, 23], record[24, 33]
            compact_day(record[24, 29], line=record.line, field="1 date")
        elif kind == "5":
            day = compact_day(record[15, 20], line=record.line, field="5 date")
            if self._box is None or (self._box.number, self._box.day) != (record[8, 14], day):
                self._end()
                self._box = _Box(record, record[8, 14], day)
        elif self._box is not None:
            self._in_box(kind, record, self._box)

    def _in_box(self, kind: str, record: FixedRecord, box: _Box) -> None:
        if kind == "6":
            minor = whole_minor(record[8, 17], line=record.line, field="6 amount")
            box.checks.append(_Check(record, minor))
        elif kind == "4":
            _overflow(record, box)
        elif kind == "7":
            _check_total(record, box, box.checks[box.batch_from :], count=record[21, 23], total=record[24, 33])
            box.batch_from = len(box.checks)
        elif kind == "8":
            if box.batch_from < len(box.checks):
                said = "The checks of the last batch have no batch total (record 7)."
                box.noticed.remark("no_batch_total", said, line=record.line, holds=True)
            _check_total(record, box, box.checks, count=record[21, 24], total=record[25, 34])
            self._end()

    def _end(self) -> None:
        """The lockbox is complete."""
        box, self._box = self._box, None
        if box is None:
            return
        self.statements.append(
            Statement(
                format="lockbox",
                kind="notice",
                account=AccountNamed(box.number, bank=self.sender),
                currency=CURRENCY,
                entries=tuple(_entry(check, box) for check in box.checks),
                from_date=box.day,
                to_date=box.day,
                findings=box.noticed.take(),
                line=box.record.line,
            )
        )


def _check_total(record: FixedRecord, box: _Box, checks: list[_Check], *, count: str, total: str) -> None:
    kind = record.text[0]
    stated = count_of(count, line=record.line, field=kind + " checks")
    box.noticed.count(kind, stated=stated, true=len(checks), line=record.line, holds=True)
    minor = whole_minor(total, line=record.line, field=kind + " total")
    box.noticed.total(kind, stated=minor, true=sum(check.minor for check in checks), line=record.line)


def _overflow(record: FixedRecord, box: _Box) -> None:
    """Documents that belong to the check before. Raises FileRefused where they belong to none."""
    check = box.checks[-1] if box.checks else None
    if check is None or check.record[2, 7] != record[2, 7]:
        said = "The overflow record belongs to no check: batch and item %(value)s."
        raise unsound("overflow", said, line=record.line, field="4 item", value=record[2, 7])
    check.overflows += 1
    sequence = record[9, 10]
    if not sequence.isdigit() or int(sequence) != check.overflows:
        said = "The overflow records of the check are not in order: %(value)s is number %(true)d."
        box.noticed.remark("overflow_order", said, line=record.line, holds=True, value=sequence, true=check.overflows)
    body = record.raw(12, WIDTH)
    if body[12:22].isdigit():
        for place in range(0, 66, 22):
            number, amount = body[place : place + 12].strip(), body[place + 12 : place + 22].strip()
            if number or amount:
                net = whole_minor(amount, line=record.line, field="4 amount") if amount else None
                check.lines.append(RemittanceLine(number.lstrip("0") or number, "invoice", net, line=record.line))
    elif body.strip():
        check.lines.append(RemittanceLine(body.strip(), "memo", None, line=record.line))


def _entry(check: _Check, box: _Box) -> Entry:
    record = check.record
    number, name = record[37, 46].lstrip("0"), record[53, 82]
    routing, account = record[18, 26], record[27, 36]
    written = record[47, 52]
    day = date_or_none(written[4:6] + written[:4]) if len(written) == 6 else None
    nets = [line.net for line in check.lines if line.net is not None]
    noticed = Noticed()
    if check.lines and len(nets) == len(check.lines):
        noticed.total("6", stated=check.minor, true=sum(nets), line=record.line)
    payer_account = AccountNamed(account, bank=routing) if account or routing else None
    remittance = Remittance(
        format="lockbox",
        payer=name,
        minor=check.minor,
        currency=CURRENCY,
        lines=tuple(check.lines),
        payment_reference=number,
        payment_date=day or box.day,
        method="check",
        payer_account=payer_account,
        findings=noticed.take(),
        line=record.line,
    )
    return Entry(
        minor=check.minor,
        currency=CURRENCY,
        booking_date=box.day,
        value_date=None,
        code=BankCode("lockbox", "check"),
        bank_reference=record[2, 7],
        payer_reference=number,
        references=(Reference("check", number),) if number else (),
        party_name=name,
        party_account=f"{routing}/{account}" if account else "",
        documents=tuple(check.lines),
        remittance=remittance,
        line=record.line,
        raw=record.text.rstrip(),
    )
