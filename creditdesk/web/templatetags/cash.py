"""Filters of the cash screens."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from creditdesk.exports.cash_words import STANDINGS
from creditdesk.web.templatetags.desk_formats import percent

register = template.Library()


@register.filter
def sure(confidence: int) -> str:
    """A confidence in thousandths as words: `97.5% sure`."""
    return _("%(percent)s sure") % {"percent": percent(Decimal(confidence) / 10)}


@register.filter
def standing_word(standing: str) -> str | Promise:
    """What was decided about a payment."""
    return STANDINGS.get(standing, standing)
