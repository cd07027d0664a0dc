"""The words of orders: reasons to hold, standings, alternatives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

HOLD_CODES: Words = {
    "H1": _("Over the limit"),
    "H2": _("Past due"),
    "H3": _("Broken promise"),
    "H4": _("Returned payment"),
    "H5": _("Review lapsed"),
    "H6": _("Terms changed"),
    "H7": _("First order"),
    "H8": _("By hand or event"),
    "H9": _("Plan in default"),
    "H10": _("Pays before delivery"),
}
STANDINGS: Words = {
    "held": pgettext_lazy("order", "Held"),
    "passes": pgettext_lazy("order", "May ship"),
    "released": pgettext_lazy("order", "Released"),
    "rejected": pgettext_lazy("order", "Rejected"),
    "cancelled": pgettext_lazy("order", "Cancelled"),
    "delivered": pgettext_lazy("order", "Delivered"),
}
OFFER_STATES: Words = {
    "open": pgettext_lazy("offer", "Open"),
    "accepted": pgettext_lazy("offer", "Accepted"),
    "declined": pgettext_lazy("offer", "Declined"),
    "lapsed": pgettext_lazy("offer", "Lapsed"),
    "withdrawn": pgettext_lazy("offer", "Withdrawn"),
    "fulfilled": pgettext_lazy("offer", "Fulfilled"),
}
LEVELS: Words = {
    "rep": _("Rep"),
    "supervisor": _("Supervisor"),
    "credit_manager": _("Credit manager"),
    "controller": _("Controller"),
    "cfo": _("CFO"),
}
SALES_ANSWERS: Words = {
    "promotion": _("A promotion or deal explains a short payment"),
    "paid": _("The customer says that it paid"),
    "word": _("Something else"),
}
HOLD_CHANGES: Words = {
    "added": pgettext_lazy("account on hold", "Added"),
    "removed": pgettext_lazy("account on hold", "Removed"),
    "stands": pgettext_lazy("account on hold", "As before"),
}
ENDED_BY: Words = {
    "lifted": pgettext_lazy("hold", "lifted"),
    "cured": pgettext_lazy("hold", "cured"),
    "released": pgettext_lazy("hold", "released"),
    "rejected": pgettext_lazy("hold", "rejected"),
    "cancelled": pgettext_lazy("hold", "cancelled"),
    "delivered": pgettext_lazy("hold", "delivered"),
}
ALTERNATIVES: Words = {
    "pay_debt": _("Pay the debt"),
    "wait_for_promise": _("Wait for the promise"),
    "deposit": _("Deposit"),
    "ship_part": _("Ship a part"),
    "prepay": _("Pay in advance"),
    "cod": _("Cash on delivery"),
    "temporary_limit": _("Temporary limit"),
}
