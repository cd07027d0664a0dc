"""Matching a payment: which open items it settles, why, how sure that is, and whether it may post itself.

    decide_match(payment, ledger=ledger, rules=CashRules())

reads the numbers that the payment names, finds out who pays, compares amounts, and answers with every proposal and its
reasons. A payment that fits in several ways is never posted by itself; all ways are shown.
Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from creditdesk.domain.cash_building import Case, Way, proposal_of
from creditdesk.domain.cash_facts import CashItem, CashPayment, Directory, OpenLedger, RemittanceLine
from creditdesk.domain.cash_habits import Habit
from creditdesk.domain.cash_named import named_groups, propose_named
from creditdesk.domain.cash_numbers import WHOLE, NumberFind, read_numbers
from creditdesk.domain.cash_payers import PayerDecision, PayerIndex, identify_payer, known_payer
from creditdesk.domain.cash_proposals import (
    Amount,
    CashRules,
    MatchDecision,
    MatchLine,
    Names,
    Payer,
    Proposal,
    in_order,
)
from creditdesk.domain.cash_returns import offers_full_settlement
from creditdesk.domain.cash_unnamed import propose_unnamed
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Heard:
    """What a payment says before any item is looked at: who pays, and the open numbers that it names.

    `listed` are those of each line of his list, where its lines are the payment.
    """

    payer: PayerDecision
    finds: tuple[NumberFind, ...]
    listed: tuple[tuple[NumberFind, ...], ...] = ()

    @property
    def item_ids(self) -> set[int]:
        """Every item that it may name."""
        return {one.item_id for finds in (self.finds, *self.listed) for find in finds for one in find.candidates}


def hear(payment: CashPayment, directory: Directory) -> Heard:
    """What the payment says. What it can touch is what it may name, what its payer may pay, and equal amounts."""
    finds = read_numbers(_everything_said(payment), index=directory.numbers)
    lines = payment.remittance
    listed: tuple[tuple[NumberFind, ...], ...] = ()
    if lines and sum(line.paid_minor or 0 for line in lines) == payment.amount_minor:
        listed = tuple(read_numbers(line.number, index=directory.numbers) for line in lines)
    return Heard(_payer_of(payment, directory.payers), finds, listed)


def decide_match(
    payment: CashPayment,
    *,
    ledger: OpenLedger,
    rules: CashRules,
    habits: Iterable[Habit] = (),
    heard: Heard | None = None,
) -> MatchDecision:
    """All proposals for the payment, the one that posts itself, and what keeps it from it.

    `heard` is what the payment says, where that was asked before to know which items the ledger must have.
    """
    assert payment.amount_minor > 0
    heard = heard or hear(payment, ledger.directory)
    case = Case(payment, ledger, heard.payer, rules, tuple(habits))
    finds = ledger.still_open(heard.finds)
    groups = named_groups(case, finds)
    proposals = _by_remittance(case, heard.listed) or (propose_named(case, groups) if groups else ())
    ambiguous = len(proposals) > 1 and proposals[0].basis.amount is not Amount.COMPLETED
    if not proposals:
        proposals, ambiguous = propose_unnamed(case)
    shown = in_order(one for one in proposals if one.confidence >= 1)
    stops = tuple(_stops(case, finds, shown, ambiguous=ambiguous))
    posting = next((one for one in shown[:1] if one.confidence >= rules.post_at), None)
    return MatchDecision(heard.payer, shown, None if stops else posting, ambiguous, stops)


def _payer_of(payment: CashPayment, index: PayerIndex) -> PayerDecision:
    if payment.customer_id is not None and payment.customer_id in index.payers:
        return known_payer(index.payers[payment.customer_id])
    return identify_payer(
        name=payment.payer_name,
        bank_account=payment.bank_account,
        customer_number=payment.customer_number,
        index=index,
    )


def _everything_said(payment: CashPayment) -> str:
    return "\n".join((payment.text, *(line.number for line in payment.remittance)))


def _by_remittance(case: Case, listed: Sequence[tuple[NumberFind, ...]]) -> tuple[Proposal, ...]:
    """What the payer's own list says, if every line has an amount and a document, and the lines are the payment."""
    if not listed:
        return ()
    found: list[MatchLine] = []
    for line, finds in zip(case.payment.remittance, listed, strict=True):
        items = _items_of(case, finds)
        if len(items) != 1 or line.paid_minor is None:
            return ()
        match = _as_listed(line, items[0], case.ledger.discount_of(items[0]))
        if min(line.deduction_minor, line.discount_minor) < 0 or not _is_within(match, items[0]):
            return ()
        found.append(match)
    if len({line.item_id for line in found}) < len(found):
        return ()
    kept, discounts = (any(getattr(line, of) for line in found) for of in ("deduction_minor", "discount_minor"))
    why = Reason(
        "cash.remittance", "his list names %(count)d documents and adds up to the payment", {"count": len(found)}
    )
    amount = Amount.USUAL if kept else Amount.DISCOUNT if discounts else Amount.EQUAL
    return (proposal_of(case, Way(amount, tuple(found)), names=Names.REMITTANCE, why=(why, *_claims(case))),)


def _as_listed(line: RemittanceLine, item: CashItem, earned_minor: int) -> MatchLine:
    """The line of his list; a discount that he does not earn any more is kept back like a deduction."""
    assert line.paid_minor is not None
    earned = line.discount_minor if line.discount_minor <= earned_minor else 0
    kept = line.deduction_minor + line.discount_minor - earned
    return MatchLine(item.id, line.paid_minor, discount_minor=earned, deduction_minor=kept, claim=line.claim)


def _is_within(line: MatchLine, item: CashItem) -> bool:
    """Whether the line takes off the item no more than is open, and on the item's side of zero."""
    paid, settled = line.applied_minor, line.settled_minor
    return 0 < paid <= settled <= item.open_minor or (item.open_minor <= paid < 0 and settled == paid)


def _items_of(case: Case, finds: Iterable[NumberFind]) -> list[CashItem]:
    """The items of the payment's currency that a number names whole; of the payer's, if there are some."""
    whole = [find for find in case.ledger.still_open(finds) if find.found in WHOLE]
    named = [case.ledger.items[item_id] for find in whole for item_id in sorted(find.item_ids)]
    alike = [item for item in named if item.currency == case.payment.currency]
    own = [item for item in alike if item.customer_id in case.payer.covers]
    return own or alike


def _claims(case: Case) -> Iterable[Reason]:
    for line in case.payment.remittance:
        if line.deduction_minor:
            text = "he keeps back %(amount)s of %(number)s: %(claim)s"
            facts = {"amount": case.money(line.deduction_minor), "number": line.number, "claim": line.claim or "?"}
            yield Reason("cash.claim", text, facts)


def _stops(
    case: Case, finds: Iterable[NumberFind], shown: tuple[Proposal, ...], *, ambiguous: bool
) -> Iterable[Reason]:
    """What keeps the payment from posting itself, however sure the best proposal is."""
    payment, items = case.payment, case.ledger.items
    if ambiguous:
        text = "%(count)d ways fit, and none is proved to be the only one: a person decides"
        yield Reason("cash.ambiguous", text, {"count": len(shown)})
    if len(case.payer.customer_ids) > 1:
        yield Reason(
            "cash.payer_several", "it may be one of %(count)d customers", {"count": len(case.payer.customer_ids)}
        )
    if any(one.basis.payer is Payer.DIFFERS for one in shown[:1]):
        yield Reason("cash.other_payer", "the items are of a customer for whom he is not known to pay")
    foreign = {
        items[item_id].currency
        for find in finds
        if find.found in WHOLE and find.chance <= case.rules.telling
        for item_id in find.item_ids
    } - {payment.currency}
    if foreign:
        text = "it names items in %(currencies)s and is in %(currency)s"
        yield Reason("cash.currencies", text, {"currencies": ", ".join(sorted(foreign)), "currency": payment.currency})
    if offers_full_settlement(payment.text):
        yield Reason(
            "cash.full_settlement", "it is marked as payment in full: whoever may settle decides, before it posts"
        )
    stated = sum(line.paid_minor or 0 for line in payment.remittance)
    if stated and stated != payment.amount_minor:
        facts = {"stated": case.money(stated), "paid": case.money(payment.amount_minor)}
        yield Reason("cash.remittance_total", "his list adds up to %(stated)s, and %(paid)s came", facts)
