"""The parts of cash, as tabs above each of its pages: `{% cash_tabs %}`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.visibility import Permission
from creditdesk.web.permissions import current_user, may

# URLs' names, the first being the tab's own; words; whether it is for those alone who see all cash of their companies.
_TABS: tuple[tuple[tuple[str, ...], str | Promise, bool], ...] = (
    (("cash", "cash_receipt", "cash_history"), _("Payments"), False),
    (("cash_unapplied",), _("Unapplied"), False),
    (("cash_report",), _("Day"), True),
    (("cash_reconciliation",), _("Bank"), True),
    (("bank_statements", "bank_statement"), _("Statements"), True),
    (("remittances", "remittance"), _("Remittances"), True),
    (("returned_payments", "special_cash", "refunds"), _("Returned"), True),
    (("cash_review",), _("Review"), True),
    (("match_figures",), _("Match rates"), True),
    (("bank_accounts",), _("Bank accounts"), True),
)


def cash_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs that the user may open; that of the page is marked."""
    sees_all = may(current_user(request), Permission.SEE_ACCOUNTS_ALL)
    shown = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(names[0]), "active": shown in names}
        for names, label, for_all in _TABS
        if sees_all or not for_all
    ]
