"""Our own acts as the ERP takes them over: one posting with its lines, by the numbers that the ERP knows.

An application of 400.00 to an invoice, as a file has it::

    posting  kind         company  posting_date  line  customer  item_kind  item_number  amount
    17       application  NL       2026-06-15    1     104233    payment    PAY 4417     400.00
    17       application  NL       2026-06-15    2     104233    invoice    88120       -400.00

The lines of a posting sum to zero in each currency. `posting` is our number: the ERP answers by it, and never takes
over the same one twice. docs/rules/erp-postings.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.db.models import Count, Prefetch, Q, QuerySet

from creditdesk.domain.money import Money
from creditdesk.domain.tables import Cell
from creditdesk.parties.models import Company
from creditdesk.receivables.erp import OWN_KINDS, own_acts
from creditdesk.receivables.models import Entry, Posting

PAGE = 50

# Fixed words: a program reads them.
HEADS = (
    "posting",
    "kind",
    "company",
    "posting_date",
    "reverses",
    "reverses_erp_document",
    "line",
    "customer",
    "item_kind",
    "item_number",
    "new_item",
    "due_date",
    "reference",
    "account",
    "currency",
    "amount",
    "state",
    "erp_document",
    "reason",
)


class ErpState(StrEnum):
    """How far an act of ours is with the ERP."""

    AWAITING = "awaiting"
    REFUSED = "refused"
    ACCEPTED = "accepted"


_CONDITIONS = {
    ErpState.AWAITING: Q(erp_answer__isnull=True),
    ErpState.REFUSED: Q(erp_answer__accepted=False),
    ErpState.ACCEPTED: Q(erp_answer__accepted=True),
}


def erp_postings(company_ids: Iterable[int], *, state: ErpState | None = None) -> QuerySet[Posting]:
    """The acts done here on books that the ERP keeps, oldest first, with their lines, answers and what they reverse."""
    found = own_acts(company_ids)
    if state is not None:
        found = found.filter(_CONDITIONS[state])
    lines = Entry.objects.order_by("line").select_related("item", "customer")
    return found.select_related("company", "erp_answer", "reverses__erp_answer").prefetch_related(
        Prefetch("entries", queryset=lines)
    )


def erp_counts(company_ids: Iterable[int]) -> dict[ErpState, int]:
    """How many acts stand where."""
    counted = (
        own_acts(company_ids)
        .order_by()
        .aggregate(**{state.value: Count("id", filter=condition) for state, condition in _CONDITIONS.items()})
    )
    return {state: counted[state.value] for state in ErpState}


def state_of(posting: Posting) -> ErpState:
    """How far the act is with the ERP."""
    answer = getattr(posting, "erp_answer", None)
    if answer is None:
        return ErpState.AWAITING
    return ErpState.ACCEPTED if answer.accepted else ErpState.REFUSED


def erp_state(posting: Posting) -> ErpState | None:
    """The same for any posting; None for one that the ERP is not told of."""
    kept_there = posting.company.mode == Company.Mode.SHADOW
    told = kept_there and not posting.batch and posting.kind in OWN_KINDS
    return state_of(posting) if told else None


def makes_item(posting: Posting, entry: Entry) -> bool:
    """Whether the line brings a document that the ERP does not know yet: a payment that came, the deduction that a
    short pay left, the fee of a returned payment. Its first line is of its original amount.
    """
    item = entry.item
    if item is None or posting.kind not in _BRINGING or item.import_file_id is not None:
        return False
    return entry.amount_minor == item.original_minor


_BRINGING = (Posting.Kind.RECEIPT, Posting.Kind.TRANSFER, Posting.Kind.ADJUSTMENT)


def reversed_document(posting: Posting) -> str:
    """The ERP's document of the act that the posting takes back; empty where there is none, or the ERP has none."""
    answer = getattr(posting.reverses, "erp_answer", None) if posting.reverses else None
    return answer.erp_document if answer else ""


def lines_of(posting: Posting) -> Iterator[list[Cell]]:
    """The posting as rows under HEADS, one for each line."""
    return (_row(posting, entry) for entry in posting.entries.all())


def _row(posting: Posting, entry: Entry) -> list[Cell]:
    item, answer = entry.item, getattr(posting, "erp_answer", None)
    return [
        posting.id,
        posting.kind,
        posting.company.code,
        posting.posting_date,
        posting.reverses_id,
        reversed_document(posting),
        entry.line,
        entry.customer.number if entry.customer else "",
        item.kind if item else "",
        item.number if item else "",
        "yes" if makes_item(posting, entry) else "",
        item.due_date if item else None,
        item.reference if item else "",
        entry.account,
        entry.currency,
        Money(entry.amount_minor, entry.currency),
        state_of(posting).value,
        answer.erp_document if answer else "",
        answer.reason if answer else "",
    ]
