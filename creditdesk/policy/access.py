"""The only way to a version of the policy: by the user who asks. A company's own policy is for its people."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import User
from creditdesk.policy.models import PolicyVersion


def visible_versions(user: User) -> QuerySet[PolicyVersion]:
    """Every version for all companies or for one of the user's, newest first."""
    if not has_permission(user.desk_role, Permission.SEE_POLICY):
        return PolicyVersion.objects.none()
    mine = Q(company__isnull=True) | Q(company__in=user.companies.all())
    return PolicyVersion.objects.filter(mine).select_related("company").order_by("-number")


def version_for(user: User, number: int) -> PolicyVersion:
    """The version by its number. Raises NotVisible."""
    version = visible_versions(user).filter(number=number).first()
    if version is None:
        raise NotVisible(f"policy version {number}")
    return version
