"""What the verbs of cases share: plain functions that run inside the open transaction of an action.

Whoever calls them holds the customer. A change of lines is written in one order: the lines and what was resolved of
them, then the cases that they belong to, then what the documents say is contested, then the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from creditdesk.disputes.models import Case, CaseItem, CaseLine, CaseResolution
from creditdesk.domain.cases import DECIDED, Outcome, Part, Stage, Taken, difference, stage_of
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import Told, append_all
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.receivables.disputing import Told as ToldDispute
from creditdesk.receivables.disputing import journal_disputed, write_disputed
from creditdesk.receivables.models import Entry

# Why a document is contested, where a case says so; told in the journal beside the case.
_BY_CASE = "case"


@dataclass(slots=True)
class Work:
    """One act on cases of a locked customer: what it changed, and what the journal is to be told at its end."""

    customer_id: int
    by: User
    at: dt.datetime
    as_of: dt.date
    touched: dict[int, Case] = field(default_factory=dict)
    items: set[int] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)

    def tell(self, told: str, case: Case, /, *, private: Mapping[str, Any] | None = None, **facts: Any) -> None:
        """Remember an entry of the journal about the case."""
        subject = ("case", case.id)
        self.told.append(Told(f"case.{told}", subject, case.company_id, case.customer_id, facts, private or {}))


def begun(case: Case, *, seen: int | None, by: User, at: dt.datetime, as_of: dt.date) -> tuple[Case, Work]:
    """The case as it is now, locked, with its customer locked first. Raises Refusal where somebody changed it since
    the version that was seen.
    """
    lock_customers([case.customer_id])
    found = Case.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(id=case.id)
    if seen is not None and found.version != seen:
        raise refuse("case.changed_meanwhile", "somebody changed the case meanwhile: look at it anew")
    work = Work(found.customer_id, by, at, as_of)
    work.touched[found.id] = found
    return found, work


def save_part(line: CaseLine, part: Part, *, work: Work) -> None:
    """Write the line as the rules left it."""
    line.claimed_minor, line.open_minor, line.contested_minor = (
        part.claimed_minor, part.open_minor, part.contested_minor,
    )  # fmt: skip
    line.is_decided, line.valid_minor, line.invalid_minor = part.is_decided, part.valid_minor, part.invalid_minor
    if not part.is_decided:
        line.demanded_on = line.collect_from = None
    line.save()
    if line.item_id is not None:
        work.items.add(line.item_id)
    if line.case_id not in work.touched:
        work.touched[line.case_id] = Case.objects.select_related("customer", "owner").get(id=line.case_id)


def resolve(
    line: CaseLine, part: Part, *, outcome: Outcome, work: Work, entry: Entry | None = None, on: dt.date | None = None
) -> CaseResolution:
    """Write the line as the rules left it, and what became of the difference."""
    taken: Taken = difference(line.part, part)
    save_part(line, part, work=work)
    return CaseResolution.objects.create(
        line=line,
        outcome=outcome.value,
        amount_minor=taken.minor,
        contested_minor=taken.contested_minor,
        valid_minor=taken.valid_minor,
        entry=entry,
        resolved_on=on or work.as_of,
        at=work.at,
        by=work.by.username,
    )


def finish(work: Work) -> None:
    """Bring the cases to what their lines say and the documents to what is contested of them; tell the journal."""
    for case in sorted(work.touched.values(), key=lambda one: one.id):
        _restate(case, work=work)
    disputes = list(_contest(work))
    append_all(work.told, by=work.by.username, at=work.at)
    journal_disputed(disputes, by=work.by, at=work.at)


def _restate(case: Case, *, work: Work) -> None:
    lines = list(CaseLine.objects.filter(case=case))
    before, parts = Stage(case.stage), [line.part for line in lines]
    case.claimed_minor = sum(part.claimed_minor for part in parts)
    case.open_minor = sum(part.open_minor for part in parts)
    stage = stage_of(before, parts)
    case.stage = stage.value
    if before is not Stage.CLOSED and stage is Stage.CLOSED:
        case.closed_on = case.closed_on or work.as_of
        work.tell("closed", case, claimed_minor=case.claimed_minor, currency=case.currency)
    elif before is Stage.CLOSED and stage is not Stage.CLOSED:
        case.closed_on = None
        work.tell("reopened", case, open_minor=case.open_minor, currency=case.currency)
    elif stage in DECIDED and any(part.open_minor and not part.is_decided for part in parts):
        case.stage = Stage.RESEARCHING.value
        work.tell("reopened", case, open_minor=case.open_minor, currency=case.currency)
    case.version += 1
    case.save()


def _contest(work: Work) -> Iterable[ToldDispute]:
    """Let each document say what its cases say is contested of it."""
    for item_id in sorted(work.items):
        lines = CaseLine.objects.filter(item_id=item_id)
        total = lines.aggregate(minor=Sum("contested_minor", default=0))["minor"]
        kept = CaseItem.objects.select_related("item").get(item_id=item_id)
        if kept.told_minor != total:
            kept.told_minor = total
            kept.save(update_fields=["told_minor"])
        if kept.item.contested_minor != total:
            yield write_disputed(item_id, disputed_minor=total, reason=_BY_CASE, as_of=work.as_of)


def last_entries(item_ids: Sequence[int]) -> dict[int, int]:
    """Document → its newest entry."""
    rows = Entry.objects.filter(item_id__in=item_ids).order_by("item_id", "id").values_list("item_id", "id")
    return dict(rows)


def follow(item_ids: Sequence[int], *, customer_id: int) -> None:
    """Follow documents of a locked customer from now on; those that are followed already stay as they are."""
    known = set(CaseItem.objects.filter(item_id__in=item_ids).values_list("item_id", flat=True))
    entries = last_entries([one for one in item_ids if one not in known])
    CaseItem.objects.bulk_create(
        CaseItem(item_id=item_id, customer_id=customer_id, seen_entry_id=entry) for item_id, entry in entries.items()
    )
