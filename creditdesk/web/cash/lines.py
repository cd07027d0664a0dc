"""The lines of a match as the page shows them and as they come back: amount, discount, and what becomes of the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditdesk.cash.queries import Answer, Candidate, Proposed
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.money import AmountError, parse_amount
from creditdesk.exports.cash_words import WITHHELD
from creditdesk.web.fields import amount_typed, readers_habits
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem

_SMALL, _OTHER = "small", "other"
_CLAIM_LONGEST = 100


@dataclass(slots=True)
class LineInput:
    """One item of the form: what stands in its fields, and what is wrong with them."""

    candidate: Candidate
    amount: str = ""
    discount: str = ""
    rest: str = ""
    withheld: str = ""
    claim: str = ""
    seen: int | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def item(self) -> OpenItem:
        """The item of the line."""
        return self.candidate.item

    @property
    def is_chosen(self) -> bool:
        """Whether anything is to happen to the item."""
        return any(text.strip() for text in (self.amount, self.discount, self.rest))

    @property
    def full_amount(self) -> str:
        """What is applied where the item is ticked: all of it, less the discount that this money earns."""
        return amount_typed(abs(self.item.open_minor) - self.candidate.discount_minor, currency=self.item.currency)

    @property
    def full_discount(self) -> str:
        """The discount that goes with it; empty for none."""
        minor = self.candidate.discount_minor
        return amount_typed(minor, currency=self.item.currency) if minor else ""


def proposed_lines(candidates: Sequence[Candidate], proposal: Proposed | None) -> list[LineInput]:
    """The form as it begins: the lines of the chosen proposal first, filled in, then all that may be paid besides."""
    of_item = {line.item_id: line for line in proposal.lines} if proposal else {}
    shown = [_filled(one, of_item.get(one.item.id)) for one in candidates]
    return sorted(shown, key=lambda line: line.item.id not in of_item)


def _filled(candidate: Candidate, line: MatchLine | None) -> LineInput:
    shown = LineInput(candidate, seen=candidate.item.open_minor)
    if line is None:
        return shown
    currency = candidate.item.currency
    shown.amount = amount_typed(abs(line.applied_minor), currency=currency)
    shown.discount = amount_typed(line.discount_minor, currency=currency) if line.discount_minor else ""
    if line.short_minor:
        shown.rest = _SMALL
    elif line.deduction_minor:
        shown.rest, shown.claim = _split(line.claim)
        if line.settled_minor != candidate.item.open_minor:
            shown.withheld = amount_typed(line.deduction_minor, currency=currency)
    return shown


def _split(claim: str) -> tuple[str, str]:
    """The kind of withholding and the payer's own number, as `_joined` put them together."""
    first, _, rest = claim.partition(" ")
    return (first, rest) if first in WITHHELD and first != _OTHER else (_OTHER, claim)


def _joined(kind: str, claim: str) -> str:
    return claim if kind == _OTHER and claim else f"{kind} {claim}".strip()


def typed_lines(candidates: Sequence[Candidate], sent: Mapping[str, str]) -> list[LineInput]:
    """The form as it came back, in the order in which the page had it."""
    known = {str(one.item.id): one for one in candidates}
    order = [name.removeprefix("amount_") for name in sent if name.startswith("amount_")]
    ids = [one for one in dict.fromkeys([*order, *known]) if one in known]
    return [
        LineInput(
            known[item_id],
            amount=sent.get(f"amount_{item_id}", ""),
            discount=sent.get(f"discount_{item_id}", ""),
            rest=sent.get(f"rest_{item_id}", ""),
            withheld=sent.get(f"withheld_{item_id}", ""),
            claim=sent.get(f"claim_{item_id}", "").replace("\x00", "").strip()[:_CLAIM_LONGEST],
            seen=_whole(sent.get(f"open_{item_id}", "")),
        )
        for item_id in ids
    ]


def items_sent(sent: Mapping[str, str]) -> set[int]:
    """The items of whose lines something was typed."""
    parts = ("amount_", "discount_", "rest_")
    found = {
        name.removeprefix(part)
        for name, text in sent.items()
        for part in parts
        if name.startswith(part) and text.strip()
    }
    return {int(one) for one in found if one.isdecimal() and len(one) < 19}


def match_lines(typed: Sequence[LineInput]) -> tuple[MatchLine, ...]:
    """The lines as the action takes them; what cannot be read is told on the line, which then counts nothing."""
    return tuple(line for one in typed if one.is_chosen for line in [_match_line(one)] if not one.errors)


def _match_line(line: LineInput) -> MatchLine:
    item = line.item
    applied, discount = _minor(line, line.amount), _minor(line, line.discount)
    withheld = _minor(line, line.withheld)
    if item.open_minor < 0:
        return MatchLine(item.id, -applied)
    rest = max(item.open_minor - applied - discount, 0)
    short = rest if line.rest == _SMALL else 0
    deduction = (withheld or rest) if line.rest in WITHHELD else 0
    claim = _joined(line.rest, line.claim) if deduction else ""
    return MatchLine(item.id, applied, discount, short, deduction, claim)


def _minor(line: LineInput, text: str) -> int:
    if not text.strip():
        return 0
    try:
        return parse_amount(text, currency=line.item.currency, decimal=readers_habits().decimal)
    except AmountError as error:
        line.errors.append(words(error.reason))
        return 0


def same_as_proposed(lines: Sequence[MatchLine], answer: Answer | None) -> Proposed | None:
    """The proposal that the lines are, whatever the withholding is called; None where a person made his own."""
    wanted = _figures(lines)
    return next((one for one in (answer.proposals if answer else ()) if _figures(one.lines) == wanted), None)


def _figures(lines: Sequence[MatchLine]) -> set[tuple[int, int, int, int, int]]:
    return {(one.item_id, one.applied_minor, one.discount_minor, one.short_minor, one.deduction_minor) for one in lines}


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
