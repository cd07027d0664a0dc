"""Our own acts on the ledger of a company whose book of record is the ERP: what awaits it, and what it answered.

Such an act is posted here at once and goes out as an ERP posting; until the ERP has taken it over, its list of open
items does not know it, and that is no difference (docs/rules/snapshots.md).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, User
from creditdesk.parties.plain_sql import among_texts, keys, rows_of, texts
from creditdesk.receivables.models import Entry, ErpAnswer, OpenItem, Posting

OWN_KINDS = (
    Posting.Kind.RECEIPT,
    Posting.Kind.APPLICATION,
    Posting.Kind.DISCOUNT,
    Posting.Kind.ADJUSTMENT,
    Posting.Kind.TRANSFER,
    Posting.Kind.WRITE_OFF,
    Posting.Kind.REVERSAL,
)


def own_acts(company_ids: Iterable[int]) -> QuerySet[Posting]:
    """The acts done here, one by one, on the books of companies in shadow; the oldest first."""
    shadow = Company.objects.filter(id__in=list(company_ids), mode=Company.Mode.SHADOW).values("id")
    return Posting.objects.filter(company__in=shadow, batch="", kind__in=OWN_KINDS).order_by("id")


def awaiting(company_ids: Iterable[int]) -> QuerySet[Posting]:
    """Those to which the ERP has not answered yet."""
    return own_acts(company_ids).filter(erp_answer__isnull=True)


def floating_moves(item_ids: Iterable[int], *, as_of: dt.date) -> dict[int, list[int]]:
    """Item → the moves of our own acts, oldest first in minor units, that the ERP's list of the day may lack.

    Those without an answer or refused, and those taken over on that day or later.
    """
    moves = rows_of(
        "SELECT e.item_id, e.amount_minor FROM receivables_entry e JOIN receivables_posting p ON p.id = e.posting_id "
        "LEFT JOIN receivables_erpanswer a ON a.posting_id = p.id AND a.accepted AND a.answered_on < %s "
        f"WHERE e.item_id IN ({keys(item_ids)}) AND p.batch = '' AND p.kind IN ({texts(OWN_KINDS)}) AND a.id IS NULL "
        "ORDER BY e.posting_id, e.line",
        as_of,
        *(kind.value for kind in OWN_KINDS),
    )
    found: dict[int, list[int]] = defaultdict(list)
    for item_id, amount in moves:
        found[item_id].append(amount)
    return dict(found)


def awaited_items(item_ids: Iterable[int], *, as_of: dt.date) -> set[int]:
    """Those of the items that an act of ours moved which is on its way to the ERP: it did not answer yet, or took it
    over so late that its list of the day may not know it.
    """
    of_ours = Entry.objects.filter(item_id__in=list(item_ids), posting__in=_shadow_acts())
    settled = Q(posting__erp_answer__accepted=False) | Q(posting__erp_answer__answered_on__lt=as_of)
    return {item_id for item_id in of_ours.exclude(settled).values_list("item_id", flat=True) if item_id}


def _shadow_acts() -> QuerySet[Posting]:
    return Posting.objects.filter(company__mode=Company.Mode.SHADOW, batch="", kind__in=OWN_KINDS).order_by()


def made_here(numbers: Iterable[str], *, company_id: int) -> dict[str, OpenItem]:
    """The ERP's document number → the item that an act of ours made and the ERP took over under that number."""
    wanted = list(numbers)
    if not wanted:
        return {}
    named, texts_wanted = among_texts("a.erp_document", wanted)
    # What brings a document: a receipt and a payment that became known, a deduction, a fee.
    answers = rows_of(
        "SELECT a.erp_document, a.posting_id FROM receivables_erpanswer a "
        "JOIN receivables_posting p ON p.id = a.posting_id AND p.kind IN ('transfer', 'receipt', 'adjustment') "
        f"WHERE {named} AND a.accepted AND p.company_id = %s ORDER BY a.posting_id",
        *texts_wanted,
        company_id,
    )
    made = OpenItem.objects.filter(import_file_id__isnull=True, voided_on__isnull=True)
    found = {}
    for document, posting_id in answers:
        # A document's first line is of its original amount; that of one that was there before is not.
        brought = made.filter(entries__posting_id=posting_id, entries__amount_minor=F("original_minor"))
        item = brought.select_related("customer").order_by("-entries__line").first()
        if item is not None:
            found[document] = item
    return found


@action
def answer(
    posting: Posting,
    *,
    accepted: bool,
    erp_document: str = "",
    reason: str = "",
    answered_on: dt.date,
    by: User,
    at: dt.datetime,
) -> ErpAnswer:
    """Record what the ERP answered to one of our acts; the same answer again changes nothing.

    Raises Refusal for a posting that is none of our acts, a refusal without a reason, and an answer that contradicts
    the first one: a person finds out which is right.
    """
    if not own_acts([posting.company_id]).filter(id=posting.id).exists():
        raise refuse("erp.not_ours", "Posting %(posting)d is no act of ours that awaits the ERP.", posting=posting.id)
    if not accepted and not reason.strip():
        raise refuse("erp.no_reason", "Say why the ERP refused it.")
    customers = list(posting.entries.filter(customer__isnull=False).values_list("customer_id", flat=True))
    lock_customers(customers)
    stated = {"accepted": accepted, "erp_document": erp_document.strip(), "reason": "" if accepted else reason.strip()}
    earlier = ErpAnswer.objects.filter(posting=posting).first()
    if earlier is not None:
        if {name: getattr(earlier, name) for name in stated} != stated:
            raise _answered_otherwise(earlier)
        return earlier
    made = ErpAnswer.objects.create(
        posting=posting, answered_on=answered_on, answered_at=at, answered_by=by.username, **stated
    )
    append(
        "erp.accepted" if accepted else "erp.refused",
        by=by.username,
        at=at,
        subject=("posting", posting.id),
        company_id=posting.company_id,
        customer_id=next(iter(customers), None),
        facts={"erp_document": made.erp_document, "answered_on": answered_on.isoformat()},
        private={"reason": made.reason} if made.reason else {},
    )
    return made


def _answered_otherwise(earlier: ErpAnswer) -> Refusal:
    text = "The ERP answered already: %(answer)s (document %(document)s) on %(day)s."
    return refuse(
        "erp.answered_otherwise",
        text,
        answer="accepted" if earlier.accepted else "refused",
        document=earlier.erp_document or "none",
        day=earlier.answered_on.isoformat(),
    )
