"""What people type to ask for a payment plan: the documents, how it is paid, why, and what the customer agreed to."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.calendar import DateError, typed_date
from creditdesk.domain.money import AmountError, parse_amount
from creditdesk.domain.plans import MOST_INSTALMENTS, Schedule
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import WORDS_LONGEST, Content, Evidence, Kind, Line, Stake
from creditdesk.web.fields import AmountField, TypedDateField, amount_typed, readers_habits
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.followup.models import Document
    from creditdesk.receivables.models import OpenItem

EQUAL, CUSTOM = "equal", "custom"
_PPM_OF_PERCENT = 10_000


class RateField(forms.CharField):
    """A percentage a month as people type it, in millionths; empty is no interest."""

    def clean(self, value: Any) -> int:
        """The millionths. Raises ValidationError for what is no percentage."""
        text = super().clean(value).replace("%", "").replace(",", ".").strip()
        if not text:
            return 0
        try:
            ppm = Decimal(text) * _PPM_OF_PERCENT
        except InvalidOperation as error:
            raise ValidationError(_("Type a percentage, for example 1 or 0.5.")) from error
        if not ppm.is_finite() or ppm < 0 or ppm != ppm.to_integral_value():
            raise ValidationError(_("Type a percentage, for example 1 or 0.5."))
        return int(ppm)


class PlanForm(forms.Form):
    """A plan about documents of one currency. `schedule()` is what was typed, once the form is valid."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    way = forms.ChoiceField(
        label=gettext_lazy("How it is paid"),
        choices=[
            (EQUAL, gettext_lazy("Equal instalments, month by month")),
            (CUSTOM, gettext_lazy("Days and amounts as agreed")),
        ],
        initial=EQUAL,
    )
    down = AmountField(label=gettext_lazy("Down payment"), required=False)
    down_due = TypedDateField(label=gettext_lazy("Down payment by"), required=False)
    first = TypedDateField(label=gettext_lazy("First instalment on"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("Number of instalments"), min_value=1, max_value=MOST_INSTALMENTS, required=False, initial=6
    )
    parts = forms.CharField(
        label=gettext_lazy("Days and amounts"),
        required=False,
        max_length=6000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "placeholder": "7/31 1,500.00"}),
        help_text=gettext_lazy("One instalment a line: its day, then what it pays of the debt."),
    )
    rate = RateField(
        label=gettext_lazy("Interest a month"),
        required=False,
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "decimal"}),
        help_text=gettext_lazy("Only where it is agreed."),
    )
    words = forms.CharField(label=gettext_lazy("Why"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 3}))
    said = forms.CharField(label=gettext_lazy("What the customer agreed to"), max_length=WORDS_LONGEST, required=False)
    paper = forms.ChoiceField(label=gettext_lazy("Document that shows it"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        currency: str,
        items: Sequence[OpenItem],
        chosen: Sequence[int],
        documents: Sequence[Document],
        as_of: dt.date,
        before: Content | None = None,
    ) -> None:
        super().__init__(data)
        self.currency, self.as_of = currency, as_of
        self.items = list(items)
        posted = data.getlist("item") if data is not None else [str(one) for one in chosen]
        self.chosen_ids = {int(one) for one in posted if one.isdecimal() and len(one) < 19}
        self.before = before
        fields: dict[str, Any] = self.fields
        fields["down"].currency = currency
        for name in ("down_due", "first"):
            fields[name].as_of = as_of
        fields["paper"].choices = [("", ""), *((str(one.id), one.description or one.name) for one in documents)]
        if before is not None:
            self._begin_with(before)

    @property
    def chosen(self) -> list[OpenItem]:
        """The documents that it is about."""
        return [one for one in self.items if one.id in self.chosen_ids]

    @property
    def debt_minor(self) -> int:
        """All that is open of them."""
        return sum(one.open_minor for one in self.chosen)

    @property
    def item_rows(self) -> list[tuple[OpenItem, bool]]:
        """Every document that could be in it, and whether it is."""
        return [(one, one.id in self.chosen_ids) for one in self.items]

    def clean(self) -> dict[str, Any]:
        """What belongs together: a down payment and its day, the days of the chosen way."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("down")) != bool(told.get("down_due")) and not self.errors.keys() & {"down", "down_due"}:
            self.add_error("down_due" if told.get("down") else "down", _("A down payment is an amount and its day."))
        if told.get("way") == CUSTOM:
            try:
                told["parts"] = self._typed_parts(told.get("parts", ""))
            except ValidationError as error:
                self.add_error("parts", error)
        elif "first" not in self.errors and "count" not in self.errors:
            if not told.get("first"):
                self.add_error("first", _("Say when the first instalment is due."))
            if not told.get("count"):
                self.add_error("count", _("Say how many instalments there are."))
        if not self.chosen:
            self.add_error(None, _("Choose the documents that it is about."))
        return told

    def schedule(self) -> Schedule | None:
        """The schedule of what was typed; None while something of it is missing or wrong."""
        self.full_clean()
        if self.errors.keys() & {"way", "down", "down_due", "first", "count", "parts", "rate", "__all__"}:
            return None
        told = self.cleaned_data
        down = (told["down_due"], told["down"]) if told["down"] else None
        rate, debt = told["rate"], self.debt_minor
        if down and down[1] >= debt:
            return None
        if told["way"] == CUSTOM:
            return Schedule.custom(told["parts"], debt_minor=debt, down=down, rate_ppm=rate)
        return Schedule.of(debt, first=told["first"], count=told["count"], down=down, rate_ppm=rate)

    def content(self, schedule: Schedule) -> Content:
        """What is asked for, of the valid form."""
        told = self.cleaned_data
        evidence = []
        if told["said"] or told["paper"]:
            paper = int(told["paper"]) if told["paper"] else None
            evidence.append(Evidence(Shown.AGREEMENT, document_id=paper, words=told["said"]))
        if self.before is not None:
            evidence += [one for one in self.before.evidence if one.shows is not Shown.AGREEMENT]
        return Content(
            kind=Kind.PLAN,
            currency=self.currency,
            lines=tuple(Line(one.id, one.number, one.open_minor) for one in self.chosen),
            words=told["words"],
            evidence=tuple(evidence),
            terms=schedule.as_terms(),
            stake=Stake(0),
        )

    def _typed_parts(self, text: str) -> list[tuple[dt.date, int]]:
        found, habits = [], readers_habits()
        for line in filter(None, (one.strip() for one in text.splitlines())):
            day, _space, amount = re.sub(r"\s+", " ", line).partition(" ")
            try:
                due = typed_date(day, as_of=self.as_of, habits=habits)
                found.append((due, parse_amount(amount, currency=self.currency, decimal=habits.decimal)))
            except (DateError, AmountError) as error:
                raise ValidationError(words(error.reason)) from error
        if not found:
            raise ValidationError(_("Write each instalment on a line of its own: its day, then its amount."))
        return found

    def _begin_with(self, before: Content) -> None:
        schedule = Schedule.from_terms(before.terms)
        parts = schedule.instalments
        start: dict[str, Any] = {"words": before.words, "way": CUSTOM}
        down = (schedule.down.due, schedule.down.principal_minor) if schedule.down else None
        again = Schedule.of(
            before.amount_minor, first=parts[0].due, count=len(parts), down=down, rate_ppm=schedule.rate_ppm
        )
        if again == schedule:
            start |= {"way": EQUAL, "first": parts[0].due.isoformat(), "count": len(parts)}
        else:
            lines = [
                f"{one.due.isoformat()} {amount_typed(one.principal_minor, currency=self.currency)}" for one in parts
            ]
            start["parts"] = "\n".join(lines)
        if schedule.down:
            start |= {
                "down": amount_typed(schedule.down.principal_minor, currency=self.currency),
                "down_due": schedule.down.due.isoformat(),
            }
        if schedule.rate_ppm:
            start["rate"] = f"{Decimal(schedule.rate_ppm) / _PPM_OF_PERCENT:f}".rstrip("0").rstrip(".") or "0"
        shown = next((one for one in before.evidence if one.shows is Shown.AGREEMENT), None)
        if shown is not None:
            start |= {"said": shown.words, "paper": str(shown.document_id or "")}
        for name, value in start.items():
            self.initial[name] = value


class SignForm(forms.Form):
    """The copy that the customer signed: a file, or a document that the account has already."""

    paper = forms.ChoiceField(label=gettext_lazy("A document of the account"), required=False)
    file = forms.FileField(label=gettext_lazy("Or a file"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, documents: Sequence[Document]) -> None:
        super().__init__(data, files)
        fields: dict[str, Any] = self.fields
        fields["paper"].choices = [("", ""), *((str(one.id), one.description or one.name) for one in documents)]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("paper")) == bool(told.get("file")):
            self.add_error(None, _("Choose a document or a file, one of the two."))
        return told


class EndForm(forms.Form):
    """Why a plan ends before it is paid."""

    reason = forms.CharField(label=gettext_lazy("Why it ends"), max_length=200, widget=forms.Textarea({"rows": 2}))
