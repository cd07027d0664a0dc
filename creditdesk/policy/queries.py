"""Which policy is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Q, QuerySet

from creditdesk.domain.policy import PolicyDocument, default_policy
from creditdesk.policy.models import PolicyDraft, PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The document that decides, and the number of its version; 0 is the default before any was adopted."""

    number: int
    document: PolicyDocument


def policy_in_force(*, as_of: dt.date, company_id: int | None = None) -> PolicyInForce:
    """The newest version effective on the day: the company's own if it has one, else the one for all."""
    # The text is long: it is read only where no request before has read it.
    newest = _effective(as_of=as_of, company_id=company_id).values_list("number", "sha256").first()
    if newest is None:
        return PolicyInForce(number=0, document=default_policy())
    number, sha256 = newest
    return PolicyInForce(number=number, document=_document(sha256))


def policies_in_force(company_ids: Sequence[int], *, as_of: dt.date) -> dict[int, PolicyDocument]:
    """Company → the policy in force there on the day, in one read."""
    meant = Q(company__isnull=True) | Q(company__in=company_ids)
    versions = PolicyVersion.objects.filter(meant, effective_from__lte=as_of).order_by("effective_from", "number")
    newest: dict[int | None, str] = dict(versions.values_list("company_id", "sha256"))
    found = {}
    for company_id in company_ids:
        sha256 = newest.get(company_id, newest.get(None))
        found[company_id] = default_policy() if sha256 is None else _document(sha256)
    return found


def numbers_in_force(company_ids: Sequence[int], *, as_of: dt.date) -> dict[int, int]:
    """Company → number of the version in force there on the day, 0 for the policy that comes with the desk."""
    meant = Q(company__isnull=True) | Q(company__in=company_ids)
    versions = PolicyVersion.objects.filter(meant, effective_from__lte=as_of).order_by("effective_from", "number")
    newest: dict[int | None, int] = dict(versions.values_list("company_id", "number"))
    return {company_id: newest.get(company_id, newest.get(None, 0)) for company_id in company_ids}


def version_in_force(*, as_of: dt.date, company_id: int | None = None) -> PolicyVersion | None:
    """The version that `policy_in_force` takes, with its dates and reason; None while none was adopted."""
    return _effective(as_of=as_of, company_id=company_id).first()


def _effective(*, as_of: dt.date, company_id: int | None) -> QuerySet[PolicyVersion]:
    meant = Q(company__isnull=True) if company_id is None else Q(company__isnull=True) | Q(company_id=company_id)
    found = PolicyVersion.objects.filter(meant, effective_from__lte=as_of)
    return found.order_by(F("company_id").asc(nulls_last=True), "-effective_from", "-number")


def newest_version(company_id: int | None) -> PolicyVersion | None:
    """The version that was adopted last for the company itself, or for all; None where there is none yet."""
    of = Q(company__isnull=True) if company_id is None else Q(company_id=company_id)
    return PolicyVersion.objects.filter(of).order_by("-effective_from", "-number").first()


def taken_over_from(company_id: int | None, *, on: dt.date) -> PolicyVersion | None:
    """The version that a new one would take over from on the day; none takes effect before the newest one."""
    newest = newest_version(company_id)
    day = on if newest is None else max(on, newest.effective_from)
    return version_in_force(as_of=day, company_id=company_id)


def document_of(version: PolicyVersion) -> PolicyDocument:
    """The version's text as the rules read it."""
    return _document(version.sha256)


def draft_of(version: PolicyVersion) -> PolicyDraft | None:
    """The draft that became the version; None where an operator adopted it at the console."""
    return PolicyDraft.objects.filter(adopted=version).select_related("author").first()


def versions() -> QuerySet[PolicyVersion]:
    """Every version, newest first."""
    return PolicyVersion.objects.select_related("company").order_by("-number")


@lru_cache(maxsize=64)
def _document(sha256: str) -> PolicyDocument:
    version = PolicyVersion.objects.filter(sha256=sha256).only("text")[:1].get()
    return PolicyDocument.parse_yaml(version.text)
