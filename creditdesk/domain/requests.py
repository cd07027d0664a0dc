"""Requests: what is asked for, what it must show, who may decide, and what is bound by an approval.

A request changes nothing until somebody with the authority, who did not prepare it, approves exactly its content::

    content = Content(Kind.WRITE_OFF, currency="USD", lines=(Line(7, "INV 88120", 7_500_00),), words="no assets")
    content.sha256                                   # what an approval names; every edit makes another one
    lacking(content, policy=policy)                  # (Shown.EFFORTS,) until the efforts to collect are shown

Source: docs/rules/requests.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from creditdesk.domain.authority import LEVEL_NAMES, Decision, RequestKind, check_approver, may
from creditdesk.domain.calendar import Calendar
from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_requests import Cause, Shown
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

MOST_LINES = 200
WORDS_LONGEST = 500


class Kind(StrEnum):
    """What a request asks for."""

    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"
    EXTENSION = "extension"
    STATUS = "status"
    PLAN = "plan"
    SETTLEMENT = "settlement"
    RELEASE = "release"
    LIMIT = "limit"
    PLACEMENT = "placement"


class State(StrEnum):
    """How far a request is. Whoever approves carries it out: there is no state between the two."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class Direction(StrEnum):
    """Whether an adjustment makes the customer owe less or more."""

    CREDIT = "credit"
    DEBIT = "debit"


# The ladder of authority that each kind stands on.
LADDER: Mapping[Kind, RequestKind] = {
    Kind.ADJUSTMENT: RequestKind.DEDUCTION_CREDIT,
    Kind.WRITE_OFF: RequestKind.WRITE_OFF,
    Kind.EXTENSION: RequestKind.EXTENSION,
    Kind.STATUS: RequestKind.COD,
    Kind.PLAN: RequestKind.PAYMENT_PLAN,
    Kind.SETTLEMENT: RequestKind.SETTLEMENT,
    Kind.RELEASE: RequestKind.RELEASE_ORDER,
    Kind.LIMIT: RequestKind.CREDIT_LIMIT,
    Kind.PLACEMENT: RequestKind.PLACEMENT,
}
# Those that give up money: whoever posts the customer's cash does not approve them, and what they give is added up.
GIVING_UP = frozenset({Kind.ADJUSTMENT, Kind.WRITE_OFF, Kind.SETTLEMENT})
# Those whose terms are more than documents with amounts: each has its own form, and its own objections.
WITH_TERMS = frozenset({Kind.PLAN, Kind.SETTLEMENT, Kind.RELEASE, Kind.LIMIT, Kind.PLACEMENT})
# Those that are about no documents.
WITHOUT_LINES = frozenset({Kind.STATUS, Kind.RELEASE, Kind.LIMIT})
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.SENT_BACK})
EDITABLE = OPEN
STATUSES = ("active", "hold", "cod", "cia", "closed")


def needs_request(status: str, *, status_now: str) -> bool:
    """Whether a customer gets the status by a request only. What the law decides stands at once: a bankruptcy and its
    end; and what cannot be asked for.
    """
    return status in STATUSES and status_now != "bankrupt"


@dataclass(frozen=True, slots=True)
class Line:
    """One document that is asked about, with the amount to move and the tax in it, in positive minor units.

    `item_id` is None for a debit adjustment, which makes a document of its own.
    """

    item_id: int | None
    number: str
    amount_minor: int
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a request shows: a document or an entry of the account, a link, or what the preparer says."""

    shows: Shown
    document_id: int | None = None
    activity_id: int | None = None
    link: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stake:
    """What the limits are held against where that is no sum of documents, in minor units of the content's currency.

    `percent` is a decimal number as text: over the limit for a release, forgiven for a settlement. `at_least` is the
    lowest level that may override what somebody decided before; empty where nobody did.
    """

    minor: int
    percent: str = ""
    days_late: int | None = None
    at_least: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that is approved. Fields that the kind does not use stay empty."""

    kind: Kind
    currency: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    words: str = ""
    direction: Direction = Direction.CREDIT
    until: date | None = None
    status: str = ""
    evidence: tuple[Evidence, ...] = ()
    # What the kind's own rules read, of texts, whole numbers and lists of them: a schedule, an order, a limit.
    terms: Mapping[str, Any] = field(default_factory=dict)
    stake: Stake | None = None

    @property
    def amount_minor(self) -> int:
        """What it is about: the sum of the lines, or what is at stake where there are none."""
        if self.lines or self.stake is None:
            return sum(line.amount_minor for line in self.lines)
        return self.stake.minor

    @property
    def is_debit(self) -> bool:
        """Whether it makes the customer owe more."""
        return self.kind is Kind.ADJUSTMENT and self.direction is Direction.DEBIT

    @property
    def lowers_limit(self) -> bool:
        """Whether it gives less credit than there is: a limit that is no higher, and a class that is no better."""
        before, wanted = self.terms.get("limit_before"), self.terms.get("limit_minor")
        was, letter = str(self.terms.get("class_before") or ""), str(self.terms.get("risk_class") or "")
        no_better = letter == was or (was != "" and letter > was)
        return (
            self.kind is Kind.LIMIT
            and isinstance(before, int)
            and isinstance(wanted, int)
            and (wanted <= before and no_better)
        )

    @property
    def authority_minor(self) -> int:
        """What the limits are held against: nothing where only time or terms are given, or less than there is."""
        if self.lowers_limit:
            return 0
        if self.stake is not None:
            return self.stake.minor
        return self.amount_minor if self.kind in GIVING_UP else 0

    @property
    def authority_percent(self) -> Decimal | None:
        """The percentage that the limits are held against."""
        return Decimal(self.stake.percent) if self.stake and self.stake.percent else None

    @property
    def authority_days_late(self) -> int | None:
        """The days late that the limits are held against."""
        return self.stake.days_late if self.stake else None

    @property
    def authority_at_least(self) -> Level | None:
        """The level below which nobody may approve it, whatever the amount."""
        return Level(self.stake.at_least) if self.stake and self.stake.at_least else None

    def as_dict(self) -> dict[str, Any]:
        """The content as it is kept, and read back by `from_dict`. What a kind has no use for is not told."""
        told = asdict(self)
        told["until"] = self.until.isoformat() if self.until else None
        if self.stake is None:
            del told["stake"]
        elif not self.stake.at_least:
            del told["stake"]["at_least"]
        if not self.terms:
            del told["terms"]
        return told

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Content:
        """The content that `as_dict` gave. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            kind=Kind(kept["kind"]),
            currency=kept["currency"],
            lines=tuple(Line(**line) for line in kept["lines"]),
            reason=kept["reason"],
            words=kept["words"],
            direction=Direction(kept["direction"]),
            until=date.fromisoformat(kept["until"]) if kept["until"] else None,
            status=kept["status"],
            evidence=tuple(Evidence(**one | {"shows": Shown(one["shows"])}) for one in kept["evidence"]),
            terms=kept.get("terms", {}),
            stake=Stake(**kept["stake"]) if kept.get("stake") else None,
        )

    def sha256(self, *, customer_id: int) -> str:
        """What an approval is bound to: it differs as soon as anything of the content or the customer does."""
        told = json.dumps({"customer": customer_id, **self.as_dict()}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A document as it stands: signed minor units."""

    id: int
    number: str
    currency: str
    open_minor: int
    due_date: date
    extended_date: date | None = None
    disputed_minor: int = 0
    is_on_plan: bool = False


def lacking(content: Content, *, policy: PolicyDocument) -> tuple[Shown, ...]:
    """What the policy wants shown for the kind and the request does not show."""
    wanted: tuple[Shown, ...] = getattr(policy.requests.evidence, content.kind.value)
    shown = {one.shows for one in content.evidence}
    return tuple(one for one in wanted if one not in shown)


def objections(
    content: Content, *, items: Mapping[int, ItemFacts], status_now: str, policy: PolicyDocument, as_of: date
) -> list[Reason]:
    """Why what is asked for cannot be carried out as the account stands. `items` are those of the customer.

    Asked when the request is made, and again in the transaction that carries it out.
    """
    found = list(_words_objections(content))
    if content.kind in WITH_TERMS and not (content.terms and content.stake):
        text = "what exactly is asked for is missing: it is asked for at its own place, not here"
        found.append(Reason("request.terms", text))
    if content.kind is Kind.STATUS:
        return found + list(_status_objections(content, status_now=status_now))
    if content.kind in WITHOUT_LINES:
        return found
    if not content.lines:
        found.append(Reason("request.nothing", "choose what it is about"))
    if len(content.lines) > MOST_LINES:
        found.append(Reason("request.too_many", "at most %(most)d lines in one request", {"most": MOST_LINES}))
    if content.kind is Kind.ADJUSTMENT and content.reason not in set(Cause):
        found.append(Reason("request.reason", "choose what it is made for: that says where the amount is booked"))
    named = [line.item_id for line in content.lines if line.item_id is not None]
    if len(set(named)) < len(named):
        found.append(Reason("request.twice", "a document stands in it twice"))
    for line in content.lines:
        found += _line_objections(content, line, items=items)
    found += _early_objections(content, items=items, as_of=as_of)
    if content.kind is Kind.EXTENSION:
        found += _extension_objections(content, items=items, as_of=as_of)
    return found


def _words_objections(content: Content) -> Iterable[Reason]:
    if not content.words.strip():
        yield Reason("request.words", "say why it is asked for")
    if len(content.words) > WORDS_LONGEST:
        yield Reason("request.words_long", "the reason has more than %(most)d letters", {"most": WORDS_LONGEST})


def _status_objections(content: Content, *, status_now: str) -> Iterable[Reason]:
    if content.status not in STATUSES:
        yield Reason("request.status", "choose the status that the customer is to have")
    elif content.status == status_now:
        yield Reason("request.status_stands", "the customer has that status already")
    if status_now == "bankrupt":
        yield Reason("request.bankrupt", "the customer is bankrupt: his status changes with the end of that event")


def _line_objections(content: Content, line: Line, *, items: Mapping[int, ItemFacts]) -> Iterable[Reason]:
    facts: dict[str, str | int] = {"number": line.number}
    if not 0 <= line.tax_minor <= line.amount_minor or line.amount_minor > LARGEST_DOCUMENT_MINOR:
        yield Reason("request.tax", "%(number)s: the tax is part of the amount", facts)
    if line.amount_minor <= 0:
        yield Reason("request.amount", "%(number)s: an amount above zero is asked for", facts)
    if content.kind is Kind.ADJUSTMENT and content.direction is Direction.DEBIT:
        if line.item_id is not None:
            yield Reason("request.debit_item", "%(number)s: a debit makes a document of its own", facts)
        return
    item = items.get(line.item_id or 0)
    if item is None:
        yield Reason("request.no_item", "%(number)s is no document of the customer", facts)
    elif item.open_minor < 0:
        text = "%(number)s is a credit of the customer, which never becomes income: apply it or refund it"
        yield Reason("request.credit_to_income", text, facts)
    elif item.currency != content.currency:
        yield Reason("request.currency", "%(number)s is in another currency", facts)
    elif line.amount_minor > item.open_minor and (content.kind is not Kind.EXTENSION or not item.open_minor):
        facts |= {"open": str(Money(item.open_minor, item.currency))}
        yield Reason("request.closed_item", "%(number)s: only %(open)s is open any more", facts)


def _early_objections(content: Content, *, items: Mapping[int, ItemFacts], as_of: date) -> Iterable[Reason]:
    """A claim that the customer contests, or does not owe yet, is no bad debt unless somebody says in words why."""
    is_said = any(one.shows is Shown.EXCEPTION and one.words.strip() for one in content.evidence)
    if content.kind is not Kind.WRITE_OFF or is_said:
        return
    for line in content.lines:
        item = items.get(line.item_id or 0)
        if item is None or item.open_minor <= 0:
            continue
        if item.disputed_minor > 0:
            text = "%(number)s is disputed (%(amount)s): show in words why it is written off all the same"
            facts = {"number": item.number, "amount": str(Money(item.disputed_minor, item.currency))}
            yield Reason("request.disputed", text, facts)
        if item.due_date > as_of:
            text = "%(number)s is not due before %(due)s: show in words why it is written off all the same"
            yield Reason("request.not_due", text, {"number": item.number, "due": item.due_date.isoformat()})


def _extension_objections(content: Content, *, items: Mapping[int, ItemFacts], as_of: date) -> Iterable[Reason]:
    if content.until is None or content.until < as_of:
        yield Reason("request.until", "say until when it is put off: a day that is still to come")
        return
    for line in content.lines:
        item = items.get(line.item_id or 0)
        if item is not None and content.until <= max(item.due_date, item.extended_date or item.due_date):
            text = "%(number)s is to be collected from %(due)s: an extension needs a later day than that"
            due = max(item.due_date, item.extended_date or item.due_date).isoformat()
            yield Reason("extension.date", text, {"number": item.number, "due": due})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may decide, as the rule knows him. `alike` are users who are the same person by what is known."""

    username: str
    role: Role
    posted_cash: bool = False
    alike: frozenset[str] = frozenset()


def judge_approval(
    content: Content,
    *,
    person: Person,
    on_behalf_of: Person | None = None,
    writers: Collection[str],
    amount_minor: int,
    granted_minor: int,
    policy: PolicyDocument,
) -> Decision:
    """Whether the person may approve the request, in his own name or for somebody absent.

    `writers` are all who prepared or changed it. `amount_minor` and `granted_minor` are in the policy's currency: the
    request, and what counts towards the limit beside it within the policy's days.
    """
    for writer in sorted(writers):
        own = check_approver(writer, person.username, on_behalf_of=on_behalf_of.username if on_behalf_of else None)
        if not own.allowed:
            return own
        for one in (person, on_behalf_of):
            if one is not None and writer in one.alike:
                text = "%(approver)s and %(writer)s are the same person by their e-mail address"
                facts: dict[str, str | int] = {"approver": one.username, "writer": writer}
                return Decision(False, (Reason("authority.same_person", text, facts),))
    if content.kind in GIVING_UP and (person.posted_cash or (on_behalf_of is not None and on_behalf_of.posted_cash)):
        text = "whoever posts the cash of an account approves no credits or write-offs on it"
        return Decision(False, (Reason("authority.poster", text),))
    role = (on_behalf_of or person).role
    decision = may(
        role,
        LADDER[content.kind],
        amount_minor=amount_minor,
        currency=policy.currency,
        policy=policy,
        percent=content.authority_percent,
        days_late=content.authority_days_late,
        granted_minor=granted_minor if amount_minor else 0,
        at_least=content.authority_at_least,
    )
    if not decision.allowed and decision.needs_role is Level.CFO and role is Role.CONTROLLER:
        if any(one.shows is Shown.OUTSIDE_APPROVAL and one.document_id for one in content.evidence):
            text = "beyond the desk's ladder: the CFO approved it in the document that is shown"
            return Decision(True, (Reason("authority.outside", text),))
        text = "show the CFO's approval as a document: the controller then carries it out"
        return Decision(False, (*decision.reasons, Reason("authority.outside_missing", text)), Level.CFO)
    return decision


def needed_level(
    content: Content, *, amount_minor: int, granted_minor: int, policy: PolicyDocument
) -> tuple[Level | None, tuple[Reason, ...]]:
    """The lowest level that may approve it and why not a lower one; None where nobody may. Amounts as above."""
    asked = may(
        Role.AUDITOR,  # outside the ladder: the answer names the lowest level that may
        LADDER[content.kind],
        amount_minor=amount_minor,
        currency=policy.currency,
        policy=policy,
        percent=content.authority_percent,
        days_late=content.authority_days_late,
        granted_minor=granted_minor if amount_minor else 0,
        at_least=content.authority_at_least,
    )
    return asked.needs_role, asked.reasons[1:]


@dataclass(frozen=True, slots=True)
class Waiting:
    """With whom a request lies: the level, and whether it went up because nobody below decided in time."""

    level: Level | None
    business_days: int
    is_late: bool


def waiting(
    level: Level | None,
    *,
    submitted_on: date,
    as_of: date,
    calendar: Calendar,
    policy: PolicyDocument,
    manned: Collection[Level] | None = None,
) -> Waiting:
    """With whom a submitted request lies on the day: each time the policy's days pass it goes one level up.

    A level that is not `manned`, since nobody works there any more, is passed over; None knows nothing of that.
    """
    passed = calendar.business_days_between(submitted_on, as_of)
    ups = passed // policy.requests.late_business_days
    if level is None:
        return Waiting(None, passed, ups > 0)
    # The CFO decides outside the desk: the controller is the last to whom it goes up.
    ladder = [one for one in Level if one is not Level.CFO]
    if level not in ladder:
        return Waiting(level, passed, ups > 0)
    reached = ladder[min(ladder.index(level) + ups, len(ladder) - 1) :]
    return Waiting(next((one for one in reached if manned is None or one in manned), reached[0]), passed, ups > 0)


def level_words(level: Level) -> str:
    """The level as the reasons of authority name it."""
    return LEVEL_NAMES[level]


def totals(amounts: Sequence[tuple[str, int]]) -> dict[str, int]:
    """What several requests come to together, by currency in minor units."""
    found: dict[str, int] = {}
    for currency, minor in amounts:
        found[currency] = found.get(currency, 0) + minor
    return found
