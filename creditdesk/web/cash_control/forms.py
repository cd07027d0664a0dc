"""What the pages of cash control are narrowed to, and the few texts that people write there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.exports import cash_words
from creditdesk.exports.lists.cash_control import span_of
from creditdesk.web.fields import PastDayField

if TYPE_CHECKING:
    from creditdesk.cash.models import BankAccount

LONGEST = 200


class DayForm(forms.Form):
    """The day of the report."""

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.fields["day"] = PastDayField(label=_("Day"), today=today)
        self.today = today

    def day(self) -> dt.date:
        """The day asked for; today where it cannot be read."""
        self.full_clean()
        return self.cleaned_data.get("day") or self.today


class SpanForm(forms.Form):
    """A period in the address."""

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["first"] = PastDayField(label=_("From"), today=today)
        fields["last"] = PastDayField(label=_("Until"), today=today)
        self.today = today

    def span(self) -> tuple[dt.date, dt.date]:
        """The period asked for, the last thirty days where nothing is said."""
        self.full_clean()
        told = self.cleaned_data
        return span_of(told.get("first"), told.get("last"), today=self.today)

    def get(self, name: str) -> Any:
        """A filter, empty where the address has no such value."""
        return self.cleaned_data.get(name) or ""


def _all(words: cash_words.Words) -> list[tuple[str, Any]]:
    return [("", _("All")), *words.items()]


class BankForm(SpanForm):
    """A period of one bank account."""

    account = forms.TypedChoiceField(label=gettext_lazy("Bank account"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, today: dt.date, accounts: Sequence[BankAccount]) -> None:
        super().__init__(data, today=today)
        fields: dict[str, Any] = self.fields
        fields["account"].choices = [("", _("All")), *((one.id, str(one)) for one in accounts)]


class UnappliedForm(forms.Form):
    """What of the money that pays nothing is shown."""

    part = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)

    def __init__(self, data: Any, *, currencies: Sequence[str]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["part"].choices = _all(cash_words.PARTS)
        fields["currency"].choices = [("", _("All")), *((one, one) for one in currencies)]


class ReviewForm(SpanForm):
    """Whose matches are looked through, and how far that is."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose"), required=False, choices=list(cash_words.WHOSE.items()))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("To be looked through")),
            ("signed", gettext_lazy("Looked through")),
            ("taken_back", gettext_lazy("Taken back")),
        ],
    )
    basis = forms.CharField(label=gettext_lazy("Rule"), required=False, max_length=60, widget=forms.HiddenInput)
    sample = forms.BooleanField(label=gettext_lazy("A sample only, one in twenty"), required=False)


class FiguresForm(SpanForm):
    """The payments that the figures are of."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=3)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, today=today)
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = _all(cash_words.CHANNELS)


class ExplainForm(forms.Form):
    """What a line of the bank is."""

    why = forms.CharField(label=gettext_lazy("What it is"), max_length=LONGEST)


class TakeBackForm(forms.Form):
    """Why a match is taken back."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        choices=[("wrong", gettext_lazy("It was wrong")), ("other", gettext_lazy("Another cause"))],
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST)
