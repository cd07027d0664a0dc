"""Looking again at the orders of those of whom the journal tells: an act on an account may cure a hold or bring one.

Whoever acts need not know of orders. The journal is read on from where the last look ended; an act that follows on its
heels (a posting, a list that came in) is looked at by `dispatch` at once, and once more here without effect.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from creditdesk.credit.looking_again import in_families, look_again
from creditdesk.credit.models import LookedThrough, Order
from creditdesk.domain.order_releases import WAITING, Checkpoint
from creditdesk.journal.models import JournalEntry, JournalHead
from creditdesk.journal.transactions import action

# Entries in one go.
MOST = 5_000
# These acts look at the orders of their own account themselves: only the others of its family are to be looked at.
_LOOKED = ("order.", "order_decision.", "offer.", "prepayment.", "temporary_limit.", "account_hold.")


def look_after_journal(*, as_of: dt.date, by: str, at: dt.datetime) -> int:
    """Read on in the journal; returns how many orders were looked at."""
    head = JournalHead.objects.filter(id=1).values_list("seq", flat=True).first() or 0
    done = LookedThrough.objects.filter(id=1).values_list("seq", flat=True).first() or 0
    if done >= head:
        return 0
    if not Order.objects.filter(standing__in=[one.value for one in WAITING]).exists():
        _note(head)
        return 0
    last = min(head, done + MOST)
    entries = JournalEntry.objects.filter(seq__gt=done, seq__lte=last, customer_id__isnull=False).order_by()
    own = Q()
    for start in _LOOKED:
        own |= Q(kind__startswith=start)
    told = set(entries.exclude(own).values_list("customer_id", flat=True))
    told |= in_families(set(entries.filter(own).values_list("customer_id", flat=True)) - told)
    seen = look_again([one for one in told if one is not None], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by, at=at)
    _note(last)
    return seen


@action
def _note(seq: int) -> None:
    """Remember how far the journal was read; never back."""
    LookedThrough.objects.get_or_create(id=1)
    LookedThrough.objects.filter(id=1, seq__lt=seq).update(seq=seq)
