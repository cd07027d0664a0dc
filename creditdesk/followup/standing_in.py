"""Who is in on a day, who stands in for whom, and who hears of what a supervisor would hear: nothing falls through.

People are told apart by their keys; the names are for the reasons. A user who was disabled, or whose role no longer
works ticklers, is away without a substitute. docs/rules/ticklers.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from creditdesk.domain.ticklers import Absence as AbsenceFacts
from creditdesk.domain.ticklers import worker_on
from creditdesk.domain.visibility import PERMISSIONS, Permission, Role, has_permission
from creditdesk.followup.models import Tickler
from creditdesk.parties.models import Absence, Portfolio, User, full_name
from creditdesk.parties.plain_sql import Read, Rows, ask_together, texts
from creditdesk.parties.reach import Away, read_absences

_WORKING = [role.value for role, held in PERMISSIONS.items() if Permission.WORK_TICKLERS in held]


@dataclass(frozen=True, slots=True)
class Presence:
    """The day's absences by key, and the names of those who are named in them."""

    as_of: dt.date
    away: tuple[AbsenceFacts, ...]
    names: Mapping[str, str]
    hears: frozenset[int]
    """Of the supervisors and substitutes those whose role sees exceptions."""

    def worker(self, user_id: int) -> int | None:
        """Who does the person's work on the day; None where nobody is in."""
        worker = worker_on(str(user_id), as_of=self.as_of, absences=self.away)
        return int(worker) if worker is not None else None

    def covered_by(self, user: User) -> list[int]:
        """The user, and those whose work is the user's on the day."""
        absent = [int(one.person) for one in self.away]
        return [user.id, *(person for person in absent if person != user.id and self.worker(person) == user.id)]

    @property
    def nobody_in(self) -> list[int]:
        """Those whose work nobody does on the day."""
        return [int(one.person) for one in self.away if self.worker(int(one.person)) is None]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who leads, stands in, or cannot work the ticklers that he has."""

    id: int
    role: str
    is_able: bool
    hears: bool
    name: str


def presence_on(as_of: dt.date) -> Presence:
    """Who is away on the day, with the substitutes, and who cannot work at all. One round, however many people."""
    return presence_from(*ask_together(read_absences(as_of), read_people(as_of)), as_of=as_of)


def presence_from(absences: Sequence[Away], people: Sequence[Person], *, as_of: dt.date) -> Presence:
    """The same of what was read already."""
    away = {one.user_id: AbsenceFacts(str(one.user_id), as_of, as_of, str(one.substitute_id)) for one in absences}
    names = {str(one.user_id): one.name for one in absences} | {str(one.id): one.name for one in people}
    for one in people:
        if not one.is_able:
            away.setdefault(one.id, AbsenceFacts(str(one.id), as_of, as_of))
    hears = frozenset(one.id for one in people if one.hears)
    return Presence(as_of=as_of, away=tuple(away.values()), names=names, hears=hears)


def read_people(on: dt.date) -> Read[list[Person]]:
    """Who leads or stands in on the day, and who was disabled or no longer works ticklers but has some."""
    statement = _PEOPLE.format(working=texts(_WORKING))
    return Read(statement, (*_WORKING, Tickler.State.OPEN.value, on, on), _people)


def _people(rows: Rows) -> list[Person]:
    return [
        Person(
            key,
            role,
            is_able=bool(is_able),
            hears=bool(leads_or_stands_in) and has_permission(Role(role), Permission.SEE_EXCEPTIONS),
            name=full_name(*person),
        )
        for key, role, is_able, leads_or_stands_in, *person in rows
    ]


_PEOPLE = """
SELECT id, role, is_able, leads_or_stands_in, first_name, last_name, username FROM (
    SELECT u.id, u.role, u.is_active AND u.role IN ({working}) AS is_able,
        EXISTS (SELECT 1 FROM followup_tickler t WHERE t.owner_id = u.id AND t.state = %s) AS is_owner,
        EXISTS (SELECT 1 FROM parties_portfolio p WHERE p.supervisor_id = u.id) OR EXISTS (
            SELECT 1 FROM parties_absence a
            WHERE a.substitute_id = u.id AND a.first_day <= %s AND a.last_day >= %s
        ) AS leads_or_stands_in,
        u.first_name, u.last_name, u.username
    FROM parties_user u
) person WHERE leads_or_stands_in OR (is_owner AND NOT is_able) ORDER BY id
"""


def absences_on(as_of: dt.date) -> list[Absence]:
    """The absences of the day with both people."""
    found = Absence.objects.filter(first_day__lte=as_of, last_day__gte=as_of).select_related("user", "substitute")
    return list(found.order_by("id"))


def escalated_to(user: User, *, presence: Presence) -> Q:
    """The condition that what escalates on a tickler's account goes to the user.

    1. It goes to the portfolio's supervisor, and while he is away to who stands in for him and sees exceptions.
    2. Without a portfolio, or with nobody in for its supervisor, it goes to all who lead the company's portfolios.
    """
    if not has_permission(user.desk_role, Permission.SEE_EXCEPTIONS):
        return Q(pk__in=[])
    wanted = Q(customer__portfolio__supervisor__in=presence.covered_by(user))
    if has_permission(user.desk_role, Permission.MANAGE_PORTFOLIOS):
        wanted |= Q(customer__portfolio__isnull=True)
        wanted |= Q(customer__portfolio__supervisor__in=_lost_supervisors(user, presence))
    return wanted


def _lost_supervisors(user: User, presence: Presence) -> Sequence[int]:
    """Supervisors of the user's companies for whom nobody is in that may hear of it."""
    portfolios = Portfolio.objects.filter(company__in=user.companies.all())
    supervisors = portfolios.order_by("supervisor").values_list("supervisor_id", flat=True).distinct()
    return [one for one in supervisors if presence.worker(one) not in presence.hears]
