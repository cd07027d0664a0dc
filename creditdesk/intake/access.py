"""The only way to an imported file: by the user who asks, who must work for every company that it concerns."""

from __future__ import annotations

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake.models import ImportFile
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User

# Screens name the type of what they are given.
__all__ = ["ImportFile", "file_for", "visible_files"]


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
