"""Matching by itself: what is sure of the open receipts is posted under the machine's name, the rest is proposed.

What a run decides it decides against all that is open of the company: it reads the numbers of that and who pays, and
for each chunk of receipts the items that these can touch, as they are then. It posts in chunks, each one transaction
under the locks of the customers, and looks again at whatever somebody decided meanwhile; so two runs at once match a
receipt once, and one that was killed leaves whole matches or none. An ambiguous payment never posts.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import F, QuerySet

from creditdesk.cash.adopting import adopt_payments
from creditdesk.cash.entered import in_doubt
from creditdesk.cash.garbage import collected_seldom
from creditdesk.cash.models import Match, Proposal, Receipt
from creditdesk.cash.proposing import Desk, Run, decide, open_receipts, run_for, write_proposals
from creditdesk.cash.remitting import link_remittances
from creditdesk.cash.settling import Choice, Wanted, ground_for, identify, judged, make, unapplied_minor
from creditdesk.domain.cash_facts import CashItem
from creditdesk.domain.cash_payers import KnownBy
from creditdesk.domain.cash_proposals import MatchDecision
from creditdesk.domain.policy_desk import Automation
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By, write_acts
from creditdesk.receivables.models import OpenItem

log = logging.getLogger(__name__)

# Receipts in one transaction: people at their desks wait less than a second.
CHUNK = 200
_SURE_OF_PAYER = (KnownBy.NUMBER, KnownBy.ACCOUNT, KnownBy.NAME)


@dataclass
class Outcome:
    """What a run did: receipts looked at, matched, put on the account of who paid, proposed; customers moved."""

    seen: int = 0
    posted: int = 0
    identified: int = 0
    proposed: int = 0
    ambiguous: int = 0
    customers: set[int] = field(default_factory=set)

    def add(self, done: _Done) -> None:
        """Count what one chunk did."""
        self.seen += done.seen
        self.posted += done.posted
        self.identified += done.identified
        self.proposed += done.proposed
        self.ambiguous += done.ambiguous
        self.customers |= done.customers


@dataclass(frozen=True, slots=True)
class _Done:
    """What one transaction did: counts, and the customers that it moved."""

    seen: int
    posted: int
    identified: int
    proposed: int
    ambiguous: int
    customers: set[int]


@collected_seldom()
def match_by_itself(
    company_id: int,
    *,
    as_of: dt.date,
    at: dt.datetime,
    receipt_ids: Sequence[int] | None = None,
    chunk: int = CHUNK,
) -> Outcome:
    """Look at all open receipts of the company, or at these of them, post what is sure and propose the rest; so many of
    them in one transaction.
    """
    outcome = Outcome()
    policy = policy_in_force(as_of=as_of, company_id=company_id)
    if policy.document.cash.automation is Automation.OFF:
        return outcome
    if policy.document.cash.erp_payments and receipt_ids is None:
        adopt_payments(company_id, at=at)
    linked = put_lists_to_receipts(company_id, at=at)
    wanted = open_receipts(company_id)
    if receipt_ids is not None:
        wanted = wanted.filter(id__in={*receipt_ids, *linked})
    ids = _one_of_each_payer_first(wanted)
    if not ids:
        return outcome
    run = run_for(company_id, as_of=as_of)
    later: list[int] = []
    for some in _chunks(ids, size=chunk):
        put_off = _match_chunk(some, run=run, at=at, outcome=outcome)
        later += put_off
    # Those whose payer had another payment in the same chunk, one after the other until none is put off.
    while later:
        some, rest = later[:chunk], later[chunk:]
        put_off = _match_chunk(some, run=run, at=at, outcome=outcome)
        later = put_off + rest if len(put_off) < len(some) else rest
    return outcome


def _one_of_each_payer_first(receipts: QuerySet[Receipt]) -> list[int]:
    """The receipts in rounds, in each of them one of a payer: the next one sees what the one before it leaves."""
    times: Counter[object] = Counter()
    rounds: list[tuple[int, int]] = []
    columns = ("id", "customer_id", "payer_account", "payer_name")
    for receipt_id, customer_id, account, name in receipts.values_list(*columns):
        payer = customer_id or account or name or receipt_id
        rounds.append((times[payer], receipt_id))
        times[payer] += 1
    return [receipt_id for _, receipt_id in sorted(rounds)]


def _chunks(ids: Iterable[int], *, size: int) -> Iterator[list[int]]:
    waiting = iter(ids)
    while some := list(islice(waiting, size)):
        yield some


@action
def put_lists_to_receipts(company_id: int, *, at: dt.datetime) -> list[int]:
    """Put payers' lists that wait to their receipts; returns the receipts that have one now."""
    return [receipt.id for receipt in link_remittances(company_id, at=at)]


def _match_chunk(ids: Sequence[int], *, run: Run, at: dt.datetime, outcome: Outcome) -> list[int]:
    """Decide and post these; returns those that must be decided after it."""
    receipts = list(
        Receipt.objects.filter(id__in=ids)
        .select_related("customer", "item", "line", "company")
        .prefetch_related("remittances")
        .order_by("id")
    )
    desk = run.desk(run.hear(receipts))
    decisions = decide(receipts, desk=desk)
    now, put_off = _one_for_each_customer([one for one in receipts if one.id in decisions], decisions, desk=desk)
    _post_together(now, decisions, desk=desk, at=at, outcome=outcome)
    return put_off


def _post_together(
    receipts: Sequence[Receipt], decisions: dict[int, MatchDecision], *, desk: Desk, at: dt.datetime, outcome: Outcome
) -> None:
    """Post them together; where the books refuse, each by itself, so that one stopped account stops no other."""
    if not receipts:
        return
    try:
        outcome.add(_post(receipts, decisions, desk=desk, at=at))
    except Refusal as refusal:
        if len(receipts) == 1:
            log.warning("A receipt was not matched: %s", "; ".join(reason.code for reason in refusal.reasons))
            return
        for one in receipts:
            _post_together([one], decisions, desk=desk, at=at, outcome=outcome)


def _one_for_each_customer(
    receipts: Sequence[Receipt], decisions: dict[int, MatchDecision], *, desk: Desk
) -> tuple[list[Receipt], list[int]]:
    """Receipts that do not touch what another of them settles; the others see first what that one leaves.

    By customers and not by items: which sets of a customer's items fit depends on all of them.
    """
    items = desk.ledger.ledger.items
    settled: set[int] = set()
    now: list[Receipt] = []
    put_off: list[int] = []
    for receipt in receipts:
        decision = decisions[receipt.id]
        named = {items[item_id].customer_id for one in decision.proposals[:1] for item_id in one.item_ids}
        if settled & (named | decision.payer.covers):
            put_off.append(receipt.id)
            continue
        if decision.posting is not None:
            settled |= named
        now.append(receipt)
    return now, put_off


@action
def _post(receipts: Sequence[Receipt], decisions: dict[int, MatchDecision], *, desk: Desk, at: dt.datetime) -> _Done:
    """Post what is sure of these receipts and write down the rest. Raises Refusal where nothing may be posted."""
    machine = machine_user()
    by = By(machine.username, at, desk.policy.number)
    items = desk.ledger.ledger.items
    decided = [decisions[receipt.id] for receipt in receipts]
    ids = {items[item_id].customer_id for one in decided if one.posting for item_id in one.posting.item_ids}
    ids |= {one.payer.customer_id for one in decided if one.payer.customer_id is not None}
    lock_customers(ids)
    held = _still_as_decided(receipts)
    free = _free_for_the_machine(held, desk=desk) if desk.policy.document.cash.automation is Automation.ACT else []
    customers = Customer.objects.in_bulk(ids)
    wanted = [
        Wanted(receipt, choice, f"auto/{receipt.id}/{receipt.revision}", is_automatic=True)
        for receipt in free
        if (choice := _choice(receipt, decisions[receipt.id], customers=customers, desk=desk))
    ]
    on = ground_for(wanted, policy=desk.policy, as_of=desk.as_of)
    unmoved = [one for one in wanted if all(_is_unmoved(line.item_id, on.items, items) for line in one.lines)]
    good, _ = judged(unmoved, on=on)
    make(good, on=on, posting_date=desk.as_of, by=by)
    matched = {one.receipt.id for one in good}
    known = [
        (receipt, customers[payer])
        for receipt in free
        if receipt.id not in matched and (payer := _sure_payer(receipt, decisions[receipt.id])) in customers
    ]
    acts = identify(known, posting_date=desk.as_of) if known else []
    write_acts(receipts[0].company_id, acts, by=by, as_of=desk.as_of, edges=desk.policy.document.aging.buckets)
    changed = [one.receipt for one in good] + [receipt for receipt, _ in known]
    for receipt in changed:
        receipt.revision += 1
    # They are held: nobody else counts on meanwhile.
    Receipt.objects.filter(id__in=[one.id for one in changed]).update(revision=F("revision") + 1)
    rest = [receipt for receipt in held if receipt.id not in matched]
    write_proposals([(receipt, decisions[receipt.id]) for receipt in rest], desk=desk, at=at)
    Proposal.objects.filter(receipt_id__in=matched).delete()
    ambiguous = sum(decisions[receipt.id].is_ambiguous for receipt in rest)
    moved = {on.items[line.item_id].customer_id for one in good for line in one.lines}
    moved |= {one.customer.id for one in good} | {one.id for _, one in known}
    return _Done(len(held), len(good), len(known), len(rest), ambiguous, moved)


def _still_as_decided(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Those about which nobody decided since they were read, locked."""
    before = {one.id: (one.revision, one.standing, unapplied_minor(one)) for one in receipts}
    held = Receipt.objects.select_for_update(of=("self",)).select_related("customer", "item", "company", "account")
    now = held.filter(id__in=before).order_by("id")
    return [one for one in now if before[one.id] == (one.revision, one.standing, unapplied_minor(one))]


def _free_for_the_machine(receipts: Sequence[Receipt], *, desk: Desk) -> list[Receipt]:
    """Those that nobody had in his hands: what was matched once, or taken off an account, is for a person.

    Nor does the machine apply what the ERP brought as its own payment, or what may have been entered by hand before.
    """
    doubtful = in_doubt(receipts, policy=desk.policy)
    worked = set(Match.objects.filter(receipt__in=receipts).values_list("receipt_id", flat=True))
    return [
        one
        for one in receipts
        if one.id not in worked
        and one.id not in doubtful
        and one.channel != Receipt.Channel.ERP
        and (one.item_id is not None or one.revision == 0)
    ]


def _choice(receipt: Receipt, decision: MatchDecision, *, customers: dict[int, Customer], desk: Desk) -> Choice | None:
    """What the machine decides: the proposal that posts itself, within the policy's limit, if it is clear who paid."""
    posting = decision.posting
    if posting is None or decision.is_ambiguous or decision.stops or not _is_within_limit(receipt, desk=desk):
        return None
    owners = {desk.ledger.ledger.items[item_id].customer_id for item_id in posting.item_ids}
    payer = decision.payer.customer_id
    if payer is None and not decision.payer.customer_ids and len(owners) == 1:
        (payer,) = owners
    if payer is None or payer not in customers:
        return None
    return Choice(customers[payer], posting.lines, 1, posting.basis.code, posting.confidence, posting.reasons)


def _is_within_limit(receipt: Receipt, *, desk: Desk) -> bool:
    document = desk.policy.document
    most = document.cash.most_posted
    if most is None:
        return True
    rates = minor_rates(document.currency, as_of=desk.as_of) | {document.currency: 1_000_000}
    rate = rates.get(receipt.currency)
    return rate is not None and receipt.amount_minor * rate <= document.minor(most) * 1_000_000


def _sure_payer(receipt: Receipt, decision: MatchDecision) -> int | None:
    """Whose account unidentified money goes on: who is known by account, number or whole name, uncontradicted."""
    doubts = any(reason.code == "cash.payer_contradiction" for reason in decision.payer.reasons)
    if receipt.item_id is not None or doubts or decision.payer.by not in _SURE_OF_PAYER:
        return None
    return decision.payer.customer_id


def _is_unmoved(item_id: int, now: dict[int, OpenItem], decided: Mapping[int, CashItem]) -> bool:
    return item_id in now and item_id in decided and now[item_id].open_minor == decided[item_id].open_minor
