"""What people do with cash: say who paid, match a payment, take a match back, decide what becomes of a rest.

The machine does the same within the policy (`cash.running`). Each is one transaction with its journal entries; the same
key acts once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from creditdesk.cash import accounts
from creditdesk.cash.models import Match, PayerSign, Proposal, Receipt, Refund
from creditdesk.cash.proposing import read_answer
from creditdesk.cash.receiving import NewReceipt, hold, take_in
from creditdesk.cash.settling import Choice, Wanted, ground_for, identify, judged, make, unapplied_minor
from creditdesk.cash.taking_back import take_back
from creditdesk.domain.cash_payers import comparable_account
from creditdesk.domain.cash_proposals import passed_over
from creditdesk.domain.cash_returns import repayment_deadline
from creditdesk.domain.likeness import comparable_name
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import Act, By, write_acts
from creditdesk.receivables.applying import date_objections
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.posting import Line

State = Receipt.Standing
# A receipt that is none any more: nothing is done with it.
GONE = (State.RETURNED, State.TAKEN_BACK)


@action
def enter_receipt(new: NewReceipt, *, company: Company, as_of: dt.date, by: User, at: dt.datetime) -> Receipt:
    """Take in a payment that no bank file told of, such as a check handed over. Raises Refusal.

    A check with a later date is no cash: it is held until then, and nothing is posted (`held_checks`). The same key
    enters once: a second call returns what the first one made.
    """
    reasons = list(date_objections(new.posting_date, as_of=as_of))
    is_post_dated = new.channel == Receipt.Channel.CHECK and new.value_date > as_of
    if is_post_dated and new.customer is None:
        reasons.append(Reason("receipt.post_dated_nobodys", "say who gave the post-dated check"))
    elif new.value_date > as_of and not is_post_dated:
        reasons.append(
            Reason("receipt.future", "money of %(day)s has not come yet", {"day": new.value_date.isoformat()})
        )
    if new.amount_minor <= 0:
        reasons.append(Reason("receipt.amount", "the amount must be more than zero"))
    if new.customer is not None and new.customer.company_id != company.id:
        reasons.append(Reason("receipt.company", "the customer is another company's"))
    if reasons:
        raise Refusal(tuple(reasons))
    lock_customers([new.customer.id] if new.customer else [])
    if done := _entered(new, company):
        return done
    try:
        with transaction.atomic():
            if is_post_dated:
                return hold(new, company=company, by=by, at=at)
            policy = policy_in_force(as_of=as_of, company_id=company.id)
            who = By(by.username, at, policy.number)
            return take_in([new], company=company, policy=policy, as_of=as_of, by=who)[0]
    except IntegrityError:
        # Of a payer whom nobody knows, so nobody waited: the same form was sent twice at the same moment.
        if done := _entered(new, company):
            return done
        raise


def _entered(new: NewReceipt, company: Company) -> Receipt | None:
    """The receipt that the same form has entered already."""
    return Receipt.objects.filter(company=company, key=new.key).first() if new.key else None


@action
def match_receipt(
    receipt: Receipt,
    *,
    choice: Choice,
    revision: int,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    key: str,
) -> Match:
    """Apply a receipt to items, with discounts, small differences and deductions, as a person decides.

    Raises Refusal with every reason, or if somebody decided about the receipt since this `revision`; then nothing is
    posted. The same key matches once: a second call returns what the first one made. docs/rules/cash.md.
    """
    receipt = locked(receipt, customers=[choice.customer.id], item_ids=[line.item_id for line in choice.lines])
    if done := Match.objects.filter(company_id=receipt.company_id, key=key).first():
        return done
    refuse_changed(receipt, revision=revision)
    refuse_payer(receipt, choice.customer)
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    passed = _passed_over(receipt, choice, least=policy.document.cash.propose_at)
    wanted = Wanted(receipt, choice, key, passed_over=passed)
    on = ground_for([wanted], policy=policy, as_of=as_of)
    good, refused = judged([wanted], on=on)
    if refused:
        raise Refusal(refused[0][1])
    learn_payer(receipt, choice.customer, by=by, at=at)
    made = make(good, on=on, posting_date=as_of, by=By(by.username, at, policy.number))[0]
    decided(receipt, standing=State.NONE)
    return made


def _passed_over(receipt: Receipt, choice: Choice, *, least: int) -> str:
    """The rule of the first proposal that stood before the person, where he matched other items."""
    kept = Proposal.objects.filter(receipt=receipt).first()
    if kept is None or kept.answer.get("revision") != receipt.revision:
        return ""
    return passed_over(read_answer(kept), chosen={line.item_id for line in choice.lines}, least=least)


@action
def identify_receipt(
    receipt: Receipt, *, customer: Customer, revision: int, as_of: dt.date, by: User, at: dt.datetime
) -> Receipt:
    """Say who paid money that was unidentified; it goes on his account, with the day on which the bank valued it."""
    receipt = locked(receipt, customers=[customer.id])
    refuse_changed(receipt, revision=revision)
    refuse_payer(receipt, customer)
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    who = By(by.username, at, policy.number)
    learn_payer(receipt, customer, by=by, at=at)
    acts = identify([(receipt, customer)], posting_date=as_of)
    write_acts(receipt.company_id, acts, by=who, as_of=as_of, edges=policy.document.aging.buckets)
    decided(receipt, standing=State.NONE)
    return receipt


@action
def unidentify_receipt(
    receipt: Receipt, *, revision: int, why: str, as_of: dt.date, by: User, at: dt.datetime
) -> Receipt:
    """Take money off an account that it was wrongly put on: it is unidentified again, until somebody knows better.

    Raises Refusal while anything of it is applied, or where the ERP brought it.
    """
    receipt = locked(receipt)
    refuse_changed(receipt, revision=revision)
    item = receipt.item
    if item is None:
        raise refuse("receipt.unidentified", "the payment is on no account")
    if item.open_minor != item.original_minor:
        raise refuse("receipt.applied", "part of the payment is applied: take the matches back first")
    if not why.strip():
        raise refuse("receipt.why", "say why")
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    who = By(by.username, at, policy.number)
    write_acts(
        receipt.company_id,
        [_off_the_account(receipt, item, why=why.strip(), as_of=as_of)],
        by=who,
        as_of=as_of,
        edges=policy.document.aging.buckets,
    )
    OpenItem.objects.filter(id=item.id).update(voided_on=as_of)
    forget_payer(receipt, by=by, at=at)
    Receipt.objects.filter(id=receipt.id).update(customer=None, item=None, revision=receipt.revision + 1)
    receipt.refresh_from_db()
    return receipt


@action
def take_back_match(match: Match, *, cause: str, why: str, as_of: dt.date, by: User, at: dt.datetime) -> Match:
    """Take a match back by reversals of its postings, dated today; the money is open on the account again.

    `cause` tells the wrong matches from the others (`Match.TakenBack`). Raises Refusal if it was taken back already, a
    later act used what it posted, or no reason is given.
    """
    receipt = locked(match.receipt, match=match)
    match = Match.objects.select_for_update(of=("self",)).get(id=match.id)
    if not why.strip():
        raise refuse("match.why", "say why the match is taken back")
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    take_back([match], cause=cause, why=why.strip(), policy=policy, as_of=as_of, by=By(by.username, at, policy.number))
    decided(receipt, standing=State.NONE)
    match.refresh_from_db()
    return match


@action
def decide_standing(
    receipt: Receipt,
    *,
    standing: str,
    why: str,
    revision: int,
    until: dt.date | None = None,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
) -> Receipt:
    """Say what becomes of money that pays nothing: kept on account, a refund asked for, an offer in full settlement; or
    (none) that it is to be worked again.
    """
    receipt = locked(receipt)
    refuse_changed(receipt, revision=revision)
    if standing not in (State.NONE, State.ON_ACCOUNT, State.REFUND, State.FULL_SETTLEMENT):
        raise refuse("receipt.standing", "that cannot be decided")
    reasons = []
    if standing != State.NONE and not why.strip():
        reasons.append(Reason("receipt.why", "say why"))
    if standing in (State.ON_ACCOUNT, State.REFUND) and receipt.customer_id is None:
        reasons.append(Reason("receipt.nobodys", "nobody is known to have paid it: say first who did"))
    if unapplied_minor(receipt) <= 0:
        reasons.append(Reason("receipt.nothing_left", "nothing of the payment is left"))
    if receipt.standing == State.FULL_SETTLEMENT:
        reasons.append(
            Reason("receipt.full_settlement", "it is offered as payment in full: whoever may settle decides first")
        )
    if receipt.posting_date is None:
        reasons.append(Reason("receipt.no_cash", "the payment is no cash yet: it is held until its date"))
    if reasons:
        raise Refusal(tuple(reasons))
    if standing == State.FULL_SETTLEMENT and until is None:
        until = repayment_deadline(receipt.value_date)
    decided(receipt, standing=standing, why=why.strip(), until=until)
    if standing == State.REFUND:
        ask_refund(receipt, by=by, at=at)
    append(
        "receipt.decided",
        by=by.username,
        at=at,
        subject=("receipt", receipt.id),
        company_id=receipt.company_id,
        customer_id=receipt.customer_id,
        facts={"standing": standing, "until": until.isoformat() if until else None},
        private={"why": why.strip()},
    )
    return receipt


def ask_refund(receipt: Receipt, *, by: User, at: dt.datetime) -> Refund:
    """Write the request to give back all that is left of a locked receipt; another person confirms it."""
    asked = Refund.objects.filter(receipt=receipt, state=Refund.State.ASKED).first()
    return asked or Refund.objects.create(
        company_id=receipt.company_id,
        receipt=receipt,
        currency=receipt.currency,
        amount_minor=unapplied_minor(receipt),
        why=receipt.standing_why,
        asked_by=by.username,
        asked_at=at,
    )


def locked(
    receipt: Receipt, *, customers: Sequence[int] = (), item_ids: Sequence[int] = (), match: Match | None = None
) -> Receipt:
    """The receipt as it is now with its payment, locked, and before it the customers whose items are moved."""
    ids = set(customers)
    ids |= set(OpenItem.objects.filter(id__in=item_ids).values_list("customer_id", flat=True))
    ids |= set(Receipt.objects.filter(id=receipt.id, customer__isnull=False).values_list("customer_id", flat=True))
    if match is not None:
        of_match = Posting.objects.filter(match_posting__match=match, entries__customer__isnull=False)
        ids |= set(of_match.values_list("entries__customer_id", flat=True))
    lock_customers(ids)
    held = Receipt.objects.select_for_update(of=("self",)).select_related("company", "customer", "item", "account")
    return held.get(id=receipt.id)


def refuse_changed(receipt: Receipt, *, revision: int) -> None:
    """Raise a Refusal where somebody decided about the receipt since the person looked at it, or it is gone."""
    if receipt.standing in GONE:
        raise refuse("receipt.gone", "the payment %(number)s was taken back or returned", number=receipt.number)
    if receipt.revision != revision:
        raise refuse(
            "receipt.changed_meanwhile",
            "somebody decided about the payment %(number)s meanwhile: look at it again",
            number=receipt.number,
        )


def refuse_payer(receipt: Receipt, customer: Customer) -> None:
    """Raise a Refusal where the customer cannot be who paid: another company's, or another than who is known."""
    if customer.company_id != receipt.company_id:
        raise refuse("receipt.company", "the customer is another company's")
    if receipt.customer_id not in (None, customer.id):
        raise refuse(
            "receipt.other_customer",
            "the payment is on the account %(number)s: take it off there first",
            number=receipt.customer.number if receipt.customer else "",
        )
    if receipt.posting_date is None:
        raise refuse("receipt.no_cash", "the payment is no cash yet: it is held until its date")


def learn_payer(receipt: Receipt, customer: Customer, *, by: User, at: dt.datetime) -> None:
    """Remember the account and the name under which the customer paid, as a person has just decided.

    Money that was on his account already taught it when it was put there.
    """
    if receipt.item_id is not None:
        return
    signs = (
        (PayerSign.Kind.BANK_ACCOUNT, comparable_account(receipt.payer_account)),
        (PayerSign.Kind.NAME, comparable_name(receipt.payer_name)),
    )
    for kind, value in signs:
        if not value:
            continue
        sign, _ = PayerSign.objects.get_or_create(
            company_id=receipt.company_id,
            customer=customer,
            kind=kind,
            value=value[:140],
            forgotten_at=None,
            defaults={"learned_by": by.username, "learned_at": at},
        )
        sign.times, sign.learned_from = sign.times + 1, receipt
        sign.save(update_fields=["times", "learned_from"])


def forget_payer(receipt: Receipt, *, by: User, at: dt.datetime) -> None:
    """Forget what the receipt taught, where it taught it alone."""
    taught = PayerSign.objects.filter(learned_from=receipt, forgotten_at__isnull=True)
    taught.filter(times__lte=1).update(forgotten_at=at, forgotten_by=by.username)


def _off_the_account(receipt: Receipt, item: OpenItem, *, why: str, as_of: dt.date) -> Act:
    if Posting.objects.filter(entries__item=item, kind=Posting.Kind.IMPORT).exists():
        raise refuse("receipt.of_erp", "the ERP put it on the account: there it is taken off")
    lines = (
        Line(receipt.currency, receipt.amount_minor, item_id=item.id, customer_id=item.customer_id),
        Line(receipt.currency, -receipt.amount_minor, account=accounts.UNIDENTIFIED),
    )
    key, facts = f"receipt/{receipt.id}/off/{receipt.revision}", {"receipt": receipt.id}
    return Act(Posting.Kind.TRANSFER, as_of, key, lines, "receipt.unidentified", reason=why, facts=facts)


def decided(receipt: Receipt, *, standing: str, why: str = "", until: dt.date | None = None) -> None:
    """Write what was decided about a locked receipt. A refund that was asked for falls with any other decision."""
    if standing != State.REFUND and receipt.standing == State.REFUND:
        Refund.objects.filter(receipt=receipt, state=Refund.State.ASKED).update(state=Refund.State.WITHDRAWN)
    receipt.standing, receipt.standing_why, receipt.standing_until = standing, why[:200], until
    receipt.revision += 1
    receipt.save(update_fields=["standing", "standing_why", "standing_until", "revision"])
