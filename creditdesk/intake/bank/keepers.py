"""What the room above the imports, which keeps the cash, does with rows of bank files: judge, post, take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow

Row = Mapping[str, Any]


@dataclass(slots=True)
class Judged:
    """What becomes of a row. `added` goes into the row: what the ledger says to it beside what its file says."""

    verdict: str
    reasons: list[Reason] = field(default_factory=list)
    added: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Written(Judged):
    """A row after its posting: the record to which it leads, where it brought one."""

    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What the undo of a bank file does: receipts and their sums by currency that leave the ledger, and what else."""

    receipts: int
    sums: Sequence[tuple[str, int]]
    statements: int
    remittances: int
    returns: int
    blockers: Sequence[Reason]


class BankKeeper(Protocol):
    """Judges, posts and takes back the rows of bank files."""

    def accounts(self, file: ImportFile) -> list[tuple[str, str]]:
        """Number and currency of the bank accounts of the file's company."""
        ...

    def judge(self, rows: Sequence[Row], *, file: ImportFile, seen: dict[Any, Any]) -> list[Judged]:
        """What becomes of rows of one reading, in their order; `seen` is the keeper's memory of that reading."""
        ...

    def post(self, file: ImportFile, rows: Sequence[StagedRow], *, at: dt.datetime, as_of: dt.date) -> list[Written]:
        """Post rows in the transaction that is open. Raises Refusal where the books refuse them."""
        ...

    def take_back(self, file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> bool:
        """Take some of the file back in the transaction that is open; False where nothing was left to take back."""
        ...

    def going_back(self, file: ImportFile, *, as_of: dt.date) -> GoingBack:
        """What an undo does on the day, and what stands in its way."""
        ...


_KEEPERS: list[BankKeeper] = []


def receive(keeper: BankKeeper) -> None:
    """Say who keeps what bank files bring. Called once, when the program starts."""
    _KEEPERS[:] = [keeper]


def keeper() -> BankKeeper:
    """Who keeps it."""
    return _KEEPERS[0]
