"""Portfolios as they come in files: whose they are, and which accounts are in them, one by one or by a rule.

A row says up to three things: who works the portfolio, one account that is put into it by hand, and one rule. The rule
is added after all others; nothing moves by it until the rules are applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.assignment import unfit_for
from creditdesk.parties.models import Company, Customer, Portfolio, PortfolioRule, User
from creditdesk.parties.records.kept import GONE, Change, Fault, Source, Standing, Wanted, since_changed, tell

_PEOPLE = ("rep", "supervisor")
_RULE = ("name_from", "name_to", "risk_class", "segment", "country", "region")
# What a row changes, beside making the portfolio. All else on it says what these are about.
_CHANGED = (*_PEOPLE, "account", "account_by_hand", "rule")


class _Known:
    """The portfolios, people and accounts that rows name, as they stand; and what the rows before said of them."""

    def __init__(self, named: Sequence[tuple[Company, Mapping[str, Any]]]) -> None:
        names = {values["portfolio"] for _, values in named}
        portfolios = Portfolio.objects.filter(name__in=names).select_related("rep", "supervisor")
        self.portfolios = {one.name: one for one in portfolios}
        people = {values[part] for _, values in named for part in _PEOPLE if part in values}
        self.people = {one.username: one for one in User.objects.filter(username__in=people)}
        numbers = {values["customer_number"] for _, values in named if "customer_number" in values}
        accounts = Customer.objects.filter(company__in={company.id for company, _ in named}, number__in=numbers)
        self.accounts = {(one.company_id, one.number): one for one in accounts.select_related("portfolio")}
        self.rules = {
            (name, *(rule[field] for field in _RULE))
            for rule in PortfolioRule.objects.filter(portfolio__name__in=names).values("portfolio__name", *_RULE)
            for name in [rule["portfolio__name"]]
        }
        # Portfolio → who works it by the first row of the file that says so.
        self.said: dict[str, dict[str, str]] = {}
        # Company and number → the portfolio into which a row before puts the account.
        self.placed: dict[tuple[int, str], str] = {}


def standing(wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
    """What the desk has of each portfolio and account, and what is wrong with the row."""
    if not has_permission(by.desk_role, Permission.MANAGE_PORTFOLIOS):
        text = "It needs the right to %(right)s."
        right = Permission.MANAGE_PORTFOLIOS.value.replace("_", " ")
        return [
            Standing(faults=[("portfolio", Reason("import.not_permitted", text, {"right": right}))]) for _ in wanted
        ]
    known = _Known([(one.company, one.values) for one in wanted])
    return [_stands(one, known) for one in wanted]


def _stands(one: Wanted, known: _Known) -> Standing:
    values, name = one.values, one.values["portfolio"]
    kept = known.portfolios.get(name)
    faults = [*_unfit(one, known, kept), *_otherwise(one, known)]
    joins = kept is None and name in known.said
    now: dict[str, Any] = {field: value for field, value in values.items() if field not in _PEOPLE}
    now |= (
        known.said.get(name, {}) if kept is None else {"rep": kept.rep.username, "supervisor": kept.supervisor.username}
    )
    if not faults:
        known.said.setdefault(name, {part: values[part] for part in _PEOPLE if part in values})
        if "customer_number" in values:
            known.placed.setdefault((one.company.id, values["customer_number"]), name)
    found = Standing(kept.id if kept else None, now, faults, joins=joins)
    account = known.accounts.get((one.company.id, values.get("customer_number", "")))
    if account and (account.portfolio is None or account.portfolio.name != name):
        found.implied |= {"account": name, "account_by_hand": True}
        now |= {"account": account.portfolio.name if account.portfolio else None}
        now |= {"account_by_hand": account.portfolio_by_hand}
    rule = {field: values[field] for field in _RULE if field in values}
    if rule and (name, *(rule.get(field, "") for field in _RULE)) not in known.rules:
        found.implied["rule"], now["rule"] = rule, None
    return found


def _unfit(one: Wanted, known: _Known, kept: Portfolio | None) -> list[Fault]:
    company, values = one.company, one.values
    if kept and kept.company_id != company.id:
        text = "There is a portfolio %(name)s of another company already."
        return [("portfolio", Reason("portfolio.name_taken", text, {"name": kept.name}))]
    faults: list[Fault] = []
    for part in _PEOPLE:
        user = known.people.get(values.get(part, ""))
        if part in values and user is None:
            text = "There is no user %(user)s who works for %(company)s."
            reason = Reason("import.user_unknown", text, {"user": values[part], "company": company.code})
            faults.append((part, reason))
        elif user and (unfit := unfit_for(part, user, company=company)):
            faults.append((part, unfit))
        elif part not in values and kept is None and part not in known.said.get(values["portfolio"], {}):
            text = "The portfolio %(name)s is new: say who its %(part)s is."
            faults.append((part, Reason("import.people_missing", text, {"name": values["portfolio"], "part": part})))
    number = values.get("customer_number")
    if number and (company.id, number) not in known.accounts:
        text = "There is no customer %(number)s of %(company)s."
        reason = Reason("import.customer_unknown", text, {"number": number, "company": company.code})
        faults.append(("customer_number", reason))
    return faults


def _otherwise(one: Wanted, known: _Known) -> list[Fault]:
    """Another row of the file names somebody else for the same portfolio, or another portfolio for the account."""
    said = known.said.get(one.values["portfolio"], {})
    text = "Another row of the file says %(other)s for the portfolio %(name)s."
    faults: list[Fault] = [
        (part, Reason("import.said_otherwise", text, {"other": said[part], "name": one.values["portfolio"]}))
        for part in _PEOPLE
        if part in one.values and said.get(part, one.values[part]) != one.values[part]
    ]
    number = one.values.get("customer_number", "")
    placed = known.placed.get((one.company.id, number), one.values["portfolio"])
    if placed != one.values["portfolio"]:
        text = "Another row of the file puts the account %(number)s into the portfolio %(name)s."
        faults.append(("customer_number", Reason("import.placed_otherwise", text, {"number": number, "name": placed})))
    return faults


def keep(changes: Sequence[Change], *, source: Source) -> list[int]:
    """Make portfolios, give them to their reps, put accounts into them and add their rules."""
    known = _Known([(one.company, one.values) for one in changes])
    ids = []
    for one in changes:
        after = one.after()
        if one.is_new:
            rep, supervisor = known.people[after["rep"]], known.people[after["supervisor"]]
            portfolio = Portfolio(name=after["portfolio"], company=one.company, rep=rep, supervisor=supervisor)
            portfolio.save(force_insert=True)
            known.portfolios[portfolio.name] = portfolio
        portfolio = known.portfolios[one.values["portfolio"]]
        _write(one, portfolio, after, known)
        ids.append(portfolio.id)
    for one, portfolio_id in zip(changes, ids, strict=True):
        _tell("made" if one.is_new else "changed", one, portfolio_id, known, source)
    return ids


def _write(one: Change, portfolio: Portfolio, values: Mapping[str, Any], known: _Known) -> None:
    """Write what the values say of people, account and rule."""
    people = {part: known.people[values[part]] for part in _PEOPLE if part in values and values[part] in known.people}
    if people:
        for part, user in people.items():
            setattr(portfolio, part, user)
        portfolio.save(update_fields=list(people))
    if "account" in values:
        account = known.accounts[one.company.id, one.values["customer_number"]]
        account.portfolio = portfolio if values["account"] == portfolio.name else _named(values["account"], one.company)
        account.portfolio_by_hand = bool(values["account_by_hand"])
        account.save(update_fields=["portfolio", "portfolio_by_hand"])
    if values.get("rule"):
        last = PortfolioRule.objects.filter(portfolio__company=one.company).aggregate(last=Max("position"))["last"] or 0
        PortfolioRule.objects.create(portfolio=portfolio, position=last + 1, **values["rule"])


def _named(name: str | None, company: Company) -> Portfolio | None:
    return Portfolio.objects.filter(name=name, company=company).first() if name else None


def lasting(changes: Sequence[Change]) -> list[list[Fault]]:
    """What would stay of each change if it were taken back now."""
    known = _Known([(one.company, one.values) for one in changes])
    return [_lasts(one, known) for one in changes]


def _lasts(one: Change, known: _Known) -> list[Fault]:
    portfolio = known.portfolios.get(one.values["portfolio"])
    if portfolio is None:
        return [GONE]
    now: dict[str, Any] = {"rep": portfolio.rep.username, "supervisor": portfolio.supervisor.username}
    account = known.accounts.get((one.company.id, one.values.get("customer_number", "")))
    if account:
        now["account"] = account.portfolio.name if account.portfolio else None
        now["account_by_hand"] = account.portfolio_by_hand
    if rule := one.after().get("rule"):
        stands = (portfolio.name, *(rule.get(field, "") for field in _RULE)) in known.rules
        now["rule"] = rule if stands else None
    return [
        since_changed(name, now=now.get(name), was=old)
        for name, (old, new) in one.changes.items()
        if name in _CHANGED and now.get(name) != new
    ]


def take_back(changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
    """Put back what nobody changed since; a portfolio that the file made goes once nothing is left in it."""
    left = lasting(changes)
    people = [{part: old for part, old in one.before().items() if part in _PEOPLE and old} for one in changes]
    known = _Known([(one.company, {**one.values, **before}) for one, before in zip(changes, people, strict=True)])
    told = []
    for one, faults in zip(changes, left, strict=True):
        portfolio = known.portfolios.get(one.values["portfolio"])
        if portfolio is None:
            continue
        kept = {name for name, _ in faults}
        back = {name: old for name, old in one.before().items() if name in _CHANGED and name not in kept}
        _write(one, portfolio, back, known)
        if "rule" in back:
            rule = {field: one.after()["rule"].get(field, "") for field in _RULE}
            last = PortfolioRule.objects.filter(portfolio=portfolio, **rule).order_by("-position").first()
            assert last is not None, "it was seen to stand"
            last.delete()
        if one.is_new and not faults:
            faults.extend(_gone(portfolio))
        told.append((one, portfolio.id, list(back), one.is_new and not faults))
    for one, portfolio_id, restored, is_gone in told:
        if restored:
            _tell("removed" if is_gone else "restored", one, portfolio_id, known, source, restored=restored)
    return left


def _gone(portfolio: Portfolio) -> list[Fault]:
    """Delete the portfolio, unless accounts or rules are in it."""
    if portfolio.customers.exists() or portfolio.rules.exists():
        text = "The portfolio %(name)s stays: accounts or rules are in it."
        return [("portfolio", Reason("import.portfolio_in_use", text, {"name": portfolio.name}))]
    Portfolio.objects.filter(id=portfolio.id).delete()
    return []


def _tell(
    verb: str,
    one: Change,
    portfolio_id: int,
    known: _Known,
    source: Source,
    *,
    restored: Sequence[str] | None = None,
) -> None:
    account = known.accounts.get((one.company.id, one.values.get("customer_number", "")))
    tell(
        f"portfolio.{verb}",
        subject=("portfolio", portfolio_id),
        company_id=one.company.id,
        customer_id=account.id if account else None,
        change=one,
        private=lambda _name: False,
        source=source,
        restored=restored,
    )
