"""Circles of parents: customers who would be their own parents by way of others.

Such a circle is looked for when a file is read, and again under the lock of the company's records by whoever writes a
parent: two files may each be sound and close one together, and so may an undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Customer

# The company's code, and the customer's number.
Key = tuple[str, str]
_AT_ONCE = 500


def closed_circles(parents: Mapping[Key, str | None]) -> list[list[Key]]:
    """The circles that there would be if the customers had these parents; all others keep those that they have."""
    above = {**_at_the_desk(parents), **parents}
    found: list[list[Key]] = []
    seen: set[Key] = set()
    for key in parents:
        circle = _way_up(key, above, seen)
        if parents.keys() & set(circle):  # else it stood there before, and is nothing of theirs
            found.append(circle)
    return found


def of_one_another(circle: Iterable[Key]) -> Reason:
    """Why a parent is not put back."""
    text = "%(numbers)s would be parents of one another: the parent stays as it is."
    return Reason("import.parent_circle", text, {"numbers": named(circle)})


def named(circle: Iterable[Key]) -> str:
    """The customers of a circle by their numbers."""
    return ", ".join(sorted(number for _, number in circle))


def _at_the_desk(parents: Mapping[Key, str | None]) -> dict[Key, str | None]:
    """The parents that stand at the desk above those that are given, level by level."""
    found: dict[Key, str | None] = {}
    asked = {(code, parent) for (code, _), parent in parents.items() if parent} - parents.keys()
    while asked:
        level = dict(_parents(asked))
        found |= level
        asked = {(code, parent) for (code, _), parent in level.items() if parent} - parents.keys() - found.keys()
    return found


def _parents(asked: Iterable[Key]) -> Iterable[tuple[Key, str | None]]:
    keys = sorted(asked)
    for start in range(0, len(keys), _AT_ONCE):
        some = set(keys[start : start + _AT_ONCE])
        rows = Customer.objects.filter(company__code__in={code for code, _ in some}, number__in={n for _, n in some})
        for code, number, parent in rows.order_by().values_list("company__code", "number", "parent__number"):
            if (code, number) in some:
                yield (code, number), parent


def _way_up(key: Key, above: Mapping[Key, str | None], seen: set[Key]) -> list[Key]:
    """The circle to which the way up from here leads; empty where it ends, or was `seen` before."""
    way: list[Key] = []
    at: Key | None = key
    while at is not None and at not in seen:
        way.append(at)
        seen.add(at)
        parent = above.get(at)
        at = (at[0], parent) if parent else None
    return way[way.index(at) :] if at in way else []
