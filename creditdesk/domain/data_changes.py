"""Changes of a customer's data that count only after a call-back to a number that was known before they were asked for.

Whoever writes "we have a new bank account" may not be the customer. So the request is only kept beside what stands; one
of us calls a number that stood in our data when the request came, and was not given with it, and asks. Then the data
change. Bank details need a second person besides, who neither took the request nor made the call.

Example: a letter asks for a new address and gives 555-0199 for questions. That number confirms nothing, whoever answers
there; the AP manager's number of last year does.

Source: docs/rules/data_changes.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import DataKind
from creditdesk.domain.reasons import Reason


class ChangeState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    CALLED_BACK = "called_back"  # Confirmed by the call, and waiting for the second person.
    APPLIED = "applied"
    DENIED = "denied"  # Whoever was reached knew nothing of it.
    WITHDRAWN = "withdrawn"


OPEN_CHANGES = frozenset({ChangeState.ASKED, ChangeState.CALLED_BACK})


class CallOutcome(StrEnum):
    """What the call-back brought."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    NOT_REACHED = "not_reached"


# What each kind of request may name, in the order of a form. A bank account is kept closed and shown by its end.
FIELDS: Mapping[DataKind, tuple[str, ...]] = {
    DataKind.ADDRESS: ("street", "city", "region", "postal_code", "country"),
    DataKind.PHONE: ("phone",),
    DataKind.EMAIL: ("email",),
    DataKind.NAME: ("name", "legal_name"),
    DataKind.BANK: ("holder", "bank_name", "routing", "account"),
}
LONGEST: Mapping[str, int] = {
    "street": 120,
    "city": 80,
    "region": 40,
    "postal_code": 20,
    "country": 2,
    "phone": 40,
    "email": 160,
    "name": 160,
    "legal_name": 160,
    "holder": 120,
    "bank_name": 120,
    "routing": 40,
    "account": 40,
}
_REQUIRED: Mapping[DataKind, tuple[str, ...]] = {
    DataKind.ADDRESS: ("street", "city"),
    DataKind.PHONE: ("phone",),
    DataKind.EMAIL: ("email",),
    DataKind.NAME: ("name",),
    DataKind.BANK: ("holder", "account"),
}
# A number of fewer digits is an extension or a slip, and says nothing of whom one reached.
_FEWEST_DIGITS = 7
# Two ways to write a number of North America differ by the 1 before its ten digits.
_NATIONAL_DIGITS = 10


@dataclass(frozen=True, slots=True)
class CallBack:
    """The call as it was made: to which number, who answered, and what he said."""

    number: str
    reached: str
    outcome: CallOutcome


def same_number(one: str, other: str) -> bool:
    """Whether both texts write the same telephone number."""
    first, second = _digits(one), _digits(other)
    return bool(first) and first == second


def is_same_value(field: str, one: str, other: str) -> bool:
    """Whether two ways to write a value of a customer's data say the same: case and blanks do not count, in a
    telephone number nothing but digits does.
    """
    if field == "phone" and _digits(one) and _digits(other):
        return same_number(one, other)
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def is_known(number: str, *, known: Iterable[str]) -> bool:
    """Whether the number is one of those that were known."""
    return any(same_number(number, each) for each in known)


def is_given(number: str, *, given: Iterable[str]) -> bool:
    """Whether the number may be one that came with the request: also where that was written without its area code."""
    called = _digits(number)
    return any(
        called.endswith(digits) or digits.endswith(called)
        for digits in map(_digits, given)
        if len(digits) >= _FEWEST_DIGITS and len(called) >= _FEWEST_DIGITS
    )


def unfit_request(
    kind: DataKind, new: Mapping[str, str], *, old: Mapping[str, str], asked_by: str
) -> tuple[Reason, ...]:
    """Why the request cannot be taken: none where it can. Each reason names the field and its value."""
    found = [
        Reason(
            "data_change.field", "a change of %(kind)s has no field %(field)s", {"kind": kind.value, "field": name[:40]}
        )
        for name in new.keys() - set(FIELDS[kind])
    ]
    for name in _REQUIRED[kind]:
        if not new.get(name, "").strip():
            found.append(Reason("data_change.missing", "%(field)s is missing", {"field": name.replace("_", " ")}))
    for name, value in new.items():
        most = LONGEST.get(name)
        if most is not None and len(value) > most:
            facts: dict[str, str | int] = {"field": name.replace("_", " "), "most": most}
            found.append(Reason("data_change.long", "%(field)s has more than %(most)d letters", facts))
    if kind is DataKind.EMAIL and new.get("email") and not _ADDRESS.fullmatch(new["email"]):
        found.append(Reason("data_change.email", "%(value)s is no e-mail address", {"value": new["email"][:80]}))
    if kind is DataKind.PHONE and new.get("phone") and len(_digits(new["phone"])) < _FEWEST_DIGITS:
        found.append(Reason("data_change.phone", "%(value)s is no telephone number", {"value": new["phone"][:40]}))
    if not asked_by.strip():
        found.append(Reason("data_change.asked_by", "say who asked for it"))
    if not found and all(new.get(name, old.get(name, "")) == old.get(name, "") for name in FIELDS[kind]):
        found.append(Reason("data_change.same", "that is what stands there already"))
    return tuple(found)


def unfit_call(call: CallBack, *, known: Iterable[str], given: Iterable[str]) -> tuple[Reason, ...]:
    """Why the call does not count: none where it does. Source: docs/rules/data_changes.md.

    `known` are the numbers of the customer when the request came, `given` those that came with it.
    """
    found: list[Reason] = []
    facts: dict[str, str | int] = {"number": call.number[:40]}
    if len(_digits(call.number)) < _FEWEST_DIGITS:
        found.append(Reason("data_change.number", "%(number)s is no telephone number", facts))
    elif is_given(call.number, given=given):
        text = "%(number)s came with the request: call a number that was known before"
        found.append(Reason("data_change.given_number", text, facts))
    elif not is_known(call.number, known=known):
        text = "%(number)s was not known before the request: it confirms nothing"
        found.append(Reason("data_change.unknown_number", text, facts))
    if call.outcome is not CallOutcome.NOT_REACHED and not call.reached.strip():
        found.append(Reason("data_change.reached", "say whom you reached"))
    return tuple(found)


def after_call(kind: DataKind, outcome: CallOutcome, *, policy: PolicyDocument) -> ChangeState:
    """What the request becomes by the call. Source: docs/rules/data_changes.md."""
    if outcome is CallOutcome.NOT_REACHED:
        return ChangeState.ASKED
    if outcome is CallOutcome.DENIED:
        return ChangeState.DENIED
    return ChangeState.CALLED_BACK if kind in policy.events.second_person_for else ChangeState.APPLIED


def unfit_second(person: str, *, requested_by: str, called_by: str) -> tuple[Reason, ...]:
    """Why the person is no second one: he took the request, or made the call."""
    if person in (requested_by, called_by):
        text = "it takes another person than %(who)s, who took the request or made the call"
        return (Reason("data_change.same_person", text, {"who": person}),)
    return ()


def moved_meanwhile(
    *, old: Mapping[str, str], new: Mapping[str, str], now: Mapping[str, str]
) -> tuple[bool, tuple[Reason, ...]]:
    """Whether the data already say what was asked for; and why the change cannot be made, where they say a third thing.

    A file may have brought another value since: it is told, and nobody overwrites it unseen.
    """
    if all(now.get(name, "") == value for name, value in new.items()):
        return True, ()
    moved = [name for name in old if now.get(name, "") != old[name]]
    text = "%(field)s was %(old)s when this was asked for and is %(now)s now: withdraw this and ask again"
    return False, tuple(
        Reason(
            "data_change.moved",
            text,
            {"field": name.replace("_", " "), "old": old[name] or "–", "now": now.get(name, "") or "–"},
        )
        for name in moved
    )


def masked(account: str) -> str:
    """An account number by its last four places."""
    return f"···{account[-4:]}" if len(account) > 4 else "···"


_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _digits(text: str) -> str:
    found = re.sub(r"\D", "", re.sub(r"(?i)\s*(ext|x)\.?\s*\d+\s*$", "", text))
    is_with_one = len(found) == _NATIONAL_DIGITS + 1 and found.startswith("1")
    return found[1:] if is_with_one else found
