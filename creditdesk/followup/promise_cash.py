"""Promises as the ledger answers them: their terms, the cash that came since, and what became of each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from creditdesk.cash.models import Receipt
from creditdesk.domain.money import policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.promises import (
    UNKEPT,
    Cash,
    PromiseState,
    PromiseTerms,
    Settled,
    Verdict,
    cash_of_settlements,
    judge,
)
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.models import Activity, Promise
from creditdesk.parties.queries import minor_rates
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting
from creditdesk.receivables.queries import not_taken_back

# A customer and a currency: what is promised and owed in one currency is never set against another.
AccountKey = tuple[int, str]
# Accounts whose promises and cash are read at once.
CHUNK = 500
# Kept promises are looked at again for so many days: so long can a bank take a payment back.
TAKEN_BACK_DAYS = 180
# What was decided for a day before that shares no cash with what can still change: nobody promises so far ahead.
_REACH = dt.timedelta(days=2 * TAKEN_BACK_DAYS)


def counting() -> QuerySet[Promise]:
    """The promises that count: all but those that were cancelled."""
    return Promise.objects.exclude(state=Promise.State.CANCELLED)


def identified_late() -> Exists:
    """Whether a promise that was not kept when its last day closed had cash by then of which nobody knew whose it was:
    it was in the books as unidentified, and was put on the account later.
    """
    found = Receipt.objects.filter(
        customer=OuterRef("customer"),
        currency=OuterRef("currency"),
        value_date__gte=OuterRef("made_on"),
        value_date__lte=OuterRef("judged_on"),
        item__posting_date__gt=OuterRef("judged_on"),
        item__voided_on__isnull=True,
        posting_date__lt=F("item__posting_date"),
    )
    return Exists(found)


def told_before(activity: Activity | None) -> Promise | None:
    """The promise of a conversation that is corrected, if it counts; a correction that said the same left it alone."""
    while activity is not None:
        found = counting().filter(activity=activity).first()
        if found is not None:
            return found
        activity = activity.corrects
    return None


def verdicts(
    customer_ids: Sequence[int], *, as_of: dt.date, policy: PolicyDocument, applied_only: bool = False
) -> dict[int, Verdict]:
    """Promise → what became of it by the morning of the day, for the promises of these customers that can still change
    and those that share cash with them.

    The customers are of one company, whose policy it is. `applied_only` leaves out cash that waits to be applied.
    """
    found: dict[int, Verdict] = {}
    ids, most_short = sorted(set(customer_ids)), _LargestTolerance(policy)
    for start in range(0, len(ids), CHUNK):
        terms: dict[AccountKey, list[PromiseTerms]] = defaultdict(list)
        reached = Q(state=Promise.State.OPEN) | Q(date__gte=as_of - _REACH)
        some = counting().filter(reached, customer_id__in=ids[start : start + CHUNK])
        for promise in some.annotate(was_late=identified_late()):
            told = replace(terms_of(promise), tolerance_max_minor=most_short.of(promise))
            if promise.was_late and PromiseState(promise.state) in UNKEPT:
                told = replace(told, decided_by_minor=None)  # judged anew, by what had come in time
            terms[promise.customer_id, promise.currency].append(told)
        if not terms:
            continue
        since = min(one.made_on for promises in terms.values() for one in promises)
        cash = cash_since(sorted({customer_id for customer_id, _ in terms}), since=since, as_of=as_of, policy=policy)
        for key, promises in terms.items():
            came = cash.get(key, [])
            if applied_only:
                came = [Cash(one.value_date, sum(one.applied.values()), one.applied) for one in came]
            found |= judge(promises, came, as_of=as_of, policy=policy)
    return found


class _LargestTolerance:
    """The policy's largest tolerance in the currencies of promises, by the rate of the day on which each was made: what
    a promise is judged by does not change with the rate. Without a rate it is taken one to one.
    """

    def __init__(self, policy: PolicyDocument) -> None:
        self.currency = policy.currency
        self.minor = policy_minor(policy.promise.tolerance_max, currency=policy.currency)
        self.rates: dict[dt.date, Mapping[str, int]] = {}

    def of(self, promise: Promise) -> int | None:
        if promise.currency == self.currency:
            return None
        if promise.made_on not in self.rates:
            self.rates[promise.made_on] = minor_rates(self.currency, as_of=promise.made_on)
        return self.minor * PAR_PPM // self.rates[promise.made_on].get(promise.currency, PAR_PPM)


def terms_of(promise: Promise) -> PromiseTerms:
    """What was promised, as the rules take it."""
    items, is_open = frozenset(promise.items), promise.state == PromiseState.OPEN
    decided_by = None if is_open else promise.received_minor
    return PromiseTerms(promise.id, promise.amount_minor, promise.made_on, promise.date, items, decided_by)


def cash_since(
    customer_ids: Sequence[int], *, since: dt.date, as_of: dt.date, policy: PolicyDocument
) -> dict[AccountKey, list[Cash]]:
    """The cash of the customers with a value date from one day to the other.

    What a parent or a payer paid of a customer's items is that customer's cash, and not the payer's. Payments that were
    taken back are not there any more. Credit memos count where the policy says so.
    """
    found: dict[AccountKey, list[Cash]] = defaultdict(list)
    kinds = [OpenItem.Kind.PAYMENT]
    if policy.promise.credits_count_as_cash:
        kinds.append(OpenItem.Kind.CREDIT_MEMO)
    came = OpenItem.objects.filter(
        kind__in=kinds, document_date__gte=since, document_date__lte=as_of, voided_on__isnull=True
    )
    payments = not_taken_back(came.filter(customer_id__in=customer_ids))
    rows = list(payments.values_list("id", "customer_id", "currency", "document_date", "original_minor"))
    own, to_others = _applied([payment_id for payment_id, *_ in rows])
    for payment_id, customer_id, currency, day, minor in rows:
        if (left := -minor - to_others.get(payment_id, 0)) > 0:
            found[customer_id, currency].append(Cash(day, left, own.get(payment_id, {})))
    for customer_id, currency, day, item_id, minor in _paid_by_others(customer_ids, came):
        found[customer_id, currency].append(Cash(day, minor, {item_id: minor}))
    for key, cash in _settled(customer_ids, since=since, as_of=as_of).items():
        found[key] += cash
    return found


def _applied(payment_ids: Sequence[int]) -> tuple[Mapping[int, dict[int, int]], Mapping[int, int]]:
    """Payment → item → what of it pays items of its own account; and payment → what of it pays other accounts."""
    own: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    to_others: dict[int, int] = defaultdict(int)
    applied = _standing().filter(credit_item_id__in=payment_ids)
    accounts = ("credit_item__customer_id", "debit_item__customer_id")
    for payment_id, item_id, minor, payer, owner in applied.values_list(
        "credit_item_id", "debit_item_id", "amount_minor", *accounts
    ):
        if payer == owner:
            own[payment_id][item_id] += minor
        else:
            to_others[payment_id] += minor
    return own, to_others


def _paid_by_others(
    customer_ids: Sequence[int], came: QuerySet[OpenItem]
) -> Iterable[tuple[int, str, dt.date, int, int]]:
    """Customer, currency, value date, item, minor units of what other accounts' cash paid of the customers' items.

    What was taken back is applied no more.
    """
    applied = _standing().filter(debit_item__customer_id__in=customer_ids, credit_item__in=came)
    return applied.exclude(credit_item__customer_id=F("debit_item__customer_id")).values_list(
        "debit_item__customer_id", "debit_item__currency", "credit_item__document_date", "debit_item_id", "amount_minor"
    )


def _standing() -> QuerySet[Application]:
    return Application.objects.filter(posting__reversed_by__isnull=True)


def _settled(customer_ids: Sequence[int], *, since: dt.date, as_of: dt.date) -> dict[AccountKey, list[Cash]]:
    """What the ERP reported of their documents; what was taken back with an import is not there any more."""
    entries = Entry.objects.filter(
        item__customer_id__in=customer_ids,
        posting__kind=Posting.Kind.ERP_SETTLEMENT,
        posting__reversed_by__isnull=True,
        posting_date__gte=since,
        posting_date__lte=as_of,
    ).values_list("item__customer_id", "currency", "item_id", "item__original_minor", "posting_date", "amount_minor")
    moves: dict[AccountKey, list[Settled]] = defaultdict(list)
    credits: set[int] = set()
    for customer_id, currency, item_id, original, day, minor in entries:
        assert item_id is not None  # asked for by its item
        moves[customer_id, currency].append(Settled(item_id, day, minor))
        if original < 0:
            credits.add(item_id)
    return {key: cash_of_settlements(some, credits=frozenset(credits)) for key, some in moves.items()}


def still_to_come(promises: Iterable[Promise]) -> int:
    """What open promises have still to bring, in minor units."""
    return sum(one.amount_minor - one.received_minor for one in promises if one.state == PromiseState.OPEN)
