"""Who works which accounts: portfolios, their rules, and accounts that are put somewhere by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id, page_in_order
from creditdesk.api.routes.parties import CustomerOut, customer_out
from creditdesk.api.shapes import Body, Id, Page, PathId, Word, storable
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties import assignment
from creditdesk.parties.access import company_for, customer_for
from creditdesk.parties.directory import (
    colleagues,
    managed_portfolios,
    portfolio_for,
    rule_for,
    rules_of,
    rules_state,
)
from creditdesk.parties.in_order import Order

if TYPE_CHECKING:
    from creditdesk.parties.models import Portfolio, PortfolioRule, User

router = Router()
_MANAGE = needs(Permission.MANAGE_PORTFOLIOS, scope=Scope.ADMIN)
_BY_POSITION = {"position": Order("position", int)}
_Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(storable)]
_Part = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True), AfterValidator(storable)]
_Segment = Annotated[str, StringConstraints(max_length=20, strip_whitespace=True), AfterValidator(storable)]
_Country = Annotated[str, StringConstraints(pattern="^([A-Za-z]{2})?$", to_upper=True)]


class PortfolioOut(Schema):
    """A portfolio with its people, by user name, and how many accounts are in it."""

    id: int
    company: str
    name: str
    rep: str
    supervisor: str
    accounts: int


class RuleOut(Schema):
    """A rule: accounts that fit every condition that is filled in go to the portfolio; the lowest position wins."""

    id: int
    position: int
    portfolio_id: int
    portfolio: str
    name_from: str
    name_to: str
    risk_class: str
    segment: str
    country: str
    region: str


class MoveOut(Schema):
    """So many accounts from one portfolio (null: from nowhere) to another."""

    from_portfolio: str | None
    to_portfolio: str
    accounts: int


class PlanOut(Schema):
    """What applying the rules would move now, and what stays. `mark` goes into the application, `state` into a change
    of the rules: nobody acts upon what he has not seen.
    """

    company: str
    state: str
    mark: str
    moves: list[MoveOut]
    moving: int
    unchanged: int
    by_hand: int
    without: int


class _PeopleIn(Body):
    """Who works a portfolio and who supervises it, by user name."""

    rep: Word
    supervisor: Word


class PortfolioIn(_PeopleIn):
    """A new portfolio. Its rules decide what comes in."""

    company: Word
    name: _Name


class PortfolioHandOverIn(_PeopleIn):
    """To whom it goes, and who was seen to work it until now."""

    seen_rep: Word


class RuleIn(Body):
    """Where accounts go that fit; a condition left empty does not matter. `state` is that of the plan."""

    portfolio_id: Id
    state: Word
    name_from: _Part = ""
    name_to: _Part = ""
    risk_class: Literal["", "A", "B", "C", "D"] = ""
    segment: _Segment = ""
    country: _Country = ""
    region: _Part = ""


class RuleSeenIn(Body):
    """The `state` of the rules that was seen."""

    state: Word


class AssignmentIn(Body):
    """The company whose rules are applied, and the `mark` of the plan that was seen."""

    company: Word
    mark: Word


class PutIn(Body):
    """The portfolio that the account is put into by hand; null gives it back to the rules."""

    portfolio_id: Id | None


@router.get("/portfolios", **reads(Page[PortfolioOut]))
@_MANAGE
def portfolios(request: Call, company: Word = "", cursor: Cursor = "", limit: Limit = PAGE) -> Page[PortfolioOut]:
    """Every portfolio of my companies."""
    found = managed_portfolios(request.auth.user)
    if company:
        found = found.filter(company__code=company)
    return page_by_id(found, show=_portfolio, cursor=cursor, limit=limit)


@router.post("/portfolios", **writes(PortfolioOut, status=201))
@_MANAGE
@keyed(status=201)
def make_portfolio(request: Call, body: PortfolioIn) -> PortfolioOut:
    """Make an empty portfolio."""
    user = request.auth.user
    made = assignment.make_portfolio(
        body.name, company=company_for(user, body.company), **_people(user, body), by=user, at=request.at
    )
    return _portfolio(portfolio_for(user, made.id))


@router.get("/portfolios/{portfolio_id}", **reads(PortfolioOut))
@_MANAGE
def portfolio(request: Call, portfolio_id: PathId) -> PortfolioOut:
    """One portfolio."""
    return _portfolio(portfolio_for(request.auth.user, portfolio_id))


@router.post("/portfolios/{portfolio_id}/hand-over", **writes(PortfolioOut))
@_MANAGE
@keyed()
def hand_over_portfolio(request: Call, portfolio_id: PathId, body: PortfolioHandOverIn) -> PortfolioOut:
    """Give it to another rep or supervisor. 409 where somebody else did so meanwhile."""
    user = request.auth.user
    held = portfolio_for(user, portfolio_id)
    seen = held.rep_id if held.rep.username == body.seen_rep else 0
    assignment.hand_over_portfolio(held, **_people(user, body), seen_rep_id=seen, by=user, at=request.at)
    return _portfolio(portfolio_for(user, portfolio_id))


@router.get("/portfolio-rules", **reads(Page[RuleOut]))
@_MANAGE
def portfolio_rules(request: Call, company: Word, cursor: Cursor = "", limit: Limit = PAGE) -> Page[RuleOut]:
    """A company's rules in the order in which they are tried."""
    found = rules_of(company_for(request.auth.user, company))
    return page_in_order(found, show=_rule, sort="position", orders=_BY_POSITION, cursor=cursor, limit=limit)


@router.get("/portfolio-rules/plan", **reads(PlanOut))
@_MANAGE
def assignment_plan(request: Call, company: Word) -> PlanOut:
    """What applying a company's rules would move now; nothing is written."""
    return _plan(assignment.plan_assignment(company_for(request.auth.user, company)))


@router.post("/portfolio-rules", **writes(RuleOut, status=201))
@_MANAGE
@keyed(status=201)
def add_portfolio_rule(request: Call, body: RuleIn) -> RuleOut:
    """Add a rule after all others. Nothing moves until the rules are applied."""
    user = request.auth.user
    conditions = body.model_dump(exclude={"portfolio_id", "state"})
    held = portfolio_for(user, body.portfolio_id)
    return _rule(assignment.add_rule(held, conditions=conditions, state=body.state, by=user, at=request.at))


@router.post("/portfolio-rules/application", **writes(PlanOut))
@_MANAGE
@keyed()
def apply_portfolio_rules(request: Call, body: AssignmentIn) -> PlanOut:
    """Move the accounts as the plan said; answers what was moved. 409 where it would be another plan now."""
    user = request.auth.user
    return _plan(assignment.assign_by_rule(company_for(user, body.company), mark=body.mark, by=user, at=request.at))


@router.post("/portfolio-rules/{rule_id}/removal", **writes(PlanOut))
@_MANAGE
@keyed()
def remove_portfolio_rule(request: Call, rule_id: PathId, body: RuleSeenIn) -> PlanOut:
    """Remove a rule; nothing moves yet. Answers the new plan."""
    user = request.auth.user
    rule = rule_for(user, rule_id)
    company = rule.portfolio.company
    assignment.remove_rule(rule, state=body.state, by=user, at=request.at)
    return _plan(assignment.plan_assignment(company))


@router.post("/portfolio-rules/{rule_id}/earlier", **writes(PlanOut))
@_MANAGE
@keyed()
def try_portfolio_rule_earlier(request: Call, rule_id: PathId, body: RuleSeenIn) -> PlanOut:
    """Try a rule before the one above it; nothing moves yet. Answers the new plan."""
    user = request.auth.user
    rule = rule_for(user, rule_id)
    assignment.try_rule_earlier(rule, state=body.state, by=user, at=request.at)
    return _plan(assignment.plan_assignment(rule.portfolio.company))


@router.post("/customers/{customer_id}/portfolio", **writes(CustomerOut))
@_MANAGE
@keyed()
def put_into_portfolio(request: Call, customer_id: PathId, body: PutIn) -> CustomerOut:
    """Put an account into a portfolio of its company for good, or give it back to the rules."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    into = portfolio_for(user, body.portfolio_id) if body.portfolio_id is not None else None
    assignment.assign_by_hand(customer, portfolio=into, by=user, at=request.at)
    return customer_out(customer_for(user, customer_id, as_of=request.today))


def _people(user: User, body: _PeopleIn) -> dict[str, User]:
    """What the actions take. Raises Refusal for a name that is nobody's among those who can do the part."""
    parts = {"rep": Permission.WORK_TICKLERS, "supervisor": Permission.MANAGE_PORTFOLIOS}
    return {
        part: colleague_named(user, getattr(body, part), permission=permission) for part, permission in parts.items()
    }


def colleague_named(user: User, username: str, *, permission: Permission) -> User:
    """The active colleague of the name whose role has the permission. Raises Refusal."""
    found = next((one for one in colleagues(user, permission=permission) if one.username == username), None)
    if found is None:
        text = "no colleague called %(name)s has the right to %(right)s"
        raise refuse("portfolio.unfit_user", text, name=username, right=permission.replace("_", " "))
    return found


def _portfolio(held: Portfolio) -> PortfolioOut:
    return PortfolioOut(
        id=held.id,
        company=held.company.code,
        name=held.name,
        rep=held.rep.username,
        supervisor=held.supervisor.username,
        accounts=held.accounts,  # type: ignore[attr-defined]  # annotated
    )


def _rule(rule: PortfolioRule) -> RuleOut:
    plain = {name: getattr(rule, name) for name in RuleOut.model_fields if name != "portfolio"}
    return RuleOut(portfolio=rule.portfolio.name, **plain)


def _plan(plan: assignment.Plan) -> PlanOut:
    counts: dict[str, Any] = {name: getattr(plan, name) for name in ("moving", "unchanged", "by_hand", "without")}
    moves = [MoveOut(from_portfolio=one.old, to_portfolio=one.new, accounts=one.accounts) for one in plan.moves]
    company = plan.company
    return PlanOut(company=company.code, state=rules_state(company), mark=plan.mark, moves=moves, **counts)
