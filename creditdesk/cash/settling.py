"""From matches to postings: the facts of the items that they name, the judgement, and the acts that carry them out.

Everything here runs inside the transaction that an action opened, under the locks of the customers, for one match or
for the hundreds of a night's run alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from creditdesk.cash import accounts
from creditdesk.cash.listing import note_lists
from creditdesk.cash.models import Match, MatchPosting, Receipt
from creditdesk.domain import allocation
from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.cash_settling import SettledItem, objections_to, parts_of
from creditdesk.domain.discount import Receipt as Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.stays import StayedCredit
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import heads_of, minor_rates
from creditdesk.policy.queries import PolicyInForce
from creditdesk.receivables import discounts
from creditdesk.receivables.actions import DISCOUNT_ALLOWED
from creditdesk.receivables.acts import Act, Applied, By, new_items, write_acts
from creditdesk.receivables.applying import bill_to
from creditdesk.receivables.bulk import update_rows
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.posting import Line
from creditdesk.receivables.recognition import NewItem
from creditdesk.receivables.staying import Stays, stays_of


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decided about a receipt: who of the customers paid, which items it pays, and what that rests on.

    `rank` is the place of the proposal that it is, from 1, None where none proposed it; confidence in thousandths;
    `seconds` is how long a person had the receipt before him.
    """

    customer: Customer
    lines: tuple[MatchLine, ...]
    rank: int | None = None
    basis: str = ""
    confidence: int = 0
    reasons: tuple[Reason, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A match before it is made; the same key matches once. `passed_over` is the rule whose proposal it is not."""

    receipt: Receipt
    choice: Choice
    key: str
    is_automatic: bool = False
    passed_over: str = ""

    @property
    def customer(self) -> Customer:
        """Who paid."""
        return self.choice.customer

    @property
    def lines(self) -> tuple[MatchLine, ...]:
        """What it pays."""
        return self.choice.lines


@dataclass(slots=True)
class Ground:
    """The ledger as it is for some matches: items, families, what was cleared of whom, the policy."""

    policy: PolicyInForce
    as_of: dt.date
    items: dict[int, OpenItem]
    heads: dict[int, int]
    rates: Mapping[str, int]
    # Customer → what was cleared of him, in minor units of a currency, within the policy's days.
    cleared: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    stays: Stays = field(default_factory=lambda: Stays({}))


def ground_for(matches: Sequence[Wanted], *, policy: PolicyInForce, as_of: dt.date) -> Ground:
    """Read what the judgement of these matches needs. The customers are locked already."""
    ids = {line.item_id for one in matches for line in one.lines}
    items = (
        OpenItem.objects.select_for_update(of=("self",))
        .select_related("customer", "company")
        .filter(id__in=ids)
        .order_by("id")
        .in_bulk()
    )
    customers = {one.customer.id: one.customer for one in matches} | {i.customer_id: i.customer for i in items.values()}
    document = policy.document
    ground = Ground(policy, as_of, items, heads_of(customers.values()), minor_rates(document.currency, as_of=as_of))
    ground.stays = stays_of(customers)
    if any(line.short_minor for one in matches for line in one.lines):
        since = as_of - dt.timedelta(days=document.small_difference.cap_window_days)
        entries = Entry.objects.filter(
            account=accounts.SMALL_DIFFERENCES, customer_id__in=customers, posting_date__gt=since
        )
        for customer_id, currency, total in entries.values_list("customer_id", "currency").annotate(
            Sum("amount_minor")
        ):
            ground.cleared[customer_id, currency] = total
    return ground


def objections(match: Wanted, *, on: Ground) -> tuple[Reason, ...]:
    """Every reason why the match may not be made as it stands."""
    receipt = match.receipt
    if receipt.standing == Receipt.Standing.FULL_SETTLEMENT:
        text = "it is offered as payment in full: whoever may settle decides first"
        return (Reason("receipt.full_settlement", text),)
    items = {line.item_id: _settled(line, match, on=on) for line in match.lines if line.item_id in on.items}
    return objections_to(
        match.lines,
        items=items,
        available_minor=unapplied_minor(receipt),
        currency=receipt.currency,
        limits=limits_in(receipt.currency, on=on),
    )


def judged(matches: Sequence[Wanted], *, on: Ground) -> tuple[list[Wanted], list[tuple[Wanted, tuple[Reason, ...]]]]:
    """Those that may be made, in their order and each with what the ones before it leave, and those that may not."""
    good: list[Wanted] = []
    refused: list[tuple[Wanted, tuple[Reason, ...]]] = []
    for one in matches:
        if reasons := objections(one, on=on):
            refused.append((one, reasons))
            continue
        good.append(one)
        for line in one.lines:
            item = on.items[line.item_id]
            item.open_minor -= line.settled_minor
            on.cleared[item.customer_id, item.currency] += line.short_minor
    return good, refused


def unapplied_minor(receipt: Receipt) -> int:
    """What of a receipt pays nothing yet, in minor units: what is open of its payment, all where there is none."""
    return receipt.amount_minor if receipt.item is None else -receipt.item.open_minor


def limits_in(currency: str, *, on: Ground) -> SmallDifferenceLimits | None:
    """The policy's limits of small differences in a currency, by the rate of the day; None without a rate."""
    document, rate = on.policy.document, on.rates.get(currency)
    if rate is None:
        return None
    small = document.small_difference
    return SmallDifferenceLimits(
        max_minor=document.minor(small.max_amount) * 1_000_000 // rate,
        max_percent=small.max_pct,
        cap_minor=document.minor(small.cap_per_customer) * 1_000_000 // rate,
        cap_window_days=small.cap_window_days,
    )


def _settled(line: MatchLine, match: Wanted, *, on: Ground) -> SettledItem:
    item = on.items[line.item_id]
    return SettledItem(
        id=item.id,
        number=item.number,
        customer_id=item.customer_id,
        currency=item.currency,
        original_minor=item.original_minor,
        open_minor=item.open_minor,
        cleared_minor=on.cleared[item.customer_id, item.currency],
        objections=tuple(_of_owner_and_discount(line, item, match, on=on)),
    )


def _of_owner_and_discount(line: MatchLine, item: OpenItem, match: Wanted, *, on: Ground) -> Iterable[Reason]:
    if item.company_id != match.receipt.company_id or item.voided_on is not None:
        yield Reason("match.unknown", "item %(id)d is not there", {"id": item.id})
        return
    stranger = allocation.check_owner(bill_to(match.customer, on.heads), bill_to(item.customer, on.heads))
    if stranger is not None:
        yield stranger
    came = match.receipt.value_date
    stayed = on.stays.against(StayedCredit(match.receipt.number, came, is_money=True), of=match.customer.id, item=item)
    if stayed is not None:
        yield stayed
    if item.id == match.receipt.item_id:
        yield Reason("match.itself", "the payment does not pay itself")
    if line.discount_minor > 0 and 0 < line.settled_minor <= item.open_minor:
        receipt = match.receipt
        money = Money(line.applied_minor, receipt.value_date, receipt.posting_date or on.as_of)
        terms = on.policy.document.terms_policy
        yield from discounts.objections_for(item, receipt=money, discount_minor=line.discount_minor, policy=terms)


def make(matches: Sequence[Wanted], *, on: Ground, posting_date: dt.date, by: By) -> list[Match]:
    """Write matches that were judged, with their postings: payments of payers who become known, applications,
    differences, deductions. Nothing is judged here but what the database refuses.
    """
    if not matches:
        return []
    company_id = matches[0].receipt.company_id
    made = Match.objects.bulk_create(_match(one, posting_date=posting_date, by=by) for one in matches)
    acts = identify([(one.receipt, one.customer) for one in matches], posting_date=posting_date)
    of_match: list[int | None] = [None] * len(acts)  # who paid stays known when a match is taken back
    deductions = _new_deductions(made, matches, on=on, posting_date=posting_date)
    for match, wanted in zip(made, matches, strict=True):
        own = list(_acts(match, wanted, deductions.get(match.id, {}), on=on, posting_date=posting_date))
        acts += own
        of_match += [match.id] * len(own)
    note_lists(made, [one.choice.basis for one in matches])
    edges = on.policy.document.aging.buckets
    ids = write_acts(company_id, acts, by=by, as_of=on.as_of, edges=edges)
    MatchPosting.objects.bulk_create(
        MatchPosting(match_id=match_id, posting_id=posting_id)
        for match_id, posting_id in zip(of_match, ids, strict=True)
        if match_id is not None
    )
    return made


def identify(payers: Sequence[tuple[Receipt, Customer]], *, posting_date: dt.date) -> list[Act]:
    """The acts that move unidentified money to the accounts of those who paid it, for the caller to write.

    A receipt that is on an account already has none. The payment keeps the day on which the bank valued it.
    """
    unknown = [(receipt, customer) for receipt, customer in payers if receipt.item_id is None]
    payments = [(payment_of(receipt, customer, posting_date=posting_date), None) for receipt, customer in unknown]
    acts = []
    company_id = unknown[0][0].company_id if unknown else 0
    for (receipt, customer), item_id in zip(unknown, new_items(company_id, payments, import_file_id=None), strict=True):
        receipt.customer, receipt.item_id = customer, item_id
        lines = (
            Line(receipt.currency, receipt.amount_minor, account=accounts.UNIDENTIFIED),
            Line(receipt.currency, -receipt.amount_minor, item_id=item_id, customer_id=customer.id),
        )
        key = f"receipt/{receipt.id}/identified/{receipt.revision}"
        facts = {"receipt": receipt.id}
        acts.append(Act(Posting.Kind.TRANSFER, posting_date, key, lines, "receipt.identified", facts=facts))
    told = [(customer.id, receipt.item_id, receipt.id) for receipt, customer in unknown]
    update_rows(Receipt, ("customer_id", "item_id"), told)
    return acts


def payment_of(receipt: Receipt, customer: Customer, *, posting_date: dt.date) -> NewItem:
    """The payment on the customer's account: its date is the value date, whenever it is posted."""
    return NewItem(
        customer_id=customer.id,
        kind=OpenItem.Kind.PAYMENT,
        number=receipt.number,
        currency=receipt.currency,
        original_minor=-receipt.amount_minor,
        document_date=receipt.value_date,
        posting_date=posting_date,
        due_date=receipt.value_date,
        reference=receipt.trace[:120],
    )


def _match(one: Wanted, *, posting_date: dt.date, by: By) -> Match:
    return Match(
        company_id=one.receipt.company_id,
        receipt=one.receipt,
        key=one.key,
        posting_date=posting_date,
        lines=[as_dict(line) for line in one.lines],
        line_count=len(one.lines),
        applied_minor=sum(line.applied_minor for line in one.lines),
        deduction_minor=sum(line.deduction_minor for line in one.lines),
        is_automatic=one.is_automatic,
        rank=one.choice.rank,
        basis=one.choice.basis,
        passed_over=one.passed_over,
        confidence=one.choice.confidence,
        reasons=[reason.as_dict() for reason in one.choice.reasons],
        policy_version=by.policy_version,
        by=by.username,
        at=by.at,
        seconds=one.choice.seconds,
    )


def as_dict(line: MatchLine) -> dict[str, Any]:
    """A line as plain data, without what is nothing of it."""
    amounts = {
        "discount_minor": line.discount_minor,
        "short_minor": line.short_minor,
        "deduction_minor": line.deduction_minor,
        "claim": line.claim,
    }
    told = {name: value for name, value in amounts.items() if value}
    return {"item_id": line.item_id, "applied_minor": line.applied_minor, **told}


def _new_deductions(
    made: Sequence[Match], matches: Sequence[Wanted], *, on: Ground, posting_date: dt.date
) -> dict[int, dict[int, int]]:
    """Match → item → the deduction that what was kept back of it becomes, with the item's due date."""
    wanted = [
        (match, number, line)
        for match, one in zip(made, matches, strict=True)
        for number, line in enumerate(one.lines, start=1)
        if line.deduction_minor
    ]
    if not wanted:
        return {}
    rows = [
        (_deduction(match, number, line, on.items[line.item_id], posting_date), line.item_id)
        for match, number, line in wanted
    ]
    ids = new_items(made[0].company_id, rows, import_file_id=None)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for (match, _, line), item_id in zip(wanted, ids, strict=True):
        found[match.id][line.item_id] = item_id
    return found


def _deduction(match: Match, number: int, line: MatchLine, origin: OpenItem, posting_date: dt.date) -> NewItem:
    return NewItem(
        customer_id=origin.customer_id,
        kind=OpenItem.Kind.DEDUCTION,
        # The claim's own number may come twice, from one customer's two stores: ours does not.
        number=f"{match.receipt.number}-{match.id}-{number}",
        currency=origin.currency,
        original_minor=line.deduction_minor,
        document_date=posting_date,
        posting_date=posting_date,
        due_date=origin.due_date,
        po_number=origin.po_number,
        reference=line.claim[:120],
    )


def _acts(
    match: Match, wanted: Wanted, deductions: Mapping[int, int], *, on: Ground, posting_date: dt.date
) -> Iterable[Act]:
    receipt, currency = wanted.receipt, wanted.receipt.currency
    facts = {"match": match.id}

    def act(kind: str, what: str, lines: Sequence[Line], told: str, applied: tuple[Applied, ...] = ()) -> Act:
        key = f"match/{match.id}/{what}"
        return Act(kind, posting_date, key, tuple(lines), told, applied=applied, facts=facts)

    by_credit: dict[int, list[Applied]] = defaultdict(list)
    assert receipt.item_id is not None
    for part in parts_of(wanted.lines):
        credit_id = receipt.item_id if part.credit_id is None else part.credit_id
        owner = on.items[part.claim_id].customer_id
        by_credit[credit_id].append(Applied(owner, credit_id, part.claim_id, part.amount_minor, part.discount_minor))
    for credit_id, applied in by_credit.items():
        owner = wanted.customer.id if credit_id == receipt.item_id else on.items[credit_id].customer_id
        lines = list(_applied_lines(applied, owner=owner, currency=currency))
        yield act(Posting.Kind.APPLICATION, f"applied/{credit_id}", lines, "credit.applied", tuple(applied))
    for line in wanted.lines:
        item = on.items[line.item_id]
        if line.short_minor:
            yield act(
                Posting.Kind.ADJUSTMENT,
                f"difference/{item.id}",
                [
                    Line(currency, -line.short_minor, item_id=item.id, customer_id=item.customer_id),
                    Line(currency, line.short_minor, customer_id=item.customer_id, account=accounts.SMALL_DIFFERENCES),
                ],
                "difference.cleared",
            )
        if line.deduction_minor:
            yield act(
                Posting.Kind.TRANSFER,
                f"deduction/{item.id}",
                [
                    Line(currency, -line.deduction_minor, item_id=item.id, customer_id=item.customer_id),
                    Line(currency, line.deduction_minor, item_id=deductions[item.id], customer_id=item.customer_id),
                ],
                "residual.moved",
            )


def _applied_lines(applied: Sequence[Applied], *, owner: int, currency: str) -> Iterable[Line]:
    yield Line(currency, sum(one.amount_minor for one in applied), item_id=applied[0].credit_id, customer_id=owner)
    for one in applied:
        paid = one.amount_minor + one.discount_minor
        yield Line(currency, -paid, item_id=one.claim_id, customer_id=one.customer_id)
    if discount := sum(one.discount_minor for one in applied):
        yield Line(currency, discount, account=DISCOUNT_ALLOWED)
