"""A ledger twice: through the actions into the database, and as a plain list of moves that anybody can add up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

from creditdesk.domain.aging import Buckets
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.actions import (
    ApplyTo,
    apply_credit,
    close_period,
    mark_disputed,
    reverse_posting,
    transfer_residual,
)
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.positions import refresh
from creditdesk.receivables.recognition import NewItem, Source
from tests import builders

FIRST_DAY = dt.date(2026, 1, 1)
CREDITS = frozenset({"payment", "credit_memo"})
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Move:
    """One item, one day, one instant of recording, one amount."""

    item_id: int
    day: dt.date
    recorded_at: dt.datetime
    minor: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the plain ledger knows of an item."""

    id: int
    customer_id: int
    kind: str
    currency: str
    original_minor: int
    document_date: dt.date
    due_date: dt.date


@dataclass
class Ledger:
    """Both ledgers of one company on the day `today`, which only goes forward."""

    company: Company
    customers: list[Customer]
    by: User
    today: dt.date = FIRST_DAY
    moves: list[Move] = field(default_factory=list)
    items: dict[int, Known] = field(default_factory=dict)
    contested: dict[int, int] = field(default_factory=dict)
    postings: dict[int, list[Move]] = field(default_factory=dict)
    reversed_ids: set[int] = field(default_factory=set)
    closed_until: dt.date = FIRST_DAY - dt.timedelta(days=1)

    # -------------------------------------------------------------- the acts

    @property
    def at(self) -> dt.datetime:
        """Noon of today."""
        return dt.datetime.combine(self.today, dt.time(12), tzinfo=dt.UTC)

    def take_in(self, customer: Customer, kind: str, minor: int, *, days_ago: int, terms_days: int) -> OpenItem:
        """A document of some days ago comes in with its own date as its posting date."""
        day = max(self.today - dt.timedelta(days=days_ago), self.closed_until + dt.timedelta(days=1))
        new = NewItem(
            customer_id=customer.id,
            kind=kind,
            number=f"N{next(_keys)}",
            currency="USD",
            original_minor=-minor if kind in CREDITS else minor,
            document_date=day,
            posting_date=day,
            due_date=day + dt.timedelta(days=terms_days),
        )
        source = Source(self.company.id, by="import", at=self.at, key=f"import/{next(_keys)}")
        (item_id,) = builders.take_over([new], source=source)
        refresh([customer.id], as_of=self.today, edges=builders.EDGES)
        self._know(item_id, customer.id, new)
        self.moves.append(Move(item_id, day, self.at, new.original_minor))
        return OpenItem.objects.get(id=item_id)

    def _know(self, item_id: int, customer_id: int, new: NewItem) -> None:
        self.items[item_id] = Known(
            item_id, customer_id, new.kind, new.currency, new.original_minor, new.document_date, new.due_date
        )

    def apply(self, credit_id: int, claim_id: int, minor: int, *, days_ago: int = 0) -> Posting | Refusal:
        """Apply some of a credit to a claim; the plain ledger follows only where the act was not refused."""
        day = self.today - dt.timedelta(days=days_ago)
        try:
            posting = apply_credit(
                OpenItem.objects.get(id=credit_id),
                to=[ApplyTo(claim_id, minor)],
                posting_date=day,
                as_of=self.today,
                by=self.by,
                at=self.at,
                key=f"apply/{next(_keys)}",
            )
        except Refusal as refusal:
            return refusal
        self._follow(posting, [Move(credit_id, day, self.at, minor), Move(claim_id, day, self.at, -minor)])
        return posting

    def take_back(self, posting_id: int) -> Posting | Refusal:
        """Reverse a posting today."""
        try:
            reversal = reverse_posting(
                Posting.objects.get(id=posting_id),
                posting_date=self.today,
                as_of=self.today,
                by=self.by,
                at=self.at,
                key=f"reverse/{next(_keys)}",
                reason="taken back",
            )
        except Refusal as refusal:
            return refusal
        turned = [Move(move.item_id, self.today, self.at, -move.minor) for move in self.postings[posting_id]]
        self.moves += turned
        self.reversed_ids.add(posting_id)
        return reversal

    def transfer(self, item_id: int, minor: int) -> OpenItem | Refusal:
        """Move a rest of a claim to a deduction."""
        item = OpenItem.objects.get(id=item_id)
        try:
            deduction = transfer_residual(
                item,
                amount_minor=minor,
                number=f"D{next(_keys)}",
                reference="shortage",
                posting_date=self.today,
                as_of=self.today,
                by=self.by,
                at=self.at,
                key=f"transfer/{next(_keys)}",
            )
        except Refusal as refusal:
            return refusal
        new = NewItem(
            item.customer_id, "deduction", deduction.number, "USD", minor, self.today, self.today, item.due_date
        )
        self._know(deduction.id, item.customer_id, new)
        posting = Posting.objects.get(entries__item=deduction)
        both = [Move(item_id, self.today, self.at, -minor), Move(deduction.id, self.today, self.at, minor)]
        self._follow(posting, both)
        return deduction

    def dispute(self, item_id: int, minor: int) -> Refusal | None:
        """Say how much of a claim is contested."""
        try:
            mark_disputed(
                OpenItem.objects.get(id=item_id),
                disputed_minor=minor,
                reason="price",
                as_of=self.today,
                by=self.by,
                at=self.at,
            )
        except Refusal as refusal:
            return refusal
        self.contested[item_id] = minor
        return None

    def close_until(self, last_day: dt.date) -> None:
        """Close all days up to one that is over."""
        first = self.closed_until + dt.timedelta(days=1)
        close_period(self.company, first_day=first, last_day=last_day, as_of=self.today, by=self.by, at=self.at)
        self.closed_until = last_day

    def _follow(self, posting: Posting, moves: list[Move]) -> None:
        self.moves += moves
        self.postings[posting.id] = moves

    @property
    def disputed(self) -> dict[int, int]:
        """Item → what is contested of what is open."""
        rest = self.open_on(self.today)
        return {item_id: min(minor, max(rest.get(item_id, 0), 0)) for item_id, minor in self.contested.items()}

    # -------------------------------------------------------------- the plain answers

    def open_on(self, day: dt.date, *, known_at: dt.datetime | None = None) -> dict[int, int]:
        """Item → what was open at the end of the day, by adding up; nothing where nothing was."""
        sums: dict[int, int] = defaultdict(int)
        for move in self.moves:
            if move.day <= day and (known_at is None or move.recorded_at <= known_at):
                sums[move.item_id] += move.minor
        return {item_id: minor for item_id, minor in sums.items() if minor}

    def buckets_on(self, day: dt.date, customer_id: int, *, basis: str = "due_date") -> list[int]:
        """The claims of a customer by age, by adding up."""
        buckets = Buckets(builders.EDGES)
        sums = [0] * len(buckets.labels)
        for item_id, minor in self.open_on(day).items():
            item = self.items[item_id]
            if item.customer_id == customer_id and item.kind not in CREDITS:
                sums[buckets.index((day - getattr(item, basis)).days)] += minor
        return sums

    def credits_on(self, day: dt.date, customer_id: int, kind: str) -> int:
        """What is left of a customer's payments or credit memos, by adding up."""
        return sum(
            minor
            for item_id, minor in self.open_on(day).items()
            if self.items[item_id].customer_id == customer_id and self.items[item_id].kind == kind
        )


def new_ledger(*, name: str, customers: int = 2) -> Ledger:
    """Both ledgers of a new company of that name, empty."""
    from creditdesk.domain.visibility import Role

    company = builders.company(code=name)
    by = builders.user(f"poster-{name}".lower(), role=Role.CASH_APPLICATOR, companies=[company])
    head = builders.customer(company, name=f"{name} 0")
    stores = [builders.customer(company, name=f"{name} {index}", parent=head) for index in range(1, customers)]
    return Ledger(company, [head, *stores], by)
