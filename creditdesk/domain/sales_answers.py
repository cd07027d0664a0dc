"""What sales answers about an account on hold: a task for whoever works the account, in words and with its figures.

A closure or a new owner is an event of its own (`customer_events`); these are the answers that explain a hold and
change nothing by themselves::

    Answer(AnswerKind.PAID, "check 1881", day=date(2026, 6, 12), amount_minor=300_00)
    # "Sales: the customer says that it paid 300.00 USD on 2026-06-12"

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason

NOTE_LONGEST = 1000
# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
PROMOTION = "Sales: a promotion or deal explains a short payment"
PROMOTION_OF = "Sales: a promotion or deal explains that %(money)s were not paid"
PAID = "Sales: the customer says that it paid on %(day)s"
PAID_OF = "Sales: the customer says that it paid %(money)s on %(day)s"
WORD = "Sales has a word on the account that is on hold"


class AnswerKind(StrEnum):
    """What sales answers."""

    PROMOTION = "promotion"  # A promotion or deal explains a short payment.
    PAID = "paid"  # The customer says that it paid on a day.
    WORD = "word"  # Anything else.


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of sales: in a few words, of which day, and how much in minor units of the customer's currency."""

    kind: AnswerKind
    note: str = ""
    day: date | None = None
    amount_minor: int | None = None


def unfit_answer(answer: Answer, *, as_of: date) -> tuple[Reason, ...]:
    """Why the answer cannot be taken. Source: docs/rules/holds.md."""
    found = []
    if answer.kind is not AnswerKind.PAID and not answer.note.strip():
        found.append(Reason("answer.note", "say in a few words what credit should know"))
    if len(answer.note.strip()) > NOTE_LONGEST:
        found.append(Reason("answer.long", "at most %(most)d letters are kept", {"most": NOTE_LONGEST}))
    if answer.kind is AnswerKind.PAID and answer.day is None:
        found.append(Reason("answer.day", "say on which day the customer says that it paid"))
    if answer.kind is AnswerKind.PAID and answer.day is not None and answer.day > as_of:
        text = "%(day)s has not come: what is not paid yet is a promise, and credit takes it"
        found.append(Reason("answer.future", text, {"day": answer.day.isoformat()}))
    if answer.amount_minor is not None and answer.amount_minor <= 0:
        found.append(Reason("answer.amount", "an amount is more than nothing"))
    return tuple(found)


def task_of(answer: Answer, *, currency: str) -> str:
    """What the task says that the answer becomes. Source: docs/rules/holds.md."""
    facts = {
        "day": answer.day.isoformat() if answer.day else "",
        "money": str(Money(answer.amount_minor, currency)) if answer.amount_minor else "",
    }
    if answer.kind is AnswerKind.WORD:
        return WORD
    if answer.kind is AnswerKind.PAID:
        return (PAID_OF if facts["money"] else PAID) % facts
    return (PROMOTION_OF if facts["money"] else PROMOTION) % facts
