"""The only way to an imported file: by the user who asks, who must work for every company that it concerns.

A saved profile is seen by whoever imports files for its company.
"""

from __future__ import annotations

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake.formats.records.known import OPEN_ITEMS
from creditdesk.intake.models import ImportFile, ImportProfile
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User

# Screens name the type of what they are given.
__all__ = ["OPEN_ITEMS", "ImportFile", "ImportProfile", "file_for", "profile_for", "visible_files", "visible_profiles"]


def visible_files(user: User) -> QuerySet[ImportFile]:
    """The files that the user may see, newest first: those of his companies that name no company of others."""
    if not user.is_active or not has_permission(user.desk_role, Permission.IMPORT_FILES):
        return ImportFile.objects.none()
    mine = user.companies.values("id")
    others = ImportFile.companies.through.objects.filter(company__in=Company.objects.exclude(id__in=mine))
    return (
        ImportFile.objects.select_related("company")
        .filter(company__in=mine)
        .exclude(id__in=others.values("importfile_id"))
        .order_by("-id")
    )


def file_for(user: User, file_id: int) -> ImportFile:
    """The file with its company. Raises NotVisible."""
    file = visible_files(user).filter(id=file_id).first()
    if file is None:
        raise NotVisible(f"import {file_id}")
    return file


def visible_profiles(user: User) -> QuerySet[ImportProfile]:
    """The saved profiles of the user's companies, by company and name."""
    if not user.is_active or not has_permission(user.desk_role, Permission.IMPORT_FILES):
        return ImportProfile.objects.none()
    mine = user.companies.values("id")
    return ImportProfile.objects.select_related("company").filter(company__in=mine).order_by("company__code", "name")


def profile_for(user: User, profile_id: int) -> ImportProfile:
    """The profile with its company. Raises NotVisible."""
    profile = visible_profiles(user).filter(id=profile_id).first()
    if profile is None:
        raise NotVisible(f"import profile {profile_id}")
    return profile
