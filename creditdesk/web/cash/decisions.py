"""What is decided about a payment besides matching it: who paid, what becomes of it, and taking back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.cash.access import match_for, receipt_for
from creditdesk.cash.actions import (
    decide_standing,
    enter_receipt,
    identify_receipt,
    take_back_match,
    unidentify_receipt,
)
from creditdesk.cash.entered import named_beside, say_same
from creditdesk.cash.queries import newest_decision
from creditdesk.cash.receiving import NewReceipt
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words as words
from creditdesk.parties.access import companies_of, customer_for, visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.parties.queries import search_customers
from creditdesk.receivables.access import items_for
from creditdesk.web.cash.frame import Frame
from creditdesk.web.cash.work import refused_page, work_on
from creditdesk.web.customer_events.forms import new_key
from creditdesk.web.fields import AmountField, TypedDateField
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt
    from creditdesk.parties.models import Company, Customer

_WHY_LONGEST = 200


@require_POST
@needs(Permission.APPLY_CASH)
def payer(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Put unidentified money on the account of whoever paid it; what it pays is decided afterwards."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    frame, asked = Frame(request, user, today=today), request.POST.get("payer", "")
    revision = _revision(request)
    if not asked:
        nobody = refuse("receipt.nobodys", "nobody is known to have paid it: say first who did")
        return refused_page(request, frame, work_on(shown, user=user, asked=request.POST, today=today), nobody)
    customer = customer_for(user, int(asked) if asked.isdecimal() and len(asked) < 19 else 0, as_of=today)
    try:
        identify_receipt(shown, customer=customer, revision=revision, as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return refused_page(request, frame, work_on(shown, user=user, asked=request.POST, today=today), refusal)
    dispatch.accounts_changed([customer.id], as_of=today, at=clock.now())
    messages.success(request, _("%(number)s is on the account of %(customer)s.") % _named(shown, customer))
    return redirect(frame.with_filter(reverse("cash_receipt", args=[shown.id])))


@require_POST
@needs(Permission.APPLY_CASH)
def same(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Say that what the bank told is a payment that was entered by hand before."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    frame, asked = Frame(request, user, today=today), request.POST.get("receipt", "")
    try:
        named = int(asked) if asked.isdecimal() and len(asked) < 19 else None
        entered = named_beside(named, user=user, as_of=today)
        one = say_same(shown, entered, revision=_revision(request), as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return refused_page(request, frame, work_on(shown, user=user, asked={}, today=today), refusal)
    dispatch.check_settled(one, as_of=today, at=clock.now())
    if shown.customer_id not in (None, one.customer_id):
        dispatch.accounts_changed([shown.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("%(number)s is what the bank told of.") % {"number": one.number})
    return redirect(frame.with_filter(reverse("cash_receipt", args=[one.id])))


class WhyForm(forms.Form):
    """Why something is decided so, and what the person had seen of the payment."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=_WHY_LONGEST)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
def off(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Take money off an account that it was wrongly put on."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    form = WhyForm(request.POST if request.method == "POST" else None, initial={"revision": shown.revision})
    facts: dict[str, Any] = {"title": _("Take off the account"), "action": _("Take off the account")}
    if request.method == "GET" or not form.is_valid():
        return _asked(request, shown, form, **facts)
    customer_id = shown.customer_id
    data = form.cleaned_data
    try:
        unidentify_receipt(shown, revision=data["revision"], why=data["why"], as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return _asked(request, shown, form, refusal=refusal, **facts)
    if customer_id is not None:
        dispatch.accounts_changed([customer_id], as_of=today, at=clock.now())
    messages.success(request, _("%(number)s is on no account any more.") % {"number": shown.number})
    return redirect(Frame(request, user, today=today).with_filter(reverse("cash_receipt", args=[shown.id])))


class StandingForm(WhyForm):
    """What becomes of money that pays nothing."""

    standing = forms.ChoiceField(label=gettext_lazy("Decision"), choices=())
    field_order = ("standing", "why")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = ("on_account", "refund", "full_settlement", "")
        fields: dict[str, Any] = self.fields
        told = {**words.STANDINGS, "": _("To be worked again")}
        fields["standing"].choices = [(one or "none", told[one]) for one in choices]
        fields["why"].required = False


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
def standing(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Keep money on account, ask for its refund, mark an offer in full settlement, or have it worked again."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    frame = Frame(request, user, today=today)
    wanted = request.GET.get("standing", "on_account")
    initial = {"revision": shown.revision, "standing": wanted}
    form = StandingForm(request.POST if request.method == "POST" else None, initial=initial)
    facts: dict[str, Any] = {"title": _("What becomes of it"), "action": _("Decide")}
    if request.method == "GET" or not form.is_valid():
        return _asked(request, shown, form, **facts)
    data = form.cleaned_data
    chosen = "" if data["standing"] == "none" else data["standing"]
    try:
        decided = decide_standing(
            shown,
            standing=chosen,
            why=data["why"],
            revision=data["revision"],
            as_of=today,
            by=user,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _asked(request, shown, form, refusal=refusal, **facts)
    dispatch.receipt_standing(decided, as_of=today, at=clock.now())
    told = words.STANDINGS[chosen] or _("to be worked again")
    messages.success(request, _("%(number)s: %(decided)s.") % {"number": shown.number, "decided": told})
    return redirect(frame.following(shown) if chosen else frame.with_filter(reverse("cash_receipt", args=[shown.id])))


class TakeBackForm(forms.Form):
    """Why a match is taken back; whether it was wrong counts in the analytics."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause"), choices=())
    why = forms.CharField(label=gettext_lazy("Why"), max_length=_WHY_LONGEST)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["cause"].choices = [(one, words.TAKEN_BACK[one]) for one in ("wrong", "other")]


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
def take_back(request: HttpRequest, match_id: int) -> HttpResponse:
    """Take a match back by reversals; `?at_once=1` is the undo right after it was made."""
    user, today = current_user(request), clock.today()
    match = match_for(user, match_id, as_of=today)
    shown = receipt_for(user, match.receipt_id, as_of=today)
    at_once = request.method == "POST" and request.GET.get("at_once") == "1"
    sent = {"cause": "wrong", "why": _("undone at once")} if at_once else request.POST
    form = TakeBackForm(sent if request.method == "POST" else None)
    customers = _moved_by(user, match, shown, today=today)
    facts: dict[str, Any] = {"title": _("Take back a match"), "action": _("Take the match back"), "danger": True}
    if request.method == "GET" or not form.is_valid():
        return _asked(request, shown, form, **facts)
    data = form.cleaned_data
    try:
        take_back_match(match, cause=data["cause"], why=data["why"], as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return _asked(request, shown, form, refusal=refusal, **facts)
    dispatch.accounts_changed(customers, as_of=today, at=clock.now())
    messages.success(
        request, _("The match is taken back: its items and %(number)s are open again.") % {"number": shown.number}
    )
    return redirect("cash_receipt", shown.id)


def _moved_by(user: User, match: Any, shown: Receipt, *, today: dt.date) -> list[int]:
    items = items_for(user, [line["item_id"] for line in match.lines], as_of=today)
    return sorted({item.customer_id for item in items} | ({shown.customer_id} if shown.customer_id else set()))


class EnterForm(forms.Form):
    """A payment that no bank file told of, such as a check handed over. Its key enters it once."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput, initial=new_key, required=False)
    company = forms.ChoiceField(label=gettext_lazy("Company"), choices=())
    amount = AmountField(label=gettext_lazy("Amount"))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=gettext_lazy("Currency"), max_length=3)
    value_date = TypedDateField(label=gettext_lazy("Received on"))
    channel = forms.ChoiceField(label=gettext_lazy("Kind"), choices=())
    number = forms.CharField(label=gettext_lazy("Check or payment number"), max_length=80, required=False)
    customer = forms.CharField(label=gettext_lazy("Customer"), max_length=80, required=False)
    payer_name = forms.CharField(label=gettext_lazy("Name on it"), max_length=140, required=False)
    text = forms.CharField(label=gettext_lazy("What is written on it"), max_length=500, required=False)

    def __init__(self, data: Any, *, user: User, today: dt.date, **options: Any) -> None:
        super().__init__(data, **options)
        self.user, self.today = user, today
        self.companies: dict[str, Company] = {one.code: one for one in companies_of(user)}
        fields: dict[str, Any] = self.fields
        fields["company"].choices = [(code, f"{code} {one.name}") for code, one in self.companies.items()]
        fields["channel"].choices = [(one, words.CHANNELS[one]) for one in ("check", "cash", "card", "transfer")]
        fields["customer"].help_text = _("Number or name; empty while nobody knows who paid")
        fields["value_date"].as_of = today
        typed = (self.data.get("currency") or self.initial.get("currency") or "USD")[:3].upper()
        fields["amount"].currency = typed if typed.isalpha() and len(typed) == 3 else "USD"

    def clean_customer(self) -> Customer | None:
        """The one customer that was meant. Raises ValidationError where there is none, or several."""
        typed, code = self.cleaned_data["customer"].replace("\x00", ""), self.cleaned_data.get("company")
        if not typed.strip() or code not in self.companies:
            return None
        own = visible_customers(self.user, as_of=self.today).filter(company=self.companies[code])
        found = search_customers(own, typed, limit=2)
        if found and (len(found) == 1 or found[0].number == typed.strip()):
            return found[0]
        text = _("Several customers fit: type the number.") if found else _("No customer is called so.")
        raise forms.ValidationError(text)

    def new_receipt(self) -> NewReceipt:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return NewReceipt(
            amount_minor=data["amount"],
            currency=data["currency"],
            value_date=data["value_date"],
            posting_date=self.today,
            channel=data["channel"],
            customer=data["customer"],
            trace=data["number"].replace("\x00", ""),
            payer_name=data["payer_name"].replace("\x00", ""),
            text=data["text"].replace("\x00", ""),
            key=f"screen/{data['key']}" if data["key"] else "",
        )


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a payment by hand; it is posted at once, and comes up to be matched."""
    user, today = current_user(request), clock.today()
    first = companies_of(user).first()
    initial = {"currency": first.currency if first else "USD", "value_date": _("today"), "channel": "check"}
    form = EnterForm(request.POST if request.method == "POST" else None, user=user, today=today, initial=initial)
    if request.method == "GET":
        return render(request, "cash/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "cash/new.html", {"form": form}, status=422)
    company = form.companies[form.cleaned_data["company"]]
    try:
        made = enter_receipt(form.new_receipt(), company=company, as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        return render(request, "cash/new.html", {"form": form, "reasons": refusal.reasons}, status=422)
    if made.customer_id is not None:
        dispatch.accounts_changed([made.customer_id], as_of=today, at=clock.now())
    dispatch.receipt_standing(made, as_of=today, at=clock.now())
    told = _("%(number)s is posted.") if made.posting_date else _("%(number)s is held until its date.")
    messages.success(request, told % {"number": made.number})
    return redirect("cash_receipt", made.id)


def _asked(
    request: HttpRequest, shown: Receipt, form: forms.Form, *, refusal: Refusal | None = None, **facts: Any
) -> HttpResponse:
    """The form of a decision; after a refusal with its reasons, and with who was faster where somebody was."""
    status, context = 200, {"receipt": shown, "form": form, "kept": request.META.get("QUERY_STRING", "")}
    if refusal is not None:
        lost = any(reason.code in ("receipt.changed_meanwhile", "match.taken_back") for reason in refusal.reasons)
        faster = newest_decision(shown) if lost else None
        names = names_of([faster.by] if faster else [])
        context |= {"refused": refusal.reasons, "faster": faster, "faster_names": names}
        status = 409 if lost else 422
    elif request.method == "POST":
        status = 422
    return render(request, "cash/decide.html", context | facts, status=status)


def _named(shown: Receipt, customer: Customer) -> dict[str, str]:
    return {"number": shown.number, "customer": customer.name}


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
