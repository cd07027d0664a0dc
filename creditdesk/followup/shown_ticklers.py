"""The ticklers in front of a person on a day: his own, those of whom he stands in for, and those gone to him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, F, Q, QuerySet

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.ticklers import Placement, place, planned_since
from creditdesk.domain.ticklers import Tickler as TicklerFacts
from creditdesk.followup.account_facts import shown_until
from creditdesk.followup.models import Tickler
from creditdesk.followup.scope import policies_of
from creditdesk.followup.standing_in import Presence, escalated_to, presence_on
from creditdesk.parties.models import Customer, User
from creditdesk.parties.plain_sql import Read, ask_together, read_query, read_rows


@dataclass(frozen=True, slots=True)
class TicklerShown:
    """A tickler in front of a person: its place on the day, and as what it is shown: own, substitute or escalated."""

    tickler: Tickler
    placement: Placement
    shown_as: str


def ticklers_for(user: User, *, as_of: dt.date, limit: int = 200) -> list[TicklerShown]:
    """The ticklers that show on the day, by the policy of each account's company, oldest due day first.

    docs/rules/ticklers.md.
    """
    policies = policies_of(user, as_of=as_of)
    return counted_ticklers_for(user, presence=presence_on(as_of), policies=policies, limit=limit)[0]


def counted_ticklers_for(
    user: User, *, presence: Presence, policies: Mapping[int, PolicyDocument], limit: int
) -> tuple[list[TicklerShown], int]:
    """The first `limit` ticklers that show on the day, and how many there are."""
    due = Due(user, presence, policies)
    ticklers, customers, owners, count = ask_together(*due.reads(limit))
    return due.shown(ticklers, customers, owners), count


@dataclass(frozen=True, slots=True)
class Due:
    """The question for the ticklers that show to a user on a day: its reads may be asked together with others."""

    user: User
    presence: Presence
    policies: Mapping[int, PolicyDocument]

    def reads(self, limit: int) -> tuple[Read[list[Tickler]], Read[list[Customer]], Read[list[User]], Read[int]]:
        """The first ticklers, their customers, their owners, and how many ticklers there are in all."""
        due = _due(self.user, presence=self.presence, policies=self.policies)
        first, values = due.values_list("id")[:limit].query.sql_with_params()
        count = due.order_by().values("state").annotate(all=Count("*")).values_list("all")
        of_them = f"FROM followup_tickler x WHERE x.id IN ({first})"
        return (
            read_rows(Tickler, f"t.id IN ({first}) ORDER BY t.due_date, t.due_time IS NULL, t.due_time, t.id", *values),
            read_rows(Customer, f"t.id IN (SELECT x.customer_id {of_them})", *values),
            read_rows(User, f"t.id IN (SELECT x.owner_id {of_them})", *values),
            read_query(count, lambda rows: int(rows[0][0]) if rows else 0),
        )

    def shown(self, ticklers: list[Tickler], customers: list[Customer], owners: list[User]) -> list[TicklerShown]:
        """The ticklers with their places, from the answers to the reads."""
        customer, owner = {one.id: one for one in customers}, {one.id: one for one in owners}
        for one in ticklers:
            one.customer, one.owner = customer[one.customer_id], owner[one.owner_id]
        covered = self.presence.covered_by(self.user)
        return [
            TicklerShown(
                one,
                placement_of(one, presence=self.presence, policy=self.policies[one.company_id]),
                "own" if one.owner_id == self.user.id else "substitute" if one.owner_id in covered else "escalated",
            )
            for one in ticklers
        ]


def count_ticklers(user: User, *, as_of: dt.date) -> int:
    """How many ticklers show to the user on the day."""
    return _due(user, presence=presence_on(as_of), policies=policies_of(user, as_of=as_of)).count()


def due_ticklers(user: User, *, as_of: dt.date) -> QuerySet[Tickler]:
    """The ticklers that show to the user on the day, oldest due day first, to be cut by the caller."""
    found = _due(user, presence=presence_on(as_of), policies=policies_of(user, as_of=as_of))
    return found.select_related("owner")


def placement_of(tickler: Tickler, *, presence: Presence, policy: PolicyDocument) -> Placement:
    """Where a dated tickler stands on the day, with the people's names in the reasons. docs/rules/ticklers.md."""
    assert tickler.due_date is not None
    placed = place(
        TicklerFacts(tickler.due_date, str(tickler.owner_id)),
        as_of=presence.as_of,
        calendar=policy.company_calendar,
        absences=presence.away,
        escalation_business_days=policy.ticklers.escalation_business_days,
    )
    names = {**presence.names, str(tickler.owner_id): str(tickler.owner)}
    return replace(
        placed,
        owner=names[placed.owner],
        shown_to=names[placed.shown_to],
        reasons=tuple(_named(reason, names) for reason in placed.reasons),
    )


def _named(reason: Reason, names: Mapping[str, str]) -> Reason:
    """The reason with the names of its people in the place of their keys."""
    people = {role: names[str(reason.facts[role])] for role in ("owner", "worker") if role in reason.facts}
    return replace(reason, facts={**reason.facts, **people})


def _due(user: User, *, presence: Presence, policies: Mapping[int, PolicyDocument]) -> QuerySet[Tickler]:
    """Those that show to the user: theirs for whom he works, and those escalated to him as supervisor."""
    as_of = presence.as_of
    owners, gone_to_him = presence.covered_by(user), escalated_to(user, presence=presence)
    wanted = Q(pk__in=[])
    for company_id, policy in policies.items():
        overdue_before = planned_since(
            as_of,
            calendar=policy.company_calendar,
            escalation_business_days=policy.ticklers.escalation_business_days,
        )
        escalated = Q(due_date__lt=overdue_before) | Q(owner__in=presence.nobody_in)
        until = shown_until(as_of, calendar=policy.company_calendar)
        wanted |= Q(company_id=company_id, due_date__lte=until) & (Q(owner__in=owners) | (gone_to_him & escalated))
    return Tickler.objects.filter(wanted, state=Tickler.State.OPEN).order_by(
        "due_date", F("due_time").asc(nulls_last=True), "id"
    )
