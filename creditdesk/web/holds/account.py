"""The orders of an account, and what is decided about all of them: holds by hand, limits for a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.credit.access import temporary_limit_for
from creditdesk.credit.queries import credit_of, orders_of
from creditdesk.credit.releasing import hold_account
from creditdesk.credit.temporary_limits import end_temporary_limit
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import order_words as words
from creditdesk.web.account.page import Account, opened, page
from creditdesk.web.contact.answers import refused_status
from creditdesk.web.holds.forms import HoldForm, LiftForm, LimitForm
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words as words_of


@require_GET
@needs(Permission.SEE_ORDERS)
def orders(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The newest orders of the account, and what stands about all of them."""
    return _page(request, opened(request, customer_id))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def hold(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Hold all orders of the account by hand."""
    account = opened(request, customer_id)
    form = HoldForm(request.POST, today=account.today)

    def act(data: dict[str, Any], common: dict[str, Any]) -> None:
        hold_account(account.customer, why=data["why"], until=data["until"], key=data["key"], **common)

    return _act(request, account, form, act, told=_("The orders are held."), name="hold_form")


@require_POST
@needs(Permission.DECIDE_ORDERS)
def limit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Grant a higher limit until a day; what is beyond one person is asked for."""
    account = opened(request, customer_id)
    form = LimitForm(request.POST, today=account.today, currency=account.customer.currency)

    def act(data: dict[str, Any], common: dict[str, Any]) -> None:
        dispatch.raise_limit(
            account.customer, limit_minor=data["amount"] or 0, until=data["until"], why=data["why"], key=data["key"],
            **common,
        )  # fmt: skip

    return _act(
        request,
        account,
        form,
        act,
        told=_("The limit is granted, or asked for where it takes a second person."),
        name="limit_form",
    )


@require_POST
@needs(Permission.DECIDE_ORDERS)
def end_limit(request: HttpRequest, limit_id: int) -> HttpResponse:
    """Take a temporary limit back."""
    user, today = current_user(request), clock.today()
    found = temporary_limit_for(user, limit_id, as_of=today)
    try:
        end_temporary_limit(found, as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, "; ".join(map(words_of, refusal.reasons)))
    else:
        messages.success(request, _("The limit is taken back."))
    return redirect(reverse("account_orders", args=[found.customer_id]))


def _act(
    request: HttpRequest,
    account: Account,
    form: Any,
    act: Callable[[dict[str, Any], dict[str, Any]], None],
    *,
    told: str,
    name: str,
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, account, status=422, **{name: form})
    try:
        act(form.cleaned_data, {"as_of": account.today, "by": account.user, "at": clock.now()})
    except Refusal as refusal:
        return _page(request, account, refusal.reasons, status=refused_status(refusal), **{name: form})
    messages.success(request, told)
    return redirect(reverse("account_orders", args=[account.customer.id]))


def _page(
    request: HttpRequest, account: Account, refused: tuple[Reason, ...] = (), *, status: int = 200, **forms: Any
) -> HttpResponse:
    customer, today = account.customer, account.today
    found = credit_of(customer, as_of=today)
    rows = [
        {
            "order": one,
            "standing": words.STANDINGS[one.standing],
            "codes": [words.HOLD_CODES[h["code"]] for h in one.holds],
        }
        for one in orders_of(customer)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "refused": refused,
        "limits": found.limits,
        "review": found.review,
        "lift_forms": [(one, LiftForm(named=f"lift{one.id}")) for one in found.holds],
        "may_decide": may(account.user, Permission.DECIDE_ORDERS),
        "sees_file": may(account.user, Permission.SEE_CREDIT_FILE),
        "hold_form": HoldForm(today=today),
        "limit_form": LimitForm(today=today, currency=customer.currency),
    }
    return page(
        request, account, tab="account_orders", template="accounts/orders.html", status=status, **(context | forms)
    )
