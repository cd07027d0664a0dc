"""What people type about held orders. Each form carries a key, so that it acts once however often it is sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.credit.mentioning import WORD_LONGEST
from creditdesk.credit.queries import OrderFilter
from creditdesk.credit.releasing import COMMENT_LONGEST
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.domain.sales_answers import NOTE_LONGEST, Answer, AnswerKind
from creditdesk.exports import order_words as words
from creditdesk.exports.words import ROLE_LABELS
from creditdesk.followup.access import possible_owners
from creditdesk.web.customer_events.forms import KeyedForm
from creditdesk.web.fields import AmountField, PastDayField, TypedDateField, amount_typed
from creditdesk.web.sentences import day_words

if TYPE_CHECKING:
    from creditdesk.credit.access import Order
    from creditdesk.domain.policy_fields import Level
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import OpenItem

_SORTS = (
    ("ship_date", gettext_lazy("First to ship")),
    ("-amount", gettext_lazy("Largest first")),
    ("since", gettext_lazy("Longest held first")),
)


class QueueForm(forms.Form):
    """What the queue is narrowed to, and its order; both live in the address."""

    standing = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    code = forms.ChoiceField(label=gettext_lazy("Held for"), required=False)
    company = forms.ChoiceField(label=gettext_lazy("Company"), required=False)
    q = forms.CharField(label=gettext_lazy("Order number"), required=False, max_length=40)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=_SORTS)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everyone = [("", _("All"))]
        fields["standing"].choices = list(words.STANDINGS.items())
        fields["code"].choices = [*everyone, *words.HOLD_CODES.items()]
        companies = list(user.companies.order_by("code").values_list("code", "name"))
        fields["company"].choices = [*everyone, *companies]
        self.has_companies = len(companies) > 1

    def chosen(self, *, customer: str) -> OrderFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        return OrderFilter(
            standing=data.get("standing") or "held",
            code=data.get("code") or "",
            company=data.get("company") or "",
            customer_id=int(customer) if customer.isdecimal() and len(customer) < 19 else None,
            text=data.get("q") or "",
        )


class DecideForm(KeyedForm):
    """Why an order is let go or rejected, as it was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = forms.CharField(label=gettext_lazy("Why"), max_length=COMMENT_LONGEST)


class AskAgainForm(forms.Form):
    """Why an order is to be let go, asked anew: as order and request were seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = forms.CharField(label=gettext_lazy("Why"), max_length=COMMENT_LONGEST, widget=forms.Textarea({"rows": 3}))


class HoldForm(KeyedForm):
    """Why orders are held by hand, until when, and whether it is this order only."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=COMMENT_LONGEST)
    only = forms.BooleanField(label=gettext_lazy("Only this order"), required=False)

    def __init__(self, data: Any = None, *, today: dt.date, named: str = "hold") -> None:
        super().__init__(data, named=named)
        until = TypedDateField(label=_("Until, if it ends by itself"), required=False)
        until.as_of = today
        self.fields["until"] = until


class OfferForm(KeyedForm):
    """Which way out is offered, as it was seen."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in AlternativeKind], widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(KeyedForm):
    """What the customer said to an offer."""

    note = forms.CharField(label=gettext_lazy("What was said"), max_length=200, required=False)
    answer = forms.ChoiceField(choices=[(one, one) for one in ("accepted", "declined", "withdrawn")], required=True)


class KeepForm(KeyedForm):
    """Which payment is kept for the order, and how much of it."""

    item = forms.TypedChoiceField(label=gettext_lazy("Payment"), coerce=int)
    amount = AmountField(label=gettext_lazy("Amount"))

    def __init__(self, data: Any = None, *, payments: list[tuple[OpenItem, int]], currency: str) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["item"].choices = [
            (item.id, f"{item.number} · {day_words(item.document_date)} · {amount_typed(minor, currency=currency)}")
            for item, minor in payments
        ]
        fields["amount"].currency = currency
        if payments:
            fields["amount"].initial = amount_typed(payments[0][1], currency=currency)


class ReportForm(forms.Form):
    """What the report of held accounts is narrowed to; it lives in the address."""

    change = forms.ChoiceField(label=gettext_lazy("Since yesterday"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["change"].choices = [("", _("All")), *words.HOLD_CHANGES.items()]

    def chosen(self) -> str:
        """The change; one that is not there narrows nothing."""
        self.full_clean()
        return str(self.cleaned_data.get("change") or "")


class LiftForm(KeyedForm):
    """Why a hold need not stand any more."""

    because = forms.CharField(label=gettext_lazy("Why it need not stand any more"), max_length=200)


class LimitForm(KeyedForm):
    """A limit in the customer's currency, until a day, and why."""

    amount = AmountField(label=gettext_lazy("Limit"))
    why = forms.CharField(label=gettext_lazy("Why"), max_length=COMMENT_LONGEST)

    def __init__(self, data: Any = None, *, today: dt.date, currency: str) -> None:
        super().__init__(data)
        until = TypedDateField(label=_("Until"))
        until.as_of = today
        fields: dict[str, Any] = self.fields
        fields["until"], fields["amount"].currency = until, currency


class SalesAnswerForm(KeyedForm):
    """What sales answers about an account on hold."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you know?"), choices=list(words.SALES_ANSWERS.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("In a few words"),
        required=False,
        max_length=NOTE_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, currency: str, today: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        amount = AmountField(label=_("Amount, %(currency)s") % {"currency": currency}, required=False)
        amount.currency = currency
        fields["amount"], fields["day"] = amount, PastDayField(today=today, label=_("Paid on, as the customer says"))

    def answer(self) -> Answer:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Answer(AnswerKind(data["kind"]), data["note"], data["day"], data["amount"])


class MentionForm(KeyedForm):
    """Which colleague is asked to look at the order, and what it is about."""

    to = forms.TypedChoiceField(label=gettext_lazy("Colleague"), coerce=int)
    word = forms.CharField(label=gettext_lazy("What it is about"), max_length=WORD_LONGEST)

    def __init__(self, data: Any = None, *, order: Order, by: User, today: dt.date, needs: Level | None = None) -> None:
        super().__init__(data)
        self.people = [one for one in possible_owners(order.customer, as_of=today) if one.id != by.id]
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(one.id, f"{one} · {ROLE_LABELS[one.desk_role]}") for one in self.people]
        # Levels of authority are called as the roles that have them.
        able = (one.id for one in self.people if needs is not None and one.role == needs.value)
        fields["to"].initial = next(able, None)

    def colleague(self) -> User:
        """The person who was chosen."""
        return next(one for one in self.people if one.id == self.cleaned_data["to"])
