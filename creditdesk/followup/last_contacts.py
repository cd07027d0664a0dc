"""What counts as a contact where somebody asks when the last one was. docs/rules/delinquent_log.md."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from creditdesk.followup.models import Activity


def real_contacts() -> QuerySet[Activity]:
    """Calls, e-mail, letters and visits between us and customers, tried or had: no notes, nothing among ourselves, and
    nothing that a later entry corrected or took back. What a CRM brings counts where it is one of those. What a machine
    wrote, such as an automatic reply, is filed without an activity, so that it never counts.
    """
    found = Activity.objects.exclude(channel=Activity.Channel.NOTE).exclude(direction=Activity.Direction.INTERNAL)
    return found.filter(~Exists(Activity.objects.filter(corrects=OuterRef("pk"))))
