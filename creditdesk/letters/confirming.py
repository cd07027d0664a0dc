"""Confirming what was promised: a conversation is kept, and the letter that confirms its promise is drafted with it.

All is one transaction. Where no such letter may be written the conversation is kept all the same, and the reason is
told. docs/rules/promises.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.followup.keeping import journal_contact, kept_before, write_contact
from creditdesk.followup.models import Activity, Promise, Tickler
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import (
    CONFIRMATION,
    CONFIRMATION_DRAFTED,
    CONFIRMATION_NOT_DRAFTED,
    NextAction,
    write_confirmation,
)
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.transactions import action
from creditdesk.letters.checks import reasons_in
from creditdesk.letters.drafting import Wanted, journal_draft, keep_draft, made_draft, put_aside
from creditdesk.letters.models import Letter
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.disputing import Contested


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A contact that was recorded, with the letter that confirms its promise.

    Without a letter `reasons` say why none was drafted; with one, why it cannot go as it is. No reasons and no letter:
    nothing was to be confirmed by letter.
    """

    activity: Activity
    letter: Letter | None = None
    reasons: tuple[Reason, ...] = ()


@action
def log_contact_and_confirm(
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
) -> Confirmed:
    """Record a contact as `followup.actions.log_contact` does; where a promise was made in it and is to be confirmed in
    writing, draft the letter. Raises Refusal where the contact cannot be recorded, and never for the letter alone.
    """
    lock_customers([customer.id])
    if done := kept_before(customer, key):
        return Confirmed(done, Letter.objects.filter(key=_key(done)).first())
    kept = write_contact(
        customer, said=said, then=then, finishes=finishes, disputes=disputes, by=by, at=at, as_of=as_of, key=key
    )
    letter, reasons = _drafted(customer, kept.activity, by=by, at=at, as_of=as_of)
    cause = CONFIRMATION_DRAFTED if letter else _cause(reasons)
    confirmation = write_confirmation(kept.activity, by=by, at=at, as_of=as_of, key=key, cause=cause)
    if confirmation is not None:
        kept.planned.append(confirmation)
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    journal_contact(kept, by=by, at=at)
    if letter is not None:
        journal_draft(letter, by=by, at=at)
    return Confirmed(kept.activity, letter, reasons)


def _cause(reasons: Sequence[Reason]) -> str:
    return CONFIRMATION_NOT_DRAFTED % {"why": str(reasons[0])} if reasons else CONFIRMATION


def _drafted(
    customer: Customer, activity: Activity, *, by: User, at: dt.datetime, as_of: dt.date
) -> tuple[Letter | None, tuple[Reason, ...]]:
    """The draft for the promise of the conversation: by e-mail, or by post where e-mail stopped; else why there is
    none. A field without a value is told as well: it blocks the draft until somebody drafts it anew.
    """
    promise = Promise.objects.filter(activity=activity).first() if activity.confirmation_wanted else None
    if promise is None:
        return None, ()
    _put_stale_aside(customer, by=by, at=at, as_of=as_of)
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    against: tuple[Reason, ...] = ()
    for channel in (Channel.EMAIL, Channel.LETTER):
        wanted = Wanted(LetterKind.PROMISE_CONFIRMATION, channel, contact_id=activity.contact_id, promise_id=promise.id)
        letter = made_draft(scope, customer, wanted=wanted, by=by, at=at, key=_key(activity))
        found = _against(letter, scope, at=at)
        if not found:
            try:
                keep_draft(letter, [])
            except Refusal as refusal:
                return None, refusal.reasons
            return letter, tuple(_empty(name) for name in letter.missing)
        against = against or found
    return None, against


def _put_stale_aside(customer: Customer, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Drafts for promises in whose place another stands by now confirm nothing, and would be in the way of the new."""
    drafts = Letter.objects.select_for_update(of=("self",)).filter(
        customer=customer,
        kind=LetterKind.PROMISE_CONFIRMATION.value,
        state=Letter.State.DRAFT,
        promise__state=Promise.State.CANCELLED,
    )
    why = Reason("letter.promise_gone", "the promise that it confirms does not stand any more")
    for letter in drafts.select_related("promise__activity").order_by("id"):
        put_aside(letter, why, by=by, at=at, as_of=as_of)


def _against(letter: Letter, scope: Scope, *, at: dt.datetime) -> tuple[Reason, ...]:
    """Why the letter may not be written: no address, or what stops such a letter at this moment."""
    if not letter.recipient:
        return (Reason("letter.no_address", "no address is known to which it could go"),)
    return reasons_in(letter, scope, at=at)


def _empty(name: str) -> Reason:
    return Reason("letter.empty", "the field %(field)s is empty", {"field": name})


def _key(activity: Activity) -> str:
    return f"confirm/{activity.id}"
