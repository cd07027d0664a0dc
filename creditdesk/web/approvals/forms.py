"""What people type to ask for something: the amounts, why, and what they show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import STATUSES, WORDS_LONGEST, Content, Direction, Evidence, Kind, Line
from creditdesk.exports.words import STATUS_WORDS
from creditdesk.web.approvals import words
from creditdesk.web.fields import AmountField, TypedDateField, amount_typed
from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.followup.models import Document
    from creditdesk.receivables.models import OpenItem

EVIDENCE_ROWS = 3


class AskForm(forms.Form):
    """A request of one kind about some documents. Fields that the kind does not use are not there."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self,
        data: Any,
        *,
        kind: Kind,
        currency: str,
        items: Sequence[OpenItem],
        documents: Sequence[Document],
        policy: PolicyDocument,
        as_of: dt.date,
        before: Content | None = None,
    ) -> None:
        super().__init__(data)
        self.kind, self.currency, self.items = kind, currency, list(items)
        self._documents = documents
        self._policy = policy
        self._kind_fields(before, as_of=as_of)
        self.fields["words"] = forms.CharField(
            label=_("Why"),
            max_length=WORDS_LONGEST,
            widget=forms.Textarea({"rows": 3}),
            initial=before.words if before else "",
        )
        self._evidence_fields(before)

    def content(self) -> Content:
        """What is asked for, of the valid form."""
        told = self.cleaned_data
        return Content(
            kind=self.kind,
            currency=self.currency,
            lines=tuple(self._lines()),
            reason=told.get("reason", ""),
            words=told["words"],
            direction=Direction(told.get("direction") or Direction.CREDIT),
            until=told.get("until"),
            status=told.get("status", ""),
            evidence=tuple(self._shown()),
        )

    @property
    def item_rows(self) -> list[dict[str, Any]]:
        """The documents with their fields of amount and tax."""
        return [
            {"item": item, "amount": self.amounts(f"amount_{item.id}"), "tax": self.amounts(f"tax_{item.id}")}
            for item in self.items
        ]

    @property
    def evidence_rows(self) -> list[list[Any]]:
        """The fields of each piece of evidence."""
        return [[self[f"{name}_{row}"] for name in _EVIDENCE] for row in range(EVIDENCE_ROWS)]

    def amounts(self, name: str) -> Any:
        """The field, or None where the kind asks for no amount."""
        return self[name] if name in self.fields else None

    def _kind_fields(self, before: Content | None, *, as_of: dt.date) -> None:
        fields = self.fields
        if self.kind is Kind.STATUS:
            choices = [("", ""), *((one, STATUS_WORDS[one]) for one in STATUSES)]
            initial = before.status if before else "cod"
            fields["status"] = forms.ChoiceField(label=_("Status from now on"), choices=choices, initial=initial)
            return
        if self.kind is Kind.EXTENSION:
            until = TypedDateField(label=_("Collect from"))
            until.as_of = as_of
            until.initial = before.until.isoformat() if before and before.until else None
            fields["until"] = until
            return
        kept = {line.item_id: line for line in before.lines} if before else {}
        for item in self.items:
            line = kept.get(item.id)
            shown = line.amount_minor if line else max(item.open_minor, 0)
            self._amount(f"amount_{item.id}", _("Amount"), shown, required=True)
            self._amount(f"tax_{item.id}", _("Tax in it"), line.tax_minor if line else 0, required=False)
        if self.kind is Kind.ADJUSTMENT:
            causes = [("", ""), *words.CAUSES.items()]
            initial = before.reason if before else ""
            fields["reason"] = forms.ChoiceField(label=_("Made for"), choices=causes, initial=initial)
            if not self.items:
                line = before.lines[0] if before and before.lines else None
                self._amount("amount", _("Amount"), line.amount_minor if line else 0, required=True)
                self._amount("tax", _("Tax in it"), line.tax_minor if line else 0, required=False)
                fields["what"] = forms.CharField(
                    label=_("What it is"), max_length=60, initial=line.number if line else ""
                )
                directions = [(Direction.DEBIT.value, words.DIRECTIONS["debit"])]
                fields["direction"] = forms.ChoiceField(label=_("Direction"), choices=directions)

    def _amount(self, name: str, label: str, minor: int, *, required: bool) -> None:
        field = AmountField(label=label, required=required)
        field.currency = self.currency
        field.initial = amount_typed(minor, currency=self.currency) if minor else ""
        self.fields[name] = field

    def _evidence_fields(self, before: Content | None) -> None:
        wanted = list(getattr(self._policy.requests.evidence, self.kind.value))
        kept = list(before.evidence) if before else []
        papers = [("", ""), *((str(one.id), one.description or one.name) for one in self._documents)]
        for row in range(EVIDENCE_ROWS):
            one = kept[row] if row < len(kept) else None
            shows = one.shows if one else wanted[row] if row < len(wanted) else None
            self.fields[f"shows_{row}"] = forms.ChoiceField(
                label=_("It shows"),
                choices=[("", ""), *words.SHOWN.items()],
                required=False,
                initial=shows.value if shows else "",
            )
            self.fields[f"said_{row}"] = forms.CharField(
                label=_("In words"), max_length=WORDS_LONGEST, required=False, initial=one.words if one else ""
            )
            self.fields[f"document_{row}"] = forms.ChoiceField(
                label=_("Document of the account"),
                choices=papers,
                required=False,
                initial=str(one.document_id) if one and one.document_id else "",
            )
            self.fields[f"link_{row}"] = forms.CharField(
                label=_("Link"), max_length=400, required=False, initial=one.link if one else ""
            )

    def _lines(self) -> list[Line]:
        told = self.cleaned_data
        if self.kind is Kind.EXTENSION:
            return [Line(item.id, item.number, max(item.open_minor, 0)) for item in self.items]
        if self.kind is Kind.ADJUSTMENT and not self.items:
            return [Line(None, told["what"], told["amount"] or 0, told.get("tax") or 0)]
        return [
            Line(item.id, item.number, told[f"amount_{item.id}"] or 0, told.get(f"tax_{item.id}") or 0)
            for item in self.items
            if self.kind is not Kind.STATUS
        ]

    def _shown(self) -> list[Evidence]:
        told, found = self.cleaned_data, []
        for row in range(EVIDENCE_ROWS):
            said, paper, link = told[f"said_{row}"], told[f"document_{row}"], told[f"link_{row}"]
            if told[f"shows_{row}"] and (said or paper or link):
                shows = Shown(told[f"shows_{row}"])
                found.append(Evidence(shows, document_id=int(paper) if paper else None, link=link, words=said))
        return found


class RecoverForm(forms.Form):
    """Which payment of the customer came for the claims that were written off, and how much of it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # Not one of the choices alone: sent again, it names a payment of which nothing is left, and acts once.
    payment = forms.IntegerField(label=gettext_lazy("Payment"), min_value=1, widget=forms.Select)
    amount = AmountField(label=gettext_lazy("Amount"))

    def __init__(self, data: Any, *, payments: Sequence[tuple[OpenItem, int]], currency: str, most_minor: int) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["payment"].widget.choices = [
            (one.id, f"{one.number}, {amount(minor, currency)} {currency}") for one, minor in payments
        ]
        fields["amount"].currency = currency
        likely = min(most_minor, payments[0][1]) if payments else 0
        fields["amount"].initial = amount_typed(likely, currency=currency) if likely else ""


_EVIDENCE = ("shows", "said", "document", "link")


class DecideForm(forms.Form):
    """What is decided about the content that was seen, and the words to it."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Words to it"),
        max_length=WORDS_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("A refusal and a question need them."),
    )
