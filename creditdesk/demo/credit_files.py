"""Credit files of the demo: statements, ratings, references and covers of some customers, one cover about to expire and
one that did; a review that found too high a limit and one that found too low a one, with their requests in the inbox.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen
from creditdesk.approvals.models import Request
from creditdesk.credit.models import CreditReview
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.entering import Told, ToldRating, ToldReference, ToldSecurity, ToldStatement, enter
from creditdesk.creditfile.facts import file_facts
from creditdesk.creditfile.limits import limit_content
from creditdesk.creditfile.reviewing import review_credit
from creditdesk.domain.credit_advice import Advice, Looked, look_through
from creditdesk.domain.credit_file import FileFacts, StatementFacts
from creditdesk.domain.financial_statements import Figures
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force

_DAY = dt.timedelta(days=1)
# So many accounts are looked at for one whose limit should fall and one whose limit should rise.
_LOOKED_AT = 40
_PLAIN = 8


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who works the files, when."""

    rep: User
    manager: User
    today: dt.date
    at: dt.datetime

    def enter(self, of: Customer, told: Told, name: str, *, by: User | None = None) -> None:
        """Enter it once."""
        enter(
            of, told, by=by or self.rep, at=self.at, as_of=self.today, key=f"demo/credit/{of.number}/{name}"
        )  # fmt: skip

    def review(self, of: Customer, note: str) -> CreditReview:
        """Record a review of today."""
        key = f"demo/credit/{of.number}/review"
        return review_credit(of, note=note, by=self.manager, at=self.at, as_of=self.today, key=key)


def keep_credit_files(*, today: dt.date, at: dt.datetime) -> int:
    """Keep files of some of the first rep's accounts, and ask for what their reviews recommend; of how many."""
    people = {one.username: one for one in User.objects.filter(username__in=("rep", "manager"))}
    if len(people) < 2:
        return 0
    desk = _Desk(people["rep"], people["manager"], today, at)
    found = Customer.objects.filter(
        portfolio__rep=desk.rep, status="active", contact_block="", credit_limit_minor__gt=0
    ).select_related("company")
    accounts = list(found.order_by("number")[:_LOOKED_AT])
    falls, rises, plain = _chosen(accounts, desk)
    for of in reversed(plain[1:]):
        if rises[0] is None:
            rises = _outgrown(of, desk)
    plain = [one for one in plain if one != rises[0]]
    for place, of in enumerate(plain):
        _plain_file(of, place, desk)
    asked = [_ask(of, looked, desk) for of, looked in (falls, rises) if of is not None and looked is not None]
    if len(plain) > 1:
        _carry_out(plain[0], desk)
    for company in Company.objects.order_by("id"):
        refresh_calendar(company, as_of=today)
    return len(plain) + len(asked)


_Pick = tuple[Customer | None, Looked | None]


def _chosen(accounts: Sequence[Customer], desk: _Desk) -> tuple[_Pick, _Pick, list[Customer]]:
    falls: _Pick = (None, None)
    rises: _Pick = (None, None)
    plain: list[Customer] = []
    for of in accounts:
        policy = policy_in_force(as_of=desk.today, company_id=of.company_id).document
        facts = file_facts(of, as_of=desk.today, policy=policy)
        looked = look_through(replace(facts, statement=_strong(facts)), policy)
        advice = looked.chief.advice
        if advice is Advice.EXTEND and rises[0] is None:
            rises = (of, looked)
        elif advice is Advice.REDUCE and falls[0] is None and looked.found_limit.limit_minor:
            falls = (of, looked)
        elif len(plain) < _PLAIN:
            plain.append(of)
    return falls, rises, plain


def _outgrown(of: Customer, desk: _Desk) -> _Pick:
    """An account whose limit stayed where it was while it grew: what it buys needs twice as much."""
    policy = policy_in_force(as_of=desk.today, company_id=of.company_id).document
    facts = file_facts(of, as_of=desk.today, policy=policy)
    need = look_through(facts, policy).found_limit.need_minor
    limit = need // 2 // 100_00 * 100_00
    looked = look_through(replace(facts, limit_minor=limit, statement=_strong(facts)), policy)
    if not limit or looked.chief.advice is not Advice.EXTEND:
        return None, None
    with transaction.atomic():
        changed = change_customer(of.id, {"credit_limit_minor": limit})
        journal_changed(changed, cause=("customer", of.id), by=desk.manager, at=desk.at)
    of.refresh_from_db()
    return of, looked


def _strong(facts: FileFacts) -> StatementFacts:
    return StatementFacts(_last_year_end(facts.as_of), _figures(max(facts.purchases_minor, 10_000_00) * 10))


def _last_year_end(day: dt.date) -> dt.date:
    return dt.date(day.year - 1, 12, 31)


def _figures(sales: int, *, owed_percent: int = 40, ebit_percent: int = 12) -> Figures:
    """A company of these sales, in whole hundreds of its currency."""
    sales -= sales % 100_00
    assets = sales * 2 // 3
    return Figures(
        current_assets=assets // 2,
        current_liabilities=assets * owed_percent // 200,
        total_assets=assets,
        total_liabilities=assets * owed_percent // 100,
        retained_earnings=assets // 4,
        ebit=assets * ebit_percent // 100,
        sales=sales,
    )


def _ask(of: Customer, looked: Looked, desk: _Desk) -> Request:
    """The file, the review, and the request of the rep for what it recommends."""
    statement = looked.facts.statement
    assert statement is not None
    desk.enter(of, ToldStatement(statement.period_end, of.currency, statement.figures, "audited"), "statement")
    for told in _told_by_others(of, desk.today):
        desk.enter(of, told, type(told).__name__)
    review = desk.review(of, "Year looked through with the audited figures; see the recommendation")
    rises = looked.chief.advice is Advice.EXTEND
    words = "He asks for more: two stores open in spring" if rises else "He buys less than he did, and pays later"
    content = limit_content(
        of,
        limit_minor=looked.found_limit.limit_minor,
        risk_class=looked.found_class.risk_class.value,
        words=words,
        shows="; ".join(str(one) for one in looked.found_class.reasons)[:500],
        review=review,
        asked_by_customer=rises,
    )
    return dispatch.prepare_request(
        of,
        content=content,
        submit=True,
        by=desk.rep,
        at=desk.at,
        as_of=desk.today,
        key=f"demo/credit/{of.number}/limit",
    )


def _told_by_others(of: Customer, today: dt.date) -> Iterator[Told]:
    yield ToldRating("bureau", 71, today - 40 * _DAY, today + 325 * _DAY)
    yield ToldReference("Harbor Optics Inc", today - 30 * _DAY, of.currency, 6, 18_000_00, terms="net 30")


def _plain_file(of: Customer, place: int, desk: _Desk) -> None:
    """Files of each kind: a cover about to expire, one that did, a guaranty, a rating, figures that are too old."""
    today = desk.today
    if place in (0, 1, 2):
        days = (40, 160, -12)[place]
        cover = ToldSecurity(
            "insurance", "Safe Harbor Credit Insurance", of.currency, 25_000_00, today - 345 * _DAY,
            today + days * _DAY, "Overdue reported within 60 days; no shipments to whoever is 30 days late",
        )  # fmt: skip
        desk.enter(of, cover, "insurance", by=desk.manager)
    if place == 3:
        guaranty = ToldSecurity("guaranty", "The owner, in person", of.currency, 15_000_00, today - 200 * _DAY)
        desk.enter(of, guaranty, "guaranty", by=desk.manager)
    if place in (0, 4):
        desk.enter(of, ToldRating("jbt", 1 + place // 2, today - 90 * _DAY), "jbt")
    if place == 5:
        old = ToldStatement(_last_year_end(today) - 730 * _DAY, of.currency, _figures(900_000_00), "own")
        desk.enter(of, old, "old statement")
    if place in (1, 6):
        figures = _figures(1_500_000_00, owed_percent=55, ebit_percent=7)
        desk.enter(of, ToldStatement(_last_year_end(today), of.currency, figures, "reviewed"), "statement")


def _carry_out(of: Customer, desk: _Desk) -> None:
    """One small change that was approved, and that the ERP has not answered."""
    before = of.credit_limit_minor or 0
    content = limit_content(
        of,
        limit_minor=before + max(1_000_00, before // 20 // 100 * 100),
        risk_class=of.risk_class,
        words="The season’s order fits in with a little more",
        shows="JBT rates him 1 of 4",
    )
    key = f"demo/credit/{of.number}/change"
    made = dispatch.prepare_request(
        of, content=content, submit=True, by=desk.rep, at=desk.at, as_of=desk.today, key=key
    )
    if made.needs_level in ("supervisor", "credit_manager"):
        seen = [Seen(made.id, made.sha256)]
        dispatch.approve_requests(seen, words="as he pays", by=desk.manager, at=desk.at, as_of=desk.today)
