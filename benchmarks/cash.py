"""J3: payments matched against all open items of a company, with the mix of a desk's day, alone and with posting.

    creditdesk bench --items 100000 --payments 10000 --cash-alone     without the other jobs

Which items a payment pays is known, so each answer is right, wrong or left to a person. Every payer has his customer's
name, every payment what its kind says, and nothing else is told to the rules.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

from django.db import transaction

from benchmarks import data
from benchmarks.measuring import Figure
from creditdesk.cash.garbage import collected_seldom
from creditdesk.cash.models import Match, Proposal, Receipt
from creditdesk.cash.proposing import decide, open_receipts, proposal_now, read_answer, run_for
from creditdesk.cash.receiving import NewReceipt, take_in
from creditdesk.cash.running import match_by_itself
from creditdesk.domain.cash_proposals import CashRules
from creditdesk.parties.models import Company, Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.recognition import NewItem

# Kind of payment → how many of a hundred.
MIX = {
    "exact number": 33,
    "several numbers": 14,
    "typing error": 10,
    "amount only": 10,
    "several by amount": 9,
    "with discount": 7,
    "no payer": 5,
    "several with errors": 5,
    "short": 5,
    "on account": 2,
}
_SEVERAL = ("several numbers", "several by amount", "several with errors")


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment before it is taken in, with the items that it is of."""

    kind: str
    customer: Customer
    amount_minor: int
    currency: str
    text: str
    items: frozenset[int]


def measure(*, payments: int) -> Iterator[Figure]:
    """The figures for so many payments against what is loaded."""
    company = Company.objects.get(code="BM")
    load_discounted(payments * MIX["with discount"] // 100 + 1)
    truth = take_in_payments(company, list(made(payments)))
    receipts = list(open_receipts(company.id).prefetch_related("remittances"))
    with collected_seldom():  # as in a run
        yield from _alone(company, receipts)
    yield _with_posting(company, truth)
    yield from _quality(truth)
    yield _crowded_customer(company)


def _alone(company: Company, receipts: Sequence[Receipt]) -> Iterator[Figure]:
    """What is read once, what is read for these payments, and the matching: reading their words, and deciding."""
    wall, cpu = perf_counter(), process_time()
    run = run_for(company.id, as_of=data.TODAY)
    what = f"read the numbers of {run.books.directory.open_count:,} open items and the payers, {_peak_mb()} MB"
    yield Figure("J3", what, perf_counter() - wall, process_time() - cpu)
    wall, cpu = perf_counter(), process_time()
    heard = run.hear(receipts)
    listened = perf_counter() - wall, process_time() - cpu
    wall, cpu = perf_counter(), process_time()
    desk = run.desk(heard)
    what = (
        f"read the {len(desk.ledger.ledger.items):,} items that {len(receipts):,} payments can touch, {_peak_mb()} MB"
    )
    yield Figure("J3", what, perf_counter() - wall, process_time() - cpu)
    wall, cpu = perf_counter(), process_time()
    decide(receipts, desk=desk)
    spent, used = perf_counter() - wall + listened[0], process_time() - cpu + listened[1]
    rate = f"{len(receipts) / spent:,.0f} a second, {len(receipts) / used:,.0f} a processor second"
    yield Figure("J3", f"match {len(receipts):,} payments, nothing written: {rate}", spent, used, goal="≥ 3,000 / s")


def _with_posting(company: Company, truth: dict[int, Paid]) -> Figure:
    wall, cpu = perf_counter(), process_time()
    outcome = match_by_itself(company.id, as_of=data.TODAY, at=data.NOW)
    spent, used = perf_counter() - wall, process_time() - cpu
    what = (
        f"match {outcome.seen:,} payments, {outcome.posted:,} posted, {outcome.proposed:,} proposed, "
        f"all of it read anew: {len(truth) / spent:,.0f} a second, {len(truth) / used:,.0f} a processor second, "
        f"peak {_peak_mb()} MB"
    )
    return Figure("J3", what, spent, used, goal="≥ 300 / s")


def _quality(truth: dict[int, Paid]) -> Iterator[Figure]:
    """Right, wrong and left, by what would be done with the first proposal; and wrong among what posted itself."""
    matches = {one.receipt_id: one for one in Match.objects.filter(receipt_id__in=truth)}
    answers = {one.receipt_id: read_answer(one) for one in Proposal.objects.filter(receipt_id__in=truth).iterator()}
    least = CashRules().propose_at
    found: Counter[tuple[str, str]] = Counter()
    wrong_posted = 0
    for receipt_id, paid in truth.items():
        if match := matches.get(receipt_id):
            said = frozenset(line["item_id"] for line in match.lines)
            wrong_posted += said != paid.items
        else:
            decision = answers.get(receipt_id)
            first = decision.proposals[0] if decision and decision.proposals else None
            said = first.item_ids if first and first.confidence >= least else frozenset()
        verdict = "right" if said == paid.items else "wrong" if said else "left"
        if verdict == "wrong" and receipt_id not in matches:
            verdict = "proposed wrong"
        found[paid.kind, verdict] += 1
    total: Counter[str] = Counter()
    for (_, verdict), count in found.items():
        total[verdict] += count
    everything = len(truth)
    shares = ", ".join(f"{name} {100 * count / everything:.1f} %" for name, count in total.most_common())
    what = f"first answer: {shares}; {wrong_posted} wrong of {len(matches):,} that posted themselves"
    yield Figure("J3", what, None, None, goal="≥ 90 % right, ≤ 0.1 % wrong")
    for kind in MIX:
        mine = {verdict: count for (one, verdict), count in found.items() if one == kind}
        posted = sum(truth[each].kind == kind for each in matches)
        told = ", ".join(f"{name} {count}" for name, count in sorted(mine.items()))
        yield Figure("J3", f"… {kind}: {told}; posted {posted}", None, None)


def _crowded_customer(company: Company) -> Figure:
    """A customer with a thousand open items pays fifteen of them and says nothing."""
    chance = random.Random(15)
    (customer_id,) = _new_customers(company, 1)
    amounts = [chance.randrange(50_00, 20_000_00) for _ in range(1_000)]
    data.load(
        NewItem(customer_id, "invoice", f"CRW{8_000_000 + place}", "USD", amount, data.YESTERDAY, data.YESTERDAY,
                data.TODAY + dt.timedelta(days=30))
        for place, amount in enumerate(amounts)
    )  # fmt: skip
    policy = policy_in_force(as_of=data.TODAY, company_id=company.id)
    name = Customer.objects.get(id=customer_id).name
    new = NewReceipt(sum(chance.sample(amounts, 15)), "USD", data.TODAY, data.TODAY, payer_name=name)
    with transaction.atomic():
        by = By("bench", data.NOW, policy.number)
        (receipt,) = take_in([new], company=company, policy=policy, as_of=data.TODAY, by=by)
    wall, cpu = perf_counter(), process_time()
    proposal = proposal_now(receipt, as_of=data.TODAY, at=data.NOW)
    spent, used = perf_counter() - wall, process_time() - cpu
    assert proposal is not None
    answer = "ambiguous" if proposal.is_ambiguous else "not ambiguous"
    ways = len(proposal.answer["proposals"])
    what = f"1,000 open items, 15 paid without a word: {answer}, {ways} ways shown"
    return Figure("J3", what, spent, used)


# --- The payments ----------------------------------------------------------------------------------------------------


def load_discounted(count: int) -> None:
    """New invoices that still earn 2 % if they are paid now: the benchmark's others have no discount."""
    chance = random.Random(7)
    customers = list(Customer.objects.order_by("id").values_list("id", flat=True))
    day = data.TODAY - dt.timedelta(days=5)
    data.load(
        NewItem(
            chance.choice(customers), "invoice", f"INV{4_000_000 + place * 7}", "USD",
            chance.randrange(10_000, 2_000_000),
            day, day, day + dt.timedelta(days=30), terms_code="2/10 net 30",
        )
        for place in range(count)
    )  # fmt: skip


def _new_customers(company: Company, count: int) -> list[int]:
    made_ = [
        Customer(company=company, number=f"CR{place}", name=f"Crowded House {place}",
                 search_name=f"crowded house {place}",
                 currency="USD")
        for place in range(count)
    ]  # fmt: skip
    return [one.id for one in Customer.objects.bulk_create(made_)]


def made(count: int) -> Iterator[Paid]:
    """So many payments of the mix; no item is paid twice."""
    chance = random.Random(33)
    customers = Customer.objects.in_bulk()
    fresh: dict[int, list[OpenItem]] = defaultdict(list)
    with_discount: list[OpenItem] = []
    columns = ("id", "customer_id", "number", "currency", "open_minor", "terms_code", "due_date")
    open_ones = OpenItem.objects.filter(closed_date__isnull=True, kind="invoice").only(*columns).order_by("id")
    for item in open_ones.iterator():
        if item.terms_code:
            with_discount.append(item)
        else:
            fresh[item.customer_id].append(item)
    for items in fresh.values():
        chance.shuffle(items)
    chance.shuffle(with_discount)
    payers = [one for one, items in fresh.items() for _ in range(min(len(items) // 4, 40))]
    chance.shuffle(payers)
    kinds = [kind for kind, share in MIX.items() for _ in range(count * share // 100)]
    chance.shuffle(kinds)
    for place, kind in enumerate(kinds):
        if kind == "with discount":
            paid = [with_discount.pop()]
        else:
            mine = fresh[payers[place % len(payers)]]
            wanted = chance.randint(2, 4) if kind in _SEVERAL else 1
            first = mine.pop() if mine else None
            if first is None:
                continue
            paid = [first]
            while len(paid) < wanted and mine and mine[-1].currency == first.currency:
                paid.append(mine.pop())
        yield _paid(kind, paid, customers[paid[0].customer_id], chance)


def _paid(kind: str, items: Sequence[OpenItem], customer: Customer, chance: random.Random) -> Paid:
    total = sum(item.open_minor for item in items)
    named = [item.number for item in items]
    said: list[str] = []
    truth = frozenset(item.id for item in items)
    if kind in ("exact number", "several numbers", "no payer", "with discount", "short"):
        said = named
    elif kind in ("typing error", "several with errors"):
        wrong = chance.randrange(len(named))
        said = [_mistyped(one, chance) if place == wrong else one for place, one in enumerate(named)]
    if kind == "with discount":
        total -= (total * 2 + 50) // 100
    elif kind == "short":
        total -= max(1, total * chance.randint(5, 30) // 100)
    elif kind == "on account":
        total, truth = chance.randrange(100, 50_000) * 100 + 13, frozenset()
    text = f"{chance.choice(('PAYMENT', 'INV', 'REF', 'RE.', ''))} {' '.join(said)}".strip() if said else "PAYMENT"
    return Paid(kind, customer, total, items[0].currency, text, truth)


def _mistyped(number: str, chance: random.Random) -> str:
    """One digit wrong, missing, too much, or two neighbours exchanged."""
    place, how = chance.randrange(4, len(number)), chance.randrange(4)
    head, digit, tail = number[:place], number[place], number[place + 1 :]
    if how == 0:
        return head + chance.choice([one for one in "0123456789" if one != digit]) + tail
    if how == 1:
        return head + tail
    if how == 2:
        return head + chance.choice("0123456789") + digit + tail
    return head + tail[:1] + digit + tail[1:] if tail else head + digit + digit


def take_in_payments(company: Company, payments: Sequence[Paid]) -> dict[int, Paid]:
    """The payments as receipts of unknown payers, posted; receipt → payment."""
    policy = policy_in_force(as_of=data.TODAY, company_id=company.id)
    truth: dict[int, Paid] = {}
    for start in range(0, len(payments), data.CHUNK):
        some = payments[start : start + data.CHUNK]
        new = [
            NewReceipt(
                one.amount_minor, one.currency, data.TODAY, data.TODAY, text=one.text,
                payer_name="" if one.kind == "no payer" else one.customer.name,
            )
            for one in some
        ]  # fmt: skip
        with transaction.atomic():
            by = By("bench", data.NOW, policy.number)
            receipts = take_in(new, company=company, policy=policy, as_of=data.TODAY, by=by)
        truth |= {receipt.id: one for receipt, one in zip(receipts, some, strict=True)}
    return truth


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
