"""What became of the day's orders, by e-mail: in the evening to every salesperson, of his own customers alone.

Which order went and how (released at 08:10 by whom), which came, which is still held, for which reasons by their names.
Nobody hears of a day on which nothing moved. The same day sends once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from creditdesk.credit.day_of_orders import OrderOfTheDay, orders_of_the_day
from creditdesk.credit.hold_report import Change
from creditdesk.domain.money import Money
from creditdesk.exports.order_words import ENDED_BY, HOLD_CODES
from creditdesk.journal.transactions import action
from creditdesk.nightly.hold_digest import language_of, page_of_the_report, queue_digest
from creditdesk.parties.models import Company, Customer, Seller
from creditdesk.policy.queries import policy_in_force

PURPOSE = "day_digest"


def is_due(company: Company, *, as_of: dt.date, at: dt.datetime) -> bool:
    """Whether the company's salespeople are to be told by now."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document
    return localtime(at).date() == as_of and localtime(at).time() >= policy.orders.sales_digest_at


@action
def send_day_digests(company: Company, *, as_of: dt.date, at: dt.datetime) -> int:
    """Queue the day's messages; returns how many there are."""
    of_customer: dict[int, list[OrderOfTheDay]] = defaultdict(list)
    for one in orders_of_the_day([company.id], as_of=as_of):
        of_customer[one.order.customer_id].append(one)
    customers = Customer.objects.filter(id__in=of_customer).select_related("salesperson", "listed_salesperson")
    of_seller: dict[Seller, list[OrderOfTheDay]] = defaultdict(list)
    for customer in customers.order_by("search_name", "id"):
        if customer.seller is not None and customer.seller.email:
            of_seller[customer.seller] += of_customer[customer.id]
    told = sorted(of_seller.items(), key=lambda one: one[0].email)
    return sum(_send(company, seller, theirs, as_of=as_of, at=at) for seller, theirs in told)


def _send(company: Company, seller: Seller, theirs: Sequence[OrderOfTheDay], *, as_of: dt.date, at: dt.datetime) -> int:
    if all(one.change is Change.STANDS for one in theirs):
        return 0
    with translation.override(language_of(seller)):
        subject = _("What became of your held orders: %(day)s") % {"day": as_of.isoformat()}
        text = _text(company, theirs)
    return queue_digest(PURPOSE, company, seller, subject=subject, text=text, orders=len(theirs), as_of=as_of, at=at)


def _text(company: Company, theirs: Sequence[OrderOfTheDay]) -> str:
    removed = [one for one in theirs if one.change is Change.REMOVED]
    held = [one for one in theirs if one.change is not Change.REMOVED]
    parts = [str(company.name), ""]
    for title, those in ((_("Removed today"), removed), (_("Still held"), held)):
        if those:
            parts += [f"{title}:", *map(_line, those), ""]
    return "\n".join([*parts, *page_of_the_report()])


def _line(one: OrderOfTheDay) -> str:
    order = one.order
    worth = Money(order.open_minor, order.currency)
    codes = ", ".join(str(HOLD_CODES[code]) for code in one.codes)
    return f"- {order.number}, {order.customer.name}, {worth}: {codes}; {_how(one)}"


def _how(one: OrderOfTheDay) -> str:
    if one.change is not Change.REMOVED:
        return _("new today") if one.change is Change.ADDED else _("as before")
    facts = {
        "how": ENDED_BY[one.ended_by],
        "time": f"{localtime(one.ended_at):%H:%M}" if one.ended_at else "",
        "who": one.released_by,
    }
    return _("%(how)s %(time)s by %(who)s") % facts if one.released_by else _("%(how)s %(time)s") % facts
