"""Which policy is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, Q, QuerySet

from creditdesk.domain.policy import PolicyDocument, default_policy
from creditdesk.parties.plain_sql import Read, ask, day
from creditdesk.policy.models import PolicyDraft, PolicyVersion


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The document that decides, and the number of its version; 0 is the default before any was adopted."""

    number: int
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class EffectiveVersion:
    """A version without its text: the company that it is for (None: all), and from when on."""

    company_id: int | None
    number: int
    sha256: str
    effective_from: dt.date


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
    return policies_from(ask(read_versions(as_of)), company_ids, as_of=as_of)


def policies_from(
    versions: Sequence[EffectiveVersion], company_ids: Iterable[int], *, as_of: dt.date
) -> dict[int, PolicyDocument]:
    """The same of the versions that were read already."""
    newest = _newest(versions, as_of=as_of)
    found = {}
    for company_id in company_ids:
        version = newest.get(company_id, newest.get(None))
        found[company_id] = default_policy() if version is None else _document(version.sha256)
    return found


def numbers_in_force(company_ids: Iterable[int], *, as_of: dt.date) -> dict[int, int]:
    """Company → number of the version in force there on the day, 0 for the policy that comes with the desk."""
    return numbers_from(ask(read_versions(as_of)), company_ids, as_of=as_of)


def numbers_from(versions: Sequence[EffectiveVersion], company_ids: Iterable[int], *, as_of: dt.date) -> dict[int, int]:
    """The same of the versions that were read already."""
    newest = _newest(versions, as_of=as_of)
    found = {}
    for company_id in company_ids:
        version = newest.get(company_id, newest.get(None))
        found[company_id] = version.number if version is not None else 0
    return found


def _newest(versions: Iterable[EffectiveVersion], *, as_of: dt.date) -> dict[int | None, EffectiveVersion]:
    return {version.company_id: version for version in versions if version.effective_from <= as_of}


def read_versions(on: dt.date) -> Read[list[EffectiveVersion]]:
    """The versions that are effective on the day, the newest last."""
    statement = (
        "SELECT company_id, number, sha256, effective_from FROM policy_policyversion "
        "WHERE effective_from <= %s ORDER BY effective_from, number"
    )
    return Read(
        statement,
        (on,),
        lambda rows: [EffectiveVersion(company, number, sha256, day(since)) for company, number, sha256, since in rows],
    )


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
    return document_in(version.text)


def draft_of(version: PolicyVersion) -> PolicyDraft | None:
    """The draft that became the version; None where an operator adopted it at the console."""
    return PolicyDraft.objects.filter(adopted=version).select_related("author").first()


def versions() -> QuerySet[PolicyVersion]:
    """Every version, newest first."""
    return PolicyVersion.objects.select_related("company").order_by("-number")


@lru_cache(maxsize=64)
def _document(sha256: str) -> PolicyDocument:
    version = PolicyVersion.objects.filter(sha256=sha256).only("text")[:1].get()
    return document_in(version.text)


@lru_cache(maxsize=64)
def document_in(text: str) -> PolicyDocument:
    """The text as the rules read it, read once in a process. Raises PolicyError if it is no policy."""
    return PolicyDocument.parse_yaml(text)
