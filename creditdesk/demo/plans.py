"""Payment plans of the demo: one that runs, one that waits for its signature, one in default, and a request for one."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen
from creditdesk.domain.plans import Schedule
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Content, Evidence, Kind, Line, Stake
from creditdesk.followup.actions import attach_document
from creditdesk.parties.models import Customer, User
from creditdesk.plans.models import Plan
from creditdesk.plans.settling import file_signed_copy
from creditdesk.receivables.models import OpenItem

NEEDED = 4
_MOST = 4
# Days since the oldest of the plans was agreed.
_AGREED = 34


def make_plans(*, today: dt.date, at: dt.datetime) -> int:
    """Let the first rep ask for plans on some of his accounts, and the manager approve three; returns how many."""
    people = {one.username: one for one in User.objects.filter(username__in=("rep", "manager"))}
    if len(people) < 2:
        return 0
    debts = _debts(people["rep"], today=today)
    if len(debts) < NEEDED:
        return 0
    day = dt.timedelta(days=1)
    running, failed, waiting, asked = debts
    _signed(running, _equal(running, first=today + 9 * day, count=6), on=today - 12 * day, people=people, at=at)
    _signed(failed, _equal(failed, first=today - 20 * day, count=5), on=today - _AGREED * day, people=people, at=at)
    total = sum(one.open_minor for one in waiting)
    down = (today + 4 * day, total // 4)
    agreed = Schedule.of(total, down=down, first=today + 30 * day, count=6)
    _approved(waiting, agreed, on=today - 2 * day, people=people, at=at)
    interest = _equal(asked, first=today + 25 * day, count=6, rate_ppm=10_000)
    _asked(asked, interest, on=today - day, by=people["rep"], at=at)
    dispatch.accounts_changed(sorted({one[0].customer_id for one in debts}), as_of=today, at=at)
    return NEEDED


def _debts(rep: User, *, today: dt.date) -> list[list[OpenItem]]:
    """The late documents of accounts that are worth a plan and have no money that waits to be applied."""
    accounts = Customer.objects.filter(
        portfolio__rep=rep,
        status="active",
        contact_block="",
        requests__isnull=True,
        positions__collectable_minor__gt=0,
        positions__unapplied_minor=0,
        positions__currency=F("currency"),
    )
    found = []
    for account in accounts.order_by("number").distinct():
        late = OpenItem.objects.filter(
            customer=account,
            currency=account.currency,
            open_minor__gt=0,
            disputed_minor=0,
            due_date__lt=today,
            posting_date__lt=today - dt.timedelta(days=_AGREED),
            extensions__isnull=True,
        )
        items = list(late.order_by("-open_minor", "id")[:_MOST])
        if len(items) > 1:
            found.append(items)
    # The oldest debts first: those of the plans that run and failed were late when they were agreed.
    found.sort(key=lambda items: (min(one.due_date for one in items), items[0].id))
    return found[:NEEDED]


def _equal(items: list[OpenItem], *, first: dt.date, count: int, rate_ppm: int = 0) -> Schedule:
    return Schedule.of(sum(one.open_minor for one in items), first=first, count=count, rate_ppm=rate_ppm)


def _asked(items: list[OpenItem], schedule: Schedule, *, on: dt.date, by: User, at: dt.datetime) -> Seen:
    content = Content(
        Kind.PLAN,
        items[0].currency,
        lines=tuple(Line(one.id, one.number, one.open_minor) for one in items),
        words="The season was weak; he can pay month by month and keeps buying",
        evidence=(Evidence(Shown.AGREEMENT, words="His mail: he signs as soon as the paper is here"),),
        terms=schedule.as_terms(),
        stake=Stake(0),
    )
    customer = items[0].customer
    key = f"demo/plan/{customer.number}"
    made = dispatch.prepare_request(customer, content=content, submit=True, by=by, at=at, as_of=on, key=key)
    return Seen(made.id, made.sha256)


def _approved(
    items: list[OpenItem], schedule: Schedule, *, on: dt.date, people: dict[str, User], at: dt.datetime
) -> Plan:
    seen = _asked(items, schedule, on=on, by=people["rep"], at=at)
    words = "better by instalments than not at all"
    dispatch.approve_requests([seen], words=words, by=people["manager"], at=at, as_of=on)
    return Plan.objects.select_related("customer").get(request=seen.request_id)


def _signed(
    items: list[OpenItem], schedule: Schedule, *, on: dt.date, people: dict[str, User], at: dt.datetime
) -> None:
    plan = _approved(items, schedule, on=on, people=people, at=at)
    copy = attach_document(
        plan.customer,
        name="payment plan, signed.txt",
        content=f"Payment plan {plan.id}, signed by {plan.customer.name}\n".encode(),
        description="Signed payment plan",
        by=people["rep"],
        at=at,
    )
    file_signed_copy(plan, document=copy, by=people["rep"], at=at, as_of=on)
