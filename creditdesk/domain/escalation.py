"""Whom to ask for next when the person spoken with does not get a debt paid: his superiors, then those above them.

Example, spoken with the AP clerk, who reports to the AP manager; the controller reports to nobody here, the owner is at
the parent::

    AP manager     the AP clerk reports to her
    controller     a higher role at the customer
    owner          a higher role at the parent
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.reasons import Reason


class ContactKind(StrEnum):
    """What somebody is at the customer, as far as it matters for a debt. Empty: nobody said."""

    UNKNOWN = ""
    AP_CLERK = "ap_clerk"
    AP_MANAGER = "ap_manager"
    CONTROLLER = "controller"
    FINANCE_HEAD = "finance_head"
    OWNER = "owner"
    BUYER = "buyer"
    SALES = "sales"
    ATTORNEY = "attorney"


# Who decides more about a payment than whom. Whoever is not here decides nothing about it by his role alone.
_LADDER = (
    ContactKind.AP_CLERK,
    ContactKind.AP_MANAGER,
    ContactKind.CONTROLLER,
    ContactKind.FINANCE_HEAD,
    ContactKind.OWNER,
)
# What a role in words says, the strongest first: a "Finance manager and owner" is an owner.
_WORDS: tuple[tuple[ContactKind, tuple[str, ...]], ...] = (
    (ContactKind.ATTORNEY, ("attorney", "lawyer", "counsel", "legal")),
    (ContactKind.OWNER, ("owner", "president", "ceo", "chief executive", "managing director", "proprietor")),
    (ContactKind.FINANCE_HEAD, ("cfo", "chief financial", "finance director", "treasurer", "head of finance")),
    (ContactKind.CONTROLLER, ("controller", "comptroller")),
    (ContactKind.BUYER, ("buyer", "purchas", "procurement")),
    (ContactKind.SALES, ("sales",)),
    (ContactKind.AP_MANAGER, ("ap manager", "payable manager", "payables manager", "accounting manager")),
    (ContactKind.AP_CLERK, ("ap clerk", "accounts payable", "payables", "bookkeeper", "accountant", "ap ")),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person at the customer or at one of its parents. `is_barred`: he must not be asked for."""

    key: int
    customer: int
    name: str
    role: str = ""
    kind: ContactKind = ContactKind.UNKNOWN
    rank: int = 1
    reports_to: int | None = None
    is_barred: bool = False

    @property
    def height(self) -> int:
        """His place on the ladder; 0 where his role decides nothing."""
        kind = self.kind or kind_of_role(self.role)
        return _LADDER.index(kind) + 1 if kind in _LADDER else 0


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to ask for next, and why him."""

    person: Somebody
    reason: Reason


def kind_of_role(role: str) -> ContactKind:
    """What a role in words says somebody is; unknown where it says nothing."""
    words = f"{role.casefold()} "
    return next((kind for kind, parts in _WORDS if any(part in words for part in parts)), ContactKind.UNKNOWN)


def escalation_path(
    people: Sequence[Somebody], *, customer: int, parents: Sequence[int] = (), spoken_with: int | None = None
) -> tuple[Rung, ...]:
    """Whom to ask for, one after the other; nobody twice, and nobody who is barred. Source: docs/rules/contacts.md.

    1. The reporting line from the person spoken with upwards. Who is barred is passed over, not his superior.
    2. At the customer, those with a higher role than anybody so far, the lowest first; of the same role by their order.
    3. The same at the parents, the nearest first. `parents` go from there to the head of the family.
    4. Where nobody has a role that tells: the others of the customer, in the order in which they are asked for.
    """
    by_key = {one.key: one for one in people}
    first = by_key.get(spoken_with or 0) or _first(people, customer)
    if first is None:
        return ()
    taken: dict[int, Rung] = {}
    _take(taken, first, _line(first, by_key))
    reached = max([first.height, *(rung.person.height for rung in taken.values())])
    _take(taken, first, _higher(people, customer, reached, "escalation.role", "a higher role at the customer"))
    for parent in parents:
        reached = max(
            [first.height, *(rung.person.height for rung in taken.values() if rung.person.customer == parent)]
        )
        _take(taken, first, _higher(people, parent, reached, "escalation.parent", "a higher role at the parent"))
    if not taken:
        _take(taken, first, _in_order(people, customer))
    return tuple(taken.values())


def circle_through(person: int, *, reports_to: int, superiors: Mapping[int, int | None]) -> list[int]:
    """The people who would be superiors of one another if the person reported so, himself first; empty: no circle."""
    found = [person]
    above: int | None = reports_to
    while above is not None and above not in found:
        found.append(above)
        above = superiors.get(above)
    return found if above == person else []


def _first(people: Sequence[Somebody], customer: int) -> Somebody | None:
    """Whom one speaks with first: the first of the customer who may be asked for."""
    theirs = sorted((one for one in people if one.customer == customer), key=lambda one: (one.rank, one.key))
    return next((one for one in theirs if not one.is_barred), None)


def _take(taken: dict[int, Rung], first: Somebody, rungs: Iterator[Rung]) -> None:
    for rung in rungs:
        if rung.person.key != first.key and not rung.person.is_barred:
            taken.setdefault(rung.person.key, rung)


def _line(first: Somebody, by_key: Mapping[int, Somebody]) -> Iterator[Rung]:
    below, seen = first, {first.key}
    while (above := by_key.get(below.reports_to or 0)) is not None and above.key not in seen:
        yield Rung(above, Reason("escalation.line", "%(name)s reports to this person", {"name": below.name}))
        seen.add(above.key)
        below = above


def _higher(people: Sequence[Somebody], customer: int, reached: int, code: str, text: str) -> Iterator[Rung]:
    higher = [one for one in people if one.customer == customer and one.height > reached]
    for one in sorted(higher, key=lambda one: (one.height, one.rank, one.key)):
        yield Rung(one, Reason(code, text))


def _in_order(people: Sequence[Somebody], customer: int) -> Iterator[Rung]:
    unsaid = [one for one in people if one.customer == customer and not (one.kind or kind_of_role(one.role))]
    for one in sorted(unsaid, key=lambda one: (one.rank, one.key)):
        yield Rung(one, Reason("escalation.order", "the next in the order in which people are asked for"))
