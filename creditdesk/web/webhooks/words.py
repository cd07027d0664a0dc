"""Events and what came of a delivery, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.deliveries import Outcome
from creditdesk.domain.events import TEST, EventKind

EVENTS: Mapping[str, str | Promise] = {
    EventKind.IMPORT_POSTED: _("A file was posted whole"),
    EventKind.IMPORT_REFUSED: _("A file was refused"),
    EventKind.IMPORT_STOPPED: _("The work on a file stopped"),
    EventKind.IMPORT_UNDONE: _("An import was undone whole"),
    EventKind.CREDIT_APPLIED: _("A credit was applied"),
    EventKind.POSTING_REVERSED: _("A posting was taken back"),
    EventKind.RESIDUAL_MOVED: _("A rest was moved to a deduction"),
    EventKind.ITEM_DISPUTED: _("What is disputed of an item changed"),
    EventKind.ITEM_EXTENDED: _("A later collection date was granted"),
    EventKind.CASE_OPENED: _("A deduction, a dispute or another case was opened"),
    EventKind.CASE_DECIDED: _("A case was decided"),
    EventKind.CASE_CLOSED: _("A case was closed"),
    EventKind.ERP_ACCEPTED: _("The ERP took a posting over"),
    EventKind.ERP_REFUSED: _("The ERP refused a posting"),
    EventKind.ORDER_HELD: _("An order was held"),
    EventKind.ORDER_LET_GO: _("An order may ship"),
    EventKind.ORDER_REJECTED: _("An order was rejected"),
    EventKind.CREDIT_CHANGED: _("A credit limit or class was changed by a request"),
    EventKind.PERIOD_CLOSED: _("A period was closed"),
    EventKind.STOP_SET: _("Postings were stopped"),
    EventKind.STOP_LIFTED: _("A posting stop was lifted by decision"),
    EventKind.STOP_OVER: _("The books prove again"),
    EventKind.POLICY_ADOPTED: _("A version of the policy was adopted"),
    EventKind.NIGHTLY_FINISHED: _("The nightly run finished"),
    EventKind.ACTIVITY_RECORDED: _("A note waits for the CRM and the ERP"),
    EventKind.ACTIVITY_CORRECTED: _("A note that corrects another waits"),
    TEST: _("A test"),
}

OUTCOMES: Mapping[str, str | Promise] = {
    Outcome.DELIVERED: _("delivered"),
    Outcome.ANSWERED_OTHERWISE: _("the receiver did not take it"),
    Outcome.REDIRECTED: _("the receiver sent us elsewhere; nobody is followed"),
    Outcome.NOT_FOUND: _("the name leads to no address"),
    Outcome.FORBIDDEN_ADDRESS: _("the name leads to an address that nothing is sent to"),
    Outcome.NO_CONNECTION: _("nobody is there"),
    Outcome.NOT_TRUSTED: _("its certificate is not one to trust"),
    Outcome.NO_ANSWER: _("no answer in time"),
    Outcome.NO_SECRET: _("the secret cannot be opened any more: give a new one"),
}
