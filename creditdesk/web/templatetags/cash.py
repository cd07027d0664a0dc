"""Filters of the cash screens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from creditdesk.exports.cash_words import STANDINGS, basis_word
from creditdesk.web.cash_control.tabs import cash_tabs as tabs_of
from creditdesk.web.templatetags.desk_formats import percent

register = template.Library()


@register.inclusion_tag("cash/tabs.html", takes_context=True)
def cash_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The parts of cash as tabs, above each page of theirs."""
    return {"cash_tabs": tabs_of(context["request"])}


@register.filter
def sure(confidence: int) -> str:
    """A confidence in thousandths as words: `97.5% sure`."""
    return _("%(percent)s sure") % {"percent": percent(Decimal(confidence) / 10)}


@register.filter
def meaning(reason: str) -> str:
    """Why the bank says that a payment came back; what is no meaning of a code stays as the file has it."""
    return _(reason) if reason else ""


@register.filter
def basis_words(code: str) -> str:
    """The rule that a match rests on: `whole.equal.agrees` as words."""
    return basis_word(code)


@register.filter
def standing_word(standing: str) -> str | Promise:
    """What was decided about a payment."""
    return STANDINGS.get(standing, standing)
