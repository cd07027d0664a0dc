"""What was done with held orders, as the journal tells it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "order.taken": _("told of order %(number)s, version %(version)s"),
    "order.changed": _("told of a change of order %(number)s, version %(version)s"),
    "order.older_version": _("told of an older version of an order, which changes nothing"),
    "order.held": _("holds an order: %(codes)s"),
    "order.let_go": _("lets an order go"),
    "order.released": _("released a held order until %(until)s: %(codes)s"),
    "order.release_ended": _("took the release of an order back: %(codes)s"),
    "order.rejected": _("rejected a held order"),
    "order_decision.answered": _("heard from the ERP what became of a decision about an order"),
    "account_hold.placed": _("held orders by hand"),
    "account_hold.lifted": _("lifted a hold by hand"),
    "offer.made": _("offered a customer a way to have a held order"),
    "offer.accepted": _("recorded that a customer accepts an offer"),
    "offer.declined": _("recorded that a customer declines an offer"),
    "offer.withdrawn": _("took back an offer to a customer"),
    "offer.fulfilled": _("saw that an order goes by what its customer accepted"),
    "offer.promise_gone": _("ended the wait for a promise that does not let an order go any more"),
    "offer.lapsed": _("let an offer to a customer lapse"),
    "prepayment.kept": _("kept a payment for an order"),
    "prepayment.applied": _("applied a payment that was kept for an order"),
    "prepayment.given_back": _("gave back a payment that was kept for an order"),
    "temporary_limit.granted": _("raised a limit until %(until)s"),
    "temporary_limit.ended": _("took a limit for a time back"),
    "credit.reviewed": _("reviewed a customer's credit"),
}
