"""Portfolios: their rules, what the rules would move, accounts put by hand, and substitutes while a rep is away."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from creditdesk.domain import portfolios as domain
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.directory import rules_of, rules_state
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Absence, Company, Customer, Portfolio, PortfolioRule, User

# So many moved accounts stand in one journal entry.
_ENTRY = 2_000
_CONDITIONS = ("name_from", "name_to", "risk_class", "segment", "country", "region")


@dataclass(frozen=True, slots=True)
class Move:
    """So many accounts from one portfolio (None: from nowhere) to another."""

    old: str | None
    new: str
    accounts: int


@dataclass(frozen=True)
class Plan:
    """What assigning by rule would do. `mark` changes with anything that would change the outcome."""

    company: Company
    targets: Mapping[int, int]
    moves: tuple[Move, ...]
    unchanged: int
    by_hand: int
    without: int
    mark: str

    @property
    def moving(self) -> int:
        """How many accounts change their portfolio."""
        return len(self.targets)


def plan_assignment(company: Company) -> Plan:
    """What the company's rules would move now.

    Accounts that a person put somewhere stay, and so do those that no rule takes: nobody loses his rep without a
    successor. docs/rules/access.md.
    """
    rules = rules_for(company)
    targets: dict[int, int] = {}
    pairs: Counter[tuple[int | None, int]] = Counter()
    unchanged = without = 0
    for customer_id, old, account in _accounts(company):
        new = domain.portfolio_for(account, rules) or old
        without += new is None
        if new is None or new == old:
            unchanged += 1
        else:
            targets[customer_id] = new
            pairs[old, new] += 1
    names = dict(Portfolio.objects.filter(company=company).values_list("id", "name"))
    moves = tuple(Move(names.get(old or 0), names[new], count) for (old, new), count in pairs.most_common())
    by_hand = Customer.objects.filter(company=company, portfolio_by_hand=True).count()
    mark = hashlib.sha256(repr(sorted(targets.items())).encode()).hexdigest()[:16]
    return Plan(company, targets, moves, unchanged, by_hand, without, mark)


def _accounts(company: Company) -> Iterator[tuple[int, int | None, domain.Account]]:
    names = [field.name for field in fields(domain.Account)]
    found = Customer.objects.filter(company=company, portfolio_by_hand=False).order_by("id")
    for row in found.values_list("id", "portfolio_id", *names).iterator(chunk_size=5_000):
        yield row[0], row[1], domain.Account(*row[2:])


@action
def assign_by_rule(company: Company, *, mark: str, by: User, at: dt.datetime) -> Plan:
    """Move the accounts as the previewed plan said. Raises Refusal where the plan is no longer the same."""
    _held(company)
    plan = plan_assignment(company)
    if plan.mark != mark:
        text = "accounts or rules changed meanwhile: look at the new preview of %(company)s"
        raise refuse("portfolio.changed_meanwhile", text, company=company.code)
    lock_customers(plan.targets)
    by_target: dict[int, list[int]] = {}
    for customer_id, portfolio_id in plan.targets.items():
        by_target.setdefault(portfolio_id, []).append(customer_id)
    for portfolio_id, ids in by_target.items():
        for start in range(0, len(ids), _ENTRY):
            chunk = ids[start : start + _ENTRY]
            Customer.objects.filter(id__in=chunk).update(portfolio_id=portfolio_id)
            _journal_move(company, portfolio_id=portfolio_id, customer_ids=chunk, by=by, at=at)
    return plan


def _journal_move(company: Company, *, portfolio_id: int, customer_ids: list[int], by: User, at: dt.datetime) -> None:
    append(
        "portfolio.assigned_by_rule",
        by=by.username,
        at=at,
        subject=("portfolio", portfolio_id),
        company_id=company.id,
        facts={"accounts": len(customer_ids), "customer_ids": customer_ids},
    )


@action
def assign_by_hand(customer: Customer, *, portfolio: Portfolio | None, by: User, at: dt.datetime) -> Customer:
    """Put the account into the portfolio for good, or with None give it back to the rules.

    Raises Refusal for a portfolio of another company.
    """
    if portfolio and portfolio.company_id != customer.company_id:
        text = "%(portfolio)s belongs to another company than the account"
        raise refuse("portfolio.other_company", text, portfolio=portfolio.name)
    lock_customers([customer.id])
    customer = Customer.objects.get(id=customer.id)
    old = customer.portfolio_id
    if portfolio is None:
        customer.portfolio_id = domain.portfolio_for(_facts_of(customer), rules_for(customer.company)) or old
    else:
        customer.portfolio_id = portfolio.id
    customer.portfolio_by_hand = portfolio is not None
    customer.save(update_fields=["portfolio", "portfolio_by_hand"])
    append(
        "portfolio.assigned_by_hand",
        by=by.username,
        at=at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={"from": old, "to": customer.portfolio_id, "by_hand": customer.portfolio_by_hand},
    )
    return customer


def rules_for(company: Company) -> list[domain.Rule]:
    """The company's rules in their order, as the domain takes them."""
    rows = rules_of(company).values_list("portfolio_id", *_CONDITIONS)
    return [domain.Rule(*row) for row in rows]


def _facts_of(customer: Customer) -> domain.Account:
    return domain.Account(*(getattr(customer, field.name) for field in fields(domain.Account)))


@action
def make_portfolio(name: str, *, company: Company, rep: User, supervisor: User, by: User, at: dt.datetime) -> Portfolio:
    """Make an empty portfolio. Raises Refusal for a name that is taken and for people who cannot work it."""
    if Portfolio.objects.filter(name=name).exists():
        raise refuse("portfolio.name_taken", "there is a portfolio %(name)s already", name=name)
    _check_people(company, rep=rep, supervisor=supervisor)
    portfolio = Portfolio.objects.create(name=name, company=company, rep=rep, supervisor=supervisor)
    _journal("portfolio.made", portfolio, by=by, at=at, facts={"rep_id": rep.id, "supervisor_id": supervisor.id})
    return portfolio


@action
def hand_over_portfolio(
    portfolio: Portfolio, *, rep: User, supervisor: User, seen_rep_id: int, by: User, at: dt.datetime
) -> Portfolio:
    """Give the portfolio to another rep or supervisor. Raises Refusal where somebody else did so meanwhile."""
    portfolio = Portfolio.objects.select_for_update().select_related("company").get(id=portfolio.id)
    if portfolio.rep_id != seen_rep_id:
        raise refuse("portfolio.changed_meanwhile", "somebody gave %(name)s away meanwhile", name=portfolio.name)
    _check_people(portfolio.company, rep=rep, supervisor=supervisor)
    before = {"rep_id": portfolio.rep_id, "supervisor_id": portfolio.supervisor_id}
    portfolio.rep, portfolio.supervisor = rep, supervisor
    portfolio.save(update_fields=["rep", "supervisor"])
    after = {"rep_id": rep.id, "supervisor_id": supervisor.id}
    _journal("portfolio.handed_over", portfolio, by=by, at=at, facts={"before": before, "after": after})
    return portfolio


def _check_people(company: Company, *, rep: User, supervisor: User) -> None:
    for user, part in ((rep, "rep"), (supervisor, "supervisor")):
        if reason := unfit_for(part, user, company=company):
            raise Refusal((reason,))


def unfit_for(part: str, user: User, *, company: Company) -> Reason | None:
    """Why the user cannot be the rep or the supervisor of a portfolio of the company, if he cannot."""
    permission = {"rep": Permission.WORK_TICKLERS, "supervisor": Permission.MANAGE_PORTFOLIOS}[part]
    works_here = user.is_active and user.companies.filter(id=company.id).exists()
    if works_here and has_permission(user.desk_role, permission):
        return None
    text = "%(user)s cannot be the %(role)s of a portfolio of %(company)s"
    facts = {"user": user.username, "role": part, "company": company.code}
    return Reason("portfolio.unfit_user", text, facts)


@action
def add_rule(
    portfolio: Portfolio, *, conditions: Mapping[str, str], state: str, by: User, at: dt.datetime
) -> PortfolioRule:
    """Add a rule after all others. Nothing moves until the rules are applied.

    `state` is the mark of the rules that the form showed. Raises Refusal where they changed meanwhile, and for a range
    of names that ends before it begins.
    """
    rules = _held_rules(portfolio.company, state=state)
    stated = {name: conditions.get(name, "").strip() for name in _CONDITIONS}
    if stated["name_to"] and stated["name_to"].lower() < stated["name_from"].lower()[: len(stated["name_to"])]:
        text = "no name lies from %(first)s to %(last)s"
        raise refuse("portfolio.empty_range", text, first=stated["name_from"], last=stated["name_to"])
    position = 1 + max((rule.position for rule in rules), default=0)
    rule = PortfolioRule.objects.create(portfolio=portfolio, position=position, **stated)
    _journal("portfolio.rule_added", portfolio, by=by, at=at, facts={"position": position, **stated})
    return rule


@action
def remove_rule(rule: PortfolioRule, *, state: str, by: User, at: dt.datetime) -> None:
    """Remove the rule. Nothing moves until the rules are applied. Raises Refusal where they changed meanwhile."""
    portfolio = rule.portfolio
    _held_rules(portfolio.company, state=state)
    facts = {"position": rule.position, **{name: getattr(rule, name) for name in _CONDITIONS}}
    rule.delete()
    _journal("portfolio.rule_removed", portfolio, by=by, at=at, facts=facts)


@action
def try_rule_earlier(rule: PortfolioRule, *, state: str, by: User, at: dt.datetime) -> None:
    """Swap the rule with the one before it. Raises Refusal where the rules changed meanwhile."""
    rules = _held_rules(rule.portfolio.company, state=state)
    order = [each.id for each in rules]
    place = order.index(rule.id)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    for position, rule_id in enumerate(order, start=1):
        PortfolioRule.objects.filter(id=rule_id).update(position=position)
    _journal("portfolio.rule_moved", rule.portfolio, by=by, at=at, facts={"order": order})


def _held(company: Company) -> None:
    list(Portfolio.objects.select_for_update().filter(company=company).order_by("id").values_list("id", flat=True))


def _held_rules(company: Company, *, state: str) -> list[PortfolioRule]:
    _held(company)
    if rules_state(company) != state:
        text = "somebody changed the rules of %(company)s meanwhile"
        raise refuse("portfolio.changed_meanwhile", text, company=company.code)
    return list(rules_of(company))


@action
def record_absence(
    user: User, *, substitute: User, first_day: dt.date, last_day: dt.date, by: User, at: dt.datetime
) -> Absence:
    """Let the substitute see the user's accounts and ticklers from the first to the last day, both included.

    Raises Refusal for days out of order, an overlap, or a substitute who cannot work the accounts.
    """
    if last_day < first_day:
        raise refuse("absence.order", "the last day %(last)s is before the first", last=last_day.isoformat())
    if user.id == substitute.id:
        raise refuse("absence.oneself", "nobody is his own substitute")
    if not has_permission(substitute.desk_role, Permission.WORK_TICKLERS) or not substitute.is_active:
        raise refuse("absence.unfit", "%(user)s cannot work the accounts", user=substitute.username)
    if reasons := _sees_too_little(user, substitute):
        raise Refusal(tuple(reasons))
    # Holding the user keeps two overlapping absences from being written at once.
    User.objects.select_for_update().get(id=user.id)
    overlap = Absence.objects.filter(user=user, first_day__lte=last_day, last_day__gte=first_day).first()
    if overlap:
        text = "%(user)s is away from %(first)s to %(last)s already"
        first, last = overlap.first_day.isoformat(), overlap.last_day.isoformat()
        raise refuse("absence.overlap", text, user=user.username, first=first, last=last)
    absence = Absence.objects.create(user=user, substitute=substitute, first_day=first_day, last_day=last_day)
    facts = {"substitute_id": substitute.id, "first_day": str(first_day), "last_day": str(last_day)}
    append("absence.recorded", by=by.username, at=at, subject=("user", user.id), facts=facts)
    return absence


def _sees_too_little(user: User, substitute: User) -> list[Reason]:
    """Why work of the absent one would fall through: it would be shown to somebody who cannot open it, or to nobody."""
    facts: dict[str, str | int] = {"user": substitute.username, "away": user.username}
    reasons = []
    if user.companies.exclude(id__in=substitute.companies.all()).exists():
        text = "%(user)s does not work for every company of %(away)s"
        reasons.append(Reason("absence.other_company", text, facts))
    sees_all = Permission.SEE_ACCOUNTS_ALL
    if has_permission(user.desk_role, sees_all) and not has_permission(substitute.desk_role, sees_all):
        reasons.append(Reason("absence.sees_less", "%(user)s does not see every account that %(away)s sees", facts))
    supervises = user.supervised_portfolios.exists()
    if supervises and not has_permission(substitute.desk_role, Permission.SEE_EXCEPTIONS):
        text = "%(away)s supervises portfolios: what comes up to a supervisor is not shown to %(user)s"
        reasons.append(Reason("absence.cannot_supervise", text, facts))
    return reasons


@action
def cancel_absence(absence: Absence, *, by: User, at: dt.datetime) -> None:
    """Take the absence back: the substitute loses sight of the accounts at once."""
    facts = {
        "substitute_id": absence.substitute_id,
        "first_day": str(absence.first_day),
        "last_day": str(absence.last_day),
    }
    user_id = absence.user_id
    absence.delete()
    append("absence.cancelled", by=by.username, at=at, subject=("user", user_id), facts=facts)


def _journal(kind: str, portfolio: Portfolio, *, by: User, at: dt.datetime, facts: Mapping[str, object]) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("portfolio", portfolio.id),
        company_id=portfolio.company_id,
        facts=facts,
    )
