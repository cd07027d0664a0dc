"""NACHA files as banks hand them on: credits and debits with their addenda (CCD+, CTX), returns, notices of change.

Records of 94 characters: 1 file, 5 batch, 6 entry, 7 addenda, 8 and 9 totals. A batch becomes one statement for each
account that it concerns; entries that came back or correct something become returns. The addenda of a payment are
joined and, where they hold segments of an 820, read as its remittance.

A total, a count or an entry hash that does not tie holds up the batch; header and trailer must be there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from creditdesk.intake.formats.bank.fixed import FixedRecord, fixed_records
from creditdesk.intake.formats.bank.meanings import ach_change, ach_return
from creditdesk.intake.formats.bank.nacha_checks import check_batch, check_entry, check_file, check_header
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    BankCode,
    BankFile,
    Entry,
    Finding,
    Noticed,
    Remittance,
    ReturnedPayment,
    Statement,
)
from creditdesk.intake.formats.bank.values import date_or_none, text_of, unsound, whole_minor
from creditdesk.intake.formats.bank.x12_820 import read_addenda

WIDTH = 94
CURRENCY = "USD"
# What may follow what. Addenda follow an entry or addenda, an entry follows its batch.
_FOLLOWS = {"": "15", "1": "59", "5": "68", "6": "678", "7": "678", "8": "59", "9": ""}


@dataclass(slots=True)
class AchEntry:
    """Record 6 with its addenda. Minor units are positive for a credit to the account that it names."""

    record: FixedRecord
    batch: FixedRecord
    minor: int
    addenda: list[FixedRecord] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The class of the batch: CCD, CTX, PPD."""
        return self.batch[51, 53]

    @property
    def account(self) -> str:
        """The account that is credited or debited."""
        columns = {"IAT": (40, 74), "ADV": (13, 27)}.get(self.kind, (13, 29))
        return self.record[columns]


@dataclass(slots=True)
class AchBatch:
    """Records 5 to 8."""

    header: FixedRecord
    entries: list[AchEntry] = field(default_factory=list)
    noticed: Noticed = field(default_factory=Noticed)
    records: int = 0


def read_nacha(content: bytes) -> BankFile:
    """The payments of the file. Raises FileRefused with line, field, value and reason."""
    noticed = Noticed()
    reader = _Reader(noticed)
    before, last = "", 1
    for record in fixed_records(text_of(content, noticed), width=WIDTH):
        kind = record.text[0]
        if before == "9":
            if record.text.strip("9 "):
                said = "Behind the end of the file (record 9) stands more: record %(value)s."
                raise unsound("after_end_fixed", said, line=record.line, field="record", value=kind)
            continue
        if kind not in _FOLLOWS[before]:
            said = "Record %(value)s stands behind record %(before)s, where it cannot."
            raise unsound("order_fixed", said, line=record.line, field="record", value=kind, before=before or "0")
        before, last = kind, record.line
        reader.take(kind, record)
    if not (before == "9" and reader.has_header) and not (before == "8" and reader.only_returns(noticed)):
        value, at = ("9", last) if before != "9" else ("1", 1)
        raise unsound("cut_off", "The file is cut off: record %(value)s is missing.", line=at, field=value, value=value)
    return reader.file()


class _Reader:
    """Takes one record after another."""

    def __init__(self, noticed: Noticed) -> None:
        self._noticed = noticed
        self._batches: list[AchBatch] = []
        self._header: FixedRecord | None = None

    @property
    def has_header(self) -> bool:
        """True where the file began with its header."""
        return self._header is not None

    def only_returns(self, noticed: Noticed) -> bool:
        """True for batches of returns alone without a file around them, as some banks hand them on; a person looks."""
        if self._header is not None or any(_returned(one) is None for batch in self._batches for one in batch.entries):
            return False
        said = "The file has neither header nor trailer (records 1 and 9): nothing proves that it is whole."
        noticed.remark("no_file_records", said, line=1, holds=True)
        return True

    def take(self, kind: str, record: FixedRecord) -> None:
        """One record whose place in the order was found right. Raises FileRefused."""
        batch = self._batches[-1] if self._batches else None
        if kind == "1":
            self._header = record
            check_header(record, self._noticed)
        elif kind == "5":
            self._batches.append(AchBatch(record))
        elif kind == "9":
            check_file(record, self._batches, self._noticed)
        elif batch is not None:
            batch.records += 1
            if kind == "6":
                batch.entries.append(_entry_of(record, batch))
                check_entry(batch.entries[-1], batch.noticed)
            elif kind == "7":
                batch.entries[-1].addenda.append(record)
            else:
                batch.records -= 1
                check_batch(record, batch)

    def file(self) -> BankFile:
        """All that was taken."""
        statements: list[Statement] = []
        returns: list[ReturnedPayment] = []
        for batch in self._batches:
            findings = batch.noticed.take()
            returns += [found for entry in batch.entries if (found := _returned(entry)) is not None]
            statements += _statements(batch, findings)
            if not any(_returned(entry) is None for entry in batch.entries):
                self._noticed.found.extend(findings)
        header = self._header
        return BankFile(
            "nacha",
            statements=tuple(statements),
            returns=tuple(returns),
            findings=self._noticed.take(),
            identification=header[24, 34] if header else "",
            sender=header[14, 23] if header else "",
        )


def _entry_of(record: FixedRecord, batch: AchBatch) -> AchEntry:
    """Credits are 20 to 24, 30 to 34, 40 to 44 and 50 to 54 of the transaction codes; debits the rest of each ten."""
    code = record[2, 3]
    if not (len(code) == 2 and code.isascii() and code.isdigit()):
        said = "%(field)s: %(value)s is no transaction code."
        raise unsound("transaction_code", said, line=record.line, field="6 code", value=code)
    columns = (28, 39) if batch.header[51, 53] == "ADV" else (30, 39)
    minor = whole_minor(record[columns], line=record.line, field="6 amount")
    debit = code in ("82", "84", "86", "88") if code[0] == "8" else code[1] in "56789"
    return AchEntry(record, batch.header, -minor if debit else minor)


def _day(batch: FixedRecord) -> date | None:
    """When the batch is effective. Six zeros and what is no day are written where nobody cares, as in returns."""
    return date_or_none(batch[70, 75])


def _returned(entry: AchEntry) -> ReturnedPayment | None:
    """What the addenda 98 and 99 make of an entry."""
    for record in entry.addenda:
        if record[2, 3] in ("98", "99"):
            change = record[2, 3] == "98"
            code = record[4, 6]
            return ReturnedPayment(
                kind="change" if change else "return",
                code=ach_change(code) if change else ach_return(code),
                reference=record[7, 21],
                minor=entry.minor,
                currency=CURRENCY,
                party_name=_name(entry),
                party_account=entry.account,
                day=_day(entry.batch),
                corrected=record[36, 64] if change else "",
                text=(record[36, 79],) if not change and record[36, 79] else (),
                line=entry.record.line,
            )
    return None


def _name(entry: AchEntry) -> str:
    columns = {"CTX": (59, 74), "IAT": (1, 0)}.get(entry.kind, (55, 76))
    if entry.kind == "IAT":
        return next((record[47, 81] for record in entry.addenda if record[2, 3] == "10"), "")
    return entry.record[columns]


def _statements(batch: AchBatch, findings: tuple[Finding, ...]) -> list[Statement]:
    """One for each account, in the order in which the accounts come. Findings of the batch stand with each."""
    by_account: dict[str, list[Entry]] = {}
    for entry in batch.entries:
        if _returned(entry) is None:
            by_account.setdefault(entry.account, []).append(_as_entry(entry))
    header = batch.header
    return [
        Statement(
            format="nacha",
            kind="notice",
            account=AccountNamed(account),
            currency=CURRENCY,
            entries=tuple(entries),
            identification=header[80, 94],
            text=tuple(filter(None, (header[54, 63], header[21, 40]))),
            from_date=_day(header),
            to_date=_day(header),
            findings=findings,
            line=header.line,
        )
        for account, entries in by_account.items()
    ]


def _as_entry(entry: AchEntry) -> Entry:
    """The other party is the company of the batch: it credits or debits the account that the entry names."""
    record, header = entry.record, entry.batch
    texts = [found.raw(4, 83) for found in entry.addenda if found[2, 3] == "05"]
    joined = "".join(texts).strip()
    remittance = read_addenda(joined, line=entry.addenda[0].line) if joined else None
    if remittance is not None:
        remittance = _compared(remittance, entry)
    prenote = record.text[2] in "389" and entry.minor == 0
    return Entry(
        minor=entry.minor,
        currency=CURRENCY,
        booking_date=_day(header),
        value_date=_day(header),
        status="information" if prenote else "booked",
        code=BankCode("nacha", f"{entry.kind} {record[2, 3]}"),
        bank_reference=record[80, 94],
        payer_reference="" if entry.kind in ("CTX", "IAT", "ADV") else record[40, 54],
        party_name=header[5, 20],
        party_account=header[41, 50],
        text=tuple(text.strip() for text in texts if text.strip()) + ((_name(entry),) if _name(entry) else ()),
        documents=remittance.lines if remittance is not None else (),
        remittance=remittance,
        line=record.line,
        raw="\n".join(found.text.rstrip() for found in (record, *entry.addenda)),
    )


def _compared(remittance: Remittance, entry: AchEntry) -> Remittance:
    """The remittance with a finding where what it pays is not the amount of the entry."""
    noticed = Noticed(list(remittance.findings))
    nets = [line.net for line in remittance.lines if line.net is not None]
    stated = remittance.minor if remittance.minor is not None else sum(nets)
    noticed.total("6", stated=abs(entry.minor), true=stated, line=entry.record.line)
    return replace(remittance, findings=noticed.take())
