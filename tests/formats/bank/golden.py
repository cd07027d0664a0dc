"""What each real sample says, in a few figures that are kept beside the tests.

`python -m tests.formats.bank.golden` keeps them anew; a change is looked at line by line before it is kept.

The samples stay where they are; kept is what must not change unnoticed: counts, sums, balances, and a hash over every
amount, day and reference.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from creditdesk.intake.formats.bank.recognition import read_bank_file
from creditdesk.intake.formats.bank.statements import BankFile, Entry
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import REAL_DATA

KEPT = Path(__file__).with_name("golden_samples.json")
# Words about the samples, what third parties say of them, and descriptions of formats. Tables have tests of their own.
_NO_SAMPLES = {".md", ".xsd", ".yml", ".json", ".pydata"}
_ELSEWHERE = ("bank/csv/", "edi/edifact/spec/")


def samples() -> Iterator[tuple[str, bytes]]:
    """Every sample with its place; each file within a zip is one."""
    for folder in ("bank", "edi"):
        for path in sorted((REAL_DATA / folder).rglob("*")):
            place = path.relative_to(REAL_DATA).as_posix()
            if not path.is_file() or path.suffix in _NO_SAMPLES or place.startswith(_ELSEWHERE):
                continue
            content = path.read_bytes()
            yield place, content
            if path.suffix == ".zip":
                with zipfile.ZipFile(io.BytesIO(content)) as inside:
                    yield from ((f"{place}/{name}", inside.read(name)) for name in inside.namelist())


def told(content: bytes) -> Any:
    """The figures of one sample: why and where it is refused, or what it says."""
    try:
        file = read_bank_file(content)
    except FileRefused as refused:
        return f"refused {refused.reason.code} in line {refused.line}"
    return {
        "format": file.format,
        "statements": [_statement(one) for one in file.statements],
        "remittances": [[one.minor, len(one.lines), sum(x.net or 0 for x in one.lines)] for one in file.remittances],
        "returns": [[one.kind, one.code.code, one.minor] for one in file.returns],
        "findings": sorted({one.reason.code for one in _findings(file)}),
        "all": hashlib.sha256("\n".join(_everything(file)).encode()).hexdigest()[:16],
    }


def _statement(one: Any) -> list[Any]:
    ends = [None if balance is None else balance.minor for balance in (one.opening, one.closing)]
    return [one.currency, *ends, len(one.entries), sum(entry.minor for entry in one.entries)]


def _findings(file: BankFile) -> Iterator[Any]:
    yield from file.findings
    for statement in file.statements:
        yield from statement.findings
    for remittance in file.remittances:
        yield from remittance.findings


def _everything(file: BankFile) -> Iterator[str]:
    """Every amount, day, name and reference, in order."""
    for statement in file.statements:
        yield f"{statement.account.number} {statement.number} {statement.page} {statement.identification}"
        for balance in filter(None, (statement.opening, statement.closing, *statement.balances)):
            yield f"{balance.code} {balance.minor} {balance.currency} {balance.day}"
        for entry in statement.entries:
            yield from _entry(entry)
    for remittance in file.remittances:
        yield f"{remittance.payer} {remittance.payment_reference} {remittance.payment_date} {remittance.minor}"
        for line in remittance.lines:
            yield f"{line.document_number} {line.net} {line.gross} {line.discount} {line.document_date}"
    for one in file.returns:
        yield f"{one.reference} {one.party_name} {one.day} {one.minor} {one.corrected}"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{entry.minor} {entry.currency} {entry.booking_date} {entry.value_date} {entry.bank_reference}"
    yield f"{entry.party_name} {entry.text}"
    for detail in entry.details:
        yield f"{detail.minor} {detail.currency} {detail.party_name} {detail.references}"


def kept() -> dict[str, Any]:
    """The figures that are kept, by the place of the sample."""
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Keep the figures of today, one sample a line."""
    rows = (f"{json.dumps(place)}: {json.dumps(told(content))}" for place, content in samples())
    KEPT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
