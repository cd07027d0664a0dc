"""What a request begins with, so that its writer changes words instead of looking for them: why, and what was done.

Drawn from the documents that were chosen and from the account's timeline as the writer may read it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Content, Evidence, Kind
from creditdesk.exports.words import OUTCOME_WORDS
from creditdesk.followup.access import visible_activities
from creditdesk.web.sentences import day_words
from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.followup.access import Activity
    from creditdesk.parties.models import Customer, User
    from creditdesk.receivables.models import OpenItem

# How far back the efforts are told of.
LOOK_BACK = dt.timedelta(days=365)
_MEANS = {
    "call": gettext_lazy("calls"),
    "email": gettext_lazy("e-mails"),
    "letter": gettext_lazy("letters"),
    "visit": gettext_lazy("visits"),
    "note": gettext_lazy("notes"),
}


def drafted(kind: Kind, customer: Customer, items: Sequence[OpenItem], *, by: User, as_of: dt.date) -> Content | None:
    """The words and the evidence that a write-off begins with; None for what nothing is known of."""
    if kind is not Kind.WRITE_OFF or not items:
        return None
    efforts = _efforts(customer, by=by, as_of=as_of)
    evidence = (Evidence(Shown.EFFORTS, words=efforts),) if efforts else ()
    return Content(kind, items[0].currency, (), words=_why(items, as_of), evidence=evidence)


def _why(items: Sequence[OpenItem], as_of: dt.date) -> str:
    minor, currency = sum(max(one.open_minor, 0) for one in items), items[0].currency
    oldest = max((as_of - one.due_date).days for one in items)
    text = ngettext(
        "%(count)d item of %(amount)s %(currency)s, %(days)d days late: collecting it costs more than it is worth.",
        "%(count)d items of %(amount)s %(currency)s in all, the oldest %(days)d days late: collecting them costs more "
        "than they are worth.",
        len(items),
    )
    facts = {"count": len(items), "amount": amount(minor, currency), "currency": currency, "days": max(oldest, 0)}
    return text % facts


def _efforts(customer: Customer, *, by: User, as_of: dt.date) -> str:
    """What was done to collect, as the timeline has it: how often by which means, and how the last time ended."""
    since = as_of - LOOK_BACK
    done = visible_activities(by, customer_id=customer.id).filter(direction="outbound", happened_at__date__gte=since)
    found: list[Activity] = list(done.order_by("-happened_at", "-id")[:500])
    if not found:
        return ""
    counted = Counter(one.channel for one in found)
    means = ", ".join(f"{_MEANS[channel]}: {count}" for channel, count in counted.most_common())
    last = found[0]
    facts = {
        "means": means,
        "since": day_words(found[-1].happened_at.date()),
        "last": day_words(last.happened_at.date()),
        "outcome": OUTCOME_WORDS[last.outcome],
    }
    return _("Tried since %(since)s (%(means)s). Last on %(last)s: %(outcome)s.") % facts
