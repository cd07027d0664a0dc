"""What stands at the top of every page of an account: who it is, what it owes, what is next, and the tabs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.config import clock
from creditdesk.creditfile.queries import expired_covers
from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_desk import StepKind
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Permission
from creditdesk.exports.credit_words import SECURITIES
from creditdesk.exports.event_words import CHANGE_STATES, DATA_KINDS
from creditdesk.followup.opening import open_account
from creditdesk.followup.queries import neighbours, reasons_of
from creditdesk.followup.what_stands import what_stands
from creditdesk.letters.queries import confirmation_of
from creditdesk.parties.access import customers_within
from creditdesk.parties.actions import User
from creditdesk.parties.people import path_from
from creditdesk.parties.reach import Reach, reach_of
from creditdesk.receivables.queries import PositionFacts
from creditdesk.web.account.figures import aging_bar_of
from creditdesk.web.links import url_if
from creditdesk.web.permissions import current_user, may
from creditdesk.web.plans.words import PLAN_STATES, PLAN_TONES
from creditdesk.web.templatetags.desk_formats import percent, planned

if TYPE_CHECKING:
    from creditdesk.followup.models import Tickler, WorklistRow
    from creditdesk.parties.models import Customer

SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
# So many people of the escalation path stand beside the next step; the rest is on the tab of contacts.
_SHOWN_RUNGS = 3
_TABS = (
    ("account", _("Items"), None),
    ("account_closed", _("Closed"), None),
    ("account_payments", _("Payments and credits"), None),
    ("account_family", _("Family"), None),
    ("account_contacts", _("Contacts"), None),
    ("account_orders", _("Orders"), Permission.SEE_ORDERS),
    ("account_promises", _("Promises"), Permission.SEE_HISTORY),
    ("account_letters", _("Letters"), Permission.SEE_HISTORY),
    ("account_mail", _("Mail"), Permission.SEE_HISTORY),
    ("account_events", _("Events"), None),
    ("account_credit", pgettext_lazy("what a customer may owe", "Credit"), Permission.SEE_CREDIT_FILE),
    ("account_documents", _("Documents"), Permission.SEE_HISTORY),
    ("account_timeline", _("Timeline"), Permission.SEE_HISTORY),
    ("account_cases", _("Disputes"), Permission.SEE_HISTORY),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account opened by a person on a day, with its figures in every currency."""

    user: User
    reach: Reach
    customer: Customer
    today: dt.date
    edges: tuple[int, ...]
    facts: list[PositionFacts]
    row: WorklistRow | None
    tickler: Tickler | None
    policy: PolicyDocument
    policy_number: int

    @property
    def sees_history(self) -> bool:
        """Whether the person may read what was said to the customer, and credit facts such as the limit."""
        return may(self.user, Permission.SEE_HISTORY)

    def facts_in(self, currency: str | None) -> PositionFacts | None:
        """The figures in the currency; without one, in the customer's own, else in the first there is."""
        by_currency = {one.currency: one for one in self.facts}
        if currency in by_currency:
            return by_currency[currency]
        return by_currency.get(self.customer.currency) or next(iter(self.facts), None)


def opened(request: HttpRequest, customer_id: int) -> Account:
    """The account, if the person may see it. Raises NotVisible."""
    user, today = current_user(request), clock.today()
    reach = reach_of(user, as_of=today)
    found = open_account(reach, customer_id, as_of=today)
    return Account(
        user,
        reach,
        found.customer,
        today,
        found.edges,
        found.facts,
        found.row,
        found.tickler,
        found.policy,
        found.policy_number,
    )


def page(
    request: HttpRequest, account: Account, *, tab: str, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    """The page of one tab under the common head."""
    return render(request, template, head(account, tab=tab) | context, status=status)


def head(account: Account, *, tab: str) -> dict[str, Any]:
    """The common part of the context."""
    customer = account.customer
    # The order of the worklist is for those who work it.
    works = may(account.user, Permission.WORK_TICKLERS, Permission.SEE_EXCEPTIONS)
    row = account.row
    before, following = neighbours(account.reach, customer_id=customer.id, row=row) if works else (None, None)
    return {
        "customer": customer,
        "account": account,
        "relatives": customers_within(account.reach, [customer.parent_id, customer.payer_id]),
        "now": clock.now(),
        "today": account.today,
        "figures": [_figures(account, one) for one in account.facts],
        "tabs": _tabs(account, tab),
        "next": _next(account) if account.sees_history else None,
        "escalation": _escalation(account),
        "previous_url": reverse("account", args=[before]) if before else None,
        "next_url": reverse("account", args=[following]) if following else None,
        "acts": [
            *(_acts(account) if may(account.user, Permission.RECORD_ACTIVITY) else []),
            *(_report(account) if may(account.user, Permission.REPORT_EVENTS) else []),
        ],
    } | _what_happened(account, tab)


def _what_happened(account: Account, tab: str) -> dict[str, Any]:
    """What everybody must know before acting: why orders are to be held, which ways of contact stopped, and which data
    are asked to change and are not confirmed.
    """
    customer, today = account.customer, account.today
    found = what_stands(customer.id, as_of=today)
    changes = found.changes if account.sees_history else []
    # Where the account opens; on the credit file itself each cover says so in its row.
    sees_covers = tab == "account" and may(account.user, Permission.SEE_CREDIT_FILE)
    covers = expired_covers(customer.id, as_of=today) if sees_covers else []
    months = account.policy.nsf.certified_funds_months
    certified = months_after(max(found.returned), months) if found.returned else None
    return {
        "standing_holds": found.holds,
        "certified_until": certified if certified is not None and certified >= today else None,
        # What stops the customer as a whole stands among its chips.
        "stopped_ways": [] if customer.contact_block else [_WAYS[one] for one in sorted(found.stopped)],
        "expired_covers": [(SECURITIES[one.kind], one) for one in covers],
        "plan": _plan(found.plans) if account.sees_history else None,
        "unverified": [(one, DATA_KINDS[one.kind], CHANGE_STATES[one.state]) for one in changes],
    }


def _plan(plans: list[tuple[int, str]]) -> dict[str, Any] | None:
    """The payment plan that whoever opens the account must know of."""
    for plan_id, state in plans:
        return {"id": plan_id, "words": PLAN_STATES[state], "tone": PLAN_TONES[state]}
    return None


_WAYS = {"call": _("No calls"), "email": _("No e-mail"), "letter": _("No letters")}


def why_url(customer_id: int, what: str, *, currency: str) -> str:
    """The page that shows the items behind one of the account's figures."""
    return f"{reverse('account_why', args=[customer_id])}?{urlencode({'what': what, 'currency': currency})}"


def _figures(account: Account, facts: PositionFacts) -> dict[str, Any]:
    customer = account.customer
    items = reverse("account", args=[customer.id])
    limit = customer.credit_limit_minor if facts.currency == customer.currency and account.sees_history else None

    def bucket_url(index: int) -> str:
        return f"{items}?{urlencode({'currency': facts.currency, 'bucket': str(index)})}#items"

    return {
        "facts": facts,
        "bar": aging_bar_of(facts.buckets_minor, edges=account.edges, link=bucket_url),
        "why": {
            what: why_url(customer.id, what, currency=facts.currency)
            for what in ("open", "past_due", "disputed", "unapplied", "credits", "balance")
        },
        "limit_minor": limit,
        "limit_used": percent(100 * facts.open_minor // limit) if limit else "",
        "over_limit": limit is not None and facts.open_minor > limit,
    }


def _tabs(account: Account, active: str) -> list[dict[str, Any]]:
    tabs = []
    for name, label, permission in _TABS:
        if permission is None or may(account.user, permission):
            url = reverse(name, args=[account.customer.id])
            tabs.append({"label": label, "url": url, "active": name == active, "count": None})
    for number, tab in enumerate(tabs, start=1):
        tab["key"] = "1234567890"[number - 1 : number]  # an eleventh has none
    # The kept count is of claims and credits together; where there is no credit it is that of the tab.
    if account.facts and not any(one.credits_minor for one in account.facts):
        tabs[0]["count"] = sum(one.items_open for one in account.facts)
    return tabs


def _next(account: Account) -> dict[str, Any]:
    row, tickler = account.row, account.tickler
    drafted = None
    if tickler is not None and tickler.kind == TicklerKind.LETTER and tickler.activity_id is not None:
        drafted = confirmation_of(tickler.activity_id)
    return {
        "letter_url": url_if("letter", drafted.id) if drafted else None,
        "row": row,
        # A tickler that is due is the step itself.
        "step": planned(row.next_step_name) if row and not (tickler and tickler.cause == row.next_step_name) else "",
        "reasons": reasons_of(row) if row else [],
        "tickler": tickler,
        "is_due": bool(tickler and tickler.due_date and tickler.due_date <= account.today),
    }


def _escalation(account: Account) -> list[Any]:
    """Whom to ask for, where the next step is to go to somebody higher; else nothing, and no read."""
    row = account.row
    if not account.sees_history or row is None or row.next_step_kind != StepKind.ESCALATE:
        return []
    return path_from(account.customer, reach=account.reach, on=account.today)[:_SHOWN_RUNGS]


def _report(account: Account) -> list[dict[str, Any]]:
    url = reverse("customer_event_new", args=[account.customer.id])
    return [{"url": url, "label": _("Event"), "key": "v", "icon": "flag"}]


def _acts(account: Account) -> list[dict[str, Any]]:
    """The acts on the account that have a page: call, log a contact, write a note, plan a tickler."""
    wanted: tuple[tuple[str, dict[str, str], Any, str, str], ...] = (
        ("contact_new", {}, _("Log contact"), "l", "edit"),
        ("contact_new", {"channel": "note"}, _("Note"), "n", "note"),
        ("tickler_new", {}, _("Tickler"), "t", "tickler"),
        ("letter_new", {}, _("Letter"), "m", "mail"),
    )
    ask = {
        "url": reverse("request_new", args=[account.customer.id]),
        "label": _("Request"),
        "key": "q",
        "icon": "check",
    }
    back = reverse("account", args=[account.customer.id])
    acts = [
        {
            "url": reverse("call", args=[account.customer.id]),
            "label": pgettext_lazy("verb", "Call"),
            "key": "c",
            "icon": "phone",
        }
    ]
    for name, extra, label, key, icon in wanted:
        if url := url_if(name):
            query = urlencode({"customer": str(account.customer.id), **extra, "next": back})
            acts.append({"url": f"{url}?{query}", "label": label, "key": key, "icon": icon})
    plan = {
        "url": reverse("plan_new", args=[account.customer.id]),
        "label": _("Payment plan"),
        "key": "z",
        "icon": "calendar",
    }
    reconcile = {
        "url": reverse("customer_statement_new", args=[account.customer.id]),
        "label": _("Reconcile"),
        "key": "R",
        "icon": "check",
    }
    return [*acts, ask, plan, reconcile]
