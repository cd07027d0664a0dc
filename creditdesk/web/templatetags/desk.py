"""The components of every screen, as filters and tags. The contract with examples is docs/guide/components.md.

Filters turn facts into words of the reader's locale: `money`, `amount`, `amount_short`, `date_short`, `date_long`,
`date_relative`, `days`, `at_time`, `local_time`, `count`, `percent`, `words`.
Tags draw: `icon`, `badge`, `key`, `button`, `money`, `reasons`, `aging_bar`, `stat`, `progress`, `sort_header`,
`field`, `form_errors`, `page_header`, `pagination`, `prefetch`, `timeline_entry`, `constant`; around content: `card`,
 `notice`, `dialog`, `demo_hint`, `empty_state`, `actions`. Example::

    {% load desk %}
    {% card title="Ticklers" count=3 %}{{ item.open_minor|money:item.currency }}{% endcard %}

A tag never decides anything and never asks the database; it shows what the view gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.web.drawing import drawn
from creditdesk.web.templatetags import desk_formats
from creditdesk.web.templatetags.desk_formats import NOTHING, amounts_in, as_reason, money_filter, words

register = template.Library()
register.filters.update(desk_formats.register.filters)

TONES = frozenset({"neutral", "accent", "info", "success", "warning", "danger"})
# Parameters that point into a page of a list; they mean nothing once the order changes.
PAGE_PARAMETERS = ("after", "before", "page")
# The aging bar is drawn on this many units; a bucket that holds anything is never thinner than the minimum.
BAR_UNITS = 1000
BAR_MINIMUM = 6


@register.simple_tag
def reasons(items: Iterable[Reason | Mapping[str, Any] | str] | None, *, limit: int = 0) -> SafeString:
    """Reasons in words, in the order given; beyond `limit` they fold away (0 shows all)."""
    told = tuple((as_reason(item).code, words(item)) for item in items or ())
    return reasons_drawn(told, limit or len(told), get_language())


@lru_cache(maxsize=4096)
def reasons_drawn(told: tuple[tuple[str, str], ...], shown: int, language: str | None) -> SafeString:
    """The same for reasons that are put into words already, as pairs of code and sentence."""
    named = [{"code": code, "words": sentence} for code, sentence in told]
    return render_to_string("components/reasons.html", {"first": named[:shown], "rest": named[shown:]})


# ---------------------------------------------------------------- small parts


@register.simple_tag(name="money")
def money_link(value: int | Money | None, currency: str = "", *, href: str = "", label: str = "") -> SafeString:
    """An amount that answers "why?": a link to the entries that make it. Without `href` it is the plain amount."""
    shown = money_filter(value, currency)
    if not href or not shown:
        return shown
    words = format_html('<span class="visually-hidden">{} </span>', label) if label else NOTHING
    return format_html('<a class="why" href="{}">{}{}</a>', href, words, shown)


@register.simple_tag
def constant(template_name: str) -> SafeString:
    """A part of the page that is the same for all who read its language: drawn once, so it may not use the context."""
    return _drawn_once(template_name, get_language())


@lru_cache(maxsize=64)
def _drawn_once(template_name: str, language: str | None) -> SafeString:
    return render_to_string(template_name)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("creditdesk/icons.svg"),
        name,
    )


@register.simple_tag(name="key")
@lru_cache(maxsize=256)
def key_hint(keys: str) -> SafeString:
    """A key or a sequence of keys as a hint; screen readers get it from the control's `aria-keyshortcuts` instead."""
    caps = format_html_join("", "<kbd>{}</kbd>", ((cap,) for cap in keys.split()))
    return format_html('<span class="keys" aria-hidden="true">{}</span>', caps)


@register.simple_tag
def badge(text: str, *, tone: str = "neutral", icon: str = "", title: str = "") -> SafeString:
    """A chip with words; the tone only underlines them. Raises TemplateSyntaxError for an unknown tone."""
    return _badge_drawn(conditional_escape(text), tone, icon, str(title))


@lru_cache(maxsize=4096)
def _badge_drawn(text: SafeString, tone: str, icon: str, title: str) -> SafeString:
    return format_html(
        '<span class="badge tone-{}"{}>{}{}</span>',
        _tone(tone),
        _attributes(title=title),
        _icon_or_nothing(icon),
        text,
    )


@register.simple_tag
def button(
    text: str,
    *,
    tone: str = "",
    key: str = "",
    icon: str = "",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    dialog: str = "",
    small: bool = False,
) -> SafeString:
    """A button, or a link that looks like one when `href` is given; `dialog` opens that dialog, `key` presses it."""
    look = " ".join(
        filter(
            None,
            (
                "button",
                f"button-{tone}" if tone else "",
                "button-small" if small else "",
            ),
        )
    )
    hint = key_hint(key) if key else NOTHING
    shared = {"class": look, "data-key": key, "data-key-label": text if key else ""}
    if href:
        return format_html(
            "<a{}>{}{}{}</a>",
            _attributes(**shared, href=href),
            _icon_or_nothing(icon),
            text,
            hint,
        )
    own = {
        "type": "button" if dialog else type,
        "name": name,
        "value": value,
        "data-dialog": dialog,
    }
    return format_html(
        "<button{}>{}{}{}</button>",
        _attributes(**shared, **own),
        _icon_or_nothing(icon),
        text,
        hint,
    )


def _attributes(**given: str) -> SafeString:
    return flatatt({name: value for name, value in given.items() if value})


def _icon_or_nothing(name: str) -> SafeString:
    return icon(name) if name else NOTHING


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}; there are {', '.join(sorted(TONES))}")
    return tone


@register.simple_tag
def prefetch(url: str) -> SafeString:
    """Names the page that comes next; visits.js keeps it ready in memory, so that moving on feels instant."""
    return format_html('<link rel="next" href="{}" data-prefetch>', url) if url else NOTHING


# ---------------------------------------------------------------- figures


def _read(thing: Any, name: str, default: Any = None) -> Any:
    return thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)


def _bar_segments(buckets: Sequence[Any], currency: str) -> list[dict[str, Any]]:
    """Where each bucket starts on the bar and how wide it is. Credits (negative buckets) take no room."""
    owed = [int(_read(bucket, "minor") or 0) for bucket in buckets]
    held = [max(minor, 0) for minor in owed]
    total = sum(held)
    shared = BAR_UNITS - sum(1 for minor in held if minor) * BAR_MINIMUM
    shown = amounts_in(currency)
    start = 0
    segments = []
    for index, (bucket, minor) in enumerate(zip(buckets, held, strict=True)):
        width = BAR_MINIMUM + shared * minor // total if minor else 0
        segments.append(
            {
                "start": start,
                "width": width,
                "step": min(index, 6),
                "label": _read(bucket, "label"),
                "amount": shown(owed[index]),
                "href": _read(bucket, "href"),
                "share": 100 * minor // total if total else 0,
            }
        )
        start += width
    return segments


@register.simple_tag
def aging_bar(buckets: Sequence[Any], *, currency: str, legend: bool = True) -> SafeString:
    """The age of a balance as a bar with a text alternative; buckets of `{label, minor, href?}`, "not due" first."""
    return drawn("components/aging_bar.jinja", aging=aging_facts(buckets, currency), legend=legend)


def aging_facts(buckets: Sequence[Any], currency: str) -> dict[str, Any]:
    """What the bar draws: its segments, and the same in words."""
    segments = _bar_segments(buckets, currency)
    spoken = ", ".join(f"{part['label']} {part['amount']}" for part in segments)
    return {"segments": segments, "spoken": f"{spoken} {currency}", "units": BAR_UNITS}


@register.simple_tag
def stat(
    label: str,
    value: Any,
    *,
    currency: str = "",
    href: str = "",
    note: str = "",
    tone: str = "neutral",
    key: str = "",
) -> SafeString:
    """A tile with one figure; with `currency` the value is minor units, with `href` it answers "why?"."""
    shown = money_filter(value, currency) if currency else value
    facts = {"label": label, "shown": shown, "currency": currency, "href": href, "note": note, "key": key}
    return drawn("components/stat.jinja", tone=_tone(tone), **facts)


@register.inclusion_tag("components/progress.html")
def progress(*, value: int, max: int, label: str, note: str = "", done: bool = False) -> dict[str, Any]:
    """How far a long piece of work is, with counts; `max` of 0 means that the end is not known yet."""
    return {"value": value, "max": max, "label": label, "note": note, "done": done}


# ---------------------------------------------------------------- lists and forms


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, **options: str) -> SafeString:
    """A column head that sorts by `field`, keeping the filter in the URL. `class` is passed on to the `<th>`."""
    field, kind = options["field"], options.get("class", "")
    request = context.get("request")
    current = (request.GET.get("sort") if request else "") or context.get("sort") or ""
    # Amounts and days are asked for largest first; names are read from A.
    first, second = (f"-{field}", field) if "num" in kind.split() else (field, f"-{field}")
    query = request.GET.copy() if request else None
    target = second if current == first else first
    if query is not None:
        for name in PAGE_PARAMETERS:
            query.pop(name, None)
        query["sort"] = target
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    asked = query.urlencode() if query is not None else f"sort={target}"
    return drawn("components/sort_header.jinja", label=label, kind=kind, direction=direction, query=asked)


@register.simple_tag
def field(
    bound: BoundField,
    *,
    prefix: str = "",
    suffix: str = "",
    key: str = "",
    hint: str = "",
    optional: bool = False,
    label: str = "",
) -> SafeString:
    """A form field: label above, help and errors beside it and tied to it for screen readers."""
    if hint:
        bound.help_text = hint
    attrs: dict[str, str | bool] = {"data-key": key, "data-key-label": str(label or bound.label)} if key else {}
    kind = bound.widget_type
    facts = {"prefix": prefix, "suffix": suffix, "key": key, "optional": optional, "label": label or bound.label}
    return drawn(
        "components/field.jinja",
        field=bound,
        control=bound.as_widget(attrs=attrs),
        is_group=bound.use_fieldset,
        is_check=kind == "checkbox",
        **facts,
    )


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The errors that belong to the whole form, not to one field."""
    return {"errors": form.non_field_errors() if form is not None else ()}


@register.simple_tag
def page_header(*, title: str, **given: Any) -> SafeString:
    """The head of a page: `eyebrow`, `title`, `subtitle`, `back_url`, and its one primary action with its key.

    With `back_to_list` the way back is the list that the person came from, where the browser knows one.
    """
    allowed = {"subtitle", "eyebrow", "back_url", "back_label", "back_to_list"}
    allowed |= {f"action_{part}" for part in ("label", "url", "key", "dialog", "icon")}
    if unknown := set(given) - allowed:
        raise template.TemplateSyntaxError(f"page_header does not know {', '.join(sorted(unknown))}")
    return drawn("components/page_header.jinja", title=title, **(dict.fromkeys(allowed, "") | given))


@register.inclusion_tag("components/pagination.html")
def pagination(*, older: str | None, newer: str | None, shown: int, total: int | None = None) -> dict[str, Any]:
    """Keyset pagination: links to the older and the newer page, and how many rows are shown."""
    return {"older": older, "newer": newer, "shown": shown, "total": total}


@register.inclusion_tag("components/timeline_entry.html")
def timeline_entry(entry: Any) -> dict[str, Any]:
    """One thing that happened: when, what, by whom, why."""
    names = (
        "at",
        "day",
        "icon",
        "title",
        "body",
        "by",
        "href",
        "tone",
        "visibility",
        "reasons",
        "minor",
        "currency",
    )
    return {name: _read(entry, name) for name in names}


# ---------------------------------------------------------------- around content


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    count: int | None = None,
    href: str = "",
    key: str = "",
    flush: bool = False,
    id: str = "",
) -> str:
    """A titled region; `href` opens the whole of what it shows, `flush` lets a table reach its edges."""
    facts = {
        "content": content,
        "title": title,
        "count": count,
        "href": href,
        "key": key,
        "flush": flush,
        "id": id,
    }
    return drawn("components/card.jinja", **facts)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> str:
    """A message in the page that stays: information, a warning, a refusal with its reasons."""
    icons = {"success": "check", "warning": "warning", "danger": "warning"}
    facts = {
        "content": content,
        "tone": _tone(tone),
        "title": title,
        "icon": icons.get(tone, "info"),
    }
    return render_to_string("components/notice.html", facts)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str, wide: bool = False) -> str:
    """A native dialog, opened by any control with `data-dialog` naming its id."""
    return render_to_string(
        "components/dialog.html",
        {"content": content, "id": id, "title": title, "wide": wide},
    )


@register.simple_block_tag(takes_context=True)
def demo_hint(context: Context, content: str) -> str:
    """A hint for a visitor of the demo company; nothing elsewhere."""
    if not _read(context.get("desk"), "demo", False):
        return NOTHING
    return render_to_string("components/demo_hint.html", {"content": content})


@register.simple_block_tag
def empty_state(content: str, *, title: str, icon: str = "check") -> str:
    """What a region says when there is nothing to show, and what to do next."""
    return render_to_string(
        "components/empty_state.html",
        {"content": content, "title": title, "icon": icon},
    )


@register.simple_block_tag
def actions(content: str) -> str:
    """Further controls beside the page header."""
    return format_html('<div class="page-actions">{}</div>', conditional_escape(content))
