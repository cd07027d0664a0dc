"""Changing the policy: a new version; none is ever edited. The drafts on the way there are in drafting.py."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.policy.models import PolicyVersion
from creditdesk.policy.queries import document_in, newest_version


@action
def adopt_policy(
    text: str,
    *,
    effective_from: dt.date,
    reason: str,
    by: str,
    at: dt.datetime,
    company_id: int | None = None,
    at_console: bool = False,
) -> PolicyVersion:
    """Adopt a policy text from a day on, as an operator does at the console; people at the desk write a draft.

    Raises PolicyError if the text is no policy, Refusal if the day lies before the newest version's day: the past was
    decided under the version that was in force then.
    """
    version = write_version(text, effective_from=effective_from, reason=reason, by=by, at=at, company_id=company_id)
    journal_adoption(version, by=by, at=at, reason=reason, more=console(at_console))
    return version


def write_version(
    text: str, *, effective_from: dt.date, reason: str, by: str, at: dt.datetime, company_id: int | None
) -> PolicyVersion:
    """The new version, inside the open transaction. Raises PolicyError and Refusal as `adopt_policy` says."""
    document_in(text)
    # Two that adopt at once get two numbers: the second waits here until the first has its own.
    PolicyVersion.objects.select_for_update().order_by("-number").first()
    newest = newest_version(company_id)
    if newest is not None and effective_from < newest.effective_from:
        raise refuse(
            "policy.backdated",
            "version %(number)d is in force from %(day)s: a new one cannot take effect earlier",
            number=newest.number,
            day=newest.effective_from.isoformat(),
        )
    number = (PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    return PolicyVersion.objects.create(
        number=number,
        company_id=company_id,
        text=text,
        sha256=sha256_of(text),
        effective_from=effective_from,
        reason=reason,
        adopted_by=by,
        adopted_at=at,
    )


def journal_adoption(version: PolicyVersion, *, by: str, at: dt.datetime, reason: str, more: Mapping[str, Any]) -> None:
    """Say in the journal that the version was adopted, and by which way it came."""
    facts = {
        "number": version.number,
        "sha256": version.sha256,
        "effective_from": version.effective_from.isoformat(),
    }
    append(
        "policy.adopted",
        by=by,
        at=at,
        subject=("policy_version", version.id),
        company_id=version.company_id,
        facts=facts | dict(more),
        private={"reason": reason},
    )


def console(at_console: bool) -> dict[str, Any]:
    """What the journal says of an act at the console, where an operator names the person."""
    return {"at_console": True} if at_console else {}


def sha256_of(text: str) -> str:
    """What names the text beyond doubt."""
    return hashlib.sha256(text.encode()).hexdigest()
