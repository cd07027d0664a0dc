"""Releasing letters: from a draft that somebody looked at to the outbox or the printer, and what came of it.

What is released is checked by the facts of the moment, and again when it is printed or handed to the mail server. It is
recorded as an activity, with its follow-up tickler, once it went. docs/rules/letters.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from creditdesk.domain.contact_rules import local_time
from creditdesk.domain.letter_fields import KINDS, LetterKind
from creditdesk.domain.letters import against_release
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.promising import Said
from creditdesk.followup.recording import (
    NextAction,
    journal_activity,
    journal_tickler,
    unfit_owner,
    write_activity,
    write_tickler,
)
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.followup.strategy_facts import KEY_ACCOUNT
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.letters.checks import PURPOSE, reasons_in
from creditdesk.letters.drafting import (
    MACHINE,
    changed_meanwhile,
    finish_wish,
    letter_facts,
    locked_draft,
    safe_part,
    statement_name,
)
from creditdesk.letters.mail_text import as_html, as_text
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.letters.pdf import MEDIA_TYPE, letter_pdf, statement_pdf
from creditdesk.letters.statement import open_items_content
from creditdesk.mail.models import OutgoingMessage
from creditdesk.mail.outgoing import Attachment, Recipient, queue_message
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User

Made = tuple[LetterFile.What, str, bytes]


def release_letter(letter: Letter, *, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """Let the letter go: by e-mail into the outbox, by post to the printer. Twice the same is done once.

    Raises Refusal with every reason why it may not go as it is; the draft stays as it was.
    """
    customer = Customer.objects.select_related("company").get(id=letter.customer_id)
    # Typesetting takes longer than a lock may be held; the content is compared under the lock.
    files = files_of(letter, customer, as_of=as_of)
    return _release(letter, files, content=letter.sha256, seen=seen, by=by, at=at, as_of=as_of)


def files_of(letter: Letter, customer: Customer, *, as_of: dt.date) -> list[Made]:
    """The files that are kept of the letter: itself, and the statement that goes with it."""
    made = [(LetterFile.What.LETTER, letter_name(letter, customer), letter_pdf(letter.content))]
    if letter.with_statement:
        policy = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id]).policy
        content = open_items_content(
            customer, as_of=as_of, today=as_of, policy=policy, language=LetterLanguage(letter.language)
        )
        made.append((LetterFile.What.STATEMENT, statement_name(customer, as_of), statement_pdf(content)))
    return made


def letter_name(letter: Letter, customer: Customer, *, suffix: str = "pdf") -> str:
    """The file name of a letter, safe wherever it is saved."""
    kind = letter.kind.replace("_", "-")
    return f"{kind}-{safe_part(customer.number)}-{letter.business_day.isoformat()}.{suffix}"


@action
def _release(
    letter: Letter, files: Sequence[Made], *, content: str, seen: int, by: User, at: dt.datetime, as_of: dt.date
) -> Letter:
    lock_customers([letter.customer_id])
    now = Letter.objects.get(id=letter.id)
    if now.released_by_id == by.id and now.version == seen + 1:
        return now
    found = locked_draft(letter, seen=seen)
    if found.sha256 != content:
        raise changed_meanwhile(found)
    customer = Customer.objects.select_related("company", "portfolio__rep").get(id=found.customer_id)
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    if reasons := _against(found, customer, scope, by=by, at=at):
        raise Refusal(reasons)
    for what, name, made in files:
        LetterFile.objects.create(
            letter=found,
            what=what,
            name=name,
            size=len(made),
            sha256=hashlib.sha256(made).hexdigest(),
            content=made,
        )
    found.version, found.released_by, found.released_at = found.version + 1, by, at
    if found.channel == Letter.Channel.EMAIL:
        _queue(found, customer, files, by=by, at=at)
    else:
        found.state = Letter.State.READY
    found.save(update_fields=["version", "released_by", "released_at", "state", "message_key"])
    finish_wish(found, by=by, at=at, as_of=as_of)
    _tell("letter.released", found, by=by.username, at=at)
    return found


def _against(letter: Letter, customer: Customer, scope: Scope, *, by: User, at: dt.datetime) -> tuple[Reason, ...]:
    held = against_release(
        LetterKind(letter.kind),
        missing=letter.missing,
        documents=letter.attachments.count(),
        items=len(letter.items),
        role=by.desk_role,
        is_key_account=customer.segment == KEY_ACCOUNT,
    )
    return (*held, *reasons_in(letter, scope, at=at))


def _queue(letter: Letter, customer: Customer, files: Sequence[Made], *, by: User, at: dt.datetime) -> None:
    """Into the outbox, with the letter itself, the statement and the documents as files."""
    enclosed = [Attachment(name, MEDIA_TYPE, content) for _, name, content in files]
    for one in letter.attachments.select_related("document"):
        enclosed.append(Attachment(one.document.name, one.document.media_type, bytes(one.document.content)))
    letter.message_key = f"letter/{letter.id}"
    # What somebody else answers is not a word of the customer, and is not filed as one by itself.
    theirs = None if KINDS[LetterKind(letter.kind)].third_party else customer
    letter.state = Letter.State.QUEUED
    queue_message(
        key=letter.message_key,
        purpose=PURPOSE,
        company=customer.company,
        customer=theirs,
        recipient=Recipient(
            letter.recipient_name or letter.content["recipient"][0], letter.recipient, letter.contact_id
        ),
        subject=letter.subject,
        text=as_text(letter.content),
        html=as_html(letter.content),
        attachments=enclosed,
        by=by,
        at=at,
    )


# ---------------------------------------------------------------- what came of it


# How the post calls what is over → what the letter is then.
_OVER = {
    OutgoingMessage.State.SENT.value: Letter.State.SENT,
    OutgoingMessage.State.BOUNCED.value: Letter.State.BOUNCED,
    OutgoingMessage.State.FAILED.value: Letter.State.FAILED,
    OutgoingMessage.State.WITHHELD.value: Letter.State.WITHHELD,
}


def unsettled(*, limit: int = 50) -> list[int]:
    """Letters of whose message something is known that they do not know yet, oldest first."""
    open_ones = Letter.objects.filter(state=Letter.State.QUEUED).values_list("message_key", "id")
    keys = dict(open_ones.order_by("id")[:5000])
    over = OutgoingMessage.objects.filter(key__in=list(keys), state__in=list(_OVER))
    found = [keys[key] for key in over.order_by("id").values_list("key", flat=True)[:limit]]
    gone = Letter.objects.filter(state=Letter.State.SENT, channel=Letter.Channel.EMAIL)
    returned = OutgoingMessage.objects.filter(
        purpose=PURPOSE, state=OutgoingMessage.State.BOUNCED, key__in=gone.values("message_key")
    )
    bounced = list(returned.values_list("key", flat=True)[:limit])
    return [*found, *gone.filter(message_key__in=bounced).values_list("id", flat=True)]


@action
def settle(letter_id: int, *, at: dt.datetime) -> bool:
    """Take over what came of the letter's message; True where something did."""
    letter = Letter.objects.select_related("customer__company").get(id=letter_id)
    lock_customers([letter.customer_id])
    letter = Letter.objects.select_for_update(of=("self",)).get(id=letter_id)
    message = OutgoingMessage.objects.filter(key=letter.message_key).first()
    state = _OVER.get(message.state) if message else None
    if message is None or state is None or state == letter.state or letter.state not in _FOLLOWED:
        return False
    # What bounced did go: it is recorded as sent first.
    if letter.state == Letter.State.QUEUED and state in {Letter.State.SENT, Letter.State.BOUNCED}:
        _record_sent(letter, at=message.state_at)
    letter.state, letter.reason, letter.settled_at = state, message.reason, message.state_at
    letter.version += 1
    letter.save(update_fields=["state", "reason", "settled_at", "version", "activity", "tickler"])
    _tell(f"letter.{letter.state}", letter, by=MACHINE, at=at)
    return True


_FOLLOWED = frozenset({Letter.State.QUEUED.value, Letter.State.SENT.value})


@action
def settle_printed(letter_id: int, *, at: dt.datetime) -> bool:
    """A letter of a print run is on paper: it counts as sent. True where it did not before."""
    letter = Letter.objects.get(id=letter_id)
    lock_customers([letter.customer_id])
    letter = Letter.objects.select_for_update(of=("self",)).get(id=letter_id)
    if letter.state != Letter.State.READY or letter.print_run_id is None:
        return False
    _record_sent(letter, at=at)
    letter.state, letter.settled_at, letter.version = Letter.State.SENT, at, letter.version + 1
    letter.save(update_fields=["state", "settled_at", "version", "activity", "tickler"])
    _tell("letter.sent", letter, by=MACHINE, at=at)
    return True


@action
def withhold_before_print(letter_id: int, *, at: dt.datetime) -> Reason | None:
    """Look once more before a letter goes on paper: the reason for which it is withheld, or None where it may go."""
    letter = Letter.objects.get(id=letter_id)
    lock_customers([letter.customer_id])
    letter = Letter.objects.select_for_update(of=("self",)).select_related("promise", "contact").get(id=letter_id)
    customer = Customer.objects.select_related("company").get(id=letter.customer_id)
    as_of = local_time(at, time_zone=customer.company.time_zone).date()
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    reason = next(iter(reasons_in(letter, scope, at=at)), None)
    if reason is None or letter.state != Letter.State.READY:
        return None
    letter.state, letter.reason = Letter.State.WITHHELD, reason.as_dict()
    letter.settled_at, letter.version = at, letter.version + 1
    letter.save(update_fields=["state", "reason", "settled_at", "version"])
    _tell("letter.withheld", letter, by=MACHINE, at=at)
    return reason


def _record_sent(letter: Letter, *, at: dt.datetime) -> None:
    """The activity that the strategy sees as its step done, and the tickler that asks what came of it."""
    customer = Customer.objects.select_related("company", "portfolio__rep").get(id=letter.customer_id)
    by = letter.released_by
    assert by is not None
    scope = scope_of(
        customer.company, as_of=local_time(at, time_zone=customer.company.time_zone).date(), customer_ids=[customer.id]
    )
    said = _said(letter)
    key = f"letter/{letter.id}"
    activity, _ = write_activity(customer, said, by=by, at=at, as_of=scope.as_of, key=key, went=True)
    letter.activity = activity
    letter.tickler = _follow_up(letter, activity, customer, scope, by=by, at=at)
    refresh_worklist(as_of=scope.as_of, customer_ids=[customer.id])
    journal_activity(activity, by=by, at=at)
    if letter.tickler is not None:
        journal_tickler(letter.tickler, by=by, at=at)


def _said(letter: Letter) -> Said:
    """The letter as a contact; what went to somebody else is a note of ours, and no contact with the customer."""
    words = KINDS[LetterKind(letter.kind)].words
    if KINDS[LetterKind(letter.kind)].third_party:
        to = f"{letter.details.get('inquirer', '')}, {letter.recipient}".replace("\n", ", ")
        consent = letter.details.get("consent", "")
        note = f"{words} to {to}. Consent: {consent}. Said: letter {letter.id}, {letter.sha256[:12]}."
        return Said(Activity.Channel.NOTE.value, Activity.Direction.INTERNAL.value, Activity.Outcome.NOTED.value, note)
    by_mail = letter.channel == Letter.Channel.EMAIL
    return Said(
        channel=(Activity.Channel.EMAIL if by_mail else Activity.Channel.LETTER).value,
        direction=Activity.Direction.OUTBOUND.value,
        outcome=Activity.Outcome.SENT.value,
        note=f"{letter.step or words}: {letter.subject}",
        contact_id=letter.contact_id,
        item_ids=tuple(row["id"] for row in letter.items),
    )


FOLLOW_UP = "Follow up: %(letter_kind)s of %(day)s"


def _follow_up(
    letter: Letter, activity: Activity, customer: Customer, scope: Scope, *, by: User, at: dt.datetime
) -> Tickler | None:
    days = scope.policy.letters.follow_up_days
    owners = [customer.portfolio.rep] if customer.portfolio else []
    fit = [one for one in (*owners, by) if not unfit_owner(customer, one, as_of=scope.as_of)]
    if not days or not fit or KINDS[LetterKind(letter.kind)].third_party:
        return None
    kind = KINDS[LetterKind(letter.kind)].words.lower()
    cause = FOLLOW_UP % {"letter_kind": kind, "day": letter.business_day.isoformat()}
    due = scope.calendar.next_business_day(scope.as_of + dt.timedelta(days=days))
    then = NextAction(cause, due, fit[0], TicklerKind.CALL)
    return write_tickler(
        customer, then, by=by, at=at, as_of=scope.as_of, key=f"letter/{letter.id}/then", activity=activity
    )


def _tell(kind: str, letter: Letter, *, by: str, at: dt.datetime) -> None:
    reason = Reason.from_dict(letter.reason) if letter.reason else None
    append(
        kind,
        by=by,
        at=at,
        subject=("letter", letter.id),
        company_id=letter.company_id,
        customer_id=letter.customer_id,
        facts=letter_facts(letter) | ({"reason": reason.code} if reason else {}),
        private={"recipient": letter.recipient, "subject": letter.subject, "reason": str(reason) if reason else ""},
    )


@action
def note_taken(letter: Letter, *, form: str, by: User, at: dt.datetime) -> None:
    """Journal that the letter left the desk as a file."""
    append(
        "letter.taken",
        by=by.username,
        at=at,
        subject=("letter", letter.id),
        company_id=letter.company_id,
        customer_id=letter.customer_id,
        facts={"kind": letter.kind, "form": form, "content": letter.sha256},
    )


def may_release(user: User) -> bool:
    """Whether the person lets letters go at all."""
    return has_permission(user.desk_role, Permission.RECORD_ACTIVITY)
