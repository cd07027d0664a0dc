"""Search: any customer, document or place by name, number or amount, among what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.cash.queries import receipts_found
from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import word
from creditdesk.parties.access import customers_in
from creditdesk.parties.actions import User
from creditdesk.parties.queries import search_customers
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.search import amounts_meant, items_by_amount, items_by_number
from creditdesk.web.navigation import reachable
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import amount
from creditdesk.web.templatetags.ledger import item_icon, item_kind

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem

_ANY = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
IN_PALETTE = 8
ON_PAGE = 50
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind."""

    label: str
    results: list[dict[str, Any]]


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """The fragment that the palette shows while the person types; without words the places of his role."""
    words = _words(request)
    groups = _groups(request, words, limit=IN_PALETTE)
    if any(len(group.results) == IN_PALETTE for group in groups if words):
        url = f"{reverse('search')}?{urlencode({'q': words})}"
        groups.append(Group(_("More"), [{"url": url, "label": _("All results"), "hint": words, "icon": "search"}]))
    return render(request, "components/palette_results.html", {"groups": groups, "q": words})


@require_GET
@needs(*_ANY)
def search(request: HttpRequest) -> HttpResponse:
    """The same as a page of its own, with more results, for sharing and for browsers without scripts."""
    words = _words(request)
    groups = _groups(request, words, limit=ON_PAGE) if words else []
    return render(request, "search/page.html", {"groups": groups, "q": words})


def _words(request: HttpRequest) -> str:
    # PostgreSQL takes no text with a zero in it.
    return request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST]


def _groups(request: HttpRequest, words: str, *, limit: int) -> list[Group]:
    user = current_user(request)
    places = Group(_("Go to"), _places(user, words))
    if not words or not may(user, *_ANY):
        return [places] if places.results else []
    reach = reach_of(user, as_of=clock.today())
    visible = customers_in(reach)
    amounts = amounts_meant(user, words)
    groups = [
        Group(_("Accounts"), [_customer(one) for one in search_customers(visible, words, limit=limit)]),
        Group(_("Documents"), [_item(one) for one in items_by_number(reach, words, limit=limit)]),
        Group(_("Payments received"), [_receipt(one) for one in _receipts(user, words, amounts, limit=limit)]),
        Group(_("Of this amount"), [_item(one) for one in items_by_amount(reach, amounts, limit=limit)]),
        places,
    ]
    return [group for group in groups if group.results]


def _places(user: User, words: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse(place.name), "label": place.label, "hint": place.key, "icon": place.icon}
        for place in reachable(user)
        if words.lower() in str(place.label).lower()
    ]


def _customer(customer: Customer) -> dict[str, Any]:
    hint = f"{customer.number} · {customer.company.code}"
    badge = "" if customer.status == "active" else word(customer.get_status_display())
    url = reverse("account", args=[customer.id])
    return {"url": url, "label": customer.name, "hint": hint, "icon": "accounts", "badge": badge}


def _receipts(user: User, words: str, amounts: set[int], *, limit: int) -> list[Receipt]:
    return receipts_found(user, words=words, amounts_minor=amounts, as_of=clock.today(), limit=limit)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    who = receipt.customer.name if receipt.customer else receipt.payer_name or _("Unidentified")
    return {
        "url": reverse("cash_receipt", args=[receipt.id]),
        "label": f"{receipt.number} · {who}",
        "hint": f"{amount(receipt.amount_minor, receipt.currency)} {receipt.currency} · {receipt.value_date}",
        "icon": "cash",
    }


def _item(item: OpenItem) -> dict[str, Any]:
    figure = f"{amount(item.open_minor or item.original_minor, item.currency)} {item.currency}"
    state = _("closed") if item.closed_date else _("open")
    return {
        "url": reverse("item", args=[item.id]),
        "label": f"{item_kind(item.kind)} {item.number} · {item.customer.name}",
        "hint": f"{figure} · {state}",
        "icon": item_icon(item.kind),
    }
