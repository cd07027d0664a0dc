"""How the reading program answers for a bank file: what it is, a row for each thing that it tells, and the totals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.advice.recognition import is_picture, read_advice, recognised_advice
from creditdesk.intake.formats.bank.facts import rows_of
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.recognition import LARGEST, read_bank_file, recognised
from creditdesk.intake.formats.bank.statements import BankFile, Finding, Remittance
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused

BANK = "bank"
# An advice that is a picture: kept as it is, and entered by a person.
UNREAD = "document"
TITLES: Mapping[str, str] = {
    "camt": "camt bank statement",
    "pain.002": "pain.002 status report",
    "mt940": "MT940 bank statement",
    "bai2": "BAI2 bank statement",
    "lockbox": "BAI lockbox",
    "ofx": "OFX bank statement",
    "nacha": "Nacha ACH file",
    "x12 820": "X12 820 remittance",
    "remadv": "EDIFACT REMADV",
    "table": "Statement as a table",
    "advice pdf": "Remittance advice (PDF)",
    "advice workbook": "Remittance advice (workbook)",
    "advice html": "Remittance advice (HTML)",
    "advice table": "Remittance advice (table)",
    "advice text": "Remittance advice (text)",
    UNREAD: "Remittance advice (picture)",
}
# Enough to tell a bank file by; a large file of another kind is not read whole for that.
_HEAD, _SMALL = 1 << 16, 5_000_000
Say = Callable[[str, object], None]


def is_bank_file(path: Path, *, choices: Mapping[str, Any]) -> bool:
    """Whether the file has a format of banks by its content, and nobody says that it is something else."""
    if choices.get("content", BANK) != BANK or choices.keys() & {"columns", "layout", "sheet"}:
        return False
    with path.open("rb") as file:
        return recognised(file.read(_SMALL if path.stat().st_size <= _SMALL else _HEAD)) is not None


def read_bank(path: Path, *, job: Mapping[str, Any], limits: Limits, say: Say) -> None:
    """Answer the job for a bank file. Raises FileRefused with place and reason."""
    with path.open("rb") as opened:
        content = opened.read(min(LARGEST, limits.file_bytes) + 1)
    file = _file_of(content, limits=limits, currency=job["defaults"]["currency"])
    digest = hashlib.sha256(content).hexdigest()
    del content
    say("understood", _understood(file.format, job["choices"]))
    say_rows(file, job=job, say=say, digest=digest)


def say_rows(file: BankFile, *, job: Mapping[str, Any], say: Say, digest: str = "") -> None:
    """Say a row for each thing that the file tells, and the end; `digest` is that of its bytes."""
    company, totals, count = job["defaults"]["company"], dict[str, tuple[int, int]](), 0
    for count, row in enumerate(rows_of(file), start=1):
        if row["sort"] == "entry":
            entries, total = totals.get(row["currency"], (0, 0))
            totals[row["currency"]] = (entries + 1, total + row["minor"])
        if row["sort"] == "remittance" and file.format == UNREAD:
            row["digest"] = digest  # nothing else tells one scan from the next
        say("row", {"line": count, "company": company, **row})
    read = [[company, currency, "entry", entries, total, 0] for currency, (entries, total) in sorted(totals.items())]
    warnings = [one.reason.as_dict() for one in file.findings]
    say("end", {"rows_read": count, "totals": read, "warnings": warnings})


def is_advice(path: Path, *, limits: Limits) -> bool:
    """Whether the file may be a payer's own advice: a table, a text, a page, a PDF or a picture."""
    with path.open("rb") as opened:
        content = opened.read(min(LARGEST, limits.file_bytes))
    return is_picture(content) or recognised_advice(content) is not None


def _file_of(content: bytes, *, limits: Limits, currency: str) -> BankFile:
    """What the file says. One that a person says to be of payments, and that is no bank's, is a payer's own advice."""
    if is_picture(content):
        text = "The advice is a picture: it is kept, and a person enters what it says."
        return _unread(Reason("intake.advice_picture", text))
    if recognised(content) is None and recognised_advice(content) is not None:
        try:
            advice = read_advice(content, limits=limits, currency=currency)
        except FileRefused as refused:
            if refused.reason.code != "intake.advice_no_text":
                raise
            return _unread(refused.reason)
        return BankFile(advice.format, remittances=(advice,))
    return proved(read_bank_file(content, limits=limits))


def _unread(reason: Reason) -> BankFile:
    """An advice of which nothing can be read, with the reason: it waits for a person."""
    advice = Remittance(UNREAD, "", None, "", (), findings=(Finding(reason, 0, holds=True),))
    return BankFile(UNREAD, remittances=(advice,))


def _understood(name: str, choices: Mapping[str, Any]) -> dict[str, object]:
    """What a file without columns says of them: nothing."""
    title = TITLES.get(name) or TITLES.get(name.partition(".")[0], name)
    nothing = ("headers", "samples", "sheets", "float_shaped", "summed", "questions", "warnings", "missing", "proposed")
    return {
        **{each: [] for each in nothing},
        "content": BANK,
        "possible": [BANK],
        "bank_format": name,
        "layout": {"name": name, "title": title, "confidence": 100, "reasons": []},
        "mapping": {"columns": {}},
        "day_orders": {},
        "decimals": {},
        "choices": dict(choices),
        "profile": None,
        "corrects": None,
        "fingerprint": "",
        "header_line": None,
        "encoding": "",
        "delimiter": "",
        "sheet": None,
        "rows_passed": 0,
        "customer_width": None,
        "signed": False,
    }
