"""Moving a message that was filed to the wrong account. docs/rules/mail.md.

What it made there is taken back by entries of today, nothing is edited: the contact is corrected by one that says that
it was none of this account, the task is cancelled, the files do not count there any more. Then it is filed to the right
account as if it had come there at once, and holds the reminders of that one back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.attaching import take_document_back
from creditdesk.followup.models import Activity, Document, Tickler, TicklerMove
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import journal_activity, write_activity, write_move
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.filing import Filing, asked_for, write_filing
from creditdesk.mail.models import IncomingAttachment, IncomingMessage, MailMove
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User

# What a rule or a person filed as a customer's own words or as an automatic reply; a bounce lies with what came back.
MOVABLE = (IncomingMessage.Kind.PERSON, IncomingMessage.Kind.AUTOMATIC)
# The other account is not named: who works this one need not see it.
_NOT_OF_HERE = "This e-mail was filed here by mistake. It was moved to the account that it is of."
_TASK_OF_NOBODY = "the e-mail was moved to another account"


@action
def move_message(
    message: IncomingMessage,
    *,
    customer: Customer,
    contact_id: int | None = None,
    item_ids: Sequence[int] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> IncomingMessage:
    """Move a filed message to the account that it is of. The same key moves once.

    The person must see both customers: whoever calls has asked. Raises Refusal for a message that is not filed or was
    moved meanwhile, a bounce, the account where it lies, a customer of another company, and for a contact or items of
    another customer.
    """
    if message.customer_id is None:
        raise refuse("mail.not_filed", "file the message to a customer first")
    lock_customers(sorted({message.customer_id, customer.id}))
    held = IncomingMessage.objects.select_for_update(of=("self",)).select_related("customer").get(id=message.id)
    key = f"{held.id}/{key}"[:120]
    if MailMove.objects.filter(key=key).exists():
        return held
    if reasons := _unfit(held, message, customer):
        raise Refusal(tuple(reasons))
    wrong = held.customer
    assert wrong is not None, "a filed message has a customer"
    move = MailMove(message=held, from_customer=wrong, to_customer=customer, by=by, at=at, key=key)
    move.activity, move.tickler = held.activity, held.tickler
    part = f"mail/{held.id}/{MailMove.objects.filter(message=held).count() + 1}"
    move.taken_back = _take_contact_back(held.activity, by=by, at=at, as_of=as_of, key=f"{part}/back")
    _cancel_task(held.tickler, by=by, at=at, as_of=as_of, key=f"{part}/task")
    _take_files_back(held, wrong, by=by, at=at)
    move.save()
    _journal(held, wrong, other=customer, by=by, at=at, kind="mail.moved_away")
    refresh_worklist(as_of=as_of, customer_ids=[wrong.id])
    is_contact = held.activity_id is not None
    chosen = Reason("mail.moved_by_person", "%(who)s moved it here", {"who": str(by)})
    filing = Filing(customer, contact_id, tuple(item_ids), (chosen,), tuple(held.candidates))
    cause = asked_for(held) if is_contact else ""
    write_filing(held, filing, by=by, at=at, as_of=as_of, is_contact=is_contact, cause=cause, key=part)
    _journal(held, customer, other=wrong, by=by, at=at, kind="mail.moved")
    return held


def _unfit(held: IncomingMessage, seen: IncomingMessage, customer: Customer) -> list[Reason]:
    """Every reason why the message cannot be moved to the customer."""
    if held.state != IncomingMessage.State.FILED or held.customer_id != seen.customer_id:
        facts: dict[str, str | int] = {
            "who": str(held.filed_by),
            "when": f"{held.filed_at:%Y-%m-%d %H:%M} UTC" if held.filed_at else "",
        }
        return [Reason("mail.moved_meanwhile", "%(who)s moved this message on %(when)s; look at it again", facts)]
    reasons = []
    if held.kind not in MOVABLE:
        reasons.append(Reason("mail.bounce_lies", "a bounce lies where the message lies that came back"))
    if customer.id == held.customer_id:
        reasons.append(Reason("mail.lies_here", "it lies at this account already"))
    if customer.company_id != held.company_id:
        text = "this customer is not one of the company that the message was sent to"
        reasons.append(Reason("mail.other_company", text))
    return reasons


def _take_contact_back(
    activity: Activity | None, *, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Activity | None:
    """Correct the contact at the wrong account: by a note there that it was none."""
    if activity is None:
        return None
    while (later := Activity.objects.filter(corrects=activity).order_by("id").first()) is not None:
        activity = later
    said = Said(
        channel=Activity.Channel.NOTE.value,
        direction=Activity.Direction.INTERNAL.value,
        outcome=Activity.Outcome.NOTED.value,
        note=_NOT_OF_HERE,
        visibility=Visibility(activity.visibility),
        happened_at=activity.happened_at,
    )
    customer = activity.customer
    made, _ = write_activity(customer, said, by=by, at=at, as_of=as_of, key=key, corrects=activity)
    journal_activity(made, by=by, at=at)
    return made


def _cancel_task(tickler: Tickler | None, *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> None:
    """Cancel the tickler at the wrong account; one that was dealt with already stays so."""
    if tickler is None:
        return
    held = Tickler.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(id=tickler.id)
    if held.state == Tickler.State.OPEN:
        kind, state = TicklerMove.Kind.CANCELLED, Tickler.State.CANCELLED
        write_move(held, kind, by=by, at=at, as_of=as_of, key=key, note=_TASK_OF_NOBODY, state=state)


def _take_files_back(message: IncomingMessage, wrong: Customer, *, by: User, at: dt.datetime) -> None:
    """Take back the documents that this message made at the wrong account; those that others rest on stay."""
    made = IncomingAttachment.objects.filter(message=message, document__isnull=False)
    for attachment in made.select_related("document").defer("content", "document__content"):
        document = attachment.document
        assert document is not None, "asked for above"
        attachment.document = None
        attachment.save(update_fields=["document"])
        others = IncomingAttachment.objects.filter(document=document, message__customer=wrong)
        is_its_own = document.at == message.filed_at and document.by_id == message.filed_by_id
        is_back = Document.objects.filter(id=document.id, taken_back__isnull=False).exists()
        if is_its_own and not is_back and not others.exclude(message=message).exists():
            take_document_back(document, why=_NOT_OF_HERE, by=by, at=at)


def _journal(
    message: IncomingMessage, customer: Customer, *, other: Customer, by: User, at: dt.datetime, kind: str
) -> None:
    """Tell the journal of each of the two accounts where the message went, or came from."""
    append(
        kind,
        by=by.username,
        at=at,
        subject=("incoming_message", message.id),
        company_id=message.company_id,
        customer_id=customer.id,
        facts={"content": message.sha256, "other_customer": other.id},
        private={"from": message.from_address, "subject": message.subject},
    )
