"""Form fields that take what people type: dates such as "fri", "+2", "7/31", amounts such as "1,234.50" and "1.2k"."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from babel.numbers import get_decimal_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.calendar import DateError, typed_date
from creditdesk.domain.clock_times import TimeError, typed_time
from creditdesk.domain.money import AmountError, Money, parse_amount
from creditdesk.domain.typed import Habits
from creditdesk.web.sentences import day_words
from creditdesk.web.templatetags.desk_formats import amount, words


class TypedDateField(forms.CharField):
    """A date as people type it. The form sets `as_of`, the day that "+2" counts from."""

    as_of: dt.date

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "data-autoselect": "", "placeholder": _("fri, +2, 7/31")}
        attrs["data-typed-date"] = ""
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> dt.date | None:
        """The date, or None where nothing was typed. Raises ValidationError in the words of the rule."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return typed_date(text, as_of=self.as_of, habits=readers_habits())
        except DateError as error:
            raise ValidationError(words(error.reason)) from error


class TypedTimeField(forms.CharField):
    """A time of day as people type it: 9:30, 930, 2pm."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "data-autoselect": "", "placeholder": _("9:30, 2pm")}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        """A time is shown as it would be typed."""
        return f"{value:%H:%M}" if isinstance(value, dt.time) else value

    def clean(self, value: Any) -> dt.time | None:
        """The time, or None where nothing was typed. Raises ValidationError in the words of the rule."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return typed_time(text)
        except TimeError as error:
            raise ValidationError(words(error.reason)) from error


class PastDayField(forms.CharField):
    """A day up to today, typed as people type it: 2026-06-30, 6/30, today."""

    def __init__(self, *, today: dt.date, **options: Any) -> None:
        attrs = {"data-autoselect": True, "autocomplete": "off", "placeholder": _("7/31, 2026-07-31")}
        super().__init__(max_length=20, required=False, widget=forms.TextInput(attrs=attrs), **options)
        self.today = today

    def clean(self, value: Any) -> dt.date | None:
        """The day, or None where the field is empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = typed_date(text, as_of=self.today, habits=readers_habits())
        except DateError as error:
            raise ValidationError(words(error.reason)) from error
        if day > self.today and text.count("/") == 1:
            # Typed without a year, a statement's day is the last such day, not the next.
            try:
                day = day.replace(year=day.year - 1)
            except ValueError:
                day -= dt.timedelta(days=365)
        if day > self.today:
            raise ValidationError(_("%(day)s is in the future.") % {"day": day_words(day)})
        return day


class AmountField(forms.CharField):
    """An amount as people type it, in minor units. The form sets `currency`."""

    currency: str

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "inputmode": "decimal", "data-autoselect": ""}
        super().__init__(max_length=28, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> int | None:
        """The minor units, or None where nothing was typed. Raises ValidationError in the words of the rule."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, currency=self.currency, decimal=readers_habits().decimal)
        except AmountError as error:
            raise ValidationError(words(error.reason)) from error


class AmountForm(forms.Form):
    """A form that begins with the `amount` of something in one currency."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.fields["amount"]
        assert isinstance(amount, AmountField)
        amount.currency = currency
        amount.widget.attrs["autofocus"] = True


def amount_typed(minor: int, *, currency: str) -> str:
    """Minor units as the reader would type them, to fill in the likely amount."""
    return amount(Money(minor, currency)) if minor >= 0 else f"-{amount(Money(-minor, currency))}"


def readers_habits() -> Habits:
    """How whoever reads the page types days and amounts."""
    language = get_language() or "en"
    # Whoever writes the day first in his language means it so here as well.
    day_first = get_format("DATE_INPUT_FORMATS")[0].startswith("%d")
    decimal: Literal[".", ","] = "," if get_decimal_symbol(to_locale(language)) == "," else "."
    return Habits(language, day_first, decimal)
