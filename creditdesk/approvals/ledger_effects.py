"""Adjustments and write-offs: what they post, and how it is taken back. docs/rules/requests.md.

A write-off of 7,500.00 with 500.00 of tax in it, by the default policy::

    INV 88120          -7,500.00
    allowance          +7,000.00
    sales_tax_payable    +500.00

A debit adjustment makes a debit memo on the account instead. A credit of the customer is never moved by either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.approvals import beside as standing_beside
from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.facts import item_facts
from creditdesk.approvals.models import Recovery, RequestEffect
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Cause
from creditdesk.domain.reasons import refuse
from creditdesk.domain.requests import Content, Direction, Kind
from creditdesk.policy.queries import PolicyInForce
from creditdesk.receivables import acts
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.posting import Line
from creditdesk.receivables.recognition import NewItem


def account_of(content: Content, policy: PolicyDocument) -> str:
    """The account beside receivables."""
    if content.kind is Kind.WRITE_OFF:
        return policy.requests.allowance_account
    return policy.requests.adjustment.of(Cause(content.reason)).account


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """What will be posted: each document with what is open of it before and after, then the accounts."""
    items = item_facts([line.item_id or 0 for line in content.lines], customer_id=customer_id, as_of=as_of)
    found = []
    for line in content.lines:
        item = items.get(line.item_id or 0)
        if item is None:
            found.append(Ahead(line.number, line.amount_minor, content.currency))
        else:
            before, after = item.open_minor, item.open_minor - line.amount_minor
            shown = (str(Money(before, content.currency)), str(Money(after, content.currency)))
            found.append(Ahead(line.number, -line.amount_minor, content.currency, *shown))
    beside = [(account, minor) for account, minor in _beside(content, policy)]
    if any(item.is_on_plan for item in items.values()):
        found += standing_beside.told(content, customer_id)
    return found + [Ahead(account, minor, content.currency, account=account) for account, minor in beside]


def carry_out(act: Act) -> list[Done]:
    """Post it as one posting on the day of the approval."""
    content, request = act.content, act.request
    debit = content.kind is Kind.ADJUSTMENT and content.direction is Direction.DEBIT
    item_ids = _debit_memos(act) if debit else [line.item_id for line in content.lines]
    sign = 1 if debit else -1
    lines = [
        Line(content.currency, sign * line.amount_minor, item_id=item_id, customer_id=request.customer_id)
        for line, item_id in zip(content.lines, item_ids, strict=True)
    ]
    beside = _beside(content, act.policy.document)
    lines += [Line(content.currency, minor, account=account) for account, minor in beside]
    is_write_off = content.kind is Kind.WRITE_OFF
    posted = acts.Act(
        Posting.Kind.WRITE_OFF if is_write_off else Posting.Kind.ADJUSTMENT,
        act.as_of,
        f"request/{request.id}",
        tuple(lines),
        "claim.written_off" if is_write_off else "account.adjusted",
        reason=content.words,
        facts={"request": request.id},
    )
    return [Done(posting_id=_write(act, posted))]


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Reverse the posting. Raises Refusal for a write-off of which something was recovered."""
    if Recovery.objects.filter(request=act.request).exists():
        raise refuse("request.recovered", "money came for it since: take that back first")
    done = []
    for effect in effects:
        assert effect.posting is not None
        if Posting.objects.filter(reverses=effect.posting).exists():
            raise refuse("reversal.twice", "this posting was taken back already")
        _refuse_used(effect.posting)
        key = f"request/{act.request.id}/back"
        turned = acts.turned_act(effect.posting, posting_date=act.as_of, key=key, reason=why)
        done.append(Done(posting_id=_write(act, turned)))
    return done


def _beside(content: Content, policy: PolicyDocument) -> list[tuple[str, int]]:
    """The accounts beside receivables: the claim without its tax, and the tax."""
    sign = -1 if content.kind is Kind.ADJUSTMENT and content.direction is Direction.DEBIT else 1
    tax = sum(line.tax_minor for line in content.lines)
    amounts = ((account_of(content, policy), content.amount_minor - tax), (policy.requests.tax_account, tax))
    return [(account, sign * minor) for account, minor in amounts if minor]


def _debit_memos(act: Act) -> list[int]:
    new = [
        NewItem(
            customer_id=act.request.customer_id,
            kind=OpenItem.Kind.DEBIT_MEMO.value,
            number=f"ADJ-{act.request.id}-{number}",
            currency=act.content.currency,
            original_minor=line.amount_minor,
            document_date=act.as_of,
            posting_date=act.as_of,
            due_date=act.as_of,
            reference=line.number[:120],
        )
        for number, line in enumerate(act.content.lines, start=1)
    ]
    return acts.new_items(act.request.company_id, [(one, None) for one in new], import_file_id=None)


def _write(act: Act, posted: acts.Act) -> int:
    return write_one(posted, company_id=act.request.company_id, by=act.by.username, at=act.at, policy=act.policy)


def write_one(posted: acts.Act, *, company_id: int, by: str, at: dt.datetime, policy: PolicyInForce) -> int:
    """Write one act of the day of its posting; returns the posting."""
    who, edges = acts.By(by, at, policy.number), policy.document.aging.buckets
    (posting_id,) = acts.write_acts(company_id, [posted], by=who, as_of=posted.posting_date, edges=edges)
    return posting_id


def _refuse_used(posting: Posting) -> None:
    """Taking it back leaves every document between nothing and its original."""
    for entry in posting.entries.filter(item__isnull=False).select_related("item"):
        item = entry.item
        assert item is not None
        after = item.open_minor - entry.amount_minor
        if not min(0, item.original_minor) <= after <= max(0, item.original_minor):
            text = "%(number)s was used by a later posting: take that back first"
            raise refuse("reversal.used", text, number=item.number)


EFFECT = Effect(preview, carry_out, take_back, standing_beside.objections)
