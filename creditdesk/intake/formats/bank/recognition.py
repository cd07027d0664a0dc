"""Which bank format a file has, told by its content and never by its name, and the reader for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from creditdesk.intake.formats.bank.bai2 import read_bai2
from creditdesk.intake.formats.bank.camt import read_camt
from creditdesk.intake.formats.bank.lockbox import read_lockbox
from creditdesk.intake.formats.bank.mt940 import read_mt940
from creditdesk.intake.formats.bank.nacha import read_nacha
from creditdesk.intake.formats.bank.ofx import read_ofx
from creditdesk.intake.formats.bank.pain002 import read_pain002
from creditdesk.intake.formats.bank.remadv import read_remadv
from creditdesk.intake.formats.bank.statements import BankFile
from creditdesk.intake.formats.bank.values import unsound
from creditdesk.intake.formats.bank.x12_820 import read_820
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, MEGABYTE, Limits

BankFormat = Literal["camt", "pain.002", "mt940", "bai2", "lockbox", "ofx", "nacha", "x12 820", "remadv"]
FORMATS: tuple[BankFormat, ...] = get_args(BankFormat)
# More than a bank sends in a day; the readers hold the file in memory.
LARGEST = 50 * MEGABYTE
HEAD = 4096

READERS: Mapping[BankFormat, Callable[[bytes], BankFile]] = {
    "camt": read_camt,
    "pain.002": read_pain002,
    "mt940": read_mt940,
    "bai2": read_bai2,
    "lockbox": read_lockbox,
    "ofx": read_ofx,
    "nacha": read_nacha,
    "x12 820": read_820,
    "remadv": read_remadv,
}
# In this order: the first that fits. Each looks for what only its own format begins with.
_SIGNS: tuple[tuple[BankFormat, re.Pattern[bytes]], ...] = (
    ("ofx", re.compile(rb"(?:OFXHEADER\s*[:=]|<OFX[\s>]|<\?OFX)", re.IGNORECASE)),
    ("pain.002", re.compile(rb"<(?:\w+:)?CstmrPmtStsRpt[\s>]|xsd:pain\.002\.")),
    ("camt", re.compile(rb"<(?:\w+:)?BkToCstmr\w+[\s>]|xsd:camt\.05[234]\.")),
    ("x12 820", re.compile(rb"\A\s*(?:ISA[^A-Za-z0-9\s]|ST[^A-Za-z0-9\s]820[^A-Za-z0-9])")),
    ("remadv", re.compile(rb"\A\s*(?:UNA.{6}\s*UN[BH]|UNB[^A-Za-z0-9]|UNH[^A-Za-z0-9])", re.DOTALL)),
    ("bai2", re.compile(rb"\A\s*01,")),
    ("nacha", re.compile(rb"\A\s*(?:1\d{2}[ \d][\dA-Z ]{9}[^\r\n]{20,}?094\d{2}|5(?:200|220|225|280)[^\r\n]{40,})")),
    ("lockbox", re.compile(rb"\A\s*1\d{2}[A-Za-z0-9 ]{20}\d{10}\s*(?:[\r\n]|\Z)")),
    ("mt940", re.compile(rb"(?:\A|[\r\n]):(?:20|25|28C?|60[FM]|61|62[FM]):|\A\s*\{1:")),
)


def recognised(content: bytes) -> BankFormat | None:
    """The format of the file; None where it is none of these."""
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            head = content[: 2 * HEAD].decode("utf-16", "ignore").encode()
        except UnicodeError:
            return None
    return next((name for name, sign in _SIGNS if sign.search(head)), None)


def read_bank_file(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> BankFile:
    """What the file says, by the reader of its format. Raises FileRefused with line, field, value and reason."""
    largest = min(LARGEST, limits.file_bytes)
    if len(content) > largest:
        said = "The file has %(size)d bytes; at most %(limit)d are read."
        raise unsound("file_large", said, line=1, size=len(content), limit=largest)
    name = recognised(content)
    if name is None:
        said = "The file is no bank statement, remittance or status report that is read here (%(known)s)."
        raise unsound("unknown_format", said, line=1, known=", ".join(FORMATS))
    return READERS[name](content)
