"""Runs of many letters: what a run is of, and its steps, a few letters at a time, each letter in its own transaction.

A run is claimed for a minute at a time; whoever is killed loses that minute, and the next one goes on with the letters
that are not done. A letter that cannot go is left out, with the reason, and holds no other up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.db.models import F, Q

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_desk import Automation, StepKind
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.followup.models import WorklistRow
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.letters.drafting import MACHINE, Due, draft_due
from creditdesk.letters.models import Letter, LetterRun, PrintFile
from creditdesk.letters.pdf import letters_pdf
from creditdesk.letters.releasing import release_letter, settle, settle_printed, unsettled, withhold_before_print
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, User
from creditdesk.policy.queries import policy_in_force

TURN = dt.timedelta(minutes=1)
# Letters of one step; drafts are made many in a transaction.
STEP, DRAFTS = 20, 100
_NAMED = 20
Clock = Callable[[], dt.datetime]


# ---------------------------------------------------------------- ordering runs


@action
def order_send(letters: Sequence[Letter], *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> LetterRun:
    """Let the drafts go in the background as they were seen. The same key orders once. Raises Refusal without any."""
    if (done := LetterRun.objects.filter(key=key, by=by).first()) is not None:
        return done
    wanted = [[one.id, one.version] for one in letters if one.state == Letter.State.DRAFT]
    if not wanted:
        raise refuse("letter.none", "no draft was chosen")
    run = _made(LetterRun.Kind.SEND, letters[0].company_id, wanted, by=by, at=at, as_of=as_of, key=key)
    return _told(run)


@action
def order_print(letters: Sequence[Letter], *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> LetterRun:
    """Put letters that wait for the printer into one file, the oldest first, as many as the policy lets into one.

    Each is in one run ever. Raises Refusal where none waits.
    """
    if (done := LetterRun.objects.filter(key=key, by=by).first()) is not None:
        return done
    company_id = letters[0].company_id if letters else 0
    most = policy_in_force(as_of=as_of, company_id=company_id).document.letters.per_print if letters else 0
    chosen = sorted(letters, key=lambda one: one.id)[:most]
    lock_customers(one.customer_id for one in chosen)
    ids = [one.id for one in chosen]
    held = Letter.objects.select_for_update(of=("self",)).filter(
        id__in=ids, state=Letter.State.READY, print_run__isnull=True
    )
    mine = sorted(one.id for one in held)
    if not mine:
        raise refuse("letter.none", "no letter waits for the printer")
    run = _made(LetterRun.Kind.PRINT, company_id, mine, by=by, at=at, as_of=as_of, key=key)
    Letter.objects.filter(id__in=mine).update(print_run=run, version=F("version") + 1)
    return _told(run)


@action
def order_drafts(
    company: Company, due: Sequence[Due], *, by: User | None, at: dt.datetime, as_of: dt.date, key: str
) -> LetterRun:
    """Draft what strategies ask for in the background. The same key orders once."""
    if (done := LetterRun.objects.filter(key=key).first()) is not None:
        return done
    wanted = [[one.customer_id, one.kind.value, one.channel.value, one.step] for one in due]
    return _told(_made(LetterRun.Kind.DRAFT, company.id, wanted, by=by, at=at, as_of=as_of, key=key))


def _made(
    kind: LetterRun.Kind,
    company_id: int,
    wanted: Sequence[object],
    *,
    by: User | None,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> LetterRun:
    return LetterRun.objects.create(
        company_id=company_id,
        kind=kind,
        business_day=as_of,
        wanted=list(wanted),
        total=len(wanted),
        by=by,
        asked_at=at,
        key=key,
    )


def _told(run: LetterRun) -> LetterRun:
    """Tell the journal of the run, last in the transaction."""
    append(
        f"letter.run_{run.kind}",
        by=run.by.username if run.by else MACHINE,
        at=run.asked_at,
        subject=("letter_run", run.id),
        company_id=run.company_id,
        facts={"letters": run.total},
    )
    return run


# ---------------------------------------------------------------- what is due


def due_letters(company: Company, *, as_of: dt.date, portfolio_ids: Sequence[int] | None = None) -> list[Due]:
    """The letters that strategies ask for on the day, by the ranked list, the first in rank first.

    Steps whose automation is off are left alone; a step without a
    letter in the policy is a person's.
    """
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    kinds = [
        kind.value for kind in (StepKind.EMAIL, StepKind.LETTER) if policy.automation.steps[kind] is not Automation.OFF
    ]
    # A row that says the same as the night before keeps its date: what is due tells the step's own day.
    rows = WorklistRow.objects.filter(company=company, next_step_kind__in=kinds, next_step_date__lte=as_of)
    if portfolio_ids is not None:
        rows = rows.filter(portfolio_id__in=portfolio_ids)
    found = []
    named = rows.order_by("-jump", "-score_minor", "customer_id")
    columns = ("customer_id", "next_step_kind", "next_step_name", "at_stake_minor")
    for customer_id, kind, name, late_minor in named.values_list(*columns).iterator():
        letter = policy.letters.steps.get(name)
        # Who owes something late is reminded and not greeted.
        if letter is not None and not (letter is LetterKind.COURTESY and late_minor):
            channel = Channel.EMAIL if kind == StepKind.EMAIL else Channel.LETTER
            found.append(Due(customer_id, letter, channel, name))
    return found


def night_letters(*, as_of: dt.date, at: dt.datetime) -> tuple[int, int]:
    """The night's drafts of every company; how many letters were drafted, and how many let go by themselves."""
    drafted = released = 0
    for company in Company.objects.order_by("id"):
        policy = policy_in_force(as_of=as_of, company_id=company.id).document
        due = due_letters(company, as_of=as_of)[: policy.letters.per_run]
        if not due:
            continue
        key = f"night/{company.id}/{as_of.isoformat()}"
        run = order_drafts(company, due, by=None, at=at, as_of=as_of, key=key)
        finish_run(run.id, now=lambda: at)
        drafted += Letter.objects.filter(run=run).count()
        released += _act(company, run, at=at, as_of=as_of)
    return drafted, released


def _act(company: Company, run: LetterRun, *, at: dt.datetime, as_of: dt.date) -> int:
    """Let go what the policy lets the machine send by itself: within the same checks, under the machine's own name."""
    steps = policy_in_force(as_of=as_of, company_id=company.id).document.automation.steps
    channels = []
    if steps[StepKind.EMAIL] is Automation.ACT:
        channels.append(Letter.Channel.EMAIL)
    if steps[StepKind.LETTER] is Automation.ACT:
        channels.append(Letter.Channel.POST)
    if not channels:
        return 0
    released, machine = 0, machine_user()
    for letter in Letter.objects.filter(run=run, state=Letter.State.DRAFT, channel__in=channels).order_by("id"):
        try:
            release_letter(letter, seen=letter.version, by=machine, at=at, as_of=as_of)
            released += 1
        except Refusal:
            continue  # it stays a draft, which says what is missing when a person opens it
    return released


# ---------------------------------------------------------------- working them off


def step(*, now: Clock) -> bool:
    """One short step on every run at work, and on letters whose message is over; True if anything moved."""
    moved = False
    for run_id in LetterRun.objects.filter(state=LetterRun.State.WORKING).order_by("id").values_list("id", flat=True):
        moved = advance(run_id, now=now) or moved
    for letter_id in unsettled():
        moved = settle(letter_id, at=now()) or moved
    return moved


def finish_run(run_id: int, *, now: Clock) -> LetterRun:
    """Work the run off to its end, now."""
    while advance(run_id, now=now):
        pass
    return LetterRun.objects.get(id=run_id)


def advance(run_id: int, *, now: Clock) -> bool:
    """One step on one run, True if it was made."""
    free = Q(turn_until__isnull=True) | Q(turn_until__lte=now())
    mine = LetterRun.objects.filter(free, id=run_id, state=LetterRun.State.WORKING)
    until = now() + TURN
    if not mine.update(turn_until=until):
        return False
    run = LetterRun.objects.select_related("by").get(id=run_id)
    try:
        if run.taken < run.total:
            _STEPS[LetterRun.Kind(run.kind)](run, now)
        else:
            _end(run, now)
    finally:
        LetterRun.objects.filter(id=run_id, turn_until=until).update(turn_until=None)
    return True


def _draft(run: LetterRun, now: Clock) -> None:
    part = run.wanted[run.taken : run.taken + DRAFTS]
    due = [Due(customer_id, LetterKind(kind), Channel(channel), name) for customer_id, kind, channel, name in part]
    made, left_out = draft_due(run, due, by=run.by, at=now(), as_of=run.business_day)
    _note(run, taken=len(part), made=len(made), left_out=left_out)


def _send(run: LetterRun, now: Clock) -> None:
    part = run.wanted[run.taken : run.taken + STEP]
    assert run.by is not None
    for letter_id, seen in part:
        letter = Letter.objects.select_related("customer").get(id=letter_id)
        left_out = []
        try:
            release_letter(letter, seen=seen, by=run.by, at=now(), as_of=run.business_day)
        except Refusal as refusal:
            left_out = [f"{letter.customer.number} {letter.customer.name}: {refusal}"]
        _note(run, taken=1, made=1 - len(left_out), left_out=left_out)


def _print(run: LetterRun, now: Clock) -> None:
    """Before the file is made each letter is looked at once more; after it, each is noted as sent."""
    for letter_id in run.wanted[run.taken : run.taken + STEP]:
        reason = withhold_before_print(letter_id, at=now())
        left_out = [f"letter {letter_id}: {reason}"] if reason else []
        _note(run, taken=1, made=0, left_out=left_out)


_STEPS: dict[LetterRun.Kind, Callable[[LetterRun, Clock], None]] = {
    LetterRun.Kind.DRAFT: _draft,
    LetterRun.Kind.SEND: _send,
    LetterRun.Kind.PRINT: _print,
}


def _note(run: LetterRun, *, taken: int, made: int, left_out: Iterable[str]) -> None:
    told = [*run.told, *left_out]
    run.left_out += len(told) - len(run.told)
    run.told = told[:_NAMED]
    run.taken, run.made = run.taken + taken, run.made + made
    LetterRun.objects.filter(id=run.id).update(
        taken=run.taken, made=run.made, left_out=run.left_out, told=run.told, turn_until=run.turn_until
    )


def _end(run: LetterRun, now: Clock) -> None:
    """Close the run; one for the printer first makes its file, then notes its letters as sent, a few at a time."""
    if run.kind == LetterRun.Kind.PRINT:
        if not PrintFile.objects.filter(run=run).exists():
            _typeset(run)
        ready = Letter.objects.filter(print_run=run, state=Letter.State.READY).order_by("id")
        for letter_id in list(ready.values_list("id", flat=True)[:STEP]):
            settle_printed(letter_id, at=now())
        if ready.exists():
            return
        run.made = Letter.objects.filter(print_run=run, state=Letter.State.SENT).count()
    LetterRun.objects.filter(id=run.id).update(state=LetterRun.State.DONE, done_at=now(), made=run.made)


def _typeset(run: LetterRun) -> None:
    ready = Letter.objects.filter(print_run=run, state=Letter.State.READY).order_by("id")
    contents = list(ready.values_list("content", flat=True))
    if not contents:
        return
    made = letters_pdf(contents, title=f"Letters {run.business_day.isoformat()}, run {run.id}")
    PrintFile.objects.get_or_create(
        run=run, defaults={"size": len(made), "sha256": hashlib.sha256(made).hexdigest(), "content": made}
    )
