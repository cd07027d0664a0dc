"""Addresses of other screens, as far as this installation has them."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def url_if(name: str, *arguments: object) -> str | None:
    """The address of the page, or None where there is no such page or an argument is missing."""
    if None in arguments:
        return None
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None
