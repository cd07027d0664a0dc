"""Proof that follow-up is whole: every tickler stands where its moves brought it, every correction on its account,
every promise where its judgements left it, every account on the worklist has a next step with its day, and every
customer event stands where its steps brought it.
"""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, Subquery

from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.followup.event_verify import broken_events
from creditdesk.followup.models import (
    Activity,
    Promise,
    PromiseJudgement,
    StrategyDecision,
    Tickler,
    TicklerMove,
    WorklistRow,
)

_DECIDED = (Promise.State.KEPT, Promise.State.PARTLY, Promise.State.BROKEN)
# For what a promise may be decided again.
_ANEW = ("promise.taken_back", "promise.identified")
# Whoever may not be contacted has no next step; on an account without one nothing is due.
_WITHOUT_A_DAY = ("no_contact", "nothing")
_CLOSING = {TicklerMove.Kind.DONE.value: Tickler.State.DONE, TicklerMove.Kind.CANCELLED.value: Tickler.State.CANCELLED}


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    return [
        *_moved_otherwise(),
        *_uncounted_moves(),
        *_corrections_elsewhere(),
        *_judged_otherwise(),
        *_breached_otherwise(),
        *broken_events(),
        *_undated_steps(),
        *_elsewhere_decided(),
    ]


def _moved_otherwise() -> list[BrokenFact]:
    newest = TicklerMove.objects.filter(tickler=OuterRef("pk")).order_by("-id")
    ticklers = Tickler.objects.annotate(
        last_kind=Subquery(newest.values("kind")[:1]),
        last_date=Subquery(newest.values("to_date")[:1]),
        last_time=Subquery(newest.values("to_time")[:1]),
        last_owner=Subquery(newest.values("to_owner")[:1]),
    )
    closed = Q(pk__in=[])
    for kind, state in _CLOSING.items():
        closed |= Q(last_kind=kind) & ~Q(state=state)
    reopened = ~Q(last_kind__in=_CLOSING) & Q(last_kind__isnull=False) & ~Q(state=Tickler.State.OPEN)
    never_moved = Q(last_kind__isnull=True) & ~Q(state=Tickler.State.OPEN)
    other_day = ~Q(due_date=F("last_date")) & ~Q(due_date__isnull=True, last_date__isnull=True)
    other_time = ~Q(due_time=F("last_time")) & ~Q(due_time__isnull=True, last_time__isnull=True)
    elsewhere = Q(last_kind__isnull=False) & (other_day | other_time | ~Q(owner=F("last_owner")))
    broken = ticklers.filter(closed | reopened | never_moved | elsewhere).order_by("id")[:MOST_NAMED]
    return [_of(each, f"tickler {each.id} is not where its last move brought it") for each in broken]


def _uncounted_moves() -> list[BrokenFact]:
    words = "tickler {} has version {}, which its moves do not explain"
    counted = Tickler.objects.annotate(count=Count("moves")).exclude(version=F("count") + 1).order_by("id")
    return [_of(each, words.format(each.id, each.version)) for each in counted[:MOST_NAMED]]


def _corrections_elsewhere() -> list[BrokenFact]:
    wrong = Activity.objects.filter(corrects__isnull=False).exclude(corrects__customer=F("customer")).order_by("id")
    return [_of(each, f"activity {each.id} corrects one of another account") for each in wrong[:MOST_NAMED]]


def _breached_otherwise() -> list[BrokenFact]:
    """A call against the contact rules says what they said and why it was made; nothing else says either."""
    kept = Q(breach_reason="", breach=[]) | ~Q(breach_reason="") & ~Q(breach=[])
    wrong = Activity.objects.exclude(kept).order_by("id")[:MOST_NAMED]
    return [_of(each, f"activity {each.id} is against the contact rules without both reasons") for each in wrong]


def _judged_otherwise() -> list[BrokenFact]:
    """I20: a promise is what its last judgement says, and was decided once but for cash that was taken back, or
    that had come in time and was identified later.
    """
    newest = PromiseJudgement.objects.filter(promise=OuterRef("pk")).order_by("-id")
    decided = PromiseJudgement.objects.filter(promise=OuterRef("pk"), state__in=_DECIDED)
    again = decided.exclude(cause__code__in=_ANEW).order_by().values("promise")
    promises = Promise.objects.annotate(
        last_state=Subquery(newest.values("state")[:1]),
        last_received=Subquery(newest.values("received_minor")[:1]),
        decided=Subquery(again.annotate(count=Count("id")).values("count")),
    )
    unjudged = Q(last_state__isnull=True) & ~Q(state=Promise.State.OPEN)
    otherwise = Q(last_state__isnull=False) & ~Q(state=F("last_state"))
    received = ~Q(state=Promise.State.OPEN) & ~Q(received_minor=F("last_received"))
    broken = promises.filter(unjudged | otherwise | received).order_by("id")[:MOST_NAMED]
    twice = promises.filter(decided__gt=1).exclude(judgements__state=Promise.State.OPEN).order_by("id")[:MOST_NAMED]
    return [
        *(_of(each, f"I20: promise {each.id} is not what its last judgement says") for each in broken),
        *(_of(each, f"I20: promise {each.id} was decided more than once") for each in twice),
    ]


def _undated_steps() -> list[BrokenFact]:
    """Nothing falls through: what may be done on an account has a day."""
    undated = WorklistRow.objects.filter(next_step_date__isnull=True).exclude(next_step_kind__in=_WITHOUT_A_DAY)
    return [_of(each, f"the next step of account {each.customer_id} has no day") for each in undated[:MOST_NAMED]]


def _elsewhere_decided() -> list[BrokenFact]:
    wrong = StrategyDecision.objects.exclude(customer__company=F("company")).order_by("id")
    words = "decision {} about a strategy is of another company than its account"
    return [_of(each, words.format(each.id)) for each in wrong[:MOST_NAMED]]


def _of(row: Tickler | Activity | Promise | WorklistRow | StrategyDecision, text: str) -> BrokenFact:
    return BrokenFact(text, company_id=row.company_id, customer_id=row.customer_id)
