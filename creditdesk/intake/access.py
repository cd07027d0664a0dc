"""The only way to an imported file: by the user who asks, who must work for every company that it concerns.

A saved profile and a decided number are seen by whoever sees the imports of their company.
"""

from __future__ import annotations

from django.db.models import QuerySet

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake.formats.bank.answers import BANK
from creditdesk.intake.formats.records.known import OPEN_ITEMS
from creditdesk.intake.models import DecidedNumber, DifferenceDecision, ImportFile, ImportProfile, StagedRow
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Company, User

# Screens name the type of what they are given.
__all__ = [
    "BANK",
    "OPEN_ITEMS",
    "DecidedNumber",
    "DifferenceDecision",
    "ImportFile",
    "ImportProfile",
    "StagedRow",
    "decided_number_for",
    "decision_for",
    "file_for",
    "profile_for",
    "visible_decided_numbers",
    "visible_files",
    "visible_profiles",
]


def visible_files(user: User) -> QuerySet[ImportFile]:
    """The files that the user may see, newest first: those of his companies that name no company of others."""
    if not user.is_active or not has_permission(user.desk_role, Permission.SEE_IMPORTS):
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


def visible_decided_numbers(user: User) -> QuerySet[DecidedNumber]:
    """What numbers of files were decided to mean, of the user's companies, by company and number."""
    if not user.is_active or not has_permission(user.desk_role, Permission.SEE_IMPORTS):
        return DecidedNumber.objects.none()
    mine = user.companies.values("id")
    return (
        DecidedNumber.objects.select_related("company", "customer")
        .filter(company__in=mine)
        .order_by("company__code", "number")
    )


def decided_number_for(user: User, decided_id: int) -> DecidedNumber:
    """The decided number with its company and customer. Raises NotVisible."""
    decided = visible_decided_numbers(user).filter(id=decided_id).first()
    if decided is None:
        raise NotVisible(f"decided number {decided_id}")
    return decided


def decision_for(user: User, decision_id: int) -> DifferenceDecision:
    """The decision about a difference of a list that the user may see. Raises NotVisible."""
    found = DifferenceDecision.objects.select_related("file", "item").filter(id=decision_id)
    decision = found.filter(file__in=visible_files(user).values("id")).first()
    if decision is None:
        raise NotVisible(f"decision {decision_id}")
    return decision


def visible_profiles(user: User) -> QuerySet[ImportProfile]:
    """The saved profiles of the user's companies, by company and name."""
    if not user.is_active or not has_permission(user.desk_role, Permission.SEE_IMPORTS):
        return ImportProfile.objects.none()
    mine = user.companies.values("id")
    return ImportProfile.objects.select_related("company").filter(company__in=mine).order_by("company__code", "name")


def profile_for(user: User, profile_id: int) -> ImportProfile:
    """The profile with its company. Raises NotVisible."""
    profile = visible_profiles(user).filter(id=profile_id).first()
    if profile is None:
        raise NotVisible(f"import profile {profile_id}")
    return profile
