"""Letters before the due date: courtesy notices to accounts that owe nothing late, as their strategies ask for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, F, Min, OuterRef

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_desk import Automation, Segment, StepKind
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.letters.drafting import Due
from creditdesk.letters.strategies import segments_of
from creditdesk.parties.models import Company
from creditdesk.receivables.models import OpenItem

# Customers whose strategies are asked for at once.
_CHUNK = 2000
_CHANNELS = {StepKind.EMAIL: Channel.EMAIL, StepKind.LETTER: Channel.LETTER}


def courtesy_letters(company: Company, *, as_of: dt.date, portfolio_ids: Sequence[int] | None = None) -> list[Due]:
    """The courtesy notices that fall on the day: a step before the due date, moved to the next business day.

    The day counts from the first item that falls due; an account with something late is reminded and not greeted.
    """
    everybody = scope_of(company, as_of=as_of, customer_ids=None)
    days = [
        -step.day
        for segment in everybody.policy.strategies.segments.values()
        for step in segment.steps
        if step.day < 0 and everybody.policy.letters.steps.get(step.name) is LetterKind.COURTESY
    ]
    if not days:
        return []
    first_due = _first_due(everybody, until=as_of + dt.timedelta(days=max(days)), portfolio_ids=portfolio_ids)
    ids = sorted(first_due)
    segments: dict[int, Segment] = {}
    for start in range(0, len(ids), _CHUNK):
        some = scope_of(company, as_of=as_of, customer_ids=ids[start : start + _CHUNK])
        segments |= segments_of(some)
    return [
        due
        for customer_id, day in sorted(first_due.items())
        if customer_id in segments and (due := _step_of(everybody, segments[customer_id], customer_id, day))
    ]


def _first_due(scope: Scope, *, until: dt.date, portfolio_ids: Sequence[int] | None) -> dict[int, dt.date]:
    """Customer → the day on which the first of his items falls due, of those that owe nothing late."""
    claims = scope.of(OpenItem.objects.filter(closed_date__isnull=True, open_minor__gt=F("disputed_minor")))
    late = claims.filter(customer=OuterRef("customer"), due_date__lt=scope.as_of)
    coming = claims.filter(due_date__gte=scope.as_of, due_date__lte=until).filter(~Exists(late))
    if portfolio_ids is not None:
        coming = coming.filter(customer__portfolio__in=portfolio_ids)
    return dict(coming.order_by().values("customer").annotate(day=Min("due_date")).values_list("customer", "day"))


def _step_of(scope: Scope, segment: Segment, customer_id: int, due_date: dt.date) -> Due | None:
    for step in segment.steps:
        asks = scope.policy.letters.steps.get(step.name) is LetterKind.COURTESY and step.kind in _CHANNELS
        if not asks or scope.policy.automation.steps[step.kind] is Automation.OFF:
            continue
        if scope.calendar.next_business_day(due_date + dt.timedelta(days=step.day)) == scope.as_of:
            return Due(customer_id, LetterKind.COURTESY, _CHANNELS[step.kind], step.name)
    return None
