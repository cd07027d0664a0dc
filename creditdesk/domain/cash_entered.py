"""Whether money that a bank tells of was entered by hand before: a check handed over, and then on the bank's statement.

Proved by the check's number, or by who paid where no other payment of the amount is in question. Everything else is for
a person: two payments of one amount may be two. A check that is still held lies in the drawer as far as the desk knows:
only its number proves that the bank has it. Source: docs/rules/cash_bank_files.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from creditdesk.domain.likeness import comparable_name, comparable_number

# A check's number has three signs at least; of fewer, any number is like it.
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as one side knows it, the desk by hand or the bank; both are of one amount and currency.

    `number` is that of the check where it is told as such; `references` and `text` may have it somewhere.
    """

    id: int
    day: date
    number: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    names: tuple[str, ...] = ()
    accounts: frozenset[str] = field(default_factory=frozenset)
    customer_id: int | None = None
    # Of the desk's side: a post-dated check of which nobody said that it went to the bank.
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The payments entered by hand that the bank may be telling of, and the one of which it is proved."""

    ids: tuple[int, ...] = ()
    certain: int | None = None


def entered_before(told: Paid, *, among: Iterable[Paid], days: int) -> Question:
    """Which payment that was entered by hand the bank tells of here; `days` is how far the days may lie apart."""
    fitting = [one for one in among if abs((one.day - told.day).days) <= days and not _contradicts(told, one)]
    ids = tuple(one.id for one in fitting)
    numbered = [one for one in fitting if _has_number(told, one.number)]
    if numbered:
        return Question(ids, numbered[0].id if len(numbered) == 1 else None)
    if len(fitting) == 1 and not fitting[0].is_held and _same_payer(told, fitting[0]):
        return Question(ids, fitting[0].id)
    return Question(ids)


def _contradicts(told: Paid, one: Paid) -> bool:
    """Whether the two are known not to be one: other numbers of checks, or other customers."""
    numbers = comparable_number(told.number).lstrip("0"), comparable_number(one.number).lstrip("0")
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    return None not in (told.customer_id, one.customer_id) and told.customer_id != one.customer_id


def _has_number(told: Paid, number: str) -> bool:
    wanted = comparable_number(number).lstrip("0")
    if len(wanted) < _SHORTEST:
        return False
    words = [told.number, *told.references, *re.split(r"[\s,;:/#]+", told.text)]
    return wanted in {comparable_number(word).lstrip("0") for word in words}


def _same_payer(told: Paid, one: Paid) -> bool:
    if told.customer_id is not None and told.customer_id == one.customer_id:
        return True
    if told.accounts & one.accounts:
        return True
    return bool({*map(comparable_name, told.names)} & {*map(comparable_name, one.names)} - {""})
