"""What a second person looks through: what reps applied, and what the machine posted by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Mod

from creditdesk.cash.access import cash_companies
from creditdesk.cash.models import Match
from creditdesk.domain.visibility import Role
from creditdesk.parties.models import User

# One in so many of the machine's matches is in the sample; which ones depends on nothing that anybody chooses.
SAMPLE = 20
# A prime, so that neighbours in a run are not neighbours in the sample.
_STEP = 7919


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What the list is narrowed to: whose matches (`reps`, `machine`, `people`), signed or not, of which days."""

    whose: str = "reps"
    signed: bool = False
    first: dt.date | None = None
    last: dt.date | None = None
    sample: bool = False
    basis: str = ""
    taken_back: bool = False


def matches_to_review(user: User, *, chosen: ReviewFilter) -> QuerySet[Match]:
    """The matches of the user's companies that the list asks for, with receipt, customer and company."""
    companies = cash_companies(user)
    # Of one company SQLite reads the newest by the index, unless it begins with the few companies that there are.
    of = {"company": companies[0]} if len(companies) == 1 else {"company__in": companies}
    found = Match.objects.filter(**of).select_related("receipt", "receipt__customer", "receipt__account")
    found = found.prefetch_related("company")
    if chosen.whose == "machine":
        found = found.filter(is_automatic=True)
    else:
        found = found.filter(is_automatic=False)
        if chosen.whose == "reps":
            found = found.filter(by__in=User.objects.filter(role=Role.REP).values("username"))
    if chosen.taken_back:
        found = found.exclude(taken_back="")
    else:
        found = found.exclude(reviewed_by="") if chosen.signed else found.filter(reviewed_by="", taken_back="")
    if chosen.first:
        found = found.filter(posting_date__gte=chosen.first)
    if chosen.last:
        found = found.filter(posting_date__lte=chosen.last)
    if chosen.basis:
        found = found.filter(basis=chosen.basis)
    if chosen.sample:
        found = found.annotate(place=Mod(F("id") * _STEP, SAMPLE)).filter(place=0)
    return found.order_by("-id")


def waiting_for_review(user: User) -> int:
    """How many matches of reps nobody has signed."""
    return matches_to_review(user, chosen=ReviewFilter()).count()


def reviewable(user: User, match_ids: list[int]) -> list[Match]:
    """Those of the matches that are of the user's companies, in the order of their numbers."""
    found = Match.objects.filter(id__in=match_ids, company__in=cash_companies(user))
    return list(found.select_related("receipt").order_by("id"))
