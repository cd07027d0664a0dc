"""What the night does with cases: alerts before a window closes, marks those that were missed, clears trifles.

A retailer hears our answer for so many days. Before the last of them whoever works the case and the supervisor get a
tickler; afterwards the case needs a supervisor's decision. docs/rules/cases.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.disputes.judging import CLEARING, bring_up
from creditdesk.disputes.models import Case, CaseLine, CaseResolution
from creditdesk.disputes.writing import begun, finish
from creditdesk.domain.cases import STANDING, UNDECIDED, CaseKind, Outcome, Stage, clears_itself, is_alerted, is_missed
from creditdesk.domain.money import policy_minor
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.access import possible_owners
from creditdesk.followup.models import Tickler
from creditdesk.followup.recording import NextAction, journal_tickler, write_tickler
from creditdesk.journal.transactions import action
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, Customer, User
from creditdesk.parties.queries import minor_rates
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import acts
from creditdesk.receivables.models import Posting
from creditdesk.receivables.posting import Line

# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
CLOSING = "Case %(case)d: the window closes on %(day)s, decide it before"
MISSED = "Case %(case)d: the window closed on %(day)s; it needs your decision"


def watch_windows(company: Company, *, at: dt.datetime, as_of: dt.date) -> int:
    """Alert of windows that close soon, and mark those that were missed; returns how many cases."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    last = as_of + dt.timedelta(days=policy.deductions.deadline_alert_days_before)
    found = Case.objects.filter(
        company=company, stage__in=[one.value for one in UNDECIDED], window_end__lte=last, window_missed_on__isnull=True
    )
    done = 0
    for case in found.order_by("id"):
        try:
            done += watch_window(case, alert_days=policy.deductions.deadline_alert_days_before, at=at, as_of=as_of)
        except Refusal:
            continue
    return done


@action
def watch_window(case: Case, *, alert_days: int, at: dt.datetime, as_of: dt.date) -> bool:
    """Alert of one case, or mark that its window was missed; returns whether anything was done."""
    by = machine_user()
    found, work = begun(case, seen=None, by=by, at=at, as_of=as_of)
    if Stage(found.stage) not in UNDECIDED or found.window_missed_on is not None or found.window_end is None:
        return False
    facts = {"case": found.id, "day": found.window_end.isoformat()}
    if is_missed(found.window_end, as_of=as_of):
        found.window_missed_on = as_of
        work.tell("window_missed", found, window_end=found.window_end.isoformat())
        _task(found, MISSED % facts, [_supervisor(found)], part="missed", at=at, as_of=as_of)
        finish(work)
        return True
    if not is_alerted(found.window_end, alert_days=alert_days, as_of=as_of):
        return False
    return _task(
        found, CLOSING % facts, [_analyst(found, as_of), _supervisor(found)], part="closes", at=at, as_of=as_of
    )


def _task(
    case: Case, cause: str, people: list[User | None], *, part: str, at: dt.datetime, as_of: dt.date
) -> bool:  # fmt: skip
    """A tickler for each of these people, once; returns whether any is new."""
    new, allowed = False, {one.id for one in possible_owners(case.customer, as_of=as_of)}
    for person in {one.id: one for one in people if one is not None and one.id in allowed}.values():
        key = f"case/{case.id}/{part}/{case.window_end}/{person.id}"
        if Tickler.objects.filter(key=key).exists():
            continue
        by = machine_user()
        tickler = write_tickler(case.customer, NextAction(cause, as_of, person), by=by, at=at, as_of=as_of, key=key)
        journal_tickler(tickler, by=by, at=at)
        new = True
    return new


def _analyst(case: Case, as_of: dt.date) -> User | None:
    """Whoever works the case; while nobody does, the rep of the account."""
    return case.owner or next(iter(possible_owners(case.customer, as_of=as_of)), None)


def _supervisor(case: Case) -> User | None:
    portfolio = Customer.objects.select_related("portfolio__supervisor").get(id=case.customer_id).portfolio
    if portfolio is not None:
        return portfolio.supervisor
    of_company = User.objects.filter(is_active=True, role="supervisor", companies=case.company_id)
    return of_company.order_by("id").first()


# --- Trifles ----------------------------------------------------------------------------------------------------------


def clear_trifles(company: Company, *, at: dt.datetime, as_of: dt.date) -> set[int]:
    """Clear small deductions where the policy lets the machine do so; returns the customers whose books moved."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    if not policy.cases.auto_clear:
        return set()
    most = policy_minor(policy.deductions.auto_clear_max, currency=policy.currency)
    cleared = set()
    small = Case.objects.filter(
        company=company, stage=Stage.NEW.value, kind=CaseKind.DEDUCTION.value, owner__isnull=True, open_minor__gt=0
    )
    rates = minor_rates(policy.currency, as_of=as_of)
    for case in small.order_by("id"):
        minor = case.open_minor * rates.get(case.currency, PAR_PPM) // PAR_PPM
        if minor <= most:
            try:
                if clear_trifle(case, minor=minor, most_minor=most, at=at, as_of=as_of):
                    cleared.add(case.customer_id)
            except Refusal:
                continue  # a closed period or a stop of postings: the next night finds it as it was
    return cleared


@action
def clear_trifle(case: Case, *, minor: int, most_minor: int, at: dt.datetime, as_of: dt.date) -> bool:
    """Clear one small deduction by a posting of the machine, booked as its reason says; returns whether it was.

    `minor` is what is open in the policy's currency. Not more of them than the policy says within its window.
    """
    by = machine_user()
    found, _ = begun(case, seen=None, by=by, at=at, as_of=as_of)
    policy = policy_in_force(as_of=as_of, company_id=found.company_id)
    rules = policy.document.deductions
    since = as_of - dt.timedelta(days=rules.auto_clear_window_days)
    before = CaseResolution.objects.filter(
        line__case__customer=found.customer_id,
        outcome=Outcome.AUTO_CLEARED.value,
        amount_minor__gt=0,
        resolved_on__gt=since,
    )
    count = before.values("line__case").distinct().count()
    fits = clears_itself(minor, most_minor=most_minor, count=rules.auto_clear_count, cleared_before=count)
    if Stage(found.stage) not in STANDING or found.open_minor != case.open_minor or not fits:
        return False
    reason = policy.document.cases.reasons.get(found.reason)
    unknown = policy.document.cases.reasons[policy.document.cases.reason_unknown]
    booking = policy.document.requests.adjustment.of((reason or unknown).cause)
    lines = list(CaseLine.objects.filter(case=found, open_minor__gt=0, item__isnull=False))
    total = sum(line.open_minor for line in lines)
    posted = acts.Act(
        Posting.Kind.ADJUSTMENT,
        as_of,
        f"{CLEARING}{found.id}/clear/{found.version}",
        (
            *(
                Line(found.currency, -line.open_minor, item_id=line.item_id, customer_id=found.customer_id)
                for line in lines
            ),
            Line(found.currency, total, account=booking.account),
        ),
        "account.adjusted",
        facts={"case": found.id},
    )
    who, edges = acts.By(by.username, at, policy.number), policy.document.aging.buckets
    acts.write_acts(found.company_id, [posted], by=who, as_of=as_of, edges=edges)
    customer = Customer.objects.select_related("portfolio").get(id=found.customer_id)
    bring_up(customer, at=at, as_of=as_of)
    return True
