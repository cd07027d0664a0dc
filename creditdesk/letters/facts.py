"""What letters know of accounts: a handful of reads for any number of customers of one company, none per customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from creditdesk.domain.contact_marks import ChannelState
from creditdesk.domain.contact_rules import Channel, Stop
from creditdesk.domain.exceptions import LateItem, uncovered_by
from creditdesk.domain.letter_fields import DUNNING
from creditdesk.domain.letters import Claim
from creditdesk.followup.contacting import customer_stops, event_stops
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import Standing, standing_promises
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Contact, Customer
from creditdesk.parties.people import people_of, standing_of
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.statements import extended_dates

# Letters that count as having reached the customer.
_GONE = (Letter.State.QUEUED, Letter.State.SENT, Letter.State.BOUNCED)


@dataclass(slots=True)
class AccountFacts:
    """One customer as letters look at him. Credits are positive minor units by currency."""

    customer: Customer
    claims: list[Claim] = field(default_factory=list)
    items: dict[int, OpenItem] = field(default_factory=dict)
    credit_items: list[OpenItem] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    # Contact and channel by which he must not be written to, or under which nothing reaches him.
    closed: set[tuple[int, Channel]] = field(default_factory=set)
    # Ways of contact that stopped because of what happened to the customer.
    event_stops: tuple[Stop, ...] = ()
    last_contact: dt.date | None = None
    last_dunning_email: dt.date | None = None

    @property
    def credits(self) -> dict[str, int]:
        """Payments and credit memos not yet applied, positive, by currency."""
        sums: dict[str, int] = {}
        for one in self.credit_items:
            sums[one.currency] = sums.get(one.currency, 0) - one.open_minor
        return sums


def facts_of(scope: Scope, *, but: Letter | None = None) -> dict[int, AccountFacts]:
    """Customer → what letters know of him, for the customers that the scope names.

    `but` is the letter that is looked at: it is not what came before it.
    """
    assert scope.customer_ids is not None, "letters are drafted for customers that were named"
    customers = Customer.objects.filter(id__in=scope.customer_ids, company=scope.company)
    found = {one.id: AccountFacts(one) for one in customers.select_related("company", "portfolio__rep")}
    _read_items(found, scope)
    for customer_id, stops in event_stops(list(found)).items():
        found[customer_id].event_stops = stops
    for one in standing_of(people_of(found), on=scope.as_of):
        account = found[one.contact.customer_id]
        account.contacts.append(one.contact)
        failed = {channel for channel, state in one.states.items() if state is ChannelState.FAILED}
        account.closed |= {(one.contact.id, channel) for channel in Channel if one.barred[channel] or channel in failed}
    for customer_id, last in _last_contacts(found):
        found[customer_id].last_contact = last.astimezone(scope.zone).date()
    for customer_id, last in _last_dunning_emails(found, but=but):
        found[customer_id].last_dunning_email = last.astimezone(scope.zone).date()
    return found


def _read_items(found: Mapping[int, AccountFacts], scope: Scope) -> None:
    rows = list(OpenItem.objects.filter(customer__in=found, closed_date__isnull=True).order_by("due_date", "id"))
    extended = extended_dates((one.id for one in rows), as_of=scope.as_of) if rows else {}
    promised = _promised_parts(rows, standing_promises(scope))
    for one in rows:
        account = found[one.customer_id]
        if one.original_minor < 0:
            account.credit_items.append(one)
            continue
        account.items[one.id] = one
        account.claims.append(
            Claim(
                id=one.id,
                number=one.number,
                currency=one.currency,
                open_minor=one.open_minor,
                disputed_minor=one.disputed_minor,
                due_date=one.due_date,
                dunned_from=max(one.due_date, extended.get(one.id, one.due_date)),
                promised_minor=promised.get(one.id, 0),
                on_plan=one.on_plan,
            )
        )


def _promised_parts(rows: Iterable[OpenItem], standing: Mapping[AccountKey, Standing]) -> dict[int, int]:
    """Item → how much of it the account's open promises cover."""
    by_account: dict[AccountKey, list[LateItem]] = {}
    for one in rows:
        key = (one.customer_id, one.currency)
        if one.original_minor > 0 and key in standing:
            late = LateItem(one.id, one.number, one.due_date, one.open_minor - one.disputed_minor)
            by_account.setdefault(key, []).append(late)
    covered: dict[int, int] = {}
    for key, items in by_account.items():
        promises = standing[key].promises
        rests = {one.item.id: one.rest_minor for one in uncovered_by(promises, items)}
        for item in items:
            if any(promise.speaks_of(item.id) for promise in promises):
                covered[item.id] = item.minor - rests.get(item.id, 0)
    return covered


def _last_contacts(found: Mapping[int, AccountFacts]) -> Iterable[tuple[int, dt.datetime]]:
    rows = real_contacts().filter(customer__in=found).order_by().values("customer").annotate(last=Max("happened_at"))
    return list(rows.values_list("customer", "last"))


def _last_dunning_emails(found: Mapping[int, AccountFacts], *, but: Letter | None) -> Iterable[tuple[int, dt.datetime]]:
    kinds = [kind.value for kind in DUNNING]
    gone = Letter.objects.filter(customer__in=found, kind__in=kinds, channel=Letter.Channel.EMAIL, state__in=_GONE)
    if but is not None:
        gone = gone.exclude(id=but.id)
    rows = gone.order_by().values("customer").annotate(last=Max("released_at"))
    return list(rows.values_list("customer", "last"))


# ---------------------------------------------------------------- whom it is to


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter is to, and by which channel. `recipient` is empty where there is no address."""

    name: str
    recipient: str
    channel: Channel
    contact: Contact | None = None

    @property
    def language(self) -> str:
        """What the contact prefers; empty where nobody said so."""
        return self.contact.language if self.contact else ""


def may_write_to(account: AccountFacts, contact: Contact, channel: Channel) -> bool:
    """Whether the person may be written to by the channel, and is reached by it. docs/rules/contacts.md."""
    return (contact.id, channel) not in account.closed and (channel is not Channel.EMAIL or bool(contact.email.strip()))


def addressee(
    account: AccountFacts, *, wanted: Channel, contact_id: int | None = None, falls_back: bool = True
) -> Addressee:
    """Whom to write to: the person that was chosen, else the first whom one may write to, else the account's address.

    A letter by e-mail goes by post where there is no e-mail address and it may fall back.
    """
    chosen = [one for one in account.contacts if one.id == contact_id] if contact_id else account.contacts
    customer = account.customer
    if wanted is Channel.EMAIL:
        for contact in chosen:
            if may_write_to(account, contact, Channel.EMAIL):
                return Addressee(contact.name, contact.email.strip(), Channel.EMAIL, contact)
        if customer.email.strip() and contact_id is None:
            return Addressee("", customer.email.strip(), Channel.EMAIL)
        if not falls_back:
            return Addressee(chosen[0].name if contact_id and chosen else "", "", Channel.EMAIL)
    person = next((one for one in chosen if may_write_to(account, one, Channel.LETTER)), None)
    return Addressee(person.name if person else "", postal_address(customer), Channel.LETTER, person)


def postal_address(customer: Customer) -> str:
    """The lines of the customer's postal address; empty where street or city is not known."""
    if not customer.street.strip() or not customer.city.strip():
        return ""
    place = " ".join(part for part in (customer.region, customer.postal_code) if part)
    city = f"{customer.city}, {place}" if place else customer.city
    return "\n".join(part for part in (customer.street, city, customer.country) if part)


def stops_of(account: AccountFacts) -> tuple[Stop, ...]:
    """Why the customer may not be written to, at all or by some channel."""
    return customer_stops(account.customer, account.event_stops)


def ids_of(letters: Sequence[Letter]) -> list[int]:
    """The customers of the letters, each once, in their order."""
    return sorted({one.customer_id for one in letters})
