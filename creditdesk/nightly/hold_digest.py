"""The Accounts on Hold Report by e-mail: each morning to every salesperson, of his own customers alone.

It says who is on the report, since when, for which reasons by their names, and who came and went since yesterday; what
was said to a customer stays inside. A salesperson without an address gets none, nor one whose customers are all free
and were so yesterday. The same day sends once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creditdesk.credit.hold_report import Change, HeldLine, lines_of, on_hold
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.exports.order_words import HOLD_CHANGES, HOLD_CODES
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.mail.models import OutgoingMessage
from creditdesk.mail.outgoing import Recipient, queue_message
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, Customer, Seller, User

PURPOSE = "hold_digest"
_ORDER = (Change.ADDED, Change.REMOVED, Change.STANDS)


@action
def send_digests(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Queue the day's messages; returns how many there are."""
    found = on_hold([company.id], as_of=as_of)
    customers = Customer.objects.filter(id__in=found).select_related("salesperson", "listed_salesperson")
    of_seller: dict[Seller, list[Customer]] = defaultdict(list)
    for customer in customers.order_by("search_name", "id"):
        if customer.seller is not None and customer.seller.email:
            of_seller[customer.seller].append(customer)
    sent = 0
    for seller, theirs in sorted(of_seller.items(), key=lambda one: one[0].email):
        sent += _send(company, seller, lines_of(theirs, found), as_of=as_of, at=at)
    return sent


def _send(company: Company, seller: Seller, lines: Sequence[HeldLine], *, as_of: dt.date, at: dt.datetime) -> int:
    with translation.override(language_of(seller)):
        subject, text = _subject(lines, as_of), _text(company, lines)
    return queue_digest(PURPOSE, company, seller, subject=subject, text=text, accounts=len(lines), as_of=as_of, at=at)


def queue_digest(
    purpose: str,
    company: Company,
    seller: Seller,
    *,
    subject: str,
    text: str,
    as_of: dt.date,
    at: dt.datetime,
    **counts: int,
) -> int:
    """Queue a message of the day to the salesperson, once; 1 where there is one, 0 for an address that is none."""
    key = f"{purpose}/{company.id}/{as_of.isoformat()}/{seller.email}/{seller.code}"
    if OutgoingMessage.objects.filter(key=key).exists():
        return 1
    try:
        made = queue_message(
            key=key,
            purpose=purpose,
            company=company,
            customer=None,
            recipient=Recipient(seller.name, seller.email),
            subject=subject,
            text=text,
            by=machine_user(),
            at=at,
        )
    except Refusal:  # an address that is none
        return 0
    append(
        f"{purpose}.queued",
        by=machine_user().username,
        at=at,
        subject=("message", made.id),
        company_id=company.id,
        facts={"day": as_of.isoformat(), **counts},
        private={"to": seller.email},
    )
    return 1


def language_of(seller: Seller) -> str:
    """The language of the salesperson's user, else the desk's."""
    named = User.objects.filter(username=seller.user).values_list("language", flat=True).first() if seller.user else ""
    return named or settings.LANGUAGE_CODE


def page_of_the_report() -> list[str]:
    """Where the salesperson finds his accounts, and what he can answer there."""
    parts = [
        _("Your accounts and what became of them stand on the desk under Holds, Accounts on hold."),
        _("Answer there what you know: a promotion behind a short payment, a payment, a closure, a new owner."),
    ]
    page = _address(reverse("held_accounts"))
    return [*parts, page] if page else parts


def _subject(lines: Sequence[HeldLine], as_of: dt.date) -> str:
    count = sum(line.on_hold.change is not Change.REMOVED for line in lines)
    text = ngettext(
        "%(count)d of your accounts is on hold: %(day)s", "%(count)d of your accounts are on hold: %(day)s", count
    )
    return text % {"count": count, "day": as_of.isoformat()}


def _text(company: Company, lines: Sequence[HeldLine]) -> str:
    parts = [str(company.name), ""]
    for change in _ORDER:
        mine = [line for line in lines if line.on_hold.change is change]
        if mine:
            parts += [f"{HOLD_CHANGES[change.value]}:", *map(_line, mine), ""]
    return "\n".join([*parts, *page_of_the_report()])


def _address(path: str) -> str:
    """The whole address of a page of the desk, which no request tells; empty where no host serves it by name."""
    named = (host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "[")))
    host = next(named, "")
    if not host:
        return ""
    return f"https://{host}{path}" if settings.HTTPS else f"http://{host}:{settings.PORT}{path}"


def _line(line: HeldLine) -> str:
    customer, told = line.customer, line.on_hold
    codes = ", ".join(str(HOLD_CODES[code]) for code in sorted(told.codes))
    worth = " + ".join(_money(line.amounts.items()))
    since = told.since.isoformat() if told.since else ""
    return f"- {customer.name} ({customer.number}): {codes}; {since}" + (f"; {worth}" if worth else "")


def _money(amounts: Iterable[tuple[str, int]]) -> list[str]:
    return [str(Money(minor, currency)) for currency, minor in sorted(amounts)]
