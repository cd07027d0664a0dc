"""The rows of long lists: drawn by Jinja, which compiles a row once; Django's templates would walk its tree each time.

A list's rows stand beside its page as `<page>/<rows>.jinja`; `{% rows "today/rows.jinja" lines=lines %}` draws them.
They have the desk's filters under the same names, and its small tags as filters too: `"phone"|icon`,
`"account"|url(row.customer_id)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from creditdesk.domain.reasons import Reason
from creditdesk.web.templatetags import desk, desk_formats, ledger

register = template.Library()

# No object has it, and no address contains it but as the number that was put in.
_ANY_NUMBER = 9_007_199_254_740_991


@register.simple_tag
def rows(template_name: str, **facts: Any) -> SafeString:
    """The rows with the facts given, in the reader's language; they see nothing else of the page.

    What is not marked as safe is escaped.
    """
    return SafeString(_environment(get_language() or "en").get_template(template_name).render(facts))


@cache
def _environment(language: str) -> Environment:
    """Jinja for one language, in which a figure always reads the same: each filter remembers what it has said."""
    made = Environment(
        loader=FileSystemLoader([settings.PACKAGE_DIR / "web" / "templates"]),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    remembered: tuple[Callable[..., Any], ...] = (
        *(desk_formats.money_filter, desk_formats.amount, desk_formats.count, desk_formats.days),
        *(desk_formats.date_short, desk_formats.date_long, desk_formats.date_relative),
        *(
            ledger.item_kind,
            ledger.item_icon,
            ledger.status_chips,
            desk.key_hint,
            desk.icon,
            desk.badge,
            desk.money_link,
        ),
    )
    names = {desk_formats.money_filter: "money", desk.key_hint: "key"}
    made.filters |= {names.get(one, one.__name__): lru_cache(maxsize=16_384)(one) for one in remembered}
    made.filters |= {"words": _told_in(language), "reasons": _reasons_in(language), "url": url_of, "aging_bar": _bar}
    made.globals |= {"_": gettext, "ngettext": ngettext}
    return made


def _told_in(language: str) -> Callable[[Reason], str]:
    return lambda reason: desk_formats.sentence(reason, language=language)


def _reasons_in(language: str) -> Callable[[Iterable[Reason]], SafeString]:
    def drawn(reasons: Iterable[Reason]) -> SafeString:
        told = tuple((one.code, desk_formats.sentence(one, language=language)) for one in reasons)
        return desk.reasons_drawn(told, len(told), language)

    return drawn


def _bar(buckets: Sequence[Any], currency: str) -> dict[str, Any]:
    return desk.aging_bar(buckets, currency=currency, legend=False)


def url_of(name: str, number: int) -> str:
    """The address of a page that takes one number. A list asks for hundreds, so the pattern is looked up once."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=[_ANY_NUMBER]).partition(str(_ANY_NUMBER))
    return before, after
