"""Addresses of the further pages of a list; which rows stand on them: parties.in_order."""

from __future__ import annotations

from django.http import QueryDict


def address(query: QueryDict, **changes: str | None) -> str:
    """The same address with some parameters changed; None or an empty text takes one away."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"
