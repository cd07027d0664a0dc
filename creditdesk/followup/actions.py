"""What people do between postings: say what was said, plan what comes next, attach a document.

Each is one transaction with its journal entry and the account's place on the worklist brought up to date. The same key
acts once: a second call returns what the first one wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.attaching import journal_document, same_document, write_document
from creditdesk.followup.documents import sniffed
from creditdesk.followup.keeping import Kept, journal_contact, kept_before, write_contact
from creditdesk.followup.models import Activity, Document, Tickler, TicklerMove
from creditdesk.followup.promise_judging import journal_promises
from creditdesk.followup.promising import Said
from creditdesk.followup.quota import refuse_over_quota
from creditdesk.followup.recording import (
    NextAction,
    journal_activity,
    journal_tickler,
    locked_tickler,
    moved_before,
    unfit_day,
    unfit_owner,
    write_activity,
    write_confirmation,
    write_move,
    write_tickler,
)
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.disputing import Contested

__all__ = [
    "Contested",
    "NextAction",
    "Said",
    "attach_document",
    "cancel_tickler",
    "correct_activity",
    "finish_tickler",
    "hand_over_tickler",
    "log_contact",
    "note_restricted_read",
    "open_tickler",
    "record_activity",
    "reopen_tickler",
    "snooze_tickler",
]


@action
def record_activity(customer: Customer, *, said: Said, by: User, at: dt.datetime, as_of: dt.date, key: str) -> Activity:
    """Record a contact or note. Raises Refusal with every reason if it cannot have been so.

    Card numbers in the note are masked. docs/rules/contact.md.
    """
    lock_customers([customer.id])
    if done := kept_before(customer, key):
        return done
    kept = write_contact(customer, said=said, then=None, by=by, at=at, as_of=as_of, key=key)
    return _kept(kept, by=by, at=at, as_of=as_of, key=key)


@action
def log_contact(
    customer: Customer,
    *,
    said: Said,
    then: NextAction | None,
    finishes: Tickler | None = None,
    disputes: Sequence[Contested] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Activity:
    """Record a contact and what the customer contests, plan the next one and finish the tickler that asked for it, all
    or nothing. Raises Refusal with every reason of the first that does not fit.

    A confirmation that is wanted becomes a tickler; `letters.confirming` drafts the letter as well.
    """
    lock_customers([customer.id])
    if done := kept_before(customer, key):
        return done
    kept = write_contact(
        customer, said=said, then=then, finishes=finishes, disputes=disputes, by=by, at=at, as_of=as_of, key=key
    )
    return _kept(kept, by=by, at=at, as_of=as_of, key=key)


@action
def correct_activity(
    activity: Activity, *, said: Said, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Activity:
    """Record what was really said: a new activity that points at the old one, which stays as it was.

    Raises Refusal if the old one was corrected already.
    """
    lock_customers([activity.customer_id])
    if done := kept_before(activity.customer, key):
        return done
    later = Activity.objects.filter(corrects=activity).select_related("by").first()
    if later is not None:
        raise refuse(
            "activity.changed_meanwhile",
            "%(who)s corrected this on %(when)s; correct that one",
            who=str(later.by),
            when=f"{later.recorded_at:%Y-%m-%d %H:%M} UTC",
        )
    made, promises = write_activity(activity.customer, said, by=by, at=at, as_of=as_of, key=key, corrects=activity)
    refresh_worklist(as_of=as_of, customer_ids=[activity.customer_id])
    journal_activity(made, by=by, at=at)
    journal_promises(promises, by=by.username, at=at)
    return made


@action
def open_tickler(
    customer: Customer, *, then: NextAction, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Tickler:
    """Plan a next action. Raises Refusal for an empty cause, a day that is past, an owner who cannot work it.

    docs/rules/ticklers.md.
    """
    lock_customers([customer.id])
    done = Tickler.objects.filter(customer=customer, key=key).select_related("customer", "owner").first()
    if done is not None:
        return done
    tickler = write_tickler(customer, then, by=by, at=at, as_of=as_of, key=key)
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    journal_tickler(tickler, by=by, at=at)
    return tickler


@action
def snooze_tickler(
    tickler: Tickler,
    *,
    until: dt.date,
    version: int,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    note: str = "",
    due_time: dt.time | None = None,
) -> Tickler:
    """Give it a later day, and the time of that day that is told. Raises Refusal for a day that is past, or where it
    was moved meanwhile.
    """
    if done := moved_before(tickler, key):
        return done
    tickler = _live(locked_tickler(tickler, version=version))
    for reason in unfit_day(until, as_of=as_of):
        raise refuse(reason.code, reason.text, **reason.facts)
    kind = TicklerMove.Kind.SNOOZED
    return write_move(tickler, kind, by=by, at=at, as_of=as_of, key=key, note=note, due_date=until, due_time=due_time)


@action
def hand_over_tickler(
    tickler: Tickler,
    *,
    to: User,
    version: int,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    note: str = "",
) -> Tickler:
    """Give it to another person. Raises Refusal if he cannot see the account or work it, or it was moved meanwhile."""
    if done := moved_before(tickler, key):
        return done
    tickler = _live(locked_tickler(tickler, version=version))
    for reason in unfit_owner(tickler.customer, to, as_of=as_of):
        raise refuse(reason.code, reason.text, **reason.facts)
    return write_move(tickler, TicklerMove.Kind.HANDED_OVER, by=by, at=at, as_of=as_of, key=key, note=note, owner=to)


@action
def finish_tickler(
    tickler: Tickler, *, version: int, by: User, at: dt.datetime, as_of: dt.date, key: str, note: str = ""
) -> Tickler:
    """Say that it is done. Raises Refusal where it was moved meanwhile."""
    if done := moved_before(tickler, key):
        return done
    tickler = _live(locked_tickler(tickler, version=version))
    state = Tickler.State.DONE
    return write_move(tickler, TicklerMove.Kind.DONE, by=by, at=at, as_of=as_of, key=key, note=note, state=state)


@action
def cancel_tickler(
    tickler: Tickler, *, version: int, by: User, at: dt.datetime, as_of: dt.date, key: str, note: str
) -> Tickler:
    """Say that it is not needed any more, and why. Raises Refusal without a reason, or where it was moved meanwhile."""
    if done := moved_before(tickler, key):
        return done
    tickler = _live(locked_tickler(tickler, version=version))
    if not note.strip():
        raise refuse("tickler.why", "say why it is not needed any more")
    state = Tickler.State.CANCELLED
    return write_move(tickler, TicklerMove.Kind.CANCELLED, by=by, at=at, as_of=as_of, key=key, note=note, state=state)


@action
def reopen_tickler(
    tickler: Tickler, *, version: int, by: User, at: dt.datetime, as_of: dt.date, key: str, note: str = ""
) -> Tickler:
    """Take a finished or cancelled one up again: what "undo" does. Raises Refusal where it is open already."""
    if done := moved_before(tickler, key):
        return done
    tickler = locked_tickler(tickler, version=version)
    if tickler.state == Tickler.State.OPEN:
        raise refuse("tickler.open", "this tickler is open already")
    state = Tickler.State.OPEN
    return write_move(tickler, TicklerMove.Kind.REOPENED, by=by, at=at, as_of=as_of, key=key, note=note, state=state)


@action
def attach_document(
    customer: Customer,
    *,
    name: str,
    content: bytes,
    description: str = "",
    visibility: Visibility = Visibility.HISTORY,
    by: User,
    at: dt.datetime,
) -> Document:
    """Attach a file to the account; the same file again is the one that is there already.

    The kind is read from the content, never from the name. Raises Refusal for an empty or too large file, a kind that
    is not taken, and where the person attached what one person may within a day.
    """
    lock_customers([customer.id])
    found = sniffed(content, name=name)
    same = same_document(customer, found, visibility=visibility)
    if same is not None:
        return same
    refuse_over_quota(by, at=at)
    document = write_document(
        customer, found, name=name, content=content, description=description, visibility=visibility, by=by, at=at
    )
    journal_document(document, by=by, at=at)
    return document


@action
def note_restricted_read(
    customer: Customer,
    *,
    by: User,
    at: dt.datetime,
    activity_ids: Sequence[int] = (),
    document_ids: Sequence[int] = (),
) -> None:
    """Journal that the person was shown restricted entries or files of the account by others; once for a page."""
    shown = {"activities": activity_ids, "documents": document_ids}
    append(
        "restricted.read",
        by=by.username,
        at=at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={name: list(ids) for name, ids in shown.items() if ids},
    )


def _kept(kept: Kept, *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> Activity:
    """The rest of a contact that was written: the tickler for its confirmation, its place on the list, the journal."""
    confirmation = write_confirmation(kept.activity, by=by, at=at, as_of=as_of, key=key)
    if confirmation is not None:
        kept.planned.append(confirmation)
    refresh_worklist(as_of=as_of, customer_ids=[kept.activity.customer_id])
    journal_contact(kept, by=by, at=at)
    return kept.activity


def _live(tickler: Tickler) -> Tickler:
    if tickler.state != Tickler.State.OPEN:
        raise refuse("tickler.closed", "this tickler is %(state)s", state=tickler.state)
    return tickler
