"""One field of a bank file as an amount, a day or a currency, or the whole file refused with the place of the field.

Banks write amounts for machines: digits and one mark, no groups, no symbols. What is written otherwise is refused,
since a reader that guesses here moves money by a factor of a hundred.
"""

from __future__ import annotations

import re
from datetime import date

from creditdesk.domain.money import AmountError, exponent
from creditdesk.domain.reasons import Fact
from creditdesk.intake.formats.bank.statements import Finding, Noticed
from creditdesk.intake.formats.decoding import detect_encoding
from creditdesk.intake.formats.refusals import FileRefused, quoted
from creditdesk.intake.formats.values import PIVOT_YEAR

# Sums of a hundred thousand of them still fit into 64 bits.
LARGEST_MINOR = 10**16
LONGEST_NUMBER = 30
# References, reasons and texts of one document. Twenty are usual; the bound keeps hostile files from costing hours.
MOST_OF_ONE = 2_000
_DECIMAL = {
    ".": re.compile(r"([-+]?)(\d*)(?:\.(\d*))?", re.ASCII),
    ",": re.compile(r"([-+]?)(\d*)(?:,(\d*))?", re.ASCII),
}
_WHOLE = re.compile(r"[-+]?\d{1,30}", re.ASCII)
_DAY = re.compile(r"\d{6}|\d{8}", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:Z|[-+]\d{2}:\d{2}|T[\d:.,Z+-]{0,30})?", re.ASCII)
_ASK = "Nothing of the file was taken. Ask the sender for a sound file, or correct the place that is named."


def unsound(code: str, text: str, /, *, line: int, field: str = "", value: str = "", **facts: Fact) -> FileRefused:
    """The refusal of a whole bank file, with the line, the field and the value that it is refused for."""
    return FileRefused("intake.bank_" + code, text, remedy=_ASK, line=line, field=field, value=quoted(value), **facts)


def text_of(content: bytes, noticed: Noticed) -> str:
    """The characters of a text file, lines ended by a line feed. Raises FileRefused where they cannot be proved.

    Banks of the East still write the DOS code pages. Digits and references are the same in all of them, so a file that
    is neither UTF-8 nor Windows-1252 is read by one of these, and it is noticed.
    """
    if not content.strip():
        raise unsound("nothing", "There is nothing in the file.", line=1)
    try:
        found = detect_encoding(content)
        encoding = found.encoding
        noticed.found.extend(Finding(warning, int(str(warning.facts.get("line", 1)))) for warning in found.warnings)
    except FileRefused as failed:
        if failed.reason.code != "intake.undecodable" or failed.reason.facts.get("encoding") != "cp1252":
            raise
        encoding = "cp852"
        said = (
            "The file is neither UTF-8 nor Windows-1252; it is read by DOS code page 852. Look at names with accents."
        )
        noticed.remark("encoding_dos", said, line=failed.line or 1)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:  # a piece of a byte-order mark passes the proof and is no text
        raise unsound("undecodable", "The file cannot be read as text: it is damaged.", line=1) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_many(number: int, *, line: int, field: str) -> None:
    """Raises FileRefused where more belongs to one document or entry than a payer can mean."""
    if number > MOST_OF_ONE:
        raise unsound("many", "%(field)s: more belongs to one document than is read.", line=line, field=field)


def currency_of(text: str, *, line: int, field: str) -> str:
    """An ISO code, past currencies too: old statements are read as well. Raises FileRefused."""
    code = text.strip()
    try:
        exponent(code)
    except AmountError as error:
        said = "%(field)s: %(value)s is not the ISO code of a currency."
        raise unsound("currency", said, line=line, field=field, value=text) from error
    return code


def decimal_minor(text: str, *, currency: str, mark: str, line: int, field: str) -> int:
    """Signed minor units of an amount with the mark, or without decimals. Raises FileRefused.

    More decimal places than the currency has are refused unless they are zeros.
    """
    _check_said(text, line=line, field=field)
    found = _DECIMAL[mark].fullmatch(text.strip()) if len(text) <= LONGEST_NUMBER else None
    if found is None or not (found[2] or found[3]):
        raise unsound("amount", "%(field)s: %(value)s is not an amount.", line=line, field=field, value=text)
    places, fraction = exponent(currency), (found[3] or "").rstrip("0")
    if len(fraction) > places:
        said = "%(field)s: %(value)s has more decimal places than %(currency)s has (%(places)d)."
        raise unsound("places", said, line=line, field=field, value=text, currency=currency, places=places)
    return _bounded(int((found[2] or "0") + fraction.ljust(places, "0")), found[1], text, line=line, field=field)


def whole_minor(text: str, *, line: int, field: str) -> int:
    """Signed minor units written without a mark. Raises FileRefused."""
    _check_said(text, line=line, field=field)
    if not _WHOLE.fullmatch(text.strip()):
        said = "%(field)s: %(value)s is not an amount in smallest units."
        raise unsound("amount_units", said, line=line, field=field, value=text)
    bare = text.strip()
    return _bounded(int(bare.lstrip("+-")), bare[:1], text, line=line, field=field)


def _check_said(text: str, *, line: int, field: str) -> None:
    if not text.strip():
        raise unsound("empty", "%(field)s is empty.", line=line, field=field)


def _bounded(minor: int, sign: str, text: str, *, line: int, field: str) -> int:
    if minor > LARGEST_MINOR:
        said = "%(field)s: %(value)s is more than a bank file may hold."
        raise unsound("amount_large", said, line=line, field=field, value=text)
    return -minor if sign == "-" else minor


def count_of(text: str, *, line: int, field: str) -> int:
    """A count. Raises FileRefused."""
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 12):
        raise unsound("count_unreadable", "%(field)s: %(value)s is not a number.", line=line, field=field, value=text)
    return int(bare)


def compact_day(text: str, *, line: int, field: str) -> date:
    """YYMMDD or YYYYMMDD. Raises FileRefused for what is no day of the calendar; it is never moved to another."""
    _check_said(text, line=line, field=field)
    found = date_or_none(text.strip())
    if found is None:
        raise unsound("date", "%(field)s: %(value)s is not a day of the calendar.", line=line, field=field, value=text)
    return found


def date_or_none(text: str) -> date | None:
    """YYMMDD or YYYYMMDD as a day; None where there is no such day."""
    if not _DAY.fullmatch(text):
        return None
    year = int(text[:-4])
    if len(text) == 6:
        year += 2000 if year < PIVOT_YEAR else 1900
    try:
        return date(year, int(text[-4:-2]), int(text[-2:]))
    except ValueError:
        return None


def iso_day(text: str, *, line: int, field: str) -> date:
    """YYYY-MM-DD, with or without a time, which is dropped as written. Raises FileRefused."""
    _check_said(text, line=line, field=field)
    found = _ISO_DAY.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise unsound("date", "%(field)s: %(value)s is not a day of the calendar.", line=line, field=field, value=text)
