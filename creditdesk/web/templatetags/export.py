"""`{% export "accounts" %}`: the control that gives the page's table out as a file, with the page's filters and order.

`customer`, `item` or `file` names the account, document or import that the table is of; further facts go into the
address as filters.
Whoever may not take the list out sees no control. `key` is the key that presses it, empty for none.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from creditdesk.exports.access import listing_named, may_take
from creditdesk.web.templatetags.desk import PAGE_PARAMETERS
from creditdesk.web.templatetags.desk_formats import NOTHING

register = template.Library()


@register.simple_tag(takes_context=True)
def export(
    context: Context,
    name: str,
    *,
    customer: int | None = None,
    item: int | None = None,
    file: int | None = None,
    key: str = "e",
    **more: Any,
) -> SafeString:
    """The control, or nothing for whoever may not take the list out."""
    request = context["request"]
    if not may_take(request.user, listing_named(name)):
        return NOTHING
    subject = {"customer_id": customer, "item_id": item, "file_id": file}
    address = reverse(f"export_{name}", kwargs={word: number for word, number in subject.items() if number is not None})
    query = request.GET.copy()
    for parameter in PAGE_PARAMETERS:
        query.pop(parameter, None)
    for word, value in more.items():
        query[word] = str(value)
    links = {}
    for form in ("xlsx", "csv"):
        query["format"] = form
        links[form] = f"{address}?{query.urlencode()}"
    return render_to_string("components/export.html", {**links, "key": key})
