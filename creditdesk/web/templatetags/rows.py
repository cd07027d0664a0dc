"""`{% rows "today/rows.jinja" lines=lines %}`: the rows of a long list, drawn by Jinja (creditdesk/web/drawing.py)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from creditdesk.web.drawing import drawn

register = template.Library()


@register.simple_tag
def rows(template_name: str, **facts: Any) -> SafeString:
    """The rows with the facts given; they see nothing else of the page."""
    return drawn(template_name, **facts)
