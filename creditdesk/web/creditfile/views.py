"""The credit file of an account at a glance, and the review that is recorded from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.creditfile.access import file_for, may_read_parties
from creditdesk.creditfile.queries import CreditFile, credit_file, credit_history
from creditdesk.creditfile.reviewing import review_credit
from creditdesk.domain.credit_advice import Advice
from creditdesk.domain.financial_statements import z_score
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import credit_words as words
from creditdesk.web.account.page import Account, opened, page
from creditdesk.web.contact.answers import refused_status
from creditdesk.web.creditfile.forms import ReviewForm, WithdrawForm
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.domain.credit_advice import Recommended


@require_GET
@needs(Permission.SEE_CREDIT_FILE)
def account_credit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What is known of the customer, what the formulas make of it, and what is recommended."""
    account = opened(request, customer_id)
    return page_of(request, account)


@require_POST
@needs(Permission.SET_CREDIT)
@needs(Permission.SEE_CREDIT_FILE)
def review(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Put a credit review on record, with everything that the file says today."""
    account = opened(request, customer_id)
    file_for(current_user(request), customer_id, as_of=account.today)
    form = ReviewForm(request.POST, today=account.today)
    if not form.is_valid():
        return page_of(request, account, status=422, review_form=form)
    data = form.cleaned_data
    try:
        review_credit(
            account.customer,
            note=data["note"],
            next_on=data["next_on"],
            as_of=account.today,
            by=account.user,
            at=clock.now(),
            key=data["key"],
        )
    except Refusal as refusal:
        return page_of(request, account, refusal.reasons, status=refused_status(refusal), review_form=form)
    messages.success(request, _("The review is on record."))
    return redirect(reverse("account_credit", args=[customer_id]))


@require_GET
@needs(Permission.SEE_CREDIT_FILE)
def history(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What earlier reviews found, and the limits that requests gave."""
    account = opened(request, customer_id)
    found = credit_history(account.customer)
    findings = [(one, words.ADVICES[one.advice], words.ADVICE_TONES[one.advice]) for one in found.findings]
    context: dict[str, Any] = {"findings": findings, "changes": found.changes}
    return page(request, account, tab="account_credit", template="creditfile/history.html", **context)


def page_of(
    request: HttpRequest, account: Account, refused: tuple[Reason, ...] = (), *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The tab of the account."""
    customer, today = account.customer, account.today
    found = credit_file(customer, policy=account.policy, as_of=today)
    asks = may(account.user, Permission.RECORD_ACTIVITY)
    context: dict[str, Any] = {
        "file": found,
        "looked": found.looked,
        "facts": found.looked.facts,
        "refused": refused,
        "advices": [_advice(one, account, asks=asks) for one in found.looked.recommended],
        "parts": [(words.PARTS[one.name], one) for one in found.looked.card.parts],
        "zone": words.ZONES[found.looked.strength.zone.value] if found.looked.strength else "",
        "called_by": [Reason.from_dict(one) for one in found.due.called_by] if found.due else [],
        "is_due": found.due is not None and found.due.due_on <= today,
        "may_enter": asks,
        "may_review": may(account.user, Permission.SET_CREDIT),
        "review_form": ReviewForm(today=today),
        "withdraw_form": WithdrawForm(),
    } | _entries(found, account)
    template = "creditfile/account.html"
    return page(request, account, tab="account_credit", template=template, status=status, **(context | forms))


def _advice(one: Recommended, account: Account, *, asks: bool) -> dict[str, Any]:
    """A recommendation in words, and where the next step is one key away."""
    customer_id = account.customer.id
    ways = {
        Advice.REDUCE: (reverse("limit_new", args=[customer_id]), _("Ask for this limit"), "a"),
        Advice.EXTEND: (reverse("limit_new", args=[customer_id]), _("Ask for this limit"), "a"),
        Advice.CLOSE: (_close_url(customer_id), _("Ask to close it"), "a"),
        Advice.COLLECT: (reverse("call", args=[customer_id]), _("Call about it"), "o"),
    }
    url, label, key = ways.get(one.advice, ("", "", ""))
    return {
        "advice": words.ADVICES[one.advice.value],
        "tone": words.ADVICE_TONES[one.advice.value],
        "reasons": one.reasons,
        "url": url if asks else "",
        "label": label,
        "key": key,
    }


def _close_url(customer_id: int) -> str:
    return f"{reverse('request_new', args=[customer_id])}?{urlencode({'kind': 'status', 'status': 'closed'})}"


def _entries(found: CreditFile, account: Account) -> dict[str, Any]:
    """What stands in the file, each with whether it is too old; who gave securities only for those who may know it."""
    today = account.today
    return {
        "statements": [
            {"one": one, "basis": words.BASES[one.basis], "z": z_score(one.figures), "net_worth": one.figures.net_worth}
            for one in found.entries.statements
        ],
        "ratings": [{"one": one, "source": words.RATINGS[one.source]} for one in found.entries.ratings],
        "references": found.entries.references,
        "securities": [
            {
                "one": one,
                "kind": words.SECURITIES[one.kind],
                "is_over": one.until is not None and one.until < today,
                "shows_party": may_read_parties(account.user, one),
            }
            for one in found.entries.securities
        ],
    }
