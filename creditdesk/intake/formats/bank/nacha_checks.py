"""What a NACHA file counts, sums and hashes itself, against what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from creditdesk.intake.formats.bank.meanings import ach_return, is_ach_change
from creditdesk.intake.formats.bank.statements import Noticed
from creditdesk.intake.formats.bank.values import count_of, whole_minor

if TYPE_CHECKING:
    from creditdesk.intake.formats.bank.fixed import FixedRecord
    from creditdesk.intake.formats.bank.nacha import AchBatch, AchEntry

_HASH = 10**10
_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


# Classes of payments of consumers: their name must stand in the entry.
_CONSUMER = frozenset({"PPD", "TEL", "WEB"})


def check_header(record: FixedRecord, noticed: Noticed) -> None:
    """Size of records, blocking and format code, which have been the same since there are such files."""
    if (said := record.raw(35, 40)) != "094101":
        text = "The header says %(value)s of record size, blocking and format; it must be 094101."
        noticed.remark("format_code", text, line=record.line, holds=True, value=said)


def check_entry(entry: AchEntry, noticed: Noticed) -> None:
    """The routing number's check digit, the trace number, and the name where a consumer pays."""
    record = entry.record
    if entry.kind != "ADV" and not (record[80, 94].isdigit() and len(record[80, 94]) == 15):
        said = "The trace number %(value)s is not a number of fifteen digits: columns may be shifted."
        noticed.remark("trace", said, line=record.line, holds=True, value=record[80, 94])
    if entry.kind in _CONSUMER and not record[55, 76].strip("0"):
        said = "The entry does not name the person whose account it is."
        noticed.remark("no_name", said, line=record.line, holds=True)
    routing, digit = record[4, 11], record[12, 12]
    if not (len(routing) == 8 and routing.isascii() and routing.isdigit() and digit.isascii() and digit.isdigit()):
        said = "The routing number %(value)s is not a number of nine digits."
        noticed.remark("routing", said, line=record.line, holds=True, value=routing + digit)
        return
    true = -sum(int(one) * weight for one, weight in zip(routing, _WEIGHTS, strict=True)) % 10
    if int(digit) != true:
        said = "The check digit of the routing number %(value)s is wrong; it would be %(true)d."
        noticed.remark("routing_digit", said, line=record.line, holds=True, value=routing + digit, true=true)


def check_batch(record: FixedRecord, batch: AchBatch) -> None:
    """Record 8 against its entries: count, hash, debits, credits, and whether the class allows them."""
    noticed, line = batch.noticed, record.line
    wide = batch.header[51, 53] == "ADV"
    stated = count_of(record[5, 10], line=line, field="8 count")
    noticed.count("8", stated=stated, true=batch.records, line=line, holds=True)
    _check_hash(record, [batch], columns=(11, 20), noticed=noticed)
    _check_sums(record, [batch], columns=((21, 40), (41, 60)) if wide else ((21, 32), (33, 44)), noticed=noticed)
    if not batch.header[54, 63].strip("0"):
        said = "The batch does not say what its entries are for (columns 54 to 63)."
        noticed.remark("no_description", said, line=batch.header.line, holds=True)
    kind = batch.header[2, 4]
    if kind != record[2, 4]:
        said = "The batch began with class %(value)s and ends with %(other)s."
        noticed.remark("class_differs", said, line=line, holds=True, value=kind, other=record[2, 4])
    wrong = [entry for entry in batch.entries if (kind, entry.minor < 0) in (("220", True), ("225", False))]
    for entry in wrong:
        if entry.minor:
            said = "A batch of class %(value)s has no such entry: debits and credits are mixed."
            noticed.remark("class_mixed", said, line=entry.record.line, holds=True, value=kind)
    for entry in batch.entries:
        _check_addenda(entry, noticed)


def _check_addenda(entry: AchEntry, noticed: Noticed) -> None:
    """Addenda said and there, in their order; reasons that exist."""
    record = entry.record
    if (record[79, 79] == "1") != bool(entry.addenda):
        said = "The entry says %(value)s of addenda; %(true)d follow."
        value, true = record[79, 79], len(entry.addenda)
        noticed.remark("addenda", said, line=record.line, holds=True, value=value, true=true)
    numbered = [found for found in entry.addenda if found[2, 3] == "05"]
    before = 0
    for number, found in enumerate(numbered, start=1):
        sequence = int(found[84, 87]) if found[84, 87].isascii() and found[84, 87].isdigit() else 0
        if sequence != number:
            said = "The addenda are not numbered from one: %(value)s is number %(true)d."
            holds = sequence <= before
            noticed.remark("addenda_order", said, line=found.line, holds=holds, value=found[84, 87], true=number)
        before = sequence
    for found in entry.addenda:
        code = found[4, 6]
        unknown = (found[2, 3] == "99" and ach_return(code).meaning is None) or (
            found[2, 3] == "98" and not is_ach_change(code)
        )
        if unknown:
            said = "The reason %(value)s is not in the list of Nacha."
            noticed.remark("reason_unknown", said, line=found.line, holds=True, value=code)


def check_file(record: FixedRecord, batches: Sequence[AchBatch], noticed: Noticed) -> None:
    """Record 9 against all batches."""
    line = record.line
    wide = any(batch.header[51, 53] == "ADV" for batch in batches)
    stated = count_of(record[2, 7], line=line, field="9 batches")
    noticed.count("9", stated=stated, true=len(batches), line=line, holds=True)
    entries = count_of(record[14, 21], line=line, field="9 entries")
    noticed.count("9", stated=entries, true=sum(batch.records for batch in batches), line=line, holds=True)
    _check_hash(record, batches, columns=(22, 31), noticed=noticed)
    _check_sums(record, batches, columns=((32, 51), (52, 71)) if wide else ((32, 43), (44, 55)), noticed=noticed)


def _check_hash(
    record: FixedRecord, batches: Sequence[AchBatch], *, columns: tuple[int, int], noticed: Noticed
) -> None:
    """The sum of the routing numbers without their check digits, its last ten digits."""
    said = record[columns]
    routings = [entry.record[4, 11] for batch in batches for entry in batch.entries]
    true = sum(int(one) for one in routings if one.isascii() and one.isdigit()) % _HASH
    stated = count_of(said, line=record.line, field=record.text[0] + " hash")
    if stated != true:
        text = "The hash of routing numbers is %(stated)d by the file and %(true)d by its entries."
        noticed.remark("hash", text, line=record.line, holds=True, stated=stated, true=true)


def _check_sums(
    record: FixedRecord,
    batches: Sequence[AchBatch],
    *,
    columns: tuple[tuple[int, int], tuple[int, int]],
    noticed: Noticed,
) -> None:
    amounts = [entry.minor for batch in batches for entry in batch.entries]
    sums = (-sum(one for one in amounts if one < 0), sum(one for one in amounts if one > 0))
    for place, true, name in zip(columns, sums, ("debits", "credits"), strict=True):
        what = f"{record.text[0]} {name}"
        stated = whole_minor(record[place], line=record.line, field=what)
        noticed.total(what, stated=stated, true=true, line=record.line)
