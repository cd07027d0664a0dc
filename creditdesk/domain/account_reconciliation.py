"""Reconciliation of an account with the customer's own statement or payables ledger, to a proof of zero.

Both sides are of one day and one currency, in signed minor units: what the customer owes us is above zero. Lines of
theirs are matched to open items of ours; whatever is left is a difference with a kind, a cause and an action:

    ours 12,450.00 less theirs 10,200.00                                     2,250.00
    invoice 7003 is not on theirs      1,500.00   they have not booked it    750.00 left
    debit memo DM-9 is not on ours       600.00   we have not booked it      150.00 left
    fee NSF-3 is not on theirs           150.00   they have not booked it      0.00 left

`ours − theirs = the sum of the differences`, always and exactly: nothing is netted and nothing is left out. While one
of them is not explained by a person, the account is not reconciled. Source: docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from creditdesk.domain.likeness import comparable_number
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason

CREDITS = frozenset({"payment", "credit_memo"})
WORDS_LONGEST = 300


class DifferenceKind(StrEnum):
    """What a difference is."""

    NOT_THEIRS = "not_theirs"  # open with us, and no line of theirs
    NOT_OURS = "not_ours"  # a line of theirs, and nothing open with us
    AMOUNT = "amount"  # on both sides, with other amounts
    TIMING = "timing"  # on its way when the statement was made, or booked since
    UNAPPLIED = "unapplied"  # money or a credit that waits on our side, and that they have taken off their documents
    DUPLICATE = "duplicate"  # the same line of theirs a second time
    CURRENCY = "currency"  # with us in another currency
    TOTAL = "total"  # the total that they state less the sum of their lines


class Cause(StrEnum):
    """Why there is a difference, as a person says it."""

    INVOICE_NOT_BOOKED = "invoice_not_booked"
    CREDIT_NOT_BOOKED = "credit_not_booked"
    FEE_NOT_BOOKED = "fee_not_booked"
    DEBIT_MEMO_NOT_BOOKED = "debit_memo_not_booked"
    PAYMENT_UNAPPLIED = "payment_unapplied"
    PAYMENT_IN_TRANSIT = "payment_in_transit"
    PAYMENT_NOT_FOUND = "payment_not_found"
    IN_TRANSIT = "in_transit"
    SETTLED_HERE = "settled_here"
    UNKNOWN_DOCUMENT = "unknown_document"
    SHORT = "short"
    BOOKED_TWICE = "booked_twice"
    OTHER_CURRENCY = "other_currency"
    TOTAL_WRONG = "total_wrong"
    OTHER = "other"


class Action(StrEnum):
    """What is done about it."""

    SEND_INVOICE = "send_invoice"
    SEND_CREDIT = "send_credit"
    CONFIRM_FEE = "confirm_fee"
    OPEN_DEDUCTION = "open_deduction"
    ASK_APPLICATION = "ask_application"
    ASK_PAYMENT = "ask_payment"
    SEND_PAYMENT_PROOF = "send_payment_proof"
    ASK_DOCUMENT = "ask_document"
    ASK_CORRECTION = "ask_correction"
    CORRECT_OURS = "correct_ours"
    OTHER = "other"
    NONE = "none"  # It settles itself.


@dataclass(frozen=True, slots=True)
class OurItem:
    """A document of ours. `open_minor` is what was open on the statement's day, in its own currency."""

    id: int
    kind: str
    number: str
    currency: str
    open_minor: int
    original_minor: int
    document_date: date
    posting_date: date
    closed_date: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TheirLine:
    """A line of theirs. The document's number may be ours or theirs, and so may the reference."""

    id: int
    place: int
    document: str
    reference: str
    day: date | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of theirs that is an item of ours."""

    line_id: int
    item_id: int


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be the cause and what might be done, in words for whoever decides; and the other document, if known."""

    cause: Cause
    action: Action
    reason: Reason
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of an item, of a line, of both, or (neither) of the total."""

    kind: DifferenceKind
    item: OurItem | None
    line: TheirLine | None
    ours_minor: int
    theirs_minor: int
    hint: Hint

    @property
    def key(self) -> str:
        """Which difference it is, as long as its sides stay what they are."""
        return key_of(self.item.id if self.item else None, self.line.id if self.line else None)

    @property
    def minor(self) -> int:
        """Ours less theirs."""
        return self.ours_minor - self.theirs_minor


@dataclass(frozen=True, slots=True)
class Explained:
    """What a person said of a difference, and the amounts of which he said it."""

    key: str
    ours_minor: int
    theirs_minor: int


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A difference, whether it is explained, and what of the whole is left below it."""

    difference: Difference
    is_explained: bool
    left_minor: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Both totals and every difference between them; `left_minor` of the last line is always zero."""

    ours_minor: int
    theirs_minor: int
    lines: tuple[ProofLine, ...]
    unexplained: tuple[Difference, ...] = field(default=())

    @property
    def minor(self) -> int:
        """Ours less theirs."""
        return self.ours_minor - self.theirs_minor

    @property
    def explained_minor(self) -> int:
        """The sum of what is explained."""
        return sum(one.difference.minor for one in self.lines if one.is_explained)

    @property
    def unexplained_minor(self) -> int:
        """The sum of what is not; zero may hide two that cancel out, so that their count is asked."""
        return sum(one.minor for one in self.unexplained)


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the day, the currency, our open items, their lines, which are the same, what else is known.

    `others` are documents of ours that were not open on the day in the currency: settled, posted later, in another.
    """

    day: date
    currency: str
    items: Sequence[OurItem]
    lines: Sequence[TheirLine]
    pairs: Sequence[Pair]
    others: Sequence[OurItem] = ()
    stated_minor: int | None = None
    timing_days: int = 0

    @property
    def ours_minor(self) -> int:
        """Our balance."""
        return sum(one.open_minor for one in self.items)

    @property
    def lines_minor(self) -> int:
        """The sum of their lines."""
        return sum(one.amount_minor for one in self.lines)

    @property
    def theirs_minor(self) -> int:
        """Their balance: as they state it, else the sum of their lines."""
        return self.lines_minor if self.stated_minor is None else self.stated_minor


def key_of(item_id: int | None, line_id: int | None) -> str:
    """The key of a difference by the sides that it has; `total` where it has none."""
    parts = [*([f"item-{item_id}"] if item_id else []), *([f"line-{line_id}"] if line_id else [])]
    return "/".join(parts) or "total"


def differences(sides: Sides) -> tuple[Difference, ...]:
    """Every difference, each item and line in one at most; those of items first, as they are due.

    Raises ValueError where a line or item is in two pairs, or a pair names what is on neither side.
    """
    items, lines = {one.id: one for one in sides.items}, {one.id: one for one in sides.lines}
    pairs = [one for one in sides.pairs if one.item_id in items]
    if len({one.item_id for one in pairs}) < len(pairs) or len({one.line_id for one in pairs}) < len(pairs):
        raise ValueError("a line or an item is matched twice")
    if any(one.line_id not in lines for one in pairs):
        raise ValueError("a match names a line that is not there")
    found = [_of_pair(items[one.item_id], lines[one.line_id]) for one in pairs]
    matched_items, matched_lines = {one.item_id for one in pairs}, {one.line_id for one in pairs}
    look = _Looking(sides)
    found += [look.at_item(one) for one in sides.items if one.id not in matched_items]
    found += [look.at_line(one) for one in sides.lines if one.id not in matched_lines]
    if sides.theirs_minor != sides.lines_minor:
        found.append(_of_total(sides))
    return tuple(sorted((one for one in found if one.minor), key=_order))


def prove(sides: Sides, explained: Iterable[Explained] = ()) -> Proof:
    """The differences run down from the whole to zero. What was explained of other amounts is not explained now."""
    told = {one.key: (one.ours_minor, one.theirs_minor) for one in explained}
    left = sides.ours_minor - sides.theirs_minor
    rows = []
    for one in differences(sides):
        left -= one.minor
        rows.append(ProofLine(one, told.get(one.key) == (one.ours_minor, one.theirs_minor), left))
    if left:
        raise ValueError(f"the differences do not run down to zero: {left} is left")
    unexplained = tuple(row.difference for row in rows if not row.is_explained)
    return Proof(sides.ours_minor, sides.theirs_minor, tuple(rows), unexplained)


def conclude_objections(proof: Proof, *, currency: str) -> list[Reason]:
    """Why the account does not count as reconciled: every difference that nobody has explained, the first ten named."""
    found = [
        Reason(
            "account_reconciliation.unexplained",
            "%(what)s: the difference of %(amount)s is not explained",
            {"what": named(one) or "the total of their statement", "amount": str(Money(one.minor, currency))},
        )
        for one in proof.unexplained[:10]
    ]
    if more := len(proof.unexplained) - len(found):
        text = "%(count)d more differences are not explained"
        found.append(Reason("account_reconciliation.unexplained", text, {"count": more}))
    return found


def named(one: Difference) -> str:
    """The document of a difference by its number; empty for the total."""
    if one.item:
        return one.item.number
    if one.line:
        return one.line.document or one.line.reference or f"({one.line.place})"
    return ""


def explanation_objections(*, cause: Cause, words: str) -> list[Reason]:
    """Why an explanation says too little or too much."""
    if cause is Cause.OTHER and not words.strip():
        text = "say in words what the cause is"
        return [Reason("account_reconciliation.words", text)]
    if len(words) > WORDS_LONGEST:
        text = "the words are longer than %(most)d letters"
        return [Reason("account_reconciliation.words", text, {"most": WORDS_LONGEST})]
    return []


def _order(one: Difference) -> tuple[int, date, int, int]:
    day = one.item.document_date if one.item else one.line.day if one.line else None
    side = 0 if one.item else 1 if one.line else 2
    return side, day or date.max, one.item.id if one.item else 0, one.line.place if one.line else 0


def _of_pair(item: OurItem, line: TheirLine) -> Difference:
    reason = Reason(
        "account_reconciliation.amount",
        "%(number)s is on both sides with another amount",
        {"number": item.number},
    )
    short = Hint(Cause.SHORT, Action.ASK_CORRECTION, reason)
    return Difference(DifferenceKind.AMOUNT, item, line, item.open_minor, line.amount_minor, short)


def _of_total(sides: Sides) -> Difference:
    reason = Reason(
        "account_reconciliation.total",
        "their total is %(stated)s and their lines come to %(lines)s",
        {
            "stated": str(Money(sides.theirs_minor, sides.currency)),
            "lines": str(Money(sides.lines_minor, sides.currency)),
        },
    )
    hint = Hint(Cause.TOTAL_WRONG, Action.ASK_CORRECTION, reason)
    # Ours knows their lines only: the difference is what the total says beyond them.
    return Difference(DifferenceKind.TOTAL, None, None, sides.lines_minor, sides.theirs_minor, hint)


class _Looking:
    """What is known of the documents beside those that match, by number and by amount."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.others: dict[str, list[OurItem]] = {}
        for one in sides.others:
            self.others.setdefault(comparable_number(one.number), []).append(one)
        # Of lines that say the same the first is what they mean, and each further one a repetition.
        self.repeated: set[int] = set()
        paired = {one.line_id for one in sides.pairs}
        seen: set[tuple[str, int]] = set()
        for line in sorted(sides.lines, key=lambda one: (one.id not in paired, one.place, one.id)):
            told = (comparable_number(line.document or line.reference), line.amount_minor)
            if told[0] and told in seen:
                self.repeated.add(line.id)
            seen.add(told)

    def at_item(self, item: OurItem) -> Difference:
        kind, hint = self._of_item(item)
        return Difference(kind, item, None, item.open_minor, 0, hint)

    def _of_item(self, item: OurItem) -> tuple[DifferenceKind, Hint]:
        day, number = self.sides.day, {"number": item.number}
        if item.kind == "payment":
            said = Reason(
                "account_reconciliation.unapplied",
                "%(number)s waits on our side, and they have taken it off their documents",
                number,
            )
            return DifferenceKind.UNAPPLIED, Hint(Cause.PAYMENT_UNAPPLIED, Action.ASK_APPLICATION, said)
        if item.open_minor > 0 and item.closed_date is not None and item.closed_date > day:
            said = Reason(
                "account_reconciliation.closed_since",
                "%(number)s was settled here on %(day)s, after the day of the statement",
                {**number, "day": item.closed_date.isoformat()},
            )
            return DifferenceKind.TIMING, Hint(Cause.PAYMENT_IN_TRANSIT, Action.NONE, said)
        if item.document_date > day - timedelta(days=self.sides.timing_days):
            said = Reason(
                "account_reconciliation.fresh",
                "%(number)s is of %(day)s: it may have been on its way to them",
                {**number, "day": item.document_date.isoformat()},
            )
            return DifferenceKind.TIMING, Hint(Cause.IN_TRANSIT, Action.NONE, said)
        said = Reason("account_reconciliation.not_theirs", "%(number)s is not on their side", number)
        if item.kind == "fee":
            return DifferenceKind.NOT_THEIRS, Hint(Cause.FEE_NOT_BOOKED, Action.CONFIRM_FEE, said)
        if item.kind == "credit_memo":
            return DifferenceKind.NOT_THEIRS, Hint(Cause.CREDIT_NOT_BOOKED, Action.SEND_CREDIT, said)
        return DifferenceKind.NOT_THEIRS, Hint(Cause.INVOICE_NOT_BOOKED, Action.SEND_INVOICE, said)

    def at_line(self, line: TheirLine) -> Difference:
        kind, hint = self._of_line(line)
        return Difference(kind, None, line, 0, line.amount_minor, hint)

    def _of_line(self, line: TheirLine) -> tuple[DifferenceKind, Hint]:
        number = {"number": line.document or line.reference or f"({line.place})"}
        if line.id in self.repeated:
            said = Reason("account_reconciliation.twice", "%(number)s stands twice on their side", number)
            return DifferenceKind.DUPLICATE, Hint(Cause.BOOKED_TWICE, Action.ASK_CORRECTION, said)
        if known := self._known(line):
            return self._of_known(known)
        if came := self._came_later(line):
            return self._of_known(came)
        said = Reason("account_reconciliation.not_ours", "%(number)s is not on our side", number)
        if line.amount_minor < 0:
            return DifferenceKind.NOT_OURS, Hint(Cause.DEBIT_MEMO_NOT_BOOKED, Action.OPEN_DEDUCTION, said)
        return DifferenceKind.NOT_OURS, Hint(Cause.UNKNOWN_DOCUMENT, Action.ASK_DOCUMENT, said)

    def _known(self, line: TheirLine) -> OurItem | None:
        for text in (line.document, line.reference):
            told = self.others.get(comparable_number(text), []) if text else []
            if same := [one for one in told if (one.original_minor > 0) == (line.amount_minor > 0)]:
                return min(same, key=lambda one: (abs(one.original_minor - line.amount_minor), one.id))
        return None

    def _came_later(self, line: TheirLine) -> OurItem | None:
        """The payment of exactly this amount that came here after the day, where there is one only."""
        if line.amount_minor >= 0:
            return None
        came = [
            one
            for one in self.sides.others
            if one.kind == "payment" and one.posting_date > self.sides.day and one.original_minor == line.amount_minor
        ]
        return came[0] if len(came) == 1 and came[0].currency == self.sides.currency else None

    def _of_known(self, known: OurItem) -> tuple[DifferenceKind, Hint]:
        facts: Mapping[str, str | int] = {"number": known.number}
        if known.currency != self.sides.currency:
            said = Reason(
                "account_reconciliation.currency",
                "%(number)s is in %(currency)s with us",
                {**facts, "currency": known.currency},
            )
            return DifferenceKind.CURRENCY, Hint(Cause.OTHER_CURRENCY, Action.ASK_CORRECTION, said, known.id)
        if known.posting_date > self.sides.day:
            said = Reason(
                "account_reconciliation.booked_later",
                "%(number)s was booked here on %(day)s, after the day of the statement",
                {**facts, "day": known.posting_date.isoformat()},
            )
            cause = Cause.PAYMENT_IN_TRANSIT if known.kind == "payment" else Cause.IN_TRANSIT
            return DifferenceKind.TIMING, Hint(cause, Action.NONE, said, known.id)
        said = Reason(
            "account_reconciliation.settled",
            "%(number)s was settled here by the day of the statement, and is open there",
            facts,
        )
        action = Action.SEND_PAYMENT_PROOF if known.original_minor > 0 else Action.ASK_APPLICATION
        return DifferenceKind.NOT_OURS, Hint(Cause.SETTLED_HERE, action, said, known.id)
