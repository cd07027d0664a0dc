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
from creditdesk.parties.plain_sql import keys, rows_of, texts

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


def presence_on(as_of: dt.date) -> Presence:
    """Who is away on the day, with the substitutes, and who cannot work at all. Two reads, however many people."""
    absences = rows_of(_ABSENCES, as_of, as_of)
    away = {absent: AbsenceFacts(str(absent), as_of, as_of, str(stand_in)) for absent, stand_in, *_ in absences}
    names = {str(absent): full_name(*person) for absent, _, *person in absences}
    stand_ins = {stand_in for _, stand_in, *_ in absences}
    hears = set()
    people = _PEOPLE.format(working=texts(_WORKING), stand_ins=keys(stand_ins))
    for key, role, is_able, is_lead, *person in rows_of(people, *_WORKING, Tickler.State.OPEN.value):
        names[str(key)] = full_name(*person)
        if not is_able:
            away.setdefault(key, AbsenceFacts(str(key), as_of, as_of))
        if (is_lead or key in stand_ins) and has_permission(Role(role), Permission.SEE_EXCEPTIONS):
            hears.add(key)
    return Presence(as_of=as_of, away=tuple(away.values()), names=names, hears=frozenset(hears))


_ABSENCES = """
SELECT a.user_id, a.substitute_id, u.first_name, u.last_name, u.username
FROM parties_absence a JOIN parties_user u ON u.id = a.user_id
WHERE a.first_day <= %s AND a.last_day >= %s ORDER BY a.id
"""
# Who leads or stands in, and who was disabled or no longer works ticklers but has some.
_PEOPLE = """
SELECT id, role, is_able, is_lead, first_name, last_name, username FROM (
    SELECT u.id, u.role, u.is_active AND u.role IN ({working}) AS is_able,
        EXISTS (SELECT 1 FROM parties_portfolio p WHERE p.supervisor_id = u.id) AS is_lead,
        EXISTS (SELECT 1 FROM followup_tickler t WHERE t.owner_id = u.id AND t.state = %s) AS is_owner,
        u.first_name, u.last_name, u.username
    FROM parties_user u
) person WHERE is_lead OR (is_owner AND NOT is_able) OR id IN ({stand_ins}) ORDER BY id
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
