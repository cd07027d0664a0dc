"""How much a person has attached within a day, before the next document is taken."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Sum

from creditdesk.domain.quotas import WINDOW, over_quota
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import Document
from creditdesk.parties.models import User


def refuse_over_quota(by: User, *, at: dt.datetime) -> None:
    """Raise a Refusal where the person has attached what one person may within a day."""
    mine = Document.objects.filter(by=by, at__gt=at - WINDOW)
    attached = mine.aggregate(files=Count("id"), size=Sum("size", default=0))
    reason = over_quota(
        **attached, files_most=settings.UPLOAD_FILES_PER_DAY, megabytes_most=settings.UPLOAD_MEGABYTES_PER_DAY
    )
    if reason is not None:
        raise Refusal((reason,))
