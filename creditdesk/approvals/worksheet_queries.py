"""What pages, paper, files and the interface show of adjustment worksheets, and the only way to one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.models import (
    Request,
    RequestDecision,
    RequestEffect,
    RequestEvidence,
    RequestLine,
    Worksheet,
    WorksheetLine,
)
from creditdesk.domain.requests import State
from creditdesk.domain.worksheets import Total
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem, Posting


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of an adjustment with where it is booked, as the request says now."""

    request: Request
    line: RequestLine
    claim: str

    @property
    def total(self) -> Total:
        """The line as it is added up."""
        one = self.line
        return Total(
            self.request.reason, one.account, one.cost_centre, self.request.currency, one.amount_minor, one.tax_minor
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A request of a worksheet with its lines, what it shows, how it was decided, and what was posted."""

    request: Request
    worksheet: Worksheet | None
    lines: Sequence[BookedLine]
    evidence: Sequence[RequestEvidence]
    # The approval, refusal or reversal that stands; None while nothing was decided for good.
    decision: RequestDecision | None
    postings: Sequence[Posting] = field(default=())


def visible_worksheets(user: User, *, as_of: dt.date) -> QuerySet[Worksheet]:
    """The worksheets of which the user may see a request."""
    seen = visible_requests(user, as_of=as_of).filter(worksheet_part__isnull=False)
    found = Worksheet.objects.filter(id__in=seen.values("worksheet_part__worksheet_id"))
    return found.select_related("customer", "company", "prepared_by")


def waiting_worksheets(user: User, *, as_of: dt.date) -> QuerySet[Worksheet]:
    """Those of which a request waits for a decision."""
    seen = visible_requests(user, as_of=as_of).filter(worksheet_part__isnull=False, state=State.SUBMITTED)
    found = Worksheet.objects.filter(id__in=seen.values("worksheet_part__worksheet_id"))
    return found.select_related("customer", "company", "prepared_by")


def worksheet_for(user: User, worksheet_id: int, *, as_of: dt.date) -> Worksheet:
    """The worksheet with its customer and who prepared it. Raises NotVisible."""
    found = visible_worksheets(user, as_of=as_of).filter(id=worksheet_id).first()
    if found is None:
        raise NotVisible(f"worksheet {worksheet_id}")
    return found


def requests_of(worksheets: Collection[int], *, user: User, as_of: dt.date) -> QuerySet[Request]:
    """The requests of the worksheets that the user may see, in the order of their parts."""
    found = visible_requests(user, as_of=as_of).filter(worksheet_part__worksheet_id__in=worksheets)
    return found.order_by("worksheet_part__worksheet_id", "worksheet_part__number")


def parts_of(requests: Iterable[Request]) -> list[Part]:
    """Everything that a worksheet says of the requests; a few reads for all of them together."""
    found = list(requests)
    ids = [one.id for one in found]
    lines, evidence = _lines(found), _evidence(found)
    sheets, claims = _sheets(ids)
    decisions, postings = _decisions(found), _postings(ids)
    return [
        Part(
            one,
            sheets.get(one.id),
            [BookedLine(one, line, claims.get((one.id, line.item_id or 0), "")) for line in lines[one.id]],
            evidence[one.id],
            decisions.get(one.id),
            postings[one.id],
        )
        for one in found
    ]


def states_of(parts: Iterable[Part]) -> list[State]:
    """How far the requests are, each state once, in the order of the states."""
    there = {State(part.request.state) for part in parts}
    return [one for one in State if one in there]


def part_of(request: Request) -> Part:
    """The same of one request, whether or not a worksheet asked for it."""
    (part,) = parts_of([request])
    return part


def _lines(requests: Sequence[Request]) -> dict[int, list[RequestLine]]:
    revisions = {one.id: one.revision for one in requests}
    found: dict[int, list[RequestLine]] = defaultdict(list)
    lines = RequestLine.objects.filter(request__in=requests).select_related("item").order_by("request", "line")
    for line in lines:
        if line.revision == revisions[line.request_id]:
            found[line.request_id].append(line)
    return found


def _evidence(requests: Sequence[Request]) -> dict[int, list[RequestEvidence]]:
    revisions = {one.id: one.revision for one in requests}
    found: dict[int, list[RequestEvidence]] = defaultdict(list)
    shown = RequestEvidence.objects.filter(request__in=requests).select_related("document", "activity")
    for one in shown.order_by("request", "line"):
        if one.revision == revisions[one.request_id]:
            found[one.request_id].append(one)
    return found


def _sheets(request_ids: Sequence[int]) -> tuple[dict[int, Worksheet], dict[tuple[int, int], str]]:
    """The worksheet of each request, and the claim number of each document by request."""
    lines = Prefetch("lines", WorksheetLine.objects.order_by("line"))
    asked = Worksheet.objects.filter(parts__request_id__in=request_ids).distinct()
    sheets, claims = {}, {}
    for sheet in asked.prefetch_related("parts", lines):
        said = {line.item_id: line.claim for line in sheet.lines.all()}
        for part in sheet.parts.all():
            sheets[part.request_id] = sheet
            claims.update({(part.request_id, item_id): claim for item_id, claim in said.items()})
    return sheets, claims


def _decisions(requests: Sequence[Request]) -> dict[int, RequestDecision]:
    over = {one.id for one in requests if one.state in (State.CARRIED_OUT, State.REFUSED, State.REVERSED)}
    found = RequestDecision.objects.filter(request_id__in=over).exclude(what=RequestDecision.What.SEND_BACK)
    return {one.request_id: one for one in found.select_related("by", "on_behalf_of").order_by("id")}


def _postings(request_ids: Sequence[int]) -> dict[int, list[Posting]]:
    found: dict[int, list[Posting]] = defaultdict(list)
    effects = RequestEffect.objects.filter(request_id__in=request_ids, posting__isnull=False)
    for effect in effects.select_related("posting__erp_answer").order_by("request", "number"):
        assert effect.posting is not None
        found[effect.request_id].append(effect.posting)
    return found


def lines_of(request: Request) -> tuple[Worksheet | None, list[BookedLine]]:
    """The worksheet that asked for it, and its lines with where they are booked."""
    sheets, claims = _sheets([request.id])
    lines = _lines([request])[request.id]
    booked = [BookedLine(request, line, claims.get((request.id, line.item_id or 0), "")) for line in lines]
    return sheets.get(request.id), booked


def open_claims(customer_id: int, *, most: int) -> list[OpenItem]:
    """What is open of the customer's claims in every currency, what is due first in front."""
    found = OpenItem.objects.filter(customer_id=customer_id, closed_date__isnull=True, open_minor__gt=0)
    return list(found.order_by("due_date", "id")[:most])


def is_writer(user: User, request_ids: Collection[int]) -> bool:
    """Whether the user prepared or changed one of the requests."""
    return Request.objects.filter(id__in=request_ids, writers=user).exists()


def sheet_of(request: Request) -> Worksheet | None:
    """The worksheet that asked for the request; read beside it where many are shown (`worksheet_part__worksheet`)."""
    part = getattr(request, "worksheet_part", None)
    return part.worksheet if part else None
