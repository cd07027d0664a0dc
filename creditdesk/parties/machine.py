"""The machine at its own desk: the user under whose name the night acts, within the rights of his role."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Company, User

USERNAME = "machine"


def machine_user() -> User:
    """The user, made where nobody made him yet: nobody signs in as he, and he works for every company."""
    machine, _ = User.objects.get_or_create(
        username=USERNAME,
        defaults={"first_name": "Creditdesk", "role": Role.MACHINE.value, "password": make_password(None)},
    )
    machine.companies.add(*Company.objects.exclude(id__in=machine.companies.values("id")))
    return machine
