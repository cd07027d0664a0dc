"""Drafts with their amounts read, and the payer's arithmetic: gross less discount less deductions is net."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

from creditdesk.intake.formats.advice.drafts import Draft
from creditdesk.intake.formats.advice.figures import Figures
from creditdesk.intake.formats.advice.noticing import Notes, money

# Beyond so many parts of one document their signs are not tried out.
_MOST_SIGNS = 6


@dataclass(slots=True)
class Off:
    """What was taken off, in minor units: positive lowers what is paid. `sure` where the sign is certain."""

    minor: int
    reason: str
    sure: bool


@dataclass(slots=True)
class Parsed:
    """One document with its amounts in minor units. `either` may be gross or net; `sign_open` that only a total tells
    whether it adds to the payment or lowers it."""

    draft: Draft
    gross: int | None = None
    discount: int | None = None
    net: int | None = None
    either: int | None = None
    off: list[Off] = field(default_factory=list)
    day: date | None = None
    sign_open: bool = False
    amiss: bool = False

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.draft.line

    def less(self) -> int:
        """Discount and deductions together."""
        return (self.discount or 0) + sum(one.minor for one in self.off)

    def settled(self) -> int | None:
        """What is paid by its own arithmetic, where that is not told."""
        if self.net is not None:
            return self.net
        whole = self.gross if self.gross is not None else self.either
        return None if whole is None else whole - self.less()

    def turned(self) -> Parsed:
        """The same with every amount of the other sign."""

        def other(minor: int | None) -> int | None:
            return None if minor is None else -minor

        turned = replace(self, gross=other(self.gross), discount=other(self.discount), net=other(self.net))
        turned.either = other(self.either)
        turned.off = [replace(one, minor=-one.minor) for one in self.off]
        turned.sign_open = False
        return turned


def parse(draft: Draft, figures: Figures, notes: Notes) -> Parsed:
    """The draft with its amounts and its day read."""
    at = draft.line
    found = Parsed(draft, day=figures.day(draft.date, line=at))
    before = len(notes.found)
    found.gross = figures.amount(draft.gross, line=at)
    found.discount = figures.amount(draft.discount, line=at)
    found.net = figures.amount(draft.net, line=at)
    found.either = figures.amount(draft.either, line=at)
    for taken in draft.taken:
        minor = figures.amount(taken.written, line=at)
        if minor is not None:
            found.off.append(Off(minor, taken.reason, taken.sure))
    plain = [figures.amount(one, line=at) for one in draft.plain]
    known = [one for one in plain if one is not None]
    found.amiss = draft.doubtful or len(known) < len(plain) or any(one.holds for one in notes.found[before:])
    if draft.doubtful:
        said = "It is not certain which amounts belong to document %(value)s."
        notes.remark(
            "doubtful", said, line=at, holds=True, value=draft.number or draft.text[0] if draft.text else draft.number
        )
    _place_plain(found, known, notes)
    if draft.lowers and found.net is not None:
        found.net = -abs(found.net)
    if not found.amiss:
        _check_line(found, figures, notes)
    _open_sign(found)
    return found


def _place_plain(found: Parsed, plain: list[int], notes: Notes) -> None:
    """Amounts of a line without words: one is what is paid, or what it began with; more must prove one another."""
    if not plain:
        return
    if len(plain) == 1:
        if found.net is not None:
            found.gross = plain[0] if found.gross is None else found.gross
        elif found.off or found.discount is not None:
            found.either = plain[0]
        elif found.gross is None:
            found.net = plain[0]
        else:
            found.either, found.amiss = plain[0], True
        return
    first, last = plain[0], plain[-1]
    if first - sum(plain[1:-1]) == last and found.net is None and found.gross is None:
        found.gross, found.net = first, last
        found.off += [Off(one, "", sure=False) for one in plain[1:-1] if one]
        return
    said = "The amounts %(value)s stand beside %(number)s, and nothing tells which of them is paid."
    value = ", ".join(found.draft.plain)
    notes.remark("amounts_untold", said, line=found.line, holds=True, value=value, number=found.draft.number)
    found.amiss = True


def _check_line(found: Parsed, figures: Figures, notes: Notes) -> None:
    """Gross less discount less deductions is net, by the one choice of signs that makes it so."""
    if found.gross is None or found.net is None:
        _natural(found)
        return
    parts = [found.discount or 0, *(one.minor for one in found.off)]
    if len(parts) > _MOST_SIGNS:
        _natural(found)
        parts = [found.discount or 0, *(one.minor for one in found.off)]
    elif (signs := _signs(found.gross, found.net, parts)) is not None:
        if found.discount is not None:
            found.discount *= signs[0]
        for one, sign in zip(found.off, signs[1:], strict=True):
            one.minor, one.sure = one.minor * sign, True
        return
    true = found.gross - sum(parts)
    if true != found.net:
        said = (
            "%(number)s: gross less discount and deductions is %(true)s, and %(net)s is paid; "
            "the difference is %(gap)s."
        )
        facts = {"true": true, "net": found.net, "gap": found.net - true}
        told = {name: money(minor, figures.currency) for name, minor in facts.items()}
        notes.remark("line_differs", said, line=found.line, holds=True, number=found.draft.number, **told)


def _signs(gross: int, net: int, parts: list[int]) -> tuple[int, ...] | None:
    """The signs of what is taken off: as written where that fits, else the only others that do; None where none do."""
    if gross - sum(parts) == net:
        return (1,) * len(parts)
    fitting = {
        tuple(sign if part else 1 for sign, part in zip(signs, parts, strict=True))
        for signs in product((1, -1), repeat=len(parts))
        if gross - sum(sign * part for sign, part in zip(signs, parts, strict=True)) == net
    }
    return fitting.pop() if len(fitting) == 1 else None


def _natural(found: Parsed) -> None:
    """Without a sum to prove it: what a payer writes as minus below "discount" or "deduction" is taken off as well."""
    whole = found.gross if found.gross is not None else found.either if found.either is not None else found.net
    if whole is None or whole < 0:
        return
    if found.discount is not None:
        found.discount = abs(found.discount)
    for one in found.off:
        if one.sure:
            one.minor = abs(one.minor)


def _open_sign(found: Parsed) -> None:
    """A credit or a claim that is written without a minus may lower the payment or not: a total tells."""
    paid = found.settled()
    lowering = found.draft.kind in ("credit", "claim", "deduction", "discount")
    found.sign_open = lowering and paid is not None and paid > 0
    if found.net is None and found.gross is not None and found.gross < 0 and not found.off:
        found.sign_open = False
