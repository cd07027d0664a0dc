"""Whether a letter may go, by the facts of the moment: asked when it is released, printed, and handed to the server."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.contact_rules import Channel, Office, local_time
from creditdesk.domain.letter_fields import DUNNING, KINDS, LetterKind
from creditdesk.domain.letters import AskedItem, SendingFacts, against_sending
from creditdesk.domain.promises import PromiseState
from creditdesk.domain.reasons import Reason
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.letters.facts import AccountFacts, facts_of, may_write_to, stops_of
from creditdesk.letters.models import Letter
from creditdesk.letters.settlement_offers import against_offer
from creditdesk.mail.models import OutgoingMessage
from creditdesk.mail.queries import pausing_reply
from creditdesk.parties.models import Company

# An answer that nobody has read holds these back.
_PAUSED = DUNNING | {LetterKind.COURTESY}
# What the post is told a letter is.
PURPOSE = "letter"
CHANNELS = {Letter.Channel.EMAIL.value: Channel.EMAIL, Letter.Channel.POST.value: Channel.LETTER}


def may_still_go(message: OutgoingMessage, at: dt.datetime) -> Reason | None:
    """Why the message may not go out any more, for the claim of the post: None where it may, or is no letter.

    Runs in the transaction of the claim, the customer locked.
    """
    if message.purpose != PURPOSE:
        return None
    letter = Letter.objects.filter(message_key=message.key).select_related("promise", "contact").first()
    if letter is None or letter.state != Letter.State.QUEUED:
        return Reason("letter.gone", "no letter that is on its way belongs to this message")
    return next(iter(reasons_now(letter, at=at)), None)


def reasons_now(letter: Letter, *, at: dt.datetime) -> tuple[Reason, ...]:
    """Every reason why the letter may not go at the instant."""
    return reasons_in(letter, scope_for(letter, at=at), at=at)


def scope_for(letter: Letter, *, at: dt.datetime) -> Scope:
    """The letter's customer on the company's day of the instant."""
    company = Company.objects.get(id=letter.company_id)
    as_of = local_time(at, time_zone=company.time_zone).date()
    return scope_of(company, as_of=as_of, customer_ids=[letter.customer_id])


def reasons_in(letter: Letter, scope: Scope, *, at: dt.datetime) -> tuple[Reason, ...]:
    """The same under a scope that was asked for already."""
    account = facts_of(scope, but=letter)[letter.customer_id]
    office = Office(scope.company.time_zone, scope.calendar)
    found = against_sending(sending_facts(letter, account), now=at, office=office, policy=scope.policy)
    found = (*found, *against_offer(letter))
    if LetterKind(letter.kind) not in _PAUSED:
        return found
    reply = pausing_reply(letter.customer_id, company=scope.company, at=at)
    return (*found, reply) if reply else found


def sending_facts(letter: Letter, account: AccountFacts) -> SendingFacts:
    """What is true of the letter's account now. A letter to somebody else contacts no customer: nothing stops it."""
    channel = CHANNELS[letter.channel]
    if KINDS[LetterKind(letter.kind)].third_party:
        return SendingFacts(kind=LetterKind(letter.kind), channel=channel, time_zone=account.customer.time_zone)
    contact = letter.contact
    known = {one.id: one for one in account.contacts}
    written_to = contact is None or (contact.id in known and may_write_to(account, known[contact.id], channel))
    addresses = {one.email.strip() for one in account.contacts} | {account.customer.email.strip()}
    return SendingFacts(
        kind=LetterKind(letter.kind),
        channel=channel,
        items=asked_items(letter, account),
        credits_then=letter.credits,
        credits_now=account.credits,
        promise_stands=None if letter.promise is None else letter.promise.state == PromiseState.OPEN,
        stops=stops_of(account),
        may_be_written_to=written_to,
        address_is_theirs=channel is not Channel.EMAIL or letter.recipient in addresses,
        last_dunning_email=account.last_dunning_email,
        time_zone=account.customer.time_zone,
    )


def asked_items(letter: Letter, account: AccountFacts) -> tuple[AskedItem, ...]:
    """Each item of the letter beside what is open of it now; one that is closed has nothing."""
    now = {one.id: one for one in account.claims}
    return tuple(
        AskedItem(
            number=row["number"],
            currency=row["currency"],
            asked_minor=row["asked"],
            undisputed_minor=now[row["id"]].undisputed_minor if row["id"] in now else 0,
            promised_minor=now[row["id"]].promised_minor if row["id"] in now else 0,
        )
        for row in letter.items
    )
