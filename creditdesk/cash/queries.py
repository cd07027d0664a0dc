"""Reading cash: the queue of payments to work, its control totals, one payment with what it may pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from creditdesk.cash.access import receipts_for
from creditdesk.cash.models import Match, Receipt
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.discount import Receipt as Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.queries import entries
from creditdesk.parties.access import companies_of
from creditdesk.parties.in_order import Order, page_after
from creditdesk.parties.models import Customer, User
from creditdesk.parties.queries import beginning_with, search_customers
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import discounts
from creditdesk.receivables.models import OpenItem, Posting

_GONE = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)
# Something of it pays nothing yet, and it is cash.
_OPEN = Q(posting_date__isnull=False) & (Q(item__isnull=True) | Q(item__open_minor__lt=0)) & ~Q(standing__in=_GONE)
_TO_WORK = _OPEN & Q(standing="")
_LIKELY = Q(proposal__confidence__gt=0)

# What the queue may be narrowed to. Without one it shows what somebody has to decide.
STATES: Mapping[str, Q] = {
    "": _TO_WORK,
    "proposed": _TO_WORK & _LIKELY & Q(proposal__is_ambiguous=False),
    "ambiguous": _TO_WORK & Q(proposal__is_ambiguous=True),
    "no_proposal": _TO_WORK & (Q(proposal__isnull=True) | Q(proposal__confidence=0)) & Q(item__isnull=False),
    "unidentified": _TO_WORK & Q(item__isnull=True),
    "on_account": _OPEN & Q(standing=Receipt.Standing.ON_ACCOUNT),
    "full_settlement": Q(standing=Receipt.Standing.FULL_SETTLEMENT),
    "refund": Q(standing=Receipt.Standing.REFUND),
    "post_dated": Q(standing=Receipt.Standing.POST_DATED),
    "returned": Q(standing=Receipt.Standing.RETURNED),
    "all": Q(),
}
CHANNELS = tuple(Receipt.Channel.values)
QUEUE_ORDERS = {"value_date": Order("value_date", dt.date.fromisoformat), "amount": Order("amount_minor", int)}
# A person looks over no more items than this; the oldest come first.
MOST_CANDIDATES = 200
_LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class CashFilter:
    """What the queue is narrowed to; empty narrows nothing. An amount is what came or what is left of it."""

    state: str = ""
    company: str = ""
    account_id: int | None = None
    customer_id: int | None = None
    channel: str = ""
    text: str = ""
    amounts_minor: frozenset[int] | None = None


def queue(user: User, *, chosen: CashFilter, as_of: dt.date) -> QuerySet[Receipt]:
    """The receipts that the user may see and that the filter leaves, with their proposals."""
    found = receipts_for(user, as_of=as_of).filter(STATES[chosen.state]).select_related("proposal")
    exact = {
        "company__code": chosen.company,
        "account": chosen.account_id,
        "customer": chosen.customer_id,
        "channel": chosen.channel,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.amounts_minor is not None:
        left = [-minor for minor in chosen.amounts_minor]
        found = found.filter(Q(amount_minor__in=chosen.amounts_minor) | Q(item__open_minor__in=left))
    if text := chosen.text.replace("\x00", "").strip()[:_LONGEST_TEXT]:
        places = ("number", "trace", "payer_name", "payer_account", "text", "customer__name", "customer__number")
        wanted = Q()
        for place in places:
            wanted |= Q(**{f"{place}__icontains": text})
        found = found.filter(wanted)
    return found


def queue_page(
    user: User, *, chosen: CashFilter, sort: str, after: str, size: int, as_of: dt.date
) -> tuple[list[Receipt], str]:
    """A page of the queue, and where the next one begins; empty at the end."""
    found, following = _places(queue(user, chosen=chosen, as_of=as_of), sort=sort, after=after, size=size)
    whole = receipts_for(user, as_of=as_of).select_related("proposal").in_bulk([one.id for one in found])
    return [whole[one.id] for one in found if one.id in whole], following


def _places(rows: QuerySet[Receipt], *, sort: str, after: str, size: int) -> tuple[list[Receipt], str]:
    """The receipts of a page, without what is read of them: a hundred thousand are sorted, and fifty shown."""
    column = QUEUE_ORDERS[sort.removeprefix("-")].column
    narrow = rows.select_related(None).only("id", column)
    return page_after(narrow, sort=sort, orders=QUEUE_ORDERS, after=after, size=size)


def next_of(user: User, receipt: Receipt, *, chosen: CashFilter, sort: str, as_of: dt.date) -> Receipt | None:
    """The receipt that comes after this one in the queue, or the first, if there is another than this."""
    value = getattr(receipt, QUEUE_ORDERS[sort.removeprefix("-")].column)
    others = queue(user, chosen=chosen, as_of=as_of).exclude(id=receipt.id)
    for after in (f"{value}~{receipt.id}", ""):
        found, _ = _places(others, sort=sort, after=after, size=1)
        if found:
            return found[0]
    return None


@dataclass(frozen=True, slots=True)
class CashTotals:
    """The control totals of one currency: counts, and sums in minor units.

    What came today, what of it or of earlier days was matched today by the machine and by people, what is still to be
    worked, and what of that nobody is known to have paid.
    """

    currency: str
    received: int = 0
    received_minor: int = 0
    machine: int = 0
    machine_minor: int = 0
    people: int = 0
    people_minor: int = 0
    open: int = 0
    open_minor: int = 0
    unidentified: int = 0
    unidentified_minor: int = 0


def cash_totals(user: User, *, company: str = "", as_of: dt.date) -> list[CashTotals]:
    """The control totals by currency, of the receipts that the user may see."""
    receipts = receipts_for(user, as_of=as_of).select_related(None).order_by()
    if company:
        receipts = receipts.filter(company__code=company)
    found: dict[str, dict[str, int]] = {}
    left = Case(When(item__isnull=True, then=F("amount_minor")), default=-F("item__open_minor"))
    nobodys = Q(item__isnull=True)
    to_work = receipts.filter(_TO_WORK).values("currency")
    came = receipts.filter(posting_date=as_of).exclude(standing=Receipt.Standing.TAKEN_BACK).values("currency")
    matched = Match.objects.order_by().filter(company__in=companies_of(user), posting_date=as_of, taken_back="")
    if not has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL):
        matched = matched.filter(receipt__in=receipts.values("id"))
    parts: Iterable[Iterable[Mapping[str, Any]]] = (
        came.annotate(received=Count("id"), received_minor=Sum("amount_minor")),
        to_work.annotate(
            open=Count("id"),
            open_minor=Sum(left),
            unidentified=Count("id", filter=nobodys),
            unidentified_minor=Sum("amount_minor", filter=nobodys, default=0),
        ),
        matched.values(currency=F("receipt__currency")).annotate(
            machine=Count("id", filter=Q(is_automatic=True)),
            machine_minor=Sum("applied_minor", filter=Q(is_automatic=True), default=0),
            people=Count("id", filter=Q(is_automatic=False)),
            people_minor=Sum("applied_minor", filter=Q(is_automatic=False), default=0),
        ),
    )
    for rows in parts:
        for row in rows:
            told = {name: value for name, value in row.items() if name != "currency"}
            found.setdefault(row["currency"], {}).update(told)
    return [CashTotals(currency, **told) for currency, told in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal as it was kept: `rank` counts from 1, the confidence is in thousandths."""

    rank: int
    lines: tuple[MatchLine, ...]
    on_account_minor: int
    basis: str
    confidence: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules said of a receipt: who pays and why, the proposals, and what keeps it from posting itself."""

    asked_at: dt.datetime
    payer_ids: tuple[int, ...]
    payer_by: str
    payer_reasons: tuple[Reason, ...]
    proposals: tuple[Proposed, ...]
    stops: tuple[Reason, ...]
    is_ambiguous: bool

    @property
    def item_ids(self) -> set[int]:
        """The items that any of the proposals names."""
        return {line.item_id for one in self.proposals for line in one.lines}


def answer_of(receipt: Receipt) -> Answer | None:
    """The answer that is kept of the receipt, or None where the rules were not asked."""
    kept = getattr(receipt, "proposal", None)
    if kept is None or not kept.answer:
        return None
    told, payer = kept.answer, kept.answer.get("payer") or {}
    proposals = tuple(
        Proposed(
            rank=rank,
            lines=tuple(MatchLine(**line) for line in one["lines"]),
            on_account_minor=one.get("on_account_minor", 0),
            basis=one.get("basis", ""),
            confidence=one.get("confidence", 0),
            reasons=_reasons(one),
        )
        for rank, one in enumerate(told.get("proposals", ()), start=1)
    )
    ids = tuple(payer.get("customer_ids", ()))
    stops = tuple(Reason.from_dict(one) for one in told.get("stops", ()))
    ambiguous = kept.is_ambiguous
    return Answer(kept.asked_at, ids, payer.get("by") or "", _reasons(payer), proposals, stops, ambiguous)


def _reasons(of: Mapping[str, Any]) -> tuple[Reason, ...]:
    return tuple(Reason.from_dict(one) for one in of.get("reasons", ()))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open item that the receipt may pay or use, with the discount that this money still earns, in minor units."""

    item: OpenItem
    discount_minor: int = 0
    told: tuple[Reason, ...] = ()


def payer_accounts(customer: Customer, *, visible: QuerySet[Customer]) -> QuerySet[Customer]:
    """The accounts that a customer may pay for, as far as the reader sees them: his own, his family's, those whose
    bills he pays (docs/rules/application.md).
    """
    related = Q(id=customer.id) | Q(payer=customer) | Q(parent=customer)
    if customer.parent_id:
        related |= Q(id=customer.parent_id) | Q(parent=customer.parent_id)
    return visible.filter(related, company_id=customer.company_id)


def candidates(
    receipt: Receipt,
    customer: Customer | None,
    *,
    named: Collection[int],
    visible: QuerySet[Customer],
    as_of: dt.date,
) -> list[Candidate]:
    """What the receipt may pay, the oldest due first: the customer's and his family's open items in its currency, and
    those that a proposal names, of accounts that the reader sees.
    """
    of = Q(id__in=named, customer__in=visible)
    if customer is not None:
        of |= Q(customer__in=payer_accounts(customer, visible=visible))
    elif not named:
        return []
    found = OpenItem.objects.filter(
        of, company_id=receipt.company_id, currency=receipt.currency, closed_date__isnull=True, voided_on__isnull=True
    )
    shown = (
        found.exclude(id=receipt.item_id or 0).select_related("customer").order_by("due_date", "document_date", "id")
    )
    items = {item.id: item for item in shown[:MOST_CANDIDATES]}
    if missing := set(named) - items.keys():
        items |= {item.id: item for item in shown.filter(id__in=missing)}
    terms = policy_in_force(as_of=as_of, company_id=receipt.company_id).document.terms_policy
    lines = []
    for item in sorted(items.values(), key=lambda one: (one.id not in named, one.due_date, one.document_date, one.id)):
        discount, told = 0, tuple[Reason, ...]()
        if item.open_minor > 0:
            money = Money(item.open_minor, receipt.value_date, receipt.posting_date or as_of)
            discount = discounts.available_to(item, receipt=money, policy=terms)
            told = discounts.told_of(item, receipt=money, policy=terms)
        lines.append(Candidate(item, discount, told))
    return lines


def payers_found(receipt: Receipt, *, words: str, visible: QuerySet[Customer], limit: int = 20) -> list[Customer]:
    """Customers of the receipt's company by name or number, among those that the reader sees."""
    own = visible.filter(company_id=receipt.company_id)
    return search_customers(own, words, limit=limit) if words.strip() else []


def matches_of(receipt: Receipt) -> list[Match]:
    """What the receipt was matched to, the newest first, also what was taken back."""
    return list(receipt.matches.order_by("-id"))


@dataclass(frozen=True, slots=True)
class Decided:
    """The newest thing that somebody decided about a receipt: who, when, and what in one word."""

    by: str
    at: dt.datetime
    what: str


def newest_decision(receipt: Receipt) -> Decided | None:
    """Who decided last about the receipt, for whoever lost a race against him."""
    found: list[Decided] = []
    for match in receipt.matches.order_by("-id")[:1]:
        found.append(Decided(match.by, match.at, "matched"))
    for match in receipt.matches.filter(taken_back_at__isnull=False).order_by("-taken_back_at")[:1]:
        assert match.taken_back_at is not None
        found.append(Decided(match.taken_back_by, match.taken_back_at, "taken_back"))
    for entry in entries(subject=("receipt", receipt.id))[:1]:
        found.append(Decided(entry.by, entry.at, "decided"))
    moves = Posting.objects.filter(beginning_with("key", f"receipt/{receipt.id}/"), company_id=receipt.company_id)
    for posting in moves.order_by("-id")[:1]:
        found.append(Decided(posting.by, posting.recorded_at, "put"))
    return max(found, key=lambda one: one.at, default=None)


def receipts_found(
    user: User, *, words: str, amounts_minor: Collection[int], as_of: dt.date, limit: int
) -> list[Receipt]:
    """Receipts of exactly this number, trace or amount, the newest first: for the palette."""
    words = words.replace("\x00", "").strip()
    wanted = Q(amount_minor__in=[minor for minor in amounts_minor if minor > 0])
    if words:
        wanted |= Q(number__iexact=words) | (Q(trace=words) & ~Q(trace=""))
    return list(receipts_for(user, as_of=as_of).filter(wanted).order_by("-id")[:limit])


def companies_with_cash(user: User) -> list[tuple[str, str]]:
    """The companies whose cash the user may see, as code and name."""
    return list(companies_of(user).values_list("code", "name"))
