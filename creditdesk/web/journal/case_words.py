"""What became of cases, as the journal tells it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "case.opened": _("opened a case"),
    "case.assigned": _("handed a case on"),
    "case.changed": _("changed what is known of a case"),
    "case.commented": _("said something about a case"),
    "case.evidence": _("showed a document as evidence of a case"),
    "case.split": _("split a case: a part of it is case %(into)s"),
    "case.merged": _("merged a case with another"),
    "case.decided": _("decided a case"),
    "case.credit_asked": _("asked by request %(request)s to credit the valid part of a case"),
    "case.demanded": _("demanded the invalid part of a case back; it is collected from %(collected_from)s"),
    "case.withdrawn": _("recorded that the customer withdrew a case"),
    "case.resolved": _("took up in a case what a posting did"),
    "case.closed": _("closed a case"),
    "case.reopened": _("opened a case again"),
    "case.window_missed": _("marked that the window of a case closed on %(window_end)s"),
}
