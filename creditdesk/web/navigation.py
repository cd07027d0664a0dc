"""The places of the desk: who finds which in the navigation, and where each role begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.domain.visibility import Permission, Role
from creditdesk.parties.actions import User
from creditdesk.web.permissions import may

_P = Permission
_ACCOUNTS = (_P.SEE_ACCOUNTS_ALL, _P.SEE_ACCOUNTS_OWN)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: its URL's name, its words, its keys, and who may open it."""

    name: str
    label: str | Promise
    key: str
    icon: str
    permissions: tuple[Permission, ...]


# Whoever may take anything out as a file: each list asks for its own right besides.
TAKERS = (_P.EXPORT, _P.MANAGE_USERS, _P.MANAGE_PORTFOLIOS, _P.SEE_IMPORTS)

PLACES = (
    Place("today", _("Today"), "g t", "today", (_P.WORK_TICKLERS,)),
    Place("accounts", _("Accounts"), "g a", "accounts", _ACCOUNTS),
    Place("cash", pgettext_lazy("money that came in", "Cash"), "g s", "cash", (_P.SEE_CASH,)),
    Place("holds", pgettext_lazy("held orders", "Holds"), "g x", "lock", (_P.SEE_ORDERS,)),
    Place("cases", _("Disputes"), "g g", "flag", (_P.SEE_HISTORY,)),
    Place("ticklers", _("Ticklers"), "g k", "tickler", (_P.WORK_TICKLERS,)),
    Place("requests", _("Approvals"), "g q", "check", (_P.SEE_HISTORY,)),
    Place("reviews", _("Reviews"), "g z", "calendar", (_P.SEE_CREDIT_FILE,)),
    Place("promises", _("Promises"), "g m", "promise", (_P.SEE_HISTORY,)),
    Place("letters", _("Letters"), "g v", "document", (_P.SEE_HISTORY,)),
    Place("mail", _("Mail"), "g n", "mail", (_P.SEE_HISTORY,)),
    Place("customer_events", _("Events"), "g f", "flag", (_P.SEE_HISTORY,)),
    Place("data_changes", _("Data changes"), "g y", "edit", (_P.SEE_HISTORY,)),
    Place("notices", _("Notices"), "g h", "info", _ACCOUNTS),
    Place("exceptions", _("Exceptions"), "g e", "exception", (_P.SEE_EXCEPTIONS,)),
    Place("delinquent", _("Delinquent log"), "g l", "report", (_P.SEE_HISTORY,)),
    Place("imports", _("Imports"), "g i", "import", (_P.SEE_IMPORTS,)),
    Place("reconciliation", _("Reconciliation"), "g c", "money", (_P.SEE_IMPORTS,)),
    Place("periods", _("Periods"), "g d", "lock", (_P.CLOSE_PERIOD, _P.POST_LEDGER, _P.SEE_JOURNAL)),
    Place("erp_postings", _("ERP postings"), "g r", "refresh", (_P.POST_LEDGER, _P.SEE_JOURNAL)),
    Place("policy", _("Policy"), "g p", "policy", (_P.SEE_POLICY,)),
    Place("journal", _("Journal"), "g j", "journal", (_P.SEE_JOURNAL,)),
    Place("portfolios", _("Portfolios"), "g o", "portfolio", (_P.MANAGE_PORTFOLIOS,)),
    Place("users", _("Users"), "g u", "users", (_P.MANAGE_USERS,)),
    Place("webhooks", _("Webhooks"), "g w", "external", (_P.MANAGE_WEBHOOKS,)),
    Place("mailboxes", _("Mailboxes"), "g b", "mail", (_P.MANAGE_MAILBOXES,)),
)

# Pages and acts that the rail has no room for: the palette knows them. What needs no permission is everybody's.
BEYOND = (
    Place("day_plan", _("Plan of the day"), "", "clock", (_P.WORK_TICKLERS,)),
    Place("incoming_call", _("Incoming call"), "", "phone", (_P.RECORD_ACTIVITY,)),
    Place("search_said", _("Search what was said"), "", "search", (_P.SEE_HISTORY,)),
    Place("worksheets", _("Adjustment worksheets"), "", "report", (_P.SEE_HISTORY,)),
    Place("bankruptcies", _("Bankruptcies"), "", "flag", (_P.SEE_HISTORY,)),
    Place("plans", _("Payment plans"), "", "calendar", (_P.SEE_HISTORY,)),
    Place("settlements", _("Settlements"), "", "check", (_P.SEE_HISTORY,)),
    Place("customer_statements", _("Account reconciliations"), "", "check", (_P.SEE_HISTORY,)),
    Place("agency", _("Collection agencies"), "", "external", (_P.SEE_HISTORY,)),
    Place("small_rests", _("Small rests"), "", "check", (_P.SEE_HISTORY,)),
    Place("unclaimed", _("Unclaimed credits"), "", "money", (_P.SEE_HISTORY,)),
    Place("notes", _("Notes for other programs"), "", "note", (_P.SEE_HISTORY,)),
    Place("returned_payments", _("Returned payments"), "", "undo", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("special_cash", _("Held checks, payments in full"), "", "money", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("refunds", _("Refunds"), "", "money", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("import_new", _("Load a file"), "", "upload", (_P.IMPORT_FILES,)),
    Place("bank_accounts", _("Bank accounts"), "", "money", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("remittances", _("Remittances"), "", "document", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("bank_statements", _("Bank statements"), "", "document", (_P.REVIEW_CASH, _P.POST_LEDGER)),
    Place("cash_new", _("Enter a payment"), "", "cash", (_P.APPLY_CASH,)),
    Place("letter_texts", _("Texts of letters"), "", "policy", (_P.SEE_POLICY,)),
    Place("policy_versions", _("Versions of the policy"), "", "policy", (_P.SEE_POLICY,)),
    Place("absences", _("Absences and substitutes"), "", "calendar", (_P.MANAGE_PORTFOLIOS,)),
    Place("portfolio_new", _("New portfolio"), "", "portfolio", (_P.MANAGE_PORTFOLIOS,)),
    Place("webhook_new", _("New webhook"), "", "external", (_P.MANAGE_WEBHOOKS,)),
    Place("mailbox_new", _("New mailbox"), "", "mail", (_P.MANAGE_MAILBOXES,)),
    Place("user_new", _("New user"), "", "user", (_P.MANAGE_USERS,)),
    Place("exports", _("Exports"), "", "download", TAKERS),
    Place("tokens", _("Tokens for programs"), "", "key", (_P.USE_API,)),
    Place("calendar_key_new", _("Calendar of your ticklers"), "", "calendar", (_P.WORK_TICKLERS,)),
    Place("account_change_password", _("Change password"), "", "lock", ()),
    Place("mfa_index", _("Second factor"), "", "shield", ()),
)

# The first that the role may open and that exists is its home.
_HOMES = {
    Role.REP: ("today",),
    Role.SUPERVISOR: ("exceptions", "today"),
    Role.CREDIT_MANAGER: ("exceptions", "today"),
    Role.CONTROLLER: ("journal",),
    Role.CASH_APPLICATOR: ("cash", "imports"),
    Role.DEDUCTION_ANALYST: ("cases", "today"),
    Role.SALES: ("accounts", "notices"),
    Role.OTHER_DEPARTMENT: ("accounts",),
    Role.AUDITOR: ("journal",),
    Role.ADMINISTRATOR: ("users",),
    Role.MACHINE: (),
}


def places_of(user: User, *, path: str) -> list[dict[str, Any]]:
    """The entries of the navigation that the user may open, see docs/guide/components.md."""
    entries = []
    for place in PLACES:
        url = _url(place.name)
        if url and may(user, *place.permissions):
            active = path == url or (url != "/" and path.startswith(url))
            entry = {"label": place.label, "url": url, "key": place.key, "icon": place.icon}
            entries.append({**entry, "active": active, "count": None})
    return entries


def reachable(user: User) -> list[Place]:
    """Every page that the user may go to without having anything in hand: the navigation's first, then the others."""
    return [place for place in (*PLACES, *BEYOND) if not place.permissions or may(user, *place.permissions)]


def home_of(user: User) -> str | None:
    """The URL of the page that the user's role begins with, or None where it may open no page at all."""
    open_to = {place.name for place in PLACES if may(user, *place.permissions)}
    wanted = [name for name in _HOMES[user.desk_role] if name in open_to]
    everything = [place.name for place in PLACES if place.name in open_to]
    return next((url for name in [*wanted, *everything] if (url := _url(name))), None)


@cache
def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
