"""Refused rows that come back: whose they are is told by a mark, and the mark is checked and never trusted.

A workbook of refused rows is signed with the key of the installation. It counts only for who may see the import that it
names, and then it is read as that file was: with its columns and answers, for its company, currency and day. Its rows
are judged like any others, so that one that was taken already is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction

from creditdesk.domain.reasons import Reason
from creditdesk.intake.access import visible_files
from creditdesk.intake.formats.numbers import DERIVED_PREFIX
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.reader import Unreadable
from creditdesk.parties.models import User

_signer = Signer(salt="creditdesk.intake.refused")
# Answers that hold for the corrected rows too; the others say how the first file is opened.
_ANSWERS = ("day_order", "decimal")


def mark_of(file: ImportFile) -> str:
    """The mark that the workbook of the file's refused rows bears."""
    return _signer.sign(f"{file.id}.{file.sha256}")


def corrected_by(mark: str, *, user: User) -> ImportFile | None:
    """The import whose refused rows bear the mark; None where the mark is not ours, or not for the user."""
    try:
        number, _, sha256 = _signer.unsign(mark).partition(".")
    except BadSignature:
        return None
    found = visible_files(user).filter(id=int(number), sha256=sha256).first()
    return found if found and found.understood.get("headers") else None


def take_over(file: ImportFile, mark: str) -> Mapping[str, Any] | None:
    """Point the file to the import that it corrects, and say how that one was understood; None where there is none.

    Raises Unreadable where the same bytes count for that company already.
    """
    first = corrected_by(mark, user=User.objects.get(username=file.received_by))
    if first is None or first.id >= file.id:
        return None
    of_first = {"company": first.company, "default_currency": first.default_currency, "as_of": first.as_of}
    mine = ImportFile.objects.filter(id=file.id, revision=file.revision, state=ImportFile.State.RECEIVED)
    try:
        with transaction.atomic():
            mine.update(corrects=first, **of_first)
    except IntegrityError:
        raise Unreadable(_SAME_FILE, _SAME_FILE_REMEDY) from None
    file.corrects, file.company = first, first.company
    file.default_currency, file.as_of = first.default_currency, first.as_of
    return how_understood(first)


_SAME_FILE = Reason("import.same_file", "This file was loaded before, for the company whose rows it corrects.")
_SAME_FILE_REMEDY = Reason("import.same_file.remedy", "Undo or discard that import first if it shall be loaded again.")


def how_understood(first: ImportFile) -> dict[str, Any]:
    """How the file was read, for rows of it that come back, as plain data for the reading program."""
    understood = first.understood
    columns, choices = understood["mapping"]["columns"], understood["choices"]
    return {
        "import": first.id,
        "choices": {
            "content": first.content,
            "columns": columns,
            **{name: choices[name] for name in _ANSWERS if name in choices},
        },
        "earlier": {
            "day_orders": understood["day_orders"],
            "decimals": understood["decimals"],
            **{
                name: understood[name]
                for name in ("float_shaped", "customer_width", "summed", "signed")
                if name in understood
            },
            "taken": [number for each in _line_of(first) for number in _derived_numbers(each)],
        },
        "defaults": {
            "company": first.company.code,
            "currency": first.default_currency,
            "as_of": first.as_of.isoformat(),
        },
    }


def _line_of(file: ImportFile | None) -> Iterator[ImportFile]:
    """The file, the one that it corrects, and so on."""
    while file is not None:
        yield file
        file = file.corrects


def _derived_numbers(file: ImportFile) -> Iterator[str]:
    """The numbers that were made for documents of the file which has none: equal rows get others."""
    taken = file.rows.exclude(verdict=StagedRow.Verdict.REFUSED).filter(row__number__startswith=DERIVED_PREFIX)
    return taken.order_by().values_list("row__number", flat=True).iterator()
