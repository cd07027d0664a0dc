"""Whether one person at a customer may be reached, by which channel: what he said of it, and what was found out.

What was recorded about a person are his marks; the newest of a channel counts, from its day on. An opt-out is the
person's word and holds whatever his address is; a bounce is about one address and ends with it::

    2026-06-01  opted out of e-mail            e-mail barred
    2026-06-04  represented by an attorney     everything barred; the attorney is asked for instead
    2026-06-20  consented to e-mail again      still barred by the attorney, until that is cleared

Days are the customer's days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.reasons import Reason


class MarkKind(StrEnum):
    """What is recorded about reaching a person."""

    CONSENTED = "consented"
    OPTED_OUT = "opted_out"
    FAILED = "failed"
    REPRESENTED = "represented"
    CLEARED = "cleared"


class ChannelState(StrEnum):
    """How a channel to a person stands."""

    OPEN = "open"
    CONSENTED = "consented"
    OPTED_OUT = "opted_out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing recorded. No channel: all of them. `address` is the number or e-mail address that failed."""

    kind: MarkKind
    channel: Channel | None
    day: date
    cause: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What decides whether somebody at a customer may be reached. `marks` stand in the order of their recording."""

    name: str
    phone: str = ""
    mobile: str = ""
    email: str = ""
    is_authorised: bool = True
    do_not_contact: bool = False
    left_on: date | None = None
    marks: tuple[Mark, ...] = ()

    def addresses(self, channel: Channel) -> tuple[str, ...]:
        """Under what he is reached by the channel; a letter goes to the customer."""
        if channel is Channel.CALL:
            return tuple(dict.fromkeys(one for one in (self.phone, self.mobile) if one))
        return (self.email,) if channel is Channel.EMAIL and self.email else ()


def channel_state(person: Person, channel: Channel, *, on: date) -> tuple[ChannelState, Mark | None]:
    """How the channel stands on the day, and the mark that says so. Source: docs/rules/contacts.md.

    1. The person's own word: the newest of consent, opt-out and clearing.
    2. Unless he opted out: whether every address that he has for the channel failed since it was last cleared.
    """
    said = _newest(person, channel, on=on, kinds=(MarkKind.CONSENTED, MarkKind.OPTED_OUT, MarkKind.CLEARED))
    if said is not None and said.kind is MarkKind.OPTED_OUT:
        return ChannelState.OPTED_OUT, said
    failed = _failed(person, channel, on=on)
    if failed is not None:
        return ChannelState.FAILED, failed
    if said is not None and said.kind is MarkKind.CONSENTED:
        return ChannelState.CONSENTED, said
    return ChannelState.OPEN, None


def represented(person: Person, *, on: date) -> Mark | None:
    """The mark that an attorney represents the person, as long as nobody cleared it for all channels."""
    of_all = [one for one in _known(person, on=on) if one.channel is None]
    newest = next((one for one in of_all if one.kind in (MarkKind.REPRESENTED, MarkKind.CLEARED)), None)
    return newest if newest is not None and newest.kind is MarkKind.REPRESENTED else None


def barring_reasons(person: Person, *, channel: Channel | None, on: date) -> tuple[Reason, ...]:
    """Why the person must not be contacted by the channel on the day; None: by a visit. docs/rules/contacts.md.

    An address that failed bars nothing: somebody may try it again.
    """
    named: dict[str, str | int] = {"name": person.name}
    found = []
    if person.left_on is not None and person.left_on < on:
        text = "%(name)s left the customer on %(day)s"
        found.append(Reason("contact.left", text, {**named, "day": person.left_on.isoformat()}))
    if not person.is_authorised:
        found.append(Reason("contact.not_authorised", "%(name)s is not authorised to speak about the account", named))
    if person.do_not_contact:
        found.append(Reason("contact.do_not_contact", "%(name)s is not to be contacted", named))
    if mark := represented(person, on=on):
        text = "%(name)s is represented by an attorney since %(day)s"
        found.append(Reason("contact.represented", text, {**named, "day": mark.day.isoformat()}))
    if channel is not None:
        state, said = channel_state(person, channel, on=on)
        if state is ChannelState.OPTED_OUT and said is not None:
            text = _OPTED_OUT[channel]
            found.append(Reason("contact.opted_out", text, {**named, "day": said.day.isoformat()}))
    return tuple(found)


def failing_reasons(person: Person, *, channel: Channel, on: date) -> tuple[Reason, ...]:
    """What is known to fail of the channel on the day: to be told before somebody tries it in vain."""
    state, mark = channel_state(person, channel, on=on)
    if state is not ChannelState.FAILED or mark is None:
        return ()
    facts: dict[str, str | int] = {"name": person.name, "day": mark.day.isoformat()}
    return (Reason(f"contact.failed_{channel}", _FAILED[channel], facts),)


def unfit_mark(mark: Mark, person: Person, *, as_of: date) -> tuple[Reason, ...]:
    """Why the mark cannot be recorded: a day to come, a failure of no channel or of an address that he has not."""
    found = []
    if mark.day > as_of:
        found.append(Reason("contact_mark.future", "%(day)s is not over yet", {"day": mark.day.isoformat()}))
    if mark.kind is MarkKind.FAILED:
        if mark.channel is None:
            found.append(Reason("contact_mark.channel", "say which channel failed"))
        elif mark.channel is not Channel.LETTER and mark.address not in person.addresses(mark.channel):
            text = "%(address)s is not under what %(name)s is reached"
            found.append(Reason("contact_mark.address", text, {"address": mark.address[:80], "name": person.name}))
    if mark.kind is MarkKind.REPRESENTED and mark.channel is not None:
        found.append(Reason("contact_mark.channel", "an attorney stands before all channels, not before one"))
    if mark.kind in (MarkKind.OPTED_OUT, MarkKind.REPRESENTED) and not mark.cause.strip():
        found.append(Reason("contact_mark.cause", "say how it became known"))
    return tuple(found)


def _known(person: Person, *, on: date) -> list[Mark]:
    """The marks of the day and before, the newest first: by day, and of one day by their recording."""
    known = [(mark.day, place, mark) for place, mark in enumerate(person.marks) if mark.day <= on]
    return [mark for _, _, mark in sorted(known, key=lambda one: one[:2], reverse=True)]


def _newest(person: Person, channel: Channel, *, on: date, kinds: Sequence[MarkKind]) -> Mark | None:
    fitting = (one for one in _known(person, on=on) if one.kind in kinds and one.channel in (None, channel))
    return next(fitting, None)


def _failed(person: Person, channel: Channel, *, on: date) -> Mark | None:
    """The newest failure, where all addresses failed; a letter has the one address of the customer."""
    newest: list[Mark] = []
    for address in person.addresses(channel) or ("",):
        about = (
            one
            for one in _known(person, on=on)
            if one.channel in (None, channel)
            and (one.kind in (MarkKind.CLEARED, MarkKind.CONSENTED) or one.address == address)
            and one.kind in (MarkKind.CLEARED, MarkKind.CONSENTED, MarkKind.FAILED)
        )
        mark = next(about, None)
        if mark is None or mark.kind is not MarkKind.FAILED:
            return None
        newest.append(mark)
    return max(newest, key=lambda one: one.day)


_OPTED_OUT = {
    Channel.CALL: "%(name)s does not want to be called since %(day)s",
    Channel.EMAIL: "%(name)s does not want e-mail since %(day)s",
    Channel.LETTER: "%(name)s does not want letters since %(day)s",
}
_FAILED = {
    Channel.CALL: "no number of %(name)s is connected since %(day)s",
    Channel.EMAIL: "e-mail to %(name)s came back on %(day)s",
    Channel.LETTER: "a letter to %(name)s came back on %(day)s",
}
