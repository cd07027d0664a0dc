"""Cases: what a customer withholds or objects to, how much of it is right, and what became of each amount of it.

A case has lines; each is about a document, or about one that nobody knows. Of each line, always::

    claimed = what was resolved of it (credited, repaid, netted, written off, withdrawn, cleared) + what is open
    open    = valid + invalid, once it is decided

What the ledger does to a document is shared among the lines about it. A deduction belongs to its lines whole. Of an
invoice only a part does: a credit is taken to be for what is contested, money pays what nobody contests first::

    invoice of 10,000.00, of which 2,500.00 is contested
    8,000.00 paid       7,500.00 was not contested; 500.00 of the contested part is repaid, 2,000.00 stays open
    1,000.00 credited   1,500.00 of the case stays open

Source: docs/rules/cases.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from creditdesk.domain.cash_settling import CLAIM_WORDS
from creditdesk.domain.money import Money
from creditdesk.domain.policy_cases import CasesPolicy
from creditdesk.domain.reasons import Reason

WORDS_LONGEST = 500
MOST_LINES = 200


class CaseKind(StrEnum):
    """What a case is about."""

    DEDUCTION = "deduction"
    CHARGEBACK = "chargeback"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    DISCREPANCY = "discrepancy"


class Source(StrEnum):
    """By what it came up."""

    SHORT_PAYMENT = "short_payment"
    CALL = "call"
    MAIL = "mail"
    FILE = "file"
    PERSON = "person"
    API = "api"


class Stage(StrEnum):
    """How far a case is. One that was merged into another lives on there."""

    NEW = "new"
    RESEARCHING = "researching"
    VALID = "valid"
    PARTLY = "partly"
    INVALID = "invalid"
    CLOSED = "closed"
    MERGED = "merged"


class Outcome(StrEnum):
    """What became of an amount."""

    CREDITED = "credited"
    REPAID = "repaid"
    NETTED = "netted"
    WRITTEN_OFF = "written_off"
    WITHDRAWN = "withdrawn"
    AUTO_CLEARED = "auto_cleared"


UNDECIDED = frozenset({Stage.NEW, Stage.RESEARCHING})
DECIDED = frozenset({Stage.VALID, Stage.PARTLY, Stage.INVALID})
OVER = frozenset({Stage.CLOSED, Stage.MERGED})
STANDING = UNDECIDED | DECIDED
# Those that can do without an amount: a question is answered, not credited.
WITHOUT_AMOUNT = frozenset({CaseKind.COMPLAINT, CaseKind.INQUIRY, CaseKind.DISCREPANCY})
# What lets the customer owe less by our own word; it is for what he contests, before anything else.
_OUR_WORD = frozenset({Outcome.CREDITED, Outcome.NETTED, Outcome.AUTO_CLEARED, Outcome.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Part:
    """A line as it stands, in minor units. `contested_minor` of what is open leaves dunning; the rest is collected."""

    id: int
    claimed_minor: int
    open_minor: int
    contested_minor: int = 0
    is_decided: bool = False
    valid_minor: int = 0
    invalid_minor: int = 0

    def less(self, minor: int, *, outcome: Outcome) -> Part:
        """The line once so much of it is resolved: a credit is for the valid part first, money for the invalid."""
        assert 0 <= minor <= self.open_minor, f"{minor} of line {self.id}, of which {self.open_minor} is open"
        left = self.open_minor - minor
        by_our_word = outcome in _OUR_WORD
        contested = max(0, self.contested_minor - minor) if by_our_word else self.contested_minor
        valid = invalid = 0
        if self.is_decided and by_our_word:
            valid = max(0, self.valid_minor - minor)
            invalid = left - valid
        elif self.is_decided:
            invalid = max(0, self.invalid_minor - minor)
            valid = left - invalid
        return replace(
            self,
            open_minor=left,
            contested_minor=min(contested, left),
            valid_minor=valid,
            invalid_minor=invalid,
        )

    def back(self, taken: Taken) -> Part:
        """The line once something of it is taken back: open, contested and judged as it was before."""
        minor = min(taken.minor, self.claimed_minor - self.open_minor)
        whole = self.open_minor + minor
        valid = self.valid_minor + min(taken.valid_minor, minor) if self.is_decided else 0
        return replace(
            self,
            open_minor=whole,
            contested_minor=min(whole, self.contested_minor + taken.contested_minor),
            valid_minor=valid,
            invalid_minor=whole - valid if self.is_decided else 0,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What was resolved of a line, and how much of it had been contested and found valid: positive minor units."""

    part_id: int
    minor: int
    contested_minor: int = 0
    valid_minor: int = 0


def difference(before: Part, after: Part) -> Taken:
    """What was taken of a line between the two."""
    return Taken(
        before.id,
        before.open_minor - after.open_minor,
        before.contested_minor - after.contested_minor,
        before.valid_minor - after.valid_minor,
    )


def shared(
    parts: Sequence[Part], *, item_open_minor: int, minor: int, outcome: Outcome, first: frozenset[int] = frozenset()
) -> list[Part]:
    """The lines about one document once the ledger moved it down by so much; those that changed.

    `item_open_minor` was open of the document before. `first` are the lines that it was asked for.
    """
    claimed = sum(part.open_minor for part in parts)
    free = max(0, item_open_minor - claimed)
    left = min(claimed, minor if outcome in _OUR_WORD else max(0, minor - free))
    ordered = sorted(parts, key=lambda part: (part.id not in first, part.id))
    now = {part.id: part for part in ordered}
    for limit in _limits(outcome, first):
        for part_id, part in now.items():
            much = min(left, limit(part), part.open_minor)
            if much > 0:
                now[part_id] = part.less(much, outcome=outcome)
                left -= much
    assert not left, "more was taken than the lines claim"
    return [now[part.id] for part in parts if now[part.id] != part]


def _limits(outcome: Outcome, first: frozenset[int]) -> tuple[Callable[[Part], int], ...]:
    """How much of each line is taken in the first round, the second, the last."""

    def asked_for(part: Part) -> int:
        return part.open_minor if part.id in first else 0

    def valid(part: Part) -> int:
        return part.valid_minor

    def invalid(part: Part) -> int:
        return part.invalid_minor

    def collected(part: Part) -> int:
        return part.open_minor - part.contested_minor

    def whole(part: Part) -> int:
        return part.open_minor

    return (asked_for, valid, whole) if outcome in _OUR_WORD else (invalid, collected, whole)


def given_back(parts: Sequence[Part], *, taken: Sequence[Taken], minor: int, is_whole: bool) -> list[Part]:
    """The lines about one document once the ledger moved it up by so much; those that changed.

    `taken` is what the act that is reversed had taken. Where the lines claim the document whole, what nothing is known
    of reopens the oldest that has room.
    """
    now = {part.id: part for part in parts}
    left = minor
    for one in taken:
        if one.part_id in now and left > 0:
            before = now[one.part_id]
            now[one.part_id] = before.back(replace(one, minor=min(one.minor, left)))
            left -= now[one.part_id].open_minor - before.open_minor
    if is_whole:
        for part_id, part in sorted(now.items()):
            room = min(left, part.claimed_minor - part.open_minor)
            if room > 0:
                now[part_id] = part.back(Taken(part_id, room))
                left -= room
    return [now[part.id] for part in parts if now[part.id] != part]


def contested_again(parts: Sequence[Part], *, minor: int) -> list[Part]:
    """The lines once the customer contests so much more of what they hold already; those that changed."""
    changed = []
    for part in parts:
        room = min(minor, part.open_minor - part.contested_minor)
        if room > 0:
            changed.append(replace(part, contested_minor=part.contested_minor + room))
            minor -= room
    return changed


def contested_less(parts: Sequence[Part], *, minor: int, is_whole: bool) -> list[Part]:
    """The lines once the customer takes back so much of his word, the newest first; those that changed.

    Of an invoice it is withdrawn; a deduction stays open and is collected.
    """
    changed = []
    for part in sorted(parts, key=lambda one: -one.id):
        much = min(minor, part.contested_minor)
        if much > 0:
            less = replace(part, contested_minor=part.contested_minor - much)
            changed.append(less if is_whole else part.less(much, outcome=Outcome.WITHDRAWN))
            minor -= much
    return changed


def split(part: Part, *, minor: int) -> tuple[Part, Part]:
    """The line with so much less, and a line of that much: together they claim and contest what the one did."""
    assert 0 < minor <= part.open_minor
    rest = part.open_minor - minor
    contested = min(part.contested_minor, rest)
    stays = replace(
        part, claimed_minor=part.claimed_minor - minor, open_minor=rest, contested_minor=contested,
        is_decided=False, valid_minor=0, invalid_minor=0,
    )  # fmt: skip
    return stays, Part(0, minor, minor, part.contested_minor - contested)


def decided(part: Part, *, valid_minor: int) -> Part:
    """The line once it is decided. Until the invalid part is demanded back nothing of it is collected."""
    invalid = part.open_minor - valid_minor
    return replace(
        part, is_decided=True, valid_minor=valid_minor, invalid_minor=invalid, contested_minor=part.open_minor
    )


def demanded(part: Part) -> Part:
    """The line once its invalid part is collected again."""
    return replace(part, contested_minor=min(part.contested_minor, part.valid_minor))


def decision_objections(
    parts: Sequence[Part], *, valid: Mapping[int, int], invalid: Mapping[int, int], currency: str
) -> list[Reason]:
    """Why the amounts are no decision: valid and invalid of each line must meet what is open of it, to the cent."""
    found = []
    if set(valid) - {part.id for part in parts} or set(invalid) - {part.id for part in parts}:
        found.append(Reason("case.other_line", "one of the lines is not of this case"))
    for part in parts:
        yes, no = valid.get(part.id, 0), invalid.get(part.id, 0)
        if yes < 0 or no < 0 or yes + no != part.open_minor:
            facts = {
                "valid": str(Money(yes, currency)),
                "invalid": str(Money(no, currency)),
                "open": str(Money(part.open_minor, currency)),
            }
            text = "%(valid)s valid and %(invalid)s invalid do not make %(open)s, which is open"
            found.append(Reason("case.sums", text, facts))
    if not any(part.open_minor for part in parts):
        found.append(Reason("case.nothing_open", "nothing of it is open any more"))
    return found


def verdict(parts: Sequence[Part]) -> Stage:
    """What a decision comes to: all valid, all invalid, or a part of each."""
    if not any(part.invalid_minor for part in parts):
        return Stage.VALID
    return Stage.PARTLY if any(part.valid_minor for part in parts) else Stage.INVALID


def stage_of(stage: Stage, parts: Sequence[Part]) -> Stage:
    """Where a case stands after its lines moved: closed once nothing is open, back at work when something is again."""
    if stage is Stage.MERGED or not parts:
        return stage
    still = [part for part in parts if part.open_minor]
    if not still:
        return Stage.CLOSED
    if stage is not Stage.CLOSED:
        return stage
    return verdict(still) if all(part.is_decided for part in still) else Stage.RESEARCHING


# --- Claim numbers and duplicates -------------------------------------------------------------------------------------

_SIGNS = re.compile(r"[^0-9A-Z]+")
_DIGITS = re.compile(r"\d")


def claim_key(number: str) -> str:
    """A claim number as it is compared: letters and digits, without the zeros that fill its numbers up.

    Empty for what is no number, so that two claims called "shortage" are no duplicates.
    """
    key = re.sub(r"(?<!\d)0+(?=\d)", "", _SIGNS.sub("", number.upper()))
    return key if _DIGITS.search(key) else ""


def told_claim(reference: str, *, policy: CasesPolicy) -> tuple[str, str]:
    """The reason and the customer's number that a deduction's reference tells.

    By the word of our own cash desk (`shortage 4411`), else by the code of X12 426 and the word claim
    (`unearned discount, code 24, claim 49901`); what tells neither is the number as it stands.
    """
    words = reference.strip()
    for word in CLAIM_WORDS:
        if words.lower().startswith(f"{word} "):
            reason = _REASON_OF_WORD.get(word, word)
            coded = _by_code(words, policy) or (reason if reason in policy.reasons else policy.reason_unknown)
            return coded, _claim_in(words) or words[len(word) :].strip(" ,:#-")
    return _by_code(words, policy) or policy.reason_unknown, _claim_in(words) or words


def _by_code(words: str, policy: CasesPolicy) -> str:
    told = re.search(r"\bcode ([0-9]{2,3})\b", words, re.IGNORECASE)
    return next((name for name, one in policy.reasons.items() if told and one.x12 == told[1]), "")


def _claim_in(words: str) -> str:
    told = re.search(r"\bclaim ([0-9A-Z-]*[0-9][0-9A-Z-]*)", words, re.IGNORECASE)
    return told[1] if told else ""


_REASON_OF_WORD = {"price": "pricing", "return": "returns", "advertising": "co_op"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that another may repeat: facts in minor units and days."""

    id: int
    key: str
    item_ids: frozenset[int]
    claimed_minor: int
    opened_on: dt.date


def likenesses(
    asked: Earlier, others: Sequence[Earlier], *, currency: str, policy: CasesPolicy
) -> list[tuple[Earlier, list[Reason]]]:
    """Which of the customer's other cases this one may repeat, and why: the surest first."""
    found = []
    for other in others:
        why: list[Reason] = []
        if asked.key and asked.key == other.key:
            why.append(Reason("case.same_number", "the same claim number"))
        same_item = bool(asked.item_ids & other.item_ids)
        if same_item and asked.claimed_minor == other.claimed_minor:
            text = "the same document and the same amount, %(amount)s"
            why.append(Reason("case.same_amount", text, {"amount": str(Money(other.claimed_minor, currency))}))
        elif same_item:
            why.append(Reason("case.same_document", "the same document"))
        elif not why and _near(asked, other, policy):
            text = "nearly the same amount, %(amount)s, %(days)d days apart"
            days = abs((asked.opened_on - other.opened_on).days)
            why.append(Reason("case.near", text, {"amount": str(Money(other.claimed_minor, currency)), "days": days}))
        if why:
            found.append((other, why))
    return sorted(found, key=lambda one: (_RANK[one[1][0].code], -one[0].id))


_RANK = {"case.same_number": 0, "case.same_amount": 1, "case.same_document": 2, "case.near": 3}


def _near(one: Earlier, other: Earlier, policy: CasesPolicy) -> bool:
    if not one.claimed_minor or not other.claimed_minor:
        return False
    apart = abs(one.claimed_minor - other.claimed_minor) * 100
    return (
        apart <= policy.near_pct * max(one.claimed_minor, other.claimed_minor)
        and abs((one.opened_on - other.opened_on).days) <= policy.near_days
    )


# --- The retailer's window --------------------------------------------------------------------------------------------


def window_end(day: dt.date, *, window_days: int | None) -> dt.date | None:
    """The last day on which the retailer hears our answer; None where no window is watched."""
    return day + dt.timedelta(days=window_days) if window_days is not None else None


def is_alerted(end: dt.date | None, *, alert_days: int, as_of: dt.date) -> bool:
    """Whether the window closes within the days before its end on which people are told."""
    return end is not None and end - dt.timedelta(days=alert_days) <= as_of <= end


def is_missed(end: dt.date | None, *, as_of: dt.date) -> bool:
    """Whether the window closed: from then on a supervisor decides."""
    return end is not None and end < as_of


def clears_itself(minor_in_policy_currency: int, *, most_minor: int, count: int, cleared_before: int) -> bool:
    """Whether a deduction is a trifle that is cleared without a case being worked: small, and not too many of them."""
    return 0 < minor_in_policy_currency <= most_minor and cleared_before < count
