"""Who is in on a day, who stands in for whom, and who hears of what a supervisor would hear: nothing falls through.

People are told apart by their keys; the names are for the reasons. A user who was disabled, or whose role no longer
works ticklers, is away without a substitute. docs/rules/ticklers.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from creditdesk.domain.ticklers import Absence as AbsenceFacts
from creditdesk.domain.ticklers import worker_on
from creditdesk.domain.visibility import PERMISSIONS, Permission, has_permission
from creditdesk.followup.models import Tickler
from creditdesk.parties.models import Absence, Portfolio, User

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
    """Who is away on the day, with the substitutes, and who cannot work at all. Three reads, however many people."""
    absences = absences_on(as_of)
    stand_ins = [one.substitute for one in absences]
    unable = list(_unable({one.id for one in stand_ins}, as_of=as_of))
    away = {one.user_id: AbsenceFacts(str(one.user_id), as_of, as_of, str(one.substitute_id)) for one in absences}
    for person in unable:
        away.setdefault(person.id, AbsenceFacts(str(person.id), as_of, as_of))
    leads = User.objects.filter(Exists(Portfolio.objects.filter(supervisor=OuterRef("pk"))))
    people = [*stand_ins, *leads]
    return Presence(
        as_of=as_of,
        away=tuple(away.values()),
        names={str(one.id): str(one) for one in [*people, *unable, *(one.user for one in absences)]},
        hears=frozenset(one.id for one in people if has_permission(one.desk_role, Permission.SEE_EXCEPTIONS)),
    )


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


def _unable(stand_in_ids: set[int], *, as_of: dt.date) -> list[User]:
    """Owners of open ticklers, supervisors and substitutes who were disabled or no longer work ticklers."""
    owned = Tickler.objects.filter(owner=OuterRef("pk"), state=Tickler.State.OPEN)
    leads = Portfolio.objects.filter(supervisor=OuterRef("pk"))
    cannot = Q(is_active=False) | ~Q(role__in=_WORKING)
    return list(User.objects.filter(cannot).filter(Q(Exists(owned)) | Q(Exists(leads)) | Q(id__in=stand_in_ids)))
