"""Proof that versions say what was adopted, and that none was adopted by somebody who wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from creditdesk.policy.actions import sha256_of
from creditdesk.policy.models import PolicyDraft, PolicyVersion


def broken_facts() -> list[str]:
    """Every broken fact in words; an empty list is the proof. There are few versions and drafts: each is looked at."""
    return [*_texts(), *_adopted()]


def _texts() -> Iterator[str]:
    for version in PolicyVersion.objects.order_by("number"):
        if sha256_of(version.text) != version.sha256:
            yield f"policy version {version.number}: its text is not the one that was adopted"
    for draft in PolicyDraft.objects.order_by("id"):
        if sha256_of(draft.text) != draft.sha256:
            yield f"policy draft {draft.id}: its text is not the one that its SHA-256 names"


def _adopted() -> Iterator[str]:
    adopted = PolicyDraft.objects.filter(state=PolicyDraft.State.ADOPTED).select_related("adopted", "decided_by")
    for draft in adopted.prefetch_related("writers").order_by("id"):
        version = draft.adopted
        if version is None or draft.decided_by is None:  # the database's own constraint names the first
            yield f"policy draft {draft.id}: adopted without a version or without an approver"
        elif (version.sha256, version.company_id) != (draft.sha256, draft.company_id):
            yield f"policy draft {draft.id}: version {version.number} says something else than what was approved"
        elif draft.decided_by in draft.writers.all():
            yield f"policy draft {draft.id}: {draft.decided_by.username} approved what he wrote"
