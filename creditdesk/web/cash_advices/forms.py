"""A payer's list as a person corrects it: whose it is, of which payment, and what it says of each document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.deciding_remittances import Corrected, NamedLine
from creditdesk.domain.money import AmountError, current_currencies, parse_amount
from creditdesk.parties.access import visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.queries import search_customers
from creditdesk.web.fields import AmountField, PastDayField, readers_habits
from creditdesk.web.templatetags.desk_formats import amount, words

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt, Remittance
    from creditdesk.parties.models import Customer

# Longer lists are accepted as they were read, or come again as a file.
MOST_TYPED = 200
_EMPTY_ROWS = 3
_AMOUNTS = ("paid", "discount", "deduction")
_LONGEST = {"number": 60, "claim": 60, "paid": 28, "discount": 28, "deduction": 28}


@dataclass(slots=True)
class TypedLine:
    """A row of the table as it was typed, with what cannot be read of it."""

    place: int
    typed: dict[str, str]
    errors: list[str]
    line: NamedLine | None = None


class RemittanceForm(forms.Form):
    """What the list says, to be corrected from the document that came."""

    customer = forms.CharField(label=gettext_lazy("Customer"), max_length=80)
    receipt = forms.ChoiceField(label=gettext_lazy("Payment"), required=False)
    amount = AmountField(label=gettext_lazy("Paid in all"), required=False)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=gettext_lazy("Currency"), max_length=3)
    payment_reference = forms.CharField(label=gettext_lazy("Reference"), max_length=80, required=False)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: Any,
        *,
        remittance: Remittance,
        payments: Sequence[Receipt],
        proposed: Customer | None,
        user: User,
        today: dt.date,
    ) -> None:
        code = remittance.currency or remittance.company.currency
        initial = {
            "customer": proposed.number if proposed else "",
            "amount": "" if remittance.amount_minor is None else amount(remittance.amount_minor, code),
            "currency": code,
            "payment_reference": remittance.payment_reference,
            "payment_date": remittance.payment_date.isoformat() if remittance.payment_date else "",
            "revision": remittance.revision,
        }
        super().__init__(data, initial=initial)
        self.remittance, self.user, self.today = remittance, user, today
        self.receipts = {str(one.id): one for one in payments}
        fields: dict[str, Any] = self.fields
        fields["payment_date"] = PastDayField(today=today, label=_("Paid on"))
        fields["customer"].help_text = _("Number or name")
        fields["receipt"].choices = [("", _("It waits for its payment")), *_choices(payments)]
        fields["currency"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        typed = (self.data.get("currency") or code)[:3].upper()
        self.code = typed if typed in current_currencies() else code
        fields["amount"].currency = self.code
        self.is_long = len(remittance.lines) > MOST_TYPED
        self.lines = self._typed() if self.is_bound else self._as_read()

    def clean_customer(self) -> Customer:
        """The one customer that was meant. Raises ValidationError where there is none, or several."""
        typed = self.cleaned_data["customer"].replace("\x00", "").strip()
        own = visible_customers(self.user, as_of=self.today).filter(company_id=self.remittance.company_id)
        exact = own.filter(number=typed).first()
        if exact is not None:
            return exact
        found = search_customers(own, typed, limit=2) if typed else []
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            _("Several customers fit: type the number.") if found else _("No customer is called so.")
        )

    def clean(self) -> dict[str, Any]:
        """The rows of the table count as well."""
        if any(one.errors for one in self.lines):
            raise forms.ValidationError(_("Look at the marked documents."))
        return self.cleaned_data

    def corrected(self) -> Corrected:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        typed = [one.line for one in self.lines if one.line is not None]
        return Corrected(
            customer=data["customer"],
            lines=lines_of(self.remittance) if self.is_long else typed,
            currency=data["currency"],
            amount_minor=data["amount"],
            payment_reference=data["payment_reference"].replace("\x00", ""),
            payment_date=data["payment_date"],
            receipt=self.receipts.get(data["receipt"]),
            why=data["why"].replace("\x00", ""),
        )

    def _as_read(self) -> list[TypedLine]:
        told = [_written(line, self.code) for line in self.remittance.lines[:MOST_TYPED]]
        blank: list[dict[str, str]] = [] if self.is_long else [{} for _ in range(_EMPTY_ROWS)]
        return [TypedLine(place, typed, []) for place, typed in enumerate([*told, *blank])]

    def _typed(self) -> list[TypedLine]:
        if self.is_long:
            return self._as_read()
        rows = []
        for place in range(MOST_TYPED + _EMPTY_ROWS):
            if f"number_{place}" not in self.data:
                break
            typed = {
                name: self.data.get(f"{name}_{place}", "").replace("\x00", "")[:most].strip()
                for name, most in _LONGEST.items()
            }
            rows.append(self._row(place, typed))
        return rows

    def _row(self, place: int, typed: dict[str, str]) -> TypedLine:
        row = TypedLine(place, typed, [])
        if not any(typed.values()):
            return row
        read: dict[str, int | None] = {}
        for name in _AMOUNTS:
            try:
                read[name] = _amount(typed[name], self.code)
            except AmountError as error:
                row.errors.append(words(error.reason))
        if not row.errors:
            row.line = NamedLine(
                typed["number"],
                read["paid"],
                discount_minor=read["discount"] or 0,
                deduction_minor=read["deduction"] or 0,
                claim=typed["claim"],
            )
        return row


class AsideForm(forms.Form):
    """Why a list is set aside."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def lines_of(remittance: Remittance) -> list[NamedLine]:
    """The documents of the list as they stand."""
    return [
        NamedLine(
            str(line.get("number") or ""),
            line.get("paid_minor"),
            discount_minor=line.get("discount_minor") or 0,
            deduction_minor=line.get("deduction_minor") or 0,
            claim=str(line.get("claim") or ""),
        )
        for line in remittance.lines
    ]


def _choices(payments: Sequence[Receipt]) -> list[tuple[str, str]]:
    return [
        (
            str(one.id),
            f"{one.number} · {amount(one.amount_minor, one.currency)} {one.currency} · {one.value_date} · "
            + (one.customer.name if one.customer else one.payer_name or "–"),
        )
        for one in payments
    ]


def _written(line: Mapping[str, Any], code: str) -> dict[str, str]:
    """A line as it would be typed."""
    told = {name: line.get(f"{name}_minor") for name in _AMOUNTS}
    figures = {name: "" if minor is None else amount(minor, code) for name, minor in told.items()}
    return {"number": str(line.get("number") or ""), "claim": str(line.get("claim") or ""), **figures}


def _amount(typed: str, code: str) -> int | None:
    return parse_amount(typed, currency=code, decimal=readers_habits().decimal) if typed else None
