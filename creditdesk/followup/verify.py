"""Proof that follow-up is whole: every tickler stands where its moves brought it, every correction on its account."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, Q, Subquery

from creditdesk.followup.models import Activity, Tickler, TicklerMove

_CLOSING = {TicklerMove.Kind.DONE.value: Tickler.State.DONE, TicklerMove.Kind.CANCELLED.value: Tickler.State.CANCELLED}


def broken_facts() -> list[str]:
    """The first broken fact of each kind in words, or nothing."""
    return [*_moved_otherwise(), *_uncounted_moves(), *_corrections_elsewhere()]


def _moved_otherwise() -> list[str]:
    newest = TicklerMove.objects.filter(tickler=OuterRef("pk")).order_by("-id")
    ticklers = Tickler.objects.annotate(
        last_kind=Subquery(newest.values("kind")[:1]),
        last_date=Subquery(newest.values("to_date")[:1]),
        last_owner=Subquery(newest.values("to_owner")[:1]),
    )
    closed = Q(pk__in=[])
    for kind, state in _CLOSING.items():
        closed |= Q(last_kind=kind) & ~Q(state=state)
    reopened = ~Q(last_kind__in=_CLOSING) & Q(last_kind__isnull=False) & ~Q(state=Tickler.State.OPEN)
    never_moved = Q(last_kind__isnull=True) & ~Q(state=Tickler.State.OPEN)
    other_day = ~Q(due_date=F("last_date")) & ~Q(due_date__isnull=True, last_date__isnull=True)
    elsewhere = Q(last_kind__isnull=False) & (other_day | ~Q(owner=F("last_owner")))
    broken = ticklers.filter(closed | reopened | never_moved | elsewhere).order_by("id").first()
    return [f"tickler {broken.id} is not where its last move brought it"] if broken else []


def _uncounted_moves() -> list[str]:
    counted = Tickler.objects.annotate(count=Count("moves")).exclude(version=F("count") + 1).order_by("id").first()
    return [f"tickler {counted.id} has version {counted.version}, which its moves do not explain"] if counted else []


def _corrections_elsewhere() -> list[str]:
    wrong = Activity.objects.filter(corrects__isnull=False).exclude(corrects__customer=F("customer")).first()
    return [f"activity {wrong.id} corrects one of another account"] if wrong else []
