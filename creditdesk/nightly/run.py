"""The night's work, in order. This file is its table of contents.

A run is one row per business date. Each step is idempotent and is noted when done: a run that was killed goes on where
it stopped, and a second run of the date changes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from time import perf_counter

from django.core.management import call_command
from django.utils import timezone

from creditdesk import dispatch
from creditdesk.agency.watching import watch_placements
from creditdesk.bankruptcy.tasks import bankruptcy_tasks
from creditdesk.credit.looking_again import look_by_night
from creditdesk.credit.offering import lapse
from creditdesk.credit.strategy_holds import hold_by_strategy
from creditdesk.creditfile.calendar import count_due, refresh_calendar
from creditdesk.creditfile.tasks import plan_reviews
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Role
from creditdesk.followup.promise_judging import judge_company
from creditdesk.followup.strategy_night import hand_up_steps
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.journal.verify import anchor
from creditdesk.letters.credit_balances import draft_credit_letters
from creditdesk.letters.running import night_letters
from creditdesk.mail.retention import remove_old_bodies
from creditdesk.nightly import proof
from creditdesk.nightly.hold_digest import send_digests
from creditdesk.nightly.models import NightlyRun
from creditdesk.nightly.turn import night_turn
from creditdesk.outbound.delivering import forget_settled
from creditdesk.parties.queries import companies
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import positions
from creditdesk.receivables.stops import record_proof
from creditdesk.settlements.judging import judge_settlements as settlements_of

log = logging.getLogger(__name__)

# The reason of a night that another process is at.
UNDER_WAY = "nightly.under_way"
# The journal's name for what nobody did by hand.
MACHINE = Role.MACHINE.value


def run_nightly(*, as_of: dt.date, at: dt.datetime, again: bool = False) -> NightlyRun:
    """Run the steps of a business date that are not done yet (all of them, if `again`); returns the run's row.

    Raises Refusal while another process is at it, for a date that has not come, and for a date before one that was
    run: the day's lists would go back to it.
    """
    if as_of > (today := timezone.localtime(at).date()):
        raise refuse(
            "nightly.ahead",
            "%(day)s has not come: today is %(today)s",
            day=as_of.isoformat(),
            today=today.isoformat(),
        )
    with night_turn() as mine:
        if not mine:
            raise refuse(UNDER_WAY, "the night's work is being done at this moment")
        return _run(as_of=as_of, at=at, again=again)


def _run(*, as_of: dt.date, at: dt.datetime, again: bool) -> NightlyRun:
    run = NightlyRun.objects.filter(business_date=as_of).first()
    if run is not None and run.finished_at is not None and not again:
        return run
    after = NightlyRun.objects.filter(business_date__gt=as_of)
    later = after.filter(business_date__lte=timezone.localtime(at).date()).first()
    if later is not None:
        raise refuse(
            "nightly.earlier",
            "the night of %(later)s was run already: that of %(day)s cannot follow it",
            later=later.business_date.isoformat(),
            day=as_of.isoformat(),
        )
    # A clock that was ahead has run nights of days to come: they are run again when their day comes.
    after.update(steps={}, finished_at=None)
    if run is None:
        run = NightlyRun.objects.create(business_date=as_of, started_at=at)
    if again:
        run.steps, run.finished_at = {}, None
        run.save(update_fields=["steps", "finished_at"])
    for name, step in STEPS.items():
        if name not in run.steps:
            began = perf_counter()
            result = step(run, at)
            run.steps[name] = {"seconds": round(perf_counter() - began, 2), "result": result}
            run.save(update_fields=["steps", "broken"])
    finish(run, at=at)
    return run


def special_cash(run: NightlyRun, at: dt.datetime) -> str:
    """Returned payments that are certain, offers of payment in full, and what follows of both where it is missing."""
    done = sum(dispatch.special_cash(company.id, as_of=run.business_date, at=at) for company in companies())
    return f"{done} returns and offers carried out"


def match_cash(run: NightlyRun, at: dt.datetime) -> str:
    """Money that is open, against what is open today: before promises are judged, which it may keep."""
    posted = proposed = 0
    for company in companies():
        outcome = dispatch.match_cash(company.id, as_of=run.business_date, at=at)
        posted, proposed = posted + outcome.posted, proposed + outcome.proposed
    return f"{posted} payments matched, {proposed} proposed"


def look_at_cases(run: NightlyRun, at: dt.datetime) -> str:
    """Cases: what moved since, deductions without one, windows that close or were missed."""
    return f"{dispatch.cases_looked_at(as_of=run.business_date, at=at)} cases and accounts looked at"


def judge_settlements(run: NightlyRun, at: dt.datetime) -> str:
    """Settlements that lapse, that were paid in time, and those of which a payment came back; before promises, since
    what they forgive is owed no more.
    """
    changed = 0
    for company in companies():
        moved = settlements_of(company, as_of=run.business_date, at=at)
        dispatch.accounts_changed(sorted(moved), as_of=run.business_date, at=at)
        changed += len(moved)
    return f"{changed} customers with settlements that changed"


def judge_promises(run: NightlyRun, at: dt.datetime) -> str:
    """Promises whose last day is over, those that were kept since, and those whose cash was taken back."""
    judged = sum(judge_company(company, as_of=run.business_date, at=at) for company in companies())
    return f"{judged} promises judged"


def settle_plans(run: NightlyRun, at: dt.datetime) -> str:
    """Payment plans: those that can be active, interest of the day, instalments that are missing, defaults."""
    return f"{dispatch.plans_looked_at(None, as_of=run.business_date, at=at)} payment plans moved"


def look_at_bankruptcies(run: NightlyRun, at: dt.datetime) -> str:
    """Bankruptcies: what was queued is withheld, cases that are missing, tasks before last days."""
    planned = 0
    for company in companies():
        dispatch.stop_bankrupt(company.id, as_of=run.business_date, at=at)
        planned += bankruptcy_tasks(company, as_of=run.business_date, at=at)
    return f"{planned} tasks before last days"


def watch_agencies(run: NightlyRun, at: dt.datetime) -> str:
    """Accounts with agencies: money that came to us directly, and what comes back by the policy or is settled."""
    changed = watch_placements(None, as_of=run.business_date, at=at)
    return f"{len(changed)} accounts back from agencies"


def roll_positions(run: NightlyRun, at: dt.datetime) -> str:
    """Positions of customers of whom an item crosses a bucket's edge by the date, or whose policy has other buckets."""
    rolled = 0
    for company in companies():
        policy = policy_in_force(as_of=run.business_date, company_id=company.id)
        rolled += positions.roll(company.id, as_of=run.business_date, edges=policy.document.aging.buckets)
    return f"{rolled} customers rolled"


def look_at_orders(run: NightlyRun, at: dt.datetime) -> str:
    """Orders that wait: offers, releases and reviews lapse, items become late, holds fall with their cause."""
    seen = held = let_go = 0
    for company in companies():
        lapse(company, as_of=run.business_date, by=MACHINE, at=at)
        done = look_by_night(company, as_of=run.business_date, by=MACHINE, at=at)
        seen, held, let_go = seen + done[0], held + done[1], let_go + done[2]
    return f"{seen} orders looked at, {held} held, {let_go} let go"


def call_reviews(run: NightlyRun, at: dt.datetime) -> str:
    """The review calendar of the day, and tasks for reviews that lapsed or that something calls for."""
    due = planned = 0
    for company in companies():
        refresh_calendar(company, as_of=run.business_date)
        planned += plan_reviews(company, as_of=run.business_date, at=at)
        due += count_due(company, as_of=run.business_date)
    return f"{due} reviews due, {planned} tasks"


def rank_accounts(run: NightlyRun, at: dt.datetime) -> str:
    """The worklist of the day: score, reasons and next step of every account that needs work."""
    return f"{refresh_worklist(as_of=run.business_date)} accounts written"


def carry_out_steps(run: NightlyRun, at: dt.datetime) -> str:
    """Steps of the strategies that the policy leaves to the machine."""
    handed_up = sum(hand_up_steps(company, as_of=run.business_date, at=at) for company in companies())
    held = sum(hold_by_strategy(company, as_of=run.business_date, at=at) for company in companies())
    return f"{handed_up} handed up, {held} held"


def draft_letters(run: NightlyRun, at: dt.datetime) -> str:
    """The letters that strategies ask for, and those about credits that nobody claims, drafted for review; what the
    policy lets the machine send is let go.
    """
    drafted, released = night_letters(as_of=run.business_date, at=at)
    drafted += sum(draft_credit_letters(company, as_of=run.business_date, at=at) for company in companies())
    return f"{drafted} letters drafted, {released} let go"


def tell_sales(run: NightlyRun, at: dt.datetime) -> str:
    """Who is on hold, to every salesperson of his own accounts."""
    sent = sum(send_digests(company, as_of=run.business_date, at=at) for company in companies())
    return f"{sent} salespeople told who is on hold"


def clear_sessions(run: NightlyRun, at: dt.datetime) -> str:
    """Sessions that ended."""
    call_command("clearsessions")
    return "ended sessions removed"


def clear_outbox(run: NightlyRun, at: dt.datetime) -> str:
    """Messages to other programs that were settled long ago."""
    return f"{forget_settled(at=at)} old messages removed"


def remove_mail_bodies(run: NightlyRun, at: dt.datetime) -> str:
    """Texts and files of e-mail that the policy keeps no longer."""
    removed = sum(remove_old_bodies(company, as_of=run.business_date, at=at) for company in companies())
    return f"{removed} e-mails emptied"


def anchor_journal(run: NightlyRun, at: dt.datetime) -> str:
    """The journal's head, written outside the database."""
    seq, _ = anchor(proof.anchors_file(), at=at)
    return f"anchored at entry {seq}"


def prove_books(run: NightlyRun, at: dt.datetime) -> str:
    """Every invariant; what is broken is kept on the run, shouted into the log, and stops postings where it is."""
    found = proof.broken_facts(as_of=run.business_date)
    run.broken = [str(fact) for fact in found]
    for fact in run.broken:
        log.error("The books do not prove: %s", fact)
    record_proof(found, by=MACHINE, at=at)
    return f"{len(run.broken)} broken" if run.broken else "proved"


STEPS: dict[str, Callable[[NightlyRun, dt.datetime], str]] = {
    "special_cash": special_cash,
    "match_cash": match_cash,
    "look_at_cases": look_at_cases,
    "judge_settlements": judge_settlements,
    "judge_promises": judge_promises,
    "roll_positions": roll_positions,
    "settle_plans": settle_plans,
    "look_at_bankruptcies": look_at_bankruptcies,
    "watch_agencies": watch_agencies,
    "look_at_orders": look_at_orders,
    "call_reviews": call_reviews,
    "rank_accounts": rank_accounts,
    "carry_out_steps": carry_out_steps,
    "draft_letters": draft_letters,
    "tell_sales": tell_sales,
    "clear_sessions": clear_sessions,
    "clear_outbox": clear_outbox,
    "remove_mail_bodies": remove_mail_bodies,
    "anchor_journal": anchor_journal,
    "prove_books": prove_books,
}


@action
def finish(run: NightlyRun, *, at: dt.datetime) -> None:
    """Close the run, with its entry in the journal."""
    run.finished_at = at
    run.save(update_fields=["steps", "broken", "finished_at"])
    append(
        "nightly.finished",
        by=MACHINE,
        at=at,
        subject=("nightly_run", run.id),
        facts={"business_date": run.business_date.isoformat(), "broken": len(run.broken)},
    )
