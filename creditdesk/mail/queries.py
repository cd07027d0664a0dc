"""Reading the post: the mail of an account, what nobody could file, what did not go out, how long it all waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from creditdesk.domain.mail_matching import document_numbers
from creditdesk.domain.reasons import Reason
from creditdesk.followup.models import Tickler
from creditdesk.mail.access import visible_incoming, visible_outgoing
from creditdesk.mail.models import (
    IncomingAttachment,
    IncomingMessage,
    Mailbox,
    MailMove,
    OutgoingAttachment,
    OutgoingMessage,
    SendAttempt,
    UncertainDecision,
)
from creditdesk.mail.sending import mail_policy
from creditdesk.parties.access import customers_within
from creditdesk.parties.addresses import has_address
from creditdesk.parties.models import Company, Contact, Customer, User
from creditdesk.parties.reach import Reach
from creditdesk.receivables.models import OpenItem

__all__ = ["PAGE", "IncomingMessage", "Mailbox", "OutgoingMessage", "Sheet"]

PAGE = 50
# What a queue shows of each message; the text is read on its own page.
_LARGE_OUT = ("text", "html", "references")
_LARGE_IN = ("text", "html", "references", "to_addresses")
InState = IncomingMessage.State
OutState = OutgoingMessage.State
# What did not go out as it should, or not yet.
TROUBLED = (OutState.UNCERTAIN, OutState.FAILED, OutState.WITHHELD, OutState.BOUNCED)
PENDING = (OutState.WAITING, OutState.SENDING)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message of an account, in or out, as its list shows it."""

    is_in: bool
    id: int
    at: dt.datetime
    who: str
    address: str
    subject: str
    state: str
    kind: str
    opening: str
    sentence: str
    sentence_kind: str


def mail_of(customer: Customer, *, before: dt.datetime | None = None) -> list[Sheet]:
    """What went to the customer and what came, newest first, at most a page; the customer is asked for elsewhere."""
    out = OutgoingMessage.objects.filter(customer=customer).defer("html", "references")
    came = IncomingMessage.objects.filter(customer=customer, state=InState.FILED).defer("html", "text", "references")
    if before is not None:
        out, came = out.filter(queued_at__lt=before), came.filter(fetched_at__lt=before)
    sheets = [*map(_sheet_out, out.order_by("-id")[:PAGE]), *map(_sheet_in, came.order_by("-id")[:PAGE])]
    return sorted(sheets, key=lambda one: (one.at, one.id), reverse=True)[:PAGE]


def arrived_mail(user: User, *, as_of: dt.date) -> QuerySet[IncomingMessage]:
    """What was filed to the accounts that the user sees, newest first."""
    found = visible_incoming(user, as_of=as_of).filter(state=InState.FILED)
    return found.select_related("company", "customer").defer(*_LARGE_IN, "fresh_text").order_by("-id")


def items_named(message: IncomingMessage, customer: Customer) -> list[int]:
    """The customer's open items whose numbers the message names."""
    numbers = document_numbers(f"{message.subject}\n{message.fresh_text}")
    named = OpenItem.objects.filter(customer=customer, closed_date__isnull=True, number__in=numbers)
    return sorted(named.values_list("id", flat=True))


def contact_of_sender(message: IncomingMessage, customer: Customer) -> int | None:
    """The customer's contact who has the sender's address."""
    if not message.from_address:
        return None
    known = Contact.objects.filter(has_address(message.from_address), customer=customer)
    return known.order_by("rank", "id").values_list("id", flat=True).first()


def unmatched_mail(user: User, *, as_of: dt.date, state: str = "") -> QuerySet[IncomingMessage]:
    """What nobody could file, oldest first: unmatched and parked; another state where it is asked for."""
    states = [state] if state in InState.values else [InState.UNMATCHED, InState.PARKED]
    found = visible_incoming(user, as_of=as_of).filter(state__in=states, customer__isnull=True)
    return found.select_related("company").defer(*_LARGE_IN).order_by("id")


def troubled_mail(user: User, *, as_of: dt.date, state: str = "") -> QuerySet[OutgoingMessage]:
    """What did not go out as it should, newest first; another state where it is asked for."""
    states = [state] if state in OutState.values else list(TROUBLED)
    found = visible_outgoing(user, as_of=as_of).filter(state__in=states)
    return found.select_related("company", "customer").defer(*_LARGE_OUT).order_by("-id")


def counts_of_out(user: User, *, as_of: dt.date) -> dict[str, int]:
    """State → how many messages out are in it, but for those that were sent."""
    found = visible_outgoing(user, as_of=as_of).exclude(state=OutState.SENT).order_by()
    return dict(found.values_list("state").annotate(count=Count("id")))


def attempts_of(message: OutgoingMessage) -> list[SendAttempt]:
    """Every try to send the message, in order."""
    return list(SendAttempt.objects.filter(message=message).order_by("number"))


def decisions_of(message: OutgoingMessage) -> list[UncertainDecision]:
    """What people said of the message while it was uncertain, in order."""
    return list(UncertainDecision.objects.filter(message=message).select_related("by", "attempt").order_by("id"))


def files_in(message: IncomingMessage) -> list[IncomingAttachment]:
    """The files of a message in, without their content."""
    return list(IncomingAttachment.objects.filter(message=message).defer("content").order_by("id"))


def files_out(message: OutgoingMessage) -> list[OutgoingAttachment]:
    """The files of a message out, without their content."""
    return list(OutgoingAttachment.objects.filter(message=message).defer("content").order_by("id"))


def answers_to(message: IncomingMessage) -> list[OutgoingMessage]:
    """What was answered to a message at the account where it lies, in order."""
    found = OutgoingMessage.objects.filter(answers=message, customer=message.customer_id).select_related("by")
    return list(found.defer(*_LARGE_OUT).order_by("id"))


def moves_of(message: IncomingMessage, *, reach: Reach) -> list[tuple[MailMove, bool]]:
    """How a message came from account to account, in order, and whether the earlier account is in reach: else nobody
    is told its name.
    """
    moves = list(MailMove.objects.filter(message=message).select_related("from_customer", "by").order_by("id"))
    seen = customers_within(reach, [one.from_customer_id for one in moves])
    return [(one, one.from_customer_id in seen) for one in moves]


def replies_to(message: OutgoingMessage) -> list[IncomingMessage]:
    """What came back to a message: replies, and what a mail server could not deliver. That it was delivered stands with
    the message itself."""
    found = IncomingMessage.objects.filter(answers=message).exclude(kind=IncomingMessage.Kind.DELIVERED)
    return list(found.defer(*_LARGE_IN).order_by("id"))


def items_of(message: IncomingMessage) -> list[OpenItem]:
    """The items that a filed message is about."""
    return list(OpenItem.objects.filter(id__in=list(message.items)).order_by("due_date", "id"))


def candidates_of(message: IncomingMessage) -> list[dict[str, object]]:
    """Whom it could be of, with names and the reasons as they were found."""
    return [
        {**one, "reasons": [Reason.from_dict(reason) for reason in one["reasons"]]}
        for one in message.candidates
        if isinstance(one, dict)
    ]


def reasons_of(kept: Sequence[dict[str, object]]) -> list[Reason]:
    """Reasons as a message keeps them."""
    return [Reason.from_dict(one) for one in kept]


def pausing_reply(customer_id: int, *, company: Company, at: dt.datetime) -> Reason | None:
    """Why no reminder goes out now: the customer wrote, and nobody has answered yet. docs/rules/mail.md.

    For as long as the policy says (`mail.reply_pauses_days`), while the tickler of the message is open and no answer
    was written. What a machine wrote pauses nothing.
    """
    since = at - dt.timedelta(days=mail_policy(company, at=at).reply_pauses_days)
    waiting = IncomingMessage.objects.filter(
        customer_id=customer_id,
        state=InState.FILED,
        kind=IncomingMessage.Kind.PERSON,
        fetched_at__gt=since,
        tickler__state=Tickler.State.OPEN,
        answered_by__isnull=True,
    )
    newest = waiting.order_by("-id").defer(*_LARGE_IN).first()
    if newest is None:
        return None
    facts: dict[str, str | int] = {"day": newest.fetched_at.date().isoformat(), "who": newest.from_address}
    return Reason("mail.reply_waits", "a message of %(who)s of %(day)s waits for an answer", facts)


@dataclass(frozen=True, slots=True)
class PostOffice:
    """How the post stands: counts, and since when the oldest message that should have gone waits."""

    waiting: int
    oldest_waiting: dt.datetime | None
    uncertain: int
    unread: int
    unmatched: int
    troubled: int


def post_office() -> PostOffice:
    """The post of all companies, for the machines that watch over it.

    A message of a company without a mail server is not late: it waits for one.
    """
    boxes = Mailbox.objects.filter(ended_at__isnull=True)
    able = boxes.filter(smtp_host__gt="").values("company_id")
    out = OutgoingMessage.objects.filter(state__in=[*PENDING, OutState.UNCERTAIN]).aggregate(
        waiting=Count("id", filter=Q(state__in=PENDING)),
        oldest=Min("queued_at", filter=Q(state__in=PENDING, company__in=able)),
        uncertain=Count("id", filter=Q(state=OutState.UNCERTAIN)),
    )
    came = IncomingMessage.objects.filter(state__in=[InState.STORED, InState.UNMATCHED, InState.PARKED]).aggregate(
        unread=Count("id", filter=Q(state=InState.STORED)), unmatched=Count("id", filter=~Q(state=InState.STORED))
    )
    return PostOffice(
        waiting=out["waiting"],
        oldest_waiting=out["oldest"],
        uncertain=out["uncertain"],
        unread=came["unread"],
        unmatched=came["unmatched"],
        troubled=boxes.filter(Q(send_trouble__isnull=False) | Q(fetch_trouble__isnull=False)).count(),
    )


def _sheet_out(message: OutgoingMessage) -> Sheet:
    return Sheet(
        is_in=False,
        id=message.id,
        at=message.queued_at,
        who=message.to_name or message.to_address,
        address=message.to_address,
        subject=message.subject,
        state=message.state,
        kind=message.purpose,
        opening=" ".join(message.text.split())[:200],
        sentence="",
        sentence_kind="",
    )


def _sheet_in(message: IncomingMessage) -> Sheet:
    first: dict[str, str] = next(iter(message.marked), {})
    return Sheet(
        is_in=True,
        id=message.id,
        at=message.fetched_at,
        who=message.from_name or message.from_address,
        address=message.from_address,
        subject=message.subject,
        state=message.state,
        kind=message.kind,
        opening=" ".join(message.fresh_text.split())[:200],
        sentence=first.get("sentence", ""),
        sentence_kind=first.get("kind", ""),
    )
