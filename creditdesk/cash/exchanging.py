"""Money of another currency: what is left of a payment becomes a payment in the currency of the items that it pays.

Both sides go over an account of their own, so that each currency sums to zero. What it became is a receipt of its own,
which is matched as any other; it shares value date and payer, and is returned with the payment that it came from.
docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash import accounts
from creditdesk.cash.actions import decided, locked, refuse_changed
from creditdesk.cash.models import Receipt
from creditdesk.cash.settling import payment_of, unapplied_minor
from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.cash_exchange import Exchanged, decide_exchange
from creditdesk.domain.money import current_currencies
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables.acts import Act, By, new_items, turned_act, write_acts
from creditdesk.receivables.bulk import reserve_ids
from creditdesk.receivables.models import Posting
from creditdesk.receivables.posting import Line

_PPM = 1_000_000


@action
def exchange(
    receipt: Receipt,
    *,
    currency: str,
    amount_minor: int | None = None,
    revision: int,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
) -> Receipt:
    """Make what is left of a payment money of another currency; returns the receipt that it became.

    `amount_minor` is what it is taken for in that currency, None for what the rate of its value date gives. Raises
    Refusal without a rate, beyond the policy's difference, or where nothing is left.
    """
    receipt = locked(receipt)
    refuse_changed(receipt, revision=revision)
    left = _left(receipt)
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    if currency not in current_currencies():
        raise refuse("exchange.currency", "unknown currency %(currency)s", currency=currency[:10])
    found = what_it_becomes(receipt, currency=currency, amount_minor=amount_minor, policy=policy.document)
    if isinstance(found, Refusal):
        raise found
    became = _became(receipt, currency, found, as_of=as_of, by=by, at=at)
    _write(receipt, became, found, left=left, policy=policy, as_of=as_of, by=by, at=at)
    decided(receipt, standing=Receipt.Standing.NONE)
    return became


@action
def take_back_exchange(
    became: Receipt, *, why: str, revision: int, as_of: dt.date, by: User, at: dt.datetime
) -> Receipt:
    """Make money that was exchanged what it was before; returns that payment. Raises Refusal while any is applied."""
    if became.exchanged_from_id is None:
        raise refuse("exchange.not", "the payment was not exchanged")
    before = locked(Receipt.objects.get(id=became.exchanged_from_id))
    became = locked(became)
    refuse_changed(became, revision=revision)
    if not why.strip():
        raise refuse("receipt.why", "say why")
    if unapplied_minor(became) != became.amount_minor:
        raise refuse("receipt.applied", "part of the payment is applied: take the matches back first")
    policy = policy_in_force(as_of=as_of, company_id=before.company_id)
    posting = Posting.objects.get(
        company_id=before.company_id,
        entries__item_id=became.item_id,
        key__startswith=f"receipt/{before.id}/exchanged/",
        reversed_by__isnull=True,
        reverses__isnull=True,
    )
    act = turned_act(posting, posting_date=as_of, key=f"{posting.key}/back", reason=why.strip())
    who, edges = By(by.username, at, policy.number), policy.document.aging.buckets
    write_acts(before.company_id, [act], by=who, as_of=as_of, edges=edges)
    decided(became, standing=Receipt.Standing.TAKEN_BACK, why=why.strip())
    decided(before, standing=Receipt.Standing.NONE)
    before.refresh_from_db()
    return before


def what_it_becomes(
    receipt: Receipt, *, currency: str, amount_minor: int | None, policy: PolicyDocument
) -> Exchanged | Refusal:
    """What is left of the payment in another currency, by the rates of its value date."""
    rates = minor_rates(policy.currency, as_of=receipt.value_date)
    given, wanted = rates.get(receipt.currency), rates.get(currency)
    rate = given * _PPM // wanted if given and wanted else None
    return decide_exchange(
        unapplied_minor(receipt),
        currencies=(receipt.currency, currency),
        rate_ppm=rate,
        taken_minor=amount_minor,
        limits=_limits(wanted, policy=policy) if wanted else None,
    )


def _limits(rate: int, *, policy: PolicyDocument) -> SmallDifferenceLimits:
    small = policy.small_difference
    return SmallDifferenceLimits(
        max_minor=policy.minor(small.max_amount) * _PPM // rate,
        max_percent=small.max_pct,
        cap_minor=policy.minor(small.cap_per_customer) * _PPM // rate,
        cap_window_days=small.cap_window_days,
    )


def _left(receipt: Receipt) -> int:
    if receipt.customer is None or receipt.item is None:
        raise refuse("receipt.nobodys", "nobody is known to have paid it: say first who did")
    if receipt.standing == Receipt.Standing.FULL_SETTLEMENT:
        text = "it is offered as payment in full: whoever may settle decides first"
        raise refuse("receipt.full_settlement", text)
    if receipt.exchanged_from_id is not None:
        raise refuse("exchange.twice", "it was exchanged already: take that back first")
    if receipt.exchanged_to.exclude(standing=Receipt.Standing.TAKEN_BACK).exists():
        raise refuse("exchange.twice", "it was exchanged already: take that back first")
    left = unapplied_minor(receipt)
    if left <= 0:
        raise refuse("receipt.nothing_left", "nothing of the payment is left")
    return left


def _became(receipt: Receipt, currency: str, found: Exchanged, *, as_of: dt.date, by: User, at: dt.datetime) -> Receipt:
    (receipt_id,) = reserve_ids(Receipt, 1)
    assert receipt.customer is not None
    became = Receipt(
        id=receipt_id,
        company=receipt.company,
        account=receipt.account,
        channel=receipt.channel,
        number=f"RC{receipt_id}",
        currency=currency,
        amount_minor=found.taken_minor,
        value_date=receipt.value_date,
        posting_date=as_of,
        trace=receipt.trace,
        payer_name=receipt.payer_name,
        payer_account=receipt.payer_account,
        text=receipt.text,
        customer=receipt.customer,
        exchanged_from=receipt,
        recorded_at=at,
        recorded_by=by.username,
    )
    payment = payment_of(became, receipt.customer, posting_date=as_of)
    (became.item_id,) = new_items(receipt.company_id, [(payment, None)], import_file_id=None)
    became.save(force_insert=True)
    return became


def _write(
    receipt: Receipt,
    became: Receipt,
    found: Exchanged,
    *,
    left: int,
    policy: PolicyInForce,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    customer_id = receipt.customer_id
    lines = [
        Line(receipt.currency, left, item_id=receipt.item_id, customer_id=customer_id),
        Line(receipt.currency, -left, account=accounts.FX_CLEARING),
        Line(became.currency, -found.taken_minor, item_id=became.item_id, customer_id=customer_id),
        Line(became.currency, found.by_rate_minor, account=accounts.FX_CLEARING),
    ]
    if found.difference_minor:
        lines.append(Line(became.currency, found.difference_minor, account=accounts.FX_DIFFERENCES))
    key = f"receipt/{receipt.id}/exchanged/{receipt.revision}"
    facts = {"receipt": receipt.id, "became": became.id, "by_rate_minor": found.by_rate_minor}
    act = Act(Posting.Kind.TRANSFER, as_of, key, tuple(lines), "receipt.exchanged", facts=facts)
    who, edges = By(by.username, at, policy.number), policy.document.aging.buckets
    write_acts(receipt.company_id, [act], by=who, as_of=as_of, edges=edges)
