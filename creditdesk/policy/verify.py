"""Proof that versions say what was adopted, and that none was adopted by somebody who wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from creditdesk.domain.proof import BrokenFact
from creditdesk.policy.actions import sha256_of
from creditdesk.policy.models import PolicyDraft, PolicyVersion


def broken_facts() -> list[BrokenFact]:
    """Every broken fact in words; an empty list is the proof. There are few versions and drafts: each is looked at."""
    return [*_texts(), *_adopted()]


def _texts() -> Iterator[BrokenFact]:
    for version in PolicyVersion.objects.order_by("number"):
        if sha256_of(version.text) != version.sha256:
            yield BrokenFact(
                f"policy version {version.number}: its text is not the one that was adopted",
                company_id=version.company_id,
            )
    for draft in PolicyDraft.objects.order_by("id"):
        if sha256_of(draft.text) != draft.sha256:
            yield BrokenFact(
                f"policy draft {draft.id}: its text is not the one that its SHA-256 names", company_id=draft.company_id
            )


def _adopted() -> Iterator[BrokenFact]:
    adopted = PolicyDraft.objects.filter(state=PolicyDraft.State.ADOPTED).select_related("adopted", "decided_by")
    for draft in adopted.prefetch_related("writers").order_by("id"):
        version = draft.adopted
        if version is None or draft.decided_by is None:  # the database's own constraint names the first
            yield BrokenFact(
                f"policy draft {draft.id}: adopted without a version or without an approver",
                company_id=draft.company_id,
            )
        elif (version.sha256, version.company_id) != (draft.sha256, draft.company_id):
            yield BrokenFact(
                f"policy draft {draft.id}: version {version.number} says something else than what was approved",
                company_id=draft.company_id,
            )
        elif draft.decided_by in draft.writers.all():
            yield BrokenFact(
                f"policy draft {draft.id}: {draft.decided_by.username} approved what he wrote",
                company_id=draft.company_id,
            )
