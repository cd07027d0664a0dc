"""Which customer a number of the file means, where programs on the way may have dropped its leading zeros.

The ledger knows "7" and "0042", and nothing in the file proves a width::

    7      as it stands: the ledger has exactly this number
    42     0042: the only number of the ledger that is the same but for leading zeros
    8      as it stands: there is nothing to which it could be filled up
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditdesk.intake.formats.refusals import CellRefused


class CustomerNumbers:
    """The numbers that the ledger knows, by company, and the width that the file proves, if it does."""

    def __init__(self, known: Mapping[str, Iterable[str]], *, file_width: int | None) -> None:
        self._known = {company: frozenset(numbers) for company, numbers in known.items()}
        self._file_width = file_width
        self._filled: dict[str, dict[str, list[str]]] = {}
        for company, numbers in self._known.items():
            alike = self._filled[company] = {}
            for number in sorted(numbers):
                if number.startswith("0"):
                    alike.setdefault(number.lstrip("0"), []).append(number)

    def meant(self, written: str, *, company: str) -> str:
        """The number of the customer that is meant. Rule: docs/rules/intake.md, "Customers".

        Raises CellRefused where the ledger has several numbers that are the same but for their leading zeros.
        """
        if not (written.isascii() and written.isdecimal()) or written in self._known.get(company, ()):
            return written
        if self._file_width:
            return written.zfill(self._file_width)
        # What begins with a zero lost none.
        filled = self._filled.get(company, {}).get(written, [])
        if len(filled) > 1:
            raise CellRefused(
                "intake.customer_ambiguous",
                "%(written)s can be the customer %(customers)s: write the number with its leading zeros.",
                written=written,
                customers=" or ".join(filled),
            )
        return filled[0] if filled else written
