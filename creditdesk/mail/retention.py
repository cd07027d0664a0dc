"""Texts and files of e-mail that the policy keeps no longer are removed by night; that a message came is not forgotten.

What goes: the message as it came, its text and markup, the sentences that were marked, and its files. What stays: who
wrote when about what, the hash of it all, the names and hashes of the files, and where it was filed; and, at the
account, the entry in the history and the documents, which are kept as any others. docs/rules/mail.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from creditdesk.followup.models import Tickler
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, RawMail
from creditdesk.parties.models import Company, Customer
from creditdesk.policy.queries import policy_in_force

# Emptied in one transaction, so that nobody at a desk waits for it.
CHUNK = 200
_MACHINE = "machine"
State = IncomingMessage.State
UNFILED = (State.UNMATCHED, State.PARKED, State.SET_ASIDE)


def remove_old_bodies(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Empty the company's messages that are older than the policy of the day keeps them; returns how many."""
    removed, after = 0, 0
    while ids := list(_old(company, as_of=as_of, at=at).filter(id__gt=after).values_list("id", flat=True)[:CHUNK]):
        removed += _remove(ids, at=at)
        after = ids[-1]
    return removed


@action
def _remove(ids: Sequence[int], *, at: dt.datetime) -> int:
    """Empty some messages, each with its entry in the journal. What was emptied meanwhile stays as it is."""
    held = IncomingMessage.objects.select_for_update().filter(id__in=ids, body_removed_at__isnull=True)
    messages = list(held.defer("text", "html", "fresh_text", "references").order_by("id"))
    emptied = [one.id for one in messages]
    RawMail.objects.filter(message__in=emptied).update(content=b"")
    IncomingAttachment.objects.filter(message__in=emptied).update(content=None)
    IncomingMessage.objects.filter(id__in=emptied).update(
        text="", html="", fresh_text="", marked=[], body_removed_at=at
    )
    for message in messages:
        append(
            "mail.body_removed",
            by=_MACHINE,
            at=at,
            subject=("incoming_message", message.id),
            company_id=message.company_id,
            customer_id=message.customer_id,
            facts={"content": message.sha256, "arrived": message.fetched_at.date().isoformat()},
        )
    return len(messages)


def _old(company: Company, *, as_of: dt.date, at: dt.datetime) -> QuerySet[IncomingMessage]:
    """The messages with a body that is kept no longer, but for those whose account is in the hands of the law."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document.mail
    old = Q(pk__in=[])
    if policy.unfiled_body_days is not None:
        old |= Q(state__in=UNFILED, fetched_at__lt=at - dt.timedelta(days=policy.unfiled_body_days))
    if policy.filed_body_days is not None:
        old |= _filed() & Q(fetched_at__lt=at - dt.timedelta(days=policy.filed_body_days))
    found = IncomingMessage.objects.filter(old, company=company, body_removed_at__isnull=True)
    return found.order_by("id")


def _filed() -> Q:
    """Filed messages whose task is done, of customers with whom no attorney, agency or court is concerned."""
    waits = Tickler.objects.filter(state=Tickler.State.OPEN).values("id")
    free = Q(customer__contact_block="") & ~Q(customer__status=Customer.Status.BANKRUPT)
    return Q(state=State.FILED) & (Q(tickler__isnull=True) | ~Q(tickler__in=waits)) & free
