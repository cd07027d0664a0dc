"""Changing the policy: a new version; none is ever edited."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Max, Q

from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.policy.models import PolicyVersion
from creditdesk.policy.queries import document_in


@action
def adopt_policy(
    text: str, *, effective_from: dt.date, reason: str, by: str, at: dt.datetime, company_id: int | None = None
) -> PolicyVersion:
    """Adopt a policy text from a day on.

    Raises PolicyError if the text is no policy, Refusal if the day lies before the newest version's day: the past was
    decided under the version that was in force then.
    """
    document_in(text)
    of = Q(company__isnull=True) if company_id is None else Q(company_id=company_id)
    newest = PolicyVersion.objects.filter(of).order_by("-effective_from").first()
    if newest is not None and effective_from < newest.effective_from:
        raise refuse(
            "policy.backdated",
            "version %(number)d is in force from %(day)s: a new one cannot take effect earlier",
            number=newest.number,
            day=newest.effective_from.isoformat(),
        )
    number = (PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version = PolicyVersion.objects.create(
        number=number,
        company_id=company_id,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        effective_from=effective_from,
        reason=reason,
        adopted_by=by,
        adopted_at=at,
    )
    append(
        "policy.adopted",
        by=by,
        at=at,
        subject=("policy_version", version.id),
        company_id=company_id,
        facts={"number": number, "sha256": version.sha256, "effective_from": effective_from.isoformat()},
        private={"reason": reason},
    )
    return version
