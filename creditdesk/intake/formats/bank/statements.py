"""What a bank or a customer says in a file, in one shape for all formats.

A `BankFile` holds statements (what happened on an account), remittances (what a customer says that he pays), and
returned payments. Amounts are integer minor units with their currency; in an entry a credit to the account is positive
and a debit is negative. A fact that the file does not tell is None or empty, never zero::

    Statement(account=AccountNamed("NL26VAYB8060476890"), currency="EUR", number="12312",
              opening=Balance("opening", 1815, "EUR", date(2014, 12, 30)), entries=(Entry(minor=885, ...),), ...)

A `Finding` is what a reader noticed and did not refuse: a total that does not tie, a count that is wrong. Where it
`holds`, nothing of its statement or remittance may be used before a person has looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from creditdesk.domain.reasons import Fact, Reason
from creditdesk.intake.formats.refusals import quoted

StatementKind = Literal["statement", "interim", "notice"]
BalanceKind = Literal["opening", "closing", "available", "forward", "other"]
Status = Literal["booked", "pending", "information"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader noticed: why, on which line, and whether it holds up what it was noticed in."""

    reason: Reason
    line: int
    holds: bool = False


@dataclass(frozen=True, slots=True)
class BankCode:
    """A code as the bank gave it, the list that it is of, and what it means where that is known."""

    system: str
    code: str
    meaning: Reason | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A number by which a payment or a document is known. `kind` says whose it is: "end to end", "bank", "check"."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class AccountNamed:
    """An account as the file names it; `bank` is the routing number, sort code or BIC before or beside it."""

    number: str
    bank: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Signed minor units on the account at the end of a day; `code` is the format's own name of the kind."""

    kind: BalanceKind
    minor: int
    currency: str
    day: date | None
    code: str = ""
    intermediate: bool = False  # of a page: the statement goes on


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What was taken off or added, in signed minor units as the payer wrote it, with his reason."""

    minor: int
    reason: BankCode
    reference: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One document that is paid. `net` is what is paid of it, signed; None where the file does not say."""

    document_number: str
    kind: str  # the format's own qualifier: IV, CINV, 380
    net: int | None
    gross: int | None = None
    discount: int | None = None
    document_date: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    references: tuple[Reference, ...] = ()
    text: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Remittance:
    """What a payer says that he pays, and for which documents. `minor` is None where he names no sum."""

    format: str
    payer: str
    minor: int | None
    currency: str
    lines: tuple[RemittanceLine, ...]
    payment_reference: str = ""
    payment_date: date | None = None
    method: str = ""
    payer_id: str = ""
    payer_account: AccountNamed | None = None
    payee: str = ""
    references: tuple[Reference, ...] = ()
    findings: tuple[Finding, ...] = ()
    line: int = 0

    @property
    def holds(self) -> bool:
        """True where a person must look before it is used."""
        return any(finding.holds for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Detail:
    """One payment within an entry. A collective entry has many, a single one has one or none."""

    minor: int | None = None
    currency: str = ""
    party_name: str = ""
    party_account: str = ""
    references: tuple[Reference, ...] = ()
    text: tuple[str, ...] = ()
    documents: tuple[RemittanceLine, ...] = ()
    returned: BankCode | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: signed minor units, credit positive; the party is the one on the other side of it.

    `line` is where it begins in the file, `raw` its text there (but for XML).
    """

    minor: int
    currency: str
    booking_date: date | None
    value_date: date | None
    status: Status = "booked"
    reversal: bool = False
    code: BankCode | None = None
    bank_reference: str = ""
    payer_reference: str = ""
    references: tuple[Reference, ...] = ()
    party_name: str = ""
    party_account: str = ""
    text: tuple[str, ...] = ()
    documents: tuple[RemittanceLine, ...] = ()
    remittance: Remittance | None = None
    details: tuple[Detail, ...] = ()
    returned: BankCode | None = None
    line: int = 0
    raw: str = ""
    # The balance of the account behind it, in minor units, where a table states one on each row.
    running: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a bank tells of one account. `number` and `page` put the statements of an account into order."""

    format: str
    kind: StatementKind
    account: AccountNamed
    currency: str
    entries: tuple[Entry, ...] = ()
    opening: Balance | None = None
    closing: Balance | None = None
    balances: tuple[Balance, ...] = ()
    identification: str = ""
    number: str = ""
    page: str = ""
    from_date: date | None = None
    to_date: date | None = None
    text: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    line: int = 0

    @property
    def holds(self) -> bool:
        """True where a person must look before anything of it is used."""
        return any(finding.holds for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ReturnedPayment:
    """A payment that came back, was refused, or whose data the bank corrects.

    `reference` is how we named the payment, or how the bank traced it; `corrected` is what a notice of change says.
    """

    kind: Literal["return", "refusal", "change", "acceptance", "pending"]
    code: BankCode
    reference: str
    minor: int | None
    currency: str
    party_name: str = ""
    party_account: str = ""
    day: date | None = None
    corrected: str = ""
    references: tuple[Reference, ...] = ()
    text: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class BankFile:
    """All that one file says. Findings here concern the file; those of a statement or remittance stand with it."""

    format: str
    statements: tuple[Statement, ...] = ()
    remittances: tuple[Remittance, ...] = ()
    returns: tuple[ReturnedPayment, ...] = ()
    findings: tuple[Finding, ...] = ()
    identification: str = ""
    sender: str = ""

    @property
    def holds(self) -> bool:
        """True where a person must look before anything of the file is used."""
        return any(finding.holds for finding in self.findings)


@dataclass(slots=True)
class Noticed:
    """Findings as they are gathered while a reader goes through its file."""

    found: list[Finding] = field(default_factory=list)

    def remark(self, code: str, text: str, /, *, line: int, holds: bool = False, **facts: Fact) -> None:
        """Remember a finding."""
        self.found.append(Finding(Reason("intake.bank_" + code, text, _plain(facts)), line, holds))

    def count(self, what: str, /, *, stated: int, true: int, line: int, holds: bool = False) -> None:
        """Remember a count that is not what was counted; nothing where it is."""
        if stated != true:
            said = "The count of %(what)s is %(stated)d by the file; counted were %(true)d."
            self.remark("count", said, line=line, holds=holds, what=what, stated=stated, true=true)

    def total(self, what: str, /, *, stated: int, true: int, line: int, holds: bool = True) -> None:
        """Remember a total that is not what was summed, with the difference in minor units; nothing where it is."""
        if stated != true:
            said = (
                "The total of %(what)s is %(stated)d by the file and %(true)d by its amounts; the difference is "
                "%(difference)d (smallest units)."
            )
            gap = stated - true
            self.remark("total", said, line=line, holds=holds, what=what, stated=stated, true=true, difference=gap)

    def take(self) -> tuple[Finding, ...]:
        """What was noticed since the last time."""
        taken, self.found = tuple(self.found), []
        return taken


def _plain(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
