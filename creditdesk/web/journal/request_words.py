"""What was asked for, decided and carried out, as the journal tells it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "request.drafted": _("drafted a request: %(kind)s, %(amount)s"),
    "request.submitted": _("asked for something: %(kind)s, %(amount)s"),
    "request.revised": _("changed a request: %(kind)s, %(amount)s"),
    "request.withdrawn": _("withdrew a request: %(kind)s, %(amount)s"),
    "request.approved": _("approved a request and carried it out: %(kind)s, %(amount)s"),
    "request.refused": _("refused a request: %(kind)s, %(amount)s"),
    "request.sent_back": _("sent a request back with a question: %(kind)s, %(amount)s"),
    "request.reversed": _("took back what a request did: %(kind)s, %(amount)s"),
    "worksheet.prepared": _("asked for adjustments by worksheet %(number)s: %(amounts)s"),
    "worksheet.form_taken": _("took a worksheet form of the account out"),
    "compromise.offered": _("offered to settle %(debt)s for %(offer)s, to be paid by %(last_day)s"),
    "compromise.part_paid": _("counted %(paid)s towards a settlement of %(offer)s"),
    "compromise.fulfilled": _("saw a settlement fulfilled: %(paid)s paid, %(forgiven)s forgiven"),
    "compromise.lapsed": _("let a settlement lapse: %(paid)s of %(offer)s came by %(last_day)s"),
    "compromise.void": _("voided a settlement: a payment of it came back, %(debt)s is claimed again"),
    "compromise.reopened": _("opened a settlement again: a payment of it came back in time"),
    "compromise.withdrawn": _("withdrew a settlement of %(debt)s for %(offer)s"),
    "placement.placed": _("placed %(debt)s with an agency, back by %(handback_on)s"),
    "placement.handed_over": _("made a file of a placement of %(debt)s for the agency"),
    "placement.remitted": _("booked %(gross)s that an agency collected, with a fee of %(fee)s"),
    "placement.paid_directly": _("noticed %(amount)s paid directly while it was placed: a fee of %(fee)s is due"),
    "placement.collected": _("ended a placement of %(debt)s: %(why)s"),
    "placement.recalled": _("recalled a placement of %(debt)s: %(why)s"),
    "placement.returned": _("took a placement of %(debt)s back from the agency: %(why)s"),
    "agency.made": _("entered the collection agency %(name)s"),
    "agency.changed": _("changed the collection agency %(name)s"),
    "plan.approved": _("made a payment plan: %(debt)s in %(instalments)s instalments until %(last)s"),
    "plan.signed": _("filed the signed copy of a payment plan"),
    "plan.activated": _("made a payment plan active; %(came)s had come"),
    "plan.interest": _("charged the interest of an instalment"),
    "plan.completed": _("completed a payment plan: %(debt)s paid"),
    "plan.defaulted": _("found a payment plan in default since %(default_on)s; due at once: %(due_at_once)s"),
    "plan.terminated": _("ended a payment plan before it was paid"),
    "claim.forgiven": _("forgave the rest of claims that were settled"),
    "claim.written_off": _("wrote a claim off"),
    "claim.recovered": _("credited money to the allowance for a claim that was written off"),
    "account.adjusted": _("adjusted an account"),
}
