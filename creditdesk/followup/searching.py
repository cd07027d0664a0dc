"""Finding what was said: every word or beginning of one, in any order, in the notes that a reader may read, the newest
first.

Case, accents, blanks and other signs between words do not count (`domain.search_words`). A reader finds what he could
read on the account's timeline and nothing else. How it is indexed: docs/decisions/search-in-notes.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from creditdesk.domain.search_words import says_enough, words_of
from creditdesk.domain.visibility import Permission, Visibility, has_permission
from creditdesk.followup.access import readable
from creditdesk.followup.models import Activity
from creditdesk.followup.note_index import HasWords
from creditdesk.parties.models import Customer, User
from creditdesk.parties.reach import reach_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One page; `older` is where the next goes on. Others wrote `restricted`: showing them is journaled by customer."""

    rows: Sequence[Activity]
    older: str
    restricted: dict[int, list[int]] = field(default_factory=dict)


def is_searchable(text: str) -> bool:
    """Whether the text says enough to be looked for."""
    return any(says_enough(word) for word in words_of(text))


def found_notes(user: User, text: str, *, as_of: dt.date, customer_id: int | None = None) -> QuerySet[Activity]:
    """The activities with all the words in their notes, of accounts and classes that the user may read.

    Words are found by their beginnings, and what was typed as one stands side by side.
    """
    words = words_of(text)
    if not is_searchable(text) or not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Activity.objects.none()
    found = Activity.objects.filter(readable(user), reach_of(user, as_of=as_of).customers("customer__"))
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    found = found.filter(HasWords(tuple(dict.fromkeys(part for word in words for part in word.split()))))
    for word in words:
        if " " in word:
            found = found.filter(Q(search_text__startswith=word) | Q(search_text__contains=f" {word}"))
    return found


def search_page(
    user: User, text: str, *, as_of: dt.date, customer_id: int | None = None, before: str = "", size: int = PAGE
) -> Found:
    """One page of what was found, from where the last one ended."""
    found = found_notes(user, text, as_of=as_of, customer_id=customer_id)
    if (mark := _mark(before)) is not None:
        found = found.filter(Q(happened_at__lt=mark[0]) | Q(happened_at=mark[0], id__lt=mark[1]))
    # A common word is in half of the notes: what is sorted of them are keys, and whole rows are read of one page only.
    ids = list(found.order_by("-happened_at", "-id").values_list("id", flat=True)[: size + 1])
    whole = Activity.objects.annotate(corrected=Exists(Activity.objects.filter(corrects=OuterRef("pk"))))
    whole = whole.filter(id__in=ids).select_related("customer__company", "by", "contact")
    rows = list(whole.order_by("-happened_at", "-id"))
    shown = rows[:size]
    older = f"{shown[-1].happened_at.isoformat()}~{shown[-1].id}" if len(rows) > size else ""
    return Found(shown, older, restricted_among(shown, user=user))


def restricted_among(rows: Sequence[Activity], *, user: User) -> dict[int, list[int]]:
    """Customer → the restricted entries of others among the rows: that they are shown goes into the journal."""
    restricted: dict[int, list[int]] = {}
    for row in rows:
        if row.visibility == Visibility.RESTRICTED and row.by_id != user.id:
            restricted.setdefault(row.customer_id, []).append(row.id)
    return restricted


def customers_by_id(customer_ids: Sequence[int]) -> dict[int, Customer]:
    """The customers of a page, to tell the journal of what was shown."""
    return Customer.objects.in_bulk(list(customer_ids))


def _mark(before: str) -> tuple[dt.datetime, int] | None:
    at, _, key = before.partition("~")
    try:
        instant = dt.datetime.fromisoformat(at)
        return (instant, int(key)) if instant.tzinfo and int(key) < 2**63 else None
    except ValueError:
        return None
