"""Rows of long lists and small components, drawn by Jinja, which compiles them; Django's templates walk their tree.

What is drawn so stands among the templates as `.jinja`: `components/stat.jinja`, `today/rows.jinja`. It has the desk's
filters under the same names, and its small tags as filters too: `"phone"|icon`, `"account"|url(row.customer_id)`.
Why: docs/decisions/fast-pages.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from creditdesk.domain.phrases import Spoken
from creditdesk.domain.reasons import Reason
from creditdesk.web.speaking import wording_of

# No object has it, and no address contains it but as the number that was put in.
_ANY_NUMBER = 9_007_199_254_740_991


def drawn(template_name: str, **facts: Any) -> SafeString:
    """The part of the page with the facts given, in the reader's language; it sees nothing else of the page.

    What is not marked as safe is escaped.
    """
    return SafeString(_environment(get_language() or "en").get_template(template_name).render(facts))


@cache
def _environment(language: str) -> Environment:
    """Jinja for one language, in which a figure always reads the same: each filter remembers what it has said."""
    from creditdesk.web.templatetags import desk, desk_formats, ledger  # which draw their own parts here

    made = Environment(
        loader=FileSystemLoader([settings.PACKAGE_DIR / "web" / "templates"]),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    figures = (desk_formats.money_filter, desk_formats.amount, desk_formats.count, desk_formats.days)
    dates = (desk_formats.date_short, desk_formats.date_long, desk_formats.date_relative)
    words = (ledger.item_kind, ledger.item_icon, ledger.status_chips)
    parts = (desk.key_hint, desk.icon, desk.badge, desk.button, desk.money_link)
    remembered: tuple[Callable[..., Any], ...] = (*figures, *dates, *words, *parts)
    names = {desk_formats.money_filter: "money", desk.key_hint: "key"}
    made.filters |= {names.get(one, one.__name__): lru_cache(maxsize=16_384)(one) for one in remembered}
    made.filters |= {
        "words": _told_in(language),
        "capital": lambda text: text[:1].upper() + text[1:],
        "reasons": _reasons_in(language),
        "planned": desk_formats.planned,
        "url": url_of,
        "aging": desk.aging_facts,
    }
    made.globals |= {"_": gettext, "ngettext": ngettext}
    return made


def _told_in(language: str) -> Callable[[Reason | Spoken], str]:
    from creditdesk.web.templatetags import desk_formats

    wording = wording_of(language)

    def told(said: Reason | Spoken) -> str:
        if isinstance(said, Spoken):
            return said.said(wording)
        return desk_formats.sentence(said, language=language)

    return told


def _reasons_in(language: str) -> Callable[[Iterable[Reason]], SafeString]:
    from creditdesk.web.templatetags import desk, desk_formats

    def listed(reasons: Iterable[Reason]) -> SafeString:
        told = tuple((one.code, desk_formats.sentence(one, language=language)) for one in reasons)
        return desk.reasons_drawn(told, len(told), language)

    return listed


def url_of(name: str, number: int) -> str:
    """The address of a page that takes one number. A list asks for hundreds, so the pattern is looked up once."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=[_ANY_NUMBER]).partition(str(_ANY_NUMBER))
    return before, after
