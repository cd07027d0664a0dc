"""The terms of a settlement in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from creditdesk.domain.settlements import terms_of
from creditdesk.web.templatetags.desk_formats import amount, fact_words

if TYPE_CHECKING:
    from creditdesk.domain.requests import Content


def settlement_facts(content: Content) -> list[tuple[str, str]]:
    """What the request's page tells beside documents and amounts."""
    terms = terms_of(content)
    percent = content.stake.percent if content.stake else ""
    forgiven = _("%(amount)s %(currency)s, %(percent)s %%") % {
        "amount": amount(terms.forgiven_minor, content.currency),
        "currency": content.currency,
        "percent": percent,
    }
    return [
        (_("Offer"), f"{amount(terms.offer_minor, content.currency)} {content.currency}"),
        (_("Forgiven"), forgiven),
        (_("Last day"), fact_words(terms.last_day.isoformat())),
        (_("How it is paid"), str(content.terms.get("method", ""))),
    ]
