"""The parts of cash, as tabs above each of its pages: `{% include "cash/tabs.html" %}` with `cash_tabs` given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.visibility import Permission
from creditdesk.web.permissions import current_user, may

# URL's name, words, whether it is for those alone who see all cash of their companies.
_TABS: tuple[tuple[str, str | Promise, bool], ...] = (
    ("cash", _("Payments"), False),
    ("cash_unapplied", _("Unapplied"), False),
    ("cash_report", _("Day"), True),
    ("cash_reconciliation", _("Bank"), True),
    ("bank_statements", _("Statements"), True),
    ("returned_payments", _("Returned"), True),
    ("cash_review", _("Review"), True),
    ("match_figures", _("Match rates"), True),
    ("bank_accounts", _("Bank accounts"), True),
)


def cash_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs that the user may open; the page that is open is marked."""
    user, found = current_user(request), []
    for name, label, for_all in _TABS:
        if for_all and not may(user, Permission.SEE_ACCOUNTS_ALL):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": url, "active": request.path == url})
    return found
