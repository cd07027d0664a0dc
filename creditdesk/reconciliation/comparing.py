"""The two sides of a reconciliation as the ledger and the statement have them, and the proof between them.

A statement that is reconciled is shown as the ledger was known when it was concluded: what is posted later for a day
before does not change what was proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditdesk.domain.account_matching import SURE, Match, match_lines
from creditdesk.domain.account_reconciliation import Explained, OurItem, Pair, Proof, Sides, TheirLine, key_of, prove
from creditdesk.domain.likeness import comparable_number
from creditdesk.domain.policy import PolicyDocument
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.history import Scope, open_amounts
from creditdesk.receivables.models import OpenItem
from creditdesk.reconciliation.models import CustomerStatement, Explanation, LineMatch, StatementLine

# So many documents are looked through beside what was open; an account that has more is told by number only.
_MOST_OTHERS = 5_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A statement with both its sides, what matches, what is proposed, what was said, and the proof."""

    statement: CustomerStatement
    sides: Sides
    lines: Mapping[int, StatementLine]
    matches: Sequence[LineMatch]
    explanations: Mapping[str, Explanation]
    proof: Proof
    never: frozenset[Pair]
    policy: PolicyDocument

    def found(self) -> tuple[Match, ...]:
        """What the rules find among the lines and items that are not matched yet."""
        lines, items = {one.line_id for one in self.matches}, {one.item_id for one in self.matches}
        return match_lines(
            [one for one in self.sides.items if one.id not in items],
            [one for one in self.sides.lines if one.id not in lines],
            never=self.never,
            date_days=self.policy.account_reconciliation.date_days,
        )

    def proposals(self) -> tuple[Match, ...]:
        """Of those, what a person is asked about."""
        return tuple(one for one in self.found() if one.how not in SURE)


def compare(statement: CustomerStatement) -> Compared:
    """The statement beside the account as of its day. A fixed number of questions, however many lines it has."""
    policy = policy_in_force(as_of=statement.day, company_id=statement.company_id).document
    told = {one.id: one for one in StatementLine.objects.filter(statement=statement, stands=True).order_by("place")}
    every = list(LineMatch.objects.filter(statement=statement).select_related("by").order_by("id"))
    said = Explanation.objects.filter(statement=statement, stands=True).select_related("tickler__owner", "by")
    items, others = _ours(statement)
    known = {one.id for one in items}
    # Where the ledger of that day changed since, an item may not be open any more: then its line matches nothing.
    standing = [one for one in every if one.stands and one.item_id in known and one.line_id in told]
    sides = Sides(
        day=statement.day,
        currency=statement.currency,
        items=items,
        lines=[_line(one) for one in told.values()],
        pairs=[Pair(one.line_id, one.item_id) for one in standing],
        others=others,
        stated_minor=statement.stated_minor,
        timing_days=policy.account_reconciliation.timing_days,
    )
    explanations = {one.key: one for one in said}
    proof = prove(sides, [Explained(one.key, one.ours_minor, one.theirs_minor) for one in said])
    never = frozenset(Pair(one.line_id, one.item_id) for one in every if not one.stands)
    return Compared(statement, sides, told, standing, explanations, proof, never, policy)


def _ours(statement: CustomerStatement) -> tuple[list[OurItem], list[OurItem]]:
    """What was open on the day in the currency; and what else of the account the lines may mean."""
    scope = Scope(customer_ids=[statement.customer_id])
    opened = open_amounts(as_of=statement.day, scope=scope, known_at=statement.concluded_at)
    rows = OpenItem.objects.filter(customer_id=statement.customer_id)
    items = [_item(one, opened[one.id]) for one in rows.filter(id__in=opened).order_by("due_date", "id")]
    here = [one for one in items if one.currency == statement.currency]
    beside = [one for one in items if one.currency != statement.currency]
    rest = rows.filter(voided_on__isnull=True).exclude(id__in=opened).order_by("-document_date", "-id")[:_MOST_OTHERS]
    return here, beside + [_item(one, 0) for one in rest]


def _item(one: OpenItem, open_minor: int) -> OurItem:
    return OurItem(
        one.id,
        one.kind,
        one.number,
        one.currency,
        open_minor,
        one.original_minor,
        one.document_date,
        one.posting_date,
        one.closed_date,
        one.po_number or one.reference,
    )


def _line(one: StatementLine) -> TheirLine:
    return TheirLine(one.id, one.place, one.document, one.reference, one.day, one.amount_minor)


def key_of_match(match: LineMatch) -> str:
    """The key of the difference that a match has."""
    return key_of(match.item_id, match.line_id)


def foreign_numbers(statement: CustomerStatement, documents: Sequence[str]) -> tuple[int, int]:
    """How many of the numbers are documents of the account, and how many of other accounts of the company."""
    told = {text for text in documents if comparable_number(text)}
    mine = OpenItem.objects.filter(customer_id=statement.customer_id, number__in=told)
    others = OpenItem.objects.filter(company_id=statement.company_id, number__in=told).exclude(
        customer_id=statement.customer_id
    )
    return mine.values("number").distinct().count(), others.values("number").distinct().count()
