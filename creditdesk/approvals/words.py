"""What requests ask for and show, in the reader's words: on screens, on paper, in forms and files."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Words = dict[str, str | Promise]

STATES: Words = {
    "draft": gettext_lazy("Draft"),
    "submitted": gettext_lazy("Waiting for a decision"),
    "sent_back": gettext_lazy("Sent back with a question"),
    "carried_out": gettext_lazy("Approved and carried out"),
    "refused": pgettext_lazy("of a request", "Refused"),
    "withdrawn": pgettext_lazy("of a request", "Withdrawn"),
    "reversed": gettext_lazy("Taken back"),
}
SHOWN: Words = {
    "proof": gettext_lazy("Proof of the claim"),
    "efforts": gettext_lazy("Efforts to collect"),
    "agreement": gettext_lazy("What the customer agreed to"),
    "finances": gettext_lazy("The customer's means"),
    "exception": gettext_lazy("Why it is given up though disputed or not yet due"),
    "outside_approval": gettext_lazy("Approval of the CFO"),
}
CAUSES: Words = {
    "pricing": gettext_lazy("Price difference"),
    "shortage": gettext_lazy("Short shipment"),
    "freight": gettext_lazy("Freight"),
    "returned_goods": gettext_lazy("Returned goods"),
    "quality": gettext_lazy("Quality claim"),
    "fee": gettext_lazy("Fee or interest"),
    "promotion": gettext_lazy("Promotion or markdown"),
    "co_op": gettext_lazy("Co-op advertising"),
    "compliance": gettext_lazy("Compliance fine"),
    "discount": gettext_lazy("Discount beyond the terms"),
}
