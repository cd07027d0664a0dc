"""Payments that were entered by hand and that the bank tells of later: one receipt, and the money goes to the bank.

A post-dated check that is still held is one of them: what the bank tells of it makes it cash.

What is proved to be the same is tied when the file is posted; what may be the same is matched by nobody but a person,
who ties it or matches it. docs/rules/cash_bank_files.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from creditdesk.cash import accounts
from creditdesk.cash.access import receipts_for
from creditdesk.cash.actions import GONE, decided, locked, refuse_changed
from creditdesk.cash.models import BankedReceipt, BankLine, Match, Receipt, Remittance
from creditdesk.cash.receiving import deposit
from creditdesk.domain.cash_entered import Paid, Question, entered_before
from creditdesk.domain.cash_payers import comparable_account
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables.acts import Act, By, turned_act, write_acts
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.posting import Line

_Customers = Mapping[int, int | None]


def entered_by_hand() -> QuerySet[Receipt]:
    """Payments that are in the cash in hand, and checks that are held, of which no bank has told."""
    banked = BankedReceipt.objects.filter(receipt=OuterRef("pk"), undone_at__isnull=True)
    found = Receipt.objects.filter(
        ~Exists(banked),
        Q(posting_date__isnull=False) | Q(standing=Receipt.Standing.POST_DATED),
        line__isnull=True,
        account__isnull=True,
        exchanged_from__isnull=True,
    )
    return found.exclude(channel=Receipt.Channel.ERP).exclude(standing__in=GONE)


def certain_of(lines: Sequence[BankLine], *, payers: _Customers, policy: PolicyInForce) -> dict[int, Receipt]:
    """Line → the payment entered by hand that it is proved to be, locked. One that two lines may be is neither's.

    `payers` is line → the customer who is known to pay from its account.
    """
    if not lines:
        return {}
    found = entered_by_hand().filter(company_id=lines[0].company_id, amount_minor__in={x.amount_minor for x in lines})
    rows = list(found.select_for_update(of=("self",)).select_related("customer").order_by("id"))
    questions = _questions(((line, payers.get(line.id)) for line in lines), rows, policy=policy)
    times = Counter(one.certain for one in questions.values())
    by_id = {row.id: row for row in rows}
    return {
        line_id: by_id[one.certain]
        for line_id, one in questions.items()
        if one.certain is not None and times[one.certain] == 1
    }


def in_doubt(receipts: Sequence[Receipt], *, policy: PolicyInForce) -> dict[int, tuple[int, ...]]:
    """Receipt of a bank's line → the payments entered by hand that may be the same one."""
    told = {one.line_id: one for one in receipts if one.line_id is not None}
    if not told:
        return {}
    lines = BankLine.objects.filter(id__in=told).select_related("statement")
    amounts = {one.amount_minor for one in told.values()}
    company_ids = {one.company_id for one in told.values()}
    rows = list(entered_by_hand().filter(company_id__in=company_ids, amount_minor__in=amounts).order_by("id"))
    if not rows:
        return {}
    pairs = ((line, told[line.id].customer_id) for line in lines)
    return {told[line_id].id: one.ids for line_id, one in _questions(pairs, rows, policy=policy).items() if one.ids}


def entered_and_seen(receipt: Receipt, *, user: User, as_of: dt.date) -> list[Receipt]:
    """The payments entered by hand that a bank's payment may be, of those that the user may see."""
    if receipt.line_id is None:
        return []
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    ids = in_doubt([receipt], policy=policy).get(receipt.id, ())
    return list(receipts_for(user, as_of=as_of).filter(id__in=ids).order_by("id")) if ids else []


def named_beside(receipt_id: int | None, *, user: User, as_of: dt.date) -> Receipt:
    """The payment that somebody names as the same one as another. Raises Refusal where he sees no such payment: what
    he asks for is the other, and that is there.
    """
    found = receipts_for(user, as_of=as_of).filter(id=receipt_id).first() if receipt_id else None
    if found is None:
        raise refuse("receipt.same_which", "say which payment it is")
    return found


def _questions(
    lines: Iterable[tuple[BankLine, int | None]], rows: Sequence[Receipt], *, policy: PolicyInForce
) -> dict[int, Question]:
    by_amount: dict[tuple[int, str, int], list[Receipt]] = defaultdict(list)
    for row in rows:
        by_amount[row.company_id, row.currency, row.amount_minor].append(row)
    days = policy.document.cash.entered_days
    return {
        line.id: entered_before(
            _of_line(line, customer_id=customer_id),
            among=map(_of_receipt, by_amount.get((line.company_id, line.currency, line.amount_minor), ())),
            days=days,
        )
        for line, customer_id in lines
    }


def _of_line(line: BankLine, *, customer_id: int | None) -> Paid:
    return Paid(
        line.id,
        line.value_date,
        number=line.payer_reference if line.statement.format == "lockbox" else "",
        references=(line.payer_reference, line.bank_reference),
        text=line.text,
        names=(line.party_name,),
        accounts=frozenset({comparable_account(line.party_account)} - {""}),
        customer_id=customer_id,
    )


def _of_receipt(one: Receipt) -> Paid:
    names = (one.payer_name, *((one.customer.name, one.customer.legal_name) if one.customer else ()))
    own = frozenset({comparable_account(one.payer_account)} - {""})
    return Paid(
        one.id,
        one.value_date,
        number=one.trace,
        names=names,
        accounts=own,
        customer_id=one.customer_id,
        is_held=_is_held(one),
    )


def _is_held(one: Receipt) -> bool:
    return one.standing == Receipt.Standing.POST_DATED


def customers_of_held(company_id: int, amounts_minor: Collection[int]) -> set[int]:
    """Whose accounts a bank's payments of these amounts may move: those who gave checks that are held."""
    held = Receipt.objects.filter(company_id=company_id, standing=Receipt.Standing.POST_DATED, customer__isnull=False)
    told = held.order_by().values_list("amount_minor", "customer_id")
    return {customer_id for minor, customer_id in told if minor in amounts_minor}


def deposit_held(
    receipts: Iterable[Receipt], *, days: Mapping[int, dt.date], policy: PolicyInForce, as_of: dt.date, by: By
) -> None:
    """Those of these locked receipts that are held checks become cash on their day (receipt → day of the bank)."""
    for one in receipts:
        if _is_held(one):
            lock_customers(filter(None, [one.customer_id]))
            deposit(one, on=days[one.id], policy=policy, as_of=as_of, by=by)
            decided(one, standing=Receipt.Standing.NONE)


def tie(receipt: Receipt, line: BankLine, *, day: dt.date, by: By) -> Act:
    """Say that a locked receipt is a bank's line; the act that moves its money from the cash in hand to the bank."""
    BankedReceipt.objects.create(
        company_id=receipt.company_id, receipt=receipt, line=line, posting_date=day, by=by.username, at=by.at
    )
    lines = (
        Line(receipt.currency, receipt.amount_minor, account=line.account.gl_account),
        Line(receipt.currency, -receipt.amount_minor, account=accounts.CASH_IN_HAND),
    )
    facts = {"receipt": receipt.id, "line": line.id}
    return Act(Posting.Kind.TRANSFER, day, _key(receipt.id, line.id), lines, "receipt.banked", facts=facts)


def untie(lines: Sequence[BankLine], *, as_of: dt.date, at: dt.datetime, reason: str) -> list[Act]:
    """Take back that these lines tell of payments entered by hand: those are cash in hand again, whatever they pay."""
    banked = BankedReceipt.objects.filter(line__in=lines, undone_at__isnull=True).order_by("-id")
    keys = [_key(one.receipt_id, one.line_id) for one in banked]
    company_ids = {one.company_id for one in banked}
    posted = Posting.objects.filter(company_id__in=company_ids, key__in=keys, reversed_by__isnull=True)
    acts = [
        turned_act(one, posting_date=max(as_of, one.posting_date), key=f"{one.key}/undone", reason=reason)
        for one in posted.prefetch_related("entries").order_by("-id")
    ]
    banked.update(undone_at=at)
    return acts


def companies_with_banked(file_ids: Sequence[int]) -> list[int]:
    """The companies of which these files told payments that were entered by hand before."""
    found = BankedReceipt.objects.filter(line__statement__file_id__in=file_ids, undone_at__isnull=True).order_by()
    return list(found.values_list("company_id", flat=True).distinct())


def line_of(receipt: Receipt) -> BankLine | None:
    """The line of a bank that tells of the payment, whether it brought it or not."""
    if receipt.line is not None or receipt.account_id is not None:
        return receipt.line
    banked = BankedReceipt.objects.filter(receipt=receipt, undone_at__isnull=True).select_related("line").first()
    return banked.line if banked is not None else None


def _key(receipt_id: int, line_id: int) -> str:
    return f"receipt/{receipt_id}/banked/{line_id}"


@action
def say_same(told: Receipt, entered: Receipt, *, revision: int, as_of: dt.date, by: User, at: dt.datetime) -> Receipt:
    """Say that what the bank told is a payment that was entered by hand: its own receipt goes, the other one is the
    bank's line from now on. Returns that one.

    Raises Refusal where the two cannot be one, something of what the bank told pays something already, or somebody
    decided about it since this `revision`.
    """
    told = locked(told, customers=[entered.customer_id] if entered.customer_id is not None else [])
    refuse_changed(told, revision=revision)
    same = entered_by_hand().select_for_update(of=("self",)).filter(id=entered.id).first()
    line = told.line
    policy = policy_in_force(as_of=as_of, company_id=told.company_id)
    if same is None or line is None or same.id not in in_doubt([told], policy=policy).get(told.id, ()):
        raise refuse(
            "receipt.not_same",
            "%(number)s is not the same payment: see its amount, payer and day",
            number=entered.number,
        )
    _refuse_used(told)
    acts = [
        turned_act(one, posting_date=max(as_of, one.posting_date), key=f"{one.key}/same", reason=f"is {same.number}")
        for one in _postings_of(told)
    ]
    told.standing, told.standing_why = Receipt.Standing.TAKEN_BACK, f"is {same.number}"
    told.revision += 1
    told.save(update_fields=["standing", "standing_why", "revision"])
    _hand_on_lists(told, same)
    who = By(by.username, at, policy.number)
    deposit_held([same], days={same.id: as_of}, policy=policy, as_of=as_of, by=who)
    acts.append(tie(same, line, day=as_of, by=who))
    write_acts(told.company_id, acts, by=who, as_of=as_of, edges=policy.document.aging.buckets)
    if told.item_id is not None:
        OpenItem.objects.filter(id=told.item_id).update(voided_on=as_of)
    append(
        "receipt.same",
        by=by.username,
        at=at,
        subject=("receipt", told.id),
        company_id=told.company_id,
        customer_id=same.customer_id,
        facts={"receipt": same.id, "line": line.id},
    )
    return same


def _hand_on_lists(told: Receipt, same: Receipt) -> None:
    """The lists of the bank's payment are those of the one that stays; where that has its own, they wait for a person:
    the payer told of one payment twice.
    """
    lists = Remittance.objects.filter(receipt=told)
    if Remittance.objects.filter(receipt=same).exists():
        lists.update(state=Remittance.State.WAITING, receipt=None, revision=F("revision") + 1)
    else:
        lists.update(receipt=same)


def _refuse_used(told: Receipt) -> None:
    if told.standing:
        raise refuse("receipt.decided", "something is decided about it: have it worked again first")
    if Match.objects.filter(receipt=told, taken_back="").exists() or (
        told.item is not None and told.item.open_minor != told.item.original_minor
    ):
        raise refuse("receipt.applied", "part of the payment is applied: take the matches back first")


def _postings_of(receipt: Receipt) -> list[Posting]:
    """What the receipt posted and stands, the newest first."""
    own = Posting.objects.filter(company_id=receipt.company_id, key=f"receipt/{receipt.id}")
    more = Posting.objects.filter(company_id=receipt.company_id, key__startswith=f"receipt/{receipt.id}/")
    found = (own | more).filter(reverses__isnull=True, reversed_by__isnull=True)
    return list(found.prefetch_related("entries").order_by("-id"))
