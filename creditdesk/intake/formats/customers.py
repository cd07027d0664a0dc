"""Which customer a number of the file means, where programs on the way may have dropped its leading zeros.

The ledger knows "7" and "0042", and nothing in the file proves a width::

    7      as it stands: the ledger has exactly this number
    42     0042: the only number of the ledger that is the same but for leading zeros
    8      as it stands: there is nothing to which it could be filled up

Who a number means that could be several customers is decided by a person; what was decided comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class CustomerNumbers:
    """The numbers that the ledger knows, by company, and the width that the file proves, if it does."""

    def __init__(
        self,
        known: Mapping[str, Iterable[str]],
        *,
        file_width: int | None,
        aliases: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self._aliases = aliases or {}
        self._known = {company: frozenset(numbers) for company, numbers in known.items()}
        self._file_width = file_width
        self._filled: dict[str, dict[str, list[str]]] = {}
        for company, numbers in self._known.items():
            alike = self._filled[company] = {}
            for number in sorted(numbers):
                if number.startswith("0"):
                    alike.setdefault(number.lstrip("0"), []).append(number)

    def meant(self, written: str, *, company: str) -> str:
        """The number of the customer that is meant. Rule: docs/rules/intake.md, "Customers"."""
        if (decided := self._aliases.get(company, {}).get(written)) is not None:
            return decided
        if not (written.isascii() and written.isdecimal()) or written in self._known.get(company, ()):
            return written
        if self._file_width:
            return written.zfill(self._file_width)
        # What begins with a zero lost none. Where several fit, none is chosen: the number is in question.
        filled = self._filled.get(company, {}).get(written, [])
        return filled[0] if len(filled) == 1 else written
