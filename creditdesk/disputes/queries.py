"""Reading cases: lists by page, the board by stage, and one case with all that belongs to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from creditdesk.approvals.models import Request
from creditdesk.disputes.access import visible_cases
from creditdesk.disputes.models import (
    Case,
    CaseComment,
    CaseDecision,
    CaseLine,
    CasePaper,
    CaseResolution,
)
from creditdesk.disputes.opening import earlier_of
from creditdesk.domain.cases import STANDING, Earlier, Stage, likenesses
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.in_order import Order, page_after
from creditdesk.parties.models import User
from creditdesk.parties.reach import Reach

CASE_ORDERS = {
    "due": Order("due_on", dt.date.fromisoformat),
    "window": Order("window_end", dt.date.fromisoformat),
    "open": Order("open_minor", int),
    "opened": Order("opened_on", dt.date.fromisoformat),
}
BOARD_STAGES = (Stage.NEW, Stage.RESEARCHING, Stage.VALID, Stage.PARTLY, Stage.INVALID)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty narrows nothing. `stage` "standing" is every one that is not over."""

    stage: str = "standing"
    kind: str = ""
    reason: str = ""
    department: str = ""
    owner_id: int | None = None
    customer_id: int | None = None
    claim: str = ""
    closing_by: dt.date | None = None


def cases(user: User, *, chosen: CaseFilter, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Case]:
    """The cases that the user may see, narrowed."""
    found = visible_cases(user, as_of=as_of, reach=reach)
    if chosen.stage == "standing":
        found = found.filter(closed_on__isnull=True)
    elif chosen.stage:
        found = found.filter(stage=chosen.stage)
    exact = {
        "kind": chosen.kind,
        "reason": chosen.reason,
        "department": chosen.department,
        "owner": chosen.owner_id,
        "customer": chosen.customer_id,
        "claim_key": chosen.claim,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.closing_by is not None:
        found = found.filter(window_end__lte=chosen.closing_by, closed_on__isnull=True)
    return found


def cases_page(
    user: User, *, chosen: CaseFilter, sort: str, after: str, size: int, as_of: dt.date
) -> tuple[list[Case], str]:
    """A page of the cases, and where the next one begins; empty at the end."""
    found = cases(user, chosen=chosen, as_of=as_of)
    return page_after(found, sort=sort, orders=CASE_ORDERS, after=after, size=size)


def board(user: User, *, chosen: CaseFilter, as_of: dt.date, size: int) -> dict[Stage, list[Case]]:
    """The cases of each stage that are due first."""
    found = {}
    for stage in BOARD_STAGES:
        of_stage = cases(user, chosen=chosen, as_of=as_of).filter(stage=stage.value)
        found[stage] = list(of_stage.order_by("due_on", "id")[:size])
    return found


def count_by_stage(user: User, *, chosen: CaseFilter, as_of: dt.date) -> dict[str, int]:
    """Stage → how many cases stand there."""
    rows = cases(user, chosen=chosen, as_of=as_of).order_by().values_list("stage").annotate(count=Count("id"))
    return dict(rows)


def open_by_currency(user: User, *, chosen: CaseFilter, as_of: dt.date) -> dict[str, int]:
    """Currency → what is open of the cases, in minor units."""
    rows = cases(user, chosen=chosen, as_of=as_of).order_by().values_list("currency").annotate(minor=Sum("open_minor"))
    return dict(rows)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case with all that belongs to it, each in the order in which it came."""

    case: Case
    lines: list[CaseLine]
    resolutions: list[CaseResolution]
    decisions: list[CaseDecision]
    comments: list[CaseComment]
    papers: list[CasePaper]
    requests: list[Request]
    took: list[Case]

    @property
    def valid_minor(self) -> int:
        """What is found valid and still open."""
        return sum(line.valid_minor for line in self.lines)

    @property
    def invalid_minor(self) -> int:
        """What is found invalid and still open."""
        return sum(line.invalid_minor for line in self.lines)

    @property
    def is_demanded(self) -> bool:
        """Whether the invalid part is demanded back."""
        return any(line.demanded_on is not None for line in self.lines)


def case_facts(case: Case) -> CaseFacts:
    """The case with all that belongs to it."""
    return CaseFacts(
        case,
        list(CaseLine.objects.filter(case=case).select_related("item__origin").order_by("id")),
        list(CaseResolution.objects.filter(line__case=case).select_related("entry", "line__item").order_by("id")),
        list(CaseDecision.objects.filter(case=case).select_related("by").prefetch_related("lines").order_by("id")),
        list(CaseComment.objects.filter(case=case).select_related("by").order_by("id")),
        list(CasePaper.objects.filter(case=case).select_related("document", "by").defer("document__content")),
        list(Request.objects.filter(case_credit__case=case).order_by("id")),
        list(Case.objects.filter(merged_into=case).order_by("id")),
    )


def earlier_like(facts: CaseFacts, *, policy: PolicyDocument, most: int = 8) -> list[tuple[Case, list[Reason]]]:
    """The customer's other cases that this one may repeat, the surest first, and why."""
    case = facts.case
    items = {line.item_id for line in facts.lines if line.item_id is not None}
    items |= {line.item.origin_id for line in facts.lines if line.item is not None and line.item.origin_id}
    asked = Earlier(case.id, case.claim_key, frozenset(items), case.claimed_minor, case.opened_on)
    others = earlier_of(case.customer_id, currency=case.currency, besides=case.id)
    found = likenesses(asked, others, currency=case.currency, policy=policy.cases)[:most]
    known = Case.objects.in_bulk([other.id for other, _ in found])
    return [(known[other.id], why) for other, why in found]


def told_of(case: Case) -> list[JournalEntry]:
    """What happened to the case, the oldest first."""
    return list(JournalEntry.objects.filter(subject_kind="case", subject_id=case.id).order_by("seq"))


def cases_of_items(item_ids: Sequence[int]) -> dict[int, list[Case]]:
    """Document → the cases about it that are not over, the newest last."""
    rows = CaseLine.objects.filter(item__in=item_ids, case__stage__in=[one.value for one in STANDING])
    found: dict[int, list[Case]] = {}
    for line in rows.select_related("case").order_by("id"):
        assert line.item_id is not None
        found.setdefault(line.item_id, []).append(line.case)
    return found


def near_window(user: User, *, by: dt.date, as_of: dt.date) -> int:
    """How many undecided cases have a window that closes by the day."""
    undecided = Q(stage__in=[Stage.NEW.value, Stage.RESEARCHING.value])
    return visible_cases(user, as_of=as_of).filter(undecided, window_end__lte=by).count()
