"""The terms of a recommendation in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from creditdesk.exports.agency_words import PAPERS
from creditdesk.exports.words import Words
from creditdesk.web.templatetags.desk_formats import amount, fact_words

if TYPE_CHECKING:
    from creditdesk.domain.requests import Content

PLACEMENT_TONES = {"placed": "accent", "collected": "success", "recalled": "neutral", "returned": "warning"}


def placement_facts(content: Content) -> list[tuple[str, str]]:
    """What the request's page tells beside documents and amounts: the recommendation packet."""
    terms = content.terms
    fee = _("%(percent)s %%, %(amount)s %(currency)s if all is collected") % {
        "percent": terms["fee_percent"],
        "amount": amount(terms["fee_minor"], content.currency),
        "currency": content.currency,
    }
    likely = _("%(percent)s %% at this age (%(source)s)") % {
        "percent": terms["collectability_percent"],
        "source": terms["collectability_source"],
    }
    efforts = dict(one.split(":") for one in terms["efforts"])
    done = _("%(call)s calls, %(email)s e-mails, %(letter)s letters, %(visit)s visits, %(promises)s promises") % efforts
    found = [
        (_("Agency"), str(terms["agency_name"])),
        (_("Days past due"), str(terms["days_late"])),
        (_("Broken promises"), str(terms["broken_promises"])),
        (_("Final demand"), fact_words(terms["demanded_on"])),
        (_("Efforts"), done),
        (_("Expected fee"), fee),
        (_("Collectability"), likely),
        (_("Papers at hand"), _papers(terms["papers"])),
        (_("Papers missing"), _papers(terms["missing_papers"])),
        (_("Looked for"), str(terms["traced"]) or _("nothing entered")),
        (_("Assets"), str(terms["assets"]) or _("nothing known")),
    ]
    return [(label, words) for label, words in found if words]


def _papers(names: list[str]) -> str:
    words: Words = PAPERS
    return ", ".join(str(words[one]) for one in names if one in words)
