"""Collection agencies: recommend an account, see what is placed, what came of it, and each agency's scorecard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.agency.access import agency_named, placement_for
from creditdesk.agency.queries import candidate, documents_of, figures_of, placements_in, recommendation, scorecard
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import Amount, Body, Cause, Id, Page, PathId, amount
from creditdesk.domain.agency import WORDS_LONGEST, Paper, Told
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Evidence
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.agency.access import Placement

router = Router()

PlacementState = Literal["placed", "collected", "recalled", "returned", "all"]
PaperName = Literal["invoices", "statement", "delivery", "contract", "guarantee", "correspondence"]
PlacementWords = Annotated[str, Field(max_length=WORDS_LONGEST)]


class AskPlacementIn(Body):
    """An account in one currency that is recommended for an agency, with what its packet says beside the facts."""

    customer_id: Id
    agency_id: Id
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    words: Cause
    efforts: Cause
    papers: Annotated[list[PaperName], Field(max_length=10)] = []
    traced: PlacementWords = ""
    assets: PlacementWords = ""
    submit: bool = True


class PlacementOut(Schema):
    """An account that was placed. `remitted`, `paid_directly` and `fees` count what was not taken back."""

    id: int
    company: str
    customer_id: int
    request_id: int
    agency_id: int
    agency: str
    state: str
    debt: Amount
    open: Amount
    remitted: Amount
    paid_directly: Amount
    fees: Amount
    fee_percent: str
    placed_on: dt.date
    back_by: dt.date
    ended_on: dt.date | None


class PlacedDocumentOut(Schema):
    """A document of a placement: what was placed, and what is open of it now."""

    item_id: int
    number: str
    placed: Amount
    open: Amount


class WholePlacementOut(PlacementOut):
    """A placement with its documents, and why it is over."""

    documents: list[PlacedDocumentOut]
    ended_why: str


class AgencyScoreOut(Schema):
    """An agency in one currency; `recovered_bp` is recovered of placed in basis points."""

    agency_id: int
    agency: str
    is_active: bool
    told_fields: list[str]
    placements: int
    standing: int
    placed: Amount
    recovered: Amount
    recovered_bp: int
    fees: Amount
    days: int | None


class AgencyScorecardOut(Schema):
    """Every agency that works for the companies of the user."""

    agencies: list[AgencyScoreOut]


@router.get("/placements", **reads(Page[PlacementOut]))
@needs(Permission.SEE_HISTORY)
def placement_list(
    request: Call, state: PlacementState = "placed", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[PlacementOut]:
    """The placements in a state on the accounts that the user sees, the newest first."""
    found = placements_in(request.auth.user, state=state, as_of=request.today)
    return page_by_id(found, show=placement_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/placements/{placement_id}", **reads(WholePlacementOut))
@needs(Permission.SEE_HISTORY)
def one_placement(request: Call, placement_id: PathId) -> WholePlacementOut:
    """A placement with its documents and what came of it."""
    found = placement_for(request.auth.user, placement_id, as_of=request.today)
    documents = [
        PlacedDocumentOut(
            item_id=one.item_id,
            number=one.item.number,
            placed=amount(one.amount_minor, found.currency),
            open=amount(one.item.open_minor, found.currency),
        )
        for one in documents_of(found)
    ]
    return WholePlacementOut(**placement_out(found).dict(), documents=documents, ended_why=found.ended_why)


@router.post("/placements", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def recommend_a_placement(request: Call, body: AskPlacementIn) -> RequestOut:
    """Recommend an account. It is placed once somebody else with the authority approves the request; every reason
    against it is told at once.
    """
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    content = recommendation(
        candidate(customer, currency=body.currency, as_of=request.today),
        agency=agency_named(body.agency_id, user=user),
        told=Told(tuple(Paper(one) for one in body.papers), traced=body.traced, assets=body.assets),
        words=body.words,
        evidence=(Evidence(Shown.EFFORTS, words=body.efforts),),
        as_of=request.today,
    )
    made = dispatch.prepare_request(
        customer,
        content=content,
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.get("/agencies", **reads(AgencyScorecardOut))
@needs(Permission.SEE_HISTORY)
def agency_scores(request: Call) -> AgencyScorecardOut:
    """Each agency with what was placed with it and what it brought, over the accounts that the user sees."""
    scores = [
        AgencyScoreOut(
            agency_id=one.agency.id,
            agency=one.agency.name,
            is_active=one.agency.is_active,
            told_fields=one.agency.fields,
            placements=one.placed,
            standing=one.standing,
            placed=amount(one.placed_minor, one.currency),
            recovered=amount(one.recovered_minor, one.currency),
            recovered_bp=one.rate_bp,
            fees=amount(one.fee_minor, one.currency),
            days=one.days,
        )
        for one in scorecard(request.auth.user, as_of=request.today)
    ]
    return AgencyScorecardOut(agencies=scores)


def placement_out(one: Placement) -> PlacementOut:
    """The placement as the answer shows it."""
    (told,) = figures_of([one])
    return PlacementOut(
        id=one.id,
        company=one.company.code,
        customer_id=one.customer_id,
        request_id=one.request_id,
        agency_id=one.agency_id,
        agency=one.agency.name,
        state=one.state,
        debt=amount(one.debt_minor, one.currency),
        open=amount(told.open_minor, one.currency),
        remitted=amount(told.remitted_minor, one.currency),
        paid_directly=amount(told.direct_minor, one.currency),
        fees=amount(told.fee_minor, one.currency),
        fee_percent=f"{one.fee_percent.normalize():f}",
        placed_on=one.placed_on,
        back_by=one.handback_on,
        ended_on=one.ended_on,
    )
