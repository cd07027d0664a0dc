"""What was found of documents and of the payment, still in the payer's writing: amounts are read when all are seen."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Taken:
    """An amount taken off a document, as it is written, with its reason. `sure` where a word says that it is off."""

    written: str
    reason: str = ""
    sure: bool = True


@dataclass(slots=True)
class Draft:
    """What an advice says of one document. `either` is an amount that may be gross or net."""

    line: int
    number: str = ""
    kind: str = ""  # invoice, credit, claim, deduction; empty where nothing tells
    date: str = ""
    gross: str | None = None
    discount: str | None = None
    net: str | None = None
    either: str | None = None
    plain: list[str] = field(default_factory=list)  # amounts of a line of text without a word, in their order
    taken: list[Taken] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    currency: str = ""
    in_table: bool = False
    nameless: bool = False  # the cell of its number is empty
    lowers: bool = False  # a word such as "less" says that it lowers the payment
    doubtful: bool = False  # it is not certain which amounts are its own

    def amounts(self) -> list[str]:
        """All amounts, as they are written."""
        found = [self.gross, self.discount, self.net, self.either, *self.plain, *(one.written for one in self.taken)]
        return [one for one in found if one]


@dataclass(slots=True)
class TotalRow:
    """A row that adds up: what it says of each column, and whether it closes a page or the advice.

    `after` is how many drafts stand before it.
    """

    line: int
    after: int
    amounts: dict[str, str]
    part: bool = False
    labelled: bool = True


@dataclass(slots=True)
class Gathered:
    """Everything that was found in an advice."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    facts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # role of a label → what is said, and where
    unexplained: list[tuple[str, str, int]] = field(default_factory=list)  # an amount, its line, and the line's number
    units: list[str] = field(default_factory=list)
    tables: int = 0

    def tell(self, role: str, value: str, *, line: int) -> None:
        """Remember a fact of the payment."""
        self.facts.setdefault(role, []).append((" ".join(value.split()), line))
