"""What people do to contacts: add one, change one, say that he left, record how he may be reached.

Files bring contacts too (`records/contacts`), but never what is recorded here: consents, opt-outs, who left.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from creditdesk.domain.contact_marks import Mark, MarkKind, unfit_mark
from creditdesk.domain.contact_rules import Channel, TimeZoneError, zone
from creditdesk.domain.escalation import ContactKind, circle_through
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.directory import names_of
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Contact, ContactMark, Customer, User
from creditdesk.parties.queries import family

# Named for the forms and the API, which know no models.
Kind, Preferred = Contact.Kind, Contact.Preferred
LAST_RANK = 99
CAUSE_LONGEST = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
# As long as the columns are.
_LONGEST = {"name": 120, "role": 80, "phone": 40, "mobile": 40, "email": 160, "language": 5, "time_zone": 40}
# What a contact is to the desk; all else is about the person, and stands apart in the journal.
_OPEN = ("rank", "kind", "language", "time_zone", "preferred_channel", "authorised", "reports_to_id")


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a contact, as a person fills it in."""

    name: str
    role: str = ""
    kind: str = ContactKind.UNKNOWN.value
    rank: int = 1
    phone: str = ""
    mobile: str = ""
    email: str = ""
    language: str = ""
    time_zone: str = ""
    reports_to_id: int | None = None
    preferred_channel: str = ""
    authorised: bool = True

    @classmethod
    def of(cls, contact: Contact) -> Card:
        """The card of a contact as it stands."""
        return cls(**{name: getattr(contact, name) for name in cls.__dataclass_fields__})

    def plain(self) -> Card:
        """The same without blanks that nobody means."""
        texts: dict[str, Any] = {
            name: " ".join(value.split()) for name, value in asdict(self).items() if isinstance(value, str)
        }
        return replace(self, **texts)


@action
def add_contact(customer: Customer, *, card: Card, by: User, at: dt.datetime, key: str) -> Contact:
    """Add somebody at the customer. Raises Refusal with every reason: a name that is there, a superior elsewhere.

    docs/rules/contacts.md.
    """
    _lock(customer, card)
    if done := Contact.objects.filter(customer=customer, key=key).first():
        return done
    card = card.plain()
    if reasons := _unfit(customer, card, contact=None):
        raise Refusal(tuple(reasons))
    made = Contact.objects.create(customer=customer, key=key, last_key=key, **asdict(card))
    _journal("contact.added", made, by=by, at=at, changes={name: [None, value] for name, value in asdict(card).items()})
    return made


@action
def change_contact(contact: Contact, *, card: Card, version: int, by: User, at: dt.datetime, key: str) -> Contact:
    """Change what is known of the contact; only what differs is written.

    Raises Refusal with every reason, and where somebody changed him meanwhile: who, what and when.
    """
    _lock(contact.customer, card)
    held = _held(contact)
    if held.last_key == key:
        return held
    _refuse_stale(held, version=version)
    card, before = card.plain(), asdict(Card.of(held))
    if reasons := _unfit(held.customer, card, contact=held):
        raise Refusal(tuple(reasons))
    changes = {name: [before[name], value] for name, value in asdict(card).items() if before[name] != value}
    if not changes:
        return held
    for name, (_, value) in changes.items():
        setattr(held, name, value)
    _save(held, key=key, columns=list(changes))
    _journal("contact.edited", held, by=by, at=at, changes=changes)
    return held


@action
def leave_contact(
    contact: Contact, *, left_on: dt.date | None, version: int, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Contact:
    """Say on which day the contact left the customer; None: he is there after all. He stays known by name.

    Raises Refusal for a day to come, and where somebody changed him meanwhile.
    """
    lock_customers([contact.customer_id])
    held = _held(contact)
    if held.last_key == key:
        return held
    _refuse_stale(held, version=version)
    if left_on is not None and left_on > as_of:
        raise refuse("contact.left_later", "%(day)s is not over yet", day=left_on.isoformat())
    before = held.left_on
    held.left_on = left_on
    _save(held, key=key, columns=["left_on"])
    append(
        "contact.left" if left_on else "contact.returned",
        by=by.username,
        at=at,
        subject=("contact", held.id),
        company_id=held.customer.company_id,
        customer_id=held.customer_id,
        facts={"left_on": _iso(left_on), "before": _iso(before)},
        private={"name": held.name},
    )
    return held


@action
def mark_contact(contact: Contact, *, mark: Mark, by: User, at: dt.datetime, as_of: dt.date, key: str) -> ContactMark:
    """Record how the contact may be reached: a consent, an opt-out, a bounce, an attorney, or that it is cleared.

    Raises Refusal for a day to come, a failure of what he has not, an opt-out of which nobody says how it became known.
    """
    lock_customers([contact.customer_id])
    if done := ContactMark.objects.filter(contact=contact, key=key).first():
        return done
    held = _held(contact)
    if reasons := [*unfit_mark(mark, held.person(), as_of=as_of), *_unfit_cause(mark.cause)]:
        raise Refusal(tuple(reasons))
    return _write_mark(held, mark, by=by, at=at, key=key)


def write_bounce(
    contact: Contact, *, address: str, cause: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> ContactMark | None:
    """Record that mail to the contact's address came back, inside the act of whoever learnt of it, for a locked
    customer; None where he has another address by now, or it is recorded already.
    """
    mark = Mark(MarkKind.FAILED, Channel.EMAIL, as_of, cause=cause[:CAUSE_LONGEST], address=address)
    if ContactMark.objects.filter(contact=contact, key=key).exists():
        return None
    return (
        None if unfit_mark(mark, contact.person(), as_of=as_of) else _write_mark(contact, mark, by=by, at=at, key=key)
    )


def _write_mark(held: Contact, mark: Mark, *, by: User, at: dt.datetime, key: str) -> ContactMark:
    made = ContactMark.objects.create(
        contact=held,
        kind=mark.kind.value,
        channel=mark.channel.value if mark.channel else "",
        day=mark.day,
        cause=" ".join(mark.cause.split()),
        address=mark.address if mark.kind is MarkKind.FAILED else "",
        by=by,
        at=at,
        key=key,
    )
    append(
        "contact.marked",
        by=by.username,
        at=at,
        subject=("contact", held.id),
        company_id=held.customer.company_id,
        customer_id=held.customer_id,
        facts={"mark": made.kind, "channel": made.channel, "day": made.day.isoformat()},
        private={"name": held.name, "cause": made.cause, "address": made.address},
    )
    return made


def _lock(customer: Customer, card: Card) -> None:
    """Hold the customer; where a superior is named the whole family, so that no two acts close a circle together."""
    lock_customers([customer.id] if card.reports_to_id is None else _family(customer))


def _family(customer: Customer) -> set[int]:
    return set(family(customer).values_list("id", flat=True))


def _held(contact: Contact) -> Contact:
    """The contact as he is now."""
    found = Contact.objects.select_for_update(of=("self",)).select_related("customer__parent").filter(id=contact.id)
    held = found.first()
    if held is None:
        raise refuse("contact.changed_meanwhile", "the contact is gone: the file that brought him was taken back")
    return held


def _refuse_stale(held: Contact, *, version: int) -> None:
    if held.version == version:
        return
    last = JournalEntry.objects.filter(subject_kind="contact", subject_id=held.id).order_by("-seq").first()
    if last is None:
        raise refuse("contact.changed_meanwhile", "this contact was changed meanwhile; look at it again")
    changes = {**last.facts.get("changes", {}), **last.private.get("changes", {})}
    what = ", ".join(sorted(name.removesuffix("_id").replace("_", " ") for name in changes))
    raise refuse(
        "contact.changed_meanwhile",
        "%(who)s changed this contact on %(when)s (%(what)s); look at it again",
        who=names_of([last.by]).get(last.by, last.by),
        when=f"{last.at:%Y-%m-%d %H:%M} UTC",
        what=what or last.kind.partition(".")[2],
    )


def _save(held: Contact, *, key: str, columns: Sequence[str]) -> None:
    held.version += 1
    held.last_key = key
    held.save(update_fields=[*columns, "version", "last_key"])


def _unfit(customer: Customer, card: Card, *, contact: Contact | None) -> list[Reason]:
    """Every reason why the card cannot be so, the field first in each sentence's facts."""
    found = [
        *_unfit_texts(card),
        *_unfit_choices(card),
        *_unfit_superior(customer, card, contact=contact),
    ]
    named = Contact.objects.filter(customer=customer, name=card.name).exclude(id=contact.id if contact else 0)
    if card.name and named.exists():
        text = "there is a %(value)s at this customer already; tell the two apart by their names"
        found.append(Reason("contact.name_taken", text, {"field": "name", "value": card.name}))
    return found


def _unfit_texts(card: Card) -> list[Reason]:
    found = []
    if not card.name:
        found.append(Reason("contact.name", "say the contact's name", {"field": "name"}))
    for name, most in _LONGEST.items():
        value = getattr(card, name)
        if len(value) > most:
            text = "%(field)s: “%(value)s…” is longer than %(most)d letters"
            facts: dict[str, str | int] = {"field": name, "value": value[:40], "most": most}
            found.append(Reason("contact.too_long", text, facts))
    if card.email and not _EMAIL.fullmatch(card.email):
        found.append(_not("contact.email", "email", card.email, "%(value)s is no e-mail address"))
    if card.language and not _LANGUAGE.fullmatch(card.language):
        text = "%(value)s is no language code such as en or fr-CA"
        found.append(_not("contact.language", "language", card.language, text))
    if card.time_zone:
        try:
            zone(card.time_zone)
        except TimeZoneError:
            text = "%(value)s is no time zone such as America/Chicago"
            found.append(_not("contact.time_zone", "time_zone", card.time_zone, text))
    return found


def _unfit_choices(card: Card) -> list[Reason]:
    found = []
    if not 1 <= card.rank <= LAST_RANK:
        text = "%(value)s is no place in the order: 1 to %(most)d"
        facts: dict[str, str | int] = {"field": "rank", "value": str(card.rank), "most": LAST_RANK}
        found.append(Reason("contact.rank", text, facts))
    for name, choices in (("kind", Kind.values), ("preferred_channel", Preferred.values)):
        if getattr(card, name) not in choices:
            found.append(_not("contact.choice", name, str(getattr(card, name)), "%(value)s is not known here"))
    return found


def _unfit_superior(customer: Customer, card: Card, *, contact: Contact | None) -> list[Reason]:
    """Why nobody can report to that person: of another family, gone, or below him already."""
    if card.reports_to_id is None:
        return []
    members = _family(customer)
    above = Contact.objects.filter(id=card.reports_to_id, customer__in=members).first()
    if above is None:
        text = "that superior is not one of this customer's or its family's"
        return [Reason("contact.superior", text, {"field": "reports_to"})]
    if above.left_on is not None and (contact is None or contact.reports_to_id != above.id):
        text = "%(value)s left on %(day)s: nobody reports to that person"
        facts: dict[str, str | int] = {"field": "reports_to", "value": above.name, "day": above.left_on.isoformat()}
        return [Reason("contact.superior_left", text, facts)]
    if contact is None:
        return []
    lines = Contact.objects.filter(customer__in=members, reports_to__isnull=False).order_by()
    superiors = dict(lines.values_list("id", "reports_to_id"))
    circle = circle_through(contact.id, reports_to=above.id, superiors=superiors)
    if not circle:
        return []
    names = dict(Contact.objects.filter(id__in=circle).values_list("id", "name"))
    text = "these would report to one another: %(names)s"
    return [Reason("contact.circle", text, {"field": "reports_to", "names": ", ".join(names[one] for one in circle)})]


def _unfit_cause(cause: str) -> list[Reason]:
    if len(" ".join(cause.split())) <= CAUSE_LONGEST:
        return []
    return [Reason("contact_mark.cause", "the cause is longer than %(most)d letters", {"most": CAUSE_LONGEST})]


def _not(code: str, field: str, value: str, text: str) -> Reason:
    return Reason(code, text, {"field": field, "value": value[:80]})


def _journal(kind: str, contact: Contact, *, by: User, at: dt.datetime, changes: Mapping[str, Sequence[Any]]) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("contact", contact.id),
        company_id=contact.customer.company_id,
        customer_id=contact.customer_id,
        facts={
            "fields": sorted(changes),
            "changes": {name: list(pair) for name, pair in changes.items() if name in _OPEN},
        },
        private={
            "name": contact.name,
            "changes": {name: list(pair) for name, pair in changes.items() if name not in _OPEN},
        },
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


__all__ = [
    "Card",
    "Channel",
    "Kind",
    "Preferred",
    "add_contact",
    "change_contact",
    "leave_contact",
    "mark_contact",
]
