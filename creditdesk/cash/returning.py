"""A payment came back: in one act all that was posted because of it is taken back, dated the day of its return.

Its matches go first, with their discounts, small differences and deductions, so that every item is open again with the
due date that it had; then the receipt itself, so that the books hold no money that the bank does not hold. What follows
for the account (event, promise, sales, certified funds) is told to the rooms above. docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.cash import accounts
from creditdesk.cash.actions import GONE, decided, locked, refuse_changed
from creditdesk.cash.models import Match, Receipt, ReturnedPayment
from creditdesk.cash.taking_back import mark_taken_back, refuse_used
from creditdesk.domain.cash_returns import (
    AGAIN_DAYS,
    RETURN_DAYS,
    CameIn,
    Found,
    ReturnFacts,
    find_presented_again,
    find_returned,
    unfit_return,
)
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import User
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables.acts import Act, By, new_items, turned_act, write_acts
from creditdesk.receivables.models import Entry, OpenItem, Period, Posting
from creditdesk.receivables.posting import Line
from creditdesk.receivables.recognition import NewItem

State = ReturnedPayment.State


@dataclass(frozen=True, slots=True)
class Return:
    """Why and when a payment came back. `fee`: a person knows that the contract allows the policy's fee."""

    code: str
    reason: str
    day: dt.date
    fee: bool = False


def told_by_bank(returned: ReturnedPayment, *, fee: bool = False) -> Return:
    """A return as the bank told it; some banks give neither a code nor words."""
    return Return(returned.code, returned.reason or returned.code or "returned", returned.day, fee=fee)


@action
def return_payment(
    receipt: Receipt,
    *,
    told: Return,
    revision: int,
    returned: ReturnedPayment | None = None,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    key: str,
) -> ReturnedPayment:
    """Take a payment back that the bank returned; `returned` is what the bank said of it, if a file brought that.

    Raises Refusal with every reason: another amount, a day before it came, nobody to charge a fee; or where a later act
    used what the payment made, such as a credit for a deduction. The same key, and the same return, act once.
    """
    receipt = Receipt.objects.get(id=receipt.exchanged_from_id or receipt.id)
    receipt = locked(receipt, customers=list(_moved_customers(receipt)))
    if done := _done(receipt, returned, key=key):
        return done
    refuse_changed(receipt, revision=revision)
    _refuse_unfit(receipt, told, returned, as_of=as_of)
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    who = By(by.username, at, policy.number)
    matches = list(_standing_matches(receipt))
    postings = list(_postings_of(receipt, matches))
    day = _posting_day(postings, receipt=receipt, wanted=told.day, as_of=as_of)
    acts = [turned_act(one, posting_date=day, key=f"{one.key}/back", reason=_why(told)) for one in postings]
    refuse_used(acts)
    fee_item, fee = _fee(receipt, told, policy=policy, day=day) if told.fee else (None, [])
    write_acts(receipt.company_id, [*acts, *fee], by=who, as_of=as_of, edges=policy.document.aging.buckets)
    mark_taken_back(matches, cause=Match.TakenBack.RETURNED, why=_why(told), on=day, by=who)
    for one in (receipt, *_exchanged(receipt)):
        decided(one, standing=Receipt.Standing.RETURNED, why=_why(told))
    row = _kept(receipt, told, returned, day=day, fee_item=fee_item, by=by, at=at, key=key)
    append(
        "payment.returned",
        by=by.username,
        at=at,
        subject=("returned_payment", row.id),
        company_id=receipt.company_id,
        customer_id=receipt.customer_id,
        facts={
            "receipt": receipt.id,
            "code": row.code,
            "day": row.day.isoformat(),
            "posting_date": day.isoformat(),
            "matches": [match.id for match in matches],
            "fee_item": fee_item,
        },
        private={"reason": row.reason},
    )
    return row


def _done(receipt: Receipt, returned: ReturnedPayment | None, *, key: str) -> ReturnedPayment | None:
    """The return as it was carried out already; None where it was not. Raises Refusal where it was another's."""
    if returned is None:
        return ReturnedPayment.objects.filter(company_id=receipt.company_id, key=key, state=State.DONE).first()
    row = ReturnedPayment.objects.select_for_update(of=("self",)).get(id=returned.id)
    if row.company_id != receipt.company_id:
        raise refuse("returned.company", "the return is of another company's bank account")
    if row.state == State.DONE and row.receipt_id != receipt.id:
        raise refuse("returned.done", "somebody said meanwhile that another payment came back")
    if row.state == State.SET_ASIDE:
        raise refuse("returned.set_aside", "the return was set aside: take that back first")
    return row if row.state == State.DONE else None


def _refuse_unfit(receipt: Receipt, told: Return, returned: ReturnedPayment | None, *, as_of: dt.date) -> None:
    amounts = [(receipt.amount_minor, receipt.currency)]
    if returned is not None:
        amounts.append((returned.amount_minor, returned.currency))
    if reasons := unfit_return(
        amounts=amounts, value_date=receipt.value_date, day=told.day, as_of=as_of, reason=_why(told)
    ):
        raise Refusal(reasons)
    if receipt.posting_date is None:
        raise refuse("receipt.no_cash", "the payment is no cash yet: it is held until its date")
    if not Posting.objects.filter(company_id=receipt.company_id, key=f"receipt/{receipt.id}").exists():
        raise refuse("returned.of_erp", "the ERP put the payment on the account: there it is returned")
    if told.fee and receipt.customer_id is None:
        raise refuse("returned.fee_nobody", "nobody is known to have paid it: there is nobody to charge a fee to")


def _why(told: Return) -> str:
    return f"{told.code} {told.reason}".strip()


def _exchanged(receipt: Receipt) -> list[Receipt]:
    """What the payment became in another currency, where that stands."""
    return list(receipt.exchanged_to.exclude(standing__in=GONE).select_for_update(of=("self",)))


def _standing_matches(receipt: Receipt) -> QuerySet[Match]:
    own = Q(receipt=receipt) | Q(receipt__exchanged_from=receipt)
    return Match.objects.filter(own, taken_back="").order_by("-id")


def _postings_of(receipt: Receipt, matches: Sequence[Match]) -> QuerySet[Posting]:
    """Every posting that stands because of the payment, the newest first: its matches, what was applied of it by hand,
    and what brought it into the books and onto accounts.
    """
    receipts = [receipt.id, *(one.id for one in _exchanged(receipt))]
    items = list(Receipt.objects.filter(id__in=receipts, item__isnull=False).values_list("item_id", flat=True))
    own = Q(key__in=[f"receipt/{one}" for one in receipts])
    for one in receipts:
        own |= Q(key__startswith=f"receipt/{one}/")
    applied = Q(
        kind__in=[Posting.Kind.APPLICATION, Posting.Kind.DISCOUNT],
        id__in=Entry.objects.filter(item__in=items).values("posting_id"),
    )
    of_matches = Q(match_posting__match__in=[match.id for match in matches])
    found = Posting.objects.filter(own | applied | of_matches, company_id=receipt.company_id, reversed_by__isnull=True)
    return found.exclude(kind=Posting.Kind.REVERSAL).prefetch_related("entries").order_by("-id")


def _moved_customers(receipt: Receipt) -> Iterable[int]:
    """Whose items the payment's postings moved: all of them are locked before it."""
    matches = list(_standing_matches(receipt))
    moved = Entry.objects.filter(posting__in=_postings_of_unlocked(receipt, matches), customer__isnull=False)
    return set(moved.values_list("customer_id", flat=True))


def _postings_of_unlocked(receipt: Receipt, matches: Sequence[Match]) -> Sequence[int]:
    found = Q(match_posting__match__in=[match.id for match in matches])
    of = Receipt.objects.filter(Q(id=receipt.id) | Q(exchanged_from=receipt), item__isnull=False)
    found |= Q(id__in=Entry.objects.filter(item__in=of.values("item_id")).values("posting_id"))
    return list(Posting.objects.filter(found, company_id=receipt.company_id).values_list("id", flat=True))


def _posting_day(postings: Sequence[Posting], *, receipt: Receipt, wanted: dt.date, as_of: dt.date) -> dt.date:
    """The day of the return; today where that lies in a closed period, and never before what is taken back."""
    day = max([wanted, *(one.posting_date for one in postings)])
    closed = Period.objects.filter(company_id=receipt.company_id, first_day__lte=day, last_day__gte=day).exists()
    return as_of if closed else day


def _fee(receipt: Receipt, told: Return, *, policy: PolicyInForce, day: dt.date) -> tuple[int, list[Act]]:
    """The policy's fee as a document on the account, in the payment's currency by the rate of the day."""
    document = policy.document
    rate = minor_rates(document.currency, as_of=day).get(receipt.currency)
    if rate is None:
        text = "there is no rate for %(currency)s: the fee cannot be charged in it"
        raise refuse("returned.fee_rate", text, currency=receipt.currency)
    amount = document.minor(document.nsf.fee) * 1_000_000 // rate
    if amount <= 0:
        raise refuse("returned.no_fee", "the policy has no fee for returned payments")
    assert receipt.customer_id is not None
    item = NewItem(
        customer_id=receipt.customer_id,
        kind=OpenItem.Kind.FEE,
        number=f"{receipt.number}-FEE",
        currency=receipt.currency,
        original_minor=amount,
        document_date=day,
        posting_date=day,
        due_date=day,
        reference=f"{told.code} {receipt.trace}".strip()[:120],
    )
    (item_id,) = new_items(receipt.company_id, [(item, None)], import_file_id=None)
    lines = (
        Line(receipt.currency, amount, item_id=item_id, customer_id=receipt.customer_id),
        Line(receipt.currency, -amount, account=accounts.RETURN_FEES),
    )
    key, facts = f"returned/{receipt.id}/fee", {"receipt": receipt.id}
    return item_id, [Act(Posting.Kind.ADJUSTMENT, day, key, lines, "fee.charged", reason=_why(told), facts=facts)]


def _kept(
    receipt: Receipt,
    told: Return,
    returned: ReturnedPayment | None,
    *,
    day: dt.date,
    fee_item: int | None,
    by: User,
    at: dt.datetime,
    key: str,
) -> ReturnedPayment:
    columns = ["receipt", "state", "posting_date", "fee_item", "code", "reason"]
    row = returned or ReturnedPayment(
        company_id=receipt.company_id,
        key=key,
        currency=receipt.currency,
        amount_minor=receipt.amount_minor,
        day=told.day,
        reference=receipt.trace,
        party_name=receipt.payer_name,
        recorded_at=at,
        recorded_by=by.username,
    )
    row.receipt, row.state, row.posting_date, row.fee_item_id = receipt, State.DONE, day, fee_item
    row.code, row.reason = (told.code or row.code)[:20], (told.reason or row.reason)[:200]
    row.save(update_fields=columns if returned is not None else None)
    return row


@action
def set_return_aside(returned: ReturnedPayment, *, why: str, by: User, at: dt.datetime) -> ReturnedPayment:
    """Say that nothing is posted for a return, and why: it is of money that was never a receipt here."""
    return _move(returned, State.WAITING, State.SET_ASIDE, why=why, by=by, at=at)


@action
def take_return_up(returned: ReturnedPayment, *, why: str, by: User, at: dt.datetime) -> ReturnedPayment:
    """Let a return wait again that was set aside."""
    return _move(returned, State.SET_ASIDE, State.WAITING, why=why, by=by, at=at)


def _move(
    returned: ReturnedPayment, before: str, after: str, *, why: str, by: User, at: dt.datetime
) -> ReturnedPayment:
    row = ReturnedPayment.objects.select_for_update(of=("self",)).get(id=returned.id)
    if not why.strip():
        raise refuse("returned.say_why", "say why")
    if row.state != before:
        raise refuse("returned.changed_meanwhile", "somebody decided about this return meanwhile: look at it again")
    row.state, row.why = after, why.strip()[:200]
    row.save(update_fields=["state", "why"])
    append(
        "payment.return_set_aside" if after == State.SET_ASIDE else "payment.return_taken_up",
        by=by.username,
        at=at,
        subject=("returned_payment", row.id),
        company_id=row.company_id,
        private={"why": row.why},
    )
    return row


@action
def present_again(
    returned: ReturnedPayment, receipt: Receipt, *, as_of: dt.date, by: User, at: dt.datetime
) -> ReturnedPayment:
    """Say that a payment is the returned one presented again: both are one event. Raises Refusal where it cannot be."""
    lock_customers([receipt.customer_id] if receipt.customer_id else [])
    row = ReturnedPayment.objects.select_for_update(of=("self",)).select_related("receipt").get(id=returned.id)
    if row.paid_by_id == receipt.id:
        return row
    if row.state != State.DONE or row.receipt is None or row.paid_by_id is not None:
        raise refuse("returned.changed_meanwhile", "somebody decided about this return meanwhile: look at it again")
    of = came_in(receipt)
    found = find_presented_again(came_in(row.receipt), day=row.day, among=[of])
    if receipt.standing in GONE or receipt.company_id != row.company_id or not found.candidates:
        text = "%(number)s is not the returned payment again: amount, payer or day differ"
        raise refuse("returned.not_again", text, number=receipt.number)
    row.paid_by = receipt
    row.save(update_fields=["paid_by"])
    append(
        "payment.presented_again",
        by=by.username,
        at=at,
        subject=("returned_payment", row.id),
        company_id=row.company_id,
        customer_id=row.receipt.customer_id,
        facts={"receipt": receipt.id, "returned": row.receipt_id, "as_of": as_of.isoformat()},
    )
    return row


def mark_told(returned: ReturnedPayment, *, at: dt.datetime) -> None:
    """Note that the rooms above were told, in the transaction in which they wrote what follows."""
    ReturnedPayment.objects.filter(id=returned.id).update(told_at=at)


# ---------------------------------------------------------------- finding


def candidates(returned: ReturnedPayment) -> Found:
    """The payments that a return may be of."""
    told = ReturnFacts(returned.currency, returned.amount_minor, returned.day, returned.reference, returned.party_name)
    first = returned.day - dt.timedelta(days=RETURN_DAYS)
    fitting = _like(returned).filter(value_date__gte=first, value_date__lte=returned.day)
    return find_returned(told, among=map(came_in, fitting))


def candidates_again(returned: ReturnedPayment) -> Found:
    """The payments that may be the returned one presented again."""
    if returned.receipt is None or returned.state != State.DONE or returned.paid_by_id is not None:
        return Found()
    last = returned.day + dt.timedelta(days=AGAIN_DAYS)
    fitting = _like(returned).filter(value_date__gte=returned.day, value_date__lte=last)
    return find_presented_again(came_in(returned.receipt), day=returned.day, among=map(came_in, fitting))


def _like(returned: ReturnedPayment) -> QuerySet[Receipt]:
    found = Receipt.objects.filter(
        company_id=returned.company_id,
        currency=returned.currency,
        amount_minor=returned.amount_minor,
        posting_date__isnull=False,
        exchanged_from__isnull=True,
    )
    return found.exclude(standing__in=GONE).order_by("id")


def came_in(receipt: Receipt) -> CameIn:
    """The receipt as the rules of returns see it."""
    return CameIn(
        receipt.id,
        receipt.currency,
        receipt.amount_minor,
        receipt.value_date,
        receipt.trace,
        receipt.payer_name,
        receipt.payer_account,
        receipt.text,
        receipt.customer_id,
    )


def first_of(returned: ReturnedPayment) -> ReturnedPayment:
    """The return with which it began, where the payment that came back was itself one presented again."""
    seen = {returned.id}
    while returned.receipt_id is not None:
        before = ReturnedPayment.objects.filter(paid_by_id=returned.receipt_id, state=State.DONE).first()
        if before is None or before.id in seen:
            break
        returned = before
        seen.add(returned.id)
    return returned


# ---------------------------------------------------------------- by itself


def return_by_itself(company_id: int, *, as_of: dt.date, at: dt.datetime) -> int:
    """Carry out the waiting returns of which it is proved what they are of, and note payments that were presented
    again; returns how many. A fee is for a person, who knows the contract.
    """
    done = 0
    waiting = ReturnedPayment.objects.filter(company_id=company_id, state=State.WAITING, day__lte=as_of)
    for row in waiting.order_by("id"):
        certain = candidates(row).certain
        if certain is None:
            continue
        receipt = Receipt.objects.get(id=certain)
        try:
            return_payment(
                receipt,
                told=told_by_bank(row),
                revision=receipt.revision,
                returned=row,
                as_of=as_of,
                by=machine_user(),
                at=at,
                key=row.key,
            )
        except Refusal:
            continue  # it waits for a person, who is told why when he tries
        done += 1
    return done + _note_presented_again(company_id, as_of=as_of, at=at)


def companies_with_returns(file_ids: Sequence[int]) -> list[int]:
    """The companies for which these files brought returns that wait for their payments."""
    found = ReturnedPayment.objects.filter(file_id__in=list(file_ids), state=State.WAITING).order_by()
    return list(found.values_list("company_id", flat=True).distinct())


def _note_presented_again(company_id: int, *, as_of: dt.date, at: dt.datetime) -> int:
    noted = 0
    since = as_of - dt.timedelta(days=2 * AGAIN_DAYS)
    open_ones = ReturnedPayment.objects.filter(
        company_id=company_id, state=State.DONE, paid_by__isnull=True, day__gte=since, receipt__isnull=False
    )
    for row in open_ones.select_related("receipt").order_by("id"):
        certain = candidates_again(row).certain
        if certain is not None:
            present_again(row, Receipt.objects.get(id=certain), as_of=as_of, by=machine_user(), at=at)
            noted += 1
    return noted


def accounts_of(returned: ReturnedPayment) -> list[int]:
    """Everybody whose account the return moved: who paid, and whose items were paid."""
    if returned.receipt is None:
        return []
    of = Receipt.objects.filter(Q(id=returned.receipt_id) | Q(exchanged_from=returned.receipt_id))
    matched = Q(posting__match_posting__match__receipt__in=of.values("id"))
    moved = Entry.objects.filter(matched | Q(item__in=of.values("item_id")), customer__isnull=False)
    return sorted(set(moved.values_list("customer_id", flat=True)))
