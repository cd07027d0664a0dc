"""What the verbs of follow-up share: plain functions that run inside the open transaction of an action."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.call_rules import judged_call
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.contacting import barred_contact, stopped_contact
from creditdesk.followup.models import Activity, Tickler, TicklerMove
from creditdesk.followup.promise_judging import Told as ToldPromise
from creditdesk.followup.promise_judging import write_promise
from creditdesk.followup.promising import Said, unfit_promise
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.parties.access import visible_customers
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Contact, Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.disputing import Contested, Told, write_disputed
from creditdesk.receivables.models import OpenItem

NOTE_LONGEST = 5000
CAUSE_LONGEST = 200
KEY_LONGEST = 64
# The part of a contact's key that is the key of the tickler for its confirmation.
CONFIRM = "confirm"
CONFIRMATION = "Send the confirmation of what was agreed"
CONFIRMATION_NOT_DRAFTED = "Send the confirmation of what was agreed; no letter was drafted: %(why)s"
CONFIRMATION_DRAFTED = "Look at the confirmation of the promise in Letters, and send it"
# A call takes a while, and clocks differ a little: what happened later than this after the recording is a mistake.
_CLOCK_SKEW = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NextAction:
    """A tickler to be opened. `due_date` None: some day, which is no dated next action. `due_time` is by the clock of
    the account's company, and None at any time of the day. `about_order` is the order that it leads to, if any.
    """

    cause: str
    due_date: dt.date | None
    owner: User
    kind: TicklerKind = TicklerKind.OTHER
    due_time: dt.time | None = None
    about_order: int | None = None


def part_key(key: str, part: str) -> str:
    """The key of a part of an act, by which it is done once as well; keys of programs are as long as the column."""
    whole = f"{key}/{part}"
    return whole if len(whole) <= KEY_LONGEST else hashlib.sha256(whole.encode()).hexdigest()


def write_activity(
    customer: Customer,
    said: Said,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    corrects: Activity | None = None,
    went: bool = False,
) -> tuple[Activity, list[ToldPromise]]:
    """Write the activity of a locked customer with what is promised in it; what the journal is to be told of promises
    comes with it. Raises Refusal with every reason why it cannot be so.

    `went`: the post carried it, which asked whether it might go before it did; whoever was stopped since got it.
    """
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    happened_at = said.happened_at or at
    call = judged_call(customer, said, by=by, at=at, policy=policy, corrects=corrects)
    reasons = [
        *_unfit_note(said.note),
        *unfit_promise(customer, said, as_of=as_of, policy=policy, corrects=corrects),
        *_unfit_subjects(customer, said),
        *([] if went else _barred(customer, said, happened_at=happened_at, at=at, corrects=corrects)),
        *_unfit_instant(happened_at, at=at, policy=policy, corrects=corrects),
        *call.reasons,
    ]
    if reasons:
        raise Refusal(tuple(reasons))
    note, _ = mask_card_numbers(said.note.strip())
    activity = Activity.objects.create(
        company_id=customer.company_id,
        customer=customer,
        contact_id=said.contact_id,
        channel=said.channel,
        direction=said.direction,
        outcome=said.outcome,
        note=note,
        visibility=said.visibility.value,
        promised_minor=said.promised.minor if said.promised else None,
        promised_currency=said.promised.currency if said.promised else "",
        promised_date=said.promised_date,
        items=sorted(set(said.item_ids)),
        breach=[reason.as_dict() for reason in call.breach],
        breach_reason=mask_card_numbers(said.breach_reason.strip())[0] if call.breach else "",
        confirmation_wanted=said.confirmation_wanted,
        corrects=corrects,
        happened_at=happened_at,
        recorded_at=at,
        by=by,
        key=key,
    )
    return activity, write_promise(activity, said=said, by=by, at=at)


def write_tickler(
    customer: Customer,
    action: NextAction,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    activity: Activity | None = None,
) -> Tickler:
    """Write a tickler of a locked customer. Raises Refusal for an empty cause, a past day, an owner who cannot work."""
    cause = mask_card_numbers(" ".join(action.cause.split()))[0]
    reasons = [*_unfit_day(action.due_date, as_of=as_of), *unfit_owner(customer, action.owner, as_of=as_of)]
    if not cause:
        reasons.append(Reason("tickler.cause", "say what is to be done"))
    if action.due_time is not None and action.due_date is None:
        reasons.append(Reason("tickler.time", "a time of day needs a day"))
    if len(cause) > CAUSE_LONGEST:
        reasons.append(Reason("tickler.cause", "the cause is longer than %(most)d letters", {"most": CAUSE_LONGEST}))
    if reasons:
        raise Refusal(tuple(reasons))
    return Tickler.objects.create(
        company_id=customer.company_id,
        customer=customer,
        owner=action.owner,
        due_date=action.due_date,
        due_time=action.due_time,
        kind=action.kind.value,
        cause=cause,
        about_order=action.about_order,
        activity=activity,
        created_by=by,
        created_at=at,
        key=key,
    )


def write_confirmation(
    activity: Activity,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    cause: str = CONFIRMATION,
) -> Tickler | None:
    """Where what was agreed is to be confirmed in writing, the tickler for it: today, for who recorded it.

    Who records contacts and works no ticklers leaves it to the account's rep. A `cause` that is too long is cut.
    """
    if not activity.confirmation_wanted:
        return None
    customer, owner = activity.customer, by
    if unfit_owner(customer, by, as_of=as_of) and customer.portfolio is not None:
        owner = customer.portfolio.rep
    fitting = cause if len(cause) <= CAUSE_LONGEST else f"{cause[: CAUSE_LONGEST - 1]}…"
    action = NextAction(fitting, as_of, owner, TicklerKind.LETTER)
    confirm_key = part_key(key, CONFIRM)
    return write_tickler(customer, action, by=by, at=at, as_of=as_of, key=confirm_key, activity=activity)


def finish_confirmation(activity: Activity, *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> Tickler | None:
    """Finish the tickler that asked for the confirmation of a conversation, where it is still open; else None.

    Whoever lets the letter go, or puts it aside, has done what the tickler asked for. The customer is locked.
    """
    found = Tickler.objects.filter(key=part_key(activity.key, CONFIRM), state=Tickler.State.OPEN).first()
    if found is None:
        return None
    asked = locked_tickler(found, version=found.version)
    kind, state = TicklerMove.Kind.DONE, Tickler.State.DONE
    return write_move(asked, kind, by=by, at=at, as_of=as_of, key=key, state=state)


def write_contested(customer: Customer, disputes: Sequence[Contested], *, as_of: dt.date) -> list[Told]:
    """Write what a locked customer contests of his items. Raises Refusal for an item of somebody else, no reason, a
    wrong amount.
    """
    ids = [one.item_id for one in disputes]
    if len(set(ids)) != len(ids) or OpenItem.objects.filter(id__in=ids, customer=customer).count() != len(ids):
        raise refuse("activity.items", "one of the items is not on this account")
    if any(not one.reason.strip() for one in disputes):
        raise refuse("dispute.reason", "say what the customer objects to")
    return [
        write_disputed(one.item_id, disputed_minor=one.disputed_minor, reason=one.reason.strip()[:200], as_of=as_of)
        for one in disputes
    ]


def locked_tickler(tickler: Tickler, *, version: int) -> Tickler:
    """The tickler as it is now, its customer locked first. Raises Refusal where somebody moved it meanwhile."""
    lock_customers([tickler.customer_id])
    found = Tickler.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(id=tickler.id)
    if found.version != version:
        last = found.moves.select_related("by").order_by("-id").first()
        if last is None:
            raise refuse("tickler.changed_meanwhile", "this tickler was changed meanwhile; look at it again")
        raise refuse(
            "tickler.changed_meanwhile",
            "%(who)s %(what)s this tickler on %(when)s; look at it again",
            who=str(last.by),
            what=_DID[last.kind],
            when=f"{last.at:%Y-%m-%d %H:%M} UTC",
        )
    return found


def moved_before(tickler: Tickler, key: str) -> Tickler | None:
    """The tickler as it is now, if a move with the key was made already: the same key moves once."""
    if TicklerMove.objects.filter(key=key, tickler_id=tickler.id).exists():
        return Tickler.objects.select_related("customer", "owner").get(id=tickler.id)
    return None


def write_move(
    tickler: Tickler,
    kind: TicklerMove.Kind,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    note: str = "",
    due_date: dt.date | None = None,
    due_time: dt.time | None = None,
    owner: User | None = None,
    state: Tickler.State | None = None,
) -> Tickler:
    """Move a locked tickler, write the move and its journal entry, and bring the account's row up to date.

    With another day it has the time that is told with it, or none.
    """
    move = TicklerMove.objects.create(
        tickler=tickler,
        kind=kind,
        from_date=tickler.due_date,
        to_date=due_date if due_date is not None else tickler.due_date,
        from_time=tickler.due_time,
        to_time=due_time if due_date is not None else tickler.due_time,
        from_owner=tickler.owner,
        to_owner=owner or tickler.owner,
        note=mask_card_numbers(note.strip())[0][:CAUSE_LONGEST],
        by=by,
        at=at,
        key=key,
    )
    tickler.due_date, tickler.due_time = move.to_date, move.to_time
    tickler.owner = owner or tickler.owner
    tickler.state = state or tickler.state
    tickler.version += 1
    tickler.save(update_fields=["due_date", "due_time", "owner", "state", "version"])
    refresh_worklist(as_of=as_of, customer_ids=[tickler.customer_id])
    facts = {
        "from_date": move.from_date.isoformat() if move.from_date else None,
        "to_date": move.to_date.isoformat() if move.to_date else None,
        "from_owner": move.from_owner_id,
        "to_owner": move.to_owner_id,
        **_time_fact("from_time", move.from_time),
        **_time_fact("to_time", move.to_time),
    }
    append(
        f"tickler.{kind.value}",
        by=by.username,
        at=at,
        subject=("tickler", tickler.id),
        company_id=tickler.company_id,
        customer_id=tickler.customer_id,
        facts=facts,
        private={"cause": tickler.cause, "note": move.note},
    )
    return tickler


def journal_activity(activity: Activity, *, by: User, at: dt.datetime) -> None:
    """Append the activity to the journal: what it was as facts, what was said apart."""
    facts = {
        "channel": activity.channel,
        "direction": activity.direction,
        "outcome": activity.outcome,
        "visibility": activity.visibility,
        "items": activity.items,
        "corrects": activity.corrects_id,
    }
    if activity.breach:
        facts["against_rules"] = [reason["code"] for reason in activity.breach]
    if activity.confirmation_wanted:
        facts["confirmation_wanted"] = True
    if activity.promised_date is not None:
        facts |= {
            "promised_minor": activity.promised_minor,
            "promised_currency": activity.promised_currency,
            "promised_date": activity.promised_date.isoformat(),
        }
    append(
        "activity.corrected" if activity.corrects_id else "activity.recorded",
        by=by.username,
        at=at,
        subject=("activity", activity.id),
        company_id=activity.company_id,
        customer_id=activity.customer_id,
        facts=facts,
        private={"note": activity.note} | ({"breach_reason": activity.breach_reason} if activity.breach else {}),
    )


def journal_tickler(tickler: Tickler, *, by: User, at: dt.datetime) -> None:
    """Append the opening of a tickler to the journal."""
    append(
        "tickler.opened",
        by=by.username,
        at=at,
        subject=("tickler", tickler.id),
        company_id=tickler.company_id,
        customer_id=tickler.customer_id,
        facts={
            "due_date": tickler.due_date.isoformat() if tickler.due_date else None,
            "kind": tickler.kind,
            "owner": tickler.owner_id,
        }
        | _time_fact("due_time", tickler.due_time),
        private={"cause": tickler.cause},
    )


def _time_fact(name: str, told: dt.time | None) -> dict[str, str]:
    return {name: f"{told:%H:%M}"} if told is not None else {}


def unfit_owner(customer: Customer, owner: User, *, as_of: dt.date) -> list[Reason]:
    """Why the person cannot be given a tickler of the customer: nothing that he can neither see nor do."""
    works = owner.is_active and has_permission(owner.desk_role, Permission.WORK_TICKLERS)
    if works and visible_customers(owner, as_of=as_of).filter(id=customer.id).exists():
        return []
    facts: dict[str, str | int] = {"owner": str(owner)}
    if not works:
        return [Reason("tickler.owner", "%(owner)s does not work ticklers", facts)]
    return [Reason("tickler.owner_sees", "%(owner)s does not see this account", facts)]


def unfit_day(day: dt.date | None, *, as_of: dt.date) -> list[Reason]:
    """Why nothing can be planned for the day: it is over."""
    return list(_unfit_day(day, as_of=as_of))


def _unfit_day(day: dt.date | None, *, as_of: dt.date) -> Sequence[Reason]:
    if day is not None and day < as_of:
        return [Reason("tickler.past", "%(day)s is past: plan for today or later", {"day": day.isoformat()})]
    return []


def _unfit_note(note: str) -> Sequence[Reason]:
    if len(note.strip()) > NOTE_LONGEST:
        text = "the note has %(length)d letters; at most %(most)d are kept"
        return [Reason("activity.note", text, {"length": len(note.strip()), "most": NOTE_LONGEST})]
    return []


def _unfit_instant(
    happened_at: dt.datetime, *, at: dt.datetime, policy: PolicyDocument, corrects: Activity | None
) -> Sequence[Reason]:
    """Why it cannot have happened then: it is not over yet, or so long ago that the date is a mistake.

    What corrects an old entry may be as old as that.
    """
    if happened_at > at + _CLOCK_SKEW:
        return [Reason("activity.future", "%(at)s is not over yet", {"at": f"{happened_at:%Y-%m-%d %H:%M}"})]
    most = policy.contact.max_days_back
    earliest = at - dt.timedelta(days=most)
    if corrects is not None:
        earliest = min(earliest, corrects.happened_at)
    if happened_at < earliest:
        facts: dict[str, str | int] = {"day": f"{happened_at:%Y-%m-%d}", "most": most}
        return [Reason("activity.long_ago", "%(day)s is more than %(most)d days ago", facts)]
    return []


def _unfit_subjects(customer: Customer, said: Said) -> Sequence[Reason]:
    """Why the person or the items do not belong: they are another customer's."""
    found: list[Reason] = []
    contact = Contact.objects.filter(id=said.contact_id) if said.contact_id else None
    if contact is not None and not contact.filter(customer_id=customer.id).exists():
        found.append(Reason("activity.contact", "that person is not one of this customer's"))
    ids = set(said.item_ids)
    if ids and OpenItem.objects.filter(id__in=ids, customer_id=customer.id).count() != len(ids):
        found.append(Reason("activity.items", "one of the items is not on this account"))
    for value, choices in (
        (said.channel, Activity.Channel),
        (said.direction, Activity.Direction),
        (said.outcome, Activity.Outcome),
    ):
        if value not in choices.values:
            found.append(Reason("activity.choice", "%(value)s is not known here", {"value": value[:40]}))
    return found


def _barred(
    customer: Customer, said: Said, *, happened_at: dt.datetime, at: dt.datetime, corrects: Activity | None
) -> Sequence[Reason]:
    """Why we must not have contacted that customer, or that person, so: stopped, opted out, left, an attorney.

    By what was known on the day of the contact. A correction that leaves person and channel as they were is not asked.
    """
    if said.direction != Activity.Direction.OUTBOUND:
        return []
    same = ("contact_id", "channel", "direction")
    if corrects is not None and all(getattr(corrects, name) == getattr(said, name) for name in same):
        return []
    found = (
        Contact.objects.filter(id=said.contact_id, customer_id=customer.id)
        if said.contact_id
        else Contact.objects.none()
    )
    contact = found.select_related("customer").first()
    barred = barred_contact(contact, channel=said.channel, at=happened_at) if contact is not None else ()
    stopped = stopped_contact(customer, contact=contact, channel=said.channel, happened_at=happened_at, at=at)
    # A call to whom nobody contacts at all is judged with the rules of calls, and may be told with its reason.
    is_call = said.channel == Activity.Channel.CALL
    barred = tuple(one for one in barred if not (is_call and one.code == "contact.do_not_contact"))
    return list(dict.fromkeys((*barred, *stopped)))


_DID = {
    TicklerMove.Kind.SNOOZED.value: "snoozed",
    TicklerMove.Kind.HANDED_OVER.value: "handed over",
    TicklerMove.Kind.DONE.value: "finished",
    TicklerMove.Kind.CANCELLED.value: "cancelled",
    TicklerMove.Kind.REOPENED.value: "reopened",
}
