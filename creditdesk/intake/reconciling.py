"""How the last list of each company ties to the ledger: a line for each currency, with what nobody has explained yet.

    list 1,412.00 = ledger 1,380.50 + awaits the ERP 20.00 + kept ours 1.50 + to decide 10.00 + unexplained 0.00

The figures are those of the day of the list, moved on by what was decided since. docs/rules/snapshots.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.domain.list_differences import list_missed
from creditdesk.domain.reasons import Reason
from creditdesk.intake.access import visible_files
from creditdesk.intake.models import ImportFile
from creditdesk.intake.open_differences import decided_sums, last_lists, open_rows
from creditdesk.intake.queries import balances_of
from creditdesk.parties.access import companies_of
from creditdesk.parties.models import Company, User
from creditdesk.policy.queries import policy_in_force

_CHANGED = ("settled_in_part", "reopened", "redated")


@dataclass(frozen=True, slots=True)
class Tie:
    """One company and currency: the list's sum and how it follows from the ledger, in minor units, with counts.

    `ledger_minor` is what the ledger has of what the list can have, `undecided_minor` what was left to a person and
    waits for him, in `left` rows, of which some differ by a day alone; `unexplained_minor` is the rest, such as a row
    that could not be read. `off_minor` is the balance of the ERP's account less the list, None where nobody entered it.
    """

    currency: str
    list_minor: int
    ledger_minor: int
    awaiting_minor: int
    decided_minor: int
    undecided_minor: int
    unexplained_minor: int
    balance_minor: int | None
    new: int
    changed: int
    settled: int
    decided: int
    left: int

    @property
    def off_minor(self) -> int | None:
        """By how much the ERP's account is off its own list."""
        return None if self.balance_minor is None else self.balance_minor - self.list_minor


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A company with its last list, if it has one, and what is wrong with that.

    `waiting` is a later list that was read and not posted; `file_id` and `waiting` are only for who may see the file.
    """

    company: Company
    day: dt.date | None
    file_id: int | None
    waiting: int | None
    left: int
    ties: Sequence[Tie]
    missed: Reason | None


def reconciliations(user: User, *, as_of: dt.date) -> list[Reconciled]:
    """The companies that the user works for, by code, each with how its last list ties."""
    companies = list(companies_of(user).order_by("code"))
    last = last_lists(companies)
    return [_reconciled(company, last.get(company.id), user=user, as_of=as_of) for company in companies]


def _reconciled(company: Company, last: ImportFile | None, *, user: User, as_of: dt.date) -> Reconciled:
    mine = visible_files(user)
    later = mine.filter(
        is_list=True,
        companies=company,
        state=ImportFile.State.PREVIEWED,
        rows_accepted__gt=0,
        id__gt=last.id if last else 0,
    )
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    missed = list_missed(
        last.as_of if last else None,
        as_of=as_of,
        calendar=policy.company_calendar,
        days=policy.intake.list_due_working_days,
    )
    left = Counter[str]()
    if last:
        waiting = open_rows(last).filter(company_code=company.code)
        left.update(waiting.order_by().values_list("row__currency", flat=True).iterator())
    return Reconciled(
        company=company,
        day=last.as_of if last else None,
        file_id=last.id if last and mine.filter(id=last.id).exists() else None,
        waiting=later.values_list("id", flat=True).first(),
        left=left.total(),
        ties=list(_ties(last, code=company.code, left=left)) if last else [],
        missed=missed if company.mode == Company.Mode.SHADOW else None,
    )


def _ties(file: ImportFile, *, code: str, left: Mapping[str, int]) -> Iterator[Tie]:
    """How the list ties, a line for each currency of the company."""
    decided, balances = decided_sums(file), balances_of(file)
    for line in file.totals.get("listed", {}).get("lines", []):
        if line["company"] == code:
            key = code, line["currency"]
            yield _tie(line, decided=decided.get(key, {}), balance=balances.get(key), left=left.get(key[1], 0))


def _tie(line: Mapping[str, Any], *, decided: Mapping[str, int], balance: int | None, left: int) -> Tie:
    # A list that was compared before differences could be decided has no counts, and nothing that was kept.
    counts = line.get("counts", {})
    ledger = line["after"] - line["later"] + decided.get("taken", 0)
    kept = line.get("decided", 0) + decided.get("kept", 0)
    # Where nothing waits, nothing is to be decided: what is left then came of acts since the list was compared.
    undecided = line["refused"] - decided.get("taken", 0) - decided.get("kept", 0) if left else 0
    return Tie(
        currency=line["currency"],
        list_minor=line["list"],
        ledger_minor=ledger,
        awaiting_minor=line["awaiting"],
        decided_minor=kept,
        undecided_minor=undecided,
        unexplained_minor=line["list"] - ledger - line["awaiting"] - kept - undecided,
        balance_minor=balance,
        new=counts.get("new", 0),
        changed=sum(counts.get(name, 0) for name in _CHANGED),
        settled=counts.get("settled", 0),
        decided=counts.get("decided", 0) + decided.get("count", 0),
        left=left,
    )
