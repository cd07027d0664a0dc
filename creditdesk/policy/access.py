"""The only way to a version or draft of the policy: by the user who asks. A company's own is for its people."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User
from creditdesk.policy.models import PolicyDraft, PolicyVersion


def visible_versions(user: User) -> QuerySet[PolicyVersion]:
    """Every version for all companies or for one of the user's, newest first."""
    if not has_permission(user.desk_role, Permission.SEE_POLICY):
        return PolicyVersion.objects.none()
    found = PolicyVersion.objects.filter(_of_companies(user)).select_related("company")
    return found.order_by("-number")


def version_for(user: User, number: int) -> PolicyVersion:
    """The version by its number. Raises NotVisible."""
    version = visible_versions(user).filter(number=number).first()
    if version is None:
        raise NotVisible(f"policy version {number}")
    return version


def visible_drafts(user: User) -> QuerySet[PolicyDraft]:
    """Every draft for all companies or for one of the user's, newest first."""
    if not has_permission(user.desk_role, Permission.SEE_POLICY_DRAFTS):
        return PolicyDraft.objects.none()
    people = ("author", "changed_by", "submitted_by", "decided_by")
    return PolicyDraft.objects.filter(_of_companies(user)).select_related("company", "adopted", *people).order_by("-id")


def draft_for(user: User, draft_id: int) -> PolicyDraft:
    """The draft by its key. Raises NotVisible."""
    draft = visible_drafts(user).filter(id=draft_id).first()
    if draft is None:
        raise NotVisible(f"policy draft {draft_id}")
    return draft


def works_for_all(user: User) -> bool:
    """Whether the user works for every company, as one must who changes the policy for all of them."""
    return not Company.objects.exclude(id__in=user.companies.values("id")).exists()


def _of_companies(user: User) -> Q:
    return Q(company__isnull=True) | Q(company__in=user.companies.all())
