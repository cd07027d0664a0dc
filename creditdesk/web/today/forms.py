"""What narrows the worklist; it lives in the address, so that a view can be sent to a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.risk_class import RiskClass
from creditdesk.followup.queries import Filter
from creditdesk.web.fields import AmountField

if TYPE_CHECKING:
    from creditdesk.parties.reach import OwnedPortfolio


class FilterForm(forms.Form):
    """Portfolio, class, currency, least amount, and whether something is planned."""

    portfolio = forms.TypedChoiceField(label=_("Portfolio"), required=False, coerce=int, empty_value=None)
    risk_class = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("all")), *((one.value, one.value) for one in RiskClass)]
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    minimum = AmountField(label=_("At least"), required=False)
    planned = forms.BooleanField(label=_("with a tickler"), required=False)

    def __init__(
        self, *args: Any, portfolios: list[OwnedPortfolio], currencies: list[str], base_currency: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        portfolio, currency, minimum = self.fields["portfolio"], self.fields["currency"], self.fields["minimum"]
        assert isinstance(portfolio, forms.TypedChoiceField) and isinstance(currency, forms.ChoiceField)
        assert isinstance(minimum, AmountField)
        portfolio.choices = [("", _("all")), *((one.id, f"{one.name} ({one.rep_name})") for one in portfolios)]
        currency.choices = [("", _("all")), *((code, code) for code in currencies)]
        self.base_currency = minimum.currency = base_currency

    def chosen(self, *, to_work_only: bool) -> Filter:
        """The filter; a field that cannot be read narrows nothing and shows why."""
        self.is_valid()
        data = self.cleaned_data
        return Filter(
            portfolio_id=data.get("portfolio"),
            risk_class=data.get("risk_class") or "",
            currency=data.get("currency") or "",
            minimum_minor=data.get("minimum"),
            with_tickler=bool(data.get("planned")),
            to_work_only=to_work_only,
        )
