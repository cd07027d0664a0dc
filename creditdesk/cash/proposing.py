"""What the rules say of receipts, written beside them: for a person who works them, and read back as it was decided.

A proposal is as of the moment at which it was asked. It is asked anew once something was decided about the receipt, or
anything was posted for those who may have paid it (`needs_proposal`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from creditdesk.cash.learning import first_day_of_learning, habits_of, last_day_to_stand, rules_for, rules_in
from creditdesk.cash.ledger_facts import Books, CompanyLedger, read_books, read_ledger, read_part
from creditdesk.cash.models import Proposal, Receipt
from creditdesk.cash.remitting import lines_of
from creditdesk.cash.settling import as_dict, unapplied_minor
from creditdesk.domain.cash_facts import CashPayment
from creditdesk.domain.cash_habits import Habit, HabitKind
from creditdesk.domain.cash_matching import Heard, decide_match, hear
from creditdesk.domain.cash_payers import KnownBy, PayerDecision
from creditdesk.domain.cash_proposals import Amount, Basis, CashRules, MatchDecision, MatchLine, Names, Payer
from creditdesk.domain.cash_proposals import Proposal as Proposed
from creditdesk.domain.cash_sums import SumBounds
from creditdesk.domain.policy_desk import Automation
from creditdesk.domain.reasons import Reason
from creditdesk.domain.terms import TermsPolicy
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables.models import Entry

# Ways that are shown of one payment; more help nobody.
_MOST_SHOWN = 10
# A run of thousands searches less long for sets of items: what it gives up is ambiguous, and never posts.
RUN_BOUNDS = SumBounds(half=1 << 11, cheap_half=1 << 11, steps=1_500, bits=1_000_000, cheap_bits=1_000_000)
_ORDER = {HabitKind.OLDEST_FIRST, HabitKind.PAYS_ALL}
_KEPT_BACK = {HabitKind.TAKES_DISCOUNT, HabitKind.DEDUCTS}


@dataclass(frozen=True)
class Desk:
    """What receipts of a company are decided by: the ledger, the rules in each currency, the policy, the day."""

    ledger: CompanyLedger
    rules: Mapping[str, CashRules]
    policy: PolicyInForce
    as_of: dt.date
    # Receipt → its payment and what that says, where it was asked before the ledger was read.
    heard: Mapping[int, tuple[CashPayment, Heard]] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What a run over many receipts of a company reads once."""

    books: Books
    rules: Mapping[str, CashRules]
    policy: PolicyInForce
    as_of: dt.date

    def hear(self, receipts: Iterable[Receipt]) -> dict[int, tuple[CashPayment, Heard]]:
        """Receipt → the payment that is left of it, and what that says."""
        payments = {one.id: payment_of(one) for one in receipts if unapplied_minor(one) > 0}
        return {receipt_id: (one, hear(one, self.books.directory)) for receipt_id, one in payments.items()}

    def desk(self, heard: Mapping[int, tuple[CashPayment, Heard]]) -> Desk:
        """What these are decided by, as it is now."""
        return Desk(read_part(self.books, heard.values()), self.rules, self.policy, self.as_of, heard)


def open_receipts(company_id: int | None = None) -> QuerySet[Receipt]:
    """Receipts of which something is left and nobody decided, the oldest first; of all companies if None."""
    left = Q(item__isnull=True) | Q(item__closed_date__isnull=True)
    found = Receipt.objects.filter(left, standing="", posting_date__isnull=False)
    if company_id is not None:
        found = found.filter(company_id=company_id)
    return found.select_related("customer", "item", "line", "account", "company").order_by("id")


def proposal_now(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> Proposal | None:
    """What the rules say of a receipt that a person looks at. To look writes nothing down: the proposal is not kept.

    None where the policy has the rules not asked, or nothing is left of the receipt.
    """
    desk = desk_for(receipt.company_id, [receipt], as_of=as_of)
    decision = decide([receipt], desk=desk).get(receipt.id)
    if decision is None or desk.policy.document.cash.automation is Automation.OFF:
        return None
    return _proposal(receipt, decision, desk=desk, at=at)


def desk_for(company_id: int, receipts: Sequence[Receipt], *, as_of: dt.date) -> Desk:
    """Read what these receipts are decided by, for a person who looks at them."""
    policy = policy_in_force(as_of=as_of, company_id=company_id)
    rules = rules_for(company_id, policy=policy, as_of=as_of)
    return Desk(read_ledger(company_id, receipts), rules, policy, as_of)


def run_for(company_id: int, *, as_of: dt.date) -> Run:
    """Read what a run over many receipts of the company needs."""
    policy = policy_in_force(as_of=as_of, company_id=company_id)
    rules = rules_for(company_id, policy=policy, as_of=as_of, bounds=RUN_BOUNDS)
    return Run(read_books(company_id), rules, policy, as_of)


def decide(receipts: Sequence[Receipt], *, desk: Desk) -> dict[int, MatchDecision]:
    """Receipt → what the rules say of its rest. Habits are asked for where the payment does not say enough."""
    terms = desk.policy.document.terms_policy
    found: dict[int, MatchDecision] = {}
    unsure: list[Receipt] = []
    for receipt in receipts:
        if unapplied_minor(receipt) <= 0:
            continue
        found[receipt.id] = _decision(receipt, (), desk=desk, terms=terms)
        if found[receipt.id].posting is None and found[receipt.id].payer.customer_id is not None:
            unsure.append(receipt)
    payers = {one.id: found[one.id].payer.customer_id for one in unsure}
    since = first_day_of_learning(desk.policy, as_of=desk.as_of)
    stood = last_day_to_stand(desk.policy, as_of=desk.as_of)
    who = {one for one in payers.values() if one is not None}
    known = habits_of(who, since=since, stood_since=stood) if unsure else {}
    for receipt in unsure:
        habits = known.get(payers[receipt.id] or 0, ())
        if _may_tell(habits, found[receipt.id]):
            found[receipt.id] = _decision(receipt, habits, desk=desk, terms=terms)
    return found


def _may_tell(habits: Iterable[Habit], decision: MatchDecision) -> bool:
    """Whether a habit can change what was decided: the order of several ways, or what a difference is."""
    kinds = {habit.kind for habit in habits if habit.holds}
    agrees = bool(decision.proposals) and decision.proposals[0].basis.amount is Amount.EQUAL
    return (decision.is_ambiguous and bool(kinds & _ORDER)) or (not agrees and bool(kinds & _KEPT_BACK))


def _decision(receipt: Receipt, habits: Iterable[Habit], *, desk: Desk, terms: TermsPolicy) -> MatchDecision:
    ledger = desk.ledger.on(receipt.value_date, received=receipt.posting_date, policy=terms)
    rules = rules_in(receipt.currency, desk.rules)
    payment, heard = desk.heard.get(receipt.id) or (payment_of(receipt), None)
    return decide_match(payment, ledger=ledger, rules=rules, habits=habits, heard=heard)


def payment_of(receipt: Receipt) -> CashPayment:
    """What is left of the receipt, as the rules take a payment. A list counts while nothing of it is applied."""
    left = unapplied_minor(receipt)
    lists = list(receipt.remittances.all())
    whole = left == receipt.amount_minor
    return CashPayment(
        left,
        receipt.currency,
        receipt.value_date,
        receipt.text,
        receipt.payer_name,
        receipt.payer_account,
        customer_number=next((one.payer_number for one in lists if one.payer_number), ""),
        remittance=lines_of(receipt, lists) if whole else (),
        customer_id=receipt.customer_id,
    )


def write_proposals(decided: Sequence[tuple[Receipt, MatchDecision]], *, desk: Desk, at: dt.datetime) -> None:
    """Keep the decisions, each in the place of the one before it. Runs in a transaction."""
    Proposal.objects.bulk_create(
        (
            _proposal(receipt, decision, desk=desk, at=at)
            for receipt, decision in decided
            if desk.policy.document.cash.automation is not Automation.OFF
        ),
        update_conflicts=True,
        unique_fields=["receipt"],
        update_fields=["asked_at", "as_of", "policy_version", "confidence", "is_ambiguous", "answer"],
    )


def _proposal(receipt: Receipt, decision: MatchDecision, *, desk: Desk, at: dt.datetime) -> Proposal:
    return Proposal(
        receipt=receipt,
        asked_at=at,
        as_of=desk.as_of,
        policy_version=desk.policy.number,
        confidence=decision.proposals[0].confidence if decision.proposals else 0,
        is_ambiguous=decision.is_ambiguous,
        answer=answer_of(decision, revision=receipt.revision),
    )


def answer_of(decision: MatchDecision, *, revision: int) -> dict[str, Any]:
    """The decision as plain data, with the receipt's revision of which it was made."""
    return {
        "revision": revision,
        "payer": {
            "customer_ids": list(decision.payer.customer_ids),
            "by": decision.payer.by.value,
            "reasons": [reason.as_dict() for reason in decision.payer.reasons],
        },
        "proposals": [_as_data(one) for one in decision.proposals[:_MOST_SHOWN]],
        "stops": [reason.as_dict() for reason in decision.stops],
        "is_ambiguous": decision.is_ambiguous,
        "posts": decision.posting is not None,
    }


def _as_data(one: Proposed) -> dict[str, Any]:
    return {
        "lines": [as_dict(line) for line in one.lines],
        "on_account_minor": one.on_account_minor,
        "basis": one.basis.code,
        "confidence": one.confidence,
        "reasons": [reason.as_dict() for reason in one.reasons],
    }


def read_answer(proposal: Proposal) -> MatchDecision:
    """The decision as it was taken; whose items the payer may settle besides his own is not kept."""
    answer = proposal.answer
    told = answer.get("payer", {})
    payers = tuple(told.get("customer_ids", ()))
    payer = PayerDecision(
        payers, KnownBy(told.get("by", KnownBy.NOTHING)), frozenset(payers), _reasons(told.get("reasons", ()))
    )
    proposals = tuple(_read(one) for one in answer.get("proposals", ()))
    posting = proposals[0] if proposals and answer.get("posts") else None
    return MatchDecision(payer, proposals, posting, bool(answer.get("is_ambiguous")), _reasons(answer.get("stops", ())))


def _read(told: Mapping[str, Any]) -> Proposed:
    names, amount, payer = told["basis"].split(".")
    return Proposed(
        tuple(MatchLine(**line) for line in told["lines"]),
        told["on_account_minor"],
        Basis(Names(names), Amount(amount), Payer(payer)),
        told["confidence"],
        _reasons(told["reasons"]),
    )


def _reasons(told: Iterable[Mapping[str, object]]) -> tuple[Reason, ...]:
    return tuple(map(Reason.from_dict, told))


def needs_proposal(receipt: Receipt, proposal: Proposal | None, *, as_of: dt.date) -> bool:
    """Whether the rules must be asked: never were, or something that counts was posted or decided since."""
    if proposal is None or proposal.as_of != as_of or proposal.answer.get("revision") != receipt.revision:
        return True
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    if proposal.policy_version != policy.number:
        return True
    if any(one.decided_at is not None and one.decided_at > proposal.asked_at for one in receipt.remittances.all()):
        return True
    named = {line["item_id"] for one in proposal.answer["proposals"] for line in one["lines"]}
    payers = proposal.answer["payer"]["customer_ids"]
    later = Entry.objects.filter(posting__recorded_at__gt=proposal.asked_at, posting__company_id=receipt.company_id)
    return later.filter(Q(customer_id__in=payers) | Q(item_id__in=named)).exists()
