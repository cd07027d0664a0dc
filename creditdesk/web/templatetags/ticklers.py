"""How ticklers are shown: their kind as an icon that says in words what it is."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from creditdesk.exports.words import TICKLER_KINDS
from creditdesk.web.templatetags.desk import icon

register = template.Library()

ICONS = {"call": "phone", "email": "mail", "letter": "document", "payment": "cash", "other": "tickler"}


@register.simple_tag
def tickler_kind(kind: str) -> SafeString:
    """The icon of a kind of tickler, with its name for who points at it and for who reads by ear."""
    name = TICKLER_KINDS.get(kind, TICKLER_KINDS["other"])
    picture = icon(ICONS.get(kind, ICONS["other"]))
    return format_html('<span title="{}">{}<span class="visually-hidden">{}:</span></span>', name, picture, name)
