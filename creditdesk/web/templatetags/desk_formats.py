"""Facts as words and figures in the reader's locale. `{% load desk %}` brings these filters along with the components.

Amounts are integer minor units with a currency; nothing here rounds what it shows, except `amount_short`. Example::

    {{ item.open_minor|money:item.currency }}   ->   (1,234.50)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_compact_decimal, format_decimal
from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from creditdesk.domain.money import Money, format_minor, major_units
from creditdesk.domain.phrases import Spoken
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.exports.planned import own_sentence
from creditdesk.exports.words import policy_name, word, worded
from creditdesk.web.speaking import locale_for, locale_name_for, per_cent_sign, say, time_in

register = template.Library()

NOTHING = mark_safe("")


# ---------------------------------------------------------------- locale


def _locale() -> Locale:
    return locale_for(get_language() or "en-us")


def _locale_name() -> str:
    return locale_name_for(get_language() or "en-us")


# ---------------------------------------------------------------- money and numbers


def _minor_and_currency(value: int | Money | None, currency: str) -> tuple[int, str] | None:
    if value is None:
        return None
    if isinstance(value, Money):
        return value.minor, value.currency
    return int(value), currency


@register.filter
def amount(value: int | Money | None, currency: str = "") -> str:
    """Minor units as text with separators, negative in parentheses: `(1,234.50)`. Empty for None."""
    found = _minor_and_currency(value, currency)
    if found is None:
        return ""
    return _amount_in(*found, _locale_name())


def amounts_in(currency: str) -> Callable[[int], str]:
    """`amount` for many figures of one currency: the reader's locale is asked for once."""
    locale = _locale_name()
    return lambda minor: _amount_in(minor, currency, locale)


# A page of a hundred rows shows hundreds of figures and dates, many of them again and again: the locale's patterns
# are applied once to each.
@lru_cache(maxsize=16_384)
def _amount_in(minor: int, currency: str, locale: str) -> str:
    text = format_minor(abs(minor), currency=currency, locale=locale)
    return f"({text})" if minor < 0 else text


@register.filter(name="money")
def money_filter(value: int | Money | None, currency: str = "") -> SafeString:
    """Minor units as a tabular span; the currency is in its title. Empty for None."""
    found = _minor_and_currency(value, currency)
    if found is None:
        return NOTHING
    return _money_in(*found, _locale_name())


@lru_cache(maxsize=16_384)
def _money_in(minor: int, currency: str, locale: str) -> SafeString:
    kind = "money is-negative" if minor < 0 else "money is-zero" if minor == 0 else "money"
    text = _amount_in(minor, currency, locale)
    return format_html('<span class="{}" title="{} {}">{}</span>', kind, text, currency, text)


@register.filter
def amount_short(value: int | Money | None, currency: str = "") -> str:
    """Minor units rounded to a few digits (`191K`), for places where the full amount stands near. Empty for None."""
    found = _minor_and_currency(value, currency)
    if found is None:
        return ""
    minor, code = found
    text = format_compact_decimal(major_units(abs(minor), currency=code), fraction_digits=1, locale=_locale())
    return f"({text})" if minor < 0 else text


@register.filter
def count(value: int | None) -> str:
    """A whole number with the locale's separators. Empty for None."""
    return "" if value is None else _count_in(int(value), _locale_name())


@lru_cache(maxsize=4096)
def _count_in(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


@register.filter
def percent(value: Decimal | int | None, places: int = 1) -> str:
    """A Decimal that is already in per cent: `12.5%`. Empty for None."""
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "#" * places if places else "")
    return f"{format_decimal(Decimal(value), format=pattern, locale=_locale())}{per_cent_sign(_locale_name())}"


@register.filter
def language_name(code: str | None) -> str:
    """What the reader calls a language: `fr-CA` is French (Canada). A code that nobody knows stays."""
    try:
        return Locale.parse(str(code).replace("-", "_")).get_display_name(_locale()) or str(code)
    except (UnknownLocaleError, ValueError):
        return str(code or "")


# ---------------------------------------------------------------- dates


def _time_element(value: date, shown: str, title: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), title, shown)


@register.filter
def date_short(value: date | None) -> SafeString:
    """A business date in the locale's short form, the full date in its title; of an instant its day here.
    Empty for None.
    """
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _date_short_in(value, _locale_name())


@lru_cache(maxsize=4096)
def _date_short_in(value: date, locale: str) -> SafeString:
    return _time_element(value, format_date(value, "short", locale=locale), format_date(value, "full", locale=locale))


@register.filter
def day(value: date | str | None) -> SafeString:
    """A business date that nobody can take the month of for its day: `Nov 16, 2026`. Also as rows keep it, in ISO."""
    if not value:
        return NOTHING
    return _day_in(date.fromisoformat(value) if isinstance(value, str) else value, _locale_name())


@lru_cache(maxsize=4096)
def _day_in(value: date, locale: str) -> SafeString:
    return _time_element(value, format_date(value, "medium", locale=locale), format_date(value, "full", locale=locale))


@register.filter
def date_long(value: date | None) -> SafeString:
    """A business date with its weekday: `Mon, Nov 16, 2026`. Empty for None."""
    if value is None:
        return NOTHING
    return _date_long_in(value, _locale_name())


@lru_cache(maxsize=4096)
def _date_long_in(value: date, locale: str) -> SafeString:
    shown = f"{format_date(value, 'EEE', locale=locale)}, {format_date(value, 'medium', locale=locale)}"
    return _time_element(value, shown, format_date(value, "full", locale=locale))


@register.filter
def date_relative(value: date | None, today: date | None = None) -> SafeString:
    """A business date seen from `today`: today, tomorrow, in 3 days, 12 days ago. Without `today` the short form."""
    if value is None or today is None:
        return date_short(value)
    return _date_relative_in(value, (value - today).days, get_language() or "en-us")


@lru_cache(maxsize=4096)
def _date_relative_in(value: date, ahead: int, language: str) -> SafeString:
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if ahead in near:
        shown = near[ahead]
    elif ahead > 0:
        shown = ngettext("in %(n)d day", "in %(n)d days", ahead) % {"n": ahead}
    else:
        shown = ngettext("%(n)d day ago", "%(n)d days ago", -ahead) % {"n": -ahead}
    return _time_element(value, shown, format_date(value, "full", locale=locale_for(language)))


@register.filter
def days(value: int | None) -> SafeString:
    """A number of days, short to the eye and spelt out to a screen reader. Empty for None."""
    if value is None:
        return NOTHING
    return _days_in(value, get_language() or "")


@lru_cache(maxsize=4096)
def _days_in(value: int, language: str) -> SafeString:
    spelt = ngettext("%(n)d day", "%(n)d days", value) % {"n": value}
    return format_html(
        '<span class="days"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        gettext("%(n)s d") % {"n": count(value)},
        spelt,
    )


@register.filter
def at_time(value: datetime | None) -> SafeString:
    """An instant in the current time zone: `Nov 20, 2026, 4:40 PM`. Empty for None."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    clock = _clock(local)
    shown = f"{format_date(local, 'medium', locale=_locale())}, {clock}"
    title = f"{format_date(local, 'full', locale=_locale())}, {clock} {local.tzname()}"
    return _time_element(local, shown, title)


@register.filter
def of_the_day(value: time) -> str:
    """A time of day as it stands on a clock: `9:30 AM`."""
    return _clock(value)


def _clock(value: datetime | time) -> str:
    # Many fonts draw the narrow no-break space before AM and PM as next to nothing.
    return format_time(value, "short", locale=_locale()).replace("\u202f", "\u00a0")


@register.filter
def local_time(zone: str | None, now: datetime | None) -> SafeString:
    """The clock on a customer's wall: `10:30 AM CST`. Empty where the zone is not known."""
    there = _there(zone, now)
    return NOTHING if there is None else _time_element(there, _wall_clock(there), str(zone).replace("_", " "))


def wall_clock(zone: str, now: datetime) -> str:
    """The same as plain words, for a chip."""
    there = _there(zone, now)
    return "" if there is None else _wall_clock(there)


def _there(zone: str | None, now: datetime | None) -> datetime | None:
    if not zone or now is None:
        return None
    try:
        return now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _wall_clock(there: datetime) -> str:
    return f"{_clock(there)} {there.tzname()}"


# ---------------------------------------------------------------- words


def as_reason(value: Reason | Mapping[str, Any] | str) -> Reason:
    if isinstance(value, Reason):
        return value
    return Reason.from_dict(value) if isinstance(value, Mapping) else Reason("", "%(said)s", {"said": str(value)})


@register.filter
def words(value: Reason | Spoken | Mapping[str, Any] | str | None) -> str:
    """A phrase or a reason (or its stored form) in the reader's language; other text comes back as it is.
    Empty for None.
    """
    if isinstance(value, str | Promise):
        return str(value)
    if value is None or isinstance(value, Spoken):
        return say(value)
    return sentence(as_reason(value), language=get_language() or "en-us")


def sentence(reason: Reason, *, language: str) -> str:
    """The reason as a sentence in the language, which must be the active one."""
    return _sentence(reason.code, reason.text, tuple(reason.facts.items()), language)


@register.filter(name="named")
def named_filter(name: str | None) -> str:
    """What the policy calls a strategy or a step, in the reader's language where it is a name of the default policy."""
    return policy_name(str(name or ""))


@register.filter
def planned(text: str | None) -> str:
    """What is planned: a step of the policy or a sentence of the desk's in the reader's language, all else as it is."""
    kept = str(text or "")
    named = policy_name(kept)
    own = own_sentence(kept) if named == kept else None
    return named if own is None else words(own)


@register.filter(name="word")
def word_filter(text: str | None) -> str:
    """A word of the desk's own in the reader's language: a state, a kind, the name of a field."""
    return word(str(text or ""))


@lru_cache(maxsize=16_384)
def _sentence(code: str, text: str, facts: tuple[tuple[str, Fact], ...], language: str) -> str:
    # What an import says of a file quotes the file, so its facts stay letter by letter.
    quotes = code.startswith("intake.")
    locale = locale_name_for(language)
    told = {name: _named_fact(name, fact) for name, fact in worded(dict(facts)).items()}
    return gettext(text) % {name: fact if quotes else _fact_in(fact, locale) for name, fact in told.items()}


# Facts that are a plain number with decimals; of others nobody can tell whether 1.5 is one or the name of a document.
_NUMBER_FACTS = frozenset({"weight", "percent", "share"})


def _named_fact(name: str, fact: Fact) -> Fact:
    """What is planned, and numbers, by the name of the fact."""
    if not isinstance(fact, str):
        return fact
    if name in ("cause", "step"):
        return planned(fact)
    if name in _NUMBER_FACTS and re.fullmatch(r"\d+\.\d+", fact):
        return str(format_decimal(Decimal(fact), locale=_locale()))
    return fact


# Rules write dates as 2026-11-13, times as 17:00 and money as 8,659.51 USD, whoever may read them.
_FACT_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FACT_TIME = re.compile(r"[0-2]\d:[0-5]\d")
_FACT_MONEY = re.compile(r"(?P<negative>\(|-)?(?P<major>\d[\d,]*(\.\d+)?)\)? (?P<currency>[A-Z]{3})")


def fact_words(fact: Fact) -> str:
    """A day, a time or an amount, as reasons tell them, in the reader's way of writing; other text as it is."""
    return str(_fact_in(fact, _locale_name()))


@lru_cache(maxsize=16_384)
def _fact_in(fact: Fact, locale: str) -> str | int:
    """A fact of a reason as the locale writes it; what is neither date, time nor money stays as it is."""
    if not isinstance(fact, str):
        return words(fact) if isinstance(fact, Reason) else fact
    try:
        if _FACT_DATE.fullmatch(fact):
            return format_date(date.fromisoformat(fact), "medium", locale=locale)
        if _FACT_TIME.fullmatch(fact):
            return time_in(time.fromisoformat(fact), locale)
    except ValueError:
        return fact
    found = _FACT_MONEY.fullmatch(fact)
    if found is None:
        return fact
    places = len(found["major"].partition(".")[2])
    number = Decimal(found["major"].replace(",", ""))
    text = format_decimal(number, format="#,##0" + ("." + "0" * places if places else ""), locale=locale)
    return f"({text}) {found['currency']}" if found["negative"] else f"{text} {found['currency']}"


# ---------------------------------------------------------------- messages


@register.filter
def undo_url(message: Any) -> str:
    """The address that undoes what a message tells, from its extra tag `undo:<url>`. Empty when there is none."""
    return _tagged_url(message, "undo:")


@register.filter
def look_url(message: Any) -> str:
    """The page of what a message tells, from its extra tag `look:<url>`. Empty when there is none."""
    return _tagged_url(message, "look:")


def _tagged_url(message: Any, tag: str) -> str:
    tags = (one for one in (message.extra_tags or "").split() if one.startswith(f"{tag}/"))
    url = next(tags, "").removeprefix(tag)
    # Two slashes would be another site's address.
    return "" if url.startswith("//") else url


@register.filter
def message_tone(message: Any) -> str:
    """The tone of a toast from the level of Django's message."""
    return {"error": "danger", "warning": "warning", "success": "success"}.get(message.level_tag, "info")
