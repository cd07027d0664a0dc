"""Whether a customer may be contacted now, by which channel, and if not now, when.

Calls are made in the customer's hours, on the customer's clock, on days that are business days on both sides, and not
too often. Some customers may not be contacted at all. Example, hours 08:30 to 17:00, customer in Los Angeles, our
office in New York, Tuesday 09:30 our time: it is 06:30 there, so the call waits until 11:30 our time.

Times are aware instants; days are the customer's days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.policy_desk import ContactPolicy
from creditdesk.domain.reasons import Reason

# No run of weekends, holidays and caps is longer; a search that finds nothing by then says so.
SEARCHED_DAYS = 60


class TimeZoneError(ValueError):
    """The name is no time zone. The message quotes it."""


class Channel(StrEnum):
    """The ways to reach a customer."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"


class StopCause(StrEnum):
    """Why a customer may not be contacted."""

    BANKRUPTCY = "bankruptcy"
    ATTORNEY = "attorney"
    AGENCY = "agency"
    OPT_OUT = "opt_out"
    RETURNED_MAIL = "returned_mail"
    BOUNCED_EMAIL = "bounced_email"
    DEAD_PHONE = "dead_phone"
    CUSTOMER_EVENT = "customer_event"


@dataclass(frozen=True, slots=True)
class Stop:
    """A do-not-contact flag: for all channels, or for some."""

    cause: StopCause
    channels: frozenset[Channel] = frozenset(Channel)


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is known of a customer for the question whether to make contact.

    `attempts` are the customer's days of all attempts to reach them, conversations included, one entry each.
    """

    time_zone: str
    calendar: Calendar = field(default_factory=Calendar)
    stops: tuple[Stop, ...] = ()
    conversations: tuple[date, ...] = ()
    attempts: tuple[date, ...] = ()
    last_dunning_email: date | None = None
    is_authorised_contact: bool = True
    barred: tuple[Reason, ...] = ()
    """What bars the person who is to be contacted from this channel (`contact_marks.barring_reasons`)."""


@dataclass(frozen=True, slots=True)
class Office:
    """Our own side: the clock and the business days of the office that makes the contact."""

    time_zone: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class ContactDecision:
    """Whether contact is allowed now, why not, and the earliest allowed instant (None: not in sight)."""

    allowed: bool
    reasons: tuple[Reason, ...]
    earliest: datetime | None


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name such as America/Los_Angeles. Raises TimeZoneError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeZoneError(f"unknown time zone {name!r}; a name such as America/New_York is expected") from error


def local_time(now: datetime, *, time_zone: str) -> datetime:
    """The instant on the clock of the time zone. Raises TimeZoneError; ValueError for a time without zone."""
    if now.tzinfo is None:
        raise ValueError("an aware time is expected")
    return now.astimezone(zone(time_zone))


def stop_reasons(stops: tuple[Stop, ...], *, channel: Channel) -> tuple[Reason, ...]:
    """Why the customer may not be contacted by the channel at all. Source: docs/rules/contact.md."""
    return tuple(Reason(f"contact.{stop.cause}", _STOP_TEXTS[stop.cause]) for stop in stops if channel in stop.channels)


def decide_contact(
    facts: ContactFacts,
    *,
    channel: Channel,
    now: datetime,
    office: Office,
    policy: ContactPolicy,
) -> ContactDecision:
    """Whether the channel may be used now and, if not, from when. Source: docs/rules/contact.md.

    Raises TimeZoneError for an unknown zone on either side.
    """
    stops = (*stop_reasons(facts.stops, channel=channel), *facts.barred)
    if not facts.is_authorised_contact:
        stops += (Reason("contact.not_authorised", "this person is not an authorised contact of the customer"),)
    if stops:
        return ContactDecision(allowed=False, reasons=stops, earliest=None)
    if channel is Channel.CALL:
        return _decide_call(facts, now=now, office=office, policy=policy)
    if channel is Channel.EMAIL:
        return _decide_email(facts, now=now, office=office, policy=policy)
    return ContactDecision(allowed=True, reasons=(), earliest=now)


def _decide_call(facts: ContactFacts, *, now: datetime, office: Office, policy: ContactPolicy) -> ContactDecision:
    reasons = _call_reasons(facts, at=now, office=office, policy=policy)
    if not reasons:
        return ContactDecision(allowed=True, reasons=(), earliest=now)
    candidates = _later_instants(facts, now=now, office=office, opens=policy.call_hours_local[0])
    allowed = (at for at in candidates if not _call_reasons(facts, at=at, office=office, policy=policy))
    return ContactDecision(allowed=False, reasons=reasons, earliest=next(allowed, None))


def _call_reasons(facts: ContactFacts, *, at: datetime, office: Office, policy: ContactPolicy) -> tuple[Reason, ...]:
    theirs = local_time(at, time_zone=facts.time_zone)
    ours = local_time(at, time_zone=office.time_zone)
    opens, closes = policy.call_hours_local
    day = theirs.date()
    found = []
    if not opens <= theirs.time() < closes:
        text = "it is %(time)s for the customer; calls are from %(opens)s to %(closes)s"
        hours: dict[str, str | int] = {
            "time": f"{theirs:%H:%M}",
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        found.append(Reason("contact.hours", text, hours))
    if not facts.calendar.is_business_day(day):
        text = "%(day)s is no business day for the customer"
        found.append(Reason("contact.customer_closed", text, {"day": day.isoformat()}))
    if not office.calendar.is_business_day(ours.date()):
        text = "%(day)s is no business day for us"
        found.append(Reason("contact.office_closed", text, {"day": ours.date().isoformat()}))
    return (*found, *_cap_reasons(facts, day=day, policy=policy))


def _hours_reasons(theirs: datetime, hours: tuple[time, time]) -> list[Reason]:
    opens, closes = hours
    if opens <= theirs.time() < closes:
        return []
    text = "it is %(time)s for the customer; calls are from %(opens)s to %(closes)s"
    return [
        Reason(
            "contact.hours",
            text,
            {"time": f"{theirs:%H:%M}", "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"},
        ),
    ]


def _cap_reasons(facts: ContactFacts, *, day: date, policy: ContactPolicy) -> Iterator[Reason]:
    conversations = facts.conversations.count(day)
    limit = policy.max_conversations_per_day
    if conversations >= limit:
        text = "conversations on %(day)s: %(count)d; at most %(limit)d a day"
        yield Reason("contact.conversations", text, {"count": conversations, "day": day.isoformat(), "limit": limit})
    first = day - timedelta(days=6)
    attempts = sum(first <= attempt <= day for attempt in facts.attempts)
    limit = policy.max_attempts_per_7_days
    if attempts >= limit:
        text = "attempts in the seven days to %(day)s: %(count)d; at most %(limit)d"
        yield Reason("contact.attempts", text, {"count": attempts, "day": day.isoformat(), "limit": limit})


def _later_instants(facts: ContactFacts, *, now: datetime, office: Office, opens: time) -> Iterator[datetime]:
    """The instants after now at which a call can become allowed: their opening time, or midnight on our side.

    Our midnight matters far east of us: their Monday opens on our Sunday.
    """
    theirs, ours = zone(facts.time_zone), zone(office.time_zone)
    today = now.astimezone(theirs).date()
    for ahead in range(SEARCHED_DAYS):
        day = today + timedelta(days=ahead)
        opening = datetime.combine(day, opens, tzinfo=theirs).astimezone(UTC)
        midnights = (datetime.combine(day + timedelta(days=shift), time(), tzinfo=ours) for shift in (0, 1))
        on_their_day = [at.astimezone(UTC) for at in midnights if at.astimezone(theirs).date() == day]
        yield from (at for at in sorted([opening, *on_their_day]) if at > now)


def _decide_email(facts: ContactFacts, *, now: datetime, office: Office, policy: ContactPolicy) -> ContactDecision:
    """Dunning e-mail: reading hours are the reader's own, so only the pace counts."""
    if facts.last_dunning_email is None:
        return ContactDecision(allowed=True, reasons=(), earliest=now)
    pause = policy.dunning_email_per_business_days
    allowed_on = office.calendar.add_business_days(facts.last_dunning_email, pause)
    ours = zone(office.time_zone)
    if now.astimezone(ours).date() >= allowed_on:
        return ContactDecision(allowed=True, reasons=(), earliest=now)
    text = "the last dunning e-mail went out on %(day)s; at most one in %(pause)d business days"
    numbers: dict[str, str | int] = {"day": facts.last_dunning_email.isoformat(), "pause": pause}
    earliest = datetime.combine(allowed_on, time(), tzinfo=ours)
    return ContactDecision(allowed=False, reasons=(Reason("contact.emails", text, numbers),), earliest=earliest)


_STOP_TEXTS = {
    StopCause.BANKRUPTCY: "the customer is bankrupt: no contact, legal worksheet only",
    StopCause.ATTORNEY: "an attorney represents the customer: contact only through the attorney",
    StopCause.AGENCY: "the account is with an agency: contact only through the agency",
    StopCause.OPT_OUT: "the customer asked not to be contacted this way",
    StopCause.RETURNED_MAIL: "letters come back: no letter until there is a confirmed address",
    StopCause.BOUNCED_EMAIL: "e-mail bounces: none until there is a confirmed address",
    StopCause.DEAD_PHONE: "the telephone is disconnected: no call until there is a confirmed number",
    StopCause.CUSTOMER_EVENT: "what happened to the customer stops this way of contact",
}
